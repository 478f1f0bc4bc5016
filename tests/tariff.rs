//! A tariff's section: what was written is what is found, and bytes that contradict themselves are refused.

#![cfg(test)]
#![allow(clippy::arithmetic_side_effects, reason = "a test that overflows has failed, as it should")]

use landfall::day::Day;
use landfall::goods::HsCode;
use landfall::goods::duty::{Dialect, Expression};
use landfall::law::Belongs;
use landfall::snapshot::container::Draft;
use landfall::snapshot::{
    About, Basis, Doubt, DraftListing, DraftRate, Edition, LineId, Partner, Resolution, Snapshot, SnapshotError,
    Tariff, TariffDraft,
};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn code(text: &str) -> HsCode {
    HsCode::parse(text).unwrap()
}

fn rate(at: &str, column: &str, partners: &[&str], expression: &str) -> DraftRate {
    DraftRate {
        code: code(at),
        column: column.into(),
        partners: partners.iter().map(|id| (*id).into()).collect(),
        expression: Expression::parse(expression, &Dialect::PLAIN).unwrap(),
        from: None,
        to: None,
        basis: Basis::Exact,
        note: String::new(),
    }
}

fn partner(id: &str) -> Partner {
    Partner { id: id.into(), name: format!("Agreement with {id}"), law: "treaty".into(), countries: vec![id.into()] }
}

/// Watches, some animals and ten thousand sorts of nothing, in the shapes that tariffs have.
fn draft() -> TariffDraft {
    let staged = DraftRate {
        from: Some(day("2026-01-01")),
        to: Some(day("2026-12-31")),
        basis: Basis::Staged,
        note: "third of five steps".into(),
        ..rate("01022910", "preference", &["JP"], "2 %")
    };
    let next = DraftRate { from: Some(day("2027-01-01")), ..rate("01022910", "preference", &["JP"], "0 %") };
    TariffDraft {
        about: About {
            id: "xx".into(),
            name: "Tariff of Nowhere".into(),
            nomenclature: "NN 2026".into(),
            source: "its gazette".into(),
            law: "its act".into(),
            edition: day("2026-01-01"),
            reliable_until: day("2026-12-31"),
            expires: Some(day("2027-12-31")),
        },
        columns: vec![("mfn".into(), "Ordinary".into()), ("preference".into(), "Preferential".into())],
        partners: vec![partner("CH"), partner("JP"), partner("KR")],
        doubts: vec![Doubt { codes: vec![code("9101"), code("0102")], message: "superseded since".into() }],
        lines: ["0101210010", "0101210090", "0101290000", "01022910", "01022990", "0103910000", "9101110000", "9102"]
            .map(code)
            .to_vec(),
        rates: vec![
            rate("0101", "mfn", &[], "11.5 %"),
            rate("010121", "mfn", &[], "0 %"),
            rate("0101210090", "mfn", &[], "3 %"),
            rate("01022910", "mfn", &[], "10.2 % + 93.1 EUR / 100 kg"),
            rate("01022990", "mfn", &[], "10.2 % + 93.1 EUR / 100 kg"),
            rate("9101110000", "mfn", &[], "4.5 % MIN 0.3 EUR / p/st MAX 0.8 EUR / p/st"),
            rate("9102", "mfn", &[], "4.5 %"),
            rate("01", "preference", &["CH", "KR"], "0 %"),
            rate("01", "preference", &["JP"], "0 %"),
            staged,
            next,
        ],
        successors: vec![
            (code("01012200"), code("0101290000")),
            (code("01012200"), code("0101210090")),
            (code("9103100000"), code("9102")),
        ],
        listings: vec![
            listing("animals", "01", None, None),
            listing("donkeys", "01012900", Some("2026-02-01"), Some("2026-02-28")),
            listing("purebred", "0101210010", None, None),
            listing("watches", "91", Some("2026-02-01"), None),
        ],
    }
}

fn listing(list: &str, at: &str, from: Option<&str>, to: Option<&str>) -> DraftListing {
    DraftListing { list: list.into(), code: code(at), from: from.map(day), to: to.map(day) }
}

fn file(section: Vec<u8>) -> Vec<u8> {
    let edition = Edition { day: day("2026-01-01"), title: "test".into(), sources: vec![] };
    let draft = Draft { edition, features: vec![], sections: vec![("tariff/xx".into(), section)] };
    draft.write().unwrap()
}

/// The core of an edition without law.
fn core() -> Snapshot {
    let edition = Edition { day: day("2026-11-24"), title: "test".into(), sources: vec![] };
    Snapshot::open(&Draft { edition, features: vec![], sections: vec![] }.write().unwrap()).unwrap()
}

fn snapshot(section: Vec<u8>) -> Result<Snapshot, SnapshotError> {
    let mut snapshot = core();
    snapshot.add(&file(section)).map(|()| snapshot)
}

fn read(draft: &TariffDraft) -> Tariff {
    snapshot(draft.write().unwrap()).unwrap().tariff("xx").unwrap().clone()
}

fn line(tariff: &Tariff, text: &str) -> LineId {
    match tariff.resolve(&code(text)) {
        Resolution::Line(line) => line,
        other => panic!("{text} is {other:?}"),
    }
}

fn rates(tariff: &Tariff, at: &str, column: &str, on: &str) -> Vec<String> {
    let shown = |rate: landfall::snapshot::TariffRate<'_>| {
        let partners: Vec<&str> = rate.partners.iter().map(|partner| partner.id.as_str()).collect();
        format!("{} {} {}", rate.code, partners.join("+"), rate.expression)
    };
    tariff.rates(line(tariff, at), column, day(on)).map(shown).collect()
}

#[test]
fn codes_resolve_to_their_line() {
    let tariff = read(&draft());
    let resolved = |text: &str| match tariff.resolve(&code(text)) {
        Resolution::Line(line) => tariff.code(line).unwrap().to_string(),
        Resolution::Many(lines) => {
            lines.map(|line| tariff.code(line).unwrap().to_string()).collect::<Vec<_>>().join(" ")
        }
        Resolution::Gone { successors } => {
            let codes: Vec<HsCode> = successors.into_iter().map(|line| tariff.code(line).unwrap()).collect();
            format!("gone: {codes:?}")
        }
        Resolution::Unknown => "unknown".into(),
    };
    // As long as the tariff's own codes.
    assert_eq!(resolved("0101210010"), "0101210010");
    assert_eq!(resolved("01022990"), "01022990");
    // Shorter, with one line below or several.
    assert_eq!(resolved("01012900"), "0101290000");
    assert_eq!(resolved("010391"), "0103910000");
    assert_eq!(resolved("01012100"), "0101210010 0101210090");
    assert_eq!(resolved("010229"), "01022910 01022990");
    assert_eq!(resolved("91"), "9101110000 9102");
    // Longer than the tariff's own.
    assert_eq!(resolved("0102299011"), "01022990");
    assert_eq!(resolved("910219"), "9102");
    // Another country's ending of an eight-digit code.
    assert_eq!(resolved("0101290077"), "0101290000");
    assert_eq!(resolved("0101210077"), "0101210010 0101210090");
    // Another country's ending of the six digits that all share.
    assert_eq!(resolved("01022950"), "01022910 01022990");
    assert_eq!(resolved("0102295077"), "01022910 01022990");
    // Gone, asked for as it was, shorter or longer.
    assert_eq!(resolved("01012200"), "gone: [0101210090, 0101290000]");
    assert_eq!(resolved("0101220010"), "gone: [0101210090, 0101290000]");
    assert_eq!(resolved("9103"), "gone: [9102]");
    // Never there.
    assert_eq!(resolved("0101300000"), "unknown");
    assert_eq!(resolved("77"), "unknown");
}

#[test]
fn the_deepest_code_that_bears_a_rate_wins() {
    let tariff = read(&draft());
    let mfn = |at: &str| rates(&tariff, at, "mfn", "2026-06-01");
    assert_eq!(mfn("0101210090"), ["0101210090  3 %"], "its own, though its head bears none");
    assert_eq!(mfn("0101210010"), ["010121  Free"]);
    assert_eq!(mfn("01012900"), ["0101  11.5 %"]);
    assert_eq!(mfn("01022910"), ["01022910  10.2 % + 93.1 EUR / 100 kg"]);
    assert_eq!(mfn("910111"), ["9101110000  4.5 % MIN 0.3 EUR / p/st MAX 0.8 EUR / p/st"]);
    assert_eq!(mfn("010391"), Vec::<String>::new());
    assert_eq!(rates(&tariff, "01022910", "no such column", "2026-06-01"), Vec::<String>::new());
}

#[test]
fn rates_hold_for_their_partners_and_days() {
    let tariff = read(&draft());
    let preference = |on: &str| rates(&tariff, "01022910", "preference", on);
    // Partners with the same terms share a rate.
    assert_eq!(preference("2025-12-31"), ["01 CH+JP+KR Free"]);
    assert_eq!(preference("2026-01-01"), ["01022910 JP 2 %", "01 CH+KR Free"]);
    assert_eq!(preference("2026-12-31"), ["01022910 JP 2 %", "01 CH+KR Free"]);
    assert_eq!(preference("2027-01-01"), ["01022910 JP Free", "01 CH+KR Free"]);
    let staged = tariff.rates(line(&tariff, "01022910"), "preference", day("2026-07-01")).next().unwrap();
    assert_eq!((staged.basis, staged.note), (Basis::Staged, "third of five steps"));
    assert!(staged.partners.contains("JP") && !staged.partners.contains("KR") && !staged.partners.is_everyone());
    assert_eq!(staged.period.to, Some(day("2026-12-31")));
}

#[test]
fn what_a_tariff_says_of_itself_is_kept() {
    let tariff = read(&draft());
    assert_eq!(tariff.about, draft().about);
    assert_eq!(tariff.partners, draft().partners);
    assert_eq!(tariff.columns().collect::<Vec<_>>(), [("mfn", "Ordinary"), ("preference", "Preferential")]);
    assert_eq!(tariff.doubts_about(line(&tariff, "0102299000")).collect::<Vec<_>>(), ["superseded since"]);
    assert_eq!(tariff.doubts_about(line(&tariff, "0101290000")).count(), 0);
    assert_eq!(tariff.lines().len(), 8);
}

#[test]
fn the_order_of_a_draft_does_not_matter() {
    let mut reversed = draft();
    reversed.lines.reverse();
    reversed.rates.reverse();
    reversed.successors.reverse();
    assert_eq!(draft().write().unwrap(), reversed.write().unwrap());
}

#[test]
fn a_successor_without_lines_is_none() {
    let mut odd = draft();
    odd.successors.push((code("01012200"), code("77")));
    assert_eq!(odd.write().unwrap(), draft().write().unwrap());
}

#[test]
fn a_tariff_tells_the_draft_that_it_is_written_from() {
    let section = draft().write().unwrap();
    assert_eq!(TariffDraft::of(&read(&draft())).write().unwrap(), section);
}

#[test]
fn a_draft_that_contradicts_itself_is_refused() {
    let with_rate = |at, column, partners: &[&str]| {
        let mut draft = draft();
        draft.rates.push(rate(at, column, partners, "0 %"));
        draft
    };
    let cases = [
        (with_rate("77", "mfn", &[]), "a rate stands at `77`, where it has no line"),
        (with_rate("01", "mfn", &["US"]), "it names no partner `US`"),
        (with_rate("01", "quota", &[]), "`01` is in no column of it: `quota`"),
    ];
    for (draft, message) in cases {
        let refusal = draft.write().unwrap_err().to_string();
        assert!(refusal.contains(message), "{refusal}");
    }
}

#[test]
fn no_bit_of_a_snapshot_can_be_changed_and_no_byte_be_missing() {
    let bytes = file(draft().write().unwrap());
    for bit in 0..bytes.len() * 8 {
        let mut changed = bytes.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(core().add(&changed).is_err(), "bit {bit} was changed unseen");
    }
    for length in 0..bytes.len() {
        assert!(core().add(&bytes[..length]).is_err(), "{length} bytes were taken for all");
    }
}

#[test]
fn a_line_takes_what_its_subdivisions_leave() {
    let mut tariff = draft();
    tariff.lines.push(code("0102291010"));
    tariff.rates.push(rate("0102291010", "mfn", &[], "1 %"));
    let tariff = read(&tariff);
    let mfn = |line: &str| rates(&tariff, line, "mfn", "2026-06-01");
    assert_eq!(mfn("0102291010"), ["0102291010  1 %"]);
    // Declared as another subdivision, it is the line above.
    assert_eq!(mfn("0102291090"), ["01022910  10.2 % + 93.1 EUR / 100 kg"]);
    // By its eight digits it could be either.
    assert!(matches!(tariff.resolve(&code("01022910")), Resolution::Many(lines) if lines.len() == 2));
}

#[test]
fn goods_are_on_a_list_with_all_that_a_code_may_be() {
    let tariff = read(&draft());
    assert_eq!(tariff.lists().collect::<Vec<_>>(), ["animals", "donkeys", "purebred", "watches"]);
    for (list, at, on, expected) in [
        ("animals", "01", "2026-01-01", Belongs::Yes),
        ("animals", "0101210090", "2026-01-01", Belongs::Yes),
        ("animals", "9102", "2026-01-01", Belongs::No),
        // The whole of a heading is not on a list that names one of its lines.
        ("purebred", "0101210010", "2026-01-01", Belongs::Yes),
        ("purebred", "01012100", "2026-01-01", Belongs::Unclear),
        ("purebred", "0101210090", "2026-01-01", Belongs::No),
        ("purebred", "010129", "2026-01-01", Belongs::No),
        // A code of another tariff's ending is the line of its first eight digits.
        ("donkeys", "0101290077", "2026-02-01", Belongs::Yes),
        ("donkeys", "010129", "2026-01-31", Belongs::No),
        ("donkeys", "010129", "2026-02-01", Belongs::Yes),
        ("donkeys", "010129", "2026-02-28", Belongs::Yes),
        ("donkeys", "010129", "2026-03-01", Belongs::No),
        ("watches", "9101", "2026-01-31", Belongs::No),
        ("watches", "9101", "2027-01-01", Belongs::Yes),
        // A code that has gone, or never was, may have been anything.
        ("animals", "01012200", "2026-01-01", Belongs::Unclear),
        ("animals", "77", "2026-01-01", Belongs::Unclear),
        ("no such list", "0101", "2026-01-01", Belongs::No),
    ] {
        assert_eq!(tariff.listed(list, &code(at), day(on)), expected, "{list} {at} {on}");
    }
    let listings: Vec<_> = tariff.listings(line(&tariff, "010129")).map(|(list, period)| (list, period.to)).collect();
    assert_eq!(listings, [("animals", None), ("donkeys", Some(day("2026-02-28")))]);
}

#[test]
fn an_empty_tariff_is_a_tariff() {
    let empty = TariffDraft { lines: vec![], rates: vec![], successors: vec![], listings: vec![], ..draft() };
    let tariff = read(&empty);
    assert_eq!(tariff.resolve(&code("0101")), Resolution::Unknown);
}

/// Codes of a small world of digits, so that they often begin with one another.
fn some_codes() -> impl Strategy<Value = BTreeSet<String>> {
    prop::collection::btree_set("0[12]0[1-3]([12]0([1-3][0-2](0[0-9])?)?)?", 1..40)
}

proptest! {
    #[test]
    fn every_line_and_rate_is_found_again(codes in some_codes(), seed in any::<u64>()) {
        // Lines are the codes that are divided no further.
        let lines: Vec<HsCode> = codes
            .iter()
            .filter(|line| !codes.iter().any(|other| other != *line && other.starts_with(line.as_str())))
            .map(|line| code(line))
            .collect();
        let rates: Vec<DraftRate> = codes
            .iter()
            .enumerate()
            .filter(|(at, _)| seed >> (at % 64) & 1 == 1)
            .map(|(at, text)| rate(text, "mfn", &[], &format!("{} %", at % 5)))
            .collect();
        let tariff = read(&TariffDraft { lines: lines.clone(), rates: rates.clone(), successors: vec![], ..draft() });
        for line in &lines {
            let Resolution::Line(found) = tariff.resolve(line) else { panic!("{line}") };
            prop_assert_eq!(tariff.code(found), Some(*line));
            let expected = rates.iter().filter(|rate| line.starts_with(&rate.code)).max_by_key(|rate| rate.code.len());
            let found = tariff.rates(found, "mfn", day("2026-01-01")).map(|rate| (rate.code, rate.expression.clone()));
            prop_assert_eq!(found.collect::<Vec<_>>(), expected.map(|rate| (rate.code, rate.expression.clone())).into_iter().collect::<Vec<_>>());
        }
        let mut all: Vec<_> = tariff.all_rates("mfn").map(|rate| (rate.code, rate.expression.clone())).collect();
        let mut expected: Vec<_> = rates.into_iter().map(|rate| (rate.code, rate.expression)).collect();
        all.sort();
        expected.sort();
        prop_assert_eq!(all, expected);
    }

    #[test]
    fn any_bytes_under_a_good_digest_are_answered(section in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = snapshot(section);
    }

    #[test]
    fn changed_bytes_under_a_good_digest_are_answered(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let mut section = draft().write().unwrap();
        let at = at.index(section.len());
        section[at] = byte;
        if cut {
            section.remove(at);
        }
        if let Ok(snapshot) = snapshot(section) {
            let tariff = snapshot.tariff("xx").unwrap();
            for line in tariff.lines() {
                for (column, _) in tariff.columns() {
                    let _ = tariff.rates(line, column, day("2026-07-01")).count();
                }
                prop_assert_eq!(tariff.resolve(&tariff.code(line).unwrap()), Resolution::Line(line));
            }
        }
    }
}
