//! The tariff of Japan: general, temporary and WTO rates, and the preferences by agreement.

use super::{
    Out,
    fault::{Fault, Faults},
    national::{Extent, National, Partner, Tariff, partners},
    progress,
    report::Report,
    source::{Record, Source},
    table::{Basis, Line, Rate},
};
use clap::Args;
use landfall::money::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// Columns of the rates for goods from anywhere.
const GENERAL: [&str; 3] = ["base", "temporary", "wto"];

/// Read the tariff of Japan
///
/// The file is the table of Japan Customs' statistical code for import (customs.go.jp/english/tariff) in CSV, as at
/// github.com/qlitre/japan-tariff-mcp: columns hs6, stat, desc, base, temporary, wto and one for each agreement, headed
/// in Japanese. Which is whose says jp/table.toml.
///
/// The general rate is the temporary one, else the base rate; a lower WTO rate takes its place. One in parentheses is not
/// lower. A blank cell has what stands above it in the outline of its heading.
#[derive(Args)]
#[command(after_help = "Example:
  landfall-data import jp jp_tariff_2026.csv.gz --edition 2026-07-09 --reliable-until 2027-03-31")]
pub struct Jp {
    #[command(flatten)]
    national: National,
}

impl Jp {
    /// Reads the table and replaces the project's own.
    pub fn run(&self, out: &Out) -> Result<Report, Faults> {
        let mut partners = partners(&out.tariff("jp"))?;
        partners.retain(|partner| !partner.heading.is_empty());
        self.national.run(out, "jp", Extent::Whole, |source, report| read(source, &partners, report))
    }
}

fn read(source: &Source, partners: &[Partner], report: &mut Report) -> Result<Tariff, Faults> {
    let columns: Vec<&str> = ["hs6", "stat", "desc"]
        .into_iter()
        .chain(GENERAL)
        .chain(partners.iter().map(|partner| partner.heading.as_str()))
        .collect();
    let records = source.csv(&columns)?;
    let mut faults = Faults::default();
    let mut outline = Outline::default();
    let mut lines: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for record in progress(records.rows.iter(), "rows of the tariff") {
        let row = outline.fill(record, GENERAL.len() + partners.len());
        if record.cell(1).is_empty() {
            continue;
        }
        match faults.keep(code(source, record)) {
            Some(code) => lines.entry(code).or_default().push(row),
            None => continue,
        }
    }
    let mut tariff = Tariff { rows: records.rows.len(), ..Tariff::default() };
    for (code, rows) in faults.or(lines)? {
        if rows.len() > 1 {
            report.count("codes with several rows, as those of seasons have: their rates are kept as an interval");
        }
        tariff.rates.extend(rates(&code, &rows, partners, &source.name));
        tariff.lines.push(Line { code, units: Vec::new() });
    }
    Ok(tariff)
}

/// Nine digits: six of the Harmonized System and three of the statistics.
fn code(source: &Source, record: &Record) -> Result<String, Fault> {
    let code = format!("{}{}", record.cell(0), record.cell(1));
    if code.len() == 9 && code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(code);
    }
    let fault = Fault::of(&source.name, "is not a code of nine digits", "fetch the file again");
    Err(fault.row(record.row).cell("hs6 and stat", &code))
}

/// A row with the cells that it has from above.
struct Row {
    number: usize,
    general: Vec<String>,
    preferences: Vec<String>,
}

/// The rows above the one that is read, as far as they head it.
#[derive(Default)]
struct Outline {
    subheading: String,
    heads: Vec<(Mark, Vec<String>)>,
}

impl Outline {
    /// The row's cells, the blank ones with what the nearest of its heads has.
    fn fill(&mut self, record: &Record, count: usize) -> Row {
        if self.subheading != record.cell(0) {
            self.subheading = record.cell(0).to_owned();
            self.heads.clear();
        }
        let mark = Mark::of(record.cell(2));
        self.close(&mark);
        let own: Vec<String> = (3..3 + count).map(|column| record.cell(column).to_owned()).collect();
        self.heads.push((mark, own));
        let heads = self.of_one_line();
        let mut cells = (0..count).map(|column| {
            let stands = |cells: &&Vec<String>| cells.get(column).filter(|cell| !cell.is_empty()).cloned();
            heads.iter().find_map(stands).unwrap_or_default()
        });
        let general = cells.by_ref().take(GENERAL.len()).collect();
        Row { number: record.row, general, preferences: cells.collect() }
    }

    /// The row and its heads, the nearest first, up to one with another base rate: that is another line of the law.
    fn of_one_line(&self) -> Vec<&Vec<String>> {
        let mut based = false;
        let cells = self.heads.iter().rev().map(|(_, cells)| cells);
        cells
            .take_while(|cells| {
                let base = cells.first().is_some_and(|base| !base.is_empty());
                let another = base && based;
                based |= base;
                !another
            })
            .collect()
    }

    /// Ends the heads that a row with this mark does not stand under.
    fn close(&mut self, mark: &Mark) {
        let keep = match mark {
            Mark::None => 0,
            Mark::Dashes(count) => {
                let ends = |(head, _): &(Mark, _)| matches!(head, Mark::Dashes(other) if other >= count);
                self.heads.iter().position(ends).unwrap_or(self.heads.len())
            }
            Mark::Numbered(_) => {
                let ends = |(head, _): &(Mark, _)| head == mark || matches!(head, Mark::Dashes(_));
                self.heads.iter().position(ends).unwrap_or(self.heads.len())
            }
        };
        self.heads.truncate(keep);
    }
}

/// What a description begins with, which tells its depth.
#[derive(Debug, PartialEq, Eq)]
enum Mark {
    None,
    Dashes(usize),
    /// A number or letter of one kind: `1`, `(1)`, `A`, `(a)`.
    Numbered(String),
}

impl Mark {
    fn of(description: &str) -> Self {
        let text = description.trim_start().trim_start_matches('*');
        let dashes = text.chars().take_while(|letter| matches!(letter, '−' | '-')).count();
        if dashes > 0 {
            return Mark::Dashes(dashes);
        }
        let bracket = text.chars().next().filter(|letter| matches!(letter, '(' | '〔'));
        let inner = bracket.map_or(text, |bracket| text.trim_start_matches(bracket));
        let run: String = inner.chars().take_while(char::is_ascii_alphanumeric).collect();
        let after = inner.chars().nth(run.len());
        let closed =
            if bracket.is_some() { matches!(after, Some(')' | '〕')) } else { after.is_some_and(char::is_whitespace) };
        match run.chars().next() {
            Some(first) if closed => {
                let kind = match first {
                    '0'..='9' => '1',
                    'a'..='z' => 'a',
                    _ if run.chars().all(|letter| matches!(letter, 'I' | 'V')) => 'I',
                    _ => 'A',
                };
                Mark::Numbered(bracket.into_iter().chain([kind]).collect())
            }
            _ if bracket == Some('(') && inner.chars().nth(1) == Some(')') => Mark::Numbered("(ｲ".to_owned()),
            _ => Mark::None,
        }
    }
}

fn rates(code: &str, rows: &[Row], partners: &[Partner], file: &str) -> Vec<Rate> {
    let number = rows.first().map_or(0, |row| row.number);
    let general = all_of(rows.iter().map(|row| general(&row.general)));
    let mut rates: Vec<Rate> = general.rates(code, "mfn").into_iter().map(|rate| rate.at(file, number)).collect();
    for (at, partner) in partners.iter().enumerate() {
        let cells = rows.iter().map(|row| Cell::read(row.preferences.get(at).map_or("", String::as_str)));
        let preferences: Vec<Offer> = cells.filter_map(|cell| cell.over(&general)).collect();
        if preferences.is_empty() {
            continue;
        }
        let without = (preferences.len() < rows.len()).then(|| general.clone());
        let offer = all_of(preferences.into_iter().chain(without));
        let partner = vec![partner.id.clone()];
        rates.extend(
            offer.rates(code, "preference").into_iter().map(|rate| rate.for_partners(partner.clone()).at(file, number)),
        );
    }
    rates
}

/// The rates that the goods of a line could bear; none where they can't be told.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Offer(Option<BTreeSet<String>>);

impl Offer {
    fn rates(&self, code: &str, column: &str) -> Vec<Rate> {
        let rate = |text: &String| Rate::exact(code, column, text);
        match &self.0 {
            None => vec![Rate::exact(code, column, "").on(Basis::Unknown, "not to be computed from the table")],
            Some(rates) if rates.len() == 1 => rates.iter().map(rate).collect(),
            Some(rates) => {
                rates.iter().map(|text| rate(text).on(Basis::Interval, "depends on more than the code")).collect()
            }
        }
    }

    /// Whether this is free, or both are percentages and it is not the higher.
    fn is_at_most(&self, other: &Offer) -> bool {
        let percent = |offer: &Offer| {
            let rates = offer.0.as_ref().filter(|rates| rates.len() == 1)?;
            let rate = rates.first()?;
            if rate == "Free" { Some(Decimal::ZERO) } else { Decimal::parse(rate.strip_suffix('%')?).ok() }
        };
        match (percent(self), percent(other)) {
            (Some(this), Some(other)) => this <= other,
            (this, _) => this == Some(Decimal::ZERO),
        }
    }

    fn and(self, other: Offer) -> Offer {
        Offer(self.0.zip(other.0).map(|(one, other)| one.into_iter().chain(other).collect()))
    }
}

fn all_of(offers: impl Iterator<Item = Offer>) -> Offer {
    offers.reduce(Offer::and).unwrap_or(Offer(None))
}

/// The general rate of a row: base, temporary, WTO.
fn general(cells: &[String]) -> Offer {
    let cell = |at: usize| cells.get(at).map_or("", String::as_str);
    // A base rate in parentheses is one that a temporary rate replaces.
    let base = match Cell::read(cell(0)) {
        Cell::NotLower => Cell::read(&without_parentheses(&plain(cell(0)))),
        cell => cell,
    };
    let base = base.over(&Offer(None)).unwrap_or(Offer(None));
    let statutory = Cell::read(cell(1)).over(&base).unwrap_or(base);
    match Cell::read(cell(2)).over(&statutory) {
        Some(wto) if !statutory.is_at_most(&wto) => wto,
        _ => statutory,
    }
}

/// What a cell says.
#[derive(Debug, PartialEq, Eq)]
enum Cell {
    Blank,
    /// In parentheses: a rate that is not lower than the one without it.
    NotLower,
    Rates {
        rates: BTreeSet<String>,
        /// Whether goods of the line may be left with the rate that they have without it.
        some: bool,
    },
    Unreadable,
}

impl Cell {
    fn read(text: &str) -> Self {
        let text = plain(text);
        let marked = text.starts_with(['*', '※']) || text.contains('◆');
        let text = text.trim_matches(|letter: char| matches!(letter, '*' | '※' | '◎' | '●')).trim();
        let text = text.split('◆').next().unwrap_or_default().trim();
        if text.is_empty() {
            return if marked { Cell::Unreadable } else { Cell::Blank };
        }
        if without_parentheses(text) != text {
            return Cell::NotLower;
        }
        let cell = Cell::of_range(text).or_else(|| Cell::of_conditions(text)).unwrap_or(Cell::Unreadable);
        match cell {
            Cell::Rates { rates, .. } if marked => Cell::Rates { rates, some: true },
            cell => cell,
        }
    }

    /// `5%`, `無税〜(3%)`, `5%又は非譲許`.
    fn of_range(text: &str) -> Option<Self> {
        let text: String = text.split_whitespace().collect();
        let (text, mut some) = text.strip_suffix("又は非譲許").map_or((text.as_str(), false), |text| (text, true));
        let mut rates = BTreeSet::new();
        for end in text.split(['〜', '～']) {
            let end = end.trim_start_matches('●');
            if without_parentheses(end) == end {
                rates.insert(rate(end)?);
            } else {
                some = true;
            }
        }
        Some(Cell::Rates { rates, some })
    }

    /// Lines of a condition and a rate; another kind of goods may be left out.
    fn of_conditions(text: &str) -> Option<Self> {
        let mut rates = BTreeSet::new();
        let mut complement = false;
        let mut some = false;
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (condition, offered) = line.rsplit_once(char::is_whitespace)?;
            complement |= ["その他のもの", "関税割当数量以外のもの", "他の締約国に対する待遇"]
                .iter()
                .any(|rest| condition.trim_matches(['(', ')', ' ', '\u{3000}']) == *rest);
            match Cell::read(offered) {
                Cell::Rates { rates: found, some: left } => {
                    rates.extend(found);
                    some |= left;
                }
                Cell::NotLower => some = true,
                Cell::Blank | Cell::Unreadable => return None,
            }
        }
        Some(Cell::Rates { rates, some: some || !complement })
    }

    /// What the goods could bear, where they bear `general` without this cell; none where it changes nothing.
    fn over(self, general: &Offer) -> Option<Offer> {
        match self {
            Cell::Blank | Cell::NotLower => None,
            Cell::Unreadable => Some(Offer(None)),
            Cell::Rates { rates, some: false } => Some(Offer(Some(rates))),
            Cell::Rates { rates, some: true } => Some(Offer(Some(rates)).and(general.clone())),
        }
    }
}

/// Characters of one width, and one minus.
fn plain(text: &str) -> String {
    let one = |letter: char| match letter {
        '％' => '%',
        '（' => '(',
        '）' => ')',
        '＋' => '+',
        '−' | '－' => '-',
        '／' => '/',
        letter => letter,
    };
    text.trim().chars().map(one).collect()
}

/// The inside of parentheses that stand around the whole or around each end of a range.
fn without_parentheses(text: &str) -> String {
    let ends: Vec<&str> = text.split(['〜', '～']).map(str::trim).collect();
    let inside = |end: &str| {
        let inner = end.strip_prefix('(')?.strip_suffix(')')?;
        (!inner.contains(['(', ')'])).then(|| inner.to_owned())
    };
    let whole =
        text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).filter(|text| !text.contains(['(', ')']));
    let each: Option<Vec<String>> = ends.iter().map(|end| inside(end)).collect();
    each.map(|ends| ends.join("〜")).or(whole.map(str::to_owned)).unwrap_or_else(|| text.to_owned())
}

/// A rate in the duty grammar; none where it is levied on something else than value and quantity.
fn rate(text: &str) -> Option<String> {
    if matches!(text, "無税" | "免税") {
        return Some("Free".to_owned());
    }
    if let Some((first, limit)) = text.split_once("ただしその税率が") {
        let first = rate(first.trim_end_matches('('))?;
        let limit = limit.trim_end_matches(')').trim_end_matches("とする");
        let (limit, bound) = match limit.split_once("を上回る場合は") {
            Some((_, limit)) => (limit, "MAX"),
            None => (limit.split_once("を下回る場合は")?.1, "MIN"),
        };
        return Some(format!("{first} {bound} {}", sum(limit)?));
    }
    let of_two = [("のうちいずれか高い税率", "MIN"), ("のうちいずれか低い税率", "MAX")];
    for (ending, bound) in of_two {
        if let Some(both) = text.strip_suffix(ending) {
            let (one, other) = both.split_once("又は")?;
            return Some(format!("{} {bound} {}", sum(one)?, sum(other)?));
        }
    }
    sum(text)
}

fn sum(text: &str) -> Option<String> {
    let terms: Option<Vec<String>> = text.split('+').map(term).collect();
    terms.map(|terms| terms.join(" + "))
}

fn term(text: &str) -> Option<String> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b','));
    if let Some(percent) = text.strip_suffix('%') {
        return is_number(percent).then(|| format!("{percent}%"));
    }
    let (amount, unit) = text.split_once("円/")?;
    let number: String = unit.chars().take_while(|letter| letter.is_ascii_digit() || *letter == ',').collect();
    let unit = match unit.strip_prefix(number.as_str()).unwrap_or(unit) {
        "kg" => "kg",
        "l" => "l",
        "kl" => "m3",
        "MT" => "t",
        "㎡" => "m2",
        "足" => "pa",
        "頭" | "本" | "枚" | "個" => "p/st",
        _ => return None,
    };
    is_number(amount).then(|| format!("{amount}円/{} {unit}", number.replace(',', "")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str) -> (Vec<String>, bool) {
        match Cell::read(text) {
            Cell::Rates { rates, some } => (rates.into_iter().collect(), some),
            other => panic!("{text}: {other:?}"),
        }
    }

    fn one(rate: &str) -> (Vec<String>, bool) {
        (vec![rate.to_owned()], false)
    }

    #[test]
    fn rates_become_the_grammars() {
        assert_eq!(cell("無税"), one("Free"));
        assert_eq!(cell("7.4％"), one("7.4%"));
        assert_eq!(cell("36%＋130円/kg"), one("36% + 130円/ kg"));
        assert_eq!(cell("30%又は4,300円/足のうちいずれか高い税率"), one("30% MIN 4,300円/ pa"));
        assert_eq!(cell("8%又は5円/kgのうちいずれか低い税率"), one("8% MAX 5円/ kg"));
        assert_eq!(
            cell("5%又は3円/kgのうちいずれか高い税率（ただしその税率が15%を上回る場合は15%とする）"),
            one("5% MIN 3円/ kg MAX 15%")
        );
        assert_eq!(
            cell("15%又は70円/lのうちいずれか低い税率\nただしその税率が40円/lを下回る場合は40円/l"),
            one("15% MAX 70円/ l MIN 40円/ l")
        );
    }

    #[test]
    fn a_rate_on_something_else_is_not_guessed() {
        for text in ["(482円−課税価格)/kg又は", "1頭につき、基準輸入価格と課税価格との差額", "◆75"]
        {
            assert_eq!(Cell::read(text), Cell::Unreadable, "{text}");
        }
    }

    #[test]
    fn parentheses_say_that_a_rate_is_not_lower() {
        for text in
            ["(4%)", "（無税）", "(無税)〜(4%)", "(無税〜4%)", "*(25円/kg)", "**(5%又は6円/kgのうちいずれか高い税率)"]
        {
            assert_eq!(Cell::read(text), Cell::NotLower, "{text}");
        }
    }

    #[test]
    fn what_the_code_does_not_settle_keeps_its_alternatives() {
        let both = |one: &str, other: &str, some| (vec![one.to_owned(), other.to_owned()], some);
        assert_eq!(cell("●21%〜（35%）"), (vec!["21%".to_owned()], true));
        assert_eq!(cell("無税又は非譲許"), (vec!["Free".to_owned()], true));
        assert_eq!(cell("くらげ\u{3000}無税"), (vec!["Free".to_owned()], true));
        assert_eq!(cell("さんま以外のもの\u{3000}4%\nその他のもの\u{3000}無税"), both("4%", "Free", false));
        assert_eq!(cell("※17.7%"), (vec!["17.7%".to_owned()], true));
    }

    #[test]
    fn the_general_rate_follows_the_order_of_the_law() {
        let general = |base: &str, temporary: &str, wto: &str| {
            general(&[base.to_owned(), temporary.to_owned(), wto.to_owned()]).0.map(|rates| rates.into_iter().collect())
        };
        let one = |rate: &str| Some(vec![rate.to_owned()]);
        assert_eq!(general("11.2%", "", "7.4%"), one("7.4%"));
        assert_eq!(general("10.9%", "", "(10.9%)"), one("10.9%"));
        assert_eq!(general("25%", "20%", "(22%)"), one("20%"));
        assert_eq!(general("10%", "4.2%", "6%"), one("4.2%"));
        assert_eq!(general("無税", "", "8.5%"), one("Free"));
        assert_eq!(general("(5%)", "", ""), one("5%"));
        assert_eq!(general("35%", "", "●21%〜（35%）"), Some(vec!["21%".to_owned(), "35%".to_owned()]));
        assert_eq!(general("", "", ""), None::<Vec<String>>);
    }

    #[test]
    fn marks_tell_the_depth() {
        for (text, mark) in [
            ("2 その他のもの", "1"),
            ("(2)その他のもの", "(1"),
            ("A あられ", "A"),
            ("(a)もの", "(a"),
            ("*〔1〕課税価格", "〔1"),
            ("(ｲ)もの", "(ｲ"),
            ("II もの", "I"),
        ] {
            assert_eq!(Mark::of(text), Mark::Numbered(mark.to_owned()), "{text}");
        }
        assert_eq!(Mark::of("−− トカゲ亜目"), Mark::Dashes(2));
        for text in ["爬虫類", "1頭の重量が50キログラム以上のもの", "1,1,1,2-テトラフルオロエタン"]
        {
            assert_eq!(Mark::of(text), Mark::None, "{text}");
        }
    }
}
