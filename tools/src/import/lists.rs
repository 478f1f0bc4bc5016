//! Lists of goods that measures on top of the ordinary duty name.

use super::{
    Out, day_before,
    fault::{Fault, Faults},
    finish,
    report::Report,
    source::{Record, Source},
    table::{Files, digits},
};
use crate::build::{read_toml, toml_day};
use landfall::day::Day;
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};
use toml::value::Datetime;

/// What stands in a cell that has no day.
const NO_DAY: &str = "NA";

/// Read the lists of goods that measures of the United States name
///
/// The files are those of the public tariff rate tracker (github.com/Budget-Lab-Yale/tariff-rate-tracker, folder
/// resources): s301_*.csv, s232_*.csv, s201_*.csv, s122_*.csv, ieepa_*.csv. Which rows of which file make which list,
/// and from when, is written in tariffs/us/lists.toml; lists of footnotes of the schedule are made of footnotes.csv.
#[derive(clap::Args)]
#[command(after_help = "Example:
  landfall-data import us-lists tariff-rate-tracker/resources")]
pub struct UsLists {
    /// The folder with the files
    folder: PathBuf,
}

impl UsLists {
    /// Reads the files that `lists.toml` names and replaces the table of lists.
    pub fn run(&self, out: &Out) -> Result<Report, Faults> {
        let tariff = out.tariff("us");
        let manifest = tariff.join("lists.toml");
        let described: Manifest = read_toml(&manifest)?;
        let lines = Lines::open(&tariff)?;
        let mut report = Report { sources: vec![manifest.display().to_string()], ..Report::default() };
        let mut faults = Faults::default();
        let mut rows = Vec::new();
        for list in &described.lists {
            match list.rows(&manifest, &self.folder, &tariff, &mut report) {
                Ok(found) => rows.extend(found),
                Err(found) => faults.extend(found),
            }
        }
        faults.or(())?;
        report.rows = rows.len();
        for row in rows.iter().filter(|row| lines.of(&row.code).is_empty()) {
            report.count(&format!("codes of {} that are of another edition, left out", row.list));
        }
        let listings = listings(&lines, &rows);
        report.lines = listings.values().flatten().collect::<BTreeSet<_>>().len();
        for (Listing { list, .. }, codes) in &listings {
            *report.counts.entry(format!("lines on {list}")).or_default() += codes.len();
        }
        let mut files = Files::default();
        let records = listings.iter().flat_map(|(listing, codes)| {
            lines.shortest(codes).into_iter().map(|code| listing.record(code)).collect::<Vec<_>>()
        });
        files.csv("lists.csv", ["list", "code", "from", "to"], records);
        finish(out, &tariff, &files, &[], report)
    }
}

#[derive(Deserialize)]
struct Manifest {
    #[serde(rename = "list")]
    lists: Vec<Described>,
}

/// Where a list, or a part of it, is found.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Described {
    id: String,
    /// For people who read the file.
    #[serde(rename = "law")]
    _law: String,
    /// Its first and its last day, where rows have none of their own.
    from: Option<Datetime>,
    to: Option<Datetime>,
    /// The goods themselves, where they are few.
    #[serde(default)]
    codes: Vec<String>,
    /// All codes that bear this footnote in the schedule.
    footnote: Option<String>,
    /// A file, …
    file: Option<String>,
    /// … the column with its codes (a file without a header has one code a row), …
    column: Option<String>,
    /// … the columns with the first and the last day of each row, …
    #[serde(default)]
    days: Vec<String>,
    /// … and what a row must have in other columns to belong to the list.
    #[serde(default)]
    only: BTreeMap<String, String>,
    /// Codes of the file that are not on the list all the same.
    #[serde(default)]
    except: Vec<String>,
    /// Lists with the same word here exclude one another: the deepest code decides, and of its rows the latest.
    deepest: Option<String>,
}

/// What a row of a file says of one code.
struct Cells {
    row: usize,
    code: String,
    first: String,
    last: String,
}

impl Cells {
    fn code(row: usize, code: &str) -> Self {
        Cells { row, code: code.to_owned(), first: String::new(), last: String::new() }
    }
}

/// That the goods of a code stand on a list.
#[derive(Clone)]
struct Row {
    list: String,
    code: String,
    from: Option<Day>,
    to: Option<Day>,
    group: Option<String>,
}

impl Described {
    fn rows(&self, manifest: &Path, folder: &Path, tariff: &Path, report: &mut Report) -> Result<Vec<Row>, Faults> {
        let file = manifest.display().to_string();
        let day = |key: &str, date: &Option<Datetime>| date.as_ref().map(|date| toml_day(&file, key, date)).transpose();
        let (from, to) = (day("from", &self.from)?, day("to", &self.to)?);
        let cells = match (&self.file, &self.footnote) {
            (Some(name), None) if self.codes.is_empty() => self.in_file(&folder.join(name))?,
            (None, Some(footnote)) if self.codes.is_empty() => {
                let source = Source::open(&tariff.join("footnotes.csv"))?;
                let rows = source.csv(&["code", "heading"])?.rows;
                let bearing = rows.iter().filter(|row| row.cell(1) == footnote);
                bearing.map(|row| Cells::code(row.row, row.cell(0))).collect()
            }
            (None, None) => self.codes.iter().map(|code| Cells::code(0, code)).collect(),
            _ => {
                let remedy = "name a file, a footnote or codes, one of the three";
                return Err(Fault::of(&file, "is found in more than one place", remedy).cell("list", &self.id).into());
            }
        };
        let mut faults = Faults::default();
        let mut rows = Vec::new();
        for Cells { row, code, first, last } in cells {
            let Ok(code) = digits(&code).map_err(|cause| report.refuse(&self.id, row, &code, cause)) else { continue };
            if self.except.contains(&code) {
                continue;
            }
            let days = self.day(&file, &first).and_then(|first| Ok((first, self.day(&file, &last)?)));
            rows.extend(faults.keep(days).map(|(first, last)| Row {
                list: self.id.clone(),
                code,
                from: first.or(from),
                to: last.or(to),
                group: self.deepest.clone(),
            }));
        }
        faults.or(rows)
    }

    fn day(&self, file: &str, text: &str) -> Result<Option<Day>, Fault> {
        if text.is_empty() || text == NO_DAY {
            return Ok(None);
        }
        let unread = || Fault::of(file, "is no day", "fetch the file again").cell(&self.id, text);
        Day::parse(text).map(Some).ok_or_else(unread)
    }

    /// Codes and days of the rows of a file that belong to the list.
    fn in_file(&self, path: &Path) -> Result<Vec<Cells>, Faults> {
        let source = Source::open(path)?;
        let Some(column) = &self.column else {
            let rows = source.text()?.lines().zip(1..);
            return Ok(rows.map(|(code, row)| Cells::code(row, code)).collect());
        };
        let columns: Vec<&str> =
            [column].into_iter().chain(&self.days).chain(self.only.keys()).map(String::as_str).collect();
        let days = self.days.len();
        let rows = source.csv(&columns)?.rows;
        let belongs =
            |row: &&Record| self.only.values().enumerate().all(|(at, value)| row.cell(1 + days + at) == value);
        let day = |row: &Record, at: usize| if at < days { row.cell(1 + at).to_owned() } else { String::new() };
        let cells = |row: &Record| Cells { first: day(row, 0), last: day(row, 1), ..Cells::code(row.row, row.cell(0)) };
        Ok(rows.iter().filter(belongs).map(cells).collect())
    }
}

/// The lines of the tariff.
struct Lines {
    /// Sorted.
    codes: Vec<String>,
    /// Codes of earlier editions, each with one that came in its place.
    successors: Vec<(String, String)>,
}

impl Lines {
    fn open(folder: &Path) -> Result<Self, Faults> {
        let mut codes: Vec<String> = Source::open(&folder.join("lines.csv"))?
            .csv(&["code"])?
            .rows
            .iter()
            .map(|row| row.cell(0).into())
            .collect();
        codes.sort();
        let gone = Source::open(&folder.join("successors.csv"))?.csv(&["code", "successor"])?.rows;
        let successors = gone.iter().map(|row| (row.cell(0).into(), row.cell(1).into())).collect();
        Ok(Lines { codes, successors })
    }

    /// The lines that a code of this or an earlier edition means. One of ten digits that end in 00 may stand for the
    /// whole rate line of its first eight.
    fn of(&self, code: &str) -> Vec<&str> {
        let head = code.strip_suffix("00").filter(|head| head.len() == 8).unwrap_or(code);
        let lines = [code, head].map(|code| self.below(code)).into_iter().find(|lines| !lines.is_empty());
        let former = || self.successors.iter().filter(|(gone, _)| gone == code).flat_map(|(_, new)| self.below(new));
        lines.map_or_else(|| former().map(String::as_str).collect(), |lines| lines.iter().map(String::as_str).collect())
    }

    fn below(&self, code: &str) -> &[String] {
        let start = self.codes.partition_point(|line| line.as_str() < code);
        let rest = self.codes.get(start..).unwrap_or_default();
        let end = rest.partition_point(|line| line.starts_with(code));
        rest.get(..end).unwrap_or_default()
    }

    /// The shortest codes that these lines and no others are at or below.
    fn shortest<'a>(&'a self, chosen: &BTreeSet<&str>) -> Vec<&'a str> {
        let mut codes = Vec::new();
        for chapter in self.codes.chunk_by(|one, other| one.get(..2) == other.get(..2)) {
            shortest_in(chapter, 2, chosen, &mut codes);
        }
        codes
    }
}

/// Adds the shortest codes of at least so many digits that the chosen ones of these lines make up.
fn shortest_in<'a>(lines: &'a [String], length: usize, chosen: &BTreeSet<&str>, codes: &mut Vec<&'a str>) {
    let of_all = lines.iter().all(|line| chosen.contains(line.as_str()));
    match lines {
        [first, ..] if of_all => codes.push(first.get(..length).unwrap_or(first)),
        [_] | [] => {}
        _ => {
            let beginning = |line: &String| line.get(..length + 2).unwrap_or(line).to_owned();
            for part in lines.chunk_by(|one, other| beginning(one) == beginning(other)) {
                shortest_in(part, length + 2, chosen, codes);
            }
        }
    }
}

/// A list and the days on which it names goods.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Listing {
    list: String,
    from: Option<Day>,
    to: Option<Day>,
}

impl Listing {
    fn record(&self, code: &str) -> [String; 4] {
        let day = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
        [self.list.clone(), code.to_owned(), day(self.from), day(self.to)]
    }
}

/// The lines of each list.
fn listings<'a>(lines: &'a Lines, rows: &[Row]) -> BTreeMap<Listing, BTreeSet<&'a str>> {
    let mut of_lines: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        for line in lines.of(&row.code) {
            of_lines.entry(line).or_default().push(row);
        }
    }
    let mut listings: BTreeMap<Listing, BTreeSet<&str>> = BTreeMap::new();
    for (line, rows) in of_lines {
        for listing in on_line(&rows) {
            listings.entry(listing).or_default().insert(line);
        }
    }
    listings
}

/// The lists of one line: of those that exclude one another the deepest, and of its rows the latest by then.
fn on_line(rows: &[&Row]) -> Vec<Listing> {
    let listing = |row: &Row| Listing { list: row.list.clone(), from: row.from, to: row.to };
    let mut found: Vec<Listing> = rows.iter().filter(|row| row.group.is_none()).map(|row| listing(row)).collect();
    let groups: BTreeSet<&String> = rows.iter().filter_map(|row| row.group.as_ref()).collect();
    for group in groups {
        let rows: Vec<&Row> = rows.iter().copied().filter(|row| row.group.as_ref() == Some(group)).collect();
        let days: BTreeSet<Option<Day>> = rows.iter().map(|row| row.from).collect();
        let next = days.iter().skip(1).map(|day| day.and_then(day_before)).chain([None]);
        for (day, last) in days.iter().zip(next) {
            let by_then = rows.iter().filter(|row| row.from <= *day);
            let depth = |row: &&&Row| (row.code.len(), row.from);
            let best = by_then.clone().map(|row| depth(&row)).max();
            for row in by_then.filter(|row| Some(depth(row)) == best) {
                push(&mut found, Listing { list: row.list.clone(), from: *day, to: last.or(row.to) });
            }
        }
    }
    found
}

/// Adds a listing; one that goes on where another of its list ended makes that one longer.
fn push(found: &mut Vec<Listing>, next: Listing) {
    let goes_on = |former: &Listing| former.list == next.list && former.to == next.from.and_then(day_before);
    match found.iter().position(|former| *former == next || former.to.is_some() && goes_on(former)) {
        Some(at) => found[at].to = next.to,
        None => found.push(next),
    }
}
