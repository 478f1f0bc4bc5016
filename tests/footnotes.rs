//! The schedule of the United States points from its lines to the headings of Section 301 by footnotes. The engine, which
//! goes by lists, must charge each line under the measure that its footnote names, on the schedule's own day.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use landfall::{quote, snapshot::Snapshot};
use landfall_data::build;
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// The heading of a footnote, and the measure that stands for it in the law.
const HEADINGS: [(&str, &str); 13] = [
    ("99038801", "us-301-list-1"),
    ("99038802", "us-301-list-2"),
    ("99038803", "us-301-list-3"),
    ("99038804", "us-301-list-3-more"),
    ("99038815", "us-301-list-4a"),
    ("99039101", "us-301-review-25"),
    ("99039102", "us-301-review-50"),
    ("99039103", "us-301-review-100"),
    ("99039105", "us-301-review-50"),
    ("99039106", "us-301-review-25"),
    ("99039107", "us-301-review-50"),
    ("99039108", "us-301-review-100"),
    ("99039111", "us-301-review-25"),
];

/// Lines on which footnotes and lists part, and why.
const EXPLAINED: [(&str, &str); 2] = [
    ("04032050", "a line of 2022 for goods of list 4A; its footnote points to the quota headings alone"),
    ("8426190000", "its footnote names the superior heading 9903.92; a fact tells ship-to-shore cranes from others"),
];

#[test]
fn each_line_with_a_footnote_of_section_301_bears_its_measure() {
    let snapshot = Snapshot::open(&build::snapshot(Path::new("tariff-data")).unwrap()).unwrap();
    let footnotes = footnotes();
    let codes: Vec<String> = lines().into_iter().collect();
    let mut wrong = Vec::new();
    for batch in codes.chunks(2000) {
        for (code, charged) in charged(batch, &snapshot) {
            let named = footnotes_of(&code, &footnotes);
            let agree =
                if named.is_empty() { charged.is_empty() } else { charged.len() == 1 && charged.is_subset(&named) };
            let explained = EXPLAINED.iter().any(|(prefix, _)| code.starts_with(prefix));
            if agree == explained {
                wrong.push(format!("{code}: charged {charged:?}, footnotes {named:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {} lines:\n{}", wrong.len(), codes.len(), wrong.join("\n"));
}

/// Headings of Section 301 by code.
fn footnotes() -> BTreeMap<String, BTreeSet<&'static str>> {
    let mut footnotes: BTreeMap<String, BTreeSet<&'static str>> = BTreeMap::new();
    for row in table("footnotes.csv") {
        if let Some((_, rule)) = HEADINGS.iter().find(|(heading, _)| *heading == row[1]) {
            footnotes.entry(row[0].clone()).or_default().insert(rule);
        }
    }
    footnotes
}

/// The measures that the footnotes of a line or of the rate line above it name.
fn footnotes_of(code: &str, footnotes: &BTreeMap<String, BTreeSet<&'static str>>) -> BTreeSet<String> {
    let places = [code, code.get(..8).unwrap()];
    places.iter().filter_map(|place| footnotes.get(*place)).flatten().map(|rule| (*rule).to_owned()).collect()
}

fn lines() -> BTreeSet<String> {
    let codes = table("lines.csv").into_iter().map(|row| row[0].clone());
    codes.filter(|code| code.len() == 10 && !code.starts_with("98")).collect()
}

fn table(name: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(Path::new("tariff-data/tariffs/us").join(name)).unwrap();
    text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

/// The measures of Section 301 that goods of China of these lines bear on the day of the schedule.
fn charged(codes: &[String], snapshot: &Snapshot) -> BTreeMap<String, BTreeSet<String>> {
    let items: Vec<Value> = codes
        .iter()
        .map(|code| {
            json!({
                "id": code, "quantity": 1, "unitPrice": {"amount": "1000.00", "currency": "USD"}, "hsCode": code,
                "originCountry": "CN", "rates": {"duty": "Free"}, "facts": {"tariffExclusion": false},
            })
        })
        .collect();
    let request = json!({
        "asOf": "2026-06-08", "shipFrom": {"country": "CN"}, "shipTo": {"country": "US"}, "transport": "air",
        "items": items,
    });
    let answer: Value = serde_json::from_str(&quote::answer(request.to_string().as_bytes(), snapshot)).unwrap();
    let mut charged: BTreeMap<String, BTreeSet<String>> =
        codes.iter().map(|code| (code.clone(), BTreeSet::new())).collect();
    for charge in answer["charges"].as_array().unwrap_or_else(|| panic!("{answer}")) {
        let rule = charge["rule"].as_str().unwrap();
        if let Some(item) = charge["item"].as_str()
            && rule.starts_with("us-301-")
        {
            charged.get_mut(item).unwrap().insert(rule.to_owned());
        }
    }
    charged
}
