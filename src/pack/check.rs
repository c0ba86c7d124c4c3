//! The check on loading: after it, no index of a [`Program`] is out of range, no expression needs
//! more than [`STACK`] places, features read only earlier ones, and conditions are trees.

use super::program::{
    Aggregate, Bin, Child, ExprId, FieldId, Key, Kind, Message, Model, NodeId, NodeOp, Op, Partial,
    Program, Score, Scorecard, Source, SplitBy, Step, TermOf, Trees, Verb, Window,
};
use crate::model::value::{Slot, StrId, TextId, Type, Value};

/// Places on the stack of an expression.
pub const STACK: usize = 32;
/// No scale of a decimal is larger.
pub const MAX_SCALE: u8 = 9;
/// No filter has a higher number than 255 in its kind.
pub const MAX_FILTERS: usize = 256;
/// Conditions are no deeper.
pub const MAX_DEPTH: u32 = 32;
/// No more events of a kind are kept: sums of squares of all of them fit 128 bits.
pub const MAX_CAP: u32 = 1_000_000;
/// No tree of a model is deeper.
pub const MAX_TREE_DEPTH: usize = 64;
/// No duration is longer, ms: a hundred years.
pub const MAX_DURATION: i64 = 3_155_760_000_000;

/// Where an expression stands, which says what it may read.
#[derive(Clone, Copy)]
enum Scope<'a> {
    Facts,
    Event(&'a Kind),
    Product,
}

/// `Some` when the program holds together.
#[must_use]
pub fn check(program: &Program) -> Option<()> {
    let p = Checker { program };
    p.info()?;
    p.facts()?;
    p.behaviour()?;
    p.conditions()?;
    p.results()?;
    p.offers()
}

struct Checker<'a> {
    program: &'a Program,
}

fn holds(condition: bool) -> Option<()> {
    condition.then_some(())
}

fn duration(ms: i64) -> Option<()> {
    holds((0..=MAX_DURATION).contains(&ms))
}

impl Checker<'_> {
    fn string(&self, id: StrId) -> Option<()> {
        holds(usize::try_from(id).ok()? < self.program.strings.len())
    }

    fn text(&self, id: TextId) -> Option<()> {
        let locales = self.program.info.locales.len();
        let after = usize::try_from(id).ok()?.checked_add(1)?.checked_mul(locales)?;
        holds(after <= self.program.texts.len())
    }

    fn slot(&self, slot: Slot) -> Option<()> {
        holds(usize::from(slot) < self.program.slots.len())
    }

    fn purpose(&self, purpose: Option<u16>) -> Option<()> {
        holds(purpose.is_none_or(|purpose| usize::from(purpose) < self.program.purposes.len()))
    }

    fn node(&self, id: NodeId) -> Option<()> {
        holds(usize::from(id) < self.program.nodes.len())
    }

    fn message(&self, message: &Message) -> Option<()> {
        self.text(message.text)?;
        holds(message.args.len() <= 16)?;
        message.args.iter().try_for_each(|&slot| self.slot(slot))
    }

    fn info(&self) -> Option<()> {
        let info = &self.program.info;
        self.string(info.id)?;
        self.string(info.version)?;
        holds((1..=64).contains(&info.locales.len()))?;
        info.locales.iter().try_for_each(|&id| self.string(id))?;
        self.program.texts.iter().try_for_each(|&id| self.string(id))?;
        holds(self.program.zone.is_sorted_by_key(|offset| offset.from))?;
        let day = 86_400_000;
        holds(self.program.zone.iter().all(|offset| (-day..=day).contains(&offset.offset)))
    }

    fn ty(&self, ty: &Type) -> Option<()> {
        match ty {
            Type::Decimal { scale } => holds(*scale <= MAX_SCALE),
            Type::Enum { values, .. } => values.iter().try_for_each(|&id| self.string(id)),
            Type::Topic { words } => words.iter().try_for_each(|&(word, topic)| {
                self.string(word)?;
                self.string(topic)
            }),
            _ => Some(()),
        }
    }

    fn facts(&self) -> Option<()> {
        let p = self.program;
        holds(p.slots.len() <= usize::from(Slot::MAX))?;
        holds(usize::from(p.profile) <= p.slots.len())?;
        for (index, slot) in p.slots.iter().enumerate() {
            self.string(slot.name)?;
            self.text(slot.label)?;
            self.ty(&slot.ty)?;
            holds((index < usize::from(p.profile)) == (slot.source == Source::Profile))?;
        }
        for purpose in &p.purposes {
            self.string(purpose.id)?;
            self.text(purpose.label)?;
        }
        let numbers = p.consts.iter().chain(p.sets.iter().flatten());
        numbers.into_iter().try_for_each(|&value| self.constant(value))
    }

    fn constant(&self, value: Value) -> Option<()> {
        match value {
            Value::Number(n) => holds(n.is_finite()),
            Value::Sym(id) => self.string(id),
            Value::Unknown | Value::Bool(_) | Value::Int(_) => Some(()),
        }
    }

    /// An expression in its scope; `before` is the first slot it may not read.
    fn expr(&self, id: ExprId, scope: Scope<'_>, before: usize) -> Option<()> {
        let expr = self.program.exprs.get(usize::from(id))?;
        let start = usize::try_from(expr.start).ok()?;
        let end = start.checked_add(usize::try_from(expr.len).ok()?)?;
        let mut depth = 0_usize;
        for &op in self.program.code.get(start..end)? {
            let (takes, gives) = match op {
                Op::Slot(slot) => {
                    holds(usize::from(slot) < before && !matches!(scope, Scope::Event(_)))?;
                    (0, 1)
                }
                Op::Field(field) => {
                    let Scope::Event(kind) = scope else {
                        return None;
                    };
                    holds(usize::from(field) < kind.fields.len())?;
                    (0, 1)
                }
                Op::Product(_) => {
                    holds(matches!(scope, Scope::Product))?;
                    (0, 1)
                }
                Op::Const(index) => {
                    holds(usize::from(index) < self.program.consts.len())?;
                    (0, 1)
                }
                Op::Now(_) => {
                    holds(!matches!(scope, Scope::Event(_)))?;
                    (0, 1)
                }
                Op::In(set) => {
                    holds(usize::from(set) < self.program.sets.len())?;
                    (1, 1)
                }
                Op::ToNumber(scale) | Op::ScaleUp(scale) => {
                    holds(scale <= 18)?;
                    (1, 1)
                }
                Op::Not | Op::Known | Op::Neg | Op::ToInt | Op::Abs => (1, 1),
                Op::And | Op::Or | Op::Compare(_) | Op::Add | Op::Sub | Op::Mul => (2, 1),
                Op::Div | Op::Rem | Op::Min | Op::Max => (2, 1),
                Op::Select => (3, 1),
            };
            depth = depth.checked_sub(takes)? + gives;
            holds(depth <= STACK)?;
        }
        holds(depth == 1)
    }

    fn kind(&self, id: u16) -> Option<&Kind> {
        self.program.kinds.get(usize::from(id))
    }

    fn behaviour(&self) -> Option<()> {
        let p = self.program;
        holds(p.kinds.len() <= 1024)?;
        for kind in &p.kinds {
            self.string(kind.name)?;
            self.text(kind.label)?;
            holds(
                kind.fields.len() <= 64
                    && kind.filters.len() <= MAX_FILTERS
                    && (1..=MAX_CAP).contains(&kind.cap),
            )?;
            kind.retain.map_or(Some(()), duration)?;
            for field in &kind.fields {
                self.string(field.name)?;
                self.ty(&field.ty)?;
                // Sums of doubles would depend on the order of arrival.
                holds(field.ty != Type::Number)?;
            }
            kind.dedupe.iter().try_for_each(|&field| self.field(kind, field))?;
            kind.filters.iter().try_for_each(|&e| self.expr(e, Scope::Event(kind), 0))?;
        }
        for adapter in &p.adapters {
            self.string(adapter.id)?;
            for event in &adapter.events {
                self.string(event.from)?;
                let kind = self.kind(event.kind)?;
                for &(from, field) in &event.fields {
                    self.string(from)?;
                    self.field(kind, field)?;
                }
            }
        }
        let mut before = usize::from(p.profile);
        for feature in &p.features {
            // Features stand in the order of their slots, so that reading earlier slots is enough.
            holds(usize::from(feature.slot) == before)?;
            match &feature.verb {
                Verb::Expr(expr) => self.expr(*expr, Scope::Facts, before)?,
                Verb::Events { kind, window, filter, by, of } => {
                    let kind = self.kind(*kind)?;
                    self.filter(kind, *filter)?;
                    if let Some((Key::Field(field), _)) = by {
                        self.field(kind, *field)?;
                    }
                    if let Window::Sliding { length, shift } = window {
                        duration(*length)?;
                        duration(*shift)?;
                        holds(*length > 0)?;
                    }
                    self.aggregate(kind, of)?;
                }
            }
            before += 1;
        }
        holds(before <= p.slots.len())
    }

    fn field(&self, kind: &Kind, field: FieldId) -> Option<()> {
        holds(usize::from(field) < kind.fields.len())
    }

    fn filter(&self, kind: &Kind, filter: Option<u16>) -> Option<()> {
        holds(filter.is_none_or(|filter| usize::from(filter) < kind.filters.len()))
    }

    fn aggregate(&self, kind: &Kind, of: &Aggregate) -> Option<()> {
        match of {
            Aggregate::Count | Aggregate::Exists | Aggregate::ActiveDays => Some(()),
            Aggregate::HourShare(_) | Aggregate::WeekdayShare(_) | Aggregate::ModeHour => Some(()),
            Aggregate::Sum(field)
            | Aggregate::Mean(field)
            | Aggregate::Min(field)
            | Aggregate::Max(field)
            | Aggregate::Stddev(field)
            | Aggregate::Distinct(field)
            | Aggregate::First(field)
            | Aggregate::Last(field)
            | Aggregate::Zscore(field) => self.field(kind, *field),
            Aggregate::SinceFirst(unit)
            | Aggregate::SinceLast(unit)
            | Aggregate::Gap { unit, .. } => {
                duration(*unit)?;
                holds(*unit > 0)
            }
            Aggregate::Share(filter) => self.filter(kind, Some(*filter)),
            Aggregate::Slope { bucket, buckets, field } => {
                duration(*bucket)?;
                holds(*bucket > 0 && (2..=366).contains(buckets))?;
                field.map_or(Some(()), |field| self.field(kind, field))
            }
            Aggregate::Decay { half_life, field } => {
                duration(*half_life)?;
                holds(*half_life >= 60_000)?;
                field.map_or(Some(()), |field| self.field(kind, field))
            }
            Aggregate::Consecutive { matching, order, run: _ } => {
                self.filter(kind, Some(*matching))?;
                holds(order.len() <= 4)?;
                order.iter().try_for_each(|&field| self.field(kind, field))
            }
            Aggregate::Sequence { steps, within } | Aggregate::Funnel { steps, within } => {
                within.map_or(Some(()), duration)?;
                holds((1..=16).contains(&steps.len()))?;
                steps.iter().try_for_each(|step| self.step(step))
            }
        }
    }

    fn step(&self, step: &Step) -> Option<()> {
        let kind = self.kind(step.kind)?;
        self.filter(kind, step.filter)?;
        step.key.map_or(Some(()), |field| self.field(kind, field))
    }

    fn conditions(&self) -> Option<()> {
        let all = self.program.slots.len();
        for (index, node) in self.program.nodes.iter().enumerate() {
            node.id.map_or(Some(()), |id| self.string(id))?;
            node.label.map_or(Some(()), |label| self.text(label))?;
            match node.op {
                // Children stand behind their parent: no cycle can be written.
                NodeOp::All(first, count) | NodeOp::Any(first, count) => {
                    let end = usize::from(first).checked_add(usize::from(count))?;
                    holds(usize::from(first) > index && end <= self.program.nodes.len())?;
                }
                NodeOp::Not(child) => {
                    holds(usize::from(child) > index)?;
                    self.node(child)?;
                }
                NodeOp::Compare { slot, against, .. } => {
                    self.slot(slot)?;
                    holds(usize::from(against) < self.program.consts.len())?;
                }
                NodeOp::In { slot, set } => {
                    self.slot(slot)?;
                    holds(usize::from(set) < self.program.sets.len())?;
                }
                NodeOp::Known(slot) => self.slot(slot)?,
                NodeOp::Expr(expr) => self.expr(expr, Scope::Facts, all)?,
            }
        }
        self.depth()
    }

    /// Depth of every tree, and that no node has two parents: the cost of a condition is bounded by
    /// the number of nodes.
    fn depth(&self) -> Option<()> {
        let nodes = &self.program.nodes;
        let mut depths = alloc::vec![0_u32; nodes.len()];
        for (index, node) in nodes.iter().enumerate() {
            let (first, count) = match node.op {
                NodeOp::All(first, count) | NodeOp::Any(first, count) => (first, count),
                NodeOp::Not(child) => (child, 1),
                _ => continue,
            };
            let depth = depths.get(index)? + 1;
            holds(depth < MAX_DEPTH)?;
            let first = usize::from(first);
            for child in depths.get_mut(first..first + usize::from(count))? {
                holds(*child == 0)?;
                *child = depth;
            }
        }
        Some(())
    }

    fn results(&self) -> Option<()> {
        let p = self.program;
        for tag in &p.tags {
            self.string(tag.id)?;
            self.text(tag.label)?;
            tag.message.as_ref().map_or(Some(()), |message| self.message(message))?;
            self.purpose(tag.purpose)?;
            tag.ttl.map_or(Some(()), duration)?;
            self.node(tag.when)?;
            self.slot(tag.slot)?;
        }
        p.scores.iter().try_for_each(|score| self.score(score))?;
        for tier in &p.tiers {
            self.string(tier.id)?;
            self.text(tier.label)?;
            self.purpose(tier.purpose)?;
            self.slot(tier.slot)?;
            duration(tier.min_dwell)?;
            for level in &tier.levels {
                self.string(level.id)?;
                self.text(level.label)?;
                level.entitlements.iter().try_for_each(|&id| self.string(id))?;
                holds(level.boost.is_finite())?;
            }
            for row in &tier.rows {
                holds(usize::from(row.to) < tier.levels.len())?;
                row.when.map_or(Some(()), |node| self.node(node))?;
                row.stay.map_or(Some(()), |node| self.node(node))?;
            }
            holds(tier.rows.last().is_some_and(|row| row.when.is_none()))?;
        }
        for warning in &p.warnings {
            self.string(warning.id)?;
            self.message(&warning.message)?;
            self.purpose(warning.purpose)?;
            self.node(warning.when)?;
            duration(warning.cooldown)?;
            for action in &warning.actions {
                self.string(action.act)?;
                action.channels.iter().try_for_each(|&id| self.string(id))?;
                action.playbook.map_or(Some(()), |id| self.string(id))?;
            }
        }
        Some(())
    }

    fn score(&self, score: &Score) -> Option<()> {
        self.string(score.id)?;
        self.text(score.label)?;
        self.purpose(score.purpose)?;
        self.slot(score.slot)?;
        score.band_slot.map_or(Some(()), |slot| self.slot(slot))?;
        for band in &score.bands {
            self.string(band.id)?;
            self.text(band.label)?;
        }
        holds(score.bands.is_sorted_by(|a, b| a.from < b.from))?;
        score.probability.map_or(Some(()), |p| holds(p.a.is_finite() && p.b.is_finite()))?;
        match &score.model {
            Model::Scorecard(card) => self.scorecard(card),
            Model::Trees(trees) => self.trees(trees),
            Model::Linear(linear) => {
                holds(linear.intercept.is_finite())?;
                linear.terms.iter().try_for_each(|term| {
                    self.slot(term.slot)?;
                    holds(term.coefficient.is_finite())?;
                    match term.of {
                        TermOf::Number { missing, mean, scale } => {
                            let numbers = [missing.unwrap_or(0.0), mean, 1.0 / scale];
                            holds(numbers.iter().all(|n| n.is_finite()))
                        }
                        TermOf::IsMissing => Some(()),
                        TermOf::Is(value) => self.constant(value),
                    }
                })
            }
        }
    }

    fn trees(&self, trees: &Trees) -> Option<()> {
        holds(trees.base.is_finite() && trees.sigmoid.is_none_or(f64::is_finite))?;
        for input in &trees.inputs {
            self.slot(input.slot)?;
            input.categories.iter().try_for_each(|&id| self.string(id))?;
        }
        holds(trees.leaves.iter().all(|leaf| leaf.value.is_finite() && leaf.cover >= 0.0))?;
        let mut depths = alloc::vec![0_usize; trees.splits.len()];
        let mut reached = alloc::vec![false; trees.splits.len()];
        // Children stand behind their parents and have only one, so every walk ends, and visits no
        // split twice.
        let mut child = |child: Child, after: Option<usize>| match child {
            Child::Leaf(leaf) => holds(usize::try_from(leaf).ok()? < trees.leaves.len()),
            Child::Split(split) => {
                let split = usize::try_from(split).ok()?;
                let before = core::mem::replace(reached.get_mut(split)?, true);
                holds(!before && after.is_none_or(|after| split > after))
            }
        };
        trees.roots.iter().try_for_each(|&root| child(root, None))?;
        for (index, split) in trees.splits.iter().enumerate() {
            holds(usize::from(split.input) < trees.inputs.len() && split.cover >= 0.0)?;
            match split.by {
                SplitBy::Threshold { at, .. } => holds(at.is_finite())?,
                SplitBy::Set { set, .. } => holds(usize::try_from(set).ok()? < trees.sets.len())?,
            }
            let depth = depths.get(index)? + 1;
            for below in [split.left, split.right] {
                child(below, Some(index))?;
                if let Child::Split(below) = below {
                    let below = depths.get_mut(usize::try_from(below).ok()?)?;
                    *below = depth.max(*below);
                }
            }
        }
        holds(depths.iter().all(|&depth| depth < MAX_TREE_DEPTH))
    }

    fn scorecard(&self, card: &Scorecard) -> Option<()> {
        let all = self.program.slots.len();
        holds(card.initial.is_finite())?;
        for characteristic in &card.characteristics {
            self.string(characteristic.id)?;
            self.text(characteristic.label)?;
            self.slot(characteristic.slot)?;
            holds(characteristic.baseline.is_finite())?;
            self.reason(characteristic.reason)?;
            for attribute in &characteristic.attributes {
                match attribute.points {
                    Partial::Points(points) => holds(points.is_finite())?,
                    Partial::Expr(expr) => self.expr(expr, Scope::Facts, all)?,
                    Partial::Unknown => {}
                }
                self.reason(attribute.reason)?;
                match &attribute.when {
                    Bin::Values(values) => values.iter().try_for_each(|&v| self.constant(v))?,
                    Bin::When(node) => self.node(*node)?,
                    Bin::Range { .. } | Bin::Numbers(_) | Bin::Missing | Bin::Otherwise => {}
                }
            }
        }
        Some(())
    }

    fn reason(&self, reason: Option<(StrId, TextId)>) -> Option<()> {
        let Some((code, text)) = reason else {
            return Some(());
        };
        self.string(code)?;
        self.text(text)
    }

    fn offers(&self) -> Option<()> {
        let p = self.program;
        let all = p.slots.len();
        for product in &p.products {
            self.string(product.id)?;
            self.text(product.label)?;
            self.message(&product.message)?;
            self.text(product.general_message)?;
            self.purpose(product.purpose)?;
            self.string(product.kind)?;
            product.family.map_or(Some(()), |id| self.string(id))?;
            product.eligibility.map_or(Some(()), |node| self.node(node))?;
            product.applicability.map_or(Some(()), |node| self.node(node))?;
            if let Some(suitability) = &product.suitability {
                holds((1..=5).contains(&suitability.rating))?;
                self.slot(suitability.tolerance)?;
                suitability.expires.map_or(Some(()), |slot| self.slot(slot))?;
            }
            holds(!product.channels.is_empty())?;
            product.channels.iter().try_for_each(|&id| self.string(id))?;
            product.disclosures.iter().try_for_each(|&id| self.string(id))?;
            holds(product.value.is_finite())?;
            product.intent.map_or(Some(()), |e| self.expr(e, Scope::Facts, all))?;
        }
        holds(p.general.iter().all(|&index| usize::from(index) < p.products.len()))?;
        p.ranking.map_or(Some(()), |e| self.expr(e, Scope::Product, all))?;
        let contact = &p.contact;
        holds(contact.quiet.is_none_or(|(from, to)| from < 1440 && to < 1440 && from != to))?;
        duration(contact.cooldown)?;
        duration(contact.window)?;
        contact.caps.iter().try_for_each(|cap| duration(cap.per))
    }
}
