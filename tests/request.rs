//! The request reader: what it takes, what it refuses and where, and what always holds.

#![cfg(test)]

use landfall::goods::Unit;
use landfall::money::{Currency, Decimal};
use landfall::problem::Problems;
use landfall::request::{
    Country, Fact, FactKind, Form, Incoterm, Named, PartyKind, PricesInclude, Request, Transport, Vocabulary, read,
};
use proptest::prelude::*;
use serde_json::{Value, json};

/// A small world.
struct World {
    ioss: Form,
    vat: Form,
}

const COUNTRIES: &str = "AU BD BR CA CH CL CN DE FR GB IE IN IS JP KR MY NL NO NZ TH US XI";
const CURRENCIES: &str = "AUD BRL CAD CHF CLP EUR GBP JPY KRW MYR NOK NZD THB USD";

impl World {
    fn new() -> World {
        World { ioss: Form::new("IM##########").unwrap(), vat: Form::new("DE#########|#########").unwrap() }
    }
}

impl Vocabulary for World {
    fn has_currency(&self, currency: Currency) -> bool {
        CURRENCIES.contains(currency.code())
    }

    fn has_country(&self, country: Country) -> bool {
        COUNTRIES.contains(country.code())
    }

    fn names(&self, of: Named) -> Vec<&str> {
        match of {
            Named::Carrier => vec!["post-office", "road-runner"],
            Named::Fact => vec!["madeFrom", "metalShare", "patented"],
            Named::Rule => vec!["eu-union-handling-fee"],
            Named::Registration => vec!["ARN", "IOSS", "LVG", "PRC", "VAT", "VOEC"],
            Named::Agreement => vec!["ceta", "eu-uk-tca"],
        }
    }

    fn incoterms(&self, carrier: &str) -> &[Incoterm] {
        if carrier == "post-office" { &[Incoterm::Ddu, Incoterm::Ddp] } else { &[] }
    }

    fn fact(&self, name: &str) -> Option<FactKind> {
        Some(match name {
            "madeFrom" => FactKind::Text,
            "metalShare" => FactKind::Number,
            "patented" => FactKind::Flag,
            _ => return None,
        })
    }

    fn form(&self, registration: &str, issuer: Option<Country>) -> Option<&Form> {
        match (registration, issuer.as_ref().map(Country::code)) {
            ("IOSS", _) => Some(&self.ioss),
            ("VAT", Some("DE")) => Some(&self.vat),
            _ => None,
        }
    }
}

fn try_read(json: impl AsRef<[u8]>) -> Result<Request, Problems> {
    read(json.as_ref(), &World::new())
}

/// The code and path of every problem.
fn refusal(json: impl AsRef<[u8]>) -> Vec<(&'static str, String)> {
    let problems = try_read(json).expect_err("the request is refused").errors;
    assert!(!problems.is_empty());
    for problem in &problems {
        assert!(!problem.message.contains('\n') && problem.message.len() < 4000, "{problem}");
    }
    problems.into_iter().map(|problem| (problem.code, problem.path)).collect()
}

fn d(text: &str) -> Decimal {
    Decimal::parse(text).unwrap()
}

fn canonical(request: &Request) -> String {
    request.to_json()
}

const SHORT: &str = r#"{"asOf":"2026-11-24","shipFrom":{"country":"CN"},"shipTo":{"country":"DE"},"items":[{"quantity":1,"unitPrice":{"amount":"20","currency":"EUR"}}]}"#;

/// Every field of the contract, in canonical form.
const FULL: &str = concat!(
    r#"{"asOf":"2026-11-24","shipFrom":{"country":"CN"},"shipTo":{"country":"CA","region":"ON","postalCode":"K1A 0B1"},"#,
    r#""transport":"post","carrier":"post-office","incoterm":"DDP","declaration":"simplified","#,
    r#""dates":{"sale":"2026-11-20","export":"2026-11-21","entry":"2026-11-23"},"purpose":"sale","#,
    r#""seller":{"country":"CN","kind":"business","registrations":[{"type":"IOSS","number":"IM3720000000","issuer":"IE"}],"marketplace":true},"#,
    r#""buyer":{"country":"CA","kind":"consumer"},"importer":{"country":"CA"},"#,
    r#""exporter":{"country":"CN","registrations":[{"type":"VAT","number":"DE 123 456 789","issuer":"DE"}]},"broker":{"country":"CA"},"#,
    r#""marketplace":{"name":"Bazaar","registrations":[{"type":"VOEC","number":"2000000"}]},"#,
    r#""items":[{"description":"leather bag","facts":{"madeFrom":"leather","metalShare":"0.02","patented":false},"id":"bag","quantity":"2","#,
    r#""unitPrice":{"amount":"19.9","currency":"EUR"},"hsCode":"42022100","originCountry":"CN","#,
    r#""netWeight":{"value":"0.45359237","unit":"kg"},"grossWeight":{"value":"0.5","unit":"kg"},"quantities":{"litres":"0.75","pieces":"1"},"#,
    r#""preference":{"agreement":"ceta","proof":"REX 1"},"discount":{"amount":"1.5","currency":"EUR"},"#,
    r#""rates":{"duty":"4 % + 20 EUR / 100 kg","remedies":["25 %"],"tax":"19 %"}},"#,
    r#"{"id":"1","quantity":"0.5","unitPrice":{"amount":"0.125","currency":"EUR"}}],"#,
    r#""discount":{"amount":"3","currency":"EUR"},"shipping":{"amount":"5","currency":"EUR"},"insurance":{"amount":"0","currency":"USD"},"#,
    r#""parcels":[{"weight":{"value":"1.2","unit":"kg"},"dimensions":{"length":"30.48","width":"20","height":"5.5","unit":"cm"},"items":[{"id":"bag","quantity":"2"}]}],"#,
    r#""currency":"CAD","exchangeRates":[{"from":"EUR","to":"CAD","rate":"1.5"}],"pricesInclude":"none","include":["trace","digest"],"#,
    r#""rules":{"eu-union-handling-fee":true}}"#,
);

#[test]
fn the_shortest_request_says_nothing_that_was_not_said() {
    let request = try_read(SHORT).unwrap();
    assert_eq!(request.items[0].id, "0");
    assert_eq!(request.items[0].quantity, Decimal::ONE);
    assert_eq!((request.transport, request.incoterm, request.currency), (None, None, None));
    assert_eq!(request.prices_include, PricesInclude::None);
    assert_eq!(
        canonical(&request),
        r#"{"asOf":"2026-11-24","shipFrom":{"country":"CN"},"shipTo":{"country":"DE"},"items":[{"id":"0","quantity":"1","unitPrice":{"amount":"20","currency":"EUR"}}],"pricesInclude":"none"}"#
    );
}

#[test]
fn every_field_is_read_and_written_in_the_order_of_the_contract() {
    let request = try_read(FULL).unwrap();
    assert_eq!(canonical(&request), FULL);
    assert_eq!(request.transport, Some(Transport::Post));
    let seller = request.parties.seller.as_ref().unwrap();
    assert!(seller.is_marketplace && seller.kind == Some(PartyKind::Business));
    let bag = &request.items[0];
    assert_eq!(bag.facts.get("metalShare"), Some(&Fact::Number(d("0.02"))));
    assert_eq!(bag.quantities.get(Unit::Kilogram), Ok(d("0.45359237")));
    assert_eq!(bag.rates.remedies.as_ref().map(Vec::len), Some(1));
    assert_eq!(request.rules.get("eu-union-handling-fee"), Some(&true));
}

#[test]
fn one_meaning_has_one_canonical_form() {
    // A pound is 0.45359237 kg and a foot 30.48 cm; spaces around texts and zeros that say nothing go.
    let written = FULL
        .replace(r#"{"value":"0.45359237","unit":"kg"}"#, r#"{ "unit": "lb", "value": 1.0 }"#)
        .replace(r#"{"value":"0.5","unit":"kg"}"#, r#"{"value":"500.0","unit":"g"}"#)
        .replace(
            r#""length":"30.48","width":"20","height":"5.5","unit":"cm""#,
            r#""length":304.8,"width":200,"height":55,"unit":"mm""#,
        )
        .replace(r#""quantity":"2""#, r#""quantity":0.2e1"#)
        .replace("19.9", "0019.90")
        .replace("42022100", "4202.21 00")
        .replace(r#""duty":"4 % + 20 EUR / 100 kg""#, r#""duty":"4.00% + 20.00 EUR/100kg""#)
        .replace("leather bag", r" le\u0061ther bag ")
        .replace(r#"["trace","digest"]"#, r#"["digest","trace"]"#);
    assert_eq!(canonical(&try_read(written).unwrap()), FULL);
    let inches = FULL
        .replace(r#""30.48","width":"20","height":"5.5","unit":"cm""#, r#"12,"width":"1","height":"1","unit":"in""#);
    let sides = try_read(inches).unwrap().parcels[0].dimensions.unwrap();
    assert_eq!(sides, [d("30.48"), d("2.54"), d("2.54")]);
}

#[test]
fn numbers_are_taken_at_their_decimal_value() {
    for (written, amount) in [
        ("12.50", "12.5"),
        ("\"12.50\"", "12.5"),
        ("0", "0"),
        ("-0", "0"),
        ("1e-7", "0.0000001"),
        ("1.5e3", "1500"),
        ("0.30000000000000004", "0.30000000000000004"),
        ("\"0.0000000000000000000000000001\"", "0.0000000000000000000000000001"),
        ("999999999999999.99", "999999999999999.99"),
    ] {
        let request = try_read(SHORT.replace("\"20\"", written)).unwrap();
        assert_eq!(request.items[0].unit_price.amount, d(amount), "{written}");
    }
}

#[test]
fn every_measure_that_can_be_stated_reads_back() {
    for unit in Unit::ALL.iter().filter(|unit| Unit::from_field(unit.field()) == Some(**unit)) {
        let field = unit.field();
        if ["netWeight", "grossWeight"].contains(&field) {
            continue;
        }
        let json = SHORT.replace("\"quantity\":1", &format!("\"quantity\":1,\"quantities\":{{\"{field}\":\"3\"}}"));
        let request = try_read(json).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(request.items[0].quantities.get(*unit), Ok(d("3")));
        assert_eq!(try_read(canonical(&request)).unwrap(), request);
    }
}

/// What a change of [`FULL`] is refused for: what is replaced, by what, and the problems by code and path.
type Change = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const BAD: &[Change] = &[
    // The whole
    (r#""asOf":"2026-11-24","#, "", &[("AS_OF_MISSING", "asOf")]),
    (r#""shipFrom":{"country":"CN"},"#, "", &[("FIELD_MISSING", "shipFrom")]),
    (r#""shipTo":{"country":"CA","#, r#""shipTo":{"#, &[("FIELD_MISSING", "shipTo.country")]),
    (r#""purpose""#, r#""purposes""#, &[("FIELD_UNKNOWN", "purposes")]),
    (r#""region""#, r#""state code""#, &[("FIELD_UNKNOWN", r#"shipTo["state code"]"#)]),
    (r#""transport":"post""#, r#""transport":"post","transport":"post""#, &[("FIELD_DUPLICATE", "transport")]),
    // Words
    (r#""post","#, r#""pigeon","#, &[("VALUE_UNKNOWN", "transport")]),
    (r#""post","#, r#""Post","#, &[("VALUE_UNKNOWN", "transport")]),
    (r#""incoterm":"DDP""#, r#""incoterm":"DDX""#, &[("VALUE_UNKNOWN", "incoterm")]),
    (r#""incoterm":"DDP""#, r#""incoterm":"DAP""#, &[("INCOTERM_NOT_ACCEPTED", "incoterm")]),
    (r#""carrier":"post-office""#, r#""carrier":"post office""#, &[("VALUE_UNKNOWN", "carrier")]),
    (r#""simplified""#, r#""""#, &[("TEXT_EMPTY", "declaration")]),
    (r#""kind":"business""#, r#""kind":"consumer""#, &[("VALUE_UNKNOWN", "seller.kind")]),
    (r#""kind":"consumer""#, r#""kind":"private""#, &[("VALUE_UNKNOWN", "buyer.kind")]),
    (r#""importer":{"country":"CA""#, r#""importer":{"kind":"business""#, &[("FIELD_UNKNOWN", "importer.kind")]),
    (r#""pricesInclude":"none""#, r#""pricesInclude":"vat""#, &[("VALUE_UNKNOWN", "pricesInclude")]),
    (r#"["trace","digest"]"#, r#"["trace","speed"]"#, &[("VALUE_UNKNOWN", "include[1]")]),
    (
        r#""eu-union-handling-fee":true"#,
        r#""eu-union-handling-fee":"yes""#,
        &[("TYPE_WRONG", "rules.eu-union-handling-fee")],
    ),
    (r#""eu-union-handling-fee""#, r#""eu-union-handling""#, &[("FIELD_UNKNOWN", "rules.eu-union-handling")]),
    (
        r#""eu-union-handling-fee":true"#,
        r#""eu-union-handling-fee":true,"eu-union-handling-fee":false"#,
        &[("FIELD_DUPLICATE", "rules.eu-union-handling-fee")],
    ),
    // Codes
    (r#""country":"CN"},"shipTo""#, r#""country":"cn"},"shipTo""#, &[("COUNTRY_UNKNOWN", "shipFrom.country")]),
    (r#""country":"CN"},"shipTo""#, r#""country":"ZZ"},"shipTo""#, &[("COUNTRY_UNKNOWN", "shipFrom.country")]),
    (r#""region":"ON""#, r#""region":"CA-ON""#, &[("REGION_INVALID", "shipTo.region")]),
    (
        r#""19.9","currency":"EUR""#,
        r#""19.9","currency":"eur""#,
        &[("CURRENCY_UNKNOWN", "items[0].unitPrice.currency")],
    ),
    (
        r#""19.9","currency":"EUR""#,
        r#""19.9","currency":"XYZ""#,
        &[("CURRENCY_UNKNOWN", "items[0].unitPrice.currency")],
    ),
    (r#""currency":"CAD""#, r#""currency":"€""#, &[("CURRENCY_UNKNOWN", "currency")]),
    ("42022100", "4202210A", &[("HS_CODE_INVALID", "items[0].hsCode")]),
    ("42022100", "４２０２", &[("HS_CODE_INVALID", "items[0].hsCode")]),
    ("42022100", "4", &[("HS_CODE_INVALID", "items[0].hsCode")]),
    ("42022100", "1234567890123", &[("HS_CODE_INVALID", "items[0].hsCode")]),
    (r#""42022100""#, "42022100", &[("TYPE_WRONG", "items[0].hsCode")]),
    // Days
    ("2026-11-20", "2026-02-29", &[("DATE_INVALID", "dates.sale")]),
    ("2026-11-20", "20.11.2026", &[("DATE_INVALID", "dates.sale")]),
    ("2026-11-20", "2026-11-20T00:00:00Z", &[("DATE_INVALID", "dates.sale")]),
    (r#""asOf":"2026-11-24""#, r#""asOf":20261124"#, &[("TYPE_WRONG", "asOf")]),
    // Amounts
    ("19.9", "12,50", &[("AMOUNT_INVALID", "items[0].unitPrice.amount")]),
    ("19.9", "1e2", &[("AMOUNT_INVALID", "items[0].unitPrice.amount")]),
    ("19.9", "NaN", &[("AMOUNT_INVALID", "items[0].unitPrice.amount")]),
    ("19.9", "", &[("AMOUNT_INVALID", "items[0].unitPrice.amount")]),
    ("19.9", " 19.9", &[("AMOUNT_INVALID", "items[0].unitPrice.amount")]),
    ("19.9", "+19.9", &[("AMOUNT_INVALID", "items[0].unitPrice.amount")]),
    ("19.9", "1_000", &[("AMOUNT_INVALID", "items[0].unitPrice.amount")]),
    ("19.9", "１９", &[("AMOUNT_INVALID", "items[0].unitPrice.amount")]),
    ("19.9", "-19.9", &[("AMOUNT_INVALID", "items[0].unitPrice.amount")]),
    ("19.9", "1000000000000000", &[("NUMBER_OUT_OF_RANGE", "items[0].unitPrice.amount")]),
    ("19.9", "0.00000000000000000000000000001", &[("NUMBER_OUT_OF_RANGE", "items[0].unitPrice.amount")]),
    (r#""19.9""#, "1e999", &[("NUMBER_OUT_OF_RANGE", "items[0].unitPrice.amount")]),
    (r#""19.9""#, "1e15", &[("NUMBER_OUT_OF_RANGE", "items[0].unitPrice.amount")]),
    (r#""19.9""#, "-1e-7", &[("AMOUNT_INVALID", "items[0].unitPrice.amount")]),
    (r#""19.9""#, "null", &[("TYPE_WRONG", "items[0].unitPrice.amount")]),
    (r#"{"amount":"19.9","currency":"EUR"}"#, "19.9", &[("TYPE_WRONG", "items[0].unitPrice")]),
    (
        r#"{"amount":"19.9","currency":"EUR"}"#,
        "{}",
        &[("FIELD_MISSING", "items[0].unitPrice.amount"), ("FIELD_MISSING", "items[0].unitPrice.currency")],
    ),
    // The order: 2 of 19.9 less 1.5, and half of 0.125.
    (r#""amount":"3""#, r#""amount":"38.36251""#, &[("DISCOUNT_TOO_LARGE", "discount.amount")]),
    (r#""amount":"1.5""#, r#""amount":"39.81""#, &[("DISCOUNT_TOO_LARGE", "items[0].discount.amount")]),
    // Quantities
    (r#""quantity":"2","unit"#, r#""quantity":"0","unit"#, &[("QUANTITY_INVALID", "items[0].quantity")]),
    (r#""quantity":"2","unit"#, r#""quantity":-2,"unit"#, &[("QUANTITY_INVALID", "items[0].quantity")]),
    (r#""quantity":"2","unit"#, r#""quantity":"two","unit"#, &[("QUANTITY_INVALID", "items[0].quantity")]),
    (r#""quantity":"2","unit"#, r#""quantity":1000000000000,"unit"#, &[("NUMBER_OUT_OF_RANGE", "items[0].quantity")]),
    (r#""quantity":"2","unit"#, r#""unit"#, &[("FIELD_MISSING", "items[0].quantity")]),
    (r#""litres""#, r#""liters""#, &[("FIELD_UNKNOWN", "items[0].quantities.liters")]),
    (r#""litres""#, r#""netWeight""#, &[("FIELD_UNKNOWN", "items[0].quantities.netWeight")]),
    (r#""litres":"0.75""#, r#""litres":"-1""#, &[("QUANTITY_INVALID", "items[0].quantities.litres")]),
    (
        r#""litres":"0.75","pieces":"1""#,
        r#""dozens":"84000000000""#,
        &[("NUMBER_OUT_OF_RANGE", "items[0].quantities.dozens")],
    ),
    (
        r#""length":"30.48","width":"20","height":"5.5","unit":"cm""#,
        r#""length":"9999999999.99","width":"20","height":10000000000,"unit":"m""#,
        &[("NUMBER_OUT_OF_RANGE", "parcels[0].dimensions")],
    ),
    (r#""litres":"0.75""#, r#""dozens":"2""#, &[("QUANTITY_INVALID", "items[0].quantities.dozens")]),
    (r#""0.45359237","unit":"kg""#, r#""0.45359237","unit":"stone""#, &[("VALUE_UNKNOWN", "items[0].netWeight.unit")]),
    (r#""0.45359237","unit":"kg""#, r#""0","unit":"kg""#, &[("MEASURE_INVALID", "items[0].netWeight.value")]),
    (r#""0.45359237""#, r#""0.0000000000000000000000000001""#, &[]),
    (
        r#""0.45359237","unit":"kg""#,
        r#""0.0000000000000000000000000001","unit":"g""#,
        &[("NUMBER_OUT_OF_RANGE", "items[0].netWeight")],
    ),
    // Lines
    (r#""id":"1""#, r#""id":"bag""#, &[("ID_DUPLICATE", "items[1].id")]),
    (
        r#""id":"bag","quantity":"2","u"#,
        r#""id":"1","quantity":"2","u"#,
        &[("ID_DUPLICATE", "items[1].id"), ("ID_UNKNOWN", "parcels[0].items[0].id")],
    ),
    (r#""metalShare":"0.02""#, r#""metalShare":"much""#, &[("FACT_INVALID", "items[0].facts.metalShare")]),
    (r#""patented":false"#, r#""patented":"no""#, &[("TYPE_WRONG", "items[0].facts.patented")]),
    (r#""patented""#, r#""patent""#, &[("FIELD_UNKNOWN", "items[0].facts.patent")]),
    (r#""ceta""#, r#""nafta""#, &[("VALUE_UNKNOWN", "items[0].preference.agreement")]),
    (r#""19 %""#, r#""19 % of it""#, &[("RATE_INVALID", "items[0].rates.tax")]),
    (r#"["25 %"]"#, r#"["25 %","see note 4"]"#, &[("RATE_INVALID", "items[0].rates.remedies[1]")]),
    (r#"["25 %"]"#, r#""25 %""#, &[("TYPE_WRONG", "items[0].rates.remedies")]),
    // Parties
    (r#""type":"IOSS""#, r#""type":"IOS""#, &[("VALUE_UNKNOWN", "seller.registrations[0].type")]),
    (r#""IM3720000000""#, r#""IM372000000""#, &[("REGISTRATION_INVALID", "seller.registrations[0].number")]),
    (r#""DE 123 456 789""#, r#""DE 123 456 78O""#, &[("REGISTRATION_INVALID", "exporter.registrations[0].number")]),
    (r#""number":"2000000""#, r#""number":" ""#, &[("TEXT_EMPTY", "marketplace.registrations[0].number")]),
    (r#""issuer":"IE""#, r#""issuer":"Eire""#, &[("COUNTRY_UNKNOWN", "seller.registrations[0].issuer")]),
    (r#""name":"Bazaar""#, r#""country":"CA""#, &[("FIELD_UNKNOWN", "marketplace.country")]),
    // Parcels
    (
        r#"[{"id":"bag","quantity":"2"}]"#,
        r#"[{"id":"sack","quantity":"2"}]"#,
        &[("ID_UNKNOWN", "parcels[0].items[0].id")],
    ),
    (
        r#"[{"id":"bag","quantity":"2"}]"#,
        r#"[{"id":"bag","quantity":"2.1"}]"#,
        &[("QUANTITY_EXCEEDED", "parcels[0].items[0].quantity")],
    ),
    (
        r#"[{"id":"bag","quantity":"2"}]"#,
        r#"[{"id":"bag","quantity":"1"},{"id":"bag","quantity":"1"},{"id":"bag","quantity":"1"}]"#,
        &[("QUANTITY_EXCEEDED", "parcels[0].items[2].quantity")],
    ),
    (r#""length":"30.48""#, r#""length":"long""#, &[("MEASURE_INVALID", "parcels[0].dimensions.length")]),
    (r#""unit":"cm""#, r#""unit":"ft""#, &[("VALUE_UNKNOWN", "parcels[0].dimensions.unit")]),
    // Exchange rates
    (r#""rate":"1.5""#, r#""rate":"0""#, &[("EXCHANGE_RATE_INVALID", "exchangeRates[0].rate")]),
    (r#""to":"CAD""#, r#""to":"EUR""#, &[("EXCHANGE_RATE_INVALID", "exchangeRates[0]")]),
    (
        r#""rate":"1.5"}"#,
        r#""rate":"1.5"},{"from":"CAD","to":"EUR","rate":"0.7"},{"from":"EUR","to":"CAD","rate":"1.6"}"#,
        &[("EXCHANGE_RATE_DUPLICATE", "exchangeRates[2]")],
    ),
];

#[test]
fn what_is_wrong_is_told_where_it_stands() {
    for (from, to, expected) in BAD {
        assert_eq!(FULL.matches(from).count().min(1), 1, "{from} stands in the request");
        let changed = FULL.replacen(from, to, 1);
        let expected: Vec<_> = expected.iter().map(|(code, path)| (*code, String::from(*path))).collect();
        match try_read(&changed) {
            Ok(_) => assert_eq!(expected, [], "{from} -> {to}"),
            Err(problems) => assert_eq!(refusal(&changed), expected, "{from} -> {to}: {problems}"),
        }
    }
}

#[test]
fn every_problem_is_told_at_once() {
    let bad = r#"{"shipTo":{"country":"de"},"items":[{"quantity":0},{"unitprice":5,"quantity":"1"}],"colour":1}"#;
    let expected = [
        ("FIELD_UNKNOWN", "colour"),
        ("AS_OF_MISSING", "asOf"),
        ("FIELD_MISSING", "shipFrom"),
        ("COUNTRY_UNKNOWN", "shipTo.country"),
        ("QUANTITY_INVALID", "items[0].quantity"),
        ("FIELD_MISSING", "items[0].unitPrice"),
        ("FIELD_UNKNOWN", "items[1].unitprice"),
        ("FIELD_MISSING", "items[1].unitPrice"),
    ];
    assert_eq!(refusal(bad), expected.map(|(code, path)| (code, String::from(path))));
    assert_eq!(refusal(r#"{"items":[]}"#).last().unwrap(), &("ITEMS_EMPTY", String::from("items")));
    assert_eq!(refusal("[]"), [("TYPE_WRONG", String::new())]);
}

fn message(from: &str, to: &str) -> String {
    let changed = FULL.replacen(from, to, 1);
    try_read(changed).unwrap_err().errors.remove(0).message
}

#[test]
fn a_message_says_what_stands_there_why_it_is_wrong_and_what_to_write() {
    for (from, to, said) in [
        ("\"unitPrice\"", "\"unitprice\"", "`unitprice` is no field here; did you mean `unitPrice`?"),
        (
            "19.9",
            "12,50",
            "`12,50` is not an amount: `,` has no place in a number; write digits with at most one dot between them, like `1234.50`",
        ),
        ("\"19.9\"", "-5", "`-5` is too low: an amount is zero or more"),
        ("\"19.9\"", "1e15", "`1e15` is too high: an amount is less than 1000000000000000"),
        (
            "\"19.9\"",
            "null",
            "`null` stands where an amount is expected: leave out what is not known; JavaScript writes NaN, Infinity and missing values as `null`",
        ),
        (
            r#"{"amount":"19.9","currency":"EUR"}"#,
            "19.9",
            "the number `19.9` stands where an object is expected: write an object of `amount`, `currency`",
        ),
        ("\"DDP\"", "\"DAP\"", "`DAP` is not accepted by `post-office`. Accepted: `DDU`, `DDP`"),
        (
            "\"post\",",
            "\"curier\",",
            "`curier` is not accepted here. Did you mean `courier`? Accepted: `courier`, `post`, `air`, `sea`, `road`",
        ),
        (
            "42022100",
            "4202２",
            "`4202２` is no commodity code: `２` is a full-width digit; write 2 to 12 digits, with dots and spaces as you like",
        ),
        (
            "IM3720000000",
            "IM372",
            "`IM372` is no number of the type `IOSS`, which is written `IM##########` (`#` is a digit, `@` a capital letter, `*` either)",
        ),
        (
            "\"19 %\"",
            "\"19 % of it\"",
            "`19 % of it` is levied on another value than that of the goods, so it is no rate: write what it comes to, like `4 %`",
        ),
        (
            "\"19 %\"",
            "\"19 % or so\"",
            "`19 % or so` is no rate: `or` stands at character 6, where `+`, `-`, `MIN`, `MAX` or the end is expected",
        ),
    ] {
        assert_eq!(message(from, to), said);
    }
    assert!(message("leather bag", &r"\n".repeat(3000)).starts_with("the text is empty"));
}

#[test]
fn what_is_no_json_is_told_by_line_and_column() {
    let cases: [(&[u8], &str); 22] = [
        (b"", "line 1, column 1 (byte 0): the text ends where a value is expected"),
        (b" \n ", "line 2, column 2 (byte 3): the text ends where a value is expected"),
        (
            b"{\n  \"a\": 1,\n}",
            "line 3, column 1 (byte 12): `}` stands where the name of a field in double quotes is expected",
        ),
        (b"{'a': 1}", "line 1, column 2 (byte 1): `'` stands where the name of a field in double quotes is expected"),
        (b"{\"a\" 1}", "line 1, column 6 (byte 5): `1` stands where a colon is expected"),
        (
            b"{\"a\":1 \"b\":2}",
            "line 1, column 8 (byte 7): `\"` stands where a comma or the end of the list or object is expected",
        ),
        (b"[1,]", "line 1, column 4 (byte 3): `]` stands where a value is expected"),
        (b"[NaN]", "line 1, column 2 (byte 1): `NaN` stands where a value is expected"),
        (b"[nul]", "line 1, column 2 (byte 1): `nul` stands where a value is expected"),
        (b"[trueish]", "line 1, column 6 (byte 5): `ish` stands where a comma"),
        (b"[01]", "line 1, column 3 (byte 2): `1` stands where a comma"),
        (b"[1.]", "line 1, column 4 (byte 3): `]` stands where a digit is expected"),
        (b"[-]", "line 1, column 3 (byte 2): `]` stands where a digit is expected"),
        (b"{} {}", "line 1, column 4 (byte 3): `{` stands where the end is expected"),
        ("[\"é\", é]".as_bytes(), "line 1, column 7 (byte 7): `é` stands where a value is expected"),
        (b"\"abc", "line 1, column 5 (byte 4): the text ends inside a text in quotes"),
        (b"\"a\nb\"", "a text holds a line break or control character"),
        (br#""\x""#, "this escape is none of JSON's"),
        (br#""\ud83d""#, "half of a surrogate pair stands alone"),
        (br#""\ude00""#, "half of a surrogate pair stands alone"),
        (b"{\"a\":\"\xff\"}", "line 1, column 7 (byte 6): the text is not UTF-8 here"),
        (b"\xef\xbb\xbf{}", "the text begins with a byte order mark"),
    ];
    for (text, said) in cases {
        let problems = try_read(text).unwrap_err().errors;
        let [problem] = &problems[..] else { panic!("{problems:?}") };
        assert_eq!(problem.code, "JSON_INVALID");
        assert!(problem.message.contains(said), "{:?}: {}", String::from_utf8_lossy(text), problem.message);
    }
    let pair = FULL.replace("leather bag", r"\ud83d\ude00");
    assert_eq!(try_read(pair).unwrap().items[0].description.as_deref(), Some("😀"));
}

#[test]
fn a_text_that_is_cut_off_is_no_request() {
    for length in 0..FULL.len() {
        assert_eq!(refusal(&FULL.as_bytes()[..length]), [("JSON_INVALID", String::new())], "{length}");
    }
}

#[test]
fn limits_hold_before_anything_is_read() {
    const LIMIT: usize = 4 << 20;
    let padded = |length: usize| format!("{SHORT}{}", " ".repeat(length - SHORT.len()));
    assert!(try_read(padded(LIMIT)).is_ok());
    assert_eq!(refusal(padded(LIMIT + 1)), [("TOO_LARGE", String::new())]);

    let nested = |depth: usize| SHORT.replacen('{', &format!("{{\"x\":{}{},", "[".repeat(depth), "]".repeat(depth)), 1);
    assert_eq!(refusal(nested(31)), [("FIELD_UNKNOWN", String::from("x"))]);
    assert_eq!(refusal(nested(32)), [("TOO_DEEP", format!("x{}", "[0]".repeat(31)))]);
    assert_eq!(refusal("[".repeat(LIMIT))[0].0, "TOO_DEEP");

    let item = r#"{"quantity":1,"unitPrice":{"amount":"20","currency":"EUR"}}"#;
    let items = |count: usize| SHORT.replace(item, &vec![item; count].join(","));
    assert_eq!(try_read(items(10_000)).unwrap().items.len(), 10_000);
    assert_eq!(refusal(items(10_001)), [("TOO_MANY_ITEMS", String::from("items"))]);
}

#[test]
fn of_very_many_problems_the_first_hundred_are_told() {
    let item = r#"{"quantity":1,"unitPrice":{"amount":"20","currency":"EUR"}}"#;
    let problems = try_read(SHORT.replace(item, &vec!["0"; 5000].join(","))).unwrap_err().errors;
    assert_eq!(problems.len(), 101);
    assert_eq!(problems[99].path, "items[99]");
    assert_eq!(problems[100].code, "TOO_MANY_PROBLEMS");
    assert_eq!(problems[100].message, "4900 more problems are not listed: correct these first");
}

/// Every place of a request, with its path and its pointer.
fn places(value: &Value, path: &str, pointer: &str, found: &mut Vec<(String, String)>) {
    found.push((String::from(path), String::from(pointer)));
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                places(value, &path, &format!("{pointer}/{name}"), found);
            }
        }
        Value::Array(entries) => {
            for (index, value) in entries.iter().enumerate() {
                places(value, &format!("{path}[{index}]"), &format!("{pointer}/{index}"), found);
            }
        }
        _ => {}
    }
}

#[test]
fn a_wrong_type_is_told_at_every_field() {
    let full: Value = serde_json::from_str(FULL).unwrap();
    let mut found = Vec::new();
    places(&full, "", "", &mut found);
    assert!(found.len() > 100);
    for (path, pointer) in found {
        let before = full.pointer(&pointer).unwrap();
        for other in [json!(null), json!(true), json!(7), json!("x"), json!([]), json!({})] {
            let scalar = !other.is_array() && !other.is_object();
            let same = core::mem::discriminant(before) == core::mem::discriminant(&other);
            // Numbers may be written as numbers, and some texts may be "x".
            if same || before.is_string() && other.is_number() {
                continue;
            }
            let mut changed = full.clone();
            *changed.pointer_mut(&pointer).unwrap() = other.clone();
            let refused = refusal(changed.to_string());
            let here = refused.iter().any(|(code, at)| *code == "TYPE_WRONG" && *at == path);
            assert!(here, "{path} = {other} (scalar: {scalar}): {refused:?}");
        }
    }
}

#[test]
fn requests_of_the_public_examples_read() {
    // The forms of the worked examples that customs and carriers publish, one of each kind.
    let kinds = [
        // Postal parcel, two classes of goods (glopal.com's guide to the flat duty).
        r#"{"asOf":"2026-11-24","shipFrom":{"country":"CN"},"shipTo":{"country":"FR"},"items":[{"id":"tee","quantity":2,"unitPrice":{"amount":"10.00","currency":"EUR"},"hsCode":"61091000","originCountry":"CN"},{"id":"shoes","quantity":1,"unitPrice":{"amount":"50.00","currency":"EUR"},"hsCode":"64039998","originCountry":"CN"}],"transport":"post","rules":{"eu-union-handling-fee":false}}"#,
        // Steel with remedies by weight (HMRC's duty calculator).
        r#"{"asOf":"2026-11-24","shipFrom":{"country":"CN"},"shipTo":{"country":"GB"},"items":[{"id":"steel","quantity":1,"unitPrice":{"amount":"1000.00","currency":"GBP"},"hsCode":"72104100","originCountry":"CN","netWeight":{"value":"2000","unit":"kg"},"rates":{"duty":"2.70 %","remedies":["25 %","25 %","144.10 GBP / 1000 kg"],"tax":"20 %"}}],"shipping":{"amount":"250.89","currency":"GBP"},"insurance":{"amount":"10.00","currency":"GBP"}}"#,
        // A rate in another currency (HMRC's duty calculator).
        r#"{"asOf":"2026-11-24","shipFrom":{"country":"CN"},"shipTo":{"country":"GB"},"items":[{"id":"a","quantity":1,"unitPrice":{"amount":"1200.00","currency":"GBP"},"hsCode":"6211.43.10","originCountry":"CN","netWeight":{"value":"10000","unit":"kg"},"rates":{"duty":"35.10 EUR / 100 kg"}}],"exchangeRates":[{"from":"EUR","to":"GBP","rate":"0.8571"}]}"#,
        // A marketplace that sells itself (Receita Federal's examples of Remessa Conforme).
        r#"{"asOf":"2026-11-24","shipFrom":{"country":"CN"},"shipTo":{"country":"BR","region":"SP"},"items":[{"id":"a","quantity":1,"unitPrice":{"amount":"100.00","currency":"BRL"},"hsCode":"61091000","originCountry":"CN","rates":{"tax":"17 %"}}],"seller":{"country":"CN","registrations":[{"type":"PRC","number":"RC-1"}],"marketplace":true},"exchangeRates":[{"from":"USD","to":"BRL","rate":"5.50"}]}"#,
        // A registration without a published form (Chilean customs).
        r#"{"asOf":"2026-11-24","shipFrom":{"country":"CN"},"shipTo":{"country":"CL"},"items":[{"id":"a","quantity":1,"unitPrice":{"amount":"30.00","currency":"USD"},"hsCode":"61091000","originCountry":"CN"}],"currency":"USD","seller":{"country":"CN","registrations":[{"type":"VAT","number":"59000000-0","issuer":"CL"}]},"incoterm":"DDP","exchangeRates":[{"from":"USD","to":"CLP","rate":"950"}]}"#,
    ];
    for json in kinds {
        let request = try_read(json).unwrap_or_else(|problems| panic!("{json}: {problems}"));
        assert_eq!(try_read(canonical(&request)).unwrap(), request);
    }
}

/// A request of random figures, names and measures, of which many are bad.
fn any_request() -> impl Strategy<Value = String> {
    let number = prop_oneof![
        (0_u64..10_000, 0_u64..1000).prop_map(|(whole, fraction)| format!("\"{whole}.{fraction}\"")),
        (0_u64..100_000, -9_i32..3).prop_map(|(digits, exponent)| format!("{digits}e{exponent}")),
        "-?[0-9]{0,20}[.][0-9]{0,20}".prop_map(|text| format!("\"{text}\"")),
    ];
    let country = prop::sample::select(COUNTRIES.split(' ').collect::<Vec<_>>());
    let unit = prop::sample::select(vec!["g", "kg", "oz", "lb", "t"]);
    let field =
        prop::sample::select(vec!["pieces", "dozens", "litres", "pureAlcoholLitres", "alcoholVolume", "carats"]);
    let item = (number.clone(), number.clone(), number.clone(), unit, field, number.clone()).prop_map(
        |(quantity, price, weight, unit, field, measure)| {
            format!(
                r#"{{"quantity":{quantity},"unitPrice":{{"amount":{price},"currency":"EUR"}},"netWeight":{{"value":{weight},"unit":"{unit}"}},"quantities":{{"{field}":{measure}}}}}"#
            )
        },
    );
    (country, prop::collection::vec(item, 0..5), number).prop_map(|(country, items, shipping)| {
        format!(
            r#"{{"asOf":"2026-11-24","shipFrom":{{"country":"CN"}},"shipTo":{{"country":"{country}"}},"items":[{}],"shipping":{{"amount":{shipping},"currency":"EUR"}}}}"#,
            items.join(",")
        )
    })
}

/// What always holds: a text reads, and then what it means reads back the same, or has a problem at least.
fn reads_back_or_is_refused(json: &[u8]) -> Result<(), TestCaseError> {
    match try_read(json) {
        Ok(request) => {
            let written = canonical(&request);
            let again = try_read(&written).map_err(|problems| TestCaseError::fail(format!("{written}: {problems}")))?;
            prop_assert_eq!(&again, &request);
            prop_assert_eq!(canonical(&again), written);
        }
        Err(problems) => prop_assert!((1..=101).contains(&problems.errors.len())),
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        reads_back_or_is_refused(&bytes)?;
    }

    #[test]
    fn any_json_like_text_is_answered(text in r#"([\[\]{},:"0-9eE+.-]|true|null|"items"|\\u[dD][89a-fA-F]00){0,60}"#) {
        reads_back_or_is_refused(text.as_bytes())?;
    }

    #[test]
    fn a_request_with_some_bytes_changed_is_answered(
        changes in prop::collection::vec((0..FULL.len(), any::<u8>()), 1..4),
    ) {
        let mut bytes = Vec::from(FULL);
        for (at, byte) in changes {
            bytes[at] = byte;
        }
        reads_back_or_is_refused(&bytes)?;
    }

    #[test]
    fn a_request_with_a_part_moved_is_answered(from in 0..FULL.len(), length in 0_usize..80, to in 0..FULL.len()) {
        let mut bytes = Vec::from(FULL);
        let part: Vec<u8> = bytes.drain(from..from.saturating_add(length).min(FULL.len())).collect();
        let to = to.min(bytes.len());
        bytes.splice(to..to, part);
        reads_back_or_is_refused(&bytes)?;
    }

    #[test]
    fn what_is_read_is_written_so_that_it_reads_the_same(json in any_request()) {
        reads_back_or_is_refused(json.as_bytes())?;
    }
}
