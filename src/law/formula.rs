//! What something is levied on, as a sum of named amounts.

use super::Kind;
use crate::money::Decimal;
use alloc::{string::String, vec::Vec};

/// A sum of amounts, each taken a number of times: `customs-value * 1.10 + duties`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Formula(pub Vec<Term>);

/// One amount of a sum.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// Which.
    pub amount: Amount,
    /// How many times; below zero where it is taken off.
    pub times: Decimal,
    /// Divided by this; one where nothing is said.
    pub over: Decimal,
}

/// A named amount of a line, in the currency of assessment.
#[derive(Clone, Debug, PartialEq)]
pub enum Amount {
    /// The price of the goods, discounts off.
    Goods,
    /// The line's share of the freight.
    Shipping,
    /// The line's share of the insurance.
    Insurance,
    /// The customs value by the regime's formula.
    CustomsValue,
    /// The levies of an id, before rounding unless their law rounds first.
    Levy(String),
    /// All levies of a kind computed so far.
    Kind(Kind),
    /// What a carrier advances: duties, excises and taxes computed so far that are collected on importation.
    Advanced,
}
