//! The merchant's profile: a request wins over it, it wins over the defaults, and the quote says which was used.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use landfall::{quote, request, snapshot::Snapshot};
use landfall_data::build;
use serde_json::{Value, json};
use std::{path::Path, sync::LazyLock};

static SNAPSHOT: LazyLock<Snapshot> =
    LazyLock::new(|| Snapshot::open(&build::snapshot(Path::new("tariff-data")).unwrap()).unwrap());

/// GBP 200 of goods at 12 % with GBP 20 of freight: 26.40 of duty and 49.28 of VAT are advanced.
fn cart(more: &Value) -> Value {
    let mut cart = json!({
        "asOf": "2026-11-24",
        "shipTo": { "country": "GB" },
        "items": [{
            "id": "a", "quantity": 1, "unitPrice": { "amount": "200.00", "currency": "GBP" }, "hsCode": "6109100010",
            "originCountry": "CN", "rates": { "duty": "12 %" }
        }],
        "shipping": { "amount": "20.00", "currency": "GBP" }
    });
    let more = more.as_object().unwrap().clone();
    cart.as_object_mut().unwrap().extend(more);
    cart
}

fn quoted(more: &Value) -> Value {
    serde_json::from_str(&quote::answer(cart(more).to_string().as_bytes(), &SNAPSHOT)).unwrap()
}

#[test]
fn a_profile_fills_in_what_the_request_does_not_say() {
    let profile = json!({ "shipFrom": { "country": "CN" }, "carrier": "fedex", "currency": "EUR", "incoterm": "DDP" });
    let quote = quoted(&json!({ "profile": profile, "currency": "GBP" }));
    assert_eq!(quote["parties"]["incoterm"], "DDP");
    assert_eq!(quote["parties"]["incotermFrom"], "profile");
    assert_eq!(quote["parties"]["fromProfile"], json!(["shipFrom", "carrier", "incoterm"]));
    assert_eq!(quote["totals"]["landedCost"]["currency"], "GBP", "the request's own currency wins");
}

#[test]
fn the_term_is_the_requests_else_the_carriers_else_the_profiles_else_dap() {
    let base = json!({ "shipFrom": { "country": "CN" } });
    let with = |more: Value| {
        let mut all = base.clone();
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let quote = quoted(&all);
        let parties = &quote["parties"];
        (parties["incoterm"].as_str().unwrap().to_owned(), parties["incotermFrom"].as_str().unwrap().to_owned())
    };
    let profile = json!({ "incoterm": "DDP", "incoterms": { "fedex": "DDU" } });
    let is = |term: &str, from: &str| (term.to_owned(), from.to_owned());
    assert_eq!(with(json!({ "profile": profile, "carrier": "fedex", "incoterm": "EXW" })), is("EXW", "request"));
    assert_eq!(with(json!({ "profile": profile, "carrier": "fedex" })), is("DDU", "profile"));
    assert_eq!(with(json!({ "profile": profile, "carrier": "dhl-express" })), is("DDP", "profile"));
    assert_eq!(with(json!({ "carrier": "fedex" })), is("DAP", "default"));
    assert_eq!(with(json!({ "carrier": "gls" })), is("DDU", "default"));
}

#[test]
fn the_merchants_own_fees_go_before_the_published_ones() {
    let fees = json!([
        { "carrier": "dhl-express", "country": "GB", "rate": "10 % MIN 3 GBP" },
        { "carrier": "ups", "rate": "1 GBP" }
    ]);
    let own = quoted(
        &json!({ "shipFrom": { "country": "CN" }, "carrier": "dhl-express", "profile": { "fees": fees.clone() } }),
    );
    assert_eq!(own["totals"]["fees"]["amount"], "7.57", "a tenth of 75.68");
    let published = json!({ "shipFrom": { "country": "CN" }, "carrier": "fedex", "profile": { "fees": fees } });
    assert_eq!(quoted(&published)["totals"]["fees"]["amount"], "12.90");
}

#[test]
fn what_is_wrong_in_a_profile_is_told_with_its_path() {
    let answer = quoted(&json!({
        "shipFrom": { "country": "CN" },
        "profile": { "carrier": "fedexx", "items": [], "incoterms": { "upps": "DAP" }, "fees": [{ "rate": "x" }] }
    }));
    let paths: Vec<&str> =
        answer["errors"].as_array().unwrap().iter().map(|error| error["path"].as_str().unwrap()).collect();
    for path in ["profile.carrier", "profile.items", "profile.incoterms.upps", "profile.fees[0].carrier"] {
        assert!(paths.contains(&path), "{path} is not in {paths:?}");
    }
}

#[test]
fn a_request_with_a_profile_reads_back_as_it_was() {
    let text = cart(&json!({
        "profile": {
            "shipFrom": { "country": "CN" }, "incoterm": "DDP",
            "fees": [{ "carrier": "ups", "country": "GB", "payer": "buyer", "rate": "2 % MIN 5 GBP" }]
        }
    }));
    let read =
        |text: &str| request::read(text.as_bytes(), &*SNAPSHOT).unwrap_or_else(|problems| panic!("{problems:?}"));
    let request = read(&text.to_string());
    assert_eq!(read(&request.to_json()), request);
}
