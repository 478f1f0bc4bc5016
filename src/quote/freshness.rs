//! How old what is known may be on the day that is asked for.

use super::output::Reason;
use crate::{
    day::Day,
    law::Levy,
    money::Decimal,
    request::Request,
    snapshot::{About, Snapshot},
};
use alloc::format;

/// Whether the snapshot may still be used: neither its publisher nor the request says otherwise.
pub(super) fn of_edition(request: &Request, snapshot: &Snapshot) -> Result<(), Reason> {
    let edition = snapshot.edition.day;
    within(request, request.as_of, &format!("The snapshot of {edition}"), snapshot.expires, edition)
}

/// Whether a tariff may still be used.
pub(super) fn of_tariff(request: &Request, day: Day, about: &About) -> Result<(), Reason> {
    let what = format!("The table `{}` of {}", about.id, about.edition);
    within(request, day, &what, about.expires, about.reliable_until)
}

/// Whether a rule that is known as it was until some day may still be used.
pub(super) fn of_rule(request: &Request, levy: &Levy) -> Result<(), Reason> {
    let rule = |until| within(request, request.as_of, &format!("The rule `{}`", levy.id), None, until);
    levy.reliable_until.map_or(Ok(()), rule)
}

/// Refuses what is used after its last day, or longer after the day until which it is known to be right than the request
/// allows.
fn within(request: &Request, day: Day, what: &str, expires: Option<Day>, right_until: Day) -> Result<(), Reason> {
    let why = match (expires.filter(|last| *last < day), request.max_age_days) {
        (Some(last), _) => format!("{what} is not to be used after {last}."),
        (None, Some(most)) if Decimal::from_integer(day.days_since(right_until)) > most => {
            format!("{what} can be relied on until {right_until}; {day} is more than {most} days later.")
        }
        _ => return Ok(()),
    };
    Err(Reason::new("SNAPSHOT_EXPIRED", why, "Load a newer snapshot, or allow more days in `freshness.maxAgeDays`."))
}
