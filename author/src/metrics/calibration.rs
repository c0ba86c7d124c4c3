//! Whether probabilities come true.

use super::intervals::{self, Estimate};

/// A probability that was told, whether the outcome came about, and the row's weight.
pub type Told = (f64, bool, f64);

/// The mean squared distance of probability and outcome (G. W. Brier, Monthly Weather Review 78 (1950)).
#[must_use]
pub fn brier(rows: &[Told]) -> Option<Estimate> {
    intervals::mean(rows.iter().map(|&(p, event, weight)| {
        let apart = p - f64::from(u8::from(event));
        (apart * apart, weight)
    }))
}

/// The mean of −ln of the probability of what came about. Probabilities are kept one step of their precision away from
/// 0 and 1, as scikit-learn does: else one certain mistake would make it infinite.
#[must_use]
pub fn log_loss(rows: &[Told]) -> Option<Estimate> {
    intervals::mean(rows.iter().map(|&(p, event, weight)| {
        let p = p.clamp(f64::EPSILON, 1.0 - f64::EPSILON);
        (-libm::log(if event { p } else { 1.0 - p }), weight)
    }))
}
