//! Reads a tariff from its section, and refuses one that contradicts itself, in one pass.

use super::key::Key;
use super::lists::Lists;
use super::tree::Tree;
use super::{About, Basis, Column, Doubt, Gone, Grant, Groups, Lines, Partner, Tariff, Terms};
use crate::day::{Day, Period};
use crate::goods::HsCode;
use crate::snapshot::SnapshotError;
use crate::snapshot::bytes::Reader;
use crate::snapshot::recency::RecencyReader;
use alloc::{string::String, vec::Vec};

impl Tariff {
    /// Reads the section of the tariff `id`.
    pub(in crate::snapshot) fn read(id: &str, mut reader: Reader<'_>) -> Result<Tariff, SnapshotError> {
        let about = about(&mut reader);
        if about.id != id {
            reader.refuse("holds the tariff of another");
        }
        let columns = reader.list(|reader| (text(reader), text(reader)));
        let partners = reader.list(partner);
        if partners.len() > usize::from(u16::MAX) {
            reader.refuse("names more partners than it can");
        }
        let doubts = reader.list(doubt);
        let tree = Tree::read(&mut reader);
        let mut shared = Shared::default();
        let columns = columns.into_iter().map(|(id, name)| column(&mut reader, id, name, &tree, &mut shared)).collect();
        let tariff = Tariff {
            about,
            doubts,
            columns,
            partner_sets: reader.times(shared.partner_sets.known(), |reader| partner_set(reader, partners.len())),
            periods: reader.times(shared.periods.known(), period),
            expressions: reader.times(shared.expressions.known(), |reader| {
                let text = reader.text();
                reader.duty(text)
            }),
            notes: reader.times(shared.notes.known(), text),
            partners,
            gone: gone(&mut reader, &tree.lines),
            lists: Lists::read(&mut reader, tree.lines.len()),
            lines: tree.lines,
        };
        reader.finish().map(|()| tariff)
    }
}

/// What the columns of a tariff name in common.
#[derive(Default)]
struct Shared {
    partner_sets: RecencyReader,
    periods: RecencyReader,
    expressions: RecencyReader,
    notes: RecencyReader,
}

fn column(reader: &mut Reader<'_>, id: String, name: String, tree: &Tree, shared: &mut Shared) -> Column {
    let codes = codes(reader, tree);
    let (mut cells, mut grants, mut schedules) =
        (RecencyReader::default(), RecencyReader::default(), RecencyReader::default());
    let mut named = cells.part(reader, codes.iter().map(Vec::len).sum()).into_iter();
    let at = codes.into_iter().map(|codes| codes.into_iter().zip(named.by_ref()).collect()).collect();
    let sizes = sizes(reader, cells.known());
    let cells = Groups { members: grants.part(reader, total(&sizes)), ends: ends(&sizes) };
    let partners = shared.partner_sets.part(reader, grants.known());
    let on = schedules.part(reader, grants.known());
    let grants = partners.into_iter().zip(on).map(|(partners, schedule)| Grant { partners, schedule }).collect();
    let sizes = self::sizes(reader, schedules.known());
    let terms = terms(reader, total(&sizes), shared);
    let schedules = Groups { members: (0..terms.len() as u32).collect(), ends: ends(&sizes) };
    Column { id, name, at, cells, grants, schedules, terms }
}

/// The codes at which a column sets something: for each length, in turn how many codes of the tree are passed over and
/// how many that follow are meant.
fn codes(reader: &mut Reader<'_>, tree: &Tree) -> Vec<Vec<Key>> {
    let meant = tree.codes.each_ref().map(|codes| {
        let (mut runs, mut left) = (reader.part(), codes.as_slice());
        let mut meant = Vec::new();
        while !runs.is_empty() {
            let (pass, take) = (runs.length(), runs.length());
            let run = left.get(pass..).and_then(|from| from.split_at_checked(take)).filter(|_| take > 0);
            let (run, rest) = run.unwrap_or_else(|| {
                runs.refuse("sets a rate on a code that it does not have");
                Default::default()
            });
            meant.extend_from_slice(run);
            left = rest;
        }
        reader.close(runs);
        meant
    });
    meant.into()
}

/// How many members each of so many groups has: one at least.
fn sizes(reader: &mut Reader<'_>, groups: usize) -> Vec<usize> {
    let mut stream = reader.part();
    let sizes = stream.times(groups, |stream| {
        let size = stream.length();
        if size == 0 {
            stream.refuse("holds an empty group");
        }
        size
    });
    reader.close(stream);
    sizes
}

fn total(sizes: &[usize]) -> usize {
    sizes.iter().fold(0, |sum, size| sum.saturating_add(*size))
}

fn ends(sizes: &[usize]) -> Vec<u32> {
    let end = |sum: &mut usize, size: &usize| {
        *sum = sum.saturating_add(*size);
        Some(*sum as u32)
    };
    sizes.iter().scan(0, end).collect()
}

fn terms(reader: &mut Reader<'_>, count: usize, shared: &mut Shared) -> Vec<Terms> {
    let periods = shared.periods.part(reader, count);
    let expressions = shared.expressions.part(reader, count);
    let notes = shared.notes.part(reader, count);
    let mut stream = reader.part();
    let bases = stream.times(count, basis);
    reader.close(stream);
    let terms = periods.into_iter().zip(expressions).zip(notes).zip(bases);
    terms.map(|(((period, expression), note), basis)| Terms { period, expression, note, basis }).collect()
}

fn basis(reader: &mut Reader<'_>) -> Basis {
    let number = reader.index_below(Basis::ALL.len());
    Basis::ALL.get(number as usize).copied().unwrap_or(Basis::Unknown)
}

/// A bit for each partner, the first the lowest of the first byte.
fn partner_set(reader: &mut Reader<'_>, partners: usize) -> Vec<u16> {
    let bytes = reader.take(partners.div_ceil(8));
    let bits = bytes.iter().flat_map(|byte| (0..8).map(move |bit| byte >> bit & 1 == 1));
    let set: Vec<u16> = bits.zip(0_u16..).filter(|(named, _)| *named).map(|(_, partner)| partner).collect();
    if set.last().is_some_and(|last| usize::from(*last) >= partners) {
        reader.refuse("names a partner that it does not have");
    }
    set
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
        expires: reader.day_or_open(),
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

/// Codes that no longer exist, as a tree of their own; then for each the lines that came in its place, as runs: how many
/// lines away from where the code stood, or from the run before, each begins, and how many lines it has.
fn gone(reader: &mut Reader<'_>, lines: &[Key]) -> Vec<Gone> {
    let codes = Tree::read(reader).lines;
    let counts = sizes(reader, codes.len());
    let (mut starts, mut lengths) = (reader.part(), reader.part());
    let mut gone = Vec::new();
    for (code, runs) in codes.into_iter().zip(counts) {
        let mut next = lines.partition_point(|line| *line < code);
        let became = starts.times(runs, |starts| {
            let start = usize::try_from(starts.signed().saturating_add(next as i64)).unwrap_or(usize::MAX);
            next = start.saturating_add(lengths.length());
            if next <= start || next > lines.len() {
                starts.refuse("names a successor that it does not have");
            }
            Lines::new(start..next)
        });
        gone.push(Gone { code, became });
    }
    reader.close(starts);
    reader.close(lengths);
    gone
}
