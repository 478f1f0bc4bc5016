//! At which rate a levy falls on a line: the merchant's own, the levy's, a table's or a tariff's.

use super::{
    consignment::Consignment,
    finding::Refusal,
    output::Reason,
    span::{Lean, Open},
    tariff::{self, Found},
    value::Line,
};
use crate::{
    day::Period,
    goods::duty::Expression,
    law::{Levy, Rate, RateRow, Slot, Source, TableRate},
};
use alloc::{borrow::Cow, format, vec, vec::Vec};

/// A rate that applies to a line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Applied<'q> {
    pub expression: Cow<'q, Expression>,
    pub source: &'q Source,
    pub period: Period,
    /// Whether it is the merchant's own.
    pub merchant: bool,
    /// Where in a tariff it was found.
    pub found: Option<Found<'q>>,
}

/// The rates of a levy for a line: one, or as many remedies as the merchant names.
pub(super) fn of_line<'q>(
    consignment: &Consignment<'q>,
    levy: &'q Levy,
    line: &Line<'q>,
    open: &Open,
) -> Result<Vec<Applied<'q>>, Refusal> {
    if let Some(own) = merchants_own(levy, line) {
        return Ok(own);
    }
    match &levy.rate {
        Rate::Of(expression) => Ok(vec![applied(expression, &levy.source, levy.period)]),
        Rate::Table(table) => Ok(vec![from_table(consignment, levy, table, line, open)?]),
        Rate::Tariff(id) => Ok(vec![tariff::duty(consignment, levy, id, line, open)?]),
        Rate::InsteadOf(id, flat) => Ok(vec![tariff::instead(consignment, levy, id, flat, line, open)?]),
        Rate::Merchant => Ok(Vec::new()),
    }
}

fn applied<'q>(expression: &'q Expression, source: &'q Source, period: Period) -> Applied<'q> {
    Applied { expression: Cow::Borrowed(expression), source, period, merchant: false, found: None }
}

fn merchants_own<'q>(levy: &'q Levy, line: &Line<'q>) -> Option<Vec<Applied<'q>>> {
    let rates = &line.item.rates;
    let own: &[Expression] = match levy.slot? {
        Slot::Duty => core::slice::from_ref(rates.duty.as_ref()?),
        Slot::Remedies => rates.remedies.as_deref()?,
        Slot::Tax => core::slice::from_ref(rates.tax.as_ref()?),
    };
    let applied = |expression| Applied { merchant: true, ..applied(expression, &levy.source, levy.period) };
    Some(own.iter().map(applied).collect())
}

fn from_table<'q>(
    consignment: &Consignment<'q>,
    levy: &Levy,
    table: &str,
    line: &Line<'q>,
    open: &Open,
) -> Result<Applied<'q>, Reason> {
    let code = line.item.hs_code.as_ref();
    let day = consignment.day(levy.day);
    let found = consignment
        .snapshot
        .law()
        .tables
        .iter()
        .find(|one| one.id == *table)
        .map_or(TableRate::None, |table| table.rate(consignment.place, code, day));
    let row = match found {
        TableRate::One(row) => row,
        TableRate::Several(row, others) => one_of(row, &others, line, open),
        TableRate::None => {
            return Err(Reason::new(
                "RATE_NOT_COVERED",
                format!("No rate of `{}` is known for {} on {day}.", levy.id, consignment.place),
                "Give the rate in `items[].rates`, or ask for a day that the snapshot covers.",
            ));
        }
    };
    Ok(applied(&row.rate, &row.source, row.period))
}

/// Of the rates that goods of a short code could bear, the one that this run of the computation leans to.
fn one_of<'q>(standard: &'q RateRow, others: &[&'q RateRow], line: &Line<'_>, open: &Open) -> &'q RateRow {
    let all = || others.iter().copied().chain([standard]);
    let share = |row: &&RateRow| row.rate.ad_valorem_part();
    let (least, most) = (all().min_by_key(share).unwrap_or(standard), all().max_by_key(share).unwrap_or(standard));
    if least.rate == most.rate {
        return standard;
    }
    let path = format!("items[{}].hsCode", line.index);
    let reason = Reason::new(
        "TAX_RATE_UNCLEAR",
        format!(
            "The tax on `{}` is {} or {}: its code is too short, or what the reduced rate covers is not sure.",
            line.item.id, least.rate, most.rate
        ),
        "Give the commodity code with all its digits, or the rate in `items[].rates.tax`.",
    );
    match open.ask(reason.at(path)) {
        Lean::Low => least,
        Lean::Default | Lean::High => most,
    }
}
