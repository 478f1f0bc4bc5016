//! Importers: official files in, the project's own tables out.
//!
//! Each reads whole files, tells every problem at once, and replaces its tables at once or not at all.

mod combined;
mod correlation;
mod draft;
mod ecb;
mod expression;
pub(crate) mod fault;
mod hts;
mod lists;
pub(crate) mod place;
mod preferences;
mod report;
mod season;
pub(crate) mod source;
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
    /// The folder of the tables
    #[arg(long, value_name = "FOLDER", default_value = "tariff-data", global = true)]
    out: PathBuf,
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
    };
    match result {
        Ok(report) if args.json => println!("{}", serde_json::to_string_pretty(&report).unwrap_or_default()),
        Ok(report) => print!("{report}"),
        Err(faults) => {
            complain(&faults, args.json);
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
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

/// Writes the files into their folder and says so in the report.
fn finish(folder: &Path, files: &Files, gone: &[&str], mut report: Report) -> Result<Report, Faults> {
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
