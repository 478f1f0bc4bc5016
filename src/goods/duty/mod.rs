//! The duty grammar: what a tariff's rate column says, as a tree.
//!
//! Terms are joined by `+` and `-`; `MIN` and `MAX` bind loosest and are read left to right, each bounding all that
//! stands before it by all that follows up to the next of them. Seasons stand in parentheses behind their rates. What
//! the law says in words and no figure of the goods can settle is kept as such, with the reason.

mod dialect;
mod evaluate;
mod parse;
mod print;
mod reader;
mod special;

pub use dialect::{Dialect, Sign};
pub use evaluate::{Assessment, Facts, NotComputable};
pub use reader::ParseError;
pub use special::split_special;

use super::Unit;
use crate::money::{Currency, Decimal};
use crate::sorted::distinct;
use alloc::{string::String, vec, vec::Vec};
use core::{fmt, num::NonZeroU32};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A duty expression: how much duty goods bear, by their value and quantities.
///
/// It prints in one canonical form, which reads back as the same expression.
///
/// ```
/// use landfall::goods::duty::{Dialect, Expression};
/// let watches = Expression::parse("4.50% MIN 0.30 EUR/item MAX 0.80 EUR/item", &Dialect::PLAIN).unwrap();
/// assert_eq!(watches.to_string(), "4.5 % MIN 0.3 EUR / p/st MAX 0.8 EUR / p/st");
/// assert_eq!(Expression::parse(&watches.to_string(), &Dialect::PLAIN), Ok(watches));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Expression {
    /// At least one; the first whose spans hold the day counts.
    seasons: Vec<Season>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Season {
    /// None for the whole year, or what is left of it.
    spans: Vec<Span>,
    /// At least one; the first is joined by [`Join::Plus`].
    clauses: Vec<Clause>,
}

/// Days of every year, both included; a span may run over the turn of the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Span {
    from: YearDay,
    to: YearDay,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct YearDay {
    month: u8,
    day: u8,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Clause {
    join: Join,
    term: Term,
}

/// How a term stands to what is before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Join {
    /// Added, or subtracted where its figure is negative.
    Plus,
    /// It begins the least that all before it comes to.
    Min,
    /// It begins the most that all before it comes to.
    Max,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Term {
    /// Per cent of the customs value.
    AdValorem(Decimal),
    /// Per cent of the customs value, written with a fraction: 33 1/3 %.
    Fraction { whole: u32, part: u32, of: NonZeroU32 },
    /// An amount, whatever the goods.
    Flat { amount: Decimal, currency: Currency },
    /// An amount for so many of a unit.
    Specific { amount: Decimal, currency: Currency, per: NonZeroU32, unit: Unit },
    /// Per cent of the value of a part of the goods.
    OfPart { percent: Decimal, part: String },
    /// What no figure settles, in the words of the tariff.
    InWords { reason: Reason, text: String },
}

/// Why a rate that the law gives in words can't be computed from value and quantities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A component by the milk fat, milk protein, starch and sugar in the goods (the Meursing table).
    AgriculturalComponent,
    /// By the price at which the consignment enters, against a table of prices.
    EntryPrice,
    /// The rate of another line of the tariff.
    OtherLine,
    /// Nothing is changed: the rate of the line itself stands.
    Unchanged,
    /// Goods in a set: each article at its own rate, or all at the highest.
    EachArticle,
    /// A part: the rate of the article that it belongs to.
    OfWhole,
    /// A note to the tariff says it.
    Note,
    /// Free under a condition that the tariff names.
    Condition,
    /// A rate on the value of a part of the goods, which is not known.
    ValueOfPart,
    /// A duty on another value than that of the goods.
    OtherValue,
    /// There is a rate, but the table at hand does not have it.
    Unknown,
}

impl Reason {
    /// For people: why there is no figure, as the end of a sentence that begins with the rate.
    #[must_use]
    pub fn explanation(self) -> &'static str {
        match self {
            Reason::AgriculturalComponent => "depends on the milk fat, milk protein, starch and sugar in the goods",
            Reason::EntryPrice => "depends on the entry price of the consignment",
            Reason::OtherLine => "is the rate of another tariff line",
            Reason::Unchanged => "leaves the rate of the tariff line as it is",
            Reason::EachArticle => "depends on the articles of the set",
            Reason::OfWhole => "is the rate of the article that the part belongs to",
            Reason::Note => "is laid down in a note to the tariff",
            Reason::Condition => "is free under a condition only",
            Reason::ValueOfPart => "depends on the value of a part of the goods",
            Reason::OtherValue => "is levied on another value than that of the goods",
            Reason::Unknown => "is not in the table at hand",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.explanation())
    }
}

impl Expression {
    /// Reads an expression as the official tables and the contract write it.
    ///
    /// # Errors
    /// [`ParseError`] names the place, what stands there, and what could.
    pub fn parse(text: &str, dialect: &Dialect<'_>) -> Result<Expression, ParseError> {
        parse::expression(text, dialect)
    }

    /// A rate in per cent of the customs value.
    #[must_use]
    pub fn ad_valorem(percent: Decimal) -> Expression {
        let clauses = vec![Clause { join: Join::Plus, term: Term::AdValorem(percent) }];
        Expression { seasons: vec![Season { spans: Vec::new(), clauses }] }
    }

    /// No duty.
    #[must_use]
    pub fn free() -> Expression {
        Expression::ad_valorem(Decimal::ZERO)
    }

    /// Whether it says that there is no duty, at any time of the year.
    #[must_use]
    pub fn is_free(&self) -> bool {
        self.terms().all(|term| matches!(term, Term::AdValorem(percent) if percent.is_zero()))
    }

    /// Whether it is a rate on the customs value alone, without minimum, maximum or season.
    #[must_use]
    pub fn is_ad_valorem_only(&self) -> bool {
        matches!(self.seasons.as_slice(), [season] if season.clauses.iter().all(Clause::adds_ad_valorem))
    }

    /// The per cent of the customs value that it begins with, before any minimum or maximum; `None` without one, with
    /// seasons, and for a fraction that no decimal gives.
    #[must_use]
    pub fn ad_valorem_part(&self) -> Option<Decimal> {
        let [season] = self.seasons.as_slice() else { return None };
        let first = season.clauses.iter().take_while(|clause| clause.join == Join::Plus);
        let rates = first.filter_map(|clause| match clause.term {
            Term::AdValorem(percent) => Some(percent),
            _ => None,
        });
        let rates: Vec<Decimal> = rates.collect();
        if rates.is_empty() { None } else { Decimal::sum(rates).ok() }
    }

    /// The units that must be known to compute it at any time of the year, sorted.
    #[must_use]
    pub fn units(&self) -> Vec<Unit> {
        let unit = |term: &Term| match term {
            Term::Specific { unit, .. } => Some(*unit),
            _ => None,
        };
        distinct(self.terms().filter_map(unit))
    }

    /// Why it can't be computed whatever is known of the goods, sorted; empty where it can.
    #[must_use]
    pub fn reasons(&self) -> Vec<Reason> {
        let reason = |term: &Term| match term {
            Term::InWords { reason, .. } => Some(*reason),
            Term::OfPart { .. } => Some(Reason::ValueOfPart),
            _ => None,
        };
        distinct(self.terms().filter_map(reason))
    }

    fn terms(&self) -> impl Iterator<Item = &Term> {
        self.seasons.iter().flat_map(|season| season.clauses.iter().map(|clause| &clause.term))
    }
}

impl Clause {
    fn adds_ad_valorem(&self) -> bool {
        self.join == Join::Plus && matches!(self.term, Term::AdValorem(_) | Term::Fraction { .. })
    }
}

impl Serialize for Expression {
    /// Its canonical text.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Expression {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let text = <alloc::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Expression::parse(&text, &Dialect::PLAIN).map_err(D::Error::custom)
    }
}
