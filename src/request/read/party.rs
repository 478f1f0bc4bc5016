//! Who takes part, and what they are registered for.

use super::{Checker, Named, Node, Quoted};
use crate::request::{Party, PartyKind, Registration};

impl Checker<'_> {
    pub(super) fn seller(&mut self, node: &Node<'_>) -> Option<Party> {
        let names = &["country", "kind", "registrations", "marketplace"];
        let [country, kind, registrations, marketplace] = &self.fields(node, names)?;
        Some(Party {
            country: self.country(country),
            kind: self.word(kind, &[PartyKind::Business, PartyKind::Private], PartyKind::as_str),
            registrations: self.entries(registrations, Checker::registration),
            is_marketplace: self.flag(marketplace).unwrap_or_default(),
            ..Party::default()
        })
    }

    pub(super) fn buyer(&mut self, node: &Node<'_>) -> Option<Party> {
        let [country, kind, registrations] = &self.fields(node, &["country", "kind", "registrations"])?;
        Some(Party {
            country: self.country(country),
            kind: self.word(kind, &[PartyKind::Consumer, PartyKind::Business], PartyKind::as_str),
            registrations: self.entries(registrations, Checker::registration),
            ..Party::default()
        })
    }

    /// An importer, exporter or broker.
    pub(super) fn party(&mut self, node: &Node<'_>) -> Option<Party> {
        let [country, registrations] = &self.fields(node, &["country", "registrations"])?;
        Some(Party {
            country: self.country(country),
            registrations: self.entries(registrations, Checker::registration),
            ..Party::default()
        })
    }

    pub(super) fn marketplace(&mut self, node: &Node<'_>) -> Option<Party> {
        let [name, registrations] = &self.fields(node, &["name", "registrations"])?;
        Some(Party {
            name: self.words(name),
            registrations: self.entries(registrations, Checker::registration),
            ..Party::default()
        })
    }

    fn registration(&mut self, node: &Node<'_>) -> Option<Registration> {
        let [kind, number_node, issuer] = &self.fields(node, &["type", "number", "issuer"])?;
        let kind = self.require(kind).name(kind, Named::Registration, "a type of registration");
        let number = self.require(number_node).words(number_node);
        let (issuer, issuer_region) = self.issuer(issuer);
        let registration = Registration { kind: kind?, number: number?, issuer, issuer_region };
        self.check_form(number_node, &registration);
        Some(registration)
    }

    fn check_form(&mut self, node: &Node<'_>, registration: &Registration) {
        let Registration { kind, number, issuer, .. } = registration;
        let Some(form) = self.vocabulary.form(kind, *issuer).filter(|form| !form.accepts(number)) else { return };
        let (number, kind) = (Quoted(number), Quoted(kind));
        let classes = "`#` is a digit, `@` a capital letter, `*` either";
        let message = format_args!("{number} is no number of the type {kind}, which is written {form} ({classes})");
        self.report("REGISTRATION_INVALID", &node.path, message);
    }
}
