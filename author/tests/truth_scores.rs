//! Scores against the outputs of the libraries that made the models.
//!
//! The data are not part of this repository: they stand in `../shared/truth` beside it. Where they are
//! absent, the tests say so and pass; `tests/importers.rs` tests the same code on small models of its own.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may stop at the first thing that does not hold"
)]

#[path = "support/agreement.rs"]
mod agreement;
#[path = "support/scoring.rs"]
mod scoring;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use agreement::Table;
use scoring::{Card, Customer};
use serde_json::Value;
use silhouette_author::importers::Format;

/// The folder of a kind of truth data.
fn truth(kind: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?.parent()?;
    let folder = root.join("shared/truth").join(kind);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: {} is not there", folder.display());
    None
}

fn folders(kind: &str) -> Vec<PathBuf> {
    let Some(folder) = truth(kind) else { return Vec::new() };
    let mut all: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    all.retain(|path| path.is_dir());
    all.sort();
    all
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

type Rows = Vec<BTreeMap<String, String>>;

fn csv(path: &Path) -> Rows {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(|row| row.unwrap()).collect()
}

fn number(text: &str) -> f64 {
    text.parse().unwrap()
}

#[test]
fn points_of_every_characteristic() {
    let folders = folders("scorecards");
    let mut table = Table::new("scorecards");
    let mut parts = Table::new("scorecards, each characteristic");
    for folder in &folders {
        let card = Card::import(Format::Points, &folder.join("scorecard.json"));
        let (inputs, expected) =
            (csv(&folder.join("inputs.csv")), csv(&folder.join("expected.csv")));
        assert_eq!(inputs.len(), expected.len());
        for (input, expected) in inputs.iter().zip(&expected) {
            let outcome = card.score(&Customer::of_row(&card, input)).expect("a score");
            table.compare(&name(folder), outcome.value, number(&expected["score"]), 1e-9);
            for (column, points) in expected {
                let Some(characteristic) = column.strip_prefix("pts__") else { continue };
                // An empty cell: the library found no bin and added nothing.
                let points = if points.is_empty() { 0.0 } else { number(points) };
                let found = outcome.points[characteristic];
                parts.compare(&name(folder), found, points, 1e-9);
            }
            outcome.check_sum();
        }
    }
    table.finish();
    parts.finish();
}

#[test]
fn pmml_scores_and_reason_codes() {
    let folders: Vec<PathBuf> =
        folders("pmml").into_iter().filter(|folder| name(folder) != "samples").collect();
    let mut table = Table::new("PMML scores");
    let mut reasons = Table::new("PMML reason codes, ranked");
    for folder in &folders {
        let inputs = csv(&folder.join("inputs.csv"));
        for method in ["pointsBelow", "pointsAbove"] {
            let card = Card::import(Format::Pmml, &folder.join(format!("model_{method}.pmml")));
            let expected = csv(&folder.join(format!("expected_{method}.csv")));
            let row_name = format!("{} {method}", name(folder));
            assert_eq!(inputs.len(), expected.len());
            for (input, expected) in inputs.iter().zip(&expected) {
                let outcome = card.score(&Customer::of_row(&card, input));
                let Some(outcome) = outcome else {
                    table.state(&row_name, expected["score_jpmml"].is_empty());
                    continue;
                };
                table.compare(&row_name, outcome.value, number(&expected["score_jpmml"]), 1e-9);
                let codes: Vec<&str> = (1..=4)
                    .map(|k| expected[&format!("rc{k}_jpmml")].as_str())
                    .filter(|code| !code.is_empty())
                    .collect();
                reasons.state(&row_name, outcome.reasons == codes);
                outcome.check_sum();
            }
        }
    }
    table.finish();
    reasons.finish();
}

#[test]
fn pmml_samples() {
    let Some(folder) = truth("pmml/samples") else { return };
    let mut table = Table::new("PMML samples: score and reason codes, or none");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ext| ext == "pmml"));
    files.sort();
    for file in &files {
        let card = Card::import(Format::Pmml, file);
        let expected = std::fs::read(file.with_extension("expected.json")).unwrap();
        let expected: Value = serde_json::from_slice(&expected).unwrap();
        for case in expected["cases"].as_array().unwrap() {
            let outcome = card.score(&Customer::of_json(&card, &case["input"]));
            let jpmml = case["jpmml"].as_object().unwrap();
            let Some(outcome) = outcome else {
                table.state(&name(file), jpmml.contains_key("__error__"));
                continue;
            };
            let score = jpmml.iter().find(|(key, _)| key.to_lowercase().contains("score"));
            let Some(score) = score.and_then(|(_, score)| score.as_f64()) else {
                table.state(&name(file), false);
                continue;
            };
            table.compare(&name(file), outcome.value, score, 1e-9);
            let codes: Vec<&str> = jpmml
                .iter()
                .filter(|(key, _)| key.starts_with("Reason Code"))
                .filter_map(|(_, code)| code.as_str())
                .collect();
            let told: Vec<&str> =
                outcome.reasons.iter().take(codes.len()).map(String::as_str).collect();
            table.state(&name(file), told == codes && outcome.reasons.len() == codes.len());
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
        for case in test["cases"].as_array().unwrap() {
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

/// Features of a truth model of trees, in order, and the values of the categorical ones.
struct Features {
    names: Vec<String>,
    categories: BTreeMap<String, Vec<String>>,
}

impl Features {
    fn read(folder: &Path) -> Features {
        let text = std::fs::read(folder.join("features.json")).unwrap();
        let value: Value = serde_json::from_slice(&text).unwrap();
        let names = serde_json::from_value(value["features"].clone()).unwrap();
        let categories = serde_json::from_value(value["categorical"].clone()).unwrap();
        Features { names, categories }
    }

    /// A row under LightGBM's own names.
    fn numbered(&self, row: &BTreeMap<String, String>) -> BTreeMap<String, String> {
        let cells = self.names.iter().enumerate();
        cells.map(|(index, name)| (format!("f{index}"), row[name].clone())).collect()
    }
}

#[test]
fn lightgbm_raw_scores_are_exact() {
    let mut raw = Table::new("LightGBM raw");
    let mut probability = Table::new("LightGBM probability");
    let mut shap = Table::new("LightGBM TreeSHAP values");
    for folder in folders("trees") {
        let features = Features::read(&folder);
        let card = Card::import(Format::LightGbm, &folder.join("lightgbm_model.txt"));
        let inputs = csv(&folder.join("inputs_coded.csv"));
        let expected = csv(&folder.join("lightgbm_expected.csv"));
        let contributions = csv(&folder.join("lightgbm_shap_first150.csv"));
        for (index, (input, expected)) in inputs.iter().zip(&expected).enumerate() {
            let customer = Customer::of_numbers(&card, &features.numbered(input));
            let outcome = card.score(&customer).expect("a score");
            raw.exact(&name(&folder), outcome.value, number(&expected["raw"]));
            let found = outcome.probability.expect("a probability");
            probability.compare(&name(&folder), found, number(&expected["prob"]), 1e-15);
            if let Some(expected) = contributions.get(index) {
                for (place, feature) in features.names.iter().enumerate() {
                    // A feature that no tree reads is no fact of the fragment.
                    let found = outcome.points.get(&format!("f{place}")).copied().unwrap_or(0.0);
                    shap.compare(&name(&folder), found, number(&expected[feature]), 1e-9);
                }
            }
            outcome.check_sum();
        }
        for probe in csv(&folder.join("lightgbm_probes.csv")) {
            let customer = Customer::of_numbers(&card, &features.numbered(&probe));
            let outcome = card.score(&customer).expect("a score");
            let row = format!("{} probes", name(&folder));
            raw.exact(&row, outcome.value, number(&probe["lightgbm_raw"]));
        }
    }
    raw.finish();
    probability.finish();
    shap.finish();
}

#[test]
fn xgboost_margins_are_exact_to_the_bit() {
    let mut margin = Table::new("XGBoost margin bits");
    let mut probability = Table::new("XGBoost probability, 4 ulp");
    let mut shap = Table::new("XGBoost TreeSHAP values");
    for folder in folders("trees") {
        let features = Features::read(&folder);
        let texts = csv(&folder.join("inputs.csv"));
        for (model, shap_file) in
            [("xgboost", Some("xgboost_shap_first150.csv")), ("xgboost_numeric", None)]
        {
            let card = Card::import(Format::XgBoost, &folder.join(format!("{model}_model.json")));
            let expected = csv(&folder.join(format!("{model}_expected.csv")));
            let row = format!("{} {model}", name(&folder));
            let contributions = shap_file.map(|file| csv(&folder.join(file))).unwrap_or_default();
            for (index, (input, expected)) in texts.iter().zip(&expected).enumerate() {
                let outcome = card.score(&Customer::of_row(&card, input)).expect("a score");
                margin.bits(&row, outcome.value, &expected["margin_bits"]);
                let found = outcome.probability.expect("a probability");
                probability.ulps(&row, found, &expected["prob_bits"], 4);
                if let Some(expected) = contributions.get(index) {
                    for feature in &features.names {
                        let found = outcome.points.get(feature).copied().unwrap_or(0.0);
                        shap.compare(&row, found, number(&expected[feature]), 2e-6);
                    }
                }
                outcome.check_sum();
            }
        }
        for (probes, model) in
            [("xgboost_numeric_probes", "xgboost_numeric"), ("xgboost_cat_probes", "xgboost")]
        {
            let card = Card::import(Format::XgBoost, &folder.join(format!("{model}_model.json")));
            for mut probe in csv(&folder.join(format!("{probes}.csv"))) {
                if model == "xgboost" {
                    decode(&features, &mut probe);
                }
                let outcome = card.score(&Customer::of_row(&card, &probe)).expect("a score");
                let row = format!("{} {probes}", name(&folder));
                margin.bits(&row, outcome.value, &probe["margin_bits"]);
            }
        }
    }
    margin.finish();
    probability.finish();
    shap.finish();
}

/// Codes of categories as the strings they stand for; a code without a string stays as it is.
fn decode(features: &Features, row: &mut BTreeMap<String, String>) {
    for (feature, values) in &features.categories {
        let Some(cell) = row.get_mut(feature).filter(|cell| !cell.is_empty()) else { continue };
        let code = number(cell);
        if let Some(value) = values.iter().zip(0..).find(|(_, index)| f64::from(*index) == code) {
            cell.clone_from(value.0);
        }
    }
}

#[test]
fn logistic_regressions() {
    let mut logit = Table::new("logistic regression");
    let mut probability = Table::new("logistic probability");
    for folder in folders("trees") {
        let card = Card::import(Format::Logistic, &folder.join("logistic_model.json"));
        let inputs = csv(&folder.join("inputs.csv"));
        let expected = csv(&folder.join("logistic_expected.csv"));
        for (input, expected) in inputs.iter().zip(&expected) {
            let outcome = card.score(&Customer::of_row(&card, input)).expect("a score");
            logit.compare(&name(&folder), outcome.value, number(&expected["logit"]), 1e-12);
            let found = outcome.probability.expect("a probability");
            probability.compare(&name(&folder), found, number(&expected["prob"]), 1e-12);
            outcome.check_sum();
        }
    }
    logit.finish();
    probability.finish();
}
