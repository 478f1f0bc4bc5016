//! What is known: law, rates of exchange and tariffs of one edition, in one file that is verified before it is used.

mod bytes;
pub mod container;
mod error;
mod info;
mod law;
mod packed;
mod rates;
mod tariff;
mod vocabulary;

pub use container::{Digest, Edition};
pub use error::SnapshotError;
pub use info::{Info, TariffInfo};
pub use law::write_law;
pub use rates::{Peg, Rate, RateSpan, Rates, RuleDraft, write_rates};
pub use tariff::{
    About, Basis, Doubt, DraftListing, DraftRate, LineId, Lines, Partner, Partners, Resolution, Tariff, TariffDraft,
    TariffRate,
};

use crate::law::Law;
use crate::money::{Currency, Decimal};
use crate::request::Country;
use crate::sorted::Sorted;
use alloc::{collections::BTreeMap, collections::BTreeSet, vec::Vec};
use bytes::{Reader, Writer};
use container::Container;

/// Features that a snapshot may require of this engine; none yet.
const FEATURES: &[&str] = &[];

/// Names of the sections of a snapshot.
pub mod section {
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
    /// The name of its content.
    pub digest: Digest,
    /// Every tariff in it.
    pub tariffs: Vec<Tariff>,
    /// Rates of exchange.
    pub rates: Rates,
    law: Law,
    currencies: Sorted<Currency, u8>,
    countries: Vec<Country>,
}

impl Snapshot {
    /// Opens a snapshot: verifies it as a whole and reads what is in it. Sections of other names are skipped.
    ///
    /// # Errors
    /// [`SnapshotError`] for anything but a whole snapshot that this engine knows how to read. Its message says what is
    /// wrong and what to do.
    pub fn open(bytes: &[u8]) -> Result<Snapshot, SnapshotError> {
        let container = Container::open(bytes)?;
        container.require(FEATURES)?;
        let mut snapshot = Snapshot {
            edition: container.edition,
            digest: container.digest,
            tariffs: Vec::new(),
            rates: Rates::default(),
            law: Law::default(),
            currencies: Sorted::default(),
            countries: Vec::new(),
        };
        for container::Section { name, bytes } in container.sections {
            match name {
                section::LAW => snapshot.law = law::read_law(Reader::new(name, bytes))?,
                section::CURRENCIES => snapshot.currencies = read_currencies(Reader::new(name, bytes))?,
                section::RATES => snapshot.rates = Rates::read(Reader::new(name, bytes))?,
                section::COUNTRIES => snapshot.countries = read_countries(Reader::new(name, bytes))?,
                _ => {
                    if let Some(id) = name.strip_prefix(section::TARIFF) {
                        snapshot.tariffs.push(Tariff::read(id, Reader::new(name, bytes))?);
                    }
                }
            }
        }
        Ok(snapshot)
    }

    /// The law.
    #[must_use]
    pub fn law(&self) -> &Law {
        &self.law
    }

    /// The law, for those who try out another.
    pub fn law_mut(&mut self) -> &mut Law {
        &mut self.law
    }

    /// The tariff of this id.
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
