//! The trace names each measure that was considered for each line: whether it falls on it, and if not, why not.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use landfall::{quote, snapshot::Snapshot};
use landfall_data::build;
use serde_json::{Value, json};
use std::{collections::BTreeMap, path::Path};

/// What was said of each levy in force, by its id; nothing of one that falls on the line.
fn considered(request: &Value) -> BTreeMap<String, Option<String>> {
    let snapshot = Snapshot::open(&build::snapshot(Path::new("tariff-data")).unwrap()).unwrap();
    let answer: Value = serde_json::from_str(&quote::answer(request.to_string().as_bytes(), &snapshot)).unwrap();
    let steps = answer["trace"].as_array().unwrap();
    let considered = steps.iter().filter(|step| step["step"] == "considered");
    considered.map(|step| (step["of"].as_str().unwrap().to_owned(), step["rule"].as_str().map(str::to_owned))).collect()
}

#[test]
fn the_stack_of_a_screw_of_china_says_what_keeps_each_measure_off() {
    let request = json!({
        "asOf": "2026-08-30", "shipFrom": {"country": "CN"}, "shipTo": {"country": "US"}, "transport": "air",
        "items": [{
            "id": "screw", "quantity": 1, "unitPrice": {"amount": "1000.00", "currency": "USD"},
            "hsCode": "7318158069", "originCountry": "CN",
        }],
        "rules": {"us-hmf": false}, "include": ["trace"],
    });
    let considered = considered(&request);
    for levy in ["us-duty", "us-232-annex-1a", "us-301-list-3", "us-mpf-informal"] {
        assert_eq!(considered[levy], None, "{levy}");
    }
    for (levy, why) in [
        ("us-duty-column-2", "origin is not BY, CU, KP, RU"),
        ("us-232-annex-1a-uk", "origin is not GB"),
        ("us-232-annex-1b", "bears us-232-annex-1a"),
        ("us-232-us-metal", "bears none of us-232-metal-of-us"),
        ("us-301-list-1", "code is not on list us:301-list-1"),
        ("us-301-forced-labour-12", "bears us-232-annex-1a"),
        ("us-301-forced-labour-10", "origin is not AR, BD, CA, EC, GB, GT, …"),
        ("us-mpf", "scheme is not us-formal"),
    ] {
        assert_eq!(considered[levy].as_deref(), Some(why), "{levy}");
    }
}

#[test]
fn what_is_left_out_says_by_what() {
    let request = json!({
        "asOf": "2026-08-30", "shipFrom": {"country": "CA"}, "shipTo": {"country": "US"},
        "items": [{
            "id": "tee", "quantity": 1, "unitPrice": {"amount": "1000.00", "currency": "USD"},
            "hsCode": "6109100012", "originCountry": "CA", "rates": {"remedies": ["5 %"]},
        }],
        "rules": {"us-express-fee": false}, "include": ["trace"],
    });
    let considered = considered(&request);
    assert_eq!(considered["us-301-forced-labour-10"].as_deref(), Some("the merchant gives all trade remedies"));
    assert_eq!(considered["us-express-fee"].as_deref(), Some("left out by a rule"));
    assert_eq!(considered["us-trade-remedy"], None);
}
