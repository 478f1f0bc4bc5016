//! What the importers of one country's tariff from one file share.

use super::{
    Edition, Out,
    expression::Grammar,
    fault::{Fault, Faults},
    finish,
    report::Report,
    shallowest,
    source::{Record, Source},
    table::{Files, Line, Rate, digits, no_fewer},
};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

/// What such an importer is told.
#[derive(clap::Args)]
pub struct National {
    /// The file; gzip is undone
    file: PathBuf,
    /// Take the file even if it has far fewer codes than the table that stands
    #[arg(long)]
    fewer: bool,
    #[command(flatten)]
    edition: Edition,
}

/// What a file says.
#[derive(Default)]
pub struct Tariff {
    /// Rows that the file has.
    pub rows: usize,
    /// Codes at the deepest level.
    pub lines: Vec<Line>,
    /// Rates at these lines.
    pub rates: Vec<Rate>,
    /// Codes that have gone, with those that took their goods.
    pub successors: BTreeSet<(String, String)>,
}

/// How much of the nomenclature a file holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of it: a rate may stand above the lines that share it.
    Whole,
    /// A part: nothing is said above a line.
    Part,
}

impl National {
    /// Reads the file and replaces the table `id`.
    pub fn run(
        &self,
        out: &Out,
        id: &str,
        extent: Extent,
        read: impl FnOnce(&Source, &mut Report) -> Result<Tariff, Faults>,
    ) -> Result<Report, Faults> {
        let source = Source::open(&self.file)?;
        let folder = out.tariff(id);
        let grammar = Grammar::open(&folder)?;
        let mut report = Report { sources: vec![source.name.clone()], ..Report::default() };
        let mut tariff = read(&source, &mut report)?;
        tariff.lines.sort();
        no_doubles(&source.name, &tariff.lines)?;
        if !self.fewer {
            no_fewer(&source.name, &folder, &tariff.lines)?;
        }
        (report.rows, report.lines) = (tariff.rows, tariff.lines.len());
        let rates = grammar.read(tariff.rates, &mut report);
        let rates = match extent {
            Extent::Whole => shallowest::raise(&tariff.lines, rates),
            Extent::Part => shallowest::join_partners(rates),
        };
        let mut files = Files::default();
        files.lines(&tariff.lines);
        files.rates("rates.csv", &rates);
        if !tariff.successors.is_empty() {
            files.pairs("successors.csv", ["code", "successor"], &tariff.successors);
        }
        self.edition.add_to(&mut files, &folder)?;
        finish(out, &folder, &files, &["successors.csv"], report)
    }
}

/// The code in the first cell of a record, whose column has this name.
pub fn code(source: &Source, record: &Record, column: &str) -> Result<String, Fault> {
    let cell = record.cell(0);
    digits(cell)
        .map_err(|cause| Fault::of(&source.name, cause, "fetch the file again").row(record.row).cell(column, cell))
}

/// A partner of table.toml, as its importer needs it.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Partner {
    /// As rates name it.
    pub id: String,
    /// Its name, for people.
    #[serde(default)]
    pub name: String,
    /// The head of its column in the file.
    #[serde(default)]
    pub heading: String,
    /// Whether a rate of the preferential column that names nobody is for it.
    #[serde(default)]
    pub unless_named: bool,
}

/// The partners of the table in `folder`.
pub fn partners(folder: &Path) -> Result<Vec<Partner>, Faults> {
    #[derive(Deserialize)]
    struct Table {
        #[serde(default)]
        partner: Vec<Partner>,
    }
    let source = Source::open(&folder.join("table.toml"))?;
    let table: Table = toml::from_str(source.text()?).map_err(|error| {
        let cause = format!("its [[partner]] entries can't be read: {}", error.message());
        Fault::of(&source.name, cause, "see the table of another tariff")
    })?;
    Ok(table.partner)
}

fn no_doubles(file: &str, lines: &[Line]) -> Result<(), Faults> {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    lines.iter().for_each(|line| *times.entry(&line.code).or_default() += 1);
    let mut faults = Faults::default();
    for (code, times) in times.into_iter().filter(|(_, times)| *times > 1) {
        faults.push(Fault::of(file, format!("the code {code} stands {times} times"), "fetch the file again"));
    }
    faults.or(())
}
