//! The same portraits from lines and from tables.

use std::fs;

use serde_json::{Value, json};
use silhouette_fleet::Format;
use silhouette_fleet::write::Holds;

use crate::numbers::Random;
use crate::population::{self, NOW, population as made, tables, write};
use crate::run::{Folder, Run, expected, fixture};

#[test]
fn tables_say_what_lines_say() {
    let folder = Folder::new("same");
    let pack = folder.pack("retail");
    let customers = made(600, 60, 0x5eed);
    let expected = expected(&customers);
    let lines = folder.lines(&customers);
    for threads in ["1", "3"] {
        let run = Run::portrait(&pack).with("in", &lines).with("threads", threads);
        assert!(run.results() == expected, "customer lines, {threads} threads");
    }
    for format in [Format::Parquet, Format::Csv, Format::Ndjson] {
        for (seed, threads) in [(1, "1"), (2, "2"), (3, "5")] {
            let tables = tables(&folder.0, format, &customers, &mut Random(seed));
            let run = Run::portrait(&pack).tables(&tables).with("threads", threads);
            assert!(run.results() == expected, "{format:?}, {threads} threads");
        }
    }
}

/// A limit that the rows exceed: they are kept in a folder, which is empty afterwards.
#[test]
fn results_do_not_depend_on_memory() {
    let folder = Folder::new("memory");
    let pack = folder.pack("retail");
    let customers = made(3000, 160, 0xfeed);
    let tables = tables(&folder.0, Format::Parquet, &customers, &mut Random(9));
    let spill = folder.file("spill");
    let run = |memory: &str| {
        let run = Run::portrait(&pack).tables(&tables).with("memory", memory);
        run.with("spill", &spill).results()
    };
    let (small, large) = (run("24MB"), run("2GB"));
    assert_eq!(large.iter().filter(|byte| **byte == b'\n').count(), 3000);
    assert!(small == large);
    assert!(small == expected(&customers));
    assert!(fs::exists(&spill).unwrap() && folder.names("spill").is_empty(), "it is left empty");
}

/// Events of one moment come in an order of their own, so that the order of the rows does not matter.
#[test]
fn events_of_one_moment_may_stand_in_any_order() {
    let folder = Folder::new("moment");
    let pack = folder.pack("retail");
    let mut customers = made(40, 30, 0xabc);
    for made in &mut customers {
        for event in &mut made.events {
            let at = event["at"].as_i64().unwrap();
            event.insert("at".to_owned(), json!(at - at.rem_euclid(86_400_000)));
        }
    }
    let mut seen = Vec::new();
    for (format, seed) in [
        (Format::Parquet, 1),
        (Format::Parquet, 2),
        (Format::Csv, 3),
        (Format::Ndjson, 4),
        (Format::Ndjson, 5),
    ] {
        let tables = tables(&folder.0, format, &customers, &mut Random(seed));
        seen.push(Run::portrait(&pack).tables(&tables).results());
    }
    assert!(seen[0].len() > 1000);
    assert!(seen.iter().all(|bytes| *bytes == seen[0]));
}

#[test]
fn a_row_may_hold_a_whole_customer() {
    let folder = Folder::new("whole");
    let pack = folder.pack("retail");
    let customers = made(50, 20, 0xdef);
    let mut columns = vec![("id", Holds::Text), ("now", Holds::Integer), ("events", Holds::Text)];
    columns.extend(population::PROFILE);
    let rows: Vec<Vec<Value>> = customers
        .iter()
        .map(|made| {
            let facts = population::PROFILE.iter();
            let facts = facts.map(|(name, _)| made.profile.get(*name).cloned().unwrap_or_default());
            let events = serde_json::to_string(&made.events).unwrap();
            [json!(made.id), json!(NOW), json!(events)].into_iter().chain(facts).collect()
        })
        .collect();
    let file = write(&folder.0, "customers", Format::Csv, &columns, &rows);
    assert!(Run::portrait(&pack).with("in", &file).results() == expected(&customers));
}

/// A row for each customer, with the facts as a struct and the events as a list of structs, as pyarrow writes them.
#[test]
fn a_row_may_be_nested() {
    let folder = Folder::new("nested");
    let pack = folder.pack("retail");
    let lines = Run::portrait(&pack).with("in", fixture("customers.ndjson")).flag("features");
    let nested = Run::portrait(&pack).with("in", fixture("nested.parquet")).flag("features");
    let lines = lines.results();
    assert_eq!(lines.iter().filter(|byte| **byte == b'\n').count(), 24);
    for threads in ["1", "3"] {
        assert!(nested.clone().with("threads", threads).results() == lines);
    }
}
