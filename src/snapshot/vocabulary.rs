//! The names that requests may use, out of the law.

use super::Snapshot;
use crate::{
    money::Currency,
    request::{Country, FactKind, Form, Incoterm, Named, Vocabulary},
    sorted::distinct,
};
use alloc::vec::Vec;

impl Vocabulary for Snapshot {
    fn has_currency(&self, currency: Currency) -> bool {
        self.currency_decimals(currency).is_some()
    }

    fn has_country(&self, country: Country) -> bool {
        self.is_country(country)
    }

    fn names(&self, of: Named) -> Vec<&str> {
        let law = self.law();
        let names: Vec<&str> = match of {
            Named::Carrier => law.carriers.iter().map(|carrier| carrier.id.as_str()).collect(),
            Named::Fact => law.facts.iter().map(|fact| fact.name.as_str()).collect(),
            Named::Rule => law.levies().map(|levy| levy.id.as_str()).collect(),
            Named::Registration => law.registrations.iter().map(|registration| registration.id.as_str()).collect(),
            Named::Agreement => law
                .regimes
                .iter()
                .flat_map(|regime| &regime.agreements)
                .map(|agreement| agreement.id.as_str())
                .collect(),
        };
        distinct(names)
    }

    fn incoterms(&self, carrier: &str) -> &[Incoterm] {
        self.law().carrier(carrier).map_or(&[], |carrier| &carrier.incoterms)
    }

    fn fact(&self, name: &str) -> Option<FactKind> {
        self.law().facts.iter().find(|fact| fact.name == name).map(|fact| fact.kind)
    }

    fn form(&self, registration: &str, issuer: Option<Country>) -> Option<&Form> {
        let registration = self.law().registrations.iter().find(|one| one.id == registration)?;
        let of = |code: Option<&str>| registration.forms.iter().find(|(issuer, _)| issuer.as_deref() == code);
        let issued = issuer.as_ref().and_then(|issuer| of(Some(issuer.code())));
        issued.or_else(|| of(None)).map(|(_, form)| form)
    }
}
