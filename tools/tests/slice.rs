//! `landfall-data slice` and `check`, run as a shop runs them.

#![cfg(test)]

mod project;

use landfall::{
    goods::HsCode,
    snapshot::{Resolution, Snapshot},
};
use landfall_data::build::{Manifest, open};
use std::{
    fs,
    path::PathBuf,
    process::{Command, Output},
};
use tempfile::TempDir;

const TABLE: &str = r#"
id = "eu"
name = "A tariff of three lines"
nomenclature = "NN 2026"
source = "its gazette"
law = "its act"
edition = 2026-01-01
reliable-until = 2026-12-31

[[column]]
id = "mfn"
name = "Ordinary"
"#;

/// The law of the project with a tariff of three lines.
struct Shop(TempDir);

impl Shop {
    fn new() -> Shop {
        let shop = Shop(TempDir::new().unwrap());
        project::copy_law(&shop.path("data"));
        // Rates of exchange take long to compile.
        fs::remove_dir_all(shop.path("data/fx")).unwrap();
        shop.put("edition.toml", "day = 2026-11-24\ntitle = \"November 2026\"\n");
        shop.put("tariffs/eu/table.toml", TABLE);
        shop.put("tariffs/eu/lines.csv", "code,units\n61091000,\n64039911,\n85171300,\n");
        let header = "code,column,partners,expression,from,to,basis,note";
        shop.put(
            "tariffs/eu/rates.csv",
            &format!("{header}\n6109,mfn,,12 %,,,exact,\n64,mfn,,8 %,,,exact,\n85171300,mfn,,Free,,,exact,\n"),
        );
        shop.put("tariffs/eu/successors.csv", "code,successor\n61099999,61091000\n85171200,85171300\n");
        shop
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn put(&self, name: &str, text: &str) {
        let path = self.path("data").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn build(&self) {
        let mut build = tool();
        build.arg("build").arg("--tables").arg(self.path("data")).arg("--out").arg(self.path("out"));
        let built = build.output().unwrap();
        assert!(built.status.success(), "{built:?}");
    }

    fn slice(&self, arguments: &[&str]) -> Output {
        let mut slice = tool();
        slice.arg("slice").args(arguments).arg("--snapshot").arg(self.path("out")).arg("--out").arg(self.path("shop"));
        slice.output().unwrap()
    }
}

fn tool() -> Command {
    Command::new(env!("CARGO_BIN_EXE_landfall-data"))
}

fn codes(snapshot: &Snapshot) -> Vec<String> {
    let tariff = snapshot.tariff("eu").unwrap();
    tariff.lines().map(|line| tariff.code(line).unwrap().digits().to_owned()).collect()
}

#[test]
fn a_shop_gets_its_destinations_and_its_goods_alone() {
    let shop = Shop::new();
    shop.build();
    let sliced = shop.slice(&["--destinations", "DE,FR", "--hs", "61,6403"]);
    assert!(sliced.status.success(), "{sliced:?}");
    let snapshot = open(&shop.path("shop")).unwrap();
    assert_eq!(codes(&snapshot), ["61091000", "64039911"]);
    let regimes: Vec<&str> = snapshot.law().regimes.iter().map(|regime| regime.id.as_str()).collect();
    assert_eq!(regimes, ["eu"]);
    assert_eq!(snapshot.edition.title, "November 2026, for DE, FR");
    let tariff = snapshot.tariff("eu").unwrap();
    let Resolution::Line(shoes) = tariff.resolve(&HsCode::parse("64039911").unwrap()) else { panic!() };
    let rates: Vec<String> =
        tariff.rates(shoes, "mfn", snapshot.edition.day).map(|rate| rate.expression.to_string()).collect();
    assert_eq!(rates, ["8 %"], "though it stands at the chapter");
    assert_eq!(tariff.successors().count(), 1);
    assert_ne!(snapshot.digest, open(&shop.path("out")).unwrap().digest);
}

#[test]
fn with_all_goods_the_slice_is_the_one_that_was_published() {
    let shop = Shop::new();
    shop.build();
    assert!(shop.slice(&["--destinations", "DE"]).status.success());
    let manifest = |name| Manifest::read(&shop.path(name)).unwrap().unwrap();
    assert_eq!(manifest("shop").slices, manifest("out").slices);
    assert_ne!(manifest("shop").core, manifest("out").core);
}

#[test]
fn what_the_snapshot_does_not_know_is_named() {
    let shop = Shop::new();
    shop.build();
    let said = |arguments: &[&str]| String::from_utf8(shop.slice(arguments).stderr).unwrap();
    assert!(said(&["--destinations", "DE,QQ"]).contains("`QQ` is no destination of this snapshot"));
    assert!(said(&["--destinations", "DE", "--hs", "6"]).contains("`6` is no beginning of a commodity code"));
    assert!(!shop.path("shop").exists());
}

#[test]
fn check_tells_faults_and_writes_nothing() {
    let shop = Shop::new();
    let check = || tool().arg("check").arg("--tables").arg(shop.path("data")).output().unwrap();
    let sound = String::from_utf8(check().stdout).unwrap();
    assert!(sound.starts_with("No fault: edition 2026-11-24, ") && sound.ends_with(" 1 tariffs\n"), "{sound}");
    shop.put("tariffs/eu/lines.csv", "code,units\n6109,\n6109,\n");
    let faulty = check();
    assert_eq!(faulty.status.code(), Some(2));
    assert!(
        String::from_utf8(faulty.stderr).unwrap().contains("lines.csv, row 3, column code: `6109` stands here twice")
    );
    assert!(!shop.path("out").exists());
}
