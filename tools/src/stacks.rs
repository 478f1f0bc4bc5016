//! Stacks of measures: what each of some goods bears, by origin and day, as a page that people can review.

use crate::{build, cases::filled, import::source::Source};
use landfall::{quote, snapshot::Snapshot};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Which stacks to write, and where to.
#[derive(clap::Args)]
#[command(after_help = "Example:
  landfall-data stacks tests/stacks/us.toml --out docs/us-stacks.md")]
pub struct Args {
    /// Goods, origins and days, in TOML
    stacks: PathBuf,
    /// The folder of the tables
    #[arg(long, value_name = "FOLDER", default_value = "tariff-data")]
    tables: PathBuf,
    /// The page to write; printed where left out
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Writes the page.
pub fn run(args: &Args) -> ExitCode {
    let snapshot = build::snapshot(&args.tables).map_err(|faults| faults.to_string());
    let snapshot = snapshot.and_then(|bytes| Snapshot::open(&bytes).map_err(|error| error.to_string()));
    let page = snapshot.and_then(|snapshot| page(&args.stacks, &snapshot));
    let written = page.and_then(|page| match &args.out {
        Some(out) => fs::write(out, page).map_err(|error| format!("{}: can't be written: {error}", out.display())),
        None => {
            print!("{page}");
            Ok(())
        }
    });
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: String,
    /// A file beside this one that ends the page: what a reader found in the tables.
    review: String,
    days: Vec<String>,
    origins: Vec<String>,
    request: String,
    goods: Vec<Goods>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Goods {
    name: String,
    set: BTreeMap<String, Value>,
}

/// The page of a file of stacks.
///
/// # Errors
/// What is wrong with the file, for people.
pub fn page(path: &Path, snapshot: &Snapshot) -> Result<String, String> {
    let file: File = build::read_toml(path).map_err(|fault| fault.to_string())?;
    let review = Source::open(&path.with_file_name(&file.review)).map_err(|fault| fault.to_string())?;
    let mut page = format!("# {}\n\n{PREFACE}\n", file.title);
    for goods in &file.goods {
        let code = goods.set.get("items.0.hsCode").and_then(Value::as_str).unwrap_or_default();
        let origins = file.origins.join(" | ");
        write_line(&mut page, &format!("\n## {}, {code}\n\n| day | {origins} |", goods.name));
        write_line(&mut page, &format!("|---|{}", "---|".repeat(file.origins.len())));
        for day in &file.days {
            let cells = file.origins.iter().map(|origin| cell(&file.request, goods, origin, day, snapshot));
            let cells = cells.collect::<Result<Vec<_>, _>>()?.join(" | ");
            write_line(&mut page, &format!("| {day} | {cells} |"));
        }
    }
    write_line(&mut page, &format!("\n{}", review.text().map_err(|fault| fault.to_string())?.trim_end()));
    Ok(page)
}

const PREFACE: &str = "\
Written by `cargo xtask stacks`, not by hand; a test holds it against the law. Each cell names the duties that goods of the
column's origin bear on the day, in the order in which they are assessed, each with its rate. `(0)` marks one that is owed
but comes to nothing, such as a floor that the ordinary duty reaches. `…` in front of the sum says that something is open:
the two percentages are the least and the most that duties come to, in percent of the value.";

fn write_line(page: &mut String, line: &str) {
    // Writing to a text does not fail.
    let _ = writeln!(page, "{line}");
}

fn cell(request: &str, goods: &Goods, origin: &str, day: &str, snapshot: &Snapshot) -> Result<String, String> {
    let mut set = goods.set.clone();
    for (path, value) in [("asOf", day), ("shipFrom.country", origin), ("items.0.originCountry", origin)] {
        set.insert(path.to_owned(), value.into());
    }
    let request = filled(request, &set)?;
    let answer = quote::answer(request.to_string().as_bytes(), snapshot);
    let answer: Value = serde_json::from_str(&answer).map_err(|error| error.to_string())?;
    Ok(stack(&answer))
}

/// The duties of a quote, and what they come to.
fn stack(quote: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    if quote["totals"].is_null() {
        let codes: Vec<String> =
            list(&quote["reasons"]).iter().chain(&list(&quote["errors"])).map(|reason| text(&reason["code"])).collect();
        return format!("refused: {}", codes.join(", "));
    }
    let duties = list(&quote["charges"]);
    let duties = duties.iter().filter(|charge| charge["kind"] == "duty" || charge["kind"] == "tradeRemedy");
    let named = duties.map(|charge| {
        let rule = text(&charge["rule"]);
        let nothing = if number(&charge["amount"]["amount"]) == 0.0 && !text(&charge["rate"]).starts_with('F') {
            " (0)"
        } else {
            ""
        };
        format!("{} {}{nothing}", rule.split_once('-').map_or(rule.as_str(), |(_, rest)| rest), text(&charge["rate"]))
    });
    let mut named: Vec<String> = named.collect();
    if named.is_empty() {
        named.push(text(&quote["scheme"]));
    }
    if !quote["interval"].is_null() {
        named.push(span(quote));
    }
    named.join("; ")
}

/// What the duties come to at least and at most, in percent of the goods.
fn span(quote: &Value) -> String {
    let totals = &quote["totals"];
    let goods = number(&totals["goods"]["amount"]);
    let beside = number(&totals["landedCost"]["amount"]) - number(&totals["duties"]["amount"]);
    let share = |end: &str| (number(&quote["interval"][end]["amount"]) - beside) / goods * 100.0;
    format!("… {:.1} to {:.1} %", share("min"), share("max"))
}

fn number(value: &Value) -> f64 {
    value.as_str().and_then(|text| text.parse().ok()).unwrap_or_default()
}
