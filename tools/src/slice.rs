//! A shop's own snapshot: only the destinations that it sells to, and only the goods that it sells.

use crate::build::{Manifest, Published, needs, write};
use crate::import::fault::{Fault, Faults};
use landfall::{
    goods::HsCode,
    law::{Key, Law},
    snapshot::{
        Edition, Snapshot, SnapshotError, Tariff, TariffDraft,
        container::{Container, Draft},
        section, write_law,
    },
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// What to keep.
#[derive(clap::Args)]
#[command(
    after_help = "What is left out is not known to it: a quote to another destination is rejected, one for goods of
other codes refused. It is a snapshot of its own, with its own digest, and whoever publishes it signs it.

Example:
  landfall-data slice --destinations DE,FR --hs 61,62,6403 --out target/shop"
)]
pub struct Args {
    /// Countries to sell to
    #[arg(long, value_name = "COUNTRIES", value_delimiter = ',', required = true)]
    destinations: Vec<String>,
    /// What the commodity codes of the goods begin with; all goods where left out
    #[arg(long, value_name = "CODES", value_delimiter = ',', value_parser = code)]
    hs: Vec<HsCode>,
    /// The folder of the snapshot to take it from
    #[arg(long, value_name = "FOLDER", default_value = "target/snapshot")]
    snapshot: PathBuf,
    /// The folder to write to
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
}

fn code(text: &str) -> Result<HsCode, String> {
    HsCode::parse(text).ok_or_else(|| format!("`{text}` is no beginning of a commodity code: write 2 to 12 digits"))
}

/// Makes the shop's snapshot.
pub fn run(args: &Args) -> ExitCode {
    match made(args).and_then(|shop| Ok(write(&args.out, &shop).map(|()| shop)?)) {
        Ok(shop) => {
            for (name, bytes) in shop.parts() {
                println!("{name}: {} bytes", bytes.len());
            }
            println!("Wrote {}\nIt is not signed: `landfall-data sign` signs it.", args.out.display());
            ExitCode::SUCCESS
        }
        Err(faults) => {
            eprint!("{faults}");
            eprintln!("Nothing was written.");
            ExitCode::from(2)
        }
    }
}

fn made(args: &Args) -> Result<Published, Faults> {
    let at = |path: &Path, cause: String| Fault::of(&path.display().to_string(), cause, "build the snapshot anew");
    let read = |name: &str| {
        let path = args.snapshot.join(name);
        fs::read(&path).map_err(|error| at(&path, format!("can't be read: {error}")))
    };
    let missing = || at(&args.snapshot, "holds no manifest".into());
    let manifest = Manifest::read(&args.snapshot)?.ok_or_else(missing)?;
    let bytes = read(&manifest.core.file)?;
    let damaged = |error: SnapshotError| at(&args.snapshot, error.to_string());
    let mut snapshot = Snapshot::open(&bytes).map_err(damaged)?;
    let law = law(snapshot.law(), &args.destinations)?;
    let wanted: BTreeSet<&str> = law.regimes.iter().flat_map(needs::tariffs).collect();
    let mut slices = BTreeMap::new();
    for (id, entry) in manifest.slices.iter().filter(|(id, _)| wanted.contains(id.as_str())) {
        let slice = read(&entry.file)?;
        snapshot.add(&slice).map_err(damaged)?;
        let only = snapshot.tariff(id).filter(|_| !args.hs.is_empty());
        let slice = only.map_or(Ok(slice), |tariff| goods(tariff, &args.hs)).map_err(damaged)?;
        slices.insert(id.clone(), slice);
    }
    let sections = Container::open(&bytes).map_err(damaged)?.sections;
    let kept = sections.iter().filter(|kept| ![section::LAW, section::SLICES].contains(&kept.name));
    let core = kept.map(|kept| (kept.name.to_owned(), kept.bytes.to_vec()));
    let core = core.chain([(section::LAW.to_owned(), write_law(&law))]).collect();
    let title = format!("{}, for {}", snapshot.edition.title, args.destinations.join(", "));
    let edition = Edition { title, ..snapshot.edition.clone() };
    Ok(Published::of(edition, manifest.next_key, core, slices).map_err(damaged)?)
}

/// The law of these countries, and of the territories whose tariffs it looks into.
fn law(law: &Law, destinations: &[String]) -> Result<Law, Faults> {
    let country = |place: &str| -> String {
        let part = law.places.iter().find(|part| part.id == place);
        part.map_or(place, |part| &part.country).to_owned()
    };
    let mut faults = Faults::default();
    for destination in destinations {
        let known = law.regimes.iter().flat_map(|regime| &regime.places).any(|place| country(place) == *destination);
        if !known {
            let remedy = "`landfall snapshot coverage` lists those that are";
            faults.push(
                Fault::of("--destinations", "is no destination of this snapshot", remedy).cell("country", destination),
            );
        }
    }
    faults.or(())?;
    let serves = |place: &String| destinations.contains(&country(place));
    let serving: Vec<_> = law.regimes.iter().filter(|regime| regime.places.iter().any(serves)).collect();
    // The preferences of a tariff are those of the regime of its name.
    let tariffs: BTreeSet<&str> = serving.iter().flat_map(|regime| needs::tariffs(regime)).collect();
    let mut kept = law.clone();
    kept.regimes.retain(|regime| regime.places.iter().any(serves) || tariffs.contains(regime.id.as_str()));
    let places: BTreeSet<String> = kept.regimes.iter().flat_map(|regime| regime.places.clone()).collect();
    for table in kept.tables.iter_mut().filter(|table| table.by == Key::Place) {
        table.rows.retain(|row| row.key == landfall::law::RateTable::OTHERS || places.contains(&row.key));
    }
    Ok(kept)
}

/// The slice of a tariff with these goods alone.
fn goods(tariff: &Tariff, prefixes: &[HsCode]) -> Result<Vec<u8>, SnapshotError> {
    let mut draft = TariffDraft::of(tariff);
    let wanted = |code: &HsCode| prefixes.iter().any(|prefix| code.starts_with(prefix));
    draft.lines.retain(wanted);
    let lines: BTreeSet<HsCode> = draft.lines.iter().copied().collect();
    let has_lines = |code: &HsCode| lines.range(*code..).next().is_some_and(|line| line.starts_with(code));
    draft.rates.retain(|rate| has_lines(&rate.code));
    draft.successors.retain(|(_, successor)| has_lines(successor));
    draft.listings.retain(|listing| has_lines(&listing.code));
    let about = &tariff.about;
    let edition = Edition { day: about.edition, title: about.name.clone(), sources: vec![about.source.clone()] };
    let sections = vec![(format!("{}{}", section::TARIFF, about.id), draft.write()?)];
    Draft { edition, features: Vec::new(), sections }.write()
}
