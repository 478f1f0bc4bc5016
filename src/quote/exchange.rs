//! Exchange: the caller's rates first, then those of the snapshot by the rule that the law names.

use super::output::{Exchange, Reason};
use crate::{
    day::Day,
    money::{Currency, Decimal, Money, Rounding},
    request::ExchangeRate,
    snapshot::Snapshot,
};
use alloc::{format, string::String, vec::Vec};
use core::cell::RefCell;

/// To how many decimals a quotient is carried where the exact one has no end.
pub(super) const QUOTIENT_DECIMALS: u32 = 12;

/// Converts, and remembers which rates it used.
pub(super) struct Exchanger<'q> {
    own: &'q [ExchangeRate],
    snapshot: &'q Snapshot,
    day: Day,
    used: RefCell<Vec<Exchange>>,
}

impl<'q> Exchanger<'q> {
    pub fn new(own: &'q [ExchangeRate], snapshot: &'q Snapshot, day: Day) -> Self {
        Exchanger { own, snapshot, day, used: RefCell::default() }
    }

    /// `money` in `to`, exact, or carried to [`QUOTIENT_DECIMALS`] where a rate divides.
    pub fn convert(&self, money: Money, to: Currency, rule: &str) -> Result<Decimal, Reason> {
        if money.currency == to {
            return Ok(money.amount);
        }
        for own in self.own {
            if (own.from, own.to) == (money.currency, to) {
                self.remember(own.from, own.to, own.rate, None, "request");
                return Ok(money.amount.checked_mul(own.rate)?);
            }
            if (own.to, own.from) == (money.currency, to) {
                self.remember(own.from, own.to, own.rate, None, "request");
                return Ok(money.amount.divide(own.rate, QUOTIENT_DECIMALS, Rounding::HalfEven)?);
            }
        }
        let rate = self.snapshot.exchange_rate(rule, money.currency, to, self.day).ok_or_else(|| {
            Reason::new(
                "EXCHANGE_RATE_MISSING",
                format!("No rate from {} to {to} is known for {}.", money.currency, self.day),
                "Give it in `exchangeRates`.",
            )
            .at("exchangeRates")
        })?;
        self.remember(money.currency, to, rate.value, Some(rate.day), &rate.source);
        Ok(money.amount.checked_mul(rate.value)?)
    }

    fn remember(&self, from: Currency, to: Currency, rate: Decimal, day: Option<Day>, source: &str) {
        let mut used = self.used.borrow_mut();
        if !used.iter().any(|row| row.from == from && row.to == to && row.rate == rate) {
            used.push(Exchange { from, to, rate, day, source: String::from(source) });
        }
    }

    /// The rates used so far, sorted.
    pub fn used(&self) -> Vec<Exchange> {
        let mut used = self.used.borrow().clone();
        used.sort_by_key(|row| (row.from, row.to, row.rate));
        used
    }
}
