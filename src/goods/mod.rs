//! What the goods are: codes of the Harmonized System, units of quantity, duty expressions and their evaluation.

pub mod duty;
mod hs;
mod quantity;

pub use hs::HsCode;
pub use quantity::{Quantities, Unit};
