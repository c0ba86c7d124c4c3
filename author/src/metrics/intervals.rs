//! Intervals of 95 %: how sure a number is.

use super::Z95;

/// From and to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Interval {
    /// As far below a value as above it.
    #[must_use]
    pub fn around(value: f64, half: f64) -> Interval {
        Interval { low: value - half, high: value + half }
    }

    /// Cut to what is possible.
    #[must_use]
    pub fn within(self, low: f64, high: f64) -> Interval {
        Interval { low: self.low.clamp(low, high), high: self.high.clamp(low, high) }
    }
}

/// A number and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The number.
    pub value: f64,
    /// Its interval of 95 %, where there is one.
    pub interval: Option<Interval>,
}

/// A rate and its interval by E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209–212.
///
/// `weight` is that of all rows and `events` of those that count; `squared` is the sum of the squared weights: the
/// interval is that of as many rows as tell equally much (L. Kish: Survey Sampling, 1965). None of nothing.
#[must_use]
pub fn rate(events: f64, weight: f64, squared: f64) -> Option<Estimate> {
    if weight <= 0.0 || squared <= 0.0 {
        return None;
    }
    let p = events / weight;
    let n = weight * weight / squared;
    let square = Z95 * Z95;
    let centre = (p + square / (2.0 * n)) / (1.0 + square / n);
    let half = Z95 / (1.0 + square / n) * (p * (1.0 - p) / n + square / (4.0 * n * n)).sqrt();
    let interval = Interval::around(centre, half).within(0.0, 1.0);
    // Rounding may not push the rate itself out of its interval.
    let interval = Interval { low: interval.low.min(p), high: interval.high.max(p) };
    Some(Estimate { value: p, interval: Some(interval) })
}

/// The rate of so many of all, each of whom counts 1.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts of customers")]
pub fn rate_of(have: u64, of: u64) -> Option<Estimate> {
    rate(have as f64, of as f64, of as f64)
}

/// The difference of two rates, by R. G. Newcombe's tenth method: Statistics in Medicine 17 (1998), 873–890.
#[must_use]
pub fn difference(one: Estimate, other: Estimate) -> Estimate {
    let value = one.value - other.value;
    let interval = one.interval.zip(other.interval).map(|(a, b)| Interval {
        low: value - libm::hypot(one.value - a.low, b.high - other.value),
        high: value + libm::hypot(a.high - one.value, other.value - b.low),
    });
    Estimate { value, interval }
}

/// A weighted mean of values with a normal interval; none of nothing, no interval of one.
#[must_use]
pub fn mean(values: impl Iterator<Item = (f64, f64)> + Clone) -> Option<Estimate> {
    let (mut sum, mut weights, mut rows) = (0.0, 0.0, 0.0);
    for (value, weight) in values.clone() {
        sum += value * weight;
        weights += weight;
        rows += 1.0;
    }
    if weights <= 0.0 {
        return None;
    }
    let value = sum / weights;
    if rows < 2.0 {
        return Some(Estimate { value, interval: None });
    }
    let squares: f64 = values.map(|(x, weight)| (weight * (x - value)).powi(2)).sum();
    let error = (squares / (weights * weights) * (rows / (rows - 1.0))).sqrt();
    let interval = error.is_finite().then(|| Interval::around(value, Z95 * error));
    Some(Estimate { value, interval })
}
