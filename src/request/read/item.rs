//! The lines of the cart.

use super::{Checker, Line, Named, Node, Path, Quoted};
use crate::goods::{Quantities, Unit, duty};
use crate::money::{Decimal, Money};
use crate::request::{Fact, FactKind, Item, MerchantRates, Preference};
use alloc::{borrow::ToOwned, string::String, string::ToString};

impl<'v> Checker<'v> {
    pub(super) fn item(&mut self, node: Node<'_>) -> Option<Item> {
        let [description, facts, id, quantity, unit_price, hs_code, origin, net, gross, quantities, preference, discount, rates] =
            self.fields(
                &node,
                &[
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
                ],
            )?;
        let given_id = self.optional(&id, Checker::words);
        let count = self.required(&quantity, Checker::quantity);
        let id = self.enlist(&node, given_id, count);
        let description = self.optional(&description, Checker::words);
        let facts = self.optional(&facts, Checker::facts).unwrap_or_default();
        let price = self.required(&unit_price, Checker::money);
        let hs_code = self.optional(&hs_code, Checker::hs_code);
        let origin = self.optional(&origin, Checker::country);
        let net = self.optional(&net, Checker::weight);
        let gross = self.optional(&gross, Checker::weight);
        let mut measures = self.optional(&quantities, Checker::quantities).unwrap_or_default();
        measures.0.extend(net.map(|kilograms| (Unit::NetKilogram, kilograms)));
        measures.0.extend(gross.map(|kilograms| (Unit::GrossKilogram, kilograms)));
        let preference = self.optional(&preference, Checker::preference);
        let reduction = self.optional(&discount, Checker::money);
        let rates = self.optional(&rates, Checker::rates).unwrap_or_default();
        let (quantity, unit_price) = (count?, price?);
        if let (Some(reduction), Some(node)) = (reduction, discount.node()) {
            self.check_discount(&node, reduction, line_value(quantity, unit_price));
        }
        Some(Item {
            description,
            facts,
            id,
            quantity,
            unit_price,
            hs_code,
            origin,
            quantities: measures,
            preference,
            discount: reduction,
            rates,
        })
    }
}
