//! What an importer read, for people and for machines.

use comfy_table::{CellAlignment, Table, presets};
use serde::Serialize;
use std::{collections::BTreeMap, fmt};

/// So many refused rows are listed for people; `--json` lists all.
const LISTED: usize = 15;

/// The account of one import.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Report {
    /// The files that were read.
    pub sources: Vec<String>,
    /// Rows that the main file has.
    pub rows: usize,
    /// Codes at the deepest level.
    pub lines: usize,
    /// Rates by column.
    pub columns: BTreeMap<String, Column>,
    /// Other counts, by what was counted.
    pub counts: BTreeMap<String, usize>,
    /// What the reader should know.
    pub remarks: Vec<String>,
    /// Rows whose content could not be carried.
    pub refused: Vec<Refusal>,
    /// Files that a run without `--check` would change.
    pub would_change: Vec<String>,
    /// Files written and their sizes in bytes.
    pub written: BTreeMap<String, usize>,
}

/// The rates of one column.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Column {
    /// How many rates.
    pub rates: usize,
    /// How many that differ.
    pub distinct: usize,
    /// How many can be computed given the quantities.
    pub computable: usize,
    /// How many can't, by kind.
    pub not_computable: BTreeMap<String, usize>,
    /// How many the grammar does not read.
    pub unread: usize,
    /// By basis.
    pub basis: BTreeMap<&'static str, usize>,
}

/// A row whose content could not be carried.
#[derive(Debug, Serialize)]
pub struct Refusal {
    /// The file.
    pub file: String,
    /// Its row.
    pub row: usize,
    /// What stands there.
    pub input: String,
    /// Why, and what became of it.
    pub cause: String,
}

impl Column {
    /// Counts a rate that can't be computed.
    pub fn not(&mut self, kind: &str) {
        *self.not_computable.entry(kind.to_owned()).or_default() += 1;
    }
}

impl Report {
    /// Counts one thing more.
    pub fn count(&mut self, what: &str) {
        self.counts.entry(what.to_owned()).and_modify(|count| *count += 1).or_insert(1);
    }

    /// Says that a row could not be carried.
    pub fn refuse(&mut self, file: &str, row: usize, input: &str, cause: impl Into<String>) {
        let file = file.rsplit(['/', '\\']).next().unwrap_or(file).to_owned();
        self.refused.push(Refusal { file, row, input: input.to_owned(), cause: cause.into() });
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Read {}: {} rows, {} lines", self.sources.join(", "), self.rows, self.lines)?;
        if !self.columns.is_empty() {
            writeln!(f, "{}", columns_table(&self.columns))?;
        }
        for (column, figures) in &self.columns {
            for (kind, count) in &figures.not_computable {
                writeln!(f, "  {column}, not computable: {count} {kind}")?;
            }
        }
        for (what, count) in &self.counts {
            writeln!(f, "  {count} {what}")?;
        }
        for remark in &self.remarks {
            writeln!(f, "  {remark}")?;
        }
        for refusal in self.refused.iter().take(LISTED) {
            let Refusal { file, row, input, cause } = refusal;
            writeln!(f, "  refused: {file}, row {row}: `{}` {cause}", input.escape_debug())?;
        }
        if self.refused.len() > LISTED {
            writeln!(f, "  and {} more refused rows; --json lists them all", self.refused.len() - LISTED)?;
        }
        for file in &self.would_change {
            writeln!(f, "Would change {file}")?;
        }
        for (file, bytes) in &self.written {
            writeln!(f, "Wrote {file} ({bytes} bytes)")?;
        }
        Ok(())
    }
}

fn columns_table(columns: &BTreeMap<String, Column>) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY);
    table.set_header(["column", "rates", "distinct", "read", "computable", "not computable", "unread", "basis"]);
    for (name, column) in columns {
        let not: usize = column.not_computable.values().sum();
        let basis: Vec<_> = column.basis.iter().map(|(basis, count)| format!("{basis} {count}")).collect();
        table.add_row([
            name.clone(),
            column.rates.to_string(),
            column.distinct.to_string(),
            share(column.rates.saturating_sub(column.unread), column.rates),
            share(column.computable, column.rates),
            not.to_string(),
            column.unread.to_string(),
            basis.join(", "),
        ]);
    }
    for column in 1..7 {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

fn share(part: usize, whole: usize) -> String {
    // Rounded down, so that 100 % means all.
    match (part * 10_000).checked_div(whole) {
        Some(share) => format!("{}.{:02} %", share / 100, share % 100),
        None => "-".to_owned(),
    }
}
