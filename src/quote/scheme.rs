//! Which way of importing each line falls under, and how conditions see the consignment.

use super::{
    consignment::Consignment,
    ledger::Ledger,
    output::Reason,
    value::{self, Line},
};
use crate::{
    law::{Amount, Belongs, Circumstances, Comparison, Formula, Limit, Scheme, Scope, Side, Subject},
    money::{Decimal, Money},
    request::Party,
};
use alloc::{format, vec::Vec};

/// A line of a consignment as conditions see it.
pub(super) struct View<'a, 'q> {
    pub consignment: &'a Consignment<'q>,
    pub line: &'a Line<'q>,
    /// The line's scheme; empty while schemes are being chosen.
    pub scheme: &'a str,
    /// The levies computed so far.
    pub levied: &'a Ledger<'q>,
}

/// The scheme of each line: the first in force whose condition holds.
pub(super) fn choose<'q>(consignment: &Consignment<'q>) -> Result<Vec<&'q Scheme>, Reason> {
    consignment
        .lines
        .iter()
        .map(|line| {
            let view = View { consignment, line, scheme: "", levied: Ledger::NOTHING };
            for scheme in &consignment.regime.schemes {
                if scheme.period.contains(consignment.day(scheme.day)) && scheme.when.holds(&view)? {
                    return Ok(scheme);
                }
            }
            Err(no_scheme(consignment))
        })
        .collect()
}

fn no_scheme(consignment: &Consignment<'_>) -> Reason {
    Reason::new(
        "LAW_NOT_COVERED",
        format!("The law of {} on {} is not in this snapshot.", consignment.regime.name, consignment.request.as_of),
        "Ask for a day that the snapshot covers.",
    )
    .at("asOf")
}

impl View<'_, '_> {
    /// What a formula comes to for this line.
    pub fn sum(&self, formula: &Formula) -> Result<Decimal, Reason> {
        value::sum(formula, |amount| match amount {
            Amount::CustomsValue => Ok(self.line.customs_value),
            Amount::Levy(_) | Amount::Kind(_) => self.levied.of_line(self.line, amount),
            price => Ok(self.line.worth.part(price)),
        })
    }

    /// What a formula comes to for the whole consignment.
    pub fn total(&self, formula: &Formula) -> Result<Decimal, Reason> {
        value::sum(formula, |amount| match amount {
            Amount::CustomsValue => Ok(self.consignment.customs_value),
            Amount::Levy(_) | Amount::Kind(_) => self.levied.of_all(amount),
            price => Ok(self.consignment.worth.part(price)),
        })
    }

    /// A limit in the currency of assessment.
    pub fn limit(&self, limit: &Limit) -> Result<Decimal, Reason> {
        match *limit {
            Limit::Number(number) => Ok(number),
            Limit::Money(money) => self.in_assessment(money),
        }
    }

    fn in_assessment(&self, money: Money) -> Result<Decimal, Reason> {
        let consignment = self.consignment;
        consignment.exchanger.convert(money, consignment.currency, &consignment.regime.rates_for_limits)
    }
}

impl Circumstances for View<'_, '_> {
    type Trouble = Reason;

    fn subject(&self, subject: Subject) -> &str {
        let consignment = self.consignment;
        match subject {
            Subject::Place => consignment.place,
            Subject::ShipFrom => consignment.request.ship_from.country.code(),
            Subject::Origin => self.line.origin.code(),
            Subject::Transport => consignment.transport.as_str(),
            Subject::Buyer => consignment.buyer.as_str(),
            Subject::Seller => consignment.seller.as_str(),
            Subject::Purpose => consignment.purpose.as_str(),
            Subject::Declaration => consignment.declaration.as_str(),
            Subject::Incoterm => consignment.incoterm.as_str(),
            Subject::Scheme => self.scheme,
        }
    }

    fn registered(&self, side: Side, kind: &str, issuer: Option<&str>) -> bool {
        let parties = &self.consignment.request.parties;
        let side: [&Option<Party>; 3] = match side {
            Side::Seller => [&parties.seller, &parties.exporter, &parties.marketplace],
            Side::Buyer => [&parties.buyer, &parties.importer, &None],
        };
        side.into_iter().flatten().flat_map(|party| &party.registrations).any(|registration| {
            registration.kind == kind
                && issuer.is_none_or(|issuer| registration.issuer.is_none_or(|own| own.code() == issuer))
        })
    }

    fn goods(&self, scope: Scope, class: u16) -> bool {
        let consignment = self.consignment;
        match scope {
            Scope::Piece | Scope::Line => consignment
                .snapshot
                .law()
                .goods
                .get(usize::from(class))
                .is_some_and(|class| class.contains(self.line.item.hs_code.as_ref()) == Belongs::Yes),
            Scope::Consignment => consignment.holds.get(usize::from(class)).is_some_and(|holds| *holds),
        }
    }

    fn compare(&self, scope: Scope, formula: &Formula, comparison: &Comparison) -> Result<bool, Reason> {
        let limit = self.limit(&comparison.limit)?;
        let (value, limit) = match scope {
            // Against the limit for as many pieces: no quotient, so exact.
            Scope::Piece => (self.sum(formula)?, limit.checked_mul(self.line.item.quantity)?),
            Scope::Line => (self.sum(formula)?, limit),
            Scope::Consignment => (self.total(formula)?, limit),
        };
        Ok(comparison.comparator.holds(value, limit))
    }
}
