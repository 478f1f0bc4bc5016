//! The npm package and the page that uses it.

use crate::child::run;
use crate::fresh::Job;
use crate::house::House;
use crate::{snapshot, tools, wasm};
use anyhow::Result;
use std::process::Command;

/// Builds the npm package unless it is there already.
pub fn build(house: &House) -> Result<()> {
    wasm::build(house)?;
    snapshot::build(house)?;
    let parts = ["target/wasm-pkg", snapshot::FILE].map(|part| house.at(part));
    build_project(house, "pkg", &parts)
}

/// Builds the page unless it is there already.
pub fn build_page(house: &House) -> Result<()> {
    build(house)?;
    build_project(house, "www", &[house.at("pkg/dist")])
}

fn build_project(house: &House, folder: &str, parts: &[std::path::PathBuf]) -> Result<()> {
    tools::modules(house, folder)?;
    let job = Job {
        name: &format!("npm-build-{folder}"),
        inputs: parts.iter().cloned().chain([house.at(folder)]).collect(),
        options: String::new(),
        outputs: vec![house.at(folder).join("dist")],
    };
    job.unless_fresh(house, || npm(house, folder, "build").map(drop))?;
    Ok(())
}

fn npm(house: &House, folder: &str, script: &str) -> Result<String> {
    let mut npm = Command::new("npm");
    npm.args(["run", script]).current_dir(house.at(folder));
    run(house, &format!("npm run {script} in {folder}"), &mut npm)
}
