//! Decimals whose operations are exact or refused.

use core::{cmp::Ordering, fmt};
use rust_decimal::Decimal as Inner;

/// An exact decimal number of at most 28 digits, at most 28 of them behind the point.
///
/// Its form is canonical: no zero ends its fraction, and zero has no sign. So equal numbers print the same.
///
/// ```
/// use landfall::money::{Decimal, Rounding};
/// let price = Decimal::parse("19.90").unwrap();
/// let three = price.checked_mul(Decimal::from_integer(3)).unwrap();
/// assert_eq!(three.to_string(), "59.7");
/// assert_eq!(three.display_with(2).to_string(), "59.70");
/// let each = three.divide(Decimal::from_integer(7), 2, Rounding::HalfUp).unwrap();
/// assert_eq!(each.to_string(), "8.53");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Decimal(Inner);

/// There is no exact result of at most 28 digits: it is longer, or the question has no answer (a division by zero,
/// parts that can't sum to their total).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inexact;

impl fmt::Display for Inexact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the exact result has more than 28 digits")
    }
}

impl core::error::Error for Inexact {}

/// Why a text is no decimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotADecimal {
    /// It is written otherwise than digits, at most one dot between digits, and an optional leading minus.
    Malformed,
    /// It has more digits than are kept exactly.
    TooLong,
}

impl fmt::Display for NotADecimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NotADecimal::Malformed => {
                "not a decimal number: write digits with at most one dot between them, like 12.50"
            }
            NotADecimal::TooLong => "more than 28 digits",
        })
    }
}

impl core::error::Error for NotADecimal {}

/// How a number is brought to a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rounding {
    /// To the nearest step, halves away from zero.
    HalfUp,
    /// To the nearest step, halves to the even one.
    HalfEven,
    /// Towards zero.
    Down,
    /// Away from zero.
    Up,
}

impl Decimal {
    /// How many digits a number has at most, and how many of them may stand behind the point.
    pub const MAX_DIGITS: u32 = 28;
    /// One more than the largest mantissa.
    pub(super) const LIMIT: u128 = 10_u128.pow(Decimal::MAX_DIGITS);
    /// Zero.
    pub const ZERO: Decimal = Decimal(Inner::ZERO);
    /// One.
    pub const ONE: Decimal = Decimal(Inner::ONE);
    /// One hundredth: a percentage times it is a share.
    pub const PERCENT: Decimal = Decimal::constant(1, 2);

    /// Reads digits with at most one dot between them and an optional leading minus; zeros that say nothing may
    /// stand on either side.
    ///
    /// # Errors
    /// [`NotADecimal`] for exponents, separators, a dot without a digit on both sides, other scripts' digits, and for
    /// more than 28 digits.
    ///
    /// ```
    /// use landfall::money::{Decimal, NotADecimal};
    /// assert_eq!(Decimal::parse("-007.50").unwrap().to_string(), "-7.5");
    /// assert_eq!(Decimal::parse("1e3"), Err(NotADecimal::Malformed));
    /// assert_eq!(Decimal::parse("12,50"), Err(NotADecimal::Malformed));
    /// ```
    pub fn parse(text: &str) -> Result<Decimal, NotADecimal> {
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !all_digits(whole) || !all_digits(fraction) {
            return Err(NotADecimal::Malformed);
        }
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        let scale = u32::try_from(fraction.len()).map_err(|_| NotADecimal::TooLong)?;
        let mantissa = whole
            .bytes()
            .chain(fraction.bytes())
            .try_fold(0_u128, |sum, byte| {
                times(sum, 10)?.checked_add(u128::from(byte.wrapping_sub(b'0'))).filter(|sum| *sum < Decimal::LIMIT)
            })
            .ok_or(NotADecimal::TooLong)?;
        Decimal::build(negative, mantissa, scale).map_err(|Inexact| NotADecimal::TooLong)
    }

    /// A whole number.
    #[must_use]
    pub fn from_integer(whole: i64) -> Decimal {
        Decimal(Inner::from(whole))
    }

    /// Ten to the minus `decimals`: the step of an amount with so many decimals.
    ///
    /// # Errors
    /// [`Inexact`] above 28 decimals.
    pub fn step(decimals: u32) -> Result<Decimal, Inexact> {
        Decimal::build(false, 1, decimals)
    }

    /// A number that the source of the engine names, already in canonical form.
    pub(crate) const fn constant(mantissa: u64, decimals: u32) -> Decimal {
        Decimal(Inner::from_parts(mantissa as u32, (mantissa >> 32) as u32, 0, false, decimals))
    }

    /// A whole number, where it has at most 28 digits.
    pub(super) fn whole(whole: u128) -> Result<Decimal, Inexact> {
        Decimal::build(false, whole, 0)
    }

    /// The number of `mantissa` over ten to the `scale`, in canonical form.
    fn build(negative: bool, mantissa: u128, scale: u32) -> Result<Decimal, Inexact> {
        let (mut mantissa, mut scale) = (mantissa, scale);
        while scale > 0 && mantissa.is_multiple_of(10) {
            mantissa = mantissa.checked_div(10).ok_or(Inexact)?;
            scale = if mantissa == 0 { 0 } else { scale.saturating_sub(1) };
        }
        if mantissa >= Decimal::LIMIT {
            return Err(Inexact);
        }
        let mantissa = i128::try_from(mantissa).map_err(|_| Inexact)?;
        let signed = if negative { mantissa.checked_neg().ok_or(Inexact)? } else { mantissa };
        Inner::try_from_i128_with_scale(signed, scale).map(Decimal).map_err(|_| Inexact)
    }

    fn mantissa(self) -> u128 {
        self.0.mantissa().unsigned_abs()
    }

    /// How many decimals it needs.
    #[must_use]
    pub fn decimals(self) -> u32 {
        self.0.scale()
    }

    /// Whether it is zero.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// Whether it is below zero.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.0.is_sign_negative()
    }

    /// Whether it is above zero.
    #[must_use]
    pub fn is_positive(self) -> bool {
        self > Decimal::ZERO
    }

    /// Without its sign.
    #[must_use]
    pub fn abs(self) -> Decimal {
        Decimal(self.0.abs())
    }

    /// With the other sign.
    #[must_use]
    pub fn negate(self) -> Decimal {
        let mut inner = self.0;
        inner.set_sign_negative(self.is_positive());
        Decimal(inner)
    }

    /// The exact sum.
    ///
    /// # Errors
    /// [`Inexact`] where it has more than 28 digits.
    pub fn checked_add(self, other: Decimal) -> Result<Decimal, Inexact> {
        let scale = self.decimals().max(other.decimals());
        // A canonical fraction ends in a digit that counts: where bringing one operand to the decimals of the other
        // overflows, the sum needs all these digits.
        let sum = self.signed_at(scale)?.checked_add(other.signed_at(scale)?).ok_or(Inexact)?;
        Decimal::build(sum < 0, sum.unsigned_abs(), scale)
    }

    /// The exact difference.
    ///
    /// # Errors
    /// [`Inexact`] where it has more than 28 digits.
    pub fn checked_sub(self, other: Decimal) -> Result<Decimal, Inexact> {
        self.checked_add(other.negate())
    }

    /// The exact product.
    ///
    /// # Errors
    /// [`Inexact`] where it has more than 28 digits, before or behind the point.
    pub fn checked_mul(self, other: Decimal) -> Result<Decimal, Inexact> {
        let (mut a, mut b) = (self.mantissa(), other.mantissa());
        let mut scale = self.decimals().checked_add(other.decimals()).ok_or(Inexact)?;
        let product = loop {
            match times(a, b) {
                Some(product) => break product,
                // Too long as it stands, yet it may end in zeros behind the point: take them out of the factors.
                None if scale > 0 => (a, b) = without(2, (a, b)).and_then(|both| without(5, both)).ok_or(Inexact)?,
                None => return Err(Inexact),
            }
            scale = scale.saturating_sub(1);
        };
        Decimal::build(self.is_negative() != other.is_negative(), product, scale)
    }

    /// The quotient with so many decimals, rounded as named.
    ///
    /// # Errors
    /// [`Inexact`] for a division by zero, above 28 decimals, or where the quotient with all its `decimals` written
    /// out has more than 28 digits.
    pub fn divide(self, by: Decimal, decimals: u32, rounding: Rounding) -> Result<Decimal, Inexact> {
        if by.is_zero() || decimals > Decimal::MAX_DIGITS {
            return Err(Inexact);
        }
        let negative = self.is_negative() != by.is_negative();
        let grow = decimals.saturating_add(by.decimals());
        let shrink = self.decimals().saturating_sub(grow);
        // A divisor beyond 128 bits dwarfs any dividend, and so does the largest of 128 bits.
        let divisor = power(shrink).and_then(|power| times(by.mantissa(), power)).unwrap_or(u128::MAX);
        let mut division = LongDivision::begin(self.mantissa(), divisor).ok_or(Inexact)?;
        let mut left = grow.saturating_sub(self.decimals());
        while left > 0 {
            let digits = left.min(LongDivision::DIGITS);
            division = power(digits).and_then(|base| division.next(base, 0)).ok_or(Inexact)?;
            left = left.saturating_sub(digits);
        }
        Decimal::build(negative, division.rounded(rounding).ok_or(Inexact)?, decimals)
    }

    /// The nearest multiples of `step`, one of them chosen as named: `0.01`, `0.05`, `10`.
    ///
    /// # Errors
    /// [`Inexact`] where the step is not above zero, or the result or the number of its steps has more than 28 digits.
    ///
    /// ```
    /// use landfall::money::{Decimal, Rounding};
    /// let francs = Decimal::parse("7.625").unwrap();
    /// let step = Decimal::parse("0.05").unwrap();
    /// assert_eq!(francs.round_to(step, Rounding::HalfUp).unwrap().to_string(), "7.65");
    /// assert_eq!(francs.round_to(step, Rounding::Down).unwrap().to_string(), "7.6");
    /// ```
    pub fn round_to(self, step: Decimal, rounding: Rounding) -> Result<Decimal, Inexact> {
        if !step.is_positive() {
            return Err(Inexact);
        }
        self.divide(step, 0, rounding)?.checked_mul(step)
    }

    /// With so many decimals at most.
    ///
    /// # Errors
    /// [`Inexact`] where rounding away from zero makes a 29th digit.
    pub fn round_decimals(self, decimals: u32, rounding: Rounding) -> Result<Decimal, Inexact> {
        if self.decimals() <= decimals { Ok(self) } else { self.divide(Decimal::ONE, decimals, rounding) }
    }

    /// The exact sum of all; zero of none.
    ///
    /// # Errors
    /// [`Inexact`] where it, or a sum on the way to it, has more than 28 digits.
    pub fn sum(numbers: impl IntoIterator<Item = Decimal>) -> Result<Decimal, Inexact> {
        numbers.into_iter().try_fold(Decimal::ZERO, Decimal::checked_add)
    }

    /// Prints it with at least so many decimals, as amounts are written. It never hides a digit: a number that needs
    /// more decimals shows them.
    #[must_use]
    pub fn display_with(self, decimals: u32) -> impl fmt::Display {
        Padded { number: self, decimals }
    }

    /// Its signed mantissa at `scale` decimals, at least as many as it has.
    fn signed_at(self, scale: u32) -> Result<i128, Inexact> {
        let mantissa = i128::try_from(self.unsigned_at(scale)?).map_err(|_| Inexact)?;
        if self.is_negative() { mantissa.checked_neg().ok_or(Inexact) } else { Ok(mantissa) }
    }

    /// Its unsigned mantissa at `scale` decimals, at least as many as it has.
    pub(super) fn unsigned_at(self, scale: u32) -> Result<u128, Inexact> {
        power(scale.saturating_sub(self.decimals())).and_then(|power| times(self.mantissa(), power)).ok_or(Inexact)
    }
}

/// The product, where it has 128 bits at most. A product of so many bits is much code: it stands here only.
#[inline(never)]
pub(super) fn times(a: u128, b: u128) -> Option<u128> {
    a.checked_mul(b)
}

/// Ten to the power of `exponent`.
fn power(exponent: u32) -> Option<u128> {
    (0..exponent).try_fold(1, |power, _| times(power, 10))
}

/// Two factors whose product is that of `a` and `b` without one factor `prime`, where it has one.
fn without(prime: u128, (a, b): (u128, u128)) -> Option<(u128, u128)> {
    if a.is_multiple_of(prime) {
        Some((a.checked_div(prime)?, b))
    } else {
        b.is_multiple_of(prime).then_some((a, b.checked_div(prime)?))
    }
}

/// A division on the way: what has been divided so far, and what is left over.
#[derive(Clone, Copy)]
pub(super) struct LongDivision {
    by: u128,
    pub(super) whole: u128,
    pub(super) rest: u128,
}

impl LongDivision {
    /// So many digits at once go with a divisor of 28 digits in 128 bits.
    pub(super) const DIGITS: u32 = 10;

    pub(super) fn begin(number: u128, by: u128) -> Option<LongDivision> {
        LongDivision { by, whole: 0, rest: 0 }.next(1, number)
    }

    /// Goes on with the next digits of the dividend, written to `base`.
    pub(super) fn next(self, base: u128, digits: u128) -> Option<LongDivision> {
        let number = times(self.rest, base)?.checked_add(digits)?;
        let whole = times(self.whole, base)?.checked_add(number.checked_div(self.by)?)?;
        Some(LongDivision { by: self.by, whole, rest: number.checked_rem(self.by)? })
    }

    fn rounded(self, rounding: Rounding) -> Option<u128> {
        let past_half = self.rest.cmp(&self.by.checked_sub(self.rest)?);
        let away = match rounding {
            Rounding::Down => false,
            Rounding::Up => self.rest > 0,
            Rounding::HalfUp => past_half != Ordering::Less,
            Rounding::HalfEven => {
                past_half == Ordering::Greater || past_half == Ordering::Equal && !self.whole.is_multiple_of(2)
            }
        };
        self.whole.checked_add(u128::from(away))
    }
}

struct Padded {
    number: Decimal,
    decimals: u32,
}

impl fmt::Display for Padded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.number, f)?;
        let has = self.number.decimals();
        if has == 0 && self.decimals > 0 {
            f.write_str(".")?;
        }
        (has..self.decimals).try_for_each(|_| f.write_str("0"))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl serde::Serialize for Decimal {
    /// As text: a number of JSON may be read as a binary fraction.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Decimal {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let text = <alloc::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Decimal::parse(&text).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn the_grammar_is_narrow() {
        for (text, canonical) in [
            ("0", "0"),
            ("-0", "0"),
            ("-0.00", "0"),
            ("007", "7"),
            ("1.50", "1.5"),
            ("100", "100"),
            ("-12.5", "-12.5"),
            ("9999999999999999999999999999", "9999999999999999999999999999"),
            ("0.0000000000000000000000000001", "0.0000000000000000000000000001"),
            ("00000000000000000000000000000000000000001.00000000000000000000000000000000", "1"),
        ] {
            assert_eq!(d(text).to_string(), canonical, "{text}");
        }
        for bad in [
            "", "-", "+1", ".5", "5.", "-.5", ".", "1.2.3", "1_000.5", "1e3", "1E3", "12,50", "1 000", " 1", "1 ",
            "--1", "1-", "NaN", "Infinity", "0x10", "１２", "1\u{0}",
        ] {
            assert_eq!(Decimal::parse(bad), Err(NotADecimal::Malformed), "{bad}");
        }
        for long in [
            "10000000000000000000000000000",
            "99999999999999.999999999999999",
            "0.00000000000000000000000000001",
            "1.00000000000000000000000000001",
        ] {
            assert_eq!(Decimal::parse(long), Err(NotADecimal::TooLong), "{long}");
        }
    }

    #[test]
    fn an_operation_that_would_lose_a_digit_is_refused() {
        let largest = d("9999999999999999999999999999");
        assert_eq!(largest.checked_add(Decimal::ONE), Err(Inexact));
        assert_eq!(largest.checked_add(d("0.1")), Err(Inexact));
        assert_eq!(largest.negate().checked_sub(Decimal::ONE), Err(Inexact));
        assert_eq!(largest.checked_mul(d("1.1")), Err(Inexact));
        assert_eq!(largest.checked_mul(d("10")), Err(Inexact));
        assert_eq!(d("0.00000000000001").checked_mul(d("0.000000000000001")), Err(Inexact));
        // Products of 128 bits and more that need few digits all the same.
        let (fives, twos) = (5_u128.pow(28).to_string(), 2_u128.pow(28).to_string());
        let long = d(&format!("0.0{fives}000000")).checked_mul(d(&format!("{twos}0000000000000000000")));
        assert_eq!(long.unwrap(), d("100000000000000000000000000"));
    }

    #[test]
    fn each_rounding_goes_its_way_on_both_sides_of_zero() {
        use Rounding::{Down, HalfEven, HalfUp, Up};
        for (number, step, half_up, half_even, down, up) in [
            ("2.5", "1", "3", "2", "2", "3"),
            ("-2.5", "1", "-3", "-2", "-2", "-3"),
            ("3.5", "1", "4", "4", "3", "4"),
            ("2.49", "1", "2", "2", "2", "3"),
            ("2.51", "1", "3", "3", "2", "3"),
            ("0", "1", "0", "0", "0", "0"),
            ("0.125", "0.01", "0.13", "0.12", "0.12", "0.13"),
            ("-0.135", "0.01", "-0.14", "-0.14", "-0.13", "-0.14"),
            ("7.625", "0.05", "7.65", "7.6", "7.6", "7.65"),
            ("7.675", "0.05", "7.7", "7.7", "7.65", "7.7"),
            ("-7.625", "0.05", "-7.65", "-7.6", "-7.6", "-7.65"),
            ("7.65", "0.05", "7.65", "7.65", "7.65", "7.65"),
            ("15", "10", "20", "20", "10", "20"),
            ("25", "10", "30", "20", "20", "30"),
            ("1999", "1000", "2000", "2000", "1000", "2000"),
            ("-0.001", "1000", "0", "0", "0", "-1000"),
        ] {
            for (rounding, expected) in [(HalfUp, half_up), (HalfEven, half_even), (Down, down), (Up, up)] {
                assert_eq!(d(number).round_to(d(step), rounding).unwrap(), d(expected), "{number} {step} {rounding:?}");
            }
        }
        assert_eq!(d("1").round_to(d("0"), HalfUp), Err(Inexact));
        assert_eq!(d("1").round_to(d("-1"), HalfUp), Err(Inexact));
    }

    #[test]
    fn a_division_rounds_once_and_as_named() {
        assert_eq!(d("2").divide(d("3"), 4, Rounding::HalfUp).unwrap(), d("0.6667"));
        assert_eq!(d("2").divide(d("-3"), 4, Rounding::Down).unwrap(), d("-0.6666"));
        assert_eq!(d("1").divide(d("8"), 2, Rounding::HalfEven).unwrap(), d("0.12"));
        assert_eq!(
            d("0.0000000000000000000000000001").divide(d("9999999999999999999999999999"), 28, Rounding::Up).unwrap(),
            d("0.0000000000000000000000000001")
        );
        assert_eq!(d("1").divide(d("0"), 2, Rounding::Up), Err(Inexact));
        assert_eq!(d("1").divide(d("3"), 29, Rounding::Up), Err(Inexact));
        assert_eq!(d("9999999999999999999999999999").divide(d("0.1"), 0, Rounding::Down), Err(Inexact));
    }

    #[test]
    fn amounts_print_with_their_decimals_and_never_hide_a_digit() {
        for (number, decimals, printed) in [
            ("1", 2, "1.00"),
            ("1.5", 2, "1.50"),
            ("-1.5", 0, "-1.5"),
            ("100", 0, "100"),
            ("1.234", 2, "1.234"),
            ("0", 3, "0.000"),
        ] {
            assert_eq!(d(number).display_with(decimals).to_string(), printed);
        }
    }

    #[test]
    fn a_number_is_a_text_in_json() {
        for number in ["0", "1", "-1", "12.5", "-0.0000000000000000000000000001", "9999999999999999999999999999"] {
            assert_eq!(serde_json::to_string(&d(number)).unwrap(), format!("\"{number}\""));
            assert_eq!(serde_json::from_str::<Decimal>(&format!("\"{number}\"")).unwrap(), d(number));
        }
        assert_eq!(serde_json::to_string(&Rounding::HalfEven).unwrap(), "\"half-even\"");
    }
}
