//! Programs that come as crates.

use super::on_path;
use crate::child::{answer, run};
use crate::house::House;
use anyhow::{Context, Result, bail};
use semver::{Version, VersionReq};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// A program of a crate, at a version that will do.
pub struct CargoTool {
    krate: &'static str,
    program: &'static str,
    wanted: VersionReq,
    options: &'static [&'static str],
}

impl CargoTool {
    /// The other half of the `wasm-bindgen` crate, at the version that Cargo.lock pins: the two speak a private format.
    pub fn wasm_bindgen(house: &House) -> Result<CargoTool> {
        let version = locked_version(house, "wasm-bindgen")?;
        let wanted = VersionReq::parse(&format!("={version}"))?;
        // Its TLS serves drivers on other machines; ours are on this one.
        Ok(CargoTool {
            krate: "wasm-bindgen-cli",
            program: "wasm-bindgen",
            wanted,
            options: &["--no-default-features"],
        })
    }

    /// What runs cargo, wasm-bindgen and browsers in the right order.
    pub fn wasm_pack() -> Result<CargoTool> {
        Ok(CargoTool { krate: "wasm-pack", program: "wasm-pack", wanted: VersionReq::parse(">=0.14")?, options: &[] })
    }

    /// What checks the licences, sources and doubles of dependencies.
    pub fn cargo_deny() -> Result<CargoTool> {
        Ok(CargoTool { krate: "cargo-deny", program: "cargo-deny", wanted: VersionReq::parse(">=0.18")?, options: &[] })
    }

    /// The folder of the program, installed first where neither PATH nor the cache has it.
    pub fn folder(&self, house: &House) -> Result<PathBuf> {
        let own = house.tool(self.krate).join("bin");
        let mut places = on_path(self.program).into_iter().chain([own.join(self.program)]);
        if let Some(program) = places.find(|program| self.suits(program)) {
            return program.parent().map(PathBuf::from).context("a program lies in a folder");
        }
        self.install(house)?;
        if !self.suits(&own.join(self.program)) {
            bail!("`{}` was installed, but it is not version {}", self.program, self.wanted);
        }
        Ok(own)
    }

    fn suits(&self, program: &PathBuf) -> bool {
        let said = answer(Command::new(program).arg("--version"));
        let version = said.and_then(|said| Version::parse(said.split_whitespace().nth(1)?).ok());
        version.is_some_and(|version| self.wanted.matches(&version))
    }

    fn install(&self, house: &House) -> Result<()> {
        // One target folder for all of them: they share many dependencies.
        let built = house.at("target/tools");
        let mut install = Command::new("cargo");
        install.args(["install", "--force", "--version", &self.wanted.to_string()]).args(self.options);
        install.arg("--root").arg(house.tool(self.krate)).arg("--target-dir").arg(&built).arg(self.krate);
        // A tool that runs for seconds need not be optimised for minutes.
        for (option, value) in [("OPT_LEVEL", "1"), ("LTO", "off"), ("CODEGEN_UNITS", "16"), ("STRIP", "true")] {
            install.env(format!("CARGO_PROFILE_RELEASE_{option}"), value);
        }
        run(house, &format!("cargo install {}", self.krate), &mut install).map(drop)
    }
}

fn locked_version(house: &House, package: &str) -> Result<String> {
    let lock: toml::Table = fs::read_to_string(house.require("Cargo.lock", "it pins every version")?)?.parse()?;
    let packages = lock.get("package").and_then(toml::Value::as_array).into_iter().flatten();
    let mut versions = packages.filter(|entry| entry.get("name").and_then(toml::Value::as_str) == Some(package));
    let version = versions.next().and_then(|entry| entry.get("version")?.as_str());
    version.map(str::to_owned).with_context(|| format!("Cargo.lock holds no `{package}`"))
}
