//! Tools that the jobs need: found where they are, installed where they are missing, from package registries alone.

mod apt;
mod cargo;
mod npm;

pub use apt::{browser, debian_wasm_toolchain, firefox};
pub use cargo::CargoTool;
pub use npm::{modules, node, wasm_opt};

use anyhow::{Context, Result};
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// A PATH with `folders` before all others.
pub fn path_led_by(folders: &[&Path]) -> Result<OsString> {
    let path = env::var_os("PATH").unwrap_or_default();
    let all = folders.iter().map(PathBuf::from).chain(env::split_paths(&path));
    env::join_paths(all).context("a folder whose name holds a colon can't stand on PATH")
}

fn on_path(program: &str) -> Option<PathBuf> {
    which::which(program).ok()
}
