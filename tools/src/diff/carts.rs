//! What carts cost under one snapshot and under another.

use super::fault;
use crate::import::fault::Faults;
use comfy_table::{CellAlignment, Table, presets};
use landfall::{quote, snapshot::Snapshot};
use serde::Serialize;
use serde_json::{Map, Value};
use std::{fs, path::Path};

/// A cart under both.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cart {
    /// Its position in the file, from one on.
    pub number: usize,
    /// Where from and where to.
    pub route: String,
    /// Under the older snapshot.
    pub before: Cost,
    /// Under the newer.
    pub after: Cost,
}

/// What a cart costs, as the quote has it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Cost {
    /// `complete`, `estimated`, `refused` or `rejected`.
    pub outcome: String,
    /// Its landed cost, where there is a figure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub landed_cost: Option<String>,
    /// What of it are duties, taxes and fees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charges: Option<String>,
    /// Why there is none, or no certain one.
    pub reasons: Vec<String>,
}

/// Quotes the carts of a file under both.
pub fn compare(file: &Path, old: &Snapshot, new: &Snapshot) -> Result<Vec<Cart>, Faults> {
    let day = new.edition.day.to_string();
    let carts = requests(file)?.into_iter().enumerate().map(|(at, mut request)| {
        request.entry("asOf").or_insert_with(|| Value::String(day.clone()));
        let country = |of: &str| request.get(of).and_then(|of| of.get("country")?.as_str()).unwrap_or("?").to_owned();
        let route = format!("{} to {}", country("shipFrom"), country("shipTo"));
        let text = Value::Object(request).to_string();
        Cart { number: at + 1, route, before: Cost::of(&text, old), after: Cost::of(&text, new) }
    });
    Ok(carts.collect())
}

/// One request, an array of them, or one a line.
fn requests(file: &Path) -> Result<Vec<Map<String, Value>>, Faults> {
    let unread = |cause: String| fault(file, cause, "write requests as for a quote: one, an array, or one a line");
    let text = fs::read_to_string(file).map_err(|error| unread(format!("can't be read: {error}")))?;
    let values: Result<Vec<Value>, _> = serde_json::Deserializer::from_str(&text).into_iter().collect();
    let values = values.map_err(|error| unread(format!("is no JSON: {error}")))?;
    let rows = values.into_iter().flat_map(|value| match value {
        Value::Array(rows) => rows,
        one => vec![one],
    });
    rows.map(|row| match row {
        Value::Object(request) => Ok(request),
        _ => Err(unread("holds what is no request".into()).into()),
    })
    .collect()
}

impl Cost {
    fn of(request: &str, snapshot: &Snapshot) -> Cost {
        let answer: Value = serde_json::from_str(&quote::answer(request.as_bytes(), snapshot)).unwrap_or_default();
        let codes = |of: &str| -> Vec<String> {
            let reasons = answer.get(of).and_then(Value::as_array).into_iter().flatten();
            reasons.filter_map(|reason| Some(reason.get("code")?.as_str()?.to_owned())).collect()
        };
        let total = |of: &str| {
            let money = answer.get("totals")?.get(of)?;
            Some(format!("{} {}", money.get("amount")?.as_str()?, money.get("currency")?.as_str()?))
        };
        let parts = ["duties", "taxes", "fees"].map(|of| total(of).map(|amount| format!("{of} {amount}")));
        let charges: Vec<String> = parts.into_iter().flatten().collect();
        Cost {
            outcome: answer.get("outcome").and_then(Value::as_str).unwrap_or("rejected").to_owned(),
            landed_cost: total("landedCost"),
            charges: (!charges.is_empty()).then(|| charges.join(", ")),
            reasons: [codes("errors"), codes("reasons")].concat(),
        }
    }
}

/// For people.
pub fn told(carts: &[Cart]) -> String {
    if carts.is_empty() {
        return String::new();
    }
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY);
    table.set_header(["cart", "", "before", "after", ""]);
    for Cart { number, route, before, after } in carts {
        let what = if before == after {
            "as before"
        } else if before.landed_cost == after.landed_cost {
            "the same amount"
        } else {
            "changed"
        };
        table.add_row([number.to_string(), route.clone(), shown(before), shown(after), what.to_owned()]);
    }
    for column in 2..4 {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    format!("\n{table}\n")
}

fn shown(cost: &Cost) -> String {
    let reasons = || format!("{}: {}", cost.outcome, cost.reasons.join(", "));
    match (&cost.landed_cost, &cost.charges) {
        (Some(landed), Some(charges)) => format!("{landed}\n{charges}\n{}", cost.outcome),
        _ => reasons(),
    }
}
