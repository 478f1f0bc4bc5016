//! Averages of the World Trade Organization, where no tariff is at hand.

use super::{
    Out,
    fault::Faults,
    national::{Extent, National, Tariff, code},
    progress,
    report::Report,
    source::Source,
    table::{Basis, Line, Rate, unknown},
};
use clap::Args;

/// Read the averages of India's duties
///
/// The file has the World Trade Organization's average of most-favoured-nation duties applied for each subheading
/// (ttd.wto.org) in CSV, as at github.com/devdash01/TariffIQ-project: columns HSCode, AppliedTariff.
///
/// An average is no line's rate: it is carried as inferred, and every quote with it is an estimate.
#[derive(Args)]
#[command(after_help = "Example:
  landfall-data import in india.csv --edition 2023-01-01 --reliable-until 2023-12-31")]
pub struct In {
    #[command(flatten)]
    national: National,
}

impl In {
    /// Reads the averages and replaces the table.
    pub fn run(&self, out: &Out) -> Result<Report, Faults> {
        self.national.run(out, "in", Extent::Whole, |source, _| read(source))
    }
}

fn read(source: &Source) -> Result<Tariff, Faults> {
    let records = source.csv(&["HSCode", "AppliedTariff"])?;
    let mut faults = Faults::default();
    let mut tariff = Tariff { rows: records.rows.len(), ..Tariff::default() };
    for record in progress(records.rows.iter(), "subheadings") {
        let Some(code) = faults.keep(code(source, record, "HSCode")) else { continue };
        let rate = match record.cell(1) {
            "" => unknown(&code, "no average"),
            average => Rate::exact(&code, "mfn", &format!("{average}%")).on(Basis::Inferred, "average"),
        };
        tariff.rates.push(rate.at(&source.name, record.row));
        tariff.lines.push(Line { code, units: Vec::new() });
    }
    faults.or(tariff)
}
