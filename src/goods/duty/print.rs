//! From tree to canonical text.

use super::{Clause, Expression, Join, Season, Span, Term, YearDay};
use crate::money::{Currency, Decimal};
use core::fmt;

pub(super) const MONTHS: [&str; 12] =
    ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        separated(f, &self.seasons, ", ")
    }
}

fn separated<T: fmt::Display>(f: &mut fmt::Formatter<'_>, items: &[T], separator: &str) -> fmt::Result {
    for (place, item) in items.iter().enumerate() {
        if place > 0 {
            f.write_str(separator)?;
        }
        item.fmt(f)?;
    }
    Ok(())
}

impl fmt::Display for Season {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.clauses.as_slice() {
            [Clause { term: Term::AdValorem(percent), .. }] if percent.is_zero() => f.write_str("Free")?,
            clauses => clauses.iter().enumerate().try_for_each(|(place, clause)| clause.write(f, place == 0))?,
        }
        if !self.spans.is_empty() {
            f.write_str(" (")?;
            separated(f, &self.spans, ", ")?;
            f.write_str(")")?;
        }
        Ok(())
    }
}

impl Clause {
    fn write(&self, f: &mut fmt::Formatter<'_>, first: bool) -> fmt::Result {
        f.write_str(match self.join {
            Join::Plus if first => "",
            Join::Plus if self.term.is_subtracted() => " - ",
            Join::Plus => " + ",
            Join::Min => " MIN ",
            Join::Max => " MAX ",
        })?;
        fmt::Display::fmt(&self.term, f)
    }
}

impl Term {
    /// Whether it takes away from what is before it.
    pub(super) fn is_subtracted(&self) -> bool {
        match self {
            Term::AdValorem(figure) | Term::Flat { amount: figure, .. } | Term::Specific { amount: figure, .. } => {
                figure.is_negative()
            }
            Term::Fraction { .. } | Term::OfPart { .. } | Term::InWords { .. } => false,
        }
    }
}

impl fmt::Display for Term {
    /// Without its sign.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Term::AdValorem(percent) => write!(f, "{} %", percent.abs()),
            Term::Fraction { whole, part, of } => write!(f, "{whole} {part}/{of} %"),
            Term::Flat { amount, currency } => write_amount(f, *amount, *currency),
            Term::Specific { amount, currency, per, unit } => {
                write_amount(f, *amount, *currency)?;
                f.write_str(" / ")?;
                if per.get() > 1 {
                    write!(f, "{per} ")?;
                }
                f.write_str(unit.symbol())
            }
            Term::OfPart { percent, part } => write!(f, "{percent} % on {part}"),
            Term::InWords { text, .. } => f.write_str(text),
        }
    }
}

fn write_amount(f: &mut fmt::Formatter<'_>, amount: Decimal, currency: Currency) -> fmt::Result {
    write!(f, "{} {currency}", amount.abs())
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.from, self.to)
    }
}

impl fmt::Display for YearDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let month = MONTHS.get(usize::from(self.month).saturating_sub(1)).copied().unwrap_or_default();
        write!(f, "{} {month}", self.day)
    }
}
