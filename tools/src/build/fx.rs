//! Rates of exchange: the archive, and the rules of law that choose from it.

use super::{Fault, Faults, Part, differs, read_toml, refused, section};
use crate::import::source::Source;
use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};
use landfall::{
    day::Day,
    money::{Currency, Decimal, Rounding},
    snapshot::{Peg, RatesDraft, RuleDraft, Snapshot},
};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// `rules.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    archive: String,
    pivot: String,
    recent: Option<i64>,
    #[serde(default, rename = "rule")]
    rules: Vec<Rule>,
    #[serde(default, rename = "peg")]
    pegs: Vec<PegHeader>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    id: String,
    source: String,
    official: bool,
    recorded: String,
    applies: Applies,
    keep: Option<i64>,
    /// What the law multiplies the rate of a currency by.
    #[serde(default)]
    times: BTreeMap<String, String>,
    #[serde(rename = "law")]
    _law: String,
    #[serde(rename = "checked")]
    _checked: toml::value::Datetime,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PegHeader {
    currency: String,
    to: String,
    rate: String,
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "checked")]
    _checked: toml::value::Datetime,
}

/// From when on a recorded rate holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Applies {
    SameDay,
    NextDay,
    /// From the Monday that follows.
    NextMonday,
    /// From the Sunday that follows.
    NextWeek,
    /// From the Sunday after that.
    WeekAfterNext,
    NextMonth,
    NextYear,
}

/// On which days a rate is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Recorded {
    EveryDay,
    /// This day of every week.
    Weekly(Weekday),
    /// The n-th such day of a month, counted from its end where negative.
    Weekday(i8, Weekday),
    FirstWorkingDay(i8),
}

/// What one unit of the pivot was worth, day by day.
type Archive = BTreeMap<Date, BTreeMap<Currency, Decimal>>;

/// The section of the rules in `folder`, where there are any.
pub fn part(folder: &Path) -> Result<Option<Part>, Faults> {
    let path = folder.join("rules.toml");
    if !path.exists() {
        return Ok(None);
    }
    let file = path.display().to_string();
    let rules: Rules = read_toml(&path)?;
    let archive = archive(&folder.join(&rules.archive))?;
    let pivot = currency(&file, "pivot", &rules.pivot)?;
    let mut faults = Faults::default();
    let pegs: Vec<Peg> = rules.pegs.iter().filter_map(|header| faults.keep(peg(&file, header))).collect();
    let chosen = rules.rules.iter().filter_map(|rule| faults.keep(rule.choose(&file, &archive))).collect::<Vec<_>>();
    let chosen = faults.or(chosen)?;
    let kept = kept(&chosen, rules.recent, &archive);
    let draft = RatesDraft {
        pivot,
        rules: chosen.iter().filter_map(|choice| choice.draft(&kept)).collect(),
        archive: kept.iter().filter_map(|date| Some((day(*date)?, archive.get(date)?.clone()))).collect(),
        pegs,
    };
    let bytes = draft.write().map_err(|error| refused(&error))?;
    let sources = rules.rules.iter().map(|rule| rule.source.clone()).collect();
    let check = Box::new(move |snapshot: &Snapshot| compare(&file, &draft, snapshot));
    Ok(Some(Part { name: section::RATES.into(), bytes, sources, slice: None, check }))
}

/// The days whose rates are kept: those of rules that take exactly the rates of a few days, and of all rules the recent
/// ones. Before, a rule that takes a rate every day, or one in place of another, makes do with a day that is kept.
fn kept(chosen: &[Choice<'_>], recent: Option<i64>, archive: &Archive) -> BTreeSet<Date> {
    let start = recent.and_then(|months| archive.keys().next_back()?.checked_sub(months.months()).ok());
    let is_kept =
        |choice: &Choice<'_>, recorded: &Date| choice.keeps_all() || start.is_none_or(|start| start <= *recorded);
    chosen
        .iter()
        .flat_map(|choice| choice.spans.values().filter(move |recorded| is_kept(choice, recorded)))
        .copied()
        .collect()
}

fn currency(file: &str, key: &str, code: &str) -> Result<Currency, Fault> {
    Currency::parse(code)
        .ok_or_else(|| Fault::of(file, "is no currency", "write three capital letters").cell(key, code))
}

/// Reads `day,currency,rate`.
fn archive(path: &Path) -> Result<Archive, Faults> {
    let source = Source::open(path)?;
    let mut faults = Faults::default();
    let mut archive = Archive::new();
    for record in source.csv(&["day", "currency", "rate"])?.rows {
        let at =
            |column, input, cause, remedy| Fault::of(&source.name, cause, remedy).row(record.row).cell(column, input);
        let day: Option<Date> = record.cell(0).parse().ok();
        let rate = Decimal::parse(record.cell(2)).ok().filter(|rate| rate.is_positive());
        match (day, Currency::parse(record.cell(1)), rate) {
            (None, ..) => faults.push(at("day", record.cell(0), "is no day", "write it as 2026-11-24")),
            (_, None, _) => {
                faults.push(at("currency", record.cell(1), "is no currency", "write three capital letters"))
            }
            (.., None) => faults.push(at("rate", record.cell(2), "is no rate", "write a decimal above zero")),
            (Some(day), Some(currency), Some(rate)) => {
                if archive.entry(day).or_default().insert(currency, rate).is_some() {
                    faults.push(at("currency", record.cell(1), "has two rates on this day", "keep one of the rows"));
                }
            }
        }
    }
    faults.or(archive)
}

fn peg(file: &str, header: &PegHeader) -> Result<Peg, Fault> {
    let rate = Decimal::parse(&header.rate).ok().filter(|rate| rate.is_positive());
    Ok(Peg {
        currency: currency(file, "currency", &header.currency)?,
        anchor: currency(file, "to", &header.to)?,
        rate: rate
            .ok_or_else(|| Fault::of(file, "is no rate", "write a decimal above zero").cell("rate", &header.rate))?,
    })
}

/// What a rule chose from the archive.
struct Choice<'a> {
    rule: &'a Rule,
    recorded: Recorded,
    times: Vec<(Currency, Decimal)>,
    /// The first day on which rates hold, and the day on which they were recorded.
    spans: BTreeMap<Date, Date>,
    until: Day,
}

impl Rule {
    /// The days of the archive that the rule chooses.
    fn choose(&self, file: &str, archive: &Archive) -> Result<Choice<'_>, Fault> {
        let recorded = Recorded::parse(&self.recorded).ok_or_else(|| {
            let remedy =
                "write `every-day`, or like `every-friday`, `second-last-wednesday` or `first-working-day-of-october`";
            Fault::of(file, "is no day of publication", remedy).cell("recorded", &self.recorded)
        })?;
        let spoilt = |cause: &str| {
            Fault::of(file, cause, "take the rule out, or bring the archive up to date").cell("rule", &self.id)
        };
        let span = |recorded: Date| self.applies.from(recorded).map(|from| (from, recorded));
        let mut spans: BTreeMap<Date, Date> = recorded.days(archive).into_iter().filter_map(span).collect();
        let (Some((last_from, last_recorded)), Some(end)) = (spans.last_key_value(), archive.keys().next_back()) else {
            return Err(spoilt("finds no rate in the archive"));
        };
        let until = self.applies.until(*last_from, *last_recorded).and_then(day);
        let until = until.ok_or_else(|| spoilt("reaches beyond the calendar"))?;
        if let Some(start) = self.keep.and_then(|months| end.checked_sub(months.months()).ok()) {
            spans.retain(|from, _| *from >= start);
        }
        let times = self.times.iter().map(|(code, times)| {
            let remedy = "write a currency and a decimal above zero";
            let spoilt = || Fault::of(file, "can't multiply its rates", remedy).cell(code, times);
            let times = Decimal::parse(times).ok().filter(|times| times.is_positive());
            Currency::parse(code).zip(times).ok_or_else(spoilt)
        });
        Ok(Choice { rule: self, recorded, times: times.collect::<Result<_, _>>()?, spans, until })
    }
}

impl Choice<'_> {
    /// Whether every day that it chose is kept, however long ago.
    fn keeps_all(&self) -> bool {
        self.rule.official && self.recorded != Recorded::EveryDay
    }

    /// The rule as it is written, where days that are not kept are replaced by those kept last before them.
    fn draft(&self, kept: &BTreeSet<Date>) -> Option<RuleDraft> {
        let mut spans = BTreeMap::new();
        let (mut exact_from, mut last) = (None, None);
        let mut exact = true;
        for (from, recorded) in &self.spans {
            let Some(stand_in) = kept.range(..=recorded).next_back() else { continue };
            let from = day(*from)?;
            if stand_in != recorded {
                exact = false;
            } else if !exact {
                (exact, exact_from) = (true, Some(from));
            }
            if last.replace(stand_in) != Some(stand_in) {
                spans.insert(from, day(*stand_in)?);
            }
        }
        Some(RuleDraft {
            id: self.rule.id.clone(),
            source: self.rule.source.clone(),
            official: self.rule.official,
            exact_from,
            until: self.until,
            times: self.times.clone(),
            spans,
        })
    }
}

impl Recorded {
    fn parse(text: &str) -> Option<Recorded> {
        if text == "every-day" {
            return Some(Recorded::EveryDay);
        }
        if let Some(month) = text.strip_prefix("first-working-day-of-") {
            let months = [
                "january",
                "february",
                "march",
                "april",
                "may",
                "june",
                "july",
                "august",
                "september",
                "october",
                "november",
                "december",
            ];
            let at = months.iter().position(|name| *name == month)?;
            return i8::try_from(at + 1).ok().map(Recorded::FirstWorkingDay);
        }
        if let Some(weekday) = text.strip_prefix("every-") {
            return weekday_of(weekday).map(Recorded::Weekly);
        }
        let (nth, weekday) = [("second-last-", -2), ("last-", -1), ("first-", 1), ("second-", 2)]
            .into_iter()
            .find_map(|(prefix, nth)| Some((nth, text.strip_prefix(prefix)?)))?;
        weekday_of(weekday).map(|weekday| Recorded::Weekday(nth, weekday))
    }

    /// The days of the archive whose rates are taken, in their order.
    fn days(self, archive: &Archive) -> Vec<Date> {
        let (Some(first), Some(last)) = (archive.keys().next(), archive.keys().next_back()) else { return Vec::new() };
        let months = std::iter::successors(Some(first.first_of_month()), |month| month.checked_add(1.month()).ok());
        let months = months.take_while(|month| month <= last);
        match self {
            Recorded::EveryDay => archive.keys().copied().collect(),
            Recorded::Weekly(weekday) => {
                let days = first.series(1.day()).take_while(|day| day <= last);
                published(days.filter(|day| day.weekday() == weekday), archive)
            }
            Recorded::Weekday(nth, weekday) => {
                published(months.filter_map(|month| month.nth_weekday_of_month(nth, weekday).ok()), archive)
            }
            Recorded::FirstWorkingDay(number) => months
                .filter(|month| month.month() == number)
                // Where the archive begins within the month, its first day need not be the month's.
                .filter(|month| first <= month)
                .filter_map(|month| archive.range(month..=month.last_of_month()).next())
                .map(|(published, _)| *published)
                .collect(),
        }
    }
}

/// The days whose rates were the newest on these days, as far as the archive reaches: a day beyond it may still bring
/// another rate.
fn published(days: impl Iterator<Item = Date>, archive: &Archive) -> Vec<Date> {
    let Some(last) = archive.keys().next_back() else { return Vec::new() };
    let newest = |day: Date| archive.range(..=day).next_back().map(|(published, _)| *published);
    days.take_while(|day| day <= last).filter_map(newest).collect()
}

fn weekday_of(name: &str) -> Option<Weekday> {
    Some(match name {
        "monday" => Weekday::Monday,
        "tuesday" => Weekday::Tuesday,
        "wednesday" => Weekday::Wednesday,
        "thursday" => Weekday::Thursday,
        "friday" => Weekday::Friday,
        _ => return None,
    })
}

impl Applies {
    /// The first day on which a rate holds.
    fn from(self, recorded: Date) -> Option<Date> {
        match self {
            Applies::SameDay => Some(recorded),
            Applies::NextDay => recorded.tomorrow().ok(),
            Applies::NextMonday => recorded.nth_weekday(1, Weekday::Monday).ok(),
            Applies::NextWeek => recorded.nth_weekday(1, Weekday::Sunday).ok(),
            Applies::WeekAfterNext => recorded.nth_weekday(2, Weekday::Sunday).ok(),
            Applies::NextMonth => recorded.last_of_month().tomorrow().ok(),
            Applies::NextYear => recorded.last_of_year().tomorrow().ok(),
        }
    }

    /// The last day for which the last rate of the archive is known to be the one: until the next could be published.
    fn until(self, from: Date, recorded: Date) -> Option<Date> {
        let weekend = match recorded.weekday() {
            Weekday::Friday => 2,
            Weekday::Saturday => 1,
            _ => 0,
        };
        match self {
            Applies::SameDay | Applies::NextDay => from.checked_add(weekend.days()).ok(),
            Applies::NextMonday | Applies::NextWeek | Applies::WeekAfterNext => from.checked_add(6.days()).ok(),
            Applies::NextMonth => Some(from.last_of_month()),
            Applies::NextYear => Some(from.last_of_year()),
        }
    }
}

fn day(date: Date) -> Option<Day> {
    Day::parse(&date.to_string())
}

/// Every rate that a rule chose must be the one that the snapshot answers with on the first day on which it holds.
fn compare(file: &str, draft: &RatesDraft, snapshot: &Snapshot) -> Result<(), Faults> {
    let mut faults = Faults::default();
    for rule in &draft.rules {
        let times = |currency: Currency| rule.times.iter().find(|(of, _)| *of == currency).map(|(_, times)| *times);
        for peg in &draft.pegs {
            let found = snapshot.rates.lookup(&rule.id, peg.anchor, peg.currency, rule.until);
            let same = found.is_some_and(|found| found.value.round_decimals(6, Rounding::HalfEven) == Ok(peg.rate));
            if !same && times(peg.anchor).is_none() && times(peg.currency).is_none() {
                faults.push(differs(file, format!("rule {}, {} is not held to {}", rule.id, peg.currency, peg.anchor)));
            }
        }
        for (from, recorded) in &rule.spans {
            for (currency, rate) in draft.archive.get(recorded).into_iter().flatten() {
                let found = snapshot.rates.lookup(&rule.id, draft.pivot, *currency, *from);
                let rate = times(*currency).map_or(Ok(*rate), |times| rate.checked_mul(times)).ok();
                if found.map(|found| (found.value, found.day)) != rate.map(|rate| (rate, *recorded)) {
                    faults.push(differs(file, format!("rule {}, {currency} on {from}", rule.id)));
                }
            }
        }
    }
    faults.or(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn archive_of(days: &[&str]) -> Archive {
        let gbp = Currency::parse("GBP").unwrap();
        days.iter().map(|day| (date(day), BTreeMap::from([(gbp, Decimal::ONE)]))).collect()
    }

    fn days(recorded: &str, archive: &[&str]) -> Vec<String> {
        let days = Recorded::parse(recorded).unwrap().days(&archive_of(archive));
        days.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_penultimate_wednesday_is_the_one_of_the_calendar() {
        // October 2026 ends on a Saturday: its Wednesdays are 7, 14, 21 and 28. September's are 2, 9, 16, 23, 30.
        let archive = ["2026-09-16", "2026-09-23", "2026-09-30", "2026-10-14", "2026-10-21", "2026-10-28"];
        assert_eq!(days("second-last-wednesday", &archive), ["2026-09-23", "2026-10-21"]);
        assert_eq!(days("last-wednesday", &archive), ["2026-09-30", "2026-10-28"]);
    }

    #[test]
    fn where_none_was_published_the_one_before_counts() {
        // 1 January 2025 was a Wednesday; 25 December 2024 the last one of its month, without rates.
        assert_eq!(days("last-wednesday", &["2024-12-23", "2024-12-24", "2024-12-27"]), ["2024-12-24"]);
    }

    #[test]
    fn a_day_that_the_archive_does_not_reach_chooses_nothing() {
        assert_eq!(days("second-last-wednesday", &["2026-10-19", "2026-10-20"]), Vec::<String>::new());
    }

    #[test]
    fn a_week_takes_its_day_or_the_last_before_it() {
        // 25 December 2026 is a Friday without rates.
        let archive = ["2026-12-11", "2026-12-17", "2026-12-18", "2026-12-24", "2026-12-28"];
        assert_eq!(days("every-friday", &archive), ["2026-12-11", "2026-12-18", "2026-12-24"]);
    }

    #[test]
    fn the_first_working_day_is_the_first_with_a_rate() {
        // 1 October 2023 was a Sunday. An archive that begins within October can't tell.
        let archive = ["2023-09-29", "2023-10-02", "2023-10-03", "2024-10-01"];
        assert_eq!(days("first-working-day-of-october", &archive), ["2023-10-02", "2024-10-01"]);
        assert_eq!(days("first-working-day-of-october", &archive[1..]), ["2024-10-01"]);
    }

    #[test]
    fn rates_hold_until_the_next_could_come() {
        let holds = |applies: Applies, recorded| {
            let from = applies.from(date(recorded)).unwrap();
            (from.to_string(), applies.until(from, date(recorded)).unwrap().to_string())
        };
        let days = |from: &str, until: &str| (from.to_owned(), until.to_owned());
        assert_eq!(holds(Applies::NextMonth, "2026-10-21"), days("2026-11-01", "2026-11-30"));
        assert_eq!(holds(Applies::NextYear, "2025-10-01"), days("2026-01-01", "2026-12-31"));
        // 30 October 2026 was a Friday; 1 and 8 November were Sundays.
        assert_eq!(holds(Applies::NextMonday, "2026-10-30"), days("2026-11-02", "2026-11-08"));
        assert_eq!(holds(Applies::NextWeek, "2026-10-30"), days("2026-11-01", "2026-11-07"));
        assert_eq!(holds(Applies::WeekAfterNext, "2026-10-30"), days("2026-11-08", "2026-11-14"));
        // A Friday's rate holds over the weekend, a Thursday's until Friday brings its own.
        assert_eq!(holds(Applies::SameDay, "2026-10-30"), days("2026-10-30", "2026-11-01"));
        assert_eq!(holds(Applies::SameDay, "2026-10-29"), days("2026-10-29", "2026-10-29"));
        assert_eq!(holds(Applies::NextDay, "2026-10-30"), days("2026-10-31", "2026-11-02"));
    }

    #[test]
    fn long_ago_rules_make_do_with_the_days_that_others_keep() {
        let rule = |id: &str, recorded: &str, applies, official| Rule {
            id: id.into(),
            source: "a bank".into(),
            official,
            recorded: recorded.into(),
            applies,
            keep: None,
            times: BTreeMap::new(),
            _law: String::new(),
            _checked: "2026-11-24".parse().unwrap(),
        };
        let archive = archive_of(&[
            "2026-06-22",
            "2026-06-24",
            "2026-06-25",
            "2026-06-26",
            "2026-07-22",
            "2026-07-23",
            "2026-10-30",
        ]);
        let rules = [
            rule("monthly", "last-wednesday", Applies::NextMonth, true),
            rule("daily", "every-day", Applies::NextDay, true),
        ];
        let chosen: Vec<Choice<'_>> = rules.iter().map(|rule| rule.choose("", &archive).unwrap()).collect();
        let kept = kept(&chosen, Some(1), &archive);
        let days: Vec<String> = kept.iter().map(ToString::to_string).collect();
        assert_eq!(days, ["2026-06-24", "2026-07-23", "2026-10-30"], "July has none on its last Wednesday, the 29th");
        let daily = chosen[1].draft(&kept).unwrap();
        let spans: Vec<String> = daily.spans.iter().map(|(from, recorded)| format!("{from} {recorded}")).collect();
        assert_eq!(spans, ["2026-06-25 2026-06-24", "2026-07-24 2026-07-23", "2026-10-31 2026-10-30"]);
        assert_eq!(daily.exact_from, day(date("2026-07-24")));
        assert_eq!(chosen[0].draft(&kept).unwrap().exact_from, None);
    }
}
