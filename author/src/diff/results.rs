//! What a new policy changes for customers, in numbers: for people as lines, for tools as JSON.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::population::{Group, Population, Scores, Swap};
use crate::metrics::{Estimate, intervals, ks, quantiles};

/// How a score shifts from one policy to the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shift {
    /// Customers with a value under both.
    pub both: u64,
    /// Only under the old policy.
    pub only_old: u64,
    /// Only under the new one.
    pub only_new: u64,
    /// Whose value is another.
    pub changed: u64,
    /// The mean under each, of those with a value under both.
    pub means: Option<(f64, f64)>,
    /// The difference, new less old: mean with a normal interval.
    pub difference: Option<Estimate>,
    /// The 5th, 50th and 95th of a hundred differences.
    pub quantiles: Option<[f64; 3]>,
    /// The greatest distance between both distributions.
    pub ks: Option<f64>,
    /// Bins of both together: name, part under the old policy, part under the new one.
    pub bins: Vec<(String, f64, f64)>,
}

/// How a score shifts.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts of customers")]
pub fn shift(scores: &Scores) -> Shift {
    let mut shift = Shift::default();
    let mut both = Vec::with_capacity(scores.values.len());
    for &(old, new) in &scores.values {
        match (old.is_nan(), new.is_nan()) {
            (false, false) => both.push((old, new)),
            (false, true) => shift.only_old += 1,
            (true, false) => shift.only_new += 1,
            (true, true) => {}
        }
    }
    shift.both = both.len() as u64;
    shift.changed = both.iter().filter(|(old, new)| old != new).count() as u64;
    if both.is_empty() {
        return shift;
    }
    let sum = |of: fn(&(f64, f64)) -> f64| both.iter().map(of).sum::<f64>() / both.len() as f64;
    shift.means = Some((sum(|pair| pair.0), sum(|pair| pair.1)));
    shift.difference = intervals::mean(both.iter().map(|(old, new)| (new - old, 1.0)));
    let sorted = |numbers: Vec<f64>| -> Vec<(f64, f64)> {
        let mut numbers: Vec<(f64, f64)> = numbers.into_iter().map(|n| (n, 1.0)).collect();
        numbers.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        numbers
    };
    let differences = sorted(both.iter().map(|(old, new)| new - old).collect());
    let at = |share| quantiles::quantile(&differences, share).unwrap_or_default();
    shift.quantiles = Some([at(0.05), at(0.5), at(0.95)]);
    // Both together, in order: which of the two each value is of stands beside it.
    let mut all: Vec<(f64, bool)> =
        both.iter().flat_map(|(old, new)| [(*old, false), (*new, true)]).collect();
    all.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let mut steps: Vec<(f64, f64, f64)> = Vec::new();
    for (value, of_new) in &all {
        if steps.last().is_none_or(|step| step.0 < *value) {
            steps.push((*value, 0.0, 0.0));
        }
        if let Some(step) = steps.last_mut() {
            *(if *of_new { &mut step.1 } else { &mut step.2 }) += 1.0;
        }
    }
    let count = both.len() as f64;
    shift.ks = Some(ks::between(steps.iter().copied(), count, count).value);
    let together: Vec<(f64, f64)> = all.iter().map(|(value, _)| (*value, 1.0)).collect();
    let edges = quantiles::edges(&together, 10);
    let names = crate::backtest::table::between(&edges);
    let mut bins: Vec<(String, f64, f64)> =
        names.into_iter().map(|name| (name, 0.0, 0.0)).collect();
    for (value, of_new) in all {
        if let Some(bin) = bins.get_mut(quantiles::part(&edges, value)) {
            *(if of_new { &mut bin.2 } else { &mut bin.1 }) += 1.0 / count;
        }
    }
    shift.bins = bins;
    shift
}

/// What came about for a group, of those for whom it is known.
#[must_use]
pub fn rate(group: Group) -> Option<Estimate> {
    intervals::rate_of(group.events, group.known)
}

/// The lists of what is gained and lost, with their names.
#[must_use]
pub fn swaps(
    population: &Population,
) -> [(&'static str, &std::collections::BTreeMap<String, Swap>); 3] {
    [
        ("tag", &population.tags),
        ("warning", &population.warnings),
        ("suggested product", &population.products),
    ]
}

/// The results for people.
#[must_use]
pub fn text(population: &Population) -> String {
    let mut out = format!("{} customers\n", population.all.customers);
    let known = population.all.known > 0;
    if let Some(rate) = rate(population.all) {
        let _ = writeln!(
            out,
            "outcome known of {}: {}; beside each group its rate, intervals of 95 % by Wilson",
            population.all.known,
            crate::backtest::text::percent(rate)
        );
    }
    let came = |group: Group| match (known, rate(group)) {
        (true, Some(rate)) => format!(" [{}]", crate::backtest::text::percent(rate)),
        _ => String::new(),
    };
    for (title, swaps) in swaps(population) {
        for (id, swap) in swaps {
            let lift = swap.lift().map_or_else(|| "–".to_owned(), |lift| format!("×{lift:.3}"));
            let _ = writeln!(
                out,
                "{title} {id}: {} → {} ({lift}); {} gained{}, {} lost{}",
                swap.before(),
                swap.after(),
                swap.gained.customers,
                came(swap.gained),
                swap.lost.customers,
                came(swap.lost)
            );
        }
    }
    for (title, moves) in [("tier", &population.tiers), ("band of", &population.bands)] {
        for (id, moves) in moves {
            let _ = writeln!(out, "{title} {id}:");
            for ((old, new), group) in moves {
                let name = |name: &Option<String>| name.clone().unwrap_or_else(|| "–".to_owned());
                let (old, new) = (name(old), name(new));
                let _ = writeln!(out, "    {old} → {new}: {}{}", group.customers, came(*group));
            }
        }
    }
    for (id, scores) in &population.scores {
        let shift = shift(scores);
        let _ = writeln!(
            out,
            "score {id}: {} of {} changed; {} only under the old policy, {} only under the new one",
            shift.changed, shift.both, shift.only_old, shift.only_new
        );
        if shift.changed == 0 {
            continue; // nothing more to say
        }
        if let (Some((old, new)), Some(difference), Some([low, middle, high]), Some(ks)) =
            (shift.means, shift.difference, shift.quantiles, shift.ks)
        {
            let _ = writeln!(out, "    mean {old:.4} → {new:.4}, KS between both {ks:.4}");
            let _ = writeln!(
                out,
                "    difference {}; 5 % below {low:.4}, half below {middle:.4}, 95 % below {high:.4}",
                crate::backtest::text::number(difference)
            );
        }
    }
    for example in &population.examples {
        let moved = example.moved.as_ref();
        let moved = moved.map_or_else(String::new, |(from, to)| format!(" from {from} to {to}"));
        let _ = writeln!(out, "example {}: {} {}{moved}", example.id, example.change, example.item);
        for (title, told) in [("old", &example.old), ("new", &example.new)] {
            for sentence in sentences(told) {
                let _ = writeln!(out, "    {title}: {sentence}");
            }
        }
    }
    out
}

/// The sentences of an explanation.
#[must_use]
pub fn sentences(explanation: &Value) -> Vec<&str> {
    let sentences = explanation.get("sentences").and_then(Value::as_array);
    sentences.into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The results as JSON.
#[must_use]
pub fn json(population: &Population) -> Value {
    let known = population.all.known > 0;
    let outcome = |group: Group| {
        json!({
            "known": group.known, "events": group.events,
            "rate": rate(group).map(crate::backtest::json::estimate),
        })
    };
    let swaps = |swaps: &std::collections::BTreeMap<String, Swap>| {
        let entries = swaps.iter().map(|(id, swap)| {
            let mut entry = json!({
                "id": id, "old": swap.before(), "new": swap.after(), "lift": swap.lift(),
                "gained": swap.gained.customers, "lost": swap.lost.customers,
            });
            if known {
                entry["outcomes"] = json!({
                    "kept": outcome(swap.kept), "gained": outcome(swap.gained), "lost": outcome(swap.lost),
                });
            }
            entry
        });
        entries.collect::<Value>()
    };
    let moves = |all: &std::collections::BTreeMap<_, std::collections::BTreeMap<_, Group>>| {
        let entries = all.iter().map(|(id, moves): (&String, _)| {
            let moves = moves.iter().map(|((old, new), group): (&super::population::Move, _)| {
                let mut entry = json!({ "old": old, "new": new, "customers": group.customers });
                if known {
                    entry["outcome"] = outcome(*group);
                }
                entry
            });
            json!({ "id": id, "moves": moves.collect::<Value>() })
        });
        entries.collect::<Value>()
    };
    let scores = population.scores.iter().map(|(id, scores)| {
        let shift = shift(scores);
        let bins = shift.bins.iter().map(|(name, old, new)| json!({ "bin": name, "old": old, "new": new }));
        json!({
            "id": id, "both": shift.both, "onlyOld": shift.only_old, "onlyNew": shift.only_new,
            "changed": shift.changed,
            "meanOld": shift.means.map(|means| means.0), "meanNew": shift.means.map(|means| means.1),
            "difference": shift.difference.map(crate::backtest::json::estimate),
            "quantiles": shift.quantiles, "ks": shift.ks, "bins": bins.collect::<Value>(),
        })
    });
    let mut report = json!({
        "customers": population.all.customers,
        "tags": swaps(&population.tags),
        "warnings": swaps(&population.warnings),
        "products": swaps(&population.products),
        "tiers": moves(&population.tiers),
        "bands": moves(&population.bands),
        "scores": scores.collect::<Value>(),
    });
    if known {
        report["outcome"] = outcome(population.all);
    }
    if !population.examples.is_empty() {
        let examples = population.examples.iter().map(|example| {
            json!({
                "id": example.id, "item": example.item, "change": example.change,
                "from": example.moved.as_ref().map(|moved| &moved.0),
                "to": example.moved.as_ref().map(|moved| &moved.1),
                "old": example.old, "new": example.new,
            })
        });
        report["examples"] = examples.collect();
    }
    report
}
