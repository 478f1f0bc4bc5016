//! The consignment as a whole.

use super::item::line_value;
use super::profile::{PROFILE, filled};
use super::{Checker, Named, Node, Quoted, Value, insert, listed};
use crate::day::Day;
use crate::money::{Decimal, Money};
use crate::request::{
    Address, Dates, Declaration, ExchangeRate, Include, Incoterm, Item, Parties, PricesInclude, Purpose, Request,
    Transport,
};
use crate::sorted::Sorted;
use alloc::{string::String, vec::Vec};

const REQUEST: &[&str; 28] = &[
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
    "fees",
    "freshness",
    "profile",
];

impl Checker<'_> {
    pub(super) fn request(&mut self, node: &Node<'_>) -> Option<Request> {
        let own = self.fields(node, REQUEST)?;
        let [_, _, _, _, _, own_term, .., profile] = own;
        let defaults = profile.value.and_then(|_| self.fields(&profile, PROFILE));
        let defaults = defaults.as_ref().map(<[_; _]>::as_slice).unwrap_or_default();
        let (fields, mut from_profile) = filled(own, REQUEST, defaults);
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
            fees,
            freshness,
            _,
        ] = &fields;
        let as_of = self.as_of(as_of);
        let ship_from = self.require(ship_from).address(ship_from);
        let ship_to = self.require(ship_to).address(ship_to);
        let transport = self.word(transport, &Transport::ALL, Transport::as_str);
        let carrier = self.name(carrier, Named::Carrier, "a carrier known here");
        let term = self.word(incoterm, &Incoterm::ALL, Incoterm::as_str);
        let by_carrier = defaults.last().and_then(|terms| self.term_of(terms, carrier.as_deref()));
        let term = match by_carrier {
            Some(by_carrier) if own_term.value.is_none() => {
                if !from_profile.contains(&"incoterm") {
                    from_profile.push("incoterm");
                }
                Some(by_carrier)
            }
            _ => term,
        };
        self.check_incoterm(incoterm, term, carrier.as_deref());
        let declaration = self.word(declaration, &Declaration::ALL, Declaration::as_str);
        let dates = self.dates(dates).unwrap_or_default();
        let purpose = self.word(purpose, &Purpose::ALL, Purpose::as_str);
        let parties = self.parties(parties);
        let (items, values) = self.items(items);
        let reduction = self.money(discount);
        self.check_discount(discount, reduction, &values);
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
            shipping: self.money(shipping),
            insurance: self.money(insurance),
            parcels: self.entries(parcels, Checker::parcel),
            currency: self.currency(currency),
            exchange_rates: self.entries(exchange_rates, Checker::exchange_rate),
            prices_include: self.word(prices_include, &PricesInclude::ALL, PricesInclude::as_str).unwrap_or_default(),
            include: self.include(include),
            rules: self.rules(rules),
            fees: self.entries(fees, Checker::own_fee),
            max_age_days: self.freshness(freshness),
            from_profile,
            as_of: as_of?,
            ship_from: ship_from?,
            ship_to: ship_to?,
        })
    }

    fn as_of(&mut self, node: &Node<'_>) -> Option<Day> {
        if node.value.is_none() {
            let message = format_args!("the engine has no clock: write the day whose law applies as YYYY-MM-DD");
            self.report("AS_OF_MISSING", &node.path, message);
        }
        self.day(node)
    }

    fn address(&mut self, node: &Node<'_>) -> Option<Address> {
        let [country, region, postal_code] = &self.fields(node, &["country", "region", "postalCode"])?;
        let country = self.require(country).country(country);
        let region = self.region(region);
        let postal_code = self.words(postal_code);
        Some(Address { country: country?, region, postal_code })
    }

    fn dates(&mut self, node: &Node<'_>) -> Option<Dates> {
        let [sale, export, entry] = &self.fields(node, &["sale", "export", "entry"])?;
        Some(Dates { sale: self.day(sale), export: self.day(export), entry: self.day(entry) })
    }

    fn parties(&mut self, [seller, buyer, importer, exporter, broker, marketplace]: &[Node<'_>; 6]) -> Parties {
        Parties {
            seller: self.seller(seller),
            buyer: self.buyer(buyer),
            importer: self.party(importer),
            exporter: self.party(exporter),
            broker: self.party(broker),
            marketplace: self.marketplace(marketplace),
        }
    }

    /// The lines, and what each costs after its own discount as far as that is known.
    fn items(&mut self, node: &Node<'_>) -> (Vec<Item>, Vec<Option<Money>>) {
        let count = match node.value {
            Some(Value::List(items)) => {
                self.enlist(items);
                items.len()
            }
            Some(_) => 1,
            None => 0,
        };
        if count == 0 {
            let code = if node.value.is_some() { "ITEMS_EMPTY" } else { "FIELD_MISSING" };
            self.report(code, &node.path, format_args!("`items` lists no goods: list what is sent"));
        }
        let items = self.entries(node, Checker::item);
        let mut values: Vec<_> = items.iter().map(discounted).collect();
        values.resize(count, None);
        (items, values)
    }

    fn exchange_rate(&mut self, node: &Node<'_>) -> Option<ExchangeRate> {
        let [from, to, rate] = &self.fields(node, &["from", "to", "rate"])?;
        let from = self.require(from).currency(from);
        let to = self.require(to).currency(to);
        let rate = self.require(rate).rate(rate);
        let (from, to) = (from?, to?);
        if from == to {
            let message = format_args!("{from} is always one {to}: leave this rate out");
            return self.refuse("EXCHANGE_RATE_INVALID", node, message);
        }
        if !insert(&mut self.pairs, (from, to)) {
            let message = format_args!("the rate from {from} to {to} is given more than once: give it once");
            return self.refuse("EXCHANGE_RATE_DUPLICATE", node, message);
        }
        Some(ExchangeRate { from, to, rate: rate? })
    }

    fn include(&mut self, node: &Node<'_>) -> Include {
        let mut include = Include::default();
        self.each(node, &mut |checker, entry| match checker.word(entry, &["trace", "digest"], |extra| extra) {
            Some("trace") => include.trace = true,
            Some(_) => include.digest = true,
            None => {}
        });
        include
    }

    fn freshness(&mut self, node: &Node<'_>) -> Option<Decimal> {
        let [max_age_days] = &self.fields(node, &["maxAgeDays"])?;
        self.days(max_age_days)
    }

    fn rules(&mut self, node: &Node<'_>) -> Sorted<String, bool> {
        let vocabulary = self.vocabulary;
        let mut rules = Sorted::default();
        self.each_named(node, &mut |checker, name, node| {
            if !vocabulary.has(Named::Rule, name) {
                checker.unknown_name(node, name, &|| vocabulary.names(Named::Rule));
            } else if let Some(on) = checker.flag(node) {
                rules.insert(String::from(name), on);
            }
        });
        rules
    }

    fn check_incoterm(&mut self, node: &Node<'_>, term: Option<Incoterm>, carrier: Option<&str>) {
        let (Some(term), Some(carrier)) = (term, carrier) else { return };
        let accepted = self.vocabulary.incoterms(carrier);
        if !accepted.is_empty() && !accepted.contains(&term) {
            let (carrier, accepted) = (Quoted(carrier), listed(accepted));
            let message = format_args!("`{term}` is not accepted by {carrier}. Accepted: {accepted}");
            self.report("INCOTERM_NOT_ACCEPTED", &node.path, message);
        }
    }
}

/// What a line costs after its own discount, where both are in one currency.
fn discounted(item: &Item) -> Option<Money> {
    let Money { amount, currency } = line_value(item.quantity, item.unit_price)?;
    let Some(discount) = item.discount else { return Some(Money { amount, currency }) };
    let left = amount.checked_sub(discount.amount).ok()?;
    (discount.currency == currency && !left.is_negative()).then_some(Money { amount: left, currency })
}
