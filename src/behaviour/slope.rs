//! Least-squares slope over equal buckets of time, the oldest at x = 0.

use alloc::vec::Vec;

use super::aggregate::Sight;
use super::log::{KindLog, Row, RowId, Wanted};
use crate::model::number;
use crate::model::time::{Millis, Soonest};
use crate::model::value::{Value, power_of_ten};
use crate::pack::program::FieldId;

/// Counts or sums per bucket of the window, which is as long as all buckets together.
#[derive(Clone, Debug)]
pub struct Slope {
    bucket: Millis,
    field: Option<FieldId>,
    scale: u8,
    /// What is in each bucket.
    sums: Vec<i128>,
    /// First row of each bucket.
    firsts: Vec<RowId>,
}

impl Slope {
    /// Empty buckets.
    pub fn new(bucket: Millis, buckets: u16, field: Option<FieldId>, scale: u8) -> Slope {
        let count = usize::from(buckets);
        Slope { bucket, field, scale, sums: alloc::vec![0; count], firsts: alloc::vec![0; count] }
    }

    /// Empty buckets of the same.
    pub fn fresh(&self) -> Slope {
        let buckets = u16::try_from(self.sums.len()).unwrap_or(0);
        Slope::new(self.bucket, buckets, self.field, self.scale)
    }

    fn amount(&self, log: &KindLog, row: RowId) -> i128 {
        i128::from(self.field.map_or(Some(1), |field| log.key(row, field)).unwrap_or(0))
    }

    /// What is wanted of each row.
    pub fn wanted(&self) -> Wanted {
        self.field.map_or(Wanted::One, Wanted::Field)
    }

    /// Rows come into the last bucket; [`value`](Self::value) moves them to where they belong.
    pub fn enter(&mut self, rows: &[Row], lo: RowId) {
        for first in &mut self.firsts {
            *first = (*first).max(lo);
        }
        if let Some(last) = self.sums.last_mut() {
            for row in rows {
                *last = last.wrapping_add(i128::from(row.what));
            }
        }
    }

    /// The first rows go.
    pub fn leave(&mut self, rows: &[Row]) {
        for row in rows {
            // The bucket that holds it: the last one that does not begin behind it.
            let bucket = self.firsts.iter().rposition(|&first| first <= row.id).unwrap_or(0);
            if let Some(sum) = self.sums.get_mut(bucket) {
                *sum = sum.wrapping_sub(i128::from(row.what));
            }
            for first in &mut self.firsts {
                *first = (*first).max(row.id + 1);
            }
        }
    }

    /// The slope at a moment.
    pub fn value(&mut self, now: Millis, see: Sight<'_>) -> Value {
        self.settle(now, see);
        let n = i64::try_from(self.sums.len()).unwrap_or(0);
        // Σx and Σx² of 0..n, and the exact numerator n·Σxy − Σx·Σy.
        let xs = n * (n - 1) / 2;
        let squares = n * (n - 1) * (2 * n - 1) / 6;
        // Σxy by partial sums from the newest bucket back: wide products are slow in wasm.
        let mut ys: i128 = 0;
        let mut xys: i128 = 0;
        for y in self.sums.iter().skip(1).rev() {
            ys += y;
            xys += ys;
        }
        ys += self.sums.first().copied().unwrap_or(0);
        let above = number::wide_to_f64(i128::from(n) * xys - i128::from(xs) * ys);
        let below = number::to_f64(n * squares - xs * xs);
        Value::Number(above / (below * power_of_ten(self.scale)))
    }

    /// When a row next moves from one bucket to an older one.
    pub fn crossing(&self, see: Sight<'_>, soonest: &mut Soonest) {
        let mut back = self.bucket;
        for &first in self.firsts.iter().skip(1).rev() {
            if first.max(see.lo) < see.hi {
                soonest.note(see.log.at(first) + back);
            }
            back += self.bucket;
        }
    }

    /// Moves rows to the buckets in which they are at this moment.
    fn settle(&mut self, now: Millis, see: Sight<'_>) {
        let count = self.sums.len();
        for bucket in 1..count {
            let back = i64::try_from(count - bucket).unwrap_or(0);
            let bound = now - back * self.bucket; // this bucket is later than that
            let Some(&first) = self.firsts.get(bucket) else {
                return;
            };
            let first = first.max(see.lo);
            let log = see.log;
            let mut wanted = first;
            let mut moved = 0;
            while wanted < see.hi && log.at(wanted) <= bound {
                if (see.mine)(wanted) {
                    moved += self.amount(log, wanted);
                }
                wanted += 1;
            }
            // Back in time, when the clock went back.
            while wanted > see.lo && log.at(wanted - 1) > bound {
                wanted -= 1;
                if (see.mine)(wanted) {
                    moved -= self.amount(log, wanted);
                }
            }
            if let Some([older, newer]) = self.sums.get_mut(bucket - 1..=bucket) {
                *older += moved;
                *newer -= moved;
            }
            if let Some(place) = self.firsts.get_mut(bucket) {
                *place = wanted;
            }
        }
    }
}
