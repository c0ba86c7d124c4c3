//! Whether probabilities come true: how far they are from what came about, and how they would have to be bent.

use super::Z95;
use super::intervals::{self, Estimate, Interval};

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

/// A number that was fitted and its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fitted {
    /// The number.
    pub value: f64,
    /// Its standard error.
    pub error: f64,
}

impl Fitted {
    /// With the normal interval of 95 %.
    #[must_use]
    pub fn estimate(self) -> Estimate {
        let interval = Interval::around(self.value, Z95 * self.error);
        Estimate { value: self.value, interval: Some(interval) }
    }
}

/// How probabilities would have to be bent to come true.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// a of logit(outcome) = a + b·logit(p): 0 where probabilities come true.
    pub intercept: Fitted,
    /// b: 1 where probabilities come true, less where they are too extreme, more where they are not extreme enough.
    pub slope: Fitted,
    /// Calibration in the large: a where b is held at 1. Below 0: less came about than was told.
    pub in_the_large: Fitted,
}

/// Logistic recalibration (D. R. Cox, Two further applications of a model for binary regression, Biometrika 45 (1958),
/// 562–565), by Newton's method.
///
/// Standard errors are the square roots of I⁻¹·B·I⁻¹, I the information Σ w·q·(1−q)·x·xᵀ and B the same with w²: with
/// weights of 1 those of the maximum likelihood estimate. Probabilities are kept away from 0 and 1 as by [`log_loss`]. None
/// without rows of both kinds, and none where the likelihood has no greatest value: all probabilities are one and the same,
/// or one of them parts both kinds.
#[must_use]
pub fn line(rows: &[Told]) -> Option<Line> {
    let both = rows.iter().any(|row| row.1) && rows.iter().any(|row| !row.1);
    if !both {
        return None;
    }
    let (a, b, spread) = newton(rows, true)?;
    let (large, _, spread_of_large) = newton(rows, false)?;
    let error = |variance: f64| variance.max(0.0).sqrt();
    Some(Line {
        intercept: Fitted { value: a, error: error(spread.0) },
        slope: Fitted { value: b, error: error(spread.1) },
        in_the_large: Fitted { value: large, error: error(spread_of_large.0) },
    })
}

/// How many steps are taken at most. From any start that is kept they get shorter by squares: some six are usual.
const MAX_STEPS: usize = 60;

/// Intercept, slope and their variances; the slope stays 1 unless it is `free`.
fn newton(rows: &[Told], free: bool) -> Option<(f64, f64, (f64, f64))> {
    let (mut a, mut b) = (0.0_f64, 1.0_f64);
    let mut best = f64::MIN;
    let mut step = (0.0_f64, 0.0_f64);
    for _ in 0..MAX_STEPS {
        let sums = Sums::of(rows, a, b);
        // A step that overshoots is halved until the likelihood grows.
        if sums.likelihood < best - 1e-11 * best.abs() {
            step = (step.0 / 2.0, step.1 / 2.0);
            if step.0.abs() + step.1.abs() < 1e-12 {
                return None;
            }
            (a, b) = (a - step.0, b - step.1);
            continue;
        }
        best = sums.likelihood;
        let [[aa, ab], [_, bb]] = sums.information;
        let (g, h) = sums.gradient;
        let determinant = aa * bb - ab * ab;
        // Relative to the product: how far the points are from one and the same place.
        if aa <= 0.0 || (free && determinant <= 1e-12 * aa * bb) {
            return None;
        }
        step = if free {
            ((bb * g - ab * h) / determinant, (aa * h - ab * g) / determinant)
        } else {
            (g / aa, 0.0)
        };
        if step.0.abs() < 1e-9 * (1.0 + a.abs()) && step.1.abs() < 1e-9 * (1.0 + b.abs()) {
            return Some((a, b, sums.variances(free)));
        }
        (a, b) = (a + step.0, b + step.1);
    }
    None
}

/// What a step of Newton's method needs at a place.
struct Sums {
    likelihood: f64,
    gradient: (f64, f64),
    information: [[f64; 2]; 2],
    squared: [[f64; 2]; 2],
}

impl Sums {
    fn of(rows: &[Told], a: f64, b: f64) -> Sums {
        let mut sums = Sums {
            likelihood: 0.0,
            gradient: (0.0, 0.0),
            information: [[0.0; 2]; 2],
            squared: [[0.0; 2]; 2],
        };
        for &(p, event, weight) in rows {
            let x = logit(p);
            let z = a + b * x;
            let away = libm::exp(-z.abs());
            let q = if z < 0.0 { away / (1.0 + away) } else { 1.0 / (1.0 + away) };
            // ln of the probability of what came about, without losing small ones.
            let toward = if event { z } else { -z };
            sums.likelihood += weight * (toward.min(0.0) - libm::log1p(away));
            let apart = weight * (f64::from(u8::from(event)) - q);
            sums.gradient.0 += apart;
            sums.gradient.1 += apart * x;
            let v = weight * away / ((1.0 + away) * (1.0 + away));
            for (table, v) in [(&mut sums.information, v), (&mut sums.squared, weight * v)] {
                let [[aa, ab], [_, bb]] = table;
                *aa += v;
                *ab += v * x;
                *bb += v * x * x;
            }
        }
        sums
    }

    /// The diagonal of I⁻¹·B·I⁻¹.
    fn variances(&self, free: bool) -> (f64, f64) {
        let [[aa, ab], [_, bb]] = self.information;
        let [[saa, sab], [_, sbb]] = self.squared;
        if !free {
            return (saa / (aa * aa), 0.0);
        }
        let determinant = aa * bb - ab * ab;
        let of = |u: f64, v: f64| u * u * saa + 2.0 * u * v * sab + v * v * sbb;
        let square = determinant * determinant;
        (of(bb, -ab) / square, of(-ab, aa) / square)
    }
}

fn logit(p: f64) -> f64 {
    let p = p.clamp(f64::EPSILON, 1.0 - f64::EPSILON);
    libm::log(p / (1.0 - p))
}
