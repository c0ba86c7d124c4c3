//! The portrait: the stages in their order, then the answer in the order of its fields.

use alloc::string::String;
use alloc::vec::Vec;

use super::because::Writer;
use super::loaded::{ClockParts, Engine, Loaded, Word, nth};
use super::session::Session;
use super::snapshot::Pool;
use crate::model::number;
use crate::model::shapes::Shape;
use crate::model::time::{HOUR, MAX_TIME, Millis, Soonest};
use crate::model::value::{Slot, StrId, Truth, Value};
use crate::pack::program::{NodeId, Product, Program, Score, Severity};
use crate::pack::wire::{Read as _, Wire};
use crate::stages::condition;
use crate::stages::expression::{self, ProductNumbers, Scope};
use crate::stages::scores::{self, Outcome};
use crate::stages::suggestions::contact;
use crate::stages::suggestions::gates::{self, Gate, Unsuitable};
use crate::stages::tier::{self, Standing};

/// What a session remembers of its portraits.
#[derive(Clone, Debug, Default)]
pub(super) struct History {
    tags: Vec<TagState>,
    tiers: Vec<Option<Standing>>,
    warnings: Vec<bool>,
    outcomes: Vec<Outcome>,
    /// Whether there was a portrait before.
    any: bool,
}

#[derive(Clone, Copy, Debug, Default)]
struct TagState {
    /// Since when it has been given.
    since: Option<Millis>,
    /// When its condition last held.
    held: Millis,
}

impl History {
    pub fn new(program: &Program) -> History {
        let mut history = History::default();
        program.tags.iter().for_each(|_| history.tags.push(TagState::default()));
        program.tiers.iter().for_each(|_| history.tiers.push(None));
        program.warnings.iter().for_each(|_| history.warnings.push(false));
        program.scores.iter().for_each(|_| history.outcomes.push(Outcome::default()));
        history
    }
}

impl History {
    /// Writes what is worth keeping, by name.
    pub fn store(&self, pool: &mut Pool<'_>) {
        let (engine, out) = (pool.engine, &mut pool.out);
        let program = engine.program();
        out.byte(u8::from(self.any));
        let tags = || program.tags.iter().zip(&self.tags);
        out.count(tags().filter(|(_, state)| state.since.is_some()).count());
        for (tag, state) in tags() {
            let Some(since) = state.since else { continue };
            out.text(engine.text(tag.id));
            out.signed(since);
            out.signed(state.held);
        }
        let known = self.tiers.iter().flatten();
        out.count(known.count());
        for (tier, standing) in program.tiers.iter().zip(&self.tiers) {
            let Some(standing) = standing else { continue };
            let level = tier.levels.get(usize::from(standing.level));
            out.text(engine.text(tier.id));
            out.text(level.map_or("", |level| engine.text(level.id)));
            out.signed(standing.since);
        }
        out.count(self.warnings.iter().filter(|open| **open).count());
        for (warning, open) in program.warnings.iter().zip(&self.warnings) {
            if *open {
                out.text(engine.text(warning.id));
            }
        }
    }

    /// Reads what was stored, by today's policy.
    pub fn restore(&mut self, engine: &Engine, wire: &mut Wire<'_>) {
        let program = engine.program();
        let known = 0..=MAX_TIME;
        self.any = bool::read(wire);
        for _ in 0..wire.count() {
            let (id, since, held) = <(String, Millis, Millis)>::read(wire);
            for (tag, state) in program.tags.iter().zip(&mut self.tags) {
                if engine.text(tag.id) == id && known.contains(&since) && known.contains(&held) {
                    *state = TagState { since: Some(since), held };
                }
            }
        }
        for _ in 0..wire.count() {
            let (id, level, since) = <(String, String, Millis)>::read(wire);
            for (tier, standing) in program.tiers.iter().zip(&mut self.tiers) {
                let level = tier.levels.iter().position(|known| engine.text(known.id) == level);
                if let Some(level) = level.and_then(|level| u8::try_from(level).ok())
                    && engine.text(tier.id) == id
                    && known.contains(&since)
                {
                    let row = tier.rows.iter().position(|row| row.to == level).unwrap_or(0);
                    *standing = Some(Standing { level, since, row });
                }
            }
        }
        for _ in 0..wire.count() {
            let id = String::read(wire);
            for (warning, open) in program.warnings.iter().zip(&mut self.warnings) {
                *open |= engine.text(warning.id) == id;
            }
        }
    }
}

/// Offers of one portrait, by index of the product.
#[derive(Default)]
struct Offers {
    suggested: Vec<(usize, f64)>,
    excluded: Vec<(usize, Gate)>,
}

/// Changes against the portrait before.
type Changes = Vec<(StrId, Word)>;

/// Facts that were missing, with the items they matter to.
type Gaps = Vec<(Slot, Vec<StrId>)>;

impl Session {
    #[inline(never)]
    pub(super) fn write_portrait(&mut self, now: Millis) {
        let engine = self.engine.clone();
        let loaded = &*engine.0;
        let program = &loaded.program;
        let (slots, stack) = (&mut self.slots, &mut self.stack);
        self.features.update(program, now, &loaded.zone, slots, stack);
        if !self.personalised {
            self.write_general(loaded, now);
            return;
        }
        let derived = usize::from(program.profile) + program.features.len();
        for slot in self.slots.iter_mut().skip(derived) {
            *slot = Value::Unknown;
        }
        let mut changes = Changes::new();
        let mut gaps = Gaps::new();
        self.tags(loaded, now, &mut changes, &mut gaps);
        self.scores(loaded, now, &mut gaps);
        self.tiers(loaded, now, &mut changes, &mut gaps);
        self.warnings(loaded, now, &mut changes, &mut gaps);
        let offers = self.offers(loaded, now, &mut gaps);
        let next = self.next_change(loaded, now);
        if !self.history.any {
            changes.clear();
        }
        self.history.any = true;
        self.write(loaded, now, &offers, &changes, &gaps, next);
    }

    /// When the portrait will change by itself: by a feature, by the clock as rules read it, by a
    /// tag that runs out, by the end of a dwell time.
    #[inline(never)]
    fn next_change(&self, loaded: &Loaded, now: Millis) -> Option<Millis> {
        let program = &loaded.program;
        let zone = &loaded.zone;
        let mut soonest = Soonest::after(now);
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
        soonest.told()
    }

    #[inline(never)]
    fn tags(&mut self, loaded: &Loaded, now: Millis, changes: &mut Changes, gaps: &mut Gaps) {
        let program = &loaded.program;
        for (index, tag) in program.tags.iter().enumerate() {
            let scope = scope(loaded, &self.slots, now);
            let truth = condition::evaluate(program, tag.when, &scope, &mut self.stack);
            let item = nth(loaded.tag_items, index);
            if truth == Truth::Unknown {
                note_gaps(program, tag.when, item, &scope, &mut self.stack, gaps);
            }
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
            set(&mut self.slots, tag.slot, value);
        }
    }

    #[inline(never)]
    fn scores(&mut self, loaded: &Loaded, now: Millis, gaps: &mut Gaps) {
        let program = &loaded.program;
        for (index, score) in program.scores.iter().enumerate() {
            let Some(outcome) = self.history.outcomes.get_mut(index) else {
                continue;
            };
            let scope = scope(loaded, &self.slots, now);
            let texts = self.symbols.texts();
            scores::evaluate(program, score, &scope, texts, &mut self.stack, outcome);
            for points in &outcome.points {
                if self.slots.get(usize::from(points.slot)) == Some(&Value::Unknown) {
                    note_gap(gaps, points.slot, nth(loaded.score_items, index));
                }
            }
            let value = outcome.value;
            set(&mut self.slots, score.slot, value.map_or(Value::Unknown, Value::Number));
            if let Some(slot) = score.band_slot {
                let band = value.and_then(|value| band(score, value));
                set(&mut self.slots, slot, band.map_or(Value::Unknown, Value::Sym));
            }
        }
    }

    #[inline(never)]
    fn tiers(&mut self, loaded: &Loaded, now: Millis, changes: &mut Changes, gaps: &mut Gaps) {
        let program = &loaded.program;
        for (index, table) in program.tiers.iter().enumerate() {
            let scope = scope(loaded, &self.slots, now);
            let before = self.history.tiers.get(index).copied().flatten();
            let item = nth(loaded.tier_items, index);
            let standing = tier::evaluate(program, table, before, &scope, &mut self.stack);
            let decided = standing.map_or(table.rows.len(), |standing| standing.row);
            for node in table.rows.iter().take(decided).filter_map(|row| row.when) {
                if condition::evaluate(program, node, &scope, &mut self.stack) == Truth::Unknown {
                    note_gaps(program, node, item, &scope, &mut self.stack, gaps);
                }
            }
            if before.map(|before| before.level) != standing.map(|standing| standing.level) {
                changes.push((item, Word::Moved));
            }
            if let Some(place) = self.history.tiers.get_mut(index) {
                *place = standing;
            }
            let level = standing.and_then(|standing| table.levels.get(usize::from(standing.level)));
            set(&mut self.slots, table.slot, level.map_or(Value::Unknown, |l| Value::Sym(l.id)));
        }
    }

    #[inline(never)]
    fn warnings(&mut self, loaded: &Loaded, now: Millis, changes: &mut Changes, gaps: &mut Gaps) {
        let program = &loaded.program;
        for (index, warning) in program.warnings.iter().enumerate() {
            let scope = scope(loaded, &self.slots, now);
            let truth = condition::evaluate(program, warning.when, &scope, &mut self.stack);
            let item = nth(loaded.warning_items, index);
            if truth == Truth::Unknown {
                note_gaps(program, warning.when, item, &scope, &mut self.stack, gaps);
            }
            let open = truth == Truth::True;
            if let Some(was) = self.history.warnings.get_mut(index)
                && *was != open
            {
                *was = open;
                changes.push((item, if open { Word::Gained } else { Word::Lost }));
            }
        }
    }

    #[inline(never)]
    fn offers(&mut self, loaded: &Loaded, now: Millis, gaps: &mut Gaps) -> Offers {
        let program = &loaded.program;
        let boost = self.tier_boost(program);
        let mut offers = Offers::default();
        for (index, product) in program.products.iter().enumerate() {
            let scope = scope(loaded, &self.slots, now);
            match gates::evaluate(program, product, &scope, &mut self.stack) {
                None => {
                    let rank = rank(program, product, boost, scope, &mut self.stack);
                    // The best first; equals by id.
                    let id = self.engine.text(product.id);
                    let before = |&(other, better): &(usize, f64)| {
                        let other = program.products.get(other).map_or(0, |p| p.id);
                        let order = better.total_cmp(&rank);
                        order.then_with(|| id.cmp(self.engine.text(other))).is_gt()
                    };
                    let place = offers.suggested.partition_point(before);
                    offers.suggested.insert(place, (index, rank));
                }
                Some(gate) => {
                    let item = nth(loaded.product_items, index);
                    match gate {
                        Gate::Eligibility(node) | Gate::Applicability(node) => {
                            let truth = condition::evaluate(program, node, &scope, &mut self.stack);
                            if truth == Truth::Unknown {
                                note_gaps(program, node, item, &scope, &mut self.stack, gaps);
                            }
                        }
                        Gate::Suitability(
                            Unsuitable::Tolerance(slot, _) | Unsuitable::Expired(slot, _),
                        ) => {
                            if self.slots.get(usize::from(slot)) == Some(&Value::Unknown) {
                                note_gap(gaps, slot, item);
                            }
                        }
                    }
                    offers.excluded.push((index, gate));
                }
            }
        }
        offers
    }

    fn tier_boost(&self, program: &Program) -> f64 {
        let standings = program.tiers.iter().zip(&self.history.tiers);
        let boost = standings.filter_map(|(tier, standing)| {
            Some(tier.levels.get(usize::from((*standing)?.level))?.boost)
        });
        boost.fold(0.0, |sum, boost| sum + boost)
    }

    #[inline(never)]
    fn write_general(&mut self, loaded: &Loaded, now: Millis) {
        let nothing = Offers::default();
        let history = core::mem::take(&mut self.history);
        let slots = core::mem::take(&mut self.slots);
        self.write(loaded, now, &nothing, &Changes::new(), &Gaps::new(), None);
        self.history = history;
        self.slots = slots;
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
        let mut w = Writer {
            loaded,
            locale: self.locale,
            slots: &self.slots,
            texts: self.symbols.texts(),
            now,
            answer: &mut self.answer,
            stack: &mut self.stack,
        };
        w.answer.object(Shape::Portrait);
        w.answer.time(now);
        w.word(Word::Advisory);
        w.answer.object(Shape::PolicyRef);
        w.answer.string(loaded.program.info.id);
        w.answer.string(loaded.program.info.version);
        w.answer.string(loaded.digest);
        w.write_tags(&self.history);
        w.write_tiers(&self.history);
        w.write_scores(&self.history);
        w.write_warnings(&self.history);
        w.write_suggestions(offers);
        w.write_general();
        w.write_excluded(offers);
        w.write_gaps(gaps);
        w.write_changes(changes);
        w.answer.maybe_time(next);
    }
}

impl Writer<'_> {
    #[inline(never)]
    pub(super) fn write_tags(&mut self, history: &History) {
        let mut list = self.answer.array();
        for (tag, state) in self.loaded.program.tags.iter().zip(&history.tags) {
            let Some(since) = state.since else { continue };
            list.item();
            self.answer.object(Shape::Tag);
            self.answer.string(tag.id);
            self.label(tag.label);
            self.answer.time(since);
            self.answer.maybe_time(tag.ttl.map(|ttl| state.held + ttl));
            match &tag.message {
                Some(message) => self.one_reason(tag.id, message, tag.when),
                None => self.reasons(tag.id, tag.label, &[Some(tag.when)]),
            }
        }
        self.answer.end(list);
    }

    #[inline(never)]
    fn write_tiers(&mut self, history: &History) {
        let program = &self.loaded.program;
        let mut list = self.answer.array();
        let tiers = program.tiers.iter().zip(&history.tiers).enumerate();
        for (index, (tier, standing)) in tiers {
            let Some(standing) = standing else { continue };
            let Some(level) = tier.levels.get(usize::from(standing.level)) else {
                continue;
            };
            list.item();
            self.answer.object(Shape::Tier);
            self.answer.string(tier.id);
            self.answer.string(level.id);
            self.label(level.label);
            self.answer.strings(&level.entitlements);
            self.answer.time(standing.since);
            let above = standing.level.checked_sub(1);
            match above.and_then(|above| Some((above, tier.levels.get(usize::from(above))?))) {
                None => self.answer.null(),
                Some((above, next)) => {
                    self.answer.object(Shape::NextLevel);
                    self.answer.string(next.id);
                    let row = tier.rows.iter().find(|row| row.to == above);
                    let item = nth(self.loaded.tier_items, index);
                    self.write_missing(row.and_then(|row| row.when), item);
                }
            }
            let row = tier.rows.get(standing.row).and_then(|row| row.when);
            self.reasons(tier.id, level.label, &[row]);
        }
        self.answer.end(list);
    }

    /// The facts of a condition that does not hold: what is missing for it.
    #[inline(never)]
    fn write_missing(&mut self, node: Option<NodeId>, matters_to: StrId) {
        let mut missing: Vec<Slot> = Vec::new();
        if let Some(node) = node {
            for (leaf, _) in self.unmet(node) {
                condition::reads(&self.loaded.program, leaf, |slot| {
                    if !missing.contains(&slot) {
                        missing.push(slot);
                    }
                });
            }
        }
        let mut list = self.answer.array();
        for slot in missing {
            list.item();
            self.gap(slot, &[matters_to]);
        }
        self.answer.end(list);
    }

    #[inline(never)]
    fn gap(&mut self, slot: Slot, items: &[StrId]) {
        let info = self.loaded.program.slots.get(usize::from(slot));
        self.answer.object(Shape::Gap);
        self.answer.string(info.map_or(0, |info| info.name));
        self.label(info.map_or(0, |info| info.label));
        self.answer.strings(items);
    }

    #[inline(never)]
    fn write_scores(&mut self, history: &History) {
        let program = &self.loaded.program;
        let mut list = self.answer.array();
        for (score, outcome) in program.scores.iter().zip(&history.outcomes) {
            let Some(value) = outcome.value else { continue };
            list.item();
            self.answer.object(Shape::Score);
            self.answer.string(score.id);
            self.answer.number(value);
            match band(score, value) {
                Some(band) => self.answer.string(band),
                None => self.answer.null(),
            }
            match outcome.probability {
                Some(probability) => self.answer.number(probability),
                None => self.answer.null(),
            }
            self.answer.number(outcome.initial);
            let mut contributions = self.answer.array();
            for points in &outcome.points {
                contributions.item();
                self.answer.object(Shape::Contribution);
                self.answer.string(points.name.0);
                self.label(points.name.1);
                self.fact(points.slot);
                self.answer.number(points.points);
            }
            self.answer.end(contributions);
            let mut reasons = self.answer.array();
            for reason in &outcome.reasons {
                reasons.item();
                self.answer.object(Shape::ReasonCode);
                self.answer.string(reason.code);
                self.label(reason.text);
                self.answer.number(reason.points);
            }
            self.answer.end(reasons);
        }
        self.answer.end(list);
    }

    #[inline(never)]
    fn write_warnings(&mut self, history: &History) {
        let mut list = self.answer.array();
        for (warning, &open) in self.loaded.program.warnings.iter().zip(&history.warnings) {
            if !open {
                continue;
            }
            list.item();
            self.answer.object(Shape::Warning);
            self.answer.string(warning.id);
            self.word(match warning.severity {
                Severity::Notice => Word::Notice,
                Severity::Caution => Word::Caution,
                Severity::High => Word::High,
            });
            self.message(&warning.message);
            self.word(Word::Open);
            let mut actions = self.answer.array();
            for action in &warning.actions {
                actions.item();
                self.answer.object(Shape::WarningAction);
                self.answer.string(action.act);
                self.answer.strings(&action.channels);
                match action.playbook {
                    Some(playbook) => self.answer.string(playbook),
                    None => self.answer.null(),
                }
            }
            self.answer.end(actions);
            self.one_reason(warning.id, &warning.message, warning.when);
        }
        self.answer.end(list);
    }

    #[inline(never)]
    fn write_suggestions(&mut self, offers: &Offers) {
        let mut list = self.answer.array();
        for (rank, &(index, _)) in (1_u32..).zip(&offers.suggested) {
            let Some(product) = self.loaded.program.products.get(index) else {
                continue;
            };
            list.item();
            self.begin_suggestion(product, rank);
            self.message(&product.message);
            self.end_suggestion(product);
            let gates = [product.eligibility, product.applicability];
            self.reasons(product.id, product.label, &gates);
        }
        self.answer.end(list);
    }

    #[inline(never)]
    fn write_general(&mut self) {
        let mut list = self.answer.array();
        for (rank, &index) in (1_u32..).zip(&self.loaded.program.general) {
            let Some(product) = self.loaded.program.products.get(usize::from(index)) else {
                continue;
            };
            list.item();
            self.begin_suggestion(product, rank);
            self.label(product.general_message);
            self.end_suggestion(product);
            self.answer.strings(&[]); // no reason: it uses nothing about the customer
        }
        self.answer.end(list);
    }

    #[inline(never)]
    fn begin_suggestion(&mut self, product: &Product, rank: u32) {
        self.answer.object(Shape::Suggestion);
        self.answer.string(product.id);
        self.answer.string(product.id);
        self.answer.number(f64::from(rank));
    }

    #[inline(never)]
    fn end_suggestion(&mut self, product: &Product) {
        let policy = &self.loaded.program.contact;
        self.answer.string(product.channels.first().copied().unwrap_or_default());
        let (from, to) = contact::window(policy, self.now, &self.loaded.zone);
        self.answer.object(Shape::TimeWindow);
        self.answer.time(from);
        self.answer.time(to);
        match contact::remaining(policy) {
            Some(remaining) => self.answer.number(f64::from(remaining)),
            None => self.answer.null(),
        }
        self.answer.strings(&product.disclosures);
    }

    #[inline(never)]
    fn write_excluded(&mut self, offers: &Offers) {
        let mut list = self.answer.array();
        for &(index, gate) in &offers.excluded {
            let Some(product) = self.loaded.program.products.get(index) else {
                continue;
            };
            list.item();
            self.answer.object(Shape::Exclusion);
            self.answer.string(product.id);
            match gate {
                Gate::Eligibility(node) => {
                    self.word(Word::Eligibility);
                    self.reasons(product.id, product.label, &[Some(node)]);
                }
                Gate::Applicability(node) => {
                    self.word(Word::Applicability);
                    self.reasons(product.id, product.label, &[Some(node)]);
                }
                Gate::Suitability(unsuitable) => {
                    self.word(Word::Suitability);
                    self.write_unsuitable(product.id, unsuitable);
                }
            }
        }
        self.answer.end(list);
    }

    #[inline(never)]
    fn write_unsuitable(&mut self, rule: StrId, unsuitable: Unsuitable) {
        let (Unsuitable::Tolerance(slot, _) | Unsuitable::Expired(slot, _)) = unsuitable;
        let label = self.loaded.program.slots.get(usize::from(slot)).map_or(0, |info| info.label);
        let mut list = self.answer.array();
        list.item();
        self.answer.object(Shape::Reason);
        self.answer.string(rule);
        self.label(label);
        let mut evidence = self.answer.array();
        evidence.item();
        match unsuitable {
            Unsuitable::Tolerance(slot, needed) => {
                self.begin_evidence(slot, Word::Ge);
                match needed {
                    Some(level) => self.answer.string(level),
                    None => self.answer.null(),
                }
            }
            Unsuitable::Expired(slot, today) => {
                self.begin_evidence(slot, Word::Gt);
                self.answer.value(Value::Int(today), &crate::model::value::Type::Date, &[]);
            }
        }
        self.answer.end(evidence);
        self.answer.end(list);
    }

    #[inline(never)]
    fn write_gaps(&mut self, gaps: &Gaps) {
        let mut list = self.answer.array();
        for (slot, items) in gaps {
            list.item();
            self.gap(*slot, items);
        }
        self.answer.end(list);
    }

    #[inline(never)]
    fn write_changes(&mut self, changes: &Changes) {
        let mut list = self.answer.array();
        for &(item, change) in changes {
            list.item();
            self.answer.object(Shape::Change);
            self.answer.string(item);
            self.word(change);
        }
        self.answer.end(list);
    }
}

#[inline(never)]
fn scope<'a>(loaded: &'a Loaded, slots: &'a [Value], now: Millis) -> Scope<'a> {
    Scope { slots, fields: &[], product: Default::default(), now, zone: &loaded.zone }
}

#[inline(never)]
fn set(slots: &mut [Value], slot: Slot, value: Value) {
    if let Some(place) = slots.get_mut(usize::from(slot)) {
        *place = value;
    }
}

#[inline(never)]
fn band(score: &Score, value: f64) -> Option<StrId> {
    // The first band reaches down to minus infinity.
    let after = score.bands.partition_point(|band| band.from <= value).max(1);
    score.bands.get(after - 1).map(|band| band.id)
}

#[inline(never)]
fn rank(
    program: &Program,
    product: &Product,
    boost: f64,
    scope: Scope<'_>,
    stack: &mut Vec<Value>,
) -> f64 {
    let intent = product.intent.map_or(Value::Number(0.0), |intent| {
        match expression::evaluate(program, intent, &scope, stack) {
            Value::Unknown => Value::Number(0.0), // nothing is known of an interest: there is none
            value => value,
        }
    });
    let value = Value::Number(product.value);
    let product = ProductNumbers { value, intent, tier_boost: Value::Number(boost) };
    let formula = program.ranking.map_or(value, |ranking| {
        expression::evaluate(program, ranking, &Scope { product, ..scope }, stack)
    });
    match formula {
        Value::Number(rank) => rank,
        Value::Int(rank) => number::to_f64(rank),
        _ => f64::NEG_INFINITY,
    }
}

#[inline(never)]
fn note_gap(gaps: &mut Gaps, slot: Slot, item: StrId) {
    let place = gaps.partition_point(|&(other, _)| other < slot);
    match gaps.get_mut(place) {
        Some((other, items)) if *other == slot => {
            if !items.contains(&item) {
                items.push(item);
            }
        }
        _ => gaps.insert(place, (slot, alloc::vec![item])),
    }
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
    let mut leaves = Vec::new();
    condition::support(program, node, scope, stack, &mut leaves);
    for (leaf, _) in leaves {
        condition::reads(program, leaf, |slot| {
            if scope.slots.get(usize::from(slot)) == Some(&Value::Unknown) {
                note_gap(gaps, slot, item);
            }
        });
    }
}
