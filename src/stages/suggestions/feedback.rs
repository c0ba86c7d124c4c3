//! What became of earlier suggestions: counted against the caps, and dismissals with their cool-downs.
//!
//! It is read anew for every portrait, in one pass over the events that are kept. Events of one moment
//! count in the order of their outcomes, so nothing depends on the order in which they came in.

use alloc::vec::Vec;

use crate::behaviour::features::Features;
use crate::behaviour::log::{KindLog, RowId};
use crate::model::number;
use crate::model::time::{Millis, Soonest};
use crate::model::value::{StrId, Type, Value};
use crate::pack::program::{Cap, CapScope, Contact, Cooldown, FieldId, Kind, Product, Program};

/// Fields of an event of feedback, by their numbers.
const PRODUCT: FieldId = 0;
const CHANNEL: FieldId = 1;
const OUTCOME: FieldId = 2;

/// What became of a suggestion, by its number among the values of the field.
pub mod outcome {
    /// It was shown.
    pub const SHOWN: usize = 0;
    /// The customer dismissed it. Between the two the customer clicked on it, and behind them did what
    /// it suggests.
    pub const DISMISSED: usize = 2;
    /// How many there are.
    pub const COUNT: usize = 4;
}

/// What became of earlier suggestions, as far as the contact policy asks. Empty: nothing is known.
#[derive(Debug, Default)]
pub struct Responses {
    /// Showings: for each cap, by what it counts, in rows of `width`.
    shown: Vec<u32>,
    width: usize,
    /// Dismissals since the last sign of interest and the last of them, by product.
    dismissed: Vec<(u32, Millis)>,
    /// Showings and answers, by product; empty when the ranking does not ask.
    answers: Vec<Answers>,
    /// When the passing of time alone will change any of this.
    next: Option<Millis>,
}

/// What became of the showings of a product.
#[derive(Clone, Copy, Debug, Default)]
struct Answers {
    hits: u32,
    misses: u32,
    latest: Latest,
}

/// What became of the latest showing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Latest {
    /// There was none.
    #[default]
    None,
    /// Nothing yet.
    Open,
    /// The customer answered it.
    Answered,
}

/// Why a product may not be suggested now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Closed {
    /// A cap is reached: how often what it counts was shown, and the channel, if it counts that.
    Cap(Cap, u32, Option<StrId>),
    /// It was dismissed at one moment, and rests until another.
    Rests(Cooldown, Millis, Millis),
}

/// The number of a value among those of an enum field.
fn member(kind: &Kind, field: FieldId, value: Value) -> Option<usize> {
    match (kind.fields.get(usize::from(field)).map(|field| &field.ty), value) {
        (Some(Type::Enum { values, .. }), Value::Sym(id)) => {
            values.iter().position(|&value| value == id)
        }
        _ => None,
    }
}

/// What is being counted.
struct Counting<'a> {
    contact: &'a Contact,
    responses: Responses,
    now: Millis,
    soonest: Soonest,
}

/// A product and a channel, by their numbers and as far as they are known.
type Of = (Option<usize>, Option<usize>);

/// Which of a cap's counts is asked for.
fn counted(cap: &Cap, (product, channel): Of) -> Option<usize> {
    match cap.scope {
        CapScope::Product | CapScope::Message => product,
        CapScope::Channel => channel,
        CapScope::All => Some(0),
    }
}

impl Responses {
    /// Reads what is kept. Events count up to the latest moment that was reached: a clock that goes back
    /// takes nothing back.
    #[inline(never)]
    pub fn read(program: &Program, features: &Features, now: Millis) -> Responses {
        let contact = &program.contact;
        let place = contact.feedback.map_or(usize::MAX, |feedback| usize::from(feedback.kind));
        let Some((kind, log)) = program.kinds.get(place).zip(features.logs().get(place)) else {
            return Responses::default();
        };
        if log.start() == log.end() {
            return Responses::default();
        }
        Responses::count(program, kind, log, now, features.reached().unwrap_or(now).max(now))
    }

    #[inline(never)]
    fn count(
        program: &Program,
        kind: &Kind,
        log: &KindLog,
        now: Millis,
        reached: Millis,
    ) -> Responses {
        let contact = &program.contact;
        let width = program.products.len().max(channels(kind).len());
        let mut all = Counting {
            contact,
            responses: Responses {
                shown: alloc::vec![0; width * contact.caps.len()],
                width,
                dismissed: alloc::vec![(0, 0); program.products.len()],
                answers: match program.ranking.response {
                    Some(_) => alloc::vec![Answers::default(); program.products.len()],
                    None => Vec::new(),
                },
                next: None,
            },
            now,
            soonest: Soonest::after(now),
        };
        let mut row = kind.retain.map_or(log.start(), |retain| log.after(now - retain));
        if let Some(retain) = kind.retain {
            all.soonest.note(log.at(row).saturating_add(retain));
        }
        let end = log.after(reached);
        // One that is held counts from its moment on.
        all.soonest.note(log.at(end));
        while row < end {
            let first = row;
            while row < end && log.at(row) == log.at(first) {
                row += 1;
            }
            for outcome in 0..outcome::COUNT {
                (first..row).for_each(|row| all.event(kind, log, row, outcome));
            }
        }
        // Of what had to make room nothing is known: a cap that looks back so far counts as reached.
        for (index, cap) in contact.caps.iter().enumerate() {
            if log.cut_at().is_some_and(|cut| cut > now - cap.per) {
                for count in all.responses.shown.iter_mut().skip(index * width).take(width) {
                    *count = cap.max.max(*count);
                }
            }
        }
        for &(count, last) in &all.responses.dismissed {
            if let Some(cooldown) = contact.cooldown.filter(|_| count > 0) {
                all.soonest.note(last.saturating_add(rest(&cooldown, count)));
            }
        }
        Responses { next: all.soonest.told(), ..all.responses }
    }

    /// How many showings of a product were answered, and how many were not. A click and what follows from it
    /// answer one showing; one without a showing counts as shown.
    #[must_use]
    pub fn answers(&self, product: usize) -> (u32, u32) {
        let answers = self.answers.get(product).copied().unwrap_or_default();
        (answers.hits, answers.misses)
    }

    /// When the passing of time alone will change what is known.
    #[must_use]
    pub fn next(&self) -> Option<Millis> {
        self.next
    }

    /// How often what a cap counts was shown, for a product by a channel.
    fn shown(&self, index: usize, cap: &Cap, of: Of) -> u32 {
        let shown = counted(cap, of).and_then(|place| self.shown.get(index * self.width + place));
        shown.copied().unwrap_or(0)
    }

    /// The first cap that leaves nothing for a product; of those that count channels, for this one.
    fn full(&self, program: &Program, product: usize, channel: Option<StrId>) -> Option<Closed> {
        let of = (Some(product), channel.and_then(|id| channel_number(program, id)));
        program.contact.caps.iter().enumerate().find_map(|(index, cap)| {
            let shown = self.shown(index, cap, of);
            let asked = channel.is_some() == (cap.scope == CapScope::Channel);
            (asked && shown >= cap.max).then_some(Closed::Cap(*cap, shown, channel))
        })
    }

    /// By which channel a product may be suggested, and how often it may still be shown by that; or why it
    /// may not.
    ///
    /// # Errors
    /// The first thing that keeps it back; when that is the caps of its channels, the one of the first channel.
    pub fn allows(
        &self,
        program: &Program,
        index: usize,
        product: &Product,
        now: Millis,
    ) -> Result<(StrId, Option<u32>), Closed> {
        if let Some(cooldown) = program.contact.cooldown
            && let Some(&(count, last)) = self.dismissed.get(index)
        {
            let until = last.saturating_add(rest(&cooldown, count));
            if count > 0 && now < until {
                return Err(Closed::Rests(cooldown, last, until));
            }
        }
        if let Some(full) = self.full(program, index, None) {
            return Err(full);
        }
        let mut closed = None;
        for &channel in &product.channels {
            match self.full(program, index, Some(channel)) {
                None => return Ok((channel, self.remaining(program, index, channel))),
                full => closed = closed.or(full),
            }
        }
        closed.map_or(Ok((0, None)), Err) // a product has channels
    }

    /// How many more showings the caps allow; none when there is no cap.
    #[must_use]
    pub fn remaining(&self, program: &Program, product: usize, channel: StrId) -> Option<u32> {
        let of = (Some(product), channel_number(program, channel));
        let caps = program.contact.caps.iter().enumerate();
        let told = caps.filter(|(_, cap)| cap.scope != CapScope::Message);
        told.map(|(index, cap)| cap.max.saturating_sub(self.shown(index, cap, of))).min()
    }
}

impl Answers {
    fn event(&mut self, outcome: usize) {
        match (outcome, self.latest) {
            (outcome::SHOWN, _) => {
                self.misses += 1;
                self.latest = Latest::Open;
            }
            (outcome::DISMISSED, _) | (_, Latest::Answered) => {}
            (_, latest) => {
                self.misses -= u32::from(latest == Latest::Open);
                self.hits += 1;
                self.latest = Latest::Answered;
            }
        }
    }
}

impl Counting<'_> {
    fn event(&mut self, kind: &Kind, log: &KindLog, row: RowId, outcome: usize) {
        let member = |field| member(kind, field, log.value(row, field));
        if member(OUTCOME) != Some(outcome) {
            return;
        }
        let at = log.at(row);
        let of = (member(PRODUCT), member(CHANNEL));
        if let Some(answers) = of.0.and_then(|product| self.responses.answers.get_mut(product)) {
            answers.event(outcome);
        }
        let dismissed = of.0.and_then(|product| self.responses.dismissed.get_mut(product));
        match (outcome, dismissed) {
            (outcome::SHOWN, _) => self.shown(at, of),
            (outcome::DISMISSED, Some(dismissed)) => *dismissed = (dismissed.0 + 1, at),
            (_, Some(dismissed)) => dismissed.0 = 0,
            _ => {}
        }
    }

    fn shown(&mut self, at: Millis, of: Of) {
        let Responses { shown, width, .. } = &mut self.responses;
        for (index, cap) in self.contact.caps.iter().enumerate() {
            let place = counted(cap, of).and_then(|place| shown.get_mut(index * *width + place));
            if let Some(count) = place
                && at > self.now - cap.per
            {
                *count += 1;
                self.soonest.note(at + cap.per);
            }
        }
    }
}

/// The values of the field that holds the channel.
fn channels(kind: &Kind) -> &[StrId] {
    match kind.fields.get(usize::from(CHANNEL)).map(|field| &field.ty) {
        Some(Type::Enum { values, .. }) => values,
        _ => &[],
    }
}

/// The number of a channel.
fn channel_number(program: &Program, channel: StrId) -> Option<usize> {
    let kind = program.kinds.get(usize::from(program.contact.feedback?.kind))?;
    channels(kind).iter().position(|&known| known == channel)
}

/// How long a product rests after the last of so many dismissals, ms.
fn rest(cooldown: &Cooldown, dismissals: u32) -> Millis {
    let (mut length, most) = (number::to_f64(cooldown.first), number::to_f64(cooldown.max));
    for _ in 1..dismissals {
        length *= cooldown.growth;
        if length >= most {
            return cooldown.max;
        }
    }
    number::truncate(length).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::DAY;

    #[test]
    fn a_cool_down_grows_with_every_dismissal_up_to_its_longest() {
        let cooldown =
            Cooldown { first: 14 * DAY, growth: 2.0, max: 180 * DAY, message: 0, dismissed: 0 };
        let days = |count| rest(&cooldown, count) / DAY;
        // 14, 28, 56, 112, 224 → 180.
        assert_eq!([1, 2, 3, 4, 5, 6, 500].map(days), [14, 28, 56, 112, 180, 180, 180]);
        let same = Cooldown { growth: 1.0, ..cooldown };
        assert_eq!(rest(&same, 500), 14 * DAY);
    }
}
