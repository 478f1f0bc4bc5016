//! What differs between the tables that write duties.

use crate::money::{Currency, Decimal};

/// How a table writes what the grammar leaves open.
#[derive(Clone, Copy, Debug, Default)]
pub struct Dialect<'a> {
    /// Signs of currencies, beside their codes, which are always read.
    pub signs: &'a [Sign<'a>],
    /// Whether a number without a sign is a percentage, as where the head of the column says so.
    pub bare_percent: bool,
}

/// A sign that stands before or after an amount.
#[derive(Clone, Copy, Debug)]
pub struct Sign<'a> {
    /// The sign: `$`, `¢`, `€`.
    pub sign: &'a str,
    /// The currency that it stands for.
    pub currency: Currency,
    /// How much of the currency one of it is: a cent is a hundredth.
    pub worth: Decimal,
}

impl Dialect<'static> {
    /// Codes of currencies alone, and no number without its sign: how requests and this project's own tables write.
    pub const PLAIN: Dialect<'static> = Dialect { signs: &[], bare_percent: false };
}
