//! Every single changed bit and every truncation of the built snapshot, tried.

use crate::child::show;
use crate::house::House;
use crate::snapshot;
use anyhow::Result;
use std::process::Command;

/// Tries every change of these parts, or of all.
pub fn run(house: &House, parts: &[String]) -> Result<()> {
    snapshot::build(house)?;
    let mut trust = Command::new("cargo");
    trust.args(["run", "--release", "--package", "landfall-data", "--", "trust"]).current_dir(house.root());
    show(trust.args(parts.iter().flat_map(|part| ["--part", part])))
}
