//! Windows, recency and RFM as pandas, SQLite, Polars and lifetimes compute them, through the
//! command line, all rows. The peers' files are not part of this repository: without them the test
//! says so and passes.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first thing that does not hold")]

#[expect(dead_code, reason = "bits are for models")]
#[path = "support/agreement.rs"]
mod agreement;
#[expect(dead_code, reason = "folders of models are for models")]
#[path = "support/truth.rs"]
mod truth;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use agreement::Table;
use serde_json::Value;
use truth::{Row, csv, only};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The peers' folder, if it is there.
fn events_folder() -> Option<PathBuf> {
    truth::truth("events")
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
fn agree(table: &mut Table, set: &str, row: &Row, column: &str, got: &Value) {
    let wanted = row[column].as_str();
    match (wanted, got) {
        ("", got) => table.state(set, got.is_null()),
        (_, Value::Null) => table.state(set, false),
        (wanted, got) => table.compare(set, got.as_f64().unwrap(), truth::number(wanted), 1e-9),
    }
}

#[test]
fn every_file_of_the_events_is_read() {
    let Some(folder) = events_folder() else { return };
    let cdnow = ["cdnow_events.csv", "cdnow_windows.csv", "cdnow_rfm_lifetimes.csv"];
    only(&folder, &[&cdnow[..], &["retail_events.csv", "retail_windows.csv"]].concat());
}

#[test]
fn cdnow_windows_agree_with_pandas_sqlite_and_polars() {
    let Some(folder) = events_folder() else { return };
    let policy = policy("cdnow.policy.json", "+00:00");
    let by_customer = events(&csv(&folder.join("cdnow_events.csv")), &[], &["qty", "amount"]);
    let rows = csv(&folder.join("cdnow_windows.csv"));
    let mut table = Table::new("windows, recency and trend");
    let sets = ["cdnow, (now − w, now]", "cdnow, [now − w, now)"];
    for set in sets {
        table.holds(set, &folder.join("cdnow_windows.csv"), |_| true);
    }
    let lines = |offset: i64| {
        let at = |row: &Row| {
            let now: jiff::Timestamp = row["now"].parse().unwrap();
            line(&(now.as_millisecond() + offset).to_string(), by_customer.get(&row["customer_id"]))
        };
        rows.iter().map(at).collect::<String>()
    };
    for (row, got) in rows.iter().zip(features("cdnow", &policy, &lines(0))) {
        table.row(sets[0]);
        let columns = row.keys().filter(|c| !["now", "customer_id"].contains(&c.as_str()));
        for column in columns.filter(|column| !column.ends_with("_left")) {
            agree(&mut table, sets[0], row, column, &got[column]);
        }
    }
    // The other convention, [now − w, now), is ours a moment earlier.
    for (row, got) in rows.iter().zip(features("cdnow-left", &policy, &lines(-1))) {
        table.row(sets[1]);
        for column in row.keys().filter(|column| column.ends_with("_left")) {
            let got = &got[column.trim_end_matches("_left")];
            agree(&mut table, sets[1], row, column, got);
        }
    }
    table.finish();
}

#[test]
fn rfm_agrees_with_lifetimes() {
    let Some(folder) = events_folder() else { return };
    let policy = policy("cdnow.policy.json", "+00:00");
    let by_customer = events(&csv(&folder.join("cdnow_events.csv")), &[], &["qty", "amount"]);
    let rows = csv(&folder.join("cdnow_rfm_lifetimes.csv"));
    let at = |row: &Row| {
        let now = format!("\"{}T00:00:00Z\"", row["observation_end"]);
        line(&now, by_customer.get(&row["customer_id"]))
    };
    let lines: String = rows.iter().map(at).collect();
    let mut table = Table::new("recency, frequency and monetary value");
    let set = "cdnow, lifetimes";
    table.holds(set, &folder.join("cdnow_rfm_lifetimes.csv"), |_| true);
    for (row, got) in rows.iter().zip(features("rfm", &policy, &lines)) {
        table.row(set);
        let all = row["include_first_transaction"] == "True";
        let frequency = if all { "days" } else { "frequency" };
        let value = if all { "monetary_value_all" } else { "monetary_value" };
        agree(&mut table, set, row, "frequency", &got[frequency]);
        agree(&mut table, set, row, "recency", &got["recency"]);
        agree(&mut table, set, row, "T", &got["T"]);
        agree(&mut table, set, row, "monetary_value", &got[value]);
    }
    table.finish();
}

#[test]
fn retail_windows_agree_in_three_time_zones() {
    let Some(folder) = events_folder() else { return };
    let events = events(
        &csv(&folder.join("retail_events.csv")),
        &["stock"],
        &["qty", "amount", "is_refund"],
    );
    let rows = csv(&folder.join("retail_windows.csv"));
    let at = |row: &Row| line(&format!("\"{}\"", row["now"]), events.get(&row["customer_id"]));
    let lines: String = rows.iter().map(at).collect();
    let mut table = Table::new("windows and local time");
    let zones =
        [("+00:00", "_utc"), ("Asia/Shanghai", "_shanghai"), ("America/New_York", "_newyork")];
    for (zone, suffix) in zones {
        let policy = policy("retail.policy.json", zone);
        let set = &format!("retail, {zone}");
        table.holds(set, &folder.join("retail_windows.csv"), |_| true);
        for (row, got) in rows.iter().zip(features(suffix, &policy, &lines)) {
            table.row(set);
            for column in ["night_share", "distinct_local_days"] {
                agree(&mut table, set, row, &format!("{column}{suffix}"), &got[column]);
            }
            let local = |column: &str| zones.iter().any(|(_, suffix)| column.ends_with(suffix));
            let columns = row.keys().filter(|c| !["now", "customer_id"].contains(&c.as_str()));
            // The peer's windowed days are those of UTC.
            let columns = columns
                .filter(|c| !local(c) && (suffix == "_utc" || !c.starts_with("active_days")));
            for column in columns {
                agree(&mut table, set, row, column, &got[column]);
            }
        }
    }
    table.finish();
}

/// Every column but the outcome that was to be foretold, and the month of the first warning, which
/// `tests/truth/repayment.test.mjs` finds month by month.
#[test]
fn repayment_histories_agree_with_pandas_and_sqlite() {
    let Some(folder) = truth::truth("repayment") else { return };
    only(&folder, &["repayment_long.csv", "repayment_expected.csv"]);
    let mut histories: BTreeMap<String, (String, String)> = BTreeMap::new();
    for row in csv(&folder.join("repayment_long.csv")) {
        let (limit, events) = histories.entry(row["customer_id"].clone()).or_default();
        limit.clone_from(&row["limit_bal"]);
        let comma = if events.is_empty() { "" } else { "," };
        let [month, seq, status] = ["month", "seq", "pay_status"].map(|column| &row[column]);
        let (bill, paid) = (&row["bill_amt"], &row["pay_amt"]);
        // The latest first: arrival does not matter.
        *events = format!(
            r#"{{"type":"due","at":"{month}-01T00:00:00Z","seq":{seq},"status":{status},"bill":{bill},"paid":{paid}}}{comma}{events}"#
        );
    }
    let rows = csv(&folder.join("repayment_expected.csv"));
    let of = |row: &Row| {
        let (limit, events) = &histories[&row["customer_id"]];
        format!(
            "{{\"id\":\"c\",\"now\":\"2005-09-30T00:00:00Z\",\"profile\":{{\"limit_bal\":{limit}}},\"events\":[{events}]}}\n"
        )
    };
    let lines: String = rows.iter().map(of).collect();
    let policy = policy("repayment.policy.json", "+00:00");
    let mut table = Table::new("repayment histories");
    let set = "runs, counts and ratios";
    table.holds(set, &folder.join("repayment_expected.csv"), |_| true);
    for (row, got) in rows.iter().zip(features("repayment", &policy, &lines)) {
        table.row(set);
        for column in row.keys() {
            let known = ["customer_id", "bad_next_month"].contains(&column.as_str());
            if known || column.starts_with("first_trigger_month") {
                continue;
            }
            let got = match &got[column] {
                Value::Bool(is) => Value::from(u8::from(*is)),
                other => other.clone(),
            };
            agree(&mut table, set, row, column, &got);
        }
    }
    table.finish();
}
