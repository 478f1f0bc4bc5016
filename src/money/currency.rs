//! Currencies by their ISO 4217 code, and amounts in them.

use super::Decimal;
use core::fmt;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An ISO 4217 code: three capital letters. Which codes exist, and with how many decimals, is in the snapshot.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

/// An amount of a currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// How much, in units of the currency.
    pub amount: Decimal,
    /// Of which currency.
    pub currency: Currency,
}

impl Currency {
    /// Stands where none could be read, in what is refused.
    pub(crate) const UNREAD: Currency = Currency([b'A'; 3]);

    /// The currency of a code of three capital letters.
    #[must_use]
    pub fn parse(code: &str) -> Option<Currency> {
        <[u8; 3]>::try_from(code.as_bytes()).ok().and_then(Currency::from_bytes)
    }

    fn from_bytes(code: [u8; 3]) -> Option<Currency> {
        code.iter().all(u8::is_ascii_uppercase).then_some(Currency(code))
    }

    /// Its code.
    #[must_use]
    pub fn code(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let code = <alloc::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Currency::parse(&code).ok_or_else(|| D::Error::custom("not a currency code of three capital letters"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_three_capital_letters() {
        assert_eq!(Currency::parse("EUR").unwrap().to_string(), "EUR");
        for bad in ["", "EU", "EURO", "eur", "E1R", "ÄB"] {
            assert_eq!(Currency::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn money_is_read_back_as_written() {
        let money = Money { amount: Decimal::parse("12.5").unwrap(), currency: Currency::parse("EUR").unwrap() };
        let json = serde_json::to_string(&money).unwrap();
        assert_eq!(json, r#"{"amount":"12.5","currency":"EUR"}"#);
        assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), money);
        assert!(serde_json::from_str::<Currency>(r#""eur""#).is_err());
    }
}
