//! The boundary as JavaScript sees it: the same in Node and in a browser.

#![cfg(target_family = "wasm")]

use landfall::wasm::{Engine, version};
use wasm_bindgen_test::wasm_bindgen_test;

fn refusal(snapshot: &[u8]) -> String {
    Engine::new(snapshot).err().and_then(|thrown| thrown.as_string()).unwrap_or_default()
}

#[wasm_bindgen_test]
fn the_version_is_the_crate_s() {
    assert_eq!(version(), env!("CARGO_PKG_VERSION"));
}

#[wasm_bindgen_test]
fn what_is_no_snapshot_is_refused_with_a_reason() {
    for bytes in [&b""[..], b"PK\x03\x04", &[0xff; 64]] {
        let thrown = refusal(bytes);
        assert!(thrown.starts_with(r#"{"errors":[{"code":""#), "{thrown}");
    }
}
