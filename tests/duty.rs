//! Duties against an evaluator written a second time, from the text of the tables alone: by pattern and by fraction,
//! with no tree, and with a list of its own of what their units mean.

#![cfg(test)]
#![allow(clippy::arithmetic_side_effects, reason = "fractions of big integers do not overflow")]

use landfall::day::Day;
use landfall::goods::duty::{Dialect, Expression, Facts, NotComputable, Sign, split_special};
use landfall::goods::{Quantities, Unit};
use landfall::money::{Currency, Decimal, Money};
use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;
use regex::Regex;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The goods of a test: a value, the day, and figures by the request's fields.
#[derive(Clone, Debug)]
struct Goods {
    value: Decimal,
    month: u32,
    day: u32,
    figures: BTreeMap<&'static str, Decimal>,
}

const FIELDS: [&str; 31] = [
    "netWeight",
    "grossWeight",
    "packedKilograms",
    "drainedKilograms",
    "dryKilograms",
    "standardQualityKilograms",
    "totalSugarsKilograms",
    "lacticMatterKilograms",
    "dryLacticMatterKilograms",
    "totalAlcoholKilograms",
    "cleanKilograms",
    "morphineKilograms",
    "leadKilograms",
    "copperKilograms",
    "zincKilograms",
    "tungstenKilograms",
    "molybdenumKilograms",
    "manganeseKilograms",
    "magnesiumKilograms",
    "siliconKilograms",
    "litres",
    "metres",
    "squareMetres",
    "pieces",
    "pairs",
    "containers",
    "packs",
    "jewels",
    "buttonLines",
    "alcoholVolume",
    "sucrosePercent",
];

/// Pounds and dollars for the amounts of a customs currency that is the euro.
fn euros(money: Money) -> Option<Decimal> {
    money.amount.checked_mul(decimal(rate(money.currency.code()))).ok()
}

fn rate(currency: &str) -> &'static str {
    match currency {
        "EUR" => "1",
        "GBP" => "1.15",
        "USD" => "0.9231",
        other => panic!("no rate for {other}"),
    }
}

fn decimal(text: &str) -> Decimal {
    Decimal::parse(text).unwrap()
}

fn expressions() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/expressions/");
    let left_sides = |file: &str| -> Vec<String> {
        let text = std::fs::read_to_string(format!("{folder}{file}.txt")).unwrap();
        text.lines().map(|line| line.split_once(" => ").unwrap().0.to_owned()).collect()
    };
    let mut all: Vec<String> = ["us", "eu", "gb"].into_iter().flat_map(left_sides).collect();
    for cell in left_sides("us-special") {
        all.extend(split_special(&cell).into_iter().map(|(_, rate)| rate.to_owned()));
    }
    all.sort();
    all.dedup();
    all
}

fn read(text: &str) -> Expression {
    let sign =
        |sign, currency, worth| Sign { sign, currency: Currency::parse(currency).unwrap(), worth: decimal(worth) };
    let signs = [sign("$", "USD", "1"), sign("¢", "USD", "0.01"), sign("€", "EUR", "1")];
    Expression::parse(text, &Dialect { signs: &signs, bare_percent: true }).unwrap()
}

static COMPUTABLE: LazyLock<Vec<(String, Expression)>> = LazyLock::new(|| {
    let all = expressions().into_iter().map(|text| {
        let expression = read(&text);
        (text, expression)
    });
    all.filter(|(_, expression)| expression.reasons().is_empty()).collect()
});

fn quantities(goods: &Goods) -> Quantities {
    let mut quantities = Quantities::default();
    for (field, figure) in &goods.figures {
        quantities.insert(Unit::from_field(field).unwrap(), *figure).unwrap();
    }
    quantities.insert(Unit::SugarDegree, decimal("96.5")).unwrap();
    quantities
}

fn facts<'a>(goods: &Goods, quantities: &'a Quantities) -> Facts<'a> {
    Facts { value: goods.value, quantities, day: Day::new(2026, goods.month, goods.day).unwrap(), convert: &euros }
}

/// The second evaluator.
mod naive {
    use super::*;

    pub fn number(text: &str) -> BigRational {
        let digits = text.replace(',', "");
        let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
        let mantissa: BigInt = format!("{whole}{fraction}").parse().unwrap();
        BigRational::new(mantissa, BigInt::from(10).pow(fraction.len() as u32))
    }

    fn pattern(pattern: &str) -> Regex {
        Regex::new(pattern).unwrap()
    }

    static SEASONAL: LazyLock<Regex> = LazyLock::new(|| pattern(r"\(\d"));
    static SEASONS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\)\s*,\s*|\)$"));
    static DATE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(\d+)\s*([A-Z]{3})?"));
    static BOUNDS: LazyLock<Regex> = LazyLock::new(|| pattern(" (MIN|MAX) "));
    static FRACTION: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(\d+) (\d)/(\d)%$"));
    static PERCENT: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^([\d.]+)(%|%ontheentireset|%onthefullvalueoftheimportedarticle)?$"));
    static MONEY: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(\$?)([\d.,]+)(¢|€|EUR|GBP)?(/?)([\d,]*)(.*)$"));

    /// The duty; `None` where no season of the rate holds the day.
    pub fn duty(text: &str, goods: &Goods) -> Option<BigRational> {
        if !SEASONAL.is_match(text) {
            return Some(bounded(text, goods).max(number("0")));
        }
        let mut parts =
            SEASONS.split(text).filter(|part| !part.is_empty()).map(|part| part.split_once(" (").unwrap_or((part, "")));
        let today = goods.month * 100 + goods.day;
        let (rate, _) = parts.find(|(_, spans)| spans.is_empty() || spans.split(',').any(|span| holds(span, today)))?;
        Some(bounded(rate, goods).max(number("0")))
    }

    fn holds(span: &str, today: u32) -> bool {
        let dates: Vec<(u32, Option<usize>)> = DATE
            .captures_iter(span)
            .map(|date| {
                let month = date
                    .get(2)
                    .map(|month| "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC".find(month.as_str()).unwrap() / 3 + 1);
                (date[1].parse().unwrap(), month)
            })
            .collect();
        let place = |(day, month): (u32, Option<usize>)| month.or(dates[1].1).unwrap() as u32 * 100 + day;
        let (from, to) = (place(dates[0]), place(dates[1]));
        if from <= to { (from..=to).contains(&today) } else { today >= from || today <= to }
    }

    fn bounded(text: &str, goods: &Goods) -> BigRational {
        let text =
            text.replace(" but not less than ", " MIN ").replace(" but not less ", " MIN ").replace(" less ", "~");
        let bounds: Vec<&str> = BOUNDS.find_iter(&text).map(|found| found.as_str().trim()).collect();
        let sums: Vec<BigRational> = BOUNDS.split(&text).map(|sum| total(sum, goods)).collect();
        bounds.iter().zip(&sums[1..]).fold(sums[0].clone(), |before, (bound, sum)| match *bound {
            "MIN" => before.max(sum.clone()),
            _ => before.min(sum.clone()),
        })
    }

    fn total(text: &str, goods: &Goods) -> BigRational {
        text.split('+')
            .map(|added| {
                let mut parts = added.split('~').map(|part| term(part.trim(), goods));
                let first = parts.next().unwrap();
                parts.fold(first, |sum, part| sum - part)
            })
            .sum()
    }

    fn term(text: &str, goods: &Goods) -> BigRational {
        let value = number(&goods.value.to_string()) / number("100");
        if let Some(found) = FRACTION.captures(text) {
            return value * (number(&found[1]) + number(&found[2]) / number(&found[3]));
        }
        let text = text.replace(char::is_whitespace, "");
        if text == "Free" {
            return number("0");
        }
        if let Some(found) = PERCENT.captures(&text) {
            return value * number(&found[1]);
        }
        let found = MONEY.captures(&text).unwrap_or_else(|| panic!("{text}"));
        let sign = found.get(3).map_or("$", |sign| sign.as_str());
        let (currency, worth) = match sign {
            "$" => ("USD", "1"),
            "¢" => ("USD", "0.01"),
            "€" => ("EUR", "1"),
            code => (code, "1"),
        };
        let per = if found[5].is_empty() { number("1") } else { number(&found[5]) };
        let amount = number(&found[2]) * number(worth) * number(rate(currency));
        amount * quantity(&found[6], goods) / per
    }

    fn quantity(unit: &str, goods: &Goods) -> BigRational {
        let figure = |field: &str| number(&goods.figures[field].to_string());
        let times = |field: &str, factor: &str| figure(field) * number(factor);
        let over = |field: &str, divisor: &str| figure(field) / number(divisor);
        match unit {
            "kg" | "kg/net" | "kgonentirecontentsofcontainer" => figure("netWeight"),
            "g" => times("netWeight", "1000"),
            "t" | "tonne" => over("netWeight", "1000"),
            "kg/gross" | "kg/br" => figure("grossWeight"),
            "kg,includingweightofcontainer" | "kgoncontentsandcontainer" => figure("packedKilograms"),
            "t,includingweightofcontainer" => over("packedKilograms", "1000"),
            "kgeda" | "kg/netdrainedwt" | "kgondrainedweight" => figure("drainedKilograms"),
            "kgmas" | "kg/netdry" => figure("dryKilograms"),
            "kgstdqual" | "kg/stdqual" => figure("standardQualityKilograms"),
            "kg/net/%sacchar." => figure("netWeight") * figure("sucrosePercent"),
            "kgforeachdegreeunder100degrees(andfractionsofadegreeinproportion)" => times("netWeight", "3.5"),
            "kgoftotalsugars" => figure("totalSugarsKilograms"),
            "kg/lacticmatter" => figure("lacticMatterKilograms"),
            "kg/drylacticmatter" => figure("dryLacticMatterKilograms"),
            "kg/totalc" => figure("totalAlcoholKilograms"),
            "cleankg" => figure("cleanKilograms"),
            "kgofanhydrousmorphinecontent" => figure("morphineKilograms"),
            "kgonleadcontent" => figure("leadKilograms"),
            "kgoncoppercontent" => figure("copperKilograms"),
            "kgonzinccontent" => figure("zincKilograms"),
            "kgontungstencontent" => figure("tungstenKilograms"),
            "kgonmolybdenumcontent" => figure("molybdenumKilograms"),
            "kgonmanganesecontent" => figure("manganeseKilograms"),
            "kgonmagnesiumcontent" => figure("magnesiumKilograms"),
            "kgonsiliconcontent" => figure("siliconKilograms"),
            "liter" => figure("litres"),
            "hl" => over("litres", "100"),
            "m3" => over("litres", "1000"),
            "bbl" => over("litres", "158.987294928"),
            // A proof litre is half alcohol; a per cent by volume in a hectolitre is a litre of alcohol.
            "pf.liter" | "pf.literonethylalcoholcontent" => {
                figure("litres") * over("alcoholVolume", "100") * number("2")
            }
            "%vol/hl" => over("litres", "100") * figure("alcoholVolume"),
            "m" | "lin.m" => figure("metres"),
            "m2" | "m2ofrecordingsurface" => figure("squareMetres"),
            "" | "each" | "item" | "items" | "pins" | "head" | "article" => figure("pieces"),
            "thousand" | "thou-sand" => over("pieces", "1000"),
            "doz." => over("pieces", "12"),
            "gross" => over("pieces", "144"),
            "line/gross" => over("pieces", "144") * figure("buttonLines"),
            "grossofimmediatecontainers" => over("containers", "144"),
            "pr." => figure("pairs"),
            "pack" => figure("packs"),
            "jewel" => figure("jewels"),
            other => panic!("no meaning for the unit {other}"),
        }
    }
}

fn goods() -> impl Strategy<Value = Goods> {
    let figure = (0_i64..10_000_000, prop::sample::select(vec!["1", "0.1", "0.001"]));
    let figure = figure.prop_map(|(figure, step)| Decimal::from_integer(figure).checked_mul(decimal(step)).unwrap());
    let value =
        (0_i64..1_000_000_000).prop_map(|cents| Decimal::from_integer(cents).checked_mul(decimal("0.01")).unwrap());
    let figures = prop::collection::vec(figure, FIELDS.len());
    (value, 1_u32..=12, 1_u32..=28, figures).prop_map(|(value, month, day, figures)| {
        let mut figures: BTreeMap<&str, Decimal> = FIELDS.into_iter().zip(figures).collect();
        // Not more than the whole.
        for share in ["alcoholVolume", "sucrosePercent"] {
            figures.insert(share, figures[share].min(decimal("99.5")));
        }
        Goods { value, month, day, figures }
    })
}

/// Divisions that may not end, which the engine carries to twelve decimals.
fn is_carried(text: &str) -> bool {
    ["doz", "gross", "bbl", "1/3"].iter().any(|part| text.contains(part))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_computable_expression_comes_to_what_its_text_says(goods in goods()) {
        let quantities = quantities(&goods);
        prop_assert!(COMPUTABLE.len() > 2000);
        for (text, expression) in COMPUTABLE.iter() {
            let duty = expression.evaluate(&facts(&goods, &quantities));
            let expected = naive::duty(text, &goods);
            match (duty, expected) {
                (Ok(duty), Some(expected)) => {
                    let off = naive::number(&duty.to_string()) - &expected;
                    let allowed = naive::number(if is_carried(text) { "0.00000000001" } else { "0" });
                    prop_assert!(off <= allowed && -off <= allowed, "{text}: {duty} against {expected}");
                }
                (Err(gaps), None) => prop_assert_eq!(gaps, vec![NotComputable::OutOfSeason], "{}", text),
                (duty, expected) => prop_assert!(false, "{text}: {duty:?} against {expected:?}"),
            }
        }
    }

    #[test]
    fn a_range_holds_whatever_the_missing_figure_is(goods in goods(), missing in prop::sample::select(FIELDS.to_vec())) {
        let mut less = goods.clone();
        less.figures.remove(missing);
        let (all, known) = (quantities(&goods), quantities(&less));
        for (text, expression) in COMPUTABLE.iter() {
            let Ok(duty) = expression.evaluate(&facts(&goods, &all)) else { continue };
            let range = expression.assess(&facts(&less, &known));
            prop_assert!(range.min <= duty && range.max.is_none_or(|max| duty <= max), "{text}: {duty} in {range:?}");
            prop_assert!(!range.gaps.is_empty() || range.min == duty, "{}", text);
        }
    }
}

/// Texts of the grammar, put together from parts of every kind.
fn text() -> impl Strategy<Value = String> {
    let number = prop_oneof![
        (0_u32..500).prop_map(|number| number.to_string()),
        (0_u32..500, 0_u32..10_000).prop_map(|(whole, rest)| format!("{whole}.{rest}")),
        (1_u32..100, 0_u32..1000).prop_map(|(thousands, rest)| format!("{thousands},{rest:03}.50")),
    ];
    let unit = prop::sample::select(Unit::ALL.to_vec()).prop_map(Unit::symbol);
    let currency = prop::sample::select(vec!["EUR", "GBP", "USD"]);
    let priced = (number.clone(), currency.clone(), prop::option::of(1_u32..2000), unit).prop_map(
        |(amount, currency, per, unit)| {
            format!("{amount} {currency} / {}{unit}", per.map(|per| format!("{per} ")).unwrap_or_default())
        },
    );
    let term = prop_oneof![
        4 => number.clone().prop_map(|percent| format!("{percent}%")),
        4 => priced,
        1 => (number.clone(), currency).prop_map(|(amount, currency)| format!("{amount}{currency}")),
        1 => (0_u32..50).prop_map(|whole| format!("{whole} 1/3%")),
        1 => number.prop_map(|percent| format!("{percent} % on the case and strap")),
        1 => Just("EA".to_owned()),
        1 => Just("The duty provided in the applicable subheading".to_owned()),
    ];
    let join = prop::sample::select(vec![" + ", "+", " - ", " MIN ", " MAX "]);
    let rate = (term.clone(), prop::collection::vec((join, term), 0..6))
        .prop_map(|(first, rest)| rest.into_iter().fold(first, |text, (join, term)| text + join + &term));
    let season =
        (rate.clone(), 1_u32..=28).prop_map(|(rate, day)| format!("{rate} ({day} JAN-31 MAR, {day} NOV-1 DEC)"));
    prop_oneof![4 => rate.clone(), 1 => (season, rate).prop_map(|(season, rest)| format!("{season}, {rest}"))]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_printed_reads_back_as_the_same_tree(text in text()) {
        // What is in words is only added, never subtracted.
        if let Ok(read) = Expression::parse(&text, &Dialect::PLAIN) {
            let printed = read.to_string();
            let again = Expression::parse(&printed, &Dialect::PLAIN);
            prop_assert_eq!(again.as_ref(), Ok(&read), "{}", printed);
            prop_assert_eq!(again.unwrap().to_string(), printed);
            let json = serde_json::to_string(&read).unwrap();
            prop_assert_eq!(serde_json::from_str::<Expression>(&json).unwrap(), read);
        } else {
            prop_assert!(text.contains(" - "), "{}", text);
        }
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "[0-9.,%/()+\\-¢$€ A-Za-zé½]{0,60}", goods in goods()) {
        if let Ok(expression) = Expression::parse(&text, &Dialect::PLAIN) {
            let _ = expression.assess(&facts(&goods, &quantities(&goods)));
        }
        let _ = split_special(&text);
    }
}
