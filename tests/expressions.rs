//! Every distinct duty expression of three official tables, with what the engine reads in it.
//!
//! `tests/expressions/` holds a line each: the expression as the table writes it, `=>`, its canonical text, and in
//! brackets why it can't be computed, where it can't. `us.txt` is of the general and the column 2 rates of the
//! Harmonized Tariff Schedule of the United States, 2026 revision 10; `us-special.txt` of its special column, split by
//! programme; `eu.txt` and `gb.txt` of the third-country duties of the EU and the UK as of January 2021.
//!
//! After a change of the grammar, or with new expressions on the left, run the test with `UPDATE_EXPRESSIONS=1` to
//! write the right sides anew, and review the difference.

#![cfg(test)]

use landfall::goods::duty::{Dialect, Expression, Sign, split_special};
use landfall::money::{Currency, Decimal};
use std::path::PathBuf;

fn sign(sign: &'static str, currency: &str, worth: &str) -> Sign<'static> {
    Sign { sign, currency: Currency::parse(currency).unwrap(), worth: Decimal::parse(worth).unwrap() }
}

fn read(text: &str) -> Result<Expression, String> {
    let signs = [sign("$", "USD", "1"), sign("¢", "USD", "0.01"), sign("€", "EUR", "1")];
    let dialect = Dialect { signs: &signs, bare_percent: true };
    let expression = Expression::parse(text, &dialect).map_err(|error| error.to_string())?;
    let canonical = expression.to_string();
    assert_eq!(Expression::parse(&canonical, &Dialect::PLAIN).as_ref(), Ok(&expression), "{text}");
    Ok(expression)
}

fn described(text: &str) -> String {
    let expression = match read(text) {
        Ok(expression) => expression,
        Err(error) => return format!("unreadable: {error}"),
    };
    let reasons: Vec<&str> = expression.reasons().into_iter().map(|reason| reason.explanation()).collect();
    if reasons.is_empty() { expression.to_string() } else { format!("{expression} [{}]", reasons.join("; ")) }
}

fn described_by_programme(cell: &str) -> String {
    let parts = split_special(cell).into_iter().map(|(symbols, rate)| {
        if symbols.is_empty() { described(rate) } else { format!("{}: {}", symbols.join(" "), described(rate)) }
    });
    parts.collect::<Vec<String>>().join(" | ")
}

/// Compares a file with what the engine reads in its left sides; returns how many it holds, and how many it can't read.
fn compare(name: &str, describe: fn(&str) -> String) -> (usize, usize) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/expressions").join(name);
    let before = std::fs::read_to_string(&path).unwrap();
    let line = |line: &str| {
        let (expression, _) = line.split_once(" => ").unwrap_or((line, ""));
        format!("{expression} => {}\n", describe(expression))
    };
    let mut lines: Vec<String> = before.lines().map(line).collect();
    lines.sort();
    lines.dedup();
    let after = lines.concat();
    if std::env::var_os("UPDATE_EXPRESSIONS").is_some() {
        std::fs::write(&path, after).unwrap();
    } else if let Some((old, new)) = before.lines().zip(after.lines()).find(|(old, new)| old != new) {
        panic!("tests/expressions/{name} differs:\n  in the file: {old}\n  as read now: {new}");
    } else {
        assert_eq!(before.lines().count(), lines.len(), "{name}");
    }
    let unreadable = lines.iter().filter(|line| line.contains("unreadable")).count();
    let in_words = lines.iter().filter(|line| line.ends_with("]\n")).count();
    println!("{name}: {} expressions, {in_words} in words, {unreadable} unreadable", lines.len());
    (lines.len(), unreadable)
}

#[test]
fn the_united_states() {
    let (all, unreadable) = compare("us.txt", described);
    assert!(all > 1500 && unreadable == 0);
}

#[test]
fn the_special_column_of_the_united_states() {
    let (all, unreadable) = compare("us-special.txt", described_by_programme);
    assert!(all > 600 && unreadable == 0);
}

#[test]
fn the_european_union() {
    let (all, unreadable) = compare("eu.txt", described);
    assert!(all > 500 && unreadable == 0);
}

#[test]
fn the_united_kingdom() {
    let (all, unreadable) = compare("gb.txt", described);
    assert!(all > 250 && unreadable == 0);
}
