//! The package as its users have it: packed, installed into projects of every kind, and run there.
//!
//! A project is a folder of `pkg/tests/consumers/`: the source that a user would write, and `check.mjs`, which builds and
//! runs it and leaves `results.json`. Projects are copied to `target/consumers/`, for npm and the tools write into them.

mod page;
mod project;

use crate::child::run as run_child;
use crate::house::House;
use crate::{package, tools};
use anyhow::{Context, Result, bail};
use comfy_table::{Table, presets};
use project::{Outcome, Project};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// Where the projects stand.
pub const SOURCE: &str = "pkg/tests/consumers";
/// Where they are run.
const PLACE: &str = "target/consumers";
/// Where the tarballs are.
const TARBALLS: &str = "target/packed";
/// What is published, in the order of publication.
const PACKAGES: [&str; 2] = ["pkg/snapshot", "pkg"];

/// The names that `--only` takes.
pub fn names(house: &House) -> Result<Vec<String>> {
    Ok(project::all(house)?.into_iter().map(|project| project.name).collect())
}

/// Runs the projects named, or all and then writes `docs/consumers.md`; fails where one of them does.
pub fn run(house: &House, only: &[String]) -> Result<()> {
    let known = names(house)?;
    if let Some(other) = only.iter().find(|name| !known.contains(name)) {
        bail!("there is no project `{other}` in `{SOURCE}`; there are {}", known.join(", "));
    }
    let outcomes = outcomes(house, |project| only.is_empty() || only.contains(&project.name))?;
    if only.is_empty() {
        page::write(house, &outcomes)?;
    }
    report(&outcomes)
}

/// Runs the projects that take seconds.
pub fn run_quick(house: &House) -> Result<String> {
    let outcomes = outcomes(house, |project| project.quick)?;
    report(&outcomes)?;
    Ok(format!("{} set-ups", outcomes.len()))
}

/// Writes the lock file of every project anew.
pub fn lock(house: &House) -> Result<()> {
    let harness = house.at(SOURCE).join("harness");
    for place in project::all(house)?.into_iter().map(|project| project.source).chain([harness]) {
        let mut npm = Command::new("npm");
        // Where a library was fetched from is the business of who fetches it.
        npm.args(["install", "--package-lock-only", "--omit-lockfile-registry-resolved", "--no-audit", "--no-fund"]);
        let name = place.file_name().unwrap_or_default().to_string_lossy().into_owned();
        run_child(house, &format!("npm lock {name}"), npm.current_dir(place))?;
    }
    Ok(())
}

fn outcomes(house: &House, wanted: impl Fn(&Project) -> bool) -> Result<Vec<Outcome>> {
    package::build(house)?;
    let tarballs = pack(house)?;
    project::place_harness(house)?;
    let mut outcomes = Vec::new();
    let projects: Vec<Project> = project::all(house)?.into_iter().filter(wanted).collect();
    for (place, project) in projects.iter().enumerate() {
        eprintln!("[{}/{}] {}", place.saturating_add(1), projects.len(), project.name);
        outcomes.extend(project.run(house, &tarballs)?);
    }
    Ok(outcomes)
}

/// The tarballs as npm would publish them.
fn pack(house: &House) -> Result<Vec<PathBuf>> {
    let folder = house.at(TARBALLS);
    if folder.exists() {
        fs::remove_dir_all(&folder).context("removing the last tarballs")?;
    }
    fs::create_dir_all(&folder)?;
    for package in PACKAGES {
        let mut npm = Command::new("npm");
        npm.args(["pack", "--pack-destination"]).arg(&folder).current_dir(house.at(package));
        run_child(house, &format!("npm pack in {package}"), &mut npm)?;
    }
    let tarballs = fs::read_dir(&folder)?.map(|entry| Ok(entry?.path()));
    tarballs.collect::<Result<_>>()
}

fn report(outcomes: &[Outcome]) -> Result<()> {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_header(["Project", "Set-up", "Result", "Time"]);
    for outcome in outcomes {
        let result = if outcome.failure.is_none() { "passed" } else { "FAILED" };
        table.add_row([&outcome.project, &outcome.name, result, &format!("{:.1} s", outcome.seconds)]);
    }
    println!("{table}");
    let failures: Vec<&Outcome> = outcomes.iter().filter(|outcome| outcome.failure.is_some()).collect();
    for outcome in &failures {
        eprintln!("\n{}: {}", outcome.name, outcome.failure.as_deref().unwrap_or_default());
    }
    if !failures.is_empty() {
        let names: Vec<&str> = failures.iter().map(|outcome| outcome.name.as_str()).collect();
        bail!("{} of {} set-ups failed: {}", failures.len(), outcomes.len(), names.join("; "));
    }
    println!("all {} set-ups passed", outcomes.len());
    Ok(())
}

fn browsers(house: &House) -> Result<[(&'static str, PathBuf); 2]> {
    Ok([("CHROMIUM", tools::browser(house)?.chromium), ("FIREFOX", tools::firefox(house)?)])
}
