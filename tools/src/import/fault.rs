//! What is wrong with an official file: all of it at once, each with its place and the way out.

use serde::Serialize;
use std::{error::Error, fmt};

/// So many problems are shown; the rest are counted.
const SHOWN: usize = 20;

/// One problem of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Fault(Box<Detail>);

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
struct Detail {
    /// The file as it was named on the command line.
    file: String,
    /// The row, counted from 1 as an editor counts lines; the position in the list for JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<usize>,
    /// The column's or field's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<String>,
    /// What stands there.
    #[serde(skip_serializing_if = "Option::is_none")]
    input: Option<String>,
    /// Why it can't be read.
    cause: String,
    /// What to do about it; empty where the cause says it.
    remedy: String,
}

impl Fault {
    /// A problem of the file as a whole.
    pub fn of(file: &str, cause: impl Into<String>, remedy: impl Into<String>) -> Self {
        let (cause, remedy) = (cause.into(), remedy.into());
        Fault(Box::new(Detail { file: file.to_owned(), cause, remedy, ..Detail::default() }))
    }

    /// At this row.
    pub fn row(mut self, row: usize) -> Self {
        self.0.row = Some(row);
        self
    }

    /// In this column, where this stands.
    pub fn cell(mut self, column: &str, input: &str) -> Self {
        self.0.column = Some(column.to_owned());
        self.0.input = Some(input.to_owned());
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Detail { file, row, column, input, cause, remedy } = &*self.0;
        f.write_str(file)?;
        if let Some(row) = row {
            write!(f, ", row {row}")?;
        }
        if let Some(column) = column {
            write!(f, ", column {column}")?;
        }
        f.write_str(": ")?;
        if let Some(input) = input {
            write!(f, "`{}` ", input.escape_debug())?;
        }
        f.write_str(cause)?;
        if remedy.is_empty() { Ok(()) } else { write!(f, "; {remedy}") }
    }
}

/// Every problem found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// One more.
    pub fn push(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    /// All of these too.
    pub fn extend(&mut self, others: Faults) {
        self.0.extend(others.0);
    }

    /// Takes the value of `result`, or keeps its problem and goes on.
    pub fn keep<T>(&mut self, result: Result<T, Fault>) -> Option<T> {
        result.map_err(|fault| self.push(fault)).ok()
    }

    /// `value` where nothing was wrong.
    pub fn or<T>(self, value: T) -> Result<T, Faults> {
        if self.0.is_empty() { Ok(value) } else { Err(self) }
    }
}

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Self {
        Faults(vec![fault])
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for fault in self.0.iter().take(SHOWN) {
            writeln!(f, "{fault}")?;
        }
        match self.0.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            rest => writeln!(f, "and {rest} more like these"),
        }
    }
}

impl Error for Faults {}
