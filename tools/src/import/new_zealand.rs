//! The Working Tariff of New Zealand: normal and preferential rates, with their steps.

use super::{
    Out, day_before,
    fault::Faults,
    national::{Extent, National, Partner, Tariff, code, partners},
    progress,
    report::Report,
    source::{Record, Source},
    table::{Basis, Line, Rate, tidy, unknown},
};
use clap::Args;
use landfall::day::Day;
use std::{
    collections::{BTreeMap, BTreeSet},
    iter,
};

/// Read the Working Tariff Document of New Zealand
///
/// The file is the document of the New Zealand Customs Service (customs.govt.nz) of 1 January 2022 in CSV, as at
/// github.com/suestreet/NZ-Tariff: columns hs8, unit, normal, pref, notes.
///
/// A preferential rate that names nobody is for the partners that nz/table.toml marks `unless-named`, but for those with a
/// rate of their own in the notes.
#[derive(Args)]
#[command(after_help = "Example:
  landfall-data import nz nz_tariff_2022.csv.gz --edition 2022-01-01 --reliable-until 2022-12-31")]
pub struct Nz {
    #[command(flatten)]
    national: National,
}

impl Nz {
    /// Reads the document and replaces the table.
    pub fn run(&self, out: &Out) -> Result<Report, Faults> {
        let partners = partners(&out.tariff("nz"))?;
        self.national.run(out, "nz", Extent::Whole, |source, report| read(source, &partners, report))
    }
}

fn read(source: &Source, partners: &[Partner], report: &mut Report) -> Result<Tariff, Faults> {
    let records = source.csv(&["hs8", "unit", "normal", "pref", "notes"])?;
    let mut faults = Faults::default();
    let mut fullest: BTreeMap<String, &Record> = BTreeMap::new();
    for record in progress(records.rows.iter(), "tariff items") {
        let Some(code) = faults.keep(code(source, record, "hs8")) else { continue };
        let fullness = |record: &Record| record.cell(3).len() + record.cell(4).len();
        let stands = fullest.entry(code).or_insert(record);
        if stands.row != record.row {
            report.count("items that stand twice: the fuller row is taken");
            if fullness(record) > fullness(stands) {
                *stands = record;
            }
        }
    }
    let mut tariff = Tariff { rows: records.rows.len(), ..Tariff::default() };
    for (code, record) in faults.or(fullest)? {
        let rates = iter::once(normal(&code, record)).chain(preferences(&code, record, partners));
        tariff.rates.extend(rates.map(|rate| rate.at(&source.name, record.row)));
        let unit = Some(record.cell(1).to_owned()).filter(|unit| !unit.is_empty());
        tariff.lines.push(Line { code, units: unit.into_iter().collect() });
    }
    Ok(tariff)
}

fn normal(code: &str, record: &Record) -> Rate {
    let text = record.cell(2);
    let is_rate = text == "Free" || !text.is_empty() && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.'));
    match is_rate {
        true => Rate::exact(code, "mfn", text),
        false => unknown(code, "not readable in the source"),
    }
}

fn preferences(code: &str, record: &Record, partners: &[Partner]) -> Vec<Rate> {
    let steps = steps(record.cell(4), partners);
    let named: BTreeSet<&str> = steps.iter().map(|step| step.partner).collect();
    let rest = partners.iter().filter(|partner| partner.unless_named && !named.contains(partner.id.as_str()));
    let rest: Vec<String> = rest.map(|partner| partner.id.clone()).collect();
    let free = (record.cell(3) == "Free").then(|| Rate::exact(code, "preference", "Free").for_partners(rest));
    let mut rates: Vec<Rate> = free.into_iter().collect();
    for (at, step) in steps.iter().enumerate() {
        let next = steps.get(at + 1).filter(|next| next.partner == step.partner);
        let rate = Rate::exact(code, "preference", &written(&step.rate))
            .for_partners(vec![step.partner.to_owned()])
            .within(step.from, next.and_then(|next| next.from).and_then(day_before));
        // The document lists the steps of the year and the next; a rate that is not free then may fall further.
        let last = step.from.is_some() && next.is_none() && step.rate != "Free";
        if rate.expression.is_empty() {
            rates.push(rate.on(Basis::Unknown, "its unit is not in the source"));
            continue;
        }
        rates.push(if last { rate.on(Basis::Staged, "later steps unknown") } else { rate });
    }
    rates
}

/// A rate in the duty grammar; empty for an amount without its unit.
fn written(rate: &str) -> String {
    let is_amount = rate.contains(['$', '¢']);
    if is_amount && !rate.contains('/') { String::new() } else { rate.replace("/L al.", "/l alc. 100 %") }
}

/// A partner's rate from a day on; from the beginning where there is none.
#[derive(Debug, PartialEq, Eq)]
struct Step<'a> {
    partner: &'a str,
    from: Option<Day>,
    rate: String,
}

/// `CA Free | RCEP 4.5 | 1/2023 4`: partners, and months from which a further step of theirs holds.
fn steps<'a>(notes: &str, partners: &'a [Partner]) -> Vec<Step<'a>> {
    let mut steps: Vec<Step<'a>> = Vec::new();
    for word in notes.split([' ', '|']).map(|word| word.trim_start_matches('*')).filter(|word| !word.is_empty()) {
        if let Some(partner) = partners.iter().find(|partner| partner.id == word) {
            steps.push(Step { partner: &partner.id, from: None, rate: String::new() });
        } else if let Some(last) = steps.last_mut() {
            match month(word) {
                Some(from) => {
                    let partner = last.partner;
                    steps.push(Step { partner, from: Some(from), rate: String::new() });
                }
                None => last.rate = tidy(&format!("{} {word}", last.rate)),
            }
        }
    }
    // Some rows repeat a partner; the first of its rates for a day stands.
    let mut known = BTreeSet::new();
    steps.retain(|step| !step.rate.is_empty() && known.insert((step.partner, step.from)));
    steps
}

/// `1/2023` is 1 January 2023.
fn month(word: &str) -> Option<Day> {
    let (month, year) = word.split_once('/')?;
    Day::new(year.parse().ok().filter(|year| *year > 2000)?, month.parse().ok()?, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn partner(id: &str, unless_named: bool) -> Partner {
        Partner { id: id.to_owned(), heading: String::new(), name: String::new(), unless_named }
    }

    #[test]
    fn an_amount_without_its_unit_is_unknown() {
        assert_eq!(written("47¢"), "");
        assert_eq!(written("$0.4/L al."), "$0.4/l alc. 100 %");
        assert_eq!(written("4.5"), "4.5");
    }

    #[test]
    fn notes_are_read_as_partners_and_their_steps() {
        let partners = [partner("CA", false), partner("CPT", true), partner("RCEP", false)];
        let told = |notes| {
            let told = |step: &Step| {
                let from = step.from.map(|day| day.to_string()).unwrap_or_default();
                format!("{} {from} {}", step.partner, step.rate)
            };
            steps(notes, &partners).iter().map(told).collect::<Vec<_>>()
        };
        assert_eq!(
            told("*CA Free | CPT 1.4 | 1/2023 0.7 | 1/2024 Free"),
            ["CA  Free", "CPT  1.4", "CPT 2023-01-01 0.7", "CPT 2024-01-01 Free"]
        );
        assert_eq!(
            told("CA Free RCEP $ 1.7/kg | 1/2023 $1.6/kg"),
            ["CA  Free", "RCEP  $ 1.7/kg", "RCEP 2023-01-01 $1.6/kg"]
        );
        assert_eq!(told("m2 fibres RCEP 5 | 1/2023 4 | RCEP 5"), ["RCEP  5", "RCEP 2023-01-01 4"]);
    }
}
