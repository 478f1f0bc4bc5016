//! What is owed: each levy in its turn, on the lines that owe it, grouped as its law assesses them.

use super::{
    carrier, class,
    consignment::Consignment,
    exchange::{Exchanger, QUOTIENT_DECIMALS},
    finding::{Findings, Refusal},
    freshness, grouping,
    ledger::Ledger,
    not_computable::explain,
    output::{Outcome, Reason},
    rate::{self, Applied},
    scheme::View,
    span::{self, Lean, Open},
    trace::Trace,
    value::Line,
    why,
};
use crate::{
    goods::{
        Quantities, Unit,
        duty::{Assessment, Expression, Facts},
    },
    law::{Effect, Holds, Kind, Levy, Per, Rate, Round, Scheme, Standing},
    money::{self, Decimal, Money, Rounding},
};
use alloc::{format, string::String, vec::Vec};

/// A charge before it is put into the quote's currency.
pub(super) struct Assessed<'q> {
    pub levy: &'q Levy,
    pub rate: Applied<'q>,
    /// What it was levied on.
    pub base: Decimal,
    /// As rounded by its law.
    pub amount: Decimal,
    /// Not levied, for its smallness.
    pub waived: bool,
    /// The lines that it falls on, and for each what later bases take of it.
    pub parts: Vec<(usize, Decimal)>,
}

/// One run of the computation.
pub(super) struct Run<'a, 'q> {
    pub consignment: &'a Consignment<'q>,
    pub schemes: &'a [&'q Scheme],
    pub open: &'a Open,
    pub trace: &'a Trace,
    pub findings: Findings,
    pub charges: Vec<Assessed<'q>>,
    pub ledger: Ledger<'q>,
}

/// Lines that are assessed together at one rate.
struct Group<'a, 'q> {
    rate: Applied<'q>,
    lines: Vec<&'a Line<'q>>,
}

impl<'a, 'q> Run<'a, 'q> {
    /// Computes every levy of the regime, in its order.
    pub fn levies(&mut self) {
        for levy in carrier::around(self.consignment) {
            if !levy.period.contains(self.consignment.day(levy.day)) {
                continue;
            }
            let owing = self.owing(levy);
            if let Some(lines) = self.findings.keep(owing).filter(|lines| !lines.is_empty()) {
                self.levy(levy, &lines);
            }
        }
        let told = carrier::tell(self);
        self.findings.keep(told);
    }

    pub fn view<'v>(&'v self, line: &'v Line<'q>) -> View<'v, 'q> {
        let scheme = self.schemes.get(line.index).map_or("", |scheme| scheme.id.as_str());
        View { consignment: self.consignment, line, scheme, levied: &self.ledger }
    }

    /// The lines that owe a levy.
    fn owing(&self, levy: &Levy) -> Result<Vec<&'a Line<'q>>, Reason> {
        let mut lines = Vec::new();
        for line in &self.consignment.lines {
            if self.owes(levy, line)? {
                lines.push(line);
            } else {
                self.trace.considered(levy, line, || Some(self.why_not(levy, line)));
            }
        }
        Ok(lines)
    }

    /// Why a line does not owe a levy.
    fn why_not(&self, levy: &Levy, line: &Line<'q>) -> String {
        let view = self.view(line);
        match levy.when.answer(&view) {
            Ok(Holds::No) => why::not(&levy.when, &view),
            Ok(Holds::Unclear(question)) => format!("not clear, left out: {}", question.message),
            _ if self.replaced(levy, line) => "the merchant gives all trade remedies".into(),
            _ => "not settled, left out".into(),
        }
    }

    /// The merchant's own remedies stand in place of all.
    fn replaced(&self, levy: &Levy, line: &Line<'_>) -> bool {
        levy.kind == Kind::TradeRemedy && levy.slot.is_none() && line.item.rates.remedies.is_some()
    }

    /// Whether a line owes a levy; where that is not sure, as this run of the computation leans.
    fn owes(&self, levy: &Levy, line: &Line<'q>) -> Result<bool, Reason> {
        if self.replaced(levy, line) {
            return Ok(false);
        }
        let view = self.view(line);
        let applies = match levy.when.answer(&view)? {
            Holds::Yes => true,
            Holds::No => false,
            Holds::Unclear(question) => self.open.branch(question, levy.shown_if_unclear),
        };
        if !applies || self.is_pinned(levy) {
            return Ok(applies);
        }
        for doubt in &levy.doubts {
            if let Effect::Open(unless) = doubt.effect
                && doubt.when.holds(&view)?
            {
                return Ok(self.open.branch(span::undecided(levy, Some(doubt)), unless.unwrap_or(true)));
            }
        }
        Ok(true)
    }

    /// Whether the caller said if a levy applies.
    fn is_pinned(&self, levy: &Levy) -> bool {
        self.consignment.request.rules.contains_key(&levy.id)
    }

    fn levy(&mut self, levy: &'q Levy, lines: &[&'a Line<'q>]) {
        let stands = self.open.stands(levy, &self.consignment.request.rules);
        for line in lines {
            self.trace.considered(levy, line, || (!stands).then(|| "left out by a rule".into()));
        }
        if !stands {
            return;
        }
        let groups = self.groups(levy, lines);
        if groups.is_empty() {
            return;
        }
        self.findings.keep(freshness::of_rule(self.consignment.request, levy));
        self.remark_age(levy);
        let doubted = self.doubt(levy, lines);
        self.findings.keep(doubted);
        let assessed: Vec<_> = groups.into_iter().map(|group| self.assess(levy, group)).collect();
        let mut charges: Vec<_> = assessed.into_iter().filter_map(|charge| self.findings.keep(charge)).collect();
        let waived = self.waived(levy, &charges);
        if self.findings.keep(waived) == Some(true) {
            charges.iter_mut().for_each(Assessed::waive);
        }
        let entered = self.enter(&charges);
        self.findings.keep(entered);
        if !levy.reckoned {
            self.charges.extend(charges);
        }
    }

    /// Enters charges for the bases and conditions of later levies.
    fn enter(&mut self, charges: &[Assessed<'q>]) -> Result<(), Reason> {
        for charge in charges {
            for (line, part) in &charge.parts {
                self.ledger.enter(charge.levy, *line, *part)?;
                if let Some(agreement) = charge.rate.agreement {
                    self.ledger.prefer(*line, &agreement.id);
                }
            }
        }
        Ok(())
    }

    /// Says that a levy may have changed since it was last known.
    fn remark_age(&self, levy: &Levy) {
        let as_of = self.consignment.request.as_of;
        if let Some(day) = levy.reliable_until.filter(|day| *day < as_of) {
            let message = format!("{}, `{}`, is known as it was until {day}.", levy.name, levy.id);
            let reason = Reason::new("RULE_DATED", message, "Check whether it has changed since.");
            self.open.remark(Outcome::Estimated, reason);
        }
    }

    /// Says what is unsure about a levy that is applied all the same; what is open says it as a question, and a caller
    /// who set the rule knows.
    fn doubt(&mut self, levy: &Levy, lines: &[&Line<'q>]) -> Result<(), Reason> {
        if levy.standing != Standing::On || levy.doubts_its_rate() || self.is_pinned(levy) {
            return Ok(());
        }
        for doubt in levy.doubts.iter().filter(|doubt| doubt.effect == Effect::Remark) {
            for line in lines {
                if doubt.when.holds(&self.view(line))? {
                    self.findings.add(Outcome::Estimated, doubt.into());
                    break;
                }
            }
        }
        Ok(())
    }

    /// Whether the law waives what charges come to together.
    fn waived(&self, levy: &Levy, charges: &[Assessed<'q>]) -> Result<bool, Reason> {
        let (Some(waived), Some(line)) = (&levy.waived, self.consignment.lines.first()) else { return Ok(false) };
        let sum = Decimal::sum(charges.iter().map(|charge| charge.amount))?;
        Ok(waived.comparator.holds(sum, self.view(line).limit(&waived.limit)?))
    }

    /// Groups lines as the law assesses them, each group at one rate.
    fn groups(&mut self, levy: &'q Levy, lines: &[&'a Line<'q>]) -> Vec<Group<'a, 'q>> {
        let mut groups: Vec<Group<'a, 'q>> = Vec::new();
        for together in self.assessed_together(levy.per, lines) {
            let start = groups.len();
            for line in together {
                let rates = rate::of_line(self.consignment, levy, line, self.open);
                let rates = self.findings.keep(rates).unwrap_or_default();
                add_to_groups(&mut groups, start, rates, line);
            }
        }
        groups.drain(..groups.len().min(usize::from(levy.beyond)));
        groups
    }

    fn assessed_together(&self, per: Per, lines: &[&'a Line<'q>]) -> Vec<Vec<&'a Line<'q>>> {
        match per {
            Per::Consignment => alloc::vec![lines.to_vec()],
            Per::Class => self.chosen(lines, self.open.classes(class::group(lines))),
            Per::TariffLine => {
                let item = |index: usize| lines.get(index).map(|line| declared(line));
                self.chosen(lines, grouping::alike(lines.len(), &|one, other| item(one).cmp(&item(other))))
            }
        }
    }

    fn chosen(&self, lines: &[&'a Line<'q>], groups: Vec<Vec<usize>>) -> Vec<Vec<&'a Line<'q>>> {
        let line = |index: usize| lines.get(index).copied();
        groups.into_iter().map(|group| group.into_iter().filter_map(line).collect()).collect()
    }

    fn assess(&self, levy: &'q Levy, group: Group<'a, 'q>) -> Result<Assessed<'q>, Refusal> {
        let bases = group.lines.iter().map(|line| self.view(line).sum(&levy.base)).collect::<Result<Vec<_>, _>>()?;
        let exact_base = Decimal::sum(bases.iter().copied())?;
        let base = match levy.base_round {
            Some(round) => self.round(exact_base, Some(round))?,
            None => exact_base,
        };
        let less = self.taken_off(levy, &group)?;
        let rest = self.exact(levy, &group, base)?.checked_sub(less.unwrap_or_default()).map_err(Reason::from)?;
        let exact = if less.is_some() && rest.is_negative() { Decimal::ZERO } else { rest };
        let amount = self.round(exact, levy.round)?;
        let carried = if levy.rounded_in_bases { amount } else { exact };
        let parts = money::spread(carried, &bases, QUOTIENT_DECIMALS)?;
        self.trace.levy(
            levy,
            &group.rate,
            [Some(exact_base), Some(base).filter(|base| *base != exact_base), less],
            exact,
            amount,
        );
        Ok(Assessed {
            levy,
            base,
            amount,
            waived: false,
            parts: group.lines.iter().map(|line| line.index).zip(parts).collect(),
            rate: group.rate,
        })
    }

    /// What the law takes off the amount of a levy.
    fn taken_off(&self, levy: &Levy, group: &Group<'_, 'q>) -> Result<Option<Decimal>, Reason> {
        let Some(less) = &levy.less else { return Ok(None) };
        let parts = group.lines.iter().map(|line| self.view(line).sum(less)).collect::<Result<Vec<_>, _>>()?;
        Ok(Some(Decimal::sum(parts)?))
    }

    /// What the rate comes to on a base, unrounded.
    fn exact(&self, levy: &Levy, group: &Group<'_, '_>, base: Decimal) -> Result<Decimal, Refusal> {
        if !levy.inside_own_base {
            return self.evaluate(levy, group, base);
        }
        let share = self.evaluate(levy, group, Decimal::ONE)?;
        let rest = Decimal::ONE.checked_sub(share).map_err(Reason::from)?;
        Ok(base.checked_mul(share)?.divide(rest, QUOTIENT_DECIMALS, Rounding::HalfEven)?)
    }

    /// The rate on a value; where facts are missing but the rate is bounded, the bound that this run leans to.
    fn evaluate(&self, levy: &Levy, group: &Group<'_, '_>, value: Decimal) -> Result<Decimal, Refusal> {
        let quantities = quantities(&group.lines)?;
        let consignment = self.consignment;
        // Amounts that a statute names are converted by its own rule; those of a tariff like the value of the goods.
        let rule = match levy.rate {
            Rate::Of(_) if !levy.of_carrier => &consignment.regime.rates_for_limits,
            _ => &consignment.regime.rates_for_values,
        };
        let convert = |money: Money| consignment.exchanger.convert(money, consignment.currency, rule).ok();
        let facts = Facts { value, quantities: &quantities, day: consignment.day(levy.day), convert: &convert };
        let rate = &group.rate.expression;
        if !rate.is_ad_valorem_only() {
            self.remark_pieces(rate, &group.lines);
        }
        let Assessment { min, max, gaps } = rate.assess(&facts);
        if gaps.is_empty() {
            return Ok(min);
        }
        let gaps: Vec<Reason> = gaps.into_iter().map(|gap| explain(gap, rate, &group.lines)).collect();
        let Some(max) = max else { return Err(Refusal(gaps)) };
        let mut lean = Lean::Default;
        for gap in gaps {
            lean = self.open.ask(gap);
        }
        Ok(if lean == Lean::Low { min } else { max })
    }

    /// Says that articles were counted as pieces, where a rate is by the piece and the request does not give them.
    fn remark_pieces(&self, rate: &Expression, lines: &[&Line<'_>]) {
        if !rate.units().iter().any(|unit| unit.counts_pieces()) {
            return;
        }
        for line in lines.iter().filter(|line| line.item.quantities.get(Unit::Piece).is_err()) {
            let reason = Reason::new(
                "PIECES_ASSUMED",
                format!("The rate `{rate}` is by the piece; each article of `{}` was counted as one.", line.item.id),
                "Give `quantities.pieces` of one article.",
            );
            self.open.remark(Outcome::Estimated, reason.at(format!("items[{}].quantities.pieces", line.index)));
        }
    }

    /// An amount rounded as a law orders. Where its steps are wide and the rate of exchange may be another, that is said.
    fn round(&self, amount: Decimal, round: Option<Round>) -> Result<Decimal, Reason> {
        let (exchanger, decimals) = (&self.consignment.exchanger, self.consignment.decimals);
        let result = rounded(amount, round, decimals)?;
        if let Some(Round { step: Some(step), .. }) = round
            && exchanger.stands_in(self.consignment.currency)
        {
            let [least, most] = Exchanger::bounds(amount)?;
            let is_wide = most.checked_sub(amount)? < step;
            if is_wide && [least, most].into_iter().any(|end| rounded(end, round, decimals) != Ok(result)) {
                exchanger.close_call(&format!("a step of {step} {}", self.consignment.currency));
            }
        }
        Ok(result)
    }
}

/// An amount rounded as a law orders: half up to so many decimals where it says nothing.
pub(super) fn rounded(amount: Decimal, round: Option<Round>, decimals: u32) -> Result<Decimal, Reason> {
    let Round { step, mode } = round.unwrap_or(Round { step: None, mode: Rounding::HalfUp });
    Ok(match step {
        Some(step) => amount.round_to(step, mode)?,
        None => amount.round_decimals(decimals, mode)?,
    })
}

impl Assessed<'_> {
    fn waive(&mut self) {
        self.waived = true;
        self.amount = Decimal::ZERO;
        for (_, part) in &mut self.parts {
            *part = Decimal::ZERO;
        }
    }
}

/// Adds a line at its rates to the groups from `start` on; each rate of several is a charge of its own.
fn add_to_groups<'a, 'q>(groups: &mut Vec<Group<'a, 'q>>, start: usize, rates: Vec<Applied<'q>>, line: &'a Line<'q>) {
    let mut taken: Vec<usize> = Vec::new();
    for rate in rates {
        let home = groups
            .iter()
            .enumerate()
            .skip(start)
            .position(|(index, group)| group.rate == rate && !taken.contains(&index))
            .and_then(|offset| offset.checked_add(start));
        match home.and_then(|home| groups.get_mut(home).map(|group| (home, group))) {
            Some((home, group)) => {
                group.lines.push(line);
                taken.push(home);
            }
            None => {
                taken.push(groups.len());
                groups.push(Group { rate, lines: alloc::vec![line] });
            }
        }
    }
}

/// How much of each unit the lines hold together; a unit that one of them does not give is not given at all.
fn quantities(lines: &[&Line<'_>]) -> Result<Quantities, Reason> {
    let mut sum: Option<Quantities> = None;
    for line in lines {
        let own = line.measures.times(line.item.quantity)?;
        sum = Some(match sum {
            None => own,
            Some(sum) => sum.plus(&own)?,
        });
    }
    Ok(sum.unwrap_or_default())
}

/// What makes lines one item of a declaration; a line without a code is an item of its own.
fn declared<'l>(line: &'l Line<'_>) -> impl Ord + use<'l> {
    let item = line.item;
    let own = if item.hs_code.is_none() { Some(line.index) } else { None };
    (item.hs_code, line.origin, &item.preference, &item.facts, &line.measures, own)
}
