//! Portraits as a Parquet table: each cell says what the customer's line says.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use serde_json::{Map, Value, json};
use silhouette_fleet::rows::Rows;
use silhouette_fleet::{Format, Progress, Table};

use crate::population::population as made;
use crate::run::{Folder, Run, err};

fn read(file: &str) -> Vec<(Value, Map<String, Value>)> {
    let table = Table::open(file, Format::Parquet, &Arc::new(Progress::default())).unwrap();
    let mut rows = Rows::open(&table, None).unwrap();
    let mut read = Vec::new();
    while let Some(row) = rows.advance().unwrap() {
        read.push((row.id(), row.cells().unwrap()));
    }
    read
}

/// What a portrait says of the thing that a column is of; null where it says nothing.
fn said(line: &Value, column: &str) -> Value {
    let portrait = &line["portrait"];
    let all = |part: &str, key: &str| -> Value {
        portrait[part].as_array().unwrap().iter().map(|item| item[key].clone()).collect()
    };
    let Some((of, id)) = column.split_once('_') else {
        return match column {
            "warnings" => all("warnings", "id"),
            "suggestions" => all("suggestions", "product"),
            other => json!({ "no such column": other }),
        };
    };
    let (part, key) = match of {
        "tag" => return json!(all("tags", "id").as_array().unwrap().contains(&json!(id))),
        "feature" => return line["features"][id].clone(),
        "tier" => ("tiers", "level"),
        "stage" => ("lifecycle", "stage"),
        "score" => ("scores", "value"),
        "band" => ("scores", "band"),
        "probability" => ("scores", "probability"),
        other => return json!({ "no such column": other }),
    };
    let items = portrait[part].as_array().unwrap();
    items.iter().find(|item| item["id"] == id).map_or(Value::Null, |item| item[key].clone())
}

#[test]
fn a_table_says_what_the_lines_say() {
    for policy in ["retail", "enterprise"] {
        let folder = Folder::new(&format!("flat-{policy}"));
        let pack = folder.pack(policy);
        let drawn = folder.file("customers.ndjson");
        let synth = Run::new(&["synth", "--customers", "120", "--days", "150"]);
        let drew = synth.with("population", policy).with("out", &drawn).output();
        assert!(drew.status.success(), "{}", err(&drew));
        let run = Run::portrait(&pack).with("in", &drawn).flag("features").flag("explain");
        let lines = String::from_utf8(run.results()).unwrap();
        let out = folder.file("portraits.parquet");
        run.clone().with("out", &out).with("threads", "3").results();
        assert!(!Path::new(&format!("{out}.partial")).exists());
        let rows = read(&out);
        assert_eq!(rows.len(), 120);
        let mut seen = Map::new();
        for (text, (id, mut cells)) in lines.lines().zip(rows) {
            let line: Value = serde_json::from_str(text).unwrap();
            assert_eq!(id, line["id"]);
            let mut take = |name: &str| cells.remove(name).unwrap();
            // 1 December 2026 begins in China at 16:00 of the day before.
            assert_eq!(take("now"), "2026-11-30T16:00:00Z");
            let (portrait, explanations) = (take("portrait"), take("explanations"));
            let portrait = portrait.as_str().unwrap();
            assert!(
                text.starts_with(&format!("{{\"id\":{id},\"portrait\":{portrait},\"features\":"))
            );
            let explanations = explanations.as_str().unwrap();
            assert!(text.ends_with(&format!(",\"explanations\":{explanations}}}")));
            for (name, cell) in cells {
                let (cell, said) = (number(cell), number(said(&line, &name)));
                assert_eq!(cell, said, "{policy}: {id}, {name}");
                seen.insert(name, cell);
            }
        }
        // What a line says is in the table: ids of everything in the policy that somebody has.
        for line in lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()) {
            for (part, of) in
                [("tags", "tag"), ("tiers", "tier"), ("lifecycle", "stage"), ("scores", "band")]
            {
                for item in line["portrait"][part].as_array().unwrap() {
                    let name = format!("{of}_{}", item["id"].as_str().unwrap());
                    assert!(
                        seen.contains_key(&name) || item.get("band") == Some(&Value::Null),
                        "{name}"
                    );
                }
            }
            for (name, value) in line["features"].as_object().unwrap() {
                assert!(seen.contains_key(&format!("feature_{name}")) || value.is_null(), "{name}");
            }
        }
        let again = folder.file("again.pq");
        run.with("out", &again).with("threads", "1").results();
        assert!(fs::read(&out).unwrap() == fs::read(&again).unwrap(), "the same bytes");
    }
}

/// 3 and 3.0 are one number.
fn number(value: Value) -> Value {
    if value.is_number() { json!(value.as_f64()) } else { value }
}

#[test]
fn a_table_is_whole_or_not_there() {
    let folder = Folder::new("flat-whole");
    let pack = folder.pack("retail");
    let customers = made(40, 10, 0x71);
    let lines = folder.lines(&customers);
    let (out, rejects) = (folder.file("out.parquet"), folder.file("rejects"));
    let run = Run::portrait(&pack).with("in", &lines);
    let usage = [
        run.clone().with("out", &out).flag("resume"),
        run.clone().with("output-format", "parquet"),
        run.clone().with("output-format", "csv").with("out", &out),
        run.clone().with("output-format", "parquet").with("out", "/dev/null"),
    ];
    for run in usage {
        let output = run.output();
        assert_eq!(output.status.code(), Some(2), "{:?}: {}", run.0, err(&output));
        assert!(!Path::new(&out).exists());
    }
    // The name's end decides unless the form is said.
    run.clone().with("output-format", "ndjson").with("out", &out).results();
    assert!(fs::read(&out).unwrap().starts_with(b"{\"id\":"));
    fs::remove_file(&out).unwrap();

    // A file that breaks off in a row: what was written keeps another name.
    let torn = folder.put("torn.csv", "id,now,age\na,1760000000000,30\nb,1760000000000\n");
    let output = Run::portrait(&pack).with("in", &torn).with("out", &out).output();
    assert_eq!(output.status.code(), Some(3));
    assert!(err(&output).contains("table/broken"), "{}", err(&output));
    assert!(!Path::new(&out).exists() && Path::new(&format!("{out}.partial")).exists());

    // Refused customers have no row; another run makes the file whole.
    let mixed = format!("{{\"id\":1}}\n{}", fs::read_to_string(&lines).unwrap());
    let mixed = folder.put("mixed.ndjson", mixed);
    let run = Run::portrait(&pack).with("in", &mixed).with("out", &out).with("rejects", &rejects);
    let output = run.output();
    assert_eq!(output.status.code(), Some(3), "{}", err(&output));
    assert_eq!(fs::read_to_string(&rejects).unwrap().lines().count(), 1);
    let ids: Vec<Value> = read(&out).into_iter().map(|(id, _)| id).collect();
    assert_eq!(ids, customers.iter().map(|made| json!(made.id)).collect::<Vec<_>>());
    assert!(!Path::new(&format!("{out}.partial")).exists());
}
