//! Ensembles of trees and regressions against the outputs of the libraries that made them: scores,
//! probabilities, the leaves that every row reaches, and TreeSHAP values.
//!
//! The data stand in `../shared/truth`; where they are absent, the tests say so and pass.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may stop at the first thing that does not hold"
)]

#[expect(dead_code, reason = "cases and states are for PMML")]
#[path = "support/agreement.rs"]
mod agreement;
#[path = "support/features.rs"]
mod features;
#[expect(dead_code, reason = "reason codes are for scorecards")]
#[path = "support/scoring.rs"]
mod scoring;
#[path = "support/truth.rs"]
mod truth;

use agreement::Table;
use features::Features;
use scoring::{Card, Customer, Outcome};
use serde_json::{Value, json};
use silhouette_author::importers::{Format, import};
use truth::{Row, csv, folders, name, number, only, paired};

/// What the library says each feature adds, and the expected value it calls bias.
fn shap(
    table: &mut Table,
    (set, tolerance): (&str, f64),
    features: &Features,
    outcome: &Outcome,
    named: impl Fn(usize) -> String,
    expected: &Row,
) {
    table.row(set);
    for (place, feature) in features.names.iter().enumerate() {
        // A feature that no tree reads is no fact of the fragment.
        let found = outcome.points.get(&named(place)).copied().unwrap_or(0.0);
        table.compare(set, found, number(&expected[feature]), tolerance);
    }
    table.compare(set, outcome.initial, number(&expected["bias"]), tolerance);
    assert_eq!(expected.len(), features.names.len() + 2, "{set}: columns");
}

#[test]
fn every_file_of_the_trees_is_read() {
    for folder in folders("trees") {
        let mut known = vec!["features.json", "meta.json", "inputs.csv", "inputs_coded.csv"];
        known.extend(["lightgbm_model.txt", "lightgbm_expected.csv", "lightgbm_probes.csv"]);
        known.extend(["lightgbm_leaf_first150.csv", "lightgbm_shap_first150.csv"]);
        known.extend(["xgboost_model.json", "xgboost_expected.csv", "xgboost_cat_probes.csv"]);
        known.extend(["xgboost_leaf_first150.csv", "xgboost_shap_first150.csv"]);
        known.extend(["xgboost_numeric_model.json", "xgboost_numeric_expected.csv"]);
        known.extend(["xgboost_numeric_probes.csv"]);
        known.extend(["logistic_model.json", "logistic_expected.csv"]);
        only(&folder, &known);
    }
}

#[test]
fn lightgbm_raw_scores_are_exact() {
    let mut raw = Table::new("LightGBM raw score");
    let mut probability = Table::new("LightGBM probability");
    let mut shaps = Table::new("LightGBM TreeSHAP values and bias");
    let mut sums = Table::new("LightGBM, contributions add up");
    for folder in folders("trees") {
        let features = Features::read(&folder);
        let file = |name: &str| folder.join(name);
        let card = Card::import(Format::LightGbm, &file("lightgbm_model.txt"));
        let score = |row: &Row| {
            let customer = Customer::of_numbers(&card, &features.numbered(row));
            card.score(&customer).expect("a score")
        };
        let set = &name(&folder);
        let expected = file("lightgbm_expected.csv");
        for table in [&mut raw, &mut probability, &mut sums] {
            table.holds(set, &expected, |_| true);
        }
        shaps.holds(set, &file("lightgbm_shap_first150.csv"), |_| true);
        let mut contributions = csv(&file("lightgbm_shap_first150.csv")).into_iter();
        for (input, expected) in paired(&csv(&file("inputs_coded.csv")), &csv(&expected)) {
            let outcome = score(input);
            for table in [&mut raw, &mut probability, &mut sums] {
                table.row(set);
            }
            raw.exact(set, outcome.value, number(&expected["raw"]));
            let found = outcome.probability.expect("a probability");
            probability.compare(set, found, number(&expected["prob"]), 1e-15);
            sums.compare(set, outcome.sum(), outcome.value, outcome.tolerance(Format::LightGbm));
            if let Some(expected) = contributions.next() {
                assert_eq!(input["row_id"], expected["row_id"]);
                let named = |place| format!("f{place}");
                shap(&mut shaps, (set, 1e-9), &features, &outcome, named, &expected);
            }
        }
        let set = &format!("{set}, probes");
        let probes = file("lightgbm_probes.csv");
        for table in [&mut raw, &mut sums] {
            table.holds(set, &probes, |_| true);
        }
        for probe in csv(&probes) {
            let outcome = score(&probe);
            for table in [&mut raw, &mut sums] {
                table.row(set);
            }
            raw.exact(set, outcome.value, number(&probe["lightgbm_raw"]));
            sums.compare(set, outcome.sum(), outcome.value, outcome.tolerance(Format::LightGbm));
        }
    }
    raw.finish();
    probability.finish();
    shaps.finish();
    sums.finish();
}

#[test]
fn xgboost_margins_are_exact_to_the_bit() {
    let mut margin = Table::new("XGBoost margin, bits");
    let mut probability = Table::new("XGBoost probability, 4 ulp");
    let mut shaps = Table::new("XGBoost TreeSHAP values and bias");
    let mut sums = Table::new("XGBoost, contributions add up");
    for folder in folders("trees") {
        let features = Features::read(&folder);
        let file = |name: &str| folder.join(name);
        let texts = csv(&file("inputs.csv"));
        for (model, probes) in [("xgboost", "cat"), ("xgboost_numeric", "numeric")] {
            let card = Card::import(Format::XgBoost, &file(&format!("{model}_model.json")));
            let score = |row: &Row| card.score(&Customer::of_row(&card, row)).expect("a score");
            let set = &format!("{} {model}", name(&folder));
            let expected = file(&format!("{model}_expected.csv"));
            for table in [&mut margin, &mut probability, &mut sums] {
                table.holds(set, &expected, |_| true);
            }
            // The categorical model alone has them.
            let contributions = file(&format!("{model}_shap_first150.csv"));
            let mut contributions = if model == "xgboost" {
                shaps.holds(set, &contributions, |_| true);
                csv(&contributions).into_iter()
            } else {
                assert!(!contributions.exists());
                Vec::new().into_iter()
            };
            for (input, expected) in paired(&texts, &csv(&expected)) {
                let outcome = score(input);
                for table in [&mut margin, &mut probability, &mut sums] {
                    table.row(set);
                }
                margin.bits(set, outcome.value, &expected["margin_bits"]);
                let found = outcome.probability.expect("a probability");
                probability.ulps(set, found, &expected["prob_bits"], 4);
                let tolerance = outcome.tolerance(Format::XgBoost);
                sums.compare(set, outcome.sum(), outcome.value, tolerance);
                if let Some(expected) = contributions.next() {
                    assert_eq!(input["row_id"], expected["row_id"]);
                    let named = |place: usize| features.names[place].clone();
                    shap(&mut shaps, (set, 2e-6), &features, &outcome, named, &expected);
                }
            }
            let set = &format!("{set}, probes");
            let probes = file(&format!("xgboost_{probes}_probes.csv"));
            for table in [&mut margin, &mut sums] {
                table.holds(set, &probes, |_| true);
            }
            for probe in csv(&probes) {
                let probe = if model == "xgboost" { features.decoded(&probe) } else { probe };
                let outcome = score(&probe);
                for table in [&mut margin, &mut sums] {
                    table.row(set);
                }
                margin.bits(set, outcome.value, &probe["margin_bits"]);
                let tolerance = outcome.tolerance(Format::XgBoost);
                sums.compare(set, outcome.sum(), outcome.value, tolerance);
            }
        }
    }
    margin.finish();
    probability.finish();
    shaps.finish();
    sums.finish();
}

/// The leaves that rows reach. A tree alone, whose every leaf adds its own number, says the number of
/// the leaf: through the import, the pack and the walk of the engine.
#[test]
fn every_row_reaches_the_librarys_leaf_in_every_tree() {
    let mut table = Table::new("leaf reached in every tree");
    for folder in folders("trees") {
        let features = Features::read(&folder);
        let file = |name: &str| folder.join(name);
        let set = &format!("{} lightgbm", name(&folder));
        let expected = file("lightgbm_leaf_first150.csv");
        table.holds(set, &expected, |_| true);
        let trees = lightgbm_trees(&std::fs::read_to_string(file("lightgbm_model.txt")).unwrap());
        let rows: Vec<Row> =
            csv(&file("inputs_coded.csv")).iter().map(|row| features.numbered(row)).collect();
        leaves(&mut table, set, (&trees, Format::LightGbm), &rows, &csv(&expected));
        let set = &format!("{} xgboost", name(&folder));
        let expected = file("xgboost_leaf_first150.csv");
        table.holds(set, &expected, |_| true);
        let trees = xgboost_trees(&std::fs::read(file("xgboost_model.json")).unwrap());
        let rows = csv(&file("inputs.csv"));
        leaves(&mut table, set, (&trees, Format::XgBoost), &rows, &csv(&expected));
    }
    table.finish();
}

fn leaves(
    table: &mut Table,
    set: &str,
    (trees, format): (&[String], Format),
    rows: &[Row],
    expected: &[Row],
) {
    let cards: Vec<Card> = trees
        .iter()
        .map(|tree| Card::of(import(format, tree.as_bytes(), "model").unwrap().fragment))
        .collect();
    for expected in expected {
        assert_eq!(expected.len(), cards.len() + 1, "{set}: trees");
        table.row(set);
        let row = &rows[expected["row_id"].parse::<usize>().unwrap()];
        for (number, card) in cards.iter().enumerate() {
            let customer = match format {
                Format::LightGbm => Customer::of_numbers(card, row),
                _ => Customer::of_row(card, row),
            };
            let leaf = card.score(&customer).unwrap().value;
            table.exact(set, leaf, truth::number(&expected[&number.to_string()]));
        }
    }
}

/// Each tree of a LightGBM model as a model of its own, the leaves of which add 0, 1, 2, …
fn lightgbm_trees(text: &str) -> Vec<String> {
    let (head, rest) = text.split_once("\nTree=").unwrap();
    let (trees, tail) = rest.split_once("end of trees").unwrap();
    let alone = |tree: &str| {
        let lines = tree.trim_end().lines().map(|line| match line.strip_prefix("leaf_value=") {
            Some(values) => {
                let count = values.split_ascii_whitespace().count();
                let numbers: Vec<String> = (0..count).map(|leaf| leaf.to_string()).collect();
                format!("leaf_value={}", numbers.join(" "))
            }
            None => line.to_owned(),
        });
        let lines: Vec<String> = lines.collect();
        format!("{head}\nTree={}\n\nend of trees{tail}", lines.join("\n"))
    };
    trees.split("\nTree=").map(alone).collect()
}

/// Each tree of an XGBoost model as a model of its own, the leaves of which add the numbers of their nodes.
fn xgboost_trees(bytes: &[u8]) -> Vec<String> {
    let mut model: Value = serde_json::from_slice(bytes).unwrap();
    // Half: a margin of nothing.
    *model.pointer_mut("/learner/learner_model_param/base_score").unwrap() = json!("5E-1");
    let all = model.pointer_mut("/learner/gradient_booster/model/trees").unwrap().take();
    let alone = |tree: &Value| {
        let mut tree = tree.clone();
        let left: Vec<i64> = serde_json::from_value(tree["left_children"].clone()).unwrap();
        for (node, _) in left.iter().enumerate().filter(|(_, child)| **child == -1) {
            tree["split_conditions"][node] = json!(node);
        }
        let mut model = model.clone();
        *model.pointer_mut("/learner/gradient_booster/model/trees").unwrap() = json!([tree]);
        model.to_string()
    };
    all.as_array().unwrap().iter().map(alone).collect()
}

#[test]
fn logistic_regressions() {
    let mut logit = Table::new("logistic regression");
    let mut probability = Table::new("logistic regression, probability");
    let mut sums = Table::new("logistic regression, contributions add up");
    for folder in folders("trees") {
        let card = Card::import(Format::Logistic, &folder.join("logistic_model.json"));
        let expected = folder.join("logistic_expected.csv");
        let set = &name(&folder);
        for table in [&mut logit, &mut probability, &mut sums] {
            table.holds(set, &expected, |_| true);
        }
        for (input, expected) in paired(&csv(&folder.join("inputs.csv")), &csv(&expected)) {
            let outcome = card.score(&Customer::of_row(&card, input)).expect("a score");
            for table in [&mut logit, &mut probability, &mut sums] {
                table.row(set);
            }
            logit.compare(set, outcome.value, number(&expected["logit"]), 1e-12);
            let found = outcome.probability.expect("a probability");
            probability.compare(set, found, number(&expected["prob"]), 1e-12);
            sums.compare(set, outcome.sum(), outcome.value, outcome.tolerance(Format::Logistic));
        }
    }
    logit.finish();
    probability.finish();
    sums.finish();
}
