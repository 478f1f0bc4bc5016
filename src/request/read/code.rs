//! Texts, and the codes and words that they may have to be.

use super::{Checker, Named, Node, Quoted, QuotedLetter, Value, accepted};
use crate::day::Day;
use crate::goods::HsCode;
use crate::money::Currency;
use crate::request::Country;
use alloc::{string::String, vec::Vec};
use core::fmt;

impl Checker<'_> {
    /// A text without the spaces around it.
    pub(super) fn text<'a>(&mut self, node: &Node<'a>) -> Option<&'a str> {
        let Value::Text(text) = node.value? else {
            self.mistyped(node, "text in double quotes", &[]);
            return None;
        };
        match text.trim() {
            "" => self.refuse("TEXT_EMPTY", node, format_args!("the text is empty: fill it, or leave the field out")),
            text => Some(text),
        }
    }

    /// The same, to keep.
    pub(super) fn words(&mut self, node: &Node<'_>) -> Option<String> {
        self.text(node).map(String::from)
    }

    pub(super) fn flag(&mut self, node: &Node<'_>) -> Option<bool> {
        let Value::Flag(flag) = node.value? else {
            self.mistyped(node, "`true` or `false`", &[]);
            return None;
        };
        Some(*flag)
    }

    pub(super) fn day(&mut self, node: &Node<'_>) -> Option<Day> {
        let text = self.text(node)?;
        Day::parse(text).or_else(|| {
            let quoted = Quoted(text);
            let message = format_args!("{quoted} is no day of the calendar: write YYYY-MM-DD, without a time");
            self.refuse("DATE_INVALID", node, message)
        })
    }

    pub(super) fn currency(&mut self, node: &Node<'_>) -> Option<Currency> {
        let text = self.text(node)?;
        Currency::parse(text).filter(|currency| self.vocabulary.has_currency(*currency)).or_else(|| {
            let quoted = Quoted(text);
            let message = format_args!("{quoted} is no currency: write the three capital letters of ISO 4217");
            self.refuse("CURRENCY_UNKNOWN", node, message)
        })
    }

    pub(super) fn country(&mut self, node: &Node<'_>) -> Option<Country> {
        let text = self.text(node)?;
        self.country_of(node, text)
    }

    /// A country, `US`, or a part of one by its ISO 3166-2 code, `US-NY`.
    pub(super) fn issuer(&mut self, node: &Node<'_>) -> (Option<Country>, Option<String>) {
        let Some(text) = self.text(node) else { return (None, None) };
        let (country, region) = text.split_once('-').map_or((text, None), |(country, region)| (country, Some(region)));
        (self.country_of(node, country), region.and_then(|region| self.region_of(node, region)))
    }

    fn country_of(&mut self, node: &Node<'_>, text: &str) -> Option<Country> {
        Country::parse(text).filter(|country| self.vocabulary.has_country(*country)).or_else(|| {
            let quoted = Quoted(text);
            let message = format_args!("{quoted} is no country: write the two capital letters of ISO 3166-1");
            self.refuse("COUNTRY_UNKNOWN", node, message)
        })
    }

    pub(super) fn region(&mut self, node: &Node<'_>) -> Option<String> {
        let text = self.text(node)?;
        self.region_of(node, text)
    }

    fn region_of(&mut self, node: &Node<'_>, text: &str) -> Option<String> {
        let sound = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
        if (1..=3).contains(&text.len()) && text.bytes().all(sound) {
            return Some(String::from(text));
        }
        let quoted = Quoted(text);
        let way_out = "write what stands after the dash in ISO 3166-2: one to three capital letters or digits";
        self.refuse("REGION_INVALID", node, format_args!("{quoted} is no region: {way_out}"))
    }

    pub(super) fn hs_code(&mut self, node: &Node<'_>) -> Option<HsCode> {
        let text = self.text(node)?;
        HsCode::parse(text).or_else(|| {
            let (quoted, cause) = (Quoted(text), NoHsCode(text));
            let way_out = "write 2 to 12 digits, with dots and spaces as you like";
            self.refuse("HS_CODE_INVALID", node, format_args!("{quoted} is no commodity code: {cause}; {way_out}"))
        })
    }

    /// A name that the snapshot lists.
    pub(super) fn name(&mut self, node: &Node<'_>, of: Named, what: &str) -> Option<String> {
        let text = self.text(node)?;
        if self.vocabulary.has(of, text) {
            return Some(String::from(text));
        }
        let known = self.vocabulary.names(of);
        self.unknown_value(node, text, what, &known)
    }

    /// One of the words of an enumeration, each spelt as `spelt` says.
    pub(super) fn word<T: Copy>(&mut self, node: &Node<'_>, all: &[T], spelt: fn(T) -> &'static str) -> Option<T> {
        let words: Vec<&str> = all.iter().map(|word| spelt(*word)).collect();
        all.get(self.place_among(node, &words)?).copied()
    }

    fn place_among(&mut self, node: &Node<'_>, words: &[&str]) -> Option<usize> {
        let text = self.text(node)?;
        let place = words.iter().position(|word| *word == text);
        place.or_else(|| self.unknown_value(node, text, "accepted here", words))
    }

    pub(super) fn unknown_value<T>(&mut self, node: &Node<'_>, text: &str, what: &str, known: &[&str]) -> Option<T> {
        let (quoted, way_out) = (Quoted(text), accepted(text, known));
        self.refuse("VALUE_UNKNOWN", node, format_args!("{quoted} is not {what}. {way_out}"))
    }
}

/// Why a text is no commodity code.
struct NoHsCode<'a>(&'a str);

impl fmt::Display for NoHsCode<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.chars().find(|letter| !letter.is_ascii_digit() && !['.', ' '].contains(letter)) {
            Some(letter @ '０'..='９') => write!(f, "`{letter}` is a full-width digit"),
            Some(letter) if letter.is_ascii_alphabetic() => write!(f, "`{letter}` is a letter"),
            Some(letter) if !letter.is_ascii() => write!(f, "{} is no digit from 0 to 9", QuotedLetter(letter)),
            Some(letter) => write!(f, "{} has no place in it", QuotedLetter(letter)),
            None => match self.0.bytes().filter(u8::is_ascii_digit).count() {
                2..=12 => f.write_str("its dots and spaces do not each stand alone between digits"),
                digits => write!(f, "it has {digits} digits"),
            },
        }
    }
}
