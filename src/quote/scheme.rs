//! Which way of importing each line falls under, and how conditions see the consignment.

use super::{
    consignment::Consignment,
    exchange::Exchanger,
    ledger::Ledger,
    output::Reason,
    tariff,
    value::{self, Line},
};
use crate::{
    law::{
        Amount, Belongs, Circumstances, Comparison, DayOf, Formula, Holds, Issuer, Limit, Scheme, Scope, Side, Subject,
        Test,
    },
    money::{Decimal, Money},
    request::{Fact, Party, Registration},
};
use alloc::{format, string::String, vec::Vec};

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
        value::sum(&formula.0, |amount| match amount {
            Amount::CustomsValue => Ok(self.line.customs_value),
            Amount::Levy(_) | Amount::Kind(_) | Amount::Advanced => self.levied.of_line(self.line, amount),
            price => Ok(self.line.worth.part(price)),
        })
    }

    /// What a formula comes to for the whole consignment.
    pub fn total(&self, formula: &Formula) -> Result<Decimal, Reason> {
        value::sum(&formula.0, |amount| match amount {
            Amount::CustomsValue => Ok(self.consignment.customs_value),
            Amount::Levy(_) | Amount::Kind(_) | Amount::Advanced => self.levied.of_all(amount),
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

    /// Whether the place that the consignment goes to, which may be any part of a country, is one of these.
    fn place_is(&self, among: &[String]) -> Holds<Reason> {
        let consignment = self.consignment;
        let is = |place: &&str| among.iter().any(|one| one == place);
        match consignment.parts.iter().filter(|part| is(part)).count() {
            0 => is(&consignment.place).into(),
            all if all == consignment.parts.len() => Holds::Yes,
            _ => Holds::Unclear(region_missing(consignment)),
        }
    }

    /// What turns on a commodity code that does not tell.
    fn code_unclear(&self, list: &str) -> Reason {
        Reason::new(
            "HS_CODE_TOO_SHORT",
            format!(
                "Whether `{}` stands in the list `{list}` can't be told from its commodity code.",
                self.line.item.id
            ),
            "Give the commodity code with all its digits.",
        )
        .at(format!("items[{}].hsCode", self.line.index))
    }
}

/// Says that the law differs between the parts of the country.
pub(super) fn region_missing(consignment: &Consignment<'_>) -> Reason {
    Reason::new(
        "REGION_MISSING",
        format!("The law differs between the parts of {}, and the address names none.", consignment.place),
        "Give `shipTo.region` or `shipTo.postalCode`.",
    )
    .at("shipTo.region")
}

impl Circumstances for View<'_, '_> {
    type Trouble = Reason;
    type Question = Reason;

    fn is(&self, subject: Subject, among: &[String]) -> Holds<Reason> {
        let consignment = self.consignment;
        let word = match subject {
            Subject::Place => return self.place_is(among),
            Subject::ShipTo => consignment.request.ship_to.country.code(),
            Subject::ShipFrom => consignment.request.ship_from.country.code(),
            Subject::Origin => self.line.origin.code(),
            Subject::Transport => consignment.transport.as_str(),
            Subject::Buyer => consignment.buyer.as_str(),
            Subject::Seller => consignment.seller.as_str(),
            Subject::Purpose => consignment.purpose.as_str(),
            Subject::Declaration => consignment.declaration.as_str(),
            Subject::Incoterm => consignment.incoterm.as_str(),
            Subject::Scheme => self.scheme,
            Subject::Carrier => consignment.request.carrier.as_deref().unwrap_or_default(),
            Subject::ChargesPaidBy => consignment.charges_paid_by.as_str(),
            Subject::Preference => self.levied.preference_of(self.line),
        };
        among.iter().any(|one| one == word).into()
    }

    fn registered(&self, side: Side, kind: &str, issuer: &Issuer) -> bool {
        let parties = &self.consignment.request.parties;
        let side: [&Option<Party>; 3] = match side {
            Side::Seller => [&parties.seller, &parties.exporter, &parties.marketplace],
            Side::Buyer => [&parties.buyer, &parties.importer, &None],
            Side::Marketplace => [&parties.marketplace, &None, &None],
        };
        let from = |registration: &Registration| match issuer {
            Issuer::Anyone => true,
            Issuer::Named(place) => registration.may_be_of(place),
            Issuer::Destination => registration.may_be_of(self.consignment.place),
        };
        let mut registrations = side.into_iter().flatten().flat_map(|party| &party.registrations);
        registrations.any(|registration| registration.kind == kind && from(registration))
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
            Scope::Consignment => consignment.holds(class),
        }
    }

    fn levied(&self, among: &[String]) -> bool {
        self.levied.bears(self.line, among)
    }

    fn listed(&self, id: &str, list: &str) -> Holds<Reason> {
        let Some(code) = &self.line.item.hs_code else { return Holds::Unclear(self.code_unclear(list)) };
        let Some(tariff) = self.consignment.snapshot.tariff(id) else {
            return Holds::Unclear(tariff::not_loaded(id, self.line));
        };
        match tariff.listed(list, code, self.consignment.day(DayOf::Entry)) {
            Belongs::Yes => Holds::Yes,
            Belongs::No => Holds::No,
            Belongs::Unclear => Holds::Unclear(self.code_unclear(list)),
        }
    }

    fn fact(&self, name: &str, test: &Test) -> Holds<Reason> {
        let item = self.line.item;
        match (item.facts.get(name), test) {
            (Some(Fact::Flag(is)), Test::Flag(should)) => (is == should).into(),
            (Some(Fact::Text(word)), Test::Word(among)) => among.contains(word).into(),
            (Some(Fact::Number(number)), Test::Number(all)) => all
                .iter()
                .all(|one| one.limit.number().is_some_and(|limit| one.comparator.holds(*number, limit)))
                .into(),
            (Some(_), _) => Holds::No,
            (None, _) => {
                let (id, index) = (&item.id, self.line.index);
                let message = format!("What is owed on `{id}` turns on its `{name}`, which is not given.");
                let action = format!("Give `items[].facts.{name}`.");
                Holds::Unclear(Reason::new("FACT_MISSING", message, action).at(format!("items[{index}].facts.{name}")))
            }
        }
    }

    fn compare(&self, scope: Scope, formula: &Formula, comparison: &Comparison) -> Result<bool, Reason> {
        let (consignment, limit) = (self.consignment, self.limit(&comparison.limit)?);
        let (value, bound) = match scope {
            // Against the limit for as many pieces: no quotient, so exact.
            Scope::Piece => (self.sum(formula)?, limit.checked_mul(self.line.item.quantity)?),
            Scope::Line => (self.sum(formula)?, limit),
            Scope::Consignment => (self.total(formula)?, limit),
        };
        let holds = |value| comparison.comparator.holds(value, bound);
        if consignment.exchanger.stands_in(consignment.currency) {
            let ends = Exchanger::bounds(value)?;
            if ends.iter().any(|end| holds(*end) != holds(value)) {
                consignment.exchanger.close_call(&format!("the limit of {limit} {}", consignment.currency));
            }
        }
        Ok(holds(value))
    }
}
