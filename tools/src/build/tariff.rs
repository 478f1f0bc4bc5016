//! A tariff's tables as a section, and the proof that the section says what they say.

use super::{Fault, Faults, Part, differs, read_toml, refused, section, toml_day};
use crate::import::source::Source;
use landfall::{
    day::Day,
    goods::{
        HsCode,
        duty::{Dialect, Expression},
    },
    snapshot::{
        About, Basis, Doubt, DraftListing, DraftRate, Edition, Partner, Resolution, Snapshot, Tariff, TariffDraft,
    },
};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};
use toml::value::Datetime;

/// `table.toml`: what the importer and people know of a table. Keys that only the importer uses are passed over.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Header {
    id: String,
    name: String,
    nomenclature: String,
    source: String,
    law: String,
    edition: Datetime,
    reliable_until: Datetime,
    expires: Option<Datetime>,
    #[serde(default = "one_file_of_rates")]
    rates: Vec<String>,
    #[serde(default, rename = "column")]
    columns: Vec<ColumnHeader>,
    #[serde(default, rename = "partner")]
    partners: Vec<PartnerHeader>,
    #[serde(default, rename = "doubt")]
    doubts: Vec<DoubtHeader>,
}

fn one_file_of_rates() -> Vec<String> {
    vec!["rates.csv".into()]
}

#[derive(Deserialize)]
struct ColumnHeader {
    id: String,
    name: String,
}

#[derive(Deserialize)]
struct PartnerHeader {
    id: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    law: String,
    #[serde(default)]
    countries: Vec<String>,
}

#[derive(Deserialize)]
struct DoubtHeader {
    codes: Vec<String>,
    message: String,
}

/// The section of the tariff in `folder`.
pub fn part(folder: &Path) -> Result<Part, Faults> {
    let draft = read(folder)?;
    let bytes = draft.write().map_err(|error| refused(&error))?;
    let name = format!("{}{}", section::TARIFF, draft.about.id);
    let sources = vec![draft.about.source.clone()];
    let About { edition: day, name: title, .. } = draft.about.clone();
    let slice = Some(Edition { day, title, sources: sources.clone() });
    let file = folder.display().to_string();
    let check = Box::new(move |snapshot: &Snapshot| match snapshot.tariff(&draft.about.id) {
        Some(tariff) => compare(&file, &draft, tariff),
        None => Err(differs(&file, "the tariff is missing").into()),
    });
    Ok(Part { name, bytes, sources, slice, check })
}

/// Reads the tables in `folder`.
fn read(folder: &Path) -> Result<TariffDraft, Faults> {
    let path = folder.join("table.toml");
    let header: Header = read_toml(&path)?;
    let file = path.display().to_string();
    let mut faults = Faults::default();
    let about = faults.keep(about(&file, &header));
    let doubts = faults.keep(doubts(&file, &header.doubts));
    let lines = all(&mut faults, lines(&folder.join("lines.csv")));
    let (Some(about), Some(doubts), Some(lines)) = (about, doubts, lines) else {
        return Err(faults);
    };
    let mut rates = Vec::new();
    for name in &header.rates {
        let mut reader = RateReader { file: folder.join(name), header: &header, lines: &lines };
        rates.extend(all(&mut faults, reader.read()).unwrap_or_default());
    }
    let successors = all(&mut faults, successors(&folder.join("successors.csv"))).unwrap_or_default();
    let columns = header.columns.into_iter().map(|column| (column.id, column.name)).collect();
    let partner = |PartnerHeader { id, name, law, countries }| Partner { id, name, law, countries };
    let partners = header.partners.into_iter().map(partner).collect();
    // A subdivision that has a rate of its own is a line too; the line above it takes what such subdivisions leave.
    let below = rates.iter().map(|rate: &DraftRate| rate.code).filter(|code| is_below_a_line(&lines, code));
    let lines = below.chain(lines.iter().copied()).collect::<BTreeSet<_>>().into_iter().collect();
    let listings = all(&mut faults, listings(&folder.join("lists.csv"))).unwrap_or_default();
    faults.or(TariffDraft { about, columns, partners, doubts, lines, rates, successors, listings })
}

/// What was read, or its faults among the others.
fn all<T>(faults: &mut Faults, read: Result<T, Faults>) -> Option<T> {
    read.map_err(|found| faults.extend(found)).ok()
}

fn about(file: &str, header: &Header) -> Result<About, Fault> {
    Ok(About {
        id: header.id.clone(),
        name: header.name.clone(),
        nomenclature: header.nomenclature.clone(),
        source: header.source.clone(),
        law: header.law.clone(),
        edition: toml_day(file, "edition", &header.edition)?,
        reliable_until: toml_day(file, "reliable-until", &header.reliable_until)?,
        expires: header.expires.as_ref().map(|day| toml_day(file, "expires", day)).transpose()?,
    })
}

fn doubts(file: &str, doubts: &[DoubtHeader]) -> Result<Vec<Doubt>, Fault> {
    let doubt = |doubt: &DoubtHeader| {
        let codes: Result<_, Fault> =
            doubt.codes.iter().map(|text| code(text).map_err(|fault| fault.in_file(file))).collect();
        Ok(Doubt { codes: codes?, message: doubt.message.clone() })
    };
    doubts.iter().map(doubt).collect()
}

/// What is wrong with a cell, before it is known where the cell stands.
struct CellFault {
    column: &'static str,
    input: String,
    cause: String,
    remedy: String,
}

impl CellFault {
    fn new(column: &'static str, input: &str, cause: impl Into<String>, remedy: impl Into<String>) -> Self {
        CellFault { column, input: input.to_owned(), cause: cause.into(), remedy: remedy.into() }
    }

    fn in_file(self, file: &str) -> Fault {
        Fault::of(file, self.cause, self.remedy).cell(self.column, &self.input)
    }
}

fn code(text: &str) -> Result<HsCode, CellFault> {
    HsCode::parse(text).filter(|code| code.digits() == text).ok_or_else(|| {
        CellFault::new("code", text, "is no commodity code", "write 2 to 12 digits, nothing between them")
    })
}

fn day(column: &'static str, text: &str) -> Result<Option<Day>, CellFault> {
    if text.is_empty() {
        return Ok(None);
    }
    let day = Day::parse(text).ok_or_else(|| CellFault::new(column, text, "is no day", "write it as 2026-11-24"));
    day.map(Some)
}

/// The first and the last day of a row.
fn period(from: &str, to: &str) -> Result<(Option<Day>, Option<Day>), CellFault> {
    let (first, last) = (day("from", from)?, day("to", to)?);
    if first.zip(last).is_some_and(|(first, last)| first > last) {
        return Err(CellFault::new("to", to, "is before the first day", "exchange the two days"));
    }
    Ok((first, last))
}

/// Every code at its deepest level.
fn lines(path: &Path) -> Result<BTreeSet<HsCode>, Faults> {
    let source = Source::open(path)?;
    let mut faults = Faults::default();
    let mut lines = BTreeSet::new();
    for record in source.csv(&["code"])?.rows {
        let line = code(record.cell(0)).and_then(|line| {
            let twice = || CellFault::new("code", record.cell(0), "stands here twice", "keep one of the rows");
            if lines.insert(line) { Ok(()) } else { Err(twice()) }
        });
        faults.keep(line.map_err(|fault| fault.in_file(&source.name).row(record.row)));
    }
    faults.or(lines)
}

fn has_line_at_or_below(lines: &BTreeSet<HsCode>, code: &HsCode) -> bool {
    lines.range(*code..).next().is_some_and(|line| line.starts_with(code))
}

fn is_below_a_line(lines: &BTreeSet<HsCode>, code: &HsCode) -> bool {
    (2..code.len()).filter_map(|length| code.truncated(length)).any(|above| lines.contains(&above))
}

/// Codes that no longer exist; none where the table has no such file.
fn successors(path: &Path) -> Result<Vec<(HsCode, HsCode)>, Faults> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    let source = Source::open(path)?;
    let mut faults = Faults::default();
    let mut successors = Vec::new();
    // An edition in which no code has gone.
    if source.text()?.trim_end() == "code,successor" {
        return Ok(successors);
    }
    for record in source.csv(&["code", "successor"])?.rows {
        let pair = code(record.cell(0)).and_then(|old| Ok((old, code(record.cell(1))?)));
        successors.extend(faults.keep(pair.map_err(|fault| fault.in_file(&source.name).row(record.row))));
    }
    faults.or(successors)
}

/// Goods on lists that measures name; none where the table has no such file.
fn listings(path: &Path) -> Result<Vec<DraftListing>, Faults> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    let source = Source::open(path)?;
    let mut faults = Faults::default();
    let mut listings = Vec::new();
    for record in source.csv(&["list", "code", "from", "to"])?.rows {
        let listing = || {
            let (from, to) = period(record.cell(2), record.cell(3))?;
            Ok(DraftListing { list: record.cell(0).to_owned(), code: code(record.cell(1))?, from, to })
        };
        listings.extend(faults.keep(listing().map_err(|fault: CellFault| fault.in_file(&source.name).row(record.row))));
    }
    faults.or(listings)
}

/// Reads one file of rates.
struct RateReader<'a> {
    file: std::path::PathBuf,
    header: &'a Header,
    lines: &'a BTreeSet<HsCode>,
}

/// The expression of a rate whose table leaves it empty.
const UNKNOWN: &str = "unknown";

impl RateReader<'_> {
    fn read(&mut self) -> Result<Vec<DraftRate>, Faults> {
        let source = Source::open(&self.file)?;
        let mut faults = Faults::default();
        let mut rates = Vec::new();
        // The same few expressions stand in most rows.
        let mut expressions: BTreeMap<String, Expression> = BTreeMap::new();
        let columns = ["code", "column", "partners", "expression", "from", "to", "basis", "note"];
        for record in source.csv(&columns)?.rows {
            let cells: [&str; 8] = std::array::from_fn(|column| record.cell(column));
            let rate = self.rate(cells, &mut expressions);
            rates.extend(faults.keep(rate.map_err(|fault| fault.in_file(&source.name).row(record.row))));
        }
        faults.or(rates)
    }

    fn rate(&self, cells: [&str; 8], known: &mut BTreeMap<String, Expression>) -> Result<DraftRate, CellFault> {
        let [code_text, column, partners, expression, from, to, basis, note] = cells;
        let code = code(code_text)?;
        if !has_line_at_or_below(self.lines, &code) && !is_below_a_line(self.lines, &code) {
            let remedy = "add its lines to lines.csv, or take the rate out";
            return Err(CellFault::new("code", code_text, "has no line in the nomenclature", remedy));
        }
        if !self.header.columns.iter().any(|known| known.id == column) {
            return Err(CellFault::new("column", column, "is no column of the table", "name it in table.toml"));
        }
        let basis = self.basis(basis)?;
        let (from, to) = period(from, to)?;
        Ok(DraftRate {
            code,
            column: column.to_owned(),
            partners: self.partners(partners)?,
            expression: self.expression(expression, basis, known)?,
            from,
            to,
            basis,
            note: note.to_owned(),
        })
    }

    fn basis(&self, name: &str) -> Result<Basis, CellFault> {
        let names: Vec<&str> = Basis::ALL.into_iter().map(Basis::name).collect();
        let known = Basis::ALL.into_iter().find(|basis| basis.name() == name);
        known.ok_or_else(|| CellFault::new("basis", name, "is no basis", format!("write one of {}", names.join(", "))))
    }

    fn partners(&self, cell: &str) -> Result<Vec<String>, CellFault> {
        let ids = cell.split(';').filter(|id| !id.is_empty()).map(|id| {
            if self.header.partners.iter().any(|partner| partner.id == id) {
                return Ok(id.to_owned());
            }
            Err(CellFault::new("partners", id, "is no partner of the table", "name it in table.toml"))
        });
        ids.collect()
    }

    fn expression(
        &self,
        text: &str,
        basis: Basis,
        known: &mut BTreeMap<String, Expression>,
    ) -> Result<Expression, CellFault> {
        let text = if text.is_empty() && basis == Basis::Unknown { UNKNOWN } else { text };
        if let Some(expression) = known.get(text) {
            return Ok(expression.clone());
        }
        let expression = Expression::parse(text, &Dialect::PLAIN).map_err(|error| {
            CellFault::new("expression", text, format!("can't be read: {error}"), "write it in the duty grammar")
        })?;
        known.insert(text.to_owned(), expression.clone());
        Ok(expression)
    }
}

/// A rate for one partner, or for everyone, so that it does not matter which partners share a row.
type Fact<'a> = (HsCode, &'a str, (Day, Option<Day>), &'a Expression, Basis, &'a str);

/// Every row of the tables must be found in the tariff as it was read back, and nothing else.
fn compare(file: &str, draft: &TariffDraft, tariff: &Tariff) -> Result<(), Faults> {
    let mut faults = Faults::default();
    compare_lines(file, draft, tariff, &mut faults);
    compare_lists(file, draft, tariff, &mut faults);
    for (column, _) in &draft.columns {
        let rows: BTreeSet<Fact<'_>> =
            draft.rates.iter().filter(|rate| rate.column == *column).flat_map(facts).collect();
        let found: Vec<_> = tariff.all_rates(column).collect();
        let found: BTreeSet<Fact<'_>> = found
            .iter()
            .flat_map(|rate| {
                let of = (rate.period.from, rate.period.to);
                let partners: Vec<&str> = rate.partners.iter().map(|partner| partner.id.as_str()).collect();
                named(partners).into_iter().map(move |id| (rate.code, id, of, rate.expression, rate.basis, rate.note))
            })
            .collect();
        for (code, partner, _, expression, ..) in rows.symmetric_difference(&found) {
            let what =
                format!("column {column}, `{code}`, partner `{partner}`: `{expression}` is in one of the two alone");
            faults.push(differs(file, what));
        }
    }
    if tariff.about != draft.about || tariff.partners != draft.partners || tariff.doubts != draft.doubts {
        faults.push(differs(file, "table.toml"));
    }
    faults.or(())
}

fn facts(rate: &DraftRate) -> impl Iterator<Item = Fact<'_>> {
    let of = (rate.from.unwrap_or(Day::MIN), rate.to);
    let partners = rate.partners.iter().map(String::as_str).collect();
    named(partners).into_iter().map(move |id| (rate.code, id, of, &rate.expression, rate.basis, rate.note.as_str()))
}

/// The partners that a rate names; one nameless partner where it is for everyone.
fn named(partners: Vec<&str>) -> Vec<&str> {
    if partners.is_empty() { vec![""] } else { partners }
}

/// Every line must be on the lists on which the codes above it stand, on the same days, and on no other.
fn compare_lists(file: &str, draft: &TariffDraft, tariff: &Tariff, faults: &mut Faults) {
    let mut listed: BTreeSet<(HsCode, &str, Day, Option<Day>)> = BTreeSet::new();
    let lines: BTreeSet<HsCode> = draft.lines.iter().copied().collect();
    for DraftListing { list, code, from, to } in &draft.listings {
        let below = lines.range(*code..).take_while(|line| line.starts_with(code));
        listed.extend(below.map(|line| (*line, list.as_str(), from.unwrap_or(Day::MIN), *to)));
    }
    let found = tariff.lines().filter_map(|line| Some((line, tariff.code(line)?)));
    let found: BTreeSet<_> = found
        .flat_map(|(line, code)| tariff.listings(line).map(move |(list, period)| (code, list, period.from, period.to)))
        .collect();
    for (line, list, ..) in listed.symmetric_difference(&found) {
        faults.push(differs(file, format!("`{line}` is on list `{list}` in one of the two alone")));
    }
}

fn compare_lines(file: &str, draft: &TariffDraft, tariff: &Tariff, faults: &mut Faults) {
    let listed: BTreeSet<HsCode> = draft.lines.iter().copied().collect();
    let found: BTreeSet<HsCode> = tariff.lines().filter_map(|line| tariff.code(line)).collect();
    for line in listed.symmetric_difference(&found) {
        faults.push(differs(file, format!("line `{line}` is in one of the two alone")));
    }
    for line in &draft.lines {
        let first = match tariff.resolve(line) {
            Resolution::Line(found) => Some(found),
            Resolution::Many(mut lines) => lines.next(),
            _ => None,
        };
        if first.and_then(|first| tariff.code(first)) != Some(*line) {
            faults.push(differs(file, format!("line `{line}` is not found by its code")));
        }
    }
    // Goods of a successor that is divided could be any of its lines.
    let lines_of = |successor: HsCode| listed.range(successor..).take_while(move |line| line.starts_with(&successor));
    let gone: BTreeSet<(HsCode, HsCode)> =
        draft.successors.iter().flat_map(|(code, successor)| lines_of(*successor).map(|line| (*code, *line))).collect();
    let found: BTreeSet<_> = tariff.successors().collect();
    for (code, successor) in gone.symmetric_difference(&found) {
        faults.push(differs(file, format!("`{code}` became `{successor}` in one of the two alone")));
    }
}
