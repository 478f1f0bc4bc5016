//! A change of the law, which can be undone.

use super::site::{self, Site};
use landfall::{
    day::Day,
    goods::duty::{Dialect, Expression},
    law::{Amount, Comparator, Comparison, Formula, Law, Limit, Term},
    money::{Decimal, Money},
};

/// One change of one place in the law.
pub(super) struct Change {
    /// The regime, carrier or table that it is of.
    pub owner: String,
    /// What is changed, for people.
    pub what: String,
    /// Which regimes and carriers it can concern.
    pub concerned: Vec<String>,
    /// The number of the place among all, and which of its changes this is.
    pub place: usize,
    pub variant: usize,
}

/// What stood in a place before it was changed.
pub(super) enum Before {
    Rate(Expression),
    Day(Day),
    Comparison(Comparison),
    Formula(Formula),
}

impl Change {
    /// Whether it can concern a case of these owners.
    pub fn concerns(&self, owners: &[String]) -> bool {
        owners.iter().any(|owner| self.concerned.contains(owner))
    }

    /// Makes the change; what stood there before comes back.
    pub fn make(&self, law: &mut Law) -> Option<Before> {
        let mut before = None;
        site::visit(law, self.place, &mut |site| before = changed(site, self.variant));
        before
    }

    /// Puts back what stood there.
    pub fn undo(&self, law: &mut Law, before: Before) {
        let mut before = Some(before);
        site::visit(law, self.place, &mut |site| match (site, before.take()) {
            (Site::Rate(rate), Some(Before::Rate(was))) => *rate = was,
            (Site::Day(day), Some(Before::Day(was))) => *day = was,
            (Site::Comparison(comparison), Some(Before::Comparison(was))) => *comparison = was,
            (Site::Formula(formula), Some(Before::Formula(was))) => *formula = was,
            _ => {}
        });
    }
}

/// What the changes of a place are, for people; none where none would make a difference.
pub(super) fn variants(site: &Site<'_>) -> Vec<String> {
    match site {
        Site::Rate(rate) => rates(rate).into_iter().map(|other| format!("`{rate}` to `{other}`")).collect(),
        Site::Day(day) => next(**day).map(|other| format!("{day} to {other}")).into_iter().collect(),
        Site::Comparison(comparison) if is_nothing(comparison) => Vec::new(),
        Site::Comparison(comparison) => {
            let (limit, comparator) = (raised(comparison), turned(comparison.comparator));
            let limit = limit.map(|_| format!("the limit of {:?} by a hundredth", comparison.limit));
            limit.into_iter().chain([format!("{:?} to {comparator:?}", comparison.comparator)]).collect()
        }
        Site::Formula(formula) => formulas(formula).into_iter().map(|(what, _)| what).collect(),
    }
}

fn changed(site: Site<'_>, variant: usize) -> Option<Before> {
    match site {
        Site::Rate(rate) => {
            let other = rates(rate).into_iter().nth(variant)?;
            Some(Before::Rate(std::mem::replace(rate, other)))
        }
        Site::Day(day) => {
            let other = next(*day)?;
            Some(Before::Day(std::mem::replace(day, other)))
        }
        Site::Comparison(comparison) => {
            let was = comparison.clone();
            match (variant, raised(comparison)) {
                (0, Some(limit)) => comparison.limit = limit,
                _ => comparison.comparator = turned(comparison.comparator),
            }
            Some(Before::Comparison(was))
        }
        Site::Formula(formula) => {
            let (_, other) = formulas(formula).into_iter().nth(variant)?;
            Some(Before::Formula(std::mem::replace(formula, other)))
        }
    }
}

/// A rate with one of its numbers a tenth higher; one per cent in place of freedom.
fn rates(rate: &Expression) -> Vec<Expression> {
    let parse = |text: &str| Expression::parse(text, &Dialect::PLAIN).ok();
    let text = rate.to_string();
    if rate.is_free() {
        return parse("1 %").into_iter().collect();
    }
    let words: Vec<&str> = text.split(' ').collect();
    let higher = |at: usize| {
        let number = Decimal::parse(words.get(at)?).ok()?;
        let other = if number.is_zero() { Decimal::ONE } else { tenth_more(number)? };
        let mut words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        *words.get_mut(at)? = other.to_string();
        // `100` of `100 kg` is no rate.
        let is_quantity = at.checked_sub(1).and_then(|before| words.get(before)).is_some_and(|word| word == "/");
        if is_quantity { None } else { parse(&words.join(" ")).filter(|other| other != rate) }
    };
    (0..words.len()).filter_map(higher).collect()
}

fn tenth_more(number: Decimal) -> Option<Decimal> {
    number.checked_mul(Decimal::parse("1.1").ok()?).ok()
}

fn next(day: Day) -> Option<Day> {
    Day::from_number(day.number().checked_add(1)?)
}

/// `> 0` says that there is any: a hundredth makes no difference.
fn is_nothing(comparison: &Comparison) -> bool {
    match comparison.limit {
        Limit::Money(money) => money.amount.is_zero(),
        Limit::Number(number) => number.is_zero(),
    }
}

fn raised(comparison: &Comparison) -> Option<Limit> {
    let hundredth = Decimal::parse("0.01").ok()?;
    Some(match comparison.limit {
        Limit::Money(Money { amount, currency }) => {
            Limit::Money(Money { amount: amount.checked_add(hundredth).ok()?, currency })
        }
        Limit::Number(number) => Limit::Number(number.checked_add(hundredth).ok()?),
    })
}

fn turned(comparator: Comparator) -> Comparator {
    match comparator {
        Comparator::Below => Comparator::AtMost,
        Comparator::AtMost => Comparator::Below,
        Comparator::Above => Comparator::AtLeast,
        Comparator::AtLeast => Comparator::Above,
    }
}

/// A sum without one of its amounts; twice its only one.
fn formulas(formula: &Formula) -> Vec<(String, Formula)> {
    if let [only] = formula.0.as_slice() {
        let twice = only.times.checked_add(only.times);
        let twice = twice.map(|times| Formula(vec![Term { times, ..only.clone() }]));
        return twice.map(|twice| (format!("twice {}", name(&only.amount)), twice)).into_iter().collect();
    }
    let without = |at: usize| {
        let mut rest = formula.clone();
        let gone = rest.0.remove(at);
        (format!("without {}", name(&gone.amount)), rest)
    };
    (0..formula.0.len()).map(without).collect()
}

fn name(amount: &Amount) -> String {
    match amount {
        Amount::Levy(id) => id.clone(),
        other => format!("{other:?}"),
    }
}
