//! Worked cases: requests with the figures that the law or an official example gives.
//!
//! A case has a `request` in JSON, or a `base` with what `set` changes in it; `expect` names what must come out.
//! `docs/law.md` describes the files.

mod command;

pub use command::{Args, run};

use landfall::{money::Decimal, quote, snapshot::Snapshot};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// A file of cases.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Requests that cases begin from, in JSON, by name.
    #[serde(default)]
    pub base: BTreeMap<String, String>,
    /// The cases.
    pub case: Vec<Case>,
}

/// A request, and what must come out.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Its name in its file.
    pub id: String,
    /// By which law or example its figures are what they are.
    pub source: String,
    request: Option<String>,
    base: Option<String>,
    #[serde(default)]
    set: BTreeMap<String, Value>,
    /// What must come out, by the names of `docs/law.md`.
    pub expect: BTreeMap<String, Value>,
}

impl File {
    /// Reads a file of cases.
    ///
    /// # Errors
    /// What is wrong with it, for people.
    pub fn read(path: &Path) -> Result<File, String> {
        let told = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let text = fs::read_to_string(path).map_err(|error| told(&error))?;
        toml::from_str(&text).map_err(|error| told(&error))
    }
}

/// The files of cases in a folder, in the order of their names.
///
/// # Errors
/// Where the folder can't be read.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let told = |error: std::io::Error| format!("{}: {error}", folder.display());
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>).map_err(told)?;
    let mut paths: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    Ok(paths)
}

impl Case {
    /// The request that it asks about.
    ///
    /// # Errors
    /// Where it has none, or none in JSON.
    pub fn request(&self, bases: &BTreeMap<String, String>) -> Result<Value, String> {
        if self.source.trim().is_empty() {
            return Err(format!("`{}` names no source", self.id));
        }
        let text = self.request.as_ref().or_else(|| bases.get(self.base.as_ref()?));
        let text = text.ok_or_else(|| format!("`{}` has neither a request nor a known base", self.id))?;
        filled(text, &self.set).map_err(|error| format!("`{}`: {error}", self.id))
    }

    /// What of an answer to it is not as expected, for people.
    pub fn differences(&self, answer: &str) -> Vec<String> {
        let answer: Value = serde_json::from_str(answer).unwrap_or_default();
        let found = self.expect.iter().map(|(key, expected)| (key, found(&answer, key), expected));
        let wrong = found.filter(|(key, found, expected)| !matches(key, found, expected));
        wrong.map(|(key, found, expected)| format!("{key} is {found}, expected {expected}")).collect()
    }

    /// Whether a snapshot answers as expected; of a request that can't be made, it does not.
    pub fn holds(&self, request: &str, snapshot: &Snapshot) -> bool {
        self.differences(&quote::answer(request.as_bytes(), snapshot)).is_empty()
    }
}

/// A request in JSON with other things set in it, by their paths.
pub(crate) fn filled(text: &str, other: &BTreeMap<String, Value>) -> Result<Value, String> {
    let mut request = serde_json::from_str(text).map_err(|error| error.to_string())?;
    for (path, value) in other {
        set(&mut request, path, value).ok_or_else(|| format!("nothing can be set at `{path}`"))?;
    }
    Ok(request)
}

/// Sets what lies at `items.0.unitPrice.amount`; `"-"` takes it away.
fn set(request: &mut Value, path: &str, value: &Value) -> Option<()> {
    let (parents, last) = path.rsplit_once('.').map_or((None, path), |(parents, last)| (Some(parents), last));
    let mut at = request;
    for name in parents.into_iter().flat_map(|parents| parents.split('.')) {
        at = match name.parse::<usize>() {
            Ok(index) => at.get_mut(index)?,
            Err(_) => at.as_object_mut()?.entry(name).or_insert_with(|| Value::Object(serde_json::Map::new())),
        };
    }
    if value == "-" {
        at.as_object_mut()?.remove(last).map(drop)
    } else if let Ok(index) = last.parse::<usize>() {
        *at.get_mut(index)? = value.clone();
        Some(())
    } else {
        at.as_object_mut()?.insert(last.into(), value.clone());
        Some(())
    }
}

/// What a key of `expect` looks at.
fn found(answer: &Value, key: &str) -> Value {
    match key {
        "importCharges" => import_charges(answer).map(Value::from).unwrap_or_default(),
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
        charge if charge.starts_with("charge:") => charged(answer, charge.trim_start_matches("charge:")),
        path => answer.pointer(&format!("/{}", path.replace('.', "/"))).cloned().unwrap_or_default(),
    }
}

fn import_charges(answer: &Value) -> Option<String> {
    let head = |name: &str| Decimal::parse(answer["totals"][name]["amount"].as_str()?).ok();
    let sum = Decimal::sum([head("duties")?, head("taxes")?, head("fees")?]).ok()?;
    let decimals = answer["totals"]["duties"]["amount"].as_str()?.split_once('.').map_or(0, |(_, rest)| rest.len());
    Some(sum.display_with(decimals as u32).to_string())
}

/// What a rule charges: its amount, a list of several, or nothing where it charges none.
fn charged(answer: &Value, rule: &str) -> Value {
    let charges = answer["charges"].as_array().into_iter().flatten().filter(|charge| charge["rule"] == rule);
    let mut amounts: Vec<Value> = charges.map(|charge| charge["amount"]["amount"].clone()).collect();
    if amounts.len() > 1 { Value::Array(amounts) } else { amounts.pop().unwrap_or_else(|| "-".into()) }
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
        (charge, _) if charge.starts_with("charge:") => found == expected,
        (_, Value::Array(list)) => list.iter().all(contains),
        _ => found == expected,
    }
}
