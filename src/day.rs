//! Calendar days: the only notion of time that the engine has.

use core::fmt;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A calendar day, without time or zone: the day whose law applies.
///
/// Read and written as an RFC 3339 full-date.
///
/// ```
/// use landfall::day::Day;
/// let day = Day::parse("2026-07-01").unwrap();
/// assert!(Day::parse("2026-06-30").unwrap() < day);
/// assert_eq!(day.to_string(), "2026-07-01");
/// assert_eq!(Day::parse("2026-02-29"), None);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(u32);

impl Day {
    /// The first day that can be written.
    pub const MIN: Day = Day(10_101);

    /// Reads `YYYY-MM-DD`; `None` unless it is a day of the Gregorian calendar from year 1 on.
    #[must_use]
    pub fn parse(text: &str) -> Option<Day> {
        let &[a, b, c, d, b'-', e, f, b'-', g, h] = text.as_bytes() else { return None };
        Day::new(number(&[a, b, c, d])?, number(&[e, f])?, number(&[g, h])?)
    }

    /// The day whose digits make this number: 20260701. Later days have larger numbers.
    #[must_use]
    #[allow(clippy::arithmetic_side_effects, reason = "division by a constant")]
    pub fn from_number(number: u32) -> Option<Day> {
        Day::new(number / 10_000, number / 100 % 100, number % 100)
    }

    /// The number that its digits make: 20260701.
    #[must_use]
    pub fn number(self) -> u32 {
        self.0
    }

    /// The day of a year, month (1 to 12) and day of the month.
    #[must_use]
    pub fn new(year: u32, month: u32, day: u32) -> Option<Day> {
        let leap = (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400);
        let length = match month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        if !(1..=9999).contains(&year) || !(1..=length).contains(&day) {
            return None;
        }
        year.checked_mul(10_000)?.checked_add(month.checked_mul(100)?)?.checked_add(day).map(Day)
    }

    /// How many days it is later than another; below zero where it is earlier.
    ///
    /// ```
    /// use landfall::day::Day;
    /// let day = |text| Day::parse(text).unwrap();
    /// assert_eq!(day("2028-03-01").days_since(day("2028-02-28")), 2);
    /// assert_eq!(day("2026-07-01").days_since(day("2027-07-01")), -365);
    /// ```
    #[must_use]
    pub fn days_since(self, other: Day) -> i64 {
        i64::from(self.ordinal()).saturating_sub(i64::from(other.ordinal()))
    }

    /// Its number in the count of days. Years are counted from March on, so that the day of a leap year comes last.
    #[allow(clippy::arithmetic_side_effects, reason = "divisions by constants, of numbers with at most four digits")]
    fn ordinal(self) -> u32 {
        let (month, day) = self.month_and_day();
        let (year, month) = if month > 2 { (self.0 / 10_000, month - 3) } else { (self.0 / 10_000 - 1, month + 9) };
        year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day
    }

    /// Its month (1 to 12) and its day of the month, by which seasons recur.
    #[must_use]
    #[allow(clippy::arithmetic_side_effects, reason = "division by a constant")]
    pub fn month_and_day(self) -> (u32, u32) {
        (self.0 / 100 % 100, self.0 % 100)
    }
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0_u32, |sum, digit| {
        let digit = digit.checked_sub(b'0').filter(|digit| *digit <= 9)?;
        sum.checked_mul(10)?.checked_add(u32::from(digit))
    })
}

impl fmt::Display for Day {
    #[allow(clippy::arithmetic_side_effects, reason = "division by a constant")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0 / 10_000, self.0 / 100 % 100, self.0 % 100)
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let text = <alloc::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Day::parse(&text).ok_or_else(|| D::Error::custom("not a day of the form YYYY-MM-DD"))
    }
}

/// The days on which something holds, its first and its last day included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// The first day.
    pub from: Day,
    /// The last day; `None` where no end is known.
    pub to: Option<Day>,
}

impl Period {
    /// The days on which both hold, where there are any.
    #[must_use]
    pub fn and(&self, other: &Period) -> Period {
        let to = match (self.to, other.to) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        Period { from: self.from.max(other.from), to }
    }

    /// Whether it holds on `day`.
    #[must_use]
    pub fn contains(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_the_calendar_alone_are_read() {
        for good in ["0001-01-01", "2000-02-29", "2024-02-29", "2026-12-31", "9999-12-31"] {
            assert_eq!(Day::parse(good).unwrap().to_string(), good);
        }
        for bad in [
            "",
            "2026-1-1",
            "2026-00-10",
            "2026-13-01",
            "2026-04-31",
            "1900-02-29",
            "0000-01-01",
            "２026-01-01",
            "2026-01-01T00:00:00Z",
        ] {
            assert_eq!(Day::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_period_holds_on_its_first_and_last_day() {
        let period = Period { from: Day::new(2026, 7, 1).unwrap(), to: Day::new(2028, 6, 30) };
        assert!(!period.contains(Day::new(2026, 6, 30).unwrap()));
        assert!(period.contains(Day::new(2026, 7, 1).unwrap()));
        assert!(period.contains(Day::new(2028, 6, 30).unwrap()));
        assert!(!period.contains(Day::new(2028, 7, 1).unwrap()));
    }
}
