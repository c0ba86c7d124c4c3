//! A backtest for tools.

use serde_json::{Map, Value, json};
use silhouette::Engine;

use super::plan::Plan;
use super::results::{Head, Part, Quality, Ranks, Results, ScoreResults, Shift, Slice};
use crate::metrics::calibration::Fitted;
use crate::metrics::{Estimate, bootstrap};

/// The results. How each interval comes about stands under `intervals`.
#[must_use]
pub fn json(engine: &Engine, plan: &Plan, results: &Results, refused: u64) -> Value {
    let info = &engine.program().info;
    json!({
        "policy": {
            "id": engine.text(info.id),
            "version": engine.text(info.version),
            "digest": engine.digest_hex(),
        },
        "outcome": plan.outcome,
        "customers": results.all.customers,
        "refused": refused,
        "known": results.all.known,
        "missing": results.all.customers - results.all.known,
        "events": results.all.events,
        "rate": results.all.rate.map(estimate),
        "weighted": results.weighted,
        "base": plan.base.zip(results.base).map(|((from, to), customers)| {
            json!({ "from": from, "to": to, "customers": customers })
        }),
        "intervals": {
            "level": 0.95,
            "auc": "delong", "gini": "delong", "rate": "wilson", "brier": "normal", "logLoss": "normal",
            "calibrationLine": "normal", "expectedToObserved": "wilson",
            "ks": "bootstrap", "averagePrecision": "bootstrap", "psi": "bootstrap",
            "seed": bootstrap::SEED,
        },
        "inputs": results.inputs.iter().map(|(name, moved)| {
            let mut entry = shift(moved);
            entry["id"] = name.as_str().into();
            entry
        }).collect::<Vec<_>>(),
        "scores": results.scores.iter().map(score).collect::<Vec<_>>(),
    })
}

/// A number, and its interval where there is one.
#[must_use]
pub fn estimate(estimate: Estimate) -> Value {
    let (low, high) = estimate.interval.map(|i| (i.low, i.high)).unzip();
    json!({ "value": estimate.value, "low": low, "high": high })
}

/// A number, its interval and its standard error.
fn fitted(fitted: Fitted) -> Value {
    let mut entry = estimate(fitted.estimate());
    entry["error"] = fitted.error.into();
    entry
}

/// The name of a part of the population.
pub(super) fn part(part: &Part) -> Value {
    match part {
        Part::Named(name) => json!({ "part": name }),
        Part::Unknown => json!({ "part": null }),
        Part::Rest(count) => json!({ "part": null, "rest": count }),
    }
}

fn score(score: &ScoreResults) -> Value {
    let by = score.by.iter().map(|(name, parts)| {
        let parts = parts.iter().map(|(of, measured)| {
            let mut entry = part(of);
            quality(measured, &mut entry);
            entry
        });
        json!({ "by": name, "parts": parts.collect::<Vec<_>>() })
    });
    let reasons = score.reasons.iter().map(|(code, reason)| {
        json!({
            "code": code, "customers": reason.told.customers, "share": reason.share,
            "first": reason.first, "rate": reason.rate.map(estimate),
        })
    });
    let slices = |slices: &[Slice]| slices.iter().map(slice).collect::<Vec<_>>();
    let mut entry = json!({
        "id": score.id,
        "direction": if score.direction.rising { "rising" } else { "falling" },
        "directionFrom": score.direction.said.name(),
        "without": score.without,
    });
    quality(&score.quality, &mut entry);
    entry["by"] = by.collect();
    entry["deciles"] = slices(&score.deciles).into();
    entry["bands"] = slices(&score.bands).into();
    entry["calibration"] = slices(&score.calibration).into();
    entry["stability"] = score.stability.as_ref().map_or(Value::Null, |stability| {
        json!({
            "deciles": shift(&stability.deciles),
            "bands": stability.bands.as_ref().map(shift),
        })
    });
    entry["reasons"] = reasons.collect();
    entry
}

pub(super) fn head(head: &Head, entry: &mut Value) {
    entry["customers"] = head.customers.into();
    entry["known"] = head.known.into();
    entry["events"] = head.events.into();
    entry["rate"] = head.rate.map_or(Value::Null, estimate);
}

fn quality(quality: &Quality, entry: &mut Value) {
    head(&quality.head, entry);
    let mut all = Map::new();
    match &quality.ranks {
        Some(Ranks { auc, gini, ks, ks_at, average_precision }) => {
            all.insert("auc".to_owned(), estimate(*auc));
            all.insert("gini".to_owned(), estimate(*gini));
            let mut distance = estimate(*ks);
            distance["at"] = (*ks_at).into();
            all.insert("ks".to_owned(), distance);
            all.insert("averagePrecision".to_owned(), estimate(*average_precision));
        }
        None => drop(all.insert("noRanks".to_owned(), one_class(&quality.head).into())),
    }
    if let Some(told) = &quality.probabilities {
        all.insert("brier".to_owned(), estimate(told.brier));
        all.insert("logLoss".to_owned(), estimate(told.log_loss));
        all.insert("meanProbability".to_owned(), told.mean.into());
        let line = told.line.map(|line| {
            json!({
                "intercept": fitted(line.intercept), "slope": fitted(line.slope),
                "inTheLarge": fitted(line.in_the_large),
            })
        });
        all.insert("expectedToObserved".to_owned(), told.expected_to_observed.map(estimate).into());
        all.insert("calibrationLine".to_owned(), line.into());
    }
    if let Value::Object(entry) = entry {
        entry.extend(all);
    }
}

/// Why there is nothing to tell apart.
#[must_use]
pub fn one_class(head: &Head) -> &'static str {
    match (head.known, head.events) {
        (0, _) => "no outcome is known",
        (_, 0) => "nobody has the outcome",
        (known, events) if known == events => "everybody has the outcome",
        _ => "no score with an outcome",
    }
}

fn slice(slice: &Slice) -> Value {
    let number = |number: f64| number.is_finite().then_some(number);
    let mut entry = json!({
        "id": (!slice.name.is_empty()).then_some(&slice.name),
        "low": number(slice.low), "high": number(slice.high),
        "share": slice.share, "captured": slice.captured, "capturedSoFar": slice.captured_so_far,
        "lift": slice.lift, "expected": slice.expected,
    });
    head(&slice.head, &mut entry);
    entry
}

fn shift(shift: &Shift) -> Value {
    let bins = shift
        .bins
        .iter()
        .map(|(name, base, rest)| json!({ "bin": name, "base": base, "rest": rest }));
    json!({ "psi": shift.psi.map(estimate), "byChance": shift.by_chance, "bins": bins.collect::<Vec<_>>() })
}
