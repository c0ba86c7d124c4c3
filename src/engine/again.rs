//! What need not be judged or told again: an item whose facts are as the portrait before saw them is as it
//! was. Laws: a portrait that builds upon the one before equals one that does not; what is told as the
//! same is the same.

use alloc::vec::Vec;

use super::loaded::Loaded;
use super::portrait::Gaps;
use super::reads::Reads;
use crate::behaviour::features::Features;
use crate::model::time::{HOUR, Millis, Zone};
use crate::model::value::{Slot, Truth, Value};
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

/// Items as they were found last.
#[derive(Clone, Debug, Default)]
pub(super) struct Again {
    /// The number of this portrait.
    portrait: u32,
    /// Whether who asks keeps what was told, so that it can be named.
    pub keeps: bool,
    /// Slots as they were seen last, and which of them differ from the time before; the last bit is the
    /// local hour's.
    seen: Vec<Value>,
    changed: Vec<u64>,
    hour: i64,
    /// In the order of [`Reads`], and behind them one for the facts that are missing.
    items: Vec<Found>,
    /// The facts that are missing, as they were told last.
    gaps: Gaps,
    /// The span of time that was told last.
    window: (Millis, Millis),
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
            changed: alloc::vec![0; slots / 64 + 1],
            items: alloc::vec![Found::default(); loaded.reads.items() + 1],
            portrait: 1,
            ..Again::default()
        }
    }

    /// Nothing of what was found counts any more.
    #[inline(never)]
    pub fn forget(&mut self) {
        self.answered = None;
        self.portrait = self.portrait.wrapping_add(1);
    }

    /// Begins a portrait: facts and features are as they will be in it.
    #[inline(never)]
    pub fn begin(&mut self, loaded: &Loaded, slots: &[Value], now: Millis) {
        self.portrait = self.portrait.wrapping_add(1);
        self.changed.fill(0);
        let program = &loaded.program;
        let known = usize::from(program.profile) + program.features.len();
        for (slot, &value) in slots.iter().take(known).enumerate() {
            self.see(slot, value);
        }
        let hour = (now + loaded.zone.offset(now)).div_euclid(HOUR);
        if self.hour != hour {
            self.hour = hour;
            self.mark(program.slots.len());
        }
    }

    /// What a slot holds in this portrait.
    #[inline(never)]
    pub fn see(&mut self, slot: usize, value: Value) {
        if let Some(seen) = self.seen.get_mut(slot)
            && !value.is_same(*seen)
        {
            *seen = value;
            self.mark(slot);
        }
    }

    fn mark(&mut self, slot: usize) {
        if let Some(word) = self.changed.get_mut(slot / 64) {
            *word |= 1 << (slot % 64);
        }
    }

    /// What was found of an item.
    pub fn of(&mut self, place: usize) -> Option<&mut Found> {
        self.items.get_mut(place)
    }

    /// Whether all that an item reads is as the portrait before saw it.
    #[inline(never)]
    fn is_calm(&self, reads: &Reads, place: usize) -> bool {
        reads.of(place).iter().zip(&self.changed).all(|(reads, changed)| reads & changed == 0)
    }

    /// Whether what was judged of an item still holds. It counts as judged now.
    pub fn holds(&mut self, reads: &Reads, place: usize) -> bool {
        self.counts(reads, place, |found| &mut found.judged)
    }

    /// Whether what was told of an item is still to be told. It counts as told now.
    pub fn is_told(&mut self, reads: &Reads, place: usize) -> bool {
        self.counts(reads, place, |found| &mut found.told)
    }

    /// Whether something was done with an item in the portrait before, and would come to the same now.
    #[inline(never)]
    fn counts(&mut self, reads: &Reads, place: usize, done: fn(&mut Found) -> &mut u32) -> bool {
        let calm = self.is_calm(reads, place);
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

    /// An item is not what it was, though what it reads may be.
    #[inline(never)]
    pub fn anew(&mut self, place: usize) {
        if let Some(found) = self.items.get_mut(place) {
            found.told = self.portrait.wrapping_sub(2);
        }
    }
}
