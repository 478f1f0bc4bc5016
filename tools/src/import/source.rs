//! Official files as they come: plain or compressed, with or without a byte order mark, text or workbook.

use super::fault::{Fault, Faults};
use calamine::{Data, Range, Reader, Xlsx};
use csv::StringRecord;
use std::{
    fs,
    io::{Cursor, Read},
    path::Path,
};

const FETCH_AGAIN: &str = "fetch the file again and compare its size with the one that the site states";
const FOREIGN: &str = "see --help for the file that is meant and where it comes from";

/// A file in memory.
pub struct Source {
    /// As it was named on the command line.
    pub name: String,
    bytes: Vec<u8>,
}

impl Source {
    /// Reads the file; gzip is undone.
    pub fn open(path: &Path) -> Result<Self, Fault> {
        let name = path.display().to_string();
        let bytes = fs::read(path).map_err(|error| {
            Fault::of(&name, format!("can't be read: {error}"), "check the path and its permissions")
        })?;
        let bytes = if bytes.starts_with(&[0x1f, 0x8b]) { gunzip(&name, &bytes)? } else { bytes };
        if bytes.is_empty() {
            return Err(Fault::of(&name, "the file is empty", FETCH_AGAIN));
        }
        Ok(Source { name, bytes })
    }

    /// The file's name without its folder.
    pub fn file_name(&self) -> String {
        self.name.rsplit(['/', '\\']).next().unwrap_or(&self.name).to_owned()
    }

    /// The text without its byte order mark.
    pub fn text(&self) -> Result<&str, Fault> {
        let bytes = self.bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&self.bytes);
        std::str::from_utf8(bytes).map_err(|error| {
            let row = bytes.iter().take(error.valid_up_to()).filter(|byte| **byte == b'\n').count() + 1;
            Fault::of(&self.name, "this is not UTF-8 text", FOREIGN).row(row)
        })
    }

    /// A JSON document of the shape `T`.
    pub fn json<T: serde::de::DeserializeOwned>(&self) -> Result<T, Fault> {
        serde_json::from_str(self.text()?).map_err(|error| {
            let (cause, remedy) = if error.is_eof() {
                ("the JSON ends in the middle: the file is cut off".to_owned(), FETCH_AGAIN)
            } else if error.is_data() {
                (format!("this JSON has another shape than the official file: {error}"), FOREIGN)
            } else {
                (format!("this is not JSON: {error}"), FOREIGN)
            };
            Fault::of(&self.name, cause, remedy).row(error.line())
        })
    }

    /// A CSV file whose header names at least `columns`; the records come with those columns, in that order.
    pub fn csv(&self, columns: &[&str]) -> Result<Records, Faults> {
        let text = self.text()?;
        if !text.ends_with('\n') {
            let cause = "the last row does not end: the file is cut off";
            let remedy = format!("{FETCH_AGAIN}; if it is whole, end it with a line break");
            return Err(Fault::of(&self.name, cause, remedy).row(text.lines().count()).into());
        }
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let mut records = reader.records();
        let unread = |error: csv::Error| Fault::of(&self.name, format!("this is not CSV: {error}"), FOREIGN);
        let header = records.next().transpose().map_err(unread)?.unwrap_or_default();
        let places = self.places(&header, columns)?;
        let mut faults = Faults::default();
        let mut rows = Vec::new();
        let mut lines = Lines { rest: text, byte: 0, line: 1 };
        for record in records {
            let record = record.map_err(unread)?;
            let row = lines.at(record.position().map_or(0, |place| place.byte()));
            if record.len() == header.len() {
                rows.push(Record {
                    row,
                    cells: places.iter().map(|at| record.get(*at).unwrap_or("").to_owned()).collect(),
                });
            } else {
                let cause = format!("the row has {} cells where the header has {}", record.len(), header.len());
                faults.push(Fault::of(&self.name, cause, FETCH_AGAIN).row(row));
            }
        }
        if rows.is_empty() {
            faults.push(Fault::of(&self.name, "there is no row below the header", FETCH_AGAIN));
        }
        faults.or(Records { header: header.iter().map(str::to_owned).collect(), rows })
    }

    fn places(&self, header: &StringRecord, columns: &[&str]) -> Result<Vec<usize>, Faults> {
        let mut faults = Faults::default();
        let find = |column: &&str| {
            let missing = || {
                let found: Vec<_> = header.iter().take(12).map(|name| format!("`{name}`")).collect();
                let cause = format!("the header has no column `{column}`, it has {}", found.join(", "));
                Fault::of(&self.name, cause, FOREIGN).row(1)
            };
            header.iter().position(|name| name.trim() == *column).ok_or_else(missing)
        };
        let places = columns.iter().filter_map(|column| faults.keep(find(column))).collect();
        faults.or(places)
    }

    /// The sheet of a workbook whose first rows hold a header with at least `columns`; cells in that order.
    pub fn sheet(&self, sheet: &str, columns: &[&str]) -> Result<Vec<CellRow>, Faults> {
        let cut = |error: calamine::XlsxError| {
            let (cause, remedy) = match self.bytes.starts_with(b"PK") {
                true => (format!("the workbook can't be read: {error}"), FETCH_AGAIN),
                false => ("this is not an xlsx workbook".to_owned(), FOREIGN),
            };
            Fault::of(&self.name, cause, remedy)
        };
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(self.bytes.as_slice())).map_err(cut)?;
        if !book.sheet_names().iter().any(|name| name == sheet) {
            let cause = format!("the workbook has no sheet `{sheet}`, it has `{}`", book.sheet_names().join("`, `"));
            return Err(Fault::of(&self.name, cause, FOREIGN).into());
        }
        let range = book.worksheet_range(sheet).map_err(cut)?;
        self.below_header(sheet, &range, columns)
    }

    fn below_header(&self, sheet: &str, range: &Range<Data>, columns: &[&str]) -> Result<Vec<CellRow>, Faults> {
        let first = range.start().map_or(0, |(row, _)| row as usize);
        let place = |cells: &[Data], column: &str| cells.iter().position(|cell| cell.to_string().trim() == column);
        let header = range.rows().take(5).enumerate().find_map(|(at, cells)| {
            let places: Option<Vec<usize>> = columns.iter().map(|column| place(cells, column)).collect();
            places.map(|places| (at, places))
        });
        let Some((at, places)) = header else {
            let cause = format!("no header with `{}` in the first rows of sheet `{sheet}`", columns.join("`, `"));
            return Err(Fault::of(&self.name, cause, FOREIGN).into());
        };
        let row = |(number, cells): (usize, &[Data])| CellRow {
            row: first + number + 1,
            cells: places.iter().map(|place| cells.get(*place).cloned().unwrap_or(Data::Empty)).collect(),
        };
        Ok(range.rows().enumerate().skip(at + 1).map(row).collect())
    }

    /// The one CSV file in a zip archive, as a source of its own.
    pub fn unzip(&self) -> Result<Source, Fault> {
        let cut = |cause: String| {
            let remedy = if self.bytes.starts_with(b"PK") { FETCH_AGAIN } else { FOREIGN };
            Fault::of(&self.name, format!("the archive can't be read: {cause}"), remedy)
        };
        let mut archive =
            zip::ZipArchive::new(Cursor::new(self.bytes.as_slice())).map_err(|error| cut(error.to_string()))?;
        if archive.len() != 1 {
            return Err(Fault::of(
                &self.name,
                format!("the archive holds {} files instead of one", archive.len()),
                FOREIGN,
            ));
        }
        let mut file = archive.by_index(0).map_err(|error| cut(error.to_string()))?;
        let inner = file.name().map_err(|error| cut(error.to_string()))?;
        let name = format!("{}/{inner}", self.name);
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(|error| cut(error.to_string()))?;
        Ok(Source { name, bytes })
    }

    /// Whether this is a zip archive, by its first bytes.
    pub fn is_zip(&self) -> bool {
        self.bytes.starts_with(b"PK")
    }

    /// Whether this is JSON, by its first character.
    pub fn looks_like_json(&self) -> bool {
        self.text().is_ok_and(|text| text.trim_start().starts_with(['[', '{']))
    }
}

/// Counts lines up to a record; its place may be given as that of the line break before it.
struct Lines<'a> {
    rest: &'a str,
    byte: u64,
    line: usize,
}

impl Lines<'_> {
    /// The line, from 1, of the record at this byte; bytes must not fall.
    fn at(&mut self, byte: u64) -> usize {
        let skipped = usize::try_from(byte.saturating_sub(self.byte)).unwrap_or(usize::MAX).min(self.rest.len());
        let Some((before, rest)) = self.rest.split_at_checked(skipped) else { return self.line };
        let record = rest.trim_start_matches(['\r', '\n']);
        let breaks = rest.get(..rest.len() - record.len()).unwrap_or_default();
        let count = |text: &str| text.bytes().filter(|byte| *byte == b'\n').count();
        self.line += count(before) + count(breaks);
        self.byte = byte + breaks.len() as u64;
        self.rest = record;
        self.line
    }
}

fn gunzip(name: &str, bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    let mut plain = Vec::new();
    flate2::read::MultiGzDecoder::new(bytes)
        .read_to_end(&mut plain)
        .map_err(|error| Fault::of(name, format!("the gzip data can't be read: {error}"), FETCH_AGAIN))?;
    Ok(plain)
}

/// A CSV file's rows.
#[derive(Debug)]
pub struct Records {
    /// Every column's name.
    pub header: Vec<String>,
    /// The rows below the header.
    pub rows: Vec<Record>,
}

/// One row with the columns that were asked for.
#[derive(Debug)]
pub struct Record {
    /// Its line in the file, from 1.
    pub row: usize,
    cells: Vec<String>,
}

impl Record {
    /// The cell of the n-th column asked for, without blanks around it.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| cell.trim())
    }
}

/// One row of a sheet with the columns that were asked for.
pub struct CellRow {
    /// Its row in the sheet, from 1.
    pub row: usize,
    cells: Vec<Data>,
}

impl CellRow {
    /// The cell of the n-th column asked for.
    pub fn cell(&self, column: usize) -> &Data {
        self.cells.get(column).unwrap_or(&Data::Empty)
    }

    /// The same as text, without blanks around it.
    pub fn text(&self, column: usize) -> String {
        self.cell(column).to_string().trim().to_owned()
    }
}
