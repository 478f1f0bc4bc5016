//! A request as canonical JSON: what was said, in the contract's order of fields, each value in its one form.
//!
//! Weights are in kilograms and sides in centimetres; what reads the same is written the same, and reads back as it was.

use super::{
    Address, Dates, ExchangeRate, Fact, Include, Item, MerchantRates, Parcel, Parties, Party, Preference, Registration,
    Request,
};
use crate::goods::{Quantities, Unit};
use crate::money::Decimal;
use alloc::{collections::BTreeMap, vec::Vec};
use serde::{Serialize, Serializer, ser::SerializeMap};

/// An object of which only what is set is written.
struct Object<M>(M);

impl<M: SerializeMap> Object<M> {
    fn begin<S: Serializer<SerializeMap = M>>(serializer: S) -> Result<Object<M>, S::Error> {
        serializer.serialize_map(None).map(Object)
    }

    fn set(&mut self, name: &str, value: &(impl Serialize + ?Sized)) -> Result<(), M::Error> {
        self.0.serialize_entry(name, value)
    }

    fn may_set(&mut self, name: &str, value: Option<impl Serialize>) -> Result<(), M::Error> {
        value.map_or(Ok(()), |value| self.set(name, &value))
    }

    fn end(self) -> Result<M::Ok, M::Error> {
        self.0.end()
    }
}

/// What holds something.
fn filled<T>(entries: &[T]) -> Option<&[T]> {
    Some(entries).filter(|entries| !entries.is_empty())
}

impl Serialize for Request {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = Object::begin(serializer)?;
        object.set("asOf", &self.as_of)?;
        object.set("shipFrom", &self.ship_from)?;
        object.set("shipTo", &self.ship_to)?;
        object.may_set("transport", self.transport)?;
        object.may_set("carrier", self.carrier.as_deref())?;
        object.may_set("incoterm", self.incoterm)?;
        object.may_set("declaration", self.declaration)?;
        object.may_set("dates", Some(self.dates).filter(|dates| *dates != Dates::default()))?;
        object.may_set("purpose", self.purpose)?;
        let Parties { seller, buyer, importer, exporter, broker, marketplace } = &self.parties;
        object.may_set("seller", seller.as_ref())?;
        object.may_set("buyer", buyer.as_ref())?;
        object.may_set("importer", importer.as_ref())?;
        object.may_set("exporter", exporter.as_ref())?;
        object.may_set("broker", broker.as_ref())?;
        object.may_set("marketplace", marketplace.as_ref())?;
        object.set("items", &self.items)?;
        object.may_set("discount", self.discount)?;
        object.may_set("shipping", self.shipping)?;
        object.may_set("insurance", self.insurance)?;
        object.may_set("parcels", filled(&self.parcels))?;
        object.may_set("currency", self.currency)?;
        object.may_set("exchangeRates", filled(&self.exchange_rates))?;
        object.set("pricesInclude", &self.prices_include)?;
        object.may_set("include", Some(self.include).filter(|include| *include != Include::default()))?;
        object.may_set("rules", Some(&self.rules).filter(|rules| !rules.is_empty()))?;
        object.end()
    }
}

impl Serialize for Address {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = Object::begin(serializer)?;
        object.set("country", &self.country)?;
        object.may_set("region", self.region.as_deref())?;
        object.may_set("postalCode", self.postal_code.as_deref())?;
        object.end()
    }
}

impl Serialize for Dates {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = Object::begin(serializer)?;
        object.may_set("sale", self.sale)?;
        object.may_set("export", self.export)?;
        object.may_set("entry", self.entry)?;
        object.end()
    }
}

impl Serialize for Party {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = Object::begin(serializer)?;
        object.may_set("name", self.name.as_deref())?;
        object.may_set("country", self.country)?;
        object.may_set("kind", self.kind)?;
        object.may_set("registrations", filled(&self.registrations))?;
        object.may_set("marketplace", self.is_marketplace.then_some(true))?;
        object.end()
    }
}

impl Serialize for Registration {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = Object::begin(serializer)?;
        object.set("type", &self.kind)?;
        object.set("number", &self.number)?;
        object.may_set("issuer", self.issuer)?;
        object.end()
    }
}

impl Serialize for Item {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = Object::begin(serializer)?;
        object.may_set("description", self.description.as_deref())?;
        object.may_set("facts", Some(&self.facts).filter(|facts| !facts.is_empty()))?;
        object.set("id", &self.id)?;
        object.set("quantity", &self.quantity)?;
        object.set("unitPrice", &self.unit_price)?;
        object.may_set("hsCode", self.hs_code)?;
        object.may_set("originCountry", self.origin)?;
        let (weights, others) = weights_and_others(&self.quantities);
        for (unit, kilograms) in weights {
            object.set(unit.field(), &Weight(kilograms))?;
        }
        object.may_set("quantities", Some(others).filter(|others| !others.is_empty()))?;
        object.may_set("preference", self.preference.as_ref())?;
        object.may_set("discount", self.discount)?;
        object.may_set("rates", Some(&self.rates).filter(|rates| **rates != MerchantRates::default()))?;
        object.end()
    }
}

/// The weights that have fields of their own, and what stands in `quantities`.
fn weights_and_others(quantities: &Quantities) -> (Vec<(Unit, Decimal)>, BTreeMap<&'static str, Decimal>) {
    let (weights, others): (Vec<_>, Vec<_>) =
        quantities.iter().partition(|(unit, _)| [Unit::Kilogram, Unit::GrossKilogram].contains(unit));
    (weights, others.into_iter().map(|(unit, amount)| (unit.field(), amount)).collect())
}

/// A weight in kilograms.
struct Weight(Decimal);

impl Serialize for Weight {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = Object::begin(serializer)?;
        object.set("value", &self.0)?;
        object.set("unit", "kg")?;
        object.end()
    }
}

impl Serialize for Fact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Fact::Flag(flag) => flag.serialize(serializer),
            Fact::Number(number) => number.serialize(serializer),
            Fact::Text(text) => text.serialize(serializer),
        }
    }
}

impl Serialize for Preference {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = Object::begin(serializer)?;
        object.may_set("agreement", self.agreement.as_deref())?;
        object.may_set("proof", self.proof.as_deref())?;
        object.end()
    }
}

impl Serialize for MerchantRates {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = Object::begin(serializer)?;
        object.may_set("duty", self.duty.as_ref())?;
        object.may_set("remedies", self.remedies.as_deref())?;
        object.may_set("tax", self.tax.as_ref())?;
        object.end()
    }
}

impl Serialize for Parcel {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = Object::begin(serializer)?;
        object.may_set("weight", self.weight.map(Weight))?;
        object.may_set("dimensions", self.dimensions.map(Dimensions))?;
        let packed: Vec<_> = self.items.iter().map(|(id, quantity)| Packed { id, quantity: *quantity }).collect();
        object.may_set("items", filled(&packed))?;
        object.end()
    }
}

/// Length, width and height in centimetres.
struct Dimensions([Decimal; 3]);

impl Serialize for Dimensions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let [length, width, height] = &self.0;
        let mut object = Object::begin(serializer)?;
        object.set("length", length)?;
        object.set("width", width)?;
        object.set("height", height)?;
        object.set("unit", "cm")?;
        object.end()
    }
}

#[derive(Serialize)]
struct Packed<'a> {
    id: &'a str,
    quantity: Decimal,
}

impl Serialize for ExchangeRate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = Object::begin(serializer)?;
        object.set("from", &self.from)?;
        object.set("to", &self.to)?;
        object.set("rate", &self.rate)?;
        object.end()
    }
}

impl Serialize for Include {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let extras = [self.trace.then_some("trace"), self.digest.then_some("digest")];
        serializer.collect_seq(extras.into_iter().flatten())
    }
}
