//! How fast it is.

use crate::child::show;
use crate::house::House;
use crate::{package, size};
use anyhow::Result;
use std::process::Command;

/// Measures the engine natively, then the package in Node, then what the page has to fetch.
pub fn run(house: &House) -> Result<()> {
    package::build(house)?;
    show(Command::new("cargo").args(["bench", "--package", "landfall"]).current_dir(house.root()))?;
    show(Command::new("npm").args(["run", "bench"]).current_dir(house.at("pkg")))?;
    size::run(house)
}
