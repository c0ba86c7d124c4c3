//! Rows as customers: each customer once, with all its events by moment, whatever does not fit into memory.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};
use silhouette_fleet::events::Cell;
use silhouette_fleet::group::{Groups, Plan};
use silhouette_fleet::sort::Limits;
use silhouette_fleet::write::{Holds, Writer};
use silhouette_fleet::{Format, Progress, Table};

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let folder =
            std::env::temp_dir().join(format!("silhouette-fleet-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Folder(folder)
    }

    fn file(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const COLUMNS: [(&str, Holds); 4] = [
    ("customer", Holds::Integer),
    ("type", Holds::Word),
    ("at", Holds::Moment),
    ("n", Holds::Number),
];

fn groups(file: &str, limits: Limits, most: usize) -> Groups {
    let progress = Arc::new(Progress::default());
    Groups::open(Plan {
        events: Some(Table::open(file, Format::Parquet, &progress).unwrap()),
        profiles: None,
        id: None,
        fields: None,
        moment: |_| None,
        limits,
        most,
    })
    .unwrap()
}

/// Moments and numbers of each customer's events, by moment.
type Truth = BTreeMap<i64, Vec<(i64, f64)>>;

/// Rows by a multiplication that permutes them (the number of rows is a power of two), and what was put in.
fn rows(count: u64) -> (Vec<[Value; 4]>, Truth) {
    let mut truth = Truth::new();
    let rows = (0..count).map(|index| {
        let place = i64::try_from(index.wrapping_mul(0x9e37_79b1) % count).unwrap();
        let (customer, at, n) = (place % 997 - 5, place / 997, place as f64 / 4.0);
        truth.entry(customer).or_default().push((at, n));
        [json!(customer), json!("seen"), json!(at), json!(n)]
    });
    let rows = rows.collect();
    for events in truth.values_mut() {
        events.sort_by(|a, b| a.partial_cmp(b).unwrap());
    }
    (rows, truth)
}

#[test]
fn what_does_not_fit_into_memory_goes_to_the_folder_and_comes_back() {
    let folder = Folder::new("spill");
    let file = folder.file("events.parquet");
    let (rows, truth) = rows(1 << 19);
    let mut writer = Writer::create(&file, Format::Parquet, &COLUMNS).unwrap();
    for row in &rows {
        writer.row(row).unwrap();
    }
    writer.close().unwrap();
    for (memory, threads, spills) in [(16 << 20, 2, true), (24 << 20, 1, true), (1 << 30, 2, false)]
    {
        let spill = folder.0.join("spill");
        let limits = Limits { memory, threads, spill: Some(spill.clone()) };
        let mut groups = groups(&file, limits, usize::MAX);
        let mut found = BTreeMap::new();
        let mut last = None;
        while let Some(group) = groups.advance().unwrap() {
            let id = group.id.as_i64().unwrap();
            assert!(last < Some(id), "in the order of the ids");
            last = Some(id);
            let event = |event: &silhouette_fleet::events::Event<'_>| {
                assert_eq!(event.kind(), Some("seen"));
                let fields: Vec<_> = event.fields().collect();
                let [("n", Cell::Number(n))] = fields.as_slice() else { panic!("{fields:?}") };
                (event.at().unwrap(), *n)
            };
            found.insert(id, group.events().iter().map(event).collect::<Vec<_>>());
        }
        assert!(found == truth, "{memory} bytes, {threads} threads");
        assert_eq!(groups.spilled() > 0, spills, "{memory} bytes: {} rows", groups.spilled());
        drop(groups);
        assert_eq!(fs::read_dir(&spill).unwrap().count(), 0);
    }
}

#[test]
fn a_customer_with_too_many_events_is_told_without_them() {
    let folder = Folder::new("many");
    let file = folder.file("events.parquet");
    let mut writer = Writer::create(&file, Format::Parquet, &COLUMNS).unwrap();
    for index in 0..50_000 {
        writer
            .row(&[json!(index % 10_000 / 9_999), json!("seen"), json!(index), json!(1.5)])
            .unwrap();
    }
    writer.close().unwrap();
    let limits = Limits { memory: 1 << 28, threads: 2, spill: None };
    let mut groups = groups(&file, limits, 20_000);
    let first = groups.advance().unwrap().unwrap();
    assert!(first.too_many && first.events().is_empty());
    let second = groups.advance().unwrap().unwrap();
    assert!(!second.too_many);
    assert_eq!(second.events().len(), 5);
    assert!(groups.advance().unwrap().is_none());
}

#[test]
fn a_folder_without_room_is_told() {
    let folder = Folder::new("room");
    let file = folder.file("events.parquet");
    let mut writer = Writer::create(&file, Format::Parquet, &COLUMNS).unwrap();
    for row in rows(1 << 19).0 {
        writer.row(&row).unwrap();
    }
    writer.close().unwrap();
    // Where the folder should be is a file.
    let limits =
        Limits { memory: 16 << 20, threads: 2, spill: Some(PathBuf::from(&file).join("spill")) };
    let progress = Arc::new(Progress::default());
    let opened = Groups::open(Plan {
        events: Some(Table::open(&file, Format::Parquet, &progress).unwrap()),
        profiles: None,
        id: None,
        fields: None,
        moment: |_| None,
        limits,
        most: 1,
    });
    assert_eq!(opened.err().unwrap().code, "table/spill");
}
