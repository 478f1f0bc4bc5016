//! The general import tariff of Mexico, as far as it is at hand.

use super::{
    Out,
    fault::Faults,
    national::{Extent, National, Tariff, code},
    progress,
    report::Report,
    source::{Record, Source},
    table::{Line, Rate, unknown},
};
use clap::Args;

/// Read the general import tariff of Mexico
///
/// The file holds fractions of the tariff (Ley de los Impuestos Generales de Importación y de Exportación, dof.gob.mx) in
/// CSV, taken from github.com/Aivan125/anexo22: columns fraccion, umt, import_duty.
///
/// It is a part of the tariff: what it lacks is not in the table, and nothing is said above a fraction.
#[derive(Args)]
#[command(after_help = "Example:
  landfall-data import mx mx_ligie_2026_partial.csv --edition 2026-02-01 --reliable-until 2026-12-31")]
pub struct Mx {
    #[command(flatten)]
    national: National,
}

impl Mx {
    /// Reads the fractions and replaces the table.
    pub fn run(&self, out: &Out) -> Result<Report, Faults> {
        self.national.run(out, "mx", Extent::Part, read)
    }
}

fn read(source: &Source, _: &mut Report) -> Result<Tariff, Faults> {
    let records = source.csv(&["fraccion", "umt", "import_duty"])?;
    let mut faults = Faults::default();
    let mut tariff = Tariff { rows: records.rows.len(), ..Tariff::default() };
    for record in progress(records.rows.iter(), "fractions") {
        let Some(code) = faults.keep(code(source, record, "fraccion")) else { continue };
        tariff.rates.push(rate(&code, record).at(&source.name, record.row));
        let units = Some(record.cell(1)).filter(|unit| !unit.is_empty() && *unit != PROHIBITED);
        tariff.lines.push(Line { code, units: units.into_iter().map(unit).collect() });
    }
    faults.or(tariff)
}

const PROHIBITED: &str = "Prohibida";

fn rate(code: &str, record: &Record) -> Rate {
    let duty = record.cell(2).trim_matches('"');
    match duty {
        _ if record.cell(1) == PROHIBITED => unknown(code, "prohibited"),
        PROHIBITED => unknown(code, "prohibited"),
        "Ex" => Rate::exact(code, "mfn", "Free"),
        "AE" => unknown(code, "specific, the amount is not in the source"),
        "AMX" => unknown(code, "mixed, the amount is not in the source"),
        _ => Rate::exact(code, "mfn", &format!("{duty}%")),
    }
}

fn unit(unit: &str) -> String {
    unit.to_lowercase().replace('²', "2").replace('³', "3")
}
