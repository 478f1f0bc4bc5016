//! What has been levied so far, by line: what the bases of later levies take.

use super::{output::Reason, value::Line};
use crate::{
    law::{Amount, Collected, Kind, Levy},
    money::Decimal,
};
use alloc::{string::String, vec::Vec};

/// The levies computed so far.
#[derive(Default)]
pub(super) struct Ledger<'q> {
    /// For each line that bears any, what it bears of each.
    lines: Vec<Vec<(&'q Levy, Decimal)>>,
    /// What all lines bear of each.
    all: Vec<(&'q Levy, Decimal)>,
    /// For each line the agreement under which its ordinary duty was assessed; empty where there is none.
    preferences: Vec<&'q str>,
}

impl<'q> Ledger<'q> {
    /// No levies: what conditions see before any is computed.
    pub const NOTHING: &'static Ledger<'static> =
        &Ledger { lines: Vec::new(), all: Vec::new(), preferences: Vec::new() };

    /// Enters what a line bears of a levy.
    pub fn enter(&mut self, levy: &'q Levy, line: usize, part: Decimal) -> Result<(), Reason> {
        if self.lines.len() <= line {
            self.lines.resize_with(line.saturating_add(1), Vec::new);
        }
        if let Some(entries) = self.lines.get_mut(line) {
            add(entries, levy, part)?;
        }
        add(&mut self.all, levy, part)
    }

    /// Notes under which agreement a line's duty was assessed.
    pub fn prefer(&mut self, line: usize, agreement: &'q str) {
        if self.preferences.len() <= line {
            self.preferences.resize(line.saturating_add(1), "");
        }
        if let Some(own) = self.preferences.get_mut(line) {
            *own = agreement;
        }
    }

    /// The agreement under which a line's duty was assessed; empty where there is none.
    pub fn preference_of(&self, line: &Line<'_>) -> &'q str {
        self.preferences.get(line.index).copied().unwrap_or_default()
    }

    /// Whether a line bears one of these levies, be it nothing.
    pub fn bears(&self, line: &Line<'_>, among: &[String]) -> bool {
        let entries = self.lines.get(line.index).map(Vec::as_slice).unwrap_or_default();
        entries.iter().any(|(levy, _)| among.contains(&levy.id))
    }

    /// What a line bears of the levies that an amount names.
    pub fn of_line(&self, line: &Line<'_>, amount: &Amount) -> Result<Decimal, Reason> {
        sum(self.lines.get(line.index).map(Vec::as_slice).unwrap_or_default(), amount)
    }

    /// What all lines bear of the levies that an amount names.
    pub fn of_all(&self, amount: &Amount) -> Result<Decimal, Reason> {
        sum(&self.all, amount)
    }
}

fn add<'q>(entries: &mut Vec<(&'q Levy, Decimal)>, levy: &'q Levy, part: Decimal) -> Result<(), Reason> {
    match entries.iter_mut().find(|(known, _)| core::ptr::eq(*known, levy)) {
        Some((_, sum)) => *sum = sum.checked_add(part)?,
        None => entries.push((levy, part)),
    }
    Ok(())
}

fn sum(entries: &[(&Levy, Decimal)], amount: &Amount) -> Result<Decimal, Reason> {
    let wanted = |levy: &Levy| match amount {
        Amount::Levy(id) => levy.id == *id,
        Amount::Kind(kind) => levy.kind == *kind && !levy.reckoned,
        Amount::Advanced => {
            let is_owed_to_customs = levy.kind != Kind::Fee && !levy.reckoned && !levy.of_carrier;
            is_owed_to_customs && levy.collected == Collected::Import
        }
        Amount::Goods | Amount::Shipping | Amount::Insurance | Amount::CustomsValue => false,
    };
    Ok(Decimal::sum(entries.iter().filter(|(levy, _)| wanted(levy)).map(|(_, part)| *part))?)
}
