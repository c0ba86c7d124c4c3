//! Scorecards against the outputs of the libraries that made them.
//!
//! The data are not part of this repository: they stand in `../shared/truth` beside it. Where they are
//! absent, the tests say so and pass; `tests/importers.rs` tests the same code on small models of its own.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may stop at the first thing that does not hold"
)]

#[expect(dead_code, reason = "bits are for trees")]
#[path = "support/agreement.rs"]
mod agreement;
#[expect(dead_code, reason = "codes that are numbers are for trees")]
#[path = "support/scoring.rs"]
mod scoring;
#[path = "support/truth.rs"]
mod truth;

use std::path::PathBuf;

use agreement::Table;
use scoring::{Card, Customer};
use serde_json::Value;
use silhouette_author::importers::Format;
use truth::{csv, entries, folders, name, number, only, paired, truth};

#[test]
fn points_of_every_characteristic() {
    let mut table = Table::new("scorecard");
    let mut parts = Table::new("scorecard, points of each characteristic");
    let mut sums = Table::new("scorecard, contributions add up");
    for folder in &folders("scorecards") {
        only(folder, &["scorecard.json", "inputs.csv", "expected.csv"]);
        let format = Format::Points;
        let card = Card::import(format, &folder.join("scorecard.json"));
        let (inputs, expected) = (folder.join("inputs.csv"), folder.join("expected.csv"));
        let sets = ["", ", probes"].map(|kind| format!("{}{kind}", name(folder)));
        for table in [&mut table, &mut parts, &mut sums] {
            table.holds(&sets[0], &inputs, |line| !line.contains("edge:"));
            table.holds(&sets[1], &inputs, |line| line.contains("edge:"));
        }
        for (input, expected) in paired(&csv(&inputs), &csv(&expected)) {
            let set = &sets[usize::from(input["row_kind"].starts_with("edge:"))];
            let outcome = card.score(&Customer::of_row(&card, input)).expect("a score");
            for table in [&mut table, &mut parts, &mut sums] {
                table.row(set);
            }
            table.compare(set, outcome.value, number(&expected["score"]), 1e-9);
            let mut told = 0;
            for (column, points) in expected {
                let Some(characteristic) = column.strip_prefix("pts__") else { continue };
                // An empty cell: the library found no bin and added nothing.
                let points = if points.is_empty() { 0.0 } else { number(points) };
                parts.compare(set, outcome.points[characteristic], points, 1e-9);
                told += 1;
            }
            assert_eq!(told, outcome.parts.len(), "{set}: characteristics");
            sums.compare(set, outcome.sum(), outcome.value, outcome.tolerance(format));
        }
    }
    table.finish();
    parts.finish();
    sums.finish();
}

#[test]
fn pmml_scores_and_reason_codes() {
    let folders: Vec<PathBuf> =
        folders("pmml").into_iter().filter(|folder| name(folder) != "samples").collect();
    let mut table = Table::new("PMML scorecard");
    let mut reasons = Table::new("PMML reason codes, ranked");
    let mut sums = Table::new("PMML scorecard, contributions add up");
    for folder in &folders {
        let mut known = vec!["inputs.csv".to_owned()];
        let inputs = csv(&folder.join("inputs.csv"));
        for method in ["pointsBelow", "pointsAbove"] {
            let [model, answers] =
                ["model_{}.pmml", "expected_{}.csv"].map(|file| file.replace("{}", method));
            let card = Card::import(Format::Pmml, &folder.join(&model));
            let file = folder.join(&answers);
            known.extend([model, answers]);
            let set = format!("{} {method}", name(folder));
            for table in [&mut table, &mut reasons, &mut sums] {
                table.holds(&set, &file, |_| true);
            }
            for (input, expected) in paired(&inputs, &csv(&file)) {
                for table in [&mut table, &mut reasons, &mut sums] {
                    table.row(&set);
                }
                let codes: Vec<&str> = (1..=4)
                    .map(|k| expected[&format!("rc{k}_jpmml")].as_str())
                    .filter(|code| !code.is_empty())
                    .collect();
                let Some(outcome) = card.score(&Customer::of_row(&card, input)) else {
                    // jpmml has no score either.
                    let none = expected["score_jpmml"].is_empty();
                    for table in [&mut table, &mut reasons, &mut sums] {
                        table.state(&set, none);
                    }
                    continue;
                };
                table.compare(&set, outcome.value, number(&expected["score_jpmml"]), 1e-9);
                reasons.state(&set, outcome.reasons == codes);
                let tolerance = outcome.tolerance(Format::Pmml);
                sums.compare(&set, outcome.sum(), outcome.value, tolerance);
            }
        }
        only(folder, &known.iter().map(String::as_str).collect::<Vec<_>>());
    }
    table.finish();
    reasons.finish();
    sums.finish();
}

#[test]
fn pmml_samples() {
    let Some(folder) = truth("pmml/samples") else { return };
    let mut table = Table::new("PMML samples: score and reason codes, or none");
    for file in entries(&folder) {
        if file.extension().is_none_or(|ending| ending != "pmml") {
            assert!(file.extension().is_some_and(|ending| ending == "json"), "{}", file.display());
            continue;
        }
        let set = &name(&file);
        let card = Card::import(Format::Pmml, &file);
        let expected = std::fs::read(file.with_extension("expected.json")).unwrap();
        let expected: Value = serde_json::from_slice(&expected).unwrap();
        let cases = expected["cases"].as_array().unwrap();
        table.holds_cases(set, cases.len());
        for case in cases {
            table.row(set);
            let outcome = card.score(&Customer::of_json(&card, &case["input"]));
            let jpmml = case["jpmml"].as_object().unwrap();
            let Some(outcome) = outcome else {
                table.state(set, jpmml.contains_key("__error__"));
                continue;
            };
            let score = jpmml.iter().find(|(key, _)| key.to_lowercase().contains("score"));
            let Some(score) = score.and_then(|(_, score)| score.as_f64()) else {
                table.state(set, false);
                continue;
            };
            table.compare(set, outcome.value, score, 1e-9);
            let codes: Vec<&str> = jpmml
                .iter()
                .filter(|(key, _)| key.starts_with("Reason Code"))
                .filter_map(|(_, code)| code.as_str())
                .collect();
            table.state(set, outcome.reasons == codes);
        }
    }
    table.finish();
}

/// Cases that the authors of Apache KIE wrote; jpmml agrees with all of them.
#[test]
fn pmml_cases_of_apache_kie() {
    let Some(folder) = truth("pmml/samples") else { return };
    let mut table = Table::new("PMML cases of Apache KIE");
    let cases = std::fs::read(folder.join("kie_upstream_cases.json")).unwrap();
    let cases: Value = serde_json::from_slice(&cases).unwrap();
    for test in cases["tests"].as_array().unwrap() {
        let model = test["model"].as_str().unwrap();
        let card = Card::import(Format::Pmml, &folder.join(model));
        let cases = test["cases"].as_array().unwrap();
        table.holds_cases(model, cases.len());
        for case in cases {
            table.row(model);
            let outcome = card.score(&Customer::of_json(&card, &case["input"])).expect("a score");
            let expected = case["expected"].as_object().unwrap();
            table.compare(model, outcome.value, expected["score"].as_f64().unwrap(), 1e-9);
            let codes = expected.iter().filter(|(key, _)| key.starts_with("reasonCode"));
            let codes: Vec<&Value> = codes.map(|(_, code)| code).collect();
            for (place, code) in codes.iter().enumerate() {
                let told = outcome.reasons.get(place).map(String::as_str);
                table.state(model, told == code.as_str());
            }
        }
    }
    table.finish();
}
