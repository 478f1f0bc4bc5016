//! What is known: law, rates of exchange and tariffs of one edition, in files that are verified before they are used.
//!
//! A *core* holds the law and names the *slices* of its edition, each a tariff. A *bundle* is both in one file.

mod bytes;
pub mod container;
mod error;
mod info;
mod law;
mod packed;
mod rates;
mod recency;
mod tariff;
mod vocabulary;

pub use container::{Digest, Edition};
pub use error::SnapshotError;
pub use info::{Info, TariffInfo};
pub use law::write_law;
pub use rates::{Peg, Rate, Rates, RatesDraft, RuleDraft};
pub use tariff::{
    About, Basis, Doubt, DraftListing, DraftRate, LineId, Lines, Partner, Partners, Resolution, Tariff, TariffDraft,
    TariffRate,
};

use crate::day::Day;
use crate::law::Law;
use crate::money::{Currency, Decimal};
use crate::request::Country;
use crate::sorted::Sorted;
use alloc::{collections::BTreeMap, collections::BTreeSet, string::String, vec::Vec};
use bytes::{Reader, Writer};
use container::{Container, Section};

/// Features that a snapshot may require of this engine; none yet.
const FEATURES: &[&str] = &[];

/// Names of sections.
pub mod section {
    /// The core of a bundle.
    pub const CORE: &str = "core";
    /// What the names of the slices of a bundle begin with; the slice's id follows.
    pub const SLICE: &str = "slice/";
    /// The last day on which an edition may be used.
    pub const EXPIRES: &str = "expires";
    /// The digests of the slices of a core's edition.
    pub const SLICES: &str = "slices";
    /// The law.
    pub const LAW: &str = "law";
    /// Currencies and their decimals.
    pub const CURRENCIES: &str = "currencies";
    /// Countries.
    pub const COUNTRIES: &str = "countries";
    /// Rates of exchange.
    pub const RATES: &str = "fx";
    /// What the names of tariffs begin with; the tariff's id follows.
    pub const TARIFF: &str = "tariff/";
}

/// Everything that a quote is worked out from, but for the request.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// Which law and tables it holds.
    pub edition: Edition,
    /// The name of its content: the digest of its core, which names the slices of its edition by theirs.
    pub digest: Digest,
    /// The last day on which it may be used; none where its publisher sets none.
    pub expires: Option<Day>,
    /// The tariffs of the slices that were added, in the order of their ids.
    pub tariffs: Vec<Tariff>,
    /// Rates of exchange.
    pub rates: Rates,
    slices: Sorted<String, Digest>,
    law: Law,
    currencies: Sorted<Currency, u8>,
    countries: Vec<Country>,
}

impl Snapshot {
    /// Opens a core, or a bundle with every slice in it: verifies all of it and reads what is in it. Sections of other
    /// names are skipped.
    ///
    /// # Errors
    /// [`SnapshotError`] for anything but a whole snapshot that this engine knows how to read. Its message says what is
    /// wrong and what to do.
    pub fn open(bytes: &[u8]) -> Result<Snapshot, SnapshotError> {
        let whole = Container::open(bytes)?;
        let Some(core) = whole.section(section::CORE) else { return Snapshot::of_core(whole) };
        whole.require(FEATURES)?;
        let mut snapshot = Snapshot::of_core(Container::open(core)?)?;
        for slice in whole.sections.iter().filter(|section| section.name.starts_with(section::SLICE)) {
            snapshot.add(slice.bytes)?;
        }
        Ok(snapshot)
    }

    fn of_core(core: Container<'_>) -> Result<Snapshot, SnapshotError> {
        core.require(FEATURES)?;
        if tariff_of(&core).is_some() {
            return Err(SnapshotError::misplaced("a slice", "open the core of its edition first, then add it"));
        }
        let mut snapshot = Snapshot {
            edition: core.edition,
            digest: core.digest,
            expires: None,
            tariffs: Vec::new(),
            rates: Rates::default(),
            slices: Sorted::default(),
            law: Law::default(),
            currencies: Sorted::default(),
            countries: Vec::new(),
        };
        for Section { name, bytes } in core.sections {
            let reader = Reader::new(name, bytes);
            match name {
                section::LAW => snapshot.law = law::read_law(reader)?,
                section::CURRENCIES => snapshot.currencies = read_currencies(reader)?,
                section::RATES => snapshot.rates = Rates::read(reader)?,
                section::COUNTRIES => snapshot.countries = read_countries(reader)?,
                section::EXPIRES => snapshot.expires = Some(read_day(reader)?),
                section::SLICES => snapshot.slices = read_slices(reader)?,
                _ => {}
            }
        }
        Ok(snapshot)
    }

    /// Adds a slice: from then on quotes find its tariff. A slice that is refused leaves the snapshot as it was.
    ///
    /// # Errors
    /// [`SnapshotError`] for anything but a whole slice that this engine knows how to read, that is not there already,
    /// and that is the one that the core names. A core that names no slices at all takes any.
    pub fn add(&mut self, slice: &[u8]) -> Result<(), SnapshotError> {
        let slice = Container::open(slice)?;
        slice.require(FEATURES)?;
        let Some((id, section)) = tariff_of(&slice) else {
            return Err(SnapshotError::misplaced("no slice of a snapshot", "open a core, and add slices to it"));
        };
        let Err(place) = self.tariffs.binary_search_by(|tariff| tariff.about.id.as_str().cmp(id)) else {
            let what = format_args!("the slice `{id}`, which is there already");
            return Err(SnapshotError::misplaced(what, "add each slice once"));
        };
        if !self.slices.is_empty() && self.slices.get(id) != Some(&slice.digest) {
            return Err(SnapshotError::mixed(id));
        }
        self.tariffs.insert(place, Tariff::read(id, Reader::new(section.name, section.bytes))?);
        Ok(())
    }

    /// The law.
    #[must_use]
    pub fn law(&self) -> &Law {
        &self.law
    }

    /// Ids of the slices of its edition and their digests, in the order of ids.
    pub fn slices(&self) -> impl Iterator<Item = (&str, Digest)> {
        self.slices.iter().map(|(id, digest)| (id.as_str(), *digest))
    }

    /// The law, for those who try out another.
    pub fn law_mut(&mut self) -> &mut Law {
        &mut self.law
    }

    /// The tariff of this id, where its slice was added.
    #[must_use]
    pub fn tariff(&self, id: &str) -> Option<&Tariff> {
        self.tariffs.iter().find(|tariff| tariff.about.id == id)
    }

    /// How many decimals amounts of a currency have; `None` for what is no currency.
    #[must_use]
    pub fn currency_decimals(&self, currency: Currency) -> Option<u32> {
        self.currencies.get(&currency).map(|decimals| u32::from(*decimals))
    }

    /// Whether there is a country of this code.
    #[must_use]
    pub fn is_country(&self, country: Country) -> bool {
        self.countries.binary_search(&country).is_ok()
    }
}

/// The section of a slice that makes it one, and the id of its tariff.
fn tariff_of<'a>(container: &Container<'a>) -> Option<(&'a str, Section<'a>)> {
    container.sections.iter().find_map(|section| Some((section.name.strip_prefix(section::TARIFF)?, *section)))
}

fn read_day(mut reader: Reader<'_>) -> Result<Day, SnapshotError> {
    let day = reader.day();
    reader.finish().map(|()| day)
}

/// The section of the last day on which an edition may be used.
#[must_use]
pub fn write_expires(day: Day) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.day_or_open(Some(day));
    writer.0
}

/// Ids and the 32 bytes of each digest, in the order of ids.
fn read_slices(mut reader: Reader<'_>) -> Result<Sorted<String, Digest>, SnapshotError> {
    let mut slices = Sorted::<String, Digest>::default();
    while !reader.is_empty() {
        let (id, digest) = (reader.text(), Digest(reader.array()));
        if slices.last_key().is_some_and(|last| last.as_str() >= id) {
            reader.refuse("holds ids out of order");
        }
        slices.insert(id.into(), digest);
    }
    reader.finish().map(|()| slices)
}

/// The section of the slices of an edition.
#[must_use]
pub fn write_slices(slices: &BTreeMap<String, Digest>) -> Vec<u8> {
    let mut writer = Writer::default();
    for (id, digest) in slices {
        writer.text(id);
        writer.0.extend(digest.0);
    }
    writer.0
}

/// Three letters and the number of decimals of each, in the order of codes.
fn read_currencies(mut reader: Reader<'_>) -> Result<Sorted<Currency, u8>, SnapshotError> {
    let mut currencies = Sorted::default();
    while !reader.is_empty() {
        let (currency, decimals) = (reader.currency(), reader.byte());
        if u32::from(decimals) > Decimal::MAX_DIGITS {
            reader.refuse("holds a currency of too many decimals");
        }
        if currencies.last_key().is_some_and(|last| *last >= currency) {
            reader.refuse("holds codes out of order");
        }
        currencies.insert(currency, decimals);
    }
    reader.finish().map(|()| currencies)
}

/// The section of currencies and their decimals.
#[must_use]
pub fn write_currencies(currencies: &BTreeMap<Currency, u8>) -> Vec<u8> {
    let mut writer = Writer::default();
    for (currency, decimals) in currencies {
        writer.0.extend(currency.code().bytes());
        writer.0.push(*decimals);
    }
    writer.0
}

/// Two letters of each, in the order of codes.
fn read_countries(mut reader: Reader<'_>) -> Result<Vec<Country>, SnapshotError> {
    let mut countries: Vec<Country> = Vec::new();
    while !reader.is_empty() {
        let code: [u8; 2] = reader.array();
        match core::str::from_utf8(&code).ok().and_then(Country::parse) {
            Some(country) if countries.last().is_none_or(|last| *last < country) => countries.push(country),
            Some(_) => reader.refuse("holds codes out of order"),
            None => reader.refuse("holds a country code in an odd form"),
        }
    }
    reader.finish().map(|()| countries)
}

/// The section of countries.
#[must_use]
pub fn write_countries(countries: &BTreeSet<Country>) -> Vec<u8> {
    countries.iter().flat_map(|country| country.code().bytes()).collect()
}
