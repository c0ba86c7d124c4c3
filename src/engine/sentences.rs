//! Sentences for people, filled from the conditions that were evaluated: every number in them is a value
//! that the trace shows, or stands in a text of the policy.

use super::because::Writer;
use crate::model::value::{Slot, TextId, Truth, Type, Value};
use crate::pack::program::{Message, NodeId, NodeOp, Tier, Wording};
use crate::stages::condition::Leaf;
use crate::stages::suggestions::gates::Unsuitable;
use crate::stages::tier::Standing;

/// What a fact is held against.
#[derive(Clone, Copy)]
enum Against<'a> {
    /// A value.
    One(Value),
    /// Any of these.
    Any(&'a [Value]),
}

impl<'a> Writer<'a> {
    /// A condition with a label, or a leaf without one, in words: `group` are the leaves that it speaks
    /// for. `label` is what is said where the policy has no words.
    #[inline(never)]
    pub fn sentence(&mut self, label: TextId, group: &[Leaf]) {
        let program = &self.loaded.program;
        let Some(&leaf) = group.first() else { return self.label(label) };
        let Some(info) = program.nodes.get(usize::from(leaf.named)) else {
            return self.label(label);
        };
        let Some(wording) = self.wording(info.told) else {
            return self.label(info.label.unwrap_or(label));
        };
        let truth = self.evaluate(leaf.named);
        let truth = if leaf.named_negated { !truth } else { truth };
        if let Some(label) = info.label {
            self.begin(wording, truth, label, 2);
            self.facts(wording, group);
            return;
        }
        let (slot, against) = match info.op {
            NodeOp::Compare { slot, against, .. } => {
                let against = program.consts.get(usize::from(against));
                (slot, Against::One(against.copied().unwrap_or_default()))
            }
            NodeOp::In { slot, set } => {
                let set = program.sets.get(usize::from(set));
                (slot, Against::Any(set.map_or(&[], |set| set)))
            }
            NodeOp::Known(slot) => (slot, Against::Any(&[])),
            _ => return self.label(label),
        };
        self.of_fact(wording, truth, slot, against);
    }

    /// What of a product's suitability does not hold.
    #[inline(never)]
    pub fn unsuitable_sentence(&mut self, unsuitable: Unsuitable, told: (u8, u8)) {
        let (slot, against, told) = match unsuitable {
            Unsuitable::Tolerance(slot, needed) => {
                (slot, needed.map_or(Value::Unknown, Value::Sym), told.0)
            }
            Unsuitable::Expired(slot, today) => (slot, Value::Int(today), told.1),
        };
        let truth = if self.is_known(slot) { Truth::False } else { Truth::Unknown };
        match self.wording(told) {
            Some(wording) => self.of_fact(wording, truth, slot, Against::One(against)),
            None => self.label_of(slot),
        }
    }

    /// The item's own sentence, then those of the conditions its truth rests on.
    pub fn sentences(
        &mut self,
        own: Option<&Message>,
        label: TextId,
        nodes: &[NodeId],
        unsuitable: Option<(Unsuitable, (u8, u8))>,
    ) {
        let mut list = self.answer.array();
        if let Some(message) = own {
            list.item();
            self.message(message);
        }
        for &node in nodes {
            self.groups(node, label, None, &mut list);
        }
        if let Some((unsuitable, told)) = unsuitable {
            list.item();
            self.unsuitable_sentence(unsuitable, told);
        }
        self.answer.end(list);
    }

    /// Why a level is held: its condition, or the eased one; and what is said when neither holds.
    pub fn grounds(&mut self, tier: &Tier, standing: Standing) -> (Option<NodeId>, Option<TextId>) {
        let entered = tier.rows.get(standing.row).and_then(|row| row.when);
        let why = standing.why.or(entered);
        if why.is_none_or(|node| self.evaluate(node) == Truth::True) {
            return (why, None);
        }
        let rows = tier.rows.iter().filter(|row| row.to == standing.level);
        let mut stays = rows.filter_map(|row| row.stay);
        match stays.find(|&stay| self.evaluate(stay) == Truth::True) {
            Some(stay) => (Some(stay), None),
            None => (why, tier.kept),
        }
    }

    fn wording(&self, told: u8) -> Option<Wording> {
        self.loaded.program.wordings.get(usize::from(told).checked_sub(1)?).copied()
    }

    /// A sentence up to its first argument, the label.
    fn begin(&mut self, wording: Wording, truth: Truth, label: TextId, arguments: u32) {
        let text = match truth {
            Truth::True => wording.holds,
            Truth::False => wording.fails,
            Truth::Unknown => wording.unknown,
        };
        let text = self.localised(text);
        self.answer.sentence(text, arguments);
        self.label(label);
    }

    #[inline(never)]
    fn of_fact(&mut self, wording: Wording, truth: Truth, slot: Slot, against: Against<'_>) {
        let label = self.loaded.program.slots.get(usize::from(slot)).map_or(0, |info| info.label);
        self.begin(wording, truth, label, 3);
        self.spoken(slot);
        match against {
            Against::One(value) => self.spoken_value(slot, value),
            Against::Any(values) => {
                self.answer.list(values.len());
                values.iter().for_each(|&value| self.spoken_value(slot, value));
            }
        }
    }

    /// The facts that leaves read, each once, with their values.
    fn facts(&mut self, wording: Wording, group: &[Leaf]) {
        let Some(template) = wording.fact else { return self.answer.null() };
        let slots = self.slots_of(group);
        let template = self.localised(template);
        self.answer.list(slots.len());
        for slot in slots {
            self.answer.sentence(template, 2);
            self.label_of(slot);
            let known = self.is_known(slot);
            match if known { None } else { self.value_label(slot, Value::Unknown) } {
                Some(text) => self.label(text),
                None => self.spoken(slot),
            }
        }
    }

    fn is_known(&self, slot: Slot) -> bool {
        self.slots.get(usize::from(slot)).is_some_and(|is| *is != Value::Unknown)
    }

    fn label_of(&mut self, slot: Slot) {
        let info = self.loaded.program.slots.get(usize::from(slot));
        self.label(info.map_or(0, |info| info.label));
    }

    /// A slot's value as people call it.
    #[inline(never)]
    pub fn spoken(&mut self, slot: Slot) {
        let value = self.slots.get(usize::from(slot)).copied().unwrap_or_default();
        let elements = value.elements(self.slots);
        if let Value::List { .. } = value {
            self.answer.list(elements.len());
        }
        elements.iter().for_each(|&element| self.spoken_value(slot, element));
    }

    /// What people call a value; one that is unknown they call the same of every fact.
    #[inline(never)]
    fn value_label(&self, slot: Slot, value: Value) -> Option<TextId> {
        let all = self.loaded.program.values.as_slice();
        if value == Value::Unknown {
            return all.first().filter(|one| one.value == value).map(|one| one.text);
        }
        let from = all.partition_point(|one| one.slot < slot);
        let mut own = all.get(from..)?.iter().take_while(|one| one.slot == slot);
        own.find(|one| one.value == value).map(|one| one.text)
    }

    #[inline(never)]
    fn spoken_value(&mut self, slot: Slot, value: Value) {
        let is_named = matches!(value, Value::Bool(_) | Value::Sym(_));
        match if is_named { self.value_label(slot, value) } else { None } {
            Some(text) => self.label(text),
            None => {
                let info = self.loaded.program.slots.get(usize::from(slot));
                self.answer.value(value, info.map_or(&Type::Number, |info| &info.ty), self.texts);
            }
        }
    }
}
