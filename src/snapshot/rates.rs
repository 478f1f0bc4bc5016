//! Rates of exchange: which rate a law's rule takes for a day.

use super::SnapshotError;
use super::bytes::{Reader, Writer};
use crate::day::Day;
use crate::money::{Currency, Decimal, Rounding};
use alloc::{
    collections::{BTreeMap, BTreeSet},
    format,
    string::String,
    vec::Vec,
};

/// Decimals of a rate that had to be divided.
const DECIMALS: u32 = 12;

/// Rates of exchange, and the rules that laws choose them by.
#[derive(Clone, Debug, PartialEq)]
pub struct Rates {
    /// The currency that all rates are of.
    pivot: Currency,
    /// The days on which rates were recorded; sorted.
    days: Vec<Day>,
    /// Sorted.
    currencies: Vec<Series>,
    rules: Vec<Rule>,
    pegs: Vec<Peg>,
}

impl Default for Rates {
    fn default() -> Self {
        let (days, currencies, rules, pegs) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Rates { pivot: Currency::UNREAD, days, currencies, rules, pegs }
    }
}

/// A currency that is held at a fixed rate to another: it follows that one wherever a rule has no rate of its own for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Peg {
    /// The currency that is held.
    pub currency: Currency,
    /// The one that it is held to.
    pub anchor: Currency,
    /// What one of the anchor is worth in it.
    pub rate: Decimal,
}

/// One rule and the days whose rates it chose.
#[derive(Clone, Debug, PartialEq)]
struct Rule {
    id: String,
    source: String,
    official: bool,
    exact_from: Day,
    until: Day,
    /// What the law multiplies the rates of a currency by.
    times: Vec<(Currency, Decimal)>,
    /// The first day on which rates hold, until the next begin, and the position of the day of their record; sorted.
    spans: Vec<(Day, u32)>,
}

/// What one unit of the pivot was worth in a currency, day by day; zero where there is no rate.
#[derive(Clone, Debug, PartialEq)]
struct Series {
    currency: Currency,
    /// So many of the last digits of its numbers are decimals.
    decimals: u32,
    numbers: Vec<u64>,
}

/// A rate of exchange.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate<'a> {
    /// How much of the currency asked for one unit of the other is.
    pub value: Decimal,
    /// The day on which it was recorded.
    pub day: Day,
    /// Who published it.
    pub source: &'a str,
    /// Whether the rule takes exactly this rate; otherwise it stands in for another that is not at hand.
    pub official: bool,
    /// Whether the rule chose it for the day asked for; otherwise it is the last one known, and a later one holds.
    pub current: bool,
}

impl Rates {
    /// The rate by which the rule turns amounts of `from` into `to` on `day`.
    ///
    /// Rates are kept against one currency; the others follow by division, to twelve decimals, halves to the even one.
    /// `None` for an unknown rule, on a day before its first rate, and for a currency that it has no rate of on that
    /// day.
    #[must_use]
    pub fn lookup(&self, rule: &str, from: Currency, to: Currency, day: Day) -> Option<Rate<'_>> {
        let rule = self.rules.iter().find(|known| known.id == rule)?;
        let span = rule.spans.partition_point(|(from, _)| *from <= day).checked_sub(1)?;
        let at = rule.spans.get(span)?.1 as usize;
        let (from, to) = (self.worth(rule, from, at)?, self.worth(rule, to, at)?);
        let value = if from == Decimal::ONE { to } else { to.divide(from, DECIMALS, Rounding::HalfEven).ok()? };
        Some(Rate {
            value,
            day: *self.days.get(at)?,
            source: &rule.source,
            official: rule.official && rule.exact_from <= day,
            current: day <= rule.until,
        })
    }

    /// The last day on which rates were recorded.
    #[must_use]
    pub fn recorded_until(&self) -> Option<Day> {
        self.days.last().copied()
    }

    /// Ids of its rules.
    pub fn rules(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|rule| rule.id.as_str())
    }

    /// What one unit of the pivot is worth to a rule in a currency, or in one that is held to another.
    fn worth(&self, rule: &Rule, currency: Currency, at: usize) -> Option<Decimal> {
        let worth = self.recorded(currency, at).or_else(|| {
            let peg = self.pegs.iter().find(|peg| peg.currency == currency)?;
            self.recorded(peg.anchor, at)?.checked_mul(peg.rate).ok()
        })?;
        let times = rule.times.iter().find(|(of, _)| *of == currency);
        times.map_or(Some(worth), |(_, times)| worth.checked_mul(*times).ok())
    }

    /// What one unit of the pivot was worth in a currency on the day at this position.
    fn recorded(&self, currency: Currency, at: usize) -> Option<Decimal> {
        if currency == self.pivot {
            return Some(Decimal::ONE);
        }
        let found = self.currencies.binary_search_by_key(&currency, |series| series.currency).ok()?;
        let series = self.currencies.get(found)?;
        let number = series.numbers.get(at).filter(|number| **number > 0)?;
        Decimal::from_integer(i64::try_from(*number).ok()?).checked_mul(Decimal::step(series.decimals).ok()?).ok()
    }

    pub(super) fn read(mut reader: Reader<'_>) -> Result<Rates, SnapshotError> {
        let pivot = reader.currency();
        let mut day = 0;
        let days = reader.list(|reader| next_day(reader, &mut day));
        let mut last = None;
        let currencies = reader.list(|reader| {
            let series = Series::read(reader, days.len());
            if last.is_some_and(|last| last >= series.currency) {
                reader.refuse("holds codes out of order");
            }
            last = Some(series.currency);
            series
        });
        let rules = reader.list(|reader| Rule::read(reader, days.len()));
        let pegs = reader.list(Peg::read);
        reader.finish().map(|()| Rates { pivot, days, currencies, rules, pegs })
    }
}

/// A day as the difference from the one before: from the number that the digits of one make to that of the other.
fn next_day(reader: &mut Reader<'_>, last: &mut u32) -> Day {
    let step = reader.index();
    *last = last.saturating_add(step);
    Day::from_number(*last).filter(|_| step > 0).unwrap_or_else(|| {
        reader.refuse("holds days out of order");
        Day::MIN
    })
}

/// A decimal above zero, as text.
fn factor(reader: &mut Reader<'_>) -> Decimal {
    Decimal::parse(reader.text()).ok().filter(|factor| factor.is_positive()).unwrap_or_else(|| {
        reader.refuse("holds a fixed rate that is none");
        Decimal::ONE
    })
}

impl Peg {
    fn read(reader: &mut Reader<'_>) -> Peg {
        Peg { currency: reader.currency(), anchor: reader.currency(), rate: factor(reader) }
    }
}

impl Rule {
    fn read(reader: &mut Reader<'_>, days: usize) -> Rule {
        Rule {
            id: reader.text().into(),
            source: reader.text().into(),
            official: reader.index_below(2) == 1,
            exact_from: reader.day_or_open().unwrap_or(Day::MIN),
            until: reader.day(),
            times: reader.list(|reader| (reader.currency(), factor(reader))),
            spans: {
                let (mut from, mut at) = (0, 0_u32);
                reader.list(|reader| {
                    let from = next_day(reader, &mut from);
                    at = at.saturating_add(reader.index());
                    if at as usize >= days {
                        reader.refuse("points at what it does not hold");
                    }
                    (from, at)
                })
            },
        }
    }
}

impl Series {
    /// Each number as the difference from the one before.
    fn read(reader: &mut Reader<'_>, days: usize) -> Series {
        let (currency, decimals) = (reader.currency(), u32::from(reader.byte()));
        let mut steps = reader.part();
        let mut last = 0_u64;
        let numbers = steps.times(days, |steps| {
            last = last.checked_add_signed(steps.signed()).unwrap_or_else(|| {
                steps.refuse("holds a rate below zero");
                0
            });
            last
        });
        reader.close(steps);
        Series { currency, decimals, numbers }
    }
}

/// Rates of exchange, to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct RatesDraft {
    /// The currency that the rates are of.
    pub pivot: Currency,
    /// What one unit of the pivot was worth in each currency, on each day on which that was recorded.
    pub archive: BTreeMap<Day, BTreeMap<Currency, Decimal>>,
    /// The rules that choose from it.
    pub rules: Vec<RuleDraft>,
    /// Fixed rates.
    pub pegs: Vec<Peg>,
}

/// A rule and the rates that it chose, to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleDraft {
    /// Its id, by which law names it.
    pub id: String,
    /// Who published the rates.
    pub source: String,
    /// Whether the rule takes exactly these rates, or others that are not at hand.
    pub official: bool,
    /// Before this day it takes rates that the archive lacks: those recorded last before stand in.
    pub exact_from: Option<Day>,
    /// The last day for which the rule has chosen.
    pub until: Day,
    /// What the law multiplies the rates of a currency by.
    pub times: Vec<(Currency, Decimal)>,
    /// The first day on which rates hold, until the next begin, and the day on which they were recorded; sorted.
    pub spans: BTreeMap<Day, Day>,
}

impl RatesDraft {
    /// The section of rates.
    ///
    /// # Errors
    /// [`SnapshotError`] for a rate that is not above zero or has more than 18 digits, and for a rule that takes rates
    /// of a day that the archive lacks.
    pub fn write(&self) -> Result<Vec<u8>, SnapshotError> {
        let mut writer = Writer::default();
        writer.0.extend(self.pivot.code().bytes());
        let mut last = 0;
        writer.count(self.archive.len());
        self.archive.keys().for_each(|day| write_day(&mut writer, *day, &mut last));
        let currencies: BTreeSet<Currency> = self.archive.values().flat_map(BTreeMap::keys).copied().collect();
        writer.count(currencies.len());
        for currency in currencies {
            let rates: Vec<Option<Decimal>> = self.archive.values().map(|day| day.get(&currency).copied()).collect();
            write_series(&mut writer, currency, &rates)
                .ok_or_else(|| SnapshotError::corrupt(format_args!("a rate of {currency} is none")))?;
        }
        writer.count(self.rules.len());
        for rule in &self.rules {
            self.write_rule(&mut writer, rule)
                .ok_or_else(|| SnapshotError::corrupt(format_args!("`{}` takes rates that are not there", rule.id)))?;
        }
        writer.list(&self.pegs, |writer, peg| {
            writer.0.extend(peg.currency.code().bytes());
            writer.0.extend(peg.anchor.code().bytes());
            writer.text(&format!("{}", peg.rate));
        });
        Ok(writer.0)
    }

    fn write_rule(&self, writer: &mut Writer, rule: &RuleDraft) -> Option<()> {
        writer.text(&rule.id);
        writer.text(&rule.source);
        writer.0.push(u8::from(rule.official));
        writer.day_or_open(rule.exact_from);
        writer.day_or_open(Some(rule.until));
        writer.list(&rule.times, |writer, (currency, times)| {
            writer.0.extend(currency.code().bytes());
            writer.text(&format!("{times}"));
        });
        let (mut last, mut before) = (0, 0_usize);
        writer.count(rule.spans.len());
        for (from, recorded) in &rule.spans {
            write_day(writer, *from, &mut last);
            let at = self.archive.keys().position(|day| day == recorded)?;
            writer.count(at.checked_sub(before)?);
            before = at;
        }
        Some(())
    }
}

fn write_day(writer: &mut Writer, day: Day, last: &mut u32) {
    writer.varint(u64::from(day.number().saturating_sub(*last)));
    *last = day.number();
}

fn write_series(writer: &mut Writer, currency: Currency, rates: &[Option<Decimal>]) -> Option<()> {
    let decimals = rates.iter().flatten().map(|rate| rate.decimals()).max().unwrap_or_default();
    let mut steps = Writer::default();
    let mut last = 0_i64;
    for rate in rates {
        let number = match rate {
            None => 0,
            Some(rate) => digits(*rate, decimals).filter(|number| *number > 0)?,
        };
        steps.signed(number.checked_sub(last)?);
        last = number;
    }
    writer.0.extend(currency.code().bytes());
    writer.0.push(u8::try_from(decimals).ok()?);
    writer.block(&steps.0);
    Some(())
}

/// The number that the digits of `rate`, written with so many decimals, make.
fn digits(rate: Decimal, decimals: u32) -> Option<i64> {
    let written = format!("{}", rate.display_with(decimals));
    written.replace('.', "").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn currency(code: &str) -> Currency {
        Currency::parse(code).unwrap()
    }

    fn draft() -> RatesDraft {
        let recorded = |on: [(&str, &str); 3]| {
            on.iter().map(|(code, rate)| Some((currency(code), Decimal::parse(rate).ok()?))).collect::<Option<_>>()
        };
        let september = recorded([("GBP", "0.87"), ("JPY", "174"), ("TRY", "48.5")]).unwrap();
        let mut october: BTreeMap<_, _> = recorded([("GBP", "0.8338"), ("JPY", "175.68"), ("TRY", "1")]).unwrap();
        october.remove(&currency("TRY"));
        RatesDraft {
            pivot: currency("EUR"),
            archive: [(day("2026-09-23"), september), (day("2026-10-21"), october)].into(),
            rules: vec![RuleDraft {
                id: "monthly".into(),
                source: "a bank".into(),
                official: true,
                exact_from: Some(day("2026-11-01")),
                until: day("2026-11-30"),
                times: vec![],
                spans: [(day("2026-10-01"), day("2026-09-23")), (day("2026-11-01"), day("2026-10-21"))].into(),
            }],
            pegs: vec![Peg {
                currency: currency("AED"),
                anchor: currency("GBP"),
                rate: Decimal::parse("3.6725").unwrap(),
            }],
        }
    }

    fn read(draft: &RatesDraft) -> Result<Rates, SnapshotError> {
        draft.write().and_then(|bytes| Rates::read(Reader::new("fx", &bytes)))
    }

    fn rates() -> Rates {
        read(&draft()).unwrap()
    }

    fn value(from: &str, to: &str, on: &str) -> Option<String> {
        let rates = rates();
        rates.lookup("monthly", currency(from), currency(to), day(on)).map(|rate| rate.value.to_string())
    }

    #[test]
    fn a_rate_holds_from_its_first_day_until_the_next_begins() {
        assert_eq!(value("EUR", "GBP", "2026-09-30"), None);
        assert_eq!(value("EUR", "GBP", "2026-10-01").as_deref(), Some("0.87"));
        assert_eq!(value("EUR", "GBP", "2026-10-31").as_deref(), Some("0.87"));
        assert_eq!(value("EUR", "GBP", "2026-11-01").as_deref(), Some("0.8338"));
    }

    #[test]
    fn rates_between_others_follow_by_division() {
        // By hand: 1 / 0.8338 = 1.199328376109…; 175.68 / 0.8338 = 210.698009114895…
        assert_eq!(value("GBP", "EUR", "2026-11-24").as_deref(), Some("1.199328376109"));
        assert_eq!(value("GBP", "JPY", "2026-11-24").as_deref(), Some("210.698009114896"));
        assert_eq!(value("GBP", "GBP", "2026-11-24").as_deref(), Some("1"));
        assert_eq!(value("EUR", "EUR", "2026-11-24").as_deref(), Some("1"));
    }

    #[test]
    fn a_currency_that_is_held_to_another_follows_it() {
        // 0.8338 times 3.6725.
        assert_eq!(value("EUR", "AED", "2026-11-24").as_deref(), Some("3.0621305"));
        assert_eq!(value("GBP", "AED", "2026-11-24").as_deref(), Some("3.6725"));
    }

    #[test]
    fn what_is_not_known_is_not_answered() {
        assert_eq!(value("EUR", "TRY", "2026-10-15").as_deref(), Some("48.5"));
        assert_eq!(value("EUR", "TRY", "2026-11-15"), None, "its rates have ended");
        assert_eq!(value("EUR", "TWD", "2026-11-15"), None);
        assert_eq!(rates().lookup("weekly", currency("EUR"), currency("GBP"), day("2026-11-15")), None);
    }

    #[test]
    fn a_rate_tells_its_day_and_whether_it_still_holds() {
        let rates = rates();
        let on = |text| rates.lookup("monthly", currency("EUR"), currency("GBP"), day(text)).unwrap();
        assert_eq!((on("2026-11-30").day, on("2026-11-30").current), (day("2026-10-21"), true));
        assert_eq!((on("2026-12-01").day, on("2026-12-01").current), (day("2026-10-21"), false));
        assert_eq!((on("2026-12-01").source, on("2026-12-01").official), ("a bank", true));
    }

    #[test]
    fn before_a_rule_is_exact_a_rate_stands_in() {
        let rates = rates();
        let on = |text| rates.lookup("monthly", currency("EUR"), currency("GBP"), day(text)).unwrap().official;
        assert_eq!((on("2026-10-31"), on("2026-11-01")), (false, true));
    }

    #[test]
    fn a_law_may_take_a_multiple_of_the_rates_of_a_currency() {
        let mut draft = draft();
        draft.rules[0].times = vec![(currency("GBP"), Decimal::parse("1.1").unwrap())];
        let rates = read(&draft).unwrap();
        let value = |from, to| {
            rates.lookup("monthly", currency(from), currency(to), day("2026-11-24")).unwrap().value.to_string()
        };
        // 0.8338 times 1.1; 175.68 / 0.91718 = 191.543644649905…
        assert_eq!((value("EUR", "GBP"), value("GBP", "JPY")), ("0.91718".into(), "191.543644649905".into()));
    }

    #[test]
    fn what_is_no_rate_or_not_there_is_not_written() {
        for wrong in ["0", "-1", "12345678901234567890"] {
            let mut draft = draft();
            draft.archive.entry(day("2026-10-21")).or_default().insert(currency("GBP"), Decimal::parse(wrong).unwrap());
            assert!(draft.write().is_err(), "{wrong}");
        }
        let mut draft = draft();
        draft.archive.remove(&day("2026-10-21"));
        assert!(draft.write().unwrap_err().to_string().contains("`monthly` takes rates that are not there"));
    }

    #[test]
    fn days_and_codes_out_of_order_are_refused() {
        let bytes = draft().write().unwrap();
        let refusal = |bytes: &[u8]| Rates::read(Reader::new("fx", bytes)).unwrap_err().to_string();
        // The pivot and the number of days, then four bytes of the first day and the step to the second.
        let mut twice = bytes.clone();
        twice[8] = 0;
        assert!(refusal(&twice).contains("days out of order"));
        let mut swapped = bytes;
        let at = swapped.windows(3).position(|code| code == b"JPY").unwrap();
        swapped[at..at + 3].copy_from_slice(b"GBP");
        assert!(refusal(&swapped).contains("codes out of order"));
    }
}
