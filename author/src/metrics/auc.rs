//! The area under the receiver operating characteristic, and how sure it is by DeLong.
//!
//! E. R. DeLong, D. M. DeLong, D. L. Clarke-Pearson: Comparing the Areas under Two or More Correlated Receiver
//! Operating Characteristic Curves, Biometrics 44 (1988), 837–845; in one pass over the sorted rows as by X. Sun,
//! W. Xu, IEEE Signal Processing Letters 21 (2014). With weights the variance is that of the weighted means of the
//! same components, by Taylor linearisation; with weights of 1 it is DeLong's own.

use super::intervals::{Estimate, Interval};
use super::{Sample, Z95};

/// The chance that a row with the outcome has a higher risk than one without; of equals half. None without both.
///
/// The interval is normal and kept within 0 and 1; there is none with fewer than two rows of a kind.
#[must_use]
pub fn auc(sample: &Sample) -> Option<Estimate> {
    let counts = sample.counts();
    if !counts.both() {
        return None;
    }
    let (all_events, all_others) = (counts.event_weight, counts.other_weight);
    let mut sum = 0.0;
    let mut below = 0.0; // weight of the rows without the outcome, of lower risk
    for step in sample.steps() {
        sum += step.events * (below + step.others / 2.0);
        below += step.others;
    }
    let value = sum / (all_events * all_others);
    let (mut events, mut others) = (0.0, 0.0);
    let (mut below, mut above) = (0.0, all_events);
    for step in sample.steps() {
        above -= step.events;
        let of_event = (below + step.others / 2.0) / all_others - value;
        let of_other = (above + step.events / 2.0) / all_events - value;
        events += step.events_squared * of_event * of_event;
        others += step.others_squared * of_other * of_other;
        below += step.others;
    }
    if counts.events < 2 || counts.others < 2 {
        return Some(Estimate { value, interval: None });
    }
    let unbiased = |rows: usize| count(rows) / (count(rows) - 1.0);
    let variance = events / (all_events * all_events) * unbiased(counts.events)
        + others / (all_others * all_others) * unbiased(counts.others);
    let interval = Interval::around(value, Z95 * variance.max(0.0).sqrt()).within(0.0, 1.0);
    Some(Estimate { value, interval: Some(interval) })
}

/// Somers' D, 2·AUC − 1, with the interval of the area.
#[must_use]
pub fn gini(auc: Estimate) -> Estimate {
    let turn = |value: f64| 2.0 * value - 1.0;
    let interval = auc.interval.map(|i| Interval { low: turn(i.low), high: turn(i.high) });
    Estimate { value: turn(auc.value), interval }
}

#[expect(clippy::cast_precision_loss, reason = "a number of customers")]
fn count(rows: usize) -> f64 {
    rows as f64
}
