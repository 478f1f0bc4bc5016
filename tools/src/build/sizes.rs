//! What a snapshot weighs, section by section.

use super::{BUNDLE, Published};
use comfy_table::{CellAlignment, Table, presets};
use landfall::snapshot::{SnapshotError, container::Container};
use std::io::Write;

/// Edition, digest, and the size of each part and its sections; of the parts by brotli too, as a page would fetch them.
pub fn table(published: &Published) -> Result<String, SnapshotError> {
    let core = Container::open(&published.core)?;
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY);
    table.set_header(["section", "bytes", "brotli"]);
    let slices = published.slices.iter().map(|(id, slice)| (id.as_str(), slice));
    for (name, part) in [("core", &published.core)].into_iter().chain(slices) {
        table.add_row([name.to_owned(), grouped(part.len()), grouped(brotli(part))]);
        for section in Container::open(part)?.sections {
            table.add_row([format!("  {}", section.name), grouped(section.bytes.len()), String::new()]);
        }
    }
    table.add_row([format!("all of it, {BUNDLE}"), grouped(published.bundle.len()), String::new()]);
    for column in 1..3 {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    Ok(format!("{table}\nEdition {} of {}\nDigest {}", core.edition.title, core.edition.day, core.digest))
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
