//! Why a levy does not fall on a line, in the words of its condition: for the trace alone.

use super::scheme::View;
use crate::law::{Circumstances, Comparator, Comparison, Condition, Holds, Limit, Scope, Side, Subject};
use alloc::{format, string::String, vec::Vec};

/// So many names of a list are told.
const TOLD: usize = 6;

/// What keeps a condition from holding: the first part of it that fails.
pub(super) fn not(condition: &Condition, view: &View<'_, '_>) -> String {
    why(condition, view, true)
}

/// Why a condition is not as it should be: holding, or within a negation not holding.
fn why(condition: &Condition, view: &View<'_, '_>, should: bool) -> String {
    let as_is = |one: &&Condition| one.holds(view).is_ok_and(|holds| holds != should);
    match (condition, should) {
        (Condition::All(parts), true) | (Condition::Any(parts), false) => {
            parts.iter().find(as_is).map(|part| why(part, view, should)).unwrap_or_default()
        }
        (Condition::All(parts) | Condition::Any(parts), _) => {
            let all: Vec<String> = parts.iter().map(|part| why(part, view, should)).collect();
            all.join("; ")
        }
        (Condition::Not(part), _) => why(part, view, !should),
        (Condition::Surely(part), _) => why(part, view, should),
        (part, _) => leaf(part, view, should),
    }
}

/// What a single statement is, where it should have been the other way round.
fn leaf(statement: &Condition, view: &View<'_, '_>, should: bool) -> String {
    let is = if should { "is not" } else { "is" };
    match statement {
        Condition::Is(subject, among) => {
            let found = |one: &String| matches!(view.is(*subject, core::slice::from_ref(one)), Holds::Yes);
            format!("{} {is} {}", name(*subject), told(among, should, found))
        }
        Condition::Levied(among) => {
            let bears = if should { "bears none of" } else { "bears" };
            format!("{bears} {}", told(among, should, |one| view.levied(core::slice::from_ref(one))))
        }
        Condition::Registered(side, kind, _) => {
            let side = if *side == Side::Seller { "seller" } else { "buyer" };
            format!("{side}'s registration {is} {kind}")
        }
        Condition::Goods(scope, class) => {
            let goods = if *scope == Scope::Consignment { "a line" } else { "kind of goods" };
            let class = view.consignment.snapshot.law().goods.get(usize::from(*class));
            format!("{goods} {is} {}", class.map_or("", |class| class.id.as_str()))
        }
        Condition::Amount(_, _, comparison) => format!("value {is} {}", shown(comparison)),
        Condition::Listed { tariff, list } => {
            let on = if should { "is not on" } else { "is on" };
            format!("code {on} list {tariff}:{list}")
        }
        Condition::Fact(name, _) => format!("fact {name} {is} so"),
        Condition::All(_) | Condition::Any(_) | Condition::Not(_) | Condition::Surely(_) => String::new(),
    }
}

/// The names that should have been found, or those that should not have been and were.
fn told(among: &[String], should: bool, found: impl Fn(&String) -> bool) -> String {
    let names: Vec<&str> = among.iter().filter(|one| should || found(one)).take(TOLD).map(String::as_str).collect();
    let more = if should && among.len() > TOLD { ", …" } else { "" };
    format!("{}{more}", names.join(", "))
}

fn shown(comparison: &Comparison) -> String {
    let comparator = match comparison.comparator {
        Comparator::Below => "<",
        Comparator::AtMost => "<=",
        Comparator::Above => ">",
        Comparator::AtLeast => ">=",
    };
    match comparison.limit {
        Limit::Money(money) => format!("{comparator} {} {}", money.amount, money.currency),
        Limit::Number(number) => format!("{comparator} {number}"),
    }
}

fn name(subject: Subject) -> &'static str {
    match subject {
        Subject::Place => "place",
        Subject::ShipTo => "ship-to",
        Subject::ShipFrom => "ship-from",
        Subject::Origin => "origin",
        Subject::Transport => "transport",
        Subject::Buyer => "buyer",
        Subject::Seller => "seller",
        Subject::Purpose => "purpose",
        Subject::Declaration => "declaration",
        Subject::Incoterm => "incoterm",
        Subject::Scheme => "scheme",
        Subject::Carrier => "carrier",
        Subject::ChargesPaidBy => "charges-paid-by",
        Subject::Preference => "preference",
    }
}
