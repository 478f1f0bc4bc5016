//! Bytes read and written in order: the few shapes that every section is made of.

use super::SnapshotError;
use crate::day::Day;
use crate::money::Currency;
use alloc::{string::String, vec::Vec};
use core::fmt;

/// What is left to read of a part of a snapshot. Every read either moves on or is refused.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    left: &'a [u8],
    /// Of what this is a part, for the message of a refusal.
    part: &'a str,
}

impl<'a> Reader<'a> {
    pub(super) fn new(part: &'a str, bytes: &'a [u8]) -> Self {
        Reader { left: bytes, part }
    }

    /// The refusal of what was just read.
    pub(super) fn refuse(&self, what: impl fmt::Display) -> SnapshotError {
        SnapshotError::corrupt(format_args!("`{}` {what}", self.part))
    }

    /// The same part with nothing left to read of it.
    pub(super) fn emptied(&self) -> Self {
        Reader { left: &[], part: self.part }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.left.is_empty()
    }

    pub(super) fn take(&mut self, length: usize) -> Result<&'a [u8], SnapshotError> {
        let (taken, left) = self.left.split_at_checked(length).ok_or_else(|| self.refuse("ends too early"))?;
        self.left = left;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], SnapshotError> {
        let taken = self.take(N)?;
        taken.try_into().map_err(|_| self.refuse("ends too early"))
    }

    pub(super) fn byte(&mut self) -> Result<u8, SnapshotError> {
        self.array().map(|[byte]| byte)
    }

    /// A number of seven bits a byte, the lowest first, each but the last marked by its highest bit; written as short
    /// as can be, so that there is one way only to write it.
    pub(super) fn varint(&mut self) -> Result<u64, SnapshotError> {
        let mut number = 0_u64;
        for shift in (0..u64::BITS).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7F);
            number |= bits << shift;
            if byte < 0x80 {
                let canonical = (byte != 0 || shift == 0) && number >> shift == bits;
                return if canonical { Ok(number) } else { Err(self.refuse("holds a number in an odd form")) };
            }
        }
        Err(self.refuse("holds a number in an odd form"))
    }

    /// A number of either sign: twice itself, or one less than twice what it lacks to zero.
    pub(super) fn signed(&mut self) -> Result<i64, SnapshotError> {
        let number = self.varint()?;
        let half = (number >> 1) as i64;
        Ok(if number & 1 == 0 { half } else { !half })
    }

    /// A number that stands for a position or a small amount.
    pub(super) fn index(&mut self) -> Result<u32, SnapshotError> {
        let number = self.varint()?;
        u32::try_from(number).map_err(|_| self.refuse("holds a number beyond its range"))
    }

    /// A position among `count` things.
    pub(super) fn index_below(&mut self, count: usize) -> Result<u32, SnapshotError> {
        let index = self.index()?;
        if (index as usize) < count { Ok(index) } else { Err(self.refuse("points at what it does not hold")) }
    }

    /// A currency by its three letters.
    pub(super) fn currency(&mut self) -> Result<Currency, SnapshotError> {
        let code: [u8; 3] = self.array()?;
        let currency = core::str::from_utf8(&code).ok().and_then(Currency::parse);
        currency.ok_or_else(|| self.refuse("holds a currency code in an odd form"))
    }

    /// A day as the number that its digits make.
    pub(super) fn day(&mut self) -> Result<Day, SnapshotError> {
        self.day_or_open()?.ok_or_else(|| self.refuse("leaves out a day"))
    }

    /// A day, or zero where none is known.
    pub(super) fn day_or_open(&mut self) -> Result<Option<Day>, SnapshotError> {
        match self.index()? {
            0 => Ok(None),
            number => Day::from_number(number).map(Some).ok_or_else(|| self.refuse("names no day of the calendar")),
        }
    }

    /// How many bytes something takes that stands elsewhere.
    pub(super) fn length(&mut self) -> Result<usize, SnapshotError> {
        let number = self.varint()?;
        usize::try_from(number).map_err(|_| self.refuse("holds a number beyond its range"))
    }

    /// How many things follow. Each takes a byte at least, so that nobody is made to reserve room for what isn't there.
    pub(super) fn count(&mut self) -> Result<usize, SnapshotError> {
        let number = self.varint()?;
        usize::try_from(number)
            .ok()
            .filter(|count| *count <= self.left.len())
            .ok_or_else(|| self.refuse("announces more than it holds"))
    }

    /// Bytes behind their length.
    pub(super) fn block(&mut self) -> Result<&'a [u8], SnapshotError> {
        let length = self.count()?;
        self.take(length)
    }

    /// A part of its own behind its length.
    pub(super) fn part(&mut self) -> Result<Reader<'a>, SnapshotError> {
        self.block().map(|bytes| Reader { left: bytes, part: self.part })
    }

    /// UTF-8 behind its length.
    pub(super) fn text(&mut self) -> Result<&'a str, SnapshotError> {
        let bytes = self.block()?;
        core::str::from_utf8(bytes).map_err(|_| self.refuse("holds a text that is not UTF-8"))
    }

    /// Texts behind their number.
    pub(super) fn texts(&mut self) -> Result<Vec<String>, SnapshotError> {
        self.list(|reader| reader.text().map(String::from))
    }

    /// Things behind their number.
    pub(super) fn list<T>(
        &mut self,
        mut read: impl FnMut(&mut Self) -> Result<T, SnapshotError>,
    ) -> Result<Vec<T>, SnapshotError> {
        let count = self.count()?;
        let mut things = Vec::with_capacity(count);
        for _ in 0..count {
            things.push(read(self)?);
        }
        Ok(things)
    }

    /// Refuses what nobody asked for.
    pub(super) fn finish(self) -> Result<(), SnapshotError> {
        if self.is_empty() { Ok(()) } else { Err(self.refuse("holds more than it should")) }
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
        self.block(text.as_bytes());
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
            assert_eq!(reader.varint().unwrap(), number);
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
            assert!(Reader::new("test", bytes).varint().unwrap_err().is_corrupt(), "{bytes:x?}");
        }
    }

    #[test]
    fn numbers_of_either_sign_are_read_back() {
        for number in [0, 1, -1, 63, -64, 64, i64::MAX, i64::MIN] {
            let mut writer = Writer::default();
            writer.signed(number);
            assert_eq!(Reader::new("test", &writer.0).signed().unwrap(), number);
        }
    }

    #[test]
    fn no_room_is_made_for_what_is_not_there() {
        let error = Reader::new("test", &[0xFF, 0xFF, 0xFF, 0x7F, 1, 2]).list(Reader::byte).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the snapshot is damaged: `test` announces more than it holds; fetch it again or build it anew"
        );
    }
}
