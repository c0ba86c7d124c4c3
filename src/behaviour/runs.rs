//! Runs of matching rows, in the order of declared fields rather than of arrival.

use alloc::vec::Vec;

use super::log::{KindLog, RowId};
use crate::model::queue::Queue;
use crate::model::value::Value;
use crate::pack::program::{FieldId, Run};

/// Rows in order, and the stretches of matching and not matching ones.
#[derive(Clone, Debug)]
pub struct Runs {
    matching: u16,
    order: Vec<FieldId>,
    run: Run,
    items: Queue<Item>,
    /// Alternating stretches: whether they match, and how long they are.
    stretches: Queue<(bool, u32)>,
    /// How many matching stretches there are of each length, up to the longest.
    lengths: Vec<u32>,
    /// Rows came or went elsewhere than at the ends: the stretches must be found anew.
    stale: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Item {
    key: [i64; 4],
    row: RowId,
    matches: bool,
}

impl Runs {
    /// No rows.
    pub fn new(matching: u16, order: Vec<FieldId>, run: Run) -> Runs {
        Runs {
            matching,
            order,
            run,
            items: Queue::default(),
            stretches: Queue::default(),
            lengths: Vec::new(),
            stale: false,
        }
    }

    /// No rows, of the same.
    pub fn fresh(&self) -> Runs {
        Runs::new(self.matching, self.order.clone(), self.run)
    }

    /// A row comes in.
    pub fn enter(&mut self, log: &KindLog, row: RowId) {
        let mut key = [i64::MIN; 4];
        for (cell, &field) in key.iter_mut().zip(&self.order) {
            *cell = log.key(row, field).unwrap_or(i64::MIN);
        }
        let item = Item { key, row, matches: log.matches(row, Some(self.matching)) };
        if self.items.back().is_none_or(|last| last < item) {
            self.items.push(item);
            if !self.stale {
                self.push(item.matches);
            }
        } else {
            let place = self.items.items().partition_point(|other| *other < item);
            self.items.insert(place, item);
            self.stale = true;
        }
    }

    /// A row goes out.
    pub fn leave(&mut self, row: RowId) {
        if self.items.front().is_some_and(|first| first.row == row) {
            self.items.pop_front();
            if !self.stale {
                self.pop();
            }
        } else if let Some(place) = self.items.items().iter().position(|item| item.row == row) {
            self.items.remove(place);
            self.stale = true;
        }
    }

    fn push(&mut self, matches: bool) {
        let length = match self.stretches.back() {
            Some((same, length)) if same == matches => {
                self.stretches.set_back((matches, length + 1));
                length
            }
            _ => {
                self.stretches.push((matches, 1));
                0
            }
        };
        if matches {
            self.resize(length, length + 1);
        }
    }

    fn pop(&mut self) {
        let Some((matches, length)) = self.stretches.front() else { return };
        if matches {
            self.resize(length, length - 1);
        }
        if length == 1 {
            self.stretches.pop_front();
        } else {
            self.stretches.set_front((matches, length - 1));
        }
    }

    /// A matching stretch gets another length; zero is none.
    fn resize(&mut self, from: u32, to: u32) {
        let index = |length: u32| usize::try_from(length).unwrap_or(0);
        if self.lengths.len() <= index(to) {
            self.lengths.resize(index(to) + 1, 0);
        }
        if let Some(count) = self.lengths.get_mut(index(from)).filter(|_| from > 0) {
            *count -= 1;
        }
        if let Some(count) = self.lengths.get_mut(index(to)).filter(|_| to > 0) {
            *count += 1;
        }
        while self.lengths.last() == Some(&0) {
            self.lengths.pop();
        }
    }

    /// What the policy wants to know of the runs.
    pub fn value(&mut self) -> Value {
        if self.stale {
            self.stale = false;
            self.stretches.clear();
            self.lengths.clear();
            let mut place = 0;
            while let Some(item) = self.items.items().get(place) {
                let matches = item.matches;
                self.push(matches);
                place += 1;
            }
        }
        let n = match self.run {
            Run::Current => match self.stretches.back() {
                Some((true, length)) => length,
                _ => 0,
            },
            Run::Longest => u32::try_from(self.lengths.len()).unwrap_or(1).saturating_sub(1),
            Run::Count(least) => {
                let least = usize::try_from(least.max(1)).unwrap_or(usize::MAX);
                let mut runs = 0;
                for count in self.lengths.iter().skip(least) {
                    runs += count;
                }
                runs
            }
        };
        Value::Int(i64::from(n))
    }
}
