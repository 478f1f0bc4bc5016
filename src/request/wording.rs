//! How problems are worded: the input in backticks, what would be accepted, what was probably meant.

use core::fmt;

/// How many characters of an input a message shows.
const SHOWN: usize = 40;

/// An input in backticks.
pub(super) struct Quoted<'a>(pub &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", shortened(self.0))
    }
}

/// One character of an input in backticks.
pub(super) struct QuotedLetter(pub char);

impl fmt::Display for QuotedLetter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Quoted(self.0.encode_utf8(&mut [0; 4])).fmt(f)
    }
}

/// An input without what would spoil a line: control characters are escaped, and it ends in `…` where it is long.
pub(super) fn shortened(text: &str) -> impl fmt::Display {
    fmt::from_fn(move |f| {
        for letter in text.chars().take(SHOWN) {
            if letter.is_control() {
                write!(f, "{}", letter.escape_default())?
            } else {
                fmt::Write::write_char(f, letter)?
            }
        }
        if text.chars().nth(SHOWN).is_some() { f.write_str("…") } else { Ok(()) }
    })
}

/// Names in backticks with commas between.
pub(super) fn listed<'a, N: fmt::Display>(names: &'a [N]) -> impl fmt::Display + 'a {
    fmt::from_fn(move |f| {
        names.iter().enumerate().try_for_each(|(index, name)| {
            f.write_str(if index == 0 { "`" } else { ", `" })?;
            name.fmt(f)?;
            f.write_str("`")
        })
    })
}

/// The way out for a name that is none of `known`: the nearest of them, and all where they are few or none is near.
pub(super) fn instead_of<'a>(name: &'a str, known: &'a [&'a str]) -> impl fmt::Display + 'a {
    fmt::from_fn(move |f| match nearest(name, known) {
        Some(near) => write!(f, "did you mean `{near}`?"),
        None if known.is_empty() => f.write_str("none is known here; leave it out"),
        None => write!(f, "known here: {}", listed(known)),
    })
}

/// Every name that is accepted, after the nearest of them.
pub(super) fn accepted<'a>(name: &'a str, known: &'a [&'a str]) -> impl fmt::Display + 'a {
    fmt::from_fn(move |f| {
        if let Some(near) = nearest(name, known) {
            write!(f, "Did you mean `{near}`? ")?;
        }
        write!(f, "Accepted: {}", listed(known))
    })
}

/// The name that was probably meant: the fewest letters to change, add, drop or swap, and no more than a third of them.
fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let most = name.len().div_ceil(3).min(3);
    known
        .iter()
        .map(|known| (distance(name.as_bytes(), known.as_bytes()), *known))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// No name of the contract is longer.
const LONGEST: usize = 32;

/// How many letters to change, add, drop or swap with their neighbour between two names, capitals being no difference.
#[allow(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "both names are at most LONGEST bytes")]
fn distance(a: &[u8], b: &[u8]) -> usize {
    if a.len() > LONGEST || b.len() > LONGEST {
        return usize::MAX;
    }
    let mut rows = [[0_usize; LONGEST + 1]; 3];
    for (j, cell) in rows[0].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        let (now, before, earlier) = (i % 3, (i + 2) % 3, (i + 1) % 3);
        rows[now][0] = i;
        for j in 1..=b.len() {
            let same = |i: usize, j: usize| a[i - 1].eq_ignore_ascii_case(&b[j - 1]);
            let changed = rows[before][j - 1] + usize::from(!same(i, j));
            let mut least = changed.min(rows[before][j] + 1).min(rows[now][j - 1] + 1);
            if i > 1 && j > 1 && same(i, j - 1) && same(i - 1, j) {
                least = least.min(rows[earlier][j - 2] + 1);
            }
            rows[now][j] = least;
        }
    }
    rows[a.len() % 3][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn an_input_is_shown_short_and_on_one_line() {
        assert_eq!(Quoted("a\nb").to_string(), r"`a\nb`");
        assert_eq!(Quoted(&"é".repeat(40)).to_string(), alloc::format!("`{}`", "é".repeat(40)));
        assert_eq!(Quoted(&"é".repeat(41)).to_string(), alloc::format!("`{}…`", "é".repeat(40)));
    }

    #[test]
    fn the_nearest_name_is_the_one_with_the_fewest_slips() {
        let known = ["quantity", "quantities", "unitPrice", "hsCode"];
        assert_eq!(nearest("quantty", &known), Some("quantity"));
        assert_eq!(nearest("HSCODE", &known), Some("hsCode"));
        assert_eq!(nearest("untiPrice", &known), Some("unitPrice"));
        assert_eq!(nearest("unit_price", &known), Some("unitPrice"));
        assert_eq!(nearest("colour", &known), None);
        assert_eq!(nearest(&"q".repeat(400), &known), None);
        assert_eq!(nearest("", &known), None);
        assert_eq!((distance(b"ab", b"ba"), distance(b"abc", b""), distance(b"", b"abc")), (1, 3, 3));
    }
}
