//! Why an item is as it is: the full trace, met or not, and what would change it.

use alloc::vec::Vec;

use super::because::{Writer, test_word};
use super::loaded::Word;
use super::portrait::History;
use super::session::{Session, moment};
use crate::behaviour::coerce::text_of;
use crate::model::answer::{Answer, Counted};
use crate::model::error::Error;
use crate::model::shapes::Shape;
use crate::model::value::{Slot, StrId, TextId, Truth, Type, Value};
use crate::pack::program::{
    Bin, Characteristic, Message, Model, NodeId, NodeOp, Program, Score, Source,
};
use crate::stages::condition::Leaf;
use crate::stages::scores::{Outcome, counterfactual, scorecard};
use crate::stages::suggestions::gates;

/// What can be explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// A tag.
    Tag,
    /// A tier.
    Tier,
    /// A score.
    Score,
    /// A warning.
    Warning,
    /// A product.
    Product,
    /// A feature.
    Feature,
    /// A lifecycle.
    Lifecycle,
}

impl ItemKind {
    /// Every kind: the word before the colon of an item, and the kind.
    pub const ALL: [(&'static str, ItemKind); 7] = [
        ("tag", ItemKind::Tag),
        ("tier", ItemKind::Tier),
        ("score", ItemKind::Score),
        ("warning", ItemKind::Warning),
        ("product", ItemKind::Product),
        ("feature", ItemKind::Feature),
        ("lifecycle", ItemKind::Lifecycle),
    ];
}

impl Session {
    /// Explains an item at a moment: an `Explanation`. `id` is the string of the item's id. Nothing
    /// of it is remembered: the next portrait is as if nobody had asked. Of an item whose purpose has no
    /// consent it says only that, and of a tag that the customer removed nothing.
    ///
    /// # Errors
    /// `input/item` when the policy has no such item, `input/personalisation` while personalisation
    /// is off, `input/time` as for [`portrait`](Self::portrait).
    pub fn explain(&mut self, kind: ItemKind, id: StrId, now: f64) -> Result<&Answer, Error> {
        let now = moment(now)?;
        if !self.personalised {
            return Err(Error::new("input/personalisation", "personalisation is off"));
        }
        let engine = self.engine.clone();
        let loaded = &*engine.0;
        let history = self.suppose(loaded, now);
        let (mut writer, standing, outcomes) = self.writer(loaded, now);
        let found = writer.explain(&loaded.program, (standing, outcomes), kind, id);
        self.history = history;
        match found {
            Some(()) => Ok(&self.answer),
            None => Err(Error::new("input/item", "the policy has no such item")),
        }
    }
}

impl<'a> Writer<'a> {
    #[inline(never)]
    fn explain(
        &mut self,
        program: &'a Program,
        (history, outcomes): (&History, &[Outcome]),
        kind: ItemKind,
        id: StrId,
    ) -> Option<()> {
        // The same text may stand more than once among the strings.
        let wanted = text_of(&program.strings, id);
        let is = |own: StrId| text_of(&program.strings, own) == wanted;
        let mut op = Word::All;
        let mut purpose = None;
        let mut removed = false;
        let label;
        let mut message = None;
        // Conditions below the item, and those of them that decided it.
        let mut nodes: Vec<NodeId> = Vec::new();
        let mut decided: Option<Option<NodeId>> = None;
        let kept;
        let mut truth = None;
        let mut suitability = None;
        let mut unsuitable = None;
        let mut fact = None;
        let mut scored = None;
        // What it could become, and the conditions for that.
        let mut other = None;
        match kind {
            ItemKind::Tag => {
                let place = program.tags.iter().position(|tag| is(tag.id))?;
                let tag = program.tags.get(place)?;
                nodes.push(tag.when);
                purpose = tag.purpose;
                removed = self.removed.has(place);
                label = tag.label;
                message = tag.message.as_ref();
            }
            ItemKind::Warning => {
                let warning = program.warnings.iter().find(|warning| is(warning.id))?;
                nodes.push(warning.when);
                purpose = warning.purpose;
                label = warning.message.text;
                message = Some(&warning.message);
            }
            ItemKind::Product => {
                let product = program.products.iter().find(|product| is(product.id))?;
                let protection =
                    program.general_only.filter(|one| self.consents.serves(one.purpose));
                let protected = protection
                    .and_then(|one| gates::protects(program, one, &self.scope(), self.stack));
                nodes.extend(protected);
                purpose = product.purpose.filter(|_| protected.is_none());
                label = product.label;
                message = Some(&product.message);
                let products = &program.products;
                let parts =
                    product.bundle.iter().filter_map(|&part| products.get(usize::from(part)));
                for product in core::iter::once(product).chain(parts) {
                    nodes.extend(product.eligibility);
                    nodes.extend(product.applicability);
                    if unsuitable.is_none() {
                        suitability = product.suitability.or(suitability);
                        unsuitable = suitability
                            .and_then(|needed| gates::suitability(program, needed, &self.scope()));
                    }
                }
                truth = unsuitable.map(|_| Truth::False);
            }
            ItemKind::Tier | ItemKind::Lifecycle => {
                let is_table = kind == ItemKind::Tier;
                let mut tiers = program.tiers.iter();
                let place =
                    tiers.position(|tier| is(tier.id) && tier.initial.is_none() == is_table)?;
                let tier = program.tiers.get(place)?;
                purpose = tier.purpose;
                nodes.extend(tier.rows.iter().filter_map(|row| row.when));
                if !is_table {
                    nodes.extend(tier.rows.iter().filter_map(|row| row.stay));
                }
                op = Word::Any;
                let standing = history.tiers.get(place).copied().flatten();
                truth = Some(if standing.is_some() { Truth::True } else { Truth::Unknown });
                let (why, text) = match standing {
                    Some(standing) => self.grounds(tier, standing),
                    None => (None, None),
                };
                decided = Some(why.filter(|_| text.is_none()));
                kept = text.map(|text| Message { text, args: Vec::new() });
                message = kept.as_ref();
                let standing = standing.unwrap_or_default();
                let level = usize::from(standing.level);
                label = tier.levels.get(level).map_or(tier.label, |level| level.label);
                let mut rows = tier.rows.iter().filter(|_| is_table);
                let row = rows.find(|row| row.to + 1 == standing.level);
                let above = tier.levels.get(level.wrapping_sub(1)).map(|level| level.id);
                other = above.zip(row.and_then(|row| row.when));
            }
            ItemKind::Score => {
                let place = program.scores.iter().position(|score| is(score.id))?;
                let score = program.scores.get(place)?;
                let outcome = outcomes.get(place)?;
                purpose = score.purpose;
                label = score.label;
                truth = Some(if outcome.value.is_some() { Truth::True } else { Truth::Unknown });
                scored = Some((place, score, outcome));
            }
            ItemKind::Feature => {
                let mut slots = program.slots.iter().zip(0..);
                let (info, slot) = slots
                    .find(|(info, _)| is(info.name) && matches!(info.source, Source::Feature(_)))?;
                label = info.label;
                truth = Some(self.known_truth(slot));
                fact = Some(slot);
            }
        }
        let of_rule = matches!(kind, ItemKind::Tag | ItemKind::Warning | ItemKind::Product);
        let purpose = purpose.filter(|_| !self.consents.serves(purpose));
        if removed || purpose.is_some() {
            self.unserved((id, label), purpose);
            return Some(());
        }
        let truth = match truth {
            Some(truth) => truth,
            None => {
                let mut all = Truth::True;
                nodes.iter().for_each(|&node| all = all.and(self.evaluate(node)));
                all
            }
        };
        let holds = truth == Truth::True;
        self.answer.object(Shape::Explanation);
        self.truth(truth);
        // An item's own sentence is told when it holds; of what does not, what stands in the way.
        let mut told = match decided {
            Some(why) => Vec::from(why.as_slice()),
            None => nodes.clone(),
        };
        if of_rule && !holds {
            told.retain(|&node| self.evaluate(node) != Truth::True);
        }
        let unfit = unsuitable.zip(suitability);
        let unfit = unfit.map(|(unfit, of)| (unfit, (of.told_tolerance, of.told_expires)));
        self.sentences(message.filter(|_| holds), label, &told, unfit);
        self.begin_node((Some(id), Some(label), op), truth);
        self.answer.list(0);
        let mut children = self.answer.array();
        for &node in &nodes {
            children.item();
            self.trace(node);
        }
        if let Some(slot) = fact.or(suitability.map(|needed| needed.tolerance)) {
            children.item();
            let truth = unsuitable.map_or(self.known_truth(slot), |_| Truth::False);
            self.begin_node((None, None, Word::Leaf), truth);
            let mut evidence = self.answer.array();
            match unsuitable {
                Some(unsuitable) => self.unsuitable(unsuitable, &mut evidence),
                None => self.known_evidence(slot, &mut evidence),
            }
            self.answer.end(evidence);
            self.answer.list(0);
        }
        if let Some((_, score, outcome)) = scored {
            self.parts(program, score, outcome, &mut children);
        }
        self.answer.end(children);
        // What would change it.
        let scope = self.scope();
        let reach = scored
            .and_then(|(place, ..)| counterfactual::next_band(program, place, &scope, self.stack));
        let to = match (&reach, other) {
            (Some(reach), _) => Some(reach.band),
            (_, Some((level, _))) => Some(level),
            // What has no condition cannot be lost.
            _ if of_rule && !(holds && nodes.is_empty()) => {
                Some(self.loaded.word(if holds { Word::Lost } else { Word::Gained }))
            }
            _ => None,
        };
        let Some(to) = to else {
            self.answer.null();
            return Some(());
        };
        self.answer.object(Shape::Alternative);
        self.answer.string(to);
        let mut changes = self.answer.array();
        for one in reach.iter().flat_map(|reach| &reach.moves) {
            changes.item();
            self.begin_evidence(one.slot, test_word(one.test));
            self.against(one.slot, one.against);
        }
        if let Some((_, node)) = other {
            nodes = alloc::vec![node];
        }
        if reach.is_none() {
            // To lose it, one condition that fails is enough: the first.
            let enough = if of_rule && holds { 1 } else { nodes.len() };
            for &node in nodes.iter().take(enough) {
                self.lacking(node, of_rule && holds);
                self.changes(&mut changes);
            }
        }
        if let Some(unsuitable) = unsuitable {
            self.unsuitable(unsuitable, &mut changes);
        }
        self.answer.end(changes);
        Some(())
    }

    /// An item whose purpose has no consent, or a tag that the customer removed: nothing of it is looked at.
    #[inline(never)]
    fn unserved(&mut self, (id, label): (StrId, TextId), purpose: Option<u16>) {
        let truth = if purpose.is_some() { Truth::Unknown } else { Truth::False };
        self.answer.object(Shape::Explanation);
        self.truth(truth);
        self.answer.list(0);
        self.begin_node((Some(id), Some(label), Word::Leaf), truth);
        let mut evidence = self.answer.array();
        if let Some(purpose) = purpose {
            self.no_consent(purpose, &mut evidence);
        }
        self.answer.end(evidence);
        self.answer.list(0);
        self.answer.null();
    }

    /// What a score is made of: the attributes that count, or the inputs.
    fn parts(
        &mut self,
        program: &'a Program,
        score: &'a Score,
        outcome: &Outcome,
        list: &mut Counted,
    ) {
        if let Model::Scorecard(card) = &score.model {
            for characteristic in &card.characteristics {
                list.item();
                self.characteristic(program, characteristic);
            }
            return;
        }
        for points in &outcome.points {
            list.item();
            let (id, label) = points.name;
            self.begin_node((Some(id), Some(label), Word::Leaf), self.known_truth(points.slot));
            let mut evidence = self.answer.array();
            self.known_evidence(points.slot, &mut evidence);
            self.answer.end(evidence);
            self.answer.list(0);
        }
    }

    /// A characteristic of a scorecard: the attribute that counts.
    #[inline(never)]
    fn characteristic(&mut self, program: &'a Program, characteristic: &'a Characteristic) {
        let slot = characteristic.slot;
        let attribute = scorecard::attribute(program, characteristic, &self.scope(), self.stack);
        let truth = if attribute.is_some() { Truth::True } else { Truth::Unknown };
        let label = Some(characteristic.label);
        self.begin_node((Some(characteristic.id), label, Word::Leaf), truth);
        let mut evidence = self.answer.array();
        let mut child = None;
        match attribute.map(|attribute| &attribute.when) {
            Some(Bin::Range { lo, hi }) => {
                for (test, bound) in [(Word::Ge, lo), (Word::Lt, hi)] {
                    if let Some(bound) = bound {
                        evidence.item();
                        self.begin_evidence(slot, test);
                        self.answer.number(*bound);
                    }
                }
            }
            Some(Bin::Numbers(numbers)) => {
                evidence.item();
                self.begin_evidence(slot, Word::In);
                self.answer.list(numbers.len());
                numbers.iter().for_each(|&number| self.answer.number(number));
            }
            Some(Bin::Values(values)) => {
                evidence.item();
                self.begin_evidence(slot, Word::In);
                self.answer.list(values.len());
                values.iter().for_each(|&value| self.against(slot, value));
            }
            Some(Bin::When(node)) => child = Some(*node),
            Some(Bin::Missing | Bin::Otherwise) | None => self.known_evidence(slot, &mut evidence),
        }
        self.answer.end(evidence);
        let mut children = self.answer.array();
        if let Some(node) = child {
            children.item();
            self.trace(node);
        }
        self.answer.end(children);
    }

    /// A node and all below it.
    #[inline(never)]
    fn trace(&mut self, id: NodeId) {
        let Some(node) = self.loaded.program.nodes.get(usize::from(id)) else {
            return self.answer.null();
        };
        let (op, first, count) = match node.op {
            NodeOp::All(first, count) => (Word::All, first, count),
            NodeOp::Any(first, count) => (Word::Any, first, count),
            NodeOp::Not(child) => (Word::Not, child, 1),
            _ => (Word::Leaf, 0, 0),
        };
        let truth = self.evaluate(id);
        self.begin_node((node.id, node.label, op), truth);
        let mut evidence = self.answer.array();
        self.evidence(Leaf::root(id, false), &mut evidence);
        self.answer.end(evidence);
        let mut children = self.answer.array();
        for child in first..first.saturating_add(count) {
            children.item();
            self.trace(child);
        }
        self.answer.end(children);
    }

    /// A node up to its evidence and children, which the caller writes.
    #[inline(never)]
    fn begin_node(&mut self, (id, label, op): (Option<StrId>, Option<TextId>, Word), truth: Truth) {
        self.answer.object(Shape::TraceNode);
        match id {
            Some(id) => self.answer.string(id),
            None => self.answer.null(),
        }
        match label {
            Some(label) => self.label(label),
            None => self.answer.null(),
        }
        self.word(op);
        self.truth(truth);
    }

    #[inline(never)]
    fn truth(&mut self, truth: Truth) {
        self.word(match truth {
            Truth::False => Word::False,
            Truth::True => Word::True,
            Truth::Unknown => Word::Unknown,
        });
    }

    fn known_truth(&self, slot: Slot) -> Truth {
        match self.slots.get(usize::from(slot)) {
            None | Some(Value::Unknown) => Truth::Unknown,
            Some(_) => Truth::True,
        }
    }

    fn known_evidence(&mut self, slot: Slot, list: &mut Counted) {
        list.item();
        let unknown = self.known_truth(slot) == Truth::Unknown;
        self.begin_evidence(slot, if unknown { Word::NotKnown } else { Word::Known });
        self.answer.null();
    }

    /// A value as the type of a slot has it.
    fn against(&mut self, slot: Slot, value: Value) {
        let info = self.loaded.program.slots.get(usize::from(slot));
        self.answer.value(value, info.map_or(&Type::Number, |info| &info.ty), self.texts);
    }
}
