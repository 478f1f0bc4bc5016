//! Schedule 1 part 1 of South Africa: the general rate, and the columns of its agreements.

use super::{
    Out,
    fault::{Fault, Faults},
    national::{Extent, National, Partner, Tariff, partners},
    progress,
    report::Report,
    source::Source,
    table::{Basis, Line, Rate, digits, tidy, unknown},
};
use clap::Args;
use std::collections::BTreeSet;

const GENERAL: &str = "General";
/// Columns of a row, the code first.
const CHECK_DIGIT: usize = 1;

/// Read Schedule 1 part 1 of South Africa
///
/// The file is the schedule of the South African Revenue Service (sars.gov.za) as rows of cells in JSON, as at
/// github.com/MankweAI/importcosts. A row with a check digit is a line of the tariff.
///
/// Which partner has which column says za/table.toml. Of alternative rates (`30% or 500c/2u`) both are kept, as an interval.
#[derive(Args)]
#[command(after_help = "Example:
  landfall-data import za sars_tariff.json --edition 2026-01-01 --reliable-until 2026-12-31")]
pub struct Za {
    #[command(flatten)]
    national: National,
}

impl Za {
    /// Reads the schedule and replaces the table.
    pub fn run(&self, out: &Out) -> Result<Report, Faults> {
        let partners = partners(&out.tariff("za"))?;
        self.national.run(out, "za", Extent::Whole, |source, _| read(source, &partners))
    }
}

/// How the rates stand in a row, counted from its end: rows differ in the cells of the description.
struct Columns<'a> {
    general: usize,
    partners: Vec<(usize, &'a Partner)>,
}

fn read(source: &Source, partners: &[Partner]) -> Result<Tariff, Faults> {
    let rows: Vec<Vec<String>> = source.json()?;
    let columns = Columns::find(source, &rows, partners)?;
    let mut faults = Faults::default();
    let mut found: Vec<(usize, String, &Vec<String>)> = Vec::new();
    for (number, row) in (1..).zip(progress(rows.iter(), "rows of the schedule")) {
        let cell = row.first().map_or("", |cell| cell.trim());
        let is_line = row.get(CHECK_DIGIT).is_some_and(|digit| digit.trim().len() == 1) && row.len() > columns.general;
        if !is_line || !cell.starts_with(|letter: char| letter.is_ascii_digit()) || !cell.contains('.') {
            continue;
        }
        let wrong = |cause| Fault::of(&source.name, cause, "correct the row").row(number).cell("code", cell);
        found.extend(faults.keep(digits(cell).map_err(wrong)).map(|code| (number, code, row)));
    }
    let found = faults.or(found)?;
    let codes: BTreeSet<&str> = found.iter().map(|(_, code, _)| code.as_str()).collect();
    let has_deeper = |code: &str| codes.range(code..).nth(1).is_some_and(|next| next.starts_with(code));
    let mut tariff = Tariff { rows: rows.len(), ..Tariff::default() };
    for (number, code, row) in found.iter().filter(|(_, code, _)| !has_deeper(code)) {
        let rates = columns.rates(code, row);
        tariff.rates.extend(rates.into_iter().map(|rate| rate.at(&source.name, *number)));
        let unit = columns.unit(row);
        tariff.lines.push(Line { code: code.clone(), units: unit.into_iter().collect() });
    }
    Ok(tariff)
}

impl<'a> Columns<'a> {
    fn find(source: &Source, rows: &[Vec<String>], partners: &'a [Partner]) -> Result<Self, Fault> {
        let head = rows.iter().find(|row| row.iter().any(|cell| cell == GENERAL));
        let from_end = |heading: &str| {
            let head = head?;
            Some(head.len() - head.iter().position(|cell| cell == heading)?)
        };
        let missing = |heading: &str| {
            let remedy = "see --help for the file that is meant and where it comes from";
            Fault::of(&source.name, format!("no row heads a column `{heading}`"), remedy)
        };
        let general = from_end(GENERAL).ok_or_else(|| missing(GENERAL))?;
        let partners: Result<Vec<_>, Fault> = partners
            .iter()
            .map(|partner| Ok((from_end(&partner.heading).ok_or_else(|| missing(&partner.heading))?, partner)))
            .collect();
        Ok(Columns { general, partners: partners? })
    }

    fn cell(row: &[String], from_end: usize) -> String {
        row.len().checked_sub(from_end).and_then(|at| row.get(at)).map_or_else(String::new, |cell| tidy(cell))
    }

    /// The unit stands before the general rate.
    fn unit(&self, row: &[String]) -> Option<String> {
        let unit = match Self::cell(row, self.general + 1).as_str() {
            "" => return None,
            "m²" => "m2".to_owned(),
            "m³" => "m3".to_owned(),
            "li" => "l".to_owned(),
            unit => unit.to_owned(),
        };
        Some(unit)
    }

    fn rates(&self, code: &str, row: &[String]) -> Vec<Rate> {
        let general = Self::cell(row, self.general);
        let mut rates = match alternatives(&general) {
            none if none.is_empty() => vec![unknown(code, "blank in the source")],
            some => carried(code, "mfn", some, None),
        };
        for (from_end, partner) in &self.partners {
            let cell = Self::cell(row, *from_end);
            let (rate, only) = cell.split_once(" to ").unwrap_or((&cell, ""));
            // `free to Argentina, Brazil` is for these alone.
            if !only.is_empty() && !only.split(',').any(|name| name.trim() == partner.name) {
                continue;
            }
            let rate = alternatives(rate);
            rates.extend(carried(code, "preference", rate, Some(partner)));
        }
        rates
    }
}

fn carried(code: &str, column: &str, rates: Vec<String>, partner: Option<&Partner>) -> Vec<Rate> {
    let several = rates.len() > 1;
    let rate = |rate: String| {
        let partners = partner.map(|partner| partner.id.clone()).into_iter().collect();
        let rate = Rate::exact(code, column, &rate).for_partners(partners);
        if several { rate.on(Basis::Interval, "alternative rates") } else { rate }
    };
    rates.into_iter().map(rate).collect()
}

/// The rates that a cell names, in the duty grammar.
fn alternatives(cell: &str) -> Vec<String> {
    cell.split(" or ").map(rate).filter(|rate| !rate.is_empty()).collect()
}

/// Decimals have a comma and thousands a blank; `li aa` is a litre of pure alcohol, `2u` two pieces.
fn rate(text: &str) -> String {
    let text: Vec<&str> = text.split_whitespace().collect();
    let mut joined = String::new();
    for word in text {
        let within_number = joined.ends_with(|letter: char| letter.is_ascii_digit())
            && word.starts_with(|letter: char| letter.is_ascii_digit());
        if !joined.is_empty() && !within_number {
            joined.push(' ');
        }
        joined.push_str(word);
    }
    let rate = joined.replace(',', ".").replace(" with a maximum of ", " MAX ");
    let (amount, unit) = rate.split_once("c/").unwrap_or((&rate, ""));
    let (unit, rest) = unit.split_once(' ').unwrap_or((unit, ""));
    let (unit, rest) = match (unit, rest.strip_prefix("aa").or(rest.strip_prefix("net"))) {
        ("li", Some(rest)) => ("l alc. 100 %", rest),
        (unit, Some(rest)) => (unit, rest),
        ("li", None) => ("l", rest),
        (unit, None) => (unit, rest),
    };
    let unit = unit.strip_suffix('u').map_or_else(|| unit.to_owned(), |number| format!("{number} p/st"));
    let rate = if unit.is_empty() { amount.to_owned() } else { format!("{amount}c/{} {rest}", unit.trim()) };
    tidy(&rate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_become_the_grammars() {
        for (cell, rates) in [
            ("free", vec!["free"]),
            ("40,5%", vec!["40.5%"]),
            ("2,4c/kg net", vec!["2.4c/kg"]),
            ("317c/li aa", vec!["317c/l alc. 100 %"]),
            ("0,55c/li with a maximum of 8%", vec!["0.55c/l MAX 8%"]),
            ("60% or 2 500c/kg", vec!["60%", "2500c/kg"]),
            ("30% or 500c/2u", vec!["30%", "500c/2 p/st"]),
            ("35c/u", vec!["35c/p/st"]),
            ("860c/kg less 85% with a maximum of 44%", vec!["860c/kg less 85% MAX 44%"]),
            ("", vec![]),
        ] {
            assert_eq!(alternatives(cell), rates, "{cell}");
        }
    }
}
