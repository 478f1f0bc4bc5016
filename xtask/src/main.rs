//! One command per job: demo, test, package, measure.
//!
//! The modules stand from the ground up: [`house`] knows where things are, [`child`] runs other programs and shows what
//! they do, [`fresh`] keeps anything from being done twice, [`tools`] installs what is missing. On them stand the jobs,
//! one module each, and [`stage`] runs several of them and prints the table at the end.

mod bench;
mod child;
mod consumers;
mod demo;
mod fresh;
mod house;
mod law;
mod package;
mod setup;
mod size;
mod sizes;
mod snapshot;
mod stacks;
mod stage;
mod test;
mod tools;
mod trust;
mod wasm;

use anyhow::Result;
use clap::{Parser, Subcommand};
use house::House;
use std::process::ExitCode;

/// landfall's own jobs: each installs what it needs, shows what it does, and does nothing twice.
#[derive(Parser)]
#[command(bin_name = "cargo xtask", version, after_help = "Example: cargo xtask demo")]
struct Arguments {
    #[command(subcommand)]
    job: Job,
}

#[derive(Subcommand)]
enum Job {
    /// Quote the example carts, and say how to open the page.
    #[command(after_help = "Example: cargo xtask demo --serve")]
    Demo {
        /// Build the checkout page too, serve it on this machine and open it where there is a desktop.
        #[arg(long)]
        serve: bool,
    },
    /// Run every test, browser included, and print the time of each stage.
    #[command(after_help = "Example: cargo xtask test --stage clippy --stage native")]
    Test {
        /// Run this stage alone, after those that it needs; may be given more than once.
        #[arg(long = "stage", value_name = "NAME", value_parser = test::stage_names())]
        stages: Vec<String>,
    },
    /// Build the WebAssembly module into target/wasm-pkg.
    #[command(after_help = "Example: cargo xtask wasm")]
    Wasm,
    /// Compile tariff-data/ into target/snapshot: core, slices, manifest and the bundle of all.
    #[command(after_help = "Example: cargo xtask snapshot --accept")]
    Snapshot {
        /// Keep what was built in tariff-data/snapshot, for review and for those who build nothing.
        #[arg(long)]
        accept: bool,
    },
    /// Build the npm package, install it into every kind of project, and write what came of it to docs/consumers.md.
    #[command(after_help = "Example: cargo xtask package --only vite,next")]
    Package {
        /// Build pkg/dist and stop.
        #[arg(long, conflicts_with = "only")]
        build: bool,
        /// Run these projects of pkg/tests/consumers alone, and leave docs/consumers.md as it is.
        #[arg(long, value_name = "NAMES", value_delimiter = ',')]
        only: Vec<String>,
        /// Write the lock files of the projects anew, and stop.
        #[arg(long, conflicts_with_all = ["build", "only"])]
        lock: bool,
    },
    /// Install what is missing, so that later commands start at once.
    #[command(after_help = "Example: cargo xtask setup")]
    Setup,
    /// Measure the engine and the package.
    #[command(after_help = "Example: cargo xtask bench")]
    Bench,
    /// Change each rate, date, threshold, comparator and base of the law, and tell which changes no case notices.
    #[command(after_help = "Example: cargo xtask law-mutate --only gb --list")]
    LawMutate {
        /// Change this regime, carrier or table alone.
        #[arg(long, value_name = "ID")]
        only: Option<String>,
        /// Name every change that no case notices.
        #[arg(long)]
        list: bool,
    },
    /// Print the sizes of the module and of the snapshot, raw and compressed.
    #[command(after_help = "Example: cargo xtask size")]
    Size,
    /// Try every changed bit and every truncation of the snapshot; each must be refused.
    #[command(after_help = "Example: cargo xtask trust --part eu")]
    Trust {
        /// Try this part alone, `core` or a slice; may be given more than once.
        #[arg(long = "part", value_name = "PART")]
        parts: Vec<String>,
    },
    /// Print what each part of the snapshot weighs against its aim, beside plain forms of the same facts.
    #[command(after_help = "Example: cargo xtask sizes")]
    Sizes,
    /// Write docs/us-stacks.md: what goods bear in the United States, by origin and day.
    #[command(after_help = "Example: cargo xtask stacks")]
    Stacks,
}

fn main() -> ExitCode {
    let job = Arguments::parse().job;
    match House::find().and_then(|house| run(&house, job)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(house: &House, job: Job) -> Result<()> {
    match job {
        Job::Demo { serve } => demo::run(house, serve),
        Job::Test { stages } => test::run(house, &stages),
        Job::Wasm => wasm::build(house),
        Job::Snapshot { accept: false } => snapshot::build(house),
        Job::Snapshot { accept: true } => snapshot::accept(house),
        Job::Package { lock: true, .. } => consumers::lock(house),
        Job::Package { build: true, .. } => package::build(house),
        Job::Package { only, .. } => consumers::run(house, &only),
        Job::Setup => setup::run(house),
        Job::Bench => bench::run(house),
        Job::LawMutate { only, list } => law::mutate(house, only.as_deref(), list),
        Job::Size => size::run(house),
        Job::Sizes => sizes::run(house),
        Job::Trust { parts } => trust::run(house, &parts),
        Job::Stacks => stacks::write(house),
    }
}
