//! Landed cost at checkout: what an order from abroad will really cost, by which law, who collects it and when.
//!
//! The modules stand in the order in which a cart flows through them: [`request`] reads what the merchant says,
//! [`money`] and [`goods`] give it value and kind, [`law`] and [`snapshot`] hold what applies on the day, and
//! [`quote`] works out what is owed.

extern crate alloc;

pub mod day;
pub mod goods;
mod json;
pub mod law;
pub mod money;
pub mod problem;
pub mod quote;
pub mod request;
pub mod snapshot;
pub mod sorted;
#[cfg(feature = "wasm")]
pub mod wasm;
