//! Reads a tariff from its section, and refuses one that contradicts itself, in one pass.

use super::key::{DIGITS, HEAD, Key, power};
use super::{About, Basis, Column, Doubt, Expression, Partner, Row, Tariff};
use crate::day::{Day, Period};
use crate::goods::{HsCode, duty::Dialect};
use crate::snapshot::SnapshotError;
use crate::snapshot::bytes::Reader;
use alloc::{string::String, vec::Vec};

impl Tariff {
    /// Reads the section of the tariff `id`.
    pub(in crate::snapshot) fn read(id: &str, mut reader: Reader<'_>) -> Result<Tariff, SnapshotError> {
        let about = about(&mut reader)?;
        if about.id != id {
            return Err(reader.refuse("holds the tariff of another"));
        }
        let names = reader.list(|reader| Ok((text(reader)?, text(reader)?)))?;
        let partners = reader.list(partner)?;
        let doubts = reader.list(doubt)?;
        let expressions = reader.list(expression)?;
        let notes = reader.texts()?;
        let partner_sets = reader.list(|reader| partner_set(reader, partners.len()))?;
        let periods = reader.list(period)?;
        let heads = heads(&mut reader)?;
        let (lines, line_heads) = lines(&mut reader, &heads)?;
        let mut tariff = Tariff {
            about,
            partners,
            doubts,
            heads,
            lines,
            line_heads,
            columns: Vec::with_capacity(names.len()),
            expressions,
            notes,
            partner_sets,
            periods,
            gone: Vec::new(),
        };
        for (id, name) in names {
            let column = tariff.read_column(&mut reader, id, name)?;
            tariff.columns.push(column);
        }
        tariff.gone = gone(&mut reader)?;
        reader.finish()?;
        Ok(tariff)
    }

    fn read_column(&self, reader: &mut Reader<'_>, id: String, name: String) -> Result<Column, SnapshotError> {
        let rows = reader.list(|reader| self.read_row(reader))?;
        let cells = reader.list(|reader| {
            let cell = reader.list(|reader| reader.index_below(rows.len()))?;
            if cell.is_empty() { Err(reader.refuse("holds an empty cell")) } else { Ok(cell) }
        })?;
        let mut stream = reader.part()?;
        let mut at_heads = Vec::with_capacity(self.heads.len());
        for _ in &self.heads {
            at_heads.push(stream.index_below(cells.len().saturating_add(1))?);
        }
        stream.finish()?;
        let mut next = 0_u32;
        let at_lines = reader.list(|reader| {
            let line = next.checked_add(reader.index()?).filter(|line| (*line as usize) < self.lines.len());
            let line = line.ok_or_else(|| reader.refuse("sets a rate on a line that it does not have"))?;
            next = line.saturating_add(1);
            Ok((line, reader.index_below(cells.len())?))
        })?;
        Ok(Column { id, name, rows, cells, at_heads, at_lines })
    }

    fn read_row(&self, reader: &mut Reader<'_>) -> Result<Row, SnapshotError> {
        Ok(Row {
            expression: reader.index_below(self.expressions.len())?,
            partners: reader.index_below(self.partner_sets.len())?,
            period: reader.index_below(self.periods.len())?,
            note: reader.index_below(self.notes.len())?,
            basis: {
                let number = usize::from(reader.byte()?);
                *Basis::ALL.get(number).ok_or_else(|| reader.refuse("holds a rate of an unknown basis"))?
            },
        })
    }
}

fn text(reader: &mut Reader<'_>) -> Result<String, SnapshotError> {
    reader.text().map(String::from)
}

fn about(reader: &mut Reader<'_>) -> Result<About, SnapshotError> {
    Ok(About {
        id: text(reader)?,
        name: text(reader)?,
        nomenclature: text(reader)?,
        source: text(reader)?,
        law: text(reader)?,
        edition: reader.day()?,
        reliable_until: reader.day()?,
    })
}

fn partner(reader: &mut Reader<'_>) -> Result<Partner, SnapshotError> {
    Ok(Partner { id: text(reader)?, name: text(reader)?, law: text(reader)?, countries: reader.texts()? })
}

fn doubt(reader: &mut Reader<'_>) -> Result<Doubt, SnapshotError> {
    Ok(Doubt { codes: reader.list(code)?, message: text(reader)? })
}

fn code(reader: &mut Reader<'_>) -> Result<HsCode, SnapshotError> {
    let digits = reader.text()?;
    HsCode::parse(digits).ok_or_else(|| reader.refuse("holds a commodity code in an odd form"))
}

fn expression(reader: &mut Reader<'_>) -> Result<Expression, SnapshotError> {
    let text = reader.text()?;
    Expression::parse(text, &Dialect::PLAIN).map_err(|_| reader.refuse("holds a duty expression that can't be read"))
}

fn partner_set(reader: &mut Reader<'_>, partners: usize) -> Result<Vec<u16>, SnapshotError> {
    reader.list(|reader| {
        let at = reader.index_below(partners)?;
        u16::try_from(at).map_err(|_| reader.refuse("names more partners than it can"))
    })
}

/// Both days are zero where they are open.
fn period(reader: &mut Reader<'_>) -> Result<Period, SnapshotError> {
    let (from, to) = (reader.day_or_open()?, reader.day_or_open()?);
    Ok(Period { from: from.unwrap_or(Day::MIN), to })
}

/// Heads as differences of their first eight digits; their lengths as runs of equal ones.
fn heads(reader: &mut Reader<'_>) -> Result<Vec<Key>, SnapshotError> {
    let mut lengths = reader.part()?;
    let mut steps = reader.part()?;
    let mut heads: Vec<Key> = Vec::new();
    let mut leading = 0_u64;
    while !lengths.is_empty() {
        let length = usize::from(lengths.byte()?);
        for _ in 0..lengths.index()? {
            leading = leading.saturating_add(steps.varint()?);
            let head = head(leading, length).filter(|head| heads.last().is_none_or(|last| last < head));
            heads.push(head.ok_or_else(|| reader.refuse("holds codes out of order"))?);
        }
    }
    steps.finish()?;
    Ok(heads)
}

/// The head of `length` digits whose first eight, filled up with zeros, make the number `leading`.
fn head(leading: u64, length: usize) -> Option<Key> {
    let filled = power(HEAD.checked_sub(length)?);
    let value = leading.checked_div(filled)?;
    if leading.checked_rem(filled)? == 0 { Key::new(value, length) } else { None }
}

/// For each head whether it is a line itself and how many lines stand below it, in one number, and these lines' further
/// digits.
fn lines(reader: &mut Reader<'_>, heads: &[Key]) -> Result<(Vec<Key>, Vec<u32>), SnapshotError> {
    let digits = usize::from(reader.byte()?);
    let length = HEAD.saturating_add(digits);
    if length > DIGITS {
        return Err(reader.refuse("holds codes that are too long"));
    }
    let mut counts = reader.part()?;
    let mut suffixes = reader.part()?;
    let (mut lines, mut line_heads) = (Vec::new(), Vec::new());
    for (at, head) in heads.iter().enumerate() {
        let count = counts.index()?;
        if count & 1 == 1 {
            lines.push(*head);
            line_heads.push(at as u32);
        }
        let mut next = 0_u64;
        for _ in 0..count >> 1 {
            let suffix = next.saturating_add(suffixes.varint()?);
            let value = head.leading(HEAD).saturating_mul(power(digits)).saturating_add(suffix);
            let line =
                Key::new(value, length).filter(|line| suffix < power(digits) && *head < *line && head.length() == HEAD);
            lines.push(line.ok_or_else(|| reader.refuse("holds a line that is not below its head"))?);
            line_heads.push(at as u32);
            next = suffix.saturating_add(1);
        }
    }
    counts.finish()?;
    suffixes.finish()?;
    Ok((lines, line_heads))
}

/// Codes as differences of their keys, then what became of each as the difference from it, to either side.
fn gone(reader: &mut Reader<'_>) -> Result<Vec<(Key, Vec<HsCode>)>, SnapshotError> {
    let mut last = 0_u64;
    reader.list(|reader| {
        let step = reader.varint()?;
        last = last.saturating_add(step);
        let key = Key::from_number(last).filter(|_| step > 0);
        let key = key.ok_or_else(|| reader.refuse("holds codes out of order"))?;
        let successors = reader.list(|reader| {
            let number = last.checked_add_signed(reader.signed()?);
            let code = number.and_then(Key::from_number).and_then(Key::code);
            code.ok_or_else(|| reader.refuse("names a successor that is no code"))
        })?;
        Ok((key, successors))
    })
}
