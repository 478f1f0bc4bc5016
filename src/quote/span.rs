//! Open questions: what is not known spans an interval, and the quote is computed once for each end of it.
//!
//! Every question here has a cheaper and a dearer answer, and each charge only grows with its base: so the landed cost
//! lies between the run in which every answer is the cheaper one and the run in which every answer is the dearer.

use super::{
    class::Classes,
    finding::Findings,
    grouping::once,
    output::{Outcome, Reason},
};
use crate::{
    law::{Doubt, Levy, Standing},
    sorted::Sorted,
};
use alloc::{format, string::String, vec::Vec};
use core::cell::RefCell;

/// Which answer a run of the computation gives to open questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lean {
    /// The cheaper.
    Low,
    /// The one that the law data names, else the dearer.
    Default,
    /// The dearer.
    High,
}

/// The open questions of a run, and how it answers them.
pub(super) struct Open {
    lean: Lean,
    questions: RefCell<Vec<Reason>>,
    remarks: RefCell<Findings>,
    hints: RefCell<Vec<Reason>>,
}

impl Open {
    pub fn new(lean: Lean) -> Self {
        Open { lean, questions: RefCell::default(), remarks: RefCell::new(Findings::new()), hints: RefCell::default() }
    }

    /// Notes what is unsure or assumed about a figure.
    pub fn remark(&self, outcome: Outcome, reason: Reason) {
        self.remarks.borrow_mut().add(outcome, reason);
    }

    /// Notes what would lower a charge.
    pub fn hint(&self, hint: Reason) {
        self.hints.borrow_mut().push(hint);
    }

    /// Notes that something is open, and says how to answer.
    pub fn ask(&self, question: Reason) -> Lean {
        self.questions.borrow_mut().push(question);
        self.lean
    }

    /// Whether a levy applies: as the caller's rules say, else as the law data says.
    pub fn stands(&self, levy: &Levy, rules: &Sorted<String, bool>) -> bool {
        match (rules.get(&levy.id), levy.standing) {
            (Some(pinned), _) => *pinned,
            (None, Standing::On) => true,
            (None, Standing::Off) => false,
            (None, Standing::Open(unless)) => self.branch(undecided(levy, levy.doubts.first()), unless.unwrap_or(true)),
        }
    }

    /// Whether something applies that is not known to: the branch shown where none is the cheaper or dearer.
    pub fn branch(&self, question: Reason, shown: bool) -> bool {
        match self.ask(question) {
            Lean::Low => false,
            Lean::High => true,
            Lean::Default => shown,
        }
    }

    /// Classes of goods: where the grouping is not clear, as few or as many as there could be.
    pub fn classes(&self, Classes { most, fewest }: Classes) -> Vec<Vec<usize>> {
        let Some(fewest) = fewest else { return most };
        let question = Reason::new(
            "CLASS_UNCLEAR",
            "Lines of one subheading and origin may be one class of goods or several; each class is charged.",
            "Give `items[].description` and the whole commodity code.",
        );
        match self.ask(question.at("items")) {
            Lean::Low => fewest,
            Lean::Default | Lean::High => most,
        }
    }

    /// What was asked, what was remarked, and what was hinted at.
    pub fn close(self) -> (Vec<Reason>, Findings, Vec<Reason>) {
        let (questions, hints) = (self.questions.into_inner(), self.hints.into_inner());
        (once(questions), self.remarks.into_inner(), once(hints))
    }
}

/// Asks whether a levy applies, as a doubt about it says.
pub(super) fn undecided(levy: &Levy, doubt: Option<&Doubt>) -> Reason {
    let (message, action) = doubt.map_or_else(
        || (format!("Whether `{}` ({}) is levied is not settled.", levy.id, levy.name), String::new()),
        |doubt| (doubt.message.clone(), doubt.action.clone()),
    );
    let code = doubt.map_or("RULE_UNDECIDED", |doubt| &doubt.code);
    let pin = format!("Set `rules[\"{}\"]` to true or false.", levy.id);
    let action = if action.is_empty() { pin } else { format!("{action} {pin}") };
    Reason::new(code, message, action).at("rules")
}
