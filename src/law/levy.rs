//! What is owed: duties, taxes and fees, each with its base, rate, rounding and collector.

use super::{Comparison, Condition, Formula, Source};
use crate::{
    day::{Day, Period},
    goods::duty::Expression,
    money::{Decimal, Rounding},
};
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// A duty, tax or fee that a law puts on imported goods.
#[derive(Clone, Debug, PartialEq)]
pub struct Levy {
    /// Its id: `eu-flat-duty`. Rows of one id follow each other in time.
    pub id: String,
    /// Its name, for people.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// When it is in force.
    pub period: Period,
    /// On which day it must be in force to apply.
    pub day: DayOf,
    /// Which lines owe it.
    pub when: Condition,
    /// What is assessed together.
    pub per: Per,
    /// What it is levied on.
    pub base: Formula,
    /// How the base is rounded before the rate is applied.
    pub base_round: Option<Round>,
    /// Its rate.
    pub rate: Rate,
    /// Which of the merchant's own rates replaces it.
    pub slot: Option<Slot>,
    /// Whether the tax is part of its own base, so that it is levied on base ÷ (1 − rate).
    pub inside_own_base: bool,
    /// How the amount is rounded; by half up to the currency's smallest unit where nothing is said.
    pub round: Option<Round>,
    /// Whether later bases take the amount as rounded, because the law rounds it first.
    pub rounded_in_bases: bool,
    /// Not levied where the rounded amount stands so.
    pub waived: Option<Comparison>,
    /// Whether it applies unless the caller says otherwise.
    pub standing: Standing,
    /// What is unsure about it.
    pub doubts: Vec<Doubt>,
    /// What is taken off the amount, down to nothing: a floor tops up what other levies come to.
    pub less: Option<Formula>,
    /// Worked out for conditions and bases that follow, and not owed.
    pub reckoned: bool,
    /// Whether the totals show it as owed where its condition is unclear.
    pub shown_if_unclear: bool,
    /// How many of the groups that it is assessed on owe nothing, as where a fee begins with the sixth line.
    pub beyond: u16,
    /// Whether it is a carrier's, and not the law's.
    pub of_carrier: bool,
    /// Of a carrier's fee, whether it is computed before the regime's levies, whose bases contain it.
    pub enters_bases: bool,
    /// The last day on which it can be relied on; afterwards it is an estimate.
    pub reliable_until: Option<Day>,
    /// Who collects it, and when.
    pub collected: Collected,
    /// Which buyers may reclaim it.
    pub recoverable: Option<Condition>,
    /// By which law.
    pub source: Source,
}

impl Levy {
    /// Whether what is unsure about it is how high it is: then its doubt is the question that an interval answers.
    #[must_use]
    pub fn doubts_its_rate(&self) -> bool {
        match self.rate {
            Rate::Between { .. } => true,
            Rate::Table(_) => self.slot == Some(Slot::Duty),
            _ => false,
        }
    }
}

/// The event whose day decides which law applies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DayOf {
    /// Entry for consumption.
    #[default]
    Entry,
    /// The sale.
    Sale,
    /// Leaving the country of export.
    Export,
}

/// What a charge is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// Customs duty, and surcharges that the law calls a duty.
    Duty,
    /// Anti-dumping, countervailing, safeguard and like duties.
    TradeRemedy,
    /// Excise.
    Excise,
    /// Value added tax, goods and services tax, sales tax.
    Tax,
    /// Fees of customs, the post or a carrier.
    Fee,
}

/// What is assessed together, and rounded once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Per {
    /// Lines of one commodity code, origin and preference: an item of the declaration.
    TariffLine,
    /// Lines of one subheading, origin and description.
    Class,
    /// All lines with the same rate.
    Consignment,
}

/// Where the rate stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Rate {
    /// In the levy itself.
    Of(Expression),
    /// In a table by place and commodity code.
    Table(String),
    /// In a column of a customs tariff.
    Tariff {
        /// The tariff's id.
        id: String,
        /// The column's.
        column: String,
    },
    /// This one in place of any that a customs tariff has, but for goods that are free there: free stays free.
    InsteadOf(String, Expression),
    /// Nowhere: it is levied only at the merchant's own rates.
    Merchant,
    /// From one to the other: where between them is not known.
    Between {
        /// The lower.
        least: Expression,
        /// The higher.
        most: Expression,
        /// Which of them the totals show; the dearer where nothing is said.
        shows_least: bool,
    },
    /// Not known, so that it is refused without the merchant's own.
    Unknown {
        /// Why, for people.
        message: String,
        /// What to supply.
        action: String,
    },
}

impl Rate {
    /// The column of a tariff that holds for goods from anywhere, in every table of this project.
    pub const GENERAL: &'static str = "mfn";
}

/// One of the merchant's own rates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Slot {
    /// The ordinary duty.
    Duty,
    /// The trade remedies.
    Remedies,
    /// The principal import tax.
    Tax,
}

/// A rounding that a law orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Round {
    /// To multiples of this, in the currency of assessment; to its smallest unit where nothing is said.
    pub step: Option<Decimal>,
    /// Which way.
    pub mode: Rounding,
}

/// Whether a levy applies unless the caller says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It does.
    On,
    /// It does not.
    Off,
    /// It is not known: the quote spans both, and shows this branch where the data names one, else the dearer.
    Open(Option<bool>),
}

/// What is unsure about a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Doubt {
    /// On which lines.
    pub when: Condition,
    /// Whether it applies there at all.
    pub effect: Effect,
    /// A stable name in capitals.
    pub code: String,
    /// What is unsure, for people.
    pub message: String,
    /// What would settle it.
    pub action: String,
}

/// What a doubt does to a quote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Effect {
    /// The rule applies, and the quote is an estimate that says why.
    #[default]
    Remark,
    /// Whether the rule applies is not known: as [`Standing::Open`], on these lines.
    Open(Option<bool>),
}

/// Who collects, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Collected {
    /// The seller or marketplace, with the sale.
    Checkout,
    /// Customs, the post or the carrier, on importation: the shopper at the door, or the seller under its term.
    Import,
    /// Nobody: the buyer accounts for it.
    Accounted,
}

/// Who bears a charge, or imports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the words say it")]
pub enum Payer {
    Buyer,
    Seller,
}

impl Payer {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Payer::Buyer => "buyer",
            Payer::Seller => "seller",
        }
    }
}
