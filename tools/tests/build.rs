//! `landfall-data build`, run as people run it.

#![cfg(test)]

use landfall::{day::Day, money::Currency, snapshot::Snapshot};
use landfall_data::build::{BUNDLE, FINGERPRINTS, FileEntry, MANIFEST, Manifest};
use sha2::{Digest, Sha256};
use std::{
    fs,
    path::{Path, PathBuf},
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

[[partner]]
id = "JP"
"#;
const RATES: &str = "code,column,partners,expression,from,to,basis,note
01012100,mfn,,Free,,,exact,
010129,mfn,,11.5 %,,2026-06-30,exact,
010129,mfn,,10 %,2026-07-01,,staged,first step
010129,mfn,JP,5 %,,,exact,
0102,mfn,,,,,unknown,not in the gazette
";
const RULES: &str = r#"
archive = "ecb.csv"
pivot = "EUR"

[[rule]]
id = "monthly"
source = "a bank"
official = true
recorded = "second-last-wednesday"
applies = "next-month"
law = "an act"
checked = 2026-11-24
"#;

/// A folder of small tables, and where to build to.
struct Data {
    home: TempDir,
}

impl Data {
    fn new() -> Data {
        let data = Data { home: TempDir::new().unwrap() };
        data.put("edition.toml", "day = 2026-11-24\ntitle = \"test\"\n");
        data.put("tariffs/xx/table.toml", TABLE);
        data.put("tariffs/xx/lines.csv", "code,units\n0101210010,\n0101210090,\n01012900,\n01022910,\n");
        data.put("tariffs/xx/rates.csv", RATES);
        data.put("tariffs/xx/successors.csv", "code,successor\n01012200,01012900\n");
        data
    }

    fn put(&self, name: &str, text: &str) {
        let path = self.home.path().join("data").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn folder(&self) -> PathBuf {
        self.home.path().join("out")
    }

    fn out(&self) -> PathBuf {
        self.folder().join(BUNDLE)
    }

    fn build(&self) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_landfall-data"));
        command.arg("build").arg("--tables").arg(self.home.path().join("data")).arg("--out").arg(self.folder());
        command.output().unwrap()
    }

    /// What is said against the tables.
    fn complaints(&self) -> String {
        let output = self.build();
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        String::from_utf8(output.stderr).unwrap()
    }
}

fn files(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort_unstable();
    names
}

#[test]
fn the_tables_become_one_file_and_the_same_tables_the_same_file() {
    let data = Data::new();
    let output = data.build();
    assert!(output.status.success(), "{output:?}");
    let told = String::from_utf8(output.stdout).unwrap();
    let first = fs::read(data.out()).unwrap();
    let snapshot = Snapshot::open(&first).unwrap();
    for part in ["core", "tariff/xx", "brotli", "Edition test of 2026-11-24", &snapshot.digest.to_string()] {
        assert!(told.contains(part), "{told}");
    }
    assert_eq!(snapshot.edition.sources, ["its gazette"]);
    assert_eq!(snapshot.tariff("xx").unwrap().lines().len(), 4);
    assert!(data.build().status.success());
    assert_eq!(fs::read(data.out()).unwrap(), first);
}

#[test]
fn a_manifest_names_the_core_and_the_slices_and_they_make_the_same_snapshot_as_the_bundle() {
    let data = Data::new();
    assert!(data.build().status.success());
    let manifest = Manifest::read(&data.folder()).unwrap().unwrap();
    assert_eq!((manifest.edition.as_str(), manifest.sequence), ("2026-11-24", 20_261_124));
    let mut named: Vec<&str> =
        manifest.entries().map(|entry| entry.file.as_str()).chain([BUNDLE, MANIFEST, FINGERPRINTS]).collect();
    named.sort_unstable();
    assert_eq!(files(&data.folder()), named);
    for entry in manifest.entries() {
        let bytes = fs::read(data.folder().join(&entry.file)).unwrap();
        let sha256: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!((bytes.len(), &sha256), (entry.bytes, &entry.sha256));
        assert!(entry.file.ends_with(&format!("-{}.bin", &sha256[..16])), "{}", entry.file);
    }
    let fingerprints = fs::read_to_string(data.folder().join(FINGERPRINTS)).unwrap();
    assert!(fingerprints.starts_with("part,section,bytes,sha256\ncore,"), "{fingerprints}");
    assert!(fingerprints.contains("\nxx,tariff/xx,"), "{fingerprints}");
    let part = |entry: &FileEntry| fs::read(data.folder().join(&entry.file)).unwrap();
    let mut snapshot = Snapshot::open(&part(&manifest.core)).unwrap();
    assert!(snapshot.tariffs.is_empty());
    snapshot.add(&part(&manifest.slices["xx"])).unwrap();
    assert_eq!(snapshot, Snapshot::open(&fs::read(data.out()).unwrap()).unwrap());
}

#[test]
fn files_of_the_edition_before_are_cleared_away_and_all_others_stay() {
    let data = Data::new();
    assert!(data.build().status.success());
    let before = Manifest::read(&data.folder()).unwrap().unwrap();
    fs::write(data.folder().join("notes.txt"), "mine").unwrap();
    data.put("edition.toml", "day = 2026-11-25\ntitle = \"test\"\n");
    assert!(data.build().status.success());
    let after = Manifest::read(&data.folder()).unwrap().unwrap();
    assert_eq!(before.slices, after.slices, "a slice does not change with the edition");
    let there = files(&data.folder());
    assert!(!there.contains(&before.core.file) && there.contains(&after.core.file), "{there:?}");
    assert!(there.contains(&"notes.txt".to_owned()));
}

#[test]
fn what_is_missing_in_the_folder_is_missing_in_the_snapshot() {
    let data = Data { home: TempDir::new().unwrap() };
    data.put("edition.toml", "day = 2026-11-24\ntitle = \"test\"\n");
    assert!(data.build().status.success());
    assert!(Snapshot::open(&fs::read(data.out()).unwrap()).unwrap().tariffs.is_empty());
}

#[test]
fn a_build_that_fails_leaves_what_was_there_and_names_every_row() {
    let data = Data::new();
    fs::create_dir_all(data.out().parent().unwrap()).unwrap();
    fs::write(data.out(), "what was there").unwrap();
    data.put("tariffs/xx/lines.csv", "code,units\n0101210010,\n0101210010,\n01.02,\n01012900,\n");
    let told = data.complaints();
    for complaint in [
        "lines.csv, row 3, column code: `0101210010` stands here twice",
        "lines.csv, row 4, column code: `01.02` is no commodity code",
    ] {
        assert!(told.contains(complaint), "{told}");
    }
    data.put("tariffs/xx/lines.csv", "code,units\n01012100,\n01012900,\n");
    let rows = [
        ("77,mfn,,1 %,,,exact,", "row 2, column code: `77` has no line in the nomenclature"),
        ("0101,quota,,1 %,,,exact,", "row 3, column column: `quota` is no column of the table"),
        ("0101,mfn,KR,1 %,,,exact,", "row 4, column partners: `KR` is no partner of the table"),
        ("0101,mfn,,1 %,2026-02-30,,exact,", "row 5, column from: `2026-02-30` is no day"),
        ("0101,mfn,,1 %,2026-02-02,2026-02-01,exact,", "row 6, column to: `2026-02-01` is before the first day"),
        ("0101,mfn,,1 %,,,certain,", "row 7, column basis: `certain` is no basis; write one of exact, hs6"),
        ("0101,mfn,,one half,,,exact,", "row 8, column expression: `one half` can't be read"),
        ("0101,mfn,,,,,exact,", "row 9, column expression: `` can't be read"),
    ];
    let table: Vec<&str> = rows.iter().map(|(row, _)| *row).collect();
    data.put("tariffs/xx/rates.csv", &format!("{}\n{}\n", RATES.lines().next().unwrap(), table.join("\n")));
    data.put("fx/rules.toml", &RULES.replace("second-last", "third-last"));
    data.put("fx/ecb.csv", "day,currency,rate\n2026-10-21,GBP,0.8338\n");
    let told = data.complaints();
    for (_, complaint) in rows {
        assert!(told.contains(complaint), "{complaint} is not among\n{told}");
    }
    assert!(told.contains("rules.toml, column recorded: `third-last-wednesday` is no day of publication"), "{told}");
    assert!(told.ends_with("Nothing was changed.\n"));
    assert_eq!(fs::read_to_string(data.out()).unwrap(), "what was there");
    assert_eq!(files(&data.folder()), [BUNDLE]);
}

#[test]
fn rules_choose_rates_from_the_archive() {
    let data = Data::new();
    data.put("fx/rules.toml", RULES);
    data.put(
        "fx/ecb.csv",
        "day,currency,rate\n2026-09-23,GBP,0.87\n2026-09-30,GBP,0.86\n2026-10-21,GBP,0.8338\n2026-10-30,GBP,0.83\n",
    );
    let output = data.build();
    assert!(output.status.success(), "{output:?}");
    let snapshot = Snapshot::open(&fs::read(data.out()).unwrap()).unwrap();
    let (eur, gbp) = (Currency::parse("EUR").unwrap(), Currency::parse("GBP").unwrap());
    let on = |day| snapshot.rates.lookup("monthly", eur, gbp, Day::parse(day).unwrap());
    assert_eq!(on("2026-09-30"), None);
    assert_eq!(on("2026-10-31").unwrap().value.to_string(), "0.87");
    assert_eq!(on("2026-11-01").unwrap().value.to_string(), "0.8338");
    assert!(on("2026-11-30").unwrap().current);
    assert!(!on("2026-12-01").unwrap().current);
}
