//! The npm package and the page that uses it.

use crate::child::run;
use crate::fresh::Job;
use crate::house::House;
use crate::{snapshot, tools, wasm};
use anyhow::Result;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Builds the npm package unless it is there already.
pub fn build(house: &House) -> Result<()> {
    wasm::build(house)?;
    snapshot::build(house)?;
    let parts = ["target/wasm-pkg", snapshot::FOLDER].map(|part| house.at(part));
    build_project(house, "pkg", &parts, &["dist", "snapshot/dist"])
}

/// Builds the page unless it is there already.
pub fn build_page(house: &House) -> Result<()> {
    build(house)?;
    build_project(house, "www", &["pkg/dist", "pkg/snapshot/dist"].map(|part| house.at(part)), &["dist"])
}

fn build_project(house: &House, folder: &str, parts: &[PathBuf], outputs: &[&str]) -> Result<()> {
    tools::modules(house, folder)?;
    let job = Job {
        name: &format!("npm-build-{folder}"),
        inputs: parts.iter().cloned().chain(sources(house, folder)?).collect(),
        options: String::new(),
        outputs: outputs.iter().map(|output| house.at(folder).join(output)).collect(),
    };
    job.unless_fresh(house, || npm(house, folder, "build").map(drop))?;
    Ok(())
}

/// What a build reads: everything in the folder but its tests.
fn sources(house: &House, folder: &str) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(house.at(folder))?.map(|entry| Ok(entry?.path()));
    let all: Vec<PathBuf> = entries.collect::<Result<_>>()?;
    let mut sources: Vec<PathBuf> = all.into_iter().filter(|path| !made_or_tests(path)).collect();
    sources.sort();
    Ok(sources)
}

fn made_or_tests(path: &Path) -> bool {
    ["node_modules", "dist", "tests"].iter().any(|name| path.ends_with(name))
}

fn npm(house: &House, folder: &str, script: &str) -> Result<String> {
    let mut npm = Command::new("npm");
    npm.args(["run", script]).current_dir(house.at(folder));
    run(house, &format!("npm run {script} in {folder}"), &mut npm)
}
