//! interim
use landfall::{
    day::Day,
    money::Currency,
    request::Country,
    snapshot::{
        container::{Draft, Edition},
        section, write_countries, write_currencies, write_law,
    },
};
use std::path::Path;
/// interim
pub fn snapshot(data: &Path) -> Result<Vec<u8>, String> {
    let law = crate::law::compile(&data.join("law"), &data.join("vat/vat.csv"))
        .map_err(|f| f.iter().map(|f| f.to_string()).collect::<Vec<_>>().join("\n"))?;
    let mut cur = std::collections::BTreeMap::new();
    for r in csv::Reader::from_path(data.join("fx/currencies.csv")).map_err(|e| e.to_string())?.records() {
        let r = r.map_err(|e| e.to_string())?;
        cur.insert(Currency::parse(&r[0]).ok_or("c")?, r[1].parse::<u8>().map_err(|e| e.to_string())?);
    }
    let mut cou = std::collections::BTreeSet::new();
    for r in csv::Reader::from_path(data.join("countries.csv")).map_err(|e| e.to_string())?.records() {
        let r = r.map_err(|e| e.to_string())?;
        cou.insert(Country::parse(&r[0]).ok_or("c")?);
    }
    let law = write_law(&law).ok_or("law")?;
    eprintln!("law {} bytes", law.len());
    Draft {
        edition: Edition { day: Day::new(2026, 11, 24).ok_or("d")?, title: "t".into(), sources: vec![] },
        features: vec![],
        sections: vec![
            (section::LAW.into(), law),
            (section::CURRENCIES.into(), write_currencies(&cur)),
            (section::COUNTRIES.into(), write_countries(&cou)),
        ],
    }
    .write()
    .map_err(|e| e.to_string())
}
