//! The importers from the outside: sample files in the official shape go in, tables or every problem come out.
//!
//! The samples in `tests/data` are made by hand; they hold no row of an official file as a whole.

#![cfg(test)]

use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output},
};
use tempfile::TempDir;

fn sample(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
    path.to_str().unwrap().to_owned()
}

/// A tariff-data folder with the descriptions that are kept by hand.
struct House(TempDir);

impl House {
    fn new() -> Self {
        let home = TempDir::new().unwrap();
        let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tariff-data/tariffs");
        for tariff in ["au", "br", "ca", "eu", "gb", "il", "in", "jp", "mx", "no", "nz", "us", "za"] {
            let folder = home.path().join("tariffs").join(tariff);
            fs::create_dir_all(&folder).unwrap();
            fs::copy(kept.join(tariff).join("table.toml"), folder.join("table.toml")).unwrap();
        }
        fs::create_dir(home.path().join("vat")).unwrap();
        fs::copy(sample("vat.csv"), home.path().join("vat/vat.csv")).unwrap();
        House(home)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_landfall-data"));
        command.arg("import").args(arguments).arg("--out").arg(self.0.path()).output().unwrap()
    }

    /// Runs an import that must work; its account.
    fn import(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs an import that must be refused; its complaint, with sample paths cut to file names.
    fn refuse(&self, arguments: &[&str]) -> String {
        let before = self.files();
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stdout));
        assert!(output.stdout.is_empty());
        assert_eq!(self.files(), before, "something was changed");
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert!(complaint.ends_with("Nothing was changed.\n"), "{complaint}");
        let complaint = complaint.replace(&sample(""), "").replace(&format!("{}/", self.0.path().display()), "");
        complaint.trim_end_matches("Nothing was changed.\n").to_owned()
    }

    /// Every file and what it holds.
    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut found = BTreeMap::new();
        let mut folders = vec![self.0.path().to_path_buf()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    found.insert(path.clone(), fs::read(path).unwrap());
                }
            }
        }
        found
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.path().join(name)).unwrap()
    }

    /// Writes a file beside the tables; its path.
    fn write(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.0.path().join(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

const US_RATES: &str = "\
code,column,partners,expression,from,to,basis,note
01012100,column-2,,Free,,,exact,
01012100,mfn,,Free,,,exact,
01013000,column-2,,15 %,,,exact,
01013000,mfn,,6.8 %,,,exact,
02023050,column-2,,0.102 USD / kg + 20 %,,,exact,
02023050,mfn,,0.044 USD / kg + 8.9 %,,,exact,
";

#[test]
fn the_us_schedule_in_json() {
    let house = House::new();
    let account = house.import(&["us", &sample("hts.json"), "--edition", "2026-06-08"]);
    assert!(account.contains("12 rows, 5 lines"), "{account}");
    assert!(account.contains("3 rows of chapter 99, kept out"), "{account}");
    assert!(account.contains("refused: hts.json, row 9: `Free` names no programme"), "{account}");
    assert_eq!(house.read("tariffs/us/rates.csv"), US_RATES);
    assert_eq!(
        house.read("tariffs/us/lines.csv"),
        "code,units\n0101210010,No.\n0101210020,No.\n0101300000,No.\n0202305025,kg\n98172205,\n"
    );
    assert_eq!(
        house.read("tariffs/us/special.csv"),
        "code,column,partners,expression,from,to,basis,note\n\
         01013000,special,A+;AU;E*,Free,,,exact,\n\
         01013000,special,JP,3.2 %,,,exact,\n\
         02023050,special,AU,See 9822.04.05,,,exact,\n\
         02023050,special,BH;CL,Free,,,exact,\n"
    );
    assert_eq!(
        house.read("tariffs/us/footnotes.csv"),
        "code,heading\n01012100,99038815\n02023050,99038801\n02023050,99038802\n02023050,99038815\n"
    );
    assert!(house.read("tariffs/us/table.toml").contains("edition = 2026-06-08\n"));
}

#[test]
fn the_us_schedule_in_csv_and_compressed() {
    let house = House::new();
    let account = house.import(&["us", &sample("hts.csv")]);
    assert!(account.contains("The CSV export has no footnotes"), "{account}");
    assert_eq!(house.read("tariffs/us/rates.csv"), US_RATES);

    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(&fs::read(sample("hts.json")).unwrap()).unwrap();
    let packed = packed.finish().unwrap();
    let whole = house.write("hts.json.gz", &packed);
    house.import(&["us", &whole]);
    assert_eq!(house.read("tariffs/us/rates.csv"), US_RATES);

    let cut = house.write("cut.json.gz", &packed[..packed.len() / 2]);
    let complaint = house.refuse(&["us", &cut]);
    assert!(complaint.starts_with("cut.json.gz: the gzip data can't be read"), "{complaint}");
}

#[test]
fn a_code_that_has_gone_gets_its_successors() {
    let house = House::new();
    let former = fs::read_to_string(sample("hts.json")).unwrap().replace("0101.21.00.10", "0101.21.00.30");
    let former = house.write("former.json", former.as_bytes());
    house.import(&["us", &sample("hts.json"), "--former", &former]);
    assert_eq!(house.read("tariffs/us/successors.csv"), "code,successor\n0101210030,0101210010\n");
}

#[test]
fn a_us_schedule_that_is_cut_off_foreign_or_malformed() {
    let house = House::new();
    let refuse = |name: &str| house.refuse(&["us", &sample(name)]);
    let cut = refuse("hts-truncated.json");
    assert!(cut.starts_with("hts-truncated.json, row "), "{cut}");
    assert!(cut.contains("the JSON ends in the middle: the file is cut off; fetch the file again"), "{cut}");

    let foreign = refuse("hts-foreign.json");
    assert!(foreign.contains("this JSON has another shape than the official file"), "{foreign}");
    assert!(foreign.contains("see --help for the file that is meant"), "{foreign}");

    let malformed = refuse("hts-malformed.json");
    let lines: Vec<_> = malformed.lines().collect();
    assert_eq!(lines.len(), 3, "{malformed}");
    assert!(
        lines[0].starts_with("hts-malformed.json, row 3, column HTS Number: `0101.2l.00` is not a code"),
        "{malformed}"
    );
    assert!(lines[1].starts_with("hts-malformed.json, row 4: this row has another shape"), "{malformed}");
    assert!(
        lines[2].contains("row 6: this row has another shape than the official export: missing field `general`"),
        "{malformed}"
    );
    assert!(!malformed.contains("JsonRow") && !malformed.contains("struct"), "{malformed}");

    let cut = refuse("hts-truncated.csv");
    assert!(cut.contains("the last row does not end: the file is cut off"), "{cut}");
    let malformed = refuse("hts-malformed.csv");
    assert!(malformed.contains("row 3: the row has 2 cells where the header has 9"), "{malformed}");
    let foreign = refuse("global-uk-tariff.csv");
    assert!(
        foreign.contains("row 1: the header has no column `HTS Number`, it has `commodity`, `description`"),
        "{foreign}"
    );
    let absent = refuse("no-such-file.json");
    assert!(absent.starts_with("no-such-file.json: can't be read"), "{absent}");
}

#[test]
fn rows_that_stand_twice_are_told() {
    let house = House::new();
    let twice = fs::read_to_string(sample("hts.json")).unwrap().replace("0101.21.00.20", "0101.21.00.10");
    let twice = house.write("twice.json", twice.as_bytes());
    let complaint = house.refuse(&["us", &twice]);
    assert!(complaint.contains("row 5, column HTS Number: `0101210010` stands twice, first in row 4"), "{complaint}");
}

#[test]
fn a_table_does_not_lose_its_lines_unseen() {
    let house = House::new();
    house.import(&["us", &sample("hts.json")]);
    let short = r#"[{"htsno":"0101.21.00","units":[],"general":"Free","special":"","other":"Free","footnotes":[]}]"#;
    let short = house.write("short.json", short.as_bytes());
    let complaint = house.refuse(&["us", &short]);
    assert!(complaint.contains("the file has 1 codes where the table in"), "{complaint}");
    assert!(complaint.contains("pass --fewer"), "{complaint}");
    house.import(&["us", &short, "--fewer"]);
}

#[test]
fn problems_as_json() {
    let house = House::new();
    let output = house.run(&["us", &sample("hts-malformed.json"), "--json"]);
    let errors: serde_json::Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(errors["errors"].as_array().unwrap().len(), 3);
    assert_eq!(errors["errors"][0]["row"], 3);
    assert_eq!(errors["errors"][0]["column"], "HTS Number");
    assert_eq!(errors["errors"][0]["input"], "0101.2l.00");
}

fn with_correlation() -> House {
    let house = House::new();
    let account = house.import(&["hs", &sample("hs-correlation.xlsx")]);
    assert!(account.contains("4 rows, 2 lines"), "{account}");
    house
}

#[test]
fn the_hs_correlation() {
    let house = with_correlation();
    assert_eq!(
        house.read("nomenclature/hs-2017-2022.csv"),
        "hs2017,hs2022,relation\n851712,851713,n:1\n851712,851714,n:1\n"
    );
    let malformed = house.refuse(&["hs", &sample("hs-correlation-malformed.xlsx")]);
    assert!(malformed.contains("row 2, column HS2017: `01012` is not a code of six digits"), "{malformed}");
    assert!(malformed.contains("row 3, column HS2022: `85x713` is not a code of six digits"), "{malformed}");
    let foreign = house.refuse(&["hs", &sample("preferences.xlsx")]);
    assert!(foreign.contains("the workbook has no sheet `HS2022-HS2017 Correlations`, it has `Sheet1`"), "{foreign}");
    let foreign = house.refuse(&["hs", &sample("vat.csv")]);
    assert!(foreign.contains("vat.csv: this is not an xlsx workbook"), "{foreign}");
}

#[test]
fn the_uk_duties_carried_to_the_nomenclature_of_today() {
    let house = with_correlation();
    let (mfn, cn) = (sample("global-uk-tariff.csv"), sample("cnCodes.json"));
    house.import(&["gb", "--mfn", &mfn, "--cn", &cn]);
    assert_eq!(
        house.read("tariffs/gb/rates.csv"),
        "code,column,partners,expression,from,to,basis,note\n\
         01012100,mfn,,Free,,,exact,\n\
         02023010,mfn,,12 % + 185 GBP / 100 kg,,,exact,\n\
         22042111,mfn,,10 GBP / hl,,,exact,\n\
         2204211190,mfn,,12 GBP / hl,,,exact,\n\
         85171300,mfn,,Free,,,hs6,from 851712 of 2021\n\
         85287120,mfn,,14 %,,,interval,from 852871 of 2021\n\
         85287120,mfn,,Free,,,interval,from 852871 of 2021\n\
         99999999,mfn,,,,,unknown,from 999999 of 2021\n"
    );
    assert_eq!(
        house.read("tariffs/gb/lines.csv"),
        "code,units\n01012100,PST\n02023010,\n22042111,L\n2204211190,L\n85171300,PST\n85287120,PST\n99999999,\n"
    );
    assert_eq!(
        house.read("tariffs/gb/successors.csv"),
        "code,successor\n85171200,85171300\n85287110,85287120\n85287190,85287120\n"
    );
}

#[test]
fn the_eu_duties_with_the_origin_of_each() {
    let house = with_correlation();
    let (mfn, cn, best) = (sample("global-uk-tariff.csv"), sample("cnCodes.json"), sample("eu_cn_best.csv"));
    let account = house.import(&["eu", "--mfn", &mfn, "--cn", &cn, "--best", &best]);
    assert!(
        account.contains("refused: eu_cn_best.csv, row 7: `kg + 21 / 100 kg/net` is not a whole rate"),
        "{account}"
    );
    assert_eq!(
        house.read("tariffs/eu/rates.csv"),
        "code,column,partners,expression,from,to,basis,note\n\
         01012100,mfn,,Free,,,exact,\n\
         02023010,mfn,,3.5 %,,,staged,\"cet-2021, superseded by staged cut: staged-cut; was 5.2%\"\n\
         22042111,mfn,,13.1 EUR / hl,,,exact,\n\
         2204211190,mfn,,15.4 EUR / hl,,,exact,\n\
         85171300,mfn,,Free,,,draft,cn-2022-draft: new-code\n\
         85287120,mfn,,14 %,,,interval,hs6-interval-2021: new-code after 2022\n\
         85287120,mfn,,Free,,,interval,hs6-interval-2021: new-code after 2022\n\
         99999999,mfn,,,,,unknown,cn-2022-draft: new-code\n"
    );
}

#[test]
fn duties_that_are_cut_off_foreign_or_malformed() {
    let house = House::new();
    let cn = sample("cnCodes.json");
    let absent = house.refuse(&["gb", "--mfn", &sample("global-uk-tariff.csv"), "--cn", &cn]);
    assert!(absent.contains("hs-2017-2022.csv: is not there; import the correlation tables first"), "{absent}");

    let house = with_correlation();
    let refuse = |mfn: &str, cn: &str| house.refuse(&["gb", "--mfn", &sample(mfn), "--cn", &sample(cn)]);
    let cut = refuse("global-uk-tariff-truncated.csv", "cnCodes.json");
    assert!(cut.contains("the last row does not end: the file is cut off"), "{cut}");
    let foreign = refuse("global-uk-tariff-foreign.csv", "cnCodes.json");
    assert_eq!(foreign.lines().count(), 3, "{foreign}");
    assert!(foreign.contains("the header has no column `ukgt_duty_rate`, it has `code;duty`"), "{foreign}");
    let malformed = refuse("global-uk-tariff-malformed.csv", "cnCodes.json");
    assert!(malformed.contains("row 3, column commodity: `0101210` is not a code"), "{malformed}");
    assert!(malformed.contains("row 4, column ukgt_duty_rate: `` has no duty"), "{malformed}");
    assert!(malformed.contains("row 4, column commodity: `01012100` stands twice"), "{malformed}");
    let malformed = refuse("global-uk-tariff.csv", "cnCodes-malformed.json");
    assert!(malformed.contains("row 2, column code: `0202301` is not a code of eight digits"), "{malformed}");
    assert!(
        malformed.contains("row 3: this entry has another shape than the nomenclature's: missing field `code`"),
        "{malformed}"
    );
}

#[test]
fn uk_preferences_with_their_steps() {
    let house = with_correlation();
    house.import(&["gb", "--mfn", &sample("global-uk-tariff.csv"), "--cn", &sample("cnCodes.json")]);
    let account =
        house.import(&["gb-preferences", "--rates", &sample("preferences.xlsx"), "--stages", &sample("stages.xlsx")]);
    assert!(account.contains("`777777` of CL is no code of today: left out"), "{account}");
    assert!(account.contains("refused: stages.xlsx, row 3: `7.50% (21-11 to 31-11)"), "{account}");
    assert_eq!(
        house.read("tariffs/gb/preferences.csv"),
        "code,column,partners,expression,from,to,basis,note\n\
         01,preference,AL;CL,Free,,,exact,\n\
         010121,preference,SG,,2021-11-21,2022-11-20,unknown,seasons not readable\n\
         010121,preference,SG,1 %,2022-11-21,2023-11-20,exact,\n\
         010121,preference,SG,Free,2023-11-21,,exact,\n\
         02023010,preference,JP,6.3 %,,2022-01-31,exact,\n\
         02023010,preference,JP,5 %,2022-02-01,2023-01-31,exact,\n\
         02023010,preference,JP,3.8 %,2023-02-01,2024-01-31,exact,\n\
         02023010,preference,JP,2.5 %,2024-02-01,2025-01-31,exact,\n\
         02023010,preference,JP,1.3 %,2025-02-01,2026-01-31,exact,\n\
         02023010,preference,JP,Free,2026-02-01,,exact,\n\
         22042111,preference,CA,1.9 % + 31 GBP / 100 kg,2022-01-01,2022-12-31,exact,\n\
         22042111,preference,CA,Free,2023-01-01,,exact,\n\
         22042111,preference,IL,\"Free (1 FEB-30 JUN), 2.7 % (1 JUL-31 JAN)\",,,exact,\n\
         85171300,preference,TR,0.5 %,,,staged,later steps unknown\n"
    );
}

#[test]
fn preferences_that_are_malformed() {
    let house = House::new();
    let refuse = |rates: &str, stages: &str| {
        house.refuse(&["gb-preferences", "--rates", &sample(rates), "--stages", &sample(stages)])
    };
    let malformed = refuse("preferences-malformed.xlsx", "stages.xlsx");
    assert_eq!(malformed.lines().count(), 4, "{malformed}");
    assert!(
        malformed.contains("row 2, column fta country: `Atlantis` is not a partner that gb/table.toml knows"),
        "{malformed}"
    );
    assert!(malformed.contains("row 3, column Commodity code: `x1` is not a code"), "{malformed}");
    assert!(
        malformed.contains("row 4, column Preferential duty rate 2022: `true` is neither a duty nor a share"),
        "{malformed}"
    );
    assert!(
        malformed.contains("row 5, column Preferential duty rate 2022: `12.5` is neither a duty nor a share"),
        "{malformed}"
    );
    let malformed = refuse("preferences.xlsx", "stages-malformed.xlsx");
    assert!(malformed.contains("row 2, column staging_2022: `-0.05` is neither a duty nor a share"), "{malformed}");
    let swapped = refuse("stages.xlsx", "preferences.xlsx");
    assert!(swapped.contains("no header with `fta country`, `Commodity code`"), "{swapped}");
}

#[test]
fn reference_rates() {
    let house = House::new();
    let account = house.import(&["fx", &sample("eurofxref-hist.csv")]);
    assert!(account.contains("Kept 2026-10-29 to 2026-10-30: ISK JPY USD"), "{account}");
    let table = house.read("fx/ecb.csv");
    assert!(table.starts_with("day,currency,rate\n2026-10-29,USD,1.113\n2026-10-29,JPY,175.92\n"), "{table}");
    assert_eq!(table.lines().count(), 7, "{table}");
    house.import(&["fx", &sample("eurofxref-hist.csv"), "--from", "2007-01-01"]);
    assert!(!house.read("fx/ecb.csv").contains("CYP"), "a currency that is no longer quoted");

    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("eurofxref-hist.csv", zip::write::SimpleFileOptions::default()).unwrap();
    archive.write_all(&fs::read(sample("eurofxref-hist.csv")).unwrap()).unwrap();
    let archive = archive.finish().unwrap().into_inner();
    let whole = house.write("eurofxref-hist.zip", &archive);
    house.import(&["fx", &whole]);
    assert_eq!(house.read("fx/ecb.csv"), table);
    let cut = house.write("cut.zip", &archive[..archive.len() - 40]);
    let complaint = house.refuse(&["fx", &cut]);
    assert!(complaint.starts_with("cut.zip: the archive can't be read"), "{complaint}");

    let malformed = house.refuse(&["fx", &sample("eurofxref-hist-malformed.csv")]);
    assert_eq!(malformed.lines().count(), 3, "{malformed}");
    assert!(malformed.contains("row 2, column Date: `30/10/2026` is not a day of the form YYYY-MM-DD"), "{malformed}");
    assert!(malformed.contains("row 3, column USD: `1,113` is not a rate above zero"), "{malformed}");
    assert!(malformed.contains("row 4, column JPY: `-1` is not a rate above zero"), "{malformed}");
}

#[test]
fn vat_tables_are_compared_and_the_dated_history_taken_over() {
    let house = House::new();
    let files = [
        ("--history", "vat_rates.csv"),
        ("--current", "eu-vat-rates-data.json"),
        ("--ibericode", "ibericode-vat-rates.json"),
        ("--sales-tax", "sales_tax_rates.json"),
    ];
    let files: Vec<String> = files.iter().flat_map(|(flag, name)| [(*flag).to_owned(), sample(name)]).collect();
    let arguments: Vec<&str> = ["vat"].into_iter().chain(files.iter().map(String::as_str)).collect();
    let before = house.files();
    let check: Vec<&str> = arguments.iter().copied().chain(["--check"]).collect();
    let account = house.import(&check);
    assert_eq!(house.files(), before);
    for difference in [
        "EE: standard 22 % here on 2025-07-01, vat_rates.csv has 24 %",
        "EE: standard 22 % here on 2026-09-29, eu-vat-rates-data.json has 24 %",
        "EE: standard 22 % here on 2025-07-01, ibericode-vat-rates.json has 24 %",
        "EE: standard 22 % here on 2026-11-24, sales_tax_rates.json has 24 %",
        "EE: reduced 9 % here, eu-vat-rates-data.json has 13",
    ] {
        assert!(account.contains(difference), "{difference}\n{account}");
    }
    assert!(!account.contains("FR:"), "{account}");

    house.import(&arguments);
    let table = house.read("vat/vat.csv");
    assert!(table.contains("EE,standard,,22,2024-01-01,2025-06-30,käibemaksuseadus"), "{table}");
    assert!(table.contains("EE,standard,,24,2025-07-01,,käibemaksuseadus"), "{table}");
    assert!(!table.contains("EE,standard,,20"), "{table}");
    assert!(table.contains("FR,standard,,20,2014-01-01,,CGI art. 278,by hand"), "{table}");

    let malformed = house.refuse(&["vat", "--history", &sample("vat_rates-malformed.csv")]);
    assert!(malformed.contains("row 2, column start_date: `1.7.2025` is not a day"), "{malformed}");
    assert!(malformed.contains("row 3, column stop_date: `2025-7-1` is not a day"), "{malformed}");
    assert!(malformed.contains("row 3, column rate: `22%` is not a share of one"), "{malformed}");
    let foreign = house.refuse(&["vat", "--current", &sample("cnCodes.json")]);
    assert!(foreign.contains("this JSON has another shape than the official file"), "{foreign}");
}

#[test]
fn the_tariff_of_japan() {
    let house = House::new();
    let account = house.import(&["jp", &sample("jp_tariff.csv")]);
    assert!(account.contains("14 rows, 8 lines"), "{account}");
    assert_eq!(
        house.read("tariffs/jp/rates.csv"),
        "code,column,partners,expression,from,to,basis,note\n\
         020329,preference,GSP,Free,,,exact,\n\
         020329023,mfn,,,,,unknown,not to be computed from the table\n\
         030779210,mfn,,6.7 %,,,exact,\n\
         030779210,preference,CL,6.7 %,,,interval,depends on more than the code\n\
         030779210,preference,CL,Free,,,interval,depends on more than the code\n\
         030779310,mfn,,15 %,,,exact,\n\
         080310100,mfn,,20 %,,,interval,depends on more than the code\n\
         080310100,mfn,,25 %,,,interval,depends on more than the code\n\
         610910,preference,CPTPP;EU,Free,,,exact,\n\
         610910010,mfn,,10.9 %,,,exact,\n\
         610910010,preference,LDC,Free,,,exact,\n\
         610910020,mfn,,7.4 %,,,exact,\n\
         640399012,mfn,,60 % MIN 4800 JPY / pa,,,exact,\n\
         640399012,preference,CPTPP,21.6 %,,,exact,\n\
         640399012,preference,LDC,Free,,,exact,\n\
         640399015,mfn,,30 % MIN 4300 JPY / pa,,,exact,\n\
         640399015,preference,CPTPP,3.9 %,,,exact,\n\
         640399015,preference,EU,30 % MIN 4300 JPY / pa,,,interval,depends on more than the code\n\
         640399015,preference,EU,4 %,,,interval,depends on more than the code\n"
    );
}

#[test]
fn the_tariff_of_canada() {
    let house = House::new();
    house.import(&["ca", &sample("ca_tariff.csv")]);
    assert_eq!(
        house.read("tariffs/ca/rates.csv"),
        "code,column,partners,expression,from,to,basis,note\n\
         27090000,mfn,,,,,unknown,\n\
         610910,preference,AUT,11 %,,,exact,\n\
         610910,preference,CEUT;UST,Free,,,exact,\n\
         61091000,mfn,,18 %,,,exact,\n\
         640399,preference,UST,Free,,,exact,\n\
         64039930,mfn,,11 %,,,exact,\n\
         64039991,mfn,,0.0188 CAD / kg + 4 % MIN 4 % + 4 %,,,exact,\n\
         64039991,preference,CPTPT,0.12 CAD / kg,,,exact,\n\
         84713000,mfn,,Free,,,inferred,chapter-pattern\n"
    );
}

#[test]
fn the_tariff_of_new_zealand_with_its_steps() {
    let house = House::new();
    house.import(&["nz", &sample("nz_tariff.csv")]);
    assert_eq!(
        house.read("tariffs/nz/rates.csv"),
        "code,column,partners,expression,from,to,basis,note\n\
         010121,preference,AAN;AU;CN;CPT;HK;KR;LLDC;MY;PAC;SG;TH;TW,Free,,,exact,\n\
         01012100,mfn,,Free,,,exact,\n\
         220860,preference,AAN;AU;CN;CPT;HK;KR;LLDC;MY;PAC;SG;TH;TW,Free,,,exact,\n\
         220860,preference,CA,,,,unknown,its unit is not in the source\n\
         22086021,mfn,,,,,unknown,not readable in the source\n\
         390690,preference,AAN;AU;CN;HK;KR;LLDC;MY;PAC;SG;TH;TW,Free,,,exact,\n\
         390690,preference,CPT,1.4 %,,2022-12-31,exact,\n\
         390690,preference,CPT,0.7 %,2023-01-01,2023-12-31,exact,\n\
         390690,preference,CPT,Free,2024-01-01,,exact,\n\
         390690,preference,RCEP,4.5 %,,2022-12-31,exact,\n\
         390690,preference,RCEP,4 %,2023-01-01,,staged,later steps unknown\n\
         39069001,mfn,,5 %,,,exact,\n"
    );
}

#[test]
fn the_tariff_of_south_africa() {
    let house = House::new();
    house.import(&["za", &sample("za_tariff.json")]);
    assert_eq!(
        house.read("tariffs/za/rates.csv"),
        "code,column,partners,expression,from,to,basis,note\n\
         441400,mfn,,,,,unknown,blank in the source\n\
         441400,preference,AFCFTA,8 %,,,exact,\n\
         610342,preference,AFCFTA,45 %,,,exact,\n\
         610342,preference,EFTA,20 %,,,exact,\n\
         610342,preference,EU-UK,27 %,,,exact,\n\
         610342,preference,PY;UY,40.5 %,,,exact,\n\
         610342,preference,SADC,Free,,,exact,\n\
         61034210,mfn,,45 %,,,exact,\n\
         640399,mfn,,30 %,,,interval,alternative rates\n\
         640399,mfn,,5 ZAR / 2 p/st,,,interval,alternative rates\n\
         640399,preference,AFCFTA;AR;BR;PY;UY,30 %,,,exact,\n\
         640399,preference,EFTA;EU-UK,20 %,,,exact,\n\
         640399,preference,SADC,Free,,,exact,\n"
    );
    assert_eq!(house.read("tariffs/za/lines.csv"), "code,units\n441400,kg\n61034210,u\n640399,2u\n");
}

#[test]
fn the_tariff_of_israel() {
    let house = House::new();
    house.import(&["il", &sample("il_tariff.csv")]);
    assert_eq!(
        house.read("tariffs/il/rates.csv"),
        "code,column,partners,expression,from,to,basis,note\n\
         02011000,mfn,,7 ILS / kg MAX 30 %,,,exact,\n\
         02011000,purchase-tax,,Free,,,exact,\n\
         61091010,mfn,,Free,,,exact,\n\
         61091010,purchase-tax,,Free,,,exact,\n\
         87019239,mfn,,7 %,,,exact,\n\
         87019239,purchase-tax,,,,,unknown,not to be computed from the source\n\
         94032011,mfn,,,,,unknown,not to be computed from the source\n\
         94032011,purchase-tax,,Free,,,exact,\n"
    );
}

#[test]
fn the_tariff_of_australia_with_its_agreements() {
    let house = House::new();
    house.import(&["au", &sample("au_schedule3.json"), "--agreements", &sample("au_agreements.json")]);
    assert_eq!(
        house.read("tariffs/au/rates.csv"),
        "code,column,partners,expression,from,to,basis,note\n\
         420211,preference,A-UKFTA;AANZFTA;ACI-FTA;AI-ECTA;AUSFTA;CHAFTA;CPTPP;HK-FTA;IA-CEPA;KAFTA;MAFTA;PACER;PAFTA;RCEP;SAFTA;TAFTA;UAE-CEPA,Free,,,inferred,not in the agreement's schedule\n\
         42021110,mfn,,5 %,,,exact,\n\
         42021110,preference,JAEPA,4 %,,,interval,\"first step, later ones unknown\"\n\
         42021110,preference,JAEPA,Free,,,interval,\"first step, later ones unknown\"\n\
         42021190,mfn,,5 %,,2018-06-30,exact,\n\
         42021190,mfn,,3.75 %,2018-07-01,2019-06-30,exact,\n\
         42021190,mfn,,Free,2019-07-01,,exact,\n\
         42021190,preference,DCS,4 %,,2018-06-30,exact,\n\
         42021190,preference,DCT,5 %,,2018-06-30,exact,\n\
         42021190,preference,JAEPA,Free,,,inferred,not in the agreement's schedule\n"
    );
}

#[test]
fn the_tariff_of_brazil_carried_to_the_subheadings_of_2022() {
    let house = with_correlation();
    house.import(&["br", &sample("br_tec.csv")]);
    assert_eq!(
        house.read("tariffs/br/rates.csv"),
        "code,column,partners,expression,from,to,basis,note\n\
         28047000,mfn,,10 %,,,exact,\n\
         84713011,mfn,,2 %,,,exact,\n\
         851713,mfn,,12 %,,,interval,from the subheadings of 2017\n\
         851713,mfn,,16 %,,,interval,from the subheadings of 2017\n\
         851714,mfn,,12 %,,,interval,from the subheadings of 2017\n\
         851714,mfn,,16 %,,,interval,from the subheadings of 2017\n"
    );
    assert_eq!(
        house.read("tariffs/br/successors.csv"),
        "code,successor\n85171211,851713\n85171211,851714\n85171290,851713\n85171290,851714\n"
    );
}

#[test]
fn the_part_of_the_tariff_of_mexico_says_nothing_above_a_fraction() {
    let house = House::new();
    house.import(&["mx", &sample("mx_ligie.csv")]);
    assert_eq!(
        house.read("tariffs/mx/rates.csv"),
        "code,column,partners,expression,from,to,basis,note\n\
         12119002,mfn,,,,,unknown,prohibited\n\
         17011301,mfn,,,,,unknown,\"specific, the amount is not in the source\"\n\
         64011001,mfn,,35 %,,,exact,\n\
         64039104,mfn,,Free,,,exact,\n"
    );
}

#[test]
fn averages_are_inferred() {
    let house = House::new();
    house.import(&["in", &sample("in_averages.csv")]);
    assert_eq!(
        house.read("tariffs/in/rates.csv"),
        "code,column,partners,expression,from,to,basis,note\n\
         010121,mfn,,30 %,,,inferred,average\n\
         610910,mfn,,20 %,,,inferred,average\n"
    );
}

#[test]
fn the_tariff_of_norway_within_its_bounds() {
    let house = House::new();
    house.import(&["no", &sample("no_rates.csv")]);
    assert_eq!(
        house.read("tariffs/no/rates.csv"),
        "code,column,partners,expression,from,to,basis,note\n\
         02011000,mfn,,,,,unknown,not in the source\n\
         160411,preference,ANY,Free,,,exact,\n\
         16041100,mfn,,,,,unknown,not in the source\n\
         61091000,mfn,,10.7 %,,,inferred,both bounds are the same\n\
         620311,preference,ANY,Free,,,exact,\n\
         62031100,mfn,,10.7 %,,,interval,between the bounds\n\
         62031100,mfn,,Free,,,interval,between the bounds\n\
         847130,preference,ANY,Free,,,exact,\n\
         84713000,mfn,,Free,,,inferred,free by law as industrial goods\n"
    );
}

#[test]
fn national_tariffs_that_are_malformed_foreign_or_cut_off() {
    let house = House::new();
    let bad = house.write("il.csv", b"hs10,customs,purchase_tax\n61o9101000,Tax Free,Tax Free\n0201100000,12%,12%\n");
    let complaint = house.refuse(&["il", &bad]);
    assert!(complaint.contains("row 2, column hs10: `61o9101000` is not a code"), "{complaint}");
    let twice = house.write("twice.csv", b"HSCode,AppliedTariff\n610910,20.0\n610910,25.0\n");
    let complaint = house.refuse(&["in", &twice]);
    assert!(complaint.contains("the code 610910 stands 2 times"), "{complaint}");
    let complaint = house.refuse(&["mx", &sample("br_tec.csv")]);
    assert!(complaint.contains("the header has no column `fraccion`"), "{complaint}");
    let headless = house.write("za.json", br#"[["6109.10", "9", "-", "made up", "u", "45%"]]"#);
    let complaint = house.refuse(&["za", &headless]);
    assert!(complaint.contains("no row heads a column `General`"), "{complaint}");
    let cut =
        house.write("ca.csv", b"code,mfn_type,mfn_rate,mfn_note,mfn_source,pref_free,pref_special\n6109.10.00.11,perc");
    let complaint = house.refuse(&["ca", &cut]);
    assert!(complaint.contains("the last row does not end: the file is cut off"), "{complaint}");
}

#[test]
fn a_check_writes_nothing_and_says_what_would_change() {
    let house = House::new();
    let before = house.files();
    let output = house.run(&["ca", &sample("ca_tariff.csv"), "--check"]);
    let account = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{account}");
    assert!(account.contains("Would change") && account.contains("tariffs/ca/rates.csv"), "{account}");
    assert_eq!(house.files(), before);
    house.import(&["ca", &sample("ca_tariff.csv")]);
    let account = house.import(&["ca", &sample("ca_tariff.csv"), "--check"]);
    assert!(account.contains("Every table stands as these files make it."), "{account}");
}

#[test]
fn help_says_where_each_file_comes_from() {
    let house = House::new();
    for (import, site) in [
        ("us", "hts.usitc.gov"),
        ("eu", "github.com/uktrade/global-uk-tariff"),
        ("gb", "github.com/uktrade/global-uk-tariff"),
        ("gb-preferences", "gov.uk"),
        ("hs", "unstats.un.org"),
        ("fx", "www.ecb.europa.eu"),
        ("vat", "github.com/kdeldycke/vat-rates"),
        ("au", "abf.gov.au"),
        ("br", "gov.br/mdic"),
        ("ca", "cbsa-asfc.gc.ca"),
        ("il", "shaarolami-query.customs.mof.gov.il"),
        ("in", "ttd.wto.org"),
        ("jp", "customs.go.jp"),
        ("mx", "dof.gob.mx"),
        ("no", "tolltariffen.toll.no"),
        ("nz", "customs.govt.nz"),
        ("za", "sars.gov.za"),
    ] {
        let output = house.run(&[import, "--help"]);
        let help = String::from_utf8(output.stdout).unwrap();
        assert!(help.contains(site), "{import}: {help}");
        assert!(help.contains("Example:"), "{import}: {help}");
    }
}

#[test]
fn lists_of_goods_that_measures_name() {
    let house = House::new();
    let former = fs::read_to_string(sample("hts.json")).unwrap().replace("0101.21.00.10", "0101.21.00.30");
    let former = house.write("former.json", former.as_bytes());
    house.import(&["us", &sample("hts.json"), "--former", &former]);
    // The first code of `few` is of the former edition.
    let lists = "\
[[list]]
id = \"rise\"
law = \"note 1\"
from = 2025-01-01
file = \"goods.csv\"
column = \"code\"
days = [\"start\", \"end\"]
only = { kind = \"a\" }

[[list]]
id = \"few\"
law = \"note 2\"
codes = [\"0101210030\", \"0101210020\"]

[[list]]
id = \"marked\"
law = \"note 3\"
footnote = \"99038802\"

[[list]]
id = \"upper\"
law = \"note 4\"
file = \"annex.csv\"
column = \"code\"
days = [\"start\"]
only = { annex = \"1\" }
deepest = \"annex\"

[[list]]
id = \"lower\"
law = \"note 4\"
file = \"annex.csv\"
column = \"code\"
days = [\"start\"]
only = { annex = \"2\" }
deepest = \"annex\"
";
    house.write("tariffs/us/lists.toml", lists.as_bytes());
    house.write(
        "goods.csv",
        b"code,kind,start,end\n0202,a,,2025-06-30\n0101300000,a,2026-02-01,NA\n01012100,b,,\n0303,a,,\n020230x,a,,\n",
    );
    house.write("annex.csv", b"code,annex,start\n0101,1,2026-01-01\n0101210010,2,2026-01-01\n01013000,2,2026-06-08\n");
    let folder = house.0.path().to_str().unwrap().to_owned();
    let account = house.import(&["us-lists", &folder]);
    assert!(account.contains("1 codes of rise that are of another edition, left out"), "{account}");
    assert!(account.contains("refused: rise, row 6: `020230x` is not a code"), "{account}");
    assert_eq!(
        house.read("tariffs/us/lists.csv"),
        "list,code,from,to\n\
         few,010121,,\n\
         lower,0101210010,2026-01-01,\n\
         lower,010130,2026-06-08,\n\
         marked,02,,\n\
         rise,02,2025-01-01,2025-06-30\n\
         rise,010130,2026-02-01,\n\
         upper,0101210020,2026-01-01,\n\
         upper,010130,2026-01-01,2026-06-07\n"
    );
    let unclear = lists.replace("codes = [", "file = \"goods.csv\"\ncodes = [");
    house.write("tariffs/us/lists.toml", unclear.as_bytes());
    let complaint = house.refuse(&["us-lists", &folder]);
    assert!(
        complaint.contains("column list: `few` is found in more than one place; name a file, a footnote or codes"),
        "{complaint}"
    );
}
