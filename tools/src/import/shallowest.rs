//! Rates put at the shallowest code at which they hold.

use super::table::{Line, Rate};
use std::collections::{BTreeMap, BTreeSet};

/// Lengths of codes at which a rate may stand.
const LEVELS: [usize; 6] = [2, 4, 6, 8, 10, 12];

/// Facts about rates, as positions in a dictionary.
type Facts = BTreeSet<usize>;

/// Raises each partner's rates to the shallowest code below which all lines have them, and joins partners with equal
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
        let partners: Vec<String> = if partner.is_empty() { Vec::new() } else { vec![partner] };
        descend(&codes, &LEVELS, &facts, &mut |code, facts| {
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
    fn a_rate_rises_as_far_as_all_lines_below_have_it() {
        let lines = ["01012100", "01012900", "01019000", "02011000"];
        let rates =
            [("01012100", "", "Free"), ("01012900", "", "Free"), ("01019000", "", "2 %"), ("02011000", "", "5 %")];
        assert_eq!(raised(&lines, &rates), ["010121  Free", "010129  Free", "010190  2 %", "02  5 %"]);
        let rates = [("01012100", "", "Free"), ("01012900", "", "Free"), ("01019000", "", "Free")];
        assert_eq!(raised(&lines, &rates), ["01  Free"]);
    }

    #[test]
    fn a_line_without_the_rate_keeps_it_from_rising() {
        let lines = ["01012100", "01012900"];
        assert_eq!(raised(&lines, &[("01012100", "CL", "Free")]), ["010121 CL Free"]);
    }

    #[test]
    fn each_partners_rates_rise_by_themselves_and_equals_are_joined() {
        let lines = ["01012100", "01012900"];
        let rates = [("01012100", "CL;JP", "Free"), ("01012900", "CL;JP", "Free"), ("01012900", "MX", "1 %")];
        assert_eq!(raised(&lines, &rates), ["01 CL;JP Free", "010129 MX 1 %"]);
    }

    #[test]
    fn codes_of_odd_length_have_no_level_between_six_digits_and_the_line() {
        let lines = ["610910010", "610910011", "610910020"];
        let rates = [("610910010", "", "Free"), ("610910011", "", "Free"), ("610910020", "", "2 %")];
        assert_eq!(raised(&lines, &rates), ["610910010  Free", "610910011  Free", "610910020  2 %"]);
    }
}
