//! Exact amounts: decimals that never lose a digit unseen, currencies, rounding by law, allocation without remainder.
//!
//! Only this room touches `rust_decimal`: its checked operations round in silence when a result does not fit, so each
//! operation here says whether its result is exact.

mod allocation;
mod currency;
mod decimal;

pub use allocation::{allocate, spread};
pub use currency::{Currency, Money};
pub use decimal::{Decimal, Inexact, NotADecimal, Rounding};
