//! A thousand carts, always the same, with the quotes that native code gives for them.
//!
//! `cargo run --example random_carts -- SNAPSHOT FOLDER` writes `requests.jsonl` and `quotes.jsonl`; Node and the browser
//! must answer the same requests with the same bytes.
#![allow(clippy::arithmetic_side_effects, reason = "numbers of this program's own making")]

use landfall::{quote, snapshot::Snapshot};
use std::{env, error::Error, fmt::Write, fs, path::Path};

const CARTS: usize = 1_000;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (Some(snapshot), Some(folder)) = (arguments.next(), arguments.next()) else {
        return Err("give the snapshot and the folder to write to".into());
    };
    let snapshot = Snapshot::open(&fs::read(snapshot)?).map_err(|error| error.to_string())?;
    let destinations: Vec<&str> = snapshot
        .law()
        .regimes
        .iter()
        .flat_map(|regime| &regime.places)
        .map(String::as_str)
        .filter(|id| id.len() == 2)
        .collect();
    let mut dice = Dice(0x2545_F491_4F6C_DD1D);
    let (mut requests, mut quotes) = (String::new(), String::new());
    for _ in 0..CARTS {
        let cart = cart(&mut dice, &destinations);
        writeln!(quotes, "{}", quote::answer(cart.as_bytes(), &snapshot))?;
        writeln!(requests, "{cart}")?;
    }
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    fs::write(folder.join("requests.jsonl"), requests)?;
    fs::write(folder.join("quotes.jsonl"), quotes)?;
    println!("{CARTS} carts and their quotes in {}", folder.display());
    Ok(())
}

/// Marsaglia's xorshift: chance that repeats itself.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or_default() % bound
    }

    fn one<'a>(&mut self, among: &[&'a str]) -> &'a str {
        let index = self.below(among.len());
        among.get(index).copied().unwrap_or_default()
    }

    fn chance(&mut self, of: usize) -> bool {
        self.below(of) == 0
    }

    /// An amount with two decimals.
    fn amount(&mut self, below: usize) -> String {
        format!("{}.{:02}", self.below(below), self.below(100))
    }
}

fn cart(dice: &mut Dice, destinations: &[&str]) -> String {
    let currency = dice.one(&["EUR", "GBP", "USD", "DKK", "JPY"]);
    let items: Vec<String> = (0..=dice.below(6)).map(|index| item(dice, index, currency)).collect();
    let mut fields = vec![
        format!(r#""asOf":"{}-{:02}-{:02}""#, 2024 + dice.below(3), 1 + dice.below(12), 1 + dice.below(28)),
        format!(r#""shipFrom":{{"country":"{}"}}"#, dice.one(&["CN", "US", "JP", "IN", "GB", "CH"])),
        format!(r#""shipTo":{{"country":"{}"}}"#, dice.one(destinations)),
        format!(r#""items":[{}]"#, items.join(",")),
    ];
    if dice.chance(2) {
        fields.push(format!(r#""transport":"{}""#, dice.one(&["courier", "post", "air"])));
    }
    if dice.chance(2) {
        fields.push(format!(r#""incoterm":"{}""#, dice.one(&["DAP", "DDP", "CIF"])));
    }
    if !dice.chance(4) {
        fields.push(format!(r#""shipping":{{"amount":"{}","currency":"{currency}"}}"#, dice.amount(40)));
    }
    if dice.chance(2) {
        fields.push(String::from(r#""seller":{"registrations":[{"type":"IOSS","number":"IM3720000000"}]}"#));
    }
    if dice.chance(5) {
        fields.push(String::from(r#""declaration":"full""#));
    }
    if dice.chance(5) {
        fields.push(format!(r#""currency":"{}""#, dice.one(&["EUR", "GBP", "USD"])));
    }
    if dice.chance(3) {
        fields.push(String::from(r#""include":["trace","digest"]"#));
    }
    format!("{{{}}}", fields.join(","))
}

fn item(dice: &mut Dice, index: usize, currency: &str) -> String {
    let code = dice.one(&["61091000", "64039998", "9503", "91021200", "490199", "04069021", "42022100", "85171300"]);
    let price = if dice.chance(6) { dice.amount(900) } else { dice.amount(50) };
    let mut fields = vec![
        format!(r#""id":"line {index}""#),
        format!(r#""quantity":{}"#, 1 + dice.below(4)),
        format!(r#""unitPrice":{{"amount":"{price}","currency":"{currency}"}}"#),
    ];
    if !dice.chance(8) {
        fields.push(format!(r#""hsCode":"{code}""#));
    }
    if !dice.chance(8) {
        fields.push(format!(r#""originCountry":"{}""#, dice.one(&["CN", "BD", "VN", "US", "IT"])));
    }
    if dice.chance(2) {
        fields.push(format!(r#""description":"{}""#, dice.one(&["T-shirt", "Shoes", "Zoë’s \\\"toy\\\"", "本"])));
    }
    if dice.chance(2) {
        fields.push(format!(r#""netWeight":{{"value":"0.{}","unit":"kg"}}"#, 1 + dice.below(9)));
    }
    if dice.chance(4) {
        fields.push(format!(r#""rates":{{"duty":"{}"}}"#, dice.one(&["12 %", "4.5 % + 20 EUR / 100 kg", "Free"])));
    }
    format!("{{{}}}", fields.join(","))
}
