//! `landfall-data cases`: are the worked cases right?

use super::{File, files};
use crate::build;
use landfall::{quote, snapshot::Snapshot};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Which cases to try, under which law.
#[derive(clap::Args)]
#[command(after_help = "Compiles the tables, quotes every case and tells what differs from what it expects.

Example:
  landfall-data cases tests/cases/gb-low-value.toml")]
pub struct Args {
    /// Files of cases, or folders of them
    #[arg(value_name = "FILE", default_value = "tests/cases")]
    cases: Vec<PathBuf>,
    /// The folder of the tables
    #[arg(long, value_name = "FOLDER", default_value = "tariff-data")]
    tables: PathBuf,
}

/// Tries the cases and tells how they came out.
pub fn run(args: &Args) -> ExitCode {
    let snapshot = build::snapshot(&args.tables).map_err(|faults| faults.to_string());
    let snapshot = snapshot.and_then(|bytes| Snapshot::open(&bytes).map_err(|error| error.to_string()));
    match snapshot.and_then(|snapshot| all(&args.cases, &snapshot)) {
        Ok((right, wrong)) => {
            wrong.iter().for_each(|case| println!("{case}\n"));
            println!("{right} cases come out as expected, {} do not.", wrong.len());
            if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

/// How many cases come out right, and what is wrong with each other one.
fn all(paths: &[PathBuf], snapshot: &Snapshot) -> Result<(usize, Vec<String>), String> {
    let (mut right, mut wrong) = (0_usize, Vec::new());
    for path in paths {
        let inside = if path.is_dir() { files(path)? } else { vec![path.clone()] };
        for path in inside {
            let file = File::read(&path)?;
            for case in &file.case {
                let request = case.request(&file.base)?.to_string();
                let differences = case.differences(&quote::answer(request.as_bytes(), snapshot));
                if differences.is_empty() {
                    right = right.saturating_add(1);
                } else {
                    wrong.push(told(&path, &case.id, &case.source, &differences));
                }
            }
        }
    }
    Ok((right, wrong))
}

fn told(path: &Path, id: &str, source: &str, differences: &[String]) -> String {
    format!("{}: {id} ({source})\n  {}", path.display(), differences.join("\n  "))
}
