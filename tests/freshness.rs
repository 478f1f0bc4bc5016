//! How old the facts of a quote may be: what its publisher says, and what a merchant says.

#![cfg(test)]

use landfall::day::Day;
use landfall::quote::answer;
use landfall::snapshot::Snapshot;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::LazyLock;

static SNAPSHOT: LazyLock<Snapshot> = LazyLock::new(|| {
    let bytes = landfall_data::build::snapshot(Path::new("tariff-data")).unwrap();
    Snapshot::open(&bytes).unwrap()
});

/// A mug under IOSS: its duty is a flat one, so no tariff is looked into.
fn mug(as_of: &str) -> Value {
    json!({
        "asOf": as_of, "shipFrom": {"country": "CN"}, "shipTo": {"country": "DE"},
        "seller": {"country": "CN", "registrations": [{"type": "IOSS", "number": "IM3720000001", "issuer": "IE"}]},
        "items": [{
            "description": "mug", "quantity": 1, "unitPrice": {"amount": "20.00", "currency": "EUR"},
            "hsCode": "691110", "originCountry": "CN",
        }],
    })
}

/// A bag of EUR 300, whose duty stands in the tariff.
fn bag() -> Value {
    json!({
        "asOf": "2026-11-24", "shipFrom": {"country": "CN"}, "shipTo": {"country": "DE"},
        "items": [{
            "quantity": 1, "unitPrice": {"amount": "300.00", "currency": "EUR"}, "hsCode": "42022100",
            "originCountry": "CN",
        }],
    })
}

fn allowing(mut request: Value, days: Value) -> Value {
    request["freshness"] = json!({ "maxAgeDays": days });
    request
}

fn quoted(request: &Value, snapshot: &Snapshot) -> Value {
    serde_json::from_str(&answer(request.to_string().as_bytes(), snapshot)).unwrap()
}

/// Why the quote was refused for its age; none where it was not.
fn expired(request: &Value, snapshot: &Snapshot) -> Option<String> {
    let quote = quoted(request, snapshot);
    let reasons = quote["reasons"].as_array().unwrap();
    let reason = reasons.iter().find(|reason| reason["code"] == "SNAPSHOT_EXPIRED");
    assert_eq!(reason.is_some(), quote["outcome"] == "refused", "{quote}");
    reason.map(|reason| reason["message"].as_str().unwrap().to_owned())
}

fn edition() -> Day {
    SNAPSHOT.edition.day
}

#[test]
fn a_merchant_says_how_old_a_snapshot_may_be() {
    assert_eq!(edition().to_string(), "2026-11-24", "the days below count from it");
    for (as_of, days, fresh) in [
        ("2026-12-24", json!(30), true),
        ("2026-12-25", json!(30), false),
        ("2026-12-25", json!("31"), true),
        ("2026-11-24", json!(0), true),
        ("2026-11-25", json!(0), false),
        // An earlier day is no older.
        ("2026-08-01", json!(0), true),
    ] {
        assert_eq!(expired(&allowing(mug(as_of), days.clone()), &SNAPSHOT).is_none(), fresh, "{as_of} {days}");
    }
    assert_eq!(expired(&mug("2027-11-24"), &SNAPSHOT), None, "who says nothing takes any age");
    assert_eq!(
        expired(&allowing(mug("2026-12-25"), json!(30)), &SNAPSHOT).unwrap(),
        "The snapshot of 2026-11-24 can be relied on until 2026-11-24; 2026-12-25 is more than 30 days later."
    );
}

#[test]
fn a_table_counts_from_the_day_until_which_it_can_be_relied_on() {
    let mut snapshot = SNAPSHOT.clone();
    let table = snapshot.tariffs.iter_mut().find(|tariff| tariff.about.id == "eu").unwrap();
    table.about.reliable_until = Day::parse("2026-10-31").unwrap();
    // From 31 October to 24 November it is 24 days.
    assert_eq!(expired(&allowing(bag(), json!(24)), &snapshot), None);
    let refusal = expired(&allowing(bag(), json!(23)), &snapshot).unwrap();
    assert!(refusal.starts_with("The table `eu` of ") && refusal.ends_with("is more than 23 days later."), "{refusal}");
    let dated = quoted(&bag(), &snapshot);
    assert_eq!(dated["outcome"], "estimated");
    assert!(dated["reasons"].to_string().contains("TARIFF_TABLE_DATED"), "{dated}");
    // A rate of the merchant's own is as fresh as he makes it.
    let mut own = allowing(bag(), json!(23));
    own["items"][0]["rates"] = json!({ "duty": "3 %" });
    assert_eq!(expired(&own, &snapshot), None);
}

#[test]
fn a_publisher_says_until_when_it_may_be_used() {
    let mut snapshot = SNAPSHOT.clone();
    snapshot.expires = Day::parse("2026-12-31");
    assert_eq!(expired(&mug("2026-12-31"), &snapshot), None);
    let refusal = expired(&mug("2027-01-01"), &snapshot).unwrap();
    assert_eq!(refusal, "The snapshot of 2026-11-24 is not to be used after 2026-12-31.");
    let mut snapshot = SNAPSHOT.clone();
    let table = snapshot.tariffs.iter_mut().find(|tariff| tariff.about.id == "eu").unwrap();
    table.about.expires = Day::parse("2026-11-24");
    assert_eq!(expired(&bag(), &snapshot), None);
    let table = snapshot.tariffs.iter_mut().find(|tariff| tariff.about.id == "eu").unwrap();
    table.about.expires = Day::parse("2026-11-23");
    assert!(expired(&bag(), &snapshot).unwrap().ends_with("is not to be used after 2026-11-23."));
    assert_eq!(expired(&mug("2026-11-24"), &snapshot), None, "which does not look into it");
}

#[test]
fn a_profile_may_say_it_and_a_request_wins() {
    let mut request = mug("2026-12-25");
    request["profile"] = json!({ "freshness": { "maxAgeDays": 30 } });
    assert!(expired(&request, &SNAPSHOT).is_some());
    assert_eq!(expired(&allowing(request, json!(60)), &SNAPSHOT), None);
}

#[test]
fn what_is_no_number_of_days_is_told() {
    for (days, code) in
        [(json!(-1), "DAYS_INVALID"), (json!("soon"), "DAYS_INVALID"), (json!(100_000), "NUMBER_OUT_OF_RANGE")]
    {
        let answer = quoted(&allowing(mug("2026-11-24"), days.clone()), &SNAPSHOT);
        assert_eq!(
            (&answer["errors"][0]["code"], &answer["errors"][0]["path"]),
            (&json!(code), &json!("freshness.maxAgeDays")),
            "{days}"
        );
    }
}
