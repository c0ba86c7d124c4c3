//! The document as a program: names become numbers, expressions instructions, and everything that a
//! schema cannot say is checked.
//!
//! One file per part of the document. Parts are lowered in the order in which the engine computes them,
//! and a name can be read only by what comes after it.

mod advisory;
mod aggregates;
mod analysis;
mod bins;
mod contact;
mod durations;
mod egress;
mod epsilon;
mod events;
mod facts;
mod features;
mod general;
mod goals;
mod head;
mod intervals;
mod lifecycle;
pub mod marks;
mod messages;
mod models;
mod names;
mod numbers;
pub mod occasions;
mod order;
mod products;
mod protected;
mod purposes;
mod ranking;
mod reasons;
mod scores;
mod secrets;
mod sentences;
mod suitability;
mod symbols;
mod tags;
mod texts;
mod tiers;
mod unused;
mod verbs;
mod warnings;
mod zone;

use std::collections::{BTreeMap, BTreeSet};

use silhouette::model::value::Slot;
use silhouette::pack::program::{Actionable, Op, Program, SlotInfo, Source};

use crate::builder::Builder;
use crate::cel::conditions::{self, Cond};
use crate::cel::syntax::{self, Expr};
use crate::cel::types::Names;
use crate::cel::typing::Typer;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Words};
use crate::doc::expressions::{self, Reads};
use crate::doc::speech::Speech;
use crate::document::conditions::{Condition, Node};
use crate::document::{Document, Localised, Short};
use crate::json::Pointer;
use marks::{LeafMark, Marks};
use symbols::{FactNames, Stage, Symbol, Symbols};

pub use durations::{parse as duration, words};
pub use head::moment;
pub use models::MAX_TREES;
pub use names::{is_id, is_name};
pub use numbers::numbers;
pub use verbs::targets;

/// Conditions are not nested deeper, expressions and nodes together.
const MAX_CONDITION_DEPTH: usize = 31;
/// Places on the stack of an expression.
const MAX_STACK: usize = 32;

/// The program of a document, and where its parts stand; findings go to `out`. Without errors among
/// them, the program is whole.
#[must_use]
pub fn lower(document: &Document, out: &mut Diagnostics) -> (Program, Marks) {
    let mut lowering = Lowering::new(document, out);
    lowering.head();
    lowering.purposes();
    lowering.names();
    lowering.facts();
    lowering.events();
    lowering.occasions();
    lowering.features();
    lowering.goals();
    lowering.tags();
    lowering.scores();
    lowering.tiers();
    lowering.lifecycles();
    lowering.warnings();
    lowering.general_only();
    lowering.products();
    lowering.contact();
    lowering.egress();
    lowering.finish()
}

/// What the parts share.
struct Lowering<'a> {
    document: &'a Document,
    out: &'a mut Diagnostics,
    builder: Builder,
    symbols: Symbols,
    events: events::Events,
    catalogue: symbols::Catalogue,
    locales: Vec<String>,
    marks: Marks,
    /// Conditions of tags, for what reads them.
    tag_forms: BTreeMap<Slot, analysis::Form>,
    /// Slots that reports tell.
    told: BTreeSet<Slot>,
}

impl<'a> Lowering<'a> {
    fn new(document: &'a Document, out: &'a mut Diagnostics) -> Self {
        Lowering {
            document,
            out,
            builder: Builder::default(),
            symbols: Symbols::default(),
            events: events::Events::default(),
            catalogue: symbols::Catalogue::of(document),
            locales: Vec::new(),
            marks: Marks::default(),
            tag_forms: BTreeMap::new(),
            told: BTreeSet::new(),
        }
    }

    fn finish(mut self) -> (Program, Marks) {
        self.sentences();
        self.keep_kinds();
        self.adapters();
        self.report_unused();
        self.check_fairness();
        for (what, limit) in self.builder.full() {
            let found = Diagnostic::new(Code::ProgramSize, &Pointer::root());
            self.out.push(found.arg(what.clone()).arg(*limit));
        }
        for (index, leaf) in self.marks.leaves.iter_mut().enumerate() {
            leaf.node = self.builder.leaves().get(&index).copied();
        }
        (self.builder.program, self.marks)
    }

    fn report(&mut self, found: Diagnostic) {
        self.out.push(found);
    }

    /// A new slot, known from now on under its name.
    fn define(
        &mut self,
        name: &str,
        label: Option<&Localised>,
        at: &Pointer,
        source: Source,
        symbol: Symbol,
    ) -> Slot {
        let label = match label {
            Some(label) => self.text(label, &at.key("label")),
            None => self.plain_text(name),
        };
        let ty = self.stored(&symbol.ty);
        let Symbol { range, actionable, .. } = symbol;
        let name_id = self.builder.string(name);
        let info = SlotInfo { name: name_id, label, ty, source, range };
        let slots = &mut self.builder.program.slots;
        slots.push(info);
        let index = slots.len() - 1;
        let slot = Slot::try_from(index).unwrap_or_else(|_| {
            self.builder.overflow(Words::new("facts", "事实"), usize::from(Slot::MAX));
            Slot::MAX
        });
        self.builder.program.actionable.extend(actionable.map(|way| Actionable { slot, way }));
        self.symbols.define(name, slot, symbol);
        slot
    }

    /// An expression over facts, read by `run`; findings are reported at `at`.
    fn expression<T>(
        &mut self,
        text: &str,
        at: &Pointer,
        stage: Stage,
        run: impl FnOnce(&mut Typer<'_>, &Expr) -> Option<T>,
    ) -> Option<T> {
        let mut names = FactNames { symbols: &self.symbols, catalogue: &self.catalogue, stage };
        read(text, at, &mut names, &mut self.builder, self.out, run)
    }

    /// A condition of the document.
    fn condition(&mut self, condition: &Condition, at: &Pointer, stage: Stage) -> Option<Cond> {
        let cond = self.condition_tree(condition, at, stage, 0)?;
        if cond.depth() > MAX_CONDITION_DEPTH {
            self.report(Diagnostic::new(Code::ConditionDepth, at).arg(MAX_CONDITION_DEPTH));
            return None;
        }
        Some(cond)
    }

    fn condition_tree(
        &mut self,
        condition: &Condition,
        at: &Pointer,
        stage: Stage,
        depth: usize,
    ) -> Option<Cond> {
        if depth > MAX_CONDITION_DEPTH {
            self.report(Diagnostic::new(Code::ConditionDepth, at).arg(MAX_CONDITION_DEPTH));
            return None;
        }
        let node = match condition {
            Short::Text(text) => return self.condition_leaf(text, at, stage, None),
            Short::Full(node) => node,
        };
        let constants = self.constants();
        let op = match (&node.expr, &node.all, &node.any, &node.not) {
            (Some(text), None, None, None) => {
                self.condition_leaf(text, &at.key("expr"), stage, Some(node))
            }
            (None, Some(all), None, None) => self
                .condition_list(all, &at.key("all"), stage, depth)
                .map(|all| Cond::new(conditions::CondOp::All(all))),
            (None, None, Some(any), None) => self
                .condition_list(any, &at.key("any"), stage, depth)
                .map(|any| Cond::new(conditions::CondOp::Any(any))),
            (None, None, None, Some(not)) => self
                .condition_tree(not, &at.key("not"), stage, depth + 1)
                .map(|not| Cond::new(conditions::CondOp::Not(Box::new(not)))),
            _ => {
                self.report(Diagnostic::new(Code::ConditionForm, at));
                None
            }
        };
        let id = node.id.as_ref().map(|id| {
            self.check_id(id, &at.key("id"));
            self.builder.string(id)
        });
        let label = node.label.as_ref().map(|label| self.text(label, &at.key("label")));
        let mut cond = op?;
        if let (Some(label), Some(expr)) = (&node.label, &node.expr) {
            self.check_label_numbers((label, &at.key("label")), expr, &cond);
        }
        let key = if node.all.is_some() { "all" } else { "any" };
        if (node.all.is_some() || node.any.is_some()) && self.constants() == constants {
            self.check_group(&cond, &at.key(key));
        }
        cond.name(id, label, node.expr.is_some());
        Some(cond)
    }

    /// An expression that is a condition, or a part of one.
    fn condition_leaf(
        &mut self,
        text: &str,
        at: &Pointer,
        stage: Stage,
        node: Option<&Node>,
    ) -> Option<Cond> {
        let mut cond = self.expression(text, at, stage, conditions::condition)?;
        self.check_leaf(&cond, at);
        self.in_words(&mut cond, text);
        cond.leaf = Some(self.marks.leaves.len());
        let label = node.and_then(|node| node.label.as_ref());
        self.marks.leaves.push(LeafMark {
            id: node.and_then(|node| node.id.clone()),
            label: label.and_then(|label| self.wording(label)),
            expr: text.to_owned(),
            node: None,
            at: at.clone(),
        });
        Some(cond)
    }

    /// Says in words what no single fact tells.
    fn in_words(&self, cond: &mut Cond, text: &str) {
        use conditions::CondOp;
        match &mut cond.op {
            CondOp::All(children) | CondOp::Any(children) => {
                children.iter_mut().for_each(|child| self.in_words(child, text));
            }
            CondOp::Not(child) => self.in_words(child, text),
            CondOp::Expr(_) => {
                let part = cond.span.clone().and_then(|span| text.get(span)).unwrap_or(text);
                let locales = self.locales.iter();
                let words = locales.map(|locale| {
                    let speech = Speech::new(self.document, locale);
                    expressions::words(part, Reads::Facts, speech)
                });
                cond.words = words.collect();
            }
            CondOp::Compare { .. } | CondOp::In { .. } | CondOp::Known(_) => {}
        }
    }

    fn condition_list(
        &mut self,
        list: &[Condition],
        at: &Pointer,
        stage: Stage,
        depth: usize,
    ) -> Option<Vec<Cond>> {
        if list.is_empty() {
            self.report(Diagnostic::new(Code::ConditionEmpty, at));
            return None;
        }
        // Every part is looked at, so that all findings come at once.
        let parts: Vec<Option<Cond>> = list
            .iter()
            .enumerate()
            .map(|(i, part)| self.condition_tree(part, &at.index(i), stage, depth + 1))
            .collect();
        parts.into_iter().collect()
    }
}

/// Reads an expression with `run` and reports what was found at `at`.
fn read<T>(
    text: &str,
    at: &Pointer,
    names: &mut dyn Names,
    builder: &mut Builder,
    out: &mut Diagnostics,
    run: impl FnOnce(&mut Typer<'_>, &Expr) -> Option<T>,
) -> Option<T> {
    let expr = match syntax::parse(text) {
        Ok(expr) => expr,
        Err(problem) => {
            out.push(problem.at(at));
            return None;
        }
    };
    let mut typer = Typer { names, builder, problems: Vec::new() };
    let result = run(&mut typer, &expr);
    for problem in typer.problems {
        out.push(problem.at(at));
    }
    result
}

/// Places that instructions need on the stack.
fn stack_of(code: &[Op]) -> usize {
    let (mut depth, mut most) = (0_usize, 0_usize);
    for op in code {
        depth = match op {
            Op::Slot(_) | Op::Field(_) | Op::Product(_) | Op::Const(_) | Op::Now(_) => depth + 1,
            Op::Not | Op::In(_) | Op::Known | Op::Neg | Op::Abs | Op::ToInt => depth,
            Op::ToNumber(_) | Op::ScaleUp(_) | Op::Size => depth,
            Op::Select => depth.saturating_sub(2),
            _ => depth.saturating_sub(1),
        };
        most = most.max(depth);
    }
    most
}
