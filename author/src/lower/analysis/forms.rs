//! Conditions as logic over sets: which values of which fact make each comparison true.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use silhouette::model::number::decimal_to_f64;
use silhouette::model::value::{Slot, Value};
use silhouette::pack::program::{FieldId, NowPart, Op, Program, Source, Test};

use super::sets::{Set, place};
use crate::cel::conditions::{Cond, CondOp};

/// Something that has a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Var {
    /// A fact.
    Slot(Slot),
    /// A field of the event at hand.
    Field(FieldId),
    /// A part of the time, by its place in [`PARTS`].
    Now(usize),
    /// Whether a fact that is a list holds a value.
    Element(Slot, i128),
    /// How many elements a fact that is a list has.
    Size(Slot),
}

/// A part of the time, its name and its bounds.
type Part = (NowPart, &'static str, Option<(i128, i128)>);

/// Parts of the time.
pub const PARTS: [Part; 6] = [
    (NowPart::Hour, "now.hour", Some((0, 23))),
    (NowPart::Weekday, "now.weekday", Some((1, 7))),
    (NowPart::Day, "now.day", Some((1, 31))),
    (NowPart::Month, "now.month", Some((1, 12))),
    (NowPart::Year, "now.year", None),
    (NowPart::Date, "now.date", None),
];

/// A condition as logic.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// What it is.
    pub kind: Kind,
    /// Its bytes in its expression, when it is a part of one.
    pub span: Option<Range<usize>>,
}

/// What a form is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// The value lies in the set; unknown when there is none.
    Within(Var, Set),
    /// There is a value.
    Known(Var),
    /// A literal.
    Literal(bool),
    /// Nothing that can be told.
    Opaque,
    /// All hold.
    All(Vec<Form>),
    /// Any holds.
    Any(Vec<Form>),
    /// It does not hold.
    Not(Box<Form>),
    /// A tag, by the condition that gives it.
    Tag(Box<Form>),
}

impl From<Kind> for Form {
    fn from(kind: Kind) -> Form {
        Form { kind, span: None }
    }
}

impl Form {
    /// The form of a condition.
    #[must_use]
    pub fn of(condition: &Cond, program: &Program) -> Form {
        let all = |parts: &[Cond]| parts.iter().map(|part| Form::of(part, program)).collect();
        let kind = match &condition.op {
            CondOp::All(parts) => Kind::All(all(parts)),
            CondOp::Any(parts) => Kind::Any(all(parts)),
            CondOp::Not(part) => Kind::Not(Box::new(Form::of(part, program))),
            CondOp::Compare { slot, test, value } => compared(Var::Slot(*slot), &[], *test, *value),
            CondOp::In { slot, members } => member(program, Var::Slot(*slot), &[], members),
            CondOp::Known(slot) => Kind::Known(Var::Slot(*slot)),
            CondOp::Expr(code) => Form::of_code(code, program).kind,
        };
        Form { kind, span: condition.span.clone() }
    }

    /// The form of instructions that leave true or false.
    #[must_use]
    pub fn of_code(code: &[Op], program: &Program) -> Form {
        let mut stack = Vec::new();
        for op in code {
            step(*op, program, &mut stack);
        }
        stack.pop().map_or(Kind::Opaque, Term::truth).into()
    }

    /// Tags by the conditions that give them, where those are told.
    pub fn expand(&mut self, tags: &BTreeMap<Slot, Form>) {
        match &mut self.kind {
            Kind::All(parts) | Kind::Any(parts) => {
                parts.iter_mut().for_each(|part| part.expand(tags));
            }
            Kind::Not(part) => part.expand(tags),
            Kind::Within(Var::Slot(slot), Set::Only(values)) => {
                let Some(tag) = tags.get(slot) else { return };
                let given = Kind::Tag(Box::new(tag.clone()));
                match (values.len(), values.first()) {
                    (1, Some(1)) => self.kind = given,
                    (1, Some(0)) => self.kind = Kind::Not(Box::new(given.into())),
                    _ => {}
                }
            }
            Kind::Within(..) | Kind::Known(_) | Kind::Literal(_) | Kind::Opaque | Kind::Tag(_) => {}
        }
    }

    /// How many parts it has.
    #[must_use]
    pub fn size(&self) -> usize {
        match &self.kind {
            Kind::All(parts) | Kind::Any(parts) => 1 + parts.iter().map(Form::size).sum::<usize>(),
            Kind::Not(part) | Kind::Tag(part) => 1 + part.size(),
            Kind::Within(..) | Kind::Known(_) | Kind::Literal(_) | Kind::Opaque => 1,
        }
    }

    /// Everything that it reads and that can be told.
    pub fn vars(&self, vars: &mut BTreeSet<Var>) {
        match &self.kind {
            Kind::Within(var, _) | Kind::Known(var) => drop(vars.insert(*var)),
            Kind::All(parts) | Kind::Any(parts) => parts.iter().for_each(|part| part.vars(vars)),
            Kind::Not(part) | Kind::Tag(part) => part.vars(vars),
            Kind::Literal(_) | Kind::Opaque => {}
        }
    }
}

/// A value on the stack.
enum Term {
    /// Of this fact, after these steps.
    Var(Var, Vec<Op>),
    Const(Value),
    Truth(Kind),
    Other,
}

impl Term {
    fn truth(self) -> Kind {
        match self {
            Term::Truth(kind) => kind,
            Term::Const(Value::Bool(value)) => Kind::Literal(value),
            Term::Var(var, steps) if steps.is_empty() => {
                compared(var, &[], Test::Eq, Value::Bool(true))
            }
            Term::Var(..) | Term::Const(_) | Term::Other => Kind::Opaque,
        }
    }
}

fn step(op: Op, program: &Program, stack: &mut Vec<Term>) {
    let mut pop = || stack.pop().unwrap_or(Term::Other);
    let term = match op {
        Op::Slot(slot) => Term::Var(Var::Slot(slot), Vec::new()),
        Op::Field(field) => Term::Var(Var::Field(field), Vec::new()),
        Op::Now(part) => match PARTS.iter().position(|(known, ..)| *known == part) {
            Some(place) => Term::Var(Var::Now(place), Vec::new()),
            None => Term::Other,
        },
        Op::Const(index) => {
            Term::Const(program.consts.get(usize::from(index)).copied().unwrap_or_default())
        }
        Op::Product(_) => Term::Other,
        Op::ToNumber(_) | Op::ScaleUp(_) => match pop() {
            Term::Var(var, mut steps) => {
                steps.push(op);
                Term::Var(var, steps)
            }
            _ => Term::Other,
        },
        Op::Known => match pop() {
            Term::Var(var, steps) if steps.is_empty() => Term::Truth(Kind::Known(var)),
            _ => Term::Other,
        },
        Op::In(set) => match (pop(), program.sets.get(usize::from(set))) {
            (Term::Var(var, steps), Some(members)) => {
                Term::Truth(member(program, var, &steps, members))
            }
            _ => Term::Other,
        },
        Op::Not => Term::Truth(Kind::Not(Box::new(pop().truth().into()))),
        Op::And | Op::Or => {
            let (b, a) = (pop(), pop());
            let parts = vec![a.truth().into(), b.truth().into()];
            Term::Truth(if op == Op::And { Kind::All(parts) } else { Kind::Any(parts) })
        }
        Op::Compare(test) => match (pop(), pop()) {
            (Term::Const(value), Term::Var(var, steps)) => {
                Term::Truth(compared(var, &steps, test, value))
            }
            (Term::Var(b, right), Term::Var(a, left)) if a == b && left == right => {
                Term::Truth(with_itself(a, test))
            }
            _ => Term::Other,
        },
        Op::Select => {
            let (otherwise, then, condition) = (pop(), pop(), pop());
            match (otherwise, then, condition.truth()) {
                // `c ? a : b` is `c && a || !c && b`, and knows no more than that.
                (otherwise @ Term::Truth(_), then @ Term::Truth(_), condition) => {
                    let not = Kind::Not(Box::new(condition.clone().into()));
                    let then = vec![condition.into(), then.truth().into()];
                    let otherwise = vec![not.into(), otherwise.truth().into()];
                    Term::Truth(Kind::Any(vec![
                        Kind::All(then).into(),
                        Kind::All(otherwise).into(),
                    ]))
                }
                _ => Term::Other,
            }
        }
        Op::Size => match pop() {
            Term::Var(Var::Slot(slot), steps) if steps.is_empty() => {
                Term::Var(Var::Size(slot), steps)
            }
            _ => Term::Other,
        },
        Op::Neg | Op::Abs | Op::ToInt => {
            pop();
            Term::Other
        }
        Op::Add | Op::Sub | Op::Mul | Op::Div | Op::Rem | Op::Min | Op::Max | Op::Contains => {
            pop();
            pop();
            Term::Other
        }
    };
    stack.push(term);
}

/// A value against a constant.
fn compared(var: Var, steps: &[Op], test: Test, value: Value) -> Kind {
    let set = match (value, test) {
        (Value::Int(n), _) => against(test, i128::from(n)),
        (Value::Number(x), _) => against(test, place(x)),
        (Value::Sym(id), Test::Eq) => only([u64::from(id)]),
        (Value::Sym(id), Test::Ne) => only([u64::from(id)]).complement(),
        (Value::Bool(is), Test::Eq) => only([u64::from(is)]),
        (Value::Bool(is), Test::Ne) => only([u64::from(!is)]),
        _ => return Kind::Opaque,
    };
    before(steps, set).map_or(Kind::Opaque, |set| Kind::Within(var, set))
}

fn against(test: Test, n: i128) -> Set {
    match test {
        Test::Eq => Set::range(n, n),
        Test::Ne => Set::range(n, n).complement(),
        Test::Lt => Set::below(n),
        Test::Le => Set::below(n + 1),
        Test::Gt => Set::above(n),
        Test::Ge => Set::above(n - 1),
    }
}

/// A value against itself: what is known is equal to itself.
fn with_itself(var: Var, test: Test) -> Kind {
    match test {
        Test::Eq | Test::Le | Test::Ge => Kind::Within(var, Set::Numbers(Vec::new()).complement()),
        Test::Ne | Test::Lt | Test::Gt => Kind::Within(var, Set::Numbers(Vec::new())),
    }
}

fn only(of: impl IntoIterator<Item = u64>) -> Set {
    Set::Only(of.into_iter().collect())
}

fn member(program: &Program, var: Var, steps: &[Op], members: &[Value]) -> Kind {
    if let Var::Slot(slot) = var
        && let Some(info) = program.slots.get(usize::from(slot))
        && let Source::ProfileList(_) = info.source
    {
        // A list may hold any of them, whatever else it holds.
        let holds = |member: &Value| {
            let key = match *member {
                Value::Int(n) => i128::from(n),
                Value::Number(x) => place(x),
                Value::Sym(id) => i128::from(id),
                Value::Bool(is) => i128::from(is),
                Value::Unknown | Value::List { .. } => return Kind::Opaque.into(),
            };
            Kind::Within(Var::Element(slot, key), only([1])).into()
        };
        return Kind::Any(members.iter().map(holds).collect());
    }
    let numbers = members.iter().filter_map(|member| match member {
        Value::Int(n) => Some(i128::from(*n)),
        Value::Number(x) => Some(place(*x)),
        _ => None,
    });
    let symbols = members.iter().filter_map(|member| match member {
        Value::Sym(id) => Some(u64::from(*id)),
        Value::Bool(is) => Some(u64::from(*is)),
        _ => None,
    });
    let set = match members.first() {
        None => return Kind::Literal(false),
        Some(Value::Int(_) | Value::Number(_)) => {
            let none = Set::Numbers(Vec::new());
            numbers.fold(none, |set, n| set.join(&Set::range(n, n)))
        }
        Some(_) => only(symbols),
    };
    before(steps, set).map_or(Kind::Opaque, |set| Kind::Within(var, set))
}

/// The values that steps take into a set.
fn before(steps: &[Op], set: Set) -> Option<Set> {
    match steps {
        [] => Some(set),
        [Op::ToNumber(scale)] => Some(set.preimage(|n| place(decimal_to_f64(n, *scale)))),
        [Op::ScaleUp(by)] => {
            let factor = 10_i128.checked_pow(u32::from(*by))?;
            Some(set.preimage(|n| i128::from(n) * factor))
        }
        _ => None,
    }
}
