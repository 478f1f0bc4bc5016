//! The consignment as a whole.

use super::item::line_value;
use super::{Checker, Field, Named, Node, Quoted, Value, listed};
use crate::day::Day;
use crate::money::Money;
use crate::request::{Address, Dates, ExchangeRate, Include, Incoterm, Item, Parties, Request};
use alloc::{string::String, vec::Vec};

const REQUEST: &[&str; 25] = &[
    "asOf",
    "shipFrom",
    "shipTo",
    "transport",
    "carrier",
    "incoterm",
    "declaration",
    "dates",
    "purpose",
    "seller",
    "buyer",
    "importer",
    "exporter",
    "broker",
    "marketplace",
    "items",
    "discount",
    "shipping",
    "insurance",
    "parcels",
    "currency",
    "exchangeRates",
    "pricesInclude",
    "include",
    "rules",
];

impl Checker<'_> {
    pub(super) fn request(&mut self, node: Node<'_>) -> Option<Request> {
        let fields = self.fields(&node, REQUEST)?;
        let [
            as_of,
            ship_from,
            ship_to,
            transport,
            carrier,
            incoterm,
            declaration,
            dates,
            purpose,
            parties @ ..,
            items,
            discount,
            shipping,
            insurance,
            parcels,
            currency,
            exchange_rates,
            prices_include,
            include,
            rules,
        ] = fields;
        let as_of = self.as_of(&as_of);
        let ship_from = self.required(&ship_from, Checker::address);
        let ship_to = self.required(&ship_to, Checker::address);
        let transport = self.optional(&transport, Checker::word);
        let carrier =
            self.optional(&carrier, |checker, node| checker.name(node, Named::Carrier, "a carrier known here"));
        let term = self.optional(&incoterm, Checker::word);
        self.check_incoterm(&incoterm, term, carrier.as_deref());
        let declaration = self.optional(&declaration, Checker::word);
        let dates = self.optional(&dates, Checker::dates).unwrap_or_default();
        let purpose = self.optional(&purpose, Checker::word);
        let parties = self.parties(parties);
        let (items, values) = self.items(&items);
        let reduction = self.optional(&discount, Checker::money);
        self.check_discount(&discount, reduction, &values);
        Some(Request {
            transport,
            carrier,
            incoterm: term,
            declaration,
            dates,
            purpose,
            parties,
            items,
            discount: reduction,
            shipping: self.optional(&shipping, Checker::money),
            insurance: self.optional(&insurance, Checker::money),
            parcels: self.entries(&parcels, Checker::parcel),
            currency: self.optional(&currency, Checker::currency),
            exchange_rates: self.entries(&exchange_rates, Checker::exchange_rate),
            prices_include: self.optional(&prices_include, Checker::word).unwrap_or_default(),
            include: self.include(&include),
            rules: self.optional(&rules, |checker, node| checker.named(node, Checker::rule)).unwrap_or_default(),
            as_of: as_of?,
            ship_from: ship_from?,
            ship_to: ship_to?,
        })
    }

    fn as_of(&mut self, field: &Field<'_>) -> Option<Day> {
        if field.value.is_none() {
            let message = format_args!("the engine has no clock: write the day whose law applies as YYYY-MM-DD");
            self.report("AS_OF_MISSING", &field.path(), message);
        }
        self.optional(field, Checker::day)
    }

    fn address(&mut self, node: Node<'_>) -> Option<Address> {
        let [country, region, postal_code] = self.fields(&node, &["country", "region", "postalCode"])?;
        let country = self.required(&country, Checker::country);
        let region = self.optional(&region, Checker::region);
        let postal_code = self.optional(&postal_code, Checker::words);
        Some(Address { country: country?, region, postal_code })
    }

    fn dates(&mut self, node: Node<'_>) -> Option<Dates> {
        let [sale, export, entry] = self.fields(&node, &["sale", "export", "entry"])?;
        Some(Dates {
            sale: self.optional(&sale, Checker::day),
            export: self.optional(&export, Checker::day),
            entry: self.optional(&entry, Checker::day),
        })
    }

    fn parties(&mut self, [seller, buyer, importer, exporter, broker, marketplace]: [Field<'_>; 6]) -> Parties {
        Parties {
            seller: self.optional(&seller, Checker::seller),
            buyer: self.optional(&buyer, Checker::buyer),
            importer: self.optional(&importer, Checker::party),
            exporter: self.optional(&exporter, Checker::party),
            broker: self.optional(&broker, Checker::party),
            marketplace: self.optional(&marketplace, Checker::marketplace),
        }
    }

    /// The lines, and what each costs after its own discount as far as that is known.
    fn items(&mut self, field: &Field<'_>) -> (Vec<Item>, Vec<Option<Money>>) {
        let count = match field.value {
            Some(Value::List(items)) => items.len(),
            Some(_) => 1,
            None => 0,
        };
        if count == 0 {
            let code = if field.value.is_some() { "ITEMS_EMPTY" } else { "FIELD_MISSING" };
            self.report(code, &field.path(), format_args!("`items` lists no goods: list what is sent"));
        }
        let items = self.entries(field, Checker::item);
        let mut values: Vec<_> = items.iter().map(discounted).collect();
        values.resize(count, None);
        (items, values)
    }

    fn exchange_rate(&mut self, node: Node<'_>) -> Option<ExchangeRate> {
        let [from, to, rate] = self.fields(&node, &["from", "to", "rate"])?;
        let from = self.required(&from, Checker::currency);
        let to = self.required(&to, Checker::currency);
        let rate = self.required(&rate, Checker::rate);
        let (from, to) = (from?, to?);
        if from == to {
            let message = format_args!("{from} is always one {to}: leave this rate out");
            return self.refuse("EXCHANGE_RATE_INVALID", &node, message);
        }
        if !self.pairs.insert((from, to)) {
            let message = format_args!("the rate from {from} to {to} is given more than once: give it once");
            return self.refuse("EXCHANGE_RATE_DUPLICATE", &node, message);
        }
        Some(ExchangeRate { from, to, rate: rate? })
    }

    fn include(&mut self, field: &Field<'_>) -> Include {
        let mut include = Include::default();
        for extra in self.entries(field, Checker::word) {
            match extra {
                Extra::Trace => include.trace = true,
                Extra::Digest => include.digest = true,
            }
        }
        include
    }

    fn rule(&mut self, name: &str, node: Node<'_>) -> Option<(String, bool)> {
        let vocabulary = self.vocabulary;
        if !vocabulary.has(Named::Rule, name) {
            return self.unknown_name(&node, name, &|| vocabulary.names(Named::Rule));
        }
        self.flag(node).map(|on| (String::from(name), on))
    }

    fn check_incoterm(&mut self, field: &Field<'_>, term: Option<Incoterm>, carrier: Option<&str>) {
        let (Some(term), Some(carrier)) = (term, carrier) else { return };
        let accepted = self.vocabulary.incoterms(carrier);
        if !accepted.is_empty() && !accepted.contains(&term) {
            let (carrier, accepted) = (Quoted(carrier), listed(accepted));
            let message = format_args!("`{term}` is not accepted by {carrier}. Accepted: {accepted}");
            self.report("INCOTERM_NOT_ACCEPTED", &field.path(), message);
        }
    }
}

/// What a request may ask for in addition.
#[derive(serde::Deserialize)]
#[serde(rename_all = "lowercase")]
enum Extra {
    Trace,
    Digest,
}

/// What a line costs after its own discount, where both are in one currency.
fn discounted(item: &Item) -> Option<Money> {
    let Money { amount, currency } = line_value(item.quantity, item.unit_price)?;
    let Some(discount) = item.discount else { return Some(Money { amount, currency }) };
    let left = amount.checked_sub(discount.amount).ok()?;
    (discount.currency == currency && !left.is_negative()).then_some(Money { amount: left, currency })
}
