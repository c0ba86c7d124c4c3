//! An experiment's results for people and for tools.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{ANSWERS, Arm, Arms, Share};
use crate::backtest::{json, text};
use crate::metrics::{Estimate, intervals};

/// The part of a whole, with Wilson's interval.
#[must_use]
pub fn rate(share: Share) -> Option<Estimate> {
    intervals::rate_of(share.have, share.of)
}

/// What is measured of an arm, by name.
#[must_use]
pub fn measures(arm: &Arm) -> Vec<(String, Share)> {
    let mut all = vec![("outcome".to_owned(), arm.outcome)];
    for (id, (started, reached)) in &arm.goals {
        all.push((format!("goal:{id} started"), *started));
        all.push((format!("goal:{id} reached"), *reached));
    }
    all.extend(ANSWERS.iter().zip(arm.answers).map(|(name, share)| ((*name).to_owned(), share)));
    all
}

/// How far an arm is from the control, measure by measure: the difference of the rates by Newcombe, and the rate against
/// that of the control.
#[must_use]
pub fn against(arm: &Arm, control: &Arm) -> Vec<(String, Estimate, Option<f64>)> {
    let theirs = measures(control);
    let pairs = measures(arm).into_iter().filter_map(|(name, share)| {
        let (_, other) = theirs.iter().find(|(known, _)| *known == name)?;
        let (one, other) = (rate(share)?, rate(*other)?);
        let ratio = (other.value > 0.0).then(|| one.value / other.value);
        Some((name, intervals::difference(one, other), ratio))
    });
    pairs.collect()
}

/// The results for people.
#[must_use]
pub fn text(arms: &Arms, control: &str, refused: u64) -> String {
    let mut out = String::new();
    let customers: u64 = arms.0.values().map(|arm| arm.customers).sum();
    let _ = writeln!(out, "{customers} customers in {} arms, {refused} refused", arms.0.len());
    let _ = writeln!(
        out,
        "a customer counts once, by the arm; intervals of 95 %: Wilson for rates, Newcombe for differences"
    );
    for (name, arm) in &arms.0 {
        let _ = writeln!(out, "\narm {name}: {} customers", arm.customers);
        for (measure, share) in measures(arm) {
            let Some(rate) = rate(share) else { continue };
            let _ = writeln!(
                out,
                "  {measure:<24} {:>9} of {:>9}  {}",
                share.have,
                share.of,
                text::percent(rate)
            );
        }
    }
    let Some(base) = arms.0.get(control) else { return out };
    for (name, arm) in arms.0.iter().filter(|(name, _)| *name != control) {
        let _ = writeln!(out, "\n{name} against {control}, in percentage points:");
        for (measure, difference, ratio) in against(arm, base) {
            let ratio = ratio.map_or_else(String::new, |ratio| format!(", ×{ratio:.3}"));
            let sure = match difference.interval {
                Some(i) if i.low > 0.0 => "more",
                Some(i) if i.high < 0.0 => "less",
                _ => "not told apart",
            };
            let points = text::percent(difference).replace(" %", "");
            let _ = writeln!(out, "  {measure:<24} {points}{ratio}: {sure}");
        }
    }
    out
}

/// The results for tools.
#[must_use]
pub fn json(arms: &Arms, control: &str, refused: u64) -> Value {
    let base = arms.0.get(control);
    let entries = arms.0.iter().map(|(name, arm)| {
        let measured = measures(arm).into_iter().map(|(measure, share)| {
            let rate = rate(share).map(json::estimate);
            json!({ "measure": measure, "of": share.of, "have": share.have, "rate": rate })
        });
        let apart = base.filter(|_| name != control).map(|base| {
            let all = against(arm, base).into_iter().map(|(measure, difference, ratio)| {
                json!({ "measure": measure, "difference": json::estimate(difference), "ratio": ratio })
            });
            all.collect::<Value>()
        });
        json!({
            "arm": name, "customers": arm.customers, "measures": measured.collect::<Value>(),
            "againstControl": apart,
        })
    });
    json!({
        "control": control, "refused": refused,
        "intervals": { "level": 0.95, "rate": "wilson", "difference": "newcombe" },
        "arms": entries.collect::<Value>(),
    })
}
