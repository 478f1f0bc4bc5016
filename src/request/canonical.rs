//! A request as canonical JSON: what was said, in the contract's order of fields, each value in its one form.
//!
//! Weights are in kilograms and sides in centimetres; what reads the same is written the same, and reads back as it was.

use super::{
    Address, Country, Dates, Declaration, ExchangeRate, Fact, Include, Incoterm, Item, MerchantRates, OwnFee, Parcel,
    Party, PartyKind, Preference, PricesInclude, Purpose, Registration, Request, Transport,
};
use crate::goods::{Quantities, Unit};
use crate::json::{self, Json, Writer, objects, words};
use crate::money::{Currency, Decimal, Money};
use crate::sorted::Sorted;
use alloc::{format, string::String, vec::Vec};

/// What a quote chooses where the request leaves it open.
#[derive(Clone, Copy)]
pub(crate) struct Choices {
    pub transport: Option<Transport>,
    pub incoterm: Option<Incoterm>,
    pub declaration: Option<Declaration>,
    pub purpose: Option<Purpose>,
    pub currency: Option<Currency>,
}

impl Request {
    /// As canonical JSON, which reads back as this request.
    #[must_use]
    pub fn to_json(&self) -> String {
        let Request { transport, incoterm, declaration, purpose, currency, .. } = *self;
        self.to_json_with(Choices { transport, incoterm, declaration, purpose, currency })
    }

    /// The same, but for what was chosen.
    pub(crate) fn to_json_with(&self, choices: Choices) -> String {
        json::text(&Chosen { request: self, choices })
    }
}

struct Chosen<'a> {
    request: &'a Request,
    choices: Choices,
}

impl Json for Chosen<'_> {
    fn write(&self, out: &mut Writer) {
        out.object(&|object| {
            self.fields(object, &|name| !self.request.from_profile.contains(&name));
            if !self.request.from_profile.is_empty() {
                object.set("profile", &FromProfile(self));
            }
        });
    }
}

/// What the merchant's profile said, where it was said.
struct FromProfile<'a, 'r>(&'a Chosen<'r>);

impl Json for FromProfile<'_, '_> {
    fn write(&self, out: &mut Writer) {
        out.object(&|object| self.0.fields(object, &|name| self.0.request.from_profile.contains(&name)));
    }
}

impl Chosen<'_> {
    /// The fields whose names are wanted.
    fn fields(&self, object: &mut Writer, wanted: &dyn Fn(&str) -> bool) {
        let Chosen { request, choices } = self;
        let parties = &request.parties;
        let fields: [(&str, &dyn Json); 27] = [
            ("asOf", &request.as_of),
            ("shipFrom", &request.ship_from),
            ("shipTo", &request.ship_to),
            ("transport", &choices.transport),
            ("carrier", &request.carrier),
            ("incoterm", &choices.incoterm),
            ("declaration", &choices.declaration),
            ("dates", &request.dates),
            ("purpose", &choices.purpose),
            ("seller", &parties.seller),
            ("buyer", &parties.buyer),
            ("importer", &parties.importer),
            ("exporter", &parties.exporter),
            ("broker", &parties.broker),
            ("marketplace", &parties.marketplace),
            ("items", &request.items),
            ("discount", &request.discount),
            ("shipping", &request.shipping),
            ("insurance", &request.insurance),
            ("parcels", &request.parcels),
            ("currency", &choices.currency),
            ("exchangeRates", &request.exchange_rates),
            ("pricesInclude", &request.prices_include),
            ("include", &request.include),
            ("rules", &request.rules),
            ("fees", &request.fees),
            ("freshness", &request.max_age_days.map(Freshness)),
        ];
        for (name, value) in fields.into_iter().filter(|(name, _)| wanted(name)) {
            object.may_set(name, value);
        }
    }
}

struct Freshness(Decimal);

impl Json for Freshness {
    fn write(&self, out: &mut Writer) {
        out.object(&|object| object.set("maxAgeDays", &self.0));
    }
}

words!(Declaration, PartyKind, PricesInclude, Purpose, Transport);

objects! {
    Address { "country": country, "region" ? region, "postalCode" ? postal_code }
    Dates { "sale" ? sale, "export" ? export, "entry" ? entry }
    Party {
        "name" ? name,
        "country" ? country,
        "kind" ? kind,
        "registrations" ? registrations,
        "marketplace" ? is_marketplace,
    }
    Money { "amount": amount, "currency": currency }
    OwnFee { "carrier": carrier, "country" ? country, "payer" ? payer, "rate": rate }
    Preference { "agreement" ? agreement, "proof" ? proof }
    MerchantRates { "duty" ? duty, "remedies" ? remedies, "tax" ? tax }
    ExchangeRate { "from": from, "to": to, "rate": rate }
}

impl Json for Registration {
    fn write(&self, out: &mut Writer) {
        let place = |country: Country| match &self.issuer_region {
            Some(region) => format!("{country}-{region}"),
            None => country.code().into(),
        };
        out.object(&|object| {
            object.set("type", &self.kind);
            object.set("number", &self.number);
            object.may_set("issuer", &self.issuer.map(place));
        });
    }
}

impl Json for Item {
    fn write(&self, out: &mut Writer) {
        out.object(&|object| {
            object.may_set("description", &self.description);
            object.may_set("facts", &self.facts);
            object.set("id", &self.id);
            object.set("quantity", &self.quantity);
            object.set("unitPrice", &self.unit_price);
            object.may_set("hsCode", &self.hs_code);
            object.may_set("originCountry", &self.origin);
            for (unit, kilograms) in self.quantities.iter().filter(|(unit, _)| WEIGHTS.contains(unit)) {
                object.set(unit.field(), &Weight(kilograms));
            }
            object.may_set("quantities", &contents(&self.quantities));
            object.may_set("preference", &self.preference);
            object.may_set("discount", &self.discount);
            object.may_set("rates", &self.rates);
        });
    }
}

/// The units that have fields of their own.
const WEIGHTS: [Unit; 2] = [Unit::Kilogram, Unit::GrossKilogram];

/// What stands in `quantities`.
fn contents(quantities: &Quantities) -> Sorted<&'static str, Decimal> {
    let contents = quantities.iter().filter(|(unit, _)| !WEIGHTS.contains(unit));
    contents.map(|(unit, amount)| (unit.field(), amount)).collect()
}

/// A weight in kilograms.
struct Weight(Decimal);

impl Json for Weight {
    fn write(&self, out: &mut Writer) {
        out.object(&|object| {
            object.set("value", &self.0);
            object.set("unit", &"kg");
        });
    }
}

impl Json for Fact {
    fn write(&self, out: &mut Writer) {
        match self {
            Fact::Flag(flag) => flag.write(out),
            Fact::Number(number) => number.write(out),
            Fact::Text(text) => text.write(out),
        }
    }
}

impl Json for Parcel {
    fn write(&self, out: &mut Writer) {
        let packed: Vec<_> = self.items.iter().map(|(id, quantity)| Packed { id, quantity: *quantity }).collect();
        out.object(&|object| {
            object.may_set("weight", &self.weight.map(Weight));
            object.may_set("dimensions", &self.dimensions.map(Dimensions));
            object.may_set("items", &packed);
        });
    }
}

/// Length, width and height in centimetres.
struct Dimensions([Decimal; 3]);

impl Json for Dimensions {
    fn write(&self, out: &mut Writer) {
        let [length, width, height] = &self.0;
        out.object(&|object| {
            object.set("length", length);
            object.set("width", width);
            object.set("height", height);
            object.set("unit", &"cm");
        });
    }
}

struct Packed<'a> {
    id: &'a str,
    quantity: Decimal,
}

impl Json for Packed<'_> {
    fn write(&self, out: &mut Writer) {
        out.object(&|object| {
            object.set("id", &self.id);
            object.set("quantity", &self.quantity);
        });
    }
}

impl Json for Include {
    fn write(&self, out: &mut Writer) {
        out.list(&|list| {
            let extras = [("trace", self.trace), ("digest", self.digest)];
            extras.iter().filter(|(_, wanted)| *wanted).for_each(|(name, _)| list.add(name));
        });
    }

    fn is_absent(&self) -> bool {
        *self == Include::default()
    }
}
