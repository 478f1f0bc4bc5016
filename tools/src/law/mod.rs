//! The law as people write it, compiled into what the engine reads.
//!
//! `tariff-data/law/*.toml` holds one file a regime and `common.toml` with what they share; `docs/law.md` describes the
//! language. Compiling collects every fault of every file before it gives up.

mod condition;
mod formula;
mod surface;

use crate::import::fault::{Fault, Faults};
use landfall::{
    day::{Day, Period},
    goods::{HsCode, duty},
    law::{
        Agreement, Carrier, Collected, Condition, Confidence, DayOf, DeliveryTerm, Doubt, FactName, GoodsClass, Grant,
        Law, Levy, Notice, Payer, Place, PostalCodes, Rate, RateRow, RateTable, Regime, RegistrationType, Round,
        Scheme, Source, Standing,
    },
    money::{Currency, Decimal, Rounding},
};
use std::{collections::BTreeMap, fs, path::Path};
use toml::value::Datetime;

/// What the files share: names that conditions may use.
pub(crate) struct Shared {
    groups: BTreeMap<String, Vec<String>>,
    goods: Vec<String>,
    schemes: Vec<String>,
}

/// Compiles the law that lies in `folder`, with the rates in `vat`.
///
/// # Errors
/// Every fault that was found.
pub fn compile(folder: &Path, vat: &Path) -> Result<Law, Faults> {
    let mut compiler = Compiler { file: String::new(), faults: Faults::default() };
    let law = compiler.folder(folder, vat);
    compiler.faults.or(law)
}

struct Compiler {
    file: String,
    faults: Faults,
}

impl Compiler {
    fn fault(&mut self, place: &str, cause: impl Into<String>) {
        self.faults.push(Fault::of(&self.file, format!("`{place}`: {}", cause.into()), "see docs/law.md"));
    }

    /// Takes the value of a result, or its error as a fault.
    fn keep<T>(&mut self, place: &str, result: Result<T, String>) -> Option<T> {
        result.map_err(|message| self.fault(place, message)).ok()
    }

    fn read<T: serde::de::DeserializeOwned>(&mut self, path: &Path) -> Option<T> {
        self.file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let text = fs::read_to_string(path).map_err(|error| error.to_string());
        let parsed = text.and_then(|text| toml::from_str(&text).map_err(|error| error.to_string()));
        self.keep("file", parsed)
    }

    fn folder(&mut self, folder: &Path, vat: &Path) -> Law {
        let mut law = Law::default();
        let Some(common) = self.read::<surface::Common>(&folder.join("common.toml")) else { return law };
        let mut shared = Shared {
            groups: common.group.iter().map(|group| (group.id.clone(), group.members.clone())).collect(),
            goods: common.goods.iter().map(|goods| goods.id.clone()).collect(),
            schemes: Vec::new(),
        };
        law.goods = common.goods.iter().map(|goods| self.goods(goods)).collect();
        law.places = common.place.iter().filter_map(|place| self.place(place)).collect();
        law.terms = common.term.into_iter().map(|term| DeliveryTerm { term: term.id, charges: term.charges }).collect();
        law.facts = common.fact.into_iter().map(|fact| FactName { name: fact.name, kind: fact.kind }).collect();
        law.registrations = common.registration.into_iter().map(registration).collect();
        law.carriers = common
            .carrier
            .into_iter()
            .map(|carrier| Carrier { id: carrier.id, name: carrier.name, incoterms: carrier.incoterms })
            .collect();
        let paths = self.regime_files(folder);
        for path in paths {
            if let Some(file) = self.read::<surface::RegimeFile>(&path) {
                shared.schemes = file.scheme.iter().map(|scheme| scheme.id.clone()).collect();
                law.regimes.extend(self.regime(file, &shared));
            }
        }
        if vat.exists() {
            law.tables.extend(self.vat(vat));
        }
        self.check(&law);
        law
    }

    fn regime_files(&mut self, folder: &Path) -> Vec<std::path::PathBuf> {
        let entries = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let mut paths: Vec<_> = self
            .keep("folder", entries.map_err(|error| error.to_string()))
            .unwrap_or_default()
            .into_iter()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
            .filter(|path| path.file_name().is_some_and(|name| name != "common.toml"))
            .collect();
        paths.sort();
        paths
    }

    fn goods(&mut self, goods: &surface::Goods) -> GoodsClass {
        let codes = |compiler: &mut Self, codes: &[String]| {
            codes.iter().filter_map(|code| compiler.code(&goods.id, code)).collect()
        };
        GoodsClass { id: goods.id.clone(), prefixes: codes(self, &goods.hs), except: codes(self, &goods.except) }
    }

    fn code(&mut self, place: &str, code: &str) -> Option<HsCode> {
        let parsed = HsCode::parse(code).ok_or_else(|| format!("`{code}` is no commodity code; give 2 to 12 digits"));
        self.keep(place, parsed)
    }

    fn place(&mut self, place: &surface::Place) -> Option<Place> {
        let mut postal_codes = Vec::new();
        for range in &place.postal_codes {
            let (from, to) = range.split_once("..").unwrap_or((range, range));
            if from.len() != to.len() || from > to {
                self.fault(
                    &place.id,
                    format!("`{range}`: the bounds of postal codes must be as long as each other, the lower first"),
                );
            }
            postal_codes.push(PostalCodes { from: from.into(), to: to.into() });
        }
        Some(Place {
            id: place.id.clone(),
            name: place.name.clone(),
            country: place.country.clone(),
            regions: place.regions.clone(),
            postal_codes,
        })
    }

    fn regime(&mut self, file: surface::RegimeFile, shared: &Shared) -> Option<Regime> {
        let regime = file.regime;
        let id = regime.id.clone();
        let currency = self.currency(&id, &regime.currency)?;
        let mut currencies = Vec::new();
        for (place, code) in &regime.currencies {
            currencies.extend(self.currency(&id, code).map(|currency| (place.clone(), currency)));
        }
        Some(Regime {
            customs_value: {
                let formula = formula::parse(&regime.customs_value);
                self.keep(&id, formula)?
            },
            schemes: file.scheme.into_iter().filter_map(|scheme| self.scheme(scheme, shared)).collect(),
            levies: file.levy.into_iter().filter_map(|levy| self.levy(levy, shared)).collect(),
            agreements: file
                .agreement
                .into_iter()
                .filter_map(|agreement| self.agreement(agreement, shared))
                .flatten()
                .collect(),
            refusals: self.notices(file.refusal, shared),
            notices: self.notices(file.notice, shared),
            hints: self.notices(file.hint, shared),
            id: regime.id,
            name: regime.name,
            places: regime.places,
            currency,
            currencies,
            rates_for_values: regime.exchange.values,
            rates_for_limits: regime.exchange.limits,
            importer: regime.importer.unwrap_or(Payer::Buyer),
        })
    }

    fn currency(&mut self, place: &str, code: &str) -> Option<Currency> {
        let currency =
            Currency::parse(code).ok_or_else(|| format!("`{code}` is no currency; give its three capital letters"));
        self.keep(place, currency)
    }

    fn scheme(&mut self, scheme: surface::Scheme, shared: &Shared) -> Option<Scheme> {
        let period = self.period(&scheme.id, Some(&scheme.from), scheme.to.as_ref())?;
        let when = self.when(&scheme.id, &scheme.when, shared)?;
        Some(Scheme {
            period,
            when,
            day: scheme.day.unwrap_or_default(),
            importer: scheme.importer,
            source: self.source(&scheme.id, scheme.law, scheme.source, &scheme.checked, scheme.confidence)?,
            id: scheme.id,
            name: scheme.name,
        })
    }

    fn notices(&mut self, notices: Vec<surface::Notice>, shared: &Shared) -> Vec<Notice> {
        notices.into_iter().filter_map(|notice| self.notice(notice, shared)).collect()
    }

    fn notice(&mut self, notice: surface::Notice, shared: &Shared) -> Option<Notice> {
        let period = self.period(&notice.code, notice.from.as_ref(), notice.to.as_ref())?;
        Some(Notice {
            period,
            when: self.when(&notice.code, &notice.when, shared)?,
            code: notice.code,
            message: notice.message,
            action: notice.action,
            lowers: notice.lowers,
        })
    }

    fn levy(&mut self, levy: surface::Levy, shared: &Shared) -> Option<Levy> {
        let id = levy.id.clone();
        let period = self.period(&id, Some(&levy.from), levy.to.as_ref());
        let when = self.when(&id, &levy.when, shared);
        let base = self.keep(&id, formula::parse(&levy.base));
        let base_round = self.round(&id, levy.base_round);
        let rate = self.rate(&id, levy.rate);
        let waived = levy.waived.map(|text| self.keep(&id, condition::comparison(&text)));
        let recoverable = levy.recoverable.map(|when| self.when(&id, &when, shared));
        let source = self.source(&id, levy.law, levy.source, &levy.checked, levy.confidence);
        let round = self.round(&id, levy.round);
        Some(Levy {
            id,
            name: levy.name,
            kind: levy.kind,
            period: period?,
            day: levy.day.unwrap_or(DayOf::Entry),
            when: when?,
            per: levy.per,
            base: base?,
            base_round: base_round?,
            rate: rate?,
            slot: levy.merchant,
            inside_own_base: levy.inside_own_base,
            round: round?,
            rounded_in_bases: levy.rounded_in_bases,
            waived: waived.map_or(Some(None), |waived| waived.map(Some))?,
            standing: match levy.standing.unwrap_or_default() {
                surface::Standing::On => Standing::On,
                surface::Standing::Off => Standing::Off,
                surface::Standing::Open => Standing::Open(None),
                surface::Standing::OpenOn => Standing::Open(Some(true)),
                surface::Standing::OpenOff => Standing::Open(Some(false)),
            },
            doubt: levy.doubt.map(doubt),
            collected: levy.collected.unwrap_or(Collected::Import),
            recoverable: recoverable.map_or(Some(None), |recoverable| recoverable.map(Some))?,
            source: source?,
        })
    }

    /// An agreement; with what it grants on other goods as a second.
    fn agreement(&mut self, agreement: surface::Agreement, shared: &Shared) -> Option<Vec<Agreement>> {
        let id = agreement.id.clone();
        let period = self.period(&id, Some(&agreement.from), agreement.to.as_ref());
        let when = self.when(&id, &agreement.when, shared);
        let origins = condition::members(&agreement.origins, shared);
        let origins = self.keep(&id, origins);
        let waiver = agreement.waiver.map(|when| self.when(&id, &when, shared));
        let grant = self.grant(&id, agreement.grants);
        let otherwise = agreement.otherwise.map(|grants| self.grant(&id, grants));
        let source = self.source(&id, agreement.law, agreement.source, &agreement.checked, agreement.confidence);
        let agreement = Agreement {
            id,
            name: agreement.name,
            origins: origins?,
            period: period?,
            when: when?,
            grant: grant?,
            proofs: agreement.proofs,
            waiver: waiver.map_or(Some(None), |waiver| waiver.map(Some))?,
            doubt: agreement.doubt.map(doubt),
            source: source?,
        };
        let Some(otherwise) = otherwise else { return Some(vec![agreement]) };
        let other_goods = Condition::Not(Box::new(agreement.when.clone()));
        let otherwise = Agreement { when: other_goods, grant: otherwise?, ..agreement.clone() };
        Some(vec![agreement, otherwise])
    }

    fn grant(&mut self, place: &str, grants: surface::Grants) -> Option<Grant> {
        Some(match grants {
            surface::Grants::Rate(text) => Grant::Rate(self.expression(place, &text)?),
            surface::Grants::AtBest { at_best } => Grant::AtBest(self.expression(place, &at_best)?),
            surface::Grants::Column { column, partner } => Grant::Column { column, partners: partner.into() },
        })
    }

    fn rate(&mut self, place: &str, rate: surface::Rate) -> Option<Rate> {
        Some(match rate {
            surface::Rate::Of(text) if text == "merchant" => Rate::Merchant,
            surface::Rate::Of(text) => Rate::Of(self.expression(place, &text)?),
            surface::Rate::InsteadOf { tariff, rate } => Rate::InsteadOf(tariff, self.expression(place, &rate)?),
            surface::Rate::In(surface::RateIn::Table(table)) => Rate::Table(table),
            surface::Rate::In(surface::RateIn::Tariff(tariff)) => Rate::Tariff(tariff),
        })
    }

    fn expression(&mut self, place: &str, text: &str) -> Option<duty::Expression> {
        let parsed = duty::Expression::parse(text, &duty::Dialect::PLAIN)
            .map_err(|error| format!("`{text}` is no rate: {error}"));
        self.keep(place, parsed)
    }

    /// `"down to 1000"`, `"half-up"`.
    fn round(&mut self, place: &str, text: Option<String>) -> Option<Option<Round>> {
        let Some(text) = text else { return Some(None) };
        let (mode, step) = text.split_once(" to ").map_or((text.as_str(), None), |(mode, step)| (mode, Some(step)));
        let mode = match mode {
            "half-up" => Some(Rounding::HalfUp),
            "half-even" => Some(Rounding::HalfEven),
            "down" => Some(Rounding::Down),
            "up" => Some(Rounding::Up),
            _ => None,
        };
        let step = step.map(|step| Decimal::parse(step).ok().filter(|step| step.is_positive()));
        match (mode, step) {
            (Some(mode), None) => Some(Some(Round { step: None, mode })),
            (Some(mode), Some(Some(step))) => Some(Some(Round { step: Some(step), mode })),
            _ => {
                self.fault(place, format!("`{text}` is no rounding; write as `half-up` or `down to 1000`"));
                None
            }
        }
    }

    fn when(&mut self, place: &str, when: &toml::Table, shared: &Shared) -> Option<Condition> {
        self.keep(place, condition::compile(when, shared))
    }

    /// A time from its first day on, or from ever, to its last day.
    fn period(&mut self, place: &str, from: Option<&Datetime>, to: Option<&Datetime>) -> Option<Period> {
        let from = self.day(place, from)?.unwrap_or(Day::MIN);
        let to = self.day(place, to)?;
        if to.is_some_and(|to| to < from) {
            self.fault(place, format!("it ends before it begins, on {from}"));
        }
        Some(Period { from, to })
    }

    fn day(&mut self, place: &str, day: Option<&Datetime>) -> Option<Option<Day>> {
        let Some(written) = day else { return Some(None) };
        let day = Day::parse(&written.to_string()).ok_or_else(|| format!("`{written}` is no day; write as 2026-07-01"));
        self.keep(place, day).map(Some)
    }

    fn source(
        &mut self,
        place: &str,
        law: String,
        source: String,
        checked: &Datetime,
        confidence: Confidence,
    ) -> Option<Source> {
        if law.trim().is_empty() || source.trim().is_empty() {
            self.fault(place, "`law` and `source` must say something");
        }
        self.day(place, Some(checked))?;
        Some(Source { law, source, confidence })
    }

    fn vat(&mut self, path: &Path) -> Option<RateTable> {
        self.file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let reader = csv::Reader::from_path(path).map_err(|error| error.to_string());
        let mut rows = Vec::new();
        for row in self.keep("file", reader)?.deserialize::<surface::VatRow>() {
            if let Some(row) = self.keep("row", row.map_err(|error| error.to_string())) {
                rows.extend(self.vat_row(row));
            }
        }
        rows.sort_by(|one: &RateRow, other| one.place.cmp(&other.place));
        Some(RateTable { id: "vat".into(), rows })
    }

    fn vat_row(&mut self, row: surface::VatRow) -> Option<RateRow> {
        let place = format!("{} {}", row.place, row.category);
        let day = |text: &str| Day::parse(text).ok_or_else(|| format!("`{text}` is no day"));
        let from = self.keep(&place, day(&row.from))?;
        let to = if row.to.is_empty() { None } else { Some(self.keep(&place, day(&row.to))?) };
        self.keep(&place, day(&row.checked))?;
        let prefixes = row.hs.split(';').map(str::trim).filter(|code| !code.is_empty());
        let prefixes: Vec<HsCode> = prefixes.filter_map(|code| self.code(&place, code)).collect();
        let rate = if row.rate.contains('%') { row.rate } else { format!("{} %", row.rate) };
        Some(RateRow {
            rate: self.expression(&place, &rate)?,
            place: row.place,
            period: Period { from, to },
            prefixes,
            source: Source { law: row.law, source: row.source, confidence: row.confidence },
        })
    }

    /// What can be told only from the whole: names that nothing answers to, ids that are used twice.
    fn check(&mut self, law: &Law) {
        self.file = "law".into();
        let mut places = BTreeMap::new();
        for regime in &law.regimes {
            for place in &regime.places {
                if let Some(other) = places.insert(place, &regime.id) {
                    self.fault(&regime.id, format!("`{place}` belongs to `{other}` already"));
                }
            }
            let mut seen: Vec<&str> = Vec::new();
            for levy in &regime.levies {
                for id in formula::levies(&levy.base) {
                    if !seen.contains(&id) {
                        self.fault(&levy.id, format!("its base names `{id}`, which is no levy that stands before it"));
                    }
                }
                if let Rate::Table(table) = &levy.rate
                    && !law.tables.iter().any(|one| one.id == *table)
                {
                    self.fault(&levy.id, format!("there is no table `{table}`"));
                }
                seen.push(&levy.id);
            }
            if regime.schemes.is_empty() {
                self.fault(&regime.id, "a regime needs at least one scheme");
            }
        }
    }
}

fn doubt(doubt: surface::Doubt) -> Doubt {
    Doubt { code: doubt.code, message: doubt.message, action: doubt.action }
}

fn registration(registration: surface::Registration) -> RegistrationType {
    let issuer = |name: String| if name == "other" { None } else { Some(name) };
    let forms = registration.forms.into_iter().map(|(name, form)| (issuer(name), form)).collect();
    RegistrationType { id: registration.id, name: registration.name, forms }
}
