//! Preferences: under which agreements a line could bear less than the general duty, and whether it does.
//!
//! A preference is used where it is claimed, lower than the general duty, and proven where it must be. Where it is not
//! claimed, a hint says what it would save.

use super::{
    finding::Refusal,
    ledger::Ledger,
    output::{Outcome, Reason},
    rate::Applied,
    scheme::View,
    tariff::{self, Candidate, Found, LookUp, Table},
};
use crate::{
    law::{Agreement, Doubt, Grant},
    money::{Decimal, Rounding},
    request::Preference,
    snapshot::{Basis, Partners},
    sorted::in_order,
};
use alloc::{format, string::String, vec::Vec};

/// What an agreement offers on a line.
struct Offer<'q> {
    agreement: &'q Agreement,
    /// The rates that the line could bear under it; the general one among them where it may remain.
    rates: Vec<Candidate<'q>>,
    duty: Bounds,
}

/// What rates come to on a line.
#[derive(Clone, Copy)]
struct Bounds {
    least: Decimal,
    /// `None` where nothing bounds it.
    most: Option<Decimal>,
}

impl Bounds {
    /// Whether it can be less than another.
    fn can_be_below(self, other: Bounds) -> bool {
        other.most.is_none_or(|most| self.least < most)
    }

    /// Whether the goods are free.
    fn is_nothing(self) -> bool {
        self.most.is_some_and(Decimal::is_zero)
    }

    /// What comes to less at most comes first.
    fn rank(&self) -> (bool, Option<Decimal>, Decimal) {
        (self.most.is_none(), self.most, self.least)
    }
}

impl<'q> LookUp<'_, 'q> {
    /// The preference on the line, where one is claimed and granted; a hint where one is not claimed.
    pub fn preference(
        &self,
        table: Option<Table<'_, 'q>>,
        general: &[Candidate<'q>],
    ) -> Result<Option<Applied<'q>>, Refusal> {
        let ordinary = self.bounds(general)?;
        let claim = self.line.item.preference.as_ref();
        let wanted = claim.and_then(|claim| claim.agreement.as_deref());
        let mut offers = self.offers(table, general, wanted)?;
        let none_known = offers.is_empty();
        offers.retain(|offer| offer.duty.can_be_below(ordinary));
        let offers: Vec<&Offer<'_>> = offers.iter().collect();
        let offers = in_order(&offers, |one, other| one.duty.rank().cmp(&other.duty.rank()));
        let (outcome, reason) = match (claim, offers.first().copied()) {
            (None, None) => return Ok(None),
            (None, Some(best)) => {
                self.hint_at(best, ordinary)?;
                return Ok(None);
            }
            (Some(claim), None) if ordinary.is_nothing() && !self.agreements(wanted)?.is_empty() => {
                self.open.remark(Outcome::Complete, self.no_lower());
                return self.on_free_goods(claim, general);
            }
            (Some(_), None) if none_known => (Outcome::Estimated, self.not_granted(wanted)),
            (Some(_), None) => (Outcome::Complete, self.no_lower()),
            (Some(claim), Some(best)) => match self.first_proven(claim, &offers)? {
                Some(offer) => return self.under(offer, general),
                None => (Outcome::Estimated, self.proof_missing(best.agreement)),
            },
        };
        self.open.remark(outcome, reason);
        Ok(None)
    }

    /// A claim on goods that are free anyway, where it is proven: other charges may turn on it.
    fn on_free_goods(&self, claim: &Preference, general: &[Candidate<'q>]) -> Result<Option<Applied<'q>>, Refusal> {
        for agreement in self.agreements(claim.agreement.as_deref())? {
            if claim.proof.is_some() || self.needs_no_proof(agreement)? {
                return Ok(general.first().map(|general| general.clone().applied(Some(agreement))));
            }
        }
        Ok(None)
    }

    /// What the agreements in force offer on the line.
    fn offers(
        &self,
        table: Option<Table<'_, 'q>>,
        general: &[Candidate<'q>],
        wanted: Option<&str>,
    ) -> Result<Vec<Offer<'q>>, Reason> {
        let mut offers = Vec::new();
        for agreement in self.agreements(wanted)? {
            let rates = self.offered(table, general, agreement);
            if !rates.is_empty() {
                offers.push(Offer { agreement, duty: self.bounds(&rates)?, rates });
            }
        }
        Ok(offers)
    }

    /// The agreements in force whose preference the line could have.
    fn agreements(&self, wanted: Option<&str>) -> Result<Vec<&'q Agreement>, Reason> {
        let origin = self.line.origin.code();
        let mut agreements = Vec::new();
        for agreement in &self.regime.agreements {
            let named = wanted.is_none_or(|id| agreement.id == id);
            let from = agreement.origins.is_empty() || agreement.origins.iter().any(|country| country == origin);
            if named && from && agreement.period.contains(self.day) && agreement.when.holds(&self.view())? {
                agreements.push(agreement);
            }
        }
        Ok(agreements)
    }

    /// The rates that an agreement offers on the line; none where it offers nothing.
    fn offered(
        &self,
        table: Option<Table<'_, 'q>>,
        general: &[Candidate<'q>],
        agreement: &'q Agreement,
    ) -> Vec<Candidate<'q>> {
        let granted = |expression| Candidate {
            expression,
            period: agreement.period,
            source: &agreement.source,
            // The agreement itself names the rate, however unsure the general one is.
            found: general.first().and_then(|general| Some(Found { basis: Basis::Exact, ..general.found.clone()? })),
        };
        match (&agreement.grant, table) {
            (Grant::Rate(rate), _) => alloc::vec![granted(rate)],
            (Grant::AtBest(rate), _) => [granted(rate)].into_iter().chain(general.iter().cloned()).collect(),
            (Grant::Column { column, partners }, Some(table)) => self.in_column(table, general, column, partners),
            (Grant::Column { .. }, None) => Vec::new(),
        }
    }

    fn in_column(
        &self,
        (tariff, lines): Table<'_, 'q>,
        general: &[Candidate<'q>],
        column: &str,
        partners: &[String],
    ) -> Vec<Candidate<'q>> {
        let origin = self.line.origin.code();
        let for_origin = |named: &Partners<'_>| {
            named.iter().any(|partner| {
                let of_origin = partner.countries.is_empty() || partner.countries.iter().any(|code| code == origin);
                of_origin && partners.contains(&partner.id)
            })
        };
        let mut candidates = Vec::new();
        let mut without = false;
        for line in lines {
            let mut rates = tariff::rates(tariff, *line, column, self.day, for_origin).peekable();
            without |= rates.peek().is_none();
            self.add(&mut candidates, tariff, rates);
        }
        if without && !candidates.is_empty() {
            candidates.extend(general.iter().cloned());
        }
        candidates
    }

    fn bounds(&self, rates: &[Candidate<'_>]) -> Result<Bounds, Reason> {
        let mut bounds = None;
        for rate in rates {
            let duty = self.assess(rate.expression)?;
            let Bounds { least, most } = bounds.unwrap_or(Bounds { least: duty.min, most: duty.max });
            let most = most.zip(duty.max).map(|(one, other)| one.max(other));
            bounds = Some(Bounds { least: least.min(duty.min), most });
        }
        Ok(bounds.unwrap_or(Bounds { least: Decimal::ZERO, most: None }))
    }

    /// The rate under an offer, as this run leans where it is not one; `None` where that is a general rate.
    fn under(&self, offer: &Offer<'q>, general: &[Candidate<'q>]) -> Result<Option<Applied<'q>>, Refusal> {
        let agreement = offer.agreement;
        let doubt = agreement.doubt.as_ref().map(|doubt| self.doubtful(doubt));
        let question = match (&agreement.grant, doubt) {
            (Grant::AtBest(_), doubt) => doubt.unwrap_or_else(|| self.in_steps(agreement)),
            (_, doubt) => {
                doubt.into_iter().for_each(|doubt| self.open.remark(Outcome::Estimated, doubt));
                self.unclear()
            }
        };
        let rate = self.one_of(offer.rates.clone(), question)?;
        Ok((!general.contains(&rate)).then(|| self.applied(rate, Some(agreement))))
    }

    /// The first of the offers that needs no more proof than the claim has.
    fn first_proven<'o>(&self, claim: &Preference, offers: &[&'o Offer<'q>]) -> Result<Option<&'o Offer<'q>>, Reason> {
        for &offer in offers {
            if claim.proof.is_some() || self.needs_no_proof(offer.agreement)? {
                return Ok(Some(offer));
            }
        }
        Ok(None)
    }

    /// Whether a claim needs no proof: the agreement asks for none, or it or the regime waives it for such a line.
    fn needs_no_proof(&self, agreement: &Agreement) -> Result<bool, Reason> {
        let of_regime = self.regime.proof_waiver.as_ref().filter(|_| !agreement.always_proven);
        for waiver in agreement.waiver.iter().chain(of_regime) {
            if waiver.holds(&self.view())? {
                return Ok(true);
            }
        }
        Ok(agreement.proofs.is_empty())
    }

    fn view(&self) -> View<'_, 'q> {
        View { consignment: self.consignment, line: self.line, scheme: "", levied: Ledger::NOTHING }
    }

    fn hint_at(&self, offer: &Offer<'_>, ordinary: Bounds) -> Result<(), Reason> {
        let Some(ordinary) = ordinary.most else { return Ok(()) };
        let (currency, decimals) = (self.consignment.currency, self.consignment.decimals);
        let saving = ordinary.checked_sub(offer.duty.least)?.round_decimals(decimals, Rounding::Down)?;
        if !saving.is_positive() {
            return Ok(());
        }
        let (id, agreement) = (&self.line.item.id, offer.agreement);
        let up_to = if offer.duty.most == Some(offer.duty.least) { "" } else { "up to " };
        let proof = if self.needs_no_proof(agreement)? {
            "; it needs no proof here".into()
        } else {
            format!(" with proof: {}", agreement.proofs.join(", "))
        };
        let hint = Reason::new(
            "PREFERENCE_NOT_CLAIMED",
            format!(
                "A preference on `{id}` would save {up_to}{} {currency} of duty: {}.",
                saving.display_with(decimals),
                agreement.name
            ),
            format!("Where the goods meet its rules, claim `{}` in `items[].preference`{proof}.", agreement.id),
        );
        self.open.hint(hint.at(self.path("preference")));
        Ok(())
    }

    fn doubtful(&self, doubt: &Doubt) -> Reason {
        Reason::from(doubt).at(self.path("preference"))
    }

    fn in_steps(&self, agreement: &Agreement) -> Reason {
        Reason::new(
            "PREFERENCE_RATE_UNKNOWN",
            format!(
                "What `{}` bears under {} is not in this snapshot: it lies between the best rate and the general one.",
                self.line.item.id, agreement.name
            ),
            "Look it up in the tariff in force, and give it in `items[].rates.duty`.",
        )
        .at(self.path("preference"))
    }

    fn not_granted(&self, wanted: Option<&str>) -> Reason {
        let under = wanted.map_or_else(|| "any agreement".into(), |id| format!("`{id}`"));
        Reason::new(
            "PREFERENCE_NOT_GRANTED",
            format!(
                "No preference for goods of {} on `{}` is known under {under} on {}.",
                self.line.origin, self.line.item.id, self.day
            ),
            "The general rate was used: check the agreement and the origin.",
        )
        .at(self.path("preference"))
    }

    fn no_lower(&self) -> Reason {
        Reason::new(
            "PREFERENCE_NO_LOWER",
            format!(
                "The preference claimed for `{}` is no lower than the general rate, which was used.",
                self.line.item.id
            ),
            "Nothing: no proof is needed either.",
        )
        .at(self.path("preference"))
    }

    fn proof_missing(&self, agreement: &Agreement) -> Reason {
        Reason::new(
            "PREFERENCE_PROOF_MISSING",
            format!(
                "The preference claimed for `{}` needs proof: {}. The general rate was used.",
                self.line.item.id, agreement.name
            ),
            format!("Give `items[].preference.proof`: {}.", agreement.proofs.join(", ")),
        )
        .at(self.path("preference.proof"))
    }
}
