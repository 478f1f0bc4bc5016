//! The UK's tariff preferences by partner, with the steps in which duties fall.

use super::{
    Out, day_before,
    expression::Grammar,
    fault::{Fault, Faults},
    finish, progress,
    report::Report,
    season::{self, Season},
    shallowest::join_partners,
    source::{CellRow, Source},
    table::{Basis, Files, Rate, digits, standing_codes, tidy},
};
use calamine::Data;
use landfall::{
    day::Day,
    money::{Decimal, Rounding},
};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

const SHEET: &str = "Sheet1";
const RATES: [&str; 5] = ["fta country", "Commodity code", "Preferential duty rate 2022", "Validity", "Staging"];
/// Columns of the staging sheet before the years.
const STAGE_KEYS: [&str; 2] = ["Country", "Commodity code"];
const FIRST_STAGE: u32 = 2022;
const LAST_STAGE: u32 = 2034;

/// Read the UK's tariff preferences
///
/// Two workbooks: the rates of 2022 by partner and code (columns fta country, Commodity code, Preferential duty rate 2022,
/// Validity, Staging), and the steps of those that fall over the years (Country, Commodity code, staging_2022 …). They are
/// those with which the Department for International Trade filled its preferential tariff pages on gov.uk, kept at
/// github.com/tcolwell7/tariff-schedule-automation.
///
/// Which partner is which country, and on which day of the year its steps are taken, says gb/table.toml. Import gb first.
#[derive(clap::Args)]
#[command(after_help = "Example:
  landfall-data import gb-preferences --rates pref_data3.xlsx --stages staging_data4.xlsx")]
pub struct GbPreferences {
    /// The workbook of rates
    #[arg(long, value_name = "FILE")]
    rates: PathBuf,
    /// The workbook of steps
    #[arg(long, value_name = "FILE")]
    stages: PathBuf,
}

impl GbPreferences {
    /// Reads the workbooks and replaces the table's preferences.
    pub fn run(&self, out: &Out) -> Result<Report, Faults> {
        let folder = out.tariff("gb");
        let partners = Partners::open(&folder.join("table.toml"))?;
        let (rates, stages) = (Source::open(&self.rates)?, Source::open(&self.stages)?);
        let cells = read_rates(&rates, &partners)?;
        let steps = read_steps(&stages, &partners)?;
        let sources = vec![rates.name.clone(), stages.name.clone()];
        let mut report = Report { sources, rows: cells.len() + steps.len(), ..Report::default() };
        let files = [rates.name.as_str(), stages.name.as_str()];
        let all = Preferences { files, partners: &partners, cells: by_key(cells), steps };
        let rates = all.rates(&standing_codes(&folder)?, &mut report);
        let rates = Grammar::open(&folder)?.read(rates, &mut report);
        report.lines = rates.iter().map(|rate| &rate.code).collect::<BTreeSet<_>>().len();
        let mut files = Files::default();
        files.rates("preferences.csv", &join_partners(rates));
        finish(out, &folder, &files, &[], report)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Partner {
    id: String,
    /// Its names in the workbooks.
    #[serde(default)]
    workbook: Vec<String>,
    #[serde(default)]
    steps_begin: StepDay,
    /// Rates stand so many rows below their code in the workbook of rates.
    #[serde(default)]
    rates_rows_below: usize,
}

/// The day on which the step of a year is taken.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct StepDay {
    month: u32,
    day: u32,
    #[serde(default)]
    years_before: u32,
}

impl Default for StepDay {
    fn default() -> Self {
        StepDay { month: 1, day: 1, years_before: 0 }
    }
}

impl StepDay {
    fn of(self, year: u32) -> Option<Day> {
        Day::new(year.checked_sub(self.years_before)?, self.month, self.day)
    }
}

struct Partners(Vec<Partner>);

impl Partners {
    fn open(path: &Path) -> Result<Self, Faults> {
        #[derive(Deserialize)]
        struct Table {
            partner: Vec<Partner>,
        }
        let source = Source::open(path)?;
        let table: Table = toml::from_str(source.text()?).map_err(|error| {
            let cause = format!("its [[partner]] entries can't be read: {}", error.message());
            Fault::of(&source.name, cause, "give each an id and its names in the workbook")
        })?;
        Ok(Partners(table.partner))
    }

    fn find(&self, source: &Source, row: usize, column: &str, name: &str) -> Result<usize, Fault> {
        let named = |partner: &Partner| partner.workbook.iter().any(|other| other == name);
        self.0.iter().position(named).ok_or_else(|| {
            let cause = "is not a partner that gb/table.toml knows";
            let remedy = "add the name to the `workbook` list of its [[partner]]";
            Fault::of(&source.name, cause, remedy).row(row).cell(column, name)
        })
    }

    fn at(&self, index: usize) -> Option<&Partner> {
        self.0.get(index)
    }
}

type Key = (usize, String);

/// One row of the workbook of rates.
struct Cell {
    row: usize,
    key: Key,
    rate: String,
    season: Option<String>,
    falls: bool,
}

fn read_rates(source: &Source, partners: &Partners) -> Result<Vec<Cell>, Faults> {
    let rows: Vec<CellRow> = source.sheet(SHEET, &RATES)?.into_iter().filter(|row| !row.text(0).is_empty()).collect();
    let mut faults = Faults::default();
    let mut cells = Vec::with_capacity(rows.len());
    for row in progress(rows.iter(), "preferences") {
        let partner = faults.keep(partners.find(source, row.row, RATES[0], &row.text(0)));
        let code = faults.keep(code(source, row, 1));
        let rate = faults.keep(rate(source, row, 2, RATES[2]));
        let (Some(partner), Some(code), Some(rate)) = (partner, code, rate) else { continue };
        let season = Some(row.text(3)).filter(|text| !matches!(text.as_str(), "-" | ""));
        let falls = !matches!(row.text(4).as_str(), "-" | "");
        cells.push(Cell { row: row.row, key: (partner, code), rate: rate.unwrap_or_default(), season, falls });
    }
    raise(&mut cells, partners);
    faults.or(cells)
}

/// Puts rates beside their code where the workbook has them some rows below.
fn raise(cells: &mut Vec<Cell>, partners: &Partners) {
    let mut whole: Vec<Cell> = Vec::with_capacity(cells.len());
    let mut rest = std::mem::take(cells).into_iter().peekable();
    while let Some(first) = rest.next() {
        let partner = first.key.0;
        let mut block = vec![first];
        while let Some(next) = rest.next_if(|cell| cell.key.0 == partner) {
            block.push(next);
        }
        let below = partners.at(partner).map_or(0, |partner| partner.rates_rows_below);
        let raised: Vec<_> = block.iter().skip(below).map(|cell| (cell.rate.clone(), cell.falls)).collect();
        for (cell, (rate, falls)) in block.iter_mut().zip(raised) {
            (cell.rate, cell.falls) = (rate, falls);
        }
        block.truncate(block.len().saturating_sub(below));
        whole.extend(block);
    }
    *cells = whole;
}

/// The steps of one partner's rate: the year and its rate; none where the cell can't be read.
struct Steps {
    row: usize,
    years: Vec<(u32, String)>,
}

fn read_steps(source: &Source, partners: &Partners) -> Result<BTreeMap<Key, Steps>, Faults> {
    let years: Vec<String> = (FIRST_STAGE..=LAST_STAGE).map(|year| format!("staging_{year}")).collect();
    let columns: Vec<&str> = STAGE_KEYS.into_iter().chain(years.iter().map(String::as_str)).collect();
    let mut faults = Faults::default();
    let mut steps = BTreeMap::new();
    for row in source.sheet(SHEET, &columns)?.iter().filter(|row| !row.text(0).is_empty()) {
        let partner = faults.keep(partners.find(source, row.row, STAGE_KEYS[0], &row.text(0)));
        let code = faults.keep(code(source, row, 1));
        let mut found = Vec::new();
        for (at, year) in (2..).zip(FIRST_STAGE..=LAST_STAGE) {
            let column = columns.get(at).copied().unwrap_or_default();
            if let Some(Some(rate)) = faults.keep(rate(source, row, at, column)) {
                found.push((year, rate));
            }
        }
        if let (Some(partner), Some(code)) = (partner, code) {
            steps.insert((partner, code), Steps { row: row.row, years: found });
        }
    }
    faults.or(steps)
}

/// `x0101.21`, or the number 101.21 that a spreadsheet makes of it.
fn code(source: &Source, row: &CellRow, column: usize) -> Result<String, Fault> {
    let text = row.text(column);
    let plain = match row.cell(column) {
        Data::Float(_) | Data::Int(_) => zeros_back(&text),
        _ => text.trim_start_matches('x').to_owned(),
    };
    digits(&plain)
        .map_err(|cause| Fault::of(&source.name, cause, "correct the cell").row(row.row).cell("Commodity code", &text))
}

/// A heading has four digits, its subdivision pairs of them: 9113.2 is 9113.20.
fn zeros_back(number: &str) -> String {
    let (heading, below) = number.split_once('.').unwrap_or((number, ""));
    let pairs = below.len().next_multiple_of(2);
    format!("{heading:0>4}{below:0<pairs$}")
}

/// A share of one as per cent, or the text of a duty; none where the cell is empty.
fn rate(source: &Source, row: &CellRow, column: usize, name: &str) -> Result<Option<String>, Fault> {
    let wrong = |input: &str| {
        let cause = "is neither a duty nor a share between 0 and 10";
        Fault::of(&source.name, cause, "correct the cell").row(row.row).cell(name, input)
    };
    match row.cell(column) {
        Data::Empty => Ok(None),
        Data::String(text) if text.trim().is_empty() => Ok(None),
        Data::String(text) => Ok(Some(tidy(text))),
        Data::Int(_) | Data::Float(_) => {
            let text = row.text(column);
            percent(&text).map(Some).ok_or_else(|| wrong(&text))
        }
        other => Err(wrong(&other.to_string())),
    }
}

/// Spreadsheets keep 2.7 % as 0.027000000000000003; eight decimals are more than any duty has.
fn percent(share: &str) -> Option<String> {
    let share = Decimal::parse(share).ok()?.round_decimals(8, Rounding::HalfEven).ok()?;
    let rate = share.checked_mul(Decimal::from_integer(100)).ok()?;
    (Decimal::ZERO..=Decimal::from_integer(1000)).contains(&rate).then(|| format!("{rate}%"))
}

fn by_key(cells: Vec<Cell>) -> BTreeMap<Key, Vec<Cell>> {
    let mut keyed: BTreeMap<Key, Vec<Cell>> = BTreeMap::new();
    for cell in cells {
        keyed.entry(cell.key.clone()).or_default().push(cell);
    }
    keyed
}

struct Preferences<'a> {
    files: [&'a str; 2],
    partners: &'a Partners,
    cells: BTreeMap<Key, Vec<Cell>>,
    steps: BTreeMap<Key, Steps>,
}

impl Preferences<'_> {
    fn rates(&self, lines: &BTreeSet<String>, report: &mut Report) -> Vec<Rate> {
        let keys: BTreeSet<&Key> = self.cells.keys().chain(self.steps.keys()).collect();
        let mut rates = Vec::new();
        for key in keys {
            let cells = self.cells.get(key).map_or(&[][..], Vec::as_slice);
            let steps = self.steps.get(key);
            let (file, row) = match (cells.first(), steps) {
                (Some(cell), _) => (self.files[0], cell.row),
                (None, steps) => (self.files[1], steps.map_or(0, |steps| steps.row)),
            };
            let Some(partner) = self.partners.at(key.0) else { continue };
            match reach(lines, &key.1) {
                Reach::Gone => {
                    report.refuse(file, row, &key.1, format!("of {} is no code of today: left out", partner.id))
                }
                reach => {
                    if matches!(reach, Reach::Below) {
                        report.count("rates on a subdivision that lines.csv does not have");
                    }
                    let one = Preference { code: &key.1, partner, files: self.files };
                    rates.extend(one.rates(cells, steps, report));
                }
            }
        }
        rates
    }
}

/// Where a preference's code lies in the nomenclature.
enum Reach {
    /// At a line or above.
    Lines,
    /// Below a line.
    Below,
    /// Nowhere.
    Gone,
}

fn reach(lines: &BTreeSet<String>, code: &str) -> Reach {
    if lines.range(code.to_owned()..).next().is_some_and(|line| line.starts_with(code)) {
        return Reach::Lines;
    }
    match code.get(..8) {
        Some(head) if lines.range(head.to_owned()..).next().is_some_and(|line| line.starts_with(head)) => Reach::Below,
        _ => Reach::Gone,
    }
}

struct Preference<'a> {
    code: &'a str,
    partner: &'a Partner,
    files: [&'a str; 2],
}

impl Preference<'_> {
    fn rates(&self, cells: &[Cell], steps: Option<&Steps>, report: &mut Report) -> Vec<Rate> {
        let Some(steps) = steps else { return self.standing(cells, report) };
        let Some(first) = steps.years.first().and_then(|(year, _)| self.partner.steps_begin.of(*year)) else {
            return self.standing(cells, report);
        };
        let mut rates = self.stepped(steps, report);
        if Day::new(FIRST_STAGE, 1, 1).is_some_and(|new_year| new_year < first) {
            // The rate of the year's start holds until the first step.
            let before = self.standing(cells, report).into_iter();
            rates.extend(before.map(|rate| Rate { to: day_before(first), ..rate.on(Basis::Exact, "") }));
        }
        rates
    }

    fn rate(&self, expression: &str) -> Rate {
        Rate::exact(self.code, "preference", expression).for_partners(vec![self.partner.id.clone()])
    }

    /// What the workbook of rates alone says.
    fn standing(&self, cells: &[Cell], report: &mut Report) -> Vec<Rate> {
        let expressions: BTreeSet<String> = match self.seasons(cells) {
            Some(expression) => BTreeSet::from([expression]),
            None if cells.iter().any(|cell| cell.season.is_some()) => {
                let row = cells.first().map_or(0, |cell| cell.row);
                report.refuse(
                    self.files[0],
                    row,
                    self.code,
                    "has seasons that can't be read or that meet: carried as unknown",
                );
                return vec![self.rate("").on(Basis::Unknown, "seasons not readable")];
            }
            None => cells.iter().map(|cell| cell.rate.clone()).collect(),
        };
        let (basis, note) = match () {
            () if expressions.len() > 1 => {
                report.count("codes with two rates of one partner, kept as an interval");
                (Basis::Interval, "the source has two rates")
            }
            () if cells.iter().any(|cell| cell.falls) => (Basis::Staged, "later steps unknown"),
            () => (Basis::Exact, ""),
        };
        let row = cells.first().map_or(0, |cell| cell.row);
        expressions.iter().map(|expression| self.rate(expression).on(basis, note).at(self.files[0], row)).collect()
    }

    /// One expression of all seasons; none where there are none, or where they can't be told apart.
    fn seasons(&self, cells: &[Cell]) -> Option<String> {
        if self.partner.rates_rows_below > 0 {
            return None;
        }
        let mut seasons = cells
            .iter()
            .map(|cell| Some((cell.rate.clone(), Season::read(cell.season.as_deref()?)?)))
            .collect::<Option<Vec<_>>>()?;
        seasons.sort_by(|(rate, season), (other_rate, other)| (season, rate).cmp(&(other, other_rate)));
        seasons.dedup();
        season::join(&seasons).filter(|text| !text.is_empty())
    }

    /// What the workbook of steps says; equal steps are one rate.
    fn stepped(&self, steps: &Steps, report: &mut Report) -> Vec<Rate> {
        let mut rates: Vec<Rate> = Vec::new();
        for (year, text) in &steps.years {
            let rate = self.step(text, steps.row, report);
            let begins = self.partner.steps_begin.of(*year);
            match rates.last_mut() {
                Some(last) if last.expression == rate.expression && last.basis == rate.basis => {}
                last => {
                    if let Some(last) = last {
                        last.to = begins.and_then(day_before);
                    }
                    rates.push(rate.within(begins, None).at(self.files[1], steps.row));
                }
            }
        }
        rates
    }

    fn step(&self, text: &str, row: usize, report: &mut Report) -> Rate {
        if !text.contains(" to ") {
            return self.rate(text);
        }
        match season::read_list(text) {
            Some(expression) => self.rate(&expression),
            None => {
                report.refuse(
                    self.files[1],
                    row,
                    text,
                    "has a day that does not exist, or seasons that meet: carried as unknown",
                );
                self.rate("").on(Basis::Unknown, "seasons not readable")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_become_per_cent_without_a_spreadsheets_noise() {
        assert_eq!(percent("0").as_deref(), Some("0%"));
        assert_eq!(percent("0.027000000000000003").as_deref(), Some("2.7%"));
        assert_eq!(percent("0.024999999999999994").as_deref(), Some("2.5%"));
        assert_eq!(percent("1").as_deref(), Some("100%"));
        assert_eq!(percent("-0.1"), None);
        assert_eq!(percent("11"), None);
    }

    #[test]
    fn codes_that_became_numbers_get_their_zeros_back() {
        for (number, code) in [("9303", "9303"), ("9113.2", "911320"), ("2404.11", "240411"), ("101.21", "010121")] {
            assert_eq!(zeros_back(number), code);
        }
    }

    #[test]
    fn steps_are_taken_on_the_partners_day() {
        let day = |text| Day::parse(text).unwrap();
        assert_eq!(StepDay::default().of(2024), Some(day("2024-01-01")));
        let japan = StepDay { month: 2, day: 1, years_before: 0 };
        assert_eq!(japan.of(2024).and_then(day_before), Some(day("2024-01-31")));
        let singapore = StepDay { month: 11, day: 21, years_before: 1 };
        assert_eq!(singapore.of(2022), Some(day("2021-11-21")));
        assert_eq!(day_before(day("2024-03-01")), Some(day("2024-02-29")));
        assert_eq!(day_before(day("2024-01-01")), Some(day("2023-12-31")));
    }
}
