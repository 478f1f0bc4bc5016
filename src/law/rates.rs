//! Rates by place and commodity code: value added tax, mostly.

use super::{Confidence, Source};
use crate::{
    day::{Day, Period},
    goods::{HsCode, duty::Expression},
};
use alloc::{string::String, vec::Vec};
use serde::Deserialize;

/// Rates by place and commodity code.
#[derive(Clone, Debug, PartialEq)]
pub struct RateTable {
    /// Its id: `vat`.
    pub id: String,
    /// What its keys are.
    pub by: Key,
    /// Its rows, sorted by key.
    pub rows: Vec<RateRow>,
}

/// By what a table is looked up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Key {
    /// The place that the consignment goes to.
    #[default]
    Place,
    /// The country of origin.
    Origin,
}

/// One rate.
#[derive(Clone, Debug, PartialEq)]
pub struct RateRow {
    /// For which place or country; for all that no other row names where it is `*`.
    pub key: String,
    /// When.
    pub period: Period,
    /// For codes that begin with one of these; for all others where there is none.
    pub prefixes: Vec<HsCode>,
    /// The rate, or the least where it is not known precisely.
    pub rate: Expression,
    /// The most, where it is not known precisely.
    pub most: Option<Expression>,
    /// By which law.
    pub source: Source,
}

/// What a table says of goods.
#[derive(Clone, Debug, PartialEq)]
pub enum TableRate<'table> {
    /// One row holds.
    One(&'table RateRow),
    /// The code is missing or too short, or a reduced rate is not sure to cover the goods: the rate that holds if none of
    /// the others does, and these.
    Several(&'table RateRow, Vec<&'table RateRow>),
    /// No row holds for the place on the day.
    None,
}

impl RateTable {
    /// The key of the rows for every place or country that no other row names.
    pub const OTHERS: &'static str = "*";

    /// The rate for goods of `code` under `key` on `day`: that of the longest prefix, else the standard one.
    #[must_use]
    pub fn rate(&self, key: &str, code: Option<&HsCode>, day: Day) -> TableRate<'_> {
        let mut standard = None;
        let mut best: Option<(usize, &RateRow)> = None;
        let mut possible = Vec::new();
        for row in self.rows_of(key).chain(self.rows_of(Self::OTHERS)).filter(|row| row.period.contains(day)) {
            if row.prefixes.is_empty() {
                standard = standard.or(Some(row));
                continue;
            }
            let hit = code.and_then(|code| row.prefixes.iter().filter(|p| code.starts_with(p)).map(HsCode::len).max());
            let deeper =
                |prefix: &HsCode| code.is_none_or(|code| prefix.len() > code.len() && prefix.starts_with(code));
            match hit {
                Some(_) if row.source.confidence == Confidence::Low => possible.push(row),
                Some(length) if best.is_none_or(|(longest, _)| length > longest) => best = Some((length, row)),
                Some(_) => {}
                None if row.prefixes.iter().any(deeper) => possible.push(row),
                None => {}
            }
        }
        match (best.map(|(_, row)| row).or(standard), possible.is_empty()) {
            (None, _) => TableRate::None,
            (Some(row), true) => TableRate::One(row),
            (Some(row), false) => TableRate::Several(row, possible),
        }
    }

    fn rows_of(&self, key: &str) -> impl Iterator<Item = &RateRow> {
        let start = self.rows.partition_point(|row| row.key.as_str() < key);
        self.rows.get(start..).unwrap_or_default().iter().take_while(move |row| row.key == key)
    }
}
