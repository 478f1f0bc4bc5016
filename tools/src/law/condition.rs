//! Conditions: `{ seller-registered = "IOSS", intrinsic-value = "<= 150 EUR", any-goods = "not excise" }`.

use super::{Shared, formula};
use landfall::{
    law::{Comparator, Comparison, Condition, Issuer, Limit, Payer, Scope, Side, Subject, Test},
    money::{Currency, Decimal, Money},
    request::{Declaration, FactKind, Incoterm, PartyKind, Purpose, Transport},
};
use serde::{Deserialize, de::value::StrDeserializer};
use toml::{Table, Value};

/// A table: all of its entries hold.
pub(super) fn compile(table: &Table, shared: &Shared) -> Result<Condition, String> {
    let mut conditions = table
        .iter()
        .map(|(key, value)| entry(key, value, shared).map_err(|error| format!("`{key}`: {error}")))
        .collect::<Result<Vec<_>, _>>()?;
    conditions.sort_by_key(cost);
    Ok(if conditions.len() == 1 { conditions.remove(0) } else { Condition::All(conditions) })
}

/// What is cheap to tell is asked first: an amount may need a rate of exchange that nothing else does.
fn cost(condition: &Condition) -> u8 {
    match condition {
        Condition::Is(..) | Condition::Registered(..) => 0,
        Condition::Goods(..) | Condition::Levied(_) | Condition::Fact(..) => 1,
        Condition::Listed { .. } => 2,
        Condition::Amount(..) => 3,
        Condition::Not(one) | Condition::Surely(one) => cost(one),
        Condition::All(many) | Condition::Any(many) => many.iter().map(cost).max().unwrap_or_default(),
    }
}

fn entry(key: &str, value: &Value, shared: &Shared) -> Result<Condition, String> {
    let amount = |scope, formula: &str| compared(scope, formula, &words(value)?);
    match key {
        "any" => Ok(Condition::Any(tables(value, shared)?)),
        "all" => Ok(Condition::All(tables(value, shared)?)),
        "not" => Ok(Condition::Not(Box::new(table(value, shared)?))),
        "surely" => Ok(Condition::Surely(Box::new(table(value, shared)?))),
        "intrinsic-value" => amount(Scope::Consignment, "goods"),
        "line-value" => amount(Scope::Line, "goods"),
        "piece-price" => amount(Scope::Piece, "goods"),
        "customs-value" => amount(Scope::Consignment, "customs-value"),
        "amount" => general(value),
        "goods" => words_or_not(value, |class| goods(Scope::Line, class, shared)),
        "any-goods" => words_or_not(value, |class| goods(Scope::Consignment, class, shared)),
        "seller-registered" => words_or_not(value, |kind| Ok(registered(Side::Seller, kind))),
        "buyer-registered" => words_or_not(value, |kind| Ok(registered(Side::Buyer, kind))),
        "marketplace-registered" => words_or_not(value, |kind| Ok(registered(Side::Marketplace, kind))),
        "seller-registered-here" => words_or_not(value, |kind| Ok(registered_here(Side::Seller, kind))),
        "buyer-registered-here" => words_or_not(value, |kind| Ok(registered_here(Side::Buyer, kind))),
        "levied" => levied(&words(value)?, shared),
        "listed" => words_or_not(value, listed),
        "facts" => facts(value, shared),
        _ => is(key, value, shared),
    }
}

fn table(value: &Value, shared: &Shared) -> Result<Condition, String> {
    compile(value.as_table().ok_or("give a table of conditions")?, shared)
}

fn tables(value: &Value, shared: &Shared) -> Result<Vec<Condition>, String> {
    let list = value.as_array().ok_or("give a list of tables")?;
    list.iter().map(|one| compile(one.as_table().ok_or("give a list of tables")?, shared)).collect()
}

/// A word or a list of words.
fn words(value: &Value) -> Result<Vec<&str>, String> {
    match value {
        Value::String(word) => Ok(vec![word]),
        Value::Array(list) => {
            list.iter().map(|word| word.as_str().ok_or_else(|| format!("`{word}` is no text"))).collect()
        }
        other => Err(format!("`{other}` is neither a text nor a list of texts")),
    }
}

/// Any of the words; or, where the first begins with `not `, none of them.
fn words_or_not(value: &Value, each: impl Fn(&str) -> Result<Condition, String>) -> Result<Condition, String> {
    let (negated, words) = negation(words(value)?);
    let mut any = words.into_iter().map(each).collect::<Result<Vec<_>, _>>()?;
    let condition = if any.len() == 1 { any.remove(0) } else { Condition::Any(any) };
    Ok(if negated { Condition::Not(Box::new(condition)) } else { condition })
}

fn negation(mut words: Vec<&str>) -> (bool, Vec<&str>) {
    match words.first_mut() {
        Some(first) => match first.strip_prefix("not ") {
            Some(rest) => {
                *first = rest;
                (true, words)
            }
            None => (false, words),
        },
        None => (false, words),
    }
}

fn compared(scope: Scope, text: &str, comparisons: &[&str]) -> Result<Condition, String> {
    let formula = formula::parse(text)?;
    let mut all = comparisons
        .iter()
        .map(|text| Ok(Condition::Amount(scope, formula.clone(), comparison(text)?)))
        .collect::<Result<Vec<_>, String>>()?;
    Ok(if all.len() == 1 { all.remove(0) } else { Condition::All(all) })
}

/// `{ of = "goods + shipping", per = "line", is = "<= 400 SGD" }`.
fn general(value: &Value) -> Result<Condition, String> {
    let table = value.as_table().ok_or("give a table with `of`, `per` and `is`")?;
    let text = |key: &str| table.get(key).and_then(Value::as_str).ok_or_else(|| format!("`{key}` is missing"));
    let scope = match text("per")? {
        "piece" => Scope::Piece,
        "line" => Scope::Line,
        "consignment" => Scope::Consignment,
        other => return Err(format!("`{other}` is none of `piece`, `line`, `consignment`")),
    };
    compared(scope, text("of")?, &words(table.get("is").ok_or("`is` is missing")?)?)
}

/// `<= 150 EUR`, `< 3`.
pub(super) fn comparison(text: &str) -> Result<Comparison, String> {
    let mut words = text.split_whitespace();
    let comparator = match words.next() {
        Some("<") => Comparator::Below,
        Some("<=") => Comparator::AtMost,
        Some(">") => Comparator::Above,
        Some(">=") => Comparator::AtLeast,
        _ => return Err(format!("`{text}` begins with none of <, <=, >, >=")),
    };
    let number = words.next().and_then(|number| Decimal::parse(number).ok());
    let amount = number.ok_or_else(|| format!("`{text}` has no number after the comparator"))?;
    let limit = match (words.next(), words.next()) {
        (None, _) => Limit::Number(amount),
        (Some(code), None) => {
            let currency = Currency::parse(code).ok_or_else(|| format!("`{code}` is no currency"))?;
            Limit::Money(Money { amount, currency })
        }
        _ => return Err(format!("`{text}` has more than a comparator, a number and a currency")),
    };
    Ok(Comparison { comparator, limit })
}

fn goods(scope: Scope, class: &str, shared: &Shared) -> Result<Condition, String> {
    let index = shared.goods.iter().position(|id| id == class);
    let index = index.and_then(|index| u16::try_from(index).ok());
    index
        .map(|index| Condition::Goods(scope, index))
        .ok_or_else(|| format!("there are no goods `{class}` in common.toml"))
}

/// `IOSS`, or `VAT:GB` with the issuer.
fn registered(side: Side, kind: &str) -> Condition {
    let issued = |(kind, issuer): (&str, &str)| Condition::Registered(side, kind.into(), Issuer::Named(issuer.into()));
    kind.split_once(':').map_or_else(|| Condition::Registered(side, kind.into(), Issuer::Anyone), issued)
}

fn registered_here(side: Side, kind: &str) -> Condition {
    Condition::Registered(side, kind.into(), Issuer::Destination)
}

/// Any of these levies; or none of them.
fn levied(names: &[&str], shared: &Shared) -> Result<Condition, String> {
    let (negated, names) = negation(names.to_vec());
    let condition = Condition::Levied(among(&names, shared, |_| true)?);
    Ok(if negated { Condition::Not(Box::new(condition)) } else { condition })
}

/// `us:301-list-1`: a tariff's id and that of a list in it.
fn listed(name: &str) -> Result<Condition, String> {
    let (tariff, list) = name.split_once(':').ok_or_else(|| format!("`{name}` names no list as `tariff:list`"))?;
    Ok(Condition::Listed { tariff: tariff.into(), list: list.into() })
}

/// `{ metalShare = "< 15", patented = false, meltedIn = ["GB", "@eu"] }`.
fn facts(value: &Value, shared: &Shared) -> Result<Condition, String> {
    let table = value.as_table().ok_or("give a table of facts")?;
    let mut all = table.iter().map(|(name, value)| fact(name, value, shared)).collect::<Result<Vec<_>, _>>()?;
    Ok(if all.len() == 1 { all.remove(0) } else { Condition::All(all) })
}

fn fact(name: &str, value: &Value, shared: &Shared) -> Result<Condition, String> {
    let kind = shared.facts.get(name).ok_or_else(|| format!("there is no fact `{name}`"))?;
    let (negated, test) = match (kind, value) {
        (FactKind::Flag, Value::Boolean(flag)) => (false, Test::Flag(*flag)),
        (FactKind::Flag, _) => return Err(format!("`{name}` is true or false")),
        (FactKind::Number, _) => {
            (false, Test::Number(words(value)?.into_iter().map(comparison).collect::<Result<_, _>>()?))
        }
        (FactKind::Text, _) => {
            let (negated, words) = negation(words(value)?);
            (negated, Test::Word(among(&words, shared, |_| true)?))
        }
    };
    let condition = Condition::Fact(name.into(), test);
    Ok(if negated { Condition::Not(Box::new(condition)) } else { condition })
}

fn is(key: &str, value: &Value, shared: &Shared) -> Result<Condition, String> {
    let subject = word::<Subject>(key).ok_or("nothing of this name can be asked about")?;
    let (negated, words) = negation(words(value)?);
    let among = among(&words, shared, |name| known(subject, name, shared))?;
    let condition = Condition::Is(subject, among);
    Ok(if negated { Condition::Not(Box::new(condition)) } else { condition })
}

/// Countries by their codes, and groups of them by `@` and their name.
pub(super) fn members(names: &[String], shared: &Shared) -> Result<Vec<String>, String> {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    among(&names, shared, |name| known(Subject::Origin, name, shared))
}

/// The keys of a table's row: one, the members of a group, or `*` for all others.
pub(super) fn keys(key: &str, shared: &Shared) -> Result<Vec<String>, String> {
    among(&[key], shared, |_| true)
}

/// The levies that a condition names.
pub(super) fn levies(condition: &Condition) -> Vec<&str> {
    match condition {
        Condition::All(many) | Condition::Any(many) => many.iter().flat_map(levies).collect(),
        Condition::Not(one) | Condition::Surely(one) => levies(one),
        Condition::Levied(among) => among.iter().map(String::as_str).collect(),
        Condition::Amount(_, formula, _) => formula::levies(formula).collect(),
        Condition::Is(..)
        | Condition::Registered(..)
        | Condition::Goods(..)
        | Condition::Listed { .. }
        | Condition::Fact(..) => Vec::new(),
    }
}

fn among(names: &[&str], shared: &Shared, known: impl Fn(&str) -> bool) -> Result<Vec<String>, String> {
    let mut among = Vec::new();
    for name in names {
        match name.strip_prefix('@') {
            Some(group) => {
                among.extend(
                    shared.groups.get(group).ok_or_else(|| format!("there is no group `{group}`"))?.iter().cloned(),
                );
            }
            None if known(name) => among.push((*name).to_owned()),
            None => return Err(format!("`{name}` is not a value of it")),
        }
    }
    Ok(among)
}

/// Whether a word can be the value of a subject.
fn known(subject: Subject, name: &str, shared: &Shared) -> bool {
    match subject {
        Subject::Place => true,
        Subject::ShipTo | Subject::ShipFrom | Subject::Origin => {
            name.len() == 2 && name.bytes().all(|byte| byte.is_ascii_uppercase())
        }
        Subject::Transport => word::<Transport>(name).is_some(),
        Subject::Buyer | Subject::Seller => word::<PartyKind>(name).is_some(),
        Subject::Purpose => word::<Purpose>(name).is_some(),
        Subject::Declaration => word::<Declaration>(name).is_some(),
        Subject::Incoterm => word::<Incoterm>(name).is_some(),
        Subject::Scheme => shared.schemes.iter().any(|id| id == name),
        Subject::Carrier => shared.carriers.iter().any(|id| id == name),
        Subject::ChargesPaidBy => [Payer::Buyer, Payer::Seller].iter().any(|payer| payer.as_str() == name),
        Subject::Preference => shared.agreements.iter().any(|id| id == name),
    }
}

fn word<'de, T: Deserialize<'de>>(name: &'de str) -> Option<T> {
    T::deserialize(StrDeserializer::<serde::de::value::Error>::new(name)).ok()
}
