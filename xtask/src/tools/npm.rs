//! Programs and libraries that come from npm.

use super::on_path;
use crate::child::{answer, run};
use crate::fresh::Job;
use crate::house::House;
use anyhow::{Context, Result, bail};
use std::env::consts::{ARCH, OS};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const BINARYEN: &str = "132.0.0";

/// The libraries of the npm project in `folder`, as its lock file says.
pub fn modules(house: &House, folder: &str) -> Result<()> {
    let place = house.require(folder, "an npm project")?;
    let lock = house.require(&format!("{folder}/package-lock.json"), "it pins every library")?;
    let job = Job {
        name: &format!("npm-ci-{folder}"),
        inputs: vec![lock],
        options: String::new(),
        outputs: vec![place.join("node_modules")],
    };
    job.unless_fresh(house, || {
        run(house, &format!("npm ci in {folder}"), Command::new("npm").arg("ci").current_dir(&place)).map(drop)
    })?;
    Ok(())
}

/// Binaryen's optimiser.
pub fn wasm_opt(house: &House) -> Result<PathBuf> {
    package(house, "binaryen", BINARYEN).map(|modules| modules.join(".bin/wasm-opt"))
}

/// The folder of a `node` of this major version: the one on PATH, else npm's.
pub fn node(house: &House, major: u32) -> Result<PathBuf> {
    let own = on_path("node").filter(|node| is_major(node, major));
    let program = match own {
        Some(node) => node,
        None => node_from_npm(house, major)?,
    };
    program.parent().map(PathBuf::from).context("a program lies in a folder")
}

fn node_from_npm(house: &House, major: u32) -> Result<PathBuf> {
    let system = if OS == "macos" { "darwin" } else { OS };
    let processor = if ARCH == "aarch64" { "arm64" } else { "x64" };
    let name = format!("node-{system}-{processor}");
    let program = package(house, &name, &major.to_string())?.join(&name).join("bin/node");
    if !is_major(&program, major) {
        bail!("`{}` is not Node {major}", program.display());
    }
    Ok(program)
}

fn is_major(node: &Path, major: u32) -> bool {
    answer(Command::new(node).arg("--version")).is_some_and(|said| said.starts_with(&format!("v{major}.")))
}

/// The `node_modules` that a package of npm is installed in, apart from any project.
fn package(house: &House, name: &str, version: &str) -> Result<PathBuf> {
    let place = house.tool(&format!("{name}-{version}"));
    let modules = place.join("node_modules");
    // npm writes this file last.
    if !modules.join(".package-lock.json").exists() {
        fs::create_dir_all(&place).with_context(|| format!("making `{}`", place.display()))?;
        let package = format!("{name}@{version}");
        let mut install = Command::new("npm");
        install.args(["install", "--no-save", "--no-package-lock", "--prefix"]).arg(&place).arg(&package);
        run(house, &format!("npm install {package}"), &mut install)?;
    }
    Ok(modules)
}
