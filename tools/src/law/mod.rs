//! The law as people write it, compiled into what the engine reads.
//!
//! `tariff-data/law/*.toml` holds one file a regime and `common.toml` with what they share; `docs/law.md` describes the
//! language. Compiling collects every fault of every file before it gives up.

mod condition;
mod formula;
mod surface;
mod table;

use crate::import::fault::{Fault, Faults};
use landfall::{
    day::{Day, Period},
    goods::{HsCode, duty},
    law::{
        Agreement, Carrier, Collected, Condition, Confidence, DayOf, DeliveryTerm, Doubt, Effect, FactName, GoodsClass,
        Grant, Law, Levy, Notice, Payer, Place, PostalCodes, Rate, Regime, RegistrationType, Round, Scheme, Source,
        Standing, Valuation,
    },
    money::{Currency, Decimal, Rounding},
    request::FactKind,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};
use toml::value::Datetime;

/// What the files share: names that conditions may use.
pub(crate) struct Shared {
    groups: BTreeMap<String, Vec<String>>,
    goods: Vec<String>,
    facts: BTreeMap<String, FactKind>,
    carriers: Vec<String>,
    agreements: Vec<String>,
    schemes: Vec<String>,
}

/// Compiles the law that lies in the folders `law`, `vat` and `carriers` of `data`.
///
/// # Errors
/// Every fault that was found.
pub fn compile(data: &Path) -> Result<Law, Faults> {
    let mut compiler = Compiler { file: String::new(), faults: Faults::default() };
    let law = compiler.data(data);
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

    fn data(&mut self, data: &Path) -> Law {
        let mut law = Law::default();
        let folder = data.join("law");
        let Some(common) = self.read::<surface::Common>(&folder.join("common.toml")) else { return law };
        law.terms = common.term.iter().map(|term| DeliveryTerm { term: term.id, charges: term.charges }).collect();
        let files = self.files::<surface::RegimeFile>(&folder);
        let carriers = self.files::<surface::CarrierFile>(&data.join("carriers"));
        let mut shared = self.shared(&common, &files, &carriers);
        self.file = "common.toml".into();
        self.names(&mut law, common.goods, common.place, common.fact, common.registration);
        for (name, mut file) in files {
            self.file = name;
            self.names(
                &mut law,
                std::mem::take(&mut file.goods),
                std::mem::take(&mut file.place),
                std::mem::take(&mut file.fact),
                std::mem::take(&mut file.registration),
            );
            shared.schemes = file.scheme.iter().map(|scheme| scheme.id.clone()).collect();
            let tables = std::mem::take(&mut file.table);
            law.regimes.extend(self.regime(file, &shared));
            for table in tables {
                law.tables.extend(self.table(&folder.join("tables"), table, &shared));
            }
        }
        shared.schemes =
            law.regimes.iter().flat_map(|regime| &regime.schemes).map(|scheme| scheme.id.clone()).collect();
        for (name, file) in carriers {
            self.file = name;
            law.carriers.push(self.carrier(file, &shared));
        }
        let vat = data.join("vat/vat.csv");
        if vat.exists() {
            law.tables.extend(self.vat(&vat));
        }
        self.check(&law);
        law
    }

    /// The names that conditions of any file may use.
    fn shared(
        &mut self,
        common: &surface::Common,
        files: &[(String, surface::RegimeFile)],
        carriers: &[(String, surface::CarrierFile)],
    ) -> Shared {
        let groups = common.group.iter().chain(files.iter().flat_map(|(_, file)| &file.group));
        let goods = common.goods.iter().chain(files.iter().flat_map(|(_, file)| &file.goods));
        let facts = common.fact.iter().chain(files.iter().flat_map(|(_, file)| &file.fact));
        let agreements = files.iter().flat_map(|(_, file)| &file.agreement);
        let shared = Shared {
            groups: groups.clone().map(|group| (group.id.clone(), group.members.clone())).collect(),
            goods: goods.clone().map(|goods| goods.id.clone()).collect(),
            facts: facts.clone().map(|fact| (fact.name.clone(), fact.kind)).collect(),
            carriers: carriers.iter().map(|(_, carrier)| carrier.id.clone()).collect(),
            agreements: agreements.map(|agreement| agreement.id.clone()).collect(),
            schemes: Vec::new(),
        };
        self.file = "law".into();
        self.twice("group", groups.map(|group| group.id.as_str()));
        self.twice("goods", goods.map(|goods| goods.id.as_str()));
        self.twice("fact", facts.map(|fact| fact.name.as_str()));
        shared
    }

    /// Names that stand for one thing must stand once.
    fn twice<'n>(&mut self, what: &str, names: impl Iterator<Item = &'n str>) {
        let mut seen = BTreeSet::new();
        for name in names {
            if !seen.insert(name) {
                self.fault(name, format!("there is a {what} of this name already"));
            }
        }
    }

    /// Enters what a file defines for all.
    fn names(
        &mut self,
        law: &mut Law,
        goods: Vec<surface::Goods>,
        places: Vec<surface::Place>,
        facts: Vec<surface::Fact>,
        registrations: Vec<surface::Registration>,
    ) {
        law.goods.extend(goods.iter().map(|goods| self.goods(goods)));
        law.places.extend(places.iter().filter_map(|place| self.place(place)));
        law.facts.extend(facts.into_iter().map(|fact| FactName { name: fact.name, kind: fact.kind }));
        for own in registrations.into_iter().map(registration) {
            match law.registrations.iter_mut().find(|known| known.id == own.id) {
                Some(known) => known.forms.extend(own.forms),
                None => law.registrations.push(own),
            }
        }
    }

    /// The files of a folder but for `common.toml`, by name, in the order of their names.
    fn files<T: serde::de::DeserializeOwned>(&mut self, folder: &Path) -> Vec<(String, T)> {
        if !folder.exists() {
            return Vec::new();
        }
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
        paths.iter().filter_map(|path| self.read(path).map(|file| (self.file.clone(), file))).collect()
    }

    fn carrier(&mut self, file: surface::CarrierFile, shared: &Shared) -> Carrier {
        let divisor = file.divisor.map(|text| Decimal::parse(&text).map_err(|_| format!("`{text}` is no number")));
        let divisor = divisor.and_then(|divisor| self.keep(&file.id, divisor));
        let levies = file.levy.into_iter().filter_map(|levy| self.levy(levy, shared));
        Carrier {
            levies: levies.map(|levy| Levy { of_carrier: true, ..levy }).collect(),
            divisor,
            id: file.id,
            name: file.name,
            incoterms: file.incoterms,
        }
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
            customs_value_round: self.round(&id, regime.customs_value_round)?,
            region_needed: regime.region_needed,
            proof_waiver: match regime.proof_waiver {
                Some(when) => Some(self.when(&id, &when, shared)?),
                None => None,
            },
            valuations: file.valuation.into_iter().filter_map(|one| self.valuation(one, shared)).collect(),
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
            rates_of: regime.exchange.day.unwrap_or_default(),
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

    fn valuation(&mut self, valuation: surface::Valuation, shared: &Shared) -> Option<Valuation> {
        let id = valuation.id;
        let period = self.period(&id, Some(&valuation.from), valuation.to.as_ref());
        let when = self.when(&id, &valuation.when, shared);
        let customs_value = self.keep(&id, formula::parse(&valuation.customs_value));
        let doubts = self.doubts(&id, valuation.doubt, shared);
        let source = self.source(&id, valuation.law, valuation.source, &valuation.checked, valuation.confidence);
        let (period, when, customs_value, source) = (period?, when?, customs_value?, source?);
        Some(Valuation { id, period, when, customs_value, doubts, source })
    }

    fn doubts(
        &mut self,
        place: &str,
        doubts: Option<surface::OneOrMore<surface::Doubt>>,
        shared: &Shared,
    ) -> Vec<Doubt> {
        let doubts: Vec<surface::Doubt> = doubts.map(Into::into).unwrap_or_default();
        doubts.into_iter().filter_map(|doubt| self.doubt(place, doubt, shared)).collect()
    }

    fn doubt(&mut self, place: &str, doubt: surface::Doubt, shared: &Shared) -> Option<Doubt> {
        Some(Doubt {
            when: self.when(place, &doubt.when.unwrap_or_default(), shared)?,
            effect: match doubt.open {
                None => Effect::Remark,
                Some(surface::Branch::On) => Effect::Open(Some(true)),
                Some(surface::Branch::Off) => Effect::Open(Some(false)),
                Some(surface::Branch::Dearer) => Effect::Open(None),
            },
            code: doubt.code,
            message: doubt.message,
            action: doubt.action,
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
        let doubts = self.doubts(&id, levy.doubt, shared);
        let reliable_until = self.day(&id, levy.reliable_until.as_ref());
        let less = levy.less.map(|text| self.keep(&id, formula::parse(&text)));
        if matches!(rate, Some(Rate::Between { .. })) && doubts.is_empty() {
            self.fault(&id, "a rate between two others needs a `doubt` that says why and what to supply");
        }
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
            doubts,
            less: less.map_or(Some(None), |less| less.map(Some))?,
            reckoned: levy.reckoned,
            beyond: levy.beyond,
            of_carrier: false,
            enters_bases: levy.enters_bases,
            reliable_until: reliable_until?,
            shown_if_unclear: levy.unclear != Some(surface::Shown::Off),
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
        let doubt = agreement.doubt.map(|doubt| self.doubt(&id, doubt, shared));
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
            always_proven: agreement.always_proven,
            waiver: waiver.map_or(Some(None), |waiver| waiver.map(Some))?,
            doubt: doubt.map_or(Some(None), |doubt| doubt.map(Some))?,
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
            surface::Rate::In(surface::RateIn::Tariff(id)) => Rate::Tariff { id, column: Rate::GENERAL.into() },
            surface::Rate::Column { tariff, column } => Rate::Tariff { id: tariff, column },
            surface::Rate::Between { between: [least, most], shows } => Rate::Between {
                least: self.expression(place, &least)?,
                most: self.expression(place, &most)?,
                shows_least: shows == Some(surface::End::Least),
            },
            surface::Rate::Unknown { unknown, action } => Rate::Unknown { message: unknown, action },
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
            self.check_levies(law, &mut Vec::new(), &regime.levies);
            if regime.schemes.is_empty() {
                self.fault(&regime.id, "a regime needs at least one scheme");
            }
        }
        let every: Vec<&str> =
            law.regimes.iter().flat_map(|regime| &regime.levies).map(|levy| levy.id.as_str()).collect();
        for carrier in &law.carriers {
            self.check_levies(law, &mut every.clone(), &carrier.levies);
        }
    }

    /// Levies name only levies that stand before them, and tables that there are.
    fn check_levies<'l>(&mut self, law: &Law, before: &mut Vec<&'l str>, levies: &'l [Levy]) {
        for levy in levies {
            let sums = core::iter::once(&levy.base).chain(&levy.less);
            let named = sums.flat_map(formula::levies).chain(condition::levies(&levy.when));
            for id in named.filter(|id| !before.contains(id)) {
                self.fault(&levy.id, format!("it names `{id}`, which is no levy that stands before it"));
            }
            if let Rate::Table(table) = &levy.rate
                && !law.tables.iter().any(|one| one.id == *table)
            {
                self.fault(&levy.id, format!("there is no table `{table}`"));
            }
            before.push(&levy.id);
        }
    }
}

fn registration(registration: surface::Registration) -> RegistrationType {
    let issuer = |name: String| if name == "other" { None } else { Some(name) };
    let forms = registration.forms.into_iter().map(|(name, form)| (issuer(name), form)).collect();
    RegistrationType { id: registration.id, name: registration.name, forms }
}
