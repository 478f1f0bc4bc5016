//! `landfall-data diff`, run as people run it.

#![cfg(test)]

mod project;

use serde_json::Value;
use std::{
    fs,
    path::PathBuf,
    process::{Command, Output},
};
use tempfile::TempDir;

const TABLE: &str = r#"
id = "xx"
name = "Tariff of Nowhere"
nomenclature = "NN 2026"
source = "its gazette"
law = "its act"
edition = 2026-01-01
reliable-until = 2026-12-31

[[column]]
id = "mfn"
name = "Ordinary"

[[column]]
id = "preference"
name = "Preferential"

[[partner]]
id = "JP"

[[partner]]
id = "CH"
"#;
const RATES: &str = "code,column,partners,expression,from,to,basis,note
010121,mfn,,Free,,,exact,
010129,mfn,,11.5 %,,,exact,
010130,mfn,,11.5 %,,,exact,
010129,preference,JP;CH,5 %,,,exact,
";

/// Two editions of small tables.
struct Editions(TempDir);

impl Editions {
    fn new() -> Editions {
        let editions = Editions(TempDir::new().unwrap());
        for name in ["old", "new"] {
            editions.put(name, "edition.toml", &format!("day = 2026-11-24\ntitle = \"{name}\"\n"));
            editions.put(name, "tariffs/xx/table.toml", TABLE);
            editions.put(name, "tariffs/xx/lines.csv", "code,units\n010121,\n010129,\n010130,\n");
            editions.put(name, "tariffs/xx/rates.csv", RATES);
        }
        editions
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn put(&self, edition: &str, name: &str, text: &str) {
        let path = self.path(edition).join("data").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn build(&self) {
        for name in ["old", "new"] {
            let mut build = tool();
            build.arg("build").arg("--tables").arg(self.path(name).join("data"));
            let built = build.arg("--out").arg(self.path(name).join("out")).output().unwrap();
            assert!(built.status.success(), "{built:?}");
        }
    }

    fn diff(&self, more: &[&str]) -> String {
        let (old, new) = (self.path("old/out"), self.path("new/out/landfall.bin"));
        told(&tool().arg("diff").arg(old).arg(new).args(more).output().unwrap())
    }
}

fn tool() -> Command {
    Command::new(env!("CARGO_BIN_EXE_landfall-data"))
}

fn told(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn equal_tables_differ_in_nothing() {
    let editions = Editions::new();
    editions.build();
    assert_eq!(editions.diff(&[]), "From old (2026-11-24) to new (2026-11-24)\nNo line, rule or day changed.\n");
}

#[test]
fn lines_rates_and_days_are_told_and_like_changes_stand_together() {
    let editions = Editions::new();
    editions.put("new", "tariffs/xx/lines.csv", "code,units\n010121,\n010129,\n010130,\n010190,\n");
    let rates = RATES.replace("11.5 %,,", "12 %,,2026-12-31").replace("JP;CH,5 %", "JP,4 %").replace("Free", "1 %");
    editions.put("new", "tariffs/xx/rates.csv", &rates);
    editions.put("new", "tariffs/xx/table.toml", &TABLE.replace("2026-12-31", "2027-06-30"));
    editions.build();
    let text = editions.diff(&[]);
    for line in [
        "Tariff `xx`, column `mfn`: 3 changed\n  010129, 010130: 11.5 % → 12 % until 2026-12-31\n  010121: Free → 1 %\n",
        "Tariff `xx`, column `preference`: 1 gone, 1 changed\n",
        "  010129 for CH: gone; it was 5 %\n",
        "  010129 for JP: 5 % → 4 %\n",
        "Tariff `xx`, lines: 1 new\n  010190: new: a line\n",
        "  reliable until: 2026-12-31 → 2027-06-30\n",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
    let json: Value = serde_json::from_str(&editions.diff(&["--json"])).unwrap();
    let changed = &json["changes"]["Tariff `xx`, column `mfn`"][0];
    assert_eq!((changed["of"].as_str(), changed["before"].as_str()), (Some("010121"), Some("Free")));
    assert_eq!((&json["before"]["title"], &json["after"]["title"]), (&Value::from("old"), &Value::from("new")));
}

/// The law of the project, as it is and with another duty of three euro.
fn with_law(editions: &Editions) {
    for name in ["old", "new"] {
        let edition = fs::read_to_string(editions.path(name).join("data/edition.toml")).unwrap();
        project::copy_law(&editions.path(name).join("data"));
        editions.put(name, "edition.toml", &edition);
    }
    let law = fs::read_to_string(editions.path("old/data/law/eu.toml")).unwrap();
    let other = law.replacen("rate = \"3 EUR\"", "rate = \"4 EUR\"", 1);
    assert_ne!(law, other);
    editions.put("new", "law/eu.toml", &other);
}

#[test]
fn rules_are_told_and_what_carts_cost_under_both() {
    let editions = Editions::new();
    with_law(&editions);
    editions.build();
    let cart = r#"{ "shipFrom": { "country": "CN" }, "shipTo": { "country": "DE" },
        "seller": { "country": "CN", "registrations": [{ "type": "IOSS", "number": "IM3720000001", "issuer": "IE" }] },
        "items": [{ "quantity": 1, "unitPrice": { "amount": "100", "currency": "EUR" }, "hsCode": "691110",
        "description": "mug" }] }"#;
    fs::write(editions.path("carts.json"), format!("{cart}\n[{cart}, {{}}]")).unwrap();
    let text = editions.diff(&["--carts", editions.path("carts.json").to_str().unwrap()]);
    for line in
        ["Law `eu`: 1 changed\n  levy `eu-flat-duty` from 2026-07-01, rate: 3 EUR → 4 EUR\n", "CN to DE", "changed"]
    {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
    let json = editions.diff(&["--json", "--carts", editions.path("carts.json").to_str().unwrap()]);
    let json: Value = serde_json::from_str(&json).unwrap();
    let carts = json["carts"].as_array().unwrap();
    assert_eq!(carts.len(), 3);
    // EUR 100, VAT of 19 %, the Union's handling fee of EUR 2 at most, and the flat duty, which IOSS leaves out of its base.
    assert_eq!(carts[0]["before"]["landedCost"], "124.00 EUR");
    assert_eq!(carts[0]["after"]["landedCost"], "125.00 EUR");
    assert_eq!(carts[2]["before"]["outcome"], "rejected");
}

#[test]
fn what_is_no_snapshot_is_named() {
    let editions = Editions::new();
    editions.build();
    let page = editions.path("page.html");
    fs::write(&page, "<html>").unwrap();
    let output = tool().arg("diff").arg(&page).arg(editions.path("new/out")).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("page.html: this is a web page, not a snapshot"), "{said}");
}
