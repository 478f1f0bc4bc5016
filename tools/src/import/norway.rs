//! The tariff of Norway, as far as the rates of its agreements and the law bound it.

use super::{
    Out,
    fault::{Fault, Faults},
    national::{Extent, National, Tariff, code},
    progress,
    report::Report,
    source::Source,
    table::{Basis, Line, Rate, unknown},
};
use clap::Args;
use landfall::money::Decimal;
use serde::Deserialize;

/// Every agreement that the file has; an id of no/table.toml.
const EVERY_AGREEMENT: &str = "ANY";

/// Read the tariff of Norway, as its agreements bound it
///
/// The file has the highest rate that any agreement leaves on a code, from the open data of Norwegian Customs
/// (tolltariffen.toll.no) as at github.com/Vladutaki/advanced-tolltariff, in CSV: columns hs8, kind, max_pct. The ordinary rate
/// is not in it.
///
/// The ordinary rate lies between the highest that an agreement leaves and the most by law, which no/table.toml has by
/// chapter. Where that is free, it holds for codes that every agreement leaves free. All other ordinary rates are unknown.
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
    let records = source.csv(&["hs8", "kind", "max_pct"])?;
    let mut faults = Faults::default();
    let mut tariff = Tariff { rows: records.rows.len(), ..Tariff::default() };
    for record in progress(records.rows.iter(), "codes") {
        let Some(code) = faults.keep(code(source, record, "hs8")) else { continue };
        let rates = rates(&code, Least::of(record.cell(1), record.cell(2)), bounds.most(&code));
        tariff.rates.extend(rates.into_iter().map(|rate| rate.at(&source.name, record.row)));
        tariff.lines.push(Line { code, units: Vec::new() });
    }
    faults.or(tariff)
}

/// What the agreements leave on a code at most: its ordinary rate is no lower.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Least {
    /// Free in every agreement.
    Free,
    Percent(Decimal),
    /// By weight, or without a rate in some agreement.
    Untold,
}

impl Least {
    fn of(kind: &str, percent: &str) -> Self {
        match (kind, Decimal::parse(percent)) {
            ("allfree", _) => Least::Free,
            ("pct", Ok(percent)) => Least::Percent(percent),
            _ => Least::Untold,
        }
    }
}

fn rates(code: &str, least: Least, most: Option<&str>) -> Vec<Rate> {
    let under = Rate::exact(code, "preference", "Free").for_partners(vec![EVERY_AGREEMENT.to_owned()]);
    let mut rates = ordinary(code, least, most);
    rates.extend((least == Least::Free).then_some(under));
    rates
}

fn ordinary(code: &str, least: Least, most: Option<&str>) -> Vec<Rate> {
    let rate = |rate: &str| Rate::exact(code, "mfn", rate);
    let unknown = vec![unknown(code, "not in the source")];
    let Some(most) = most else { return unknown };
    let limit = most.strip_suffix('%').and_then(|percent| Decimal::parse(percent.trim()).ok());
    match (least, limit) {
        (Least::Free, None) => vec![rate(most).on(Basis::Inferred, "free by law as industrial goods")],
        (Least::Percent(least), Some(limit)) if least == limit => {
            vec![rate(most).on(Basis::Inferred, "both bounds are the same")]
        }
        (Least::Percent(least), Some(limit)) if least < limit => between(&format!("{least} %"), most, rate),
        (Least::Free | Least::Untold, Some(_)) => between("Free", most, rate),
        _ => unknown,
    }
}

fn between(least: &str, most: &str, rate: impl Fn(&str) -> Rate) -> Vec<Rate> {
    [least, most].map(|end| rate(end).on(Basis::Interval, "between the bounds")).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(code: &str, least: Least, most: Option<&str>) -> Vec<String> {
        let told = |rate: Rate| format!("{} {} {}", rate.column, rate.expression, rate.basis.name());
        rates(code, least, most).into_iter().map(told).collect()
    }

    #[test]
    fn the_ordinary_rate_lies_between_the_agreements_and_the_law() {
        let percent = |text| Least::Percent(Decimal::parse(text).unwrap());
        assert_eq!(
            told("62031100", Least::Free, Some("10.7 %")),
            ["mfn Free interval", "mfn 10.7 % interval", "preference Free exact"]
        );
        assert_eq!(told("61101100", Least::Untold, Some("10.7 %")), ["mfn Free interval", "mfn 10.7 % interval"]);
        assert_eq!(told("61091000", percent("10.7"), Some("10.7 %")), ["mfn 10.7 % inferred"]);
        assert_eq!(told("61091000", percent("5.6"), Some("10.7 %")), ["mfn 5.6 % interval", "mfn 10.7 % interval"]);
        assert_eq!(told("61091000", percent("12"), Some("10.7 %")), ["mfn  unknown"]);
        assert_eq!(told("84713000", Least::Free, Some("Free")), ["mfn Free inferred", "preference Free exact"]);
        assert_eq!(told("38231110", Least::Untold, Some("Free")), ["mfn  unknown"]);
        assert_eq!(told("16041100", Least::Free, None), ["mfn  unknown", "preference Free exact"]);
    }
}
