//! Sizes as a browser would fetch them.

use crate::child::answer;
use crate::house::House;
use crate::{snapshot, wasm};
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Prints what the page has to fetch.
pub fn run(house: &House) -> Result<()> {
    wasm::build(house)?;
    snapshot::build(house)?;
    println!("{}", line(&house.at(wasm::MODULE), "module")?);
    println!("{}", line(&house.at(snapshot::FILE), "snapshot")?);
    Ok(())
}

/// One line with a file's size, raw and in brotli.
pub fn line(file: &Path, name: &str) -> Result<String> {
    let raw = fs::metadata(file).with_context(|| format!("looking at `{}`", file.display()))?.len();
    let script = "const { readFileSync } = require('node:fs');\
        console.log(require('node:zlib').brotliCompressSync(readFileSync(process.argv[1])).length)";
    let brotli = answer(Command::new("node").args(["--eval", script]).arg(file)).context("node can't compress")?;
    Ok(format!("{name}: {raw} bytes, {brotli} in brotli"))
}
