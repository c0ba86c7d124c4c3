//! Comparisons, made as simple as they can be: a fact against a constant, a fact in a set.

use std::ops::Range;

use silhouette::model::value::{Slot, Value};
use silhouette::pack::program::{Op, Test};

use super::syntax::Expr;
use super::types::{Members, Order, Ty};
use super::typing::{Term, Typer, code_of, constant};
use super::{Problem, numeric};
use crate::diagnostics::Code;

/// A comparison, as simple as it could be made.
#[derive(Clone, Debug, PartialEq)]
pub enum Comparison {
    /// A fact against a constant.
    Compare(Slot, Test, Value),
    /// A fact in a set.
    In(Slot, Vec<Value>),
    /// Anything else.
    Code(Vec<Op>),
}

impl Typer<'_> {
    /// A comparison as a part of a larger expression.
    pub fn truth(&mut self, comparison: Comparison) -> Term {
        let code = match comparison {
            Comparison::Compare(slot, test, value) => {
                let against = self.builder.constant(value);
                vec![Op::Slot(slot), Op::Const(against), Op::Compare(test)]
            }
            Comparison::In(slot, members) => {
                vec![Op::Slot(slot), Op::In(self.builder.set(members))]
            }
            Comparison::Code(code) => code,
        };
        Term::Typed { ty: Ty::Bool, code }
    }

    /// A comparison.
    pub fn compare(
        &mut self,
        test: Test,
        a: &Expr,
        b: &Expr,
        span: Range<usize>,
    ) -> Option<Comparison> {
        let left = self.term(a);
        let right = self.term(b);
        let (left, right) = left.zip(right)?;
        if [&left, &right].iter().any(|term| term.list().is_some()) {
            return self.fail(Problem::new(Code::ListCompare, span));
        }
        match (&left, &right) {
            (Term::Typed { ty, .. }, literal) if !matches!(literal, Term::Typed { .. }) => {
                if let Some(comparison) = self.against(&left, ty, test, literal, b, &span)? {
                    return Some(comparison);
                }
            }
            (literal, Term::Typed { ty, .. }) if !matches!(literal, Term::Typed { .. }) => {
                if let Some(comparison) = self.against(&right, ty, flip(test), literal, a, &span)? {
                    return Some(comparison);
                }
            }
            (Term::Typed { ty: ta, code: ca }, Term::Typed { ty: tb, code: cb })
                if same_kind(ta, tb) =>
            {
                let ordered = matches!(ta, Ty::Date);
                if !ordered && !matches!(test, Test::Eq | Test::Ne) {
                    return self.fail(Problem::new(Code::NoOrder, span).arg(ta.words()));
                }
                let code = [ca.as_slice(), cb.as_slice(), &[Op::Compare(test)]].concat();
                return Some(Comparison::Code(code));
            }
            _ => {}
        }
        let (_, mut code, other) = numeric::unify(self, left, right, &span)?;
        code.extend(other);
        code.push(Op::Compare(test));
        Some(Comparison::Code(code))
    }

    /// A typed part against a literal. `None` within: the numeric rules decide.
    fn against(
        &mut self,
        typed: &Term,
        ty: &Ty,
        test: Test,
        literal: &Term,
        at: &Expr,
        span: &Range<usize>,
    ) -> Option<Option<Comparison>> {
        let equality = matches!(test, Test::Eq | Test::Ne);
        let Some(value) = self.literal(typed, ty, literal, at, span)? else { return Some(None) };
        if let (false, Ty::Enum(members), Term::Text(text)) = (equality, ty, literal) {
            let place = members.values.iter().position(|value| value == text)?;
            return self.ordered(typed, members, test, place, ty, span).map(Some);
        }
        if !equality && !ty.is_numeric() && *ty != Ty::Date {
            return self.fail(Problem::new(Code::NoOrder, span.clone()).arg(ty.words()));
        }
        Some(Some(match typed.slot() {
            Some(slot) => Comparison::Compare(slot, test, value),
            None => {
                let constant = self.builder.constant(value);
                let mut code = code_of(typed);
                code.extend([Op::Const(constant), Op::Compare(test)]);
                Comparison::Code(code)
            }
        }))
    }

    /// A literal as a constant of the type of a typed part; `span` is what goes wrong when it cannot be one.
    /// `None` within: a number that this type cannot write.
    pub fn literal(
        &mut self,
        typed: &Term,
        ty: &Ty,
        literal: &Term,
        at: &Expr,
        span: &Range<usize>,
    ) -> Option<Option<Value>> {
        Some(Some(match (ty, literal) {
            (Ty::Enum(members), Term::Text(text)) => {
                self.known_member(members, text, typed, at)?;
                Value::Sym(self.builder.string(text))
            }
            (Ty::Category, Term::Text(text)) => Value::Sym(self.builder.string(text)),
            (Ty::Id, Term::Text(_)) => {
                return self.fail(Problem::new(Code::IdCompare, at.span.clone()));
            }
            (Ty::Date, Term::Text(text)) => Value::Int(self.date(text, at.span.clone())?),
            (Ty::Date, Term::Date(days)) => Value::Int(*days),
            (ty, literal) => match constant(ty, literal) {
                Some(value) => value,
                None if ty.is_numeric() && matches!(literal, Term::Int(_) | Term::Decimal(_)) => {
                    return Some(None);
                }
                None => return self.mismatch(span.clone(), ty.words(), literal.words()),
            },
        }))
    }

    /// `risk_profile >= 'C3'` is a question of membership.
    fn ordered(
        &mut self,
        typed: &Term,
        members: &Members,
        test: Test,
        place: usize,
        ty: &Ty,
        span: &Range<usize>,
    ) -> Option<Comparison> {
        let test = match members.order {
            Order::Ascending => test,
            Order::Descending => flip(test),
            Order::None => {
                return self.fail(Problem::new(Code::NoOrder, span.clone()).arg(ty.words()));
            }
        };
        let chosen: Vec<&String> = match test {
            Test::Lt => members.values.iter().take(place).collect(),
            Test::Le => members.values.iter().take(place + 1).collect(),
            Test::Gt => members.values.iter().skip(place + 1).collect(),
            _ => members.values.iter().skip(place).collect(),
        };
        let set = chosen.into_iter().map(|text| Value::Sym(self.builder.string(text))).collect();
        Some(self.within(typed, set))
    }

    /// A part in a set.
    pub fn within(&mut self, typed: &Term, members: Vec<Value>) -> Comparison {
        match typed.slot() {
            Some(slot) => Comparison::In(slot, members),
            None => {
                let mut code = code_of(typed);
                code.push(Op::In(self.builder.set(members)));
                Comparison::Code(code)
            }
        }
    }

    fn known_member(
        &mut self,
        members: &Members,
        text: &str,
        typed: &Term,
        at: &Expr,
    ) -> Option<()> {
        if members.values.iter().any(|value| value == text) {
            return Some(());
        }
        let name = match typed.slot() {
            Some(slot) => self.slot_name(slot),
            None => String::new(),
        };
        let listing = members.values.join(", ");
        let problem =
            Problem::new(Code::NotAMember, at.span.clone()).arg(text).arg(name).arg(listing);
        self.fail(problem.meant(text, members.values.iter().map(String::as_str)))
    }

    fn slot_name(&self, slot: Slot) -> String {
        let program = &self.builder.program;
        let info = program.slots.get(usize::from(slot));
        let name = info.and_then(|info| program.strings.get(usize::try_from(info.name).ok()?));
        name.cloned().unwrap_or_default()
    }
}

/// `a < b` is `b > a`.
fn flip(test: Test) -> Test {
    match test {
        Test::Lt => Test::Gt,
        Test::Le => Test::Ge,
        Test::Gt => Test::Lt,
        Test::Ge => Test::Le,
        same => same,
    }
}

/// Whether two values that are no numbers may be compared.
pub fn same_kind(a: &Ty, b: &Ty) -> bool {
    match (a, b) {
        (Ty::Enum(a), Ty::Enum(b)) => a.values == b.values,
        (Ty::Bool, Ty::Bool) | (Ty::Date, Ty::Date) => true,
        (Ty::Category, Ty::Category) | (Ty::Id, Ty::Id) => true,
        _ => false,
    }
}
