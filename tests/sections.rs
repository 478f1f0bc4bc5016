//! Sections of a snapshot whose container is sound: unknown ones are passed over, and no content makes the reader fail
//! otherwise than by refusing it.

#![cfg(test)]

use landfall::day::Day;
use landfall::money::Currency;
use landfall::request::Country;
use landfall::snapshot::container::{Container, Digest, Draft};
use landfall::snapshot::{
    About, Edition, Snapshot, SnapshotError, TariffDraft, section, write_countries, write_currencies, write_slices,
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn file(features: &[&str], sections: &[(&str, &[u8])]) -> Vec<u8> {
    let draft = Draft {
        edition: Edition { day: Day::parse("2026-11-24").unwrap(), title: "test".into(), sources: vec![] },
        features: features.iter().map(ToString::to_string).collect(),
        sections: sections.iter().map(|(name, bytes)| (name.to_string(), bytes.to_vec())).collect(),
    };
    draft.write().unwrap()
}

fn open(features: &[&str], sections: &[(&str, &[u8])]) -> Result<Snapshot, SnapshotError> {
    Snapshot::open(&file(features, sections))
}

fn slice(id: &str) -> Vec<u8> {
    let text = |text: &str| text.to_owned();
    let about = About {
        id: text(id),
        name: text("Tariff of Nowhere"),
        nomenclature: text("NN 2026"),
        source: text("its gazette"),
        law: text("its act"),
        edition: Day::parse("2026-01-01").unwrap(),
        reliable_until: Day::parse("2026-12-31").unwrap(),
        expires: None,
    };
    let (columns, partners, doubts, lines, rates, successors) = (vec![], vec![], vec![], vec![], vec![], vec![]);
    let tariff =
        TariffDraft { about, columns, partners, doubts, lines, rates, successors, listings: vec![] }.write().unwrap();
    file(&[], &[(&format!("{}{id}", section::TARIFF), &tariff)])
}

fn digest(file: &[u8]) -> Digest {
    Container::open(file).unwrap().digest
}

#[test]
fn slices_are_added_to_the_core_that_names_them_in_any_order() {
    let (aa, bb) = (slice("aa"), slice("bb"));
    let slices = write_slices(&BTreeMap::from([("aa".into(), digest(&aa)), ("bb".into(), digest(&bb))]));
    let core = file(&[], &[(section::SLICES, &slices)]);
    let mut one = Snapshot::open(&core).unwrap();
    one.add(&bb).unwrap();
    assert_eq!((one.tariff("aa").is_some(), one.tariff("bb").is_some()), (false, true));
    one.add(&aa).unwrap();
    let mut other = Snapshot::open(&core).unwrap();
    other.add(&aa).unwrap();
    other.add(&bb).unwrap();
    assert_eq!(one, other);
    assert_eq!(one.digest, digest(&core), "what is loaded does not change what the snapshot is");
    assert_eq!(one.slices().collect::<Vec<_>>(), [("aa", digest(&aa)), ("bb", digest(&bb))]);
    let bundle = file(&[], &[(section::CORE, &core), ("slice/bb", &bb), ("slice/aa", &aa)]);
    assert_eq!(Snapshot::open(&bundle).unwrap(), one);
}

#[test]
fn a_slice_that_does_not_belong_is_refused_and_changes_nothing() {
    let (aa, bb) = (slice("aa"), slice("bb"));
    let slices = write_slices(&BTreeMap::from([("aa".into(), digest(&aa))]));
    let core = file(&[], &[(section::SLICES, &slices)]);
    let mut snapshot = Snapshot::open(&core).unwrap();
    snapshot.add(&aa).unwrap();
    let before = snapshot.clone();
    for (part, code, message) in [
        (&aa, "SNAPSHOT_PART_MISPLACED", "the slice `aa`, which is there already"),
        (&core, "SNAPSHOT_PART_MISPLACED", "no slice of a snapshot"),
        (&bb, "SNAPSHOT_PARTS_MIXED", "`bb` is not the one that this core names"),
        (&file(&["quotas"], &[("tariff/aa", b"")]), "SNAPSHOT_FEATURE_UNKNOWN", "`quotas`"),
        (&file(&[], &[("tariff/cc", b"")]), "SNAPSHOT_PARTS_MIXED", "`cc`"),
        (&aa[..aa.len() - 1].to_vec(), "SNAPSHOT_TRUNCATED", "fetch it again"),
    ] {
        let error = snapshot.add(part).unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        assert!(error.to_string().contains(message), "{error}");
        assert_eq!(snapshot, before);
    }
    let error = Snapshot::open(&aa).unwrap_err();
    assert!(error.is_misplaced() && error.to_string().contains("open the core"), "{error}");
    let error = Snapshot::open(&file(&[], &[(section::CORE, &core), ("slice/bb", &bb)])).unwrap_err();
    assert_eq!(error.code(), "SNAPSHOT_PARTS_MIXED");
}

#[test]
fn a_section_of_a_later_day_is_passed_over() {
    assert!(open(&[], &[("quotas", &[0xFF; 100])]).is_ok());
}

#[test]
fn a_feature_of_a_later_day_is_refused_by_name() {
    let error = open(&["quotas"], &[]).unwrap_err();
    assert!(error.is_too_new() && error.to_string().contains("`quotas`"), "{error}");
}

#[test]
fn currencies_and_countries_are_those_of_the_tables() {
    let (eur, jpy) = (Currency::parse("EUR").unwrap(), Currency::parse("JPY").unwrap());
    let (at, xi) = (Country::parse("AT").unwrap(), Country::parse("XI").unwrap());
    let currencies = write_currencies(&BTreeMap::from([(eur, 2), (jpy, 0)]));
    let countries = write_countries(&BTreeSet::from([at, xi]));
    let sections = [(section::CURRENCIES, currencies.as_slice()), (section::COUNTRIES, countries.as_slice())];
    let snapshot = open(&[], &sections).unwrap();
    assert_eq!(snapshot.currency_decimals(jpy), Some(0));
    assert_eq!(snapshot.currency_decimals(Currency::parse("XXX").unwrap()), None);
    assert!(snapshot.is_country(xi) && !snapshot.is_country(Country::parse("ZZ").unwrap()));
}

#[test]
fn codes_out_of_order_are_refused() {
    for (name, bytes) in [
        (section::CURRENCIES, &b"JPY\0EUR\x02"[..]),
        (section::CURRENCIES, b"EUR\x02EUR\x02"),
        (section::CURRENCIES, b"EUR\x02JP"),
        (section::CURRENCIES, b"eur\x02"),
        (section::CURRENCIES, b"EUR\x63"),
        (section::COUNTRIES, b"DEAT"),
        (section::COUNTRIES, b"ATD"),
        (section::SLICES, b"\x02us0123"),
    ] {
        assert!(open(&[], &[(name, bytes)]).unwrap_err().is_corrupt(), "{bytes:?}");
    }
}

proptest! {
    #[test]
    fn any_content_is_answered(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        for name in [section::LAW, section::RATES, section::CURRENCIES, section::COUNTRIES, section::SLICES] {
            let _ = open(&[], &[(name, &bytes)]);
        }
        let _ = open(&[], &[]).unwrap().add(&file(&[], &[("tariff/xx", &bytes)]));
    }

    /// Bytes that begin like many small numbers get further into a section than random ones.
    #[test]
    fn small_numbers_are_answered(bytes in prop::collection::vec(0_u8..6, 0..300)) {
        for name in [section::LAW, section::RATES] {
            let _ = open(&[], &[(name, &bytes)]);
        }
        for name in ["tariff/xx", "tariff/"] {
            let _ = open(&[], &[]).unwrap().add(&file(&[], &[(name, &bytes)]));
        }
    }
}
