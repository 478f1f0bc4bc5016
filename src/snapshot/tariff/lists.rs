//! Lists of goods that measures name, kept by tariff line.

use super::key::Key;
use super::write::Dictionary;
use super::{LineId, Lines, Resolution, Tariff};
use crate::day::{Day, Period};
use crate::goods::HsCode;
use crate::law::Belongs;
use crate::snapshot::bytes::{Reader, Writer};
use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
    vec::Vec,
};
use core::ops::Range;

/// That goods stand on a list, to be written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DraftListing {
    /// The list's id.
    pub list: String,
    /// The goods: all lines at or below this code.
    pub code: HsCode,
    /// The first day; open where left out.
    pub from: Option<Day>,
    /// The last day; open where left out.
    pub to: Option<Day>,
}

/// Which lines stand on which lists, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Lists {
    /// Ids, sorted.
    names: Vec<String>,
    /// A list, by its position, and the days on which it names the goods.
    listings: Vec<(u32, Period)>,
    /// Listings that lines share, by their positions.
    sets: Vec<Vec<u32>>,
    /// Sets of the lines from this one up to the next.
    runs: Vec<(u32, u32)>,
}

impl Lists {
    /// Reads the lists of a tariff that has so many lines.
    pub(super) fn read(reader: &mut Reader<'_>, lines: usize) -> Lists {
        let names = reader.texts();
        let listings = reader.list(|reader| {
            let list = reader.index_below(names.len());
            let (from, to) = (reader.day_or_open(), reader.day_or_open());
            (list, Period { from: from.unwrap_or(Day::MIN), to })
        });
        let sets = reader.list(|reader| reader.list(|reader| reader.index_below(listings.len())));
        let mut next = 0_u32;
        let runs = reader.list(|reader| {
            let first = next;
            next = next.saturating_add(reader.index());
            if next as usize > lines || next == first {
                reader.refuse("lists lines that it does not have");
            }
            (first, reader.index_below(sets.len()))
        });
        if !names.is_sorted() {
            reader.refuse("names its lists out of order");
        }
        Lists { names, listings, sets, runs }
    }

    /// The sets of some lines.
    fn sets(&self, lines: Range<u32>) -> impl Iterator<Item = &[u32]> {
        let first = self.runs.partition_point(|(first, _)| *first <= lines.start).saturating_sub(1);
        let runs = self.runs.get(first..).unwrap_or_default().iter().take_while(move |(first, _)| *first < lines.end);
        runs.filter_map(|(_, set)| self.sets.get(*set as usize).map(Vec::as_slice))
    }

    fn listing(&self, at: u32) -> Option<(&str, Period)> {
        let (list, period) = self.listings.get(at as usize)?;
        Some((self.names.get(*list as usize)?, *period))
    }
}

impl Tariff {
    /// The ids of the lists of goods that it has, sorted.
    pub fn lists(&self) -> impl Iterator<Item = &str> {
        self.lists.names.iter().map(String::as_str)
    }

    /// The lists that name a line, and when each does.
    pub fn listings(&self, line: LineId) -> impl Iterator<Item = (&str, Period)> {
        let sets = self.lists.sets(line.0..line.0.saturating_add(1));
        sets.flatten().filter_map(|at| self.lists.listing(*at))
    }

    /// Whether a list names the goods of a code on a day.
    ///
    /// Unclear where the list names some of the lines that the code could be and not the others, and where the tariff
    /// no longer has the code.
    #[must_use]
    pub fn listed(&self, list: &str, code: &HsCode, day: Day) -> Belongs {
        let Lines(lines) = match self.resolve(code) {
            Resolution::Line(line) => Lines(line.0..line.0.saturating_add(1)),
            Resolution::Many(lines) => lines,
            Resolution::Gone { .. } | Resolution::Unknown => return Belongs::Unclear,
        };
        let Ok(list) = self.lists.names.binary_search_by(|name| name.as_str().cmp(list)) else { return Belongs::No };
        let names_it = |at: &u32| {
            let listing = self.lists.listings.get(*at as usize);
            listing.is_some_and(|(of, period)| *of as usize == list && period.contains(day))
        };
        let (mut some, mut all) = (false, true);
        for set in self.lists.sets(lines) {
            let named = set.iter().any(names_it);
            some |= named;
            all &= named;
        }
        match (some, all) {
            (false, _) => Belongs::No,
            (true, true) => Belongs::Yes,
            (true, false) => Belongs::Unclear,
        }
    }
}

/// A list and the days, as they are written.
type Listing = (u32, Option<Day>, Option<Day>);

/// Writes what [`Lists::read`] reads. Codes that the tariff has no line for are of another edition and stay out.
pub(super) fn write(writer: &mut Writer, drafts: &[DraftListing], lines: &BTreeSet<Key>) {
    let names: Vec<String> =
        drafts.iter().map(|draft| draft.list.clone()).collect::<BTreeSet<_>>().into_iter().collect();
    let mut by_code: BTreeMap<Key, BTreeSet<Listing>> = BTreeMap::new();
    for DraftListing { list, code, from, to } in drafts {
        let list = names.partition_point(|name| name < list) as u32;
        by_code.entry(Key::of(code)).or_default().insert((list, *from, *to));
    }
    let of_line = |line: &Key| -> BTreeSet<Listing> {
        let codes = (2..=line.length()).map(|length| line.truncated(length));
        codes.filter_map(|code| by_code.get(&code)).flatten().copied().collect()
    };
    let by_line: Vec<BTreeSet<Listing>> = lines.iter().map(of_line).collect();
    let listings = Dictionary::new(by_line.iter().flatten());
    let sets = Dictionary::new(by_line.iter());

    writer.texts(&names);
    writer.list(&listings.values, |writer, (list, from, to)| {
        writer.varint(u64::from(*list));
        writer.day_or_open(*from);
        writer.day_or_open(*to);
    });
    writer.list(&sets.values, |writer, set| {
        let set: Vec<u32> = set.iter().map(|listing| listings.at(listing)).collect();
        writer.list(&set, |writer, at| writer.varint(u64::from(*at)));
    });
    let runs: Vec<&[BTreeSet<Listing>]> = by_line.chunk_by(PartialEq::eq).collect();
    writer.list(&runs, |writer, run| {
        writer.count(run.len());
        run.iter().take(1).for_each(|set| writer.varint(u64::from(sets.at(set))));
    });
}
