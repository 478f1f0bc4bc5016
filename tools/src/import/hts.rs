//! The Harmonized Tariff Schedule of the United States, as its Commission exports it.

use super::{
    Edition, Out,
    expression::Grammar,
    fault::{Fault, Faults},
    finish, progress,
    report::Report,
    source::Source,
    table::{Files, Line, Rate, digits, no_fewer, tidy},
};
use clap::Args;
use landfall::goods::duty::split_special;
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound,
    path::PathBuf,
};

/// Chapter 99 holds measures on top of the ordinary duty; they are law, not lines of the tariff.
const MEASURES: &str = "99";

/// Read the Harmonized Tariff Schedule of the United States
///
/// The file is the export of the whole schedule in JSON or CSV from hts.usitc.gov ("Export", sections 0101 to 9999);
/// gzip is undone. The JSON carries the footnotes that point to chapter 99, the CSV does not.
#[derive(Args)]
#[command(after_help = "Example:
  landfall-data import us hts_2026_rev_10.json --edition 2026-06-08 --reliable-until 2026-12-31")]
pub struct Us {
    /// The export, JSON or CSV
    file: PathBuf,
    /// An earlier export: codes that have gone since get their successors from it
    #[arg(long, value_name = "FILE", num_args = 1..)]
    former: Vec<PathBuf>,
    /// Take the file even if it has far fewer codes than the table that stands
    #[arg(long)]
    fewer: bool,
    #[command(flatten)]
    edition: Edition,
}

impl Us {
    /// Reads the export and replaces the table.
    pub fn run(&self, out: &Out) -> Result<Report, Faults> {
        let source = Source::open(&self.file)?;
        let schedule = Schedule::read(&source)?;
        let former =
            self.former.iter().map(|path| Schedule::read(&Source::open(path)?)).collect::<Result<Vec<_>, _>>()?;
        let mut report = Report { sources: vec![source.name.clone()], rows: schedule.rows.len(), ..Report::default() };
        let folder = out.tariff("us");
        let grammar = Grammar::open(&folder)?;
        let mut table = schedule.table(&source.name, &mut report);
        table.rates = grammar.read(table.rates, &mut report);
        if !self.fewer {
            no_fewer(&source.name, &folder, &table.lines)?;
        }
        let successors = table.successors_of(&former);
        report.lines = table.lines.len();
        report.counts.insert("codes that have gone, with successors".to_owned(), successors.len());
        let mut files = Files::default();
        files.lines(&table.lines);
        let (special, rates): (Vec<_>, Vec<_>) = table.rates.iter().cloned().partition(|rate| rate.column == "special");
        files.rates("rates.csv", &rates);
        files.rates("special.csv", &special);
        files.pairs("successors.csv", ["code", "successor"], &successors);
        if schedule.has_footnotes {
            files.pairs("footnotes.csv", ["code", "heading"], &table.footnotes);
        } else {
            report.remarks.push("The CSV export has no footnotes: footnotes.csv goes.".to_owned());
        }
        self.edition.add_to(&mut files, &folder)?;
        finish(out, &folder, &files, &["footnotes.csv"], report)
    }
}

/// One row of the schedule.
struct Row {
    number: usize,
    code: String,
    units: Vec<String>,
    general: String,
    special: String,
    other: String,
    footnotes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(expecting = "a row of the schedule")]
struct JsonRow {
    htsno: String,
    #[serde(default)]
    units: Option<Vec<String>>,
    general: String,
    special: String,
    other: String,
    footnotes: Option<Vec<Footnote>>,
}

#[derive(Deserialize)]
#[serde(expecting = "a footnote with a value")]
struct Footnote {
    value: String,
}

struct Schedule {
    rows: Vec<Row>,
    has_footnotes: bool,
}

impl Schedule {
    fn read(source: &Source) -> Result<Self, Faults> {
        let has_footnotes = source.looks_like_json();
        let rows = if has_footnotes { from_json(source)? } else { from_csv(source)? };
        if rows.iter().all(|row| row.code.is_empty()) {
            let remedy = "see --help for the file that is meant and where it comes from";
            return Err(Fault::of(&source.name, "no row has a tariff number", remedy).into());
        }
        no_doubles(&source.name, &rows)?;
        Ok(Schedule { rows, has_footnotes })
    }

    /// The rows of the ordinary tariff that bear a code.
    fn tariff(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| !row.code.is_empty() && !row.code.starts_with(MEASURES))
    }

    fn table(&self, file: &str, report: &mut Report) -> UsTable {
        let codes: BTreeSet<&str> = self.tariff().map(|row| row.code.as_str()).collect();
        let measures: BTreeSet<&str> =
            self.rows.iter().filter(|row| row.code.starts_with(MEASURES)).map(|row| row.code.as_str()).collect();
        let mut table = UsTable::default();
        for row in self.tariff() {
            if row.code.len() >= 8 && !has_deeper(&codes, &row.code) {
                table.lines.push(Line { code: row.code.clone(), units: row.units.clone() });
            }
            let head = head(&codes, &row.code);
            table.add_rates(head, row, file, report);
            let headings = row.footnotes.iter().flat_map(|note| headings(note, &measures));
            table.footnotes.extend(headings.map(|heading| (head.to_owned(), heading)));
        }
        table.lines.sort();
        let kept_out = self.rows.iter().filter(|row| row.code.starts_with(MEASURES)).count();
        report.counts.insert("rows of chapter 99, kept out".to_owned(), kept_out);
        report.counts.insert("references to chapter 99".to_owned(), table.footnotes.len());
        table
    }
}

/// Whether a code of the schedule lies below `code`.
fn has_deeper(codes: &BTreeSet<&str>, code: &str) -> bool {
    let mut after = codes.range::<str, _>((Bound::Excluded(code), Bound::Unbounded));
    after.next().is_some_and(|next| next.starts_with(code))
}

/// The eight-digit head where a ten-digit row is the only one below it, else the code itself.
///
/// The schedule writes a subheading without statistical suffixes as one row of ten digits.
fn head<'a>(codes: &BTreeSet<&str>, code: &'a str) -> &'a str {
    let Some(head) = code.get(..8).filter(|_| code.len() == 10) else { return code };
    let same = codes.range(head..).take_while(|other| other.starts_with(head)).count();
    if same == 1 { head } else { code }
}

#[derive(Default)]
struct UsTable {
    lines: Vec<Line>,
    rates: Vec<Rate>,
    footnotes: BTreeSet<(String, String)>,
}

impl UsTable {
    fn add_rates(&mut self, code: &str, row: &Row, file: &str, report: &mut Report) {
        if !row.general.is_empty() {
            self.rates.push(Rate::exact(code, "mfn", &row.general).at(file, row.number));
        }
        if !row.other.is_empty() {
            self.rates.push(Rate::exact(code, "column-2", &row.other).at(file, row.number));
        }
        for (symbols, expression) in split_special(&row.special) {
            if symbols.is_empty() {
                let cause = "names no programme in parentheses, so that it is not known who may claim it: left out";
                report.refuse(file, row.number, &row.special, cause);
            } else {
                let partners: BTreeSet<&str> = symbols.into_iter().collect();
                let partners = partners.into_iter().map(str::to_owned).collect();
                self.rates.push(Rate::exact(code, "special", expression).for_partners(partners).at(file, row.number));
            }
        }
    }

    /// Codes of the former schedules that are gone, with the lines that came in their place: the new ones that share
    /// most digits, at least six.
    fn successors_of(&self, former: &[Schedule]) -> BTreeSet<(String, String)> {
        let now: BTreeSet<&str> = self.lines.iter().map(|line| line.code.as_str()).collect();
        let is_code = |code: &str| now.range(code..).next().is_some_and(|line| line.starts_with(code));
        let mut successors = BTreeSet::new();
        for schedule in former {
            let then: BTreeSet<&str> = schedule.tariff().map(|row| row.code.as_str()).collect();
            for gone in then.iter().filter(|code| code.len() >= 8 && !is_code(code)) {
                let heirs = [8, 6].iter().filter(|length| **length < gone.len()).find_map(|length| {
                    let stem = gone.get(..*length)?;
                    let below = || now.range(stem..).take_while(|line| line.starts_with(stem));
                    let fresh: Vec<&str> = below().copied().filter(|line| !then.contains(line)).collect();
                    let heirs = if fresh.is_empty() { below().copied().collect() } else { fresh };
                    (!heirs.is_empty()).then_some(heirs)
                });
                successors.extend(heirs.into_iter().flatten().map(|heir| ((*gone).to_owned(), heir.to_owned())));
            }
        }
        successors
    }
}

/// The chapter 99 headings that a footnote names; a range stands for the headings of the schedule within it.
fn headings(note: &str, measures: &BTreeSet<&str>) -> Vec<String> {
    let mut found = Vec::new();
    let note = tidy(note).replace(" through ", "-").replace('\u{2013}', "-").replace(" - ", "-");
    for run in note.split(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-'))) {
        let mut ends = run.split('-').filter_map(heading);
        match (ends.next(), ends.next()) {
            (Some(from), Some(to)) => {
                let within = measures.range(from.as_str()..=to.as_str()).filter(|code| code.len() == 8);
                found.extend(within.map(|code| (*code).to_owned()));
            }
            (Some(one), None) => found.push(one),
            _ => {}
        }
    }
    found
}

fn heading(text: &str) -> Option<String> {
    digits(text.trim_end_matches('.')).ok().filter(|code| code.len() == 8 && code.starts_with(MEASURES))
}

fn from_json(source: &Source) -> Result<Vec<Row>, Faults> {
    let rows: Vec<serde_json::Value> = source.json()?;
    let mut faults = Faults::default();
    let mut read = Vec::with_capacity(rows.len());
    for (number, value) in (1..).zip(progress(rows.into_iter(), "rows of the schedule")) {
        let row = serde_json::from_value::<JsonRow>(value).map_err(|error| {
            let cause = format!("this row has another shape than the official export: {error}");
            Fault::of(&source.name, cause, "see --help for the file that is meant").row(number)
        });
        let Some(row) = faults.keep(row) else { continue };
        let Some(code) = faults.keep(code(source, number, &row.htsno)) else { continue };
        read.push(Row {
            number,
            code,
            units: units(row.units.unwrap_or_default().iter().map(String::as_str)),
            general: tidy(&row.general),
            special: tidy(&row.special),
            other: tidy(&row.other),
            footnotes: row.footnotes.unwrap_or_default().into_iter().map(|note| note.value).collect(),
        });
    }
    faults.or(read)
}

fn from_csv(source: &Source) -> Result<Vec<Row>, Faults> {
    let columns =
        ["HTS Number", "Unit of Quantity", "General Rate of Duty", "Special Rate of Duty", "Column 2 Rate of Duty"];
    let records = source.csv(&columns)?;
    let mut faults = Faults::default();
    let mut read = Vec::with_capacity(records.rows.len());
    for record in progress(records.rows.iter(), "rows of the schedule") {
        let Some(code) = faults.keep(code(source, record.row, record.cell(0))) else { continue };
        let Some(units) = faults.keep(csv_units(source, record.row, record.cell(1))) else { continue };
        read.push(Row {
            number: record.row,
            code,
            units,
            general: tidy(record.cell(2)),
            special: tidy(record.cell(3)),
            other: tidy(record.cell(4)),
            footnotes: Vec::new(),
        });
    }
    faults.or(read)
}

/// Empty for a row that only groups others.
fn code(source: &Source, row: usize, number: &str) -> Result<String, Fault> {
    if number.trim().is_empty() {
        return Ok(String::new());
    }
    let remedy = "correct the number as hts.usitc.gov shows it, or fetch the file again";
    digits(number).map_err(|cause| Fault::of(&source.name, cause, remedy).row(row).cell("HTS Number", number))
}

/// The CSV export writes the list of units as JSON: `["doz.","kg"]`.
fn csv_units(source: &Source, row: usize, cell: &str) -> Result<Vec<String>, Fault> {
    if cell.is_empty() {
        return Ok(Vec::new());
    }
    let list: Vec<String> = serde_json::from_str(cell).map_err(|_| {
        let cause = r#"is not a list of units like ["doz.","kg"]"#;
        Fault::of(&source.name, cause, "fetch the file again").row(row).cell("Unit of Quantity", cell)
    })?;
    Ok(units(list.iter().map(String::as_str)))
}

/// Units without blanks and doubles, and with one spelling for each.
fn units<'a>(list: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut units: Vec<String> = Vec::new();
    for unit in list.map(tidy).filter(|unit| !unit.is_empty()) {
        let unit = match unit.as_str() {
            "m²" => "m2".to_owned(),
            "m³" => "m3".to_owned(),
            "No" => "No.".to_owned(),
            _ => unit,
        };
        if !units.contains(&unit) {
            units.push(unit);
        }
    }
    units
}

fn no_doubles(file: &str, rows: &[Row]) -> Result<(), Faults> {
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    let mut faults = Faults::default();
    for row in rows.iter().filter(|row| !row.code.is_empty()) {
        if let Some(earlier) = first.insert(&row.code, row.number) {
            let cause = format!("stands twice, first in row {earlier}");
            faults.push(Fault::of(file, cause, "fetch the file again").row(row.number).cell("HTS Number", &row.code));
        }
    }
    faults.or(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn footnotes_name_headings_and_ranges_of_them() {
        let measures = BTreeSet::from(["99038801", "99038802", "9903880210", "99038803", "99038804"]);
        let found = |note| headings(note, &measures).join(";");
        assert_eq!(found("See 9903.88.15. "), "99038815");
        assert_eq!(found("See 9903.88.01 and 9903.88.03.\u{a0}"), "99038801;99038803");
        assert_eq!(found("See subheadings 9903.88.02-9903.88.04."), "99038802;99038803;99038804");
        assert_eq!(found("See 9903.88.01 through 9903.88.02."), "99038801;99038802");
        assert_eq!(found("Subject to Federal Excise Tax (26 U.S.C. 5001). Effective July 1, 1993."), "");
    }

    #[test]
    fn a_row_of_ten_digits_that_stands_alone_is_its_head() {
        let codes =
            BTreeSet::from(["0101", "010121", "01012100", "0101210010", "0101300000", "9006591520", "9006591560"]);
        assert_eq!(head(&codes, "0101300000"), "01013000");
        assert_eq!(head(&codes, "0101210010"), "0101210010");
        assert_eq!(head(&codes, "9006591520"), "9006591520");
        assert!(has_deeper(&codes, "01012100"));
        assert!(!has_deeper(&codes, "0101300000"));
    }

    #[test]
    fn units_have_one_spelling() {
        assert_eq!(units(["m²", "m2", " kg", "\n", "No"].into_iter()), ["m2", "kg", "No."]);
    }
}
