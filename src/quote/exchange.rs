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

/// A rate that stands in for the official one lies within this part of it: a fiftieth, as the two differ by a month at
/// most. What that much could change is said.
const TOLERANCE: i64 = 50;

/// Converts, and remembers which rates it used.
pub(super) struct Exchanger<'q> {
    own: &'q [ExchangeRate],
    snapshot: &'q Snapshot,
    day: Day,
    used: RefCell<Vec<Exchange>>,
    /// What a rate that stands in for the official one could change.
    close: RefCell<Vec<Reason>>,
}

impl<'q> Exchanger<'q> {
    pub fn new(own: &'q [ExchangeRate], snapshot: &'q Snapshot, day: Day) -> Self {
        Exchanger { own, snapshot, day, used: RefCell::default(), close: RefCell::default() }
    }

    /// `money` in `to`, exact, or carried to [`QUOTIENT_DECIMALS`] where a rate divides: at the caller's own rate, else at
    /// that of the rule, else at one of each by way of a third currency.
    pub fn convert(&self, money: Money, to: Currency, rule: &str) -> Result<Decimal, Reason> {
        if money.currency == to {
            return Ok(money.amount);
        }
        if let Some(amount) = self.at_own_rate(money, to).or_else(|| self.at_rule(money, to, rule)) {
            return amount;
        }
        let ways = self.own.iter().flat_map(|own| [own.from, own.to]);
        ways.filter(|way| *way != money.currency && *way != to)
            .find_map(|way| self.by_way_of(way, money, to, rule))
            .unwrap_or_else(|| {
                let message = format!("No rate from {} to {to} is known for {}.", money.currency, self.day);
                Err(Reason::new("EXCHANGE_RATE_MISSING", message, "Give it in `exchangeRates`.").at("exchangeRates"))
            })
    }

    /// At the rate that the caller gave for the pair, or for its inverse.
    fn at_own_rate(&self, money: Money, to: Currency) -> Option<Result<Decimal, Reason>> {
        let pair = (money.currency, to);
        let own = self.own.iter().find(|own| (own.from, own.to) == pair || (own.to, own.from) == pair)?;
        self.remember(Exchange {
            from: own.from,
            to: own.to,
            rate: own.rate,
            day: None,
            source: "request".into(),
            official: true,
            current: true,
        });
        let amount = if own.to == to {
            money.amount.checked_mul(own.rate)
        } else {
            money.amount.divide(own.rate, QUOTIENT_DECIMALS, Rounding::HalfEven)
        };
        Some(amount.map_err(Reason::from))
    }

    /// At the rate that the rule takes from the snapshot.
    fn at_rule(&self, money: Money, to: Currency, rule: &str) -> Option<Result<Decimal, Reason>> {
        let rate = self.snapshot.rates.lookup(rule, money.currency, to, self.day)?;
        self.remember(Exchange {
            from: money.currency,
            to,
            rate: rate.value,
            day: Some(rate.day),
            source: rate.source.into(),
            official: rate.official,
            current: rate.current,
        });
        Some(money.amount.checked_mul(rate.value).map_err(Reason::from))
    }

    /// One half of the way at the caller's own rate, the other at the rule's.
    fn by_way_of(&self, way: Currency, money: Money, to: Currency, rule: &str) -> Option<Result<Decimal, Reason>> {
        let known = |from, to| self.snapshot.rates.lookup(rule, from, to, self.day).is_some();
        let own = |one, other| {
            self.own.iter().any(|own| (own.from, own.to) == (one, other) || (own.to, own.from) == (one, other))
        };
        let through = |amount| Money { amount, currency: way };
        if known(money.currency, way) && own(way, to) {
            let half = self.at_rule(money, way, rule)?;
            return half.map(through).map_or_else(|error| Some(Err(error)), |half| self.at_own_rate(half, to));
        }
        if own(money.currency, way) && known(way, to) {
            let half = self.at_own_rate(money, way)?;
            return half.map(through).map_or_else(|error| Some(Err(error)), |half| self.at_rule(half, to, rule));
        }
        None
    }

    /// Whether a rate into a currency that was used stands in for the official one.
    pub fn stands_in(&self, to: Currency) -> bool {
        self.used.borrow().iter().any(|rate| !rate.official && rate.to == to)
    }

    /// Both ends of what an amount may be, as far as the rate that it was converted at may lie from the official one.
    pub fn bounds(amount: Decimal) -> Result<[Decimal; 2], Reason> {
        let part = amount.divide(Decimal::from_integer(TOLERANCE), QUOTIENT_DECIMALS, Rounding::HalfEven)?;
        Ok([amount.checked_sub(part)?, amount.checked_add(part)?])
    }

    /// Notes that the official rate could change more than an amount by its own share.
    pub fn close_call(&self, what: &str) {
        let message = format!("The official rate of exchange may lie on the other side of {what}.");
        let action = "Give the official rate in `exchangeRates`.";
        self.close.borrow_mut().push(Reason::new("EXCHANGE_RATE_DECIDES", message, action).at("exchangeRates"));
    }

    fn remember(&self, rate: Exchange) {
        let mut used = self.used.borrow_mut();
        if !used.contains(&rate) {
            used.push(rate);
        }
    }

    /// What must be said of the rates used: that one stands in for another, or is older than the day.
    pub fn remarks(&self) -> Vec<(Outcome, Reason)> {
        let close = self.close.borrow();
        let close = close.iter().map(|reason| (Outcome::Estimated, reason.clone()));
        self.used().iter().filter_map(remark).chain(close).collect()
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
