//! Parts that sum to their total, with nothing left over.

use super::decimal::{LongDivision, times};
use super::{Decimal, Inexact};
use crate::sorted::order;
use alloc::{vec, vec::Vec};

/// Parts of `total` in proportion to `weights`, each a multiple of `step`, that sum to it exactly.
///
/// Each part is rounded down, and the steps that are left go one each to the largest remainders; among equal
/// remainders to the larger weight, then to the earlier place. Where no weight is above zero, all weigh the same. A
/// negative total is allocated like the positive one.
///
/// # Errors
/// [`Inexact`] where no parts can sum to the total: there are none, a weight is negative, the step is not above zero
/// or the total is no multiple of it; and where weights differ by more digits than can be kept.
///
/// ```
/// use landfall::money::{Decimal, allocate};
/// let euros = |text| Decimal::parse(text).unwrap();
/// let parts = allocate(euros("100"), &[Decimal::ONE; 3], euros("0.01")).unwrap();
/// assert_eq!(parts, [euros("33.34"), euros("33.33"), euros("33.33")]);
/// ```
pub fn allocate(total: Decimal, weights: &[Decimal], step: Decimal) -> Result<Vec<Decimal>, Inexact> {
    if weights.is_empty() {
        return if total.is_zero() { Ok(Vec::new()) } else { Err(Inexact) };
    }
    let steps = steps_of(total.abs(), step)?;
    let weights = whole_weights(weights)?;
    let mut parts = shares(steps, &weights)?;
    let given = parts.iter().try_fold(0_u128, |sum, part| sum.checked_add(part.whole)).ok_or(Inexact)?;
    let left = usize::try_from(steps.checked_sub(given).ok_or(Inexact)?).map_err(|_| Inexact)?;
    let key = |place: usize| parts.get(place).map(|part| (part.rest, part.weight));
    for place in order(parts.len(), &|one, other| key(other).cmp(&key(one))).into_iter().take(left) {
        let part = parts.get_mut(place).ok_or(Inexact)?;
        part.whole = part.whole.checked_add(1).ok_or(Inexact)?;
    }
    let signed = |amount: Decimal| if total.is_negative() { amount.negate() } else { amount };
    parts.iter().map(|part| Ok(signed(Decimal::whole(part.whole)?.checked_mul(step)?))).collect()
}

/// Parts of `total` in proportion to `weights` that sum to it exactly, not rounded to any amount but carried to
/// `decimals`, or to the decimals of the total where it has more.
///
/// # Errors
/// As [`allocate`].
pub fn spread(total: Decimal, weights: &[Decimal], decimals: u32) -> Result<Vec<Decimal>, Inexact> {
    allocate(total, weights, Decimal::step(decimals.max(total.decimals()))?)
}

struct Share {
    weight: u128,
    whole: u128,
    rest: u128,
}

fn steps_of(total: Decimal, step: Decimal) -> Result<u128, Inexact> {
    if !step.is_positive() {
        return Err(Inexact);
    }
    let scale = total.decimals().max(step.decimals());
    let division = LongDivision::begin(total.unsigned_at(scale)?, step.unsigned_at(scale)?).ok_or(Inexact)?;
    if division.rest == 0 { Ok(division.whole) } else { Err(Inexact) }
}

/// The weights as whole numbers in the same proportion.
fn whole_weights(weights: &[Decimal]) -> Result<Vec<u128>, Inexact> {
    if weights.iter().any(|weight| weight.is_negative()) {
        return Err(Inexact);
    }
    if weights.iter().all(|weight| weight.is_zero()) {
        return Ok(vec![1; weights.len()]);
    }
    let scale = weights.iter().map(|weight| weight.decimals()).max().unwrap_or(0);
    weights.iter().map(|weight| weight.unsigned_at(scale)).collect()
}

fn shares(steps: u128, weights: &[u128]) -> Result<Vec<Share>, Inexact> {
    let all = weights.iter().try_fold(0_u128, |sum, weight| sum.checked_add(*weight));
    let all = all.filter(|all| *all < Decimal::LIMIT).ok_or(Inexact)?;
    let share = |&weight: &u128| {
        let LongDivision { whole, rest, .. } = product_over(steps, weight, all)?;
        Some(Share { weight, whole, rest })
    };
    weights.iter().map(share).collect::<Option<_>>().ok_or(Inexact)
}

/// `steps` times `weight`, divided by `all`: in one go, or by groups of digits where the product would overflow.
fn product_over(steps: u128, weight: u128, all: u128) -> Option<LongDivision> {
    if let Some(product) = times(steps, weight) {
        return LongDivision::begin(product, all);
    }
    const GROUP: u128 = 10_u128.pow(LongDivision::DIGITS);
    let (high, low) = (steps.checked_div(GROUP)?, steps.checked_rem(GROUP)?);
    product_over(high, weight, all)?.next(GROUP, times(low, weight)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    fn ds(texts: &str) -> Vec<Decimal> {
        texts.split_whitespace().map(d).collect()
    }

    #[test]
    fn steps_left_over_go_to_the_largest_remainders() {
        // 10.00 over 1:1:4 is 1.666…, 1.666…, 6.666…: all remainders equal, the largest weight comes first.
        assert_eq!(allocate(d("10"), &ds("1 1 4"), d("0.01")).unwrap(), ds("1.67 1.66 6.67"));
        // 100 over 3:5:7 in whole yen is 20, 33.33…, 46.66….
        assert_eq!(allocate(d("100"), &ds("3 5 7"), d("1")).unwrap(), ds("20 33 47"));
        // Steps of five Rappen.
        assert_eq!(allocate(d("1"), &ds("1 1 1"), d("0.05")).unwrap(), ds("0.35 0.35 0.3"));
        assert_eq!(allocate(d("-10"), &ds("1 1 4"), d("0.01")).unwrap(), ds("-1.67 -1.66 -6.67"));
    }

    #[test]
    fn a_weight_of_zero_gets_nothing_unless_all_are_zero() {
        assert_eq!(allocate(d("0.03"), &ds("0 1 1"), d("0.01")).unwrap(), ds("0 0.02 0.01"));
        assert_eq!(allocate(d("0.03"), &ds("0 0"), d("0.01")).unwrap(), ds("0.02 0.01"));
        assert_eq!(allocate(d("0"), &ds("1 2"), d("0.01")).unwrap(), ds("0 0"));
        assert_eq!(allocate(d("0"), &[], d("0.01")), Ok(vec![]));
    }

    #[test]
    fn what_cannot_sum_to_the_total_is_refused() {
        assert_eq!(allocate(d("0.01"), &[], d("0.01")), Err(Inexact));
        assert_eq!(allocate(d("0.015"), &ds("1"), d("0.01")), Err(Inexact));
        assert_eq!(allocate(d("1"), &ds("1 -1"), d("0.01")), Err(Inexact));
        assert_eq!(allocate(d("1"), &ds("1"), d("0")), Err(Inexact));
        assert_eq!(allocate(d("1"), &ds("1"), d("-0.01")), Err(Inexact));
    }

    #[test]
    fn spreading_carries_as_many_decimals_as_the_total_has_at_least() {
        assert_eq!(spread(d("1"), &ds("1 2"), 6).unwrap(), ds("0.333333 0.666667"));
        assert_eq!(spread(d("0.0000001"), &ds("1 2"), 6).unwrap(), ds("0 0.0000001"));
    }
}
