//! What is wrong with an input, all of it at once.

use crate::json::{self, objects};
use alloc::{string::String, vec::Vec};
use core::fmt;
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

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        write!(f, "{} ({})", self.message, self.code)
    }
}

/// Every problem of an input; never empty where it is the error of a result.
///
/// As JSON it is `{"errors":[{"code":…,"path":…,"message":…}]}`; for people it prints a line per problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problems {
    /// In the order of the contract's fields, which makes it the same for every run.
    pub errors: Vec<Problem>,
}

impl Problems {
    /// As canonical JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        json::text(self)
    }
}

objects! {
    Problems { "errors": errors }
    Problem { "code": code, "path": path, "message": message }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.errors.iter().try_for_each(|problem| writeln!(f, "{problem}"))
    }
}

impl core::error::Error for Problems {}
