//! The lines of the cart.

use super::{Checker, Named, Node, Path, Quoted};
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
    pub(super) fn item(&mut self, node: &Node<'_>) -> Option<Item> {
        let fields = &self.fields(node, ITEM)?;
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
        let description = self.words(description);
        let facts = self.facts(facts);
        let id = self.id(node, id);
        let quantity = self.require(quantity).quantity(quantity);
        self.order(node, &id, quantity);
        let unit_price = self.require(price).money(price);
        let hs_code = self.hs_code(hs_code);
        let origin = self.country(origin);
        let quantities = self.measures(net, gross, measures);
        let preference = self.preference(preference);
        let reduction = self.money(discount);
        let rates = self.rates(rates).unwrap_or_default();
        let (quantity, unit_price) = (quantity?, unit_price?);
        self.check_discount(discount, reduction, &[line_value(quantity, unit_price)]);
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

    /// The id that a line is given, or its index.
    fn id(&mut self, node: &Node<'_>, id: &Node<'_>) -> String {
        self.words(id).unwrap_or_else(|| index_of(node).to_string())
    }

    /// Notes how many were ordered of a line, whose id must be no other's.
    fn order(&mut self, node: &Node<'_>, id: &str, quantity: Option<Decimal>) {
        let index = index_of(node);
        let Some(line) = self.line(id) else { return };
        if line.index == index {
            line.quantity = quantity;
            return;
        }
        let (quoted, first) = (Quoted(id), line.index);
        let message =
            format_args!("{quoted} is the id of `items[{first}]` too, its index where none is given: make ids unique");
        self.report("ID_DUPLICATE", &Path::Field(&node.path, "id"), message);
    }

    /// Weights and other measures, which must not contradict each other.
    fn measures(&mut self, net: &Node<'_>, gross: &Node<'_>, others: &Node<'_>) -> Quantities {
        let mut quantities = Quantities::default();
        for (node, unit) in [(net, Unit::Kilogram), (gross, Unit::GrossKilogram)] {
            if let Some(kilograms) = self.weight(node) {
                self.measure_once(&mut quantities, unit, kilograms, &node.path);
            }
        }
        let mut contents = Vec::new();
        self.each_named(others, &mut |checker, name, node| contents.extend(checker.content_of(name, node)));
        for &unit in Unit::ALL {
            if let Some((_, amount)) = contents.iter().find(|(of, _)| *of == unit) {
                self.measure_once(&mut quantities, unit, *amount, &Path::Field(&others.path, unit.field()));
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

    fn content_of(&mut self, name: &str, node: &Node<'_>) -> Option<(Unit, Decimal)> {
        let Some(unit) = Unit::from_field(name).filter(is_content) else {
            self.unknown_name(node, name, &contents);
            return None;
        };
        self.content(node).map(|amount| (unit, amount))
    }

    fn facts(&mut self, node: &Node<'_>) -> Sorted<String, Fact> {
        let mut facts = Sorted::default();
        self.each_named(node, &mut |checker, name, node| {
            if let Some(fact) = checker.fact(name, node) {
                facts.insert(String::from(name), fact);
            }
        });
        facts
    }

    fn fact(&mut self, name: &str, node: &Node<'_>) -> Option<Fact> {
        let vocabulary = self.vocabulary;
        match vocabulary.fact(name) {
            Some(FactKind::Flag) => self.flag(node).map(Fact::Flag),
            Some(FactKind::Number) => self.fact_number(node).map(Fact::Number),
            Some(FactKind::Text) => self.words(node).map(Fact::Text),
            None => {
                self.unknown_name(node, name, &|| vocabulary.names(Named::Fact));
                None
            }
        }
    }

    fn preference(&mut self, node: &Node<'_>) -> Option<Preference> {
        let [agreement, proof] = &self.fields(node, &["agreement", "proof"])?;
        Some(Preference {
            agreement: self.name(agreement, Named::Agreement, "an agreement known here"),
            proof: self.words(proof),
        })
    }

    fn rates(&mut self, node: &Node<'_>) -> Option<MerchantRates> {
        let [duty, remedies, tax] = &self.fields(node, &["duty", "remedies", "tax"])?;
        Some(MerchantRates {
            duty: self.expression(duty),
            remedies: remedies.value.map(|_| self.entries(remedies, Checker::expression)),
            tax: self.expression(tax),
        })
    }

    /// A rate that the merchant vouches for, which must say all by itself.
    pub(super) fn expression(&mut self, node: &Node<'_>) -> Option<Expression> {
        let text = self.text(node)?;
        let quoted = Quoted(text);
        let expression = match Expression::parse(text, &Dialect::PLAIN) {
            Ok(expression) => expression,
            Err(error) => return self.refuse("RATE_INVALID", node, format_args!("{quoted} is no rate: {error}")),
        };
        match expression.reasons().first() {
            None => Some(expression),
            Some(reason) => {
                let message = format_args!("{quoted} {reason}, so it is no rate: write what it comes to, like `4 %`");
                self.refuse("RATE_INVALID", node, message)
            }
        }
    }

    /// A discount is at most the value that it is taken from, which is told here as far as its currency goes.
    pub(super) fn check_discount(&mut self, node: &Node<'_>, discount: Option<Money>, values: &[Option<Money>]) {
        let Some(discount) = discount else { return };
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

/// Which of the items a node is.
fn index_of(node: &Node<'_>) -> usize {
    match node.path {
        Path::Entry(_, index) => index,
        _ => 0,
    }
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
