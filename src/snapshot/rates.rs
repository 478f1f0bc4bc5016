//! Rates of exchange: which rate a law's rule takes for a day.

use super::SnapshotError;
use super::bytes::{Reader, Writer};
use crate::day::Day;
use crate::money::{Currency, Decimal, Rounding};
use alloc::{collections::BTreeMap, format, string::String, vec::Vec};

/// Decimals of a rate that had to be divided.
const DECIMALS: u32 = 12;

/// Rates of exchange by the rules that laws choose them by.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rates {
    rules: Vec<Rule>,
    pegs: Vec<Peg>,
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

/// One rule and the rates that it chose.
#[derive(Clone, Debug, PartialEq)]
struct Rule {
    id: String,
    source: String,
    official: bool,
    until: Day,
    pivot: Currency,
    /// Sorted.
    spans: Vec<RateSpan>,
    currencies: Vec<Series>,
}

/// A time through which rates hold: until the next begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RateSpan {
    /// The first day on which they hold.
    pub from: Day,
    /// The day on which they were recorded.
    pub recorded: Day,
}

/// What one unit of the pivot is worth in a currency, span by span; zero where there is no rate.
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
    /// Whether the rule takes exactly these rates; otherwise they stand in for others that are not at hand.
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
        let at = rule.spans.partition_point(|span| span.from <= day).checked_sub(1)?;
        let (from, to) = (self.worth(rule, from, at)?, self.worth(rule, to, at)?);
        let value = if from == Decimal::ONE { to } else { to.divide(from, DECIMALS, Rounding::HalfEven).ok()? };
        Some(Rate {
            value,
            day: rule.spans.get(at)?.recorded,
            source: &rule.source,
            official: rule.official,
            current: day <= rule.until,
        })
    }

    /// Ids of its rules.
    pub fn rules(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|rule| rule.id.as_str())
    }

    /// What one unit of the rule's pivot is worth in a currency, or in one that is held to another.
    fn worth(&self, rule: &Rule, currency: Currency, at: usize) -> Option<Decimal> {
        rule.worth(currency, at).or_else(|| {
            let peg = self.pegs.iter().find(|peg| peg.currency == currency)?;
            rule.worth(peg.anchor, at)?.checked_mul(peg.rate).ok()
        })
    }

    pub(super) fn read(mut reader: Reader<'_>) -> Result<Rates, SnapshotError> {
        let rules = reader.list(Rule::read);
        let pegs = reader.list(Peg::read);
        reader.finish().map(|()| Rates { rules, pegs })
    }
}

impl Peg {
    fn read(reader: &mut Reader<'_>) -> Peg {
        let (currency, anchor) = (reader.currency(), reader.currency());
        let rate = Decimal::parse(reader.text()).ok().filter(|rate| rate.is_positive());
        if rate.is_none() {
            reader.refuse("holds a fixed rate that is none");
        }
        Peg { currency, anchor, rate: rate.unwrap_or_default() }
    }
}

impl Rule {
    /// What one unit of the pivot is worth in a currency.
    fn worth(&self, currency: Currency, at: usize) -> Option<Decimal> {
        if currency == self.pivot {
            return Some(Decimal::ONE);
        }
        let found = self.currencies.binary_search_by_key(&currency, |series| series.currency).ok()?;
        let series = self.currencies.get(found)?;
        let number = series.numbers.get(at).filter(|number| **number > 0)?;
        Decimal::from_integer(i64::try_from(*number).ok()?).checked_mul(Decimal::step(series.decimals).ok()?).ok()
    }

    fn read(reader: &mut Reader<'_>) -> Rule {
        let (id, source) = (reader.text().into(), reader.text().into());
        let official = reader.index_below(2) == 1;
        let (until, pivot) = (reader.day(), reader.currency());
        let spans = read_spans(reader);
        let mut last = None;
        let currencies = reader.list(|reader| {
            let series = Series::read(reader, spans.len());
            if last.is_some_and(|last| last >= series.currency) {
                reader.refuse("holds codes out of order");
            }
            last = Some(series.currency);
            series
        });
        Rule { id, source, official, until, pivot, spans, currencies }
    }
}

/// Both days as differences from those before: from the number that the digits of one make to that of the next.
fn read_spans(reader: &mut Reader<'_>) -> Vec<RateSpan> {
    let (mut from, mut recorded) = (0_u32, 0_u32);
    reader.list(|reader| {
        let step = reader.index();
        from = from.saturating_add(step);
        recorded = recorded.saturating_add(reader.index());
        let days = Day::from_number(from).zip(Day::from_number(recorded)).filter(|_| step > 0);
        if days.is_none() {
            reader.refuse("holds days out of order");
        }
        let (from, recorded) = days.unwrap_or((Day::MIN, Day::MIN));
        RateSpan { from, recorded }
    })
}

impl Series {
    /// Each number as the difference from the one before.
    fn read(reader: &mut Reader<'_>, spans: usize) -> Series {
        let (currency, decimals) = (reader.currency(), u32::from(reader.byte()));
        let mut steps = reader.part();
        let mut last = 0_u64;
        let mut numbers = Vec::with_capacity(spans);
        for _ in 0..spans {
            last = last.checked_add_signed(steps.signed()).unwrap_or_else(|| {
                steps.refuse("holds a rate below zero");
                0
            });
            numbers.push(last);
        }
        reader.close(steps);
        Series { currency, decimals, numbers }
    }
}

/// A rule and its rates, to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleDraft {
    /// Its id, by which law names it.
    pub id: String,
    /// Who published the rates.
    pub source: String,
    /// Whether the rule takes exactly these rates, or others that are not at hand.
    pub official: bool,
    /// The last day for which the rule has chosen.
    pub until: Day,
    /// The currency that the rates are of.
    pub pivot: Currency,
    /// The times through which rates hold, in their order.
    pub spans: Vec<RateSpan>,
    /// What one unit of the pivot is worth in each currency, span by span.
    pub currencies: BTreeMap<Currency, Vec<Option<Decimal>>>,
}

/// The section of these rules and fixed rates.
///
/// # Errors
/// [`SnapshotError`] for a rate that is not above zero or has more than 18 digits.
pub fn write_rates(rules: &[RuleDraft], pegs: &[Peg]) -> Result<Vec<u8>, SnapshotError> {
    let mut writer = Writer::default();
    writer.count(rules.len());
    for rule in rules {
        writer.text(&rule.id);
        writer.text(&rule.source);
        writer.0.push(u8::from(rule.official));
        writer.day_or_open(Some(rule.until));
        writer.0.extend(rule.pivot.code().bytes());
        let mut last = (0_u32, 0_u32);
        writer.list(&rule.spans, |writer, span| {
            let next = (span.from.number(), span.recorded.number());
            writer.varint(u64::from(next.0.saturating_sub(last.0)));
            writer.varint(u64::from(next.1.saturating_sub(last.1)));
            last = next;
        });
        writer.count(rule.currencies.len());
        for (currency, rates) in &rule.currencies {
            write_series(&mut writer, *currency, rates).ok_or_else(|| {
                SnapshotError::corrupt(format!("`{}` has a rate of {currency} that is none", rule.id))
            })?;
        }
    }
    writer.list(pegs, |writer, peg| {
        writer.0.extend(peg.currency.code().bytes());
        writer.0.extend(peg.anchor.code().bytes());
        writer.text(&format!("{}", peg.rate));
    });
    Ok(writer.0)
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

    fn rates() -> Rates {
        let span = |from, recorded| RateSpan { from: day(from), recorded: day(recorded) };
        let series = |rates: [&str; 2]| rates.iter().map(|rate| Decimal::parse(rate).ok()).collect();
        let rule = RuleDraft {
            id: "monthly".into(),
            source: "a bank".into(),
            official: true,
            until: day("2026-11-30"),
            pivot: currency("EUR"),
            spans: vec![span("2026-10-01", "2026-09-23"), span("2026-11-01", "2026-10-21")],
            currencies: [("GBP", ["0.87", "0.8338"]), ("JPY", ["174", "175.68"]), ("TRY", ["48.5", ""])]
                .map(|(code, rates)| (currency(code), series(rates)))
                .into(),
        };
        let rate = Decimal::parse("3.6725").unwrap();
        let peg = Peg { currency: currency("AED"), anchor: currency("GBP"), rate };
        Rates::read(Reader::new("fx", &write_rates(&[rule], &[peg]).unwrap())).unwrap()
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
    fn days_and_codes_out_of_order_are_refused() {
        let rule = |spans, currencies| RuleDraft {
            id: "r".into(),
            source: String::new(),
            official: false,
            until: day("2026-11-30"),
            pivot: currency("EUR"),
            spans,
            currencies,
        };
        let twice = RateSpan { from: day("2026-10-01"), recorded: day("2026-09-23") };
        let bytes = write_rates(&[rule(vec![twice, twice], BTreeMap::new())], &[]).unwrap();
        assert!(Rates::read(Reader::new("fx", &bytes)).unwrap_err().to_string().contains("days out of order"));
        for wrong in ["0", "-1", "12345678901234567890"] {
            let series = vec![Decimal::parse(wrong).ok()];
            assert!(
                write_rates(&[rule(vec![twice], BTreeMap::from([(currency("GBP"), series)]))], &[]).is_err(),
                "{wrong}"
            );
        }
    }
}
