//! The agreements of the law data against the tables and the list of countries that they speak of.
#![cfg(test)]

use landfall::{
    law::{Agreement, Grant, Rate, Regime},
    request::Country,
    snapshot::{Snapshot, Tariff},
};
use std::{collections::BTreeSet, path::Path, sync::LazyLock};

static SNAPSHOT: LazyLock<Snapshot> = LazyLock::new(|| {
    let bytes = landfall_data::build::snapshot(Path::new("tariff-data")).unwrap();
    Snapshot::open(&bytes).unwrap()
});

/// The tariff in which a regime's duty stands.
fn tariff<'a>(snapshot: &'a Snapshot, regime: &Regime) -> Option<&'a Tariff> {
    regime.levies.iter().find_map(|levy| match &levy.rate {
        Rate::Tariff { id, .. } => snapshot.tariff(id),
        _ => None,
    })
}

#[test]
fn the_countries_of_an_agreement_are_countries() {
    for agreement in SNAPSHOT.law().regimes.iter().flat_map(|regime| &regime.agreements) {
        for origin in &agreement.origins {
            let known = Country::parse(origin).is_some_and(|country| SNAPSHOT.is_country(country));
            assert!(known, "{}: {origin}", agreement.id);
        }
        let distinct: BTreeSet<_> = agreement.origins.iter().collect();
        assert_eq!(distinct.len(), agreement.origins.len(), "{} names a country twice", agreement.id);
    }
}

#[test]
fn a_column_has_a_partner_for_every_country_of_the_agreement() {
    for regime in &SNAPSHOT.law().regimes {
        for agreement in &regime.agreements {
            let Grant::Column { column, partners } = &agreement.grant else { continue };
            let tariff = tariff(&SNAPSHOT, regime).unwrap();
            assert!(tariff.columns().any(|(id, _)| id == column), "{}: no column {column}", agreement.id);
            for id in partners {
                assert!(tariff.partners.iter().any(|partner| partner.id == *id), "{}: no partner {id}", agreement.id);
            }
            for origin in &agreement.origins {
                let for_origin = |id: &String| {
                    let mut known = tariff.partners.iter().filter(|partner| partner.id == *id);
                    known.any(|partner| partner.countries.is_empty() || partner.countries.contains(origin))
                };
                assert!(partners.iter().any(for_origin), "{}: nothing in the table is for {origin}", agreement.id);
            }
        }
    }
}

#[test]
fn every_partner_of_the_british_table_has_an_agreement() {
    let regime = SNAPSHOT.law().regime("GB").unwrap();
    let named: BTreeSet<&String> = regime
        .agreements
        .iter()
        .filter_map(|agreement| match &agreement.grant {
            Grant::Column { partners, .. } => Some(partners),
            _ => None,
        })
        .flatten()
        .collect();
    for partner in &tariff(&SNAPSHOT, regime).unwrap().partners {
        assert!(named.contains(&partner.id), "{} ({})", partner.id, partner.name);
    }
}

#[test]
fn rows_of_one_agreement_for_the_same_goods_follow_one_another() {
    let overlap = |one: &Agreement, other: &Agreement| {
        one.period.contains(other.period.from) || other.period.contains(one.period.from)
    };
    for regime in &SNAPSHOT.law().regimes {
        for (at, one) in regime.agreements.iter().enumerate() {
            for other in regime.agreements.iter().skip(at + 1).filter(|other| other.id == one.id) {
                let same = one.when == other.when && one.origins.iter().any(|origin| other.origins.contains(origin));
                assert!(!(same && overlap(one, other)), "{}/{} stands twice on some days", regime.id, one.id);
            }
        }
    }
}
