//! The ordinary duty of a line: the tariff line that its code is, and the general rate or a preference on it.

use super::{
    consignment::Consignment,
    finding::Refusal,
    ledger::Ledger,
    not_computable::explain,
    output::{Outcome, Reason},
    rate::Applied,
    scheme::View,
    span::{Lean, Open},
    value::Line,
};
use crate::{
    day::{Day, Period},
    goods::{
        HsCode,
        duty::{Assessment, Expression, Facts},
    },
    law::{Agreement, Grant, Levy},
    money::{Decimal, Money},
    snapshot::{Basis, LineId, Partners, Resolution, Tariff, TariffRate},
};
use alloc::{
    borrow::Cow,
    format,
    string::{String, ToString},
    vec::Vec,
};

/// Where in a tariff a rate was found.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found<'q> {
    pub tariff: &'q Tariff,
    /// The code at which the rate stands.
    pub code: HsCode,
    pub basis: Basis,
    /// The agreement whose preference it is.
    pub agreement: Option<&'q Agreement>,
}

/// A rate that a line could bear.
#[derive(Clone, Debug, PartialEq)]
struct Candidate<'q> {
    expression: &'q Expression,
    period: Period,
    code: HsCode,
    basis: Basis,
}

/// The ordinary duty on a line, from the tariff `id`.
pub(super) fn duty<'q>(
    consignment: &Consignment<'q>,
    levy: &'q Levy,
    id: &str,
    line: &Line<'q>,
    open: &Open,
) -> Result<Applied<'q>, Refusal> {
    let look = LookUp { consignment, levy, line, open, day: consignment.day(levy.day) };
    let Some(tariff) = consignment.snapshot.tariff(id) else { return Err(not_loaded(id, line).into()) };
    let lines = look.lines(tariff)?;
    look.remark_age(tariff, &lines);
    let general = look.general(tariff, &lines)?;
    match look.preference(tariff, &lines, &general)? {
        Some(preference) => Ok(preference),
        None => Ok(look.applied(tariff, general, None)),
    }
}

/// A flat rate in place of the duty in the tariff `id`, but for goods that are free there.
pub(super) fn instead<'q>(
    consignment: &Consignment<'q>,
    levy: &'q Levy,
    id: &str,
    flat: &'q Expression,
    line: &Line<'q>,
    open: &Open,
) -> Result<Applied<'q>, Refusal> {
    let look = LookUp { consignment, levy, line, open, day: consignment.day(levy.day) };
    let Some(tariff) = consignment.snapshot.tariff(id) else { return Err(not_loaded(id, line).into()) };
    let lines = look.lines(tariff)?;
    look.remark_age(tariff, &lines);
    let mut candidates = look.candidates(tariff, &lines);
    for candidate in candidates.iter_mut().filter(|candidate| !candidate.expression.is_free()) {
        (candidate.expression, candidate.period) = (flat, levy.period);
    }
    candidates.dedup_by(|one, other| one.expression == other.expression);
    Ok(look.applied(tariff, look.one_of(candidates)?, None))
}

/// A search for the duty of one line.
struct LookUp<'a, 'q> {
    consignment: &'a Consignment<'q>,
    levy: &'q Levy,
    line: &'a Line<'q>,
    open: &'a Open,
    day: Day,
}

impl<'q> LookUp<'_, 'q> {
    fn path(&self) -> String {
        format!("items[{}].hsCode", self.line.index)
    }

    /// The tariff lines that the goods could be.
    fn lines(&self, tariff: &'q Tariff) -> Result<Vec<LineId>, Reason> {
        let Some(code) = &self.line.item.hs_code else { return Ok(tariff.lines().collect()) };
        match tariff.resolve(code) {
            Resolution::Line(line) => Ok(alloc::vec![line]),
            Resolution::Many(lines) => Ok(lines.collect()),
            Resolution::Gone { successors } => {
                self.open.remark(Outcome::Estimated, self.gone(code, tariff, &successors));
                let lines = successors.into_iter().filter_map(|code| match tariff.resolve(code) {
                    Resolution::Line(line) => Some(line),
                    _ => None,
                });
                Ok(lines.collect())
            }
            Resolution::Unknown => Err(Reason::new(
                "HS_CODE_UNKNOWN",
                format!("`{code}` of `{}` is not in the {}.", self.line.item.id, tariff.about.nomenclature),
                "Give a code of that nomenclature, or the rate in `items[].rates.duty`.",
            )
            .at(self.path())),
        }
    }

    fn gone(&self, code: &HsCode, tariff: &Tariff, successors: &[&HsCode]) -> Reason {
        let successors: Vec<String> = successors.iter().map(ToString::to_string).collect();
        Reason::new(
            "HS_CODE_GONE",
            format!("`{code}` is no longer in the {}; it became {}.", tariff.about.nomenclature, successors.join(", ")),
            "Give the code that the goods have now.",
        )
        .at(self.path())
    }

    /// What a reader must know of a table that is older than the day, or known to be wrong.
    fn remark_age(&self, tariff: &Tariff, lines: &[LineId]) {
        let about = &tariff.about;
        if self.day > about.reliable_until {
            let reason = Reason::new(
                "TARIFF_TABLE_DATED",
                format!("The duties are those of {}, as the table `{}` has them.", about.edition, about.id),
                "Check the rate in the tariff in force, or give it in `items[].rates.duty`.",
            );
            self.open.remark(Outcome::Estimated, reason);
        }
        for doubt in lines.iter().take(MANY).flat_map(|line| tariff.doubts_about(*line)) {
            let action = "Check the rate in the tariff in force, or give it in `items[].rates.duty`.";
            self.open.remark(Outcome::Estimated, Reason::new("TARIFF_LINE_DOUBTFUL", doubt, action).at(self.path()));
        }
    }

    /// The rate for goods from anywhere.
    fn general(&self, tariff: &'q Tariff, lines: &[LineId]) -> Result<Candidate<'q>, Refusal> {
        self.one_of(self.candidates(tariff, lines))
    }

    /// Every rate for goods from anywhere that the lines have.
    fn candidates(&self, tariff: &'q Tariff, lines: &[LineId]) -> Vec<Candidate<'q>> {
        let mut candidates = Vec::new();
        for line in lines {
            add(&mut candidates, rates(tariff, *line, GENERAL, self.day, |partners| partners.is_everyone()));
        }
        candidates
    }

    /// Of the rates that the line could bear, the one that this run of the computation leans to.
    fn one_of(&self, candidates: Vec<Candidate<'q>>) -> Result<Candidate<'q>, Refusal> {
        let mut bounded = Vec::new();
        let mut gaps = Vec::new();
        let distinct =
            candidates.windows(2).any(|pair| matches!(pair, [one, other] if one.expression != other.expression));
        if !distinct {
            return candidates.into_iter().next().ok_or_else(|| self.no_rate().into());
        }
        for candidate in candidates {
            let Assessment { min, max, gaps: found } = self.assess(candidate.expression)?;
            match max {
                Some(max) => bounded.push((min, max, candidate)),
                None => gaps.extend(found.into_iter().map(|gap| explain(gap, candidate.expression, &[self.line]))),
            }
        }
        if !gaps.is_empty() {
            gaps.truncate(3);
            gaps.insert(0, self.unclear());
            return Err(Refusal(gaps));
        }
        let lean = self.open.ask(self.unclear());
        let chosen = match lean {
            Lean::Low => bounded.into_iter().min_by_key(|(min, _, _)| *min),
            Lean::Default | Lean::High => bounded.into_iter().max_by_key(|(_, max, _)| *max),
        };
        chosen.map(|(_, _, candidate)| candidate).ok_or_else(|| self.no_rate().into())
    }

    fn unclear(&self) -> Reason {
        Reason::new(
            "DUTY_RATE_UNCLEAR",
            format!("The goods of `{}` could bear several rates of duty.", self.line.item.id),
            "Give the commodity code with all its digits, or the rate in `items[].rates.duty`.",
        )
        .at(self.path())
    }

    fn no_rate(&self) -> Reason {
        Reason::new(
            "DUTY_RATE_MISSING",
            format!("The table has no rate for the code of `{}`.", self.line.item.id),
            "Give the rate in `items[].rates.duty`.",
        )
        .at(self.path())
    }

    /// What a rate comes to on this line alone, to compare rates.
    fn assess(&self, rate: &Expression) -> Result<Assessment, Reason> {
        let (consignment, line) = (self.consignment, self.line);
        let quantities = line.measures.times(line.item.quantity)?;
        let rule = &consignment.regime.rates_for_values;
        let convert = |money: Money| consignment.exchanger.convert(money, consignment.currency, rule).ok();
        Ok(rate.assess(&Facts {
            value: self.line.customs_value,
            quantities: &quantities,
            day: self.day,
            convert: &convert,
        }))
    }

    /// The preference on the line, where one is claimed and granted; a hint where one is not claimed.
    fn preference(
        &self,
        tariff: &'q Tariff,
        lines: &[LineId],
        general: &Candidate<'q>,
    ) -> Result<Option<Applied<'q>>, Refusal> {
        let claim = self.line.item.preference.as_ref();
        let wanted = claim.and_then(|claim| claim.agreement.as_deref());
        let mut best: Option<(Decimal, Applied<'q>)> = None;
        for agreement in self.agreements(wanted)? {
            let Some(granted) = self.granted(tariff, lines, general, agreement)? else { continue };
            let amount = self.assess(&granted.expression)?.max.unwrap_or(self.line.customs_value);
            if best.as_ref().is_none_or(|(least, _)| amount < *least) {
                best = Some((amount, granted));
            }
        }
        match (claim, best) {
            (None, None) => Ok(None),
            (None, Some((amount, granted))) => {
                self.hint_at(amount, &granted, general)?;
                Ok(None)
            }
            (Some(_), None) => {
                self.open.remark(Outcome::Estimated, self.not_granted(wanted));
                Ok(None)
            }
            (Some(claim), Some((_, granted))) => {
                let agreement = granted.found.as_ref().and_then(|found| found.agreement);
                if claim.proof.is_some() || agreement.map_or(Ok(true), |agreement| self.needs_no_proof(agreement))? {
                    return Ok(Some(granted));
                }
                self.open.remark(Outcome::Estimated, self.proof_missing(agreement));
                Ok(None)
            }
        }
    }

    /// The agreements in force under which goods of the line's origin can be originating.
    fn agreements(&self, wanted: Option<&str>) -> Result<Vec<&'q Agreement>, Reason> {
        let view = View { consignment: self.consignment, line: self.line, scheme: "", levied: &Ledger::default() };
        let mut agreements = Vec::new();
        for agreement in &self.consignment.regime.agreements {
            let named = wanted.is_none_or(|id| agreement.id == id);
            let from = agreement.origins.iter().any(|origin| origin == self.line.origin.code());
            if named && from && agreement.period.contains(self.day) && agreement.when.holds(&view)? {
                agreements.push(agreement);
            }
        }
        Ok(agreements)
    }

    /// The rate that an agreement grants on the line; `None` where it grants none.
    fn granted(
        &self,
        tariff: &'q Tariff,
        lines: &[LineId],
        general: &Candidate<'q>,
        agreement: &'q Agreement,
    ) -> Result<Option<Applied<'q>>, Refusal> {
        let candidate = match &agreement.grant {
            Grant::Rate(expression) => Candidate { expression, period: agreement.period, ..general.clone() },
            Grant::AtBest(expression) => {
                let least = Candidate { expression, period: agreement.period, ..general.clone() };
                self.one_of(alloc::vec![least, general.clone()])?
            }
            Grant::Column { column, partner } => {
                let mut candidates = Vec::new();
                for line in lines {
                    let named = |partners: &Partners<'_>| partners.contains(partner);
                    let rates: Vec<_> = rates(tariff, *line, column, self.day, named).collect();
                    if rates.is_empty() {
                        candidates.push(general.clone());
                    }
                    add(&mut candidates, rates.into_iter());
                }
                self.one_of(candidates)?
            }
        };
        let applied = self.applied(tariff, candidate, Some(agreement));
        Ok((applied.expression.as_ref() != general.expression).then_some(applied))
    }

    fn needs_no_proof(&self, agreement: &Agreement) -> Result<bool, Reason> {
        let Some(waiver) = &agreement.waiver else { return Ok(agreement.proofs.is_empty()) };
        let view = View { consignment: self.consignment, line: self.line, scheme: "", levied: &Ledger::default() };
        Ok(waiver.comparator.holds(self.consignment.customs_value, view.limit(&waiver.limit)?))
    }

    fn applied(&self, tariff: &'q Tariff, rate: Candidate<'q>, agreement: Option<&'q Agreement>) -> Applied<'q> {
        if let Some(doubt) = agreement.and_then(|agreement| agreement.doubt.as_ref()) {
            let reason = Reason::new(&doubt.code, doubt.message.as_str(), doubt.action.as_str());
            self.open.remark(Outcome::Estimated, reason);
        }
        Applied {
            expression: Cow::Borrowed(rate.expression),
            source: agreement.map_or(&self.levy.source, |agreement| &agreement.source),
            period: rate.period.and(agreement.map_or(&self.levy.period, |agreement| &agreement.period)),
            merchant: false,
            found: Some(Found { tariff, code: rate.code, basis: rate.basis, agreement }),
        }
    }

    fn hint_at(&self, amount: Decimal, granted: &Applied<'_>, general: &Candidate<'_>) -> Result<(), Reason> {
        let Some(ordinary) = self.assess(general.expression)?.max else { return Ok(()) };
        let saving = ordinary.checked_sub(amount)?;
        let Some(agreement) = granted.found.as_ref().and_then(|found| found.agreement) else { return Ok(()) };
        if saving.is_positive() {
            let (currency, decimals) = (self.consignment.currency, self.consignment.decimals);
            let saving = saving.round_decimals(decimals, crate::money::Rounding::Down)?.display_with(decimals);
            self.open.hint(
                Reason::new(
                    "PREFERENCE_NOT_CLAIMED",
                    format!(
                        "Originating goods of `{}` would save {saving} {currency} of duty: {}.",
                        self.line.item.id, agreement.name
                    ),
                    format!(
                        "Where they originate there, claim it in `items[].preference` with proof: {}.",
                        agreement.proofs.join(", ")
                    ),
                )
                .at(format!("items[{}].preference", self.line.index)),
            );
        }
        Ok(())
    }

    fn not_granted(&self, wanted: Option<&str>) -> Reason {
        let under = wanted.map_or_else(|| "any agreement".into(), |id| format!("`{id}`"));
        Reason::new(
            "PREFERENCE_NOT_GRANTED",
            format!(
                "No preference for goods of {} on `{}` is known under {under}.",
                self.line.origin, self.line.item.id
            ),
            "The general rate was used: check the agreement and the origin.",
        )
        .at(format!("items[{}].preference", self.line.index))
    }

    fn proof_missing(&self, agreement: Option<&Agreement>) -> Reason {
        let (name, proofs) =
            agreement.map_or(("", String::new()), |agreement| (agreement.name.as_str(), agreement.proofs.join(", ")));
        Reason::new(
            "PREFERENCE_PROOF_MISSING",
            format!(
                "The preference claimed for `{}` under {name} needs proof of origin; the general rate was used.",
                self.line.item.id
            ),
            format!("Give `items[].preference.proof`: {proofs}."),
        )
        .at(format!("items[{}].preference.proof", self.line.index))
    }
}

/// Of a code that could be many lines, doubts about so many are named.
const MANY: usize = 50;

/// The column of a tariff that holds for goods from anywhere, in every table of this project.
const GENERAL: &str = "mfn";

/// The rates of a column for the partners that are wanted.
fn rates<'q>(
    tariff: &'q Tariff,
    line: LineId,
    column: &str,
    day: Day,
    wanted: impl Fn(&Partners<'_>) -> bool,
) -> impl Iterator<Item = TariffRate<'q>> {
    tariff.rates(line, column, day).filter(move |rate| wanted(&rate.partners))
}

fn add<'q>(candidates: &mut Vec<Candidate<'q>>, rates: impl Iterator<Item = TariffRate<'q>>) {
    for rate in rates {
        if !candidates.iter().any(|known| known.expression == rate.expression) {
            candidates.push(Candidate {
                expression: rate.expression,
                period: rate.period,
                code: rate.code,
                basis: rate.basis,
            });
        }
    }
}

fn not_loaded(table: &str, line: &Line<'_>) -> Reason {
    Reason::new(
        "TARIFF_NOT_LOADED",
        format!("The duty on `{}` stands in the tariff `{table}`, which this snapshot does not hold.", line.item.id),
        "Load a snapshot with that tariff, or give the rate in `items[].rates.duty`.",
    )
    .at(format!("items[{}]", line.index))
}
