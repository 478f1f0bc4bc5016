//! What a snapshot weighs, section by section.

use comfy_table::{CellAlignment, Table, presets};
use landfall::snapshot::{SnapshotError, container::Container};
use std::io::Write;

/// Edition, digest, and the size of each section as it stands and by brotli.
pub fn table(bytes: &[u8]) -> Result<String, SnapshotError> {
    let container = Container::open(bytes)?;
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY);
    table.set_header(["section", "bytes", "brotli"]);
    for section in &container.sections {
        table.add_row([section.name.to_owned(), grouped(section.bytes.len()), grouped(brotli(section.bytes))]);
    }
    table.add_row(["the whole file".to_owned(), grouped(bytes.len()), grouped(brotli(bytes))]);
    for column in 1..3 {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    Ok(format!(
        "{table}\nEdition {} of {}\nDigest {}",
        container.edition.title, container.edition.day, container.digest
    ))
}

/// How many bytes brotli makes of these, at its best.
fn brotli(bytes: &[u8]) -> usize {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 4096, 11, 22);
    // Writing to memory does not fail.
    writer.write_all(bytes).map_or(0, |()| writer.into_inner().len())
}

/// With a comma after each three digits from the right.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }
}
