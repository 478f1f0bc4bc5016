//! Things that are named over and over, by how lately they were named.
//!
//! In tables of rates the same few things stand near each other. A reference is zero for a thing that was not named
//! before, which is the next of its dictionary, and else says how many different things back it was named: most are
//! small numbers, and the dictionary stands in the order in which it is read.

use super::bytes::{Reader, Writer};
use alloc::{collections::BTreeMap, vec::Vec};

/// Of so many things at most a reference can tell one: finding one again takes time with their number.
const MOST: usize = 1 << 14;

/// Follows references.
#[derive(Default)]
pub(super) struct RecencyReader {
    /// Positions in the dictionary, the one named last at the end.
    recent: Vec<u32>,
}

impl RecencyReader {
    /// The position in the dictionary of what is named next.
    pub(super) fn next(&mut self, stream: &mut Reader<'_>) -> u32 {
        let back = stream.length();
        let known = self.recent.len();
        let named = match known.checked_sub(back) {
            Some(_) if back == 0 && known < MOST => known as u32,
            Some(place) if place < known => self.recent.remove(place),
            _ => {
                stream.refuse("names what it does not hold");
                return 0;
            }
        };
        if !stream.refused() {
            self.recent.push(named);
        }
        named
    }

    /// So many references, in a part of their own.
    pub(super) fn part(&mut self, reader: &mut Reader<'_>, count: usize) -> Vec<u32> {
        let mut stream = reader.part();
        let named = stream.times(count, |stream| self.next(stream));
        reader.close(stream);
        named
    }

    /// How many things were named: so many the dictionary holds.
    pub(super) fn known(&self) -> usize {
        self.recent.len()
    }
}

/// Writes references, and gathers the dictionary on the way.
pub(super) struct RecencyWriter<T> {
    /// The dictionary.
    pub(super) values: Vec<T>,
    positions: BTreeMap<T, u32>,
    recent: Vec<u32>,
}

impl<T> Default for RecencyWriter<T> {
    fn default() -> Self {
        RecencyWriter { values: Vec::new(), positions: BTreeMap::new(), recent: Vec::new() }
    }
}

impl<T: Ord + Clone> RecencyWriter<T> {
    /// Names these things, in a part of their own.
    pub(super) fn part(&mut self, writer: &mut Writer, named: impl IntoIterator<Item = T>) {
        let mut stream = Writer::default();
        named.into_iter().for_each(|thing| self.name(&mut stream, thing));
        writer.block(&stream.0);
    }

    /// Names a thing.
    pub(super) fn name(&mut self, stream: &mut Writer, thing: T) {
        let known = self.positions.get(&thing).copied();
        let place = known.and_then(|position| self.recent.iter().rposition(|recent| *recent == position));
        stream.count(place.map_or(0, |place| self.recent.len().saturating_sub(place)));
        let position = match place {
            Some(place) => self.recent.remove(place),
            None => self.add(thing),
        };
        self.recent.push(position);
    }

    fn add(&mut self, thing: T) -> u32 {
        let position = self.values.len() as u32;
        self.values.push(thing.clone());
        self.positions.insert(thing, position);
        position
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_are_named_by_how_lately_they_were() {
        let mut writer = RecencyWriter::default();
        let mut bytes = Writer::default();
        writer.part(&mut bytes, ["a", "b", "a", "a", "c", "b"]);
        writer.part(&mut bytes, ["c", "d"]);
        assert_eq!(bytes.0, [6, 0, 0, 2, 1, 0, 3, 2, 2, 0]);
        assert_eq!(writer.values, ["a", "b", "c", "d"]);
        let (mut recency, mut reader) = (RecencyReader::default(), Reader::new("test", &bytes.0));
        assert_eq!(recency.part(&mut reader, 6), [0, 1, 0, 0, 2, 1]);
        assert_eq!(recency.part(&mut reader, 2), [2, 3]);
        assert_eq!(recency.known(), 4);
        reader.finish().unwrap();
    }

    #[test]
    fn what_was_not_named_is_not_found_and_too_much_is_refused() {
        let refusal = |bytes: &[u8], count| {
            let mut reader = Reader::new("test", bytes);
            RecencyReader::default().part(&mut reader, count);
            reader.finish().unwrap_err().to_string()
        };
        assert!(refusal(&[1, 1], 1).contains("names what it does not hold"));
        assert!(refusal(&[2, 0, 2], 2).contains("names what it does not hold"));
        assert!(refusal(&[1, 0], 2).contains("ends too early"));
        assert!(refusal(&[2, 0, 0], 1).contains("holds more than it should"));
        let mut all = Writer::default();
        all.block(&[0; MOST + 1]);
        assert!(refusal(&all.0, MOST + 1).contains("names what it does not hold"));
    }
}
