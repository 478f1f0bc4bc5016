//! Bytes read and written in order: the few shapes that every section is made of.

use super::SnapshotError;
use crate::day::Day;
use crate::goods::duty::{Dialect, Expression};
use crate::money::Currency;
use alloc::{string::String, vec::Vec};

/// What is left to read of a part of a snapshot.
///
/// It remembers the first thing that it refuses and is empty from then on, so that whoever reads need not look after
/// every number: what is read of an empty part is of no meaning, and [`Reader::finish`] tells that it was refused.
pub(super) struct Reader<'a> {
    left: &'a [u8],
    /// Of what this is a part, for the message of a refusal.
    part: &'a str,
    refusal: Option<SnapshotError>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(part: &'a str, bytes: &'a [u8]) -> Self {
        Reader { left: bytes, part, refusal: None }
    }

    /// Refuses what was just read, and with it the whole.
    #[cold]
    #[inline(never)]
    pub(super) fn refuse(&mut self, what: &str) {
        if self.refusal.is_none() {
            self.refusal = Some(SnapshotError::corrupt(format_args!("`{}` {what}", self.part)));
        }
        self.left = &[];
    }

    /// Whether something was refused.
    pub(super) fn refused(&self) -> bool {
        self.refusal.is_some()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.left.is_empty()
    }

    #[inline(never)]
    pub(super) fn take(&mut self, length: usize) -> &'a [u8] {
        match self.left.split_at_checked(length) {
            Some((taken, left)) => {
                self.left = left;
                taken
            }
            None => {
                self.refuse("ends too early");
                &[]
            }
        }
    }

    pub(super) fn array<const N: usize>(&mut self) -> [u8; N] {
        self.take(N).try_into().unwrap_or([0; N])
    }

    #[inline(never)]
    pub(super) fn byte(&mut self) -> u8 {
        let [byte] = self.array();
        byte
    }

    /// A number of seven bits a byte, the lowest first, each but the last marked by its highest bit; written as short
    /// as can be, so that there is one way only to write it.
    #[inline(never)]
    pub(super) fn varint(&mut self) -> u64 {
        let mut number = 0_u64;
        for shift in (0..u64::BITS).step_by(7) {
            let byte = self.byte();
            let bits = u64::from(byte & 0x7F);
            number |= bits << shift;
            if byte < 0x80 {
                let canonical = (byte != 0 || shift == 0) && number >> shift == bits;
                if canonical {
                    return number;
                }
                break;
            }
        }
        self.refuse("holds a number in an odd form");
        0
    }

    /// A number of either sign: twice itself, or one less than twice what it lacks to zero.
    pub(super) fn signed(&mut self) -> i64 {
        let number = self.varint();
        let half = (number >> 1) as i64;
        if number & 1 == 0 { half } else { !half }
    }

    /// A number that stands for a position or a small amount.
    #[inline(never)]
    pub(super) fn index(&mut self) -> u32 {
        u32::try_from(self.varint()).unwrap_or_else(|_| {
            self.refuse("holds a number beyond its range");
            0
        })
    }

    /// A position among `count` things; zero where there is none.
    #[inline(never)]
    pub(super) fn index_below(&mut self, count: usize) -> u32 {
        let index = self.index();
        if (index as usize) < count {
            return index;
        }
        self.refuse("points at what it does not hold");
        0
    }

    /// A currency by its three letters.
    #[inline(never)]
    pub(super) fn currency(&mut self) -> Currency {
        let code: [u8; 3] = self.array();
        let currency = core::str::from_utf8(&code).ok().and_then(Currency::parse);
        currency.unwrap_or_else(|| {
            self.refuse("holds a currency code in an odd form");
            Currency::UNREAD
        })
    }

    /// A day as the number that its digits make.
    pub(super) fn day(&mut self) -> Day {
        self.day_or_open().unwrap_or_else(|| {
            self.refuse("leaves out a day");
            Day::MIN
        })
    }

    /// A day, or zero where none is known.
    #[inline(never)]
    pub(super) fn day_or_open(&mut self) -> Option<Day> {
        let number = self.index();
        let day = Day::from_number(number);
        if day.is_none() && number > 0 {
            self.refuse("names no day of the calendar");
        }
        day
    }

    /// How many bytes something takes that stands elsewhere.
    pub(super) fn length(&mut self) -> usize {
        self.index() as usize
    }

    /// How many things follow. Each takes a byte at least, so that nobody is made to reserve room for what isn't there.
    #[inline(never)]
    pub(super) fn count(&mut self) -> usize {
        let number = self.varint();
        let count = usize::try_from(number).ok().filter(|count| *count <= self.left.len());
        count.unwrap_or_else(|| {
            self.refuse("announces more than it holds");
            0
        })
    }

    /// Bytes behind their length.
    pub(super) fn block(&mut self) -> &'a [u8] {
        let length = self.count();
        self.take(length)
    }

    /// A part of its own behind its length; to be [closed](Reader::close).
    pub(super) fn part(&mut self) -> Reader<'a> {
        Reader::new(self.part, self.block())
    }

    /// Refuses with a part of its own what that refused, or what nobody asked for in it.
    pub(super) fn close(&mut self, part: Reader<'_>) {
        if let Err(error) = part.finish() {
            self.refusal.get_or_insert(error);
            self.left = &[];
        }
    }

    /// UTF-8 up to a zero byte.
    #[inline(never)]
    pub(super) fn text(&mut self) -> &'a str {
        let end = self.left.iter().position(|byte| *byte == 0).unwrap_or(self.left.len());
        let text = core::str::from_utf8(self.take(end)).unwrap_or_else(|_| {
            self.refuse("holds a text that is not UTF-8");
            ""
        });
        self.take(1);
        text
    }

    /// The duty expression that a text is.
    #[inline(never)]
    pub(super) fn duty(&mut self, text: &str) -> Expression {
        Expression::parse(text, &Dialect::PLAIN).unwrap_or_else(|_| {
            self.refuse("holds a duty expression that can't be read");
            Expression::free()
        })
    }

    /// Texts behind their number.
    #[inline(never)]
    pub(super) fn texts(&mut self) -> Vec<String> {
        self.list(|reader| reader.text().into())
    }

    /// Things behind their number.
    pub(super) fn list<T>(&mut self, read: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let count = self.count();
        self.times(count, read)
    }

    /// So many things, or those before the first that is refused.
    pub(super) fn times<T>(&mut self, count: usize, mut read: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let mut things = Vec::new();
        for _ in 0..count {
            if self.refused() {
                break;
            }
            things.push(read(self));
        }
        things
    }

    /// Refuses what was refused on the way.
    pub(super) fn sound(&mut self) -> Result<(), SnapshotError> {
        self.refusal.take().map_or(Ok(()), Err)
    }

    /// Refuses what was refused on the way, or what nobody asked for.
    #[inline(never)]
    pub(super) fn finish(mut self) -> Result<(), SnapshotError> {
        if !self.is_empty() {
            self.refuse("holds more than it should");
        }
        self.sound()
    }
}

/// Bytes being written: the mirror of [`Reader`].
#[derive(Default)]
pub(super) struct Writer(pub(super) Vec<u8>);

impl Writer {
    pub(super) fn varint(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    pub(super) fn signed(&mut self, number: i64) {
        self.varint((number << 1 ^ number >> 63) as u64);
    }

    pub(super) fn day_or_open(&mut self, day: Option<Day>) {
        self.varint(day.map_or(0, |day| u64::from(day.number())));
    }

    pub(super) fn text(&mut self, text: &str) {
        self.0.extend(text.bytes().filter(|byte| *byte != 0));
        self.0.push(0);
    }

    pub(super) fn count(&mut self, count: usize) {
        self.varint(count as u64);
    }

    pub(super) fn block(&mut self, bytes: &[u8]) {
        self.count(bytes.len());
        self.0.extend_from_slice(bytes);
    }

    pub(super) fn list<T>(&mut self, things: &[T], mut write: impl FnMut(&mut Self, &T)) {
        self.count(things.len());
        things.iter().for_each(|thing| write(self, thing));
    }

    pub(super) fn texts(&mut self, texts: &[String]) {
        self.list(texts, |writer, text| writer.text(text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_one_form_only() {
        for number in [0, 1, 127, 128, 16_383, 16_384, u64::from(u32::MAX), u64::MAX - 1, u64::MAX] {
            let mut writer = Writer::default();
            writer.varint(number);
            let mut reader = Reader::new("test", &writer.0);
            assert_eq!(reader.varint(), number);
            reader.finish().unwrap();
        }
        let odd: [&[u8]; 4] = [
            &[0x80, 0x00],
            &[0x81, 0x80, 0x00],
            // Bit 64 of a number of 64 bits.
            &[0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x03],
            &[0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
        ];
        for bytes in odd {
            let mut reader = Reader::new("test", bytes);
            reader.varint();
            assert!(reader.finish().unwrap_err().is_corrupt(), "{bytes:x?}");
        }
    }

    #[test]
    fn numbers_of_either_sign_are_read_back() {
        for number in [0, 1, -1, 63, -64, 64, i64::MAX, i64::MIN] {
            let mut writer = Writer::default();
            writer.signed(number);
            assert_eq!(Reader::new("test", &writer.0).signed(), number);
        }
    }

    #[test]
    fn no_room_is_made_for_what_is_not_there() {
        let mut reader = Reader::new("test", &[0xFF, 0xFF, 0xFF, 0x7F, 1, 2]);
        assert_eq!(reader.list(Reader::byte).capacity(), 0);
        let error = reader.finish().unwrap_err();
        assert_eq!(
            error.to_string(),
            "the snapshot is damaged: `test` announces more than it holds; fetch it again or build it anew"
        );
    }
}
