//! The normalised tables of tariff-data/tariffs: codes, units, rates, references, and nothing that is a sentence.

use super::{
    fault::{Fault, Faults},
    place::replace_in_folder,
    source::Source,
};
use landfall::day::Day;
pub use landfall::snapshot::Basis;
use std::{collections::BTreeSet, fs, path::Path};

/// A table that lost more than a tenth of its codes was cut off somewhere, or is not the same table.
const LEAST_SHARE_KEPT: usize = 9;

/// A rate of duty; it holds for its code and all below it, but for those with a rate of their own in its column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rate {
    /// The shallowest code at which it holds.
    pub code: String,
    /// The column's id.
    pub column: String,
    /// Programme symbols, countries or groups; empty for everyone.
    pub partners: Vec<String>,
    /// First day.
    pub from: Option<Day>,
    /// Last day.
    pub to: Option<Day>,
    /// In the duty grammar; empty where unknown.
    pub expression: String,
    /// How sure it is.
    pub basis: Basis,
    /// What a reviewer should know.
    pub note: String,
    /// The file and row that it was read from; not written.
    pub place: (String, usize),
}

impl Rate {
    /// A rate for everyone that the source names for this code.
    pub fn exact(code: &str, column: &str, expression: &str) -> Self {
        Rate {
            code: code.to_owned(),
            column: column.to_owned(),
            partners: Vec::new(),
            expression: expression.to_owned(),
            from: None,
            to: None,
            basis: Basis::Exact,
            note: String::new(),
            place: Default::default(),
        }
    }

    /// Read from this row of this file.
    pub fn at(self, file: &str, row: usize) -> Self {
        Rate { place: (file.to_owned(), row), ..self }
    }

    /// With another basis and what to know about it.
    pub fn on(self, basis: Basis, note: impl Into<String>) -> Self {
        Rate { basis, note: note.into(), ..self }
    }

    /// For these partners only.
    pub fn for_partners(self, partners: Vec<String>) -> Self {
        Rate { partners, ..self }
    }

    /// On these days only.
    pub fn within(self, from: Option<Day>, to: Option<Day>) -> Self {
        Rate { from, to, ..self }
    }

    fn record(&self) -> [String; 8] {
        let day = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
        [
            self.code.clone(),
            self.column.clone(),
            self.partners.join(";"),
            self.expression.clone(),
            day(self.from),
            day(self.to),
            self.basis.name().to_owned(),
            self.note.clone(),
        ]
    }
}

/// A code of the nomenclature at its deepest level.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// Digits only.
    pub code: String,
    /// Units of quantity as the source gives them.
    pub units: Vec<String>,
}

/// Files of one table, ready to be written.
#[derive(Default)]
pub struct Files(Vec<(String, Vec<u8>)>);

impl Files {
    /// Adds `lines.csv`.
    pub fn lines(&mut self, lines: &[Line]) {
        let rows = lines.iter().map(|line| [line.code.clone(), line.units.join(";")]);
        self.csv("lines.csv", ["code", "units"], rows);
    }

    /// Adds rates under this name, in the order of codes.
    pub fn rates(&mut self, name: &str, rates: &[Rate]) {
        let mut rates: Vec<_> = rates.iter().collect();
        rates.sort();
        let header = ["code", "column", "partners", "expression", "from", "to", "basis", "note"];
        self.csv(name, header, rates.into_iter().map(Rate::record));
    }

    /// Adds a file of two columns, sorted and without doubles.
    pub fn pairs(&mut self, name: &str, header: [&str; 2], pairs: &BTreeSet<(String, String)>) {
        self.csv(name, header, pairs.iter().map(|(left, right)| [left.clone(), right.clone()]));
    }

    /// Adds a CSV file.
    pub fn csv<const N: usize>(&mut self, name: &str, header: [&str; N], rows: impl Iterator<Item = [String; N]>) {
        let mut text = row_of(&header);
        rows.for_each(|row| text.push_str(&row_of(&row)));
        self.0.push((name.to_owned(), text.into_bytes()));
    }

    /// Adds a text file.
    pub fn text(&mut self, name: &str, text: String) {
        self.0.push((name.to_owned(), text.into_bytes()));
    }

    /// What was added: name and size in bytes.
    pub fn sizes(&self) -> Vec<(String, usize)> {
        self.0.iter().map(|(name, bytes)| (name.clone(), bytes.len())).collect()
    }

    /// Those that would change in `folder` if they were put there, and those of `gone` that would go.
    pub fn changes(&self, folder: &Path, gone: &[&str]) -> Vec<String> {
        let changed = self.0.iter().filter(|(name, bytes)| fs::read(folder.join(name)).ok().as_ref() != Some(bytes));
        let added = |name: &str| self.0.iter().any(|(other, _)| other == name);
        let gone = gone.iter().filter(|name| folder.join(name).exists() && !added(name));
        changed.map(|(name, _)| name.clone()).chain(gone.map(|name| (*name).to_owned())).collect()
    }

    /// Puts them into `folder` at once; files named in `gone` go, all others stay.
    pub fn write(&self, folder: &Path, gone: &[&str]) -> Result<(), Faults> {
        Ok(replace_in_folder(folder, &self.0, gone)?)
    }
}

fn row_of<T: AsRef<str>>(cells: &[T]) -> String {
    let cell = |cell: &T| {
        let cell = cell.as_ref();
        if cell.contains([',', '"', '\n']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
    };
    let mut row = cells.iter().map(cell).collect::<Vec<_>>().join(",");
    row.push('\n');
    row
}

/// The codes of the `lines.csv` in `folder`; none where there is no table yet.
pub fn standing_codes(folder: &Path) -> Result<BTreeSet<String>, Faults> {
    let path = folder.join("lines.csv");
    if !path.exists() {
        return Ok(BTreeSet::new());
    }
    let records = Source::open(&path)?.csv(&["code"])?;
    Ok(records.rows.iter().map(|record| record.cell(0).to_owned()).collect())
}

/// Refuses a table that is much smaller than the one that stands.
pub fn no_fewer(file: &str, folder: &Path, lines: &[Line]) -> Result<(), Faults> {
    let standing = standing_codes(folder)?.len();
    if lines.len().saturating_mul(10) >= standing.saturating_mul(LEAST_SHARE_KEPT) {
        return Ok(());
    }
    let cause = format!("the file has {} codes where the table in {} has {standing}", lines.len(), folder.display());
    let remedy = "fetch the whole file again, or pass --fewer if so many codes have really gone";
    Err(Fault::of(file, cause, remedy).into())
}

/// One rate that six digits share, or every rate that it could be, or none.
pub fn alternatives<'a>(code: &str, rates: impl ExactSizeIterator<Item = &'a str>, note: &str) -> Vec<Rate> {
    let basis = match rates.len() {
        0 => return vec![unknown(code, note)],
        1 => Basis::Hs6,
        _ => Basis::Interval,
    };
    rates.map(|rate| Rate::exact(code, "mfn", rate).on(basis, note)).collect()
}

/// A rate that the source does not tell.
pub fn unknown(code: &str, note: &str) -> Rate {
    Rate::exact(code, "mfn", "").on(Basis::Unknown, note)
}

/// A code's digits, without dots and blanks.
pub fn digits(code: &str) -> Result<String, &'static str> {
    let digits: String = code.chars().filter(|c| !matches!(c, '.' | ' ' | '\u{a0}')).collect();
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("is not a code: it has other characters than digits, dots and blanks");
    }
    match digits.len() {
        2 | 4 | 6 | 8 | 10 => Ok(digits),
        _ => Err("is not a code: it has not 2, 4, 6, 8 or 10 digits"),
    }
}

/// Text with single blanks, without those around it.
pub fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_with_dots_and_blanks_only() {
        assert_eq!(digits("0101.21.00.10").as_deref(), Ok("0101210010"));
        assert_eq!(digits("0101 21 00").as_deref(), Ok("01012100"));
        for wrong in ["", "1", "010", "0101.2x", "０１０１", "010121001000"] {
            assert!(digits(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn cells_with_commas_and_quotes_are_quoted() {
        assert_eq!(row_of(&["a,b", "c\"d", "e"]), "\"a,b\",\"c\"\"d\",e\n");
    }
}
