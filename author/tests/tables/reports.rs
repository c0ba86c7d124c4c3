//! `backtest` and `diff` over tables say what they say over lines, whatever the format, the threads and the memory.

use std::fs;

use serde_json::{Value, json};

use crate::run::{Folder, Run, shipped};

/// A drawn population three times: as lines, as CSV and as Parquet.
struct Drawn {
    folder: Folder,
    /// What a command says behind its own words, and what the form is called.
    forms: Vec<(&'static str, Vec<String>)>,
}

fn drawn(name: &str) -> Drawn {
    let folder = Folder::new(name);
    let synth = Run::new(&["synth", "--customers", "300", "--days", "60", "--seed", "21"]);
    let (lines, csv, parquet) =
        (folder.file("customers.ndjson"), folder.file("csv"), folder.file("parquet"));
    let tables = synth.clone().flag("tables");
    for run in [
        synth.with("out", &lines),
        tables.clone().with("out", &csv),
        tables.with("output-format", "parquet").with("out", &parquet),
    ] {
        assert_eq!(run.output().status.code(), Some(0));
    }
    let words = |run: Run| run.0;
    let two = |form: &str, folder: &str| {
        let run = Run::new(&[]).with("events", format!("{folder}/events.{form}"));
        run.with("profiles", format!("{folder}/profiles.{form}"))
    };
    let forms = vec![
        ("lines", words(Run::new(&[]).with("in", &lines))),
        ("lines, one thread", words(Run::new(&[]).with("in", &lines).with("threads", "1"))),
        ("csv", words(two("csv", &csv))),
        (
            "csv, little memory",
            words(two("csv", &csv).with("memory", "16MiB").with("threads", "1")),
        ),
        ("parquet", words(two("parquet", &parquet).with("threads", "3"))),
    ];
    Drawn { folder, forms }
}

impl Drawn {
    /// Results and pages that do not depend on the form; the results.
    fn same(&self, command: &Run) -> String {
        let mut first: Option<(Vec<u8>, Vec<u8>)> = None;
        for (form, words) in &self.forms {
            let page = self.folder.file("page.html");
            let mut run = command.clone().with("report", &page);
            run.0.extend(words.iter().cloned());
            let found = (run.results(), fs::read(&page).unwrap());
            let first = first.get_or_insert_with(|| found.clone());
            assert!(found.0 == first.0, "{form}: {}", String::from_utf8_lossy(&found.0));
            assert!(found.1 == first.1, "the page of {form}");
        }
        String::from_utf8(first.unwrap().0).unwrap()
    }
}

/// By a fact that is a number, by one that is a word, and by a tier.
#[test]
fn backtests_over_tables_are_those_over_lines() {
    let drawn = drawn("backtests");
    let pack = drawn.folder.pack("retail");
    let command = Run::new(&["backtest", &pack, "--by", "family_accounts", "--by", "occupation"]);
    let command = command.with("base", "2026-10-01..2026-11-01");
    let results: Value =
        serde_json::from_str(&drawn.same(&command.clone().with("format", "json"))).unwrap();
    assert_eq!(results["customers"], 300);
    assert_eq!(results["known"], 300);
    assert!(results["scores"][0]["auc"]["value"].is_number(), "{}", results["scores"][0]);
    assert!(drawn.same(&command).contains("family_accounts"));
}

#[test]
fn differences_over_tables_are_those_over_lines() {
    let drawn = drawn("differences");
    let old = fs::read(shipped("retail")).unwrap();
    let mut new: Value = serde_json::from_slice(&old).unwrap();
    // Every attribute of one characteristic has ten points more.
    let score = new["scores"].as_array_mut().unwrap().iter_mut();
    let mut cards = score.filter(|score| score["kind"] == "scorecard");
    let card = cards.next().unwrap();
    for attribute in card["characteristics"][0]["attributes"].as_array_mut().unwrap() {
        if let Some(points) = attribute["points"].as_i64() {
            attribute["points"] = json!(points + 40);
        }
    }
    let (old, new) =
        (drawn.folder.put("old.json", old), drawn.folder.put("new.json", new.to_string()));
    let command = Run::new(&["diff", &old, &new, "--outcome", "outcome", "--examples", "3"]);
    let results: Value =
        serde_json::from_str(&drawn.same(&command.clone().with("format", "json"))).unwrap();
    assert_eq!(results["population"]["customers"], 300, "{}", results["population"]);
    drawn.same(&command);
}
