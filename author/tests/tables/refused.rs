//! Rows and files that are not what they should be.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use silhouette_fleet::Format;
use silhouette_fleet::write::Holds;

use crate::numbers::Random;
use crate::population::{self, EVENTS, Made, NOW, event_row, population as made, tables, write};
use crate::run::{Folder, Run, err, expected};

/// What is wrong with a row is told by its number and never by its value; the others are as without it.
#[test]
fn refused_customers_are_set_aside_with_reasons() {
    let folder = Folder::new("refused");
    let pack = folder.pack("retail");
    let customers = made(30, 10, 0x77);
    let mut events: Vec<_> = customers
        .iter()
        .flat_map(|made| made.events.iter().map(|event| event_row(&made.id, event)))
        .collect();
    let secret = "sEcReT";
    let bad = |at: Value, kind: &str, id: Value, score: Value| {
        let mut row = vec![Value::Null; EVENTS.len()];
        (row[0], row[1], row[2], row[10]) = (id, json!(kind), at, score);
        row
    };
    let first = events.len() + 1;
    events.push(bad(json!(NOW), "login", Value::Null, Value::Null));
    events.push(bad(json!(secret), "login", json!(customers[3].id), Value::Null));
    events.push(bad(json!(NOW - 5), "survey_answer", json!(customers[4].id), json!(secret)));
    // Of a customer without a row of facts: a customer all the same.
    events.push(bad(json!(NOW - 5), "login", json!("x-events-only"), Value::Null));
    let mut columns = vec![("customer", Holds::Text)];
    columns.extend(population::PROFILE);
    let mut profiles: Vec<Vec<Value>> = customers
        .iter()
        .map(|made| {
            let facts = population::PROFILE.iter();
            let facts = facts.map(|(name, _)| made.profile.get(*name).cloned().unwrap_or_default());
            std::iter::once(json!(made.id)).chain(facts).collect()
        })
        .collect();
    profiles.push(profiles[7].clone());
    profiles[9][1] = json!(secret);
    let events = write(&folder.0, "events", Format::Csv, &EVENTS, &events);
    let profiles = write(&folder.0, "profiles", Format::Csv, &columns, &profiles);
    let (out, rejects) = (folder.file("out"), folder.file("rejects"));
    let run = Run::portrait(&pack).tables(&(events, profiles));
    let output = run.with("out", &out).with("rejects", &rejects).output();
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(
        err(&output),
        format!(
            "refused, see {rejects}: 1 input/customer, 1 input/duplicate, 1 input/time, 2 input/type\n"
        )
    );
    let told = fs::read_to_string(&rejects).unwrap();
    assert!(!told.contains(secret));
    let told: Vec<Value> = told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let places: Vec<_> = told
        .iter()
        .map(|line| {
            (
                line["code"].as_str().unwrap(),
                line["row"].as_u64().unwrap(),
                line["path"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        places,
        [
            ("input/customer", first as u64, ""),
            ("input/time", 4, format!("/events/{}/at", first + 1).as_str()),
            ("input/type", 5, format!("/events/{}/score", first + 2).as_str()),
            ("input/duplicate", 8, ""),
            ("input/type", 10, "/profile/age"),
        ]
    );
    let kept: Vec<Made> = customers
        .iter()
        .enumerate()
        .filter(|(at, _)| ![3, 4, 7, 9].contains(at))
        .map(|(_, made)| made.clone())
        .collect();
    let written = fs::read(&out).unwrap();
    let expected = expected(&kept);
    assert!(written.starts_with(&expected));
    assert!(written[expected.len()..].starts_with(b"{\"id\":\"x-events-only\","));
}

#[test]
fn files_that_are_not_what_they_should_be_are_told() {
    let folder = Folder::new("files");
    let pack = folder.pack("retail");
    let customers = made(20, 10, 0x99);
    let (events, profiles) = tables(&folder.0, Format::Parquet, &customers, &mut Random(1));
    let whole = fs::read(&events).unwrap();
    let torn = folder.put("torn.parquet", &whole[..whole.len() / 2]);
    let mut damaged = whole.clone();
    damaged[60..200].fill(0xff);
    let damaged = folder.put("damaged.parquet", damaged);
    let numbers = folder.put("numbers.ndjson", "{\"customer\":5,\"type\":\"login\",\"at\":1}\n");
    let kindless = folder.put("kindless.csv", "customer,at\nc000001,1\n");
    let uneven = folder.put("uneven.csv", "customer,at,type\nc000001,1\n");
    let nobody = folder.put("nobody.csv", "at,type\n1,login\n");
    for (events, code) in [
        (torn.as_str(), "table/broken"),
        (damaged.as_str(), "table/broken"),
        (numbers.as_str(), "table/column"),
        (kindless.as_str(), "table/column"),
        (uneven.as_str(), "table/broken"),
        (nobody.as_str(), "table/column"),
        (folder.file("none.parquet").as_str(), "table/open"),
    ] {
        let out = folder.file("out");
        let tables = (PathBuf::from(events), profiles.clone());
        let output = Run::portrait(&pack).tables(&tables).with("out", &out).output();
        assert_eq!(output.status.code(), Some(3), "{events}");
        let told = err(&output);
        assert!(told.contains(code), "{events}: {told}");
        assert!(!told.contains("c000001"), "{told}");
        assert!(!Path::new(&out).exists(), "{events}: nothing half-written passes for whole");
    }
    let usage = [
        vec!["--in", "a.csv", "--events", "b.csv"],
        vec!["--events", events.to_str().unwrap()],
        vec!["--events", "a.unknown", "--now", "1"],
        vec!["--in", "a.ndjson", "--memory", "1GB"],
        vec!["--in", "a.csv", "--memory", "1"],
        vec!["--in", "a.csv", "--threads", "0"],
        vec!["--in", "a.ndjson", "--input-format", "xml"],
    ];
    for words in usage {
        let output = Run::new(&[vec!["portrait", pack.as_str()], words.clone()].concat()).output();
        assert_eq!(output.status.code(), Some(2), "{words:?}: {}", err(&output));
    }
}
