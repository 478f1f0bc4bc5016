//! The lines of the cart.

use super::{Checker, Field, Line, Named, Node, Path, Quoted};
use crate::goods::duty::{Dialect, Expression};
use crate::goods::{Quantities, Unit};
use crate::money::{Decimal, Inexact, Money};
use crate::request::{Fact, FactKind, Item, MerchantRates, Preference};
use alloc::{collections::BTreeMap, string::String, string::ToString, vec::Vec};

const ITEM: &[&str; 13] = &[
    "description",
    "facts",
    "id",
    "quantity",
    "unitPrice",
    "hsCode",
    "originCountry",
    "netWeight",
    "grossWeight",
    "quantities",
    "preference",
    "discount",
    "rates",
];

impl Checker<'_> {
    pub(super) fn item(&mut self, node: Node<'_>) -> Option<Item> {
        let fields = self.fields(&node, ITEM)?;
        let [
            description,
            facts,
            id,
            quantity,
            price,
            hs_code,
            origin,
            net,
            gross,
            measures,
            preference,
            discount,
            rates,
        ] = fields;
        let description = self.optional(&description, Checker::words);
        let facts = self.optional(&facts, Checker::facts).unwrap_or_default();
        let given_id = self.optional(&id, Checker::words);
        let quantity = self.required(&quantity, Checker::quantity);
        let id = self.enlist(&node, given_id, quantity);
        let unit_price = self.required(&price, Checker::money);
        let hs_code = self.optional(&hs_code, Checker::hs_code);
        let origin = self.optional(&origin, Checker::country);
        let quantities = self.measures(&net, &gross, &measures);
        let preference = self.optional(&preference, Checker::preference);
        let reduction = self.optional(&discount, Checker::money);
        let rates = self.optional(&rates, Checker::rates).unwrap_or_default();
        let (quantity, unit_price) = (quantity?, unit_price?);
        self.check_discount(&discount, reduction, &[line_value(quantity, unit_price)]);
        Some(Item {
            description,
            facts,
            id,
            quantity,
            unit_price,
            hs_code,
            origin,
            quantities,
            preference,
            discount: reduction,
            rates,
        })
    }

    /// Notes a line under the id that it is given, or under its index.
    fn enlist(&mut self, node: &Node<'_>, given: Option<String>, quantity: Option<Decimal>) -> String {
        let index = match node.path {
            Path::Entry(_, index) => index,
            _ => 0,
        };
        let id = given.unwrap_or_else(|| index.to_string());
        if let Some(Line { index: first, .. }) = self.lines.get(&id) {
            let (quoted, first) = (Quoted(&id), *first);
            let message = format_args!(
                "{quoted} is the id of `items[{first}]` too, its index where none is given: make ids unique"
            );
            self.report("ID_DUPLICATE", &Path::Field(&node.path, "id"), message);
        } else {
            self.lines.insert(id.clone(), Line { index, quantity, packed: Decimal::ZERO });
        }
        id
    }

    /// Weights and other measures, which must not contradict each other.
    fn measures(&mut self, net: &Field<'_>, gross: &Field<'_>, others: &Field<'_>) -> Quantities {
        let mut quantities = Quantities::default();
        for (field, unit) in [(net, Unit::Kilogram), (gross, Unit::GrossKilogram)] {
            if let (Some(kilograms), Some(node)) = (self.optional(field, Checker::weight), field.node()) {
                self.measure_once(&mut quantities, unit, kilograms, &node);
            }
        }
        if let Some(node) = others.node() {
            for (unit, amount) in self.named(node, Checker::content_of).unwrap_or_default() {
                let node = Node { path: Path::Field(&node.path, unit.field()), ..node };
                self.measure_once(&mut quantities, unit, amount, &node);
            }
        }
        quantities
    }

    fn measure_once(&mut self, known: &mut Quantities, unit: Unit, amount: Decimal, node: &Node<'_>) {
        let field = unit.field();
        match known.insert(unit, amount) {
            Ok(Some(before)) if before != amount => {
                let message = format_args!(
                    "`{field}` says {amount}, another measure of the same kind {before}: give one of them"
                );
                self.report("QUANTITY_INVALID", &node.path, message);
            }
            Ok(_) => {}
            Err(Inexact) => {
                let message = format_args!("{amount} is too long a figure for `{field}`: round it first");
                self.report("NUMBER_OUT_OF_RANGE", &node.path, message);
            }
        }
    }

    fn content_of(&mut self, name: &str, node: Node<'_>) -> Option<(Unit, Decimal)> {
        let elsewhere = [Unit::Kilogram, Unit::GrossKilogram];
        let Some(unit) = Unit::from_field(name).filter(|unit| !elsewhere.contains(unit)) else {
            let stated = |unit: &&Unit| Unit::from_field(unit.field()) == Some(**unit) && !elsewhere.contains(*unit);
            let names: Vec<_> = Unit::ALL.iter().filter(stated).map(|unit| unit.field()).collect();
            return self.unknown_name(&node, name, &names);
        };
        self.content(node).map(|amount| (unit, amount))
    }

    fn facts(&mut self, node: Node<'_>) -> Option<BTreeMap<String, Fact>> {
        self.named(node, Checker::fact)
    }

    fn fact(&mut self, name: &str, node: Node<'_>) -> Option<(String, Fact)> {
        let fact = match self.vocabulary.fact(name) {
            Some(FactKind::Flag) => self.flag(node).map(Fact::Flag),
            Some(FactKind::Number) => self.fact_number(node).map(Fact::Number),
            Some(FactKind::Text) => self.words(node).map(Fact::Text),
            None => {
                let known = self.vocabulary.names(Named::Fact);
                self.unknown_name(&node, name, &known)
            }
        };
        fact.map(|fact| (String::from(name), fact))
    }

    fn preference(&mut self, node: Node<'_>) -> Option<Preference> {
        let [agreement, proof] = self.fields(&node, &["agreement", "proof"])?;
        Some(Preference {
            agreement: self
                .optional(&agreement, |checker, node| checker.name(node, Named::Agreement, "an agreement known here")),
            proof: self.optional(&proof, Checker::words),
        })
    }

    fn rates(&mut self, node: Node<'_>) -> Option<MerchantRates> {
        let [duty, remedies, tax] = self.fields(&node, &["duty", "remedies", "tax"])?;
        Some(MerchantRates {
            duty: self.optional(&duty, Checker::expression),
            remedies: remedies.node().map(|_| self.entries(&remedies, Checker::expression)),
            tax: self.optional(&tax, Checker::expression),
        })
    }

    /// A rate that the merchant vouches for, which must say all by itself.
    fn expression(&mut self, node: Node<'_>) -> Option<Expression> {
        let text = self.text(node)?;
        let quoted = Quoted(&text);
        let expression = match Expression::parse(&text, &Dialect::PLAIN) {
            Ok(expression) => expression,
            Err(error) => return self.refuse("RATE_INVALID", &node, format_args!("{quoted} is no rate: {error}")),
        };
        match expression.reasons().first() {
            None => Some(expression),
            Some(reason) => {
                let message = format_args!("{quoted} {reason}, so it is no rate: write what it comes to, like `4 %`");
                self.refuse("RATE_INVALID", &node, message)
            }
        }
    }

    /// A discount is at most the value that it is taken from, which is told here as far as its currency goes.
    pub(super) fn check_discount(&mut self, field: &Field<'_>, discount: Option<Money>, values: &[Option<Money>]) {
        let (Some(discount), Some(node)) = (discount, field.node()) else { return };
        let amounts = values.iter().map(|value| value.filter(|value| value.currency == discount.currency));
        let Some(amounts) = amounts.map(|value| value.map(|value| value.amount)).collect::<Option<Vec<_>>>() else {
            return;
        };
        let Ok(value) = Decimal::sum(amounts) else { return };
        if discount.amount > value {
            let (amount, currency) = (discount.amount, discount.currency);
            let message = format_args!(
                "`{amount}` {currency} is more than the {value} {currency} that it is taken from: lower it"
            );
            self.report("DISCOUNT_TOO_LARGE", &Path::Field(&node.path, "amount"), message);
        }
    }
}

/// What a line costs before any discount; `None` where the figure is too long.
pub(super) fn line_value(quantity: Decimal, unit_price: Money) -> Option<Money> {
    let amount = unit_price.amount.checked_mul(quantity).ok()?;
    Some(Money { amount, currency: unit_price.currency })
}
