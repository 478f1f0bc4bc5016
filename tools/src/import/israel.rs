//! The tariff of Israel: customs duty and purchase tax.

use super::{
    Out,
    fault::Faults,
    national::{Extent, National, Tariff, code},
    progress,
    report::Report,
    source::Source,
    table::{Basis, Line, Rate, tidy},
};
use clap::Args;

/// Columns of the file, and those of the table that they become.
const COLUMNS: [(&str, &str); 2] = [("customs", "mfn"), ("purchase_tax", "purchase-tax")];

/// Read the tariff of Israel
///
/// The file is the customs tariff of the Israel Tax Authority (shaarolami-query.customs.mof.gov.il) in CSV, as at
/// github.com/doronrpa-hub/rpa-port-platform: columns hs10, customs, purchase_tax.
#[derive(Args)]
#[command(after_help = "Example:
  landfall-data import il il_tariff_2026.csv --edition 2026-03-10 --reliable-until 2026-12-31")]
pub struct Il {
    #[command(flatten)]
    national: National,
}

impl Il {
    /// Reads the tariff and replaces the table.
    pub fn run(&self, out: &Out) -> Result<Report, Faults> {
        self.national.run(out, "il", Extent::Whole, |source, _| read(source))
    }
}

fn read(source: &Source) -> Result<Tariff, Faults> {
    let records = source.csv(&["hs10", COLUMNS[0].0, COLUMNS[1].0])?;
    let mut faults = Faults::default();
    let mut tariff = Tariff { rows: records.rows.len(), ..Tariff::default() };
    for record in progress(records.rows.iter(), "codes") {
        let Some(code) = faults.keep(code(source, record, "hs10")) else { continue };
        for (at, (_, column)) in (1..).zip(COLUMNS) {
            tariff.rates.push(rate(&code, column, record.cell(at)).at(&source.name, record.row));
        }
        tariff.lines.push(Line { code, units: Vec::new() });
    }
    faults.or(tariff)
}

fn rate(code: &str, column: &str, cell: &str) -> Rate {
    match written(cell) {
        Some(rate) => Rate::exact(code, column, &rate),
        None => Rate::exact(code, column, "").on(Basis::Unknown, "not to be computed from the source"),
    }
}

/// A rate in the duty grammar; none where the cell is blank, lost a part (`10% % )`) or points to another rate.
fn written(cell: &str) -> Option<String> {
    if cell.is_empty() || cell.contains("% %") || cell.contains("from general tax") || cell.starts_with("see ") {
        return None;
    }
    if cell == "Tax Free" {
        return Some("Free".to_owned());
    }
    let text = cell.replace(')', " ").replace("but no more than", "but not more than");
    let text = ["1000 Cig", "1000 Un."].iter().fold(text, |text, pieces| text.replace(pieces, "1000 p/st"));
    let text = text.replace("1000 Litres / Cubic Metre", "m3").replace("litre alchohol", "l alc. 100 %");
    Some(tidy(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_become_the_grammars() {
        for (cell, rate) in [
            ("Tax Free", "Free"),
            ("12%", "12%"),
            ("7 ₪ per Kilogram) but no more than 30%", "7 ₪ per Kilogram but not more than 30%"),
            ("3289.88 ₪ per 1000 Litres / Cubic Metre)", "3289.88 ₪ per m3"),
            ("94.69 ₪ per litre alchohol)", "94.69 ₪ per l alc. 100 %"),
            ("270% + 524.50 ₪ per 1000 Cig", "270% + 524.50 ₪ per 1000 p/st"),
        ] {
            assert_eq!(written(cell).as_deref(), Some(rate));
        }
    }

    #[test]
    fn what_lost_a_part_or_points_elsewhere_is_unknown() {
        for cell in ["", "10% % )", "100% from general tax", "see rules 4 till 6"] {
            assert_eq!(written(cell), None, "{cell}");
        }
    }
}
