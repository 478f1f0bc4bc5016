//! Schedule 3 of the Customs Tariff Act of Australia, and the schedules of its agreements.

use super::{
    Out, day_before,
    fault::{Fault, Faults},
    national::{Extent, National, Partner, Tariff, partners},
    progress,
    report::Report,
    source::Source,
    table::{Basis, Line, Rate, digits, tidy, unknown},
};
use clap::Args;
use landfall::day::Day;
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Read the Customs Tariff of Australia
///
/// The file is schedule 3 of the working tariff of the Australian Border Force (abf.gov.au) in JSON, as at
/// github.com/networkneedsau/australian-tariff-classification; --agreements is its file of the schedules of agreements. Chapters
/// and headings that the file lacks are not in the table.
///
/// Under an agreement goods are free, but for those that its schedule lists (Customs Tariff Act 1995, section 16). Of a listed
/// reduction the file has the first step alone: an interval from free to that step is kept.
#[derive(Args)]
#[command(after_help = "Example:
  landfall-data import au tariff-schedule3.json --agreements tariff-schedules-fta.json --edition 2026-04-01 \\
    --reliable-until 2026-12-31")]
pub struct Au {
    #[command(flatten)]
    national: National,
    /// The schedules of the agreements
    #[arg(long, value_name = "FILE")]
    agreements: PathBuf,
}

impl Au {
    /// Reads the schedules and replaces the table.
    pub fn run(&self, out: &Out) -> Result<Report, Faults> {
        let partners = partners(&out.tariff("au"))?;
        let agreements = Source::open(&self.agreements)?;
        let agreements = read_agreements(&agreements)?;
        self.national.run(out, "au", Extent::Whole, |source, report| read(source, &partners, &agreements, report))
    }
}

#[derive(Deserialize)]
#[serde(expecting = "a section of schedule 3")]
struct Section {
    chapters: Vec<Chapter>,
}

#[derive(Deserialize)]
#[serde(expecting = "a chapter of schedule 3")]
struct Chapter {
    headings: Vec<Heading>,
}

#[derive(Deserialize)]
#[serde(expecting = "a heading of schedule 3")]
struct Heading {
    classifications: Vec<Item>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an item of schedule 3")]
struct Item {
    reference_number: String,
    unit: String,
    duty_rate: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an item of an agreement's schedule")]
struct Listed {
    fta_name: String,
    hs_code: String,
    duty_rate: String,
}

/// By agreement and code: the rates that its schedule lists.
type Agreements = BTreeMap<(String, String), BTreeSet<String>>;

fn read_agreements(source: &Source) -> Result<Agreements, Faults> {
    let schedules: BTreeMap<String, Vec<Listed>> = source.json()?;
    let mut faults = Faults::default();
    let mut agreements = Agreements::new();
    for (number, listed) in (1..).zip(schedules.into_values().flatten()) {
        let wrong =
            |cause| Fault::of(&source.name, cause, "fetch the file again").row(number).cell("hsCode", &listed.hs_code);
        // An asterisk stands for a note.
        let code = plain(listed.hs_code.split('*').next().unwrap_or_default());
        let Some(code) = faults.keep(digits(&code).map_err(wrong)) else { continue };
        agreements.entry((listed.fta_name, code)).or_default().insert(plain(&listed.duty_rate));
    }
    faults.or(agreements)
}

fn read(source: &Source, partners: &[Partner], agreements: &Agreements, report: &mut Report) -> Result<Tariff, Faults> {
    let sections: Vec<Section> = source.json()?;
    let headings = sections.into_iter().flat_map(|section| section.chapters).flat_map(|chapter| chapter.headings);
    let items: Vec<Item> = headings.flat_map(|heading| heading.classifications).collect();
    let mut faults = Faults::default();
    let mut tariff = Tariff { rows: items.len(), ..Tariff::default() };
    let mut lines: BTreeMap<String, (usize, String, BTreeSet<String>)> = BTreeMap::new();
    for (number, item) in (1..).zip(progress(items.iter(), "items of schedule 3")) {
        let code = plain(&item.reference_number).trim_end_matches('*').to_owned();
        let digits = code.replace('.', "");
        if digits.len() != 8 {
            continue;
        }
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            let fault = Fault::of(&source.name, "is not a code of eight digits", "fetch the file again");
            faults.push(fault.row(number).cell("referenceNumber", &code));
            continue;
        }
        let unit = plain(&item.unit);
        let line = lines.entry(digits).or_insert((number, unit, BTreeSet::new()));
        line.2.extend(Some(plain(&item.duty_rate)).filter(|rate| !rate.is_empty()));
    }
    for (code, (number, unit, duties)) in faults.or(lines)? {
        if duties.len() > 1 {
            report.count("codes with two rates, kept as an interval");
        }
        let rates = general(&code, &duties, partners).into_iter().chain(under(&code, partners, agreements));
        tariff.rates.extend(rates.map(|rate| rate.at(&source.name, number)));
        let unit = Some(unit).filter(|unit| !unit.is_empty() && unit != "..");
        tariff.lines.push(Line { code, units: unit.into_iter().collect() });
    }
    Ok(tariff)
}

/// Text without characters of no width and with references resolved.
fn plain(text: &str) -> String {
    let seen: String = text.chars().filter(|letter| !matches!(letter, '\u{200b}'..='\u{200d}' | '\u{feff}')).collect();
    tidy(&seen.replace("&#58;", ": "))
}

/// The general rate and those of preference countries that stand with it.
fn general(code: &str, duties: &BTreeSet<String>, partners: &[Partner]) -> Vec<Rate> {
    let symbols: Vec<&str> = partners.iter().map(|partner| partner.id.as_str()).collect();
    let steps: Vec<Step> = duties.iter().flat_map(|duty| steps(duty, &symbols)).collect();
    if steps.is_empty() {
        return vec![unknown(code, "blank in the source")];
    }
    let rate = |step: &Step| {
        let column = if step.partners.is_empty() { "mfn" } else { "preference" };
        let rate = known(code, column, &step.rate).for_partners(step.partners.clone()).within(step.from, step.to);
        match duties.len() {
            1 => rate,
            _ if rate.basis == Basis::Unknown => rate,
            _ => rate.on(Basis::Interval, "the source has two rates"),
        }
    };
    steps.iter().map(rate).collect()
}

fn known(code: &str, column: &str, text: &str) -> Rate {
    match written(text) {
        Some(rate) => Rate::exact(code, column, &rate),
        None => Rate::exact(code, column, "").on(Basis::Unknown, "levied on a content that no quantity tells"),
    }
}

/// The rates under each agreement: those that its schedule lists, else free.
fn under(code: &str, partners: &[Partner], agreements: &Agreements) -> Vec<Rate> {
    let mut rates = Vec::new();
    for partner in partners.iter().filter(|partner| !partner.heading.is_empty()) {
        let of_partner = |rate: Rate| rate.for_partners(vec![partner.id.clone()]);
        let free = || of_partner(Rate::exact(code, "preference", "Free"));
        let Some(listed) = agreements.get(&(partner.heading.clone(), code.to_owned())) else {
            rates.push(free().on(Basis::Inferred, "not in the agreement's schedule"));
            continue;
        };
        for text in listed {
            let step = text.rsplit(": ").next().unwrap_or(text);
            let rate = of_partner(known(code, "preference", step));
            // Duties like those of excise are no reductions, and have no steps.
            let is_step = text.starts_with("From") || rate.expression.ends_with('%');
            if is_step && rate.basis != Basis::Unknown {
                rates.push(rate.on(Basis::Interval, "first step, later ones unknown"));
                rates.push(free().on(Basis::Interval, "first step, later ones unknown"));
            } else {
                rates.push(rate);
            }
        }
    }
    rates
}

/// A rate for some partners, or for everyone, and its days.
#[derive(Debug, PartialEq, Eq)]
struct Step {
    partners: Vec<String>,
    rate: String,
    from: Option<Day>,
    to: Option<Day>,
}

/// `5% DCS4% DCT5% From1July2018 3.75%`: the general rate, those of symbols, and all of these again from a day.
fn steps(duty: &str, symbols: &[&str]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for (at, block) in duty.split("From").enumerate() {
        let (from, rates) = match day(block) {
            Some((day, rest)) if at > 0 => (Some(day), rest),
            _ => (None, block),
        };
        if let Some(from) = from {
            let open = steps.iter_mut().filter(|step| step.to.is_none());
            open.for_each(|step| step.to = day_before(from));
        }
        for word in rates.split_whitespace() {
            let (partners, rest) = symbols_of(word, symbols);
            let rest = rest.trim_start_matches(';');
            match steps.last_mut().filter(|step| step.from == from && step.to.is_none()) {
                Some(last) if partners.is_empty() => last.rate = tidy(&format!("{} {rest}", last.rate)),
                _ => steps.push(Step { partners, rate: rest.to_owned(), from, to: None }),
            }
        }
    }
    steps.retain(|step| !step.rate.is_empty());
    steps
}

/// The symbols, joined by strokes, with which a word begins, and what comes after them: a rate, or nothing.
fn symbols_of<'a>(word: &'a str, symbols: &[&str]) -> (Vec<String>, &'a str) {
    let end = word.find(['$', ';', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']).or(word.find("Free"));
    let (head, rest) = word.split_at_checked(end.unwrap_or(word.len())).unwrap_or((word, ""));
    let named: BTreeSet<&str> = head.split('/').collect();
    if head.is_empty() || !named.iter().all(|name| symbols.contains(name)) {
        return (Vec::new(), word);
    }
    (named.into_iter().map(str::to_owned).collect(), rest)
}

/// The day with which a text begins, `1July2018` or `1 July 2018`, and what follows it.
fn day(text: &str) -> Option<(Day, &str)> {
    let text = text.trim_start();
    let (number, rest) = text.split_at_checked(text.find(|letter: char| !letter.is_ascii_digit())?)?;
    let rest = rest.trim_start();
    let (month, rest) = rest.split_at_checked(rest.find(|letter: char| !letter.is_ascii_alphabetic())?)?;
    let (year, rest) = rest.trim_start().split_at_checked(4)?;
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    Some((Day::new(year.parse().ok()?, u32::try_from(month).ok()?, number.parse().ok()?)?, rest))
}

/// A rate in the duty grammar; none where it is levied on a content that no quantity of the goods tells.
fn written(text: &str) -> Option<String> {
    let text = text.replace(", and ", " + ").replace("/L of alcohol", "/l alc. 100 %").replace("/stick", "/p/st");
    let text = text.replace(" /", "/").replace("%, less", "% less").replace("kg, less", "kg less");
    let open = [" of ", "calculated", "if lower", "TSS"];
    (!open.iter().any(|words| text.contains(words))).then(|| tidy(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SYMBOLS: [&str; 8] = ["CA", "DC", "DCS", "DCT", "FI", "LDC", "NZ", "SG"];

    fn told(duty: &str) -> Vec<String> {
        let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
        let told =
            |step: Step| format!("{}|{}|{}|{}", step.partners.join(";"), step.rate, day(step.from), day(step.to));
        steps(duty, &SYMBOLS).into_iter().map(told).collect()
    }

    #[test]
    fn rates_of_symbols_and_their_steps_are_told_apart() {
        assert_eq!(told("5% DCS4% DCT5%"), ["|5%||", "DCS|4%||", "DCT|5%||"]);
        assert_eq!(told("5% CA Free"), ["|5%||", "CA|Free||"]);
        assert_eq!(
            told("5% CAFree From1July2018 3.75% CAFree From1July2019 Free"),
            [
                "|5%||2018-06-30",
                "CA|Free||2018-06-30",
                "|3.75%|2018-07-01|2019-06-30",
                "CA|Free|2018-07-01|2019-06-30",
                "|Free|2019-07-01|"
            ]
        );
        assert_eq!(told("$1.22/kg DC$1.22/kg, less 5%"), ["|$1.22/kg||", "DC|$1.22/kg, less 5%||"]);
        assert_eq!(
            told("5%, and $1/L of alcohol NZ/FI/SG $1/L of alcohol"),
            ["|5%, and $1/L of alcohol||", "FI;NZ;SG|$1/L of alcohol||"]
        );
    }

    #[test]
    fn a_duty_on_a_content_is_unknown() {
        assert_eq!(written("5%, and $104.31/L of alcohol").as_deref(), Some("5% + $104.31/l alc. 100 %"));
        assert_eq!(written("$1.22/kg, less 5%").as_deref(), Some("$1.22/kg less 5%"));
        assert_eq!(written("$2,445.26 /kg of tobacco content"), None);
        assert_eq!(written("$10.57 /l alc. 100 %, calculated on that alcohol content"), None);
    }

    #[test]
    fn characters_of_no_width_go() {
        assert_eq!(plain("\u{200b}\u{200b}0101.21.00"), "0101.21.00");
        assert_eq!(plain("From 11 February 2020&#58; 3.7%"), "From 11 February 2020: 3.7%");
    }
}
