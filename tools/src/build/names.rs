//! Currencies and countries.

use super::{Fault, Faults, Part, differs, section};
use crate::import::source::{Record, Source};
use landfall::{
    money::Currency,
    request::Country,
    snapshot::{write_countries, write_currencies},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// The currencies in `path`, where there is such a file.
pub fn currencies(path: &Path) -> Result<Option<Part>, Faults> {
    let Some((file, rows)) = rows(path, &["code", "decimals"])? else { return Ok(None) };
    let mut faults = Faults::default();
    let mut currencies = BTreeMap::new();
    for row in &rows {
        let decimals = row.cell(1).parse().ok().filter(|decimals: &u8| *decimals <= 4);
        let at = |column, input, cause, remedy| Fault::of(&file, cause, remedy).row(row.row).cell(column, input);
        match (Currency::parse(row.cell(0)), decimals) {
            (None, _) => faults.push(at("code", row.cell(0), "is no currency", "write three capital letters")),
            (_, None) => faults.push(at("decimals", row.cell(1), "is no number of decimals", "write 0 to 4")),
            (Some(code), Some(decimals)) => {
                if currencies.insert(code, decimals).is_some() {
                    faults.push(at("code", row.cell(0), "stands here twice", "keep one of the rows"));
                }
            }
        }
    }
    let bytes = write_currencies(&currencies);
    let check = Box::new(move |snapshot: &landfall::snapshot::Snapshot| {
        let mut faults = Faults::default();
        for (currency, decimals) in &currencies {
            if snapshot.currency_decimals(*currency) != Some(u32::from(*decimals)) {
                faults.push(differs(&file, format!("{currency} has other decimals")));
            }
        }
        faults.or(())
    });
    faults.or(Some(Part { name: section::CURRENCIES.into(), bytes, sources: Vec::new(), slice: None, check }))
}

/// The countries in `path`, where there is such a file.
pub fn countries(path: &Path) -> Result<Option<Part>, Faults> {
    let Some((file, rows)) = rows(path, &["code"])? else { return Ok(None) };
    let mut faults = Faults::default();
    let mut countries = BTreeSet::new();
    for row in &rows {
        let at = |cause, remedy| Fault::of(&file, cause, remedy).row(row.row).cell("code", row.cell(0));
        match Country::parse(row.cell(0)) {
            None => faults.push(at("is no country", "write two capital letters")),
            Some(code) => {
                if !countries.insert(code) {
                    faults.push(at("stands here twice", "keep one of the rows"));
                }
            }
        }
    }
    let bytes = write_countries(&countries);
    let check = Box::new(move |snapshot: &landfall::snapshot::Snapshot| {
        let mut faults = Faults::default();
        for country in countries.iter().filter(|country| !snapshot.is_country(**country)) {
            faults.push(differs(&file, format!("{country} is missing")));
        }
        faults.or(())
    });
    faults.or(Some(Part { name: section::COUNTRIES.into(), bytes, sources: Vec::new(), slice: None, check }))
}

/// The rows of a file, and its name; none where it is not there.
fn rows(path: &Path, columns: &[&str]) -> Result<Option<(String, Vec<Record>)>, Faults> {
    if !path.exists() {
        return Ok(None);
    }
    let source = Source::open(path)?;
    let records = source.csv(columns)?;
    Ok(Some((source.name, records.rows)))
}
