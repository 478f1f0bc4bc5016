//! The snapshot, compiled from `tariff-data/`.

use crate::child::run;
use crate::fresh::{Job, digest_of};
use crate::house::House;
use anyhow::{Result, bail};
use std::process::Command;

/// The snapshot as the package takes it: a manifest, and the files that it names.
pub const FOLDER: &str = "target/snapshot";
/// The whole of it in one file.
pub const FILE: &str = "target/snapshot/landfall.bin";

/// Compiles the snapshot unless it is there already.
pub fn build(house: &House) -> Result<()> {
    job(house)?.unless_fresh(house, || compile(house)).map(drop)
}

/// Compiles the snapshot once more, unless that was done already: the same facts must give the same bytes.
pub fn build_and_compare(house: &House) -> Result<String> {
    build(house)?;
    let again = Job { name: "snapshot-again", ..job(house)? };
    again.unless_fresh(house, || {
        let first = digest_of(&house.at(FILE))?;
        compile(house)?;
        if first != digest_of(&house.at(FILE))? {
            bail!("two builds from the same tariff-data/ differ: the snapshot compiler depends on something else");
        }
        Ok(())
    })?;
    crate::size::line(&house.at(FILE), "snapshot")
}

fn job(house: &House) -> Result<Job<'static>> {
    let facts = house.require("tariff-data", "the law and the tariffs")?;
    let inputs = ["src", "tools", "Cargo.toml", "Cargo.lock"].map(|input| house.at(input));
    Ok(Job {
        name: "snapshot",
        inputs: [facts].into_iter().chain(inputs).collect(),
        options: String::new(),
        outputs: vec![house.at(FILE)],
    })
}

fn compile(house: &House) -> Result<()> {
    let mut build = Command::new("cargo");
    build.args(["run", "--package", "landfall-data", "--", "build"]).current_dir(house.root());
    run(house, "landfall-data build", &mut build).map(drop)
}
