//! Writes a tariff's section: the mirror of the reader. The same draft gives the same bytes.

use super::key::{DIGITS, Key};
use super::lists::{self, DraftListing};
use super::tree::Tree;
use super::{About, Basis, Doubt, Expression, Partner, Tariff};
use crate::day::{Day, Period};
use crate::goods::HsCode;
use crate::snapshot::SnapshotError;
use crate::snapshot::bytes::Writer;
use crate::snapshot::recency::RecencyWriter;
use alloc::{
    collections::{BTreeMap, BTreeSet},
    format,
    string::String,
    vec,
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
    /// Codes that no longer exist, each with one that came in its place; without effect where that has no line.
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

/// The rates of some partners, in their order.
type Schedule = Vec<Terms>;
/// A schedule and the partners that have it; none is everyone.
type Grant = (BTreeSet<u16>, Schedule);
/// What stands at a code.
type Cell = Vec<Grant>;

impl TariffDraft {
    /// The draft that a tariff could have been written from.
    #[must_use]
    pub fn of(tariff: &Tariff) -> TariffDraft {
        let columns: Vec<_> = tariff.columns().map(|(id, name)| (String::from(id), String::from(name))).collect();
        let rates = columns.iter().flat_map(|(column, _)| {
            tariff.all_rates(column).map(|rate| DraftRate {
                code: rate.code,
                column: column.clone(),
                partners: rate.partners.iter().map(|partner| partner.id.clone()).collect(),
                expression: rate.expression.clone(),
                from: Some(rate.period.from).filter(|from| *from > Day::MIN),
                to: rate.period.to,
                basis: rate.basis,
                note: rate.note.into(),
            })
        });
        let listings = tariff.lines().flat_map(|line| {
            let code = tariff.code(line);
            tariff.listings(line).filter_map(move |(list, Period { from, to })| {
                let from = Some(from).filter(|from| *from > Day::MIN);
                Some(DraftListing { list: list.into(), code: code?, from, to })
            })
        });
        TariffDraft {
            about: tariff.about.clone(),
            partners: tariff.partners.clone(),
            doubts: tariff.doubts.clone(),
            lines: tariff.lines().filter_map(|line| tariff.code(line)).collect(),
            rates: rates.collect(),
            successors: tariff.successors().collect(),
            listings: listings.collect(),
            columns,
        }
    }

    /// The bytes of the section.
    ///
    /// # Errors
    /// [`SnapshotError`] where the draft contradicts itself: a rate of a column or partner that it does not name, or
    /// at a code without lines.
    pub fn write(&self) -> Result<Vec<u8>, SnapshotError> {
        let lines: BTreeSet<Key> = self.lines.iter().map(Key::of).collect();
        let columns = self.columns.iter().map(|(id, _)| self.cells(id, &lines)).collect::<Result<Vec<_>, _>>()?;
        self.check_columns()?;
        let mut writer = Writer::default();
        self.write_about(&mut writer);
        Tree::write(&mut writer, &lines);
        let mut shared = Shared::default();
        columns.iter().for_each(|column| write_column(&mut writer, column, &lines, &mut shared));
        self.write_shared(&mut writer, &shared);
        self.write_gone(&mut writer, &lines);
        lists::write(&mut writer, &self.listings, &lines);
        Ok(writer.0)
    }

    fn write_about(&self, writer: &mut Writer) {
        let About { id, name, nomenclature, source, law, edition, reliable_until, expires } = &self.about;
        for text in [id, name, nomenclature, source, law] {
            writer.text(text);
        }
        writer.day_or_open(Some(*edition));
        writer.day_or_open(Some(*reliable_until));
        writer.day_or_open(*expires);
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

    fn write_shared(&self, writer: &mut Writer, shared: &Shared) {
        for set in &shared.partner_sets.values {
            let bytes = (0_u16..).step_by(8).take(self.partners.len().div_ceil(8));
            writer.0.extend(bytes.map(|first| {
                let named = |bit: &u16| set.contains(&first.saturating_add(*bit));
                (0..8).filter(named).fold(0, |byte: u8, bit| byte | 1 << bit)
            }));
        }
        for (from, to) in &shared.periods.values {
            writer.day_or_open(*from);
            writer.day_or_open(*to);
        }
        shared.expressions.values.iter().for_each(|expression| writer.text(&format!("{expression}")));
        shared.notes.values.iter().for_each(|note| writer.text(note));
    }

    fn write_gone(&self, writer: &mut Writer, lines: &BTreeSet<Key>) {
        let places: Vec<Key> = lines.iter().copied().collect();
        let mut gone: BTreeMap<Key, BTreeSet<usize>> = BTreeMap::new();
        for (code, successor) in &self.successors {
            // A table that covers only a part of its nomenclature lacks some lines that others became.
            let came = Key::of(successor).range_in(&places);
            if !came.is_empty() {
                gone.entry(Key::of(code)).or_default().extend(came);
            }
        }
        Tree::write(writer, &gone.keys().copied().collect());
        let (mut counts, mut starts, mut lengths) = (Writer::default(), Writer::default(), Writer::default());
        for (code, came) in &gone {
            let came: Vec<usize> = came.iter().copied().collect();
            let runs: Vec<&[usize]> = came.chunk_by(|one, next| one.saturating_add(1) == *next).collect();
            counts.count(runs.len());
            let mut next = places.partition_point(|line| line < code);
            for run in runs {
                let start = run.first().copied().unwrap_or_default();
                starts.signed((start as i64).saturating_sub(next as i64));
                lengths.count(run.len());
                next = start.saturating_add(run.len());
            }
        }
        for stream in [counts, starts, lengths] {
            writer.block(&stream.0);
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
        let mut rates: BTreeMap<Key, BTreeMap<Option<u16>, BTreeSet<Terms>>> = BTreeMap::new();
        for rate in self.rates.iter().filter(|rate| rate.column == column) {
            let key = Key::of(&rate.code);
            if lines.range(key..).next().is_none_or(|line| !key.covers(*line)) {
                return Err(self.refuse(format!("a rate stands at `{}`, where it has no line", rate.code)));
            }
            let partners = rate.partners.iter().map(|id| self.partner(id).map(Some));
            let partners = if rate.partners.is_empty() { vec![None] } else { partners.collect::<Result<_, _>>()? };
            let at = rates.entry(key).or_default();
            partners.into_iter().for_each(|partner| {
                at.entry(partner).or_default().insert(rate.terms());
            });
        }
        Ok(rates.into_iter().map(|(key, rates)| (key, cell(rates))).collect())
    }

    fn partner(&self, id: &str) -> Result<u16, SnapshotError> {
        let at = self.partners.iter().position(|partner| partner.id == id);
        at.and_then(|at| u16::try_from(at).ok()).ok_or_else(|| self.refuse(format!("it names no partner `{id}`")))
    }

    fn refuse(&self, what: String) -> SnapshotError {
        SnapshotError::corrupt(format_args!("tariff `{}`: {what}", self.about.id))
    }
}

/// Partners with the same schedule share it; everyone has one of their own.
fn cell(rates: BTreeMap<Option<u16>, BTreeSet<Terms>>) -> Cell {
    let mut schedules: BTreeMap<(bool, Schedule), BTreeSet<u16>> = BTreeMap::new();
    for (partner, terms) in rates {
        schedules.entry((partner.is_none(), terms.into_iter().collect())).or_default().extend(partner);
    }
    schedules
        .into_iter()
        .map(|((_, schedule), partners)| (partners, schedule))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}

/// What the columns of a tariff name in common.
#[derive(Default)]
struct Shared {
    partner_sets: RecencyWriter<BTreeSet<u16>>,
    periods: RecencyWriter<(Option<Day>, Option<Day>)>,
    expressions: RecencyWriter<Expression>,
    notes: RecencyWriter<String>,
}

fn write_column(writer: &mut Writer, at: &BTreeMap<Key, Cell>, lines: &BTreeSet<Key>, shared: &mut Shared) {
    write_codes(writer, at, lines);
    let (mut cells, mut grants, mut schedules) =
        (RecencyWriter::default(), RecencyWriter::default(), RecencyWriter::default());
    let by_length = (0..=DIGITS).flat_map(|length| at.iter().filter(move |(key, _)| key.length() == length));
    cells.part(writer, by_length.map(|(_, cell)| cell.clone()));
    write_sizes(writer, &cells.values);
    grants.part(writer, cells.values.into_iter().flatten());
    shared.partner_sets.part(writer, grants.values.iter().map(|(partners, _)| partners.clone()));
    schedules.part(writer, grants.values.into_iter().map(|(_, schedule)| schedule));
    write_sizes(writer, &schedules.values);
    let terms: Vec<&Terms> = schedules.values.iter().flatten().collect();
    shared.periods.part(writer, terms.iter().map(|terms| terms.period));
    shared.expressions.part(writer, terms.iter().map(|terms| terms.expression.clone()));
    shared.notes.part(writer, terms.iter().map(|terms| terms.note.clone()));
    let bases: Vec<u8> = terms.iter().map(|terms| terms.basis as u8).collect();
    writer.block(&bases);
}

/// Where cells stand among the codes of each length: in turn how many are passed over and how many bear one.
fn write_codes(writer: &mut Writer, at: &BTreeMap<Key, Cell>, lines: &BTreeSet<Key>) {
    for length in 0..=DIGITS {
        let codes =
            lines.iter().filter(|line| length > 1 && line.length() >= length).map(|line| line.truncated(length));
        let bearing: Vec<bool> = codes.collect::<BTreeSet<_>>().iter().map(|code| at.contains_key(code)).collect();
        let mut runs = Writer::default();
        let mut passed = 0;
        for run in bearing.chunk_by(PartialEq::eq) {
            if run.first() == Some(&true) {
                runs.count(core::mem::take(&mut passed));
                runs.count(run.len());
            } else {
                passed = run.len();
            }
        }
        writer.block(&runs.0);
    }
}

fn write_sizes<T>(writer: &mut Writer, groups: &[Vec<T>]) {
    let mut sizes = Writer::default();
    groups.iter().for_each(|group| sizes.count(group.len()));
    writer.block(&sizes.0);
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
