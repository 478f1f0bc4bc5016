//! The snapshot compiler: the tables of tariff-data/ in, verified files out.
//!
//! The same tables give the same bytes. What was written is read back with the engine's own reader and compared with the
//! tables row by row; only then does it take its place.

mod fx;
mod law;
mod names;
pub(crate) mod needs;
mod published;
mod sizes;
mod tariff;

pub use crate::import::fault::{Fault, Faults};
pub(crate) use published::write;
pub use published::{BUNDLE, FINGERPRINTS, FileEntry, MANIFEST, Manifest, Published, open};

use crate::import::source::Source;
use indicatif::{ProgressBar, ProgressStyle};
use landfall::{
    day::Day,
    snapshot::{Edition, Snapshot, SnapshotError, section, write_expires},
};
use serde::de::DeserializeOwned;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};
use toml::value::Datetime;

/// What to build from, and where to.
#[derive(clap::Args)]
#[command(after_help = "What is missing in the folder is missing in the snapshot: law alone makes one.
A build that fails leaves the snapshot that was there.

Example:
  landfall-data build --out target/snapshot")]
pub struct Args {
    /// The folder of the tables
    #[arg(long, value_name = "FOLDER", default_value = "tariff-data")]
    tables: PathBuf,
    /// The folder to write the core, the slices, their manifest and the bundle of all to
    #[arg(long, value_name = "FOLDER", default_value = "target/snapshot")]
    out: PathBuf,
}

/// Builds the snapshot and tells what is in it.
pub fn run(args: &Args) -> ExitCode {
    let spinner = spinner();
    let built = build(&args.tables, &spinner).and_then(|published| {
        spinner.set_message("writing");
        write(&args.out, &published)?;
        spinner.set_message("measuring");
        sizes::table(&published).map_err(|error| refused(&error).into())
    });
    spinner.finish_and_clear();
    match built {
        Ok(sizes) => println!(
            "{sizes}\nWrote {}\nIt is not signed: nobody can tell whose it is. `landfall-data sign` signs it.",
            args.out.display()
        ),
        Err(faults) => {
            eprint!("{faults}");
            eprintln!("Nothing was changed.");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

/// What to check.
#[derive(clap::Args)]
#[command(
    after_help = "It does all that a build does: compiles every table, reads the snapshot back and compares it row by row.

Example:
  landfall-data check"
)]
pub struct Check {
    /// The folder of the tables
    #[arg(long, value_name = "FOLDER", default_value = "tariff-data")]
    tables: PathBuf,
}

/// Tells every fault of the tables, or that there is none.
pub fn check(args: &Check) -> ExitCode {
    let spinner = spinner();
    let built = build(&args.tables, &spinner);
    spinner.finish_and_clear();
    match built {
        Ok(Published { manifest, .. }) => {
            let (slices, destinations) = (manifest.slices.len(), manifest.destinations.len());
            println!("No fault: edition {}, {destinations} destinations, {slices} tariffs", manifest.edition);
            ExitCode::SUCCESS
        }
        Err(faults) => {
            eprint!("{faults}");
            ExitCode::from(2)
        }
    }
}

/// The snapshot that the tables in `data` make, as a bundle.
///
/// # Errors
/// Every fault of every table; or what differs when the snapshot is read back.
pub fn snapshot(data: &Path) -> Result<Vec<u8>, Faults> {
    published(data).map(|published| published.bundle)
}

/// The snapshot that the tables in `data` make, as it is published.
///
/// # Errors
/// As [`snapshot`].
pub fn published(data: &Path) -> Result<Published, Faults> {
    build(data, &ProgressBar::hidden())
}

fn spinner() -> ProgressBar {
    let spinner = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {msg}") {
        spinner.set_style(style);
    }
    spinner.enable_steady_tick(Duration::from_millis(120));
    spinner
}

/// Tells whether the opened snapshot says what the tables of a section say.
type ReadBack = Box<dyn Fn(&Snapshot) -> Result<(), Faults>>;

/// A section, and how to tell from the opened snapshot that it holds what its tables say.
struct Part {
    name: String,
    bytes: Vec<u8>,
    sources: Vec<String>,
    /// The edition of its own that makes it a slice; none for what stands in the core.
    slice: Option<Edition>,
    check: ReadBack,
}

fn build(data: &Path, progress: &ProgressBar) -> Result<Published, Faults> {
    let Tables { edition, expires, next_key, parts } = read(data, progress)?;
    let put_together = |error: SnapshotError| refused(&error);
    let (mut core, mut slices) = (Vec::new(), BTreeMap::new());
    for part in &parts {
        let section = (part.name.clone(), part.bytes.clone());
        match (part.name.strip_prefix(section::TARIFF), part.slice.clone()) {
            (Some(id), Some(edition)) => {
                let slice = published::container(edition, vec![section]).map_err(put_together)?;
                slices.insert(id.to_owned(), slice);
            }
            _ => core.push(section),
        }
    }
    core.extend(expires.map(|day| (section::EXPIRES.to_owned(), write_expires(day))));
    let published = Published::of(edition, next_key, core, slices).map_err(put_together)?;
    progress.set_message("reading it back");
    let opened = Snapshot::open(&published.bundle).map_err(put_together)?;
    let mut faults = Faults::default();
    for part in parts {
        if let Err(found) = (part.check)(&opened) {
            faults.extend(found);
        }
    }
    faults.or(published)
}

/// What the tables say.
struct Tables {
    edition: Edition,
    expires: Option<Day>,
    next_key: Option<String>,
    parts: Vec<Part>,
}

/// Every table, as sections.
fn read(data: &Path, progress: &ProgressBar) -> Result<Tables, Faults> {
    let mut faults = Faults::default();
    let mut parts = Vec::new();
    let mut add = |part: Result<Option<Part>, Faults>| match part {
        Ok(part) => parts.extend(part),
        Err(found) => faults.extend(found),
    };
    progress.set_message("reading the law");
    add(law::part(data));
    progress.set_message("reading currencies, countries and rates of exchange");
    add(names::currencies(&data.join("fx/currencies.csv")));
    add(names::countries(&data.join("countries.csv")));
    add(fx::part(&data.join("fx")));
    for folder in tariff_folders(&data.join("tariffs"))? {
        progress.set_message(format!("reading {}", folder.display()));
        add(tariff::part(&folder).map(Some));
    }
    let edition = faults.keep(edition(&data.join("edition.toml")));
    let (parts, edition) = faults.or((parts, edition))?;
    let Some((mut edition, expires, next_key)) = edition else { return Err(Faults::default()) };
    let sources: BTreeSet<&String> = parts.iter().flat_map(|part| &part.sources).collect();
    edition.sources = sources.into_iter().cloned().collect();
    Ok(Tables { edition, expires, next_key, parts })
}

/// What the engine's own writer or reader says against a snapshot.
fn refused(error: &SnapshotError) -> Fault {
    Fault::of("snapshot", error.to_string(), "correct the tables that it is made of")
}

/// What differs between a table and the snapshot that was made of it.
fn differs(file: &str, what: impl Into<String>) -> Fault {
    Fault::of(file, what.into(), "the snapshot does not say what the table says: this is a fault of the compiler")
}

fn tariff_folders(tariffs: &Path) -> Result<Vec<PathBuf>, Fault> {
    if !tariffs.exists() {
        return Ok(Vec::new());
    }
    let unread = |error: io::Error| {
        Fault::of(&tariffs.display().to_string(), format!("can't be read: {error}"), "check the folder's permissions")
    };
    let mut folders = Vec::new();
    for entry in fs::read_dir(tariffs).map_err(unread)? {
        folders.push(entry.map_err(unread)?.path());
    }
    folders.retain(|folder| folder.join("table.toml").exists());
    folders.sort();
    Ok(folders)
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct EditionFile {
    day: Datetime,
    title: String,
    /// The last day on which it may be used.
    expires: Option<Datetime>,
    /// The public key that signs from the next edition on.
    next_key: Option<String>,
}

/// What the file says of the edition: itself, its last day, and the key to come.
fn edition(path: &Path) -> Result<(Edition, Option<Day>, Option<String>), Fault> {
    let file: EditionFile = read_toml(path)?;
    let day = toml_day(&path.display().to_string(), "day", &file.day)?;
    let name = path.display().to_string();
    let expires = file.expires.as_ref().map(|day| toml_day(&name, "expires", day)).transpose()?;
    Ok((Edition { day, title: file.title, sources: Vec::new() }, expires, file.next_key))
}

/// A TOML file of the shape `T`.
pub(crate) fn read_toml<T: DeserializeOwned>(path: &Path) -> Result<T, Fault> {
    let source = Source::open(path)?;
    let text = source.text()?;
    toml::from_str(text).map_err(|error| {
        let row = error.span().and_then(|span| text.get(..span.start)).map(|before| before.split('\n').count());
        let fault = Fault::of(&source.name, error.message(), "write it as the files beside it are written");
        row.map_or(fault.clone(), |row| fault.row(row))
    })
}

/// A date of a TOML file as a day.
pub(crate) fn toml_day(file: &str, key: &str, date: &Datetime) -> Result<Day, Fault> {
    let text = date.to_string();
    Day::parse(&text).ok_or_else(|| Fault::of(file, "is no day", "write it as 2026-11-24").cell(key, &text))
}
