//! Rates as a draft of the Combined Nomenclature prints them: `7,7`, `20,5 €/100 kg/net`, a change as `5,23,5`.

/// What a cell of the draft says.
#[derive(Debug, PartialEq, Eq)]
pub enum Draft {
    /// A rate, in the duty grammar.
    Rate(String),
    /// A rate struck out and the one that replaces it, printed without a gap.
    Change {
        /// The rate before.
        was: String,
        /// The rate from then on.
        is: String,
    },
    /// Something was lost in print.
    Unreadable,
}

/// Reads a cell of the draft.
pub fn read(cell: &str) -> Draft {
    let terms: Option<Vec<String>> = cell.split('+').map(|text| term(text.trim())).collect();
    match (terms, change(cell)) {
        (Some(terms), _) => Draft::Rate(terms.join(" + ")),
        (None, Some((was, is))) => Draft::Change { was, is },
        (None, None) => Draft::Unreadable,
    }
}

fn term(text: &str) -> Option<String> {
    match text.split_once('€') {
        _ if text == "Free" => percent("0"),
        _ if text == "EA" => Some(text.to_owned()),
        None => percent(text),
        Some((amount, per)) => {
            let amount = number(amount.trim())?;
            let per: String = per.split_whitespace().collect();
            (per == "/100kg/net").then(|| format!("{amount} EUR / 100 kg"))
        }
    }
}

fn percent(text: &str) -> Option<String> {
    number(text).map(|number| format!("{number}%"))
}

/// At most two digits before the comma, as duties in per cent have, and one or two behind; three before it in euro.
fn number(text: &str) -> Option<String> {
    let (whole, part) = text.split_once(',').unwrap_or((text, "0"));
    let digits =
        |text: &str, most: usize| (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    (digits(whole, 3) && digits(part, 2)).then(|| format!("{whole}.{part}"))
}

/// `5,23,5` as 5.2 and 3.5: each of the two has one digit behind its comma.
fn change(cell: &str) -> Option<(String, String)> {
    let comma = cell.find(',')?;
    let (was, is) = cell.split_at_checked(comma + 2)?;
    let is = if is == "Free" { "0" } else { is };
    Some((percent(was)?, percent(is)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(text: &str) -> Draft {
        Draft::Rate(text.to_owned())
    }

    fn change(was: &str, is: &str) -> Draft {
        Draft::Change { was: was.to_owned(), is: is.to_owned() }
    }

    #[test]
    fn rates_of_the_draft_become_the_grammars() {
        assert_eq!(read("13"), rate("13.0%"));
        assert_eq!(read("7,7"), rate("7.7%"));
        assert_eq!(read("Free"), rate("0.0%"));
        assert_eq!(read("20,5 €/100 kg/net"), rate("20.5 EUR / 100 kg"));
        assert_eq!(read("15,4 + 303,4 €/ 100 kg/net"), rate("15.4% + 303.4 EUR / 100 kg"));
        assert_eq!(read("7,6 + EA"), rate("7.6% + EA"));
    }

    #[test]
    fn a_struck_out_rate_and_its_successor_are_told_apart() {
        assert_eq!(read("5,23,5"), change("5.2%", "3.5%"));
        assert_eq!(read("0,5Free"), change("0.5%", "0.0%"));
    }

    #[test]
    fn what_print_lost_is_not_guessed() {
        for broken in ["100 kg/net", "kg + 21,1 €/ 100 kg/net", "", "12,5 €/kg", "1234"] {
            assert_eq!(read(broken), Draft::Unreadable, "{broken}");
        }
    }
}
