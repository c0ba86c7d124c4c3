//! Average precision: what part of the riskiest rows has the outcome, over all of those that have it.

use super::Sample;

/// Σ (Rₙ − Rₙ₋₁)·Pₙ from the highest risk down, rows of one score together; none without an outcome.
#[must_use]
pub fn average_precision(sample: &Sample) -> Option<f64> {
    let all = sample.counts().event_weight;
    (all > 0.0).then(|| {
        let steps = sample.steps().iter().rev().map(|step| (step.events, step.others));
        of_steps(steps, all)
    })
}

/// The same of weights with and without the outcome, in descending order of risk, and the sum of the first.
pub fn of_steps(steps: impl Iterator<Item = (f64, f64)>, all: f64) -> f64 {
    let (mut events, mut seen, mut sum) = (0.0, 0.0, 0.0);
    for (here, others) in steps {
        events += here;
        seen += here + others;
        if here > 0.0 {
            sum += here / all * (events / seen);
        }
    }
    sum
}
