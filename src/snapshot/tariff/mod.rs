//! A customs tariff: which codes it has, and what duty each of its columns sets on them.

mod key;
mod lists;
mod read;
mod tree;
mod write;

pub use lists::DraftListing;
pub use write::{DraftRate, TariffDraft};

use crate::day::{Day, Period};
use crate::goods::{HsCode, duty::Expression};
use crate::sorted::distinct;
use alloc::{string::String, vec::Vec};
use core::ops::Range;
use key::{HEAD, Key, SUBHEADING};
use lists::Lists;

/// A customs tariff of one edition.
#[derive(Clone, Debug, PartialEq)]
pub struct Tariff {
    /// What it is and how far it can be trusted.
    pub about: About,
    /// Whom its rates name, where a rate is not for everyone.
    pub partners: Vec<Partner>,
    /// Where it is known to be wrong.
    pub doubts: Vec<Doubt>,
    /// Every code that goods can be declared under; sorted. One that others begin with takes what they leave.
    lines: Vec<Key>,
    columns: Vec<Column>,
    expressions: Vec<Expression>,
    notes: Vec<String>,
    partner_sets: Vec<Vec<u16>>,
    periods: Vec<Period>,
    /// Codes that no longer exist; sorted.
    gone: Vec<Gone>,
    lists: Lists,
}

/// What a tariff is and how far it can be trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// Its id, `us`.
    pub id: String,
    /// Its name, for people.
    pub name: String,
    /// The nomenclature that its codes are of, and its year.
    pub nomenclature: String,
    /// Who published it.
    pub source: String,
    /// By which law it holds.
    pub law: String,
    /// The day of the edition.
    pub edition: Day,
    /// The last day on which its rates can be relied on; afterwards they are an estimate.
    pub reliable_until: Day,
    /// The last day on which its rates may be used at all; none where nobody sets one.
    pub expires: Option<Day>,
}

/// A partner that rates may name: a programme, an agreement, a group or a country.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partner {
    /// As rates name it: `A+`, `JP`.
    pub id: String,
    /// Its name, for people; empty where the table gives none.
    pub name: String,
    /// By which law; empty where the table does not say.
    pub law: String,
    /// The countries that it stands for, where it stands for countries.
    pub countries: Vec<String>,
}

/// Codes whose rates in the table are known to be wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// They and all below them.
    pub codes: Vec<HsCode>,
    /// What is wrong, for people.
    pub message: String,
}

/// A code that no longer exists.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Gone {
    code: Key,
    /// The lines that came in its place.
    became: Vec<Lines>,
}

/// A column of rates. What stands at a code is a cell: grants to some partners each, or to everyone, each on a schedule
/// of terms.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Column {
    id: String,
    name: String,
    /// For each length the codes at which a cell stands; sorted.
    at: Vec<Vec<(Key, u32)>>,
    cells: Groups,
    grants: Vec<Grant>,
    schedules: Groups,
    terms: Vec<Terms>,
}

/// Positions in another list, in groups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Groups {
    /// For each group where it ends, and the next begins.
    ends: Vec<u32>,
    members: Vec<u32>,
}

impl Groups {
    fn of(&self, group: u32) -> &[u32] {
        let group = group as usize;
        let start = group.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        let end = self.ends.get(group).copied().unwrap_or_default();
        self.members.get(start as usize..end as usize).unwrap_or_default()
    }
}

/// What some partners are granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Grant {
    partners: u32,
    schedule: u32,
}

/// A rate and when it holds, as positions in the dictionaries of its tariff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Terms {
    period: u32,
    expression: u32,
    note: u32,
    basis: Basis,
}

/// How sure a rate is to be the rate of its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// The source names this code.
    Exact,
    /// Every code of the same six digits that the source names has this rate.
    Hs6,
    /// From a draft of the law.
    Draft,
    /// One step of a reduction whose later steps the source lacks.
    Staged,
    /// One of several rates between which the source can't decide.
    Interval,
    /// The source has no rate that can be read.
    Unknown,
    /// Concluded from something else than the law on this code: its chapter, an average.
    Inferred,
}

impl Basis {
    /// All of them, in the order of their numbers in the format.
    pub const ALL: [Basis; 7] =
        [Basis::Exact, Basis::Hs6, Basis::Draft, Basis::Staged, Basis::Interval, Basis::Unknown, Basis::Inferred];

    /// As the tables write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Basis::Exact => "exact",
            Basis::Hs6 => "hs6",
            Basis::Draft => "draft",
            Basis::Staged => "staged",
            Basis::Interval => "interval",
            Basis::Unknown => "unknown",
            Basis::Inferred => "inferred",
        }
    }
}

/// A line of a tariff; of that one alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineId(u32);

/// Lines that follow one another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines(Range<u32>);

impl Lines {
    fn new(range: Range<usize>) -> Lines {
        // A tariff has fewer lines than a file of 4 GiB has bytes.
        Lines(range.start as u32..range.end as u32)
    }
}

impl Iterator for Lines {
    type Item = LineId;

    fn next(&mut self) -> Option<LineId> {
        self.0.next().map(LineId)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl ExactSizeIterator for Lines {}

/// What a code is in a tariff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// One line.
    Line(LineId),
    /// Any of these: the code is not precise enough to choose.
    Many(Lines),
    /// It no longer exists.
    Gone {
        /// The lines that came in its place, in their order.
        successors: Vec<LineId>,
    },
    /// The tariff has no such code.
    Unknown,
}

/// A rate that a column sets on a line.
#[derive(Clone, Debug, PartialEq)]
pub struct TariffRate<'a> {
    /// The code at which it stands: the line's own, or one that the line is a subdivision of.
    pub code: HsCode,
    /// What is owed.
    pub expression: &'a Expression,
    /// For whose goods.
    pub partners: Partners<'a>,
    /// When.
    pub period: Period,
    /// How sure it is.
    pub basis: Basis,
    /// What a reader should know; often empty.
    pub note: &'a str,
}

/// The partners that a rate is for, where it is not for everyone.
#[derive(Clone, Debug, PartialEq)]
pub struct Partners<'a> {
    all: &'a [Partner],
    named: Vec<u16>,
}

impl<'a> Partners<'a> {
    /// Whether the rate is for goods from anywhere.
    #[must_use]
    pub fn is_everyone(&self) -> bool {
        self.named.is_empty()
    }

    /// Whether it names this partner.
    #[must_use]
    pub fn contains(&self, id: &str) -> bool {
        self.iter().any(|partner| partner.id == id)
    }

    /// Those that it names.
    pub fn iter(&self) -> impl Iterator<Item = &'a Partner> {
        self.named.iter().filter_map(|at| self.all.get(usize::from(*at)))
    }

    /// Leaves out the partners that others are for; says whether it still is for any.
    fn retreat_before<'b>(&mut self, others: impl Iterator<Item = &'b Self> + Clone) -> bool
    where
        'a: 'b,
    {
        let for_everyone = self.is_everyone();
        self.named.retain(|at| !others.clone().any(|other| other.named.contains(at)));
        for_everyone || !self.named.is_empty()
    }
}

impl Column {
    /// What stands at a code itself.
    fn cell(&self, code: Key) -> Option<u32> {
        let codes = self.at.get(code.length())?;
        let place = codes.binary_search_by_key(&code, |(code, _)| *code).ok()?;
        codes.get(place).map(|(_, cell)| *cell)
    }
}

impl Tariff {
    /// Ids and names of its columns.
    pub fn columns(&self) -> impl Iterator<Item = (&str, &str)> {
        self.columns.iter().map(|column| (column.id.as_str(), column.name.as_str()))
    }

    /// All its lines.
    #[must_use]
    pub fn lines(&self) -> Lines {
        Lines::new(0..self.lines.len())
    }

    /// The code of a line.
    #[must_use]
    pub fn code(&self, line: LineId) -> Option<HsCode> {
        self.key(line).and_then(Key::code)
    }

    fn key(&self, line: LineId) -> Option<Key> {
        self.lines.get(line.0 as usize).copied()
    }

    /// What a code of any length is in this tariff.
    ///
    /// A code longer than the tariff's own is the line that it begins with. One that is not there, and did not go
    /// either, is a foreign or mistaken ending of its first eight digits, or of the six that all countries share, where
    /// the tariff has these.
    #[must_use]
    pub fn resolve(&self, code: &HsCode) -> Resolution {
        let key = Key::of(code);
        self.at_or_below(key)
            .or_else(|| self.above(key).map(Resolution::Line))
            .or_else(|| self.gone(key))
            .or_else(|| [HEAD, SUBHEADING].into_iter().find_map(|length| self.shortened(key, length)))
            .unwrap_or(Resolution::Unknown)
    }

    fn shortened(&self, key: Key, length: usize) -> Option<Resolution> {
        if key.length() > length { self.at_or_below(key.truncated(length)) } else { None }
    }

    fn at_or_below(&self, key: Key) -> Option<Resolution> {
        let mut lines = Lines::new(key.range_in(&self.lines));
        match lines.len() {
            0 => None,
            1 => lines.next().map(Resolution::Line),
            _ => Some(Resolution::Many(lines)),
        }
    }

    /// The deepest line that a code is a subdivision of.
    fn above(&self, key: Key) -> Option<LineId> {
        let above = (2..key.length()).rev().map(|length| key.truncated(length));
        above.filter_map(|key| self.lines.binary_search(&key).ok()).next().map(|at| LineId(at as u32))
    }

    fn gone(&self, key: Key) -> Option<Resolution> {
        let related = self.gone.iter().filter(|gone| gone.code.covers(key) || key.covers(gone.code));
        let successors = distinct(related.flat_map(|gone| gone.became.iter().cloned().flatten()));
        (!successors.is_empty()).then_some(Resolution::Gone { successors })
    }

    /// The rates that a column sets on a line on a day. For each partner those of the deepest code, from the line up,
    /// that bears any for it on that day; the deepest first. None where the tariff has no such column.
    ///
    /// Several rates for one partner, or for everyone, all stand: the law says which is owed.
    pub fn rates<'a>(&'a self, line: LineId, column: &str, day: Day) -> impl Iterator<Item = TariffRate<'a>> + use<'a> {
        let mut standing: Vec<TariffRate<'a>> = Vec::new();
        let column = self.column(column);
        for rates in column.into_iter().flat_map(|column| self.rates_upwards(column, line)) {
            let deeper = standing.len();
            for mut rate in rates.filter(|rate| rate.period.contains(day)) {
                let overridden = standing.get(..deeper).unwrap_or_default();
                if rate.partners.retreat_before(overridden.iter().map(|rate| &rate.partners)) {
                    standing.push(rate);
                }
            }
            if standing.iter().any(|rate| rate.partners.is_everyone()) {
                break;
            }
        }
        standing.into_iter()
    }

    fn column(&self, id: &str) -> Option<&Column> {
        self.columns.iter().find(|known| known.id == id)
    }

    /// What a column has at a line, then at the codes that it is a subdivision of, the deepest first.
    fn rates_upwards<'a>(
        &'a self,
        column: &'a Column,
        line: LineId,
    ) -> impl Iterator<Item = impl Iterator<Item = TariffRate<'a>>> {
        let codes =
            self.key(line).into_iter().flat_map(|key| (2..=key.length()).rev().map(move |at| key.truncated(at)));
        codes.filter_map(|key| Some(self.cell_rates(column, key, column.cell(key)?)))
    }

    fn cell_rates<'a>(
        &'a self,
        column: &'a Column,
        key: Key,
        cell: u32,
    ) -> impl Iterator<Item = TariffRate<'a>> + use<'a> {
        let grants = column.cells.of(cell).iter().filter_map(|grant| column.grants.get(*grant as usize));
        let terms =
            grants.flat_map(|grant| column.schedules.of(grant.schedule).iter().map(move |terms| (grant, *terms)));
        terms.filter_map(move |(grant, terms)| self.rate(key, *grant, column.terms.get(terms as usize)?))
    }

    fn rate(&self, key: Key, grant: Grant, terms: &Terms) -> Option<TariffRate<'_>> {
        let named = self.partner_sets.get(grant.partners as usize)?.clone();
        Some(TariffRate {
            code: key.code()?,
            expression: self.expressions.get(terms.expression as usize)?,
            partners: Partners { all: &self.partners, named },
            period: *self.periods.get(terms.period as usize)?,
            basis: terms.basis,
            note: self.notes.get(terms.note as usize)?,
        })
    }

    /// Every rate of a column where it stands, in the order of codes: the table itself, for those who compare it.
    pub fn all_rates<'a>(&'a self, column: &str) -> impl Iterator<Item = TariffRate<'a>> + use<'a> {
        self.column(column).into_iter().flat_map(move |column| {
            let mut cells: Vec<_> = column.at.iter().flatten().copied().collect();
            cells.sort_unstable();
            cells.into_iter().flat_map(move |(key, cell)| self.cell_rates(column, key, cell))
        })
    }

    /// Codes that no longer exist, each with a line that came in its place; several times where it was split.
    pub fn successors(&self) -> impl Iterator<Item = (HsCode, HsCode)> {
        let pairs =
            self.gone.iter().flat_map(|gone| gone.became.iter().cloned().flatten().map(|line| (gone.code, line)));
        pairs.filter_map(|(gone, line)| Some((gone.code()?, self.code(line)?)))
    }

    /// What is known to be wrong about a line's rates.
    pub fn doubts_about(&self, line: LineId) -> impl Iterator<Item = &str> {
        let code = self.code(line);
        self.doubts
            .iter()
            .filter(move |doubt| code.is_some_and(|code| doubt.codes.iter().any(|prefix| code.starts_with(prefix))))
            .map(|doubt| doubt.message.as_str())
    }
}
