//! Units of quantity and how much of each a line holds.

use crate::money::Decimal;
use alloc::collections::BTreeMap;

/// A unit that a duty can be levied by, each tied to a field of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// Kilograms of net weight.
    NetKilogram,
}

/// How much of each unit there is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quantities(pub BTreeMap<Unit, Decimal>);
