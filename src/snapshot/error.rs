//! Why bytes can't be used as a snapshot.

use crate::problem::Problem;
use alloc::{
    boxed::Box,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

/// Why bytes can't be used as a snapshot. Nothing of a refused snapshot is ever used.
///
/// ```
/// use landfall::snapshot::Snapshot;
/// let error = Snapshot::open(b"<!DOCTYPE html><title>404</title>").unwrap_err();
/// assert!(error.is_not_a_snapshot());
/// assert_eq!(error.code(), "NOT_A_SNAPSHOT");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotError(Box<Kind>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    NotASnapshot(&'static str),
    Truncated { has: usize, of: usize },
    Corrupt(String),
    TooNew { needs: u16, reads: u16 },
    FeatureUnknown(Vec<String>),
    Misplaced { what: String, remedy: &'static str },
    Mixed(String),
}

impl SnapshotError {
    pub(super) fn not_a_snapshot(guise: &'static str) -> Self {
        Self(Box::new(Kind::NotASnapshot(guise)))
    }

    pub(super) fn truncated(has: usize, of: usize) -> Self {
        Self(Box::new(Kind::Truncated { has, of }))
    }

    pub(super) fn corrupt(what: impl fmt::Display) -> Self {
        Self(Box::new(Kind::Corrupt(what.to_string())))
    }

    pub(super) fn too_new(needs: u16, reads: u16) -> Self {
        Self(Box::new(Kind::TooNew { needs, reads }))
    }

    pub(super) fn feature_unknown(names: Vec<String>) -> Self {
        Self(Box::new(Kind::FeatureUnknown(names)))
    }

    pub(super) fn misplaced(what: impl fmt::Display, remedy: &'static str) -> Self {
        Self(Box::new(Kind::Misplaced { what: what.to_string(), remedy }))
    }

    pub(super) fn mixed(slice: &str) -> Self {
        Self(Box::new(Kind::Mixed(slice.to_string())))
    }

    /// A stable name, for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match *self.0 {
            Kind::NotASnapshot(_) => "NOT_A_SNAPSHOT",
            Kind::Truncated { .. } => "SNAPSHOT_TRUNCATED",
            Kind::Corrupt(_) => "SNAPSHOT_CORRUPT",
            Kind::TooNew { .. } => "SNAPSHOT_TOO_NEW",
            Kind::FeatureUnknown(_) => "SNAPSHOT_FEATURE_UNKNOWN",
            Kind::Misplaced { .. } => "SNAPSHOT_PART_MISPLACED",
            Kind::Mixed(_) => "SNAPSHOT_PARTS_MIXED",
        }
    }

    /// Whether the bytes are something else: a web page, a compressed file, a text.
    #[must_use]
    pub fn is_not_a_snapshot(&self) -> bool {
        matches!(*self.0, Kind::NotASnapshot(_))
    }

    /// Whether the end is missing: fetching it again may help.
    #[must_use]
    pub fn is_truncated(&self) -> bool {
        matches!(*self.0, Kind::Truncated { .. })
    }

    /// Whether bytes were changed, or the snapshot contradicts itself.
    #[must_use]
    pub fn is_corrupt(&self) -> bool {
        matches!(*self.0, Kind::Corrupt(_))
    }

    /// Whether it is whole, but asks for a newer engine: a later format or a feature that this one doesn't know.
    #[must_use]
    pub fn is_too_new(&self) -> bool {
        matches!(*self.0, Kind::TooNew { .. } | Kind::FeatureUnknown(_))
    }

    /// Whether it is a whole part of a snapshot, but not one that belongs here: a slice in place of a core, a slice that
    /// is there already, or one of another edition.
    #[must_use]
    pub fn is_misplaced(&self) -> bool {
        matches!(*self.0, Kind::Misplaced { .. } | Kind::Mixed(_))
    }
}

impl fmt::Display for SnapshotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Kind::NotASnapshot(guise) => write!(f, "this is {guise}, not a snapshot: {}", way_out(guise)),
            Kind::Truncated { has, of } => {
                write!(f, "the snapshot ends after {has} of {of} bytes: fetch it again, whole")
            }
            Kind::Corrupt(what) => write!(f, "the snapshot is damaged: {what}; fetch it again or build it anew"),
            Kind::TooNew { needs, reads } => write!(
                f,
                "the snapshot needs an engine that reads format {needs}, this one reads format {reads}: update the engine"
            ),
            Kind::Misplaced { what, remedy } => write!(f, "this is {what}: {remedy}"),
            Kind::Mixed(slice) => {
                write!(f, "the slice `{slice}` is not the one that this core names: take both from one manifest")
            }
            Kind::FeatureUnknown(names) => {
                f.write_str("the snapshot needs features that this engine does not know, update the engine: ")?;
                names.iter().enumerate().try_for_each(|(at, name)| {
                    let comma = if at == 0 { "" } else { ", " };
                    write!(f, "{comma}`{name}`")
                })
            }
        }
    }
}

fn way_out(guise: &str) -> &'static str {
    if guise == COMPRESSED { "decompress it first" } else { "check the address or file that it comes from" }
}

const COMPRESSED: &str = "still compressed";

/// What bytes without the magic of a snapshot look like, for people who look for the cause.
pub(super) fn guise(bytes: &[u8]) -> &'static str {
    let text = bytes.trim_ascii_start();
    match bytes {
        [] => "empty",
        [0x1F, 0x8B, ..] | [0x28, 0xB5, 0x2F, 0xFD, ..] => COMPRESSED,
        [0xEF, 0xBF, 0xBD, b'L', b'F', ..] => "a snapshot that was read as text",
        _ if text.starts_with(b"<") => "a web page",
        _ if text.starts_with(b"{") || text.starts_with(b"[") => "JSON",
        _ if bytes.iter().skip(1).zip(b"LFS\r\n\x1A\n").all(|(has, of)| has == of) => {
            "a snapshot whose first byte was changed"
        }
        _ => "something else, perhaps still compressed by brotli",
    }
}

impl core::error::Error for SnapshotError {}

impl From<SnapshotError> for Problem {
    fn from(error: SnapshotError) -> Problem {
        Problem { code: error.code(), path: String::new(), message: error.to_string() }
    }
}
