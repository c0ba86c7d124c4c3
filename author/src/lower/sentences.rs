//! How the conditions of a program are told to people, and what people call the values that sentences tell.

use std::collections::{BTreeMap, BTreeSet};

use silhouette::model::value::{Slot, TextId, Type, Value};
use silhouette::pack::program::{
    Bin, Model, NodeId, NodeOp, Program, Source, Test, ValueLabel, Wording,
};

use super::Lowering;
use crate::document::{Localised, Short};
use crate::phrases::{self, Order, Telling};
use crate::values;

/// What of a tree of conditions is told, found from the root down.
#[derive(Clone, Copy, Debug)]
struct Place {
    negated: bool,
    /// The nearest node with a label above it, or itself.
    named: Option<NodeId>,
}

impl Lowering<'_> {
    /// Gives every condition its sentences, and every value that a sentence may tell its label.
    pub(super) fn sentences(&mut self) {
        let mut wordings: BTreeMap<Telling, u8> = BTreeMap::new();
        let mut spoken = self.in_messages();
        let told = tellings(&self.builder.program, &mut spoken);
        let told: Vec<(usize, Telling)> =
            told.into_iter().map(|(node, telling)| (node, self.spaced(node, telling))).collect();
        for (node, telling) in told {
            let told = self.telling(telling, &mut wordings);
            if let Some(node) = self.builder.program.nodes.get_mut(node) {
                node.told = told;
            }
        }
        if let Some(tolerance) = self.builder.program.products.iter().find_map(|p| p.suitability) {
            let of_level = self.telling(Telling::Number(Order::Ge), &mut wordings);
            let of_date = tolerance.expires.map(|_| Telling::Date(Order::Gt));
            let of_date = of_date.map_or(0, |telling| self.telling(telling, &mut wordings));
            spoken.insert(tolerance.tolerance);
            for product in &mut self.builder.program.products {
                if let Some(of) = &mut product.suitability {
                    (of.told_tolerance, of.told_expires) = (of_level, of_date);
                }
            }
        }
        let facts = self.builder.program.wordings.iter().any(|wording| wording.fact.is_some());
        if let Some(&slot) = spoken.first().filter(|_| facts) {
            let text = self.in_every_locale(phrases::unknown);
            self.builder.program.values.push(ValueLabel { slot, value: Value::Unknown, text });
        }
        for slot in spoken {
            self.value_labels(slot);
        }
    }

    /// The number of a wording, from 1 on; each is stored once.
    fn telling(&mut self, telling: Telling, wordings: &mut BTreeMap<Telling, u8>) -> u8 {
        if let Some(&told) = wordings.get(&telling) {
            return told;
        }
        let of: Vec<phrases::Phrases> =
            self.locales.iter().map(|locale| phrases::phrases(telling, locale)).collect();
        let mut text = |of: &dyn Fn(&phrases::Phrases) -> Option<String>,
                        all: &[phrases::Phrases]| {
            let texts: Option<Vec<String>> = all.iter().map(of).collect();
            texts.map(|texts| self.builder.text(&texts))
        };
        let holds = text(&|p| Some(p.holds.clone()), &of).unwrap_or_default();
        let fails = text(&|p| Some(p.fails.clone()), &of).unwrap_or_default();
        let unknown = text(&|p| Some(p.unknown.clone()), &of).unwrap_or_default();
        let fact = text(&|p| p.fact.clone(), &of);
        let all = &mut self.builder.program.wordings;
        all.push(Wording { holds, fails, unknown, fact });
        // There are far fewer tellings than 255.
        let told = u8::try_from(all.len()).unwrap_or(0);
        wordings.insert(telling, told);
        told
    }

    /// Facts that sentences of the document name.
    fn in_messages(&self) -> BTreeSet<Slot> {
        let program = &self.builder.program;
        let tags = program.tags.iter().filter_map(|tag| tag.message.as_ref());
        let warnings = program.warnings.iter().map(|warning| &warning.message);
        let products = program.products.iter().map(|product| &product.message);
        let all = tags.chain(warnings).chain(products);
        all.flat_map(|message| message.args.iter().copied()).collect()
    }

    /// Whether what a leaf's fact is held against begins with a Latin letter or a digit, in any Chinese locale.
    fn spaced(&self, node: usize, telling: Telling) -> Telling {
        let program = &self.builder.program;
        let Some(info) = program.nodes.get(node) else { return telling };
        let (slot, value) = match info.op {
            NodeOp::Compare { slot, against, .. } => {
                (slot, program.consts.get(usize::from(against)).copied())
            }
            NodeOp::In { slot, set } => {
                let set = program.sets.get(usize::from(set));
                (slot, set.and_then(|set| set.first()).copied())
            }
            _ => return telling,
        };
        let words = value.map_or_else(Vec::new, |value| self.words_of(slot, value));
        let mut chinese = self.locales.iter().zip(&words).filter(|(of, _)| of.starts_with("zh"));
        let latin = |text: &String| text.chars().next().is_some_and(|c| c.is_ascii_graphic());
        let spaced = chinese.any(|(_, text)| latin(text));
        match telling {
            Telling::Word { same, .. } => Telling::Word { same, spaced },
            Telling::Holds { inside, several, .. } => Telling::Holds { inside, several, spaced },
            other => other,
        }
    }

    /// What people call a value of a fact in each locale; its id where they call it nothing else.
    fn words_of(&self, slot: Slot, value: Value) -> Vec<String> {
        let id = match value {
            Value::Bool(is) => {
                return self.truth_label(slot, is);
            }
            Value::Sym(id) => id,
            _ => return vec!["0".to_owned(); self.locales.len()],
        };
        let program = &self.builder.program;
        let text = |id: u32| program.strings.get(usize::try_from(id).unwrap_or(usize::MAX));
        let id = text(id).map_or("", String::as_str);
        let name = self.name_of(slot);
        match values::label(self.document, name, id) {
            Some(label) => self.all_wordings(label),
            None => vec![id.to_owned(); self.locales.len()],
        }
    }

    fn truth_label(&self, slot: Slot, is: bool) -> Vec<String> {
        let id = if is { "true" } else { "false" };
        match values::label(self.document, self.name_of(slot), id) {
            Some(label) => self.all_wordings(label),
            None => self.locales.iter().map(|locale| phrases::truth(locale, is)).collect(),
        }
    }

    fn name_of(&self, slot: Slot) -> &str {
        let program = &self.builder.program;
        let info = program.slots.get(usize::from(slot));
        let name = info.and_then(|info| program.strings.get(usize::try_from(info.name).ok()?));
        name.map_or("", String::as_str)
    }

    /// A text in each locale, without looking for mistakes in it again.
    fn all_wordings(&self, text: &Localised) -> Vec<String> {
        let wording = |locale: &String| match &text.0 {
            Short::Text(same) => same.clone(),
            Short::Full(texts) => {
                let fallback = || self.locales.iter().find_map(|locale| texts.get(locale));
                texts.get(locale).or_else(fallback).cloned().unwrap_or_default()
            }
        };
        self.locales.iter().map(wording).collect()
    }

    fn value_labels(&mut self, slot: Slot) {
        let Some(info) = self.builder.program.slots.get(usize::from(slot)) else { return };
        let values: Vec<Value> = match &info.ty {
            Type::Bool => vec![Value::Bool(false), Value::Bool(true)],
            Type::Enum { values, .. } => values.iter().copied().map(Value::Sym).collect(),
            Type::Topic { words } => {
                let topics: BTreeSet<u32> = words.iter().map(|(_, topic)| *topic).collect();
                topics.into_iter().map(Value::Sym).collect()
            }
            Type::Category => {
                let fact = self.document.profile.get(self.name_of(slot));
                let named = fact.map(|fact| fact.value_labels.keys().cloned().collect::<Vec<_>>());
                let named = named.unwrap_or_default();
                named.iter().map(|value| Value::Sym(self.builder.string(value))).collect()
            }
            _ => return,
        };
        for value in values {
            let words = self.words_of(slot, value);
            let own = match value {
                Value::Sym(id) => {
                    self.builder.program.strings.get(usize::try_from(id).unwrap_or(0))
                }
                _ => None,
            };
            // A value that is called what its id is needs no label.
            if own.is_some_and(|own| words.iter().all(|word| word == own)) {
                continue;
            }
            let text: TextId = self.builder.text(&words);
            self.builder.program.values.push(ValueLabel { slot, value, text });
        }
    }
}

/// What each node of a condition is told as: those with a label, and leaves that none speaks for. Their facts
/// are added to `spoken`.
fn tellings(program: &Program, spoken: &mut BTreeSet<Slot>) -> Vec<(usize, Telling)> {
    let mut places: Vec<Option<Place>> = roots(program);
    let mut told = Vec::new();
    let mut with_facts: BTreeMap<NodeId, bool> = BTreeMap::new();
    let mut named = Vec::new();
    for (index, info) in program.nodes.iter().enumerate() {
        let Some(mut place) = places.get(index).copied().flatten() else { continue };
        let id = NodeId::try_from(index).unwrap_or(NodeId::MAX);
        let name = |id: NodeId| program.nodes.get(usize::from(id)).map(|n| (n.label, n.id));
        let above = place.named.and_then(name);
        if info.label.is_some() && above != Some((info.label, info.id)) {
            place.named = Some(id);
            named.push((id, place.negated));
        }
        let (first, count, negates) = match info.op {
            NodeOp::All(first, count) | NodeOp::Any(first, count) => (first, count, false),
            NodeOp::Not(child) => (child, 1, true),
            _ => (0, 0, false),
        };
        for child in first..first.saturating_add(count) {
            if let Some(below) = places.get_mut(usize::from(child)) {
                *below = Some(Place { negated: place.negated != negates, named: place.named });
            }
        }
        let leaf = leaf(program, info.op, place.negated);
        match (place.named, leaf) {
            // A fact that is true or false says no more than the label does.
            (Some(above), leaf) if count == 0 => {
                let says = leaf.filter(|(slot, _)| !is_flag(program, *slot));
                *with_facts.entry(above).or_insert(true) &= says.is_some();
                spoken.extend(says.map(|(slot, _)| slot));
            }
            (None, Some((slot, telling))) => {
                spoken.insert(slot);
                told.push((index, telling));
            }
            _ => {}
        }
    }
    told.extend(named.into_iter().map(|(id, negated)| {
        let facts = with_facts.get(&id).copied().unwrap_or(false);
        (usize::from(id), Telling::Named { negated, facts })
    }));
    told
}

/// The roots of conditions that people are told of: all but those of scorecards' attributes.
fn roots(program: &Program) -> Vec<Option<Place>> {
    let mut is_child = BTreeSet::new();
    for node in &program.nodes {
        match node.op {
            NodeOp::All(first, count) | NodeOp::Any(first, count) => {
                is_child.extend(first..first.saturating_add(count));
            }
            NodeOp::Not(child) => drop(is_child.insert(child)),
            _ => {}
        }
    }
    for score in &program.scores {
        let Model::Scorecard(card) = &score.model else { continue };
        let attributes = card.characteristics.iter().flat_map(|one| &one.attributes);
        is_child.extend(attributes.filter_map(|attribute| match attribute.when {
            Bin::When(node) => Some(node),
            _ => None,
        }));
    }
    let all = 0..program.nodes.len();
    all.map(|index| {
        let root = NodeId::try_from(index).is_ok_and(|id| !is_child.contains(&id));
        root.then_some(Place { negated: false, named: None })
    })
    .collect()
}

fn is_flag(program: &Program, slot: Slot) -> bool {
    program.slots.get(usize::from(slot)).is_some_and(|info| info.ty == Type::Bool)
}

/// The fact that a leaf reads, and what it is told as without a label.
fn leaf(program: &Program, op: NodeOp, negated: bool) -> Option<(Slot, Telling)> {
    let (slot, test, count) = match op {
        NodeOp::Compare { slot, test, .. } => (slot, Some(test), 1),
        NodeOp::In { slot, set } => {
            (slot, None, program.sets.get(usize::from(set)).map_or(0, Vec::len))
        }
        NodeOp::Known(slot) => return Some((slot, Telling::Known(!negated))),
        _ => return None,
    };
    let info = program.slots.get(usize::from(slot))?;
    let inside = !negated;
    let several = count > 1;
    if let Source::ProfileList(_) = info.source {
        return Some((slot, Telling::Holds { inside, several, spaced: false }));
    }
    let order = Order::of(test.unwrap_or(Test::Eq), negated);
    let telling = match (&info.ty, test) {
        (Type::Int | Type::Number | Type::Decimal { .. }, Some(_)) => Telling::Number(order),
        (Type::Date, Some(_)) => Telling::Date(order),
        (ty, None) if several => {
            let numbers =
                matches!(ty, Type::Int | Type::Number | Type::Decimal { .. } | Type::Date);
            Telling::Among { inside, numbers }
        }
        (Type::Int | Type::Number | Type::Decimal { .. }, None) => Telling::Number(order),
        (Type::Date, None) => Telling::Date(order),
        _ => Telling::Word { same: order == Order::Eq, spaced: false },
    };
    Some((slot, telling))
}
