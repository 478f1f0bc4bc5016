//! Keeps the tariff data of landfall: official files in, tables that people can review, and the snapshot that the engine
//! reads.

pub mod build;
pub mod import;
pub mod law;
pub mod sign;
