//! One project: copied, its libraries and the tarballs installed, its checks run.

use super::{PLACE, SOURCE, TARBALLS, browsers};
use crate::child::run as run_child;
use crate::fresh::Job;
use crate::house::House;
use crate::test::NODES;
use crate::tools::{self, path_led_by};
use crate::{snapshot, wasm};
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use walkdir::WalkDir;

/// A folder that holds no project but what the others check with.
const HARNESS: &str = "harness";
/// The cart that all of them quote.
const CART: &str = "cart.json";
/// What its tools keep in a project from one run to the next; the rest is copied anew.
const INSTALLED: &str = "node_modules";

/// A project as it stands in the repository.
pub struct Project {
    /// Its folder's name.
    pub name: String,
    /// Its folder.
    pub source: PathBuf,
    /// Whether it takes seconds.
    pub quick: bool,
    /// The versions of Node that it is checked in.
    nodes: Vec<u32>,
}

/// What came of one set-up of a project.
pub struct Outcome {
    /// The project's name.
    pub project: String,
    /// What people call the set-up.
    pub name: String,
    /// The tools that the project is built with, and their versions.
    pub tools: Vec<String>,
    /// How long building and running took.
    pub seconds: f64,
    /// Why it failed, if it did.
    pub failure: Option<String>,
}

#[derive(Deserialize)]
struct Manifest {
    #[serde(default)]
    consumer: Options,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Options {
    quick: bool,
    nodes: Vec<u32>,
}

#[derive(Deserialize)]
struct Results {
    tools: Vec<String>,
    #[serde(rename = "setUps")]
    set_ups: Vec<SetUp>,
}

#[derive(Deserialize)]
struct SetUp {
    name: String,
    seconds: f64,
    failure: Option<String>,
}

impl Results {
    /// Of checks that did not come to their end.
    fn broken(project: &str, error: &anyhow::Error) -> Results {
        let set_up = SetUp { name: project.to_owned(), seconds: 0.0, failure: Some(format!("{error:#}")) };
        Results { tools: Vec::new(), set_ups: vec![set_up] }
    }
}

/// Every project, by name.
pub fn all(house: &House) -> Result<Vec<Project>> {
    let folder = house.require(SOURCE, "the projects that use the package")?;
    let mut projects = Vec::new();
    for entry in fs::read_dir(folder)? {
        let source = entry?.path();
        if source.join("check.mjs").exists() {
            projects.push(read(source)?);
        }
    }
    projects.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(projects)
}

/// Copies what the projects check with, and installs its libraries.
pub fn place_harness(house: &House) -> Result<()> {
    let place = house.at(PLACE).join(HARNESS);
    copy_anew(&house.at(SOURCE).join(HARNESS), &place)?;
    install(house, HARNESS, &place, &[])
}

fn read(source: PathBuf) -> Result<Project> {
    let name = source.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let manifest = fs::read(source.join("package.json")).with_context(|| format!("reading the manifest of {name}"))?;
    let Manifest { consumer } = serde_json::from_slice(&manifest).with_context(|| format!("the manifest of {name}"))?;
    let newest = NODES.into_iter().max().into_iter().collect();
    let nodes = if consumer.nodes.is_empty() { newest } else { consumer.nodes };
    Ok(Project { name, source, quick: consumer.quick, nodes })
}

impl Project {
    /// Runs the project in each version of Node that it asks for.
    pub fn run(&self, house: &House, tarballs: &[PathBuf]) -> Result<Vec<Outcome>> {
        let place = house.at(PLACE).join(&self.name);
        copy_anew(&self.source, &place)?;
        fs::copy(house.at(SOURCE).join(HARNESS).join(CART), place.join(CART)).context("copying the cart")?;
        install(house, &self.name, &place, tarballs)?;
        Ok(self.nodes.iter().flat_map(|major| self.outcomes(house, &place, *major)).collect())
    }

    fn outcomes(&self, house: &House, place: &Path, major: u32) -> Vec<Outcome> {
        let results = self.check(house, place, major).unwrap_or_else(|error| Results::broken(&self.name, &error));
        let outcome = |set_up: SetUp| Outcome {
            project: self.name.clone(),
            name: set_up.name,
            tools: results.tools.clone(),
            seconds: set_up.seconds,
            failure: set_up.failure,
        };
        results.set_ups.into_iter().map(outcome).collect()
    }

    fn check(&self, house: &House, place: &Path, major: u32) -> Result<Results> {
        let mut node = Command::new("node");
        node.arg("check.mjs").current_dir(place);
        node.env("PATH", path_led_by(&[&tools::node(house, major)?])?);
        let places =
            [("MODULE", wasm::MODULE), ("SNAPSHOT", snapshot::FOLDER), ("TARBALLS", TARBALLS), ("SIZES", "size.json")];
        node.envs(places.map(|(name, place)| (format!("LANDFALL_{name}"), house.at(place)))).envs(browsers(house)?);
        run_child(house, &format!("{} in Node {major}", self.name), &mut node)?;
        let results = fs::read(place.join("results.json")).with_context(|| format!("the results of {}", self.name))?;
        serde_json::from_slice(&results).with_context(|| format!("the results of {}", self.name))
    }
}

/// Makes `place` what `source` is, but for the libraries installed there.
fn copy_anew(source: &Path, place: &Path) -> Result<()> {
    fs::create_dir_all(place).with_context(|| format!("making `{}`", place.display()))?;
    for entry in fs::read_dir(place)? {
        let old = entry?;
        match old.file_type()?.is_dir() {
            true if old.file_name() == INSTALLED => (),
            true => fs::remove_dir_all(old.path())?,
            false => fs::remove_file(old.path())?,
        }
    }
    for entry in WalkDir::new(source).min_depth(1).into_iter().filter_entry(|entry| entry.file_name() != INSTALLED) {
        let entry = entry?;
        let copy = place.join(entry.path().strip_prefix(source)?);
        if entry.file_type().is_dir() {
            fs::create_dir_all(&copy)?;
        } else {
            fs::copy(entry.path(), &copy).with_context(|| format!("copying `{}`", entry.path().display()))?;
        }
    }
    Ok(())
}

/// Installs what the lock file says, and the tarballs beside it.
fn install(house: &House, name: &str, place: &Path, tarballs: &[PathBuf]) -> Result<()> {
    let lock = place.join("package-lock.json");
    if !lock.exists() {
        bail!("`{name}` has no lock file; `cargo xtask package --lock` writes it");
    }
    let job = Job {
        name: &format!("consumer-{name}"),
        inputs: [lock].into_iter().chain(tarballs.iter().cloned()).collect(),
        options: String::new(),
        outputs: vec![place.join(INSTALLED)],
    };
    job.unless_fresh(house, || {
        let mut npm = Command::new("npm");
        npm.args(["install", "--no-save", "--prefer-offline", "--no-audit", "--no-fund"]).args(tarballs);
        run_child(house, &format!("npm install in {name}"), npm.current_dir(place)).map(drop)
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_project_can_be_read_and_its_libraries_are_pinned_without_a_place_to_fetch_them_from() {
        let house = House::find().unwrap();
        let projects = all(&house).unwrap();
        assert!(projects.iter().any(|project| project.name == "node" && project.nodes == NODES));
        for project in projects {
            assert!(!project.nodes.is_empty(), "{}", project.name);
            let lock = fs::read_to_string(project.source.join("package-lock.json")).expect(&project.name);
            assert!(!lock.contains("\"resolved\""), "{}", project.name);
        }
    }

    #[test]
    fn checks_that_did_not_come_to_their_end_are_a_failure() {
        let results = Results::broken("vite", &anyhow::anyhow!("no such file"));
        assert_eq!(results.set_ups.len(), 1);
        assert_eq!(results.set_ups[0].failure.as_deref(), Some("no such file"));
    }
}
