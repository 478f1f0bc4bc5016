//! `docs/us-stacks.md` says what the law says.
#![allow(clippy::unwrap_used, reason = "tests")]

use landfall::snapshot::Snapshot;
use landfall_data::{build, stacks};
use std::{fs, path::Path};

#[test]
fn the_page_of_stacks_is_what_the_law_gives() {
    let snapshot = Snapshot::open(&build::snapshot(Path::new("tariff-data")).unwrap()).unwrap();
    let page = stacks::page(Path::new("tests/stacks/us.toml"), &snapshot).unwrap();
    let written = fs::read_to_string("docs/us-stacks.md").unwrap();
    for (fresh, stands) in page.lines().zip(written.lines()) {
        assert_eq!(fresh, stands, "`cargo xtask stacks` writes the page anew");
    }
    assert_eq!(page.lines().count(), written.lines().count(), "`cargo xtask stacks` writes the page anew");
}
