//! What the computation has to say beside its figures, and how far each saying lowers the outcome.

use super::output::{Outcome, Reason};
use crate::{law::Doubt, money::Inexact};
use alloc::{string::String, vec::Vec};

/// Reasons, and the outcome that they leave.
#[derive(Clone, Debug)]
pub(super) struct Findings {
    pub outcome: Outcome,
    pub reasons: Vec<Reason>,
}

impl Findings {
    pub fn new() -> Self {
        Findings { outcome: Outcome::Complete, reasons: Vec::new() }
    }

    /// Adds a reason that lowers the outcome to `outcome` where it was better.
    pub fn add(&mut self, outcome: Outcome, reason: Reason) {
        self.outcome = self.outcome.max(outcome);
        self.reasons.push(reason);
    }

    /// Adds all of another's.
    pub fn extend(&mut self, other: Findings) {
        self.outcome = self.outcome.max(other.outcome);
        self.reasons.extend(other.reasons);
    }

    /// Takes the value of a result, or its error as the reasons of a refusal.
    pub fn keep<T>(&mut self, result: Result<T, impl Into<Refusal>>) -> Option<T> {
        result
            .map_err(|refusal| refusal.into().0.into_iter().for_each(|reason| self.add(Outcome::Refused, reason)))
            .ok()
    }
}

impl Reason {
    pub(super) fn new(code: &str, message: impl Into<String>, action: impl Into<String>) -> Reason {
        Reason { code: code.into(), path: None, message: message.into(), action: action.into() }
    }

    pub(super) fn at(self, path: impl Into<String>) -> Reason {
        Reason { path: Some(path.into()), ..self }
    }
}

impl From<&Doubt> for Reason {
    fn from(doubt: &Doubt) -> Reason {
        Reason::new(&doubt.code, doubt.message.as_str(), doubt.action.as_str())
    }
}

impl From<Inexact> for Reason {
    fn from(_: Inexact) -> Reason {
        Reason::new(
            "AMOUNT_TOO_LONG",
            "An amount has more digits than can be computed exactly.",
            "Give prices, quantities and rates with fewer digits.",
        )
    }
}

/// Every reason for which a figure can't be given; never empty.
#[derive(Debug)]
pub(super) struct Refusal(pub Vec<Reason>);

impl From<Reason> for Refusal {
    fn from(reason: Reason) -> Refusal {
        Refusal(alloc::vec![reason])
    }
}

impl From<Inexact> for Refusal {
    fn from(inexact: Inexact) -> Refusal {
        Refusal::from(Reason::from(inexact))
    }
}
