//! The page of stacks: what goods bear in the United States, by origin and day.

use crate::child::run;
use crate::house::House;
use anyhow::Result;
use std::process::Command;

/// Writes `docs/us-stacks.md` anew. A test holds the page against the law.
pub fn write(house: &House) -> Result<()> {
    let mut stacks = Command::new("cargo");
    let arguments = ["run", "--package", "landfall-data", "--", "stacks", "tests/stacks/us.toml"];
    stacks.args(arguments).args(["--out", "docs/us-stacks.md"]).current_dir(house.root());
    run(house, "landfall-data stacks", &mut stacks).map(drop)
}
