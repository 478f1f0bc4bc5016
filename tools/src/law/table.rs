//! Tables of rates: those of value added tax, and those that regimes bring.

use super::{Compiler, Shared, condition, surface};
use landfall::{
    day::{Day, Period},
    goods::HsCode,
    law::{RateRow, RateTable, Source},
};
use serde::de::DeserializeOwned;
use std::path::Path;

impl Compiler {
    /// The rates of value added tax.
    pub(super) fn vat(&mut self, path: &Path) -> Option<RateTable> {
        let mut rows = Vec::new();
        for row in self.rows::<surface::VatRow>(path)? {
            let place = format!("{} {}", row.place, row.category);
            let rate = if row.rate.contains('%') { row.rate } else { format!("{} %", row.rate) };
            rows.extend(self.row(
                &place,
                surface::RateRow {
                    key: row.place,
                    hs: row.hs,
                    rate,
                    most: String::new(),
                    from: row.from,
                    to: row.to,
                    law: row.law,
                    source: row.source,
                    checked: row.checked,
                    confidence: row.confidence,
                },
            ));
        }
        rows.sort_by(|one, other| one.key.cmp(&other.key));
        Some(RateTable { id: "vat".into(), by: Default::default(), rows })
    }

    /// A table that a regime names.
    pub(super) fn table(&mut self, folder: &Path, table: surface::RateFile, shared: &Shared) -> Option<RateTable> {
        let mut rows = Vec::new();
        for row in self.rows::<surface::RateRow>(&folder.join(&table.file))? {
            let place = format!("{} {}", row.key, row.hs);
            let keys = condition::keys(&row.key, shared);
            let keys = self.keep(&place, keys).unwrap_or_default();
            if let Some(row) = self.row(&place, row) {
                rows.extend(keys.into_iter().map(|key| RateRow { key, ..row.clone() }));
            }
        }
        rows.sort_by(|one, other| one.key.cmp(&other.key));
        Some(RateTable { id: table.id, by: table.by, rows })
    }

    fn rows<T: DeserializeOwned>(&mut self, path: &Path) -> Option<Vec<T>> {
        self.file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let reader = csv::Reader::from_path(path).map_err(|error| error.to_string());
        let mut reader = self.keep("file", reader)?;
        let rows = reader.deserialize::<T>().map(|row| row.map_err(|error| error.to_string()));
        Some(rows.filter_map(|row| self.keep("row", row)).collect())
    }

    fn row(&mut self, place: &str, row: surface::RateRow) -> Option<RateRow> {
        let day = |text: &str| Day::parse(text).ok_or_else(|| format!("`{text}` is no day"));
        let from = self.keep(place, day(&row.from))?;
        let to = if row.to.is_empty() { None } else { Some(self.keep(place, day(&row.to))?) };
        self.keep(place, day(&row.checked))?;
        let prefixes = row.hs.split(';').map(str::trim).filter(|code| !code.is_empty());
        let prefixes: Vec<HsCode> = prefixes.filter_map(|code| self.code(place, code)).collect();
        let most = if row.most.is_empty() { None } else { Some(self.expression(place, &row.most)?) };
        Some(RateRow {
            rate: self.expression(place, &row.rate)?,
            most,
            key: row.key,
            period: Period { from, to },
            prefixes,
            source: Source { law: row.law, source: row.source, confidence: row.confidence },
        })
    }
}
