//! Sums of named amounts: `customs-value * 1.10 + duties`.

use landfall::{
    law::{Amount, Formula, Kind, Term},
    money::Decimal,
};

/// Reads a sum.
pub(super) fn parse(text: &str) -> Result<Formula, String> {
    let mut terms = Vec::new();
    let mut sign = Decimal::ONE;
    for word in text.replace(" - ", " + - ").split(" + ") {
        let word = match word.trim().strip_prefix("- ") {
            Some(rest) => {
                sign = sign.negate();
                rest
            }
            None => word.trim(),
        };
        let number = |digits: Option<&str>| match digits {
            Some(digits) => Decimal::parse(digits)
                .ok()
                .filter(|number| !number.is_zero())
                .ok_or_else(|| format!("`{digits}` in `{text}` is no number to multiply or divide by")),
            None => Ok(Decimal::ONE),
        };
        let (word, over) = word.split_once(" / ").map_or((word, None), |(word, over)| (word, Some(over)));
        let (name, times) = word.split_once(" * ").map_or((word, None), |(name, times)| (name, Some(times)));
        let (times, over) = (number(times)?, number(over)?);
        let times = times.checked_mul(sign).map_err(|_| format!("`{text}` has a number with too many digits"))?;
        terms.extend(
            amounts(name)
                .map_err(|name| format!("`{name}` in `{text}` is no amount"))?
                .into_iter()
                .map(|amount| Term { amount, times, over }),
        );
        sign = Decimal::ONE;
    }
    Ok(Formula(terms))
}

fn amounts(name: &str) -> Result<Vec<Amount>, &str> {
    Ok(match name {
        "goods" => vec![Amount::Goods],
        "shipping" => vec![Amount::Shipping],
        "insurance" => vec![Amount::Insurance],
        "customs-value" => vec![Amount::CustomsValue],
        "duties" => vec![Amount::Kind(Kind::Duty), Amount::Kind(Kind::TradeRemedy)],
        "excises" => vec![Amount::Kind(Kind::Excise)],
        "taxes" => vec![Amount::Kind(Kind::Tax)],
        "fees" => vec![Amount::Kind(Kind::Fee)],
        "advanced" => vec![Amount::Advanced],
        id if id.contains('-')
            && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') =>
        {
            vec![Amount::Levy(id.into())]
        }
        other => return Err(other),
    })
}

/// The levies that a sum names.
pub(super) fn levies(formula: &Formula) -> impl Iterator<Item = &str> {
    formula.0.iter().filter_map(|term| match &term.amount {
        Amount::Levy(id) => Some(id.as_str()),
        _ => None,
    })
}
