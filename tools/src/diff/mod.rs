//! What changed from one snapshot to another, in people's words and as JSON: lines, rates, rules, days, and what that costs.

mod carts;
mod law;
mod tariff;

use crate::build::open;
use crate::import::fault::{Fault, Faults};
use landfall::{day::Day, snapshot::Snapshot};
use serde::Serialize;
use std::{collections::BTreeMap, path::PathBuf, process::ExitCode};

/// Which snapshots.
#[derive(clap::Args)]
#[command(
    after_help = "A snapshot is a folder with a manifest, or a bundle. FILE holds requests as for a quote: one, an array, or one
a line. Each is quoted under both; where it names no day, under the day of the newer edition.

Example:
  landfall-data diff tariff-data/snapshot target/snapshot --carts examples/carts/03-a-leather-bag-from-China-to-France.json"
)]
pub struct Args {
    /// The older snapshot
    old: PathBuf,
    /// The newer one
    new: PathBuf,
    /// Requests to quote under both
    #[arg(long, value_name = "FILE")]
    carts: Option<PathBuf>,
    /// List every change, not the first ones of each kind alone
    #[arg(long)]
    all: bool,
    /// Give the whole report as JSON
    #[arg(long)]
    json: bool,
}

/// Of each kind so many changes are listed for people.
const LISTED: usize = 12;
/// Of the places that change alike so many are named.
const NAMED: usize = 6;

/// What changed.
#[derive(Debug, PartialEq, Serialize)]
pub struct Report {
    /// The older edition.
    pub before: Side,
    /// The newer one.
    pub after: Side,
    /// Changes, by what they are of: a tariff's lines, a column, the rules of a regime.
    pub changes: BTreeMap<String, Vec<Change>>,
    /// What carts cost under both.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub carts: Vec<carts::Cart>,
}

/// A snapshot that is compared.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Side {
    /// The day of its edition.
    pub edition: Day,
    /// Its title.
    pub title: String,
    /// Its digest.
    pub digest: String,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Change {
    /// What changed: a commodity code, a rule.
    pub of: String,
    /// What was; none where it is new.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// What is; none where it has gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Compares and tells.
pub fn run(args: &Args) -> ExitCode {
    match report(args) {
        Ok(report) if args.json => println!("{}", serde_json::to_string_pretty(&report).unwrap_or_default()),
        Ok(report) => print!("{}", told(&report, args.all)),
        Err(faults) => {
            eprint!("{faults}");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

fn report(args: &Args) -> Result<Report, Faults> {
    let (old, new) = (open(&args.old)?, open(&args.new)?);
    let carts = args.carts.as_deref().map(|file| carts::compare(file, &old, &new)).transpose()?;
    let mut changes = BTreeMap::new();
    tariff::compare(&old, &new, &mut changes);
    law::compare(&old, &new, &mut changes);
    changes.retain(|_, changes: &mut Vec<Change>| !changes.is_empty());
    Ok(Report { before: Side::of(&old), after: Side::of(&new), changes, carts: carts.unwrap_or_default() })
}

impl Side {
    fn of(snapshot: &Snapshot) -> Side {
        Side {
            edition: snapshot.edition.day,
            title: snapshot.edition.title.clone(),
            digest: snapshot.digest.to_string(),
        }
    }
}

impl Change {
    /// What differs between two maps from a place to what stands there.
    fn between(before: BTreeMap<String, String>, mut after: BTreeMap<String, String>) -> Vec<Change> {
        let mut changes = Vec::new();
        for (of, was) in before {
            match after.remove(&of) {
                Some(is) if is == was => {}
                is => changes.push(Change { of, before: Some(was), after: is }),
            }
        }
        changes.extend(after.into_iter().map(|(of, is)| Change { of, before: None, after: Some(is) }));
        changes.sort();
        changes
    }
}

/// For people: places that change alike stand on one line.
fn told(report: &Report, all: bool) -> String {
    let Report { before, after, changes, carts } = report;
    let mut text = format!("From {} ({}) to {} ({})\n", before.title, before.edition, after.title, after.edition);
    if changes.is_empty() {
        text.push_str("No line, rule or day changed.\n");
    }
    for (kind, changes) in changes {
        let (mut new, mut gone, mut other) = (0, 0, 0);
        let mut alike: BTreeMap<(&Option<String>, &Option<String>), Vec<&str>> = BTreeMap::new();
        for change in changes {
            match (&change.before, &change.after) {
                (None, _) => new += 1,
                (_, None) => gone += 1,
                _ => other += 1,
            }
            alike.entry((&change.before, &change.after)).or_default().push(&change.of);
        }
        text.push_str(&format!("\n{kind}: {}\n", counts(&[(new, "new"), (gone, "gone"), (other, "changed")])));
        // What concerns most places comes first.
        let mut alike: Vec<_> = alike.into_iter().collect();
        alike.sort_by_key(|(_, of)| std::cmp::Reverse(of.len()));
        let listed = if all { alike.len() } else { LISTED };
        for ((before, after), of) in alike.iter().take(listed) {
            text.push_str(&format!("  {}: {}\n", places(of, all), from_to(before.as_deref(), after.as_deref())));
        }
        if alike.len() > listed {
            text.push_str(&format!("  and {} more kinds of change (--all lists them)\n", alike.len() - listed));
        }
    }
    text.push_str(&carts::told(carts));
    text
}

fn counts(counts: &[(usize, &str)]) -> String {
    let some = counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
    some.collect::<Vec<_>>().join(", ")
}

fn places(of: &[&str], all: bool) -> String {
    let named = if all { of.len() } else { NAMED };
    let names = of.iter().take(named).copied().collect::<Vec<_>>().join(", ");
    if of.len() > named { format!("{names} and {} more", of.len() - named) } else { names }
}

fn from_to(before: Option<&str>, after: Option<&str>) -> String {
    match (before, after) {
        (Some(before), Some(after)) => format!("{before} → {after}"),
        (None, Some(after)) => format!("new: {after}"),
        (Some(before), None) => format!("gone; it was {before}"),
        (None, None) => String::new(),
    }
}

/// A fault of a file named on the command line.
fn fault(file: &std::path::Path, cause: impl Into<String>, remedy: &str) -> Fault {
    Fault::of(&file.display().to_string(), cause, remedy)
}
