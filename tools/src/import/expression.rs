//! Rates as the engine reads them: counted, and judged by its own grammar.

use super::{report::Column, table::Rate};
use std::collections::{BTreeMap, BTreeSet};

/// Counts rates by column.
pub fn tally(rates: &[Rate]) -> BTreeMap<String, Column> {
    let mut columns: BTreeMap<String, Column> = BTreeMap::new();
    let mut seen: BTreeSet<(&str, &str)> = BTreeSet::new();
    for rate in rates {
        let column = columns.entry(rate.column.clone()).or_default();
        column.rates += 1;
        column.distinct += usize::from(seen.insert((&rate.column, &rate.expression)));
        *column.basis.entry(rate.basis.name()).or_default() += 1;
    }
    columns
}
