//! What need not be judged or told again: an item whose facts are as the portrait before saw them is as it
//! was. Laws: a portrait that builds upon the one before equals one that does not; what is told as the
//! same is the same.

use alloc::vec::Vec;

use super::loaded::Loaded;
use super::portrait::Gaps;
use super::reads::Reads;
use crate::behaviour::features::Features;
use crate::model::time::{HOUR, Millis, Zone};
use crate::model::value::{Slot, StrId, TextId, Truth, Value};
use crate::pack::program::Program;
use crate::stages::suggestions::feedback::{Allowed, Closed, Rates, Responses};
use crate::stages::suggestions::gates::Gate;
use crate::stages::suggestions::rank::Arm;

/// What became of a product in a portrait.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Offered {
    /// Nothing yet.
    #[default]
    Nothing,
    /// Suggested: at which place, how, and at which hour because of what was learned.
    Suggested(u32, Allowed, Option<(i64, Rates)>),
    /// Left out.
    Excluded(Gate),
}

/// An item as it was found last. What was judged or told counts in the next portrait only.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    /// Numbers of the portraits in which it was judged and told.
    judged: u32,
    told: u32,
    /// Whether its condition holds.
    pub truth: Option<Truth>,
    /// The facts because of which that cannot be told.
    pub gaps: Vec<Slot>,
    /// The gate that a product does not pass.
    pub gate: Option<Gate>,
    /// What became of a product.
    pub offered: Offered,
    /// What a product's rank comes from, and the rank.
    pub rank: ((Arm, f64, f64), f64),
}

/// A line of a score: what it is called, its points, and the fact that it tells.
pub(super) type Line = ((StrId, TextId), f64, Value);

/// Items as they were found last.
#[derive(Clone, Debug, Default)]
pub(super) struct Again {
    /// The number of this portrait.
    portrait: u32,
    /// Whether who asks keeps what was told, so that it can be named.
    pub keeps: bool,
    /// Slots as they were seen last, the local hour, and the items that read something that differs from the time
    /// before, a bit each.
    seen: Vec<Value>,
    hour: i64,
    stirred: Vec<u64>,
    /// In the order of [`Reads`], and behind them one for the facts that are missing.
    items: Vec<Found>,
    /// The facts that are missing, as they were told last.
    gaps: Gaps,
    /// Room for those of the next portrait.
    pub spare: Gaps,
    /// The span of time that was told last.
    window: (Millis, Millis),
    /// The lines of all scores, in their order, as each was told last.
    lines: Vec<Option<Line>>,
    /// What became of earlier suggestions.
    pub answered: Option<Answered>,
}

/// What became of earlier suggestions, and how each product may therefore be suggested: as long as no event of
/// feedback comes, and the time passes none that changes it.
#[derive(Clone, Debug, Default)]
pub(super) struct Answered {
    at: Millis,
    pub responses: Responses,
    /// By product, where it was asked for.
    pub allowed: Vec<Option<Result<Allowed, Closed>>>,
}

impl Answered {
    pub fn new(program: &Program, features: &Features, now: Millis, zone: &Zone) -> Answered {
        let responses = Responses::read(program, features, now, zone);
        Answered { at: now, responses, allowed: alloc::vec![None; program.products.len()] }
    }

    /// Whether it still holds at a moment.
    pub fn holds(&self, now: Millis) -> bool {
        self.at <= now && self.responses.next().is_none_or(|next| now < next)
    }
}

impl Again {
    pub fn new(loaded: &Loaded) -> Again {
        let slots = loaded.program.slots.len();
        Again {
            seen: alloc::vec![Value::Unknown; slots],
            stirred: alloc::vec![0; loaded.reads.of(0).len()],
            items: alloc::vec![Found::default(); loaded.reads.items() + 1],
            portrait: 1,
            ..Again::default()
        }
    }

    /// Nothing of what was found counts any more.
    #[inline(never)]
    pub fn forget(&mut self) {
        self.answered = None;
        self.lines.clear();
        self.portrait = self.portrait.wrapping_add(1);
    }

    /// Begins a portrait: facts and features are as they will be in it.
    #[inline(never)]
    pub fn begin(&mut self, loaded: &Loaded, slots: &[Value], now: Millis) {
        self.portrait = self.portrait.wrapping_add(1);
        self.stirred.fill(0);
        let program = &loaded.program;
        let known = usize::from(program.profile) + program.features.len();
        for (slot, &value) in slots.iter().take(known).enumerate() {
            self.see(&loaded.reads, slot, value);
        }
        let hour = (now + loaded.zone.offset(now)).div_euclid(HOUR);
        if self.hour != hour {
            self.hour = hour;
            self.stir(&loaded.reads, program.slots.len());
        }
    }

    /// What a slot holds in this portrait.
    #[inline(never)]
    pub fn see(&mut self, reads: &Reads, slot: usize, value: Value) {
        if let Some(seen) = self.seen.get_mut(slot)
            && !value.is_same(*seen)
        {
            *seen = value;
            self.stir(reads, slot);
        }
    }

    fn stir(&mut self, reads: &Reads, slot: usize) {
        self.stirred.iter_mut().zip(reads.of(slot)).for_each(|(items, read)| *items |= read);
    }

    /// What was found of an item.
    pub fn of(&mut self, place: usize) -> Option<&mut Found> {
        self.items.get_mut(place)
    }

    /// Whether what was judged of an item still holds. It counts as judged now.
    pub fn holds(&mut self, place: usize) -> bool {
        self.counts(place, |found| &mut found.judged)
    }

    /// Whether what was told of an item is still to be told. It counts as told now.
    pub fn is_told(&mut self, place: usize) -> bool {
        self.counts(place, |found| &mut found.told)
    }

    /// Whether something was done with an item in the portrait before, and would come to the same now.
    #[inline(never)]
    fn counts(&mut self, place: usize, done: fn(&mut Found) -> &mut u32) -> bool {
        let calm = self.stirred.get(place / 64).is_none_or(|items| items & 1 << (place % 64) == 0);
        let Some(found) = self.items.get_mut(place) else { return false };
        let before = core::mem::replace(done(found), self.portrait);
        calm && before.wrapping_add(1) == self.portrait
    }

    /// The facts that are missing, of which the last item is.
    pub fn lacks(&mut self, gaps: &Gaps) -> usize {
        let place = self.items.len() - 1;
        if self.gaps != *gaps {
            self.gaps.clone_from(gaps);
            self.anew(place);
        }
        place
    }

    /// The name of a span of time, and whether it was told under it: it is the one that was told last. No name for
    /// who keeps nothing.
    pub fn window(&mut self, from: Millis, to: Millis) -> Option<(usize, bool)> {
        if !self.keeps {
            return None;
        }
        let before = core::mem::replace(&mut self.window, (from, to));
        Some((self.items.len(), before == (from, to)))
    }

    /// The name of a line by its place among those of all scores, and whether it was told under it just so. No
    /// name for who keeps nothing.
    pub fn line(&mut self, place: usize, line: Line) -> Option<(usize, bool)> {
        if !self.keeps {
            return None;
        }
        if place >= self.lines.len() {
            self.lines.resize(place + 1, None);
        }
        let before = self.lines.get_mut(place)?.replace(line);
        let (name, points, value) = line;
        let told = before.is_some_and(|(n, p, v)| n == name && p == points && v.is_same(value));
        Some((self.items.len() + 1 + place, told))
    }

    /// An item is not what it was, though what it reads may be.
    #[inline(never)]
    pub fn anew(&mut self, place: usize) {
        if let Some(found) = self.items.get_mut(place) {
            found.told = self.portrait.wrapping_sub(2);
        }
    }
}
