//! Exchange: the caller's rates first, then those of the snapshot by the rule that the law names.

use super::output::{Exchange, Outcome, Reason};
use crate::{
    day::Day,
    money::{Currency, Decimal, Money, Rounding},
    request::ExchangeRate,
    snapshot::Snapshot,
    sorted::in_order,
};
use alloc::{format, vec::Vec};
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
            let used = || Exchange {
                from: own.from,
                to: own.to,
                rate: own.rate,
                day: None,
                source: "request".into(),
                official: true,
                current: true,
            };
            if (own.from, own.to) == (money.currency, to) {
                self.remember(used());
                return Ok(money.amount.checked_mul(own.rate)?);
            }
            if (own.to, own.from) == (money.currency, to) {
                self.remember(used());
                return Ok(money.amount.divide(own.rate, QUOTIENT_DECIMALS, Rounding::HalfEven)?);
            }
        }
        let rate = self.snapshot.rates.lookup(rule, money.currency, to, self.day).ok_or_else(|| {
            Reason::new(
                "EXCHANGE_RATE_MISSING",
                format!("No rate from {} to {to} is known for {}.", money.currency, self.day),
                "Give it in `exchangeRates`.",
            )
            .at("exchangeRates")
        })?;
        self.remember(Exchange {
            from: money.currency,
            to,
            rate: rate.value,
            day: Some(rate.day),
            source: rate.source.into(),
            official: rate.official,
            current: rate.current,
        });
        Ok(money.amount.checked_mul(rate.value)?)
    }

    fn remember(&self, rate: Exchange) {
        let mut used = self.used.borrow_mut();
        if !used.contains(&rate) {
            used.push(rate);
        }
    }

    /// What must be said of the rates used: that one stands in for another, or is older than the day.
    pub fn remarks(&self) -> Vec<(Outcome, Reason)> {
        self.used().iter().filter_map(remark).collect()
    }

    /// The rates used so far, sorted.
    pub fn used(&self) -> Vec<Exchange> {
        let used = self.used.borrow();
        let key = |row: &&Exchange| (row.from, row.to, row.rate);
        let sorted = in_order(&used.iter().collect::<Vec<_>>(), |one, other| key(one).cmp(&key(other)));
        sorted.into_iter().cloned().collect()
    }
}

fn remark(rate: &Exchange) -> Option<(Outcome, Reason)> {
    let Exchange { from, to, day, source, official, current, .. } = rate;
    let day = day.as_ref()?;
    let said = |outcome, code, message| {
        Some((outcome, Reason::new(code, message, "Give the rate in `exchangeRates`.").at("exchangeRates")))
    };
    if !current {
        let message = format!("The rate from {from} to {to} is the last one known, that of {day}.");
        return said(Outcome::Estimated, "EXCHANGE_RATE_OLD", message);
    }
    if !official {
        let message =
            format!("The rate from {from} to {to} is that of {day} of {source}; it stands in for the official one.");
        return said(Outcome::Complete, "EXCHANGE_RATE_STANDS_IN", message);
    }
    None
}
