//! A sample of what `cargo xtask trust` tries in full: a real part with a changed bit or a missing end is refused.

#![cfg(test)]

use landfall::snapshot::Snapshot;
use landfall_data::build::published;
use std::path::Path;

/// A prime, so that the sample meets all bits of a byte and all columns of a table.
const STEP: usize = 4_999;

#[test]
fn a_changed_bit_and_a_missing_end_are_refused() {
    let published = published(Path::new("tariff-data")).unwrap();
    let core = Snapshot::open(&published.core).unwrap();
    let slice = &published.slices["eu"];
    assert!(core.clone().add(slice).is_ok());
    for bit in (0..slice.len() * 8).step_by(STEP) {
        let mut changed = slice.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(core.clone().add(&changed).is_err(), "bit {bit} of the slice was changed unseen");
        assert!(core.clone().add(&slice[..bit / 8]).is_err(), "{} bytes were taken for all", bit / 8);
    }
    for bit in (0..published.core.len() * 8).step_by(STEP * 8) {
        let mut changed = published.core.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(Snapshot::open(&changed).is_err(), "bit {bit} of the core was changed unseen");
        assert!(Snapshot::open(&changed[..bit / 8]).is_err(), "{} bytes were taken for all", bit / 8);
    }
}
