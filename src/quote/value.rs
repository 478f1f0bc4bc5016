//! What every line is worth: prices converted, discounts taken off, freight and insurance spread by value.

use super::{
    assess::rounded, consignment::Consignment, exchange::QUOTIENT_DECIMALS, ledger::Ledger, output::Reason,
    scheme::View,
};
use crate::{
    goods::{Quantities, Unit},
    law::{Amount, DayOf, Term, Valuation},
    money::{self, Currency, Decimal, Money, Rounding},
    request::{Country, Item},
};
use alloc::vec::Vec;

/// A line of the cart with its worth in the currency of assessment.
pub(super) struct Line<'q> {
    pub item: &'q Item,
    /// Its place in the request.
    pub index: usize,
    pub origin: Country,
    pub worth: Worth,
    pub customs_value: Decimal,
    /// The way in which it was valued, where that is not the regime's general one.
    pub valuation: Option<&'q Valuation>,
    /// What one unit of the line measures.
    pub measures: Quantities,
}

/// The parts of a price, exact, in one currency.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Worth {
    pub goods: Decimal,
    pub shipping: Decimal,
    pub insurance: Decimal,
}

/// What each line of the request is worth in a currency, net of what its price contains.
pub(super) fn worth(consignment: &Consignment<'_>, currency: Currency) -> Result<Vec<Worth>, Reason> {
    let net = consignment.net.iter().copied().chain(core::iter::repeat(Decimal::ONE));
    let decimals = consignment.snapshot.currency_decimals(currency).unwrap_or_default();
    prices(consignment, currency)?.into_iter().zip(net).map(|(worth, share)| worth.net(share, decimals)).collect()
}

/// The price of each line, discounts off, with its share of freight and insurance.
fn prices(consignment: &Consignment<'_>, currency: Currency) -> Result<Vec<Worth>, Reason> {
    let request = consignment.request;
    let convert = |money| consignment.exchanger.convert(money, currency, &consignment.regime.rates_for_values);
    let prices = request
        .items
        .iter()
        .map(|item| {
            let price = item.unit_price.amount.checked_mul(item.quantity)?;
            let price = convert(Money { amount: price, currency: item.unit_price.currency })?;
            let discount = item.discount.map_or(Ok(Decimal::ZERO), convert)?;
            Ok(price.checked_sub(discount)?)
        })
        .collect::<Result<Vec<_>, Reason>>()?;
    let spread = |money: Option<Money>, weights: &[Decimal]| match money {
        None => Ok(alloc::vec![Decimal::ZERO; weights.len()]),
        Some(money) => Ok::<_, Reason>(money::spread(convert(money)?, weights, QUOTIENT_DECIMALS)?),
    };
    let discounts = spread(request.discount, &prices)?;
    let goods = prices
        .iter()
        .zip(discounts)
        .map(|(price, discount)| price.checked_sub(discount))
        .collect::<Result<Vec<_>, _>>()?;
    let shipping = spread(request.shipping, &goods)?;
    let insurance = spread(request.insurance, &goods)?;
    Ok(Worth::of_lines(goods, shipping, insurance))
}

/// What all lines cost together with what their prices contain.
pub(super) fn gross(consignment: &Consignment<'_>, currency: Currency) -> Result<Decimal, Reason> {
    prices(consignment, currency)?.iter().try_fold(Decimal::ZERO, |sum, worth| Ok(sum.checked_add(worth.sum()?)?))
}

/// The lines with their customs values.
pub(super) fn lines<'q>(consignment: &Consignment<'q>, worth: Vec<Worth>) -> Result<Vec<Line<'q>>, Reason> {
    consignment
        .request
        .items
        .iter()
        .zip(worth)
        .enumerate()
        .map(|(index, (item, worth))| {
            let origin = item.origin.unwrap_or(consignment.request.ship_from.country);
            let (customs_value, valuation) = (Decimal::ZERO, None);
            let line = Line { item, index, origin, worth, customs_value, valuation, measures: measures(item)? };
            valued(consignment, line)
        })
        .collect()
}

/// A line with its customs value: by the first valuation that is for it, else by the regime's formula.
fn valued<'q>(consignment: &Consignment<'q>, mut line: Line<'q>) -> Result<Line<'q>, Reason> {
    let regime = consignment.regime;
    let day = consignment.day(DayOf::Entry);
    for valuation in regime.valuations.iter().filter(|valuation| valuation.period.contains(day)) {
        if valuation.when.holds(&View { consignment, line: &line, scheme: "", levied: Ledger::NOTHING })? {
            line.valuation = Some(valuation);
            break;
        }
    }
    let formula = line.valuation.map_or(&regime.customs_value, |valuation| &valuation.customs_value);
    line.customs_value = sum(&formula.0, |amount| Ok(line.worth.part(amount)))?;
    if let Some(round) = regime.customs_value_round {
        line.customs_value = rounded(line.customs_value, Some(round), consignment.decimals)?;
    }
    Ok(line)
}

/// What one unit of a line measures: as given, and one piece where nothing else is said, as carts count articles.
fn measures(item: &Item) -> Result<Quantities, Reason> {
    let mut measures = item.quantities.clone();
    if measures.get(Unit::Piece).is_err() {
        measures.insert(Unit::Piece, Decimal::ONE)?;
    }
    Ok(measures)
}

/// A formula with each of its amounts looked up.
pub(super) fn sum(
    terms: &[Term],
    mut amount: impl FnMut(&Amount) -> Result<Decimal, Reason>,
) -> Result<Decimal, Reason> {
    terms.iter().try_fold(Decimal::ZERO, |sum, term| {
        let times = amount(&term.amount)?.checked_mul(term.times)?;
        let part = if term.over == Decimal::ONE {
            times
        } else {
            times.divide(term.over, QUOTIENT_DECIMALS, Rounding::HalfEven)?
        };
        Ok(sum.checked_add(part)?)
    })
}

impl Worth {
    /// The parts of each line's price, put together.
    pub fn of_lines(goods: Vec<Decimal>, shipping: Vec<Decimal>, insurance: Vec<Decimal>) -> Vec<Worth> {
        let parts = goods.into_iter().zip(shipping).zip(insurance);
        parts.map(|((goods, shipping), insurance)| Worth { goods, shipping, insurance }).collect()
    }

    /// This share of it, as a price: in the currency's smallest unit.
    fn net(self, share: Decimal, decimals: u32) -> Result<Worth, Reason> {
        if share == Decimal::ONE {
            return Ok(self);
        }
        let part = |amount: Decimal| amount.checked_mul(share)?.round_decimals(decimals, Rounding::HalfUp);
        Ok(Worth { goods: part(self.goods)?, shipping: part(self.shipping)?, insurance: part(self.insurance)? })
    }

    /// This and another together.
    pub fn plus(&self, other: &Worth) -> Result<Worth, Reason> {
        Ok(Worth {
            goods: self.goods.checked_add(other.goods)?,
            shipping: self.shipping.checked_add(other.shipping)?,
            insurance: self.insurance.checked_add(other.insurance)?,
        })
    }

    /// All of it.
    pub fn sum(&self) -> Result<Decimal, Reason> {
        Ok(Decimal::sum([self.goods, self.shipping, self.insurance])?)
    }

    /// One of its parts; nothing for amounts that are not part of a price.
    pub fn part(&self, amount: &Amount) -> Decimal {
        match amount {
            Amount::Goods => self.goods,
            Amount::Shipping => self.shipping,
            Amount::Insurance => self.insurance,
            Amount::CustomsValue | Amount::Levy(_) | Amount::Kind(_) | Amount::Advanced => Decimal::ZERO,
        }
    }
}
