//! The answer: what the stages found, in the order of the portrait's fields.

use alloc::string::String;
use alloc::vec::Vec;

use super::history::History;
use super::offers::Offers;
use super::{Changes, Gaps, scope};
use crate::engine::again::{Line, Offered};
use crate::engine::because::Writer;
use crate::engine::loaded::{Word, nth};
use crate::model::answer::Counted;
use crate::model::shapes::Shape;
use crate::model::time::Millis;
use crate::model::value::{Slot, StrId, TextId, Truth, Value};
use crate::model::{digits, number};
use crate::pack::program::{Action, NodeId, Product, Program, Severity, Tag};
use crate::stages::expression;
use crate::stages::scores::{self, Outcome};
use crate::stages::suggestions::feedback::{Allowed, Responses, When};
use crate::stages::suggestions::gates::{Gate, Unsuitable};
use crate::stages::suggestions::rank::Arm;
use crate::stages::warning::State;

impl Writer<'_> {
    /// The tags that are given; as the customer's own also those that they removed, and what is removed there:
    /// then without a shape, all, and with [`Shape::MyTag`] those that the policy lets the customer see.
    #[inline(never)]
    pub(in crate::engine) fn write_tags(&mut self, history: &History, shape: Option<Shape>) {
        let program = &self.loaded.program;
        let mut list = self.answer.array();
        for (index, (tag, state)) in program.tags.iter().zip(&history.tags).enumerate() {
            let own = shape != Some(Shape::Tag);
            let removed = own && self.removed.has(index);
            let hidden = shape == Some(Shape::MyTag) && !tag.user_visible;
            if hidden || (state.since.is_none() && !removed) {
                continue;
            }
            list.item();
            self.answer.object(if own { Shape::MyTag } else { Shape::Tag });
            self.answer.string(tag.id);
            self.label(tag.label);
            self.answer.maybe_time(state.since);
            self.answer.maybe_time(state.since.and(tag.ttl).map(|ttl| state.held + ttl));
            match (&tag.message, tag.kept) {
                // Of a tag the reasons are kept: the moments move.
                _ if !own && self.repeats(nth(self.loaded.tag_items, index)) => {}
                _ if removed => self.answer.list(0),
                (_, Some(kept)) if self.lapsed(tag) => {
                    self.kept(tag.id, kept, tag.when);
                }
                (Some(message), _) => self.one_reason(tag.id, message, tag.when),
                (None, _) => self.reasons(tag.id, tag.label, &[Some(tag.when)]),
            }
            if own {
                self.answer.bool(removed);
            }
        }
        if shape.is_none() {
            for name in self.removed.elsewhere(program) {
                list.item();
                self.answer.object(Shape::MyTag);
                self.answer.text(name);
                self.answer.text(name);
                self.answer.null();
                self.answer.null();
                self.answer.list(0);
                self.answer.bool(true);
            }
        }
        self.answer.end(list);
    }

    /// Whether a tag is given only because it was.
    fn lapsed(&mut self, tag: &Tag) -> bool {
        match self.evaluate(tag.when) {
            Truth::True => false,
            Truth::Unknown => !tag.on_unknown,
            Truth::False => true,
        }
    }

    #[inline(never)]
    pub(super) fn write_tiers(&mut self, history: &History, shape: Shape) {
        let program = &self.loaded.program;
        let mut list = self.answer.array();
        let tiers = program.tiers.iter().zip(&history.tiers).enumerate();
        for (index, (tier, standing)) in tiers {
            let Some(standing) = standing else { continue };
            let Some(level) = tier.levels.get(usize::from(standing.level)) else {
                continue;
            };
            let is_table = shape == Shape::Tier;
            if is_table != tier.initial.is_none() {
                continue;
            }
            list.item();
            let item = nth(self.loaded.tier_items, index);
            if self.repeats(item) {
                continue;
            }
            self.answer.object(shape);
            self.answer.string(tier.id);
            self.answer.string(level.id);
            self.label(level.label);
            self.answer.strings(&level.entitlements);
            self.answer.time(standing.since);
            let above = standing.level.checked_sub(1);
            match above.and_then(|above| Some((above, tier.levels.get(usize::from(above))?))) {
                _ if !is_table => {}
                None => self.answer.null(),
                Some((above, next)) => {
                    self.answer.object(Shape::NextLevel);
                    self.answer.string(next.id);
                    let row = tier.rows.iter().find(|row| row.to == above);
                    self.write_missing(row.and_then(|row| row.when), item);
                }
            }
            match self.grounds(tier, *standing) {
                (Some(node), Some(kept)) => self.kept(tier.id, kept, node),
                (why, _) => self.reasons(tier.id, level.label, &[why]),
            }
        }
        self.answer.end(list);
    }

    /// What a condition that does not hold lacks: its facts, and what they would have to be.
    #[inline(never)]
    fn write_missing(&mut self, node: Option<NodeId>, matters_to: StrId) {
        self.leaves.clear();
        if let Some(node) = node {
            self.lacking(node, false);
        }
        let missing = self.slots_of(self.leaves);
        let mut list = self.answer.array();
        for slot in missing {
            list.item();
            self.gap(slot, &[matters_to]);
        }
        self.answer.end(list);
        let mut changes = self.answer.array();
        self.changes(&mut changes);
        self.answer.end(changes);
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
    pub(super) fn write_scores(&mut self, outcomes: &[Outcome]) {
        let program = &self.loaded.program;
        let mut list = self.answer.array();
        // How many lines the scores before have.
        let mut lines = 0;
        for (index, (score, outcome)) in program.scores.iter().zip(outcomes).enumerate() {
            let first = lines;
            lines += outcome.points.len() + outcome.reasons.len();
            let Some(value) = outcome.value else { continue };
            list.item();
            if self.repeats(nth(self.loaded.score_items, index)) {
                continue;
            }
            self.answer.object(Shape::Score);
            self.answer.string(score.id);
            self.label(score.label);
            self.answer.number(value);
            match scores::band(score, value) {
                Some(band) => {
                    self.answer.string(band.id);
                    self.label(band.label);
                }
                None => {
                    self.answer.null();
                    self.answer.null();
                }
            }
            match outcome.probability {
                Some(probability) => self.answer.number(probability),
                None => self.answer.null(),
            }
            self.answer.number(outcome.initial);
            let mut contributions = self.answer.array();
            for (place, points) in (first..).zip(&outcome.points) {
                contributions.item();
                let fact = self.slots.get(usize::from(points.slot)).copied().unwrap_or_default();
                if self.repeats_line(place, (points.name, points.points, fact)) {
                    continue;
                }
                self.answer.object(Shape::Contribution);
                self.answer.string(points.name.0);
                self.label(points.name.1);
                self.fact(points.slot);
                self.answer.number(points.points);
            }
            self.answer.end(contributions);
            let mut reasons = self.answer.array();
            for (place, reason) in (first + outcome.points.len()..).zip(&outcome.reasons) {
                reasons.item();
                if self.repeats_line(
                    place,
                    ((reason.code, reason.text), reason.points, Value::Unknown),
                ) {
                    continue;
                }
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
    pub(in crate::engine) fn write_warnings(&mut self, history: &History) {
        let mut list = self.answer.array();
        let warnings = self.loaded.program.warnings.iter().zip(&history.warnings);
        for (index, (warning, episode)) in warnings.enumerate() {
            if episode.is == State::NONE {
                continue;
            }
            let (severity, actions) = if episode.is.is_escalated() {
                (warning.escalated_severity, &warning.escalated_actions)
            } else {
                (warning.severity, &warning.actions)
            };
            list.item();
            if self.repeats(nth(self.loaded.warning_items, index)) {
                continue;
            }
            self.answer.object(Shape::Warning);
            self.answer.string(warning.id);
            self.word(match severity {
                Severity::Notice => Word::Notice,
                Severity::Caution => Word::Caution,
                Severity::High => Word::High,
            });
            // Once resolved, nothing is to be done, and the sentence may no longer be true.
            let live = episode.is.is_live();
            if live {
                self.message(&warning.message);
            } else {
                self.answer.null();
            }
            self.word(match episode.is.base() {
                State::OPEN => Word::Open,
                State::ACKNOWLEDGED => Word::Acknowledged,
                _ => Word::Resolved,
            });
            self.answer.time(episode.opened);
            if live {
                self.answer.list(actions.len());
                for action in actions {
                    self.write_action(warning.id, action, episode.opened);
                }
                self.one_reason(warning.id, &warning.message, warning.when);
            } else {
                self.answer.list(0);
                self.answer.list(0);
            }
        }
        self.answer.end(list);
    }

    /// What is to be done, and for a task of the bank's people its ids: the same each time it is told.
    #[inline(never)]
    fn write_action(&mut self, warning: StrId, action: &Action, opened: Millis) {
        self.answer.object(Shape::WarningAction);
        self.answer.string(action.act);
        self.answer.strings(&action.channels);
        self.maybe_string(action.playbook);
        if !action.task {
            self.answer.null();
            return;
        }
        let info = &self.loaded.program.info;
        let mut digits = String::new();
        digits::push(&mut digits, opened.unsigned_abs(), 10, 1);
        self.answer.object(Shape::Task);
        self.answer.sentence(self.loaded.word(Word::TaskId), 4);
        self.answer.strings_of(&[info.id, warning, action.playbook.unwrap_or(action.act)]);
        self.answer.text(&digits);
        self.answer.string(warning);
        self.maybe_string(action.playbook);
        self.answer.strings_of(&[info.id, info.version]);
        self.answer.time(opened);
    }

    fn maybe_string(&mut self, string: Option<StrId>) {
        match string {
            Some(string) => self.answer.string(string),
            None => self.answer.null(),
        }
    }

    #[inline(never)]
    pub(super) fn write_suggestions(&mut self, offers: &Offers) {
        let mut list = self.answer.array();
        let when =
            offers.answered.responses.when(&self.loaded.program, self.now, &self.loaded.zone);
        for (rank, offer) in (1_u32..).zip(&offers.suggested) {
            let Some(product) = self.loaded.program.products.get(offer.product) else {
                continue;
            };
            let allowed = &offer.allowed;
            list.item();
            let offered = Offered::Suggested(rank, *allowed, when.instead);
            if self.repeats_offer(offer.product, offered) {
                self.answer.like();
                self.time_window(when);
                continue;
            }
            self.begin_suggestion(product, rank, allowed.channel);
            self.message(&product.message);
            self.end_suggestion(product, allowed, when);
            self.write_terms(product);
            let mut because = self.answer.array();
            let own = [product.eligibility, product.applicability];
            if product.bundle.is_empty() {
                self.reasons_of(&mut because, product.id, product.label, &own);
            } else {
                let gates = gates_of(&self.loaded.program, product);
                self.reasons_of(&mut because, product.id, product.label, &gates);
            }
            self.write_learned(&mut because, allowed, when);
            self.answer.end(because);
        }
        self.answer.end(list);
    }

    #[inline(never)]
    pub(super) fn write_general(&mut self) {
        let mut list = self.answer.array();
        let nothing = Responses::default();
        let when = nothing.when(&self.loaded.program, self.now, &self.loaded.zone);
        for (rank, &index) in (1_u32..).zip(&self.loaded.program.general) {
            let Some(product) = self.loaded.program.products.get(usize::from(index)) else {
                continue;
            };
            list.item();
            // In the general list nothing changes but the hour.
            if self.names(self.loaded.reads.general(usize::from(index))) {
                self.answer.like();
                self.time_window(when);
                continue;
            }
            // Of earlier suggestions nothing is used either.
            let policy = &self.loaded.program.contact;
            let free = |channel: &&StrId| policy.purpose(**channel).is_none();
            let channel = product.channels.iter().find(free).copied().unwrap_or_default();
            let remaining = nothing.remaining(&self.loaded.program, usize::from(index), channel);
            let allowed = Allowed { channel, remaining, instead: None };
            self.begin_suggestion(product, rank, channel);
            self.label(product.general_message);
            self.end_suggestion(product, &allowed, when);
            // No terms and no reason: it uses nothing about the customer.
            self.answer.list(0);
            self.answer.list(0);
        }
        self.answer.end(list);
    }

    #[inline(never)]
    fn begin_suggestion(&mut self, product: &Product, rank: u32, channel: StrId) {
        self.answer.object(Shape::Suggestion);
        self.answer.sentence(self.loaded.word(Word::SuggestionId), 2);
        self.answer.strings_of(&[product.id, channel, product.id]);
        self.label(product.label);
        self.answer.number(f64::from(rank));
    }

    #[inline(never)]
    fn end_suggestion(&mut self, product: &Product, allowed: &Allowed, when: When) {
        self.answer.string(allowed.channel);
        self.time_window(when);
        match allowed.remaining {
            Some(remaining) => self.answer.number(f64::from(remaining)),
            None => self.answer.null(),
        }
        self.answer.strings(&product.disclosures);
    }

    #[inline(never)]
    fn time_window(&mut self, when: When) {
        let name = self.again.window(when.from, when.to);
        if self.is_named(name) {
            return;
        }
        self.answer.object(Shape::TimeWindow);
        self.answer.time(when.from);
        self.answer.time(when.to);
    }

    /// Whether the line of a score is as it was told.
    #[inline(never)]
    fn repeats_line(&mut self, place: usize, line: Line) -> bool {
        let name = self.again.line(place, line);
        self.is_named(name)
    }

    /// Writes a name, if there is one; whether it is enough.
    fn is_named(&mut self, name: Option<(usize, bool)>) -> bool {
        name.is_some_and(|(place, told)| {
            self.answer.name(place, told);
            told
        })
    }

    /// Whether an item is as it was told, so that its name is enough: written is the name, or what says under
    /// which name to keep what follows.
    #[inline(never)]
    fn repeats(&mut self, item: StrId) -> bool {
        self.names(self.loaded.place(item))
    }

    #[inline(never)]
    fn names(&mut self, place: usize) -> bool {
        if !self.again.keeps {
            return false;
        }
        let told = self.again.is_told(place);
        self.answer.name(place, told);
        told
    }

    /// The same of a product, and of what became of it.
    #[inline(never)]
    fn repeats_offer(&mut self, index: usize, offered: Offered) -> bool {
        let place = self.loaded.place(nth(self.loaded.product_items, index));
        if let Some(found) = self.again.of(place)
            && found.offered != offered
        {
            found.offered = offered;
            self.again.anew(place);
        }
        self.names(place)
    }

    /// What the policy suggests within the published corridor, as far as it is known.
    #[inline(never)]
    fn write_terms(&mut self, product: &Product) {
        let program = &self.loaded.program;
        let mut list = self.answer.array();
        for advice in &product.advisory {
            let scope = scope(self.loaded, self.slots, self.now);
            let value = match expression::evaluate(program, advice.expr, &scope, self.stack) {
                Value::Number(value) => value,
                Value::Int(value) => number::to_f64(value),
                _ => continue,
            };
            let Some(parts) = number::truncate(value * advice.parts + 0.5) else { continue };
            let value = number::to_f64(parts) / advice.parts;
            let mut within = value;
            if within < advice.from {
                within = advice.from;
            } else if within > advice.to {
                within = advice.to;
            }
            list.item();
            self.answer.object(Shape::SuggestedTerm);
            self.answer.string(advice.term);
            for number in [within, advice.from, advice.to] {
                self.answer.number(number);
            }
            self.answer.bool(within != value);
            self.word(Word::Advisory);
        }
        self.answer.end(list);
    }

    #[inline(never)]
    pub(super) fn write_excluded(&mut self, offers: &Offers) {
        let mut list = self.answer.array();
        for &(index, gate) in &offers.excluded {
            let Some(product) = self.loaded.program.products.get(index) else {
                continue;
            };
            list.item();
            if self.repeats_offer(index, Offered::Excluded(gate)) {
                continue;
            }
            self.answer.object(Shape::Exclusion);
            self.answer.string(product.id);
            self.label(product.label);
            match gate {
                Gate::Consent(purpose) => {
                    self.word(Word::Consent);
                    self.write_no_consent(product.id, purpose);
                }
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
                    self.write_unsuitable(product, unsuitable);
                }
                Gate::Contact(closed) => {
                    self.word(Word::Contact);
                    self.write_closed(product.id, closed);
                }
                Gate::Exclusive(other) => {
                    self.word(Word::Exclusive);
                    let other = self.loaded.program.products.get(other);
                    self.plain_reason(other.map(|other| (other.id, other.label)));
                }
                Gate::HoldOut => {
                    self.word(Word::HoldOut);
                    let experiment = self.loaded.program.ranking.experiment;
                    self.plain_reason(
                        experiment.map(|experiment| (experiment.id, experiment.label)),
                    );
                }
            }
        }
        self.answer.end(list);
    }

    /// One reason that rests on no fact: the rule and its label.
    #[inline(never)]
    fn plain_reason(&mut self, rule: Option<(StrId, TextId)>) {
        let mut list = self.answer.array();
        if let Some((id, label)) = rule {
            list.item();
            self.answer.object(Shape::Reason);
            self.answer.string(id);
            self.label(label);
            self.answer.list(0);
        }
        self.answer.end(list);
    }

    /// Which arm of the experiment under way the customer is in.
    #[inline(never)]
    pub(super) fn write_experiment(&mut self, arm: Option<Arm>) {
        let Some((experiment, arm)) = self.loaded.program.ranking.experiment.zip(arm) else {
            return self.answer.null();
        };
        self.answer.object(Shape::Assignment);
        self.answer.string(experiment.id);
        self.word(match arm {
            Arm::Champion => Word::Champion,
            Arm::Challenger => Word::Challenger,
            Arm::HoldOut => Word::HoldOut,
        });
    }

    /// The purpose for which there is no consent, and what the customer said of it, if anything.
    #[inline(never)]
    fn write_no_consent(&mut self, rule: StrId, purpose: u16) {
        let label = self.purpose(purpose).map_or(0, |purpose| purpose.label);
        let mut list = self.answer.array();
        list.item();
        self.answer.object(Shape::Reason);
        self.answer.string(rule);
        self.label(label);
        let mut evidence = self.answer.array();
        self.no_consent(purpose, &mut evidence);
        self.answer.end(evidence);
        self.answer.end(list);
    }

    #[inline(never)]
    fn write_unsuitable(&mut self, product: &Product, unsuitable: Unsuitable) {
        let told = product.suitability.map(|of| (of.told_tolerance, of.told_expires));
        let mut list = self.answer.array();
        list.item();
        self.answer.object(Shape::Reason);
        self.answer.string(product.id);
        self.unsuitable_sentence(unsuitable, told.unwrap_or_default());
        let mut evidence = self.answer.array();
        self.unsuitable(unsuitable, &mut evidence);
        self.answer.end(evidence);
        self.answer.end(list);
    }

    /// What of the suitability does not hold, as it would have to be.
    #[inline(never)]
    pub(in crate::engine) fn unsuitable(&mut self, unsuitable: Unsuitable, list: &mut Counted) {
        list.item();
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
    }

    #[inline(never)]
    pub(super) fn write_gaps(&mut self, gaps: &Gaps) {
        let place = self.again.lacks(gaps);
        if self.names(place) {
            return;
        }
        let mut list = self.answer.array();
        for (slot, items) in gaps.facts() {
            list.item();
            self.gap(slot, items);
        }
        self.answer.end(list);
    }

    #[inline(never)]
    pub(super) fn write_changes(&mut self, changes: &Changes) {
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

/// The conditions that a bundle passed: its own and those of its parts.
#[inline(never)]
fn gates_of(program: &Program, product: &Product) -> Vec<Option<NodeId>> {
    let parts = product.bundle.iter().filter_map(|&part| program.products.get(usize::from(part)));
    let all = core::iter::once(product).chain(parts);
    all.flat_map(|product| [product.eligibility, product.applicability]).collect()
}
