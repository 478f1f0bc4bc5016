//! `docs/consumers.md`: the results, for people.

use super::Outcome;
use crate::house::House;
use anyhow::{Context, Result};
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
    let rows: String = outcomes.iter().map(row).collect();
    fs::write(house.at(FILE), format!("{HEAD}{rows}")).with_context(|| format!("writing `{FILE}`"))
}

fn row(Outcome { name, tools, seconds, failure, .. }: &Outcome) -> String {
    let result = if failure.is_none() { "passed" } else { "**failed**" };
    format!("| {name} | {} | {result} | {seconds:.0} s |\n", tools.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_tells_the_tools_and_the_result() {
        let passed = Outcome {
            project: "vite".to_owned(),
            name: "Vite, built".to_owned(),
            tools: vec!["vite 8.3.8".to_owned()],
            seconds: 1.4,
            failure: None,
        };
        assert_eq!(row(&passed), "| Vite, built | vite 8.3.8 | passed | 1 s |\n");
        let failed = Outcome { failure: Some("no quote".to_owned()), ..passed };
        assert_eq!(row(&failed), "| Vite, built | vite 8.3.8 | **failed** | 1 s |\n");
    }
}
