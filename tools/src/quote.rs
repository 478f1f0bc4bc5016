//! `landfall-data quote`: one quote under the tables as they stand, for those who write law.

use crate::build;
use landfall::{quote, snapshot::Snapshot};
use serde_json::Value;
use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
    process::ExitCode,
};

/// What to quote, under which law.
#[derive(clap::Args)]
#[command(
    after_help = "The quote is printed as JSON, over several lines. For many quotes take the package's own command.

Example:
  landfall-data quote examples/carts/01-three-lines-from-China-to-Germany-under-IOSS.json"
)]
pub struct Args {
    /// A request in JSON; `-` for standard input
    #[arg(value_name = "FILE", default_value = "-")]
    request: PathBuf,
    /// The folder of the tables
    #[arg(long, value_name = "FOLDER", default_value = "tariff-data")]
    tables: PathBuf,
}

/// Compiles the tables and prints the quote.
pub fn run(args: &Args) -> ExitCode {
    match answer(args) {
        Ok(answer) => {
            println!("{answer:#}");
            if answer["errors"].is_null() { ExitCode::SUCCESS } else { ExitCode::from(2) }
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

fn answer(args: &Args) -> Result<Value, String> {
    let request = read(&args.request).map_err(|error| format!("{}: {error}", args.request.display()))?;
    let bytes = build::snapshot(&args.tables).map_err(|faults| faults.to_string())?;
    let snapshot = Snapshot::open(&bytes).map_err(|error| error.to_string())?;
    serde_json::from_str(&quote::answer(&request, &snapshot)).map_err(|error| error.to_string())
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    if path.as_os_str() != "-" {
        return fs::read(path);
    }
    let mut request = Vec::new();
    io::stdin().read_to_end(&mut request).map(|_| request)
}
