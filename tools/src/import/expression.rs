//! Rates as the engine reads them: put into its canonical form, counted, and judged.

use super::{
    fault::{Fault, Faults},
    report::{Column, Report},
    source::Source,
    table::{Basis, Rate},
};
use landfall::{
    goods::duty::{Dialect, Expression, Sign},
    money::{Currency, Decimal},
};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// How a table writes its duties; `table.toml` says it.
#[derive(Default)]
pub struct Grammar {
    signs: Vec<(String, Currency, Decimal)>,
    bare_percent: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", expecting = "the table's own description")]
struct Table {
    #[serde(default)]
    bare_percent: bool,
    #[serde(default)]
    sign: Vec<SignEntry>,
}

#[derive(Deserialize)]
#[serde(expecting = "a sign with its currency and worth")]
struct SignEntry {
    sign: String,
    currency: String,
    worth: String,
}

impl Grammar {
    /// As the `table.toml` in `folder` has it.
    pub fn open(folder: &Path) -> Result<Self, Faults> {
        let path = folder.join("table.toml");
        let name = path.display().to_string();
        if !path.exists() {
            let remedy = "it says what the table is: write it first, after the pattern of another tariff's";
            return Err(Fault::of(&name, "is not there", remedy).into());
        }
        let source = Source::open(&path)?;
        let table: Table = toml::from_str(source.text()?)
            .map_err(|error| Fault::of(&name, format!("can't be read: {}", error.message()), "correct it"))?;
        let mut faults = Faults::default();
        let signs = table.sign.into_iter().filter_map(|entry| {
            let read = Currency::parse(&entry.currency).zip(Decimal::parse(&entry.worth).ok());
            let Some((currency, worth)) = read else {
                let cause = format!("the sign `{}` has no currency code or no worth in digits", entry.sign);
                faults.push(Fault::of(&name, cause, "correct it"));
                return None;
            };
            Some((entry.sign, currency, worth))
        });
        let signs = signs.collect();
        faults.or(Grammar { signs, bare_percent: table.bare_percent })
    }

    fn parse(&self, text: &str) -> Result<Expression, String> {
        let sign = |(sign, currency, worth): &'_ (String, Currency, Decimal)| (sign.clone(), *currency, *worth);
        let owned: Vec<_> = self.signs.iter().map(sign).collect();
        let signs: Vec<Sign<'_>> =
            owned.iter().map(|(sign, currency, worth)| Sign { sign, currency: *currency, worth: *worth }).collect();
        let dialect = Dialect { signs: &signs, bare_percent: self.bare_percent };
        Expression::parse(text, &dialect).map_err(|error| error.to_string())
    }

    /// Puts every rate into canonical form and counts it; one that can't be read is refused and carried as unknown.
    pub fn read(&self, rates: Vec<Rate>, report: &mut Report) -> Vec<Rate> {
        let mut known: BTreeMap<String, Result<Reading, String>> = BTreeMap::new();
        let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
        let mut read = Vec::with_capacity(rates.len());
        for rate in rates {
            let column = report.columns.entry(rate.column.clone()).or_default();
            column.rates += 1;
            column.distinct += usize::from(seen.insert((rate.column.clone(), rate.expression.clone())));
            *column.basis.entry(rate.basis.name()).or_default() += 1;
            if rate.expression.is_empty() {
                column.not("has no rate in the source that can be read");
                read.push(rate);
                continue;
            }
            let reading =
                known.entry(rate.expression.clone()).or_insert_with(|| self.parse(&rate.expression).map(Reading::of));
            match reading {
                Ok(reading) => {
                    reading.count(column);
                    read.push(Rate { expression: reading.canonical.clone(), ..rate });
                }
                Err(cause) => {
                    column.unread += 1;
                    let cause = format!("is not read by the duty grammar ({cause}): carried as unknown");
                    report.refuse(&rate.place.0, rate.place.1, &rate.expression, cause);
                    let note = format!("not read: {}", rate.expression);
                    read.push(Rate { expression: String::new(), ..rate.on(Basis::Unknown, note) });
                }
            }
        }
        read
    }
}

struct Reading {
    canonical: String,
    reasons: Vec<&'static str>,
}

impl Reading {
    fn of(expression: Expression) -> Self {
        let reasons = expression.reasons().into_iter().map(|reason| reason.explanation()).collect();
        Reading { canonical: expression.to_string(), reasons }
    }

    fn count(&self, column: &mut Column) {
        match self.reasons.first() {
            None => column.computable += 1,
            Some(reason) => column.not(reason),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_become_canonical_and_the_rest_is_counted_by_kind() {
        let grammar = Grammar {
            signs: vec![("¢".to_owned(), Currency::parse("USD").unwrap(), Decimal::PERCENT)],
            bare_percent: false,
        };
        let rate = |expression| Rate::exact("01012100", "mfn", expression).at("hts.json", 7);
        let rates = ["4.4¢/kg + 8.9%", "Free", "", "no rate at all"].map(rate).into();
        let mut report = Report::default();
        let rates = grammar.read(rates, &mut report);
        let texts: Vec<_> = rates.iter().map(|rate| rate.expression.as_str()).collect();
        assert_eq!(texts, ["0.044 USD / kg + 8.9 %", "Free", "", ""]);
        assert_eq!(rates[3].basis, Basis::Unknown);
        assert_eq!(rates[3].note, "not read: no rate at all");
        let column = &report.columns["mfn"];
        assert_eq!((column.rates, column.computable, column.unread), (4, 2, 1));
        assert_eq!(column.not_computable.len(), 1);
        assert_eq!((report.refused[0].row, report.refused[0].input.as_str()), (7, "no rate at all"));
    }
}
