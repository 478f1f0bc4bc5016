//! The duty grammar: what a tariff's rate column says, as a tree.

/// A duty expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression;
