//! The container: named sections behind a header, with checksums; `docs/format.md` has it byte by byte.
//!
//! The first 16 bytes and the last 32 mean the same in every version of the format, so an engine can tell a damaged
//! snapshot from one that is too new for it.

use super::bytes::{Reader, Writer};
use super::error::{SnapshotError, guise};
use crate::day::Day;
use crate::sorted::in_order;
use alloc::{borrow::ToOwned, string::String, vec::Vec};
use core::fmt;
use sha2::{Digest as _, Sha256};

/// What a snapshot starts with. A byte beyond ASCII, both kinds of line end and the old end-of-file mark: whatever
/// takes a snapshot for text breaks it at once.
const MAGIC: [u8; 8] = *b"\x89LFS\r\n\x1A\n";
/// The format that this engine writes, and the latest that it reads.
pub const FORMAT: u16 = 1;
/// Magic, format, least reader, length of the whole.
const PRELUDE: usize = 16;
const DIGEST: usize = 32;

/// Which law and tables a snapshot holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// The day of the newest fact in it.
    pub day: Day,
    /// For people.
    pub title: String,
    /// Where its facts come from.
    pub sources: Vec<String>,
}

/// SHA-256 over all of a snapshot but these 32 bytes, which are its end: the name of its content.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Digest(pub [u8; DIGEST]);

impl fmt::Display for Digest {
    /// Sixty-four small hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A snapshot whose bytes are known to be whole: its header and its sections, not yet read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Container<'a> {
    /// Which law and tables it holds.
    pub edition: Edition,
    /// The name of its content.
    pub digest: Digest,
    /// What an engine must know to use it.
    pub features: Vec<&'a str>,
    /// Its parts, in their order.
    pub sections: Vec<Section<'a>>,
}

/// A named part of a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Section<'a> {
    /// `law`, `tariff/us`: no two parts have the same.
    pub name: &'a str,
    /// What it holds.
    pub bytes: &'a [u8],
}

impl<'a> Container<'a> {
    /// Verifies bytes as a whole: nothing missing, nothing added, nothing changed.
    ///
    /// # Errors
    /// [`SnapshotError`] for anything but a whole container of a format that this engine reads.
    pub fn open(bytes: &'a [u8]) -> Result<Self, SnapshotError> {
        let prelude = Prelude::read(bytes)?;
        let (body, digest) =
            bytes.split_last_chunk::<DIGEST>().ok_or_else(|| SnapshotError::truncated(bytes.len(), PRELUDE))?;
        let parse = || Container::parse(&prelude, body, Digest(*digest));
        if Sha256::digest(body).as_slice() != digest {
            // The checksums of the sections may tell people where the damage is.
            return Err(parse().err().unwrap_or_else(|| SnapshotError::corrupt("its digest does not match")));
        }
        prelude.check_version()?;
        parse()
    }

    /// Reads what stands between the prelude and the digest.
    fn parse(prelude: &Prelude, body: &'a [u8], digest: Digest) -> Result<Self, SnapshotError> {
        let mut body = Reader::new("header", body);
        body.take(PRELUDE);
        let mut header = body.part();
        let edition = Edition { day: header.day(), title: header.text().to_owned(), sources: header.texts() };
        let features = header.list(Reader::text);
        let table = header.list(|header| (header.text(), header.length(), header.array()));
        if prelude.format <= FORMAT {
            body.close(header);
        } else {
            header.sound()?;
        }
        body.sound()?;
        let crc32 = Crc32::new();
        let mut sections = Vec::with_capacity(table.len());
        for (name, length, checksum) in table {
            let bytes = body.take(length);
            body.sound()?;
            if crc32.of(bytes) != u32::from_le_bytes(checksum) {
                return Err(SnapshotError::corrupt(format_args!("`{name}` fails its checksum")));
            }
            sections.push(Section { name, bytes });
        }
        body.finish()?;
        refuse_twins(&sections)?;
        Ok(Container { edition, digest, features, sections })
    }

    /// Refuses a snapshot that needs what `known` doesn't list, and names all of it.
    ///
    /// # Errors
    /// [`SnapshotError::is_too_new`] where a required feature is not among the known ones.
    pub fn require(&self, known: &[&str]) -> Result<(), SnapshotError> {
        let unknown: Vec<String> =
            self.features.iter().filter(|name| !known.contains(name)).map(|name| (*name).to_owned()).collect();
        if unknown.is_empty() { Ok(()) } else { Err(SnapshotError::feature_unknown(unknown)) }
    }

    /// The bytes of a section, where there is one of that name.
    #[must_use]
    pub fn section(&self, name: &str) -> Option<&'a [u8]> {
        self.sections.iter().find(|section| section.name == name).map(|section| section.bytes)
    }
}

fn refuse_twins(sections: &[Section<'_>]) -> Result<(), SnapshotError> {
    let names: Vec<&str> = sections.iter().map(|section| section.name).collect();
    let names = in_order(&names, |one, other| one.cmp(other));
    match names.iter().zip(names.iter().skip(1)).find(|(name, next)| name == next) {
        Some((twin, _)) => Err(SnapshotError::corrupt(format_args!("it holds `{twin}` twice"))),
        None => Ok(()),
    }
}

/// The sixteen bytes that mean the same in every version.
struct Prelude {
    format: u16,
    least_reader: u16,
}

impl Prelude {
    fn read(bytes: &[u8]) -> Result<Prelude, SnapshotError> {
        let start = bytes.get(..MAGIC.len()).unwrap_or(bytes);
        if start.is_empty() || !MAGIC.starts_with(start) {
            return Err(SnapshotError::not_a_snapshot(guise(bytes)));
        }
        let (Some(versions), Some(length)) = (bytes.get(8..12), bytes.get(12..PRELUDE)) else {
            return Err(SnapshotError::truncated(bytes.len(), PRELUDE));
        };
        let &[format_low, format_high, least_low, least_high] = versions else {
            return Err(SnapshotError::truncated(bytes.len(), PRELUDE));
        };
        let length = length.iter().rev().fold(0_usize, |length, byte| length << 8 | usize::from(*byte));
        if bytes.len() < length {
            return Err(SnapshotError::truncated(bytes.len(), length));
        }
        if bytes.len() > length {
            return Err(SnapshotError::corrupt(format_args!("{} bytes instead of {length}", bytes.len())));
        }
        Ok(Prelude {
            format: u16::from_le_bytes([format_low, format_high]),
            least_reader: u16::from_le_bytes([least_low, least_high]),
        })
    }

    fn check_version(&self) -> Result<(), SnapshotError> {
        if self.least_reader > FORMAT { Err(SnapshotError::too_new(self.least_reader, FORMAT)) } else { Ok(()) }
    }
}

/// A container to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Which law and tables it holds.
    pub edition: Edition,
    /// What an engine must know to use it; empty where any engine of this format does.
    pub features: Vec<String>,
    /// Names and contents, in the order in which they are to stand.
    pub sections: Vec<(String, Vec<u8>)>,
}

impl Draft {
    /// The bytes of the container; the same draft gives the same bytes.
    ///
    /// # Errors
    /// [`SnapshotError`] for what [`Container::open`] would refuse: two sections of the same name, more than 4 GiB.
    pub fn write(&self) -> Result<Vec<u8>, SnapshotError> {
        let header = self.header();
        let mut whole = Writer::default();
        whole.0.extend(MAGIC);
        whole.0.extend(FORMAT.to_le_bytes());
        whole.0.extend(FORMAT.to_le_bytes());
        whole.0.extend([0; 4]);
        whole.block(&header);
        for (_, bytes) in &self.sections {
            whole.0.extend_from_slice(bytes);
        }
        let mut bytes = whole.0;
        let length = bytes.len().checked_add(DIGEST).and_then(|length| u32::try_from(length).ok());
        let length = length.ok_or_else(|| SnapshotError::corrupt("it is longer than 4 GiB"))?;
        bytes.splice(12..PRELUDE, length.to_le_bytes());
        let digest = Sha256::digest(&bytes);
        bytes.extend_from_slice(&digest);
        Container::open(&bytes)?;
        Ok(bytes)
    }

    fn header(&self) -> Vec<u8> {
        let crc32 = Crc32::new();
        let mut header = Writer::default();
        header.day_or_open(Some(self.edition.day));
        header.text(&self.edition.title);
        header.texts(&self.edition.sources);
        header.texts(&self.features);
        header.list(&self.sections, |header, (name, bytes)| {
            header.text(name);
            header.count(bytes.len());
            header.0.extend(crc32.of(bytes).to_le_bytes());
        });
        header.0
    }
}

/// CRC-32 as in zip and PNG. Its table is worked out anew for each file: in the module it would be a kibibyte that can't
/// be compressed, and those of the usual crates sixteen.
struct Crc32([u32; 256]);

impl Crc32 {
    fn new() -> Self {
        Crc32(core::array::from_fn(|byte| {
            (0..8).fold(byte as u32, |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 })
        }))
    }

    fn of(&self, bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0, |crc, byte| {
            let at = usize::from(crc as u8 ^ byte);
            self.0.get(at).copied().unwrap_or_default() ^ crc >> 8
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_one_of_zip_and_png() {
        // The check value of the CRC catalogue for CRC-32/ISO-HDLC.
        let crc32 = Crc32::new();
        assert_eq!(crc32.of(b"123456789"), 0xCBF4_3926);
        for length in 0..300_u32 {
            let bytes: Vec<u8> = (0..length).map(|at| (at * at + length) as u8).collect();
            assert_eq!(crc32.of(&bytes), crc32fast::hash(&bytes));
        }
    }
}
