//! The law and its cases.

use crate::child::show;
use crate::house::House;
use anyhow::Result;
use std::process::Command;

/// Tells which changes of the law no case notices; fails where they are too many.
pub fn mutate(house: &House, only: Option<&str>, list: bool) -> Result<()> {
    let mut cargo = Command::new("cargo");
    cargo.args(["run", "--quiet", "--release", "--package", "landfall-data", "--", "mutate"]);
    cargo.args(only.into_iter().flat_map(|id| ["--only", id])).args(list.then_some("--list"));
    show(cargo.current_dir(house.root()))
}
