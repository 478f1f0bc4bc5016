//! Adding up: rounded charges into the quote's currency, allocated to lines so that parts sum to totals.

use super::{
    assess::Assessed,
    consignment::Consignment,
    ledger::Ledger,
    net,
    output::{Charge, Collection, HsLine, Item, Money, Reason, Totals},
    scheme::View,
    tariff::Found,
    trace::Trace,
    value::{self, Worth},
};
use crate::{
    goods::duty::Expression,
    law::{Collected, Kind, Payer, Scheme},
    money::{self, Currency, Decimal, Money as Exact, Rounding},
};
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

/// The three heads of charges, beside goods, shipping and insurance.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Head {
    Duties,
    Taxes,
    Fees,
}

impl Head {
    fn of(kind: Kind) -> Head {
        match kind {
            Kind::Duty | Kind::TradeRemedy => Head::Duties,
            Kind::Excise | Kind::Tax => Head::Taxes,
            Kind::Fee => Head::Fees,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Head::Duties => "duties",
            Head::Taxes => "taxes",
            Head::Fees => "fees",
        }
    }
}

/// What a line bears, in the quote's currency, every part a multiple of its smallest unit.
#[derive(Clone, Copy, Default)]
struct Burden {
    worth: Worth,
    duties: Decimal,
    taxes: Decimal,
    fees: Decimal,
}

/// The sums of a run, in the quote's currency.
pub(super) struct Sums {
    burdens: Vec<Burden>,
    all: Burden,
    pub landed_cost: Decimal,
    at_checkout: Decimal,
    on_delivery: Decimal,
}

/// Adds up the charges of a run.
pub(super) fn sums(consignment: &Consignment<'_>, charges: &[Assessed<'_>], trace: &Trace) -> Result<Sums, Reason> {
    let mut burdens: Vec<Burden> =
        quoted_worth(consignment)?.into_iter().map(|worth| Burden { worth, ..Burden::default() }).collect();
    let step = Decimal::step(consignment.quoted_decimals)?;
    settle_gross(consignment, charges, &mut burdens)?;
    let worth = burdens.iter().try_fold(Worth::default(), |sum, burden| sum.plus(&burden.worth))?;
    let (mut at_checkout, mut on_delivery) = (worth.sum()?, Decimal::ZERO);
    for charge in charges {
        let amount = quoted(consignment, charge.amount)?;
        match collection(consignment, charge).0 {
            Collection::Checkout => at_checkout = at_checkout.checked_add(amount)?,
            Collection::Delivery => on_delivery = on_delivery.checked_add(amount)?,
            Collection::Accounted => {}
        }
        let weights: Vec<Decimal> = charge.parts.iter().map(|(_, part)| *part).collect();
        for ((line, _), part) in charge.parts.iter().zip(money::allocate(amount, &weights, step)?) {
            if let Some(burden) = burdens.get_mut(*line) {
                let head = match Head::of(charge.levy.kind) {
                    Head::Duties => &mut burden.duties,
                    Head::Taxes => &mut burden.taxes,
                    Head::Fees => &mut burden.fees,
                };
                *head = head.checked_add(part)?;
            }
        }
    }
    for head in [Head::Duties, Head::Taxes, Head::Fees] {
        trace.total(head.name(), charges.iter().filter(|charge| Head::of(charge.levy.kind) == head), |charge| {
            quoted(consignment, charge.amount).unwrap_or_default()
        });
    }
    let all = burdens.iter().try_fold(Burden::default(), |sum, burden| sum.plus(burden))?;
    Ok(Sums { landed_cost: all.landed_cost()?, burdens, all, at_checkout, on_delivery })
}

/// Goods, freight and insurance in the quote's currency: each total rounded once, then allocated.
fn quoted_worth(consignment: &Consignment<'_>) -> Result<Vec<Worth>, Reason> {
    let exact = if consignment.quoted == consignment.currency {
        consignment.lines.iter().map(|line| line.worth).collect()
    } else {
        value::worth(consignment, consignment.quoted)?
    };
    let step = Decimal::step(consignment.quoted_decimals)?;
    let share = |part: fn(&Worth) -> Decimal| {
        let weights: Vec<Decimal> = exact.iter().map(part).collect();
        let total =
            Decimal::sum(weights.iter().copied())?.round_decimals(consignment.quoted_decimals, Rounding::HalfUp)?;
        money::allocate(total, &weights, step)
    };
    Ok(Worth::of_lines(share(|w| w.goods)?, share(|w| w.shipping)?, share(|w| w.insurance)?))
}

/// Where the prices contain charges, net prices and these charges sum to the prices: what rounding leaves goes to the
/// goods of the dearest line.
fn settle_gross(consignment: &Consignment<'_>, charges: &[Assessed<'_>], burdens: &mut [Burden]) -> Result<(), Reason> {
    if consignment.net.is_empty() {
        return Ok(());
    }
    let mut left =
        value::gross(consignment, consignment.quoted)?.round_decimals(consignment.quoted_decimals, Rounding::HalfUp)?;
    for burden in &*burdens {
        left = left.checked_sub(burden.worth.sum()?)?;
    }
    for charge in charges.iter().filter(|charge| net::is_included(consignment, charge.levy.kind)) {
        left = left.checked_sub(quoted(consignment, charge.amount)?)?;
    }
    if let Some(dearest) = burdens.iter_mut().max_by_key(|burden| burden.worth.goods) {
        dearest.worth.goods = dearest.worth.goods.checked_add(left)?;
    }
    Ok(())
}

/// A charge's amount, rounded by its law, in the quote's currency.
fn quoted(consignment: &Consignment<'_>, amount: Decimal) -> Result<Decimal, Reason> {
    if consignment.quoted == consignment.currency {
        return Ok(amount);
    }
    let amount = Exact { amount, currency: consignment.currency };
    let amount = consignment.exchanger.convert(amount, consignment.quoted, &consignment.regime.rates_for_values)?;
    Ok(amount.round_decimals(consignment.quoted_decimals, Rounding::HalfUp)?)
}

/// When a charge is collected, and who bears it.
fn collection(consignment: &Consignment<'_>, charge: &Assessed<'_>) -> (Collection, Payer) {
    match (charge.levy.collected, consignment.charges_paid_by) {
        (Collected::Checkout, _) => (Collection::Checkout, Payer::Buyer),
        (Collected::Accounted, _) => (Collection::Accounted, Payer::Buyer),
        (Collected::Import, Payer::Seller) => (Collection::Checkout, Payer::Seller),
        (Collected::Import, Payer::Buyer) => (Collection::Delivery, Payer::Buyer),
    }
}

impl Burden {
    fn plus(&self, other: &Burden) -> Result<Burden, Reason> {
        Ok(Burden {
            worth: self.worth.plus(&other.worth)?,
            duties: self.duties.checked_add(other.duties)?,
            taxes: self.taxes.checked_add(other.taxes)?,
            fees: self.fees.checked_add(other.fees)?,
        })
    }

    fn landed_cost(&self) -> Result<Decimal, Reason> {
        let Worth { goods, shipping, insurance } = self.worth;
        Ok(Decimal::sum([goods, shipping, insurance, self.duties, self.taxes, self.fees])?)
    }
}

/// An amount as it goes out.
pub(super) fn money(amount: Decimal, currency: Currency, decimals: u32) -> Money {
    Money { amount: amount.display_with(decimals).to_string(), currency }
}

impl Sums {
    pub fn totals(&self, consignment: &Consignment<'_>) -> Totals {
        let money = |amount| money(amount, consignment.quoted, consignment.quoted_decimals);
        Totals {
            goods: money(self.all.worth.goods),
            shipping: money(self.all.worth.shipping),
            insurance: money(self.all.worth.insurance),
            duties: money(self.all.duties),
            taxes: money(self.all.taxes),
            fees: money(self.all.fees),
            landed_cost: money(self.landed_cost),
            due_at_checkout: money(self.at_checkout),
            due_on_delivery: money(self.on_delivery),
        }
    }

    pub fn items(
        &self,
        consignment: &Consignment<'_>,
        schemes: &[&Scheme],
        charges: &[Assessed<'_>],
    ) -> Result<Vec<Item>, Reason> {
        let money = |amount| money(amount, consignment.quoted, consignment.quoted_decimals);
        let found = by_line(consignment.lines.len(), charges, |charge| charge.rate.found.as_ref());
        let preferences =
            by_line(consignment.lines.len(), charges, |charge| charge.rate.agreement.map(|agreement| &agreement.id));
        let mixed = schemes.windows(2).any(|pair| matches!(pair, [one, other] if one.id != other.id));
        consignment
            .lines
            .iter()
            .zip(&self.burdens)
            .map(|(line, burden)| {
                let landed_cost = burden.landed_cost()?;
                let unit = landed_cost.divide(line.item.quantity, consignment.quoted_decimals, Rounding::HalfUp)?;
                let customs_value = line.customs_value.round_decimals(consignment.decimals, Rounding::HalfUp)?;
                let found = found.get(line.index).copied().flatten();
                Ok(Item {
                    id: line.item.id.clone(),
                    customs_value: self::money(customs_value, consignment.currency, consignment.decimals),
                    tariff_line: found.map(hs_line),
                    origin: line.origin,
                    preference: preferences.get(line.index).copied().flatten().cloned(),
                    scheme: schemes.get(line.index).filter(|_| mixed).map(|scheme| scheme.id.clone()),
                    goods: money(burden.worth.goods),
                    shipping: money(burden.worth.shipping),
                    insurance: money(burden.worth.insurance),
                    duties: money(burden.duties),
                    taxes: money(burden.taxes),
                    fees: money(burden.fees),
                    landed_cost: money(landed_cost),
                    landed_unit_cost: money(unit),
                })
            })
            .collect()
    }
}

/// For each line what the first of its charges that has any says.
fn by_line<'c, 'q, T: Copy>(
    lines: usize,
    charges: &'c [Assessed<'q>],
    says: impl Fn(&'c Assessed<'q>) -> Option<T>,
) -> Vec<Option<T>> {
    let mut by_line = alloc::vec![None; lines];
    for charge in charges.iter().rev() {
        let Some(said) = says(charge) else { continue };
        for (line, _) in &charge.parts {
            if let Some(own) = by_line.get_mut(*line) {
                *own = Some(said);
            }
        }
    }
    by_line
}

fn hs_line(found: &Found<'_>) -> HsLine {
    HsLine {
        code: found.code.to_string(),
        table: found.tariff.about.id.clone(),
        edition: found.tariff.about.edition,
        basis: found.basis.name().into(),
    }
}

/// A rate in the duty grammar; a tax of nothing is a zero rate, not freedom from duty.
fn rate_text(kind: Kind, rate: &Expression) -> String {
    if kind == Kind::Tax && rate.is_free() { "0 %".into() } else { rate.to_string() }
}

/// The charges as they go out.
pub(super) fn charges(
    consignment: &Consignment<'_>,
    schemes: &[&Scheme],
    assessed: &[Assessed<'_>],
) -> Result<Vec<Charge>, Reason> {
    let amount = |amount| money(amount, consignment.currency, consignment.decimals);
    let numbers = numbers(assessed);
    assessed
        .iter()
        .enumerate()
        .map(|(index, charge)| {
            let levy = charge.levy;
            let before = numbers.get(index).copied().unwrap_or_default();
            let lines = || charge.parts.iter().filter_map(|(line, _)| consignment.lines.get(*line));
            let (collected, payer) = collection(consignment, charge);
            let recoverable = match (&levy.recoverable, lines().next()) {
                (Some(condition), Some(line)) => {
                    let scheme = schemes.get(line.index).map_or("", |scheme| scheme.id.as_str());
                    condition.holds(&View { consignment, line, scheme, levied: Ledger::NOTHING })?
                }
                _ => false,
            };
            Ok(Charge {
                id: match before {
                    0 => levy.id.clone(),
                    more => format!("{}-{}", levy.id, more.saturating_add(1)),
                },
                kind: levy.kind,
                name: levy.name.clone(),
                item: if charge.parts.len() == 1 { lines().next().map(|line| line.item.id.clone()) } else { None },
                base: amount(charge.base.round_decimals(consignment.decimals, Rounding::HalfUp)?),
                rate: rate_text(levy.kind, &charge.rate.expression),
                amount: amount(charge.amount),
                collected,
                payer,
                recoverable,
                waived: charge.waived,
                merchant_rate: charge.rate.merchant,
                rule: levy.id.clone(),
                law: charge.rate.source.law.clone(),
                source: charge.rate.source.source.clone(),
                valid_from: charge.rate.period.from,
                valid_to: charge.rate.period.to,
                confidence: charge.rate.source.confidence,
            })
        })
        .collect()
}

/// How many charges of its levy stand before each.
fn numbers(charges: &[Assessed<'_>]) -> Vec<usize> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    let mut numbers = Vec::with_capacity(charges.len());
    for charge in charges {
        let id = charge.levy.id.as_str();
        match counts.iter_mut().find(|(known, _)| *known == id) {
            Some((_, count)) => {
                *count = count.saturating_add(1);
                numbers.push(*count);
            }
            None => {
                counts.push((id, 0));
                numbers.push(0);
            }
        }
    }
    numbers
}
