//! Preferential origin: under which agreement goods pay less than the general duty.

use super::{Condition, Doubt, Source};
use crate::{day::Period, goods::duty::Expression};
use alloc::{string::String, vec::Vec};

/// An agreement or arrangement under which originating goods are imported at a preference.
#[derive(Clone, Debug, PartialEq)]
pub struct Agreement {
    /// Its id: `eu-uk`.
    pub id: String,
    /// Its name, for people.
    pub name: String,
    /// The countries whose originating goods it is for; none where the origin does not matter, as in a customs union.
    pub origins: Vec<String>,
    /// When it applies.
    pub period: Period,
    /// To which lines.
    pub when: Condition,
    /// What it grants.
    pub grant: Grant,
    /// The proofs of origin of which it asks for one; none where it asks for none.
    pub proofs: Vec<String>,
    /// Whether it asks for proof where the regime waives that.
    pub always_proven: bool,
    /// Where it asks for no proof, as for consignments of small value.
    pub waiver: Option<Condition>,
    /// What is unsure about it.
    pub doubt: Option<Doubt>,
    /// By which law.
    pub source: Source,
}

/// What an agreement grants.
#[derive(Clone, Debug, PartialEq)]
pub enum Grant {
    /// This rate in place of the general one.
    Rate(Expression),
    /// Between this rate and the general one: reductions by steps that the data does not have.
    AtBest(Expression),
    /// What a column of the tariff has for that partner, among these, to which the country of origin belongs.
    Column {
        /// The column's id.
        column: String,
        /// The partners' ids in the table.
        partners: Vec<String>,
    },
}
