//! Runs of matching rows, in the order of declared fields rather than of arrival.

use alloc::collections::VecDeque;
use alloc::vec::Vec;

use super::log::{KindLog, RowId};
use crate::model::intmap::IntMap;
use crate::model::value::Value;
use crate::pack::program::{FieldId, Run};

/// Rows in order, and the stretches of matching and not matching ones.
#[derive(Clone, Debug)]
pub struct Runs {
    matching: u16,
    order: Vec<FieldId>,
    run: Run,
    items: VecDeque<Item>,
    /// Alternating stretches: whether they match, and how long they are.
    stretches: VecDeque<(bool, u32)>,
    /// How many matching stretches there are of each length.
    lengths: IntMap,
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
            items: VecDeque::new(),
            stretches: VecDeque::new(),
            lengths: IntMap::default(),
            stale: false,
        }
    }

    /// A row comes in.
    pub fn enter(&mut self, log: &KindLog, row: RowId) {
        let mut key = [i64::MIN; 4];
        for (cell, &field) in key.iter_mut().zip(&self.order) {
            *cell = log.key(row, field).unwrap_or(i64::MIN);
        }
        let item = Item { key, row, matches: log.matches(row, Some(self.matching)) };
        if self.items.back().is_none_or(|last| *last < item) {
            self.items.push_back(item);
            if !self.stale {
                self.push(item.matches);
            }
        } else {
            let place = self.items.partition_point(|other| *other < item);
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
        } else if let Some(place) = self.items.iter().position(|item| item.row == row) {
            self.items.remove(place);
            self.stale = true;
        }
    }

    fn push(&mut self, matches: bool) {
        match self.stretches.back_mut() {
            Some((same, length)) if *same == matches => {
                *length += 1;
                if matches {
                    let length = i64::from(*length);
                    if length > 1 {
                        self.lengths.add(length - 1, -1);
                    }
                    self.lengths.add(length, 1);
                }
            }
            _ => {
                self.stretches.push_back((matches, 1));
                if matches {
                    self.lengths.add(1, 1);
                }
            }
        }
    }

    fn pop(&mut self) {
        let Some((matches, length)) = self.stretches.front_mut() else {
            return;
        };
        if *matches {
            let length = i64::from(*length);
            self.lengths.add(length, -1);
            if length > 1 {
                self.lengths.add(length - 1, 1);
            }
        }
        *length -= 1;
        if *length == 0 {
            self.stretches.pop_front();
        }
    }

    /// What the policy wants to know of the runs.
    pub fn value(&mut self) -> Value {
        if self.stale {
            self.stale = false;
            self.stretches.clear();
            self.lengths.clear();
            for place in 0..self.items.len() {
                let matches = self.items.get(place).is_some_and(|item| item.matches);
                self.push(matches);
            }
        }
        let n = match self.run {
            Run::Current => match self.stretches.back() {
                Some(&(true, length)) => i64::from(length),
                _ => 0,
            },
            Run::Longest => self.lengths.last().unwrap_or(0),
            Run::Count(least) => {
                let long = self.lengths.iter().filter(|&(length, _)| length >= i64::from(least));
                long.map(|(_, count)| count).sum()
            }
        };
        Value::Int(n)
    }
}
