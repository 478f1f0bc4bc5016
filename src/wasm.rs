//! The JavaScript boundary: text in, text out.
//!
//! A request and its quote cross as UTF-8 JSON, in the one canonical form that native code reads and writes too.
//! Nothing is thrown but the refusal of a snapshot: a rejected request is a result like any other, so that whatever
//! else is thrown means that the module is broken.

use crate::{
    problem::Problems,
    quote::{self, catalogue},
    snapshot::{Digest, Snapshot, SnapshotError},
};
use alloc::string::{String, ToString};
use sha2::{Digest as _, Sha256};
use wasm_bindgen::prelude::*;

/// An opened snapshot, ready to quote.
#[wasm_bindgen]
pub struct Engine {
    snapshot: Snapshot,
}

#[wasm_bindgen]
impl Engine {
    /// Opens the core of a snapshot, or a bundle of core and slices.
    ///
    /// # Errors
    ///
    /// The text `{"errors":[{"code","path","message"}]}` where the bytes are no snapshot that this version reads.
    #[wasm_bindgen(constructor)]
    pub fn new(snapshot: &[u8]) -> Result<Engine, JsValue> {
        report_panics();
        Snapshot::open(snapshot).map(|snapshot| Engine { snapshot }).map_err(rejected)
    }

    /// Adds a slice of the same edition; one that is refused leaves the engine as it was.
    ///
    /// # Errors
    ///
    /// The text `{"errors":[{"code","path","message"}]}` where the bytes are no slice that belongs to this core.
    pub fn add(&mut self, slice: &[u8]) -> Result<(), JsValue> {
        self.snapshot.add(slice).map_err(rejected)
    }

    /// The quote as canonical JSON, or `{"errors":[…]}` where the request can't be read; no quote starts so.
    #[must_use]
    pub fn quote(&self, request: &str) -> String {
        quote::answer(request.as_bytes(), &self.snapshot)
    }

    /// Quotes one article at many prices in many consignments: see [`catalogue::fill`], whose rows `cells` holds one
    /// after the other. Answers with its JSON array.
    pub fn catalogue(&self, consignments: &str, prices: &[i64], cells: &mut [i64]) -> String {
        let (rows, _) = cells.as_chunks_mut();
        catalogue::fill(consignments, prices, rows, &self.snapshot)
    }

    /// What the snapshot is and what it covers, as JSON.
    #[must_use]
    pub fn info(&self) -> String {
        self.snapshot.info().to_json()
    }
}

/// SHA-256 of bytes, in hexadecimal: here, for hosts without a secure context have no other.
#[wasm_bindgen]
#[must_use]
pub fn digest(bytes: &[u8]) -> String {
    Digest(Sha256::digest(bytes).into()).to_string()
}

/// The version of the engine.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").into()
}

/// In debug builds a panic says where; in release builds the text alone would outweigh what it tells.
fn report_panics() {
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
}

fn rejected(error: SnapshotError) -> JsValue {
    let problems = Problems { errors: alloc::vec![error.into()] };
    JsValue::from_str(&problems.to_json())
}
