//! The lines of the cart.

use super::{Checker, Field, Line, Named, Node, Path, Quoted};
use crate::goods::duty::{Dialect, Expression};
use crate::goods::{Quantities, Unit};
use crate::money::{Decimal, Money};
use crate::request::{Fact, FactKind, Item, MerchantRates, Preference};
use crate::sorted::Sorted;
use alloc::{string::String, string::ToString, vec::Vec};

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
                self.measure_once(&mut quantities, unit, kilograms, &node.path);
            }
        }
        if let Some(node) = others.node() {
            for (unit, amount) in self.named(node, Checker::content_of).unwrap_or_default() {
                let path = Path::Field(&node.path, unit.field());
                self.measure_once(&mut quantities, unit, amount, &path);
            }
        }
        quantities
    }

    fn measure_once(&mut self, known: &mut Quantities, unit: Unit, amount: Decimal, path: &Path<'_>) {
        let mut alone = Quantities::default();
        let inserted = alone.insert(unit, amount);
        let kept = inserted.map(|_| alone.iter().next().map_or(amount, |(_, kept)| kept));
        if self.converted(path, kept).is_none() {
            return;
        }
        if let Ok(Some(before)) = known.insert(unit, amount)
            && before != amount
        {
            let field = unit.field();
            let message =
                format_args!("`{field}` says {amount}, another measure of the same kind {before}: give one of them");
            self.report("QUANTITY_INVALID", path, message);
        }
    }

    fn content_of(&mut self, name: &str, node: Node<'_>) -> Option<(Unit, Decimal)> {
        let Some(unit) = Unit::from_field(name).filter(is_content) else {
            return self.unknown_name(&node, name, &contents);
        };
        self.content(node).map(|amount| (unit, amount))
    }

    fn facts(&mut self, node: Node<'_>) -> Option<Sorted<String, Fact>> {
        self.named(node, Checker::fact)
    }

    fn fact(&mut self, name: &str, node: Node<'_>) -> Option<(String, Fact)> {
        let vocabulary = self.vocabulary;
        let fact = match vocabulary.fact(name) {
            Some(FactKind::Flag) => self.flag(node).map(Fact::Flag),
            Some(FactKind::Number) => self.fact_number(node).map(Fact::Number),
            Some(FactKind::Text) => self.words(node).map(Fact::Text),
            None => self.unknown_name(&node, name, &|| vocabulary.names(Named::Fact)),
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

/// Whether a unit belongs into `quantities`: weights have fields of their own.
fn is_content(unit: &Unit) -> bool {
    ![Unit::Kilogram, Unit::GrossKilogram].contains(unit)
}

/// The names of `quantities`.
fn contents() -> Vec<&'static str> {
    let stated = |unit: &Unit| is_content(unit) && Unit::from_field(unit.field()) == Some(*unit);
    Unit::ALL.iter().copied().filter(stated).map(Unit::field).collect()
}
