//! A snapshot as it is published: a core, a slice for each tariff, and the manifest that binds them.

use super::{Fault, Faults, needs, refused};
use crate::import::place::replace_in_folder;
use landfall::{
    law::Law,
    snapshot::{
        Edition, Snapshot, SnapshotError,
        container::{Container, Draft, FORMAT},
        section, write_slices,
    },
};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// The file that binds the others.
pub const MANIFEST: &str = "manifest.json";
/// Size and digest of every section, for those who review a change.
pub const FINGERPRINTS: &str = "fingerprints.csv";
/// Core and slices in one file.
pub const BUNDLE: &str = "landfall.bin";

/// What a page needs to know to fetch what it needs, and to know that it got it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Manifest {
    /// The format of its files.
    pub format: u16,
    /// The day of the edition.
    pub edition: String,
    /// Grows from each edition to the next: one that is smaller than the last one seen is an older one.
    pub sequence: u32,
    /// The least format that an engine must read to use its files.
    pub least_reader: u16,
    /// The core.
    pub core: FileEntry,
    /// The slices by their ids.
    pub slices: BTreeMap<String, FileEntry>,
    /// For each destination the slices that quotes to it may look into.
    pub destinations: BTreeMap<String, BTreeSet<String>>,
    /// The public key that signs manifests from the next one on, where it is to change.
    pub next_key: Option<String>,
}

/// A file that a manifest names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    /// Its name: what it is and the beginning of its digest.
    pub file: String,
    /// SHA-256 of all its bytes, in hexadecimal.
    pub sha256: String,
    /// How many bytes it has.
    pub bytes: usize,
}

/// The parts of an edition, each a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Law, currencies and rates of exchange.
    pub core: Vec<u8>,
    /// Tariffs by their ids.
    pub slices: BTreeMap<String, Vec<u8>>,
    /// All of it in one file.
    pub bundle: Vec<u8>,
    /// What binds the core and the slices.
    pub manifest: Manifest,
}

impl Published {
    /// Puts an edition together.
    ///
    /// # Errors
    /// [`SnapshotError`] for two sections of one name or more than 4 GiB.
    pub(crate) fn of(
        edition: Edition,
        next_key: Option<String>,
        core: Vec<(String, Vec<u8>)>,
        slices: BTreeMap<String, Vec<u8>>,
    ) -> Result<Published, SnapshotError> {
        let digests = slices.iter().map(|(id, slice)| Ok((id.clone(), Container::open(slice)?.digest)));
        let digests: BTreeMap<_, _> = digests.collect::<Result<_, SnapshotError>>()?;
        let named = (section::SLICES.to_owned(), write_slices(&digests));
        let core = container(edition.clone(), core.into_iter().chain([named]).collect())?;
        let parts = slices.iter().map(|(id, slice)| (format!("{}{id}", section::SLICE), slice.clone()));
        let parts = [(section::CORE.to_owned(), core.clone())].into_iter().chain(parts).collect();
        let manifest = Manifest {
            format: FORMAT,
            edition: edition.day.to_string(),
            sequence: edition.day.number(),
            least_reader: FORMAT,
            core: FileEntry::of("core", &core),
            slices: slices.iter().map(|(id, slice)| (id.clone(), FileEntry::of(id, slice))).collect(),
            destinations: destinations(Snapshot::open(&core)?.law()),
            next_key,
        };
        Ok(Published { bundle: container(edition, parts)?, core, slices, manifest })
    }

    /// The core and the slices by their names, the core first.
    pub fn parts(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let slices = self.slices.iter().map(|(id, slice)| (id.as_str(), slice.as_slice()));
        [("core", self.core.as_slice())].into_iter().chain(slices)
    }

    /// A row for each section of each part: its size and digest.
    fn fingerprints(&self) -> Result<String, SnapshotError> {
        let mut rows = "part,section,bytes,sha256\n".to_owned();
        for (part, bytes) in self.parts() {
            for section in Container::open(bytes)?.sections {
                let (size, digest) = (section.bytes.len(), sha256(section.bytes));
                rows.push_str(&format!("{part},{},{size},{digest}\n", section.name));
            }
        }
        Ok(rows)
    }

    /// Names and contents of its files.
    ///
    /// # Errors
    /// [`SnapshotError`] where a part can't be opened.
    pub fn files(&self) -> Result<Vec<(String, Vec<u8>)>, SnapshotError> {
        let slices = self.slices.iter().filter_map(|(id, slice)| {
            let entry = self.manifest.slices.get(id)?;
            Some((entry.file.clone(), slice.clone()))
        });
        let files = slices.chain([
            (self.manifest.core.file.clone(), self.core.clone()),
            (BUNDLE.to_owned(), self.bundle.clone()),
            (FINGERPRINTS.to_owned(), self.fingerprints()?.into_bytes()),
            (MANIFEST.to_owned(), self.manifest.to_json().into_bytes()),
        ]);
        Ok(files.collect())
    }
}

/// A container of these sections.
pub(crate) fn container(edition: Edition, sections: Vec<(String, Vec<u8>)>) -> Result<Vec<u8>, SnapshotError> {
    Draft { edition, features: Vec::new(), sections }.write()
}

impl FileEntry {
    fn of(name: &str, bytes: &[u8]) -> FileEntry {
        let sha256 = sha256(bytes);
        let start: String = sha256.chars().take(16).collect();
        FileEntry { file: format!("{name}-{start}.bin"), sha256, bytes: bytes.len() }
    }

    /// Whether it names these bytes.
    #[must_use]
    pub fn names(&self, bytes: &[u8]) -> bool {
        self.bytes == bytes.len() && self.sha256 == sha256(bytes)
    }
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Manifest {
    /// The bytes that are published, and signed.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Nothing in it can fail to be written.
        serde_json::to_string(self).map(|text| text + "\n").unwrap_or_default()
    }

    /// Reads the manifest in `folder`; none where there is none.
    ///
    /// # Errors
    /// A fault where it can't be read.
    pub fn read(folder: &Path) -> Result<Option<Manifest>, Faults> {
        let path = folder.join(MANIFEST);
        if !path.exists() {
            return Ok(None);
        }
        let unread = |cause: String| Fault::of(&path.display().to_string(), cause, "build the snapshot anew");
        let text = fs::read_to_string(&path).map_err(|error| unread(format!("can't be read: {error}")))?;
        let manifest = serde_json::from_str(&text).map_err(|error| unread(format!("is no manifest: {error}")))?;
        Ok(Some(manifest))
    }

    /// The files that it names.
    pub fn entries(&self) -> impl Iterator<Item = &FileEntry> {
        [&self.core].into_iter().chain(self.slices.values())
    }
}

/// Opens what was published: a bundle, or the core and all slices of a folder with a manifest.
///
/// # Errors
/// A fault for each file that is missing, damaged or not the one that the manifest names.
pub fn open(path: &Path) -> Result<Snapshot, Faults> {
    let refused = |file: &Path, error: SnapshotError| Fault::of(&file.display().to_string(), error.to_string(), "");
    let read = |file: &Path| {
        fs::read(file).map_err(|error| {
            let cause = format!("can't be read: {error}");
            Fault::of(&file.display().to_string(), cause, "name a folder with a manifest, or a bundle")
        })
    };
    let Some(manifest) = Manifest::read(path)? else {
        return Ok(Snapshot::open(&read(path)?).map_err(|error| refused(path, error))?);
    };
    let core = path.join(&manifest.core.file);
    let mut snapshot = Snapshot::open(&read(&core)?).map_err(|error| refused(&core, error))?;
    let mut faults = Faults::default();
    for slice in manifest.slices.values().map(|slice| path.join(&slice.file)) {
        let added = read(&slice).and_then(|bytes| snapshot.add(&bytes).map_err(|error| refused(&slice, error)));
        faults.keep(added);
    }
    faults.or(snapshot)
}

/// For each country the tariffs that the laws of its places look into.
fn destinations(law: &Law) -> BTreeMap<String, BTreeSet<String>> {
    let mut destinations = BTreeMap::<String, BTreeSet<String>>::new();
    for regime in &law.regimes {
        let tariffs = needs::tariffs(regime);
        for id in &regime.places {
            let country = law.places.iter().find(|place| place.id == *id).map(|place| &place.country);
            // A place within a country may have a code of its own too, by which a request can name it.
            let own = Some(id).filter(|id| id.len() == 2);
            for code in country.into_iter().chain(own) {
                destinations.entry(code.clone()).or_default().extend(tariffs.iter().map(|id| (*id).to_owned()));
            }
        }
    }
    destinations
}

/// Puts the files of an edition into `folder` in place of those of the edition that was there.
pub(crate) fn write(folder: &Path, published: &Published) -> Result<(), Fault> {
    // One that can't be read names nothing that could be cleared away.
    let before = Manifest::read(folder).ok().flatten();
    let files = published.files().map_err(|error| refused(&error))?;
    // A signature of another manifest signs nothing.
    let signature =
        before.as_ref().is_some_and(|before| *before != published.manifest).then_some(crate::sign::SIGNATURE);
    let gone: Vec<&str> = before
        .iter()
        .flat_map(Manifest::entries)
        .map(|entry| entry.file.as_str())
        .chain(signature)
        .filter(|old| files.iter().all(|(name, _)| name != old))
        .collect();
    replace_in_folder(folder, &files, &gone)
}
