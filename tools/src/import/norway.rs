//! The tariff of Norway, as far as the rates of its agreements and the law bound it.

use super::{
    Out,
    fault::{Fault, Faults},
    national::{Extent, National, Tariff},
    progress,
    report::Report,
    source::Source,
    table::{Basis, Line, Rate, digits},
};
use clap::Args;
use serde::Deserialize;

/// Every agreement that the file has; an id of no/table.toml.
const EVERY_AGREEMENT: &str = "ANY";

/// Read the tariff of Norway, as its agreements bound it
///
/// The file has the highest rate that any agreement leaves on a code, from the open data of Norwegian Customs
/// (tolltariffen.toll.no) as at github.com/Vladutaki/advanced-tolltariff, in CSV: columns hs8, kind. The ordinary rate is not
/// in it.
///
/// Where every agreement leaves a code free, the ordinary rate lies between free and what no/table.toml has as the most by law
/// for the chapter, if it has that. All other ordinary rates are unknown.
#[derive(Args)]
#[command(after_help = "Example:
  landfall-data import no no_2026_max_agreement_rate.csv --edition 2026-02-01 --reliable-until 2026-12-31")]
pub struct No {
    #[command(flatten)]
    national: National,
}

impl No {
    /// Reads the file and replaces the table.
    pub fn run(&self, out: &Out) -> Result<Report, Faults> {
        let bounds = Bounds::open(&Source::open(&out.tariff("no").join("table.toml"))?)?;
        self.national.run(out, "no", Extent::Whole, |source, _| read(source, &bounds))
    }
}

/// The most that the law levies, by chapter.
#[derive(Deserialize)]
struct Bounds {
    #[serde(default)]
    bound: Vec<Bound>,
}

#[derive(Deserialize)]
struct Bound {
    codes: Vec<String>,
    most: String,
}

impl Bounds {
    fn open(source: &Source) -> Result<Self, Fault> {
        toml::from_str(source.text()?).map_err(|error| {
            let cause = format!("its [[bound]] entries can't be read: {}", error.message());
            Fault::of(&source.name, cause, "give each its codes and the most that is levied on them")
        })
    }

    fn most(&self, code: &str) -> Option<&str> {
        let covers = |bound: &&Bound| bound.codes.iter().any(|prefix| code.starts_with(prefix.as_str()));
        self.bound.iter().find(covers).map(|bound| bound.most.as_str())
    }
}

fn read(source: &Source, bounds: &Bounds) -> Result<Tariff, Faults> {
    let records = source.csv(&["hs8", "kind"])?;
    let mut faults = Faults::default();
    let mut tariff = Tariff { rows: records.rows.len(), ..Tariff::default() };
    for record in progress(records.rows.iter(), "codes") {
        let wrong =
            |cause| Fault::of(&source.name, cause, "fetch the file again").row(record.row).cell("hs8", record.cell(0));
        let Some(code) = faults.keep(digits(record.cell(0)).map_err(wrong)) else { continue };
        let rates = rates(&code, record.cell(1) == "allfree", bounds.most(&code));
        tariff.rates.extend(rates.into_iter().map(|rate| rate.at(&source.name, record.row)));
        tariff.lines.push(Line { code, units: Vec::new() });
    }
    faults.or(tariff)
}

fn rates(code: &str, free_under_agreements: bool, most: Option<&str>) -> Vec<Rate> {
    let ordinary = |rate| Rate::exact(code, "mfn", rate);
    if !free_under_agreements {
        return vec![ordinary("").on(Basis::Unknown, "not in the source")];
    }
    let under = Rate::exact(code, "preference", "Free").for_partners(vec![EVERY_AGREEMENT.to_owned()]);
    let mut rates = match most {
        None => vec![ordinary("").on(Basis::Unknown, "not in the source")],
        Some("Free") => vec![ordinary("Free").on(Basis::Inferred, "industrial goods")],
        Some(most) => ["Free", most].map(|rate| ordinary(rate).on(Basis::Interval, "between the bounds")).into(),
    };
    rates.push(under);
    rates
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(code: &str, free: bool, most: Option<&str>) -> Vec<(String, String, Basis)> {
        rates(code, free, most).into_iter().map(|rate| (rate.column, rate.expression, rate.basis)).collect()
    }

    #[test]
    fn what_every_agreement_leaves_free_is_bounded_by_law() {
        let rate = |column: &str, rate: &str, basis| (column.to_owned(), rate.to_owned(), basis);
        let free = rate("preference", "Free", Basis::Exact);
        assert_eq!(
            told("61091000", true, Some("10.7 %")),
            [rate("mfn", "Free", Basis::Interval), rate("mfn", "10.7 %", Basis::Interval), free.clone()]
        );
        assert_eq!(told("84713000", true, Some("Free")), [rate("mfn", "Free", Basis::Inferred), free.clone()]);
        assert_eq!(told("16041100", true, None), [rate("mfn", "", Basis::Unknown), free]);
        assert_eq!(told("02011000", false, None), [rate("mfn", "", Basis::Unknown)]);
    }
}
