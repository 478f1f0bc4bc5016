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
    /// An amount in the customs currency; `None` where no rate is known, or none that gives an amount of 28 digits.
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
    /// No exchange rate from a currency is known that gives an amount of at most 28 digits.
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
    /// carried to twelve decimals. A duty is never below zero: a rate with a reduction larger than itself is no duty.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::goods::duty::Dialect;

    fn d(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    /// Goods of a value in pounds on the day; a euro is 0.8571 pounds, no other rate is known.
    fn assess(rate: &str, value: &str, known: &[(Unit, &str)], day: &str) -> Assessment {
        let mut quantities = Quantities::default();
        for (unit, amount) in known {
            quantities.insert(*unit, d(amount)).unwrap();
        }
        let convert = |money: Money| match money.currency.code() {
            "GBP" => Some(money.amount),
            "EUR" => money.amount.checked_mul(d("0.8571")).ok(),
            _ => None,
        };
        let facts =
            Facts { value: d(value), quantities: &quantities, day: Day::parse(day).unwrap(), convert: &convert };
        Expression::parse(rate, &Dialect::PLAIN).unwrap().assess(&facts)
    }

    fn duty(rate: &str, value: &str, known: &[(Unit, &str)]) -> Decimal {
        let Assessment { min, max, gaps } = assess(rate, value, known, "2026-11-24");
        assert_eq!((max, gaps), (Some(min), vec![]), "{rate}");
        min
    }

    #[test]
    fn published_examples() {
        // HMRC's duty calculator: ad valorem, a remedy by the tonne, a rate in euro, a rate between two bounds.
        assert_eq!(duty("8 %", "1200", &[]), d("96"));
        assert_eq!(duty("144.10 GBP / 1000 kg", "1260.89", &[(Unit::Kilogram, "2000")]), d("288.2"));
        assert_eq!(duty("35.10 EUR / 100 kg", "1200", &[(Unit::Kilogram, "10000")]), d("3008.421"));
        let rate = "13.80 % MIN 13.00 GBP / 100 kg MAX 15.00 GBP / 100 kg - 7.00 GBP / 100 kg";
        assert_eq!(duty(rate, "1200", &[(Unit::Kilogram, "10000")]), d("800"));
    }

    #[test]
    fn a_minimum_and_a_maximum_bound_what_stands_before() {
        // Watches: 4.5 % is 0.30 a piece at a value of 6.67, and 0.80 at 17.78.
        let watches = "4.50 % MIN 0.30 GBP / p/st MAX 0.80 GBP / p/st";
        let one = [(Unit::Piece, "1")];
        for (value, expected) in
            [("0", "0.3"), ("6.66", "0.3"), ("6.67", "0.30015"), ("17.77", "0.79965"), ("17.78", "0.8"), ("900", "0.8")]
        {
            assert_eq!(duty(watches, value, &one), d(expected), "{value}");
        }
        // A maximum of two terms: 6 + 30 against 18.9 + 16.5.
        let compound = "6 % + 30 GBP / 100 kg MAX 18.9 % + 16.50 GBP / 100 kg";
        assert_eq!(duty(compound, "100", &[(Unit::Kilogram, "100")]), d("35.4"));
        assert_eq!(duty(compound, "200", &[(Unit::Kilogram, "100")]), d("42"));
        // A later minimum lifts what an earlier maximum had bounded.
        assert_eq!(duty("10 % MAX 5 % MIN 7 %", "100", &[]), d("7"));
    }

    #[test]
    fn units_convert_and_twelfths_are_carried() {
        assert_eq!(duty("0.96 GBP / doz + 1.4 %", "100", &[(Unit::Piece, "24")]), d("3.32"));
        assert_eq!(duty("0.96 GBP / doz", "100", &[(Unit::Piece, "5")]), d("0.4"));
        assert_eq!(duty("1 GBP / gross", "0", &[(Unit::Piece, "1")]), d("0.006944444444"));
        assert_eq!(duty("33 1/3 %", "300", &[]), d("100"));
        assert_eq!(duty("33 1/3 %", "1", &[]), d("0.33333333333333"));
        let wine = [(Unit::Litre, "750"), (Unit::AlcoholByVolume, "12")];
        assert_eq!(duty("1.40 GBP / % vol / hl + 10 GBP / hl", "0", &wine), d("201"));
        // Raw sugar of 96 degrees: 3.6606 less 4 times 0.020668 is 3.577928 a kilogram.
        let sugar = "0.036606 GBP / kg - 0.00020668 GBP / kg / degree under 100 MIN 0.03143854 GBP / kg";
        assert_eq!(duty(sugar, "0", &[(Unit::Kilogram, "100"), (Unit::SugarDegree, "96")]), d("3.577928"));
        assert_eq!(duty(sugar, "0", &[(Unit::Kilogram, "100"), (Unit::SugarDegree, "50")]), d("3.143854"));
    }

    #[test]
    fn a_duty_is_never_below_zero() {
        assert_eq!(duty("5 % - 20 GBP / 100 kg", "100", &[(Unit::Kilogram, "100")]), Decimal::ZERO);
        assert_eq!(duty("5 % - 5 GBP", "100", &[]), Decimal::ZERO);
        assert_eq!(duty("5 % - 4.99 GBP", "100", &[]), d("0.01"));
    }

    #[test]
    fn seasons_turn_on_their_first_and_last_day() {
        let citrus = "8 % (1 NOV-14 MAY), 14 % (15 MAY-31 OCT)";
        for (day, percent) in [("2026-05-14", "8"), ("2026-05-15", "14"), ("2026-10-31", "14"), ("2026-11-01", "8")] {
            assert_eq!(assess(citrus, "100", &[], day).min, d(percent), "{day}");
        }
        let gap = assess("4 % (1 JAN-31 MAR), 5.1 % (1 JUN-30 NOV)", "100", &[], "2026-04-01");
        assert_eq!(gap, Assessment { min: d("0"), max: None, gaps: vec![NotComputable::OutOfSeason] });
        assert_eq!(assess("4 % (1 JAN-31 MAR), 5.1 %", "100", &[], "2026-04-01").max, Some(d("5.1")));
    }

    #[test]
    fn what_is_missing_is_named_and_bounds_what_it_can() {
        let ranges = |rate, known| {
            let Assessment { min, max, gaps } = assess(rate, "100", known, "2026-11-24");
            (min.to_string(), max.map(|max| max.to_string()), gaps)
        };
        let range = |min: &str, max: Option<&str>, gaps| (min.to_owned(), max.map(str::to_owned), gaps);
        let pieces = || vec![NotComputable::MissingQuantity(Unit::Piece)];
        assert_eq!(ranges("5 % + 1 GBP / p/st", &[]), range("5", None, pieces()));
        assert_eq!(ranges("5 % - 1 GBP / p/st", &[]), range("0", Some("5"), pieces()));
        assert_eq!(ranges("1 GBP / p/st MIN 2 % MAX 5 %", &[]), range("2", Some("5"), pieces()));
        assert_eq!(
            ranges("1 USD / p/st + 1 USD / p/st", &[(Unit::Piece, "1")]),
            range("0", None, vec![NotComputable::MissingRate(Currency::parse("USD").unwrap())]),
        );
        let words = |reason, text: &str| NotComputable::InWords { reason, text: text.to_owned() };
        assert_eq!(
            ranges("9 % + EA MAX 18.7 % + AD S/Z", &[]),
            range(
                "9",
                None,
                vec![words(Reason::AgriculturalComponent, "EA"), words(Reason::AgriculturalComponent, "AD S/Z")],
            ),
        );
        assert_eq!(
            ranges("0.4 GBP / p/st + 6 % on the case + 14 % on the strap", &[(Unit::Piece, "2")]),
            range(
                "0.8",
                Some("20.8"),
                vec![words(Reason::ValueOfPart, "6 % on the case"), words(Reason::ValueOfPart, "14 % on the strap")],
            ),
        );
        assert_eq!(
            ranges("9999999999999999999999999999 GBP + 5 % + 1 GBP", &[]),
            range("0", None, vec![NotComputable::Inexact]),
        );
    }
}
