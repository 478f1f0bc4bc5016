//! The facts of a snapshot in plain forms, to compare sizes with.

use crate::build::{BUNDLE, FileEntry, Manifest};
use crate::import::fault::{Fault, Faults};
use landfall::snapshot::{Snapshot, Tariff, container::Container};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Which facts, and where to write them.
#[derive(clap::Args)]
#[command(
    after_help = "For each part of the snapshot a file of sorted CSV and one of JSON: a tariff as the snapshot has it, and
the tables that the core is made of. And each section by itself.

Example:
  landfall-data facts --out target/facts"
)]
pub struct Args {
    /// The folder of the built snapshot
    #[arg(long, value_name = "FOLDER", default_value = "target/snapshot")]
    snapshot: PathBuf,
    /// The folder of the tables
    #[arg(long, value_name = "FOLDER", default_value = "tariff-data")]
    tables: PathBuf,
    /// The folder to write to
    #[arg(long, value_name = "FOLDER", default_value = "target/facts")]
    out: PathBuf,
}

/// Writes the facts.
pub fn run(args: &Args) -> ExitCode {
    match write(args) {
        Ok(parts) => println!("Wrote the facts of {parts} parts to {}", args.out.display()),
        Err(faults) => {
            eprint!("{faults}");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

fn write(args: &Args) -> Result<usize, Faults> {
    let missing = || Fault::of(&args.snapshot.display().to_string(), "holds no snapshot", "build it first");
    let manifest = Manifest::read(&args.snapshot)?.ok_or_else(missing)?;
    let bytes = fs::read(args.snapshot.join(BUNDLE)).map_err(|_| missing())?;
    let snapshot = Snapshot::open(&bytes).map_err(|error| Fault::of(BUNDLE, error.to_string(), "build it anew"))?;
    put(&args.out, "core", core(&args.tables)?)?;
    for tariff in &snapshot.tariffs {
        put(&args.out, &tariff.about.id, facts_of(tariff))?;
    }
    for entry in manifest.entries() {
        put_sections(args, entry)?;
    }
    Ok(manifest.entries().count())
}

/// Each section of a part by itself.
fn put_sections(args: &Args, entry: &FileEntry) -> Result<(), Faults> {
    let damaged = |cause: String| Fault::of(&entry.file, cause, "build it anew");
    let bytes =
        fs::read(args.snapshot.join(&entry.file)).map_err(|error| damaged(format!("can't be read: {error}")))?;
    let part = entry.file.rsplit_once('-').map_or(entry.file.as_str(), |(part, _)| part);
    for section in Container::open(&bytes).map_err(|error| damaged(error.to_string()))?.sections {
        let file = args.out.join(format!("{part}.{}.section", section.name.replace('/', "-")));
        fs::write(file, section.bytes).map_err(|error| damaged(format!("can't be taken apart: {error}")))?;
    }
    Ok(())
}

/// The same facts as lines of CSV and as JSON.
struct Facts {
    csv: String,
    json: Value,
}

fn put(folder: &Path, name: &str, facts: Facts) -> Result<(), Fault> {
    let unwritten = |error: std::io::Error| {
        let cause = format!("can't be written: {error}");
        Fault::of(&folder.display().to_string(), cause, "check the disk and permissions")
    };
    fs::create_dir_all(folder).map_err(unwritten)?;
    fs::write(folder.join(format!("{name}.csv")), facts.csv).map_err(unwritten)?;
    fs::write(folder.join(format!("{name}.json")), facts.json.to_string()).map_err(unwritten)
}

fn facts_of(tariff: &Tariff) -> Facts {
    let mut rows: BTreeSet<String> = BTreeSet::new();
    let mut rates = Vec::new();
    for (column, _) in tariff.columns() {
        for rate in tariff.all_rates(column) {
            let partners: Vec<&str> = rate.partners.iter().map(|partner| partner.id.as_str()).collect();
            let (code, expression, basis) = (rate.code.digits(), rate.expression.to_string(), rate.basis.name());
            let from =
                if rate.period.from == landfall::day::Day::MIN { String::new() } else { rate.period.from.to_string() };
            let to = rate.period.to.map(|day| day.to_string()).unwrap_or_default();
            rows.insert(format!(
                "{code},{column},{},{expression},{from},{to},{basis},{}",
                partners.join(";"),
                rate.note
            ));
            rates.push(json!({
                "code": code, "column": column, "partners": partners, "expression": expression, "from": from, "to": to,
                "basis": basis, "note": rate.note,
            }));
        }
    }
    let lines: Vec<String> =
        tariff.lines().filter_map(|line| tariff.code(line)).map(|code| code.digits().into()).collect();
    let gone: Vec<(String, String)> =
        tariff.successors().map(|(code, successor)| (code.digits().into(), successor.digits().into())).collect();
    let lists: Vec<(String, String)> = tariff
        .lines()
        .flat_map(|line| tariff.listings(line).map(move |(list, period)| (line, format!("{list},{period:?}"))))
        .filter_map(|(line, listing)| Some((tariff.code(line)?.digits().into(), listing)))
        .collect();
    let pairs =
        |pairs: &[(String, String)]| pairs.iter().map(|(one, other)| format!("{one},{other}\n")).collect::<String>();
    let csv =
        [lines.join("\n"), rows.into_iter().collect::<Vec<_>>().join("\n"), pairs(&gone), pairs(&lists)].join("\n\n");
    Facts { csv, json: json!({ "lines": lines, "rates": rates, "successors": gone, "lists": lists }) }
}

/// The tables of the core as they stand, but for the archive of exchange rates, of which it has only a part.
fn core(tables: &Path) -> Result<Facts, Faults> {
    let mut csv = String::new();
    let mut json = serde_json::Map::new();
    for path in files(tables)? {
        let unread = |cause: String| Fault::of(&path.display().to_string(), cause, "see docs/format.md");
        let text = fs::read_to_string(&path).map_err(|error| unread(format!("can't be read: {error}")))?;
        let value = match path.extension().and_then(|ending| ending.to_str()) {
            Some("toml") => {
                toml::from_str(&text).map_err(|error: toml::de::Error| unread(error.message().to_owned()))?
            }
            _ => json!(text.lines().map(|row| row.split(',').collect::<Vec<_>>()).collect::<Vec<_>>()),
        };
        json.insert(path.display().to_string(), value);
        csv.push_str(&text);
    }
    Ok(Facts { csv, json: Value::Object(json) })
}

fn files(tables: &Path) -> Result<Vec<PathBuf>, Fault> {
    let mut files = vec![tables.join("countries.csv"), tables.join("fx/currencies.csv"), tables.join("fx/rules.toml")];
    for folder in ["law", "law/tables", "vat", "carriers"] {
        let folder = tables.join(folder);
        if !folder.exists() {
            continue;
        }
        let unread = |error: std::io::Error| {
            Fault::of(
                &folder.display().to_string(),
                format!("can't be read: {error}"),
                "check the folder's permissions",
            )
        };
        for entry in fs::read_dir(&folder).map_err(unread)? {
            files.push(entry.map_err(unread)?.path());
        }
    }
    files.retain(|path| path.extension().is_some_and(|ending| ending == "toml" || ending == "csv"));
    files.sort();
    Ok(files)
}
