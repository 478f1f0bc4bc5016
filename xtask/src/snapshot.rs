//! The snapshot, compiled from `tariff-data/`.

use crate::child::run;
use crate::fresh::{Job, digest_of};
use crate::house::House;
use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Where the snapshot is built.
pub const FOLDER: &str = "target/snapshot";
/// All of it in one file.
pub const FILE: &str = "target/snapshot/landfall.bin";
/// Where the snapshot is kept that was reviewed.
const KEPT: &str = "tariff-data/snapshot";
/// What no one keeps: the bundle is the parts once more, and a signature is made elsewhere.
const NOT_KEPT: [&str; 2] = ["landfall.bin", "manifest.sig"];

/// Compiles the snapshot unless it is there already.
pub fn build(house: &House) -> Result<()> {
    job(house)?.unless_fresh(house, || compile(house)).map(drop)
}

/// Compiles the snapshot once more, unless that was done already: the same facts must give the same bytes.
pub fn build_and_compare(house: &House) -> Result<String> {
    build(house)?;
    let again = Job { name: "snapshot-again", ..job(house)? };
    again.unless_fresh(house, || {
        let first = digest_of(&house.at(FILE))?;
        compile(house)?;
        if first != digest_of(&house.at(FILE))? {
            bail!("two builds from the same tariff-data/ differ: the snapshot compiler depends on something else");
        }
        Ok(())
    })?;
    crate::size::line(&house.at(FILE), "snapshot")
}

/// Keeps what was built in place of what was kept before.
pub fn accept(house: &House) -> Result<()> {
    build(house)?;
    let kept = house.at(KEPT);
    fs::create_dir_all(&kept).with_context(|| format!("making `{KEPT}`"))?;
    let (built, before) = (files(&house.at(FOLDER))?, files(&kept)?);
    let changed = differences(&built, &before);
    for (name, bytes) in &built {
        fs::write(kept.join(name), bytes).with_context(|| format!("writing `{KEPT}/{name}`"))?;
    }
    for name in before.keys().filter(|name| !built.contains_key(*name)) {
        fs::remove_file(kept.join(name)).with_context(|| format!("removing `{KEPT}/{name}`"))?;
    }
    if changed.is_empty() {
        println!("`{KEPT}` is as it was");
    } else {
        println!("`{KEPT}` now has what was built; changed: {}", changed.join(", "));
        let signature = kept.join("manifest.sig");
        if signature.exists() {
            fs::remove_file(&signature).with_context(|| format!("removing `{}`", signature.display()))?;
            println!("its signature was of another manifest and is gone: sign anew by `landfall-data sign {KEPT}`");
        }
    }
    Ok(())
}

/// Fails where the snapshot that is kept is not the one that `tariff-data/` makes.
pub fn compare_with_kept(house: &House) -> Result<String> {
    build(house)?;
    let (built, kept) = (files(&house.at(FOLDER))?, files(&house.at(KEPT)).unwrap_or_default());
    let changed = differences(&built, &kept);
    if !changed.is_empty() {
        bail!(
            "`{KEPT}` is not what tariff-data/ makes: {}; review the change and run `cargo xtask snapshot --accept`",
            changed.join(", ")
        );
    }
    Ok(format!("{} files", built.len()))
}

/// Files of a folder that are kept, by their names.
fn files(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).with_context(|| format!("looking into `{}`", folder.display()))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_file() && !NOT_KEPT.contains(&name.as_str()) {
            files.insert(name, fs::read(&path).with_context(|| format!("reading `{}`", path.display()))?);
        }
    }
    Ok(files)
}

/// Names of files that are in one of the two alone, or differ.
fn differences(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let names: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    names.into_iter().filter(|name| one.get(*name) != other.get(*name)).cloned().collect()
}

fn job(house: &House) -> Result<Job<'static>> {
    let facts = house.require("tariff-data", "the law and the tariffs")?;
    let mut inputs: Vec<_> = ["src", "tools", "Cargo.toml", "Cargo.lock"].map(|input| house.at(input)).into();
    for entry in fs::read_dir(facts).context("looking into `tariff-data`")? {
        inputs.push(entry?.path());
    }
    // What is kept of an earlier build makes no difference to this one.
    inputs.retain(|input| *input != house.at(KEPT));
    inputs.sort();
    Ok(Job {
        name: "snapshot",
        inputs,
        options: String::new(),
        outputs: vec![house.at(FILE), house.at(FOLDER).join("manifest.json")],
    })
}

fn compile(house: &House) -> Result<()> {
    let mut build = Command::new("cargo");
    build.args(["run", "--package", "landfall-data", "--", "build"]).current_dir(house.root());
    run(house, "landfall-data build", &mut build).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_named() {
        let files = |files: &[(&str, &str)]| {
            files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
        };
        let built = files(&[("core", "1"), ("eu", "1"), ("gb", "1")]);
        assert_eq!(differences(&built, &built), Vec::<String>::new());
        assert_eq!(differences(&built, &files(&[("core", "1"), ("eu", "2"), ("us", "1")])), ["eu", "gb", "us"]);
    }
}
