//! What became of earlier suggestions: counted against the caps, and dismissals with their cool-downs.
//!
//! It is read anew for every portrait, in one pass over the events that are kept. Events of one moment
//! count in the order of their outcomes, so nothing depends on the order in which they came in.

use alloc::vec::Vec;

use crate::behaviour::features::Features;
use crate::behaviour::log::{KindLog, RowId};
use crate::model::number;
use crate::model::time::{DAY, HOUR, Millis, Soonest, Zone};
use crate::model::value::{StrId, Type, Value};
use crate::pack::program::{
    Cap, CapScope, Contact, Cooldown, FieldId, Kind, Learn, Product, Program,
};
use crate::rights::consent::Consents;
use crate::stages::suggestions::contact;
use crate::stages::suggestions::learn::Learned;

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
#[derive(Clone, Debug, Default)]
pub struct Responses {
    /// Showings: for each cap, by what it counts, in rows of `width`.
    shown: Vec<u32>,
    width: usize,
    /// Dismissals since the last sign of interest and the last of them, by product.
    dismissed: Vec<(u32, Millis)>,
    /// What is learned from them.
    learned: Learned,
    /// When the passing of time alone will change any of this.
    next: Option<Millis>,
}

/// How a product may be suggested.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Allowed {
    /// By which channel.
    pub channel: StrId,
    /// How often it may still be shown by that.
    pub remaining: Option<u32>,
    /// When what was learned chose another channel than the first that is open: how much of what was shown by
    /// each was answered.
    pub instead: Option<Rates>,
}

/// When suggestions may be shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct When {
    /// From when.
    pub from: Millis,
    /// Until when.
    pub to: Millis,
    /// When what was learned chose a later hour: that hour, and how much was answered at it and now.
    pub instead: Option<(i64, Rates)>,
}

/// What part of showings is answered: of what was chosen, and of what would have been otherwise.
pub type Rates = (f64, f64);

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
    learn: Option<&'a Learn>,
    responses: Responses,
    now: Millis,
    zone: &'a Zone,
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
    pub fn read(program: &Program, features: &Features, now: Millis, zone: &Zone) -> Responses {
        let feedback = program.contact.feedback.as_ref();
        let place = feedback.map_or(usize::MAX, |feedback| usize::from(feedback.kind));
        let Some((kind, log)) = program.kinds.get(place).zip(features.logs().get(place)) else {
            return Responses::default();
        };
        if log.start() == log.end() {
            return Responses::default();
        }
        let clock = (now, features.reached().unwrap_or(now).max(now), zone);
        Responses::count(program, kind, log, clock)
    }

    #[inline(never)]
    fn count(
        program: &Program,
        kind: &Kind,
        log: &KindLog,
        (now, reached, zone): (Millis, Millis, &Zone),
    ) -> Responses {
        let contact = &program.contact;
        let (products, channels) = (program.products.len(), channels(kind).len());
        let width = products.max(channels);
        let learn = contact.feedback.as_ref().and_then(|feedback| feedback.learn.as_ref());
        let mut all = Counting {
            contact,
            responses: Responses {
                shown: alloc::vec![0; width * contact.caps.len()],
                width,
                dismissed: alloc::vec![(0, 0); products],
                learned: match (learn, program.ranking.response) {
                    (None, None) => Learned::default(),
                    _ => Learned::new(products, channels),
                },
                next: None,
            },
            learn,
            now,
            zone,
            soonest: Soonest::after(now),
        };
        let mut row = kind.retain.map_or(log.start(), |retain| log.after(now - retain));
        if let Some(retain) = kind.retain {
            all.soonest.note(log.at(row).saturating_add(retain));
        }
        let end = log.after(reached);
        let oldest = row;
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
        all.responses.learned.end();
        if learn.is_some() && row > oldest {
            all.soonest.note(zone.day_start(zone.day(now) + 1));
        }
        Responses { next: all.soonest.told(), ..all.responses }
    }

    /// How many showings of a product were answered, and how many were not.
    #[must_use]
    pub fn answers(&self, product: usize) -> (u32, u32) {
        self.learned.products.get(product).copied().unwrap_or_default()
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

    /// By which channel a product may be suggested: of those that are open the one that is answered best, and
    /// of equals the first; or why it may not.
    ///
    /// # Errors
    /// The first thing that keeps it back; when that is the caps of its channels, the one of the first channel.
    pub fn allows(
        &self,
        program: &Program,
        consents: &Consents,
        index: usize,
        product: &Product,
        now: Millis,
    ) -> Result<Allowed, Closed> {
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
        let mut chosen: Option<(StrId, Rates)> = None;
        for &channel in &product.channels {
            if !consents.serves(program.contact.purpose(channel)) {
                continue;
            }
            if let Some(full) = self.full(program, index, Some(channel)) {
                closed = closed.or(Some(full));
                continue;
            }
            let rate = self.rate(program, channel);
            chosen = match chosen {
                None => Some((channel, (rate, rate))),
                Some((_, (best, first))) if rate > best => Some((channel, (rate, first))),
                chosen => chosen,
            };
        }
        let (channel, rates) = match (chosen, closed) {
            (Some(chosen), _) => chosen,
            (None, Some(closed)) => return Err(closed),
            (None, None) => (0, (0.0, 0.0)), // there is a channel: see `no_consent`
        };
        Ok(Allowed {
            channel,
            remaining: self.remaining(program, index, channel),
            instead: Some(rates).filter(|&(chosen, first)| chosen > first),
        })
    }

    /// The purpose that must be granted before a product can be suggested by its first channel; none when
    /// some channel is granted already.
    #[must_use]
    pub fn no_consent(program: &Program, consents: &Consents, product: &Product) -> Option<u16> {
        let needed = |&channel: &StrId| program.contact.purpose(channel);
        let granted = |channel: &StrId| consents.serves(needed(channel));
        if product.channels.iter().any(granted) {
            return None;
        }
        product.channels.first().and_then(needed)
    }

    /// What part of what is shown by a channel is answered; nothing where that is not learned.
    fn rate(&self, program: &Program, channel: StrId) -> f64 {
        let learn = program.contact.feedback.as_ref().and_then(|feedback| feedback.learn.as_ref());
        let number = channel_number(program, channel).unwrap_or(usize::MAX);
        let Some(&prior) = learn.and_then(|learn| learn.channels.get(number)) else { return 0.0 };
        self.learned.channels.get(number).copied().unwrap_or_default().rate(prior)
    }

    /// When suggestions may be shown: as soon as it is not quiet, or within a day from the full hour at which
    /// more is answered; of equals the soonest.
    #[inline(never)]
    pub fn when(&self, program: &Program, now: Millis, zone: &Zone) -> When {
        let policy = &program.contact;
        let (from, to) = contact::window(policy, now, zone);
        let learn = policy.feedback.as_ref().and_then(|feedback| feedback.learn.as_ref());
        let prior = learn.and_then(|learn| learn.hours);
        let Some(prior) = prior.filter(|_| !self.learned.hours.is_empty()) else {
            return When { from, to, instead: None };
        };
        let rate = |at| {
            let hour = usize::try_from(zone.hour(at)).unwrap_or(0);
            self.learned.hours.get(hour).copied().unwrap_or_default().rate(prior)
        };
        let first = rate(from);
        let (mut best, mut most) = (from, first);
        let mut at = from - (from + zone.offset(from)).rem_euclid(HOUR) + HOUR;
        while at <= now + DAY {
            let rate = rate(at);
            if rate > most && contact::window(policy, at, zone).0 == at {
                (best, most) = (at, rate);
            }
            at += HOUR;
        }
        let (from, to) = contact::window(policy, best, zone);
        When { from, to, instead: (most > first).then(|| (zone.hour(best), (most, first))) }
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

impl Counting<'_> {
    fn event(&mut self, kind: &Kind, log: &KindLog, row: RowId, outcome: usize) {
        let member = |field| member(kind, field, log.value(row, field));
        if member(OUTCOME) != Some(outcome) {
            return;
        }
        let at = log.at(row);
        let of = (member(PRODUCT), member(CHANNEL));
        let dismissed = of.0.and_then(|product| self.responses.dismissed.get_mut(product));
        if let (Some(product), Some(channel)) = of
            && outcome != outcome::DISMISSED
        {
            let (clock, answered) = ((self.now, self.zone), outcome != outcome::SHOWN);
            self.responses.learned.add(self.learn, clock, (product, channel), at, answered);
        }
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
    let kind = program.kinds.get(usize::from(program.contact.feedback.as_ref()?.kind))?;
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
