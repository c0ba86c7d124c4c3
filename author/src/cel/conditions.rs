//! Conditions from expressions: `&&`, `||`, `!` and simple comparisons stay visible as nodes, so that a
//! trace can name the one that failed; everything else is an expression leaf.

use std::ops::Range;

use silhouette::model::value::{Slot, StrId, TextId, Value};
use silhouette::pack::program::{Op, Test};

use super::Problem;
use super::compare::Comparison;
use super::lists::Has;
use super::syntax::{Expr, Kind};
use super::types::Ty;
use super::typing::{Term, Typer};
use crate::diagnostics::{Code, Words};

/// A condition before it is laid out in the program's tables.
#[derive(Clone, Debug, PartialEq)]
pub struct Cond {
    /// What it means.
    pub op: CondOp,
    /// Id in the document.
    pub id: Option<StrId>,
    /// Label for people.
    pub label: Option<TextId>,
    /// Number of the expression of the document that it is the whole of.
    pub leaf: Option<usize>,
    /// Its bytes in its expression.
    pub span: Option<Range<usize>>,
    /// What it says in words, in each locale, for what cannot be told from one fact and has no label.
    pub words: Option<Vec<String>>,
}

/// What a condition means.
#[derive(Clone, Debug, PartialEq)]
pub enum CondOp {
    /// All hold.
    All(Vec<Cond>),
    /// Any holds.
    Any(Vec<Cond>),
    /// It does not hold.
    Not(Box<Cond>),
    /// A fact against a constant.
    Compare {
        /// The fact.
        slot: Slot,
        /// The comparison.
        test: Test,
        /// The constant.
        value: Value,
    },
    /// A fact in a set.
    In {
        /// The fact.
        slot: Slot,
        /// The set.
        members: Vec<Value>,
    },
    /// A fact is known.
    Known(Slot),
    /// Any other expression of type bool.
    Expr(Vec<Op>),
}

impl Cond {
    /// A condition without id and label.
    #[must_use]
    pub fn new(op: CondOp) -> Cond {
        Cond { op, id: None, label: None, leaf: None, span: None, words: None }
    }

    /// Gives the condition an id and a label. An expression's parts speak under its name, as they have
    /// none of their own in the document.
    pub fn name(&mut self, id: Option<StrId>, label: Option<TextId>, parts_too: bool) {
        self.id = id;
        self.label = label;
        if parts_too {
            match &mut self.op {
                CondOp::All(children) | CondOp::Any(children) => {
                    children.iter_mut().for_each(|child| child.name(id, label, true));
                }
                CondOp::Not(child) => child.name(id, label, true),
                _ => {}
            }
        }
    }

    /// Takes a label away from the condition and from those of its parts that speak under it.
    pub fn unnamed(&mut self, label: Option<TextId>) {
        if self.label == label {
            self.label = None;
        }
        match &mut self.op {
            CondOp::All(children) | CondOp::Any(children) => {
                children.iter_mut().for_each(|child| child.unnamed(label));
            }
            CondOp::Not(child) => child.unnamed(label),
            _ => {}
        }
    }

    /// Levels of nodes; a leaf has one.
    #[must_use]
    pub fn depth(&self) -> usize {
        match &self.op {
            CondOp::All(children) | CondOp::Any(children) => {
                1 + children.iter().map(Cond::depth).max().unwrap_or(0)
            }
            CondOp::Not(child) => 1 + child.depth(),
            _ => 1,
        }
    }
}

/// The condition that an expression states.
pub fn condition(typer: &mut Typer<'_>, expr: &Expr) -> Option<Cond> {
    let op = match &expr.kind {
        Kind::All(parts) => CondOp::All(all(typer, parts)?),
        Kind::Any(parts) => CondOp::Any(all(typer, parts)?),
        Kind::Not(part) => negation(condition(typer, part)?),
        Kind::Compare(test, a, b) => leaf(typer.compare(*test, a, b, expr.span.clone())?),
        Kind::In(a, list) => leaf(typer.member(a, list)?),
        Kind::Call(name, args) if let Some(has) = Has::named(name) => {
            let mut parts = typer.has(has, args, &expr.span)?.into_iter().map(leaf);
            match (parts.next(), parts.len()) {
                (Some(only), 0) => only,
                (first, _) => CondOp::All(first.into_iter().chain(parts).map(Cond::new).collect()),
            }
        }
        _ => match typer.term(expr)? {
            Term::Bool(value) => {
                let word = if value { ("true", "真") } else { ("false", "假") };
                let problem = Problem::new(Code::ConstantCondition, expr.span.clone());
                typer.problems.push(problem.arg(Words::new(word.0, word.1)));
                let constant = typer.builder.constant(Value::Bool(value));
                CondOp::Expr(vec![Op::Const(constant)])
            }
            Term::Typed { ty: Ty::Bool, code } => match code.as_slice() {
                [Op::Slot(slot), Op::Known] => CondOp::Known(*slot),
                [Op::Slot(slot)] => {
                    CondOp::Compare { slot: *slot, test: Test::Eq, value: Value::Bool(true) }
                }
                _ => CondOp::Expr(code),
            },
            term => {
                let problem = Problem::new(Code::NotABool, expr.span.clone());
                return typer.fail(problem.arg(term.words()));
            }
        },
    };
    Some(Cond { span: Some(expr.span.clone()), ..Cond::new(op) })
}

fn all(typer: &mut Typer<'_>, parts: &[Expr]) -> Option<Vec<Cond>> {
    // Every part is looked at, so that all findings come at once.
    let conditions: Vec<Option<Cond>> = parts.iter().map(|part| condition(typer, part)).collect();
    conditions.into_iter().collect()
}

fn leaf(comparison: Comparison) -> CondOp {
    match comparison {
        Comparison::Compare(slot, test, value) => CondOp::Compare { slot, test, value },
        Comparison::In(slot, members) => CondOp::In { slot, members },
        Comparison::Code(code) => CondOp::Expr(code),
    }
}

/// `!flag` speaks of the flag itself; other negations stay nodes.
fn negation(inner: Cond) -> CondOp {
    match inner.op {
        CondOp::Compare { slot, test: Test::Eq, value: Value::Bool(value) } => {
            CondOp::Compare { slot, test: Test::Eq, value: Value::Bool(!value) }
        }
        _ => CondOp::Not(Box::new(inner)),
    }
}
