//! Inputs at the ends of the doubles: both zeros, denormals, the largest numbers, what is no code of a category,
//! thresholds and their neighbours. Compared with what the libraries say (`make.py extremes`); where a library
//! refuses an input, the result is the one that its rule gives. What is no number is refused at the door.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "packs are for other hosts")]
#[path = "support/scoring.rs"]
mod scoring;

use std::collections::BTreeMap;
use std::path::PathBuf;

use scoring::{Card, Customer};
use serde_json::json;
use silhouette::Scalar;
use silhouette_author::compile;
use silhouette_author::importers::Format;

type Row = BTreeMap<String, String>;

const NAMES: [&str; 5] = ["age", "income", "debt", "city", "job"];

/// The models that are kept, or those that were made just now: see `cargo xtask models`.
fn file(name: &str) -> PathBuf {
    let kept = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/models");
    std::env::var_os("SILHOUETTE_MODELS").map_or_else(kept, PathBuf::from).join(name)
}

fn csv(name: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(file(name)).unwrap();
    let rows: Vec<Row> = reader.deserialize().map(|row| row.unwrap()).collect();
    assert!(rows.len() > 190, "{name}");
    rows
}

/// A row under the columns' names and under LightGBM's.
fn named(row: &Row) -> Row {
    let numbered = NAMES.iter().enumerate().map(|(i, name)| (format!("f{i}"), row[*name].clone()));
    row.clone().into_iter().chain(numbered).collect()
}

#[test]
fn lightgbm_at_the_ends() {
    for model in ["lightgbm_codes", "lightgbm_zero"] {
        let card = Card::import(Format::LightGbm, &file(&format!("{model}.txt")));
        for row in csv("extremes_lightgbm.csv") {
            let outcome = card.score(&Customer::of_numbers(&card, &named(&row))).unwrap();
            let expected: f64 = row[model].parse().unwrap();
            assert_eq!(outcome.value.to_bits(), expected.to_bits(), "{model} {row:?}");
            let sum = (outcome.sum() - outcome.value).abs();
            assert!(sum <= outcome.tolerance(Format::LightGbm), "{model} {row:?}: {sum}");
        }
    }
}

#[test]
fn xgboost_at_the_ends() {
    for model in ["dart", "logitraw", "squared"] {
        let card = Card::import(Format::XgBoost, &file(&format!("xgboost_{model}.json")));
        let column = format!("xgboost_{model}");
        for mut row in csv("extremes_xgboost.csv") {
            for name in ["city", "job"] {
                // The one known difference: the library rounds a code to single precision before it takes
                // the integer part, and so makes 1 of 0.9999999999999999. Here a code is a text from the
                // door on, and its integer part what stands before the point.
                if row[name] == "0.9999999999999999" {
                    row.insert(name.to_owned(), "1".to_owned());
                }
            }
            let outcome = card.score(&Customer::of_numbers(&card, &row)).unwrap();
            let expected = f32::from_bits(u32::from_str_radix(&row[&column], 16).unwrap());
            assert_eq!(outcome.value.to_bits(), f64::from(expected).to_bits(), "{model} {row:?}");
            let sum = (outcome.sum() - outcome.value).abs();
            assert!(sum <= outcome.tolerance(Format::XgBoost), "{model} {row:?}: {sum}");
        }
    }
}

/// The model knows strings, and the library codes: whole codes are strings, others are seen by nobody.
#[test]
fn xgboost_with_strings_at_the_ends() {
    let card = Card::import(Format::XgBoost, &file("xgboost_strings.json"));
    let strings = [
        ("city", &["Shanghai", "Paris", "Rome, Italy", "New York"][..]),
        ("job", &["employee", "self-employed", "retired"]),
    ];
    let mut compared = 0;
    for mut row in csv("extremes_xgboost.csv") {
        let codes = strings.map(|(name, _)| row[name].parse::<f64>().unwrap());
        if codes.iter().any(|code| code.fract() != 0.0) {
            continue;
        }
        for ((name, values), code) in strings.iter().zip(codes) {
            let known = values.iter().zip(0..).find(|(_, index)| f64::from(*index) == code);
            let text = known.map_or("nobody".to_owned(), |(value, _)| (*value).to_owned());
            row.insert((*name).to_owned(), text);
        }
        let outcome = card.score(&Customer::of_row(&card, &row)).unwrap();
        let expected = u32::from_str_radix(&row["xgboost_strings"], 16).unwrap();
        assert_eq!(outcome.value, f64::from(f32::from_bits(expected)), "{row:?}");
        compared += 1;
    }
    assert!(compared > 150);
}

/// XGBoost takes no number that is infinite in single precision, and no category below zero or beyond 2^24. By
/// its rules the first is above every threshold, or below, and the second is in no set: it goes left.
#[test]
fn what_xgboost_refuses_follows_its_rules() {
    for model in ["dart", "logitraw", "squared"] {
        let card = Card::import(Format::XgBoost, &file(&format!("xgboost_{model}.json")));
        let base = csv("extremes_xgboost.csv").swap_remove(0);
        let value = |name: &str, number: f64| {
            let mut row = base.clone();
            row.insert(name.to_owned(), format!("{number:e}"));
            card.score(&Customer::of_numbers(&card, &row)).unwrap().value
        };
        let largest = f64::from(f32::MAX);
        for name in ["age", "income", "debt"] {
            for beyond in [3.402_823_669_209_385e38, 1e39, f64::MAX] {
                assert_eq!(value(name, beyond), value(name, largest), "{model} {name} {beyond:e}");
                assert_eq!(
                    value(name, -beyond),
                    value(name, -largest),
                    "{model} {name} {beyond:e}"
                );
            }
        }
        for name in ["city", "job"] {
            for code in [-1.0, -2.5, 16_777_216.0, 2_147_483_648.0, 4_294_967_296.0, 1e300, -1e300]
            {
                assert_eq!(value(name, code), value(name, 16_777_215.0), "{model} {name} {code:e}");
            }
        }
    }
}

/// Neither what is no number nor what is infinite gets in; nothing of the patch is set then.
#[test]
fn what_is_no_number_is_refused_at_the_door() {
    let policy = json!({
        "id": "door", "version": "1.0.0", "locales": ["en"], "timezone": "+00:00",
        "profile": {
            "x": { "type": "number" }, "d": { "type": "decimal", "scale": 2 }, "n": { "type": "int" },
            "c": { "type": "category" },
        },
        "scores": [{ "id": "s", "kind": "logistic", "logistic": {
            "intercept": 0.0, "terms": [
                { "fact": "x", "coefficient": 1.0 }, { "fact": "d", "coefficient": 1.0 },
                { "fact": "n", "coefficient": 1.0 }, { "fact": "c", "is": "a", "coefficient": 1.0 },
            ],
        } }],
    });
    let engine = compile::check(policy.to_string().as_bytes()).engine.unwrap();
    let mut session = engine.open(0, [0; 16]);
    let good = [
        ("x", Scalar::Number(1.0)),
        ("d", Scalar::Number(2.0)),
        ("n", Scalar::Number(3.0)),
        ("c", Scalar::Text("a")),
    ];
    session.set_profile(&good).unwrap();
    let before = session.portrait(0.0).unwrap().cells().to_vec();
    for number in [f64::NAN, -f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        for (fact, code) in [
            ("x", "input/number"),
            ("d", "input/decimal"),
            ("n", "input/number"),
            ("c", "input/number"),
        ] {
            let patch = [("x", Scalar::Number(9.0)), (fact, Scalar::Number(number))];
            let error = session.set_profile(&patch).unwrap_err();
            assert_eq!((error.code, error.path.as_str()), (code, format!("/{fact}").as_str()));
            assert_eq!(session.portrait(0.0).unwrap().cells(), before, "{fact}");
        }
    }
    // Whole numbers beyond what a double counts, and decimals beyond their scale.
    for (fact, number, code) in [
        ("n", 9_007_199_254_740_992.0, "input/integer"),
        ("n", f64::MAX, "input/integer"),
        ("n", 5e-324, "input/integer"),
        ("d", 90_071_992_547_409.92, "input/range"),
        ("d", -f64::MAX, "input/range"),
        ("d", 5e-324, "input/precision"),
    ] {
        let error = session.set_profile(&[(fact, Scalar::Number(number))]).unwrap_err();
        assert_eq!(error.code, code, "{fact} {number:e}");
    }
    // Minus zero is zero, in every bit of the answer.
    let mut zeros = [0.0, -0.0].map(|zero| {
        let zero = Scalar::Number(zero);
        session.set_profile(&[("x", zero), ("d", zero), ("n", zero), ("c", zero)]).unwrap();
        let cells = session.portrait(0.0).unwrap().cells();
        cells.iter().map(|cell| cell.to_bits()).collect::<Vec<u64>>()
    });
    let minus = std::mem::take(&mut zeros[1]);
    assert_eq!(zeros[0], minus);
}
