//! Commodity codes as a tree of their digits.

use super::key::{DIGITS, Key};
use super::write::Dictionary;
use crate::snapshot::bytes::{Reader, Writer};
use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};

/// In a pattern: goods can be declared under the code itself. The bits below say which digits can follow.
const LINE: u16 = 1 << 10;
/// The digits that may follow a code.
const FURTHER: core::ops::Range<u64> = 0..10;

/// Codes and all that they begin with.
#[derive(Default)]
pub(super) struct Tree {
    /// Codes under which goods can be declared; sorted.
    pub(super) lines: Vec<Key>,
    /// Every code, by its length; those of a length sorted.
    pub(super) codes: [Vec<Key>; DIGITS + 1],
}

impl Tree {
    pub(super) fn read(reader: &mut Reader<'_>) -> Tree {
        let patterns = reader.list(|reader| reader.index_below(usize::from(LINE) << 1) as u16);
        let levels = reader.list(Reader::part);
        if levels.len() > DIGITS {
            reader.refuse("holds codes that are too long");
        }
        let mut growth = Growth { patterns, levels, tree: Tree::default() };
        if !growth.levels.is_empty() && !reader.refused() {
            growth.grow(0, 0);
        }
        growth.levels.into_iter().for_each(|level| reader.close(level));
        growth.tree
    }

    /// Writes what [`Tree::read`] reads.
    pub(super) fn write(writer: &mut Writer, lines: &BTreeSet<Key>) {
        let longest = lines.iter().map(|line| line.length()).max().unwrap_or_default();
        let mut levels: Vec<BTreeMap<u64, u16>> = Vec::new();
        levels.resize_with(longest, BTreeMap::new);
        for line in lines {
            for (length, level) in levels.iter_mut().enumerate().take(line.length().saturating_add(1)) {
                let further = line.digit(length).map_or(LINE, |digit| 1 << digit);
                *level.entry(line.leading(length)).or_default() |= further;
            }
        }
        let patterns = Dictionary::new(levels.iter().flat_map(BTreeMap::values));
        writer.list(&patterns.values, |writer, pattern| writer.varint(u64::from(*pattern)));
        writer.list(&levels, |writer, level| {
            let mut stream = Writer::default();
            level.values().for_each(|pattern| stream.varint(u64::from(patterns.at(pattern))));
            writer.block(&stream.0);
        });
    }
}

/// A tree while it is read.
struct Growth<'a> {
    patterns: Vec<u16>,
    /// For each length the patterns of the codes of that length. The longest codes have none: they are lines.
    levels: Vec<Reader<'a>>,
    tree: Tree,
}

impl Growth<'_> {
    /// Reads the code of `length` digits that make the number `digits`, and all that begin with it.
    fn grow(&mut self, digits: u64, length: usize) {
        let pattern = match self.levels.get_mut(length) {
            None => LINE,
            Some(level) => {
                let pattern = self.patterns.get(level.index_below(self.patterns.len()) as usize);
                let pattern = pattern.copied().unwrap_or_default();
                if pattern == 0 || pattern & LINE != 0 && length < 2 {
                    level.refuse("holds a code that is none");
                }
                if level.refused() {
                    return;
                }
                pattern
            }
        };
        if let Some(key) = Key::new(digits, length) {
            self.tree.codes.get_mut(length).into_iter().for_each(|codes| codes.push(key));
            if pattern & LINE != 0 {
                self.tree.lines.push(key);
            }
        }
        for digit in FURTHER.filter(|digit| pattern >> digit & 1 == 1) {
            self.grow(digits.saturating_mul(10).saturating_add(digit), length.saturating_add(1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::goods::HsCode;

    fn keys(codes: &[&str]) -> BTreeSet<Key> {
        codes.iter().map(|code| Key::of(&HsCode::parse(code).unwrap())).collect()
    }

    fn read(bytes: &[u8]) -> Result<Vec<Key>, crate::snapshot::SnapshotError> {
        let mut reader = Reader::new("test", bytes);
        let tree = Tree::read(&mut reader);
        reader.finish().map(|()| tree.lines)
    }

    #[test]
    fn codes_are_read_back_in_their_order() {
        for codes in [&["01", "0101", "010121", "01012100", "0101210010", "0102", "99"][..], &["999999999999"], &[]] {
            let mut writer = Writer::default();
            Tree::write(&mut writer, &keys(codes));
            assert_eq!(read(&writer.0).unwrap(), keys(codes).into_iter().collect::<Vec<_>>());
        }
    }

    #[test]
    fn codes_know_what_they_begin_with() {
        let mut writer = Writer::default();
        Tree::write(&mut writer, &keys(&["010121", "010221", "0102"]));
        let tree = Tree::read(&mut Reader::new("test", &writer.0));
        assert_eq!(tree.codes[2], keys(&["01"]).into_iter().collect::<Vec<_>>());
        assert_eq!(tree.codes[4], keys(&["0101", "0102"]).into_iter().collect::<Vec<_>>());
        assert_eq!(tree.codes[5], keys(&["01012", "01022"]).into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn what_makes_no_tree_is_refused() {
        // Patterns: a line; the digit 0 follows.
        let patterns = [2, 0x80, 0x08, 1];
        let tree = |levels: &[u8]| read(&[&patterns, levels].concat());
        assert_eq!(tree(&[2, 1, 1, 1, 1]).unwrap(), keys(&["00"]).into_iter().collect::<Vec<_>>());
        for (levels, why) in [
            (&[2, 1, 1, 1, 0][..], "a code that is none"),
            (&[2, 1, 1, 1, 2], "points at what it does not hold"),
            (&[2, 1, 1, 0], "ends too early"),
            (&[2, 1, 1, 2, 1, 1], "holds more than it should"),
            (
                &[13, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
                "codes that are too long",
            ),
        ] {
            let error = tree(levels).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
    }
}
