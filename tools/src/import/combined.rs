//! The tariffs of the European Union and the United Kingdom, carried to the Combined Nomenclature of today.

use super::{
    Edition, Out,
    correlation::Changes,
    draft::{self, Draft},
    expression::Grammar,
    fault::{Fault, Faults},
    finish, progress,
    report::Report,
    source::Source,
    table::{Basis, Files, Line, Rate, alternatives, digits, no_fewer, tidy, unknown},
};
use clap::Args;
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

const SEE_HELP: &str = "see --help for the file that is meant and where it comes from";

/// Read the third-country duty of the European Union
///
/// --mfn is the table of the EU's and the UK's duties of January 2021, from the public repository of the UK's Department
/// for Business and Trade, github.com/uktrade/global-uk-tariff (its column cet_duty_rate).
/// --cn is the Combined Nomenclature in JSON, codes and supplementary units, as at github.com/xterr/php-cncodes, from
/// Eurostat's RAMON at ec.europa.eu/eurostat.
/// --best names for each code of that nomenclature the best rate at hand and where it is from: columns cn8, rate, source,
/// note.
///
/// Import the HS correlation first.
#[derive(Args)]
#[command(after_help = "Example:
  landfall-data import eu --mfn global-uk-tariff.csv --cn cnCodes_2026.json --best eu_cn2026_best.csv")]
pub struct Eu {
    #[command(flatten)]
    tables: Tables,
    /// The best rate at hand for each code
    #[arg(long, value_name = "FILE")]
    best: PathBuf,
}

/// Read the third-country duty of the United Kingdom
///
/// --mfn is the table of the EU's and the UK's duties of January 2021, from the public repository of the UK's Department
/// for Business and Trade, github.com/uktrade/global-uk-tariff (its column ukgt_duty_rate).
/// --cn is the Combined Nomenclature in JSON, codes and supplementary units, as at github.com/xterr/php-cncodes, from
/// Eurostat's RAMON at ec.europa.eu/eurostat.
///
/// A code that is new since then takes the rate of its six digits where they have but one, else all of them as an
/// interval. Import the HS correlation first.
#[derive(Args)]
#[command(after_help = "Example:
  landfall-data import gb --mfn global-uk-tariff.csv --cn cnCodes_2026.json")]
pub struct Gb {
    #[command(flatten)]
    tables: Tables,
}

#[derive(Args)]
struct Tables {
    /// The table of duties
    #[arg(long, value_name = "FILE")]
    mfn: PathBuf,
    /// The Combined Nomenclature
    #[arg(long, value_name = "FILE")]
    cn: PathBuf,
    /// Take the files even if they have far fewer codes than the table that stands
    #[arg(long)]
    fewer: bool,
    #[command(flatten)]
    edition: Edition,
}

impl Eu {
    /// Reads the files and replaces the table.
    pub fn run(&self, out: &Out) -> Result<Report, Faults> {
        let best = Source::open(&self.best)?;
        let rates = read_best(&best)?;
        self.tables.run(out, "eu", "cet_duty_rate", Some((&best.name, &rates)))
    }
}

impl Gb {
    /// Reads the files and replaces the table.
    pub fn run(&self, out: &Out) -> Result<Report, Faults> {
        self.tables.run(out, "gb", "ukgt_duty_rate", None)
    }
}

type Best = BTreeMap<String, BestRate>;

impl Tables {
    fn run(&self, out: &Out, id: &str, column: &str, best: Option<(&str, &Best)>) -> Result<Report, Faults> {
        let (source, cn) = (Source::open(&self.mfn)?, Source::open(&self.cn)?);
        let duties = Duties::read(&source, column)?;
        let nomenclature = read_nomenclature(&cn)?;
        let folder = out.tariff(id);
        let grammar = Grammar::open(&folder)?;
        let changes = Changes::open(out)?;
        let sources = [Some(source.name.as_str()), Some(cn.name.as_str()), best.map(|(name, _)| name)];
        let mut report = Report {
            sources: sources.into_iter().flatten().map(str::to_owned).collect(),
            rows: duties.rows.len(),
            ..Report::default()
        };
        let carry = Carry { duties: &duties, changes: &changes, best };
        let mut lines = Vec::new();
        let mut rates = Vec::new();
        for (code, units) in progress(nomenclature.iter(), "codes of the Combined Nomenclature") {
            lines.extend(duties.lines(code).map(|code| Line { code: code.to_owned(), units: units.clone() }));
            rates.extend(carry.rates(code, &mut report));
        }
        let rates = without_echoes(grammar.read(rates, &mut report));
        if !self.fewer {
            no_fewer(&cn.name, &folder, &lines)?;
        }
        let successors = successors(&duties, &nomenclature, &changes);
        account(&mut report, &duties, &nomenclature, &lines, &successors);
        let mut files = Files::default();
        files.lines(&lines);
        files.rates("rates.csv", &rates);
        files.pairs("successors.csv", ["code", "successor"], &successors);
        self.edition.add_to(&mut files, &folder)?;
        finish(out, &folder, &files, &[], report)
    }
}

/// Leaves out the subdivisions whose rate is that of their code, only written in other words.
fn without_echoes(rates: Vec<Rate>) -> Vec<Rate> {
    let heads: BTreeMap<String, String> = rates
        .iter()
        .filter(|rate| rate.code.len() == 8 && rate.basis == Basis::Exact)
        .map(|rate| (rate.code.clone(), rate.expression.clone()))
        .collect();
    let echoes = |rate: &Rate| {
        rate.code.len() == 10 && rate.code.get(..8).and_then(|head| heads.get(head)) == Some(&rate.expression)
    };
    rates.into_iter().filter(|rate| !echoes(rate)).collect()
}

fn account(
    report: &mut Report,
    duties: &Duties,
    nomenclature: &Nomenclature,
    lines: &[Line],
    successors: &BTreeSet<(String, String)>,
) {
    report.lines = lines.len();
    let gone: BTreeSet<&str> = successors.iter().map(|(code, _)| code.as_str()).collect();
    let known = nomenclature.keys().filter(|code| duties.knows(code)).count();
    report.counts.insert("codes of today that the table of duties has".to_owned(), known);
    report.counts.insert("codes of today that it lacks".to_owned(), nomenclature.len().saturating_sub(known));
    report.counts.insert("codes of the table that have gone, with successors".to_owned(), gone.len());
    let suspended = duties.rows.values().filter(|duty| duty.suspended).count();
    report.counts.insert("duties that the UK had suspended in 2021; the table has the full duty".to_owned(), suspended);
}

/// Codes of the Combined Nomenclature with their supplementary units.
type Nomenclature = BTreeMap<String, Vec<String>>;

#[derive(Deserialize)]
#[serde(expecting = "a code of the nomenclature", rename_all = "camelCase")]
struct CnCode {
    code: String,
    supplementary_unit: Option<String>,
}

fn read_nomenclature(source: &Source) -> Result<Nomenclature, Faults> {
    let list: Vec<serde_json::Value> = source.json()?;
    let mut faults = Faults::default();
    let mut nomenclature = Nomenclature::new();
    for (number, value) in (1..).zip(list) {
        let entry = serde_json::from_value::<CnCode>(value).map_err(|error| {
            let cause = format!("this entry has another shape than the nomenclature's: {error}");
            Fault::of(&source.name, cause, SEE_HELP).row(number)
        });
        let Some(entry) = faults.keep(entry) else { continue };
        match digits(&entry.code) {
            Ok(code) if code.len() == 8 => {
                drop(nomenclature.insert(code, entry.supplementary_unit.into_iter().collect()))
            }
            _ => {
                let fault = Fault::of(&source.name, "is not a code of eight digits", SEE_HELP);
                faults.push(fault.row(number).cell("code", &entry.code));
            }
        }
    }
    if nomenclature.is_empty() {
        faults.push(Fault::of(&source.name, "the nomenclature has no code", SEE_HELP));
    }
    faults.or(nomenclature)
}

struct Duty {
    row: usize,
    expression: String,
    suspended: bool,
}

/// The duties of January 2021, by code of eight or ten digits.
struct Duties {
    file: String,
    rows: BTreeMap<String, Duty>,
}

impl Duties {
    fn read(source: &Source, column: &str) -> Result<Self, Faults> {
        let records = source.csv(&["commodity", column, "suspension_applies"])?;
        let mut faults = Faults::default();
        let mut rows = BTreeMap::new();
        for record in progress(records.rows.iter(), "duties") {
            let cell = record.cell(0);
            let code = digits(cell).map_err(|cause| {
                Fault::of(&source.name, cause, "fetch the file again").row(record.row).cell("commodity", cell)
            });
            let Some(code) = faults.keep(code) else { continue };
            let expression = tidy(record.cell(1));
            if expression.is_empty() {
                let fault = Fault::of(&source.name, "has no duty", "fetch the file again");
                faults.push(fault.row(record.row).cell(column, ""));
            }
            let duty = Duty { row: record.row, expression, suspended: record.cell(2) == "True" };
            if rows.insert(code, duty).is_some() {
                let fault = Fault::of(&source.name, "stands twice", "fetch the file again");
                faults.push(fault.row(record.row).cell("commodity", cell));
            }
        }
        faults.or(Duties { file: source.name.clone(), rows })
    }

    /// The rows at `code` and below it.
    fn at_and_below<'a>(&'a self, code: &str) -> impl Iterator<Item = (&'a str, &'a Duty)> {
        self.rows
            .range(code.to_owned()..)
            .map(|(at, duty)| (at.as_str(), duty))
            .take_while(move |(at, _)| at.starts_with(code))
    }

    fn knows(&self, code: &str) -> bool {
        self.at_and_below(code).next().is_some()
    }

    /// The lines of a code of eight digits: its own subdivisions, and itself where it has a rate of its own or none.
    fn lines<'a>(&'a self, code: &'a str) -> impl Iterator<Item = &'a str> {
        let below = || self.at_and_below(code).filter(move |(at, _)| *at != code).map(|(at, _)| at);
        let itself = self.rows.contains_key(code) || below().next().is_none();
        itself.then_some(code).into_iter().chain(below())
    }

    /// The rates that differ, of all rows below any of these codes.
    fn distinct(&self, codes: &BTreeSet<String>) -> BTreeSet<&str> {
        codes.iter().flat_map(|code| self.at_and_below(code)).map(|(_, duty)| duty.expression.as_str()).collect()
    }
}

struct BestRate {
    row: usize,
    rate: String,
    source: String,
    note: String,
}

fn read_best(source: &Source) -> Result<Best, Faults> {
    let mut faults = Faults::default();
    let mut best = Best::new();
    for record in source.csv(&["cn8", "rate", "source", "note"])?.rows {
        let cell = record.cell(0);
        let remedy = "correct the code";
        let code =
            digits(cell).map_err(|cause| Fault::of(&source.name, cause, remedy).row(record.row).cell("cn8", cell));
        let Some(code) = faults.keep(code) else { continue };
        let rate = BestRate {
            row: record.row,
            rate: tidy(record.cell(1)),
            source: record.cell(2).to_owned(),
            note: record.cell(3).to_owned(),
        };
        best.insert(code, rate);
    }
    faults.or(best)
}

/// How a code of today gets its rate.
struct Carry<'a> {
    duties: &'a Duties,
    changes: &'a Changes,
    best: Option<(&'a str, &'a Best)>,
}

impl Carry<'_> {
    fn rates(&self, code: &str, report: &mut Report) -> Vec<Rate> {
        let best = self.best.and_then(|(file, best)| Some((file, best.get(code)?)));
        match best {
            Some((file, best)) if best.source != "cet-2021" => from_best(code, best, file, report),
            _ if self.duties.knows(code) => self.named(code),
            _ => self.by_six_digits(code),
        }
    }

    /// The rates that the table names: at eight digits, and below where they differ.
    fn named(&self, code: &str) -> Vec<Rate> {
        let own = self.duties.rows.get(code).map(|duty| duty.expression.as_str());
        let rows = self.duties.at_and_below(code);
        rows.filter(|(at, duty)| *at == code || own != Some(&duty.expression))
            .map(|(at, duty)| Rate::exact(at, "mfn", &duty.expression).at(&self.duties.file, duty.row))
            .collect()
    }

    fn by_six_digits(&self, code: &str) -> Vec<Rate> {
        let six = code.get(..6).unwrap_or(code).to_owned();
        let same = self.duties.distinct(&BTreeSet::from([six.clone()]));
        let (rates, from) = if same.is_empty() {
            let before = self.changes.before(&six);
            (self.duties.distinct(&before), before)
        } else {
            (same, BTreeSet::from([six]))
        };
        let note = match from.len() {
            1..=4 => format!("from {} of 2021", from.into_iter().collect::<Vec<_>>().join(" ")),
            many => format!("from {many} subheadings of 2021"),
        };
        alternatives(code, rates.into_iter(), &note)
    }
}

fn from_best(code: &str, best: &BestRate, file: &str, report: &mut Report) -> Vec<Rate> {
    let exact = |expression: &str| Rate::exact(code, "mfn", expression);
    let note = format!("{}: {}", best.source, best.note);
    let several = || best.rate.split('|').map(str::trim).filter(|rate| !rate.is_empty()).collect::<Vec<_>>();
    match (best.source.as_str(), draft::read(&best.rate)) {
        ("hs6-unanimous-2021" | "hs6-interval-2021", _) => alternatives(code, several().into_iter(), &note),
        ("unknown", _) => vec![unknown(code, &note)],
        ("cn-2022-draft", Draft::Rate(rate)) => vec![exact(&rate).on(Basis::Draft, note)],
        ("cn-2022-draft", Draft::Change { was, is }) => {
            [was, is].map(|rate| exact(&rate).on(Basis::Interval, note.clone())).into()
        }
        (_, Draft::Change { was, is }) => vec![exact(&is).on(Basis::Staged, format!("{note}; was {was}"))],
        (_, Draft::Rate(_) | Draft::Unreadable) => {
            report.refuse(file, best.row, &best.rate, "is not a whole rate: carried as unknown");
            vec![unknown(code, &note)]
        }
    }
}

/// Codes of the table that are gone, with the codes of today that took their goods: new ones of the same six digits
/// or of those that followed them, else all of these.
fn successors(duties: &Duties, nomenclature: &Nomenclature, changes: &Changes) -> BTreeSet<(String, String)> {
    let codes: BTreeSet<&str> = duties.rows.keys().filter_map(|code| code.get(..8)).collect();
    let mut successors = BTreeSet::new();
    for gone in codes.into_iter().filter(|code| !nomenclature.contains_key(*code)) {
        let six = changes.after(gone.get(..6).unwrap_or(gone));
        let below = six.iter().flat_map(|six| {
            nomenclature
                .range(six.clone()..)
                .map(|(code, _)| code)
                .take_while(move |code| code.starts_with(six.as_str()))
        });
        let (fresh, known): (Vec<_>, Vec<_>) = below.partition(|code| !duties.knows(code));
        let heirs = if fresh.is_empty() { known } else { fresh };
        successors.extend(heirs.into_iter().map(|heir| (gone.to_owned(), heir.clone())));
    }
    successors
}
