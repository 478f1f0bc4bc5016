//! `landfall-data`: official files in, tables that people can review, and the snapshot that the engine reads.

use clap::{Parser, Subcommand};
use landfall_data::{build, cases, import, mutate, quote, stacks};
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
    Build(build::Args),
    /// Try worked cases against the law
    Cases(cases::Args),
    /// Quote a request under the tables as they stand
    Quote(quote::Args),
    /// Change the law piece by piece, and tell what no case notices
    Mutate(mutate::Args),
    /// Write what goods bear by origin and day, as a page to review
    Stacks(stacks::Args),
}

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Import(args) => import::run(&args),
        Command::Build(args) => build::run(&args),
        Command::Cases(args) => cases::run(&args),
        Command::Quote(args) => quote::run(&args),
        Command::Mutate(args) => mutate::run(&args),
        Command::Stacks(args) => stacks::run(&args),
    }
}
