//! From text to tree.

use super::reader::{ParseError, Reader, begins_with_word, digit_follows, single_spaced, small};
use super::{Clause, Dialect, Expression, Join, Reason, Season, Span, Term, YearDay, print::MONTHS};
use crate::goods::{Unit, unit::squashed};
use crate::money::{Currency, Decimal};
use alloc::{format, string::String, vec, vec::Vec};
use core::num::NonZeroU32;

/// No official rate is longer, in bytes.
const LONGEST: usize = 2000;

/// How rates in words begin, as [`squashed`] leaves them; the first that fits counts.
const IN_WORDS: &[(&str, Reason)] = &[
    ("nochange", Reason::Unchanged),
    ("entryprice", Reason::EntryPrice),
    ("therateapplicabletoeach", Reason::EachArticle),
    ("therateofdutyapplicabletothatarticleintheset", Reason::EachArticle),
    ("therateapplicabletothearticleofwhich", Reason::OfWhole),
    ("therateapplicabletothecomplete", Reason::OfWhole),
    ("therate", Reason::OtherLine),
    ("theduty", Reason::OtherLine),
    ("seenote", Reason::Note),
    ("seeadditional", Reason::Note),
    ("seeus", Reason::Note),
    ("see", Reason::OtherLine),
    ("aduty", Reason::OtherValue),
    ("unknown", Reason::Unknown),
];

/// Components that depend on what the goods are made of, as they are written and as they are printed.
const COMPONENTS: &[(&str, &str)] =
    &[("EA", "EA"), ("ADSZ", "AD S/Z"), ("AD S/Z", "AD S/Z"), ("ADFM", "AD F/M"), ("AD F/M", "AD F/M")];

/// Values of a part that is the whole.
const WHOLE: &[&str] = &["the entire set", "the full value of the imported article"];

/// What ends a unit or the name of a part.
const OPERATORS: &[&str] = &["MIN", "MAX", "plus", "minus", "less", "but"];

const A_RATE: &str = "a rate, such as `4 %` or `20 EUR / 100 kg`,";
const MORE: &str = "`+`, `-`, `MIN`, `MAX` or the end";

pub(super) fn expression(text: &str, dialect: &Dialect<'_>) -> Result<Expression, ParseError> {
    let mut reader = Reader::new(text, dialect);
    if text.len() > LONGEST {
        return Err(reader.error("a text of at most 2000 bytes"));
    }
    reader.seasons().map(|seasons| Expression { seasons })
}

impl<'a> Reader<'a> {
    fn seasons(&mut self) -> Result<Vec<Season>, ParseError> {
        let mut seasons = Vec::new();
        loop {
            let clauses = self.clauses()?;
            let spans = if self.eat("(") { self.spans()? } else { Vec::new() };
            let more = !spans.is_empty() && (self.eat(",") || self.eat(";"));
            seasons.push(Season { spans, clauses });
            if !more {
                self.skip();
                return if self.rest.is_empty() { Ok(seasons) } else { Err(self.error(MORE)) };
            }
        }
    }

    fn clauses(&mut self) -> Result<Vec<Clause>, ParseError> {
        let mut clauses = vec![Clause { join: Join::Plus, term: self.term()? }];
        while let Some(clause) = self.next_clause()? {
            clauses.push(clause);
        }
        Ok(clauses)
    }

    fn next_clause(&mut self) -> Result<Option<Clause>, ParseError> {
        if self.eat("-") || self.word("minus") || self.word("less") {
            return Ok(Some(Clause { join: Join::Plus, term: self.subtracted()? }));
        }
        let join = if self.eat("+") || self.word("plus") {
            Join::Plus
        } else if self.word("MIN") || self.words(&["but", "not", "less"]) {
            self.word("than");
            Join::Min
        } else if self.word("MAX") || self.words(&["but", "not", "more", "than"]) {
            Join::Max
        } else {
            return Ok(None);
        };
        Ok(Some(Clause { join, term: self.term()? }))
    }

    fn subtracted(&mut self) -> Result<Term, ParseError> {
        let before = *self;
        match self.term()? {
            Term::AdValorem(percent) => Ok(Term::AdValorem(percent.negate())),
            Term::Flat { amount, currency } => Ok(Term::Flat { amount: amount.negate(), currency }),
            Term::Specific { amount, currency, per, unit } => {
                Ok(Term::Specific { amount: amount.negate(), currency, per, unit })
            }
            Term::OfPart { .. } | Term::Fraction { .. } | Term::InWords { .. } => {
                Err(before.error("a percentage or an amount to subtract"))
            }
        }
    }

    fn term(&mut self) -> Result<Term, ParseError> {
        if let Some(words) = self.in_words() {
            return Ok(words);
        }
        if self.word("Free") {
            return Ok(Term::AdValorem(Decimal::ZERO));
        }
        self.words(&["a", "duty", "of"]);
        if let Some(sign) = self.sign() {
            let amount = self.number()?.ok_or_else(|| self.error("an amount"))?;
            return self.money(amount, sign.worth, sign.currency);
        }
        let number = self.number()?.ok_or_else(|| self.error(A_RATE))?;
        if let Some(fraction) = self.fraction(number)? {
            return Ok(fraction);
        }
        if self.eat("%") || self.word("percent") {
            return Ok(self.percentage(number));
        }
        if let Some(sign) = self.sign() {
            return self.money(number, sign.worth, sign.currency);
        }
        if let Some(currency) = self.currency() {
            return self.money(number, Decimal::ONE, currency);
        }
        if self.dialect.bare_percent { Ok(Term::AdValorem(number)) } else { Err(self.error("`%` or a currency")) }
    }

    /// A rate in words, where one begins here.
    fn in_words(&mut self) -> Option<Term> {
        for (spelling, component) in COMPONENTS {
            if self.word(spelling) {
                return Some(Term::InWords { reason: Reason::AgriculturalComponent, text: (*component).into() });
            }
        }
        let reason = self.reason_ahead()?;
        Some(Term::InWords { reason, text: self.up_to_sign() })
    }

    fn reason_ahead(&self) -> Option<Reason> {
        let mut ahead = *self;
        if ahead.word("Free") {
            ahead.skip();
            let condition = ahead.rest.starts_with([',', '(']) && !digit_follows(ahead.rest);
            return condition.then_some(Reason::Condition);
        }
        if ahead.words(&["a", "duty", "of"]) {
            return None;
        }
        let begins = |(opening, _): &&(&str, Reason)| squashed(ahead.rest).take(opening.len()).eq(opening.chars());
        IN_WORDS.iter().find(begins).map(|(_, reason)| *reason)
    }

    /// All up to what is added or subtracted.
    fn up_to_sign(&mut self) -> String {
        self.skip();
        let begins =
            |rest: &str| begins_with_word(rest, &["plus", "minus"]) || rest.starts_with('-') && digit_follows(rest);
        single_spaced(self.until(|rest, at_word| rest.starts_with('+') || at_word && begins(rest)))
    }

    /// The rest of `33 1/3 %`.
    fn fraction(&mut self, number: Decimal) -> Result<Option<Term>, ParseError> {
        self.skip();
        if !self.rest.starts_with(|letter: char| letter.is_ascii_digit()) {
            return Ok(None);
        }
        let part = self.number()?.and_then(small);
        let of = if self.eat("/") { self.number()?.and_then(small).and_then(NonZeroU32::new) } else { None };
        match (small(number), part, of) {
            (Some(whole), Some(part), Some(of)) if part < of.get() && self.eat("%") => {
                Ok(Some(Term::Fraction { whole, part, of }))
            }
            _ => Err(self.error("a fraction of a per cent, such as `1/3 %`,")),
        }
    }

    fn percentage(&mut self, percent: Decimal) -> Term {
        if self.word("of") {
            let text = format!("{percent} % of {}", self.up_to_sign());
            return Term::InWords { reason: Reason::OtherValue, text };
        }
        if !(self.word("on") || self.word("upon")) {
            return Term::AdValorem(percent);
        }
        let part = single_spaced(self.until(operator_begins));
        if WHOLE.contains(&part.as_str()) { Term::AdValorem(percent) } else { Term::OfPart { percent, part } }
    }

    /// What an amount is levied by.
    fn money(&mut self, number: Decimal, worth: Decimal, currency: Currency) -> Result<Term, ParseError> {
        let amount = number.checked_mul(worth).map_err(|_| self.error("an amount of fewer digits"))?;
        if begins_with_word(self.rest.trim_start(), &["for"]) {
            let words = self.up_to_sign();
            return Ok(Term::InWords { reason: Reason::Condition, text: format!("{amount} {currency} {words}") });
        }
        if self.word("each") {
            return Ok(Term::Specific { amount, currency, per: NonZeroU32::MIN, unit: Unit::Piece });
        }
        if !(self.eat("/") || self.word("per")) {
            return Ok(Term::Flat { amount, currency });
        }
        let before = *self;
        let text = self.until(operator_begins);
        match Unit::parse(text).and_then(|(number, unit)| Some((NonZeroU32::new(number)?, unit))) {
            Some((per, unit)) => Ok(Term::Specific { amount, currency, per, unit }),
            None => Err(before.error("a unit, such as `kg`, `100 kg`, `hl` or `p/st`,")),
        }
    }

    fn currency(&mut self) -> Option<Currency> {
        self.skip();
        let (code, after) = self.rest.split_at_checked(3)?;
        if matches!(code, "MIN" | "MAX") || after.starts_with(|letter: char| letter.is_ascii_alphanumeric()) {
            return None;
        }
        let currency = Currency::parse(code)?;
        self.rest = after;
        Some(currency)
    }

    /// Spans of days after an opening parenthesis.
    fn spans(&mut self) -> Result<Vec<Span>, ParseError> {
        let mut spans = Vec::new();
        loop {
            spans.push(self.span()?);
            if !self.eat(",") {
                return if self.eat(")") { Ok(spans) } else { Err(self.error("`,` or `)`")) };
            }
        }
    }

    /// `15 MAY-31 JUL`, `16-31 DEC`, `21-11 to 31-01`.
    fn span(&mut self) -> Result<Span, ParseError> {
        let (first, mut month) = (self.two_digits()?, self.month());
        if !self.eat("-") {
            return Err(self.error("`-`"));
        }
        let mut second = self.two_digits()?;
        if month.is_none() && self.word("to") {
            month = Some(second);
            second = self.two_digits()?;
            let last = if self.eat("-") { self.two_digits()? } else { 0 };
            return self.whole_span((month, first), (Some(last), second));
        }
        let last = self.month();
        self.whole_span((month.or(last), first), (last, second))
    }

    fn whole_span(&self, from: (Option<u8>, u8), to: (Option<u8>, u8)) -> Result<Span, ParseError> {
        let day = |(month, day): (Option<u8>, u8)| {
            let month = month.filter(|month| (1..=12).contains(month))?;
            (1..=31).contains(&day).then_some(YearDay { month, day })
        };
        let span = day(from).zip(day(to)).map(|(from, to)| Span { from, to });
        span.ok_or_else(|| self.error("a span of days, such as `15 MAY-31 JUL`,"))
    }

    fn two_digits(&mut self) -> Result<u8, ParseError> {
        let number = self.number()?.and_then(small).and_then(|number| u8::try_from(number).ok());
        number.ok_or_else(|| self.error("a day, such as `15 MAY`,"))
    }

    fn month(&mut self) -> Option<u8> {
        self.skip();
        let name = self.rest.split(|letter: char| !letter.is_ascii_alphabetic()).next()?;
        let short = name.get(..3)?.to_ascii_uppercase();
        let month = MONTHS.iter().position(|month| *month == short)?;
        self.eat(name);
        u8::try_from(month.checked_add(1)?).ok()
    }
}

/// Whether something other than a unit or a name begins here.
fn operator_begins(rest: &str, at_word: bool) -> bool {
    match rest.chars().next() {
        Some('+' | ';') => true,
        Some('-' | '(') => digit_follows(rest),
        _ => at_word && begins_with_word(rest, OPERATORS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::goods::duty::Sign;
    use alloc::string::ToString;

    fn plain(text: &str) -> Result<String, String> {
        Expression::parse(text, &Dialect::PLAIN).map(|read| read.to_string()).map_err(|error| error.to_string())
    }

    #[test]
    fn spellings_of_one_rate_read_alike() {
        for (text, canonical) in [
            ("Free", "Free"),
            ("0.0%", "Free"),
            ("12.80 % + 176.80 EUR / 100 kg", "12.8 % + 176.8 EUR / 100 kg"),
            ("12.8%+176.80 EUR/100kg", "12.8 % + 176.8 EUR / 100 kg"),
            ("1,024.00 EUR per tonne", "1024 EUR / t"),
            ("0.90 EUR / % vol / hl + 6.40 EUR / hl", "0.9 EUR / % vol / hl + 6.4 EUR / hl"),
            ("0.40 EUR/100 kg/net/ % sacchar.", "0.4 EUR / 100 kg / % sacchar."),
            ("8% min 2 EUR / pa max 3 EUR each", "8 % MIN 2 EUR / pa MAX 3 EUR / p/st"),
            ("5 % but not less than 1 EUR / kg but not more than 2 EUR / kg", "5 % MIN 1 EUR / kg MAX 2 EUR / kg"),
            ("3 EUR", "3 EUR"),
            ("33 1/3%", "33 1/3 %"),
            ("6.5% on the entire set", "6.5 %"),
            ("4 % (01 JAN-31 MAR, 01-31 DEC), 5 %", "4 % (1 JAN-31 MAR, 1 DEC-31 DEC), 5 %"),
            ("8.00% (21-11 to 31-03) ; 5.20% (01-04 to 30-04)", "8 % (21 NOV-31 MAR), 5.2 % (1 APR-30 APR)"),
            ("9% + EA MAX 18.7% + ADSZ", "9 % + EA MAX 18.7 % + AD S/Z"),
        ] {
            assert_eq!(plain(text).as_deref(), Ok(canonical));
        }
    }

    #[test]
    fn an_error_names_place_and_cause() {
        for (text, error) in [
            ("", "it ends where a rate, such as `4 %` or `20 EUR / 100 kg`, is expected"),
            ("4", "it ends where `%` or a currency is expected"),
            ("4 % +", "it ends where a rate, such as `4 %` or `20 EUR / 100 kg`, is expected"),
            ("4 % 5 %", "`5` stands at character 5, where `+`, `-`, `MIN`, `MAX` or the end is expected"),
            ("4 € / kg", "`€` stands at character 3, where `%` or a currency is expected"),
            (
                "20 EUR / 100 bushels + 5 %",
                "`100` stands at character 10, where a unit, such as `kg`, `100 kg`, `hl` or `p/st`, is expected",
            ),
            (
                "20 EUR / 0 kg",
                "`0` stands at character 10, where a unit, such as `kg`, `100 kg`, `hl` or `p/st`, is expected",
            ),
            (
                "12,50 %",
                "`12,50` stands at character 1, where a number of at most 28 digits, such as `1,024.50`, is expected",
            ),
            ("-4 %", "`-4` stands at character 1, where a rate, such as `4 %` or `20 EUR / 100 kg`, is expected"),
            ("MIN 4 %", "`MIN` stands at character 1, where a rate, such as `4 %` or `20 EUR / 100 kg`, is expected"),
            ("4 % - EA", "`EA` stands at character 7, where a percentage or an amount to subtract is expected"),
            (
                "4 % (31 JUN-32 JUL)",
                "`)` stands at character 19, where a span of days, such as `15 MAY-31 JUL`, is expected",
            ),
            ("1e3 %", "`e3` stands at character 2, where `%` or a currency is expected"),
        ] {
            assert_eq!(plain(text).unwrap_err(), error, "{text}");
        }
        assert!(plain(&"4 % + ".repeat(500)).is_err());
    }

    #[test]
    fn rates_in_words_are_kept_with_their_reason() {
        for (text, reason) in [
            ("EA", Reason::AgriculturalComponent),
            ("Entry Price", Reason::EntryPrice),
            ("See 9822.05.20", Reason::OtherLine),
            ("See U.S. note 3(e)", Reason::Note),
            ("The rate applicable to each garment in the ensemble if separately entered", Reason::EachArticle),
            ("The rate applicable to the article of which it is a part or accessory", Reason::OfWhole),
            ("The duty provided in the applicable subheading", Reason::OtherLine),
            ("No change", Reason::Unchanged),
            ("Free, under bond", Reason::Condition),
            ("3 percent of the fair retail value", Reason::OtherValue),
            ("5 % on the case", Reason::ValueOfPart),
            ("unknown", Reason::Unknown),
        ] {
            let read = Expression::parse(text, &Dialect::PLAIN).unwrap();
            assert_eq!(read.reasons(), [reason], "{text}");
            assert!(!read.is_free() && !read.is_ad_valorem_only());
        }
    }

    #[test]
    fn signs_are_those_of_the_dialect() {
        let usd = Currency::parse("USD").unwrap();
        let signs = [
            Sign { sign: "$", currency: usd, worth: Decimal::ONE },
            Sign { sign: "¢", currency: usd, worth: Decimal::PERCENT },
        ];
        let dialect = Dialect { signs: &signs, bare_percent: true };
        for (text, canonical) in [
            ("4.4¢/kg + 8.9%", "0.044 USD / kg + 8.9 %"),
            ("$1.035/kg +13.6%", "1.035 USD / kg + 13.6 %"),
            ("96¢/doz. + 1.4%", "0.96 USD / doz + 1.4 %"),
            ("89.6¢/1000", "0.896 USD / 1000 p/st"),
            ("7.2 MIN 0.36 USD/100 kg", "7.2 % MIN 0.36 USD / 100 kg"),
        ] {
            assert_eq!(Expression::parse(text, &dialect).unwrap().to_string(), canonical);
        }
    }

    #[test]
    fn what_an_expression_says_of_itself() {
        let read = |text| Expression::parse(text, &Dialect::PLAIN).unwrap();
        assert!(read("Free").is_free() && Expression::free() == read("0 %"));
        assert!(!read("0 % + 1 EUR / kg").is_free());
        assert!(read("4 % + 25 %").is_ad_valorem_only());
        assert!(!read("4 % MIN 1 %").is_ad_valorem_only());
        let compound = read("8.3 % + 3.8 EUR / 100 kg/net eda MAX 18.7 % + 2 EUR / pa");
        assert_eq!(compound.ad_valorem_part(), Some(Decimal::parse("8.3").unwrap()));
        assert_eq!(compound.units(), [Unit::DrainedKilogram, Unit::Pair]);
        assert_eq!(read("3 EUR / hl").ad_valorem_part(), None);
    }
}
