//! Sums of weights that halve with time.
//!
//! Law: the value does not depend on the order in which rows came and went. A moment `t` lies `r` ms
//! behind the beginning of its half-life `q = floor(t / h)`; its weight is 2^(r/h) in units of that
//! half-life, rounded once to an integer of 41 bits. Sums of integers per half-life are exact; they
//! are put together, always in the same way, when the value is told.

use alloc::vec::Vec;

use super::log::{KindLog, RowId};
use crate::model::number;
use crate::model::time::Millis;
use crate::model::value::{Value, power_of_ten};
use crate::pack::program::FieldId;

/// Weights are whole numbers of so many parts of one.
pub const ONE: f64 = 1_099_511_627_776.0; // 2^40
/// Half-lives after which what is left is less than half a unit in the last place of a fresh one.
const FORGOTTEN: i64 = 64;

/// No moment lies in this span.
const NO_CROSSING: (Millis, Millis) = (Millis::MAX, Millis::MIN);

/// 2^n, exactly, for the exponents of normal doubles; 0 below.
fn power_of_two(n: i64) -> f64 {
    f64::from_bits(u64::try_from(n + 1023).unwrap_or(0) << 52)
}

/// 2^x, for x of one half-life within two units in the last place. The library's `exp2` reads a table of 4 kB
/// for the last unit; its `exp` reads none.
pub fn two_to(x: f64) -> f64 {
    libm::exp(x * core::f64::consts::LN_2)
}

/// A decaying sum.
#[derive(Clone, Debug)]
pub struct Decay {
    half_life: Millis,
    field: Option<FieldId>,
    scale: u8,
    /// Half-lives and their sums, in order of time.
    sums: Vec<(i64, i128)>,
    /// All of them together, in units of the newest, once it was asked for.
    total: Option<f64>,
    /// From when on the crossing that was told last is the next, and its moment; it passes by itself.
    crossing: (Millis, Millis),
    /// How many rows are inside, and the moment of the last one.
    rows: i64,
    last: Millis,
}

impl Decay {
    /// An empty sum.
    pub fn new(half_life: Millis, field: Option<FieldId>, scale: u8) -> Decay {
        Decay {
            half_life,
            field,
            scale,
            sums: Vec::new(),
            total: None,
            crossing: NO_CROSSING,
            rows: 0,
            last: Millis::MIN,
        }
    }

    /// An empty sum of the same.
    pub fn fresh(&self) -> Decay {
        Decay::new(self.half_life, self.field, self.scale)
    }

    /// A row comes (`times` = 1) or goes (−1).
    pub fn add(&mut self, log: &KindLog, row: RowId, at: Millis, times: i64) {
        self.rows += times;
        // After the last row has gone, an earlier one may come: the clock went back.
        self.last = if self.rows == 0 { Millis::MIN } else { self.last.max(at) };
        let amount = self.field.map_or(Some(1), |field| log.key(row, field));
        let Some(amount) = amount else { return };
        let period = at.div_euclid(self.half_life);
        let part = number::to_f64(at - period.wrapping_mul(self.half_life))
            / number::to_f64(self.half_life);
        let weight = number::truncate(two_to(part) * ONE).unwrap_or(0);
        self.total = None;
        self.crossing = NO_CROSSING;
        // Products of wide integers are calls in wasm: none where it can be helped.
        let more = if amount.unsigned_abs() < 1 << 21 {
            i128::from(amount.wrapping_mul(weight))
        } else {
            i128::from(amount).wrapping_mul(i128::from(weight))
        };
        let more = if times < 0 { -more } else { more };
        // Rows come and go in order of time: mostly this is the last or the first half-life.
        let place = self.sums.partition_point(|&(q, _)| q < period);
        match self.sums.get_mut(place) {
            Some((q, sum)) if *q == period => {
                *sum = sum.wrapping_add(more);
                if *sum == 0 {
                    self.sums.remove(place);
                }
            }
            _ if more != 0 => self.sums.insert(place, (period, more)),
            _ => {}
        }
    }

    /// The value at a moment; before the last row, that row's.
    pub fn value(&mut self, now: Millis) -> Value {
        if self.total.is_none() {
            self.total = self.sums.last().map(|&(newest, _)| self.total_in(newest));
        }
        Value::Number(self.told(now))
    }

    /// The sums together, in units of a half-life.
    fn total_in(&self, period: i64) -> f64 {
        let remembered = self.sums.partition_point(|&(q, _)| q < period - FORGOTTEN);
        let mut total = 0.0;
        for &(q, sum) in self.sums.iter().skip(remembered) {
            total += number::wide_to_f64(sum) * power_of_two(q - period);
        }
        total
    }

    fn told(&self, now: Millis) -> f64 {
        let Some((&(oldest, _), &(newest, _))) = self.sums.first().zip(self.sums.last()) else {
            return 0.0;
        };
        let now = now.max(self.last);
        let period = now.div_euclid(self.half_life);
        let part = number::to_f64(now.rem_euclid(self.half_life)) / number::to_f64(self.half_life);
        let total = match self.total {
            // Halving is exact: the sum of the halves is half the sum.
            Some(total) if period - oldest <= FORGOTTEN => total * power_of_two(newest - period),
            _ => self.total_in(period),
        };
        total / ONE / power_of_ten(self.scale) / two_to(part)
    }

    /// When the sum next falls to one of the thresholds, or from one, as long as no row comes; the end of
    /// time for never. Sums of weights of one sign only fall; of others the nearest crossing by their
    /// present sum is told.
    pub fn crossing(&mut self, now: Millis, thresholds: &[f64]) -> Millis {
        let (from, at) = self.crossing;
        if from <= now && now < at {
            return at;
        }
        let at = self.next_crossing(now, thresholds).unwrap_or(Millis::MAX);
        let oldest = self.sums.first().map_or(0, |&(oldest, _)| oldest);
        // Kept where looking again would tell the very same: all weights halve together from now on.
        if now >= self.last && at.div_euclid(self.half_life) - oldest <= FORGOTTEN {
            self.crossing = (now, at);
        }
        at
    }

    fn next_crossing(&self, now: Millis, thresholds: &[f64]) -> Option<Millis> {
        if thresholds.is_empty() {
            return None;
        }
        let present = self.told(now);
        // The threshold on the way from the present value towards zero.
        let mut next = 0.0_f64;
        for &threshold in thresholds {
            let toward = threshold * present > 0.0 && threshold.abs() <= present.abs();
            if toward && threshold.abs() > next.abs() {
                next = threshold;
            }
        }
        if next == 0.0 {
            // Nothing lies between the value and zero, which it reaches when all is forgotten.
            let &(last, _) = self.sums.last()?;
            let zero = number::among(thresholds, 0.0) && present != 0.0;
            return zero.then_some((last + FORGOTTEN + 1) * self.half_life);
        }
        if next == present {
            return Some(now + 1);
        }
        let halvings = libm::log2(present / next);
        let length = number::truncate(halvings * number::to_f64(self.half_life))?;
        // The logarithm is rounded: look for the moment itself close by.
        let reached = |at: Millis| self.told(at).abs() <= next.abs();
        let mut at = (now + length).max(now + 1);
        for _ in 0..64 {
            if at > now + 1 && reached(at - 1) {
                at -= 1;
            } else if reached(at) {
                break;
            } else {
                at += 1;
            }
        }
        Some(at)
    }
}
