//! What is owed: from a request and a snapshot to a quote, and nothing else.
//!
//! The path of a cart: `consignment` settles who, where and in which currency; `value` gives every line its worth;
//! `scheme` picks the way of importing; `assess` computes the levies, at the rates that `rate` finds; `total` adds up.
//! Where a question is open, `span` has the path run once for each end of its answers.

mod assess;
mod carrier;
pub mod catalogue;
mod class;
mod consignment;
mod exchange;
mod finding;
mod freshness;
mod grouping;
mod hint;
mod ledger;
mod net;
mod not_computable;
mod output;
mod preference;
mod rate;
mod scheme;
mod span;
mod tariff;
mod total;
mod trace;
mod value;
mod why;

pub use output::{
    Charge, Collection, Edition, Exchange, HsLine, Interval, Item, Money, Outcome, Parties, Quote, Reason, Step, Totals,
};

use crate::{
    law::{Levy, Notice, Scheme},
    money::Decimal,
    problem::{Problem, Problems},
    request::{self, Request},
    snapshot::Snapshot,
};
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use assess::{Assessed, Run};
use consignment::Consignment;
use finding::Findings;
use ledger::Ledger;
use scheme::View;
use span::{Lean, Open};
use total::Sums;
use trace::Trace;

/// The quote for a request under a snapshot: a function of these two alone.
///
/// # Errors
/// Every problem for which the request can't be quoted at all: a destination that the snapshot does not know, a
/// discount above the price. What can be read but not answered is a quote whose outcome is `refused`.
pub fn quote(request: &Request, snapshot: &Snapshot) -> Result<Quote, Problems> {
    let own_fees: Vec<Levy> = request.fees.iter().map(carrier::fee).collect();
    let mut consignment = Consignment::settle(request, snapshot, &own_fees)?;
    let mut findings = Findings::new();
    findings.keep(freshness::of_edition(request, snapshot));
    let net = net::settle(&mut consignment);
    findings.keep(net);
    let valued = consignment.value();
    findings.keep(valued);
    discounts_within_prices(&consignment)?;
    let chosen = scheme::choose(&consignment);
    let schemes = findings.keep(chosen).unwrap_or_default();
    assumptions(&consignment, &mut findings);
    notices(&consignment, &schemes, &mut findings);
    let answered =
        if findings.outcome == Outcome::Refused { None } else { answer_of(&consignment, &schemes, &mut findings) };
    for (outcome, reason) in consignment.exchanger.remarks() {
        findings.add(outcome, reason);
    }
    Ok(assemble(&consignment, &schemes, findings, answered))
}

/// What a quote says when it is not refused.
struct Answer {
    charges: Vec<Charge>,
    items: Vec<Item>,
    totals: Totals,
    interval: Option<Interval>,
    hints: Vec<Reason>,
    trace: Option<Vec<Step>>,
}

fn answer_of(consignment: &Consignment<'_>, schemes: &[&Scheme], findings: &mut Findings) -> Option<Answer> {
    let trace = Trace::new(consignment.request.include.trace);
    consignment.lines.iter().for_each(|line| trace.value(line, consignment.regime));
    let Ran { assessed, questions, hints } = run(consignment, schemes, Lean::Default, &trace, findings);
    let sums = findings.keep(total::sums(consignment, &assessed, &trace))?;
    let interval = interval(consignment, schemes, sums.landed_cost, questions, findings)?;
    if findings.outcome == Outcome::Refused {
        return None;
    }
    let totals = sums.totals(consignment);
    Some(Answer {
        charges: findings.keep(total::charges(consignment, schemes, &assessed))?,
        items: findings.keep(sums.items(consignment, schemes, &assessed))?,
        hints: findings.keep(hint::hints(consignment, schemes, &totals, hints))?,
        totals,
        interval,
        trace: trace.steps(),
    })
}

/// What one run of the computation gives.
struct Ran<'q> {
    assessed: Vec<Assessed<'q>>,
    /// What was open.
    questions: Vec<Reason>,
    /// What would lower a charge.
    hints: Vec<Reason>,
}

fn run<'q>(
    consignment: &Consignment<'q>,
    schemes: &[&'q Scheme],
    lean: Lean,
    trace: &Trace,
    findings: &mut Findings,
) -> Ran<'q> {
    let open = Open::new(lean);
    let mut run = Run {
        consignment,
        schemes,
        open: &open,
        trace,
        findings: Findings::new(),
        charges: Vec::new(),
        ledger: Ledger::default(),
    };
    run.levies();
    let Run { findings: found, charges: assessed, .. } = run;
    let (questions, remarks, hints) = open.close();
    findings.extend(found);
    findings.extend(remarks);
    Ran { assessed, questions, hints }
}

/// The interval of the landed cost over what is open; the outer `None` where a run could not be computed.
#[expect(clippy::option_option, reason = "no interval and no answer are different things")]
fn interval(
    consignment: &Consignment<'_>,
    schemes: &[&Scheme],
    shown: Decimal,
    questions: Vec<Reason>,
    findings: &mut Findings,
) -> Option<Option<Interval>> {
    if questions.is_empty() {
        return Some(None);
    }
    let quiet = Trace::new(false);
    let mut landed_cost = |lean| {
        let ran = run(consignment, schemes, lean, &quiet, findings);
        findings.keep(total::sums(consignment, &ran.assessed, &quiet)).map(|sums: Sums| sums.landed_cost)
    };
    let (low, high) = (landed_cost(Lean::Low)?, landed_cost(Lean::High)?);
    // A measure that is not sure may keep a dearer one off: then the branch that the totals show bounds the interval.
    let (min, max) = (low.min(high).min(shown), low.max(high).max(shown));
    let narrowed_by = questions.iter().map(|question| question.action.clone()).collect();
    for question in questions {
        findings.add(Outcome::Estimated, question);
    }
    let money = |amount| total::money(amount, consignment.quoted, consignment.quoted_decimals);
    Some(Some(Interval { min: money(min), max: money(max), narrowed_by }))
}

fn assemble(consignment: &Consignment<'_>, schemes: &[&Scheme], findings: Findings, answered: Option<Answer>) -> Quote {
    let request = consignment.request;
    let scheme = schemes.first().map(|first| {
        if schemes.iter().all(|scheme| scheme.id == first.id) { first.id.clone() } else { "mixed".into() }
    });
    let importer = schemes.first().and_then(|scheme| scheme.importer).unwrap_or(consignment.regime.importer);
    let (charges, items, totals, interval, hints, trace) = match answered {
        Some(it) => (it.charges, it.items, Some(it.totals), it.interval, it.hints, it.trace),
        None => Default::default(),
    };
    Quote {
        as_of: request.as_of,
        outcome: findings.outcome,
        reasons: grouping::once(findings.reasons),
        scheme,
        charges,
        items,
        totals,
        exchange_rates: consignment.exchanger.used(),
        interval,
        parties: Parties {
            incoterm: consignment.incoterm,
            incoterm_from: match request.incoterm {
                Some(_) if request.from_profile.contains(&"incoterm") => "profile",
                Some(_) => "request",
                None => "default",
            },
            from_profile: request.from_profile.clone(),
            importer_of_record: importer,
            import_charges_paid_by: consignment.charges_paid_by,
        },
        hints,
        trace,
        snapshot: Edition {
            edition: consignment.snapshot.edition.day,
            digest: consignment.snapshot.digest.to_string(),
        },
        engine: env!("CARGO_PKG_VERSION"),
        request_digest: request.include.digest.then(|| consignment.digest()),
    }
}

/// A line can't cost less than nothing.
fn discounts_within_prices(consignment: &Consignment<'_>) -> Result<(), Problems> {
    let problem = |line: &value::Line<'_>| Problem {
        code: "DISCOUNT_TOO_LARGE",
        path: format!("items[{}].discount", line.index),
        message: format!("The discounts on `{}` exceed its price. Give at most the price.", line.item.id),
    };
    let errors: Vec<Problem> =
        consignment.lines.iter().filter(|line| line.worth.goods.is_negative()).map(problem).collect();
    if errors.is_empty() { Ok(()) } else { Err(Problems { errors }) }
}

/// What was assumed because the request did not say it.
fn assumptions(consignment: &Consignment<'_>, findings: &mut Findings) {
    let request = consignment.request;
    for (index, item) in request.items.iter().enumerate() {
        if item.origin.is_none() {
            let origin = request.ship_from.country;
            findings.add(
                Outcome::Estimated,
                Reason::new(
                    "ORIGIN_ASSUMED",
                    format!("The origin of `{}` is not given; `{origin}`, where it ships from, was assumed.", item.id),
                    "Give the country where it was made.",
                )
                .at(format!("items[{index}].originCountry")),
            );
        }
        if item.hs_code.is_none() {
            findings.add(
                Outcome::Estimated,
                Reason::new(
                    "HS_CODE_MISSING",
                    format!("`{}` has no commodity code, so what applies to its kind of goods can't be told.", item.id),
                    "Give its code, at least six digits.",
                )
                .at(format!("items[{index}].hsCode")),
            );
        }
    }
    let valued = consignment.lines.iter().filter_map(|line| Some((line, line.valuation?)));
    for (line, doubt) in valued.flat_map(|(line, valuation)| valuation.doubts.iter().map(move |doubt| (line, doubt))) {
        let concerns = doubt.when.holds(&View { consignment, line, scheme: "", levied: Ledger::NOTHING });
        if findings.keep(concerns) == Some(true) {
            findings.add(Outcome::Estimated, doubt.into());
        }
    }
    if request.shipping.is_none() {
        findings.add(
            Outcome::Complete,
            Reason::new("SHIPPING_ASSUMED_ZERO", "No shipping was given; none was counted.", "Give `shipping`.")
                .at("shipping"),
        );
    }
}

/// What the law data says of such a consignment beside its figures, and where it refuses.
fn notices(consignment: &Consignment<'_>, schemes: &[&Scheme], findings: &mut Findings) {
    let regime = consignment.regime;
    let refusals = regime.refusals.iter().map(|notice| (notice, Outcome::Refused));
    let notices = regime
        .notices
        .iter()
        .map(|notice| (notice, if notice.lowers { Outcome::Estimated } else { Outcome::Complete }));
    for (notice, outcome) in refusals.chain(notices) {
        let said = says(consignment, schemes, notice);
        if findings.keep(said) == Some(true) {
            findings.add(outcome, Reason::new(&notice.code, notice.message.as_str(), notice.action.as_str()));
        }
    }
}

fn says(consignment: &Consignment<'_>, schemes: &[&Scheme], notice: &Notice) -> Result<bool, Reason> {
    if !notice.period.contains(consignment.request.as_of) {
        return Ok(false);
    }
    for line in &consignment.lines {
        let scheme = schemes.get(line.index).map_or("", |scheme| scheme.id.as_str());
        if notice.when.holds(&View { consignment, line, scheme, levied: Ledger::NOTHING })? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The same across a boundary of text: a request in JSON in, the quote or `{"errors": […]}` in canonical JSON out.
#[must_use]
pub fn answer(text: &[u8], snapshot: &Snapshot) -> String {
    match request::read(text, snapshot).and_then(|request| quote(&request, snapshot)) {
        Ok(quote) => quote.to_json(),
        Err(problems) => problems.to_json(),
    }
}
