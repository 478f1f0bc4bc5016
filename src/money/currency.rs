//! Currencies by their ISO 4217 code, and amounts in them.

use super::Decimal;
use core::fmt;

/// An ISO 4217 code: three capital letters. Which codes exist, and with how many decimals, is in the snapshot.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

/// An amount of a currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Money {
    /// How much, in units of the currency.
    pub amount: Decimal,
    /// Of which currency.
    pub currency: Currency,
}

impl Currency {
    /// The currency of a code of three capital letters.
    #[must_use]
    pub fn parse(code: &str) -> Option<Currency> {
        <[u8; 3]>::try_from(code.as_bytes()).ok().filter(|code| code.iter().all(u8::is_ascii_uppercase)).map(Currency)
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
