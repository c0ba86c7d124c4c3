//! Windows, recency and RFM as pandas, SQLite, Polars and lifetimes compute them, through the
//! command line, all rows. The peers' files are not part of this repository: without them the test
//! says so and passes.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first thing that does not hold")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// A row of a CSV file, by column.
type Row = BTreeMap<String, String>;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The peers' folder, if it is there.
fn truth() -> Option<PathBuf> {
    let folder = root().join("../shared/truth/events");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: the peers' files (../shared/truth/events) are not here");
    None
}

/// These files have no quotes.
fn csv(path: &Path) -> Vec<Row> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    let row = |line: &str| {
        names.iter().map(|n| (*n).to_owned()).zip(line.split(',').map(str::to_owned)).collect()
    };
    lines.map(row).collect()
}

fn silhouette(arguments: &[&std::ffi::OsStr]) {
    let output = Command::new(env!("CARGO_BIN_EXE_silhouette")).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Builds a policy and gives the features of customer lines, in order.
fn features(name: &str, policy: &Value, lines: &str) -> Vec<Value> {
    let folder =
        std::env::temp_dir().join(format!("silhouette-truth-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = |name: &str| folder.join(name);
    std::fs::write(file("policy.json"), policy.to_string()).unwrap();
    std::fs::write(file("in.ndjson"), lines).unwrap();
    let (policy, pack) = (file("policy.json"), file("policy.pack"));
    silhouette(&["build".as_ref(), policy.as_os_str(), "-o".as_ref(), pack.as_os_str()]);
    let (input, out) = (file("in.ndjson"), file("out.ndjson"));
    silhouette(&[
        "portrait".as_ref(),
        pack.as_os_str(),
        "--in".as_ref(),
        input.as_os_str(),
        "--out".as_ref(),
        out.as_os_str(),
        "--features".as_ref(),
    ]);
    let text = std::fs::read_to_string(out).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    text.lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap().get("features").unwrap().clone())
        .collect()
}

fn policy(name: &str, timezone: &str) -> Value {
    let text = std::fs::read_to_string(root().join("tests/truth").join(name)).unwrap();
    let mut policy: Value = serde_json::from_str(&text).unwrap();
    policy.as_object_mut().unwrap().insert("timezone".into(), timezone.into());
    policy
}

/// Events of each customer as JSON, with the given fields.
fn events(rows: &[Row], texts: &[&str], numbers: &[&str]) -> BTreeMap<String, String> {
    let mut all: BTreeMap<String, String> = BTreeMap::new();
    for row in rows {
        let list = all.entry(row["customer_id"].clone()).or_default();
        if !list.is_empty() {
            list.push(',');
        }
        write!(list, r#"{{"type":"buy","at":"{}""#, row["ts"]).unwrap();
        for name in texts {
            write!(list, r#","{name}":"{}""#, row[*name]).unwrap();
        }
        for name in numbers {
            write!(list, r#","{name}":{}"#, row[*name]).unwrap();
        }
        list.push('}');
    }
    all
}

fn line(now: &str, events: Option<&String>) -> String {
    let events = events.map_or("", String::as_str);
    format!("{{\"id\":\"c\",\"now\":{now},\"events\":[{events}]}}\n")
}

/// Compares one value; an empty cell is unknown.
fn agree(row: &Row, column: &str, got: &Value, compared: &mut u64) {
    let wanted = &row[column];
    let fine = match (wanted.as_str(), got) {
        ("", Value::Null) => true,
        ("", _) | (_, Value::Null) => false,
        (wanted, got) => (wanted.parse::<f64>().unwrap() - got.as_f64().unwrap()).abs() <= 1e-9,
    };
    *compared += 1;
    assert!(fine, "{column}: {got}, the peer gives {wanted:?} in {row:?}");
}

#[test]
fn cdnow_windows_agree_with_pandas_sqlite_and_polars() {
    let Some(folder) = truth() else { return };
    let policy = policy("cdnow.policy.json", "+00:00");
    let by_customer = events(&csv(&folder.join("cdnow_events.csv")), &[], &["qty", "amount"]);
    let rows = csv(&folder.join("cdnow_windows.csv"));
    let mut compared = 0;
    let lines = |offset: i64| {
        let at = |row: &Row| {
            let now: jiff::Timestamp = row["now"].parse().unwrap();
            line(&(now.as_millisecond() + offset).to_string(), by_customer.get(&row["customer_id"]))
        };
        rows.iter().map(at).collect::<String>()
    };
    for (row, got) in rows.iter().zip(features("cdnow", &policy, &lines(0))) {
        let columns = row.keys().filter(|c| !["now", "customer_id"].contains(&c.as_str()));
        for column in columns.filter(|column| !column.ends_with("_left")) {
            agree(row, column, &got[column], &mut compared);
        }
    }
    // The other convention, [now − w, now), is ours a moment earlier.
    for (row, got) in rows.iter().zip(features("cdnow-left", &policy, &lines(-1))) {
        for column in row.keys().filter(|column| column.ends_with("_left")) {
            agree(row, column, &got[column.trim_end_matches("_left")], &mut compared);
        }
    }
    assert!(!rows.is_empty());
    println!("cdnow windows: {} rows, {compared} values, all agree", rows.len());
}

#[test]
fn rfm_agrees_with_lifetimes() {
    let Some(folder) = truth() else { return };
    let policy = policy("cdnow.policy.json", "+00:00");
    let by_customer = events(&csv(&folder.join("cdnow_events.csv")), &[], &["qty", "amount"]);
    let rows = csv(&folder.join("cdnow_rfm_lifetimes.csv"));
    let at = |row: &Row| {
        let now = format!("\"{}T00:00:00Z\"", row["observation_end"]);
        line(&now, by_customer.get(&row["customer_id"]))
    };
    let lines: String = rows.iter().map(at).collect();
    let mut compared = 0;
    for (row, got) in rows.iter().zip(features("rfm", &policy, &lines)) {
        let all = row["include_first_transaction"] == "True";
        let frequency = if all { "days" } else { "frequency" };
        let value = if all { "monetary_value_all" } else { "monetary_value" };
        agree(row, "frequency", &got[frequency], &mut compared);
        agree(row, "recency", &got["recency"], &mut compared);
        agree(row, "T", &got["T"], &mut compared);
        agree(row, "monetary_value", &got[value], &mut compared);
    }
    assert!(!rows.is_empty());
    println!("rfm: {} rows, {compared} values, all agree", rows.len());
}

#[test]
fn retail_windows_agree_in_three_time_zones() {
    let Some(folder) = truth() else { return };
    let events = events(
        &csv(&folder.join("retail_events.csv")),
        &["stock"],
        &["qty", "amount", "is_refund"],
    );
    let rows = csv(&folder.join("retail_windows.csv"));
    let at = |row: &Row| line(&format!("\"{}\"", row["now"]), events.get(&row["customer_id"]));
    let lines: String = rows.iter().map(at).collect();
    let mut compared = 0;
    let zones =
        [("+00:00", "_utc"), ("Asia/Shanghai", "_shanghai"), ("America/New_York", "_newyork")];
    for (zone, suffix) in zones {
        let policy = policy("retail.policy.json", zone);
        for (row, got) in rows.iter().zip(features(suffix, &policy, &lines)) {
            for column in ["night_share", "distinct_local_days"] {
                agree(row, &format!("{column}{suffix}"), &got[column], &mut compared);
            }
            let local = |column: &str| zones.iter().any(|(_, suffix)| column.ends_with(suffix));
            let columns = row.keys().filter(|c| !["now", "customer_id"].contains(&c.as_str()));
            // The peer's windowed days are those of UTC.
            let columns = columns
                .filter(|c| !local(c) && (suffix == "_utc" || !c.starts_with("active_days")));
            for column in columns {
                agree(row, column, &got[column], &mut compared);
            }
        }
    }
    assert!(!rows.is_empty());
    println!("retail windows: {} rows, {compared} values, all agree", rows.len());
}
