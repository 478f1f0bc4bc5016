//! Parts of the year in which a preference holds, as the UK workbooks write them: `01-11 to 31-03`.

use std::fmt;

const MONTHS: [(&str, u8); 12] = [
    ("JAN", 31),
    ("FEB", 29),
    ("MAR", 31),
    ("APR", 30),
    ("MAY", 31),
    ("JUN", 30),
    ("JUL", 31),
    ("AUG", 31),
    ("SEP", 30),
    ("OCT", 31),
    ("NOV", 30),
    ("DEC", 31),
];

/// A day of any year: month, then day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct DayOfYear {
    month: u8,
    day: u8,
}

impl DayOfYear {
    /// `31-03` is 31 March.
    fn read(text: &str) -> Option<Self> {
        let (day, month) = text.trim().split_once('-')?;
        let (day, month): (u8, u8) = (day.parse().ok()?, month.parse().ok()?);
        let (_, length) = MONTHS.get(usize::from(month.checked_sub(1)?))?;
        (1..=*length).contains(&day).then_some(DayOfYear { month, day })
    }
}

impl fmt::Display for DayOfYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = MONTHS.get(usize::from(self.month.saturating_sub(1))).map_or("", |(name, _)| name);
        write!(f, "{} {name}", self.day)
    }
}

/// From one day of the year to another, both included; it may run over the new year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Season {
    from: DayOfYear,
    to: DayOfYear,
}

impl Season {
    /// Reads `01-11 to 31-03`.
    pub fn read(text: &str) -> Option<Self> {
        let (from, to) = text.split_once(" to ")?;
        Some(Season { from: DayOfYear::read(from)?, to: DayOfYear::read(to)? })
    }

    fn holds(self, day: DayOfYear) -> bool {
        match self.from <= self.to {
            true => (self.from..=self.to).contains(&day),
            false => day >= self.from || day <= self.to,
        }
    }

    fn meets(self, other: Season) -> bool {
        self.holds(other.from) || other.holds(self.from)
    }
}

impl fmt::Display for Season {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({} - {})", self.from, self.to)
    }
}

/// Rates of seasons as one expression: `8% (15 APR - 30 NOV), 6.1% (1 DEC - 14 APR)`; none where two seasons meet.
pub fn join(rates: &[(String, Season)]) -> Option<String> {
    let meet = rates
        .iter()
        .enumerate()
        .any(|(at, (_, season))| rates.iter().skip(at + 1).any(|(_, other)| season.meets(*other)));
    let parts: Vec<_> = rates.iter().map(|(rate, season)| format!("{rate} {season}")).collect();
    (!meet).then(|| parts.join(", "))
}

/// `7.50% (01-11 to 31-03) ; 0.00% (01-04 to 31-10)` as the same.
pub fn read_list(text: &str) -> Option<String> {
    let part = |part: &str| {
        let (rate, season) = part.trim().strip_suffix(')')?.split_once('(')?;
        Some((rate.trim().to_owned(), Season::read(season)?))
    };
    join(&text.split(';').map(part).collect::<Option<Vec<_>>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seasons_become_one_expression() {
        let text = "8.00% (21-11 to 31-03) ; 5.20% (01-04 to 20-11)";
        assert_eq!(read_list(text).as_deref(), Some("8.00% (21 NOV - 31 MAR), 5.20% (1 APR - 20 NOV)"));
    }

    #[test]
    fn impossible_days_and_seasons_that_meet_are_refused() {
        // Both stand in the workbook of 2022.
        assert_eq!(read_list("7.50% (21-11 to 31-11) ; 0.00% (01-02 to 30-06)"), None);
        assert_eq!(read_list("4.40% (21-11 to 14-05) ; 7.20% (21-11 to 14-05)"), None);
        assert_eq!(read_list("4.40%"), None);
    }
}
