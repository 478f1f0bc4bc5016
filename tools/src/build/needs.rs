//! Which tariffs a law looks into.

use landfall::law::{Condition, Levy, Rate, Regime};
use std::collections::BTreeSet;

/// Ids of the tariffs that hold rates of a regime or lists of goods that its conditions name.
pub fn tariffs(regime: &Regime) -> BTreeSet<&str> {
    let rates = regime.levies.iter().filter_map(rated_by);
    rates.chain(conditions(regime).into_iter().flat_map(listing)).collect()
}

fn rated_by(levy: &Levy) -> Option<&str> {
    match &levy.rate {
        Rate::Tariff { id, .. } | Rate::InsteadOf(id, _) => Some(id),
        _ => None,
    }
}

/// Everything that the regime asks.
fn conditions(regime: &Regime) -> Vec<&Condition> {
    let mut all: Vec<&Condition> = Vec::new();
    all.extend(regime.valuations.iter().map(|valuation| &valuation.when));
    all.extend(regime.schemes.iter().map(|scheme| &scheme.when));
    for levy in &regime.levies {
        all.push(&levy.when);
        all.extend(&levy.recoverable);
        all.extend(levy.doubts.iter().map(|doubt| &doubt.when));
    }
    for agreement in &regime.agreements {
        all.push(&agreement.when);
        all.extend(&agreement.waiver);
    }
    let notices = [&regime.refusals, &regime.notices, &regime.hints];
    all.extend(notices.into_iter().flatten().map(|notice| &notice.when));
    all
}

/// The tariffs whose lists a condition names.
fn listing(condition: &Condition) -> Vec<&str> {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().flat_map(listing).collect(),
        Condition::Not(part) => listing(part),
        Condition::Listed { tariff, .. } => vec![tariff],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_found_however_deep_a_condition_names_it() {
        let listed = |tariff: &str| Condition::Listed { tariff: tariff.into(), list: "steel".into() };
        let deep = Condition::Any(vec![Condition::ALWAYS, Condition::Not(Box::new(listed("xx")))]);
        assert_eq!(listing(&Condition::All(vec![listed("yy"), deep])), ["yy", "xx"]);
    }
}
