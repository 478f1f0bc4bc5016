//! Decimals of the request: text of digits, or JSON numbers at their decimal value.

use super::{Checker, Node, Path, Quoted, QuotedLetter, Value};
use crate::goods::WeightUnit;
use crate::money::{Decimal, Inexact, Money, NotADecimal};
use alloc::{borrow::Cow, format, string::String};
use core::fmt;

/// Which decimals a field takes, and what it is called where it takes one not.
struct Bounds {
    code: &'static str,
    what: &'static str,
    zero: bool,
    /// It is less than this.
    below: i64,
}

const AMOUNT: Bounds = Bounds { code: "AMOUNT_INVALID", what: "an amount", zero: true, below: 1_000_000_000_000_000 };
const QUANTITY: Bounds = Bounds { code: "QUANTITY_INVALID", what: "a quantity", zero: false, below: 1_000_000_000_000 };
/// A line may hold none of what is measured: a beer without alcohol.
const CONTENT: Bounds = Bounds { zero: true, ..QUANTITY };
const MEASURE: Bounds = Bounds { code: "MEASURE_INVALID", what: "a measure", ..QUANTITY };
const RATE: Bounds = Bounds { code: "EXCHANGE_RATE_INVALID", what: "an exchange rate", ..QUANTITY };
const DAYS: Bounds = Bounds { code: "DAYS_INVALID", what: "a number of days", zero: true, below: 100_000 };
const FACT: Bounds = Bounds { code: "FACT_INVALID", what: "a number", zero: true, ..QUANTITY };

/// The symbols of units of weight.
const WEIGHTS: [&str; 4] = ["g", "kg", "oz", "lb"];
/// Centimetres by unit: the international inch is 2.54 cm.
const LENGTHS: [(&str, &str); 4] = [("mm", "0.1"), ("cm", "1"), ("m", "100"), ("in", "2.54")];

impl Checker<'_> {
    pub(super) fn money(&mut self, node: &Node<'_>) -> Option<Money> {
        let [amount, currency] = &self.fields(node, &["amount", "currency"])?;
        let amount = self.require(amount).decimal(amount, &AMOUNT);
        let currency = self.require(currency).currency(currency);
        Some(Money { amount: amount?, currency: currency? })
    }

    pub(super) fn quantity(&mut self, node: &Node<'_>) -> Option<Decimal> {
        self.decimal(node, &QUANTITY)
    }

    pub(super) fn content(&mut self, node: &Node<'_>) -> Option<Decimal> {
        self.decimal(node, &CONTENT)
    }

    pub(super) fn days(&mut self, node: &Node<'_>) -> Option<Decimal> {
        self.decimal(node, &DAYS)
    }

    pub(super) fn rate(&mut self, node: &Node<'_>) -> Option<Decimal> {
        self.decimal(node, &RATE)
    }

    pub(super) fn fact_number(&mut self, node: &Node<'_>) -> Option<Decimal> {
        self.decimal(node, &FACT)
    }

    /// A weight in kilograms.
    pub(super) fn weight(&mut self, node: &Node<'_>) -> Option<Decimal> {
        let [value, unit] = &self.fields(node, &["value", "unit"])?;
        let value = self.require(value).measure(value);
        let unit = self.require(unit).unit(unit, WeightUnit::parse, &WEIGHTS);
        self.converted(&node.path, unit?.kilograms(value?))
    }

    /// Length, width and height in centimetres.
    pub(super) fn dimensions(&mut self, node: &Node<'_>) -> Option<[Decimal; 3]> {
        let [length, width, height, unit] = &self.fields(node, &["length", "width", "height", "unit"])?;
        let [length, width, height] = [length, width, height].map(|side| self.require(side).measure(side));
        let unit = self.require(unit).unit(unit, centimetres, &LENGTHS.map(|(unit, _)| unit))?;
        let sides = [length?, width?, height?].map(|side| self.converted(&node.path, side.checked_mul(unit)));
        let [length, width, height] = sides;
        Some([length?, width?, height?])
    }

    fn measure(&mut self, node: &Node<'_>) -> Option<Decimal> {
        self.decimal(node, &MEASURE)
    }

    fn unit<T>(&mut self, node: &Node<'_>, parse: fn(&str) -> Option<T>, symbols: &[&str]) -> Option<T> {
        let symbol = self.text(node)?;
        parse(symbol).or_else(|| self.unknown_value(node, symbol, "a unit known here", symbols))
    }

    fn decimal(&mut self, node: &Node<'_>, bounds: &Bounds) -> Option<Decimal> {
        let (written, number) = match node.value? {
            Value::Text(text) => (&**text, Decimal::parse(text)),
            Value::Number(digits) => (*digits, expanded(digits).and_then(|plain| Decimal::parse(&plain))),
            _ => {
                self.mistyped(node, bounds.what, &[]);
                return None;
            }
        };
        match number {
            Ok(number) => self.within(node, written, number, bounds),
            Err(NotADecimal::TooLong) => {
                let quoted = Quoted(written);
                self.refuse("NUMBER_OUT_OF_RANGE", node, format_args!("{quoted} {TOO_LONG}"))
            }
            Err(NotADecimal::Malformed) => {
                let (quoted, what) = (Quoted(written), bounds.what);
                let cause = Misplaced(written);
                let way_out = "write digits with at most one dot between them, like `1234.50`";
                self.refuse(bounds.code, node, format_args!("{quoted} is not {what}: {cause}{way_out}"))
            }
        }
    }

    fn within(&mut self, node: &Node<'_>, written: &str, number: Decimal, bounds: &Bounds) -> Option<Decimal> {
        let Bounds { code, what, zero, below } = *bounds;
        let quoted = Quoted(written);
        if number.is_negative() || (number.is_zero() && !zero) {
            let least = if zero { "zero or more" } else { "more than zero" };
            return self.refuse(code, node, format_args!("{quoted} is too low: {what} is {least}"));
        }
        if number >= Decimal::from_integer(below) {
            let message = format_args!("{quoted} is too high: {what} is less than {below}");
            return self.refuse("NUMBER_OUT_OF_RANGE", node, message);
        }
        Some(number)
    }

    /// A figure in the unit that it is reckoned in, where it keeps to the same bounds.
    pub(super) fn converted(&mut self, path: &Path<'_>, figure: Result<Decimal, Inexact>) -> Option<Decimal> {
        let Bounds { what, below, .. } = MEASURE;
        match figure {
            Ok(figure) if figure < Decimal::from_integer(below) => return Some(figure),
            Ok(figure) => {
                let message = format_args!("converted it is `{figure}`, too high: {what} is less than {below}");
                self.report("NUMBER_OUT_OF_RANGE", path, message);
            }
            Err(Inexact) => self.report("NUMBER_OUT_OF_RANGE", path, format_args!("converted it {TOO_LONG}")),
        }
        None
    }
}

const TOO_LONG: &str = "has more than the 28 digits that are kept exactly: round it first";

/// How many centimetres a unit of length is.
fn centimetres(symbol: &str) -> Option<Decimal> {
    let (_, factor) = LENGTHS.iter().find(|(unit, _)| *unit == symbol)?;
    Decimal::parse(factor).ok()
}

/// The first character of a text that no number has.
struct Misplaced<'a>(&'a str);

impl fmt::Display for Misplaced<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.chars().find(|letter| !letter.is_ascii_digit() && !['.', '-'].contains(letter)) {
            Some(letter) => write!(f, "{} has no place in a number; ", QuotedLetter(letter)),
            None => Ok(()),
        }
    }
}

/// A JSON number without its exponent, exactly.
fn expanded(number: &str) -> Result<Cow<'_, str>, NotADecimal> {
    let Some((mantissa, exponent)) = number.split_once(['e', 'E']) else { return Ok(Cow::Borrowed(number)) };
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |mantissa| ("-", mantissa));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = [whole, fraction].concat();
    let counting = digits.trim_matches('0');
    if counting.is_empty() {
        return Ok(Cow::Borrowed("0"));
    }
    let zeros = digits.len().saturating_sub(digits.trim_start_matches('0').len());
    // Where the dot stands, counted from the first digit that is no zero.
    let [whole, zeros] = [whole.len(), zeros].map(|length| i64::try_from(length).unwrap_or(i64::MAX));
    let dot = exponent.parse().ok().and_then(|exponent: i64| exponent.checked_add(whole)?.checked_sub(zeros));
    let dot = dot.filter(|dot| dot.unsigned_abs() <= Decimal::MAX_DIGITS.into()).ok_or(NotADecimal::TooLong)?;
    Ok(Cow::Owned([sign, &placed(counting, dot)].concat()))
}

/// Digits with a dot after the first `dot` of them; zeros where there are none.
fn placed(digits: &str, dot: i64) -> String {
    let places = usize::try_from(dot.unsigned_abs()).unwrap_or_default();
    if dot <= 0 {
        let width = digits.len().saturating_add(places);
        return format!("0.{digits:0>width$}");
    }
    match digits.split_at_checked(places) {
        Some((whole, fraction)) if !fraction.is_empty() => format!("{whole}.{fraction}"),
        _ => format!("{digits:0<places$}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exponent_is_written_out() {
        for (number, plain) in [
            ("0.10", "0.10"),
            ("1e-7", "0.0000001"),
            ("1.25e-7", "0.000000125"),
            ("-1.5E+2", "-150"),
            ("12.345e1", "123.45"),
            ("12.345e2", "1234.5"),
            ("12.345e3", "12345"),
            ("0.0012e3", "1.2"),
            ("100e-2", "1"),
            ("1e21", "1000000000000000000000"),
            ("0e999999999999999999999", "0"),
            ("-0.0e-5", "0"),
        ] {
            assert_eq!(expanded(number).unwrap(), plain, "{number}");
        }
        for number in ["1e999", "1e-30", "1e99999999999999999999", "1e-99999999999999999999"] {
            assert_eq!(expanded(number), Err(NotADecimal::TooLong), "{number}");
        }
    }
}
