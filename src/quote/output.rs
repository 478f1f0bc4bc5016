//! The quote as it goes out: canonical JSON, keys in the order of the contract.

use crate::{
    day::Day,
    json::{self, Json, Writer, objects, words},
    law::{Confidence, Kind, Payer},
    money::{Currency, Decimal},
    request::{Country, Incoterm},
};
use alloc::{string::String, vec::Vec};
use serde::Serialize;

/// The answer to a request.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Quote {
    /// The day that the quote is for.
    pub as_of: Day,
    /// How far the figures can be relied on.
    pub outcome: Outcome,
    /// Why it is not complete, or what was assumed; and what to supply.
    pub reasons: Vec<Reason>,
    /// The way of importing; `mixed` where lines differ.
    pub scheme: Option<String>,
    /// Every duty, tax and fee, in the order in which they are computed.
    pub charges: Vec<Charge>,
    /// What each line bears, in the order of the request.
    pub items: Vec<Item>,
    /// The sums; absent where the outcome is `refused`.
    pub totals: Option<Totals>,
    /// The exchange rates that were used.
    pub exchange_rates: Vec<Exchange>,
    /// Between which amounts the landed cost lies; only where an open question moves it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<Interval>,
    /// Who imports and who pays.
    pub parties: Parties,
    /// Lawful levers, computed.
    pub hints: Vec<Reason>,
    /// Every step, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace: Option<Vec<Step>>,
    /// Which snapshot answered.
    pub snapshot: Edition,
    /// The version of the engine.
    pub engine: &'static str,
    /// SHA-256 of the request in canonical form, in hexadecimal, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_digest: Option<String>,
}

/// How far a quote can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Every charge comes from law in force and facts that the request gave.
    Complete,
    /// Something was assumed, is dated or is a range.
    Estimated,
    /// No honest figure can be given, or the goods may not be imported.
    Refused,
}

/// Why a quote is not complete, or what would change it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Reason {
    /// A stable name in capitals.
    pub code: String,
    /// The field of the request that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// For people.
    pub message: String,
    /// What to do or to supply.
    pub action: String,
}

/// An amount with the decimals of its currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Money {
    /// A decimal string.
    pub amount: String,
    /// ISO 4217.
    pub currency: Currency,
}

/// When a charge is collected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Collection {
    /// With the sale.
    Checkout,
    /// At the door.
    Delivery,
    /// By nobody: the buyer accounts for it.
    Accounted,
}

/// One duty, tax or fee.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Charge {
    /// Unique within the quote: the rule's id, with a number where it is charged more than once.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// Its name, for people.
    pub name: String,
    /// The line that it is for, where it is for one alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// What it was levied on.
    pub base: Money,
    /// Its rate, in the duty grammar.
    pub rate: String,
    /// How much, rounded as its law says.
    pub amount: Money,
    /// Who collects, and when.
    pub collected: Collection,
    /// Who bears it under the term of delivery.
    pub payer: Payer,
    /// Whether this buyer may reclaim it.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub recoverable: bool,
    /// Not levied: the law waives so small an amount.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub waived: bool,
    /// The merchant's own rate stands in place of the snapshot's.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub merchant_rate: bool,
    /// The rule's id.
    pub rule: String,
    /// By which law.
    pub law: String,
    /// Where that was read.
    pub source: String,
    /// Since when.
    pub valid_from: Day,
    /// Until when, its last day included.
    pub valid_to: Option<Day>,
    /// How sure the rule is.
    pub confidence: Confidence,
}

/// What a line bears.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// The caller's name for it.
    pub id: String,
    /// In the currency of assessment.
    pub customs_value: Money,
    /// The line of the tariff that its duty was taken from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tariff_line: Option<HsLine>,
    /// Where it was made.
    pub origin: Country,
    /// The agreement whose preference was used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preference: Option<String>,
    /// Its own scheme, where lines differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheme: Option<String>,
    /// Its price, discounts off.
    pub goods: Money,
    /// Its share of the freight.
    pub shipping: Money,
    /// Its share of the insurance.
    pub insurance: Money,
    /// Duties and trade remedies.
    pub duties: Money,
    /// Taxes and excise.
    pub taxes: Money,
    /// Fees.
    pub fees: Money,
    /// All of these.
    pub landed_cost: Money,
    /// Of one piece, rounded.
    pub landed_unit_cost: Money,
}

/// The line of the tariff that a duty was taken from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HsLine {
    /// Its code.
    pub code: String,
    /// The table's id.
    pub table: String,
    /// The day whose state the table shows.
    pub edition: Day,
    /// How the rate came to stand at this code.
    pub basis: String,
}

/// The sums, in the quote's currency.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Totals {
    /// The prices, discounts off.
    pub goods: Money,
    /// Freight.
    pub shipping: Money,
    /// Insurance.
    pub insurance: Money,
    /// Duties and trade remedies.
    pub duties: Money,
    /// Taxes and excise.
    pub taxes: Money,
    /// Fees.
    pub fees: Money,
    /// All six.
    pub landed_cost: Money,
    /// Goods, shipping, insurance and every charge collected with the sale.
    pub due_at_checkout: Money,
    /// Every charge collected at the door.
    pub due_on_delivery: Money,
}

/// An exchange rate that was used: one `from` is `rate` of `to`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Exchange {
    /// The currency that is one.
    pub from: Currency,
    /// The currency that is `rate`.
    pub to: Currency,
    /// How much.
    pub rate: Decimal,
    /// The day of the rate, where it is the snapshot's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<Day>,
    /// Whose rate it is; `request` for the caller's own.
    pub source: String,
    /// Whether it is the rate that the law takes; otherwise it stands in for one that is not at hand.
    pub official: bool,
    /// Whether it is the rate for the day asked for; otherwise it is the last one known.
    pub current: bool,
}

/// Between which amounts the landed cost lies.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Interval {
    /// At least.
    pub min: Money,
    /// At most.
    pub max: Money,
    /// What would narrow it.
    pub narrowed_by: Vec<String>,
}

/// Who imports and who pays.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Parties {
    /// The term of delivery.
    pub incoterm: Incoterm,
    /// Whether the request gave the term, the merchant's profile did, or it was assumed.
    pub incoterm_from: &'static str,
    /// The fields of the request that the merchant's profile gave.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub from_profile: Vec<&'static str>,
    /// Who is importer of record.
    pub importer_of_record: Payer,
    /// Who bears duties, taxes and fees of importation.
    pub import_charges_paid_by: Payer,
}

/// One step of the computation. Evaluating it again gives its result.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// What was computed: `value`, `levy`, `total`; or `considered`: whether a levy in force falls on an item, 1 or 0, and
    /// in `rule` why it does not.
    pub step: &'static str,
    /// Of what: an item, a levy, a total.
    pub of: String,
    /// The amounts that went in, by name.
    pub operands: Vec<(String, Decimal)>,
    /// The rate or rule applied to them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The exact result.
    pub exact: Decimal,
    /// How it was rounded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rounding: Option<String>,
    /// The rounded result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rounded: Option<Decimal>,
}

/// Which snapshot answered.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Edition {
    /// The day of its edition.
    pub edition: Day,
    /// SHA-256 of the whole, in hexadecimal.
    pub digest: String,
}

impl Quote {
    /// As canonical JSON: the same bytes for the same quote.
    #[must_use]
    pub fn to_json(&self) -> String {
        json::text(self)
    }
}

objects! {
    Quote {
        "asOf": as_of,
        "outcome": outcome,
        "reasons": reasons,
        "scheme": scheme,
        "charges": charges,
        "items": items,
        "totals": totals,
        "exchangeRates": exchange_rates,
        "interval" ? interval,
        "parties": parties,
        "hints": hints,
        "trace" ? trace,
        "snapshot": snapshot,
        "engine": engine,
        "requestDigest" ? request_digest,
    }
    Reason {
        "code": code,
        "path" ? path,
        "message": message,
        "action": action,
    }
    Money {
        "amount": amount,
        "currency": currency,
    }
    Charge {
        "id": id,
        "kind": kind,
        "name": name,
        "item" ? item,
        "base": base,
        "rate": rate,
        "amount": amount,
        "collected": collected,
        "payer": payer,
        "recoverable" ? recoverable,
        "waived" ? waived,
        "merchantRate" ? merchant_rate,
        "rule": rule,
        "law": law,
        "source": source,
        "validFrom": valid_from,
        "validTo": valid_to,
        "confidence": confidence,
    }
    Item {
        "id": id,
        "customsValue": customs_value,
        "tariffLine" ? tariff_line,
        "origin": origin,
        "preference" ? preference,
        "scheme" ? scheme,
        "goods": goods,
        "shipping": shipping,
        "insurance": insurance,
        "duties": duties,
        "taxes": taxes,
        "fees": fees,
        "landedCost": landed_cost,
        "landedUnitCost": landed_unit_cost,
    }
    HsLine {
        "code": code,
        "table": table,
        "edition": edition,
        "basis": basis,
    }
    Totals {
        "goods": goods,
        "shipping": shipping,
        "insurance": insurance,
        "duties": duties,
        "taxes": taxes,
        "fees": fees,
        "landedCost": landed_cost,
        "dueAtCheckout": due_at_checkout,
        "dueOnDelivery": due_on_delivery,
    }
    Exchange {
        "from": from,
        "to": to,
        "rate": rate,
        "day" ? day,
        "source": source,
        "official": official,
        "current": current,
    }
    Interval {
        "min": min,
        "max": max,
        "narrowedBy": narrowed_by,
    }
    Parties {
        "incoterm": incoterm,
        "incotermFrom": incoterm_from,
        "fromProfile" ? from_profile,
        "importerOfRecord": importer_of_record,
        "importChargesPaidBy": import_charges_paid_by,
    }
    Step {
        "step": step,
        "of": of,
        "operands": operands,
        "rule" ? rule,
        "exact": exact,
        "rounding" ? rounding,
        "rounded" ? rounded,
    }
    Edition {
        "edition": edition,
        "digest": digest,
    }
}

words!(Outcome, Collection, Kind, Payer, Confidence, Incoterm);

impl Json for (String, Decimal) {
    /// A name and its amount, as a list of two.
    fn write(&self, out: &mut Writer) {
        let (name, amount) = self;
        out.list(&|list| {
            list.add(name);
            list.add(amount);
        });
    }
}
