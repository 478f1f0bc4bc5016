//! `landfall-data`: official files in, tables that people can review, and the snapshot that the engine reads.

use clap::{Parser, Subcommand};
use landfall_data::{build, cases, diff, facts, import, mutate, quote, sign, slice, stacks, trust};
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
    /// Read every table and tell what is wrong with any, without writing a thing
    Check(build::Check),
    /// Make a shop's own snapshot: only its destinations and its goods
    Slice(slice::Args),
    /// Tell what changed from one snapshot to another, and what that costs
    Diff(diff::Args),
    /// Write the facts of a built snapshot as CSV and JSON, to compare sizes with
    Facts(facts::Args),
    /// Sign a built snapshot
    Sign(sign::Sign),
    /// Hold the files of a snapshot to their manifest, and the manifest to its signature
    Verify(sign::Verify),
    /// Try every changed bit and every truncation of a built snapshot
    Trust(trust::Args),
    /// Make and show keys to sign with
    #[command(subcommand)]
    Key(sign::Key),
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
        Command::Check(args) => build::check(&args),
        Command::Slice(args) => slice::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Facts(args) => facts::run(&args),
        Command::Sign(args) => sign::sign(&args),
        Command::Verify(args) => sign::verify(&args),
        Command::Trust(args) => trust::run(&args),
        Command::Key(command) => sign::key(&command),
        Command::Cases(args) => cases::run(&args),
        Command::Quote(args) => quote::run(&args),
        Command::Mutate(args) => mutate::run(&args),
        Command::Stacks(args) => stacks::run(&args),
    }
}
