//! Portraits of whole populations: what tables say is what customer lines say, to the byte, whatever the format, the
//! order of the rows, the threads and the memory; what is wrong is told and set aside; what is cut off goes on.
#![cfg(feature = "tables")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "support/numbers.rs"]
mod numbers;
#[path = "support/population.rs"]
mod population;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use numbers::Random;
use population::{EVENTS, Made, NOW, event_row, population as made, tables, write};
use serde_json::{Value, json};
use silhouette::Engine;
use silhouette_author::customer::Customer;
use silhouette_author::{answer, compile};
use silhouette_fleet::Format;
use silhouette_fleet::write::Holds;

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let folder = std::env::temp_dir().join(format!("silhouette-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Folder(folder)
    }

    fn file(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    fn put(&self, name: &str, text: impl AsRef<[u8]>) -> String {
        fs::write(self.0.join(name), text).unwrap();
        self.file(name)
    }

    fn pack(&self) -> String {
        let policy = Path::new(env!("CARGO_MANIFEST_DIR")).join("../policies/retail.json");
        let checked = compile::check(&fs::read(policy).unwrap());
        self.put("retail.pack", checked.pack.unwrap())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn command(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_silhouette"));
    command.args(words).stdin(Stdio::null());
    command
}

fn run(words: &[&str]) -> Output {
    command(words).output().unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn engine() -> Engine {
    let policy = Path::new(env!("CARGO_MANIFEST_DIR")).join("../policies/retail.json");
    compile::check(&fs::read(policy).unwrap()).engine.unwrap()
}

/// What the engine says of customer lines, one after the other, without anything of what is tried here.
fn expected(customers: &[Made]) -> Vec<u8> {
    let engine = engine();
    let mut out = String::new();
    for made in customers {
        let customer = Customer::read(made.line().as_bytes()).unwrap();
        let mut session = engine.open(0, [0; 16]);
        customer.enter(&mut session).unwrap();
        out.push_str(&format!("{{\"id\":\"{}\",\"portrait\":", made.id));
        let portrait = session.portrait(customer.now).unwrap();
        answer::write(portrait.cells(), &engine.program().strings, &mut out);
        out.push_str("}\n");
    }
    out.into_bytes()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn tables_say_what_lines_say() {
    let folder = Folder::new("same");
    let pack = folder.pack();
    let customers = made(600, 60, 0x5eed);
    let expected = expected(&customers);
    let now = NOW.to_string();
    let lines: String = customers.iter().map(Made::line).collect();
    let lines = folder.put("customers.ndjson", lines);
    for threads in ["1", "3"] {
        let output = run(&["portrait", &pack, "--in", &lines, "--threads", threads]);
        assert!(output.stdout == expected, "customer lines, {threads} threads");
    }
    for format in [Format::Parquet, Format::Csv, Format::Ndjson] {
        for (seed, threads) in [(1, "1"), (2, "2"), (3, "5")] {
            let (events, profiles) = tables(&folder.0, format, &customers, &mut Random(seed));
            let output = run(&[
                "portrait",
                &pack,
                "--events",
                text(&events),
                "--profiles",
                text(&profiles),
                "--now",
                &now,
                "--threads",
                threads,
            ]);
            assert_eq!(err(&output), "", "{format:?}");
            assert_eq!(output.status.code(), Some(0));
            assert!(output.stdout == expected, "{format:?}, {threads} threads");
        }
    }
}

/// A limit that the rows exceed: they are kept in a folder, which is empty afterwards.
#[test]
fn results_do_not_depend_on_memory() {
    let folder = Folder::new("memory");
    let pack = folder.pack();
    let customers = made(3000, 160, 0xfeed);
    let (events, profiles) = tables(&folder.0, Format::Parquet, &customers, &mut Random(9));
    let now = NOW.to_string();
    let spill = folder.file("spill");
    let run = |memory: &str| {
        let args = [
            "portrait",
            &pack,
            "--events",
            text(&events),
            "--profiles",
            text(&profiles),
            "--now",
            &now,
            "--memory",
            memory,
            "--spill",
            &spill,
        ];
        let output = run(&args);
        assert_eq!(err(&output), "", "{memory}");
        output.stdout
    };
    let (small, large) = (run("24MB"), run("2GB"));
    assert_eq!(large.iter().filter(|byte| **byte == b'\n').count(), 3000);
    assert!(small == large);
    assert!(small == expected(&customers));
    assert_eq!(fs::read_dir(&spill).unwrap().count(), 0, "the folder is left empty");
}

/// Events of one moment come in an order of their own, so that the order of the rows does not matter.
#[test]
fn events_of_one_moment_may_stand_in_any_order() {
    let folder = Folder::new("moment");
    let pack = folder.pack();
    let mut customers = made(40, 30, 0xabc);
    for made in &mut customers {
        for event in &mut made.events {
            let at = event["at"].as_i64().unwrap();
            event.insert("at".to_owned(), json!(at - at.rem_euclid(86_400_000)));
        }
    }
    let now = NOW.to_string();
    let mut seen = Vec::new();
    for (format, seed) in [
        (Format::Parquet, 1),
        (Format::Parquet, 2),
        (Format::Csv, 3),
        (Format::Ndjson, 4),
        (Format::Ndjson, 5),
    ] {
        let (events, profiles) = tables(&folder.0, format, &customers, &mut Random(seed));
        let args = [
            "portrait",
            &pack,
            "--events",
            text(&events),
            "--profiles",
            text(&profiles),
            "--now",
            &now,
        ];
        seen.push(run(&args).stdout);
    }
    assert!(seen[0].len() > 1000);
    assert!(seen.iter().all(|bytes| *bytes == seen[0]));
}

#[test]
fn a_row_may_hold_a_whole_customer() {
    let folder = Folder::new("whole");
    let pack = folder.pack();
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
    let output = run(&["portrait", &pack, "--in", text(&file)]);
    assert_eq!(err(&output), "");
    assert!(output.stdout == expected(&customers));
}

/// What is wrong with a row is told by its number and never by its value; the others are as without it.
#[test]
fn refused_customers_are_set_aside_with_reasons() {
    let folder = Folder::new("refused");
    let pack = folder.pack();
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
    let (now, out, rejects) = (NOW.to_string(), folder.file("out"), folder.file("rejects"));
    let output = run(&[
        "portrait",
        &pack,
        "--events",
        text(&events),
        "--profiles",
        text(&profiles),
        "--now",
        &now,
        "--out",
        &out,
        "--rejects",
        &rejects,
    ]);
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
    let pack = folder.pack();
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
    let now = NOW.to_string();
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
        let output = run(&[
            "portrait",
            &pack,
            "--events",
            events,
            "--profiles",
            text(&profiles),
            "--now",
            &now,
            "--out",
            &out,
        ]);
        assert_eq!(output.status.code(), Some(3), "{events}");
        let told = err(&output);
        assert!(told.contains(code), "{events}: {told}");
        assert!(!told.contains("c000001"), "{told}");
        assert!(!Path::new(&out).exists(), "{events}: nothing half-written passes for whole");
    }
    let usage = [
        vec!["--in", "a.csv", "--events", "b.csv"],
        vec!["--events", text(&events)],
        vec!["--events", "a.unknown", "--now", "1"],
        vec!["--in", "a.ndjson", "--memory", "1GB"],
        vec!["--in", "a.csv", "--memory", "1"],
        vec!["--in", "a.csv", "--threads", "0"],
        vec!["--in", "a.ndjson", "--input-format", "xml"],
    ];
    for words in usage {
        let output = run(&[vec!["portrait", pack.as_str()], words.clone()].concat());
        assert_eq!(output.status.code(), Some(2), "{words:?}: {}", err(&output));
    }
}

#[test]
fn a_disk_without_room_is_told() {
    if !Path::new("/dev/full").exists() {
        println!("skipped: there is no /dev/full here");
        return;
    }
    let folder = Folder::new("full");
    let pack = folder.pack();
    let lines: String = made(50, 10, 0x11).iter().map(Made::line).collect();
    let lines = folder.put("customers.ndjson", lines);
    let output = run(&["portrait", &pack, "--in", &lines, "--out", "/dev/full"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(err(&output).contains("no space left"), "{}", err(&output));
    assert!(Path::new("/dev/full").exists());
}

/// A run that is killed leaves nothing under the name of the results; the next one goes on where it was and
/// comes to the same bytes.
#[test]
fn a_run_that_was_killed_goes_on() {
    let folder = Folder::new("killed");
    let pack = folder.pack();
    let mut lines = String::new();
    for (at, made) in made(12_000, 12, 0x42).iter().enumerate() {
        lines.push_str(&made.line());
        if at % 2000 == 1 {
            lines.push_str("{\"id\":1}\n");
        }
    }
    let lines = folder.put("customers.ndjson", lines);
    let (out, rejects) = (folder.file("out"), folder.file("rejects"));
    let whole = (folder.file("whole"), folder.file("whole.rejects"));
    let status =
        run(&["portrait", &pack, "--in", &lines, "--out", &whole.0, "--rejects", &whole.1]).status;
    assert_eq!(status.code(), Some(3));

    let words = [
        "portrait",
        &pack,
        "--in",
        &lines,
        "--out",
        &out,
        "--rejects",
        &rejects,
        "--resume",
        "--threads",
        "2",
    ];
    let mut child = command(&words).stderr(Stdio::null()).spawn().unwrap();
    let note = folder.file("out.progress");
    while !Path::new(&note).exists() && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!Path::new(&out).exists() && !Path::new(&rejects).exists());
    assert!(Path::new(&format!("{out}.partial")).exists());
    let done: Value = serde_json::from_slice(&fs::read(&note).unwrap()).unwrap();
    assert!((4096..12_000).contains(&done["customers"].as_u64().unwrap()), "{done}");

    // Another pack, other options: not the same run.
    let other = run(&[&words[..], &["--features"]].concat());
    assert_eq!(other.status.code(), Some(3));
    assert!(err(&other).contains("was begun with"), "{}", err(&other));

    let output = run(&words);
    assert_eq!(output.status.code(), Some(3), "{}", err(&output));
    assert!(fs::read(&out).unwrap() == fs::read(&whole.0).unwrap());
    assert!(fs::read(&rejects).unwrap() == fs::read(&whole.1).unwrap());
    assert!(!Path::new(&note).exists() && !Path::new(&format!("{out}.partial")).exists());
}
