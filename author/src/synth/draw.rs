//! Chance: a stream of its own for each customer and concern, and what is drawn from it.
//!
//! The same on every machine: ChaCha8 is specified to the bit, whole numbers are drawn with whole numbers, and what
//! needs a logarithm, an exponential or a cosine takes it from `libm`, which computes with nothing but the
//! operations that IEEE 754 fixes. `rand_distr` is not used: its functions become the platform's as soon as any
//! crate of a build asks `num-traits` for the standard library's.

use chacha20::ChaCha8Rng;
use chacha20::rand_core::{Rng as _, SeedableRng as _};

/// What a stream is for: a change in one concern leaves the others as they were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Concern {
    /// Who the customer is, and what happens to them.
    Life = 1,
    /// Purchases and settlements.
    Spending = 2,
    /// Loans, instalments and the outcome.
    Credit = 3,
    /// Logins, views, applications, answers.
    Engagement = 4,
    /// Which facts are not known.
    Absence = 5,
    /// What enterprises report.
    Reports = 6,
}

/// A stream of chance.
#[derive(Debug)]
pub struct Draw(ChaCha8Rng);

impl Draw {
    /// The stream of a concern of a customer: its key is seed, number and concern, and nothing else.
    #[must_use]
    pub fn new(seed: u64, customer: u64, concern: Concern) -> Draw {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..16].copy_from_slice(&customer.to_le_bytes());
        key[16] = concern as u8;
        key[24..].copy_from_slice(b"synth v1");
        Draw(ChaCha8Rng::from_seed(key))
    }

    /// Uniform on (0, 1): never one of the ends.
    pub fn unit(&mut self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "53 bits are exact")]
        let high = (self.0.next_u64() >> 11) as f64;
        (high + 0.5) / 9_007_199_254_740_992.0
    }

    /// Uniform on 0 to `count - 1`; 0 when there is nothing to choose from. The bias is below `count` / 2^64.
    pub fn below(&mut self, count: u64) -> u64 {
        let wide = u128::from(self.0.next_u64()) * u128::from(count);
        u64::try_from(wide >> 64).unwrap_or_default()
    }

    /// Uniform on `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let count = u64::try_from(high - low + 1).unwrap_or_default();
        low + i64::try_from(self.below(count)).unwrap_or_default()
    }

    /// Whether something of this probability happens.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// An index with these weights.
    pub fn pick(&mut self, weights: &[u32]) -> usize {
        let total = weights.iter().map(|&weight| u64::from(weight)).sum();
        let mut left = self.below(total);
        for (index, &weight) in weights.iter().enumerate() {
            match left.checked_sub(u64::from(weight)) {
                Some(rest) => left = rest,
                None => return index,
            }
        }
        0
    }

    /// One of several, each as likely.
    pub fn one<T: Copy>(&mut self, of: &[T], or: T) -> T {
        let index = usize::try_from(self.below(of.len() as u64)).unwrap_or_default();
        of.get(index).copied().unwrap_or(or)
    }

    /// Exponential with mean 1.
    pub fn exponential(&mut self) -> f64 {
        -libm::log(self.unit())
    }

    /// Erlang of a shape, scaled to mean 1: a gamma distribution of whole shape.
    pub fn erlang(&mut self, shape: u32) -> f64 {
        (0..shape).map(|_| self.exponential()).sum::<f64>() / f64::from(shape.max(1))
    }

    /// Standard normal (Box and Muller 1958).
    pub fn normal(&mut self) -> f64 {
        let radius = libm::sqrt(-2.0 * libm::log(self.unit()));
        radius * libm::cos(core::f64::consts::TAU * self.unit())
    }

    /// Lognormal of a median and the standard deviation of its logarithm.
    pub fn lognormal(&mut self, median: f64, sigma: f64) -> f64 {
        median * libm::exp(sigma * self.normal())
    }

    /// Poisson, for small means: the events of a unit process before `mean`.
    pub fn poisson(&mut self, mean: f64) -> i64 {
        let (mut count, mut at) = (0, self.exponential());
        while at < mean {
            count += 1;
            at += self.exponential();
        }
        count
    }

    /// Geometric: failures before the first success, at most `most`.
    pub fn geometric(&mut self, success: f64, most: i64) -> i64 {
        let mut count = 0;
        while count < most && !self.chance(success) {
            count += 1;
        }
        count
    }
}

/// The logistic function.
#[must_use]
pub fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}

/// A number as the nearest whole one, within bounds.
#[must_use]
pub fn whole(x: f64, low: i64, high: i64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "as saturates, and the bounds follow")]
    let whole = libm::round(x) as i64;
    whole.clamp(low, high)
}

/// A whole number of moderate size as a number.
#[must_use]
pub fn number(n: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "days, cents and counts are below 2^53")]
    let number = n as f64;
    number
}
