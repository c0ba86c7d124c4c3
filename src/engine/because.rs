//! Why: reasons and evidence, written from the conditions that were evaluated.

use alloc::vec::Vec;

use super::again::Again;
use super::loaded::{Loaded, Word};
use super::portrait::History;
use super::session::Session;
use crate::model::answer::{Answer, Counted};
use crate::model::shapes::Shape;
use crate::model::time::Millis;
use crate::model::value::{Slot, StrId, TextId, Truth, Type, Value};
use crate::pack::program::{Message, NodeId, NodeOp, Test};
use crate::rights::consent::Consents;
use crate::rights::tags::Removed;
use crate::stages::condition::{self, Leaf};
use crate::stages::expression::Scope;
use crate::stages::scores::Outcome;

/// What is needed to write reasons.
pub(super) struct Writer<'a> {
    pub loaded: &'a Loaded,
    pub locale: usize,
    pub slots: &'a [Value],
    pub texts: &'a [alloc::string::String],
    pub now: Millis,
    pub consents: &'a Consents,
    pub removed: &'a Removed,
    pub answer: &'a mut Answer,
    pub again: &'a mut Again,
    pub stack: &'a mut Vec<Value>,
    /// What [`support`](Writer::support) or [`lacking`](Writer::lacking) found last.
    pub leaves: &'a mut Vec<Leaf>,
}

impl Session {
    /// What writes into the answer, and what it writes of.
    pub(super) fn writer<'a>(
        &'a mut self,
        loaded: &'a Loaded,
        now: Millis,
    ) -> (Writer<'a>, &'a History, &'a [Outcome]) {
        let writer = Writer {
            loaded,
            locale: self.locale,
            slots: &self.slots,
            texts: self.symbols.texts(),
            now,
            consents: &self.consents,
            removed: &self.removed,
            answer: &mut self.answer,
            again: &mut self.again,
            stack: &mut self.stack,
            leaves: &mut self.leaves,
        };
        (writer, &self.history, &self.outcomes)
    }
}

impl<'a> Writer<'a> {
    pub fn localised(&self, text: TextId) -> StrId {
        self.loaded.localised(text, self.locale)
    }

    #[inline(never)]
    pub fn label(&mut self, text: TextId) {
        let id = self.localised(text);
        self.answer.string(id);
    }

    #[inline(never)]
    pub fn word(&mut self, word: Word) {
        self.answer.string(self.loaded.word(word));
    }

    /// A slot's value.
    #[inline(never)]
    pub fn fact(&mut self, slot: Slot) {
        let place = usize::from(slot);
        match self.loaded.program.slots.get(place).zip(self.slots.get(place)) {
            Some((info, &value)) => self.answer.fact(value, &info.ty, self.texts, self.slots),
            None => self.answer.null(),
        }
    }

    /// A sentence with its facts filled in.
    #[inline(never)]
    pub fn message(&mut self, message: &Message) {
        let text = self.localised(message.text);
        if message.args.is_empty() {
            self.answer.string(text);
            return;
        }
        self.answer.sentence(text, u32::try_from(message.args.len()).unwrap_or(0));
        for &slot in &message.args {
            self.spoken(slot);
        }
    }

    /// What conditions read.
    pub fn scope(&self) -> Scope<'a> {
        Scope {
            slots: self.slots,
            fields: &[],
            product: Default::default(),
            now: self.now,
            zone: &self.loaded.zone,
        }
    }

    /// The leaves on which the condition's truth rests.
    #[inline(never)]
    pub fn support(&mut self, node: NodeId) {
        self.leaves.clear();
        let scope = self.scope();
        condition::support(&self.loaded.program, node, &scope, self.stack, self.leaves);
    }

    /// The fewest leaves whose change makes the condition hold, or with `negated` makes it not hold.
    #[inline(never)]
    pub fn lacking(&mut self, node: NodeId, negated: bool) {
        self.leaves.clear();
        let scope = self.scope();
        let wanted = (node, negated);
        condition::lacking(&self.loaded.program, wanted, &scope, self.stack, self.leaves);
    }

    #[inline(never)]
    pub fn evaluate(&mut self, node: NodeId) -> Truth {
        condition::evaluate(&self.loaded.program, node, &self.scope(), self.stack)
    }

    /// What the leaves that were found last say, as evidence.
    #[inline(never)]
    pub fn changes(&mut self, list: &mut Counted) {
        let leaves = core::mem::take(self.leaves);
        for &leaf in &leaves {
            self.evidence(leaf, list);
        }
        *self.leaves = leaves;
    }

    /// One reason with a sentence of its own and all evidence.
    #[inline(never)]
    pub fn one_reason(&mut self, rule: StrId, message: &Message, node: NodeId) {
        let mut list = self.answer.array();
        list.item();
        self.answer.object(Shape::Reason);
        self.answer.string(rule);
        self.message(message);
        let mut evidence = self.answer.array();
        self.support(node);
        self.changes(&mut evidence);
        self.answer.end(evidence);
        self.answer.end(list);
    }

    /// What is given although its condition holds no longer.
    #[inline(never)]
    pub fn kept(&mut self, rule: StrId, text: TextId, node: NodeId) {
        self.one_reason(rule, &Message { text, args: Vec::new() }, node);
    }

    /// A reason per condition that has a label, and per leaf that has none.
    #[inline(never)]
    pub fn reasons(&mut self, rule: StrId, label: TextId, nodes: &[Option<NodeId>]) {
        let mut list = self.answer.array();
        self.reasons_of(&mut list, rule, label, nodes);
        self.answer.end(list);
    }

    /// The same, in a list that goes on.
    #[inline(never)]
    pub fn reasons_of(
        &mut self,
        list: &mut Counted,
        rule: StrId,
        label: TextId,
        nodes: &[Option<NodeId>],
    ) {
        for &node in nodes.iter().flatten() {
            self.groups(node, label, Some(rule), list);
        }
    }

    /// What a condition's truth rests on, one by one: reasons of a rule, or without one sentences only.
    #[inline(never)]
    pub fn groups(&mut self, node: NodeId, label: TextId, rule: Option<StrId>, list: &mut Counted) {
        self.support(node);
        let leaves = core::mem::take(self.leaves);
        for group in leaves.chunk_by(|a, b| a.named == b.named) {
            list.item();
            match rule {
                Some(rule) => self.reason(rule, label, group),
                None => self.sentence(label, group),
            }
        }
        *self.leaves = leaves;
    }

    /// The facts that leaves read, each once, in order.
    #[inline(never)]
    pub fn slots_of(&self, leaves: &[Leaf]) -> Vec<Slot> {
        let mut slots: Vec<Slot> = Vec::new();
        for leaf in leaves {
            condition::reads(&self.loaded.program, leaf.node, &mut |slot| {
                if !slots.contains(&slot) {
                    slots.push(slot);
                }
            });
        }
        slots
    }

    fn reason(&mut self, rule: StrId, label: TextId, group: &[Leaf]) {
        let named = group.first().map_or(0, |leaf| leaf.named);
        let info = self.loaded.program.nodes.get(usize::from(named));
        self.answer.object(Shape::Reason);
        self.answer.string(info.and_then(|info| info.id).unwrap_or(rule));
        self.sentence(label, group);
        let mut evidence = self.answer.array();
        for &leaf in group {
            self.evidence(leaf, &mut evidence);
        }
        self.answer.end(evidence);
    }

    /// What a leaf says of each fact it reads.
    #[inline(never)]
    pub fn evidence(&mut self, leaf: Leaf, list: &mut Counted) {
        let Leaf { node, negated, .. } = leaf;
        let program = &self.loaded.program;
        let Some(info) = program.nodes.get(usize::from(node)) else {
            return;
        };
        match info.op {
            NodeOp::Compare { slot, test, against } => {
                list.item();
                let against = program.consts.get(usize::from(against)).copied().unwrap_or_default();
                self.begin_evidence(slot, test_word(if negated { opposite(test) } else { test }));
                let ty =
                    program.slots.get(usize::from(slot)).map_or(&Type::Number, |info| &info.ty);
                self.answer.value(against, ty, self.texts);
            }
            NodeOp::In { slot, set } => {
                list.item();
                self.begin_evidence(slot, if negated { Word::NotIn } else { Word::In });
                let ty =
                    program.slots.get(usize::from(slot)).map_or(&Type::Number, |info| &info.ty);
                let mut members = self.answer.array();
                for &member in program.sets.get(usize::from(set)).into_iter().flatten() {
                    members.item();
                    self.answer.value(member, ty, self.texts);
                }
                self.answer.end(members);
            }
            NodeOp::Known(slot) => {
                list.item();
                self.known(slot, negated);
            }
            NodeOp::Expr(_) => {
                for slot in self.slots_of(&[leaf]) {
                    list.item();
                    self.known(slot, false);
                }
            }
            NodeOp::All(..) | NodeOp::Any(..) | NodeOp::Not(_) => {}
        }
    }

    fn known(&mut self, slot: Slot, negated: bool) {
        self.begin_evidence(slot, if negated { Word::NotKnown } else { Word::Known });
        self.answer.null();
    }

    /// Evidence up to `against`, which the caller writes.
    #[inline(never)]
    pub fn begin_evidence(&mut self, slot: Slot, test: Word) {
        let info = self.loaded.program.slots.get(usize::from(slot));
        self.answer.object(Shape::Evidence);
        self.answer.string(info.map_or(0, |info| info.name));
        self.label(info.map_or(0, |info| info.label));
        self.fact(slot);
        self.word(test);
    }
}

pub(super) fn test_word(test: Test) -> Word {
    match test {
        Test::Eq => Word::Eq,
        Test::Ne => Word::Ne,
        Test::Lt => Word::Lt,
        Test::Le => Word::Le,
        Test::Gt => Word::Gt,
        Test::Ge => Word::Ge,
    }
}

/// The test that holds exactly when this one does not.
fn opposite(test: Test) -> Test {
    match test {
        Test::Eq => Test::Ne,
        Test::Ne => Test::Eq,
        Test::Lt => Test::Ge,
        Test::Le => Test::Gt,
        Test::Gt => Test::Le,
        Test::Ge => Test::Lt,
    }
}
