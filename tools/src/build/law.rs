//! The law.

use super::{Faults, Part, differs, section};
use crate::law;
use landfall::{
    law::Law,
    snapshot::{Snapshot, write_law},
};
use std::{collections::BTreeSet, path::Path};

/// The law in the folders of `data`, where there is any.
pub fn part(data: &Path) -> Result<Option<Part>, Faults> {
    let folder = data.join("law");
    if !folder.exists() {
        return Ok(None);
    }
    let law = law::compile(data)?;
    let file = folder.display().to_string();
    let bytes = write_law(&law);
    let sources = sources(&law).into_iter().map(str::to_owned).collect();
    let check = Box::new(move |snapshot: &Snapshot| {
        if *snapshot.law() == law { Ok(()) } else { Err(differs(&file, "the law reads back otherwise").into()) }
    });
    Ok(Some(Part { name: section::LAW.into(), bytes, sources, slice: None, check }))
}

fn sources(law: &Law) -> BTreeSet<&str> {
    let levies = law.levies().map(|levy| &levy.source);
    let rates = law.tables.iter().flat_map(|table| &table.rows).map(|row| &row.source);
    levies.chain(rates).map(|source| source.source.as_str()).collect()
}
