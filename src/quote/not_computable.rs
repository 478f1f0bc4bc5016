//! Why a duty has no figure, and what to supply.

use super::{output::Reason, value::Line};
use crate::goods::{
    Unit,
    duty::{Expression, NotComputable},
};
use alloc::{format, string::String};

/// A gap in the facts for a rate on some lines, as a reason.
pub(super) fn explain(gap: NotComputable, rate: &Expression, lines: &[&Line<'_>]) -> Reason {
    let (id, index) = lines.first().map_or(("", 0), |line| (line.item.id.as_str(), line.index));
    match gap {
        NotComputable::MissingQuantity(unit) => Reason::new(
            "QUANTITY_MISSING",
            format!("The rate `{rate}` on `{id}` needs a measure that the line does not give: {}.", field(unit)),
            format!("Give `{}` of one unit of the line.", field(unit)),
        )
        .at(format!("items[{index}].{}", field(unit))),
        NotComputable::MissingRate(currency) => Reason::new(
            "EXCHANGE_RATE_MISSING",
            format!("The rate `{rate}` on `{id}` is in {currency}, for which no exchange rate is known."),
            "Give it in `exchangeRates`.",
        )
        .at("exchangeRates"),
        other => Reason::new(
            "DUTY_NOT_COMPUTABLE",
            format!("The duty on `{id}` can't be computed: {other}."),
            "Give the rate in `items[].rates.duty`.",
        )
        .at(format!("items[{index}]")),
    }
}

/// The field of a line that holds a measure.
fn field(unit: Unit) -> String {
    match unit {
        Unit::Kilogram | Unit::GrossKilogram => unit.field().into(),
        content => format!("quantities.{}", content.field()),
    }
}
