//! `landfall-data`: official files in, tables that people can review, and the snapshot that the engine reads.

use clap::{Parser, Subcommand};
use landfall_data::import;
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "landfall-data", about = "Keeps the tariff data of landfall", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Turn official files into the tables of tariff-data/
    Import(import::Args),
    /// Compile tariff-data/ into the snapshot that the engine reads
    Build {
        /// Where to write it
        #[arg(long, default_value = "target/snapshot/landfall.bin")]
        out: std::path::PathBuf,
    },
}

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Import(args) => import::run(&args),
        Command::Build { out } => {
            let done = landfall_data::build::snapshot(std::path::Path::new("tariff-data")).and_then(|bytes| {
                std::fs::create_dir_all(out.parent().unwrap_or(&out))
                    .and_then(|()| std::fs::write(&out, bytes))
                    .map_err(|error| error.to_string())
            });
            match done {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => {
                    eprintln!("{error}");
                    ExitCode::FAILURE
                }
            }
        }
    }
}
