//! What changed in the law: rules that are new, that have gone or that are other than they were.

use super::{Change, tariff::days};
use landfall::{
    day::Period,
    law::{Carrier, Condition, Grant, Law, Levy, Notice, Rate, RateRow, RateTable, Regime},
    snapshot::Snapshot,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Debug,
};

/// What a rule says, part by part.
type Parts = Vec<(&'static str, Said)>;

/// One part of what a rule says.
#[derive(PartialEq)]
enum Said {
    /// In words that can be shown.
    Plain(String),
    /// In a form that can only be told to be another.
    Other(String),
}

fn plain(what: impl ToString) -> Said {
    Said::Plain(what.to_string())
}

fn other(what: &impl Debug) -> Said {
    Said::Other(format!("{what:?}"))
}

/// Adds what changed in the law.
pub fn compare(old: &Snapshot, new: &Snapshot, changes: &mut BTreeMap<String, Vec<Change>>) {
    let (mut before, mut after) = (rules(old.law()), rules(new.law()));
    let kinds: BTreeSet<String> = before.keys().chain(after.keys()).cloned().collect();
    for kind in kinds {
        let (was, is) = (before.remove(&kind).unwrap_or_default(), after.remove(&kind).unwrap_or_default());
        changes.insert(kind, between(was, is));
    }
    let exchange = |snapshot: &Snapshot| {
        let last = snapshot.rates.recorded_until().map(|day| ("recorded until".to_owned(), day.to_string()));
        snapshot.rates.rules().map(|id| (id.to_owned(), "a rule".to_owned())).chain(last).collect()
    };
    changes.insert("Rates of exchange".into(), Change::between(exchange(old), exchange(new)));
}

fn between(mut before: BTreeMap<String, Parts>, after: BTreeMap<String, Parts>) -> Vec<Change> {
    let mut changes = Vec::new();
    for (of, is) in after {
        match before.remove(&of) {
            None => changes.push(Change { of, before: None, after: Some(summary(&is)) }),
            Some(was) => changes.extend(differences(&of, &was, &is)),
        }
    }
    changes.extend(before.into_iter().map(|(of, was)| Change { of, before: Some(summary(&was)), after: None }));
    changes.sort();
    changes
}

fn summary(parts: &Parts) -> String {
    let shown = parts.iter().filter_map(|(_, said)| match said {
        Said::Plain(text) if !text.is_empty() => Some(text.as_str()),
        _ => None,
    });
    shown.take(3).collect::<Vec<_>>().join(", ")
}

fn differences(of: &str, before: &Parts, after: &Parts) -> Vec<Change> {
    let change = |((what, was), (_, is)): (&(&str, Said), &(&str, Said))| match (was, is) {
        _ if was == is => None,
        (Said::Plain(was), Said::Plain(is)) => {
            let shown = |text: &str| Some(if text.is_empty() { "nothing".to_owned() } else { text.to_owned() });
            Some(Change { of: format!("{of}, {what}"), before: shown(was), after: shown(is) })
        }
        _ => Some(Change { of: format!("{of}, {what}"), before: Some("one".into()), after: Some("another".into()) }),
    };
    before.iter().zip(after).filter_map(change).collect()
}

/// Every rule of the law by its kind and id.
fn rules(law: &Law) -> BTreeMap<String, BTreeMap<String, Parts>> {
    let mut rules = BTreeMap::new();
    for regime in &law.regimes {
        rules.insert(format!("Law `{}`", regime.id), regime_rules(regime));
    }
    for carrier in &law.carriers {
        rules.insert(format!("Carrier `{}`", carrier.id), carrier_rules(carrier));
    }
    for table in &law.tables {
        rules.insert(format!("Table `{}`", table.id), table_rules(table));
    }
    let goods = law.goods.iter().map(|goods| (goods.id.clone(), vec![("codes", other(goods))])).collect();
    rules.insert("Kinds of goods".into(), goods);
    let places = law.places.iter().map(|place| (place.id.clone(), vec![("what lies in it", other(place))])).collect();
    rules.insert("Places".into(), places);
    rules
}

/// Rows of one id are told apart by their first day, and by their order where that is the same.
struct Rows(BTreeMap<String, Parts>);

impl Rows {
    fn add(&mut self, id: String, period: Period, parts: Parts) {
        let from = days(Period { to: None, ..period }).map(|from| format!(" {from}")).unwrap_or_default();
        let key = format!("{id}{from}");
        let free = (2..).map(|number| format!("{key} ({number})")).find(|other| !self.0.contains_key(other));
        let key = if self.0.contains_key(&key) { free.unwrap_or(key) } else { key };
        self.0.insert(key, parts);
    }
}

fn regime_rules(regime: &Regime) -> BTreeMap<String, Parts> {
    let mut rows = Rows(BTreeMap::new());
    let itself = vec![
        ("places", plain(regime.places.join(", "))),
        ("currency", plain(regime.currency)),
        ("exchange", plain(format!("{}, {}", regime.rates_for_values, regime.rates_for_limits))),
        ("customs value", other(&(&regime.customs_value, &regime.valuations))),
    ];
    rows.0.insert("itself".into(), itself);
    for scheme in &regime.schemes {
        let parts =
            vec![("name", plain(&scheme.name)), ("last day", to(scheme.period)), ("condition", other(&scheme.when))];
        rows.add(format!("way of importing `{}`", scheme.id), scheme.period, parts);
    }
    regime.levies.iter().for_each(|levy| rows.add(format!("levy `{}`", levy.id), levy.period, levy_parts(levy)));
    for agreement in &regime.agreements {
        let grant = match &agreement.grant {
            Grant::Rate(rate) => plain(rate),
            Grant::AtBest(rate) => plain(format!("at best {rate}")),
            Grant::Column { column, partners } => plain(format!("column {column} for {}", partners.join(", "))),
        };
        let parts = vec![
            ("what it grants", grant),
            ("origins", plain(agreement.origins.join(", "))),
            ("last day", to(agreement.period)),
            ("condition", other(&(&agreement.when, &agreement.waiver))),
        ];
        rows.add(format!("agreement `{}`", agreement.id), agreement.period, parts);
    }
    for (what, notices) in [("refusal", &regime.refusals), ("notice", &regime.notices), ("hint", &regime.hints)] {
        notices
            .iter()
            .for_each(|notice| rows.add(format!("{what} `{}`", notice.code), notice.period, notice_parts(notice)));
    }
    rows.0
}

fn notice_parts(notice: &Notice) -> Parts {
    vec![
        ("message", plain(&notice.message)),
        ("last day", to(notice.period)),
        ("action", plain(&notice.action)),
        ("condition", other(&notice.when)),
    ]
}

fn levy_parts(levy: &Levy) -> Parts {
    let always = |condition: &Condition| *condition == Condition::ALWAYS;
    vec![
        ("rate", rate(&levy.rate)),
        ("last day", to(levy.period)),
        ("name", plain(&levy.name)),
        ("law", plain(&levy.source.law)),
        ("confidence", plain(format!("{:?}", levy.source.confidence).to_lowercase())),
        ("condition", if always(&levy.when) { plain("") } else { other(&levy.when) }),
        ("base", other(&(&levy.base, &levy.base_round))),
        ("rounding", other(&(&levy.round, &levy.waived))),
        ("standing and doubts", other(&(&levy.standing, &levy.doubts))),
        ("collection", other(&(&levy.collected, &levy.recoverable))),
    ]
}

fn rate(rate: &Rate) -> Said {
    match rate {
        Rate::Of(expression) => plain(expression),
        Rate::Table(id) => plain(format!("that of table {id}")),
        Rate::Tariff { id, column } => plain(format!("that of tariff {id}, column {column}")),
        Rate::InsteadOf(id, expression) => plain(format!("{expression} in place of that of tariff {id}")),
        Rate::Merchant => plain("the merchant's own"),
        Rate::Between { least, most, .. } => plain(format!("{least} to {most}")),
        Rate::Unknown { .. } => plain("not known"),
    }
}

fn carrier_rules(carrier: &Carrier) -> BTreeMap<String, Parts> {
    let mut rows = Rows(BTreeMap::new());
    rows.0.insert(
        "itself".into(),
        vec![("name", plain(&carrier.name)), ("terms of delivery", other(&carrier.incoterms))],
    );
    carrier.levies.iter().for_each(|levy| rows.add(format!("fee `{}`", levy.id), levy.period, levy_parts(levy)));
    rows.0
}

fn table_rules(table: &RateTable) -> BTreeMap<String, Parts> {
    let mut rows = Rows(BTreeMap::new());
    for row in &table.rows {
        let codes: Vec<&str> = row.prefixes.iter().map(|code| code.digits()).collect();
        let goods = if codes.is_empty() { String::new() } else { format!(", goods of {}", codes.join(" ")) };
        rows.add(format!("{}{goods}", row.key), row.period, row_parts(row));
    }
    rows.0
}

fn row_parts(row: &RateRow) -> Parts {
    let rate = match &row.most {
        Some(most) => format!("{} to {most}", row.rate),
        None => row.rate.to_string(),
    };
    vec![("rate", plain(rate)), ("last day", to(row.period)), ("law", plain(&row.source.law))]
}

fn to(period: Period) -> Said {
    plain(period.to.map(|day| day.to_string()).unwrap_or_default())
}
