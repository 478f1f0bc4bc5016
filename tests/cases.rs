//! Worked cases: requests with the figures that the law or an official example gives, in `tests/cases/*.toml`.
//!
//! A case has a `request` in JSON, or a `base` with what `set` changes in it; `expect` names what must come out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use landfall::{money::Decimal, quote, request, snapshot::Snapshot};
use serde_json::Value;
use std::{collections::BTreeMap, fmt::Write, fs, path::Path};

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    base: BTreeMap<String, String>,
    case: Vec<Case>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    id: String,
    source: String,
    request: Option<String>,
    base: Option<String>,
    #[serde(default)]
    set: BTreeMap<String, Value>,
    expect: BTreeMap<String, Value>,
}

#[test]
fn every_case_comes_out_as_its_source_says() {
    let snapshot = snapshot();
    let mut failures = String::new();
    let mut count = 0;
    for (name, file) in files() {
        for case in &file.case {
            assert!(!case.source.is_empty(), "{name}: {} names no source", case.id);
            let request = case.request(&file.base);
            let request = request.to_string();
            let answer = quote::answer(request.as_bytes(), &snapshot);
            assert_eq!(answer, as_serde_writes_it(&request, &snapshot), "{name}: {}", case.id);
            let answer: Value = serde_json::from_str(&answer).unwrap();
            for (key, expected) in &case.expect {
                let found = found(&answer, key);
                if !matches(key, &found, expected) {
                    writeln!(failures, "{name}: {}: {key} is {found}, expected {expected}\n    {answer}", case.id)
                        .unwrap();
                }
            }
            count += 1;
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
    println!("{count} cases");
}

fn as_serde_writes_it(request: &str, snapshot: &Snapshot) -> String {
    let quote = request::read(request.as_bytes(), snapshot).and_then(|request| quote::quote(&request, snapshot));
    quote.map_or_else(|problems| serde_json::to_string(&problems), |quote| serde_json::to_string(&quote)).unwrap()
}

fn snapshot() -> Snapshot {
    let bytes = landfall_data::build::snapshot(Path::new("tariff-data")).unwrap();
    Snapshot::open(&bytes).unwrap()
}

fn files() -> Vec<(String, File)> {
    let mut files: Vec<_> = fs::read_dir("tests/cases")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).unwrap();
            (name.clone(), toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}")))
        })
        .collect();
    files.sort_by(|(one, _), (other, _)| one.cmp(other));
    files
}

impl Case {
    fn request(&self, bases: &BTreeMap<String, String>) -> Value {
        let text = self.request.as_ref().or_else(|| bases.get(self.base.as_ref()?));
        let text = text.unwrap_or_else(|| panic!("{} has neither a request nor a known base", self.id));
        let mut request = serde_json::from_str(text).unwrap_or_else(|error| panic!("{}: {error}", self.id));
        for (path, value) in &self.set {
            set(&mut request, path, value);
        }
        request
    }
}

/// Sets what lies at `items.0.unitPrice.amount`; `"-"` takes it away.
fn set(request: &mut Value, path: &str, value: &Value) {
    let mut at = request;
    let (parents, last) = path.rsplit_once('.').map_or((None, path), |(parents, last)| (Some(parents), last));
    for name in parents.into_iter().flat_map(|parents| parents.split('.')) {
        at = match name.parse::<usize>() {
            Ok(index) => &mut at[index],
            Err(_) => &mut at[name],
        };
    }
    match (value.as_str(), last.parse::<usize>()) {
        (Some("-"), _) => drop(at.as_object_mut().unwrap().remove(last)),
        (_, Ok(index)) => at[index] = value.clone(),
        _ => at[last] = value.clone(),
    }
}

/// What a key of `expect` looks at.
fn found(answer: &Value, key: &str) -> Value {
    match key {
        "importCharges" => {
            let head = |name: &str| Decimal::parse(answer["totals"][name]["amount"].as_str().unwrap_or("0")).unwrap();
            let sum = Decimal::sum(["duties", "taxes", "fees"].map(head)).unwrap();
            Value::from(sum.display_with(2).to_string())
        }
        "duties" | "taxes" | "fees" | "goods" | "landedCost" | "dueAtCheckout" | "dueOnDelivery" => {
            answer["totals"][key]["amount"].clone()
        }
        "min" | "max" => answer["interval"][key]["amount"].clone(),
        "scheme" | "outcome" => answer[key].clone(),
        "scheme_not" => answer["scheme"].clone(),
        "reasons" | "reasons_not" => codes(&answer["reasons"]),
        "hints" | "hints_not" => codes(&answer["hints"]),
        "errors" => codes(&answer["errors"]),
        "rules" => list(&answer["charges"], "rule"),
        "currency" => answer["totals"]["landedCost"]["currency"].clone(),
        path => answer.pointer(&format!("/{}", path.replace('.', "/"))).cloned().unwrap_or_default(),
    }
}

fn codes(reasons: &Value) -> Value {
    list(reasons, "code")
}

fn list(rows: &Value, key: &str) -> Value {
    rows.as_array().into_iter().flatten().map(|row| row[key].clone()).collect()
}

/// A list is among what was found; `…_not` is not; `-` stands for no interval.
fn matches(key: &str, found: &Value, expected: &Value) -> bool {
    let contains = |one: &Value| found.as_array().is_some_and(|found| found.contains(one));
    match (key, expected) {
        ("scheme_not", _) => found != expected,
        ("min" | "max", Value::String(none)) if none == "-" => found.is_null(),
        ("reasons_not" | "hints_not", Value::Array(list)) => !list.iter().any(contains),
        ("rules", _) => found == expected,
        (_, Value::Array(list)) => list.iter().all(contains),
        _ => found == expected,
    }
}
