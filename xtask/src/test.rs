//! Every test there is, in stages.

use crate::child::run as run_child;
use crate::house::House;
use crate::stage::{self, Stage};
use crate::tools::{self, CargoTool, path_led_by};
use crate::{consumers, package, setup, snapshot, wasm};
use anyhow::{Context, Result, bail};
use std::process::{Command, exit};

/// The versions of Node that the package is tested in.
pub const NODES: [u32; 3] = [20, 22, 24];

/// The npm projects among the examples.
const EXAMPLES: [&str; 2] = ["examples/edge", "examples/node-ssr"];

const STAGES: &[Stage] = &[
    Stage { name: "setup", about: "install what is missing", needs: &[], run: |house| nothing(setup::run(house)) },
    Stage { name: "fmt", about: "the form of the source", needs: &[], run: fmt },
    Stage { name: "clippy", about: "lints, all of them errors", needs: &[], run: clippy },
    Stage { name: "deny", about: "licences, sources and doubles of dependencies", needs: &[], run: deny },
    Stage { name: "docs", about: "documentation and its examples", needs: &[], run: docs },
    Stage { name: "native", about: "tests of the engine, the tools and the law", needs: &[], run: native },
    Stage { name: "wasm", about: "the WebAssembly module", needs: &[], run: module },
    Stage { name: "wasm-test", about: "the module in Node and Chromium", needs: &["wasm"], run: wasm::test },
    Stage { name: "snapshot", about: "tariff-data/ compiled", needs: &[], run: snapshot::build_and_compare },
    Stage {
        name: "snapshot-kept",
        about: "the snapshot that is kept is the one that tariff-data/ makes",
        needs: &["snapshot"],
        run: snapshot::compare_with_kept,
    },
    Stage {
        name: "package",
        about: "the npm package",
        needs: &["wasm", "snapshot"],
        run: |house| nothing(package::build(house)),
    },
    Stage { name: "node-20", about: "the package in Node 20", needs: &["package"], run: |house| in_node(house, 20) },
    Stage { name: "node-22", about: "the package in Node 22", needs: &["package"], run: |house| in_node(house, 22) },
    Stage { name: "node-24", about: "the package in Node 24", needs: &["package"], run: |house| in_node(house, 24) },
    Stage {
        name: "consumers",
        about: "the packed package in projects of its users",
        needs: &["package"],
        run: consumers::run_quick,
    },
    Stage { name: "examples", about: "the examples that use the package", needs: &["package"], run: examples },
    Stage { name: "page", about: "the checkout page in Chromium", needs: &["package"], run: page },
];

/// The names that `--stage` takes.
pub fn stage_names() -> Vec<&'static str> {
    STAGES.iter().map(|stage| stage.name).collect()
}

/// Runs the stages named, or all.
pub fn run(house: &House, wanted: &[String]) -> Result<()> {
    if stage::run(house, &stage::chosen(STAGES, wanted)) > 0 {
        exit(1);
    }
    Ok(())
}

/// How many tests a test runner's output tells of; an error where there are none, for then nothing was tested.
pub fn counted(output: &str) -> Result<String> {
    let count: u64 = output.lines().filter_map(passed_in).sum();
    if count == 0 {
        bail!("no test ran");
    }
    Ok(format!("{count} tests"))
}

/// The tests that a line of cargo's, wasm-bindgen's or Node's runner says have passed.
fn passed_in(line: &str) -> Option<u64> {
    let words: Vec<&str> = line.split_whitespace().collect();
    match words.as_slice() {
        ["test", "result:", _, count, "passed;", ..] | ["#" | "ℹ", "pass", count] => count.parse().ok(),
        _ => None,
    }
}

fn nothing(result: Result<()>) -> Result<String> {
    result.map(|()| String::new())
}

fn cargo(house: &House, job: &str, arguments: &[&str], flags: &[(&str, &str)]) -> Result<String> {
    let mut cargo = Command::new("cargo");
    cargo.args(arguments).envs(flags.iter().copied()).current_dir(house.root());
    run_child(house, job, &mut cargo)
}

fn fmt(house: &House) -> Result<String> {
    nothing(cargo(house, "cargo fmt", &["fmt", "--all", "--check"], &[]).map(drop))
}

fn clippy(house: &House) -> Result<String> {
    let arguments = ["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"];
    nothing(cargo(house, "cargo clippy", &arguments, &[]).map(drop))
}

fn deny(house: &House) -> Result<String> {
    let program = CargoTool::cargo_deny()?.folder(house)?.join("cargo-deny");
    // Advisories come from a service that builds must not depend on.
    let mut deny = Command::new(program);
    deny.args(["--workspace", "check", "bans", "licenses", "sources"]).current_dir(house.root());
    nothing(run_child(house, "cargo deny", &mut deny).map(drop))
}

fn docs(house: &House) -> Result<String> {
    cargo(house, "cargo doc", &["doc", "--workspace", "--no-deps"], &[("RUSTDOCFLAGS", "--deny warnings")])?;
    counted(&cargo(house, "doc tests", &["test", "--doc", "--workspace"], &[])?)
}

fn native(house: &House) -> Result<String> {
    counted(&cargo(house, "cargo test", &["test", "--workspace", "--lib", "--bins", "--tests"], &[])?)
}

fn module(house: &House) -> Result<String> {
    wasm::build(house)?;
    wasm::assert_anonymous(house)?;
    crate::size::line(&house.at(wasm::MODULE), "module")
}

fn in_node(house: &House, major: u32) -> Result<String> {
    let node = tools::node(house, major)?;
    let mut test = npm_test(house, "pkg")?;
    counted(&run_child(house, &format!("npm test in pkg, Node {major}"), test.env("PATH", path_led_by(&[&node])?))?)
}

fn page(house: &House) -> Result<String> {
    package::build_page(house)?;
    let browser = tools::browser(house)?;
    counted(&run_child(house, "npm test in www", npm_test(house, "www")?.env("CHROMIUM", browser.chromium))?)
}

fn examples(house: &House) -> Result<String> {
    let browser = tools::browser(house)?;
    let mut said = String::new();
    for folder in EXAMPLES {
        tools::modules(house, folder)?;
        let mut test = npm_test(house, folder)?;
        said += &run_child(house, &format!("npm test in {folder}"), test.env("CHROMIUM", &browser.chromium))?;
    }
    counted(&said)
}

fn npm_test(house: &House, folder: &str) -> Result<Command> {
    let mut test = Command::new("npm");
    let place = house.require(folder, "an npm project").context("nothing to test")?;
    test.args(["test"]).current_dir(place);
    Ok(test)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tests_of_every_runner_are_counted() {
        let cargo = "test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        assert_eq!(counted(&format!("{cargo}\n\n{cargo}")).unwrap(), "24 tests");
        assert_eq!(counted("# tests 4\n# pass 4\n# fail 0").unwrap(), "4 tests");
        assert_eq!(counted("ℹ pass 7").unwrap(), "7 tests");
        assert!(counted("test result: ok. 0 passed; 0 failed; 0 ignored").is_err());
        assert!(counted("").is_err());
    }

    #[test]
    fn what_a_stage_needs_stands_before_it() {
        for (place, stage) in STAGES.iter().enumerate() {
            for need in stage.needs {
                assert!(STAGES[..place].iter().any(|before| before.name == *need), "{} needs {need}", stage.name);
            }
        }
    }
}
