//! The law is data: no country, currency, rate, threshold or legal date stands in the engine's source.
//!
//! The engine's Rust is read as syntax: every literal outside tests, attributes and documentation is looked at. A number
//! may stand there only where it is plainly no law's: a small count, a hundred (per cent), a documented constant, or one
//! that [`STRUCTURAL`] names with its reason. The package's and the page's scripts are read as text, for codes alone.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test ends where its ground is missing")]

use proc_macro2::{TokenStream, TokenTree};
use std::fs;
use std::path::{Path, PathBuf};
use syn::visit::{self, Visit};
use walkdir::WalkDir;

/// ISO 3166-1 alpha-2 as of 2026, and what customs law adds to it.
const COUNTRIES: &str = "
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
    CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR
    GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT
    JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO
    MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY
    QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO
    TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
    EU UK XI XK XU";

/// ISO 4217 as of 2026, without funds, metals and test codes.
const CURRENCIES: &str = "
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY
    COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR
    ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK
    MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF
    SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU
    UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG BGN HRK";

/// Months in a year: the largest number that is plainly a count.
const LARGEST_COUNT: u128 = 12;

/// What a file may hold though it looks like law: a literal, or `*` for all of its numbers; each with its reason.
const STRUCTURAL: &[(&str, &str, &str)] = &[
    ("pkg/src/cli/help.ts", "CN", "an example for people"),
    ("pkg/src/cli/help.ts", "DE", "an example for people"),
    ("pkg/src/cli/help.ts", "EUR", "an example for people"),
    ("src/day.rs", "*", "the Gregorian calendar"),
    ("src/goods/duty/reader.rs", "20", "as much of the input as an error shows"),
    ("src/goods/duty/parse.rs", "31", "the days of a month"),
    ("src/goods/quantity.rs", "*", "what a unit is of another is physics"),
    ("src/goods/unit.rs", "*", "what a unit is of another is physics"),
    ("src/goods/unit.rs", "\"TJ\"", "a terajoule"),
    ("src/money/decimal.rs", "32", "half of a word"),
    ("src/request/path.rs", "40", "the longest name that a path shows as it is"),
    ("src/request/read/number.rs", "*", "bounds within which no sum of a cart overflows"),
    ("src/snapshot/bytes.rs", "*", "the layout of bytes"),
    ("src/snapshot/container.rs", "*", "the layout of bytes"),
    ("src/snapshot/law.rs", "*", "the layout of bytes"),
];

const A_NUMBER: &str = "a number that a law could have set";

#[derive(Debug, PartialEq)]
struct Finding {
    line: usize,
    literal: String,
    why: &'static str,
}

#[test]
fn no_law_stands_in_the_engine() {
    let found = scan("src", &["rs"], |text| findings_in_rust(&text));
    assert!(
        found.is_empty(),
        "law belongs into tariff-data/; a number that is none into a documented constant:\n{}",
        found.join("\n")
    );
}

#[test]
fn no_country_or_currency_stands_in_the_package_or_the_page() {
    let scripts = ["js", "mjs", "cjs", "ts", "mts", "cts", "tsx", "vue", "svelte"];
    let found =
        ["pkg/src", "pkg/bin", "www/src"].map(|folder| scan(folder, &scripts, |text| findings_in_script(&text)));
    let found = found.concat();
    assert!(found.is_empty(), "ask the snapshot which there are:\n{}", found.join("\n"));
}

#[test]
fn a_code_a_rate_a_threshold_and_a_day_are_found() {
    let source = r##"
        /// Not `"DE"` in documentation.
        fn rule(country: &str) -> u32 {
            if country == "DE" || matches!(country, "GB") { return 150; }
            let rate = decimal("0.175");
            let day = Day::new(2026, 7, 1);
            log!("{} EUR", b"JPY");
            let text = "2026-07-01";
            -1_500 + 3
        }
        const LONGEST: usize = 35;
        /// As long as a name can be on a label.
        const DOCUMENTED: usize = 35;
        fn structural(bytes: [u8; 32]) { let mask = 0xff; let share = 100; }
        #[cfg(test)]
        mod tests { const RATE: u32 = 21; fn vat() { "FR" } }
        #[test]
        fn case() { assert_eq!(1, 21); }
    "##;
    let found: Vec<String> = findings_in_rust(source).into_iter().map(|finding| finding.literal).collect();
    let expected = [r#""DE""#, r#""GB""#, "150", r#""0.175""#, "2026", r#"b"JPY""#, r#""2026-07-01""#, "1_500", "35"];
    assert_eq!(found, expected);
}

#[test]
fn codes_in_scripts_are_found_outside_comments() {
    let source = "// 'DE'\n/** ensure(\"JP\") */\nconst a = ['FR', \"OK\"];\nconst b = `EUR`;\n * 'US'\n";
    let found: Vec<(usize, String)> =
        findings_in_script(source).into_iter().map(|finding| (finding.line, finding.literal)).collect();
    assert_eq!(found, [(3, "FR".to_owned()), (4, "EUR".to_owned())]);
}

fn scan(folder: &str, kinds: &[&str], read: impl Fn(String) -> Vec<Finding>) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf();
    assert!(root.join(folder).is_dir(), "`{folder}` is missing");
    let mut found = Vec::new();
    for file in sources(&root.join(folder), kinds) {
        let name = file.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        let findings = read(fs::read_to_string(&file).unwrap()).into_iter().filter(|finding| !allowed(&name, finding));
        found
            .extend(findings.map(|finding| format!("{name}:{}: {} is {}", finding.line, finding.literal, finding.why)));
    }
    found
}

fn sources(folder: &Path, kinds: &[&str]) -> Vec<PathBuf> {
    let files = WalkDir::new(folder).sort_by_file_name().into_iter().map(|entry| entry.unwrap().into_path());
    let kind = |file: &PathBuf| file.extension().is_some_and(|kind| kinds.iter().any(|wanted| kind == *wanted));
    let test =
        |file: &PathBuf| file.components().any(|part| part.as_os_str() == "tests" || part.as_os_str() == "tests.rs");
    files.filter(|file| kind(file) && !test(file)).collect()
}

fn allowed(file: &str, finding: &Finding) -> bool {
    let fits = |literal: &str| literal == finding.literal || (literal == "*" && finding.why == A_NUMBER);
    STRUCTURAL.iter().any(|(place, literal, _)| *place == file && fits(literal))
}

fn findings_in_rust(source: &str) -> Vec<Finding> {
    let mut reader = Reader::default();
    reader.visit_file(&syn::parse_file(source).expect("the engine's source is Rust"));
    reader.found
}

/// Walks the syntax and notes each literal that looks like law.
#[derive(Default)]
struct Reader {
    found: Vec<Finding>,
}

impl Reader {
    /// A documented constant may be any number, but no country's.
    fn forgive_numbers(&mut self, before: usize) {
        let noted = self.found.split_off(before);
        self.found.extend(noted.into_iter().filter(|finding| finding.why != A_NUMBER));
    }

    fn judge(&mut self, literal: &syn::Lit) {
        if let Some(why) = law_in(literal) {
            self.found.push(Finding { line: literal.span().start().line, literal: written(literal), why });
        }
    }

    fn judge_tokens(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => self.judge_tokens(group.stream()),
                TokenTree::Literal(literal) => self.judge(&syn::Lit::new(literal)),
                TokenTree::Ident(_) | TokenTree::Punct(_) => {}
            }
        }
    }
}

fn written(literal: &syn::Lit) -> String {
    match literal {
        syn::Lit::Str(text) => format!("{:?}", text.value()),
        syn::Lit::ByteStr(bytes) => format!("b{:?}", String::from_utf8_lossy(&bytes.value())),
        other => other.span().source_text().unwrap_or_default(),
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        if is_test(attributes_of(item)) {
            return;
        }
        let before = self.found.len();
        visit::visit_item(self, item);
        if matches!(item, syn::Item::Const(_) | syn::Item::Static(_)) && is_documented(attributes_of(item)) {
            self.forgive_numbers(before);
        }
    }

    fn visit_impl_item_const(&mut self, item: &'ast syn::ImplItemConst) {
        let before = self.found.len();
        visit::visit_impl_item_const(self, item);
        if is_documented(&item.attrs) {
            self.forgive_numbers(before);
        }
    }

    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    /// Lengths of arrays are the types' own.
    fn visit_type(&mut self, _: &'ast syn::Type) {}

    fn visit_lit(&mut self, literal: &'ast syn::Lit) {
        self.judge(literal);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.judge_tokens(call.tokens.clone());
    }
}

fn law_in(literal: &syn::Lit) -> Option<&'static str> {
    match literal {
        syn::Lit::Str(text) => law_in_text(&text.value()),
        syn::Lit::ByteStr(bytes) => law_in_text(&String::from_utf8(bytes.value()).ok()?),
        syn::Lit::Int(number) => {
            let structural = ["0x", "0b", "0o"].iter().any(|radix| number.token().to_string().starts_with(radix));
            let value: u128 = number.base10_parse().ok()?;
            (!structural && value > LARGEST_COUNT && value != 100).then_some(A_NUMBER)
        }
        syn::Lit::Float(_) => Some("a float, which is never exact"),
        _ => None,
    }
}

fn law_in_text(text: &str) -> Option<&'static str> {
    if is_one_of(COUNTRIES, text) {
        return Some("a country");
    }
    if is_one_of(CURRENCIES, text) {
        return Some("a currency");
    }
    if is_day(text) {
        return Some("a day");
    }
    is_legal_number(text.trim().trim_end_matches('%').trim_end()).then_some(A_NUMBER)
}

fn is_one_of(codes: &str, text: &str) -> bool {
    codes.split_whitespace().any(|code| code == text)
}

fn is_day(text: &str) -> bool {
    let form: String = text.chars().map(|letter| if letter.is_ascii_digit() { '9' } else { letter }).collect();
    form == "9999-99-99"
}

fn is_legal_number(text: &str) -> bool {
    let digits = text.chars().all(|letter| letter.is_ascii_digit() || letter == '.' || letter == '_');
    let number: Option<f64> = text.replace('_', "").parse().ok().filter(|_| digits && text != ".");
    number.is_some_and(|number| number != 100.0 && (number > LARGEST_COUNT as f64 || number.fract() != 0.0))
}

fn is_documented(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident("doc"))
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        syn::Meta::Path(path) => path.is_ident("test"),
        syn::Meta::List(list) => list.path.is_ident("cfg") && list.tokens.to_string() == "test",
        syn::Meta::NameValue(_) => false,
    })
}

fn attributes_of(item: &syn::Item) -> &[syn::Attribute] {
    match item {
        syn::Item::Fn(item) => &item.attrs,
        syn::Item::Mod(item) => &item.attrs,
        syn::Item::Impl(item) => &item.attrs,
        syn::Item::Use(item) => &item.attrs,
        syn::Item::Const(item) => &item.attrs,
        syn::Item::Static(item) => &item.attrs,
        syn::Item::Macro(item) => &item.attrs,
        _ => &[],
    }
}

/// Codes that are all of a quoted string; enough to find a country, and no script need be parsed for it.
fn findings_in_script(source: &str) -> Vec<Finding> {
    let comment = |line: &str| ["//", "/*", "*", "<!--"].iter().any(|mark| line.trim_start().starts_with(mark));
    let lines = source.lines().enumerate().filter(|(_, line)| !comment(line));
    lines
        .flat_map(|(index, line)| {
            quoted_codes(line).map(move |(literal, why)| Finding { line: index + 1, literal, why })
        })
        .collect()
}

fn quoted_codes(line: &str) -> impl Iterator<Item = (String, &'static str)> {
    line.split(['\'', '"', '`']).skip(1).filter_map(|text| {
        let why = law_in_text(text).filter(|_| text.chars().all(|letter| letter.is_ascii_uppercase()))?;
        Some((text.to_owned(), why))
    })
}
