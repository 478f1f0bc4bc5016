//! Decimals whose operations are exact or refused.

use core::fmt;
use rust_decimal::Decimal as Inner;

/// An exact decimal number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Decimal(Inner);

/// The exact result of an operation does not fit 28 digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inexact;

/// How a number is brought to a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// To the nearest step, halves away from zero.
    HalfUp,
    /// To the nearest step, halves to the even one.
    HalfEven,
    /// Towards zero.
    Down,
    /// Away from zero.
    Up,
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
