//! Countries by their ISO 3166-1 code.

use core::fmt;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A country by its two capital letters. Which exist is in the snapshot.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Country([u8; 2]);

impl Country {
    /// The country of two capital letters.
    #[must_use]
    pub fn parse(code: &str) -> Option<Country> {
        <[u8; 2]>::try_from(code.as_bytes()).ok().and_then(Country::from_bytes)
    }

    fn from_bytes(code: [u8; 2]) -> Option<Country> {
        code.iter().all(u8::is_ascii_uppercase).then_some(Country(code))
    }

    /// Its two letters.
    #[must_use]
    pub fn code(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Country {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Country {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let code = <alloc::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Country::parse(&code).ok_or_else(|| D::Error::custom("not a country code of two capital letters"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_two_capital_letters() {
        assert_eq!(Country::parse("XI").unwrap().to_string(), "XI");
        for bad in ["", "D", "DEU", "de", "D1", "É"] {
            assert_eq!(Country::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_country_is_read_back_as_written() {
        let country = Country::parse("DE").unwrap();
        assert_eq!(serde_json::to_string(&country).unwrap(), r#""DE""#);
        assert_eq!(serde_json::from_str::<Country>(r#""DE""#).unwrap(), country);
        assert!(serde_json::from_str::<Country>(r#""de""#).is_err());
    }
}
