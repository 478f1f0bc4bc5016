//! What the reader asks the snapshot for, since no list of the world's names stands in the engine.

use super::{Country, Form, Incoterm};
use crate::money::Currency;
use alloc::vec::Vec;

/// The names that requests may use, which the snapshot knows.
pub trait Vocabulary {
    /// Whether the currency exists.
    fn has_currency(&self, currency: Currency) -> bool;

    /// Whether the country exists, or the territory that counts as one.
    fn has_country(&self, country: Country) -> bool;

    /// Every name of a kind, for messages; in a fixed order.
    fn names(&self, of: Named) -> Vec<&str>;

    /// Whether there is such a name. Asked for every name of a request, so look it up where [`names`](Self::names) takes
    /// time.
    fn has(&self, of: Named, name: &str) -> bool {
        self.names(of).contains(&name)
    }

    /// The terms of delivery that a carrier accepts; empty where that is not known, and then none is refused.
    fn incoterms(&self, carrier: &str) -> &[Incoterm];

    /// What kind of value a fact about goods has; `None` for a name that is not known.
    fn fact(&self, name: &str) -> Option<FactKind>;

    /// How the numbers of a type of registration are written, by who issued them; `None` where no form is published.
    fn form(&self, registration: &str, issuer: Option<Country>) -> Option<&Form>;
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// A carrier: `royal-mail`.
    Carrier,
    /// A fact about goods that some measure turns on: `metalShare`.
    Fact,
    /// A rule that can be turned on or off: `eu-union-handling-fee`.
    Rule,
    /// A type of registration: `EOR`.
    Registration,
    /// An agreement on preferences.
    Agreement,
}

/// What kind of value a fact has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FactKind {
    /// True or false.
    Flag,
    /// A decimal.
    Number,
    /// Anything in words.
    Text,
}
