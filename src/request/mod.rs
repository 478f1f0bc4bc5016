//! What the merchant says: a consignment, read from JSON and checked whole.
//!
//! [`Request`] holds what was said, and nothing that was not: defaults are the quote's to choose and to name.

mod canonical;
mod country;
mod form;
mod path;
mod read;
mod tree;
mod vocabulary;
mod wording;

pub(crate) use canonical::Choices;
pub use country::Country;
pub use form::{Form, NotAForm};
pub use read::read;
pub use vocabulary::{FactKind, Named, Vocabulary};

use crate::day::Day;
use crate::goods::{HsCode, Quantities, duty};
use crate::law::Payer;
use crate::money::{Currency, Decimal, Money};
use crate::sorted::Sorted;
use alloc::{string::String, vec::Vec};

/// One consignment: one parcel or several that clear together.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// The day whose law and rates apply.
    pub as_of: Day,
    /// Where the parcel starts.
    pub ship_from: Address,
    /// Where it goes.
    pub ship_to: Address,
    /// How it travels.
    pub transport: Option<Transport>,
    /// A carrier known to the snapshot.
    pub carrier: Option<String>,
    /// The term of delivery.
    pub incoterm: Option<Incoterm>,
    /// The treatment that the importer chooses where the law leaves a choice.
    pub declaration: Option<Declaration>,
    /// The days that the law may tell apart.
    pub dates: Dates,
    /// What the goods are sent for.
    pub purpose: Option<Purpose>,
    /// The parties, by role.
    pub parties: Parties,
    /// The goods.
    pub items: Vec<Item>,
    /// Off the whole order, spread over the lines by value.
    pub discount: Option<Money>,
    /// Freight for the whole order, not contained in the prices.
    pub shipping: Option<Money>,
    /// Insurance for the whole order, not contained in the prices.
    pub insurance: Option<Money>,
    /// How the goods are packed.
    pub parcels: Vec<Parcel>,
    /// The currency of the quote's totals.
    pub currency: Option<Currency>,
    /// The caller's own rates; they win over the snapshot's.
    pub exchange_rates: Vec<ExchangeRate>,
    /// What the prices already contain.
    pub prices_include: PricesInclude,
    /// Extras that cost time.
    pub include: Include,
    /// Rules of the snapshot turned on or off by the caller.
    pub rules: Sorted<String, bool>,
    /// How many days longer than it can be relied on the merchant lets a snapshot, table or rule be used.
    pub max_age_days: Option<Decimal>,
    /// What carriers ask of this merchant, in place of their published fees.
    pub fees: Vec<OwnFee>,
    /// The fields that the merchant's profile said, and not the request itself.
    pub from_profile: Vec<&'static str>,
}

/// What a carrier asks of a merchant, and of those that he sends to, for advancing duty and tax.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnFee {
    /// The carrier.
    pub carrier: String,
    /// The country that it is asked in; every one where none is given.
    pub country: Option<Country>,
    /// Of whom; of either where it is not said.
    pub payer: Option<Payer>,
    /// A rate on what is advanced: `2 % MIN 5 EUR`.
    pub rate: duty::Expression,
}

/// Where a parcel starts or ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// ISO 3166-1 alpha-2, or `XI` for Northern Ireland.
    pub country: Country,
    /// The part of an ISO 3166-2 code after the dash.
    pub region: Option<String>,
    /// As written, without surrounding spaces.
    pub postal_code: Option<String>,
}

/// How the goods travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    /// Express operators.
    Courier,
    /// The designated postal operators.
    Post,
    /// Air freight.
    Air,
    /// Sea freight.
    Sea,
    /// Road freight.
    Road,
}

/// A term of delivery: Incoterms 2020 and the older ones that carriers still know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "the trade knows them by these letters")]
pub enum Incoterm {
    Exw,
    Fca,
    Fas,
    Fob,
    Cfr,
    Cif,
    Cpt,
    Cip,
    Dap,
    Dpu,
    Ddp,
    Ddu,
    Dat,
    Daf,
    Deq,
    Des,
}

impl core::fmt::Display for Incoterm {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        serde::Serialize::serialize(self, f)
    }
}

/// The treatment that the importer chooses where the law leaves a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Declaration {
    /// Few data, flat rates: H7, informal entry.
    Simplified,
    /// The whole declaration and the tariff: H1, formal entry.
    Full,
}

/// What the goods are sent for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the words say it")]
pub enum Purpose {
    Sale,
    Gift,
    Sample,
    Return,
}

/// The days that some laws tell apart; each is `as_of` where it is not given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dates {
    /// The day of the sale.
    pub sale: Option<Day>,
    /// The day on which the goods left the country of export.
    pub export: Option<Day>,
    /// The day of entry for consumption.
    pub entry: Option<Day>,
}

/// Who takes part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parties {
    /// Sells the goods.
    pub seller: Option<Party>,
    /// Buys them.
    pub buyer: Option<Party>,
    /// Brings them in.
    pub importer: Option<Party>,
    /// Sends them out.
    pub exporter: Option<Party>,
    /// Clears them.
    pub broker: Option<Party>,
    /// A deemed supplier through which the sale is made.
    pub marketplace: Option<Party>,
}

/// One party of the sale.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Party {
    /// The name of a marketplace.
    pub name: Option<String>,
    /// Where it is established.
    pub country: Option<Country>,
    /// In what quality it acts.
    pub kind: Option<PartyKind>,
    /// What it is registered for.
    pub registrations: Vec<Registration>,
    /// Whether the seller is itself a marketplace that is deemed the supplier.
    pub is_marketplace: bool,
}

/// In what quality a party acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PartyKind {
    /// A buyer for private use.
    Consumer,
    /// A trader, on either side.
    Business,
    /// A seller who is no trader.
    Private,
}

/// A registration for tax or customs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// A type that the snapshot lists: `IOSS`, `VAT`, `EOR`.
    pub kind: String,
    /// The number, as given.
    pub number: String,
    /// The country that issued it, where given.
    pub issuer: Option<Country>,
    /// The part of that country, where a part issued it.
    pub issuer_region: Option<String>,
}

impl Registration {
    /// Whether that country, or that part of one by its ISO 3166-2 code, may have issued it: it did, or nobody is named.
    #[must_use]
    pub fn may_be_of(&self, place: &str) -> bool {
        let Some(issuer) = self.issuer else { return true };
        let (country, region) =
            place.split_once('-').map_or((place, None), |(country, region)| (country, Some(region)));
        issuer.code() == country && (self.issuer_region.is_none() || self.issuer_region.as_deref() == region)
    }
}

/// A line of the cart.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The caller's name for the line; its index where none was given.
    pub id: String,
    /// What it is, in words.
    pub description: Option<String>,
    /// What some measures turn on, by names that the snapshot lists.
    pub facts: Sorted<String, Fact>,
    /// How many; above zero.
    pub quantity: Decimal,
    /// The price of one, before taxes of the destination.
    pub unit_price: Money,
    /// The commodity code, where known.
    pub hs_code: Option<HsCode>,
    /// Where it was made.
    pub origin: Option<Country>,
    /// Weights and other measures of one unit of the line.
    pub quantities: Quantities,
    /// Preferential origin is claimed.
    pub preference: Option<Preference>,
    /// Off the whole line.
    pub discount: Option<Money>,
    /// The merchant's own binding rates.
    pub rates: MerchantRates,
}

/// The value of a fact about goods.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the words say it")]
pub enum Fact {
    Flag(bool),
    Number(Decimal),
    Text(String),
}

/// A claim of preferential origin.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Preference {
    /// Under which agreement, by an id that the snapshot lists; where left out, whichever applies.
    pub agreement: Option<String>,
    /// The proof held: a kind that the agreement names, or a number.
    pub proof: Option<String>,
}

/// The merchant's own rates for a line; each replaces what the snapshot would say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MerchantRates {
    /// In place of the ordinary duty.
    pub duty: Option<duty::Expression>,
    /// In place of the trade remedies.
    pub remedies: Option<Vec<duty::Expression>>,
    /// In place of the principal import tax.
    pub tax: Option<duty::Expression>,
}

/// A parcel and what is in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Parcel {
    /// Packed weight in kilograms.
    pub weight: Option<Decimal>,
    /// Length, width, height in centimetres.
    pub dimensions: Option<[Decimal; 3]>,
    /// Item ids with how many of each; empty for one parcel with everything.
    pub items: Vec<(String, Decimal)>,
}

/// One `from` is `rate` of `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExchangeRate {
    /// The currency that is one.
    pub from: Currency,
    /// The currency that is `rate`.
    pub to: Currency,
    /// Above zero.
    pub rate: Decimal,
}

/// What the prices already contain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PricesInclude {
    /// Neither duty nor tax of the destination.
    #[default]
    None,
    /// The destination's tax.
    DestinationTax,
    /// Every charge: a price "delivered duty paid" as the shopper sees it.
    All,
}

/// Extras that cost time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Include {
    /// Every step of the computation.
    pub trace: bool,
    /// SHA-256 of the request as read.
    pub digest: bool,
}

impl PricesInclude {
    /// Every one of them.
    pub const ALL: [PricesInclude; 3] = [PricesInclude::None, PricesInclude::DestinationTax, PricesInclude::All];

    /// The word that the request uses for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            PricesInclude::None => "none",
            PricesInclude::DestinationTax => "destinationTax",
            PricesInclude::All => "all",
        }
    }
}

impl Transport {
    /// Every one of them.
    pub const ALL: [Transport; 5] =
        [Transport::Courier, Transport::Post, Transport::Air, Transport::Sea, Transport::Road];

    /// The word that the request uses for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Transport::Courier => "courier",
            Transport::Post => "post",
            Transport::Air => "air",
            Transport::Sea => "sea",
            Transport::Road => "road",
        }
    }
}

impl Declaration {
    /// Every one of them.
    pub const ALL: [Declaration; 2] = [Declaration::Simplified, Declaration::Full];

    /// The word that the request uses for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Declaration::Simplified => "simplified",
            Declaration::Full => "full",
        }
    }
}

impl Purpose {
    /// Every one of them.
    pub const ALL: [Purpose; 4] = [Purpose::Sale, Purpose::Gift, Purpose::Sample, Purpose::Return];

    /// The word that the request uses for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Purpose::Sale => "sale",
            Purpose::Gift => "gift",
            Purpose::Sample => "sample",
            Purpose::Return => "return",
        }
    }
}

impl PartyKind {
    /// The word that the request uses for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            PartyKind::Consumer => "consumer",
            PartyKind::Business => "business",
            PartyKind::Private => "private",
        }
    }
}

impl Incoterm {
    /// Every one of them.
    pub const ALL: [Incoterm; 16] = [
        Incoterm::Exw,
        Incoterm::Fca,
        Incoterm::Fas,
        Incoterm::Fob,
        Incoterm::Cfr,
        Incoterm::Cif,
        Incoterm::Cpt,
        Incoterm::Cip,
        Incoterm::Dap,
        Incoterm::Dpu,
        Incoterm::Ddp,
        Incoterm::Ddu,
        Incoterm::Dat,
        Incoterm::Daf,
        Incoterm::Deq,
        Incoterm::Des,
    ];

    /// Its three letters.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Incoterm::Exw => "EXW",
            Incoterm::Fca => "FCA",
            Incoterm::Fas => "FAS",
            Incoterm::Fob => "FOB",
            Incoterm::Cfr => "CFR",
            Incoterm::Cif => "CIF",
            Incoterm::Cpt => "CPT",
            Incoterm::Cip => "CIP",
            Incoterm::Dap => "DAP",
            Incoterm::Dpu => "DPU",
            Incoterm::Ddp => "DDP",
            Incoterm::Ddu => "DDU",
            Incoterm::Dat => "DAT",
            Incoterm::Daf => "DAF",
            Incoterm::Deq => "DEQ",
            Incoterm::Des => "DES",
        }
    }
}
