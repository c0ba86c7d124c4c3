//! Ordered series of events, over several kinds: sequences and funnels.
//!
//! For every step only the latest start of a series that reached it is kept. That is enough: an
//! occurrence with a later start is inside every window and span in which one with an earlier start
//! is. Completions are minimal occurrences (Mannila, Toivonen and Verkamo 1997): of those with one
//! start, the first to end.

use alloc::vec::Vec;

use super::cursor::Span;
use super::grouped::Joined;
use super::log::{KindLog, RowId};
use crate::model::intmap::IntMap;
use crate::model::queue::Queue;
use crate::model::time::{Millis, Soonest};
use crate::model::value::Value;
use crate::pack::program::{Aggregate, KindId, Step, Take};

/// How far a kind has been read.
#[derive(Clone, Copy, Debug)]
struct Head {
    kind: KindId,
    next: RowId,
    /// The log's cuts when it was read.
    cuts: u32,
}

/// A sequence or funnel.
#[derive(Clone, Debug)]
pub struct Path {
    steps: Vec<Step>,
    within: Millis,
    funnel: bool,
    /// Kinds of the steps, each once.
    heads: Vec<Head>,
    /// Where each group stands in `groups`, by its key.
    places: IntMap,
    /// Key, and the latest start that reached each step.
    groups: Vec<(i64, Vec<Option<Millis>>)>,
    /// Starts of completions.
    completed: Queue<Millis>,
    /// The row that was read last: its moment, and the place of its kind in `heads`.
    last: (Millis, usize),
    lower: Millis,
}

impl Path {
    /// A path that has seen nothing; none for aggregates of one kind.
    pub fn new(of: &Aggregate) -> Option<Path> {
        let (steps, within, funnel) = match of {
            Aggregate::Sequence { steps, within } => (steps, within, false),
            Aggregate::Funnel { steps, within } => (steps, within, true),
            _ => return None,
        };
        let mut heads: Vec<Head> = Vec::new();
        for step in steps {
            if !heads.iter().any(|head| head.kind == step.kind) {
                heads.push(Head { kind: step.kind, next: 0, cuts: 0 });
            }
        }
        Some(Path {
            steps: steps.clone(),
            within: within.unwrap_or(Millis::MAX),
            funnel,
            heads,
            places: IntMap::default(),
            groups: Vec::new(),
            completed: Queue::default(),
            last: (Millis::MIN, 0),
            lower: Millis::MIN,
        })
    }

    /// Reads what is new up to a moment.
    pub fn advance(&mut self, logs: &[KindLog], span: Span) {
        // Rows moved or had to make room, or one arrived that belongs before what was read of
        // another kind.
        let late = |(place, head): (usize, &Head)| {
            logs.get(usize::from(head.kind)).is_some_and(|log| {
                log.moved_from() < head.next
                    || log.cuts() != head.cuts
                    || (head.next < log.end() && (log.at(head.next), place) < self.last)
            })
        };
        if span.lower < self.lower || self.heads.iter().enumerate().any(late) {
            self.last = (Millis::MIN, 0);
            self.groups.clear();
            self.places.clear();
            self.completed.clear();
            for head in &mut self.heads {
                head.next = 0;
            }
        }
        self.lower = span.lower;
        for head in &mut self.heads {
            if let Some(log) = logs.get(usize::from(head.kind)) {
                head.next = head.next.max(log.after(span.lower));
                head.cuts = log.cuts();
            }
        }
        while let Some((kind, row, at)) = self.next(logs, span.upper) {
            if let Some(log) = logs.get(usize::from(kind)) {
                self.read(log, kind, row, at);
            }
        }
        while self.completed.front().is_some_and(|start| start <= span.lower) {
            self.completed.pop_front();
        }
        // A group whose every start went out of the window has nothing more to tell.
        let tells =
            |starts: &[Option<Millis>]| starts.iter().flatten().any(|&start| start > span.lower);
        let mut place = 0;
        while let Some((key, starts)) = self.groups.get(place) {
            if tells(starts) {
                place += 1;
                continue;
            }
            self.places.remove(*key);
            self.groups.swap_remove(place);
            if let Some((moved, _)) = self.groups.get(place) {
                self.places.set(*moved, i64::try_from(place).unwrap_or(0));
            }
        }
    }

    /// The next row in time; of equal moments, that of the kind that stands first in the steps.
    fn next(&mut self, logs: &[KindLog], upper: Millis) -> Option<(KindId, RowId, Millis)> {
        let mut best: Option<(usize, Millis)> = None;
        for (place, head) in self.heads.iter().enumerate() {
            let log = logs.get(usize::from(head.kind))?;
            if head.next >= log.end() {
                continue;
            }
            let at = log.at(head.next);
            if at <= upper && best.is_none_or(|(_, earliest)| at < earliest) {
                best = Some((place, at));
            }
        }
        let (place, at) = best?;
        self.last = (at, place);
        let head = self.heads.get_mut(place)?;
        head.next += 1;
        Some((head.kind, head.next - 1, at))
    }

    fn read(&mut self, log: &KindLog, kind: KindId, row: RowId, at: Millis) {
        let count = self.steps.len();
        // From the last step back, so that one event does not take two steps at once.
        for (index, step) in self.steps.iter().enumerate().rev() {
            if step.kind != kind || !log.matches(row, step.filter) {
                continue;
            }
            let key = match step.key {
                Some(field) => match log.key(row, field) {
                    Some(key) => key,
                    None => continue,
                },
                None => 0,
            };
            let place = self.places.get(key).and_then(|place| usize::try_from(place).ok());
            let place = match place {
                Some(place) => place,
                None if index == 0 => {
                    let place = self.groups.len();
                    let mut starts = Vec::with_capacity(count);
                    starts.resize_with(count, || None);
                    self.groups.push((key, starts));
                    self.places.set(key, i64::try_from(place).unwrap_or(0));
                    place
                }
                None => continue,
            };
            let Some((_, starts)) = self.groups.get_mut(place) else { continue };
            let start = match index.checked_sub(1) {
                None => at,
                Some(before) => match starts.get(before) {
                    Some(&Some(start)) if at - start <= self.within => start,
                    _ => continue,
                },
            };
            let Some(place) = starts.get_mut(index) else {
                continue;
            };
            let again = *place == Some(start) && index > 0;
            *place = Some(start);
            if index + 1 == count && !again && !self.funnel {
                self.completed.push(start);
            }
        }
    }

    /// Completions of a sequence in the window; the furthest step of a funnel's groups, as one.
    pub fn value(&self, take: Take) -> Value {
        let count = |count: usize| Value::Int(i64::try_from(count).unwrap_or(i64::MAX));
        let mut joined = Joined::new(take);
        if self.funnel {
            for (_, starts) in &self.groups {
                let inside = |start: &Option<Millis>| start.is_some_and(|start| start > self.lower);
                joined.push(count(starts.iter().rposition(inside).map_or(0, |index| index + 1)));
            }
        } else {
            joined.push(count(self.completed.items().len()));
        }
        joined.value(0).unwrap_or(Value::Int(0))
    }

    /// When a start goes out of a window of this length, or a held row comes in.
    pub fn next_change(&self, logs: &[KindLog], length: Option<Millis>, soonest: &mut Soonest) {
        if let Some(length) = length {
            for (_, starts) in &self.groups {
                for start in starts.iter().flatten() {
                    soonest.note(start + length);
                }
            }
            for start in self.completed.items() {
                soonest.note(start + length);
            }
        }
        for head in &self.heads {
            if let Some(log) = logs.get(usize::from(head.kind))
                && head.next < log.end()
            {
                soonest.note(log.at(head.next));
            }
        }
    }
}
