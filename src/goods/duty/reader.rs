//! The text of an expression, read from its start.

use super::{Dialect, Sign};
use crate::money::Decimal;
use alloc::string::{String, ToString};
use core::fmt;

/// Where and why a text is no duty expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// Which character it is, counted from one.
    pub at: usize,
    /// What stands there; empty at the end.
    pub found: String,
    /// What could stand there.
    pub expected: &'static str,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ParseError { at, found, expected } = self;
        match found.as_str() {
            "" => write!(f, "it ends where {expected} is expected"),
            found => write!(f, "`{found}` stands at character {at}, where {expected} is expected"),
        }
    }
}

impl core::error::Error for ParseError {}

/// What is left of a text; every reading skips the spaces before it.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    text: &'a str,
    pub(super) rest: &'a str,
    pub(super) dialect: &'a Dialect<'a>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, dialect: &'a Dialect<'a>) -> Reader<'a> {
        Reader { text, rest: text, dialect }
    }

    pub(super) fn skip(&mut self) {
        self.rest = self.rest.trim_start();
    }

    pub(super) fn eat(&mut self, token: &str) -> bool {
        self.skip();
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    pub(super) fn word(&mut self, word: &str) -> bool {
        self.skip();
        let found = begins_with_word(self.rest, &[word]);
        if found {
            self.rest = self.rest.get(word.len()..).unwrap_or_default();
        }
        found
    }

    /// These words in this order, or none of them.
    pub(super) fn words(&mut self, words: &[&str]) -> bool {
        let before = self.rest;
        let found = words.iter().all(|word| self.word(word));
        if !found {
            self.rest = before;
        }
        found
    }

    /// Takes the text up to where `stop` says so of what is left, told whether a word may begin there.
    pub(super) fn until(&mut self, stop: impl Fn(&str, bool) -> bool) -> &'a str {
        let mut at_word = true;
        let mut end = self.rest.len();
        for (place, letter) in self.rest.char_indices() {
            let left = self.rest.get(place..).unwrap_or_default();
            if stop(left, at_word) {
                end = place;
                break;
            }
            at_word = !letter.is_ascii_alphanumeric();
        }
        let (text, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        text
    }

    pub(super) fn error(&self, expected: &'static str) -> ParseError {
        let rest = self.rest.trim_start();
        let before = self.text.len().saturating_sub(rest.len());
        ParseError {
            at: self.text.get(..before).map_or(0, |before| before.chars().count()).saturating_add(1),
            found: rest.split_whitespace().next().unwrap_or_default().chars().take(20).collect(),
            expected,
        }
    }

    /// A number; digits before the point may stand in groups of three.
    pub(super) fn number(&mut self) -> Result<Option<Decimal>, ParseError> {
        self.skip();
        let is_part = |letter: char| letter.is_ascii_digit() || matches!(letter, '.' | ',');
        let run = self.rest.split(|letter| !is_part(letter)).next().unwrap_or_default();
        let run = run.trim_end_matches(['.', ',']);
        if run.is_empty() {
            return Ok(None);
        }
        let number = ungrouped(run).and_then(|digits| Decimal::parse(&digits).ok());
        let number = number.ok_or_else(|| self.error("a number of at most 28 digits, such as `1,024.50`,"))?;
        self.eat(run);
        Ok(Some(number))
    }

    /// A sign of a currency.
    pub(super) fn sign(&mut self) -> Option<Sign<'a>> {
        let signs = self.dialect.signs;
        signs.iter().find(|sign| self.eat(sign.sign)).copied()
    }
}

pub(super) fn begins_with_word(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| {
        text.split_at_checked(word.len()).is_some_and(|(start, after)| {
            start.eq_ignore_ascii_case(word) && !after.starts_with(|letter: char| letter.is_ascii_alphanumeric())
        })
    })
}

/// Whether a digit comes after the first character and spaces.
pub(super) fn digit_follows(rest: &str) -> bool {
    let mut letters = rest.chars();
    letters.next();
    letters.find(|letter| !letter.is_whitespace()).is_some_and(|letter| letter.is_ascii_digit())
}

pub(super) fn single_spaced(text: &str) -> String {
    let mut spaced = String::new();
    for word in text.split_whitespace() {
        if !spaced.is_empty() {
            spaced.push(' ');
        }
        spaced.push_str(word);
    }
    spaced
}

/// Digits without the commas between groups of three; `None` where commas stand otherwise.
pub(super) fn ungrouped(number: &str) -> Option<String> {
    let (whole, fraction) = number.split_once('.').map_or((number, None), |(whole, rest)| (whole, Some(rest)));
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let mut digits = String::from(first);
    for group in groups {
        if group.len() != 3 || !(1..=3).contains(&first.len()) {
            return None;
        }
        digits.push_str(group);
    }
    if let Some(fraction) = fraction {
        digits.push('.');
        digits.push_str(fraction);
    }
    Some(digits)
}

/// A small whole number.
pub(super) fn small(number: Decimal) -> Option<u32> {
    number.to_string().parse().ok()
}
