//! The special column of the US schedule: rates, each with the programmes that it holds for.

use alloc::vec::Vec;

/// Splits a cell such as `Free (A+,AU,BH) 3.2% (JP)` into its rates and the symbols of their programmes, in the order
/// of the cell. A rate without a list of symbols comes with none. Parentheses that hold other text belong to the rate.
///
/// ```
/// use landfall::goods::duty::split_special;
/// let cell = "Free (A+,AU, BH)8.8¢/liter(JO) See 9822.05.20 (P+)";
/// assert_eq!(
///     split_special(cell),
///     [(vec!["A+", "AU", "BH"], "Free"), (vec!["JO"], "8.8¢/liter"), (vec!["P+"], "See 9822.05.20")],
/// );
/// ```
#[must_use]
pub fn split_special(cell: &str) -> Vec<(Vec<&str>, &str)> {
    let mut parts = Vec::new();
    let mut rest = cell.trim();
    while let Some((rate, symbols, after)) = next(rest) {
        parts.push((symbols, rate.trim()));
        rest = after.trim();
    }
    if !rest.is_empty() {
        parts.push((Vec::new(), rest));
    }
    parts
}

/// The rate before the next list of symbols, the list, and what follows.
fn next(text: &str) -> Option<(&str, Vec<&str>, &str)> {
    text.match_indices('(').find_map(|(open, _)| {
        let (rate, list) = text.split_at_checked(open)?;
        let (list, after) = list.strip_prefix('(')?.split_once(')')?;
        // One cell opens a second parenthesis within its list.
        let symbols = list.split([',', '(']).map(str::trim).map(symbol).collect::<Option<Vec<&str>>>()?;
        Some((rate, symbols, after))
    })
}

/// One or two capital letters, and `+` or `*` where there are exceptions.
fn symbol(text: &str) -> Option<&str> {
    let letters = text.strip_suffix(['+', '*']).unwrap_or(text);
    let is_symbol = (1..=2).contains(&letters.len()) && letters.bytes().all(|byte| byte.is_ascii_uppercase());
    is_symbol.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_split_at_their_lists_of_symbols() {
        for (cell, expected) in [
            ("Free", vec![(vec![], "Free")]),
            ("", vec![]),
            ("Free \n(A,CA)", vec![(vec!["A", "CA"], "Free")]),
            ("$1.865/kg + 8.5% (S+)", vec![(vec!["S+"], "$1.865/kg + 8.5%")]),
            ("Free (A*,D)2.7% (JP)", vec![(vec!["A*", "D"], "Free"), (vec!["JP"], "2.7%")]),
            ("See 9919.04.50 (PA (PA)", vec![(vec!["PA", "PA"], "See 9919.04.50")]),
            ("Free (See U.S. note 4 of this subchapter)", vec![(vec![], "Free (See U.S. note 4 of this subchapter)")]),
            ("A duty (see U.S. note 3 of this) (B,C)", vec![(vec!["B", "C"], "A duty (see U.S. note 3 of this)")]),
            ("Free, under U.S. note 1(b) to this", vec![(vec![], "Free, under U.S. note 1(b) to this")]),
        ] {
            assert_eq!(split_special(cell), expected, "{cell}");
        }
    }
}
