//! At which rate a levy falls on a line: the merchant's own, the levy's, a table's or a tariff's.

use super::{
    consignment::Consignment,
    finding::Refusal,
    output::Reason,
    scheme,
    span::Open,
    tariff::{self, Candidate, Found, LookUp},
    value::Line,
};
use crate::{
    day::{Day, Period},
    goods::duty::Expression,
    law::{Agreement, Key, Levy, Rate, RateRow, Slot, Source, TableRate},
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
    /// The agreement whose preference it is.
    pub agreement: Option<&'q Agreement>,
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
    let one = |rate: Result<Applied<'q>, Refusal>| Ok(vec![rate?]);
    let open_rate = |rates: Vec<Candidate<'q>>, question: Reason| match levy.slot {
        Some(Slot::Duty) => tariff::untabled(consignment, levy, rates, question, line, open),
        _ => Ok(LookUp::new(consignment, levy, line, open).one_of(rates, question)?.applied(None)),
    };
    match &levy.rate {
        Rate::Of(expression) => one(open_rate(vec![candidate(expression, levy)], unclear(levy, line))),
        Rate::Between { least, most, .. } => {
            one(open_rate(vec![candidate(least, levy), candidate(most, levy)], unclear(levy, line)))
        }
        Rate::Table(table) => {
            let (rows, question) = rows(consignment, levy, table, line)?;
            one(open_rate(rows.into_iter().flat_map(row_rates).collect(), question))
        }
        Rate::Tariff { id, column } => one(tariff::duty(consignment, levy, (id, column), line, open)),
        Rate::InsteadOf(id, flat) => one(tariff::instead(consignment, levy, id, flat, line, open)),
        Rate::Merchant => Ok(Vec::new()),
        Rate::Unknown { message, action } => {
            let reason = Reason::new("DUTY_RATE_UNKNOWN", message.as_str(), action.as_str());
            Err(reason.at(format!("items[{}]", line.index)).into())
        }
    }
}

fn candidate<'q>(expression: &'q Expression, levy: &'q Levy) -> Candidate<'q> {
    Candidate { expression, period: levy.period, source: &levy.source, found: None }
}

/// The rates of a row: one, or both ends of what is not known precisely.
fn row_rates(row: &RateRow) -> impl Iterator<Item = Candidate<'_>> {
    let rates = [Some(&row.rate), row.most.as_ref()].into_iter().flatten();
    rates.map(|expression| Candidate { expression, period: row.period, source: &row.source, found: None })
}

fn merchants_own<'q>(levy: &'q Levy, line: &Line<'q>) -> Option<Vec<Applied<'q>>> {
    let rates = &line.item.rates;
    let own: &[Expression] = match levy.slot? {
        Slot::Duty => core::slice::from_ref(rates.duty.as_ref()?),
        Slot::Remedies => rates.remedies.as_deref()?,
        Slot::Tax => core::slice::from_ref(rates.tax.as_ref()?),
    };
    Some(own.iter().map(|rate| Applied { merchant: true, ..candidate(rate, levy).applied(None) }).collect())
}

/// The rows of a table that could hold for a line, the most likely first, and what to ask where they differ.
fn rows<'q>(
    consignment: &Consignment<'q>,
    levy: &Levy,
    id: &str,
    line: &Line<'q>,
) -> Result<(Vec<&'q RateRow>, Reason), Reason> {
    let day = consignment.day(levy.day);
    let Some(table) = consignment.snapshot.law().tables.iter().find(|table| table.id == *id) else {
        return Err(not_covered(consignment, levy, day));
    };
    let (keys, question) = match table.by {
        Key::Origin => (vec![line.origin.code()], unclear(levy, line)),
        Key::Place if consignment.parts.is_empty() => (vec![consignment.place], unclear(levy, line)),
        Key::Place => (consignment.parts.clone(), scheme::region_missing(consignment)),
    };
    let mut rows = Vec::new();
    for key in keys {
        match table.rate(key, line.item.hs_code.as_ref(), day) {
            TableRate::One(row) => rows.push(row),
            TableRate::Several(row, others) => {
                rows.push(row);
                rows.extend(others);
            }
            TableRate::None => return Err(not_covered(consignment, levy, day)),
        }
    }
    Ok((rows, question))
}

fn not_covered(consignment: &Consignment<'_>, levy: &Levy, day: Day) -> Reason {
    Reason::new(
        "RATE_NOT_COVERED",
        format!("No rate of `{}` is known for {} on {day}.", levy.id, consignment.place),
        "Give the rate in `items[].rates`, or ask for a day that the snapshot covers.",
    )
}

/// What to ask where several rates could hold: as the levy's own doubt says, else for the code.
fn unclear(levy: &Levy, line: &Line<'_>) -> Reason {
    if let Some(doubt) = levy.doubts.first().filter(|_| levy.doubts_its_rate()) {
        return doubt.into();
    }
    let id = &line.item.id;
    let (code, what, field) = match levy.slot {
        Some(Slot::Duty) => ("DUTY_RATE_UNCLEAR", "duty", "duty"),
        _ => ("TAX_RATE_UNCLEAR", "tax", "tax"),
    };
    Reason::new(
        code,
        format!(
            "The {what} on `{id}` could stand at several rates: its code is too short, or what each covers is not sure."
        ),
        format!("Give the commodity code with all its digits, or the rate in `items[].rates.{field}`."),
    )
    .at(format!("items[{}].hsCode", line.index))
}
