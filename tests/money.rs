//! Money against big integers: whatever the engine answers is what exact arithmetic answers, and what it refuses does
//! not fit.

#![cfg(test)]
#![allow(clippy::arithmetic_side_effects, reason = "big integers do not overflow")]

use landfall::money::{Decimal, Inexact, Rounding, allocate, spread};
use num_bigint::{BigInt, Sign};
use proptest::prelude::*;

/// An exact number: mantissa over ten to the scale.
#[derive(Clone, Debug)]
struct Exact(BigInt, u32);

fn exact(text: &str) -> Exact {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    Exact(format!("{whole}{fraction}").parse().unwrap(), fraction.len() as u32)
}

fn ten(power: u32) -> BigInt {
    BigInt::from(10).pow(power)
}

impl Exact {
    fn at(&self, scale: u32) -> BigInt {
        &self.0 * ten(scale - self.1)
    }

    /// The shortest text, if it has at most 28 digits with at most 28 of them behind the point.
    fn text(&self) -> Option<String> {
        let Exact(mut mantissa, mut scale) = self.clone();
        while scale > 0 && &mantissa % 10 == BigInt::ZERO {
            mantissa /= 10;
            scale -= 1;
        }
        if scale > 28 || mantissa.magnitude() >= ten(28).magnitude() {
            return None;
        }
        let digits = format!("{:0>width$}", mantissa.magnitude().to_string(), width = scale as usize + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale as usize);
        let sign = if mantissa.sign() == Sign::Minus { "-" } else { "" };
        let dot = if scale > 0 { "." } else { "" };
        Some(format!("{sign}{whole}{dot}{fraction}"))
    }
}

fn rounded_quotient(a: &BigInt, b: &BigInt, rounding: Rounding) -> BigInt {
    let negative = (a.sign() == Sign::Minus) != (b.sign() == Sign::Minus);
    let (a, b) = (BigInt::from(a.magnitude().clone()), BigInt::from(b.magnitude().clone()));
    let (whole, twice_rest) = (&a / &b, (&a % &b) * 2);
    let away = match rounding {
        Rounding::Down => false,
        Rounding::Up => twice_rest > BigInt::ZERO,
        Rounding::HalfUp => twice_rest >= b,
        Rounding::HalfEven => twice_rest > b || (twice_rest == b && &whole % 2 == BigInt::from(1)),
    };
    let size = whole + i32::from(away);
    if negative { -size } else { size }
}

fn is_long(number: &BigInt) -> bool {
    number.magnitude() >= ten(28).magnitude()
}

fn answer(result: Result<Decimal, Inexact>) -> Option<String> {
    result.ok().map(|number| number.to_string())
}

/// Numbers of every size, and many with the factors that make short products of long numbers.
fn number() -> impl Strategy<Value = String> {
    let digits = prop_oneof![
        4 => (0_u64..100_000).prop_map(u128::from),
        4 => 0_u128..10_u128.pow(28),
        1 => (0_u32..28, 0_u32..8).prop_map(|(twos, tens)| 2_u128.pow(twos) * 10_u128.pow(tens)),
        1 => (0_u32..28, 0_u32..8).prop_map(|(fives, tens)| 5_u128.pow(fives) * 10_u128.pow(tens)),
    ];
    (digits, prop_oneof![3 => 0_u32..6, 1 => 0_u32..=28], any::<bool>()).prop_filter_map(
        "no more than 28 digits",
        |(mantissa, scale, negative)| {
            let mantissa = BigInt::from(mantissa);
            Exact(if negative { -mantissa } else { mantissa }, scale).text()
        },
    )
}

fn rounding() -> impl Strategy<Value = Rounding> {
    prop::sample::select(vec![Rounding::HalfUp, Rounding::HalfEven, Rounding::Down, Rounding::Up])
}

fn amount() -> impl Strategy<Value = Decimal> {
    (-10_000_000_i64..10_000_000).prop_map(|cents| cents_of(cents, "0.01"))
}

fn cents_of(count: i64, step: &str) -> Decimal {
    Decimal::from_integer(count).checked_mul(Decimal::parse(step).unwrap()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_number_is_printed_as_it_was_read(text in number()) {
        let number = Decimal::parse(&text).unwrap();
        prop_assert_eq!(&number.to_string(), &text);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[-+0-9._,e ]{0,40}") {
        if let Ok(number) = Decimal::parse(&text) {
            prop_assert_eq!(Some(number.to_string()), exact(&text).text());
        }
    }

    #[test]
    fn sums_products_and_order_are_those_of_exact_arithmetic(a in number(), b in number()) {
        let (x, y) = (Decimal::parse(&a).unwrap(), Decimal::parse(&b).unwrap());
        let (a, b) = (exact(&a), exact(&b));
        let scale = a.1.max(b.1);
        prop_assert_eq!(answer(x.checked_add(y)), Exact(a.at(scale) + b.at(scale), scale).text());
        prop_assert_eq!(answer(x.checked_sub(y)), Exact(a.at(scale) - b.at(scale), scale).text());
        prop_assert_eq!(answer(x.checked_mul(y)), Exact(&a.0 * &b.0, a.1 + b.1).text());
        prop_assert_eq!(x.cmp(&y), a.at(scale).cmp(&b.at(scale)));
        prop_assert_eq!(x == y, a.at(scale) == b.at(scale));
    }

    #[test]
    fn a_quotient_is_rounded_once(a in number(), b in number(), decimals in 0_u32..=28, rounding in rounding()) {
        let quotient = answer(Decimal::parse(&a).unwrap().divide(Decimal::parse(&b).unwrap(), decimals, rounding));
        let (a, b) = (exact(&a), exact(&b));
        let scale = a.1.max(b.1);
        prop_assume!(b.0 != BigInt::ZERO || quotient.is_some());
        let expected = rounded_quotient(&(a.at(scale) * ten(decimals)), &b.at(scale), rounding);
        prop_assert!(quotient.is_some() || is_long(&expected), "refused {expected}");
        prop_assert!(quotient.is_none() || quotient == Exact(expected, decimals).text());
    }

    #[test]
    fn rounding_to_a_step_gives_a_multiple_of_it(
        a in number(),
        step in prop::sample::select(vec!["0.01", "0.05", "0.1", "0.5", "1", "10", "100", "1000"]),
        rounding in rounding(),
    ) {
        let result = answer(Decimal::parse(&a).unwrap().round_to(Decimal::parse(step).unwrap(), rounding));
        let (a, step) = (exact(&a), exact(step));
        let scale = a.1.max(step.1);
        let steps = rounded_quotient(&a.at(scale), &step.at(scale), rounding);
        prop_assert!(result.is_some() || is_long(&steps) || Exact(&steps * &step.0, step.1).text().is_none());
        prop_assert!(result.is_none() || result == Exact(steps * step.0, step.1).text());
    }

    #[test]
    fn parts_sum_to_their_total(
        steps in -10_000_000_i64..10_000_000,
        step in prop::sample::select(vec!["0.001", "0.01", "0.05", "1", "10"]),
        weights in prop::collection::vec(0_i64..1_000_000, 1..30),
    ) {
        let total = cents_of(steps, step);
        let weights: Vec<Decimal> = weights.into_iter().map(|weight| cents_of(weight, "0.0001")).collect();
        let step = Decimal::parse(step).unwrap();
        let parts = allocate(total, &weights, step).unwrap();
        prop_assert_eq!(Decimal::sum(parts.iter().copied()).unwrap(), total);
        let all = Decimal::sum(weights.iter().copied()).unwrap();
        for (part, weight) in parts.iter().zip(&weights) {
            prop_assert_eq!(part.round_to(step, Rounding::Down).unwrap(), *part);
            prop_assert!(part.is_zero() || part.is_negative() == total.is_negative());
            // Off by less than a step from its fair share: |part × all − total × weight| < step × all.
            let fair = total.checked_mul(*weight).unwrap();
            let off = part.checked_mul(all).unwrap().checked_sub(fair).unwrap().abs();
            prop_assert!(all.is_zero() || off < step.checked_mul(all).unwrap());
        }
    }

    #[test]
    fn parts_follow_their_weights_wherever_these_stand(
        steps in 0_i64..100_000,
        weights in prop::collection::vec(0_i64..50, 1..12),
        turn in 0_usize..12,
    ) {
        let parts_by_weight = |weights: &[i64]| {
            let decimals: Vec<Decimal> = weights.iter().map(|weight| Decimal::from_integer(*weight)).collect();
            let parts = allocate(cents_of(steps, "0.01"), &decimals, cents_of(1, "0.01")).unwrap();
            let mut pairs: Vec<(i64, Decimal)> = weights.iter().copied().zip(parts).collect();
            pairs.sort();
            pairs
        };
        let mut turned = weights.clone();
        turned.rotate_left(turn % weights.len());
        prop_assert_eq!(parts_by_weight(&weights), parts_by_weight(&turned));
    }

    #[test]
    fn spreading_loses_nothing(total in amount(), weights in prop::collection::vec(0_u128..10_u128.pow(24), 1..20)) {
        let weights: Vec<Decimal> = weights.iter().map(|weight| Decimal::parse(&weight.to_string()).unwrap()).collect();
        let parts = spread(total, &weights, 12).unwrap();
        prop_assert_eq!(Decimal::sum(parts).unwrap(), total);
    }
}
