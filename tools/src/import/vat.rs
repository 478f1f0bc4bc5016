//! Rates of value added tax: the project's own table, held against the public ones.

use super::{
    Out, day_before,
    fault::{Fault, Faults},
    finish,
    report::Report,
    source::Source,
    table::Files,
};
use landfall::{day::Day, money::Decimal};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

const COLUMNS: [&str; 10] = ["place", "category", "hs", "rate", "from", "to", "law", "source", "checked", "confidence"];
const STANDARD: &str = "standard";
/// What the column `source` says of a rate that was taken from the dated history.
const HISTORY: &str = "github.com/kdeldycke/vat-rates";
const SEE_HELP: &str = "see --help for the file that is meant and where it comes from";

/// Read public tables of VAT rates, and compare vat/vat.csv with them
///
/// --history is vat_rates.csv with start and stop dates, from github.com/kdeldycke/vat-rates.
/// --current is eu-vat-rates-data.json, from the European Commission's TEDB, package eu-vat-rates-data.
/// --ibericode is vat-rates.json from github.com/ibericode/vat-rates.
/// --sales-tax is sales_tax_rates.json of the package sales-tax.
///
/// Standard rates whose source is the dated history are replaced by it, from --from on; all else in vat.csv is kept by
/// hand. Every difference is printed: the newest file wins, and the row says which that was.
#[derive(clap::Args)]
#[command(after_help = "Example:
  landfall-data import vat --check --history vat_rates.csv --current eu-vat-rates-data.json")]
pub struct Vat {
    /// The history with dates
    #[arg(long, value_name = "FILE")]
    history: Option<PathBuf>,
    /// The rates of today
    #[arg(long, value_name = "FILE")]
    current: Option<PathBuf>,
    /// The EU's rates with their days
    #[arg(long, value_name = "FILE")]
    ibericode: Option<PathBuf>,
    /// VAT and GST of the world
    #[arg(long, value_name = "FILE")]
    sales_tax: Option<PathBuf>,
    /// Print the differences and change nothing
    #[arg(long)]
    check: bool,
    /// The first day that matters: what ended before is left out
    #[arg(long, value_name = "DAY", value_parser = super::day, default_value = "2024-01-01")]
    from: Day,
}

impl Vat {
    /// Reads the files, prints the differences, and replaces the standard rates.
    pub fn run(&self, out: &Out) -> Result<Report, Faults> {
        let folder = out.folder.join("vat");
        let table = VatTable::open(&folder.join("vat.csv"))?;
        let publics = self.publics(table.newest_check().unwrap_or(self.from))?;
        let mut report = Report { lines: table.rows.len(), ..Report::default() };
        for public in &publics {
            report.sources.push(public.name.clone());
            report.rows += public.rates.len();
            report.remarks.extend(table.differences(public, self.from));
        }
        if report.remarks.is_empty() && !publics.is_empty() {
            report.remarks.push("No difference.".to_owned());
        }
        let history = publics.first().filter(|_| self.history.is_some() && !self.check);
        let Some(history) = history else { return Ok(report) };
        let mut files = Files::default();
        files.csv("vat.csv", COLUMNS, table.with_history(history, self.from).into_iter().map(VatRow::into_record));
        finish(out, &folder, &files, &[], report)
    }

    /// The history first; a file without days is held against the rates of `today`.
    fn publics(&self, today: Day) -> Result<Vec<Public>, Faults> {
        type Reader = fn(&Source, Day) -> Result<Public, Faults>;
        let files: [(&Option<PathBuf>, Reader); 4] = [
            (&self.history, read_history),
            (&self.current, read_current),
            (&self.ibericode, read_ibericode),
            (&self.sales_tax, read_sales_tax),
        ];
        files
            .into_iter()
            .filter_map(|(path, read)| Some((path.as_deref()?, read)))
            .map(|(path, read)| read(&Source::open(path)?, today))
            .collect()
    }
}

/// A rate of a place with its days.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Dated {
    from: Option<Day>,
    to: Option<Day>,
    rate: Decimal,
}

impl Dated {
    fn holds(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// What a public file says.
struct Public {
    name: String,
    /// Standard rates by place.
    rates: BTreeMap<String, Vec<Dated>>,
    /// Reduced rates of today by place; none where the file has none at all.
    reduced: Option<BTreeMap<String, BTreeSet<Decimal>>>,
}

#[derive(Clone)]
struct VatRow {
    place: String,
    category: String,
    hs: String,
    dated: Dated,
    law: String,
    source: String,
    checked: String,
    confidence: String,
}

impl VatRow {
    fn into_record(self) -> [String; 10] {
        let day = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
        let Dated { from, to, rate } = self.dated;
        let rate = rate.to_string();
        [
            self.place,
            self.category,
            self.hs,
            rate,
            day(from),
            day(to),
            self.law,
            self.source,
            self.checked,
            self.confidence,
        ]
    }
}

struct VatTable {
    rows: Vec<VatRow>,
}

impl VatTable {
    fn open(path: &Path) -> Result<Self, Faults> {
        let source = Source::open(path)?;
        let mut faults = Faults::default();
        let mut rows = Vec::new();
        for record in source.csv(&COLUMNS)?.rows {
            let cell = |at: usize| record.cell(at).to_owned();
            let wrong = |at: usize, cause: &str| {
                let column = COLUMNS.get(at).copied().unwrap_or_default();
                Fault::of(&source.name, cause, "correct the cell").row(record.row).cell(column, record.cell(at))
            };
            let rate = Decimal::parse(record.cell(3)).map_err(|_| wrong(3, "is not a rate in per cent"));
            let day = |at: usize| match record.cell(at) {
                "" => Ok(None),
                text => Day::parse(text).map(Some).ok_or_else(|| wrong(at, "is not a day of the form YYYY-MM-DD")),
            };
            let (rate, from, to) = (faults.keep(rate), faults.keep(day(4)), faults.keep(day(5)));
            let (Some(rate), Some(from), Some(to)) = (rate, from, to) else { continue };
            rows.push(VatRow {
                place: cell(0),
                category: cell(1),
                hs: cell(2),
                dated: Dated { from, to, rate },
                law: cell(6),
                source: cell(7),
                checked: cell(8),
                confidence: cell(9),
            });
        }
        faults.or(VatTable { rows })
    }

    fn newest_check(&self) -> Option<Day> {
        self.rows.iter().filter_map(|row| Day::parse(&row.checked)).max()
    }

    fn standard(&self, place: &str) -> Vec<Dated> {
        let rows = self.rows.iter().filter(|row| row.place == place && row.category == STANDARD);
        rows.map(|row| row.dated.clone()).collect()
    }

    fn places(&self) -> BTreeSet<&str> {
        self.rows.iter().map(|row| row.place.as_str()).collect()
    }

    /// Where a public file says something else.
    fn differences(&self, public: &Public, from: Day) -> Vec<String> {
        let mut found = Vec::new();
        for place in self.places() {
            if let Some(theirs) = public.rates.get(place) {
                found.extend(standard_difference(place, &self.standard(place), theirs, public, from));
            }
            if let Some(theirs) = public.reduced.as_ref().and_then(|reduced| reduced.get(place)) {
                let open = self.rows.iter().filter(|row| row.place == place && row.category != STANDARD);
                let open: BTreeSet<Decimal> = open
                    .filter(|row| row.dated.to.is_none() && !row.dated.rate.is_zero())
                    .map(|row| row.dated.rate)
                    .collect();
                let missing: Vec<_> = open.difference(theirs).map(|rate| format!("{} %", rate)).collect();
                if !missing.is_empty() {
                    let theirs: Vec<_> = theirs.iter().map(|rate| rate.to_string()).collect();
                    let missing = missing.join(", ");
                    found.push(format!("{place}: reduced {missing} here, {} has {}", public.name, theirs.join(", ")));
                }
            }
        }
        found
    }

    /// The table with the standard rates of the history where it took them from there.
    fn with_history(&self, history: &Public, from: Day) -> Vec<VatRow> {
        let mut rows = Vec::new();
        let mut done: BTreeSet<&str> = BTreeSet::new();
        for row in &self.rows {
            let theirs = history.rates.get(&row.place).filter(|_| row.category == STANDARD && row.source == HISTORY);
            match theirs {
                None => rows.push(row.clone()),
                Some(theirs) if done.insert(&row.place) => {
                    let lasting = theirs.iter().filter(|dated| dated.to.is_none_or(|to| to >= from));
                    let mut lasting: Vec<Dated> = lasting.cloned().collect();
                    lasting.sort();
                    rows.extend(lasting.into_iter().map(|dated| VatRow { dated, ..row.clone() }));
                }
                Some(_) => {}
            }
        }
        rows
    }
}

/// The first day from which two histories differ.
fn standard_difference(place: &str, ours: &[Dated], theirs: &[Dated], public: &Public, from: Day) -> Option<String> {
    let on = |rates: &[Dated], day| rates.iter().find(|dated| dated.holds(day)).map(|dated| dated.rate);
    let starts = ours.iter().chain(theirs).filter_map(|dated| dated.from).filter(|day| *day > from);
    let days: BTreeSet<Day> = starts.chain([from]).collect();
    let (day, ours, theirs) = days.into_iter().find_map(|day| match (on(ours, day), on(theirs, day)) {
        (Some(ours), Some(theirs)) if ours != theirs => Some((day, ours, theirs)),
        _ => None,
    })?;
    let (ours, theirs) = (ours, theirs);
    Some(format!("{place}: standard {ours} % here on {day}, {} has {theirs} %", public.name))
}

fn read_history(source: &Source, _: Day) -> Result<Public, Faults> {
    let records = source.csv(&["start_date", "stop_date", "territory_codes", "rate", "rate_type"])?;
    let mut faults = Faults::default();
    let mut rates: BTreeMap<String, Vec<Dated>> = BTreeMap::new();
    for record in records.rows.iter().filter(|record| record.cell(4) == STANDARD) {
        let wrong = |column: &str, input: &str, cause: &str| {
            Fault::of(&source.name, cause, "fetch the file again").row(record.row).cell(column, input)
        };
        let from = Day::parse(record.cell(0)).ok_or_else(|| wrong("start_date", record.cell(0), "is not a day"));
        let stop = match record.cell(1) {
            "" => Ok(None),
            text => Day::parse(text).map(Some).ok_or_else(|| wrong("stop_date", text, "is not a day")),
        };
        let rate = share(record.cell(3)).ok_or_else(|| wrong("rate", record.cell(3), "is not a share of one"));
        let (Some(from), Some(stop), Some(rate)) = (faults.keep(from), faults.keep(stop), faults.keep(rate)) else {
            continue;
        };
        // The day on which it stops is the first of the next rate.
        let dated = Dated { from: Some(from), to: stop.and_then(day_before), rate };
        for place in record.cell(2).split_whitespace() {
            rates.entry(place.to_owned()).or_default().push(dated.clone());
        }
    }
    faults.or(Public { name: source.file_name(), rates, reduced: None })
}

/// A share of one as per cent.
fn share(text: &str) -> Option<Decimal> {
    Decimal::parse(text).ok()?.checked_mul(Decimal::from_integer(100)).ok()
}

fn read_current(source: &Source, today: Day) -> Result<Public, Faults> {
    #[derive(Deserialize)]
    #[serde(expecting = "a table with version and rates")]
    struct File {
        version: String,
        rates: BTreeMap<String, Place>,
    }
    #[derive(Deserialize)]
    #[serde(expecting = "the rates of a country")]
    struct Place {
        standard: serde_json::Number,
        reduced: Vec<serde_json::Number>,
        super_reduced: Option<serde_json::Number>,
        parking: Option<serde_json::Number>,
    }
    let file: File = source.json()?;
    let number = |number: &serde_json::Number| Decimal::parse(&number.to_string()).ok();
    let from = Day::parse(&file.version).or(Some(today));
    let current = |rate| vec![Dated { from, to: None, rate }];
    let rates = file.rates.iter().filter_map(|(place, row)| Some((place.clone(), current(number(&row.standard)?))));
    let reduced = file.rates.iter().map(|(place, row)| {
        let all = row.reduced.iter().chain(&row.super_reduced).chain(&row.parking);
        (place.clone(), all.filter_map(number).collect())
    });
    Ok(Public { name: source.file_name(), rates: rates.collect(), reduced: Some(reduced.collect()) })
}

fn read_ibericode(source: &Source, _: Day) -> Result<Public, Faults> {
    #[derive(Deserialize)]
    #[serde(expecting = "a table with items")]
    struct File {
        items: BTreeMap<String, Vec<Item>>,
    }
    #[derive(Deserialize)]
    #[serde(expecting = "the rates from a day on")]
    struct Item {
        effective_from: String,
        rates: BTreeMap<String, serde_json::Number>,
    }
    let file: File = source.json()?;
    let mut faults = Faults::default();
    let mut rates: BTreeMap<String, Vec<Dated>> = BTreeMap::new();
    for (place, items) in &file.items {
        let mut next: Option<Day> = None;
        for item in items {
            // "0000-01-01" stands for always.
            let from = Day::parse(&item.effective_from);
            let rate = item.rates.get(STANDARD).and_then(|rate| Decimal::parse(&rate.to_string()).ok());
            let rate = rate.ok_or_else(|| Fault::of(&source.name, format!("{place} has no standard rate"), SEE_HELP));
            if let Some(rate) = faults.keep(rate) {
                let dated = Dated { from, to: next.and_then(day_before), rate };
                rates.entry(place.clone()).or_default().push(dated);
            }
            next = from;
        }
    }
    faults.or(Public { name: source.file_name(), rates, reduced: None })
}

fn read_sales_tax(source: &Source, today: Day) -> Result<Public, Faults> {
    #[derive(Deserialize)]
    #[serde(expecting = "the tax of a country")]
    struct Tax {
        rate: serde_json::Number,
    }
    let file: BTreeMap<String, Tax> = source.json()?;
    let current = |rate| vec![Dated { from: Some(today), to: None, rate }];
    let rates = file.iter().filter_map(|(place, tax)| Some((place.clone(), current(share(&tax.rate.to_string())?))));
    Ok(Public { name: source.file_name(), rates: rates.collect(), reduced: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dated(rate: &str, from: &str, to: &str) -> Dated {
        Dated { from: Day::parse(from), to: Day::parse(to), rate: Decimal::parse(rate).unwrap() }
    }

    fn public() -> Public {
        Public { name: "public.csv".to_owned(), rates: BTreeMap::new(), reduced: None }
    }

    #[test]
    fn the_first_day_of_a_difference_is_told() {
        let ours = [dated("22", "2024-01-01", "2025-06-30"), dated("24", "2025-07-01", "")];
        let from = Day::parse("2024-01-01").unwrap();
        let difference = |theirs: &[Dated]| standard_difference("EE", &ours, theirs, &public(), from);
        assert_eq!(difference(&ours), None);
        assert_eq!(
            difference(&[dated("22", "2024-01-01", "")]).as_deref(),
            Some("EE: standard 24 % here on 2025-07-01, public.csv has 22 %")
        );
        // A file of today says nothing about days before it.
        assert_eq!(difference(&[dated("24", "2026-09-29", "")]), None);
    }

    #[test]
    fn shares_become_per_cent() {
        assert_eq!(share("0.255"), Decimal::parse("25.5").ok());
        assert_eq!(share("a fifth"), None);
    }
}
