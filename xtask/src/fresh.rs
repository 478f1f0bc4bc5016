//! Nothing is done twice: a job whose inputs have not changed since it last succeeded is skipped.

use crate::house::House;
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// A job with what it reads and what it makes.
pub struct Job<'house> {
    /// Names its stamp.
    pub name: &'house str,
    /// Files and folders that it reads.
    pub inputs: Vec<PathBuf>,
    /// What it turns on beside files: versions, options.
    pub options: String,
    /// Files and folders that it leaves.
    pub outputs: Vec<PathBuf>,
}

impl Job<'_> {
    /// Runs `work` unless what it would make is there already; says whether it ran.
    pub fn unless_fresh(&self, house: &House, work: impl FnOnce() -> Result<()>) -> Result<bool> {
        let stamp = house.at("target/stamps").join(self.name);
        let now = self.digest(house)?;
        let made = self.outputs.iter().all(|output| output.exists());
        if made && fs::read_to_string(&stamp).is_ok_and(|then| then == now) {
            return Ok(false);
        }
        // Work that fails half-way must not pass for what the stamp tells of.
        if stamp.exists() {
            fs::remove_file(&stamp).with_context(|| format!("removing `{}`", stamp.display()))?;
        }
        work()?;
        write(&stamp, &now)?;
        Ok(true)
    }

    fn digest(&self, house: &House) -> Result<String> {
        let mut sum = Sha256::new();
        sum.update(self.options.as_bytes());
        for file in self.inputs.iter().flat_map(|input| files(input)) {
            let name = file.strip_prefix(house.root()).unwrap_or(&file);
            let bytes = fs::read(&file).with_context(|| format!("reading `{}`", name.display()))?;
            sum.update(name.as_os_str().as_encoded_bytes());
            sum.update(bytes.len().to_le_bytes());
            sum.update(&bytes);
        }
        Ok(hex(&sum.finalize()))
    }
}

/// SHA-256 of a file, in hexadecimal.
pub fn digest_of(file: &Path) -> Result<String> {
    let bytes = fs::read(file).with_context(|| format!("reading `{}`", file.display()))?;
    Ok(hex(&Sha256::digest(bytes)))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn write(stamp: &Path, digest: &str) -> Result<()> {
    if let Some(folder) = stamp.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(stamp, digest).with_context(|| format!("writing `{}`", stamp.display()))
}

/// The files under `path` in a fixed order, without what is built or installed.
fn files(path: &Path) -> impl Iterator<Item = PathBuf> {
    let source = |entry: &DirEntry| !["node_modules", "dist", "target"].iter().any(|made| entry.file_name() == *made);
    WalkDir::new(path)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(move |entry| entry.depth() == 0 || source(entry))
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(DirEntry::into_path)
}
