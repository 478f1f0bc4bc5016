//! Commodity codes.

use core::fmt;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A commodity code of 2 to 12 digits: the Harmonized System's six, or a tariff's own subdivision of them.
///
/// Codes are ordered as a tariff prints them: a heading stands before what it is divided into.
///
/// ```
/// use landfall::goods::HsCode;
/// let code = HsCode::parse("9503.00.41").unwrap();
/// assert_eq!(code.to_string(), "95030041");
/// assert_eq!(HsCode::parse("61 09 10 00 10").unwrap().heading().unwrap().to_string(), "6109");
/// assert!(code.starts_with(&HsCode::parse("9503").unwrap()));
/// assert_eq!(HsCode::parse("95O3"), None);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HsCode {
    /// Filled up with zero bytes, which come before any digit.
    digits: [u8; 12],
    length: u8,
}

impl HsCode {
    /// Stands where none could be read, in what is refused.
    pub(crate) const UNREAD: HsCode = HsCode { digits: [0; 12], length: 0 };

    /// Reads 2 to 12 digits, with single dots or spaces between them where there are any; `None` for all else.
    #[must_use]
    pub fn parse(text: &str) -> Option<HsCode> {
        let mut code = HsCode { digits: [0; 12], length: 0 };
        let mut after_digit = false;
        for byte in text.bytes() {
            match byte {
                b'0'..=b'9' => {
                    *code.digits.get_mut(usize::from(code.length))? = byte;
                    code.length = code.length.checked_add(1)?;
                }
                b'.' | b' ' if after_digit => {}
                _ => return None,
            }
            after_digit = byte.is_ascii_digit();
        }
        (after_digit && code.length >= 2).then_some(code)
    }

    /// Its digits alone.
    #[must_use]
    pub fn digits(&self) -> &str {
        let digits = self.digits.get(..usize::from(self.length)).unwrap_or_default();
        core::str::from_utf8(digits).unwrap_or_default()
    }

    /// How many digits it has.
    #[must_use]
    pub fn len(&self) -> usize {
        usize::from(self.length)
    }

    /// Never: a code has at least two digits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Whether it is `prefix` or a subdivision of it.
    #[must_use]
    pub fn starts_with(&self, prefix: &HsCode) -> bool {
        self.digits().starts_with(prefix.digits())
    }

    /// Its first `length` digits; `None` if it has fewer, or for less than two.
    #[must_use]
    pub fn truncated(&self, length: usize) -> Option<HsCode> {
        self.digits().get(..length).and_then(HsCode::parse)
    }

    /// Its chapter: the first two digits.
    #[must_use]
    pub fn chapter(&self) -> HsCode {
        self.truncated(2).unwrap_or(*self)
    }

    /// Its heading: the first four digits, where it has them.
    #[must_use]
    pub fn heading(&self) -> Option<HsCode> {
        self.truncated(4)
    }

    /// Its subheading of the Harmonized System: the first six digits, where it has them.
    #[must_use]
    pub fn hs6(&self) -> Option<HsCode> {
        self.truncated(6)
    }
}

impl fmt::Display for HsCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.digits())
    }
}

impl fmt::Debug for HsCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.digits())
    }
}

impl Serialize for HsCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.digits())
    }
}

impl<'de> Deserialize<'de> for HsCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let digits = <alloc::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        HsCode::parse(&digits).ok_or_else(|| D::Error::custom("not a commodity code of 2 to 12 digits"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> HsCode {
        HsCode::parse(text).unwrap()
    }

    #[test]
    fn codes_are_read_with_dots_and_spaces_between_digits() {
        for (text, digits) in
            [("95", "95"), ("0101.21.00", "01012100"), ("61 09 10 00", "61091000"), ("123456789012", "123456789012")]
        {
            assert_eq!(code(text).to_string(), digits);
        }
        for bad in
            ["", "9", "95.", ".95", " 95", "95 ", "95..03", "95. 03", "95-03", "9503A", "９５03", "1234567890123"]
        {
            assert_eq!(HsCode::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn parts_of_a_code() {
        let whole = code("6109100010");
        assert_eq!(whole.chapter(), code("61"));
        assert_eq!(whole.heading(), Some(code("6109")));
        assert_eq!(whole.hs6(), Some(code("610910")));
        assert_eq!(code("6109").hs6(), None);
        assert!(whole.starts_with(&code("6109")) && whole.starts_with(&whole));
        assert!(!code("6109").starts_with(&whole));
    }

    #[test]
    fn a_heading_stands_before_its_subdivisions() {
        let mut codes = [code("610910"), code("62"), code("6109"), code("61"), code("61091000"), code("6108")];
        codes.sort();
        assert_eq!(codes.map(|code| code.to_string()), ["61", "6108", "6109", "610910", "61091000", "62"]);
    }

    #[test]
    fn a_code_is_read_back_as_written() {
        for text in ["01", "0101210000", "999999999999"] {
            let json = serde_json::to_string(&code(text)).unwrap();
            assert_eq!(json, format!("\"{text}\""));
            assert_eq!(serde_json::from_str::<HsCode>(&json).unwrap(), code(text));
        }
        assert!(serde_json::from_str::<HsCode>(r#""1""#).is_err());
    }
}
