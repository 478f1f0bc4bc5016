//! Lawful levers: what the merchant or the shopper can do, computed from the quote. Never to split, to undervalue or to
//! misname a sale.

use super::{
    consignment::Consignment,
    ledger::Ledger,
    output::{Reason, Totals},
    scheme::View,
    total,
};
use crate::{
    law::{Comparator, Condition, Scheme, Scope},
    money::{Decimal, Rounding},
};
use alloc::{format, string::String, vec::Vec};

/// The hints of the run, those of the regime's data, the nearness of a threshold, and what a seller's term would change.
pub(super) fn hints(
    consignment: &Consignment<'_>,
    schemes: &[&Scheme],
    totals: &Totals,
    mut hints: Vec<Reason>,
) -> Result<Vec<Reason>, Reason> {
    let Some((line, scheme)) = consignment.lines.first().zip(schemes.first()) else { return Ok(hints) };
    let view = View { consignment, line, scheme: &scheme.id, levied: Ledger::NOTHING };
    for hint in &consignment.regime.hints {
        if hint.period.contains(consignment.request.as_of) && hint.when.holds(&view)? {
            hints.push(Reason::new(&hint.code, hint.message.as_str(), hint.action.as_str()));
        }
    }
    if let Some(hint) = below_threshold(&view, scheme)? {
        hints.push(hint);
    }
    if totals.due_on_delivery.amount.bytes().any(|digit| (b'1'..=b'9').contains(&digit)) {
        hints.push(Reason::new(
            "DDP_LEAVES_NOTHING_DUE_ON_DELIVERY",
            format!(
                "The shopper owes {} {} at the door.",
                totals.due_on_delivery.amount, totals.due_on_delivery.currency
            ),
            "Sell DDP and collect it at checkout: nothing is due on delivery then.",
        ));
    }
    Ok(hints)
}

/// How far the consignment lies below the threshold that keeps it in its scheme, where that is less than a fifth of it.
fn below_threshold(view: &View<'_, '_>, scheme: &Scheme) -> Result<Option<Reason>, Reason> {
    let Condition::All(conditions) = &scheme.when else { return Ok(None) };
    for condition in conditions {
        let Condition::Amount(Scope::Consignment, formula, comparison) = condition else { continue };
        if !matches!(comparison.comparator, Comparator::AtMost | Comparator::Below) {
            continue;
        }
        let (limit, value) = (view.limit(&comparison.limit)?, view.total(formula)?);
        let room = limit.checked_sub(value)?;
        if room.checked_mul(Decimal::from_integer(5))? < limit {
            return Ok(Some(near(view, scheme, room, limit)?));
        }
    }
    Ok(None)
}

fn near(view: &View<'_, '_>, scheme: &Scheme, room: Decimal, limit: Decimal) -> Result<Reason, Reason> {
    let consignment = view.consignment;
    let text = |amount: Decimal| -> Result<String, Reason> {
        let amount = amount.round_decimals(consignment.decimals, Rounding::Down)?;
        let amount = total::money(amount, consignment.currency, consignment.decimals);
        Ok(format!("{} {}", amount.amount, amount.currency))
    };
    Ok(Reason::new(
        "THRESHOLD_NEAR",
        format!("The goods lie {} below the limit of {} for `{}`.", text(room)?, text(limit)?, scheme.id),
        "A further article may take the order over the limit: quote it before it is added.",
    ))
}
