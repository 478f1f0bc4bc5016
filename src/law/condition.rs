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
    /// It holds for sure: what is unclear in it counts as not so.
    Surely(Box<Condition>),
    /// The subject is one of these.
    Is(Subject, Vec<String>),
    /// A party of this side holds a registration of this type, from that issuer.
    Registered(Side, String, Issuer),
    /// The goods belong to the kind with this index.
    Goods(Scope, u16),
    /// An amount stands so to a limit.
    Amount(Scope, Formula, Comparison),
    /// The line bears, be it nothing, one of these levies, which are computed before.
    Levied(Vec<String>),
    /// The commodity code stands in the list of a tariff.
    Listed {
        /// The tariff's id.
        tariff: String,
        /// The list's id in it.
        list: String,
    },
    /// A fact about the goods, by its name, is so.
    Fact(String, Test),
}

/// How a fact about goods must be.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// True or false.
    Flag(bool),
    /// One of these words.
    Word(Vec<String>),
    /// Every one of these holds for the number.
    Number(Vec<Comparison>),
}

/// Who issued a registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Issuer {
    /// Anyone.
    Anyone,
    /// This country or part of one, or nobody said who.
    Named(String),
    /// The place that the consignment goes to.
    Destination,
}

/// Whether a condition holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holds<Q> {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// It turns on something that is not known: the question to answer.
    Unclear(Q),
}

impl<Q> Holds<Q> {
    /// What is unclear counts as not so.
    fn settled(self) -> Self {
        if let Holds::Unclear(_) = self { Holds::No } else { self }
    }
}

impl<Q> From<bool> for Holds<Q> {
    fn from(holds: bool) -> Self {
        if holds { Holds::Yes } else { Holds::No }
    }
}

/// What a condition asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each is the request's field of the same name, or its default")]
pub enum Subject {
    Place,
    ShipTo,
    ShipFrom,
    Origin,
    Transport,
    Buyer,
    Seller,
    Purpose,
    Declaration,
    Incoterm,
    Scheme,
    Carrier,
    /// Who bears the charges of importation under the term of delivery.
    ChargesPaidBy,
    /// The agreement under which the ordinary duty of the line was assessed.
    Preference,
}

/// A side of the sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The seller, its exporter, or the marketplace that is deemed the supplier.
    Seller,
    /// The buyer or its importer.
    Buyer,
    /// The marketplace alone.
    Marketplace,
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

impl Limit {
    /// The number, where it is no money.
    #[must_use]
    pub fn number(&self) -> Option<Decimal> {
        match self {
            Limit::Number(number) => Some(*number),
            Limit::Money(_) => None,
        }
    }
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
    /// What to ask where an answer turns on something unknown.
    type Question;

    /// Whether the subject is one of these, by the words that the request uses.
    fn is(&self, subject: Subject, among: &[String]) -> Holds<Self::Question>;
    /// Whether a party of this side holds such a registration.
    fn registered(&self, side: Side, kind: &str, issuer: &Issuer) -> bool;
    /// Whether the goods belong to the kind with this index; what can't be told from the code counts as no.
    fn goods(&self, scope: Scope, class: u16) -> bool;
    /// Whether the line bears one of these levies.
    fn levied(&self, among: &[String]) -> bool;
    /// Whether the line's commodity code stands in a list of a tariff.
    fn listed(&self, tariff: &str, list: &str) -> Holds<Self::Question>;
    /// Whether a fact about the line's goods is so.
    fn fact(&self, name: &str, test: &Test) -> Holds<Self::Question>;
    /// Whether an amount stands so to a limit.
    ///
    /// # Errors
    /// Where an exchange rate is missing or the arithmetic would lose a digit.
    fn compare(&self, scope: Scope, formula: &Formula, comparison: &Comparison) -> Result<bool, Self::Trouble>;
}

impl Condition {
    /// The condition that always holds.
    pub const ALWAYS: Condition = Condition::All(Vec::new());

    /// Whether it holds, where what is unclear counts as not so.
    ///
    /// # Errors
    /// Those of [`Circumstances::compare`].
    pub fn holds<C: Circumstances>(&self, of: &C) -> Result<bool, C::Trouble> {
        Ok(matches!(self.read(of, Holds::settled)?, Holds::Yes))
    }

    /// Whether it holds, or what must be asked to tell.
    ///
    /// # Errors
    /// Those of [`Circumstances::compare`].
    pub fn answer<C: Circumstances>(&self, of: &C) -> Result<Holds<C::Question>, C::Trouble> {
        self.read(of, |unclear| unclear)
    }

    fn read<C: Circumstances>(
        &self,
        of: &C,
        unclear: fn(Holds<C::Question>) -> Holds<C::Question>,
    ) -> Result<Holds<C::Question>, C::Trouble> {
        Ok(match self {
            Condition::All(all) => {
                let mut answer = Holds::Yes;
                for condition in all {
                    match condition.read(of, unclear)? {
                        Holds::No => return Ok(Holds::No),
                        Holds::Unclear(question) if answer_is_sure(&answer) => answer = Holds::Unclear(question),
                        _ => {}
                    }
                }
                answer
            }
            Condition::Any(any) => {
                let mut answer = Holds::No;
                for condition in any {
                    match condition.read(of, unclear)? {
                        Holds::Yes => return Ok(Holds::Yes),
                        Holds::Unclear(question) if answer_is_sure(&answer) => answer = Holds::Unclear(question),
                        _ => {}
                    }
                }
                answer
            }
            Condition::Not(condition) => match condition.read(of, unclear)? {
                Holds::Yes => Holds::No,
                Holds::No => Holds::Yes,
                asked => asked,
            },
            Condition::Surely(condition) => condition.read(of, Holds::settled)?,
            Condition::Is(subject, among) => unclear(of.is(*subject, among)),
            Condition::Registered(side, kind, issuer) => of.registered(*side, kind, issuer).into(),
            Condition::Goods(scope, class) => of.goods(*scope, *class).into(),
            Condition::Amount(scope, formula, comparison) => of.compare(*scope, formula, comparison)?.into(),
            Condition::Levied(among) => of.levied(among).into(),
            Condition::Listed { tariff, list } => unclear(of.listed(tariff, list)),
            Condition::Fact(name, test) => unclear(of.fact(name, test)),
        })
    }
}

/// The first question is asked; once it is answered the next one shows.
fn answer_is_sure<Q>(answer: &Holds<Q>) -> bool {
    !matches!(answer, Holds::Unclear(_))
}
