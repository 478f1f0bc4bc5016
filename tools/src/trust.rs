//! Proof by trying: no bit of a published file can be changed, and no byte be missing, without its being refused.

use crate::build::Manifest;
use crate::import::fault::{Fault, Faults};
use indicatif::{HumanDuration, ProgressBar, ProgressStyle};
use landfall::snapshot::{
    Snapshot,
    container::{Container, Draft},
    section,
};
use std::{
    fs,
    path::PathBuf,
    process::ExitCode,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Instant,
};

/// What to try.
#[derive(clap::Args)]
#[command(
    after_help = "Every single bit of each part is turned round, and each part is cut off after every single byte: a file of n
bytes is opened 9 n times. A part of 60 kB takes a minute or two in a release build.

Example:
  landfall-data trust --part eu"
)]
pub struct Args {
    /// The folder of the built snapshot
    #[arg(long, value_name = "FOLDER", default_value = "target/snapshot")]
    snapshot: PathBuf,
    /// Try this part alone, `core` or a slice; may be given more than once
    #[arg(long = "part", value_name = "PART")]
    parts: Vec<String>,
}

/// Tries each part and tells how many changes were refused.
pub fn run(args: &Args) -> ExitCode {
    match tried(args) {
        Ok(lines) => {
            lines.iter().for_each(|line| println!("{line}"));
            ExitCode::SUCCESS
        }
        Err(faults) => {
            eprint!("{faults}");
            ExitCode::from(2)
        }
    }
}

fn tried(args: &Args) -> Result<Vec<String>, Faults> {
    let missing = || Fault::of(&args.snapshot.display().to_string(), "holds no manifest", "build the snapshot first");
    let manifest = Manifest::read(&args.snapshot)?.ok_or_else(missing)?;
    let slices = manifest.slices.iter().map(|(id, entry)| (id.as_str(), entry));
    let all: Vec<_> = [("core", &manifest.core)].into_iter().chain(slices).collect();
    let mut faults = Faults::default();
    for odd in args.parts.iter().filter(|part| all.iter().all(|(name, _)| name != part)) {
        faults.push(Fault::of("--part", "is no part of this snapshot", "").cell("part", odd));
    }
    let mut lines = Vec::new();
    for (name, entry) in
        all.into_iter().filter(|(name, _)| args.parts.is_empty() || args.parts.iter().any(|part| part == name))
    {
        let path = args.snapshot.join(&entry.file);
        let unread = |error| Fault::of(&path.display().to_string(), format!("can't be read: {error}"), "build it anew");
        let bytes = fs::read(&path).map_err(unread)?;
        match part(name, &bytes) {
            Ok(line) => lines.push(line),
            Err(what) => faults.push(Fault::of(name, what, "this is a fault of the reader")),
        }
    }
    faults.or(lines)
}

/// Tries every change of one part.
fn part(name: &str, bytes: &[u8]) -> Result<String, String> {
    let base = Base::of(bytes);
    if !base.takes(bytes) {
        return Err("is refused as it is".into());
    }
    let (began, bar) = (Instant::now(), bar(name, bytes.len()));
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let taken = AtomicBool::new(false);
    thread::scope(|scope| {
        for worker in 0..workers {
            let (base, bar, taken) = (&base, &bar, &taken);
            scope.spawn(move || {
                let mut changed = bytes.to_vec();
                for at in (worker..bytes.len()).step_by(workers) {
                    if base.takes_any_change(&mut changed, at) {
                        taken.store(true, Ordering::Relaxed);
                    }
                    bar.inc(1);
                }
            });
        }
    });
    bar.finish_and_clear();
    if taken.into_inner() {
        return Err("was taken although it was changed".into());
    }
    let (flips, cuts) = (bytes.len() * 8, bytes.len());
    Ok(format!("{name}: {flips} changed bits and {cuts} cuts, all refused, in {}", HumanDuration(began.elapsed())))
}

/// What a part is opened on: a slice is added to the core of no law.
enum Base {
    Core,
    Slice(Box<Snapshot>),
}

impl Base {
    fn of(bytes: &[u8]) -> Base {
        let container = Container::open(bytes).ok();
        let slice = container.filter(|part| part.sections.iter().any(|part| part.name.starts_with(section::TARIFF)));
        let core = slice.and_then(|slice| {
            let draft = Draft { edition: slice.edition, features: Vec::new(), sections: Vec::new() };
            Snapshot::open(&draft.write().ok()?).ok()
        });
        core.map_or(Base::Core, |core| Base::Slice(Box::new(core)))
    }

    fn takes(&self, bytes: &[u8]) -> bool {
        match self {
            Base::Core => Snapshot::open(bytes).is_ok(),
            Base::Slice(core) => Snapshot::clone(core).add(bytes).is_ok(),
        }
    }

    /// Whether any bit of the byte at `at` can be turned round, or the file end before it, unseen.
    fn takes_any_change(&self, bytes: &mut [u8], at: usize) -> bool {
        let mut any = bytes.get(..at).is_some_and(|cut| self.takes(cut));
        for bit in 0..8 {
            bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << bit);
            any |= self.takes(bytes);
            bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << bit);
        }
        any
    }
}

fn bar(name: &str, bytes: usize) -> ProgressBar {
    let bar = ProgressBar::new(bytes as u64).with_message(name.to_owned());
    if let Ok(style) = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len} bytes, {eta} left") {
        bar.set_style(style);
    }
    bar
}
