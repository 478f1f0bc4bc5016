//! Who, where, when and in which currency: the request with its defaults settled, and the law that it falls under.

use super::{
    exchange::Exchanger,
    output::Reason,
    value::{self, Line, Worth},
};
use crate::{
    day::Day,
    law::{Belongs, Carrier, DayOf, Law, Levy, Payer, Regime},
    money::{Currency, Decimal},
    problem::{Problem, Problems},
    request::{Choices, Declaration, Incoterm, PartyKind, PricesInclude, Purpose, Request, Transport},
    snapshot::Snapshot,
    sorted::distinct,
};
use alloc::{format, string::String, vec, vec::Vec};
use core::cell::OnceCell;
use sha2::{Digest, Sha256};

/// A consignment as the law sees it.
pub(super) struct Consignment<'q> {
    pub request: &'q Request,
    pub snapshot: &'q Snapshot,
    pub regime: &'q Regime,
    /// Where it goes: a country or a part of one with a law of its own.
    pub place: &'q str,
    /// The parts of it that the law tells apart, where the address names none.
    pub parts: Vec<&'q str>,
    /// The currency of assessment, and its decimals.
    pub currency: Currency,
    pub decimals: u32,
    /// The currency of the totals, and its decimals.
    pub quoted: Currency,
    pub quoted_decimals: u32,
    pub transport: Transport,
    pub incoterm: Incoterm,
    pub declaration: Declaration,
    pub purpose: Purpose,
    pub buyer: PartyKind,
    pub seller: PartyKind,
    /// Who bears the charges of importation under the term.
    pub charges_paid_by: Payer,
    /// The carrier, where one is named.
    pub carrier: Option<&'q Carrier>,
    /// What carriers ask of this merchant, in place of their published fees.
    pub own_fees: &'q [Levy],
    pub exchanger: Exchanger<'q>,
    pub lines: Vec<Line<'q>>,
    /// What all lines are worth together, and their customs value.
    pub worth: Worth,
    pub customs_value: Decimal,
    /// For each kind of goods of the law, whether a line belongs to it, once that was asked.
    holds: Vec<OnceCell<bool>>,
    /// Which share of each line's price is net of what the prices contain; empty where they contain nothing.
    pub net: Vec<Decimal>,
}

impl<'q> Consignment<'q> {
    /// Settles the defaults and finds the law; the lines are still without value.
    pub fn settle(request: &'q Request, snapshot: &'q Snapshot, own_fees: &'q [Levy]) -> Result<Self, Problems> {
        let law = snapshot.law();
        let to = &request.ship_to;
        let place = law.place(to.country.code(), to.region.as_deref(), to.postal_code.as_deref());
        let regime = law.regime(place).ok_or_else(|| unknown_destination(place, snapshot))?;
        let currency = regime.currency_of(place);
        let unnamed = regime.region_needed && place == to.country.code();
        let parts = if unnamed { regime.parts_of(law, place).collect() } else { Vec::new() };
        let quoted = request.currency.unwrap_or(currency);
        let decimals = |currency| snapshot.currency_decimals(currency).unwrap_or_default();
        let incoterm = term(request, law)?;
        let kind = |party: &Option<crate::request::Party>| party.as_ref().and_then(|party| party.kind);
        Ok(Consignment {
            request,
            snapshot,
            regime,
            place,
            parts,
            currency,
            decimals: decimals(currency),
            quoted,
            quoted_decimals: decimals(quoted),
            transport: request.transport.unwrap_or(Transport::Courier),
            incoterm,
            declaration: request.declaration.unwrap_or(Declaration::Simplified),
            purpose: request.purpose.unwrap_or(Purpose::Sale),
            buyer: kind(&request.parties.buyer).unwrap_or(PartyKind::Consumer),
            seller: kind(&request.parties.seller).unwrap_or(PartyKind::Business),
            charges_paid_by: law.charges_paid_by(incoterm),
            carrier: request.carrier.as_deref().and_then(|id| law.carrier(id)),
            own_fees,
            exchanger: Exchanger::new(&request.exchange_rates, snapshot, day_of(request, regime.rates_of)),
            lines: Vec::new(),
            worth: Worth::default(),
            customs_value: Decimal::ZERO,
            holds: vec![OnceCell::new(); law.goods.len()],
            net: Vec::new(),
        })
    }

    /// Values the lines, and adds them up.
    pub fn value(&mut self) -> Result<(), Reason> {
        let worth = value::worth(self, self.currency)?;
        self.worth = worth.iter().try_fold(Worth::default(), |sum, line| sum.plus(line))?;
        self.lines = value::lines(self, worth)?;
        self.customs_value = Decimal::sum(self.lines.iter().map(|line| line.customs_value))?;
        Ok(())
    }

    /// Whether any line belongs to the kind of goods with this index; what can't be told from a code counts as no.
    pub fn holds(&self, class: u16) -> bool {
        let Some(kind) = self.snapshot.law().goods.get(usize::from(class)) else { return false };
        let belongs = || self.request.items.iter().any(|item| kind.contains(item.hs_code.as_ref()) == Belongs::Yes);
        self.holds.get(usize::from(class)).is_some_and(|known| *known.get_or_init(belongs))
    }

    /// SHA-256, in hexadecimal, of the request in canonical form with its defaults filled in.
    pub fn digest(&self) -> String {
        let canonical = self.request.to_json_with(Choices {
            transport: Some(self.transport),
            incoterm: Some(self.incoterm),
            declaration: Some(self.declaration),
            purpose: Some(self.purpose),
            currency: Some(self.quoted),
        });
        Sha256::digest(canonical).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The day of an event; the day of the quote where the request does not tell it apart.
    pub fn day(&self, of: DayOf) -> Day {
        day_of(self.request, of)
    }
}

fn day_of(request: &Request, of: DayOf) -> Day {
    let dates = &request.dates;
    match of {
        DayOf::Entry => dates.entry,
        DayOf::Sale => dates.sale,
        DayOf::Export => dates.export,
    }
    .unwrap_or(request.as_of)
}

/// The term of delivery: as given, else one under which the seller pays where the prices contain every charge, else DAP, or
/// DDU where the carrier does not know DAP.
fn term(request: &Request, law: &Law) -> Result<Incoterm, Problems> {
    let all = request.prices_include == PricesInclude::All;
    match request.incoterm {
        Some(term) if all && law.charges_paid_by(term) == Payer::Buyer => Err(Problems {
            errors: vec![Problem {
                code: "PRICES_CONTRADICT_TERM",
                path: "pricesInclude".into(),
                message: format!(
                    "Under `{term}` the buyer pays the charges of importation, so the prices can't contain them. Sell DDP, or give `destinationTax` or `none`."
                ),
            }],
        }),
        Some(term) => Ok(term),
        None if all => Ok(Incoterm::Ddp),
        None => Ok(if knows_dap(request, law) { Incoterm::Dap } else { Incoterm::Ddu }),
    }
}

/// Whether the carrier accepts DAP; one whose terms are not known does.
fn knows_dap(request: &Request, law: &Law) -> bool {
    let carrier = request.carrier.as_deref().and_then(|id| law.carrier(id));
    carrier.is_none_or(|carrier| carrier.incoterms.is_empty() || carrier.incoterms.contains(&Incoterm::Dap))
}

fn unknown_destination(place: &str, snapshot: &Snapshot) -> Problems {
    let known =
        snapshot.law().regimes.iter().flat_map(|regime| &regime.places).map(String::as_str).filter(|id| id.len() == 2);
    Problems {
        errors: vec![Problem {
            code: "DESTINATION_UNKNOWN",
            path: "shipTo.country".into(),
            message: format!(
                "`{place}` is not among the destinations of this snapshot: {}.",
                distinct(known).join(", ")
            ),
        }],
    }
}
