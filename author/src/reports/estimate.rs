//! What many randomised answers tell: unbiased counts, and how sure they are.
//!
//! With the probabilities p of telling the true answer and q of telling a certain other one, both exact in 2^−32, and c
//! of n reports that tell an answer, (c − nq)/(p − q) is an unbiased estimate of how many of the n customers it is true
//! of. Its standard error is that of the randomisation alone: which customers report is not in it.

use silhouette::egress::randomise::keep;

/// Of a normal distribution, so many standard errors to each side hold 95 in 100.
pub const Z95: f64 = 1.959_963_984_540_054;

/// The probabilities of one question's answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Channel {
    /// Of telling the true answer.
    pub p: f64,
    /// Of telling a certain other one.
    pub q: f64,
}

/// What reports tell of one answer, in customers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Unbiased; may be below zero or above the number of reports.
    pub count: f64,
    /// Standard error of the randomisation.
    pub error: f64,
    /// Begin of the interval of 95 %.
    pub low: f64,
    /// Its end.
    pub high: f64,
}

const WHOLE: f64 = 4_294_967_296.0;

impl Channel {
    /// From whole numbers, as a pack has them.
    #[must_use]
    pub fn of(count: usize, slice: u32) -> Channel {
        #[expect(clippy::cast_precision_loss, reason = "at most 2^32")]
        let keep = keep(count, slice) as f64;
        Channel { p: keep / WHOLE, q: f64::from(slice) / WHOLE }
    }

    /// How many of `all` customers an answer is true of, of whom `told` told it.
    #[must_use]
    pub fn estimate(self, told: f64, all: f64) -> Estimate {
        let Channel { p, q } = self;
        let count = (told - all * q) / (p - q);
        // A customer tells it with p if it is true, else with q. The estimate stands for the truth, within its bounds.
        let truth = count.clamp(0.0, all);
        let error = self.error(truth, all);
        Estimate { count, error, low: count - Z95 * error, high: count + Z95 * error }
    }

    /// How many reports it takes until the interval of 95 % of any answer's share is at most so far to each side,
    /// whatever the shares are.
    #[must_use]
    pub fn needed(self, side: f64) -> f64 {
        let Channel { p, q } = self;
        let variance = (p * (1.0 - p)).max(q * (1.0 - q));
        ((Z95 / side).powi(2) * variance / (p - q).powi(2)).ceil()
    }

    /// The standard error of an estimate when an answer is true of `truth` of `all` customers.
    #[must_use]
    pub fn error(self, truth: f64, all: f64) -> f64 {
        let Channel { p, q } = self;
        let variance = truth * p * (1.0 - p) + (all - truth) * q * (1.0 - q);
        variance.sqrt() / (p - q)
    }
}
