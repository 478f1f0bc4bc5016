//! Commodity codes.

/// A commodity code of 2 to 12 digits: the Harmonized System's six, or a tariff's own subdivision of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HsCode {
    digits: [u8; 12],
    length: u8,
}
