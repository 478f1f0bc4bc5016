//! The Customs Tariff of Canada: the most-favoured-nation rate, and the tariff treatments by agreement.

use super::{
    Out,
    fault::{Fault, Faults},
    national::{Extent, National, Tariff, code},
    progress,
    report::Report,
    source::{Record, Source},
    table::{Basis, Line, Rate},
};
use clap::Args;
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    iter,
};

const COLUMNS: [&str; 7] = ["code", "mfn_type", "mfn_rate", "mfn_note", "mfn_source", "pref_free", "pref_special"];

/// Read the Customs Tariff of Canada
///
/// The file is the tariff of the Canada Border Services Agency (cbsa-asfc.gc.ca, T2026) in CSV, as at
/// github.com/Rigoserme/TARIFF-SIMULATOR-CANADA: columns code, mfn_type, mfn_rate, mfn_note, mfn_source, pref_free,
/// pref_special. As it is kept there it lacks its last line break, which must be added: a file that does not end with one
/// is taken to be cut off.
///
/// A rate whose mfn_source is not `verified` was concluded from its chapter: it is carried as inferred, and a quote with it
/// is an estimate.
#[derive(Args)]
#[command(after_help = "Example:
  landfall-data import ca ca_tariff_2026.csv --edition 2026-08-02 --reliable-until 2026-12-31")]
pub struct Ca {
    #[command(flatten)]
    national: National,
}

impl Ca {
    /// Reads the tariff and replaces the table.
    pub fn run(&self, out: &Out) -> Result<Report, Faults> {
        self.national.run(out, "ca", Extent::Whole, read)
    }
}

fn read(source: &Source, _: &mut Report) -> Result<Tariff, Faults> {
    let records = source.csv(&COLUMNS)?;
    let mut faults = Faults::default();
    let mut tariff = Tariff { rows: records.rows.len(), ..Tariff::default() };
    for record in progress(records.rows.iter(), "codes") {
        let code = faults.keep(code(source, record, "code"));
        let special = faults.keep(special(source, record));
        let (Some(code), Some(special)) = (code, special) else { continue };
        let found = iter::once(mfn(&code, record)).chain(preferences(&code, record, special));
        tariff.rates.extend(found.map(|rate| sure(rate, record.cell(4)).at(&source.name, record.row)));
        tariff.lines.push(Line { code, units: Vec::new() });
    }
    faults.or(tariff)
}

fn mfn(code: &str, record: &Record) -> Rate {
    Rate::exact(code, "mfn", &written(record.cell(1), record.cell(2), record.cell(3)))
}

/// A rate, with how sure the source is of the line.
fn sure(rate: Rate, source: &str) -> Rate {
    match source {
        _ if rate.expression.is_empty() => rate.on(Basis::Unknown, ""),
        "verified" => rate,
        other => rate.on(Basis::Inferred, other),
    }
}

/// A rate as the file spreads it over columns, in the duty grammar; empty where it has none.
fn written(kind: &str, figure: &str, note: &str) -> String {
    match kind {
        "free" => "Free".to_owned(),
        "percent" if !figure.is_empty() => format!("{figure}%"),
        "specific" if note.starts_with("per ") => {
            let unit = note.split('(').next().unwrap_or(note).trim();
            format!("${figure} {unit}")
        }
        _ => compound(note),
    }
}

/// `1.88¢/kg but not less than 4% plus 4%` adds the last to the greater of the two; the grammar adds before it bounds.
fn compound(note: &str) -> String {
    let note = note.split(" (").next().unwrap_or(note);
    let note = note.replace(" or more than ", " but not more than ");
    let note = note.replace("/litre of absolute ethyl alcohol", "/l alc. 100 %");
    let bounded = note.split_once(" but not less than ").and_then(|(first, least)| {
        let (least, added) = least.split_once(" plus ")?;
        Some(format!("{first} plus {added} but not less than {least} plus {added}"))
    });
    bounded.unwrap_or(note)
}

/// A treatment's rate that is not free.
#[derive(Deserialize)]
#[serde(expecting = "a rate with its type")]
struct Special {
    r#type: String,
    #[serde(default)]
    rate: Option<serde_json::Number>,
    #[serde(default)]
    note: Option<String>,
}

fn special(source: &Source, record: &Record) -> Result<BTreeMap<String, Special>, Fault> {
    let cell = record.cell(6);
    if cell.is_empty() {
        return Ok(BTreeMap::new());
    }
    serde_json::from_str(cell).map_err(|error| {
        let cause = format!("is not a list of treatments: {error}");
        Fault::of(&source.name, cause, "fetch the file again").row(record.row).cell("pref_special", cell)
    })
}

fn preferences(code: &str, record: &Record, special: BTreeMap<String, Special>) -> Vec<Rate> {
    let free: BTreeSet<String> = record.cell(5).split_whitespace().map(str::to_owned).collect();
    let free =
        (!free.is_empty()).then(|| Rate::exact(code, "preference", "Free").for_partners(free.into_iter().collect()));
    let special = special.into_iter().map(|(treatment, rate)| {
        let figure = rate.rate.map(|figure| figure.to_string()).unwrap_or_default();
        let text = written(&rate.r#type, &figure, &rate.note.unwrap_or_default());
        Rate::exact(code, "preference", &text).for_partners(vec![treatment])
    });
    free.into_iter().chain(special).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_put_together_from_their_columns() {
        for (kind, figure, note, rate) in [
            ("free", "", "", "Free"),
            ("percent", "10.5", "", "10.5%"),
            ("specific", "", "3.32¢/kg", "3.32¢/kg"),
            ("specific", "0.0663", "per kg (6.63 cents/kg)", "$0.0663 per kg"),
            ("specific", "", "12.28¢/litre of absolute ethyl alcohol", "12.28¢/l alc. 100 %"),
            ("compound", "270", "270% but not less than $3.15/kg", "270% but not less than $3.15/kg"),
            (
                "compound",
                "",
                "12.5% but not less than 2.35¢/kg or more than 5¢/kg",
                "12.5% but not less than 2.35¢/kg but not more than 5¢/kg",
            ),
            (
                "compound",
                "",
                "208% but not less than $2.07/kg (UST preferential alt: 75.5%)",
                "208% but not less than $2.07/kg",
            ),
            ("", "", "", ""),
        ] {
            assert_eq!(written(kind, figure, note), rate);
        }
    }

    #[test]
    fn what_is_added_to_the_greater_of_two_is_added_to_each() {
        assert_eq!(compound("1.88¢/kg but not less than 4% plus 4%"), "1.88¢/kg plus 4% but not less than 4% plus 4%");
    }
}
