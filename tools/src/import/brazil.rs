//! The common external tariff of Mercosur, as Brazil had it in the Harmonized System of 2017.

use super::{
    Out,
    correlation::Changes,
    fault::{Fault, Faults},
    national::{Extent, National, Tariff, code},
    progress,
    report::Report,
    source::Source,
    table::{Basis, Line, Rate, alternatives},
};
use clap::Args;
use std::collections::{BTreeMap, BTreeSet};

/// Read the common external tariff of Mercosur, as Brazil has it
///
/// The file is the tariff (Tarifa Externa Comum, gov.br/mdic) of March 2021 in CSV, as at
/// github.com/cbeninatto/import-cost-simulator: columns NCM, TEC.
///
/// Its codes are of the Harmonized System of 2017. A subheading that is new in 2022 stands with six digits and takes the rates
/// of those that it came from; the codes of one that has gone get it as their successor. Import the HS correlation first.
#[derive(Args)]
#[command(after_help = "Example:
  landfall-data import br tec_2021.csv --edition 2021-03-01 --reliable-until 2021-11-11")]
pub struct Br {
    #[command(flatten)]
    national: National,
}

impl Br {
    /// Reads the tariff and replaces the table.
    pub fn run(&self, out: &Out) -> Result<Report, Faults> {
        let changes = Changes::open(out)?;
        self.national.run(out, "br", Extent::Whole, |source, report| read(source, &changes, report))
    }
}

/// Rows and rates by code.
type Duties = BTreeMap<String, (usize, String)>;

fn read(source: &Source, changes: &Changes, report: &mut Report) -> Result<Tariff, Faults> {
    let records = source.csv(&["NCM", "TEC"])?;
    let mut faults = Faults::default();
    let mut duties = Duties::new();
    for record in progress(records.rows.iter(), "codes of the tariff") {
        // Headings, and subheadings that are divided, have no rate.
        if record.cell(1).is_empty() {
            continue;
        }
        let wrong = |cause: &str| {
            Fault::of(&source.name, cause, "fetch the file again").row(record.row).cell("NCM", record.cell(0))
        };
        let Some(code) = faults.keep(code(source, record, "NCM")) else { continue };
        let rate = percent(record.cell(1));
        let known = duties.entry(code).or_insert((record.row, rate.clone()));
        if known.1 != rate {
            faults.push(wrong("stands twice, with two rates"));
        }
    }
    let duties = faults.or(duties)?;
    let mut tariff = carried(&source.name, &duties, changes);
    let new = tariff.lines.iter().filter(|line| line.code.len() == 6).count();
    report.counts.insert("subheadings of 2022 that the tariff of 2021 lacks".to_owned(), new);
    report.counts.insert("codes that have gone, with successors".to_owned(), tariff.successors.len());
    tariff.rows = records.rows.len();
    Ok(tariff)
}

/// `14BK`, `2BIT§`, `12**`: the letters and signs say in which list of exceptions the code could be, not its rate.
fn percent(cell: &str) -> String {
    let figure: String = cell.chars().take_while(|letter| letter.is_ascii_digit() || *letter == ',').collect();
    if figure.is_empty() { String::new() } else { format!("{}%", figure.replace(',', ".")) }
}

/// Codes of subheadings that still are; new subheadings with the rates of those that they came from; and what became of
/// the codes of those that have gone.
fn carried(file: &str, duties: &Duties, changes: &Changes) -> Tariff {
    let mut tariff = Tariff::default();
    let mut new: BTreeSet<String> = BTreeSet::new();
    let subheadings: BTreeSet<&str> = duties.keys().filter_map(|code| code.get(..6)).collect();
    for (code, (row, rate)) in duties {
        let subheading = code.get(..6).unwrap_or(code);
        let after = changes.after(subheading);
        new.extend(after.iter().filter(|heir| !subheadings.contains(heir.as_str())).cloned());
        if after.contains(subheading) {
            let basis = if rate.is_empty() { Basis::Unknown } else { Basis::Exact };
            tariff.rates.push(Rate::exact(code, "mfn", rate).on(basis, "").at(file, *row));
            tariff.lines.push(Line { code: code.clone(), units: Vec::new() });
        } else {
            tariff.successors.extend(after.into_iter().map(|heir| (code.clone(), heir)));
        }
    }
    for code in new {
        let before = changes.before(&code);
        let of_any = |code: &String| before.iter().any(|subheading| code.starts_with(subheading.as_str()));
        let rates: BTreeSet<&str> =
            duties.iter().filter(|(code, _)| of_any(code)).map(|(_, (_, rate))| rate.as_str()).collect();
        tariff.rates.extend(alternatives(&code, rates.into_iter(), "from the subheadings of 2017"));
        tariff.lines.push(Line { code, units: Vec::new() });
    }
    tariff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_signs_are_no_part_of_a_rate() {
        for (cell, rate) in [("35", "35%"), ("14BK", "14%"), ("2BIT§", "2%"), ("12**", "12%"), ("0BIT", "0%"), ("", "")]
        {
            assert_eq!(percent(cell), rate);
        }
    }
}
