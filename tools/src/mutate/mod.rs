//! Whether the cases would notice if the law were another: each rate, date, threshold, comparator and base of the data is
//! changed, one at a time, and the cases are tried again.
//!
//! A change that no case notices is a fact that nothing holds to its source.

mod change;
mod site;

use crate::{build, cases};
use change::Change;
use comfy_table::{Table, presets::UTF8_HORIZONTAL_ONLY};
use indicatif::{ProgressBar, ProgressStyle};
use landfall::{quote, request, snapshot::Snapshot};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::ExitCode,
    thread,
};

/// Which law to change, and which cases to try.
#[derive(clap::Args)]
#[command(after_help = "Dates before 2024 stay as they are: quotes are for days from then on.

Example:
  landfall-data mutate --only gb --list")]
pub struct Args {
    /// The folder of the tables
    #[arg(long, value_name = "FOLDER", default_value = "tariff-data")]
    tables: PathBuf,
    /// The folder of the cases
    #[arg(long, value_name = "FOLDER", default_value = "tests/cases")]
    cases: PathBuf,
    /// Change this regime, carrier or table alone
    #[arg(long, value_name = "ID")]
    only: Option<String>,
    /// Name every change that no case notices
    #[arg(long)]
    list: bool,
    /// Fail where the cases notice a smaller share of the changes, in hundredths
    #[arg(long, value_name = "PERCENT", default_value_t = 95)]
    least: usize,
}

/// Changes the law and tells what goes unnoticed.
pub fn run(args: &Args) -> ExitCode {
    match tried(args) {
        Ok(tally) => {
            println!("{}", tally.table());
            if args.list {
                tally.survivors.iter().for_each(|survivor| println!("unnoticed: {survivor}"));
            }
            let (noticed, all) = tally.sum();
            println!("{noticed} of {all} changes are noticed; at least {} % should be.", args.least);
            if noticed * 100 >= all * args.least { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

/// A case that can be tried again and again.
struct Trial {
    case: cases::Case,
    request: request::Request,
    /// The regime, and the carrier where one is named.
    owners: Vec<String>,
    answer: String,
}

/// How many changes of each part of the law are noticed, of how many.
#[derive(Default)]
struct Tally {
    by_owner: BTreeMap<String, (usize, usize)>,
    survivors: Vec<String>,
}

impl Tally {
    fn add(&mut self, change: &Change, noticed: bool) {
        let (right, all) = self.by_owner.entry(change.owner.clone()).or_default();
        *all += 1;
        if noticed {
            *right += 1;
        } else {
            self.survivors.push(format!("{}: {}", change.owner, change.what));
        }
    }

    fn join(mut self, other: Tally) -> Tally {
        for (owner, (right, all)) in other.by_owner {
            let sum = self.by_owner.entry(owner).or_default();
            *sum = (sum.0 + right, sum.1 + all);
        }
        self.survivors.extend(other.survivors);
        self.survivors.sort();
        self
    }

    fn sum(&self) -> (usize, usize) {
        self.by_owner.values().fold((0, 0), |(right, all), (one, of)| (right + one, all + of))
    }

    fn table(&self) -> Table {
        let mut table = Table::new();
        table.load_style(UTF8_HORIZONTAL_ONLY).set_header(["law", "changes", "noticed", "share"]);
        for (owner, (right, all)) in &self.by_owner {
            let share = format!("{} %", right * 100 / all.max(&1));
            table.add_row([owner.clone(), all.to_string(), right.to_string(), share]);
        }
        table
    }
}

fn tried(args: &Args) -> Result<Tally, String> {
    let bytes = build::snapshot(&args.tables).map_err(|faults| faults.to_string())?;
    let open = || Snapshot::open(&bytes).map_err(|error| error.to_string());
    let snapshot = open()?;
    let trials = trials(&args.cases, &snapshot)?;
    let wanted = |change: &Change| args.only.as_ref().is_none_or(|only| *only == change.owner);
    let changes: Vec<Change> = site::changes(&mut snapshot.law().clone()).into_iter().filter(wanted).collect();
    let progress = progress(changes.len());
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let share = changes.len().div_ceil(workers).max(1);
    thread::scope(|scope| {
        let work: Vec<_> = changes
            .chunks(share)
            .map(|share| {
                let (progress, trials) = (&progress, &trials);
                let snapshot = open();
                scope.spawn(move || tally(share, trials, &mut snapshot?, progress))
            })
            .collect();
        work.into_iter().try_fold(Tally::default(), |sum, work| {
            let own = work.join().map_err(|_| "a trial broke off".to_owned())??;
            Ok(sum.join(own))
        })
    })
}

fn tally(
    changes: &[Change],
    trials: &[Trial],
    snapshot: &mut Snapshot,
    progress: &ProgressBar,
) -> Result<Tally, String> {
    let mut tally = Tally::default();
    for change in changes {
        let before = change.make(snapshot.law_mut()).ok_or_else(|| format!("`{}` can't be changed", change.what))?;
        let relevant = trials.iter().filter(|trial| change.concerns(&trial.owners));
        let noticed = { relevant }.any(|trial| trial.notices(snapshot));
        change.undo(snapshot.law_mut(), before);
        tally.add(change, noticed);
        progress.inc(1);
    }
    Ok(tally)
}

impl Trial {
    fn notices(&self, snapshot: &Snapshot) -> bool {
        let answer = match quote::quote(&self.request, snapshot) {
            Ok(quote) => quote.to_json(),
            Err(problems) => problems.to_json(),
        };
        answer != self.answer && !self.case.differences(&answer).is_empty()
    }
}

/// Every case that has a request which can be read.
fn trials(folder: &Path, snapshot: &Snapshot) -> Result<Vec<Trial>, String> {
    let mut trials = Vec::new();
    for path in cases::files(folder)? {
        let file = cases::File::read(&path)?;
        for case in file.case {
            let text = case.request(&file.base)?.to_string();
            let Ok(request) = request::read(text.as_bytes(), snapshot) else { continue };
            let to = &request.ship_to;
            let place = snapshot.law().place(to.country.code(), to.region.as_deref(), to.postal_code.as_deref());
            let regime = snapshot.law().regime(place).map(|regime| regime.id.clone());
            let owners = regime.into_iter().chain(request.carrier.clone()).collect();
            trials.push(Trial { answer: quote::answer(text.as_bytes(), snapshot), case, request, owners });
        }
    }
    Ok(trials)
}

fn progress(length: usize) -> ProgressBar {
    let bar = ProgressBar::new(length as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} changes, {eta} left") {
        bar.set_style(style);
    }
    bar
}
