//! What a catalogue costs: one article at many prices in many consignments, as rows of whole numbers.

use super::{Consignment, Money, Outcome, quote};
use crate::{
    money::Decimal,
    problem::{Problem, Problems},
    request::{self, Request},
    snapshot::Snapshot,
};
use alloc::{
    format,
    string::{String, ToString},
    vec,
    vec::Vec,
};

/// What a price comes to: its outcome, then landed cost, duties, taxes, fees, what is due at checkout and what on
/// delivery, each in the smallest unit of the quote's currency.
///
/// The outcome is [`COMPLETE`], [`ESTIMATED`], [`REFUSED`] or [`REJECTED`]; the amounts of the last two mean nothing. A
/// row that was not worked out holds zeros, and zero is none of these.
pub type Row = [i64; 7];

/// Every charge comes from law in force and facts that the request gave.
pub const COMPLETE: i64 = 1;
/// Something was assumed, is dated or is a range.
pub const ESTIMATED: i64 = 2;
/// No honest figure can be given.
pub const REFUSED: i64 = 3;
/// The price can't be quoted at all: it is below nothing or out of range, or a discount exceeds it.
pub const REJECTED: i64 = 4;

/// Quotes an article at each of `prices`, in the smallest unit of its currency, in each of `consignments`: a request of
/// one item to a line, whose own price is left aside. Fills a row for each price of the first consignment, then of the
/// second, and so on.
///
/// The answer is a JSON array: for each consignment the currency of its amounts, `{"currency":"EUR","decimals":2}`, or
/// `{"errors":[…]}`, and then its rows are [`REJECTED`].
///
/// ```
/// use landfall::{quote::catalogue, snapshot::Snapshot};
/// # fn example(snapshot: &Snapshot) {
/// let consignment = r#"{"asOf": "2026-11-24", "shipFrom": {"country": "CN"}, "shipTo": {"country": "DE"}, "items":
///     [{"quantity": 1, "unitPrice": {"amount": 0, "currency": "EUR"}, "hsCode": "610910"}]}"#;
/// let mut rows = [catalogue::Row::default(); 2];
/// catalogue::fill(&consignment.replace('\n', " "), &[19_90, 24_90], &mut rows, snapshot);
/// let landed_costs = rows.map(|[_, landed_cost, ..]| landed_cost);
/// # }
/// ```
pub fn fill(consignments: &str, prices: &[i64], rows: &mut [Row], snapshot: &Snapshot) -> String {
    let mut rows = rows.iter_mut();
    let heads: Vec<String> = consignments
        .lines()
        .map(|text| {
            let rows = rows.by_ref().take(prices.len());
            match Article::read(text, snapshot) {
                Ok(mut article) => {
                    rows.zip(prices).for_each(|(row, price)| *row = article.row(*price));
                    article.currency
                }
                Err(problems) => {
                    rows.for_each(|row| *row = NO_ROW);
                    problems.to_json()
                }
            }
        })
        .collect();
    format!("[{}]", heads.join(","))
}

/// The row of what can't be quoted.
const NO_ROW: Row = [REJECTED, 0, 0, 0, 0, 0, 0];

/// A consignment of one item, whose price varies.
struct Article<'s> {
    request: Request,
    snapshot: &'s Snapshot,
    /// The smallest unit of the price's currency.
    unit: Decimal,
    /// The currency of the totals, and its decimals, as JSON.
    currency: String,
}

impl<'s> Article<'s> {
    fn read(text: &str, snapshot: &'s Snapshot) -> Result<Self, Problems> {
        let request = request::read(text.as_bytes(), snapshot)?;
        let consignment = Consignment::settle(&request, snapshot, &[])?;
        let currency = format!(r#"{{"currency":"{}","decimals":{}}}"#, consignment.quoted, consignment.quoted_decimals);
        let [item] = request.items.as_slice() else { return Err(not_one_item(request.items.len())) };
        let decimals = snapshot.currency_decimals(item.unit_price.currency).unwrap_or_default();
        let unit = Decimal::step(decimals).unwrap_or(Decimal::ONE);
        Ok(Article { request, snapshot, unit, currency })
    }

    fn row(&mut self, price: i64) -> Row {
        self.quoted(price).unwrap_or(NO_ROW)
    }

    fn quoted(&mut self, price: i64) -> Option<Row> {
        let item = self.request.items.first_mut()?;
        item.unit_price.amount =
            Decimal::from_integer(price).checked_mul(self.unit).ok().filter(|it| !it.is_negative())?;
        let quote = quote(&self.request, self.snapshot).ok()?;
        let outcome = match quote.outcome {
            Outcome::Complete => COMPLETE,
            Outcome::Estimated => ESTIMATED,
            Outcome::Refused => REFUSED,
        };
        let Some(totals) = quote.totals else { return Some([outcome, 0, 0, 0, 0, 0, 0]) };
        Some([
            outcome,
            in_units(&totals.landed_cost)?,
            in_units(&totals.duties)?,
            in_units(&totals.taxes)?,
            in_units(&totals.fees)?,
            in_units(&totals.due_at_checkout)?,
            in_units(&totals.due_on_delivery)?,
        ])
    }
}

/// An amount in its currency's smallest unit: it is written with all the decimals that the currency has.
fn in_units(money: &Money) -> Option<i64> {
    money.amount.replace('.', "").parse().ok()
}

fn not_one_item(items: usize) -> Problems {
    let problem = Problem {
        code: "CATALOGUE_ITEMS",
        path: "items".to_string(),
        message: format!("`{items}` items: prices vary for one. Give one item."),
    };
    Problems { errors: vec![problem] }
}
