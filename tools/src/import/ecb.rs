//! The euro reference rates of the European Central Bank.

use super::{
    Out,
    fault::{Fault, Faults},
    finish, progress,
    report::Report,
    source::{Record, Source},
    table::Files,
};
use landfall::{day::Day, money::Decimal};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

/// What the archive writes where no rate was fixed.
const NONE: &str = "N/A";
/// So many months are kept, the newest one included.
const MONTHS: u32 = 36;

/// Read the euro reference rates
///
/// The file is the archive of all reference rates since 1999, eurofxref-hist.zip, from the statistics pages of
/// www.ecb.europa.eu ("Euro foreign exchange reference rates", time series as CSV).
///
/// Kept are the currencies that are still quoted, and the last 36 months.
#[derive(clap::Args)]
#[command(after_help = "Example:
  landfall-data import fx eurofxref-hist.zip --from 2023-11-01")]
pub struct Fx {
    /// The archive, or the CSV in it
    file: PathBuf,
    /// The first day to keep
    #[arg(long, value_name = "DAY", value_parser = super::day)]
    from: Option<Day>,
}

impl Fx {
    /// Reads the archive and replaces the table.
    pub fn run(&self, out: &Out) -> Result<Report, Faults> {
        let file = Source::open(&self.file)?;
        let source = if file.is_zip() { file.unzip()? } else { file };
        let archive = Archive::read(&source)?;
        let from = self.from.or_else(|| first_of_months(archive.newest()?));
        let rows: Vec<_> = archive.quoted().into_iter().filter(|row| from.is_none_or(|from| row.day >= from)).collect();
        let days: BTreeSet<Day> = rows.iter().map(|row| row.day).collect();
        let currencies: BTreeSet<&str> = rows.iter().map(|row| row.currency.as_str()).collect();
        let mut report = Report { sources: vec![source.name], rows: archive.days.len(), ..Report::default() };
        report.lines = rows.len();
        report.counts.insert("days kept".to_owned(), days.len());
        report.counts.insert("currencies still quoted".to_owned(), currencies.len());
        if let (Some(first), Some(last)) = (days.first(), days.last()) {
            report.remarks.push(format!("Kept {first} to {last}: {}", Vec::from_iter(currencies).join(" ")));
        }
        let mut files = Files::default();
        let rows = rows.iter().map(|row| [row.day.to_string(), row.currency.clone(), row.rate.clone()]);
        files.csv("ecb.csv", ["day", "currency", "rate"], rows);
        finish(out, &out.folder.join("fx"), &files, &[], report)
    }
}

/// Units of a currency for one euro on a day.
#[derive(Clone)]
struct Quoted {
    day: Day,
    currency: String,
    rate: String,
}

struct Archive {
    days: BTreeMap<Day, Vec<Quoted>>,
}

impl Archive {
    fn read(source: &Source) -> Result<Self, Faults> {
        let header = source.csv(&["Date", "USD"])?.header;
        let columns: Vec<&str> = header.iter().map(|name| name.trim()).filter(|name| !name.is_empty()).collect();
        let mut faults = Faults::default();
        let mut days = BTreeMap::new();
        let records = source.csv(&columns)?;
        for record in progress(records.rows.iter(), "days") {
            let day = Day::parse(record.cell(0)).ok_or_else(|| {
                let fault = Fault::of(&source.name, "is not a day of the form YYYY-MM-DD", "fetch the archive again");
                fault.row(record.row).cell("Date", record.cell(0))
            });
            let Some(day) = faults.keep(day) else { continue };
            let rates = columns.iter().enumerate().skip(1);
            let rates = rates.filter_map(|(at, currency)| faults.keep(rate(source, record, at, currency))?);
            let quoted = rates.map(|(currency, rate)| Quoted { day, currency, rate }).collect();
            days.insert(day, quoted);
        }
        faults.or(Archive { days })
    }

    fn newest(&self) -> Option<Day> {
        self.days.last_key_value().map(|(day, _)| *day)
    }

    /// Rates of the currencies that the newest day has, from the oldest day on.
    fn quoted(&self) -> Vec<Quoted> {
        let newest = self.days.last_key_value().map_or(&[][..], |(_, rates)| rates);
        let current: BTreeSet<&str> = newest.iter().map(|rate| rate.currency.as_str()).collect();
        self.days.values().flatten().filter(|rate| current.contains(rate.currency.as_str())).cloned().collect()
    }
}

fn rate(source: &Source, record: &Record, at: usize, currency: &str) -> Result<Option<(String, String)>, Fault> {
    let text = record.cell(at);
    if text == NONE || text.is_empty() {
        return Ok(None);
    }
    match Decimal::parse(text) {
        Ok(rate) if rate.is_positive() => Ok(Some((currency.to_owned(), text.to_owned()))),
        _ => {
            let fault = Fault::of(&source.name, "is not a rate above zero", "fetch the archive again");
            Err(fault.row(record.row).cell(currency, text))
        }
    }
}

/// The first day of the months to keep, counted back from the month of `newest`.
fn first_of_months(newest: Day) -> Option<Day> {
    let text = newest.to_string();
    let (year, month): (u32, u32) = (text.get(..4)?.parse().ok()?, text.get(5..7)?.parse().ok()?);
    let first = (year * 12 + month - 1).checked_sub(MONTHS - 1)?;
    Day::new(first / 12, first % 12 + 1, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirty_six_months_with_the_newest() {
        let first = |day| first_of_months(Day::parse(day).unwrap()).unwrap().to_string();
        assert_eq!(first("2026-10-30"), "2023-11-01");
        assert_eq!(first("2026-12-01"), "2024-01-01");
        assert_eq!(first("2026-01-31"), "2023-02-01");
    }
}
