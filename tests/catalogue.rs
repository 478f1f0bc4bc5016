//! A catalogue's rows hold what single quotes say, price by price.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use landfall::{
    quote::{
        self,
        catalogue::{self, COMPLETE, REFUSED, REJECTED, Row},
    },
    snapshot::Snapshot,
};
use serde_json::{Value, json};
use std::{path::Path, sync::LazyLock};

/// EUR 150 is the last price without ordinary duty under IOSS: Directive 2006/112/EC art. 369l.
const PRICES: [i64; 4] = [2_000, 15_000, 15_001, 0];

static SNAPSHOT: LazyLock<Snapshot> = LazyLock::new(|| {
    let bytes = landfall_data::build::snapshot(Path::new("tariff-data")).unwrap();
    Snapshot::open(&bytes).unwrap()
});

/// A T-shirt to `country`, at `price` in cents.
fn cart(country: &str, price: i64) -> Value {
    json!({
        "asOf": "2026-11-24",
        "shipFrom": { "country": "CN" },
        "shipTo": { "country": country },
        "incoterm": "DDP",
        "seller": { "registrations": [{ "type": "IOSS", "number": "IM3720000000", "issuer": "IE" }] },
        "items": [{
            "quantity": 1,
            "unitPrice": { "amount": format!("{}.{:02}", price / 100, price % 100), "currency": "EUR" },
            "hsCode": "6109100010",
            "originCountry": "CN",
        }],
        "shipping": { "amount": "5.00", "currency": "EUR" },
        "rules": { "eu-union-handling-fee": false },
    })
}

fn filled(consignments: &[Value], prices: &[i64]) -> (Value, Vec<Row>) {
    let texts: Vec<String> = consignments.iter().map(Value::to_string).collect();
    let mut rows = vec![Row::default(); consignments.len().saturating_mul(prices.len())];
    let heads = catalogue::fill(&texts.join("\n"), prices, &mut rows, &SNAPSHOT);
    (serde_json::from_str(&heads).unwrap(), rows)
}

#[test]
fn each_row_is_the_quote_at_its_price() {
    let countries = ["DE", "FR", "GB", "DK"];
    let (heads, rows) = filled(&countries.map(|country| cart(country, 1)), &PRICES);
    let currencies: Vec<&str> =
        heads.as_array().unwrap().iter().map(|head| head["currency"].as_str().unwrap()).collect();
    assert_eq!(currencies, ["EUR", "EUR", "GBP", "DKK"]);
    for (at, row) in rows.iter().enumerate() {
        let (country, price) = (countries[at / PRICES.len()], PRICES[at % PRICES.len()]);
        let quote = quote::answer(cart(country, price).to_string().as_bytes(), &SNAPSHOT);
        let quote: Value = serde_json::from_str(&quote).unwrap();
        let outcome = ["", "complete", "estimated", "refused", "rejected"][usize::try_from(row[0]).unwrap()];
        assert_eq!(quote["outcome"], outcome, "{country} at {price}");
        let names = ["landedCost", "duties", "taxes", "fees", "dueAtCheckout", "dueOnDelivery"];
        for (name, cents) in names.iter().zip(&row[1..]) {
            let amount =
                quote["totals"][name]["amount"].as_str().map_or(0, |text| text.replace('.', "").parse().unwrap());
            assert_eq!(*cents, amount, "{name}, {country} at {price}");
        }
    }
    // EUR 3 flat duty and 19 % of 25.00: Council Regulation (EU) 2026/382 and the German standard rate.
    assert_eq!(rows[0], [COMPLETE, 32_75, 3_00, 4_75, 0, 32_75, 0]);
}

#[test]
fn what_can_t_be_quoted_has_a_row_that_says_so() {
    let mut two = cart("DE", 1);
    let item = two["items"][0].clone();
    two["items"].as_array_mut().unwrap().push(item);
    let nowhere = cart("QQ", 1);
    let (heads, rows) = filled(&[two, nowhere, cart("DE", 1)], &[-1, i64::MAX, 20_00]);
    assert_eq!(heads[0]["errors"][0]["code"], "CATALOGUE_ITEMS");
    assert!(heads[1]["errors"][0]["path"].as_str().unwrap().starts_with("shipTo"));
    let outcomes: Vec<i64> = rows.iter().map(|row| row[0]).collect();
    assert_eq!(outcomes[..6], [REJECTED; 6]);
    assert_eq!((outcomes[6], outcomes[8]), (REJECTED, COMPLETE));
    assert_ne!(outcomes[7], 0);
    let mut unknown = cart("DE", 1);
    unknown["items"][0]["hsCode"] = json!("9999999999");
    let (_, rows) = filled(&[unknown], &[900_000]);
    assert_eq!(rows, [[REFUSED, 0, 0, 0, 0, 0, 0]]);
}

#[test]
fn no_row_is_left_out_or_filled_twice() {
    let (heads, rows) = filled(&[cart("DE", 1)], &[]);
    assert_eq!((heads.as_array().unwrap().len(), rows.len()), (1, 0));
    assert_eq!(filled(&[], &PRICES).0, json!([]));
    let mut rows = [Row::default(); 3];
    catalogue::fill(&cart("DE", 1).to_string(), &[20_00], &mut rows, &SNAPSHOT);
    assert_eq!([rows[1], rows[2]], [Row::default(); 2]);
}
