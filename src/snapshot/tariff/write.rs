//! Writes a tariff's section: the mirror of the reader. The same draft gives the same bytes.

use super::key::{HEAD, Key};
use super::lists::{self, DraftListing};
use super::{About, Basis, Doubt, Expression, Partner};
use crate::day::Day;
use crate::goods::HsCode;
use crate::snapshot::SnapshotError;
use crate::snapshot::bytes::Writer;
use alloc::{
    collections::{BTreeMap, BTreeSet},
    format,
    string::String,
    vec::Vec,
};
use core::cmp::Reverse;

/// A tariff to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct TariffDraft {
    /// What it is and how far it can be trusted.
    pub about: About,
    /// Id and name of each column, in their order.
    pub columns: Vec<(String, String)>,
    /// Whom the rates name.
    pub partners: Vec<Partner>,
    /// Where it is known to be wrong.
    pub doubts: Vec<Doubt>,
    /// Every code at its deepest level, in any order.
    pub lines: Vec<HsCode>,
    /// In any order.
    pub rates: Vec<DraftRate>,
    /// Codes that no longer exist, each with one that came in its place.
    pub successors: Vec<(HsCode, HsCode)>,
    /// Goods on lists that measures name, in any order.
    pub listings: Vec<DraftListing>,
}

/// A rate to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct DraftRate {
    /// At which it stands: a line, or a code that lines begin with.
    pub code: HsCode,
    /// The id of its column.
    pub column: String,
    /// Ids of the partners that it is for; empty for everyone.
    pub partners: Vec<String>,
    /// What is owed.
    pub expression: Expression,
    /// The first day; open where left out.
    pub from: Option<Day>,
    /// The last day; open where left out.
    pub to: Option<Day>,
    /// How sure it is.
    pub basis: Basis,
    /// What a reader should know.
    pub note: String,
}

impl DraftRate {
    fn terms(&self) -> Terms {
        Terms {
            period: (self.from, self.to),
            expression: self.expression.clone(),
            basis: self.basis,
            note: self.note.clone(),
        }
    }
}

/// A rate but for its code, column and partners.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Terms {
    period: (Option<Day>, Option<Day>),
    expression: Expression,
    basis: Basis,
    note: String,
}

/// A rate as the positions of its parts in the dictionaries, the basis last.
type Row = (u32, u32, u32, u32, u8);
/// The rates that stand at one code, by their terms: partners with the same terms share a rate.
type Cell = BTreeMap<Terms, BTreeSet<u16>>;

impl TariffDraft {
    /// The bytes of the section.
    ///
    /// # Errors
    /// [`SnapshotError`] where the draft contradicts itself: a rate of a column or partner that it does not name, or
    /// at a code without lines; lines of two lengths beyond eight digits.
    pub fn write(&self) -> Result<Vec<u8>, SnapshotError> {
        let lines: BTreeSet<Key> = self.lines.iter().map(Key::of).collect();
        let columns = self.columns.iter().map(|(id, _)| self.cells(id, &lines)).collect::<Result<Vec<_>, _>>()?;
        self.check_columns()?;
        let rates = || columns.iter().flat_map(BTreeMap::values).flatten();
        let expressions = Dictionary::new(rates().map(|(terms, _)| &terms.expression));
        let notes = Dictionary::new(rates().map(|(terms, _)| &terms.note));
        let partner_sets = Dictionary::new(rates().map(|(_, partners)| partners));
        let periods = Dictionary::new(rates().map(|(terms, _)| &terms.period));

        let mut writer = Writer::default();
        self.write_about(&mut writer);
        writer.list(&expressions.values, |writer, expression| writer.text(&format!("{expression}")));
        writer.list(&notes.values, |writer, note| writer.text(note));
        writer.list(&partner_sets.values, |writer, set| {
            writer.count(set.len());
            set.iter().for_each(|at| writer.varint(u64::from(*at)));
        });
        writer.list(&periods.values, |writer, (from, to)| {
            writer.day_or_open(*from);
            writer.day_or_open(*to);
        });
        let heads = heads(&lines, columns.iter().flat_map(BTreeMap::keys));
        write_heads(&mut writer, &heads);
        write_lines(&mut writer, &heads, &lines)?;
        for column in &columns {
            let rows = |cell: &Cell| -> Vec<Row> {
                let row = |(terms, partners): (&Terms, &BTreeSet<u16>)| {
                    (
                        expressions.at(&terms.expression),
                        partner_sets.at(partners),
                        periods.at(&terms.period),
                        notes.at(&terms.note),
                        terms.basis as u8,
                    )
                };
                cell.iter().map(row).collect()
            };
            let cells = column.iter().map(|(key, cell)| (*key, rows(cell))).collect();
            write_column(&mut writer, &heads, &lines, &cells);
        }
        self.write_gone(&mut writer);
        lists::write(&mut writer, &self.listings, &lines);
        Ok(writer.0)
    }

    fn write_about(&self, writer: &mut Writer) {
        let About { id, name, nomenclature, source, law, edition, reliable_until } = &self.about;
        for text in [id, name, nomenclature, source, law] {
            writer.text(text);
        }
        writer.day_or_open(Some(*edition));
        writer.day_or_open(Some(*reliable_until));
        writer.list(&self.columns, |writer, (id, name)| {
            writer.text(id);
            writer.text(name);
        });
        writer.list(&self.partners, |writer, partner| {
            writer.text(&partner.id);
            writer.text(&partner.name);
            writer.text(&partner.law);
            writer.texts(&partner.countries);
        });
        writer.list(&self.doubts, |writer, doubt| {
            writer.list(&doubt.codes, |writer, code| writer.text(code.digits()));
            writer.text(&doubt.message);
        });
    }

    fn write_gone(&self, writer: &mut Writer) {
        let mut gone: BTreeMap<Key, BTreeSet<Key>> = BTreeMap::new();
        for (code, successor) in &self.successors {
            gone.entry(Key::of(code)).or_default().insert(Key::of(successor));
        }
        let mut last = 0_u64;
        writer.count(gone.len());
        for (key, successors) in gone {
            writer.varint(key.number().saturating_sub(last));
            last = key.number();
            writer.count(successors.len());
            successors.iter().for_each(|successor| writer.signed(successor.number().wrapping_sub(last) as i64));
        }
    }

    fn check_columns(&self) -> Result<(), SnapshotError> {
        match self.rates.iter().find(|rate| self.columns.iter().all(|(id, _)| *id != rate.column)) {
            Some(rate) => Err(self.refuse(format!("`{}` is in no column of it: `{}`", rate.code, rate.column))),
            None => Ok(()),
        }
    }

    /// What stands where in a column.
    fn cells(&self, column: &str, lines: &BTreeSet<Key>) -> Result<BTreeMap<Key, Cell>, SnapshotError> {
        let mut cells: BTreeMap<Key, Cell> = BTreeMap::new();
        for rate in self.rates.iter().filter(|rate| rate.column == column) {
            let key = Key::of(&rate.code);
            let has_place = lines.contains(&key) || key.length() <= HEAD && below(key, lines).next().is_some();
            if !has_place {
                return Err(self.refuse(format!("a rate stands at `{}`, where it has no line", rate.code)));
            }
            let partners = rate.partners.iter().map(|id| self.partner(id)).collect::<Result<BTreeSet<_>, _>>()?;
            let cell = cells.entry(key).or_default();
            // A rate for everyone says so by naming nobody: it can't share its terms with one that names somebody.
            let sharing = cell.entry(rate.terms()).or_insert_with(|| partners.clone());
            if sharing.is_empty() != partners.is_empty() {
                return Err(self.refuse(format!("`{}` has the same rate for everyone and for some", rate.code)));
            }
            sharing.extend(partners);
        }
        Ok(cells)
    }

    fn partner(&self, id: &str) -> Result<u16, SnapshotError> {
        let at = self.partners.iter().position(|partner| partner.id == id);
        at.and_then(|at| u16::try_from(at).ok()).ok_or_else(|| self.refuse(format!("it names no partner `{id}`")))
    }

    fn refuse(&self, what: String) -> SnapshotError {
        SnapshotError::corrupt(format_args!("tariff `{}`: {what}", self.about.id))
    }
}

fn shown(key: Key) -> String {
    key.code().map(|code| String::from(code.digits())).unwrap_or_default()
}

fn below(key: Key, lines: &BTreeSet<Key>) -> impl Iterator<Item = &Key> {
    lines.range(key..).take_while(move |line| key.covers(**line))
}

/// Codes of at most eight digits that are lines, have lines below them or bear a rate.
fn heads<'a>(lines: &BTreeSet<Key>, bearing: impl Iterator<Item = &'a Key>) -> BTreeSet<Key> {
    let of_lines = lines.iter().map(|line| line.truncated(HEAD));
    of_lines.chain(bearing.copied().filter(|key| key.length() <= HEAD)).collect()
}

fn write_heads(writer: &mut Writer, heads: &BTreeSet<Key>) {
    let mut runs: Vec<(usize, u64)> = Vec::new();
    let mut steps = Writer::default();
    let mut last = 0_u64;
    for head in heads {
        match runs.last_mut() {
            Some((length, run)) if *length == head.length() => *run = run.saturating_add(1),
            _ => runs.push((head.length(), 1)),
        }
        steps.varint(head.leading(HEAD).saturating_sub(last));
        last = head.leading(HEAD);
    }
    let mut lengths = Writer::default();
    for (length, run) in runs {
        lengths.0.push(length as u8);
        lengths.varint(run);
    }
    writer.block(&lengths.0);
    writer.block(&steps.0);
}

fn write_lines(writer: &mut Writer, heads: &BTreeSet<Key>, lines: &BTreeSet<Key>) -> Result<(), SnapshotError> {
    let longest = lines.iter().map(|line| line.length()).max().unwrap_or(HEAD).max(HEAD);
    if let Some(odd) = lines.iter().find(|line| line.length() > HEAD && line.length() < longest) {
        return Err(SnapshotError::corrupt(format_args!(
            "line `{}` has more than {HEAD} digits, but not {longest} as the longest do",
            shown(*odd)
        )));
    }
    let mut counts = Writer::default();
    let mut suffixes = Writer::default();
    for head in heads {
        let below: Vec<Key> = match head.length() {
            HEAD => below(*head, lines).copied().filter(|line| line.length() > HEAD).collect(),
            _ => Vec::new(),
        };
        counts.count(below.len() << 1 | usize::from(lines.contains(head)));
        let mut next = 0_u64;
        for line in below {
            suffixes.varint(line.suffix().saturating_sub(next));
            next = line.suffix().saturating_add(1);
        }
    }
    writer.0.push(longest.saturating_sub(HEAD) as u8);
    writer.block(&counts.0);
    writer.block(&suffixes.0);
    Ok(())
}

fn write_column(writer: &mut Writer, heads: &BTreeSet<Key>, lines: &BTreeSet<Key>, at: &BTreeMap<Key, Vec<Row>>) {
    let rows = Dictionary::new(at.values().flatten());
    let cells = Dictionary::new(at.values());
    writer.list(&rows.values, |writer, (expression, partners, period, note, basis)| {
        for part in [expression, partners, period, note] {
            writer.varint(u64::from(*part));
        }
        writer.0.push(*basis);
    });
    writer.list(&cells.values, |writer, cell| {
        writer.list(cell, |writer, row| writer.varint(u64::from(rows.at(row))));
    });
    let mut at_heads = Writer::default();
    for head in heads {
        at_heads.varint(at.get(head).map_or(0, |cell| u64::from(cells.at(cell)).saturating_add(1)));
    }
    writer.block(&at_heads.0);
    let at_lines: Vec<(usize, u32)> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.length() > HEAD)
        .filter_map(|(line, key)| at.get(key).map(|cell| (line, cells.at(cell))))
        .collect();
    let mut next = 0_usize;
    writer.list(&at_lines, |writer, (line, cell)| {
        writer.count(line.saturating_sub(next));
        next = line.saturating_add(1);
        writer.varint(u64::from(*cell));
    });
}

/// Distinct values, the most frequent first, so that most positions are small numbers.
pub(super) struct Dictionary<T> {
    pub(super) values: Vec<T>,
    positions: BTreeMap<T, u32>,
}

impl<T: Ord + Clone> Dictionary<T> {
    pub(super) fn new<'a>(uses: impl Iterator<Item = &'a T>) -> Self
    where
        T: 'a,
    {
        let mut counts: BTreeMap<&T, usize> = BTreeMap::new();
        for value in uses {
            let count = counts.entry(value).or_default();
            *count = count.saturating_add(1);
        }
        let mut by_frequency: Vec<_> = counts.into_iter().collect();
        by_frequency.sort_by_key(|(_, count)| Reverse(*count));
        let values: Vec<T> = by_frequency.into_iter().map(|(value, _)| value.clone()).collect();
        let positions = values.iter().cloned().zip(0..).collect();
        Dictionary { values, positions }
    }

    /// The position of a value that the dictionary was made of.
    pub(super) fn at(&self, value: &T) -> u32 {
        self.positions.get(value).copied().unwrap_or(u32::MAX)
    }
}
