//! The check on loading: after it and after that of [`reach`](super::reach), no index of a [`Program`] is
//! out of range, no expression needs more than [`STACK`] places, features read only earlier ones, and
//! conditions are trees.

use super::program::{
    Aggregate, Answers, Child, ExprId, FieldId, Key, Kind, MAX_ANSWERS, MAX_BUDGET, MAX_PURPOSES,
    MAX_QUESTIONS, MAX_REPORTS, MIN_PERIOD, Model, NodeOp, Op, Partial, Program, Ranking, Score,
    Scorecard, Source, SplitBy, Step, TermOf, Trees, Verb,
};
use crate::model::value::{Slot, StrId, Type};

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
    p.offers()?;
    p.egress()
}

struct Checker<'a> {
    program: &'a Program,
}

fn holds(condition: bool) -> Option<()> {
    condition.then_some(())
}

impl Checker<'_> {
    fn string(&self, id: StrId) -> Option<()> {
        holds(usize::try_from(id).ok()? < self.program.strings.len())
    }

    fn info(&self) -> Option<()> {
        holds((1..=64).contains(&self.program.info.locales.len()))?;
        holds(self.program.zone.is_sorted_by_key(|offset| offset.from))?;
        let day = 86_400_000;
        holds(self.program.zone.iter().all(|offset| (-day..=day).contains(&offset.offset)))
    }

    fn facts(&self) -> Option<()> {
        let p = self.program;
        holds(p.slots.len() <= usize::from(Slot::MAX))?;
        holds(usize::from(p.profile) <= p.slots.len())?;
        holds(p.purposes.len() <= MAX_PURPOSES)?;
        let mut sources = p.slots.iter().enumerate();
        holds(sources.all(|(index, slot)| {
            let supplied = matches!(slot.source, Source::Profile | Source::ProfileList(_));
            (index < usize::from(p.profile)) == supplied
        }))
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
                Op::Not | Op::Known | Op::Neg | Op::ToInt | Op::Abs | Op::Size => (1, 1),
                Op::And | Op::Or | Op::Compare(_) | Op::Add | Op::Sub | Op::Mul => (2, 1),
                Op::Div | Op::Rem | Op::Min | Op::Max | Op::Contains => (2, 1),
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
            holds(
                kind.fields.len() <= 64
                    && kind.filters.len() <= MAX_FILTERS
                    && (1..=MAX_CAP).contains(&kind.cap),
            )?;
            // Sums of doubles would depend on the order of arrival.
            holds(kind.fields.iter().all(|field| field.ty != Type::Number))?;
            kind.dedupe.iter().try_for_each(|&field| self.field(kind, field))?;
            kind.filters.iter().try_for_each(|&e| self.expr(e, Scope::Event(kind), 0))?;
        }
        for adapter in &p.adapters {
            for event in &adapter.events {
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
                Verb::Events { kind, filter, by, of, .. } => {
                    let kind = self.kind(*kind)?;
                    self.filter(kind, *filter)?;
                    if let Some((Key::Field(field), _)) = by {
                        self.field(kind, *field)?;
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
            Aggregate::SinceFirst(_) | Aggregate::SinceLast(_) | Aggregate::Gap { .. } => Some(()),
            Aggregate::Sum(field)
            | Aggregate::Mean(field)
            | Aggregate::Min(field)
            | Aggregate::Max(field)
            | Aggregate::Stddev(field)
            | Aggregate::Distinct(field)
            | Aggregate::First(field)
            | Aggregate::Last(field)
            | Aggregate::Zscore(field) => self.field(kind, *field),
            Aggregate::Share(filter) => self.filter(kind, Some(*filter)),
            Aggregate::Slope { buckets, field, .. } => {
                holds((2..=366).contains(buckets))?;
                field.map_or(Some(()), |field| self.field(kind, field))
            }
            Aggregate::Decay { half_life, field } => {
                holds(*half_life >= 60_000)?;
                field.map_or(Some(()), |field| self.field(kind, field))
            }
            Aggregate::Consecutive { matching, order, run: _ } => {
                self.filter(kind, Some(*matching))?;
                holds(order.len() <= 4)?;
                order.iter().try_for_each(|&field| self.field(kind, field))
            }
            Aggregate::Sequence { steps, .. } | Aggregate::Funnel { steps, .. } => {
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
            match node.op {
                // Children stand behind their parent: no cycle can be written.
                NodeOp::All(first, count) | NodeOp::Any(first, count) => {
                    let end = usize::from(first).checked_add(usize::from(count))?;
                    holds(usize::from(first) > index && end <= self.program.nodes.len())?;
                }
                NodeOp::Not(child) => {
                    holds((index + 1..self.program.nodes.len()).contains(&usize::from(child)))?;
                }
                NodeOp::Expr(expr) => self.expr(expr, Scope::Facts, all)?,
                NodeOp::Compare { .. } | NodeOp::In { .. } | NodeOp::Known(_) => {}
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
        p.scores.iter().try_for_each(|score| self.score(score))?;
        holds(p.tiers.iter().all(|tier| {
            let levels = tier.levels.len();
            tier.rows.iter().all(|row| usize::from(row.to) < levels)
                && match tier.initial {
                    None => tier.rows.last().is_some_and(|row| row.when.is_none()),
                    Some(initial) => {
                        usize::from(initial) < levels && tier.from.len() == tier.rows.len()
                    }
                }
        }))
    }

    fn score(&self, score: &Score) -> Option<()> {
        holds(score.bands.is_sorted_by(|a, b| a.from < b.from))?;
        match &score.model {
            Model::Scorecard(card) => self.scorecard(card),
            Model::Trees(trees) => self.trees(trees),
            Model::Linear(linear) => holds(linear.terms.iter().all(|term| match term.of {
                TermOf::Number { scale, .. } => (1.0 / scale).is_finite(),
                TermOf::IsMissing | TermOf::Is(_) => true,
            })),
        }
    }

    fn trees(&self, trees: &Trees) -> Option<()> {
        holds(trees.leaves.iter().all(|leaf| leaf.cover >= 0.0))?;
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
            if let SplitBy::Set { set, .. } = split.by {
                holds(usize::try_from(set).ok()? < trees.sets.len())?;
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
        for attribute in card.characteristics.iter().flat_map(|c| &c.attributes) {
            if let Partial::Expr(expr) = attribute.points {
                self.expr(expr, Scope::Facts, all)?;
            }
        }
        Some(())
    }

    fn offers(&self) -> Option<()> {
        let p = self.program;
        let all = p.slots.len();
        for product in &p.products {
            holds(product.suitability.is_none_or(|s| (1..=5).contains(&s.rating)))?;
            holds(!product.channels.is_empty())?;
            holds(product.bundle.iter().all(|&part| {
                p.products.get(usize::from(part)).is_some_and(|part| part.bundle.is_empty())
            }))?;
            product.intent.map_or(Some(()), |e| self.expr(e, Scope::Facts, all))?;
            for advice in &product.advisory {
                self.expr(advice.expr, Scope::Facts, all)?;
                holds(advice.from <= advice.to && advice.parts >= 1.0)?;
            }
        }
        holds(p.general.iter().all(|&index| usize::from(index) < p.products.len()))?;
        let Ranking { score, experiment, response, .. } = &p.ranking;
        let assumed = 1..=100;
        holds(
            response.is_none_or(|of| assumed.contains(&of.hits) && assumed.contains(&of.misses)),
        )?;
        for formula in [*score, experiment.and_then(|experiment| experiment.score)] {
            formula.map_or(Some(()), |e| self.expr(e, Scope::Product, all))?;
        }
        p.contact.feedback.iter().try_for_each(|feedback| self.kind(feedback.kind).map(drop))?;
        let purposes = |&(channel, purpose): &(StrId, u16)| {
            holds(usize::from(purpose) < p.purposes.len()).and(self.string(channel))
        };
        p.contact.channels.iter().try_for_each(purposes)?;
        let quiet = p.contact.quiet;
        holds(quiet.is_none_or(|(from, to)| from < 1440 && to < 1440 && from != to))
    }
    fn egress(&self) -> Option<()> {
        let Some(manifest) = &self.program.egress else { return Some(()) };
        let costs = |epsilon: u32, per: i64| {
            holds((1..=MAX_BUDGET).contains(&epsilon) && per >= MIN_PERIOD)
        };
        manifest.budget.map_or(Some(()), |budget| costs(budget.epsilon, budget.per))?;
        holds(manifest.reports.len() <= MAX_REPORTS)?;
        for report in &manifest.reports {
            costs(report.epsilon, report.per)?;
            holds((1..=MAX_QUESTIONS).contains(&report.questions.len()))?;
            for question in &report.questions {
                let count = question.count();
                // The true answer is at least as likely as any other.
                let all = u64::from(question.slice) * u64::try_from(count).ok()?;
                holds((2..=MAX_ANSWERS).contains(&count) && (1..=1 << 32).contains(&all))?;
                let most = match &question.answers {
                    Answers::Warnings(of) => of.iter().max().zip(Some(self.program.warnings.len())),
                    Answers::Products(of) => of.iter().max().zip(Some(self.program.products.len())),
                    _ => None,
                };
                holds(most.is_none_or(|(&most, all)| usize::from(most) < all))?;
            }
        }
        Some(())
    }
}
