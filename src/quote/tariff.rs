//! The ordinary duty of a line: the tariff line that its code is, and the general rate on it.

use super::{
    consignment::Consignment,
    finding::Refusal,
    freshness,
    not_computable::explain,
    output::{Outcome, Reason},
    rate::Applied,
    span::{Lean, Open},
    value::Line,
};
use crate::{
    day::{Day, Period},
    goods::{
        HsCode,
        duty::{Assessment, Expression, Facts},
    },
    law::{Agreement, Levy, Rate, Regime, Source},
    money::Money,
    snapshot::{Basis, LineId, Partners, Resolution, Tariff, TariffRate},
};
use alloc::{
    borrow::Cow,
    format,
    string::{String, ToString},
    vec::Vec,
};

/// Where in a tariff a rate was found.
#[derive(Clone, Debug)]
pub(super) struct Found<'q> {
    pub tariff: &'q Tariff,
    /// The code at which the rate stands.
    pub code: HsCode,
    pub basis: Basis,
}

impl PartialEq for Found<'_> {
    /// A tariff is itself alone: to compare the whole of two would take as long as to read them.
    fn eq(&self, other: &Self) -> bool {
        core::ptr::eq(self.tariff, other.tariff) && self.code == other.code && self.basis == other.basis
    }
}

/// A rate that a line could bear.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Candidate<'q> {
    pub expression: &'q Expression,
    pub period: Period,
    pub source: &'q Source,
    /// Where in a tariff it stands, if it does.
    pub found: Option<Found<'q>>,
}

/// A tariff, and the lines of it that goods could be.
pub(super) type Table<'a, 'q> = (&'q Tariff, &'a [LineId]);

/// The ordinary duty on a line, from a column of the tariff `id`.
pub(super) fn duty<'q>(
    consignment: &Consignment<'q>,
    levy: &'q Levy,
    (id, column): (&str, &str),
    line: &Line<'q>,
    open: &Open,
) -> Result<Applied<'q>, Refusal> {
    let look = LookUp::new(consignment, levy, line, open).of(id);
    let (tariff, lines) = look.tariff(id)?;
    let general = look.candidates(tariff, &lines, column);
    look.settle(Some((tariff, &lines)), general, look.unclear())
}

/// The ordinary duty on a line where it stands in no tariff: one of `general`, or a preference.
pub(super) fn untabled<'q>(
    consignment: &Consignment<'q>,
    levy: &'q Levy,
    general: Vec<Candidate<'q>>,
    question: Reason,
    line: &Line<'q>,
    open: &Open,
) -> Result<Applied<'q>, Refusal> {
    LookUp::new(consignment, levy, line, open).settle(None, general, question)
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
    let look = LookUp::new(consignment, levy, line, open);
    let (tariff, lines) = look.tariff(id)?;
    let mut candidates = look.candidates(tariff, &lines, Rate::GENERAL);
    for candidate in candidates.iter_mut().filter(|candidate| !candidate.expression.is_free()) {
        (candidate.expression, candidate.period) = (flat, levy.period);
    }
    candidates.dedup_by(|one, other| one.expression == other.expression);
    Ok(look.applied(look.one_of(candidates, look.unclear())?, None))
}

impl<'q> Candidate<'q> {
    /// As it applies, under the agreement whose preference it is.
    pub fn applied(self, agreement: Option<&'q Agreement>) -> Applied<'q> {
        Applied {
            expression: Cow::Borrowed(self.expression),
            source: agreement.map_or(self.source, |agreement| &agreement.source),
            period: agreement.map_or(self.period, |agreement| self.period.and(&agreement.period)),
            merchant: false,
            agreement,
            found: self.found,
        }
    }
}

/// A search for the duty of one line.
#[derive(Clone, Copy)]
pub(super) struct LookUp<'a, 'q> {
    pub consignment: &'a Consignment<'q>,
    levy: &'q Levy,
    pub line: &'a Line<'q>,
    pub open: &'a Open,
    pub day: Day,
    /// The regime whose agreements grant preferences.
    pub regime: &'q Regime,
}

impl<'a, 'q> LookUp<'a, 'q> {
    pub fn new(consignment: &'a Consignment<'q>, levy: &'q Levy, line: &'a Line<'q>, open: &'a Open) -> Self {
        let (day, regime) = (consignment.day(levy.day), consignment.regime);
        LookUp { consignment, levy, line, open, day, regime }
    }

    /// In a tariff: a regime that has no agreements of its own takes those of the regime after which the tariff is named.
    fn of(self, tariff: &str) -> Self {
        if !self.regime.agreements.is_empty() {
            return self;
        }
        let regimes = &self.consignment.snapshot.law().regimes;
        LookUp { regime: regimes.iter().find(|regime| regime.id == tariff).unwrap_or(self.regime), ..self }
    }

    /// The preference on the line where there is one, else the one of the general rates that this run leans to.
    fn settle(
        &self,
        table: Option<Table<'_, 'q>>,
        general: Vec<Candidate<'q>>,
        question: Reason,
    ) -> Result<Applied<'q>, Refusal> {
        match self.preference(table, &general)? {
            Some(preference) => Ok(preference),
            None => Ok(self.applied(self.one_of(general, question)?, None)),
        }
    }

    /// Where a field of the line stands in the request.
    pub fn path(&self, field: &str) -> String {
        format!("items[{}].{field}", self.line.index)
    }

    /// The tariff, and the lines of it that the goods could be.
    fn tariff(&self, id: &str) -> Result<(&'q Tariff, Vec<LineId>), Reason> {
        let tariff = self.consignment.snapshot.tariff(id).ok_or_else(|| not_loaded(id, self.line))?;
        freshness::of_tariff(self.consignment.request, self.day, &tariff.about)?;
        let lines = self.lines(tariff)?;
        self.remark_age(tariff, &lines);
        Ok((tariff, lines))
    }

    /// The tariff lines that the goods could be.
    fn lines(&self, tariff: &'q Tariff) -> Result<Vec<LineId>, Reason> {
        let code = self.line.item.hs_code.as_ref().filter(|code| code.heading().is_some());
        let Some(code) = code else { return Err(self.any_line(tariff)) };
        match tariff.resolve(code) {
            Resolution::Line(line) => Ok(alloc::vec![line]),
            Resolution::Many(lines) => Ok(lines.collect()),
            Resolution::Gone { successors } => {
                self.open.remark(Outcome::Estimated, self.gone(code, tariff, &successors));
                Ok(successors)
            }
            Resolution::Unknown => Err(Reason::new(
                "HS_CODE_UNKNOWN",
                format!("`{code}` of `{}` is not in the {}.", self.line.item.id, tariff.about.nomenclature),
                "Give a code of that nomenclature, or the rate in `items[].rates.duty`.",
            )
            .at(self.path("hsCode"))),
        }
    }

    /// Over a whole chapter or tariff, duties by measures of all kinds leave no bound to give.
    fn any_line(&self, tariff: &Tariff) -> Reason {
        Reason::new(
            "HS_CODE_TOO_SHORT",
            format!(
                "The duty on `{}` needs at least its heading in the {}.",
                self.line.item.id, tariff.about.nomenclature
            ),
            "Give the commodity code with six digits or more.",
        )
        .at(self.path("hsCode"))
    }

    fn gone(&self, code: &HsCode, tariff: &Tariff, successors: &[LineId]) -> Reason {
        let codes = successors.iter().filter_map(|line| tariff.code(*line));
        let successors: Vec<String> = codes.map(|code| code.to_string()).collect();
        Reason::new(
            "HS_CODE_GONE",
            format!("`{code}` is no longer in the {}; it became {}.", tariff.about.nomenclature, successors.join(", ")),
            "Give the code that the goods have now.",
        )
        .at(self.path("hsCode"))
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
            self.open
                .remark(Outcome::Estimated, Reason::new("TARIFF_LINE_DOUBTFUL", doubt, action).at(self.path("hsCode")));
        }
    }

    /// Every rate for goods from anywhere that the lines have in a column.
    fn candidates(&self, tariff: &'q Tariff, lines: &[LineId], column: &str) -> Vec<Candidate<'q>> {
        let mut candidates = Vec::new();
        for line in lines {
            let rates = rates(tariff, *line, column, self.day, |partners| partners.is_everyone());
            self.add(&mut candidates, tariff, rates);
        }
        candidates
    }

    /// Adds rates of a tariff that are not among the candidates yet.
    pub fn add(
        &self,
        candidates: &mut Vec<Candidate<'q>>,
        tariff: &'q Tariff,
        rates: impl Iterator<Item = TariffRate<'q>>,
    ) {
        for rate in rates {
            let found = Found { tariff, code: rate.code, basis: rate.basis };
            match candidates.iter_mut().find(|known| core::ptr::eq(known.expression, rate.expression)) {
                // Of lines with one rate, the least sure tells how sure it is.
                Some(known) => {
                    let is_sure = known.found.as_ref().is_some_and(|found| not_read_in_law(found.basis).is_none());
                    if is_sure && not_read_in_law(rate.basis).is_some() {
                        known.found = Some(found);
                    }
                }
                None => candidates.push(Candidate {
                    expression: rate.expression,
                    period: rate.period.and(&self.levy.period),
                    source: &self.levy.source,
                    found: Some(found),
                }),
            }
        }
    }

    /// Of the rates that the line could bear, the one that this run of the computation leans to; the question is what
    /// leaves several.
    pub fn one_of(&self, candidates: Vec<Candidate<'q>>, question: Reason) -> Result<Candidate<'q>, Refusal> {
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
            gaps.insert(0, question);
            return Err(Refusal(gaps));
        }
        let lean = self.open.ask(question);
        let chosen = match lean {
            Lean::Low => bounded.into_iter().min_by_key(|(min, _, rate)| (*min, rate.expression.ad_valorem_part())),
            Lean::Default if self.shows_least() => {
                bounded.into_iter().min_by_key(|(min, _, rate)| (*min, rate.expression.ad_valorem_part()))
            }
            Lean::Default | Lean::High => {
                bounded.into_iter().max_by_key(|(_, max, rate)| (*max, rate.expression.ad_valorem_part()))
            }
        };
        chosen.map(|(_, _, candidate)| candidate).ok_or_else(|| self.no_rate().into())
    }

    pub fn unclear(&self) -> Reason {
        Reason::new(
            "DUTY_RATE_UNCLEAR",
            format!("The goods of `{}` could bear several rates of duty.", self.line.item.id),
            "Give the commodity code with all its digits, or the rate in `items[].rates.duty`.",
        )
        .at(self.path("hsCode"))
    }

    fn inferred(&self, code: &HsCode, origin: &str) -> Reason {
        Reason::new(
            "DUTY_RATE_INFERRED",
            format!("The rate on `{code}`, for `{}`, {origin}.", self.line.item.id),
            "Check the rate in the tariff in force, or give it in `items[].rates.duty`.",
        )
        .at(self.path("hsCode"))
    }

    fn no_rate(&self) -> Reason {
        Reason::new(
            "DUTY_RATE_MISSING",
            format!("The table has no rate for the code of `{}`.", self.line.item.id),
            "Give the rate in `items[].rates.duty`.",
        )
        .at(self.path("hsCode"))
    }

    /// What a rate comes to on this line alone, to compare rates.
    pub fn assess(&self, rate: &Expression) -> Result<Assessment, Reason> {
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

    /// A rate as it applies, under the agreement whose preference it is; what is not read in the law is said.
    pub fn applied(&self, rate: Candidate<'q>, agreement: Option<&'q Agreement>) -> Applied<'q> {
        if let Some((found, origin)) =
            rate.found.as_ref().and_then(|found| Some((found, not_read_in_law(found.basis)?)))
        {
            self.open.remark(Outcome::Estimated, self.inferred(&found.code, origin));
        }
        rate.applied(agreement)
    }

    /// Whether the levy's data wants the cheaper of several rates shown.
    fn shows_least(&self) -> bool {
        matches!(self.levy.rate, Rate::Between { shows_least: true, .. })
    }
}

/// Where a rate comes from that the source does not name for its code; what several rates or none leave open is told
/// otherwise.
fn not_read_in_law(basis: Basis) -> Option<&'static str> {
    match basis {
        Basis::Exact | Basis::Interval | Basis::Unknown => None,
        Basis::Hs6 => Some("is that of the other codes of its six digits"),
        Basis::Draft => Some("is from a draft of the law"),
        Basis::Staged => Some("is one step of a reduction whose later steps are not known"),
        Basis::Inferred => Some("is concluded, not read in the law"),
    }
}

/// Of a code that could be many lines, doubts about so many are named.
const MANY: usize = 50;

/// The rates of a column for the partners that are wanted.
pub(super) fn rates<'q>(
    tariff: &'q Tariff,
    line: LineId,
    column: &str,
    day: Day,
    wanted: impl Fn(&Partners<'_>) -> bool,
) -> impl Iterator<Item = TariffRate<'q>> {
    tariff.rates(line, column, day).filter(move |rate| wanted(&rate.partners))
}

pub(super) fn not_loaded(table: &str, line: &Line<'_>) -> Reason {
    Reason::new(
        "TARIFF_NOT_LOADED",
        format!("The duty on `{}` stands in the tariff `{table}`, which this snapshot does not hold.", line.item.id),
        "Load a snapshot with that tariff, or give the rate in `items[].rates.duty`.",
    )
    .at(format!("items[{}]", line.index))
}
