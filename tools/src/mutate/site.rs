//! Every place in the law that holds a rate, a date, a threshold with its comparator, or a base.

use super::change::{self, Change};
use landfall::{
    day::{Day, Period},
    goods::duty::Expression,
    law::{Comparison, Condition, Formula, Grant, Law, Levy, Notice, Rate, RateTable, Regime},
};

/// A place that can be changed.
pub(super) enum Site<'l> {
    Rate(&'l mut Expression),
    Day(&'l mut Day),
    Comparison(&'l mut Comparison),
    Formula(&'l mut Formula),
}

/// Every change that can be made.
pub(super) fn changes(law: &mut Law) -> Vec<Change> {
    let users = users(law);
    let mut changes = Vec::new();
    let mut place = 0_usize;
    walk(law, &mut |owner, what, site| {
        let concerned = users.iter().find(|(table, _)| table == owner).map(|(_, users)| users.clone());
        for (variant, how) in change::variants(&site).into_iter().enumerate() {
            changes.push(Change {
                owner: owner.into(),
                what: format!("{what}: {how}"),
                concerned: concerned.clone().unwrap_or_else(|| vec![owner.into()]),
                place,
                variant,
            });
        }
        place += 1;
    });
    changes
}

/// Shows one place.
pub(super) fn visit(law: &mut Law, place: usize, see: &mut dyn FnMut(Site<'_>)) {
    let mut at = 0_usize;
    walk(law, &mut |_, _, site| {
        if at == place {
            see(site);
        }
        at += 1;
    });
}

/// For each table the regimes that look rates up in it; for each regime those that borrow its agreements, and itself.
fn users(law: &Law) -> Vec<(String, Vec<String>)> {
    let using = |table: &RateTable| {
        let uses = |regime: &&Regime| regime.levies.iter().any(|levy| levy.rate == Rate::Table(table.id.clone()));
        law.regimes.iter().filter(uses).map(|regime| regime.id.clone()).collect()
    };
    let borrowing = |lender: &Regime| {
        let borrows = |regime: &&Regime| {
            let looks_up = |levy: &Levy| matches!(&levy.rate, Rate::Tariff { id, .. } if *id == lender.id);
            regime.id == lender.id || regime.levies.iter().any(looks_up)
        };
        law.regimes.iter().filter(borrows).map(|regime| regime.id.clone()).collect()
    };
    let tables = law.tables.iter().map(|table| (table.id.clone(), using(table)));
    tables.chain(law.regimes.iter().map(|regime| (regime.id.clone(), borrowing(regime)))).collect()
}

type See<'s> = dyn FnMut(&str, &str, Site<'_>) + 's;

fn walk(law: &mut Law, see: &mut See<'_>) {
    for regime in &mut law.regimes {
        walk_regime(regime, see);
    }
    for carrier in &mut law.carriers {
        carrier.levies.iter_mut().for_each(|levy| walk_levy(&carrier.id, levy, see));
    }
    for table in &mut law.tables {
        for row in &mut table.rows {
            let what = format!("{} {:?}", row.key, row.prefixes.iter().map(ToString::to_string).collect::<Vec<_>>());
            see(&table.id, &format!("{what} rate"), Site::Rate(&mut row.rate));
            if let Some(most) = &mut row.most {
                see(&table.id, &format!("{what} most"), Site::Rate(most));
            }
            period(&table.id, &what, &mut row.period, see);
        }
    }
}

fn walk_regime(regime: &mut Regime, see: &mut See<'_>) {
    let id = regime.id.clone();
    see(&id, "customs value", Site::Formula(&mut regime.customs_value));
    for valuation in &mut regime.valuations {
        let what = format!("valuation {}", valuation.id);
        period(&id, &what, &mut valuation.period, see);
        condition(&id, &what, &mut valuation.when, see);
        see(&id, &what, Site::Formula(&mut valuation.customs_value));
    }
    for scheme in &mut regime.schemes {
        let what = format!("scheme {}", scheme.id);
        period(&id, &what, &mut scheme.period, see);
        condition(&id, &what, &mut scheme.when, see);
    }
    regime.levies.iter_mut().for_each(|levy| walk_levy(&id, levy, see));
    if let Some(waiver) = &mut regime.proof_waiver {
        condition(&id, "proof waiver", waiver, see);
    }
    for agreement in &mut regime.agreements {
        let what = format!("agreement {}", agreement.id);
        period(&id, &what, &mut agreement.period, see);
        condition(&id, &what, &mut agreement.when, see);
        if let Some(waiver) = &mut agreement.waiver {
            condition(&id, &format!("{what} waiver"), waiver, see);
        }
        if let Grant::Rate(rate) | Grant::AtBest(rate) = &mut agreement.grant {
            see(&id, &what, Site::Rate(rate));
        }
    }
    let notices = [&mut regime.refusals, &mut regime.notices, &mut regime.hints];
    notices.into_iter().flatten().for_each(|notice| walk_notice(&id, notice, see));
}

fn walk_notice(owner: &str, notice: &mut Notice, see: &mut See<'_>) {
    let what = notice.code.clone();
    period(owner, &what, &mut notice.period, see);
    condition(owner, &what, &mut notice.when, see);
}

fn walk_levy(owner: &str, levy: &mut Levy, see: &mut See<'_>) {
    let what = levy.id.clone();
    period(owner, &what, &mut levy.period, see);
    condition(owner, &what, &mut levy.when, see);
    let doubts = levy.doubts.iter_mut();
    doubts.for_each(|doubt| condition(owner, &format!("{what} {}", doubt.code), &mut doubt.when, see));
    if let Some(waived) = &mut levy.waived {
        see(owner, &format!("{what} waived"), Site::Comparison(waived));
    }
    if let Some(less) = &mut levy.less {
        see(owner, &format!("{what} less"), Site::Formula(less));
    }
    match &mut levy.rate {
        Rate::Of(rate) | Rate::InsteadOf(_, rate) => see(owner, &what, Site::Rate(rate)),
        Rate::Between { least, most, .. } => {
            see(owner, &format!("{what} least"), Site::Rate(least));
            see(owner, &format!("{what} most"), Site::Rate(most));
        }
        Rate::Table(_) | Rate::Tariff { .. } | Rate::Merchant | Rate::Unknown { .. } => {}
    }
    // After the rate: whether the base matters turns on it, and a change must not move the place that it was made in.
    let flat = matches!(&levy.rate, Rate::Of(rate) if rate.ad_valorem_part().is_none_or(|part| part.is_zero()));
    if !flat && levy.rate != Rate::Merchant {
        see(owner, &format!("{what} base"), Site::Formula(&mut levy.base));
    }
}

/// Days before the first that quotes are for stay as they are.
fn period(owner: &str, what: &str, period: &mut Period, see: &mut See<'_>) {
    let horizon = Day::new(2024, 1, 1).unwrap_or(Day::MIN);
    if period.from > horizon {
        see(owner, &format!("{what} from"), Site::Day(&mut period.from));
    }
    if let Some(to) = period.to.as_mut().filter(|to| **to >= horizon) {
        see(owner, &format!("{what} to"), Site::Day(to));
    }
}

fn condition(owner: &str, what: &str, of: &mut Condition, see: &mut See<'_>) {
    match of {
        Condition::All(many) | Condition::Any(many) => {
            many.iter_mut().for_each(|one| condition(owner, what, one, see));
        }
        Condition::Not(one) | Condition::Surely(one) => condition(owner, what, one, see),
        Condition::Amount(_, _, comparison) => see(owner, what, Site::Comparison(comparison)),
        Condition::Fact(_, landfall::law::Test::Number(all)) => {
            all.iter_mut().for_each(|comparison| see(owner, what, Site::Comparison(comparison)));
        }
        Condition::Is(..)
        | Condition::Registered(..)
        | Condition::Goods(..)
        | Condition::Levied(_)
        | Condition::Listed { .. }
        | Condition::Fact(..) => {}
    }
}
