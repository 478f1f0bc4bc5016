//! Stages: jobs that are run one after another and told of in one table.

use crate::house::House;
use anyhow::{Result, anyhow};
use comfy_table::{CellAlignment, Table, presets};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// One job of several.
pub struct Stage {
    /// What `--stage` calls it.
    pub name: &'static str,
    /// What it is, for the one who waits.
    pub about: &'static str,
    /// Stages that it builds on.
    pub needs: &'static [&'static str],
    /// Does it, and says in a few words what was seen.
    pub run: fn(&House) -> Result<String>,
}

/// As much of an error as the table has room for; the whole of it stands above.
const NOTE: usize = 70;

struct Outcome {
    name: &'static str,
    took: Duration,
    result: Result<String>,
}

/// Runs the stages in their order, whether or not one fails, and prints each with its time; says how many failed.
pub fn run(house: &House, stages: &[&Stage]) -> usize {
    let mut outcomes: Vec<Outcome> = Vec::new();
    for (place, stage) in stages.iter().enumerate() {
        eprintln!("[{}/{}] {}: {}", place.saturating_add(1), stages.len(), stage.name, stage.about);
        let began = Instant::now();
        let result = blocked(stage, &outcomes).map_or_else(|| (stage.run)(house), Err);
        if let Err(error) = &result {
            eprintln!("{error:#}");
        }
        outcomes.push(Outcome { name: stage.name, took: began.elapsed(), result });
    }
    report(&outcomes)
}

/// `stages` without those that neither are `wanted` nor are needed by one that is; all of them where none is wanted.
pub fn chosen<'all>(stages: &'all [Stage], wanted: &[String]) -> Vec<&'all Stage> {
    let mut names: BTreeSet<&str> = wanted.iter().map(String::as_str).collect();
    // What a stage needs stands before it, so one walk from the end finds all.
    for stage in stages.iter().rev() {
        if names.contains(stage.name) {
            names.extend(stage.needs);
        }
    }
    stages.iter().filter(|stage| wanted.is_empty() || names.contains(stage.name)).collect()
}

fn blocked(stage: &Stage, before: &[Outcome]) -> Option<anyhow::Error> {
    let failed = before.iter().find(|outcome| outcome.result.is_err() && stage.needs.contains(&outcome.name))?;
    Some(anyhow!("not run: it needs `{}`, which failed", failed.name))
}

fn report(outcomes: &[Outcome]) -> usize {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_header(["Stage", "Result", "Time", ""]);
    for outcome in outcomes {
        let (result, note) = match &outcome.result {
            Ok(note) => ("passed", note.clone()),
            Err(error) => ("FAILED", headline(error)),
        };
        table.add_row([outcome.name, result, &format!("{:.1} s", outcome.took.as_secs_f64()), &note]);
    }
    if let Some(times) = table.column_mut(2) {
        times.set_cell_alignment(CellAlignment::Right);
    }
    let failed = outcomes.iter().filter(|outcome| outcome.result.is_err()).count();
    let took: Duration = outcomes.iter().map(|outcome| outcome.took).sum();
    println!(
        "{table}\nin all {:.1} s\n{} passed, {failed} failed",
        took.as_secs_f64(),
        outcomes.len().saturating_sub(failed)
    );
    failed
}

fn headline(error: &anyhow::Error) -> String {
    error.to_string().lines().next().unwrap_or_default().chars().take(NOTE).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage(name: &'static str, needs: &'static [&'static str]) -> Stage {
        Stage { name, about: "", needs, run: |_| Ok(String::new()) }
    }

    #[test]
    fn a_chosen_stage_brings_what_it_needs_and_what_that_needs() {
        let stages = [stage("wasm", &[]), stage("lint", &[]), stage("package", &["wasm"]), stage("page", &["package"])];
        let names = |wanted: &[&str]| {
            let wanted: Vec<String> = wanted.iter().map(ToString::to_string).collect();
            chosen(&stages, &wanted).iter().map(|stage| stage.name).collect::<Vec<_>>()
        };
        assert_eq!(names(&["page"]), ["wasm", "package", "page"]);
        assert_eq!(names(&["lint"]), ["lint"]);
        assert_eq!(names(&[]), ["wasm", "lint", "package", "page"]);
    }

    #[test]
    fn a_stage_whose_ground_failed_is_not_run() {
        let failed = Outcome { name: "wasm", took: Duration::ZERO, result: Err(anyhow!("no linker")) };
        let passed = Outcome { name: "lint", took: Duration::ZERO, result: Ok(String::new()) };
        let before = [failed, passed];
        assert!(blocked(&stage("package", &["wasm"]), &before).is_some());
        assert!(blocked(&stage("docs", &["lint"]), &before).is_none());
    }
}
