//! The computation step by step, kept only where it was asked for.

use super::{
    assess::Assessed,
    output::Step,
    rate::Applied,
    value::{Line, sum},
};
use crate::{
    law::{Amount, Levy, Regime, Round, Term},
    money::{Decimal, Rounding},
};
use alloc::{format, string::String, string::ToString, vec::Vec};
use core::cell::RefCell;

/// Takes down steps, or none.
pub(super) struct Trace(Option<RefCell<Vec<Step>>>);

impl Trace {
    pub fn new(wanted: bool) -> Self {
        Trace(wanted.then(RefCell::default))
    }

    /// Takes down a step; it is put together only where a trace was asked for.
    pub fn step(&self, step: impl FnOnce() -> Step) {
        if let Some(steps) = &self.0 {
            steps.borrow_mut().push(step());
        }
    }

    /// Whether a levy in force falls on a line, one or nothing; and where it does not, why.
    pub fn considered(&self, levy: &Levy, line: &Line<'_>, why_not: impl FnOnce() -> Option<String>) {
        self.step(|| {
            let rule = why_not();
            let falls = if rule.is_none() { Decimal::ONE } else { Decimal::ZERO };
            let operands = alloc::vec![(line.item.id.clone(), falls)];
            Step {
                step: "considered",
                of: levy.id.clone(),
                operands,
                rule,
                exact: falls,
                rounding: None,
                rounded: None,
            }
        });
    }

    /// A levy on a base, as it is and as it was rounded, and what was taken off: rate applied, result rounded.
    pub fn levy(
        &self,
        levy: &Levy,
        rate: &Applied<'_>,
        operands: [Option<Decimal>; 3],
        exact: Decimal,
        amount: Decimal,
    ) {
        self.step(|| Step {
            step: "levy",
            of: levy.id.clone(),
            operands: ["base", "baseRounded", "less"]
                .into_iter()
                .zip(operands)
                .filter_map(|(name, amount)| Some((name.into(), amount?)))
                .collect(),
            rule: Some(if levy.inside_own_base {
                format!("{} of itself", rate.expression)
            } else {
                rate.expression.to_string()
            }),
            exact,
            rounding: Some(rounding(levy.round)),
            rounded: Some(amount),
        });
    }

    /// One head of the totals: its charges, added up in the quote's currency.
    pub fn total<'c, 'q: 'c>(
        &self,
        head: &str,
        charges: impl Iterator<Item = &'c Assessed<'q>>,
        amount: impl Fn(&Assessed<'q>) -> Decimal,
    ) {
        self.step(|| {
            let operands: Vec<(String, Decimal)> =
                charges.map(|charge| (charge.levy.id.clone(), amount(charge))).collect();
            let exact = Decimal::sum(operands.iter().map(|(_, amount)| *amount)).unwrap_or_default();
            Step { step: "total", of: head.into(), operands, rule: None, exact, rounding: None, rounded: None }
        });
    }

    /// What a line is worth to customs: the parts of its price that its formula takes.
    pub fn value(&self, line: &Line<'_>, regime: &Regime) {
        self.step(|| {
            let formula = line.valuation.map_or(&regime.customs_value, |valuation| &valuation.customs_value);
            let part = |term: &Term| sum(core::slice::from_ref(term), |amount| Ok(line.worth.part(amount)));
            let operands: Vec<(String, Decimal)> =
                formula.0.iter().map(|term| (named(term), part(term).unwrap_or_default())).collect();
            Step {
                step: "value",
                of: line.item.id.clone(),
                rule: None,
                exact: Decimal::sum(operands.iter().map(|(_, amount)| *amount)).unwrap_or_default(),
                operands,
                rounding: regime.customs_value_round.map(|round| rounding(Some(round))),
                rounded: regime.customs_value_round.map(|_| line.customs_value),
            }
        });
    }

    /// The steps, where they were asked for.
    pub fn steps(self) -> Option<Vec<Step>> {
        self.0.map(RefCell::into_inner)
    }
}

fn rounding(round: Option<Round>) -> String {
    let Round { step, mode } = round.unwrap_or(Round { step: None, mode: Rounding::HalfUp });
    let mode = match mode {
        Rounding::HalfUp => "half up",
        Rounding::HalfEven => "half even",
        Rounding::Down => "down",
        Rounding::Up => "up",
    };
    match step {
        Some(step) => format!("{mode} to {step}"),
        None => format!("{mode} to the smallest unit"),
    }
}

/// A term of a sum of parts of a price, as the law writes it.
fn named(term: &Term) -> String {
    let part = match term.amount {
        Amount::Shipping => "shipping",
        Amount::Insurance => "insurance",
        _ => "goods",
    };
    let times = if term.times == Decimal::ONE { String::new() } else { format!(" * {}", term.times) };
    let over = if term.over == Decimal::ONE { String::new() } else { format!(" / {}", term.over) };
    format!("{part}{times}{over}")
}
