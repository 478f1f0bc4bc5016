//! What each part of the snapshot weighs, against its aim and against plain forms of the same facts.

use crate::child::{answer, run as run_child};
use crate::house::House;
use crate::snapshot;
use anyhow::{Context, Result};
use comfy_table::{CellAlignment, Table, presets};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// At most so many kilobytes in brotli.
const AIMS: [(&str, f64); 4] = [("core", 30.0), ("us", 52.0), ("eu", 30.0), ("gb", 48.0)];
const FACTS: &str = "target/facts";
/// Prints what gzip, brotli and xz make of each file named.
const COMPRESS: &str = "const { readFileSync } = require('node:fs');\
    const { gzipSync, brotliCompressSync } = require('node:zlib');\
    const { execFileSync } = require('node:child_process');\
    const xz = (path) => execFileSync('xz', ['-9e', '--stdout', path], { maxBuffer: 2 ** 30 });\
    for (const path of process.argv.slice(1)) {\
        const bytes = readFileSync(path);\
        console.log([bytes, gzipSync(bytes, { level: 9 }), brotliCompressSync(bytes), xz(path)].map(({ length }) => length).join(' '));\
    }";

/// Prints the tables.
pub fn run(house: &House) -> Result<()> {
    snapshot::build(house)?;
    let mut facts = Command::new("cargo");
    facts.args(["run", "--package", "landfall-data", "--", "facts", "--out", FACTS]).current_dir(house.root());
    run_child(house, "landfall-data facts", &mut facts)?;
    let parts = parts(house)?;
    println!("{}", against_aims(house, &parts)?);
    println!("{}", by_section(house)?);
    Ok(())
}

/// Names of the parts and their files, the core first.
fn parts(house: &House) -> Result<Vec<(String, PathBuf)>> {
    let folder = house.at(snapshot::FOLDER);
    let mut parts = Vec::new();
    for entry in fs::read_dir(&folder).with_context(|| format!("looking into `{}`", folder.display()))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if let Some((part, _)) = name.rsplit_once('-').filter(|_| name.ends_with(".bin")) {
            parts.push((part.to_owned(), path));
        }
    }
    parts.sort_by_key(|(part, _)| (part != "core", part.clone()));
    Ok(parts)
}

fn against_aims(house: &House, parts: &[(String, PathBuf)]) -> Result<Table> {
    let mut table = table(&["part", "aim", "", "raw", "gzip", "brotli", "xz"]);
    for (part, file) in parts {
        let facts = |ending: &str| house.at(FACTS).join(part).with_extension(ending);
        let (csv, json) = (facts("csv"), facts("json"));
        let sizes = compressed(&[file, &csv, &json])?;
        let aim = AIMS.iter().find(|(of, _)| of == part).map(|(_, aim)| *aim);
        for (form, sizes) in ["as it is fetched", "sorted CSV", "JSON"].into_iter().zip(&sizes) {
            let first = form == "as it is fetched";
            let met = aim.filter(|_| first).map(|aim| verdict(sizes.brotli, aim)).unwrap_or_default();
            let name = if first { part.as_str() } else { "" };
            let figures = [sizes.raw, sizes.gzip, sizes.brotli, sizes.xz].map(kilobytes);
            table.add_row([name.to_owned(), met, form.to_owned()].into_iter().chain(figures));
        }
    }
    Ok(table)
}

fn verdict(brotli: u64, aim: f64) -> String {
    let met = if brotli as f64 <= aim * 1000.0 { "met" } else { "MISSED" };
    format!("{aim:.0} kB: {met}")
}

fn by_section(house: &House) -> Result<Table> {
    let list = house.at(snapshot::FOLDER).join("fingerprints.csv");
    let mut table = table(&["part", "section", "raw", "gzip", "brotli", "xz"]);
    let rows = fs::read_to_string(&list).with_context(|| format!("reading `{}`", list.display()))?;
    for row in rows.lines().skip(1) {
        let mut cells = row.split(',');
        let (part, section) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
        let file = house.at(FACTS).join(format!("{part}.{}.section", section.replace('/', "-")));
        for Sizes { raw, gzip, brotli, xz } in compressed(&[&file])? {
            let figures = [raw, gzip, brotli, xz].map(kilobytes);
            table.add_row([part, section].map(str::to_owned).into_iter().chain(figures));
        }
    }
    Ok(table)
}

fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_header(header);
    for (at, name) in header.iter().enumerate() {
        if let Some(column) = table.column_mut(at).filter(|_| ["raw", "gzip", "brotli", "xz"].contains(name)) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

struct Sizes {
    raw: u64,
    gzip: u64,
    brotli: u64,
    xz: u64,
}

fn compressed(files: &[&Path]) -> Result<Vec<Sizes>> {
    let told = answer(Command::new("node").args(["--eval", COMPRESS]).args(files));
    let told = told.context("node and xz can't compress; install xz-utils where `xz` is missing")?;
    told.lines()
        .map(|line| {
            let sizes: Vec<u64> = line.split(' ').filter_map(|size| size.parse().ok()).collect();
            let &[raw, gzip, brotli, xz] = sizes.as_slice() else { anyhow::bail!("`{line}` tells no four sizes") };
            Ok(Sizes { raw, gzip, brotli, xz })
        })
        .collect()
}

fn kilobytes(bytes: u64) -> String {
    format!("{:.1} kB", bytes as f64 / 1000.0)
}
