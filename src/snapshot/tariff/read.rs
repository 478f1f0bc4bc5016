//! Reads a tariff from its section, and refuses one that contradicts itself, in one pass.

use super::key::{DIGITS, HEAD, Key, power};
use super::lists::Lists;
use super::{About, Basis, Column, Doubt, Partner, Row, Tariff};
use crate::day::{Day, Period};
use crate::goods::HsCode;
use crate::snapshot::SnapshotError;
use crate::snapshot::bytes::Reader;
use alloc::{string::String, vec::Vec};

impl Tariff {
    /// Reads the section of the tariff `id`.
    pub(in crate::snapshot) fn read(id: &str, mut reader: Reader<'_>) -> Result<Tariff, SnapshotError> {
        let about = about(&mut reader);
        if about.id != id {
            reader.refuse("holds the tariff of another");
        }
        let names = reader.list(|reader| (text(reader), text(reader)));
        let partners = reader.list(partner);
        let doubts = reader.list(doubt);
        let expressions = reader.list(|reader| {
            let text = reader.text();
            reader.duty(text)
        });
        let notes = reader.texts();
        let partner_sets = reader.list(|reader| reader.list(|reader| reader.index_below(partners.len()) as u16));
        if partners.len() > usize::from(u16::MAX) {
            reader.refuse("names more partners than it can");
        }
        let periods = reader.list(period);
        let heads = heads(&mut reader);
        let (lines, line_heads) = lines(&mut reader, &heads);
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
            lists: Lists::default(),
        };
        for (id, name) in names {
            let column = tariff.read_column(&mut reader, id, name);
            tariff.columns.push(column);
        }
        tariff.gone = gone(&mut reader);
        tariff.lists = Lists::read(&mut reader, tariff.lines.len());
        reader.finish().map(|()| tariff)
    }

    fn read_column(&self, reader: &mut Reader<'_>, id: String, name: String) -> Column {
        let rows = reader.list(|reader| self.read_row(reader));
        let cells = reader.list(|reader| {
            let cell = reader.list(|reader| reader.index_below(rows.len()));
            if cell.is_empty() {
                reader.refuse("holds an empty cell");
            }
            cell
        });
        let mut stream = reader.part();
        let mut at_heads = Vec::with_capacity(self.heads.len());
        for _ in &self.heads {
            at_heads.push(stream.index_below(cells.len().saturating_add(1)));
        }
        reader.close(stream);
        let mut next = 0_u32;
        let at_lines = reader.list(|reader| {
            let line = next.saturating_add(reader.index());
            if line as usize >= self.lines.len() {
                reader.refuse("sets a rate on a line that it does not have");
            }
            next = line.saturating_add(1);
            (line, reader.index_below(cells.len()))
        });
        Column { id, name, rows, cells, at_heads, at_lines }
    }

    fn read_row(&self, reader: &mut Reader<'_>) -> Row {
        Row {
            expression: reader.index_below(self.expressions.len()),
            partners: reader.index_below(self.partner_sets.len()),
            period: reader.index_below(self.periods.len()),
            note: reader.index_below(self.notes.len()),
            basis: {
                let number = reader.index_below(Basis::ALL.len());
                Basis::ALL.get(number as usize).copied().unwrap_or(Basis::Unknown)
            },
        }
    }
}

fn text(reader: &mut Reader<'_>) -> String {
    reader.text().into()
}

fn about(reader: &mut Reader<'_>) -> About {
    About {
        id: text(reader),
        name: text(reader),
        nomenclature: text(reader),
        source: text(reader),
        law: text(reader),
        edition: reader.day(),
        reliable_until: reader.day(),
    }
}

fn partner(reader: &mut Reader<'_>) -> Partner {
    Partner { id: text(reader), name: text(reader), law: text(reader), countries: reader.texts() }
}

fn doubt(reader: &mut Reader<'_>) -> Doubt {
    Doubt { codes: reader.list(code), message: text(reader) }
}

fn code(reader: &mut Reader<'_>) -> HsCode {
    HsCode::parse(reader.text()).unwrap_or_else(|| {
        reader.refuse("holds a commodity code in an odd form");
        HsCode::UNREAD
    })
}

/// Both days are zero where they are open.
fn period(reader: &mut Reader<'_>) -> Period {
    Period { from: reader.day_or_open().unwrap_or(Day::MIN), to: reader.day_or_open() }
}

/// Heads as differences of their first eight digits; their lengths as runs of equal ones.
fn heads(reader: &mut Reader<'_>) -> Vec<Key> {
    let mut lengths = reader.part();
    let mut steps = reader.part();
    let mut heads: Vec<Key> = Vec::new();
    let mut leading = 0_u64;
    while !lengths.is_empty() {
        let length = usize::from(lengths.byte());
        for _ in 0..lengths.index() {
            leading = leading.saturating_add(steps.varint());
            match head(leading, length) {
                Some(head) if heads.last().is_none_or(|last| *last < head) => heads.push(head),
                _ => steps.refuse("holds codes out of order"),
            }
            if steps.refused() {
                break;
            }
        }
    }
    reader.close(lengths);
    reader.close(steps);
    heads
}

/// The head of `length` digits whose first eight, filled up with zeros, make the number `leading`.
fn head(leading: u64, length: usize) -> Option<Key> {
    let filled = power(HEAD.checked_sub(length)?);
    let value = leading.checked_div(filled)?;
    if leading.checked_rem(filled)? == 0 { Key::new(value, length) } else { None }
}

/// For each head whether it is a line itself and how many lines stand below it, in one number, and these lines' further
/// digits.
fn lines(reader: &mut Reader<'_>, heads: &[Key]) -> (Vec<Key>, Vec<u32>) {
    let digits = usize::from(reader.byte());
    let length = HEAD.saturating_add(digits);
    if length > DIGITS {
        reader.refuse("holds codes that are too long");
    }
    let mut counts = reader.part();
    let mut suffixes = reader.part();
    let (mut lines, mut line_heads) = (Vec::new(), Vec::new());
    for (at, head) in heads.iter().enumerate() {
        let count = counts.index();
        if count & 1 == 1 {
            lines.push(*head);
            line_heads.push(at as u32);
        }
        let mut next = 0_u64;
        for _ in 0..count >> 1 {
            let suffix = next.saturating_add(suffixes.varint());
            let value = head.leading(HEAD).saturating_mul(power(digits)).saturating_add(suffix);
            match Key::new(value, length) {
                Some(line) if suffix < power(digits) && *head < line && head.length() == HEAD => lines.push(line),
                _ => suffixes.refuse("holds a line that is not below its head"),
            }
            if suffixes.refused() {
                break;
            }
            line_heads.push(at as u32);
            next = suffix.saturating_add(1);
        }
    }
    reader.close(counts);
    reader.close(suffixes);
    (lines, line_heads)
}

/// Codes as differences of their keys, then what became of each as the difference from it, to either side.
fn gone(reader: &mut Reader<'_>) -> Vec<(Key, Vec<HsCode>)> {
    let mut last = 0_u64;
    let gone = reader.list(|reader| {
        let step = reader.varint();
        last = last.saturating_add(step);
        let key = Key::from_number(last).filter(|_| step > 0);
        if key.is_none() {
            reader.refuse("holds codes out of order");
        }
        let successors = reader.list(|reader| {
            let number = last.checked_add_signed(reader.signed());
            let code = number.and_then(Key::from_number).and_then(Key::code);
            code.unwrap_or_else(|| {
                reader.refuse("names a successor that is no code");
                HsCode::UNREAD
            })
        });
        key.map(|key| (key, successors))
    });
    gone.into_iter().flatten().collect()
}
