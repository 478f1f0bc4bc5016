//! What an expression comes to for given goods.

use super::{Clause, Expression, Join, Reason, Season, Span, Term, YearDay};
use crate::day::Day;
use crate::goods::{Quantities, Unit, quantity::Ratio};
use crate::money::{Currency, Decimal, Inexact, Money};
use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

/// What must be known of goods to compute their duty.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// Their customs value, in the customs currency.
    pub value: Decimal,
    /// How much of each unit there is.
    pub quantities: &'a Quantities,
    /// The day whose season counts.
    pub day: Day,
    /// An amount in the customs currency; `None` where no rate is known.
    pub convert: &'a dyn Fn(Money) -> Option<Decimal>,
}

/// What an expression comes to as far as the facts go, in the customs currency, not rounded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// The least that it can be.
    pub min: Decimal,
    /// The most that it can be; `None` where nothing bounds it.
    pub max: Option<Decimal>,
    /// What keeps it from being one figure; empty where it is one.
    pub gaps: Vec<NotComputable>,
}

/// What keeps a duty from being computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotComputable {
    /// It is not known how much of a unit there is.
    MissingQuantity(Unit),
    /// No exchange rate from a currency is known.
    MissingRate(Currency),
    /// The law gives the rate in words.
    InWords {
        /// Why that can't be computed.
        reason: Reason,
        /// The words.
        text: String,
    },
    /// No season of the rate holds the day.
    OutOfSeason,
    /// A figure has more than 28 digits.
    Inexact,
}

impl fmt::Display for NotComputable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotComputable::MissingQuantity(unit) => {
                write!(f, "the quantity in {} is not known: give `{}`", unit.symbol(), unit.field())
            }
            NotComputable::MissingRate(currency) => write!(f, "no exchange rate from {currency} is known"),
            NotComputable::InWords { reason, text } => write!(f, "`{text}` {reason}"),
            NotComputable::OutOfSeason => f.write_str("no season of the rate holds the day"),
            NotComputable::Inexact => Inexact.fmt(f),
        }
    }
}

impl Expression {
    /// The duty, exact and not rounded, in the customs currency. What twelfths and other divisions without end give is
    /// carried to sixteen decimals. A duty is never below zero: a rate with a reduction larger than itself is no duty.
    ///
    /// ```
    /// use landfall::day::Day;
    /// use landfall::goods::duty::{Dialect, Expression, Facts};
    /// use landfall::goods::{Quantities, Unit};
    /// use landfall::money::Decimal;
    /// let mut quantities = Quantities::default();
    /// quantities.insert(Unit::Kilogram, Decimal::from_integer(10_000)).unwrap();
    /// let facts = Facts {
    ///     value: Decimal::from_integer(1200),
    ///     quantities: &quantities,
    ///     day: Day::parse("2026-11-24").unwrap(),
    ///     convert: &|money| Some(money.amount),
    /// };
    /// let text = "13.80 % MIN 13.00 GBP / 100 kg MAX 15.00 GBP / 100 kg - 7.00 GBP / 100 kg";
    /// let rate = Expression::parse(text, &Dialect::PLAIN).unwrap();
    /// assert_eq!(rate.evaluate(&facts), Ok(Decimal::from_integer(800)));
    /// ```
    ///
    /// # Errors
    /// All that is missing, each once.
    pub fn evaluate(&self, facts: &Facts<'_>) -> Result<Decimal, Vec<NotComputable>> {
        let Assessment { min, gaps, .. } = self.assess(facts);
        if gaps.is_empty() { Ok(min) } else { Err(gaps) }
    }

    /// The bounds of the duty: what is missing may be anything from nothing up, and a rate on a part of the goods
    /// anything up to that rate on the whole.
    #[must_use]
    pub fn assess(&self, facts: &Facts<'_>) -> Assessment {
        let mut assessor = Assessor { facts, gaps: Vec::new() };
        let range = match self.seasons.iter().find(|season| season.holds(facts.day)) {
            Some(season) => assessor.season(season),
            None => assessor.unknown(NotComputable::OutOfSeason),
        };
        let above_zero = |bound: Decimal| bound.max(Decimal::ZERO);
        Assessment {
            min: range.low.map_or(Decimal::ZERO, above_zero),
            max: range.high.map(above_zero),
            gaps: assessor.gaps,
        }
    }
}

impl Season {
    fn holds(&self, day: Day) -> bool {
        let (month, day) = day.month_and_day();
        self.spans.is_empty() || self.spans.iter().any(|span| span.holds(month, day))
    }
}

impl Span {
    fn holds(&self, month: u32, day: u32) -> bool {
        let place = |day: YearDay| (u32::from(day.month), u32::from(day.day));
        let (from, to, day) = (place(self.from), place(self.to), (month, day));
        if from <= to { from <= day && day <= to } else { from <= day || day <= to }
    }
}

/// All between two bounds; `None` for no bound on that side.
#[derive(Clone, Copy)]
struct Range {
    low: Option<Decimal>,
    high: Option<Decimal>,
}

impl Range {
    const FROM_ZERO: Range = Range { low: Some(Decimal::ZERO), high: None };

    fn point(figure: Decimal) -> Range {
        Range { low: Some(figure), high: Some(figure) }
    }

    fn plus(self, other: Range) -> Result<Range, Inexact> {
        let sum = |a: Option<Decimal>, b: Option<Decimal>| a.zip(b).map(|(a, b)| a.checked_add(b)).transpose();
        Ok(Range { low: sum(self.low, other.low)?, high: sum(self.high, other.high)? })
    }

    fn at_least(self, least: Range) -> Range {
        let high = self.high.zip(least.high).map(|(a, b)| a.max(b));
        // Of two lower bounds the higher holds, and no bound is the lowest.
        Range { low: self.low.max(least.low), high }
    }

    fn at_most(self, most: Range) -> Range {
        let low = self.low.zip(most.low).map(|(a, b)| a.min(b));
        Range { low, high: self.high.into_iter().chain(most.high).min() }
    }
}

struct Assessor<'a> {
    facts: &'a Facts<'a>,
    gaps: Vec<NotComputable>,
}

impl Assessor<'_> {
    fn season(&mut self, season: &Season) -> Range {
        let mut bounded = Range::FROM_ZERO;
        for group in season.clauses.chunk_by(|_, next| next.join == Join::Plus) {
            let range = self.sum(group);
            bounded = match group.first().map(|clause| clause.join) {
                Some(Join::Min) => bounded.at_least(range),
                Some(Join::Max) => bounded.at_most(range),
                Some(Join::Plus) | None => range,
            };
        }
        bounded
    }

    fn sum(&mut self, group: &[Clause]) -> Range {
        let mut sum = Range::point(Decimal::ZERO);
        for clause in group {
            let range = self.term(&clause.term);
            sum = match sum.plus(range) {
                Ok(sum) => sum,
                Err(Inexact) => {
                    self.unknown(NotComputable::Inexact);
                    Range { low: None, high: None }
                }
            };
        }
        sum
    }

    fn term(&mut self, term: &Term) -> Range {
        let figure = match term {
            Term::AdValorem(percent) => self.share(*percent),
            Term::Fraction { whole, part, of } => self.fraction(*whole, *part, of.get()),
            Term::Flat { amount, currency } => self.converted(*amount, *currency),
            Term::Specific { amount, currency, per, unit } => self.specific(*amount, *currency, per.get(), *unit),
            Term::OfPart { percent, .. } => return self.of_part(*percent, term),
            Term::InWords { reason, text } => {
                return self.unknown(NotComputable::InWords { reason: *reason, text: text.clone() });
            }
        };
        figure.map_or_else(|gap| self.unknown_like(term, gap), Range::point)
    }

    fn share(&self, percent: Decimal) -> Result<Decimal, NotComputable> {
        Ok(self.facts.value.checked_mul(percent)?.checked_mul(Decimal::PERCENT)?)
    }

    fn fraction(&self, whole: u32, part: u32, of: u32) -> Result<Decimal, NotComputable> {
        let [whole, part, of] = [whole, part, of].map(|figure| Decimal::from_integer(i64::from(figure)));
        let numerator = whole.checked_mul(of)?.checked_add(part)?;
        let hundredfold = Ratio { amount: self.facts.value.checked_mul(numerator)?, over: of }.value()?;
        Ok(hundredfold.checked_mul(Decimal::PERCENT)?)
    }

    fn converted(&self, amount: Decimal, currency: Currency) -> Result<Decimal, NotComputable> {
        (self.facts.convert)(Money { amount, currency }).ok_or(NotComputable::MissingRate(currency))
    }

    fn specific(&self, amount: Decimal, currency: Currency, per: u32, unit: Unit) -> Result<Decimal, NotComputable> {
        let quantity = self.facts.quantities.ratio(unit).map_err(NotComputable::MissingQuantity)?;
        let over = quantity.over.checked_mul(Decimal::from_integer(i64::from(per)))?;
        self.converted(Ratio { amount: amount.checked_mul(quantity.amount)?, over }.value()?, currency)
    }

    fn of_part(&mut self, percent: Decimal, term: &Term) -> Range {
        let gap = NotComputable::InWords { reason: Reason::ValueOfPart, text: term.to_string() };
        let range = self.unknown(gap);
        match self.share(percent) {
            Ok(whole) => range.at_most(Range::point(whole)),
            Err(_) => range,
        }
    }

    fn unknown(&mut self, gap: NotComputable) -> Range {
        if !self.gaps.contains(&gap) {
            self.gaps.push(gap);
        }
        Range::FROM_ZERO
    }

    /// What is missing, on the side of zero on which the term counts.
    fn unknown_like(&mut self, term: &Term, gap: NotComputable) -> Range {
        let Range { low, high } = self.unknown(gap);
        if term.is_subtracted() { Range { low: high, high: low } } else { Range { low, high } }
    }
}

impl From<Inexact> for NotComputable {
    fn from(Inexact: Inexact) -> NotComputable {
        NotComputable::Inexact
    }
}
