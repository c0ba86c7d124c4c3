//! The greatest distance between two distributions of a score.

use super::Sample;

/// The Kolmogorov–Smirnov statistic, and where it is reached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ks {
    /// From 0 to 1.
    pub value: f64,
    /// The risk up to which, included, the distributions are compared there.
    pub at: f64,
}

/// The greatest distance between the scores of rows with the outcome and of those without; none without both.
#[must_use]
pub fn ks(sample: &Sample) -> Option<Ks> {
    let counts = sample.counts();
    if !counts.both() {
        return None;
    }
    let steps = sample.steps().iter().map(|step| (step.risk, step.events, step.others));
    Some(between(steps, counts.event_weight, counts.other_weight))
}

/// The same of weights by score, in ascending order, and their sums.
pub fn between(steps: impl Iterator<Item = (f64, f64, f64)>, ones: f64, others: f64) -> Ks {
    let (mut one, mut other) = (0.0, 0.0);
    let mut best = Ks { value: 0.0, at: f64::NAN };
    for (risk, here, there) in steps {
        one += here;
        other += there;
        let distance = (one / ones - other / others).abs();
        if distance > best.value || best.at.is_nan() {
            best = Ks { value: distance, at: risk };
        }
    }
    best
}
