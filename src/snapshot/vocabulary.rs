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
        let mut names = Vec::new();
        self.find_name(of, &mut |name| {
            names.push(name);
            false
        });
        distinct(names)
    }

    fn has(&self, of: Named, name: &str) -> bool {
        self.find_name(of, &mut |known| known == name)
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

impl Snapshot {
    /// Whether `wanted` says so of a name of this kind; the names are shown to it until it does.
    fn find_name<'s>(&'s self, of: Named, wanted: &mut dyn FnMut(&'s str) -> bool) -> bool {
        let law = self.law();
        match of {
            Named::Carrier => law.carriers.iter().any(|carrier| wanted(&carrier.id)),
            Named::Fact => law.facts.iter().any(|fact| wanted(&fact.name)),
            Named::Rule => law.levies().any(|levy| wanted(&levy.id)),
            Named::Registration => law.registrations.iter().any(|registration| wanted(&registration.id)),
            Named::Agreement => {
                law.regimes.iter().flat_map(|regime| &regime.agreements).any(|agreement| wanted(&agreement.id))
            }
        }
    }
}
