//! The files as they are written.

use landfall::law::{Collected, Confidence, DayOf, Key, Kind, Payer, Per, Slot};
use landfall::request::{FactKind, Form, Incoterm};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::{Table, value::Datetime};

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Common {
    #[serde(default)]
    pub group: Vec<Group>,
    #[serde(default)]
    pub goods: Vec<Goods>,
    #[serde(default)]
    pub place: Vec<Place>,
    #[serde(default)]
    pub term: Vec<Term>,
    #[serde(default)]
    pub fact: Vec<Fact>,
    #[serde(default)]
    pub registration: Vec<Registration>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fact {
    pub name: String,
    pub kind: FactKind,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Registration {
    pub id: String,
    pub name: String,
    #[serde(default)]
    pub forms: BTreeMap<String, Form>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CarrierFile {
    pub id: String,
    pub name: String,
    pub incoterms: Vec<Incoterm>,
    pub divisor: Option<String>,
    #[serde(default)]
    pub levy: Vec<Levy>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Group {
    pub id: String,
    pub members: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Goods {
    pub id: String,
    pub hs: Vec<String>,
    #[serde(default)]
    pub except: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Place {
    pub id: String,
    pub name: String,
    pub country: String,
    #[serde(default)]
    pub regions: Vec<String>,
    #[serde(default)]
    pub postal_codes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Term {
    pub id: Incoterm,
    pub charges: Payer,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RegimeFile {
    pub regime: Regime,
    #[serde(default)]
    pub group: Vec<Group>,
    #[serde(default)]
    pub goods: Vec<Goods>,
    #[serde(default)]
    pub place: Vec<Place>,
    #[serde(default)]
    pub fact: Vec<Fact>,
    #[serde(default)]
    pub registration: Vec<Registration>,
    #[serde(default)]
    pub table: Vec<RateFile>,
    #[serde(default)]
    pub valuation: Vec<Valuation>,
    pub scheme: Vec<Scheme>,
    /// A free port levies nothing.
    #[serde(default)]
    pub levy: Vec<Levy>,
    #[serde(default)]
    pub agreement: Vec<Agreement>,
    #[serde(default)]
    pub refusal: Vec<Notice>,
    #[serde(default)]
    pub notice: Vec<Notice>,
    #[serde(default)]
    pub hint: Vec<Notice>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Regime {
    pub id: String,
    pub name: String,
    pub places: Vec<String>,
    pub currency: String,
    #[serde(default)]
    pub currencies: BTreeMap<String, String>,
    pub customs_value: String,
    pub customs_value_round: Option<String>,
    pub proof_waiver: Option<Table>,
    #[serde(default)]
    pub region_needed: bool,
    pub exchange: Exchange,
    pub importer: Option<Payer>,
}

/// A table of rates in a file of its own.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RateFile {
    pub id: String,
    #[serde(default)]
    pub by: Key,
    pub file: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Valuation {
    pub id: String,
    pub from: Datetime,
    pub to: Option<Datetime>,
    #[serde(default)]
    pub when: Table,
    pub customs_value: String,
    pub doubt: Option<OneOrMore<Doubt>>,
    pub law: String,
    pub source: String,
    pub checked: Datetime,
    pub confidence: Confidence,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Exchange {
    pub values: String,
    pub limits: String,
    pub day: Option<DayOf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scheme {
    pub id: String,
    pub name: String,
    pub from: Datetime,
    pub to: Option<Datetime>,
    pub day: Option<DayOf>,
    #[serde(default)]
    pub when: Table,
    pub importer: Option<Payer>,
    pub law: String,
    pub source: String,
    pub checked: Datetime,
    pub confidence: Confidence,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Notice {
    pub code: String,
    pub from: Option<Datetime>,
    pub to: Option<Datetime>,
    #[serde(default)]
    pub when: Table,
    pub message: String,
    pub action: String,
    #[serde(default)]
    pub lowers: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Levy {
    pub id: String,
    pub name: String,
    pub kind: Kind,
    pub from: Datetime,
    pub to: Option<Datetime>,
    pub day: Option<DayOf>,
    #[serde(default)]
    pub when: Table,
    pub per: Per,
    pub base: String,
    pub base_round: Option<String>,
    pub rate: Rate,
    pub merchant: Option<Slot>,
    #[serde(default)]
    pub inside_own_base: bool,
    pub round: Option<String>,
    #[serde(default)]
    pub rounded_in_bases: bool,
    pub waived: Option<String>,
    pub standing: Option<Standing>,
    pub doubt: Option<OneOrMore<Doubt>>,
    pub less: Option<String>,
    #[serde(default)]
    pub reckoned: bool,
    pub unclear: Option<Shown>,
    #[serde(default)]
    pub beyond: u16,
    #[serde(default)]
    pub enters_bases: bool,
    pub reliable_until: Option<Datetime>,
    pub collected: Option<Collected>,
    pub recoverable: Option<Table>,
    pub law: String,
    pub source: String,
    pub checked: Datetime,
    pub confidence: Confidence,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Standing {
    #[default]
    On,
    Off,
    Open,
    OpenOn,
    OpenOff,
}

/// Which branch the totals show where a condition is unclear.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Shown {
    On,
    Off,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Doubt {
    pub code: String,
    pub message: String,
    pub action: String,
    pub when: Option<Table>,
    pub open: Option<Branch>,
}

/// Which branch the totals show where it is not known whether a levy applies.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Branch {
    On,
    Off,
    Dearer,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Rate {
    Of(String),
    InsteadOf {
        #[serde(rename = "instead-of")]
        tariff: String,
        rate: String,
    },
    Column {
        tariff: String,
        column: String,
    },
    Between {
        between: [String; 2],
        shows: Option<End>,
    },
    Unknown {
        unknown: String,
        action: String,
    },
    In(RateIn),
}

/// Which end of an interval the totals show.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum End {
    Least,
    Most,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RateIn {
    Table(String),
    Tariff(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Agreement {
    pub id: String,
    pub name: String,
    #[serde(default)]
    pub origins: Vec<String>,
    pub from: Datetime,
    pub to: Option<Datetime>,
    #[serde(default)]
    pub when: Table,
    pub grants: Grants,
    /// For goods to which `when` does not apply.
    pub otherwise: Option<Grants>,
    #[serde(default)]
    pub proofs: Vec<String>,
    #[serde(default, rename = "always-proven")]
    pub always_proven: bool,
    pub waiver: Option<Table>,
    pub doubt: Option<Doubt>,
    pub law: String,
    pub source: String,
    pub checked: Datetime,
    pub confidence: Confidence,
}

#[derive(Deserialize)]
#[serde(untagged, rename_all = "kebab-case")]
pub(super) enum Grants {
    Rate(String),
    AtBest {
        #[serde(rename = "at-best")]
        at_best: String,
    },
    Column {
        column: String,
        partner: OneOrMore<String>,
    },
}

/// `"JP"` or `["CO", "EC", "PE"]`.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum OneOrMore<T> {
    One(T),
    More(Vec<T>),
}

impl<T> From<OneOrMore<T>> for Vec<T> {
    fn from(words: OneOrMore<T>) -> Vec<T> {
        match words {
            OneOrMore::One(word) => vec![word],
            OneOrMore::More(words) => words,
        }
    }
}

#[derive(Deserialize)]
pub(super) struct VatRow {
    pub place: String,
    pub category: String,
    pub hs: String,
    pub rate: String,
    pub from: String,
    pub to: String,
    pub law: String,
    pub source: String,
    pub checked: String,
    pub confidence: Confidence,
}

/// A row of a table of rates.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RateRow {
    pub key: String,
    pub hs: String,
    pub rate: String,
    pub most: String,
    pub from: String,
    pub to: String,
    pub law: String,
    pub source: String,
    pub checked: String,
    pub confidence: Confidence,
}
