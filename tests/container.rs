//! The container of a snapshot: whole or refused, whatever happened to its bytes on the way.

#![cfg(test)]
#![allow(clippy::arithmetic_side_effects, reason = "a test that overflows has failed, as it should")]

use landfall::day::Day;
use landfall::problem::Problem;
use landfall::snapshot::container::{Container, Draft, FORMAT, Section};
use landfall::snapshot::{Edition, SnapshotError};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

fn draft() -> Draft {
    Draft {
        edition: Edition {
            day: Day::parse("2026-11-24").unwrap(),
            title: "autumn 2026".into(),
            sources: vec!["Union Customs Code".into(), "VAT Directive".into()],
        },
        features: vec![],
        sections: vec![
            ("law".into(), b"what is levied".to_vec()),
            ("later-idea".into(), vec![0xFF; 300]),
            ("empty".into(), vec![]),
        ],
    }
}

/// The same bytes with a digest that fits them again: what a careful forger or a newer writer would hand over.
fn resealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let length = u32::try_from(bytes.len()).unwrap();
    bytes[12..16].copy_from_slice(&length.to_le_bytes());
    let body = bytes.len() - 32;
    let digest = Sha256::digest(&bytes[..body]);
    bytes[body..].copy_from_slice(&digest);
    bytes
}

fn refusal(bytes: &[u8]) -> SnapshotError {
    Container::open(bytes).unwrap_err()
}

#[test]
fn what_was_written_is_read_back() {
    let bytes = draft().write().unwrap();
    let container = Container::open(&bytes).unwrap();
    assert_eq!(container.edition, draft().edition);
    assert_eq!(container.section("law"), Some(&b"what is levied"[..]));
    assert_eq!(container.section("empty"), Some(&b""[..]));
    assert_eq!(container.section("tariff/us"), None);
    assert_eq!(container.sections[1], Section { name: "later-idea", bytes: &[0xFF; 300] });
    assert_eq!(container.digest.0, bytes[bytes.len() - 32..]);
    assert_eq!(bytes, draft().write().unwrap(), "the same draft gives the same bytes");
}

#[test]
fn every_bit_counts() {
    let bytes = draft().write().unwrap();
    for bit in 0..bytes.len() * 8 {
        let mut changed = bytes.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(Container::open(&changed).is_err(), "bit {bit} was changed unseen");
    }
}

#[test]
fn every_byte_counts() {
    let bytes = draft().write().unwrap();
    for length in 0..bytes.len() {
        let error = refusal(&bytes[..length]);
        assert!(if length == 0 { error.is_not_a_snapshot() } else { error.is_truncated() }, "{length}: {error}");
    }
    let longer = [&bytes[..], b"\n"].concat();
    assert!(refusal(&longer).is_corrupt());
}

#[test]
fn a_damaged_section_is_named() {
    let mut bytes = draft().write().unwrap();
    let at = bytes.windows(4).position(|window| window == b"what").unwrap();
    bytes[at] = b'W';
    assert_eq!(
        refusal(&bytes).to_string(),
        "the snapshot is damaged: `law` fails its checksum; fetch it again or build it anew"
    );
    // A digest made to fit does not help: the checksum of the section stands on its own.
    assert!(refusal(&resealed(bytes)).is_corrupt());
}

#[test]
fn what_is_no_snapshot_is_told_apart() {
    let bytes = draft().write().unwrap();
    let lossy = String::from_utf8_lossy(&bytes).into_owned().into_bytes();
    let cases: [(&[u8], &str); 7] = [
        (b"", "this is empty"),
        (b"\n <!DOCTYPE html>", "this is a web page"),
        (b"{\"error\": 404}", "this is JSON"),
        (&[0x1F, 0x8B, 8, 0], "this is still compressed, not a snapshot: decompress it first"),
        (&[0x28, 0xB5, 0x2F, 0xFD, 0], "this is still compressed"),
        (&lossy, "this is a snapshot that was read as text"),
        (b"PK\x03\x04", "this is something else"),
    ];
    for (bytes, start) in cases {
        let error = refusal(bytes);
        assert!(error.is_not_a_snapshot(), "{error}");
        assert!(error.to_string().starts_with(start), "{error}");
    }
}

#[test]
fn line_ends_that_were_converted_are_refused() {
    let bytes = draft().write().unwrap();
    let to_unix: Vec<u8> = bytes
        .iter()
        .enumerate()
        .filter(|(at, byte)| **byte != b'\r' || bytes.get(at + 1) != Some(&b'\n'))
        .map(|(_, byte)| *byte)
        .collect();
    let to_dos: Vec<u8> =
        bytes.iter().flat_map(|byte| if *byte == b'\n' { vec![b'\r', b'\n'] } else { vec![*byte] }).collect();
    assert!(refusal(&to_unix).is_not_a_snapshot());
    assert!(refusal(&to_dos).is_not_a_snapshot());
}

#[test]
fn a_later_format_is_read_where_it_says_so_and_else_refused_with_the_version() {
    let mut later = draft().write().unwrap();
    later[8..10].copy_from_slice(&(FORMAT + 6).to_le_bytes());
    assert!(Container::open(&resealed(later.clone())).is_ok());
    later[10..12].copy_from_slice(&(FORMAT + 1).to_le_bytes());
    assert_eq!(
        refusal(&resealed(later.clone())).to_string(),
        "the snapshot needs an engine that reads format 2, this one reads format 1: update the engine"
    );
    assert!(refusal(&later).is_corrupt(), "a damaged version is no later version");
}

#[test]
fn features_are_required_by_name() {
    let draft = Draft { features: vec!["quotas".into(), "seasons".into(), "excise".into()], ..draft() };
    let bytes = draft.write().unwrap();
    let container = Container::open(&bytes).unwrap();
    assert_eq!(container.require(&["excise", "quotas", "seasons"]), Ok(()));
    let error = container.require(&["seasons"]).unwrap_err();
    assert!(error.is_too_new());
    let problem = Problem::from(error);
    assert_eq!(problem.code, "SNAPSHOT_FEATURE_UNKNOWN");
    assert_eq!(
        problem.message,
        "the snapshot needs features that this engine does not know, update the engine: `quotas`, `excise`"
    );
}

#[test]
fn no_two_sections_share_a_name() {
    let mut twins = draft();
    twins.sections.push(("law".into(), vec![1]));
    assert_eq!(
        twins.write().unwrap_err().to_string(),
        "the snapshot is damaged: it holds `law` twice; fetch it again or build it anew"
    );
}

proptest! {
    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(Container::open(&bytes).is_err());
    }

    #[test]
    fn any_header_under_a_good_digest_is_answered(body in prop::collection::vec(any::<u8>(), 0..120)) {
        let mut bytes = draft().write().unwrap();
        bytes.truncate(16);
        bytes.extend(body);
        bytes.extend([0; 32]);
        let _ = Container::open(&resealed(bytes));
    }

    #[test]
    fn a_changed_header_under_a_good_digest_is_answered(at in 16_usize..110, byte in any::<u8>()) {
        let mut bytes = draft().write().unwrap();
        bytes[at] = byte;
        let _ = Container::open(&resealed(bytes));
    }
}
