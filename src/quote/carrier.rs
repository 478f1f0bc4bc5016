//! What carriers ask for advancing duty and tax: by their published tariffs, or by the merchant's own table.

use super::{
    assess::Run,
    consignment::Consignment,
    ledger::Ledger,
    output::{Outcome, Reason},
    scheme::View,
};
use crate::{
    day::{Day, Period},
    law::{
        Amount, Collected, Condition, Confidence, DayOf, Formula, Kind, Levy, Per, Rate, Source, Standing, Subject,
        Term,
    },
    money::Decimal,
    request::OwnFee,
};
use alloc::{format, string::String, vec, vec::Vec};

/// A fee of the merchant's own table as a levy.
pub(super) fn fee(own: &OwnFee) -> Levy {
    let is = |subject, word: &str| Condition::Is(subject, vec![String::from(word)]);
    let carrier = is(Subject::Carrier, &own.carrier);
    let country = own.country.map(|country| is(Subject::ShipTo, country.code()));
    let payer = own.payer.map(|payer| is(Subject::ChargesPaidBy, payer.as_str()));
    Levy {
        id: "own-carrier-fee".into(),
        name: "Carrier's fee".into(),
        kind: Kind::Fee,
        period: Period { from: Day::MIN, to: None },
        day: DayOf::Entry,
        when: Condition::All([carrier].into_iter().chain(country).chain(payer).collect()),
        per: Per::Consignment,
        base: Formula(vec![Term { amount: Amount::Advanced, times: Decimal::ONE, over: Decimal::ONE }]),
        base_round: None,
        rate: Rate::Of(own.rate.clone()),
        slot: None,
        inside_own_base: false,
        round: None,
        rounded_in_bases: false,
        waived: None,
        standing: Standing::On,
        doubts: Vec::new(),
        less: None,
        reckoned: false,
        shown_if_unclear: true,
        beyond: 0,
        of_carrier: true,
        enters_bases: false,
        reliable_until: None,
        collected: Collected::Import,
        recoverable: None,
        source: Source {
            law: "The merchant's agreement with the carrier".into(),
            source: "The request, or the merchant's profile".into(),
            confidence: Confidence::Firm,
        },
    }
}

/// The levies of the regime, with the carrier's fees before and after them.
pub(super) fn around<'q>(consignment: &Consignment<'q>) -> impl Iterator<Item = &'q Levy> + use<'q> {
    let own: Vec<&Levy> = consignment.own_fees.iter().filter(|fee| is_for(consignment, fee)).collect();
    let published = consignment.carrier.filter(|_| own.is_empty());
    let fees = move |first: bool| {
        let fees = published.into_iter().flat_map(|carrier| &carrier.levies);
        fees.filter(move |levy| levy.enters_bases == first)
    };
    fees(true).chain(&consignment.regime.levies).chain(fees(false)).chain(own)
}

fn is_for(consignment: &Consignment<'_>, fee: &Levy) -> bool {
    consignment.lines.first().is_some_and(|line| {
        fee.when.holds(&View { consignment, line, scheme: "", levied: Ledger::NOTHING }) == Ok(true)
    })
}

/// Says that a carrier advances charges whose fee for it is not in the quote.
pub(super) fn tell(run: &Run<'_, '_>) -> Result<(), Reason> {
    let consignment = run.consignment;
    let has_fee = || run.charges.iter().any(|charge| charge.levy.of_carrier);
    if !run.ledger.of_all(&Amount::Advanced)?.is_positive() || has_fee() {
        return Ok(());
    }
    let (outcome, reason) = match consignment.carrier {
        None => {
            let message = "No carrier was named: what it asks for advancing duty and tax is not in the quote.";
            (Outcome::Complete, Reason::new("CARRIER_NOT_GIVEN", message, "Give `carrier`."))
        }
        Some(carrier) => {
            let place = consignment.place;
            let message =
                format!("What {} asks for advancing duty and tax to {place} is not known here.", carrier.name);
            (Outcome::Estimated, Reason::new("CARRIER_FEE_UNKNOWN", message, "Ask the carrier, or give it in `fees`."))
        }
    };
    run.open.remark(outcome, reason.at("carrier"));
    Ok(())
}
