//! What a snapshot is and what it covers, for people and for pages that offer destinations.

use super::Snapshot;
use crate::{
    day::Day,
    json::{self, objects},
    request::{Named, Vocabulary},
    sorted::distinct,
};
use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use serde::Serialize;

/// What a snapshot is and what it covers.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Info<'a> {
    /// The day of the newest fact in it.
    pub edition: Day,
    /// Its title.
    pub title: &'a str,
    /// The last day on which it may be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<Day>,
    /// SHA-256 of the whole, in hexadecimal.
    pub digest: String,
    /// Where a quote may go: countries, sorted.
    pub destinations: Vec<&'a str>,
    /// Ids of ways of importing.
    pub schemes: Vec<&'a str>,
    /// Ids of rules that `rules` may turn on or off.
    pub rules: Vec<&'a str>,
    /// Ids of agreements on preferences.
    pub agreements: Vec<&'a str>,
    /// Types of registration.
    pub registrations: Vec<&'a str>,
    /// Its tariffs.
    pub tariffs: Vec<TariffInfo<'a>>,
    /// Where its facts come from.
    pub sources: &'a [String],
}

/// A tariff of a snapshot.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TariffInfo<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// The day whose state it shows.
    pub edition: Day,
    /// The last day for which its rates can be relied on.
    pub reliable_until: Day,
    /// The last day on which they may be used at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<Day>,
    /// How many lines it has.
    pub lines: usize,
}

objects! {
    Info<'_> {
        "edition": edition,
        "title": title,
        "expires" ? expires,
        "digest": digest,
        "destinations": destinations,
        "schemes": schemes,
        "rules": rules,
        "agreements": agreements,
        "registrations": registrations,
        "tariffs": tariffs,
        "sources": sources,
    }
    TariffInfo<'_> {
        "id": id,
        "name": name,
        "edition": edition,
        "reliableUntil": reliable_until,
        "expires" ? expires,
        "lines": lines,
    }
}

impl Info<'_> {
    /// As canonical JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        json::text(self)
    }
}

impl Snapshot {
    /// What it is and what it covers.
    #[must_use]
    pub fn info(&self) -> Info<'_> {
        let regimes = &self.law().regimes;
        // Parts of countries are found by postal code; the destination is the country.
        let country = |place: &&str| place.len() == 2;
        Info {
            edition: self.edition.day,
            title: &self.edition.title,
            expires: self.expires,
            digest: self.digest.to_string(),
            destinations: distinct(
                regimes.iter().flat_map(|regime| &regime.places).map(String::as_str).filter(country),
            ),
            schemes: distinct(regimes.iter().flat_map(|regime| &regime.schemes).map(|scheme| scheme.id.as_str())),
            rules: self.names(Named::Rule),
            agreements: self.names(Named::Agreement),
            registrations: self.names(Named::Registration),
            tariffs: self
                .tariffs
                .iter()
                .map(|tariff| TariffInfo {
                    id: &tariff.about.id,
                    name: &tariff.about.name,
                    edition: tariff.about.edition,
                    reliable_until: tariff.about.reliable_until,
                    expires: tariff.about.expires,
                    lines: tariff.lines().count(),
                })
                .collect(),
            sources: &self.edition.sources,
        }
    }
}
