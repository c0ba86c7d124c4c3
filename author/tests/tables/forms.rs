//! Tables in unusual forms, and files that are none: read as what they say, or told by what is wrong.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use silhouette_fleet::Format;
use silhouette_fleet::write::Holds;

use crate::cut_off::small;
use crate::population::{NOW, write};
use crate::run::{Folder, Run, err};

const PROFILES: &str = "customer,age,occupation\na,31,student\nb,40,\n";
const EVENTS: &str = "customer,type,at,amount,quantity\n\
    a,purchase,1759900000000,5.00,1\na,login,1759800000000,,\nc,purchase,1759700000000,12.50,2\n";

/// What another program makes of the text of a table.
type Form<'a> = &'a dyn Fn(&str) -> String;

/// The customers of these two tables.
fn lines() -> [Value; 3] {
    let purchase = |at: i64, amount: &str, quantity: u8| json!({ "type": "purchase", "at": at, "amount": amount, "quantity": quantity });
    [
        json!({ "id": "a", "now": NOW, "profile": { "age": 31, "occupation": "student" }, "events": [
            { "type": "login", "at": 1_759_800_000_000_i64 }, purchase(1_759_900_000_000, "5.00", 1)] }),
        json!({ "id": "b", "now": NOW, "profile": { "age": 40 } }),
        json!({ "id": "c", "now": NOW, "events": [purchase(1_759_700_000_000, "12.50", 2)] }),
    ]
}

/// Portraits with features, so that every event counts.
fn portraits(pack: &str, folder: &Folder, events: &str, profiles: &str) -> Vec<u8> {
    let run = Run::portrait(pack).tables(&(file(folder, events), file(folder, profiles)));
    run.flag("features").results()
}

fn file(folder: &Folder, text: &str) -> PathBuf {
    let name = if text.starts_with('{') || text.is_empty() { "ndjson" } else { "csv" };
    let number = folder.names("").len();
    PathBuf::from(folder.put(&format!("table-{number}.{name}"), text))
}

fn of_lines(pack: &str, folder: &Folder, lines: &[Value]) -> Vec<u8> {
    let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let lines = folder.put("lines.ndjson", lines);
    Run::portrait(pack).with("in", lines).flag("features").results()
}

/// A customer may be in one of the tables only.
#[test]
fn customers_without_events_and_events_without_a_customers_row() {
    let folder = Folder::new("one-only");
    let pack = folder.pack("retail");
    let lines = lines();
    let found = portraits(&pack, &folder, EVENTS, PROFILES);
    assert!(found == of_lines(&pack, &folder, &lines));
    // Only one of the tables: the others are not there at all.
    let now = NOW.to_string();
    let only = |name: &str, text: &str| {
        let run = Run::portrait(&pack).with(name, file(&folder, text)).with("now", &now);
        run.flag("features").results()
    };
    let [mut a, b, c] = lines;
    let events = a.as_object_mut().unwrap().remove("events").unwrap();
    assert!(only("profiles", PROFILES) == of_lines(&pack, &folder, &[a.clone(), b]));
    let a = json!({ "id": "a", "now": NOW, "events": events });
    assert!(only("events", EVENTS) == of_lines(&pack, &folder, &[a, c]));
}

#[test]
fn csv_of_other_programs() {
    let folder = Folder::new("forms");
    let pack = folder.pack("retail");
    let expected = of_lines(&pack, &folder, &lines());
    let windows = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let reversed = |text: &str| {
        let row = |line: &str| line.split(',').rev().collect::<Vec<_>>().join(",");
        text.lines().map(|line| format!("{}\n", row(line))).collect::<String>()
    };
    let quoted = |text: &str| {
        let row = |line: &str| {
            let cells: Vec<_> = line.split(',').map(|cell| format!("\"{cell}\"")).collect();
            format!("{},\"two\nlines, \"\"quoted\"\"\"\n", cells.join(","))
        };
        text.lines().map(row).collect::<String>()
    };
    let forms: [(&str, Form<'_>); 5] = [
        ("a mark of the byte order and CR LF", &windows),
        ("no end of the last line", &|text| text.trim_end().to_owned()),
        ("empty lines", &|text| text.replace('\n', "\n\n")),
        ("columns in another order", &reversed),
        ("rows in another order", &|text| {
            let (header, rows) = text.split_once('\n').unwrap();
            let rows: Vec<_> = rows.lines().rev().collect();
            format!("{header}\n{}\n", rows.join("\n"))
        }),
    ];
    for (what, form) in forms {
        let found = portraits(&pack, &folder, &form(EVENTS), &form(PROFILES));
        assert!(found == expected, "{what}");
    }
    // Of the events only what the policy reads is read; another fact would be refused.
    assert!(portraits(&pack, &folder, &quoted(EVENTS), PROFILES) == expected);
}

/// No rows are no events, or no customers: nothing is wrong with that.
#[test]
fn tables_without_rows() {
    let folder = Folder::new("no-rows");
    let pack = folder.pack("retail");
    let [a, b, c] = lines();
    let bare = |line: &Value| json!({ "id": line["id"], "now": NOW, "profile": line["profile"] });
    let customers = of_lines(&pack, &folder, &[bare(&a), bare(&b)]);
    let header = |text: &str| format!("{}\n", text.lines().next().unwrap());
    for events in ["", header(EVENTS).as_str(), header(EVENTS).trim_end()] {
        assert!(portraits(&pack, &folder, events, PROFILES) == customers, "{events}");
    }
    let columns = [("customer", Holds::Text), ("type", Holds::Word), ("at", Holds::Moment)];
    let empty = write(&folder.0, "none", Format::Parquet, &columns, &[]);
    let tables = (empty.clone(), file(&folder, PROFILES));
    let run = Run::portrait(&pack).tables(&tables).flag("features");
    assert!(run.results() == customers);

    let seen = json!({ "id": "a", "now": NOW, "events": a["events"] });
    let seen = of_lines(&pack, &folder, &[seen, c]);
    for profiles in ["", header(PROFILES).as_str()] {
        assert!(portraits(&pack, &folder, EVENTS, profiles) == seen, "{profiles}");
        assert_eq!(portraits(&pack, &folder, &header(EVENTS), profiles), b"");
    }
    let now = NOW.to_string();
    let run = Run::portrait(&pack).with("in", file(&folder, &header(PROFILES))).with("now", now);
    assert_eq!(run.results(), b"");
}

/// What is not a table, in the place of either table: a code, the file and what is wrong, and nothing of what is in it.
#[test]
fn files_that_are_no_tables_are_told() {
    let folder = Folder::new("no-tables");
    let pack = folder.pack("retail");
    std::fs::create_dir(folder.0.join("folder.csv")).unwrap();
    let utf16: Vec<u8> = EVENTS.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf16 = [&[0xff, 0xfe], &utf16[..]].concat();
    let nobody = "no column names the customer: customer, customer_id, id, or the one that --id says (table/column)";
    let files: Vec<(&str, Vec<u8>, String)> = vec![
        ("empty.csv", vec![], ": there is no header: the file is empty (table/column)".into()),
        (
            "blank.csv",
            b"\n\n".into(),
            ": there is no header: the file is empty (table/column)".into(),
        ),
        (
            "empty.parquet",
            vec![],
            ": not a whole Parquet file, or one that is damaged (table/broken)".into(),
        ),
        (
            "text.parquet",
            EVENTS.into(),
            ": not a whole Parquet file, or one that is damaged (table/broken)".into(),
        ),
        (
            "marks.parquet",
            b"PAR1PAR1".into(),
            ": not a whole Parquet file, or one that is damaged (table/broken)".into(),
        ),
        (
            "semicolons.csv",
            EVENTS.replace(',', ";").into(),
            ": cells are separated by commas, and the header has none (table/column)".into(),
        ),
        (
            "tabs.csv",
            EVENTS.replace(',', "\t").into(),
            ": cells are separated by commas, and the header has none (table/column)".into(),
        ),
        ("utf16.csv", utf16, ": a cell is not UTF-8 (table/broken)".into()),
        (
            "long.csv",
            b"customer,type,at\na,login,1\na,login,1,1\n".into(),
            ":2: 4 cells where the header has 3 (table/broken)".into(),
        ),
        (
            "short.csv",
            b"customer,type,at\na,login\n".into(),
            ":1: 2 cells where the header has 3 (table/broken)".into(),
        ),
        (
            "open.csv",
            b"customer,type,at\na,\"login,1\na,login,1\n".into(),
            ":1: 2 cells where the header has 3 (table/broken)".into(),
        ),
        (
            "latin1.csv",
            b"customer,type,at\na,log\xefn,1\n".into(),
            ":1: a cell is not UTF-8 (table/broken)".into(),
        ),
        (
            "twice.csv",
            b"customer,type,at,type\na,login,1,login\n".into(),
            ":1: column 4 has the name of one before it (table/column)".into(),
        ),
        ("nobody.csv", b"type,at\nlogin,1\n".into(), format!(": {nobody}")),
        (
            "binary.ndjson",
            vec![0xff, 0x00, 0x0a],
            ":1: the line is not UTF-8 (table/broken)".into(),
        ),
        ("folder.csv", vec![], ": this is a folder (table/open)".into()),
    ];
    let events = PathBuf::from(folder.put("events.csv", EVENTS));
    let profiles = PathBuf::from(folder.put("profiles.csv", PROFILES));
    for (name, bytes, expected) in files {
        let path = folder.0.join(name);
        if name != "folder.csv" {
            folder.put(name, bytes);
        }
        let as_events = (path.clone(), profiles.clone());
        let as_profiles = (events.clone(), path.clone());
        for tables in [as_events, as_profiles] {
            let out = folder.file("out");
            let output = Run::portrait(&pack).tables(&tables).with("out", &out).output();
            assert_eq!(err(&output), format!("silhouette: {}{expected}\n", path.display()));
            assert_eq!(output.status.code(), Some(3), "{name}");
            assert!(!Path::new(&out).exists(), "{name}");
        }
    }
}

/// Columns of Parquet that hold something else than is declared: whoever has a value there is refused, the others
/// are as they were.
#[test]
fn columns_of_wrong_types() {
    let folder = Folder::new("types");
    let pack = folder.pack("retail");
    let plain = [
        ("customer", Holds::Text),
        ("type", Holds::Text),
        ("at", Holds::Moment),
        ("amount", Holds::Decimal(2)),
        ("quantity", Holds::Integer),
    ];
    let rows = [
        vec![json!("a"), json!("login"), json!(NOW - 5), Value::Null, Value::Null],
        vec![json!("b"), json!("purchase"), json!(NOW - 4), json!("5.00"), json!(1)],
    ];
    let run = |columns: &[(&str, Holds)], rows: &[Vec<Value>]| {
        let events = write(&folder.0, "events", Format::Parquet, columns, rows);
        let profiles = PathBuf::from(folder.put("profiles.csv", "customer,age\na,30\nb,31\n"));
        Run::portrait(&pack).tables(&(events, profiles)).output()
    };
    let whole = run(&plain, &rows);
    assert_eq!((err(&whole).as_str(), whole.status.code()), ("", Some(0)));
    let first = whole.stdout.split_inclusive(|byte| *byte == b'\n').next().unwrap();
    let secret = "sEcReT";
    for (column, holds, value, code, path) in [
        (1, Holds::Integer, json!(7), "input/event-type", "type"),
        (2, Holds::Text, json!(secret), "input/time", "at"),
        (2, Holds::Bool, json!(true), "input/time", "at"),
        (3, Holds::Words, json!([secret]), "input/type", "amount"),
        (3, Holds::Bool, json!(true), "input/type", "amount"),
        (3, Holds::Text, json!(secret), "input/decimal", "amount"),
        (4, Holds::Number, json!(1.5), "input/integer", "quantity"),
        (4, Holds::Date, json!(20_000), "input/type", "quantity"),
    ] {
        let (mut columns, mut rows) = (plain, rows.clone());
        columns[column].1 = holds;
        rows[0][column] = match (column, &holds) {
            (1, _) => json!(7),
            (2, Holds::Text) => json!("2025-10-09T00:00:00Z"),
            _ => rows[0][column].clone(),
        };
        rows[1][column] = value;
        let output = run(&columns, &rows);
        let told = err(&output);
        println!("{holds:?} as {path}: {told}");
        assert_eq!(output.status.code(), Some(3), "{holds:?} as {path}");
        assert!(told.contains(&format!("error[{code}] at /events/2/{path}: ")), "{told}");
        assert!(!told.contains(secret), "{told}");
        if column > 2 {
            assert!(output.stdout == first, "{holds:?} as {path}: the other customer is as before");
        }
    }
    // By a number with a fraction nobody is named.
    let mut columns = plain;
    columns[0].1 = Holds::Number;
    let rows = rows.map(|row| [vec![json!(1.5)], row[1..].to_vec()].concat());
    let output = run(&columns, &rows);
    assert_eq!(output.status.code(), Some(3));
    assert!(
        err(&output).ends_with(
            "events.parquet: column \"customer\" is neither text nor a whole number (table/column)\n"
        ),
        "{}",
        err(&output)
    );
}

/// Who has more events than anybody may is refused, and the others are computed; who has just as many is not refused.
#[test]
fn a_customer_with_too_many_events() {
    let folder = Folder::new("too-many");
    let pack = small(&folder);
    const MOST: usize = 1_000_000; // as fleet/README.md says
    let mut events = String::from("customer,type,at,n\n");
    for index in 0..=MOST {
        let at = NOW - 1 - i64::try_from(index).unwrap();
        events.push_str("big,seen,");
        events.push_str(&at.to_string());
        events.push_str(",1\n");
        if index % 500_000 == 0 {
            events.push_str(&format!("few{index:07},seen,{at},12\n"));
        }
    }
    let profiles = "customer,age\nbig,40\nfew0000000,40\n";
    let profiles = PathBuf::from(folder.put("profiles.csv", profiles));
    let run = |events: &str| {
        let tables = (PathBuf::from(folder.put("events.csv", events)), profiles.clone());
        Run::portrait(&pack).tables(&tables).with("memory", "32MB").flag("features").output()
    };
    let output = run(&events);
    assert_eq!(output.status.code(), Some(3));
    let expected = format!(
        "{}:1: error[input/too-many] at /events: more than 1000000 events of one customer\n",
        profiles.display()
    );
    assert_eq!(err(&output), expected);
    let ids = |output: &[u8]| -> Vec<(Value, Value)> {
        let lines = std::str::from_utf8(output).unwrap().lines();
        let lines = lines.map(|line| serde_json::from_str::<Value>(line).unwrap());
        lines.map(|line| (line["id"].clone(), line["features"]["n_30d"].clone())).collect()
    };
    let few = |index: u32| (json!(format!("few{index:07}")), json!(12));
    assert_eq!(ids(&output.stdout), [few(0), few(500_000), few(1_000_000)]);

    // One less. The oldest two of all are the last two rows.
    let end = events.trim_end().rfind("big,").unwrap();
    let fewer = [&events[..end], &events[events[end..].find('\n').unwrap() + end + 1..]].concat();
    let output = run(&fewer);
    assert_eq!((err(&output).as_str(), output.status.code()), ("", Some(0)));
    // How many of them count is up to the policy's bounds of what is kept.
    let found = ids(&output.stdout);
    assert!(found[0].0 == "big" && found[0].1.as_f64().unwrap() > 1000.0, "{:?}", found[0]);
    assert_eq!(found[1..], [few(0), few(500_000), few(1_000_000)]);
}
