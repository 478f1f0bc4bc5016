//! When a rule applies.

use super::Formula;
use crate::money::{Decimal, Money};
use alloc::{boxed::Box, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// A statement about a consignment or one of its lines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Node>", into = "Vec<Node>")]
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

/// How deep conditions are nested at most: a snapshot with deeper ones is refused before it can exhaust the stack.
const DEPTH: usize = 16;

/// A condition as it is stored: in Polish notation, so that reading it recurses no deeper than allowed.
#[derive(Serialize, Deserialize)]
enum Node {
    All(u16),
    Any(u16),
    Not,
    Is(Subject, Vec<String>),
    Registered(Side, String, Option<String>),
    Goods(Scope, u16),
    Amount(Scope, Formula, Comparison),
}

impl From<Condition> for Vec<Node> {
    fn from(condition: Condition) -> Vec<Node> {
        let mut nodes = Vec::new();
        condition.store(&mut nodes);
        nodes
    }
}

impl TryFrom<Vec<Node>> for Condition {
    type Error = &'static str;

    fn try_from(nodes: Vec<Node>) -> Result<Condition, &'static str> {
        let mut nodes = nodes.into_iter();
        let condition = Condition::restore(&mut nodes, DEPTH)?;
        if nodes.next().is_none() { Ok(condition) } else { Err("a condition with something behind it") }
    }
}

impl Condition {
    fn store(self, nodes: &mut Vec<Node>) {
        let count = |conditions: &[Condition]| u16::try_from(conditions.len()).unwrap_or(u16::MAX);
        let parts = match self {
            Condition::All(all) => {
                nodes.push(Node::All(count(&all)));
                all
            }
            Condition::Any(any) => {
                nodes.push(Node::Any(count(&any)));
                any
            }
            Condition::Not(condition) => {
                nodes.push(Node::Not);
                alloc::vec![*condition]
            }
            Condition::Is(subject, among) => return nodes.push(Node::Is(subject, among)),
            Condition::Registered(side, kind, issuer) => return nodes.push(Node::Registered(side, kind, issuer)),
            Condition::Goods(scope, class) => return nodes.push(Node::Goods(scope, class)),
            Condition::Amount(scope, formula, comparison) => {
                return nodes.push(Node::Amount(scope, formula, comparison));
            }
        };
        parts.into_iter().for_each(|part| part.store(nodes));
    }

    fn restore(nodes: &mut impl Iterator<Item = Node>, depth: usize) -> Result<Condition, &'static str> {
        let depth = depth.checked_sub(1).ok_or("conditions are nested too deep")?;
        let node = nodes.next().ok_or("a condition that ends too early")?;
        let mut parts =
            |count: u16| (0..count).map(|_| Condition::restore(nodes, depth)).collect::<Result<Vec<_>, _>>();
        Ok(match node {
            Node::All(count) => Condition::All(parts(count)?),
            Node::Any(count) => Condition::Any(parts(count)?),
            Node::Not => Condition::Not(Box::new(Condition::restore(nodes, depth)?)),
            Node::Is(subject, among) => Condition::Is(subject, among),
            Node::Registered(side, kind, issuer) => Condition::Registered(side, kind, issuer),
            Node::Goods(scope, class) => Condition::Goods(scope, class),
            Node::Amount(scope, formula, comparison) => Condition::Amount(scope, formula, comparison),
        })
    }
}

/// What a condition asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Side {
    /// The seller, its exporter, or the marketplace that is deemed the supplier.
    Seller,
    /// The buyer or its importer.
    Buyer,
}

/// What a condition looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scope {
    /// A single piece of the line.
    Piece,
    /// The line.
    Line,
    /// The whole consignment; for goods, at least one of its lines.
    Consignment,
}

/// How an amount stands to a limit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// On which side of it.
    pub comparator: Comparator,
    /// The limit.
    pub limit: Limit,
}

/// A limit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Limit {
    /// In the law's own currency; compared in the currency of assessment.
    Money(Money),
    /// A bare number.
    Number(Decimal),
}

/// On which side of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

#[cfg(test)]
mod tests {
    use super::*;

    fn nested(depth: usize) -> Condition {
        (1..depth).fold(Condition::ALWAYS, |condition, _| Condition::Not(Box::new(condition)))
    }

    #[test]
    fn a_condition_is_stored_and_restored() {
        let is = Condition::Is(Subject::Buyer, alloc::vec!["consumer".into()]);
        let condition = Condition::Any(alloc::vec![nested(3), Condition::All(alloc::vec![is.clone(), is])]);
        let stored = postcard::to_allocvec(&condition).unwrap();
        assert_eq!(postcard::from_bytes::<Condition>(&stored), Ok(condition));
    }

    #[test]
    fn conditions_nested_too_deep_are_refused() {
        for (depth, sound) in [(DEPTH, true), (DEPTH + 1, false), (10_000, false)] {
            let nodes: Vec<Node> = (1..depth).map(|_| Node::Not).chain([Node::All(0)]).collect();
            let stored = postcard::to_allocvec(&nodes).unwrap();
            assert_eq!(postcard::from_bytes::<Condition>(&stored).is_ok(), sound, "{depth}");
        }
    }
}
