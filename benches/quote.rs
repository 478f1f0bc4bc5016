//! How long a quote takes in native code: reading, computing and writing, for carts of 1, 3 and 20 lines.
#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark")]

use criterion::{Criterion, criterion_group, criterion_main};
use landfall::{quote, request, snapshot::Snapshot};
use std::{hint::black_box, path::Path};

const LINES: [(&str, &str, &str); 3] =
    [("tee", "61091000", "12.00"), ("watch", "91021200", "31.50"), ("book", "49019900", "3.20")];

fn cart(lines: usize) -> String {
    let line = |(index, (name, code, price)): (usize, &(&str, &str, &str))| {
        format!(
            r#"{{"id":"{name} {index}","description":"{name}","quantity":1,"unitPrice":{{"amount":"{price}","currency":"EUR"}},"hsCode":"{code}","originCountry":"CN"}}"#
        )
    };
    let items: Vec<String> = LINES.iter().cycle().take(lines).enumerate().map(line).collect();
    format!(
        r#"{{"asOf":"2026-10-15","shipFrom":{{"country":"CN"}},"shipTo":{{"country":"DE"}},"incoterm":"DDP","shipping":{{"amount":"5.00","currency":"EUR"}},"seller":{{"registrations":[{{"type":"IOSS","number":"IM3720000000"}}]}},"items":[{}]}}"#,
        items.join(",")
    )
}

fn quotes(criterion: &mut Criterion) {
    let bytes = landfall_data::build::snapshot(Path::new("tariff-data")).unwrap();
    criterion.bench_function("open the snapshot", |bencher| bencher.iter(|| Snapshot::open(black_box(&bytes)).unwrap()));
    let snapshot = Snapshot::open(&bytes).unwrap();
    for lines in [1, 3, 20] {
        let text = cart(lines);
        let read = request::read(text.as_bytes(), &snapshot).unwrap();
        criterion.bench_function(&format!("read {lines} lines"), |bencher| {
            bencher.iter(|| request::read(black_box(text.as_bytes()), &snapshot).unwrap())
        });
        criterion.bench_function(&format!("quote {lines} lines"), |bencher| {
            bencher.iter(|| quote::quote(black_box(&read), &snapshot).unwrap())
        });
        criterion.bench_function(&format!("answer {lines} lines, text to text"), |bencher| {
            bencher.iter(|| quote::answer(black_box(text.as_bytes()), &snapshot))
        });
    }
}

criterion_group!(benches, quotes);
criterion_main!(benches);
