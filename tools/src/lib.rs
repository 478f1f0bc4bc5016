//! Keeps the tariff data of landfall: official files in, tables that people can review, and the snapshot that the engine
//! reads.

pub mod build;
pub mod cases;
pub mod diff;
pub mod facts;
pub mod import;
pub mod law;
pub mod mutate;
pub mod quote;
pub mod sign;
pub mod slice;
pub mod stacks;
pub mod trust;
