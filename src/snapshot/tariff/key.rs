//! Commodity codes as numbers that sort as a tariff prints them.

use crate::goods::HsCode;

/// A code of at most twelve digits: its digits, filled up with zeros to twelve, then its length. A code comes before all
/// that it is divided into, and these before whatever follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key(u64);

/// The most digits of a code.
pub(super) const DIGITS: usize = 12;
/// Up to so many digits the codes of a tariff are of a nomenclature that is shared or published; further ones are for
/// statistics and differ from country to country.
pub(super) const HEAD: usize = 8;

/// The digits of a subheading of the Harmonized System, which all countries share.
pub(super) const SUBHEADING: usize = 6;
/// Bits that hold the length.
const LENGTH: u32 = 4;

/// Ten to the `exponent`, of at most twelve.
fn power(exponent: usize) -> u64 {
    u32::try_from(exponent).map_or(u64::MAX, |exponent| 10_u64.saturating_pow(exponent))
}

/// The worth of the last digit of a code of this length.
fn step(length: usize) -> u64 {
    power(DIGITS.saturating_sub(length))
}

impl Key {
    /// The key of digits that make the number `value`, `length` of them: 101 and 4 for `0101`.
    pub(super) fn new(value: u64, length: usize) -> Option<Key> {
        if !(2..=DIGITS).contains(&length) || value >= power(length) {
            return None;
        }
        Some(Key(value.checked_mul(step(length))? << LENGTH | length as u64))
    }

    pub(super) fn of(code: &HsCode) -> Key {
        let digits = code
            .digits()
            .bytes()
            .fold(0_u64, |sum, digit| sum.saturating_mul(10).saturating_add(u64::from(digit.saturating_sub(b'0'))));
        Key(digits.saturating_mul(step(code.len())) << LENGTH | code.len() as u64)
    }

    /// The code itself.
    pub(super) fn code(self) -> Option<HsCode> {
        let mut digits = [b'0'; DIGITS];
        let mut left = self.digits();
        for digit in digits.iter_mut().rev() {
            *digit = b'0'.wrapping_add(left.wrapping_rem(10) as u8);
            left = left.wrapping_div(10);
        }
        digits.get(..self.length()).and_then(|digits| core::str::from_utf8(digits).ok()).and_then(HsCode::parse)
    }

    pub(super) fn length(self) -> usize {
        (self.0 & 0xF) as usize
    }

    /// Its digits, filled up to twelve.
    fn digits(self) -> u64 {
        self.0 >> LENGTH
    }

    /// Its first `length` digits as a number, filled up with zeros.
    pub(super) fn leading(self, length: usize) -> u64 {
        self.digits().checked_div(step(length)).unwrap_or_default()
    }

    /// The digit after its first `length`, where it has more.
    pub(super) fn digit(self, length: usize) -> Option<u64> {
        (length < self.length()).then(|| self.leading(length.saturating_add(1)).wrapping_rem(10))
    }

    /// The code of its first `length` digits; itself where it has no more.
    pub(super) fn truncated(self, length: usize) -> Key {
        Key::new(self.leading(length), length).filter(|_| length < self.length()).unwrap_or(self)
    }

    /// Whether `other` is the same code or a subdivision of it.
    pub(super) fn covers(self, other: Key) -> bool {
        self <= other && other < self.end()
    }

    /// The least key that is neither it nor below it.
    fn end(self) -> Key {
        Key(self.digits().saturating_add(step(self.length())) << LENGTH)
    }

    /// Where it and its subdivisions stand among sorted keys.
    pub(super) fn range_in(self, keys: &[Key]) -> core::ops::Range<usize> {
        let end = self.end();
        keys.partition_point(|key| *key < self)..keys.partition_point(|key| *key < end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(code: &str) -> Key {
        Key::of(&HsCode::parse(code).unwrap())
    }

    #[test]
    fn keys_sort_as_codes_do_and_turn_back_into_them() {
        let codes =
            ["01", "0101", "010121", "01012100", "0101210010", "0101210090", "010129", "0102", "99", "999999999999"];
        for pair in codes.windows(2) {
            assert!(key(pair[0]) < key(pair[1]), "{pair:?}");
        }
        for code in codes {
            assert_eq!(key(code).code().unwrap().digits(), code);
        }
    }

    #[test]
    fn a_key_covers_itself_and_what_is_below_it() {
        for (code, covered) in
            [("01", "0199999999"), ("0101", "0101"), ("99", "999999999999"), ("950300", "9503004100")]
        {
            assert!(key(code).covers(key(covered)), "{code} {covered}");
        }
        for (code, other) in
            [("0101", "01"), ("0101", "0102"), ("0109", "0110"), ("950300", "95030"), ("01", "0200000000")]
        {
            assert!(!key(code).covers(key(other)), "{code} {other}");
        }
    }

    #[test]
    fn parts_of_a_key() {
        let line = key("0101210090");
        assert_eq!((line.leading(8), line.digit(8), line.truncated(6)), (1_012_100, Some(9), key("010121")));
        assert_eq!((line.digit(0), line.digit(9), line.digit(10)), (Some(0), Some(0), None));
        assert_eq!(key("0101").leading(8), 1_010_000);
        assert_eq!(key("0101").truncated(6), key("0101"));
        assert_eq!(Key::new(101, 4), Some(key("0101")));
        assert_eq!([Key::new(100, 2), Key::new(1, 1), Key::new(1, 13)], [None; 3]);
    }
}
