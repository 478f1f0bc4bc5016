//! What the goods are: codes of the Harmonized System, units of quantity, duty expressions and their evaluation.

pub mod duty;
mod hs;
mod quantity;
mod unit;

pub use hs::HsCode;
pub use quantity::{Quantities, WeightUnit};
pub use unit::Unit;
