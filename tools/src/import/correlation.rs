//! What became of the six-digit codes of 2017 in the Harmonized System of 2022.

use super::{
    Out,
    fault::{Fault, Faults},
    finish,
    report::Report,
    source::{CellRow, Source},
    table::{Files, digits},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

const SHEET: &str = "HS2022-HS2017 Correlations";
const FOLDER: &str = "nomenclature";
const FILE: &str = "hs-2017-2022.csv";

/// Read the correlation of the Harmonized System of 2022 with that of 2017
///
/// The file is the workbook of conversion and correlation tables of the United Nations Statistics Division, from
/// unstats.un.org, "Classifications on economic statistics", HS correspondence tables.
#[derive(clap::Args)]
#[command(after_help = "Example:
  landfall-data import hs HS2022toHS2017ConversionAndCorrelationTables.xlsx")]
pub struct Hs {
    /// The workbook
    file: PathBuf,
}

impl Hs {
    /// Reads the workbook and writes the pairs of codes that changed.
    pub fn run(&self, out: &Out) -> Result<Report, Faults> {
        let source = Source::open(&self.file)?;
        let pairs = read(&source)?;
        let mut report = Report { sources: vec![source.name], rows: pairs.len(), ..Report::default() };
        let changed: Vec<_> =
            pairs.into_iter().filter(|pair| pair.before != pair.after || pair.relation != "1:1").collect();
        report.lines = changed.len();
        let gone: BTreeSet<&str> = changed.iter().map(|pair| pair.before.as_str()).collect();
        report.counts.insert("codes of 2017 that changed".to_owned(), gone.len());
        let mut files = Files::default();
        let rows = changed.iter().map(|pair| [pair.before.clone(), pair.after.clone(), pair.relation.clone()]);
        files.csv(FILE, ["hs2017", "hs2022", "relation"], rows);
        finish(out, &out.folder.join(FOLDER), &files, &[], report)
    }
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Pair {
    before: String,
    after: String,
    relation: String,
}

fn read(source: &Source) -> Result<Vec<Pair>, Faults> {
    let mut faults = Faults::default();
    let mut pairs: Vec<Pair> = source
        .sheet(SHEET, &["HS2022", "HS2017", "Relationship"])?
        .iter()
        .filter(|row| !row.text(0).is_empty() || !row.text(1).is_empty())
        .filter_map(|row| {
            let after = faults.keep(subheading(source, row, 0, "HS2022"));
            let before = faults.keep(subheading(source, row, 1, "HS2017"));
            Some(Pair { before: before?, after: after?, relation: row.text(2) })
        })
        .collect();
    pairs.sort();
    faults.or(pairs)
}

fn subheading(source: &Source, row: &CellRow, column: usize, name: &str) -> Result<String, Fault> {
    let text = row.text(column);
    digits(&text).ok().filter(|code| code.len() == 6).ok_or_else(|| {
        let remedy = "fetch the workbook again";
        Fault::of(&source.name, "is not a code of six digits", remedy).row(row.row).cell(name, &text)
    })
}

/// Which codes of 2017 a code of 2022 came from, and the reverse.
pub struct Changes {
    before: BTreeMap<String, BTreeSet<String>>,
    after: BTreeMap<String, BTreeSet<String>>,
}

impl Changes {
    /// As `import hs` wrote them.
    pub fn open(out: &Out) -> Result<Self, Faults> {
        let path = out.folder.join(FOLDER).join(FILE);
        if !path.exists() {
            let remedy = "import the correlation tables first: landfall-data import hs --help";
            return Err(Fault::of(&path.display().to_string(), "is not there", remedy).into());
        }
        let mut changes = Changes { before: BTreeMap::new(), after: BTreeMap::new() };
        for record in Source::open(&path)?.csv(&["hs2017", "hs2022"])?.rows {
            let (before, after) = (record.cell(0).to_owned(), record.cell(1).to_owned());
            changes.after.entry(before.clone()).or_default().insert(after.clone());
            changes.before.entry(after).or_default().insert(before);
        }
        Ok(changes)
    }

    /// The codes of 2017 of which this code of 2022 is made.
    pub fn before(&self, code: &str) -> BTreeSet<String> {
        self.before.get(code).cloned().unwrap_or_else(|| BTreeSet::from([code.to_owned()]))
    }

    /// The codes of 2022 that took over this code of 2017.
    pub fn after(&self, code: &str) -> BTreeSet<String> {
        self.after.get(code).cloned().unwrap_or_else(|| BTreeSet::from([code.to_owned()]))
    }
}
