//! What changed in tariffs.

use super::Change;
use landfall::{
    day::{Day, Period},
    snapshot::{Snapshot, Tariff},
};
use std::collections::{BTreeMap, BTreeSet};

/// Adds what changed in each tariff, by what it is of.
pub fn compare(old: &Snapshot, new: &Snapshot, changes: &mut BTreeMap<String, Vec<Change>>) {
    let ids: BTreeSet<&str> = old.tariffs.iter().chain(&new.tariffs).map(|tariff| tariff.about.id.as_str()).collect();
    for id in ids {
        let (before, after) = (old.tariff(id), new.tariff(id));
        let mut add = |what: &str, of: fn(&Tariff) -> BTreeMap<String, String>| {
            let found = Change::between(before.map(of).unwrap_or_default(), after.map(of).unwrap_or_default());
            changes.insert(format!("Tariff `{id}`, {what}"), found);
        };
        add("the table", about);
        if let (Some(before), Some(after)) = (before, after) {
            add("lists of goods", lists);
            let lines = lines(before, after);
            changes.insert(format!("Tariff `{id}`, lines"), lines);
            let columns: BTreeSet<&str> = before.columns().chain(after.columns()).map(|(id, _)| id).collect();
            for column in columns {
                let rates = Change::between(rates(before, column), rates(after, column));
                changes.insert(format!("Tariff `{id}`, column `{column}`"), rates);
            }
        }
    }
}

fn about(tariff: &Tariff) -> BTreeMap<String, String> {
    let about = &tariff.about;
    [
        ("edition", about.edition.to_string()),
        ("reliable until", about.reliable_until.to_string()),
        ("to be used until", about.expires.map_or_else(|| "no day".to_owned(), |day| day.to_string())),
        ("nomenclature", about.nomenclature.clone()),
        ("law", about.law.clone()),
    ]
    .map(|(what, is)| (what.to_owned(), is))
    .into()
}

/// Lines that are new, and those that have gone with what became of them.
fn lines(before: &Tariff, after: &Tariff) -> Vec<Change> {
    let codes = |tariff: &Tariff| -> BTreeSet<String> {
        tariff.lines().filter_map(|line| tariff.code(line)).map(|code| code.digits().to_owned()).collect()
    };
    let mut became: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (code, successor) in after.successors() {
        became.entry(code.digits().to_owned()).or_default().push(successor.digits().to_owned());
    }
    let (was, is) = (codes(before), codes(after));
    let gone = was.difference(&is).map(|code| {
        let became = became.get(code).map(|codes| format!("a line; it became {}", codes.join(", ")));
        Change { of: code.clone(), before: Some(became.unwrap_or_else(|| "a line".into())), after: None }
    });
    let new = is.difference(&was).map(|code| Change { of: code.clone(), before: None, after: Some("a line".into()) });
    gone.chain(new).collect()
}

/// How many lines each list names, with the days.
fn lists(tariff: &Tariff) -> BTreeMap<String, String> {
    let mut counts: BTreeMap<(&str, Option<String>), usize> = BTreeMap::new();
    for line in tariff.lines() {
        for (list, period) in tariff.listings(line) {
            *counts.entry((list, days(period))).or_default() += 1;
        }
    }
    let mut lists: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for ((list, days), count) in counts {
        let days = days.map(|days| format!(" {days}")).unwrap_or_default();
        lists.entry(list.to_owned()).or_default().push(format!("{count} lines{days}"));
    }
    lists.into_iter().map(|(list, parts)| (list, parts.join(", "))).collect()
}

/// For each code, and each partner that a rate names, what a column sets there.
fn rates(tariff: &Tariff, column: &str) -> BTreeMap<String, String> {
    let mut at: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for rate in tariff.all_rates(column) {
        let code = rate.code.digits();
        let days = days(rate.period).map(|days| format!(" {days}")).unwrap_or_default();
        let shown = format!("{}{days}", rate.expression);
        if rate.partners.is_everyone() {
            at.entry(code.to_owned()).or_default().insert(shown.clone());
        }
        for partner in rate.partners.iter() {
            at.entry(format!("{code} for {}", partner.id)).or_default().insert(shown.clone());
        }
    }
    at.into_iter().map(|(place, rates)| (place, rates.into_iter().collect::<Vec<_>>().join("; "))).collect()
}

/// The days of a period, where it does not hold always.
pub fn days(Period { from, to }: Period) -> Option<String> {
    match (from > Day::MIN, to) {
        (false, None) => None,
        (true, None) => Some(format!("from {from}")),
        (false, Some(to)) => Some(format!("until {to}")),
        (true, Some(to)) => Some(format!("from {from} until {to}")),
    }
}
