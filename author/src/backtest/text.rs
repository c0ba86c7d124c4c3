//! A backtest for people, as lines.

use std::fmt::Write as _;

use silhouette::Engine;

use super::json::one_class;
use super::plan::{Plan, Said};
use super::results::{Head, Part, Probabilities, Quality, Results, ScoreResults, Shift, Slice};
use crate::metrics::Estimate;
use crate::metrics::calibration::{Fitted, Line};

/// The results.
#[must_use]
pub fn text(engine: &Engine, plan: &Plan, results: &Results, refused: u64) -> String {
    let mut out = String::new();
    let info = &engine.program().info;
    let mut line = |text: String| {
        let _ = writeln!(out, "{text}");
    };
    let all = &results.all;
    line(format!("{} {}", engine.text(info.id), engine.text(info.version)));
    line(format!(
        "{} customers, {refused} refused; {}: {} known, {} missing and left out",
        all.customers,
        plan.outcome,
        all.known,
        all.customers - all.known
    ));
    if all.known == 0 && all.customers > 0 {
        line(format!(
            "nobody has the field {}: nothing can be measured (--outcome FIELD)",
            plan.outcome
        ));
    }
    if let Some(rate) = all.rate {
        line(format!("{} with the outcome, {}", all.events, percent(rate)));
    }
    if results.weighted {
        line("numbers are weighted; counts of customers are not".to_owned());
    }
    if let Some(base) = results.base {
        line(format!("{base} customers in the base period, {} in the rest", all.customers - base));
    }
    line(
        "intervals are of 95 %: DeLong for AUC and Gini, Wilson for rates, normal for Brier and"
            .to_owned(),
    );
    line("log-loss, bootstrap for KS, average precision and PSI".to_owned());
    inputs(&results.inputs, &mut out);
    for score in &results.scores {
        out.push('\n');
        of_score(score, &mut out);
    }
    out
}

/// A number and its interval.
#[must_use]
pub fn number(estimate: Estimate) -> String {
    let value = plain(estimate.value);
    match estimate.interval {
        Some(i) => format!("{value} ({} to {})", plain(i.low), plain(i.high)),
        None => value,
    }
}

/// Four digits behind the point; what they round to nothing has no sign.
fn plain(value: f64) -> String {
    let text = format!("{value:.4}");
    if text == "-0.0000" { "0.0000".to_owned() } else { text }
}

/// A part of a whole and its interval.
#[must_use]
pub fn percent(estimate: Estimate) -> String {
    let of = |value: f64| value * 100.0;
    match estimate.interval {
        Some(i) => {
            format!("{:.2} % ({:.2} to {:.2})", of(estimate.value), of(i.low), of(i.high))
        }
        None => format!("{:.2} %", of(estimate.value)),
    }
}

/// Who says how a score goes with the outcome.
fn said(said: Said) -> &'static str {
    match said {
        Said::Option => "as asked for",
        Said::Probability => "by its probability",
        Said::Goal => "by its goal",
        Said::Reasons => "by its reason codes",
        Said::Kind => "as usual for its kind",
    }
}

fn of_score(score: &ScoreResults, out: &mut String) {
    let way = if score.direction.rising { "more" } else { "less" };
    let _ = writeln!(
        out,
        "score {}: higher means {way} of the outcome, {}{}",
        score.id,
        said(score.direction.said),
        match score.without {
            0 => String::new(),
            1 => "; 1 customer has no value".to_owned(),
            without => format!("; {without} customers have no value"),
        }
    );
    let rising = score.direction.rising;
    quality(&score.quality, rising, "  ", out);
    if score.quality.ranks.is_some_and(|ranks| ranks.reversed()) {
        let other = if rising { "falling" } else { "rising" };
        let _ = writeln!(
            out,
            "  AUC is below 0.5: here a higher score went with {} of the outcome; for the other way \
             round: --direction {}={other}",
            if rising { "less" } else { "more" },
            score.id
        );
    }
    slices("by score, riskiest first", &score.deciles, out);
    slices("by band", &score.bands, out);
    slices("by probability", &score.calibration, out);
    if let Some(stability) = &score.stability {
        shift("population stability by score", &stability.deciles, out);
        if let Some(bands) = &stability.bands {
            shift("population stability by band", bands, out);
        }
    }
    if !score.reasons.is_empty() {
        let _ = writeln!(out, "  reason codes:");
    }
    for (code, reason) in &score.reasons {
        let _ = writeln!(
            out,
            "    {code:<14} {:>6.2} % of customers, {:>6.2} % first; outcome {}",
            reason.share * 100.0,
            reason.first * 100.0,
            rate(reason.rate)
        );
    }
    for (by, parts) in &score.by {
        let _ = writeln!(out, "  by {by}:");
        for (part, measured) in parts {
            let name = match part {
                Part::Named(name) => name.clone(),
                Part::Unknown => "(unknown)".to_owned(),
                Part::Rest(count) => format!("(the rest: {count} values)"),
            };
            let _ = writeln!(out, "    {name}");
            quality(measured, rising, "      ", out);
        }
    }
}

pub(super) fn rate(rate: Option<Estimate>) -> String {
    rate.map_or_else(|| "–".to_owned(), percent)
}

pub(super) fn counts(head: &Head) -> String {
    format!("{} customers, {} of {} with the outcome", head.customers, head.events, head.known)
}

fn quality(quality: &Quality, rising: bool, indent: &str, out: &mut String) {
    let mut line = |text: String| {
        let _ = writeln!(out, "{indent}{text}");
    };
    line(format!("{}, {}", counts(&quality.head), rate(quality.head.rate)));
    match &quality.ranks {
        None => line(format!("nothing to tell apart: {}", one_class(&quality.head))),
        Some(ranks) => {
            line(format!("AUC               {}", number(ranks.auc)));
            line(format!("Gini              {}", number(ranks.gini)));
            line(format!(
                "KS                {}; the safer side: {} and {}",
                number(ranks.ks),
                short(ranks.ks_at),
                if rising { "below" } else { "above" }
            ));
            line(format!("average precision {}", number(ranks.average_precision)));
        }
    }
    if let Some(told) = &quality.probabilities {
        line(format!("Brier             {}", number(told.brier)));
        line(format!("log-loss          {}", number(told.log_loss)));
        line(format!("mean probability  {:.2} %{}", told.mean * 100.0, expected(told)));
        if let Some(fitted) = told.line {
            line(format!("calibration       {}", bent(fitted)));
        }
    }
}

/// What was told against what came about.
fn expected(told: &Probabilities) -> String {
    let Some(ratio) = told.expected_to_observed else { return String::new() };
    format!("; expected against observed {}", number(ratio))
}

/// The line of the recalibration.
fn bent(line: Line) -> String {
    let one = |fitted: Fitted| format!("{:.4} ± {:.4}", fitted.value, fitted.error);
    let (intercept, slope) = (one(line.intercept), one(line.slope));
    format!(
        "logit(outcome) = {intercept} + ({slope})·logit(p); in the large {} (± standard errors)",
        one(line.in_the_large)
    )
}

/// A number without needless digits.
fn short(number: f64) -> String {
    let rounded = (number * 1e4).round() / 1e4;
    if rounded.is_finite() { rounded.to_string() } else { "–".to_owned() }
}

fn slices(title: &str, slices: &[Slice], out: &mut String) {
    if slices.is_empty() {
        return;
    }
    let _ = writeln!(out, "  {title}:");
    for slice in slices {
        let range = match slice.low == slice.high {
            true => short(slice.low),
            false => format!("{} to {}", short(slice.low), short(slice.high)),
        };
        let name = if slice.name.is_empty() { range } else { slice.name.clone() };
        let expected = slice
            .expected
            .map_or_else(String::new, |expected| format!(", {:.2} % expected", expected * 100.0));
        let lift = slice.lift.map_or_else(String::new, |lift| format!(", lift {lift:.2}"));
        let captured = if slices.iter().any(|slice| slice.head.events > 0) {
            let (here, so_far) = (slice.captured * 100.0, slice.captured_so_far * 100.0);
            format!("; {here:.1} % captured, {so_far:.1} % so far")
        } else {
            String::new()
        };
        let _ = writeln!(
            out,
            "    {name:<24} {:>9}  {}{expected}{lift}{captured}",
            slice.head.customers,
            rate(slice.head.rate)
        );
    }
}

/// What the policy reads and says, base period against the rest: beyond what chance alone gives, with the bin that moved
/// most, and how many the others are.
fn inputs(inputs: &[(String, Shift)], out: &mut String) {
    if inputs.is_empty() {
        return;
    }
    let _ = writeln!(out, "\ninputs, base period against the rest, by PSI, the furthest first:");
    let moved: Vec<&(String, Shift)> = inputs.iter().filter(|(_, shift)| shift.beyond()).collect();
    for (name, shift) in &moved {
        let (Some(psi), Some(chance)) = (shift.psi, shift.by_chance) else { continue };
        let most = shift.bins.iter().max_by(|a, b| (a.1 - a.2).abs().total_cmp(&(b.1 - b.2).abs()));
        let most = most.map_or_else(String::new, |(bin, base, rest)| {
            format!("; most: {bin}, {:.2} % → {:.2} %", base * 100.0, rest * 100.0)
        });
        let _ = writeln!(out, "  {name:<34} {:.4} (by chance below {chance:.4}){most}", psi.value);
    }
    let _ = writeln!(
        out,
        "  {} of {} are within what chance gives",
        inputs.len() - moved.len(),
        inputs.len()
    );
}

fn shift(title: &str, shift: &Shift, out: &mut String) {
    let psi = shift.psi.map_or_else(|| "a side is empty".to_owned(), number);
    let chance = shift.by_chance.map_or_else(String::new, |bound| {
        format!("; by chance alone below {bound:.4} in 95 of 100")
    });
    let _ = writeln!(out, "  {title}: PSI {psi}{chance}");
    for (name, base, rest) in &shift.bins {
        let _ = writeln!(
            out,
            "    {name:<24} {:>6.2} % of the base period, {:>6.2} % of the rest",
            base * 100.0,
            rest * 100.0
        );
    }
}
