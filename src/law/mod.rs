//! The law as data: the types that `tariff-data/law/` is compiled into, and how they are asked.
//!
//! Nothing here knows a country, a rate or a day. A [`Regime`] says for its places which [`Scheme`] a consignment falls
//! under and which [`Levy`] is owed on what; a [`Condition`] says when; a [`Formula`] says on what. `docs/law.md`
//! describes the same language as an author writes it.

mod agreement;
mod condition;
mod formula;
mod levy;
mod place;
mod rates;

pub use agreement::{Agreement, Grant};
pub use condition::{
    Circumstances, Comparator, Comparison, Condition, Holds, Issuer, Limit, Scope, Side, Subject, Test,
};
pub use formula::{Amount, Formula, Term};
pub use levy::{Collected, DayOf, Doubt, Effect, Kind, Levy, Payer, Per, Rate, Round, Slot, Standing};
pub use place::{Place, PostalCodes};
pub use rates::{Key, RateRow, RateTable, TableRate};

use crate::{
    day::Period,
    goods::HsCode,
    money::{Currency, Decimal},
    request::{FactKind, Form, Incoterm},
};
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// Everything that the snapshot knows of law.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Law {
    /// One per customs territory.
    pub regimes: Vec<Regime>,
    /// Parts of countries with a law of their own, found by postal code or region.
    pub places: Vec<Place>,
    /// Rates by place and commodity code.
    pub tables: Vec<RateTable>,
    /// Kinds of goods that conditions speak of, by their index.
    pub goods: Vec<GoodsClass>,
    /// Terms of delivery, and who pays the charges of importation under each.
    pub terms: Vec<DeliveryTerm>,
    /// Facts about goods that measures may turn on.
    pub facts: Vec<FactName>,
    /// Types of registration that parties may hold.
    pub registrations: Vec<RegistrationType>,
    /// Carriers.
    pub carriers: Vec<Carrier>,
}

/// A fact about goods that a measure may turn on.
#[derive(Clone, Debug, PartialEq)]
pub struct FactName {
    /// The name that requests use: `metalShare`.
    pub name: String,
    /// What kind of value it has.
    pub kind: FactKind,
}

/// A type of registration for tax or customs.
#[derive(Clone, Debug, PartialEq)]
pub struct RegistrationType {
    /// Its id: `IOSS`.
    pub id: String,
    /// Its name, for people.
    pub name: String,
    /// How its numbers are written, by issuer, or by none for all others.
    pub forms: Vec<(Option<String>, Form)>,
}

/// A carrier.
#[derive(Clone, Debug, PartialEq)]
pub struct Carrier {
    /// Its id: `dhl-express`.
    pub id: String,
    /// Its name, for people.
    pub name: String,
    /// The terms of delivery that it accepts.
    pub incoterms: Vec<Incoterm>,
    /// How many cubic centimetres it counts as a kilogram, where it weighs parcels by their size.
    pub divisor: Option<Decimal>,
    /// Its fees, computed after the levies of the regime, or before where bases contain them.
    pub levies: Vec<Levy>,
}

/// Where a fact of law comes from, and how sure it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// The legal act and its article.
    pub law: String,
    /// Where it was read.
    pub source: String,
    /// How sure.
    pub confidence: Confidence,
}

/// How sure a fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Hearsay or an old secondary source.
    Low,
    /// A secondary source, or knowledge of the field.
    Medium,
    /// The law or an official page.
    #[serde(alias = "high")]
    Firm,
}

/// The law of one customs territory.
#[derive(Clone, Debug, PartialEq)]
pub struct Regime {
    /// Its id: `eu`.
    pub id: String,
    /// Its name, for people.
    pub name: String,
    /// The places that it holds for: countries, or ids of [`Place`]s.
    pub places: Vec<String>,
    /// The currency that charges are assessed in.
    pub currency: Currency,
    /// Places that assess in another currency.
    pub currencies: Vec<(String, Currency)>,
    /// What is in the customs value.
    pub customs_value: Formula,
    /// How the customs value of each line is rounded before anything is levied on it.
    pub customs_value_round: Option<Round>,
    /// Other ways to value goods, in the order in which they are tried.
    pub valuations: Vec<Valuation>,
    /// Whether the law differs between parts of a country, so that an address that names none leaves it open.
    pub region_needed: bool,
    /// The exchange-rate rule for values of goods, by its id in the snapshot.
    pub rates_for_values: String,
    /// The exchange-rate rule for amounts that the law names.
    pub rates_for_limits: String,
    /// The event whose day's rates are taken.
    pub rates_of: DayOf,
    /// Whom a consignment makes importer of record where a scheme does not say otherwise.
    pub importer: Payer,
    /// In the order in which they are tried; the first whose condition holds is the line's.
    pub schemes: Vec<Scheme>,
    /// In the order in which they are computed: a base names only levies before it.
    pub levies: Vec<Levy>,
    /// Where no agreement asks for proof.
    pub proof_waiver: Option<Condition>,
    /// Under which goods can be imported at a preference.
    pub agreements: Vec<Agreement>,
    /// Where no figure can be given or nothing may be imported.
    pub refusals: Vec<Notice>,
    /// What the quote should say beside its figures.
    pub notices: Vec<Notice>,
    /// Lawful levers for the merchant or the shopper.
    pub hints: Vec<Notice>,
}

/// A way to value goods.
#[derive(Clone, Debug, PartialEq)]
pub struct Valuation {
    /// Its id: `jp-personal-use`.
    pub id: String,
    /// When it holds.
    pub period: Period,
    /// For which lines.
    pub when: Condition,
    /// What is in the customs value.
    pub customs_value: Formula,
    /// What is unsure about it.
    pub doubts: Vec<Doubt>,
    /// By which law.
    pub source: Source,
}

/// A way of importing: who collects, and which levies apply.
#[derive(Clone, Debug, PartialEq)]
pub struct Scheme {
    /// Its id: `eu-ioss`.
    pub id: String,
    /// Its name, for people.
    pub name: String,
    /// When it exists.
    pub period: Period,
    /// On which day it must exist to apply.
    pub day: DayOf,
    /// Which lines fall under it.
    pub when: Condition,
    /// Who is importer of record under it, where it differs from the regime's.
    pub importer: Option<Payer>,
    /// By which law.
    pub source: Source,
}

/// Something to tell where a condition holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// A stable name in capitals.
    pub code: String,
    /// When.
    pub period: Period,
    /// Where.
    pub when: Condition,
    /// For people.
    pub message: String,
    /// What to do or to supply.
    pub action: String,
    /// Whether a quote that carries it is no more than an estimate.
    pub lowers: bool,
}

/// A kind of goods, by commodity code.
#[derive(Clone, Debug, PartialEq)]
pub struct GoodsClass {
    /// Its id: `excise`.
    pub id: String,
    /// Codes that begin with one of these belong to it, …
    pub prefixes: Vec<HsCode>,
    /// … unless they begin with one of these.
    pub except: Vec<HsCode>,
}

/// A term of delivery.
#[derive(Clone, Debug, PartialEq)]
pub struct DeliveryTerm {
    /// Its three letters.
    pub term: Incoterm,
    /// Who pays duties, taxes and fees of importation.
    pub charges: Payer,
}

/// Whether a line belongs to a kind of goods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Belongs {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// Its code is missing or too short to tell.
    Unclear,
}

impl GoodsClass {
    /// Whether goods of `code` belong to it.
    #[must_use]
    pub fn contains(&self, code: Option<&HsCode>) -> Belongs {
        let Some(code) = code else { return Belongs::Unclear };
        if self.except.iter().any(|prefix| code.starts_with(prefix)) {
            return Belongs::No;
        }
        if self.prefixes.iter().any(|prefix| code.starts_with(prefix)) {
            let split = self.except.iter().any(|prefix| prefix.starts_with(code));
            return if split { Belongs::Unclear } else { Belongs::Yes };
        }
        if self.prefixes.iter().any(|prefix| prefix.starts_with(code)) { Belongs::Unclear } else { Belongs::No }
    }
}

impl Law {
    /// The place that an address lies in: the id of a part of its country where one claims it, else the country's.
    #[must_use]
    pub fn place<'law>(&'law self, country: &'law str, region: Option<&str>, postal_code: Option<&str>) -> &'law str {
        self.places
            .iter()
            .find(|place| place.country == country && place.holds(region, postal_code))
            .map_or(country, |place| place.id.as_str())
    }

    /// The regime of a place.
    #[must_use]
    pub fn regime(&self, place: &str) -> Option<&Regime> {
        self.regimes.iter().find(|regime| regime.places.iter().any(|id| id == place))
    }

    /// A carrier by its id.
    #[must_use]
    pub fn carrier(&self, id: &str) -> Option<&Carrier> {
        self.carriers.iter().find(|carrier| carrier.id == id)
    }

    /// Every levy of every regime and carrier.
    pub fn levies(&self) -> impl Iterator<Item = &Levy> {
        let of_regimes = self.regimes.iter().flat_map(|regime| &regime.levies);
        of_regimes.chain(self.carriers.iter().flat_map(|carrier| &carrier.levies))
    }

    /// Who pays the charges of importation under a term; the buyer where the data does not say.
    #[must_use]
    pub fn charges_paid_by(&self, term: Incoterm) -> Payer {
        self.terms.iter().find(|row| row.term == term).map_or(Payer::Buyer, |row| row.charges)
    }
}

impl Regime {
    /// The parts of `country` that its law tells apart.
    pub fn parts_of<'law>(&'law self, law: &'law Law, country: &str) -> impl Iterator<Item = &'law str> {
        let parts = law.places.iter().filter(move |place| place.country == country).map(|place| place.id.as_str());
        parts.filter(|id| self.places.iter().any(|own| own == id))
    }

    /// The currency in which a place assesses.
    #[must_use]
    pub fn currency_of(&self, place: &str) -> Currency {
        self.currencies.iter().find(|(id, _)| id == place).map_or(self.currency, |(_, currency)| *currency)
    }
}
