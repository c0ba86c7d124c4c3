//! Tables that are written: every kind of column comes back as it went in, and the same rows are the same bytes.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::sync::Arc;

use serde_json::{Value, json};
use silhouette_fleet::rows::Rows;
use silhouette_fleet::write::{Cell, Holds, Writer};
use silhouette_fleet::{Format, Progress, Table};

const COLUMNS: [(&str, Holds); 9] = [
    ("id", Holds::Text),
    ("word", Holds::Word),
    ("number", Holds::Number),
    ("whole", Holds::Integer),
    ("is", Holds::Bool),
    ("when", Holds::Moment),
    ("amount", Holds::Decimal(2)),
    ("day", Holds::Date),
    ("words", Holds::Words),
];

/// 19,782 days after 1970-01-01 is 2024-02-29: `date -u -d @1709164800`.
fn rows() -> [Vec<Cell<'static>>; 3] {
    [
        vec![
            Cell::Text("a,\"b\"\n"),
            Cell::Text("w"),
            Cell::Number(0.1),
            Cell::Integer(-3),
            Cell::Bool(true),
            Cell::Integer(1_709_164_800_001),
            Cell::Units(-5),
            Cell::Integer(19_782),
            Cell::Words(&["x", "y"]),
        ],
        vec![Cell::Text("nothing")],
        vec![
            Cell::Text("other"),
            Cell::Bool(true), // not what the column holds
            Cell::Integer(7),
            Cell::Integer(0),
            Cell::Bool(false),
            Cell::Integer(0),
            Cell::Text("812.5"),
            Cell::Integer(-1),
            Cell::Words(&[]),
        ],
    ]
}

fn written(format: Format, end: &str) -> (Vec<Value>, Vec<u8>) {
    let name = format!("silhouette-fleet-write-{}.{end}", std::process::id());
    let file = std::env::temp_dir().join(name);
    let name = file.to_str().unwrap();
    let mut writer = Writer::create(name, format, &COLUMNS).unwrap();
    rows().iter().for_each(|row| writer.cells(row).unwrap());
    writer.close().unwrap();
    let table = Table::open(name, format, &Arc::new(Progress::default())).unwrap();
    let mut rows = Rows::open(&table, None).unwrap();
    let mut read = Vec::new();
    while let Some(row) = rows.advance().unwrap() {
        read.push(json!([row.id(), row.cells().unwrap()]));
    }
    let bytes = fs::read(&file).unwrap();
    fs::remove_file(file).unwrap();
    (read, bytes)
}

#[test]
fn parquet_comes_back_as_it_went_in() {
    let (read, bytes) = written(Format::Parquet, "parquet");
    assert_eq!(
        read,
        [
            json!(["a,\"b\"\n", {"word": "w", "number": 0.1, "whole": -3, "is": true,
                "when": "2024-02-29T00:00:00.001000Z", "amount": -0.05, "day": "2024-02-29", "words": ["x", "y"]}]),
            json!(["nothing", {}]),
            json!(["other", {"number": 7.0, "whole": 0, "is": false, "when": "1970-01-01T00:00:00Z",
                "amount": 812.5, "day": "1969-12-31", "words": []}]),
        ]
    );
    assert_eq!(written(Format::Parquet, "again.parquet").1, bytes);
}

#[test]
fn csv_says_the_same_as_text() {
    let (read, bytes) = written(Format::Csv, "csv");
    assert_eq!(
        read,
        [
            json!(["a,\"b\"\n", {"word": "w", "number": "0.1", "whole": "-3", "is": "true",
                "when": "1709164800001", "amount": "-0.05", "day": "2024-02-29", "words": "[\"x\",\"y\"]"}]),
            json!(["nothing", {}]),
            json!(["other", {"word": "true", "number": "7", "whole": "0", "is": "false", "when": "0",
                "amount": "812.5", "day": "1969-12-31", "words": "[]"}]),
        ]
    );
    assert_eq!(written(Format::Csv, "again.csv").1, bytes);
}

#[test]
fn a_disk_without_room_is_told() {
    if !std::path::Path::new("/dev/full").exists() {
        println!("skipped: there is no /dev/full here");
        return;
    }
    for format in [Format::Parquet, Format::Csv] {
        let mut writer = Writer::create("/dev/full", format, &COLUMNS).unwrap();
        let added = rows().iter().try_for_each(|row| writer.cells(row));
        let error = added.and_then(|()| writer.close()).unwrap_err();
        assert_eq!(error.code, "table/write", "{format:?}");
        assert_eq!(error.message, "no room is left on the disk", "{format:?}");
    }
}
