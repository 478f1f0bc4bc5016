//! Rates put at the shallowest code at which they hold: not above a tariff item for everyone's, nor above a subheading for
//! those of partners.

use super::table::{Line, Rate};
use std::collections::{BTreeMap, BTreeSet};

/// Lengths of codes at which a rate for everyone may stand above its lines: quotes name this code as the tariff line.
const FOR_EVERYONE: &[usize] = &[8, 10, 12];
/// The same for a rate of partners.
const FOR_PARTNERS: &[usize] = &[6, 8, 10, 12];

/// Facts about rates, as positions in a dictionary.
type Facts = BTreeSet<usize>;

/// Raises each partner's rates to the shallowest of these codes below which all lines have them, and joins partners with equal
/// rates. A rate whose code is no line stays where it is.
pub fn raise(lines: &[Line], rates: Vec<Rate>) -> Vec<Rate> {
    let codes: BTreeSet<&str> = lines.iter().map(|line| line.code.as_str()).collect();
    let mut dictionary = Dictionary::default();
    let mut of_partners: BTreeMap<(String, String), BTreeMap<String, Facts>> = BTreeMap::new();
    let mut raised = Vec::new();
    for rate in rates {
        if !codes.contains(rate.code.as_str()) {
            raised.push(rate);
            continue;
        }
        let everyone = rate.partners.is_empty().then(String::new);
        let partners: Vec<String> = everyone.into_iter().chain(rate.partners.iter().cloned()).collect();
        let (code, column) = (rate.code.clone(), rate.column.clone());
        let fact = dictionary.number(rate);
        for partner in partners {
            let at = of_partners.entry((column.clone(), partner)).or_default();
            at.entry(code.clone()).or_default().insert(fact);
        }
    }
    let codes: Vec<&str> = codes.into_iter().collect();
    for ((_, partner), facts) in of_partners {
        let (levels, partners) =
            if partner.is_empty() { (FOR_EVERYONE, Vec::new()) } else { (FOR_PARTNERS, vec![partner]) };
        descend(&codes, levels, &facts, &mut |code, facts| {
            let rates = facts.iter().filter_map(|fact| dictionary.rate(*fact));
            raised.extend(rates.map(|rate| Rate { code: code.to_owned(), ..rate }.for_partners(partners.clone())));
        });
    }
    join_partners(raised)
}

/// Visits the shallowest codes of these lines below which all lines have the same facts.
fn descend(lines: &[&str], levels: &[usize], facts: &BTreeMap<String, Facts>, visit: &mut impl FnMut(&str, &Facts)) {
    let (level, deeper) = levels.split_first().map_or((usize::MAX, levels), |(level, deeper)| (*level, deeper));
    for group in lines.chunk_by(|one, other| above(one, level) == above(other, level)) {
        let mut of_lines = group.iter().map(|line| facts.get(*line));
        let Some(first) = of_lines.next() else { continue };
        match first {
            same if of_lines.all(|other| other == same) => {
                group.first().zip(same).into_iter().for_each(|(line, facts)| visit(above(line, level), facts));
            }
            _ => descend(group, deeper, facts, visit),
        }
    }
}

/// The code of this length above a line. Below six digits' worth of the Harmonized System, a tariff with codes of an odd
/// length has no level but its lines.
fn above(line: &str, level: usize) -> &str {
    let is_level = level <= 6 || line.len().is_multiple_of(2);
    line.get(..level).filter(|_| is_level).unwrap_or(line)
}

/// Rates without their code, partners and place, each once.
#[derive(Default)]
struct Dictionary {
    numbers: BTreeMap<Rate, usize>,
    rates: Vec<Rate>,
}

impl Dictionary {
    fn number(&mut self, rate: Rate) -> usize {
        let bare = Rate { code: String::new(), ..rate.for_partners(Vec::new()).at("", 0) };
        *self.numbers.entry(bare).or_insert_with_key(|bare| {
            self.rates.push(bare.clone());
            self.rates.len() - 1
        })
    }

    fn rate(&self, number: usize) -> Option<Rate> {
        self.rates.get(number).cloned()
    }
}

/// Rates that several partners share become one.
pub fn join_partners(rates: Vec<Rate>) -> Vec<Rate> {
    let mut shared: BTreeMap<Rate, BTreeSet<String>> = BTreeMap::new();
    for rate in rates {
        let partners = rate.partners.clone();
        shared.entry(rate.for_partners(Vec::new()).at("", 0)).or_default().extend(partners);
    }
    shared.into_iter().map(|(rate, partners)| rate.for_partners(partners.into_iter().collect())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raised(lines: &[&str], rates: &[(&str, &str, &str)]) -> Vec<String> {
        let lines: Vec<Line> = lines.iter().map(|code| Line { code: (*code).to_owned(), units: Vec::new() }).collect();
        let rates = rates.iter().map(|(code, partner, rate)| {
            let partners = partner.split(';').filter(|id| !id.is_empty()).map(str::to_owned).collect();
            Rate::exact(code, "preference", rate).for_partners(partners)
        });
        let told = |rate: Rate| format!("{} {} {}", rate.code, rate.partners.join(";"), rate.expression);
        raise(&lines, rates.collect()).into_iter().map(told).collect()
    }

    #[test]
    fn a_rate_for_everyone_rises_to_its_tariff_item() {
        let lines = ["6109100011", "6109100012", "6109100021", "6109900000"];
        let rates = lines.map(|line| (line, "", "18 %"));
        assert_eq!(raised(&lines, &rates), ["61091000  18 %", "61099000  18 %"]);
        let rates = [("6109100011", "", "18 %"), ("6109100012", "", "18 %"), ("6109100021", "", "9 %")];
        assert_eq!(raised(&lines, &rates), ["6109100011  18 %", "6109100012  18 %", "6109100021  9 %"]);
    }

    #[test]
    fn a_partners_rate_rises_to_its_subheading_unless_a_line_lacks_it() {
        let lines = ["01012100", "01012910", "01012990"];
        let rates = [("01012910", "CL", "Free"), ("01012990", "CL", "Free")];
        assert_eq!(raised(&lines, &rates), ["010129 CL Free"]);
        assert_eq!(raised(&lines, &[("01012910", "CL", "Free")]), ["01012910 CL Free"]);
    }

    #[test]
    fn each_partners_rates_rise_by_themselves_and_equals_are_joined() {
        let lines = ["01012910", "01012990"];
        let rates = [("01012910", "CL;JP", "Free"), ("01012990", "CL;JP", "Free"), ("01012990", "MX", "1 %")];
        assert_eq!(raised(&lines, &rates), ["010129 CL;JP Free", "01012990 MX 1 %"]);
    }

    #[test]
    fn codes_of_odd_length_have_no_level_between_six_digits_and_the_line() {
        let lines = ["610910010", "610910011", "610910020"];
        let rates = [("610910010", "CL", "Free"), ("610910011", "CL", "Free"), ("610910020", "", "2 %")];
        assert_eq!(raised(&lines, &rates), ["610910010 CL Free", "610910011 CL Free", "610910020  2 %"]);
    }
}
