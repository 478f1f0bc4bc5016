//! What always holds, whatever the cart: the contract's invariants on carts by chance.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "tests")]

use landfall::{money::Decimal, quote, snapshot::Snapshot};
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Value, json};
use std::{path::Path, sync::LazyLock};

static SNAPSHOT: LazyLock<Snapshot> = LazyLock::new(|| {
    let bytes = landfall_data::build::snapshot(Path::new("tariff-data")).unwrap();
    Snapshot::open(&bytes).unwrap()
});

fn answer(request: &Value) -> Value {
    serde_json::from_str(&quote::answer(request.to_string().as_bytes(), &SNAPSHOT)).unwrap()
}

fn amount(money: &Value) -> Decimal {
    Decimal::parse(money["amount"].as_str().unwrap()).unwrap()
}

fn sum(amounts: impl IntoIterator<Item = Decimal>) -> Decimal {
    Decimal::sum(amounts).unwrap()
}

fn cents(from: i64, to: i64) -> impl Strategy<Value = String> {
    (from..to).prop_map(|cents| format!("{}.{:02}", cents / 100, cents % 100))
}

prop_compose! {
    fn line()(
        price in cents(1, 9_000),
        quantity in 1..5,
        code in select(vec!["61091000", "64039998", "95030070", "49019900", "42022100", "91021200", "04069021"]),
        origin in select(vec!["CN", "BD", "US", "JP"]),
        described in any::<bool>(),
        rate in select(vec![None, Some("12 %"), Some("4 % + 20 EUR / 100 kg"), Some("3 % MIN 1 EUR / p/st")]),
    ) -> Value {
        let mut line = json!({
            "quantity": quantity,
            "unitPrice": {"amount": price, "currency": "EUR"},
            "hsCode": code,
            "originCountry": origin,
            "netWeight": {"value": "0.4", "unit": "kg"},
        });
        if described {
            line["description"] = json!(format!("{code} of {origin}"));
        }
        if let Some(rate) = rate {
            line["rates"] = json!({"duty": rate});
        }
        line
    }
}

prop_compose! {
    fn cart()(
        lines in vec(line(), 1..6),
        to in select(vec!["DE", "FR", "DK", "GB", "RO", "IT"]),
        day in select(vec!["2024-02-01", "2026-06-30", "2026-07-01", "2026-11-24"]),
        transport in select(vec!["courier", "post"]),
        declaration in select(vec!["simplified", "full"]),
        incoterm in select(vec!["DAP", "DDP"]),
        include in select(vec!["none", "destinationTax"]),
        ioss in any::<bool>(),
        shipping in cents(0, 3_000),
        currency in select(vec![None, Some("GBP"), Some("JPY")]),
    ) -> Value {
        let items: Vec<Value> = lines.into_iter().enumerate().map(|(index, mut line)| {
            line["id"] = json!(format!("l{index}"));
            line
        }).collect();
        let mut cart = json!({
            "asOf": day, "shipFrom": {"country": "CN"}, "shipTo": {"country": to}, "items": items,
            "transport": transport, "declaration": declaration, "incoterm": incoterm, "pricesInclude": include,
            "shipping": {"amount": shipping, "currency": "EUR"}, "include": ["trace", "digest"],
        });
        if ioss {
            cart["seller"] = json!({"registrations": [{"type": "IOSS", "number": "IM3720000000"}]});
        }
        if let Some(currency) = currency {
            cart["currency"] = json!(currency);
        }
        cart
    }
}

/// Goods, origins and days of the measures that keep one another off, with facts that may be missing.
fn measured_line() -> impl Strategy<Value = Value> {
    let codes = [
        "61091000",
        "95030000",
        "7318158069",
        "7318",
        "7615107180",
        "8433110050",
        "8429110090",
        "8207303000",
        "8708704530",
        "8703230150",
        "8482105048",
        "9401616011",
        "3004909268",
        "8541430010",
        "8471300100",
        "2709002010",
        "6403996065",
        "0901210040",
        "3304995000",
        "7412200035",
        "8806230000",
        "6810990020",
    ];
    let origins = ["CN", "HK", "DE", "JP", "KR", "GB", "CA", "MX", "BR", "IN", "RU", "TW", "LI", "NI", "IS"];
    let facts = [
        json!({}),
        json!({"metalShare": 10, "meltedIn": "GB", "patented": false}),
        json!({"metalShare": 80, "usOriginMetalShare": 90, "patented": true}),
        json!({"meltedIn": "CN", "partOf": "vehicle", "tariffExclusion": true, "section338Listed": true}),
    ];
    let agreements = [None, Some("us-usmca"), Some("us-kr"), Some("us-cafta-dr")];
    (
        cents(1, 900_000),
        1..4,
        select(codes.to_vec()),
        select(origins.to_vec()),
        select(facts.to_vec()),
        select(agreements.to_vec()),
    )
        .prop_map(|(price, quantity, code, origin, facts, agreement)| {
            let mut line = json!({
                "quantity": quantity, "unitPrice": {"amount": price, "currency": "USD"}, "hsCode": code,
                "originCountry": origin, "facts": facts, "netWeight": {"value": "1", "unit": "kg"},
                "quantities": {"barrels": "1"},
            });
            if let Some(agreement) = agreement {
                line["preference"] = json!({"agreement": agreement, "proof": "certification-of-origin"});
            }
            line
        })
}

fn measured_cart() -> impl Strategy<Value = Value> {
    let days = [
        "2024-06-01",
        "2025-03-20",
        "2025-04-09",
        "2025-06-15",
        "2025-09-10",
        "2025-12-01",
        "2026-03-10",
        "2026-05-15",
        "2026-07-23",
        "2026-08-30",
        "2026-11-24",
        "2027-07-01",
        "2028-02-01",
    ];
    let transports = ["courier", "post", "air", "sea"];
    (vec(measured_line(), 1..5), select(days.to_vec()), select(transports.to_vec())).prop_map(
        |(lines, day, transport)| {
            let items: Vec<Value> = lines
                .into_iter()
                .enumerate()
                .map(|(index, mut line)| {
                    line["id"] = json!(format!("l{index}"));
                    line
                })
                .collect();
            json!({
                "asOf": day, "shipFrom": {"country": "CN"}, "shipTo": {"country": "US"}, "items": items,
                "transport": transport, "shipping": {"amount": "5.00", "currency": "USD"}, "include": ["trace"],
            })
        },
    )
}

/// A cart of ordinary goods to Europe, or one of goods under measures to the United States.
fn any_cart() -> impl Strategy<Value = Value> {
    prop_oneof![cart(), measured_cart()]
}

const HEADS: [&str; 6] = ["goods", "shipping", "insurance", "duties", "taxes", "fees"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Items' parts sum to the totals, and the totals to the landed cost, with nothing left over.
    #[test]
    fn parts_sum_to_totals(cart in any_cart()) {
        let quote = answer(&cart);
        let Some(totals) = quote.get("totals").filter(|totals| !totals.is_null()) else { return Ok(()) };
        for head in HEADS.into_iter().chain(["landedCost"]) {
            let items = quote["items"].as_array().unwrap().iter().map(|item| amount(&item[head]));
            prop_assert_eq!(sum(items), amount(&totals[head]), "{}", head);
        }
        prop_assert_eq!(sum(HEADS.map(|head| amount(&totals[head]))), amount(&totals["landedCost"]));
        let accounted = quote["charges"].as_array().unwrap().iter().any(|charge| charge["collected"] == "accounted");
        if !accounted {
            let due = sum([amount(&totals["dueAtCheckout"]), amount(&totals["dueOnDelivery"])]);
            prop_assert_eq!(due, amount(&totals["landedCost"]));
        }
    }

    /// The charges sum to the totals where they are in the same currency.
    #[test]
    fn charges_sum_to_totals(cart in any_cart()) {
        let quote = answer(&cart);
        let Some(totals) = quote.get("totals").filter(|totals| !totals.is_null()) else { return Ok(()) };
        let charges = quote["charges"].as_array().unwrap();
        if charges.iter().any(|charge| charge["amount"]["currency"] != totals["duties"]["currency"]) {
            return Ok(());
        }
        for (head, kinds) in [("duties", ["duty", "tradeRemedy"]), ("taxes", ["tax", "excise"]), ("fees", ["fee", "fee"])] {
            let of = charges.iter().filter(|charge| kinds.contains(&charge["kind"].as_str().unwrap()));
            prop_assert_eq!(sum(of.map(|charge| amount(&charge["amount"]))), amount(&totals[head]));
        }
    }

    /// The order of lines does not matter to what is owed.
    #[test]
    fn the_order_of_lines_does_not_matter(cart in any_cart()) {
        let mut turned = cart.clone();
        turned["items"].as_array_mut().unwrap().reverse();
        let (one, other) = (answer(&cart), answer(&turned));
        prop_assert_eq!(&one["outcome"], &other["outcome"]);
        prop_assert_eq!(&one["totals"], &other["totals"]);
        for end in ["min", "max"] {
            prop_assert_eq!(&one["interval"][end], &other["interval"][end]);
        }
    }

    /// A line split into equal lines costs the same.
    #[test]
    fn a_split_line_costs_the_same(cart in cart()) {
        let mut split = cart.clone();
        let items = split["items"].as_array_mut().unwrap();
        let mut half = items[0].clone();
        items[0]["quantity"] = json!(half["quantity"].as_i64().unwrap() * 2);
        let whole = answer(&split);
        half["id"] = json!("half");
        let items = split["items"].as_array_mut().unwrap();
        items[0]["quantity"] = half["quantity"].clone();
        items.push(half);
        // A net price is a price, so taking tax out of it rounds by line.
        if split["pricesInclude"] == "none" {
            prop_assert_eq!(&whole["totals"], &answer(&split)["totals"]);
        }
    }

    /// The totals shown lie in the interval.
    #[test]
    fn the_totals_lie_in_the_interval(cart in any_cart()) {
        let quote = answer(&cart);
        if quote["interval"].is_object() {
            let landed = amount(&quote["totals"]["landedCost"]);
            prop_assert!(amount(&quote["interval"]["min"]) <= landed && landed <= amount(&quote["interval"]["max"]));
            prop_assert_eq!(&quote["outcome"], "estimated");
        }
    }

    /// Evaluating the trace again gives its results and the totals.
    #[test]
    fn the_trace_gives_the_totals(cart in any_cart()) {
        let quote = answer(&cart);
        let Some(steps) = quote["trace"].as_array() else { return Ok(()) };
        for step in steps {
            let operand = |index: usize| Decimal::parse(step["operands"][index][1].as_str().unwrap()).unwrap();
            let exact = Decimal::parse(step["exact"].as_str().unwrap()).unwrap();
            match step["step"].as_str().unwrap() {
                "value" | "total" | "considered" => {
                    let operands = step["operands"].as_array().unwrap();
                    prop_assert_eq!(sum((0..operands.len()).map(operand)), exact);
                }
                "levy" => {
                    let rate = step["rule"].as_str().unwrap();
                    let floor = step["operands"].as_array().unwrap().iter().any(|operand| operand[0] == "less");
                    let percent = rate.strip_suffix(" %").and_then(|percent| Decimal::parse(percent).ok());
                    if let Some(percent) = percent.filter(|_| !floor) {
                        let again = operand(0).checked_mul(percent).unwrap().checked_mul(Decimal::PERCENT).unwrap();
                        prop_assert_eq!(again, exact);
                    }
                }
                other => prop_assert!(false, "unknown step {other}"),
            }
            if let (Some(total), "total") = (quote["totals"].get(step["of"].as_str().unwrap()), step["step"].as_str().unwrap()) {
                prop_assert_eq!(exact, amount(total));
            }
        }
    }

    /// Amounts have their currency's own number of decimals.
    #[test]
    fn amounts_have_their_currencys_decimals(cart in cart()) {
        let quote = answer(&cart);
        for head in HEADS {
            let money = &quote["totals"][head];
            let Some(text) = money["amount"].as_str() else { return Ok(()) };
            let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
            prop_assert_eq!(decimals, if money["currency"] == "JPY" { 0 } else { 2 });
        }
    }
}

#[test]
fn the_same_request_gives_the_same_bytes() {
    let cart = r#"{"asOf":"2026-10-15","shipFrom":{"country":"CN"},"shipTo":{"country":"DE"},"items":[{"quantity":1,"unitPrice":{"amount":"20.00","currency":"EUR"},"hsCode":"61091000"}],"include":["digest","trace"]}"#;
    let spaced = cart.replace(',', " , ").replace("20.00", "20.0");
    let digest = |text: &str| -> String {
        let quote: Value = serde_json::from_str(&quote::answer(text.as_bytes(), &SNAPSHOT)).unwrap();
        quote["requestDigest"].as_str().unwrap().into()
    };
    assert_eq!(quote::answer(cart.as_bytes(), &SNAPSHOT), quote::answer(cart.as_bytes(), &SNAPSHOT));
    // What reads the same has the same digest.
    assert_eq!(digest(cart), digest(&spaced));
}
