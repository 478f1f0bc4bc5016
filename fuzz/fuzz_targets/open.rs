//! No bytes make opening, looking up or quoting panic, loop or run out of memory.
//!
//! The first byte says what the others are: a whole file, or the content of a section in a container whose checksums are
//! right, so that the reader of the section is reached.

#![no_main]

use landfall::{
    day::Day,
    quote,
    snapshot::{Edition, Snapshot, SnapshotError, container::Draft, section},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, bytes)) = bytes.split_first() else { return };
    let opened = match kind % 7 {
        0 => Snapshot::open(bytes),
        1 => of_slice("tariff/xx", bytes),
        2 => of_core(section::LAW, bytes),
        3 => of_core(section::RATES, bytes),
        4 => of_core(section::SLICES, bytes),
        5 => of_core(section::CURRENCIES, bytes),
        _ => of_core(section::COUNTRIES, bytes),
    };
    if let Ok(snapshot) = opened {
        use_it(&snapshot);
    }
});

fn file(name: &str, content: &[u8]) -> Vec<u8> {
    let edition = Edition { day: Day::MIN, title: String::new(), sources: Vec::new() };
    let sections = vec![(name.to_owned(), content.to_vec())];
    Draft { edition, features: Vec::new(), sections }.write().unwrap()
}

fn of_core(name: &str, content: &[u8]) -> Result<Snapshot, SnapshotError> {
    Snapshot::open(&file(name, content))
}

fn of_slice(name: &str, content: &[u8]) -> Result<Snapshot, SnapshotError> {
    let mut snapshot = of_core(section::SLICES, &[])?;
    snapshot.add(&file(name, content)).map(|()| snapshot)
}

/// Asks of a snapshot all that a quote asks.
fn use_it(snapshot: &Snapshot) {
    let day = Day::new(2026, 11, 24).unwrap();
    for tariff in &snapshot.tariffs {
        for line in tariff.lines().take(100) {
            for (column, _) in tariff.columns().take(10) {
                tariff.rates(line, column, day).take(100).for_each(drop);
            }
            tariff.listings(line).take(100).for_each(drop);
            tariff.code(line).map(|code| tariff.resolve(&code));
        }
        tariff.successors().take(100).for_each(drop);
    }
    let cart = br#"{"asOf":"2026-11-24","shipFrom":{"country":"CN"},"shipTo":{"country":"DE"},
        "items":[{"quantity":1,"unitPrice":{"amount":"20","currency":"EUR"},"hsCode":"691110"}]}"#;
    let _ = quote::answer(cart, snapshot);
    let _ = snapshot.info().to_json();
}
