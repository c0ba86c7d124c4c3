//! The portrait: the stages in their order, then the answer in the order of its fields.

mod answer;
mod contact;
mod gaps;
mod history;
mod offers;

use alloc::vec::Vec;

pub(super) use self::gaps::Gaps;
pub(super) use self::history::History;
use self::offers::Offers;
use super::loaded::{ClockParts, Loaded, Word, nth};
use super::session::Session;
use crate::model::shapes::Shape;
use crate::model::time::{HOUR, Millis, Soonest};
use crate::model::value::{Slot, StrId, Truth, Value};
use crate::pack::program::{NodeId, Program};
use crate::stages::condition;
use crate::stages::expression::Scope;
use crate::stages::scores::{self, Outcome};
use crate::stages::{lifecycle, tier, warning};

/// Changes against the portrait before.
pub(super) type Changes = Vec<(StrId, Word)>;

impl Session {
    #[inline(never)]
    pub(super) fn write_portrait(&mut self, now: Millis) {
        let engine = self.engine.clone();
        let loaded = &*engine.0;
        let program = &loaded.program;
        if let Some(manifest) = &program.egress {
            self.ledger.see(manifest, now);
        }
        let (slots, stack) = (&mut self.slots, &mut self.stack);
        self.features.update(program, now, &loaded.zone, slots, stack);
        if !self.personalised {
            self.write_general(loaded, now);
            return;
        }
        let (mut changes, mut gaps) = self.judge(loaded, now);
        let offers = self.offers(loaded, now, &mut gaps);
        let next = self.next_change(loaded, now, offers.answered.responses.next());
        if !self.history.any {
            changes.clear();
        }
        self.history.any = true;
        self.write(loaded, now, &offers, &changes, &gaps, next);
        self.again.spare = gaps;
        self.again.answered = Some(offers.answered);
    }

    /// What follows from the facts at a moment, to be told and not to be remembered: the history that is to
    /// be put back.
    #[inline(never)]
    pub(super) fn suppose(&mut self, loaded: &Loaded, now: Millis) -> History {
        let (slots, stack) = (&mut self.slots, &mut self.stack);
        self.features.update(&loaded.program, now, &loaded.zone, slots, stack);
        let history = self.history.clone();
        self.judge(loaded, now);
        self.answer.clear();
        history
    }

    /// What follows from the facts, in the order of the stages.
    #[inline(never)]
    pub(super) fn judge(&mut self, loaded: &Loaded, now: Millis) -> (Changes, Gaps) {
        let program = &loaded.program;
        self.again.begin(loaded, &self.slots, now);
        let derived = usize::from(program.profile) + program.features.len();
        if let Some(results) = self.slots.get_mut(derived..program.slots.len()) {
            results.fill(Value::Unknown);
        }
        let mut changes = Changes::new();
        let mut gaps = core::mem::take(&mut self.again.spare);
        gaps.clear();
        self.tags(loaded, now, &mut changes, &mut gaps);
        self.scores(loaded, now, &mut gaps);
        self.tiers(loaded, now, &mut changes, &mut gaps);
        self.warnings(loaded, now, &mut changes, &mut gaps);
        (changes, gaps)
    }

    /// When the portrait will change by itself: by a feature, by the clock as rules read it, by a
    /// tag that runs out, by the end of a dwell time or a cool-down, by an escalation, by the contact policy.
    #[inline(never)]
    fn next_change(
        &mut self,
        loaded: &Loaded,
        now: Millis,
        contact: Option<Millis>,
    ) -> Option<Millis> {
        let program = &loaded.program;
        let zone = &loaded.zone;
        let mut soonest = Soonest::after(now);
        soonest.note(contact.unwrap_or(now));
        self.features.next_change(program, now, zone, &loaded.thresholds, &mut soonest);
        match loaded.clock {
            Some(ClockParts::Hourly) => {
                soonest.note(now - (now + zone.offset(now)).rem_euclid(HOUR) + HOUR);
            }
            Some(ClockParts::Daily) => soonest.note(zone.day_start(zone.day(now) + 1)),
            None => {}
        }
        for (tag, state) in program.tags.iter().zip(&self.history.tags) {
            if let Some(ttl) = state.since.and(tag.ttl) {
                soonest.note(state.held + ttl);
            }
        }
        for (tier, standing) in program.tiers.iter().zip(&self.history.tiers) {
            if let Some(standing) = standing {
                soonest.note(standing.since + tier.min_dwell);
            }
        }
        for (warning, episode) in program.warnings.iter().zip(&self.history.warnings) {
            soonest.note(warning::next(warning, episode));
        }
        soonest.told()
    }

    /// Puts a result into its slot.
    #[inline(never)]
    fn set(&mut self, loaded: &Loaded, slot: Slot, value: Value) {
        let slot = usize::from(slot);
        if let Some(place) = self.slots.get_mut(slot) {
            *place = value;
        }
        self.again.see(&loaded.reads, slot, value);
    }

    /// The truth of an item's condition; when it is unknown, what is missing is noted.
    #[inline(never)]
    fn truth(
        &mut self,
        loaded: &Loaded,
        now: Millis,
        when: NodeId,
        item: StrId,
        gaps: &mut Gaps,
    ) -> Truth {
        let (program, scope) = (&loaded.program, scope(loaded, &self.slots, now));
        let place = loaded.place(item);
        let holds = self.again.holds(place);
        let known = self.again.of(place).and_then(|found| found.truth).filter(|_| holds);
        let truth =
            known.unwrap_or_else(|| condition::evaluate(program, when, &scope, &mut self.stack));
        if let Some(found) = self.again.of(place) {
            found.truth = Some(truth);
        }
        if truth == Truth::Unknown
            && let Some(found) = self.again.of(place)
        {
            if !holds {
                unknown(program, when, &scope, &mut self.stack, &mut found.gaps);
            }
            found.gaps.iter().for_each(|&slot| gaps.note(slot, item));
        }
        truth
    }

    #[inline(never)]
    fn tags(&mut self, loaded: &Loaded, now: Millis, changes: &mut Changes, gaps: &mut Gaps) {
        let program = &loaded.program;
        for (index, tag) in program.tags.iter().enumerate() {
            let item = nth(loaded.tag_items, index);
            if !self.consents.serves(tag.purpose) {
                continue;
            }
            if self.removed.has(index) {
                self.set(loaded, tag.slot, Value::Bool(false));
                continue;
            }
            let truth = self.truth(loaded, now, tag.when, item, gaps);
            let holds = truth == Truth::True || (truth == Truth::Unknown && tag.on_unknown);
            let Some(state) = self.history.tags.get_mut(index) else {
                continue;
            };
            let had = state.since.is_some();
            if holds {
                state.since = Some(state.since.unwrap_or(now).min(now));
                state.held = now;
            } else if tag.ttl.is_none_or(|ttl| now - state.held >= ttl) {
                state.since = None;
            }
            let given = state.since.is_some();
            if given != had {
                changes.push((item, if given { Word::Gained } else { Word::Lost }));
            }
            let value = match truth {
                _ if given => Value::Bool(true),
                Truth::Unknown => Value::Unknown,
                _ => Value::Bool(false),
            };
            self.set(loaded, tag.slot, value);
        }
    }

    #[inline(never)]
    fn scores(&mut self, loaded: &Loaded, now: Millis, gaps: &mut Gaps) {
        let program = &loaded.program;
        for (index, score) in program.scores.iter().enumerate() {
            let Some(outcome) = self.outcomes.get_mut(index) else {
                continue;
            };
            if !self.consents.serves(score.purpose) {
                *outcome = Outcome::default();
                continue;
            }
            let item = nth(loaded.score_items, index);
            if !self.again.holds(loaded.place(item)) {
                let scope = scope(loaded, &self.slots, now);
                let texts = self.symbols.texts();
                scores::evaluate(program, score, &scope, texts, &mut self.stack, outcome);
            }
            for points in &outcome.points {
                if self.slots.get(usize::from(points.slot)) == Some(&Value::Unknown) {
                    gaps.note(points.slot, item);
                }
            }
            let value = outcome.value;
            self.set(loaded, score.slot, value.map_or(Value::Unknown, Value::Number));
            if let Some(slot) = score.band_slot {
                let band = value.and_then(|value| scores::band(score, value)).map(|band| band.id);
                self.set(loaded, slot, band.map_or(Value::Unknown, Value::Sym));
            }
        }
    }

    #[inline(never)]
    fn tiers(&mut self, loaded: &Loaded, now: Millis, changes: &mut Changes, gaps: &mut Gaps) {
        let program = &loaded.program;
        for (index, table) in program.tiers.iter().enumerate() {
            if !self.consents.serves(table.purpose) {
                continue;
            }
            let scope = scope(loaded, &self.slots, now);
            let before = self.history.tiers.get(index).copied().flatten();
            let item = nth(loaded.tier_items, index);
            let mut unknown = Vec::new();
            let stack = &mut self.stack;
            let standing = if let Some(initial) = table.initial {
                let of = (table, initial);
                Some(lifecycle::evaluate(program, of, before, &scope, stack, &mut unknown))
            } else {
                let standing = tier::evaluate(program, table, before, &scope, stack);
                let decided = standing.map_or(table.rows.len(), |standing| standing.row);
                unknown.extend(table.rows.iter().take(decided).filter_map(|row| row.when));
                standing
            };
            for node in unknown {
                note_gaps(program, node, item, &scope, stack, gaps);
            }
            if before.map(|before| before.level) != standing.map(|standing| standing.level) {
                changes.push((item, Word::Moved));
            }
            if before != standing {
                self.again.anew(loaded.place(item));
            }
            if let Some(place) = self.history.tiers.get_mut(index) {
                *place = standing;
            }
            let level = standing.and_then(|standing| table.levels.get(usize::from(standing.level)));
            self.set(loaded, table.slot, level.map_or(Value::Unknown, |l| Value::Sym(l.id)));
        }
    }

    #[inline(never)]
    fn warnings(&mut self, loaded: &Loaded, now: Millis, changes: &mut Changes, gaps: &mut Gaps) {
        let program = &loaded.program;
        for (index, warning) in program.warnings.iter().enumerate() {
            if !self.consents.serves(warning.purpose) {
                continue;
            }
            let item = nth(loaded.warning_items, index);
            let truth = self.truth(loaded, now, warning.when, item, gaps);
            let Some(episode) = self.history.warnings.get_mut(index) else {
                continue;
            };
            let (before, told) = ((episode.is, episode.opened), episode.told);
            warning::update(warning, episode, truth, now);
            let is = episode.is;
            episode.told = is;
            if (is, episode.opened) != before {
                self.again.anew(loaded.place(item));
            }
            if is.is_live() && !before.0.is_live() {
                changes.push((item, Word::Gained));
            } else if is != told && told.is_live() {
                changes.push((item, if is.is_live() { Word::Moved } else { Word::Lost }));
            }
        }
    }

    #[inline(never)]
    fn write_general(&mut self, loaded: &Loaded, now: Millis) {
        let nothing = Offers::default();
        let history = core::mem::take(&mut self.history);
        let slots = core::mem::take(&mut self.slots);
        let outcomes = core::mem::take(&mut self.outcomes);
        self.write(loaded, now, &nothing, &Changes::new(), &Gaps::default(), None);
        self.history = history;
        self.slots = slots;
        self.outcomes = outcomes;
    }

    #[inline(never)]
    fn write(
        &mut self,
        loaded: &Loaded,
        now: Millis,
        offers: &Offers,
        changes: &Changes,
        gaps: &Gaps,
        next: Option<Millis>,
    ) {
        self.answer.clear();
        let (mut w, history, outcomes) = self.writer(loaded, now);
        w.answer.object(Shape::Portrait);
        w.answer.time(now);
        w.word(Word::Advisory);
        w.answer.object(Shape::PolicyRef);
        w.answer.string(loaded.program.info.id);
        w.answer.string(loaded.program.info.version);
        w.answer.string(loaded.digest);
        w.write_tags(history, Some(Shape::Tag));
        w.write_tiers(history, Shape::Tier);
        w.write_tiers(history, Shape::Lifecycle);
        w.write_scores(outcomes);
        w.write_warnings(history);
        w.write_suggestions(offers);
        w.write_general();
        w.write_excluded(offers);
        w.write_gaps(gaps);
        w.write_experiment(offers.arm);
        w.write_goals();
        w.write_changes(changes);
        w.answer.maybe_time(next);
    }
}
#[inline(never)]
fn scope<'a>(loaded: &'a Loaded, slots: &'a [Value], now: Millis) -> Scope<'a> {
    Scope { slots, fields: &[], product: Default::default(), now, zone: &loaded.zone }
}

/// The unknown facts that make a condition unknown.
#[inline(never)]
fn note_gaps(
    program: &Program,
    node: NodeId,
    item: StrId,
    scope: &Scope<'_>,
    stack: &mut Vec<Value>,
    gaps: &mut Gaps,
) {
    let mut slots = Vec::new();
    unknown(program, node, scope, stack, &mut slots);
    slots.into_iter().for_each(|slot| gaps.note(slot, item));
}

/// The same as a list; of a condition that is not unknown it is empty.
#[inline(never)]
fn unknown(
    program: &Program,
    node: NodeId,
    scope: &Scope<'_>,
    stack: &mut Vec<Value>,
    slots: &mut Vec<Slot>,
) {
    slots.clear();
    if condition::evaluate(program, node, scope, stack) != Truth::Unknown {
        return;
    }
    let mut leaves = Vec::new();
    condition::support(program, node, scope, stack, &mut leaves);
    for leaf in leaves {
        condition::reads(program, leaf.node, &mut |slot| {
            if scope.slots.get(usize::from(slot)) == Some(&Value::Unknown) {
                slots.push(slot);
            }
        });
    }
}
