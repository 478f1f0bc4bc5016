//! Sections of a snapshot whose container is sound: unknown ones are passed over, and no content makes the reader fail
//! otherwise than by refusing it.

#![cfg(test)]

use landfall::day::Day;
use landfall::money::Currency;
use landfall::request::Country;
use landfall::snapshot::container::Draft;
use landfall::snapshot::{Edition, Snapshot, SnapshotError, section, write_countries, write_currencies};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn open(features: &[&str], sections: &[(&str, &[u8])]) -> Result<Snapshot, SnapshotError> {
    let draft = Draft {
        edition: Edition { day: Day::parse("2026-11-24").unwrap(), title: "test".into(), sources: vec![] },
        features: features.iter().map(ToString::to_string).collect(),
        sections: sections.iter().map(|(name, bytes)| (name.to_string(), bytes.to_vec())).collect(),
    };
    Snapshot::open(&draft.write().unwrap())
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
    ] {
        assert!(open(&[], &[(name, bytes)]).unwrap_err().is_corrupt(), "{bytes:?}");
    }
}

proptest! {
    #[test]
    fn any_content_is_answered(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        for name in [section::LAW, section::RATES, section::CURRENCIES, section::COUNTRIES, "tariff/xx"] {
            let _ = open(&[], &[(name, &bytes)]);
        }
    }

    /// Bytes that begin like many small numbers get further into a section than random ones.
    #[test]
    fn small_numbers_are_answered(bytes in prop::collection::vec(0_u8..6, 0..300)) {
        for name in [section::LAW, section::RATES, "tariff/xx", "tariff/"] {
            let _ = open(&[], &[(name, &bytes)]);
        }
    }
}
