//! Prices that contain tax or every charge, taken apart: the price net of them is what the law levies on.
//!
//! Most laws let duty and tax be left out of the customs value where they are shown apart (Regulation (EU) 952/2013
//! art. 72(f), 19 USC 1401a(b)(3)(B)). A net price is a price: a multiple of the currency's smallest unit. Each charge is
//! nearly proportional to its base, so dividing the price as net and charges stood at the last net price comes to rest;
//! where it does not, a threshold lies between, and no net price gives that gross price.

use super::{
    assess::Assessed,
    consignment::Consignment,
    finding::Refusal,
    output::Reason,
    scheme,
    span::Lean,
    trace::Trace,
    value::{self, Line},
};
use crate::{
    law::Kind,
    money::{Decimal, Rounding},
    request::PricesInclude,
};
use alloc::vec::Vec;

/// After so many steps it has come to rest, even where charges are half of the price.
const STEPS: usize = 64;

/// To how many decimals the share of a price that is net is carried.
const DECIMALS: u32 = 10;

/// Finds which share of each line's price is net, and sets it.
pub(super) fn settle(consignment: &mut Consignment<'_>) -> Result<(), Refusal> {
    if consignment.request.prices_include == PricesInclude::None {
        return Ok(());
    }
    // As long as no share is set, prices count as net.
    let gross = value::worth(consignment, consignment.currency)?;
    let gross = gross.iter().map(value::Worth::sum).collect::<Result<Vec<_>, _>>()?;
    consignment.net = gross.iter().map(|_| Decimal::ONE).collect();
    for _ in 0..STEPS {
        let charges = charges(consignment)?;
        let included = charges.iter().filter(|charge| is_included(consignment, charge.levy.kind));
        let next = shares(&consignment.lines, included)?;
        let at_rest = at_rest(consignment, &gross, &next)?;
        consignment.net = next;
        if at_rest {
            return Ok(());
        }
    }
    Err(Reason::new(
        "PRICE_NOT_SEPARABLE",
        "No net price with its duties and taxes gives this price: a threshold lies between.",
        "Give prices net of duty and tax, with `pricesInclude: \"none\"`.",
    )
    .at("pricesInclude")
    .into())
}

/// Whether no net price would move by as much as half of the currency's smallest unit: it may swing about a rounding.
fn at_rest(consignment: &Consignment<'_>, gross: &[Decimal], next: &[Decimal]) -> Result<bool, Refusal> {
    let step = Decimal::step(consignment.decimals)?;
    for ((gross, before), after) in gross.iter().zip(&consignment.net).zip(next) {
        let moved = gross.checked_mul(after.checked_sub(*before)?.abs())?;
        if moved.checked_add(moved)? >= step {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether the prices contain charges of a kind.
pub(super) fn is_included(consignment: &Consignment<'_>, kind: Kind) -> bool {
    match consignment.request.prices_include {
        PricesInclude::None => false,
        PricesInclude::DestinationTax => matches!(kind, Kind::Tax | Kind::Excise),
        PricesInclude::All => true,
    }
}

/// The charges on the net prices as they now stand.
fn charges<'q>(consignment: &mut Consignment<'q>) -> Result<Vec<Assessed<'q>>, Refusal> {
    consignment.lines = value::lines(consignment)?;
    let schemes = scheme::choose(consignment)?;
    let mut findings = super::Findings::new();
    let ran = super::run(consignment, &schemes, Lean::Default, &Trace::new(false), &mut findings);
    if findings.outcome == super::Outcome::Refused { Err(Refusal(findings.reasons)) } else { Ok(ran.assessed) }
}

/// The share of each line's price that is net, if charges stand to the net price as they do now.
fn shares<'c, 'q: 'c>(
    lines: &[Line<'_>],
    charges: impl Iterator<Item = &'c Assessed<'q>> + Clone,
) -> Result<Vec<Decimal>, Refusal> {
    let share = |line: &Line<'_>| {
        let net = line.worth.sum()?;
        let charged = Decimal::sum(charges.clone().map(|charge| charge.part_of(line.index)))?;
        let gross = net.checked_add(charged)?;
        Ok(if gross.is_zero() { Decimal::ONE } else { net.divide(gross, DECIMALS, Rounding::HalfEven)? })
    };
    lines.iter().map(share).collect()
}
