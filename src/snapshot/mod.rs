//! What is known: law, rates of exchange and tariffs of one edition, in one file that is verified before it is used.

mod bytes;
pub mod container;
mod error;

pub use container::{Digest, Edition};
pub use error::SnapshotError;
