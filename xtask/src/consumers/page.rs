//! `docs/consumers.md`: the results, for people.

use super::Outcome;
use crate::house::House;
use anyhow::{Context, Result};
use std::fmt::Write;
use std::fs;

const FILE: &str = "docs/consumers.md";

const HEAD: &str = "\
# Where the package runs

Made by `cargo xtask package`, which packs the package, installs the tarball into the projects of `pkg/tests/consumers/`
and runs each. A set-up passes where the quote of one cart is the same there as in plain Node, to the byte, and where the
engine's module stands once in what a bundler wrote; some say in their name what else they are held to. The time is that
of building and running, beside other work, on the machine that made this page; installing the tools is not in it.

| set-up | tools | result | time |
| --- | --- | --- | --- |
";

/// Writes the page anew.
pub fn write(house: &House, outcomes: &[Outcome]) -> Result<()> {
    let mut page = HEAD.to_owned();
    for Outcome { name, tools, seconds, failure, .. } in outcomes {
        let result = if failure.is_none() { "passed" } else { "**failed**" };
        writeln!(page, "| {name} | {} | {result} | {seconds:.0} s |", tools.join(", "))?;
    }
    fs::write(house.at(FILE), page).with_context(|| format!("writing `{FILE}`"))
}
