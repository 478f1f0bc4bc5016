//! When a rule applies.

use super::Formula;
use crate::money::{Decimal, Money};
use alloc::{boxed::Box, string::String, vec::Vec};
use serde::Deserialize;

/// A statement about a consignment or one of its lines.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// Every one holds; of none, it holds.
    All(Vec<Condition>),
    /// At least one holds.
    Any(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
    /// The subject is one of these.
    Is(Subject, Vec<String>),
    /// A party of this side holds a registration of this type, issued there where an issuer is named.
    Registered(Side, String, Option<String>),
    /// The goods belong to the kind with this index.
    Goods(Scope, u16),
    /// An amount stands so to a limit.
    Amount(Scope, Formula, Comparison),
}

/// What a condition asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each is the request's field of the same name, or its default")]
pub enum Subject {
    Place,
    ShipFrom,
    Origin,
    Transport,
    Buyer,
    Seller,
    Purpose,
    Declaration,
    Incoterm,
    Scheme,
}

/// A side of the sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The seller, its exporter, or the marketplace that is deemed the supplier.
    Seller,
    /// The buyer or its importer.
    Buyer,
}

/// What a condition looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// A single piece of the line.
    Piece,
    /// The line.
    Line,
    /// The whole consignment; for goods, at least one of its lines.
    Consignment,
}

/// How an amount stands to a limit.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// On which side of it.
    pub comparator: Comparator,
    /// The limit.
    pub limit: Limit,
}

/// A limit.
#[derive(Clone, Debug, PartialEq)]
pub enum Limit {
    /// In the law's own currency; compared in the currency of assessment.
    Money(Money),
    /// A bare number.
    Number(Decimal),
}

/// On which side of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum Comparator {
    Below,
    AtMost,
    Above,
    AtLeast,
}

impl Comparator {
    /// Whether `value` stands so to `limit`.
    #[must_use]
    pub fn holds(self, value: Decimal, limit: Decimal) -> bool {
        match self {
            Comparator::Below => value < limit,
            Comparator::AtMost => value <= limit,
            Comparator::Above => value > limit,
            Comparator::AtLeast => value >= limit,
        }
    }
}

/// What conditions are asked about.
pub trait Circumstances {
    /// Why an answer can't be given.
    type Trouble;

    /// What the subject is, by the word that the request uses for it.
    fn subject(&self, subject: Subject) -> &str;
    /// Whether a party of this side holds such a registration.
    fn registered(&self, side: Side, kind: &str, issuer: Option<&str>) -> bool;
    /// Whether the goods belong to the kind with this index; what can't be told from the code counts as no.
    fn goods(&self, scope: Scope, class: u16) -> bool;
    /// Whether an amount stands so to a limit.
    ///
    /// # Errors
    /// Where an exchange rate is missing or the arithmetic would lose a digit.
    fn compare(&self, scope: Scope, formula: &Formula, comparison: &Comparison) -> Result<bool, Self::Trouble>;
}

impl Condition {
    /// The condition that always holds.
    pub const ALWAYS: Condition = Condition::All(Vec::new());

    /// Whether it holds.
    ///
    /// # Errors
    /// Those of [`Circumstances::compare`].
    pub fn holds<C: Circumstances + ?Sized>(&self, of: &C) -> Result<bool, C::Trouble> {
        Ok(match self {
            Condition::All(all) => {
                for condition in all {
                    if !condition.holds(of)? {
                        return Ok(false);
                    }
                }
                true
            }
            Condition::Any(any) => {
                for condition in any {
                    if condition.holds(of)? {
                        return Ok(true);
                    }
                }
                false
            }
            Condition::Not(condition) => !condition.holds(of)?,
            Condition::Is(subject, among) => {
                let value = of.subject(*subject);
                among.iter().any(|one| one == value)
            }
            Condition::Registered(side, kind, issuer) => of.registered(*side, kind, issuer.as_deref()),
            Condition::Goods(scope, class) => of.goods(*scope, *class),
            Condition::Amount(scope, formula, comparison) => of.compare(*scope, formula, comparison)?,
        })
    }
}
