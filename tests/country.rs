//! A country that is not there takes one file of law, and no Rust: `docs/law.md` is all that its author needs.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use landfall::{quote, snapshot::Snapshot};
use landfall_data::{build, cases};
use std::{fmt::Write, fs, path::Path};
use tempfile::TempDir;

#[test]
fn a_made_up_country_is_quoted_by_its_own_law() {
    let data = data();
    let snapshot = Snapshot::open(&build::snapshot(data.path()).unwrap_or_else(|faults| panic!("{faults}"))).unwrap();
    let file = cases::File::read(Path::new("tests/country/cases.toml")).unwrap();
    let mut failures = String::new();
    for case in &file.case {
        let request = case.request(&file.base).unwrap().to_string();
        let answer = quote::answer(request.as_bytes(), &snapshot);
        for difference in case.differences(&answer) {
            writeln!(failures, "{}: {difference}\n    {answer}", case.id).unwrap();
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

#[test]
fn a_levy_that_names_one_after_it_is_refused() {
    let data = data();
    let law = data.path().join("law/nowhere.toml");
    let text = fs::read_to_string(&law).unwrap().replace("less = \"zz-ordinary-duty\"", "less = \"zz-metal\"");
    fs::write(law, text).unwrap();
    let faults = build::snapshot(data.path()).unwrap_err().to_string();
    assert!(faults.contains("`zz-floor`: it names `zz-metal`, which is no levy that stands before it"), "{faults}");
}

/// What the real data shares, with the law of Nowhere.
fn data() -> TempDir {
    let home = TempDir::new().unwrap();
    let real = Path::new("tariff-data");
    for file in ["edition.toml", "law/common.toml", "fx/ecb.csv", "fx/rules.toml", "fx/currencies.csv"] {
        put(home.path(), file, &fs::read(real.join(file)).unwrap());
    }
    let countries = fs::read_to_string(real.join("countries.csv")).unwrap() + "ZZ,Nowhere\n";
    put(home.path(), "countries.csv", countries.as_bytes());
    for (from, to) in [
        ("nowhere.toml", "law/nowhere.toml"),
        ("zz-duty.csv", "law/tables/zz-duty.csv"),
        ("zz-tax.csv", "law/tables/zz-tax.csv"),
        ("zz-post.toml", "carriers/zz-post.toml"),
    ] {
        put(home.path(), to, &fs::read(Path::new("tests/country").join(from)).unwrap());
    }
    home
}

fn put(home: &Path, name: &str, bytes: &[u8]) {
    let path = home.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}
