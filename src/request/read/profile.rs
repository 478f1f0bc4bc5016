//! The merchant's profile: what holds where the request does not say otherwise.

use super::{Checker, Named, Node, Path};
use crate::{
    law::Payer,
    request::{Incoterm, OwnFee},
};
use alloc::vec::Vec;

/// The fields of a request that a profile may hold; last the terms of delivery by carrier.
pub(super) const PROFILE: &[&str; 21] = &[
    "shipFrom",
    "transport",
    "carrier",
    "incoterm",
    "declaration",
    "seller",
    "buyer",
    "importer",
    "exporter",
    "broker",
    "marketplace",
    "shipping",
    "insurance",
    "currency",
    "exchangeRates",
    "pricesInclude",
    "rules",
    "fees",
    "include",
    "freshness",
    "incoterms",
];

/// The fields of a request, with a profile's where it has none of its own, and the names of those.
pub(super) fn filled<'a, const N: usize>(
    mut fields: [Node<'a>; N],
    names: &[&'static str; N],
    defaults: &[Node<'a>],
) -> ([Node<'a>; N], Vec<&'static str>) {
    let mut from_profile = Vec::new();
    for (name, field) in names.iter().zip(&mut fields).filter(|(_, field)| field.value.is_none()) {
        let of_name = |default: &&Node<'_>| matches!(default.path, Path::Field(_, own) if own == *name);
        if let Some(default) = defaults.iter().find(of_name).filter(|default| default.value.is_some()) {
            *field = *default;
            from_profile.push(*name);
        }
    }
    (fields, from_profile)
}

impl Checker<'_> {
    /// The term of delivery that a profile has for a carrier.
    pub(super) fn term_of(&mut self, by_carrier: &Node<'_>, carrier: Option<&str>) -> Option<Incoterm> {
        let mut found = None;
        self.each_named(by_carrier, &mut |checker, name, node| {
            let vocabulary = checker.vocabulary;
            if !vocabulary.has(Named::Carrier, name) {
                checker.unknown_name(node, name, &|| vocabulary.names(Named::Carrier));
            }
            let term = checker.word(node, &Incoterm::ALL, Incoterm::as_str);
            if carrier == Some(name) {
                found = term;
            }
        });
        found
    }

    /// A carrier's fee by the merchant's own table.
    pub(super) fn own_fee(&mut self, node: &Node<'_>) -> Option<OwnFee> {
        let [carrier, country, payer, rate] = &self.fields(node, &["carrier", "country", "payer", "rate"])?;
        let carrier = self.require(carrier).name(carrier, Named::Carrier, "a carrier known here");
        let country = self.country(country);
        let payer = self.word(payer, &[Payer::Buyer, Payer::Seller], Payer::as_str);
        let rate = self.require(rate).expression(rate);
        Some(OwnFee { carrier: carrier?, country, payer, rate: rate? })
    }
}
