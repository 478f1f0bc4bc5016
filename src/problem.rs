//! What is wrong with an input, all of it at once.

use alloc::{string::String, vec::Vec};
use serde::Serialize;

/// One problem of an input: where it stands, what it is and the way out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// A stable name in capitals, for machines: `FIELD_UNKNOWN`.
    pub code: &'static str,
    /// Where it stands, as a path into the request: `items[2].unitPrice.amount`; empty for the whole of it.
    pub path: String,
    /// For people: the input in backticks, the cause, and the way out.
    pub message: String,
}

/// Every problem of an input; never empty where it is the error of a result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problems {
    /// In the order of the input.
    pub errors: Vec<Problem>,
}
