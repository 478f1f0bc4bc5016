//! Debian's packages.

use super::on_path;
use crate::child::{answer, run};
use crate::house::House;
use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use std::process::Command;

/// The browser and the driver that tests steer it with.
pub struct Browser {
    /// The browser's program.
    pub chromium: PathBuf,
    /// Its WebDriver.
    pub driver: PathBuf,
}

/// Chromium and its driver.
pub fn browser(house: &House) -> Result<Browser> {
    let found = || Some(Browser { chromium: on_path("chromium")?, driver: on_path("chromedriver")? });
    if let Some(browser) = found() {
        return Ok(browser);
    }
    install(house, &["chromium", "chromium-driver"])?;
    match found() {
        Some(browser) => Ok(browser),
        None => bail!("`chromium` and `chromedriver` are not on PATH though their packages are installed"),
    }
}

/// Firefox in its long-supported edition.
pub fn firefox(house: &House) -> Result<PathBuf> {
    if on_path("firefox-esr").is_none() {
        install(house, &["firefox-esr"])?;
    }
    on_path("firefox-esr").context("`firefox-esr` is not on PATH though its package is installed")
}

/// The Rust compiler that Debian keeps for building browsers, with the standard library's source and the linker for
/// WebAssembly.
pub fn debian_wasm_toolchain(house: &House) -> Result<()> {
    install(house, &["rustc-web", "cargo-web", "rust-web-src", "lld-19"])
}

fn install(house: &House, packages: &[&str]) -> Result<()> {
    let missing: Vec<&str> = packages.iter().copied().filter(|package| !installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    if on_path("apt-get").is_none() {
        bail!("missing: {}; there is no apt-get here, so install them the way this system does", missing.join(", "));
    }
    run(house, "apt-get update", &mut apt(&["update"]))?;
    let mut install = apt(&["install", "--yes", "--no-install-recommends"]);
    run(house, &format!("apt-get install {}", missing.join(" ")), install.args(&missing))?;
    Ok(())
}

fn installed(package: &str) -> bool {
    answer(Command::new("dpkg-query").args(["--show", "--showformat=${db:Status-Status}", package]))
        .is_some_and(|status| status == "installed")
}

fn apt(arguments: &[&str]) -> Command {
    let root = answer(Command::new("id").arg("-u")).is_some_and(|user| user == "0");
    let mut command = Command::new(if root { "env" } else { "sudo" });
    if !root {
        command.arg("env");
    }
    // Another installer may hold the lock for a while; a question would wait for ever.
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet", "--option", "DPkg::Lock::Timeout=600"]);
    command.args(arguments);
    command
}
