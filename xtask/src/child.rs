//! Other programs: run with their output in a log, their progress on one line, and the log's tail where they fail.

use crate::house::House;
use anyhow::{Context, Result, bail};
use indicatif::{HumanDuration, ProgressBar, ProgressStyle};
use std::fs::{self, File};
use std::io::{self, IsTerminal, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

const LOOK: Duration = Duration::from_millis(50);
/// How often a log without a terminal hears that the work goes on.
const SIGN_OF_LIFE: Duration = Duration::from_secs(30);
const TAIL_LINES: usize = 40;
/// Enough for the tail of a log, whatever its lines are.
const TAIL_BYTES: i64 = 16 * 1024;

/// Runs `command` to its end and gives back what it wrote; `job` names it for people and, as a file name, its log.
pub fn run(house: &House, job: &str, command: &mut Command) -> Result<String> {
    let log = open_log(house, job)?;
    let status = watch(job, &log, start(command, &log)?)?;
    if !status.success() {
        let (tail, log) = (tail(&log, TAIL_LINES)?, shown(house, &log));
        bail!("{job} {}\n`{}`\n{tail}\n(whole log: {log})", how(status), spelled(command));
    }
    fs::read(&log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).context("reading the log back")
}

/// Runs `command` with its output where people see it.
pub fn show(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| not_started(command))?;
    if !status.success() {
        bail!("`{}` {}", spelled(command), how(status));
    }
    Ok(())
}

/// What `command` prints, trimmed; `None` where it can't be started or fails.
pub fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn open_log(house: &House, job: &str) -> Result<PathBuf> {
    let folder = house.at("target/logs");
    fs::create_dir_all(&folder).with_context(|| format!("making `{}`", folder.display()))?;
    let name = job.replace(|letter: char| !letter.is_ascii_alphanumeric(), "-");
    Ok(folder.join(name).with_extension("log"))
}

fn start(command: &mut Command, log: &Path) -> Result<Child> {
    let out = File::create(log).with_context(|| format!("writing `{}`", log.display()))?;
    let err = out.try_clone()?;
    command.stdin(Stdio::null()).stdout(out).stderr(err).spawn().with_context(|| not_started(command))
}

fn watch(job: &str, log: &Path, mut child: Child) -> Result<ExitStatus> {
    let line = Line::begin(job);
    let began = Instant::now();
    let mut spoke = began;
    loop {
        if let Some(status) = child.try_wait()? {
            line.end(status.success(), began.elapsed());
            return Ok(status);
        }
        line.says(&tail(log, 1)?);
        if !line.live() && spoke.elapsed() > SIGN_OF_LIFE {
            spoke = Instant::now();
            eprintln!("    … {} in: {}", HumanDuration(began.elapsed()), tail(log, 1)?);
        }
        sleep(LOOK);
    }
}

/// The line that shows what a job is doing: a spinner on a terminal, plain lines elsewhere.
struct Line {
    job: String,
    spinner: Option<ProgressBar>,
}

impl Line {
    fn begin(job: &str) -> Line {
        let spinner = io::stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template("  {spinner} {prefix} {elapsed} {wide_msg:.dim}");
            let spinner = ProgressBar::new_spinner().with_prefix(job.to_owned());
            spinner.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
            spinner
        });
        if spinner.is_none() {
            eprintln!("  … {job}");
        }
        Line { job: job.to_owned(), spinner }
    }

    fn live(&self) -> bool {
        self.spinner.is_some()
    }

    fn says(&self, what: &str) {
        if let Some(spinner) = &self.spinner {
            spinner.set_message(console::strip_ansi_codes(what).into_owned());
            spinner.tick();
        }
    }

    fn end(&self, well: bool, took: Duration) {
        if let Some(spinner) = &self.spinner {
            spinner.finish_and_clear();
        }
        eprintln!("  {} {} ({:.1} s)", if well { '✓' } else { '✗' }, self.job, took.as_secs_f64());
    }
}

/// The last lines of a log that hold anything.
fn tail(log: &Path, lines: usize) -> Result<String> {
    let mut file = File::open(log)?;
    let length = i64::try_from(file.metadata()?.len())?;
    file.seek(SeekFrom::End(-length.min(TAIL_BYTES)))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    // Progress that rewrites its line counts as lines too.
    let mut last: Vec<&str> =
        text.split(['\n', '\r']).filter(|line| !line.trim().is_empty()).rev().take(lines).collect();
    last.reverse();
    Ok(last.join("\n"))
}

fn how(status: ExitStatus) -> String {
    status.code().map_or_else(|| "was stopped by a signal".to_owned(), |code| format!("ended with status {code}"))
}

fn not_started(command: &Command) -> String {
    format!("`{}` can't be started; is it installed?", command.get_program().display())
}

fn spelled(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

fn shown<'path>(house: &House, path: &'path Path) -> std::path::Display<'path> {
    path.strip_prefix(house.root()).unwrap_or(path).display()
}
