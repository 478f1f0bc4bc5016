//! Worked cases: requests with the figures that the law or an official example gives, in `tests/cases/*.toml`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use landfall::{quote, request, snapshot::Snapshot};
use landfall_data::{build, cases};
use std::{fmt::Write, path::Path};

#[test]
fn every_case_comes_out_as_its_source_says() {
    let snapshot = Snapshot::open(&build::snapshot(Path::new("tariff-data")).unwrap()).unwrap();
    let mut failures = String::new();
    let mut count = 0;
    for path in cases::files(Path::new("tests/cases")).unwrap() {
        let file = cases::File::read(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy();
        for case in &file.case {
            let request = case.request(&file.base).unwrap().to_string();
            let answer = quote::answer(request.as_bytes(), &snapshot);
            assert_eq!(answer, as_serde_writes_it(&request, &snapshot), "{name}: {}", case.id);
            for difference in case.differences(&answer) {
                writeln!(failures, "{name}: {}: {difference}\n    {answer}", case.id).unwrap();
            }
            count += 1;
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
    println!("{count} cases");
}

fn as_serde_writes_it(request: &str, snapshot: &Snapshot) -> String {
    let quote = request::read(request.as_bytes(), snapshot).and_then(|request| quote::quote(&request, snapshot));
    quote.map_or_else(|problems| serde_json::to_string(&problems), |quote| serde_json::to_string(&quote)).unwrap()
}
