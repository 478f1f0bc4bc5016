//! Importers: official files in, the project's own tables out.
//!
//! Each reads whole files, tells every problem at once, and replaces its tables at once or not at all.

mod australia;
mod averages;
mod brazil;
mod canada;
mod combined;
mod correlation;
mod draft;
mod ecb;
mod expression;
pub(crate) mod fault;
mod hts;
mod israel;
mod japan;
mod lists;
mod mexico;
mod national;
mod new_zealand;
mod norway;
pub(crate) mod place;
mod preferences;
mod report;
mod season;
mod shallowest;
pub(crate) mod source;
mod south_africa;
mod table;
mod vat;

use clap::Subcommand;
use fault::{Fault, Faults};
use indicatif::{ProgressBar, ProgressIterator, ProgressStyle};
use landfall::day::Day;
use report::Report;
use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};
use table::Files;

/// What to import.
#[derive(clap::Args)]
#[command(after_help = "Each importer's own --help says where its official file comes from.
A file that can't be read changes nothing.

Example:
  landfall-data import us hts_2026_rev_10.json")]
pub struct Args {
    #[command(subcommand)]
    import: Import,
    #[command(flatten)]
    out: Out,
    /// Give the account as JSON
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
enum Import {
    Us(hts::Us),
    UsLists(lists::UsLists),
    Eu(combined::Eu),
    Gb(combined::Gb),
    GbPreferences(preferences::GbPreferences),
    Hs(correlation::Hs),
    Vat(vat::Vat),
    Fx(ecb::Fx),
    Au(australia::Au),
    Br(brazil::Br),
    Ca(canada::Ca),
    Il(israel::Il),
    In(averages::In),
    Jp(japan::Jp),
    Mx(mexico::Mx),
    No(norway::No),
    Nz(new_zealand::Nz),
    Za(south_africa::Za),
}

/// Where the tables go.
#[derive(clap::Args)]
struct Out {
    /// The folder of the tables
    #[arg(id = "out", long = "out", value_name = "FOLDER", default_value = "tariff-data", global = true)]
    folder: PathBuf,
    /// Write nothing: say which tables the files would change, and fail if they would any
    #[arg(long, global = true)]
    check: bool,
}

impl Out {
    /// The folder of a tariff.
    fn tariff(&self, id: &str) -> PathBuf {
        self.folder.join("tariffs").join(id)
    }
}

/// Reads what was named and writes the tables.
pub fn run(args: &Args) -> ExitCode {
    let result = match &args.import {
        Import::Us(import) => import.run(&args.out),
        Import::UsLists(import) => import.run(&args.out),
        Import::Eu(import) => import.run(&args.out),
        Import::Gb(import) => import.run(&args.out),
        Import::GbPreferences(import) => import.run(&args.out),
        Import::Hs(import) => import.run(&args.out),
        Import::Vat(import) => import.run(&args.out),
        Import::Fx(import) => import.run(&args.out),
        Import::Au(import) => import.run(&args.out),
        Import::Br(import) => import.run(&args.out),
        Import::Ca(import) => import.run(&args.out),
        Import::Il(import) => import.run(&args.out),
        Import::In(import) => import.run(&args.out),
        Import::Jp(import) => import.run(&args.out),
        Import::Mx(import) => import.run(&args.out),
        Import::No(import) => import.run(&args.out),
        Import::Nz(import) => import.run(&args.out),
        Import::Za(import) => import.run(&args.out),
    };
    let report = match result {
        Ok(report) => report,
        Err(faults) => {
            complain(&faults, args.json);
            return ExitCode::from(2);
        }
    };
    if args.json {
        println!("{}", serde_json::to_string_pretty(&report).unwrap_or_default());
    } else {
        print!("{report}");
    }
    if report.would_change.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn complain(faults: &Faults, json: bool) {
    if json {
        eprintln!("{}", serde_json::json!({ "errors": faults }));
    } else {
        eprint!("{faults}");
        eprintln!("Nothing was changed.");
    }
}

/// The days of a tariff's edition; `table.toml` keeps them.
#[derive(clap::Args)]
struct Edition {
    /// The day of the edition, for table.toml
    #[arg(long, value_name = "DAY", value_parser = day)]
    edition: Option<Day>,
    /// The last day on which this edition can be relied on, for table.toml
    #[arg(long, value_name = "DAY", value_parser = day)]
    reliable_until: Option<Day>,
}

fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| format!("`{text}` is not a day of the form YYYY-MM-DD"))
}

impl Edition {
    /// Adds `table.toml` with the days that were given; the rest of it is kept by hand.
    fn add_to(&self, files: &mut Files, folder: &Path) -> Result<(), Fault> {
        let days = [("edition", self.edition), ("reliable-until", self.reliable_until)];
        if days.iter().all(|(_, day)| day.is_none()) {
            return Ok(());
        }
        let path = folder.join("table.toml");
        let name = path.display().to_string();
        let remedy = "it says what the table is: write it first, see another tariff's";
        let text =
            fs::read_to_string(&path).map_err(|error| Fault::of(&name, format!("can't be read: {error}"), remedy))?;
        let mut table: toml_edit::DocumentMut =
            text.parse().map_err(|error| Fault::of(&name, format!("is not TOML: {error}"), "correct it"))?;
        for (key, day) in days {
            if let Some(day) = day {
                let day: toml_edit::Datetime = day
                    .to_string()
                    .parse()
                    .map_err(|error| Fault::of(&name, format!("{error}"), "give another day"))?;
                table[key] = toml_edit::value(day);
            }
        }
        files.text("table.toml", table.to_string());
        Ok(())
    }
}

/// Writes the files into their folder and says so in the report, or says what that would change.
fn finish(out: &Out, folder: &Path, files: &Files, gone: &[&str], mut report: Report) -> Result<Report, Faults> {
    if out.check {
        let changes = files.changes(folder, gone);
        report.remarks.extend(changes.is_empty().then(|| "Every table stands as these files make it.".to_owned()));
        report.would_change = changes.into_iter().map(|name| folder.join(name).display().to_string()).collect();
        return Ok(report);
    }
    files.write(folder, gone)?;
    let written = files.sizes().into_iter();
    report.written.extend(written.map(|(name, size)| (folder.join(name).display().to_string(), size)));
    Ok(report)
}

/// The day before; none before the first day that can be written.
fn day_before(day: Day) -> Option<Day> {
    let text = day.to_string();
    let mut parts = text.splitn(3, '-').map(|part| part.parse::<u32>().ok());
    let (year, month, number) = (parts.next()??, parts.next()??, parts.next()??);
    if number > 1 {
        return Day::new(year, month, number - 1);
    }
    let (year, month) = if month == 1 { (year.checked_sub(1)?, 12) } else { (year, month - 1) };
    (28..=31).rev().find_map(|last| Day::new(year, month, last))
}

/// Shows how far it has come, on a terminal.
fn progress<T>(rows: impl ExactSizeIterator<Item = T>, what: &str) -> impl Iterator<Item = T> {
    let bar = ProgressBar::new(rows.len() as u64).with_message(what.to_owned());
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}") {
        bar.set_style(style);
    }
    rows.progress_with(bar)
}
