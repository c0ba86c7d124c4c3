//! Numbers that meet: whole numbers, exact decimals and doubles.
//!
//! Whole numbers beside a decimal become decimals; anything beside a double becomes a double. Decimals
//! are brought to the larger scale, so that sums and comparisons stay exact. A product of decimals is
//! exact while its scale is; a quotient of decimals is a double.

use std::ops::Range;

use silhouette::model::value::Value;
use silhouette::pack::program::Op;

use super::Problem;
use super::literal::{Decimal, MAX_SCALE};
use super::syntax::{Arithmetic, Expr};
use super::types::Ty;
use super::typing::{Term, Typer, constant, is_date};
use crate::diagnostics::Code;

/// What kind of number a part is.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    Int,
    Number,
    /// A decimal of this scale.
    Decimal(u8),
    /// A literal of this scale: a decimal beside a decimal, a double otherwise.
    Digits(u8),
}

fn form(typer: &mut Typer<'_>, term: &Term, span: &Range<usize>) -> Option<Form> {
    match term {
        Term::Typed { ty: Ty::Int, .. } | Term::Int(_) => Some(Form::Int),
        Term::Typed { ty: Ty::Number, .. } => Some(Form::Number),
        Term::Typed { ty: Ty::Decimal(scale), .. } => Some(Form::Decimal(*scale)),
        Term::Decimal(Decimal { exact: Some((_, scale)), .. }) => Some(Form::Digits(*scale)),
        Term::Decimal(_) => Some(Form::Number),
        other => {
            let words = other.words();
            typer.fail(Problem::new(Code::NotANumber, span.clone()).arg(words))
        }
    }
}

/// Two parts as numbers of one type: the type, and the instructions of each.
pub fn unify(
    typer: &mut Typer<'_>,
    a: Term,
    b: Term,
    span: &Range<usize>,
) -> Option<(Ty, Vec<Op>, Vec<Op>)> {
    if !is_number(&a) || !is_number(&b) {
        return typer.mismatch(span.clone(), a.words(), b.words());
    }
    let ty = match (form(typer, &a, span)?, form(typer, &b, span)?) {
        (Form::Int, Form::Int) => Ty::Int,
        (Form::Decimal(x), Form::Decimal(y) | Form::Digits(y))
        | (Form::Digits(x), Form::Decimal(y)) => Ty::Decimal(x.max(y)),
        (Form::Decimal(x), Form::Int) | (Form::Int, Form::Decimal(x)) => Ty::Decimal(x),
        _ => Ty::Number,
    };
    let left = convert(typer, a, &ty, span)?;
    let right = convert(typer, b, &ty, span)?;
    Some((ty, left, right))
}

fn is_number(term: &Term) -> bool {
    match term {
        Term::Typed { ty, .. } => ty.is_numeric(),
        Term::Int(_) | Term::Decimal(_) => true,
        Term::Bool(_) | Term::Text(_) | Term::Date(_) => false,
    }
}

/// A number on its own: literals with a point are doubles.
pub fn typed(typer: &mut Typer<'_>, term: Term, span: &Range<usize>) -> Option<(Ty, Vec<Op>)> {
    let ty = match form(typer, &term, span)? {
        Form::Int => Ty::Int,
        Form::Decimal(scale) => Ty::Decimal(scale),
        Form::Number | Form::Digits(_) => Ty::Number,
    };
    let code = convert(typer, term, &ty, span)?;
    Some((ty, code))
}

/// The instructions of a number, brought to a type that can hold it.
fn convert(typer: &mut Typer<'_>, term: Term, to: &Ty, span: &Range<usize>) -> Option<Vec<Op>> {
    if let Term::Typed { ty, mut code } = term {
        match (&ty, to) {
            (Ty::Int, Ty::Number) => code.push(Op::ToNumber(0)),
            (Ty::Decimal(scale), Ty::Number) => code.push(Op::ToNumber(*scale)),
            (Ty::Int, Ty::Decimal(scale)) if *scale > 0 => code.push(Op::ScaleUp(*scale)),
            (Ty::Decimal(own), Ty::Decimal(scale)) if scale > own => {
                code.push(Op::ScaleUp(scale - own));
            }
            _ => {}
        }
        return Some(code);
    }
    match constant(to, &term) {
        Some(value) => Some(vec![Op::Const(typer.builder.constant(value))]),
        None => typer.fail(Problem::new(Code::NumberTooLarge, span.clone())),
    }
}

/// `-a`
pub fn negate(typer: &mut Typer<'_>, part: &Expr) -> Option<Term> {
    let term = typer.term(part)?;
    let (ty, mut code) = typed(typer, term, &part.span)?;
    code.push(Op::Neg);
    Some(Term::Typed { ty, code })
}

/// `min(…)`, `max(…)`
pub fn extreme(
    typer: &mut Typer<'_>,
    op: Op,
    first: &Expr,
    rest: &[Expr],
    span: &Range<usize>,
) -> Option<Term> {
    let mut so_far = typer.term(first)?;
    for part in rest {
        let term = typer.term(part)?;
        let (ty, mut code, other) = if is_date(&so_far) && is_date(&term) {
            (Ty::Date, typer.plain(so_far), typer.plain(term))
        } else {
            unify(typer, so_far, term, span)?
        };
        code.extend(other);
        code.push(op);
        so_far = Term::Typed { ty, code };
    }
    Some(so_far)
}

/// `a + b` and its like.
pub fn operation(
    typer: &mut Typer<'_>,
    op: Arithmetic,
    a: Term,
    b: Term,
    span: &Range<usize>,
) -> Option<Term> {
    if !is_number(&a) || !is_number(&b) {
        return typer.mismatch(span.clone(), a.words(), b.words());
    }
    let forms = (form(typer, &a, span)?, form(typer, &b, span)?);
    let (ty, mut code, other) = match (op, forms) {
        (Arithmetic::Rem, (Form::Int, Form::Int)) => unify(typer, a, b, span)?,
        (Arithmetic::Rem, _) => return typer.mismatch(span.clone(), a.words(), b.words()),
        (Arithmetic::Div, (Form::Int, Form::Int)) => {
            if b == Term::Int(0) {
                return typer.fail(Problem::new(Code::DivisionByZero, span.clone()));
            }
            typer.problems.push(Problem::new(Code::IntegerDivision, span.clone()));
            unify(typer, a, b, span)?
        }
        (Arithmetic::Div, _) => {
            if constant_zero(&b) {
                return typer.fail(Problem::new(Code::DivisionByZero, span.clone()));
            }
            let left = convert(typer, a, &Ty::Number, span)?;
            (Ty::Number, left, convert(typer, b, &Ty::Number, span)?)
        }
        (Arithmetic::Mul, (left, right)) => product(typer, a, b, left, right, span)?,
        (Arithmetic::Add | Arithmetic::Sub, _) => unify(typer, a, b, span)?,
    };
    code.extend(other);
    code.push(match op {
        Arithmetic::Add => Op::Add,
        Arithmetic::Sub => Op::Sub,
        Arithmetic::Mul => Op::Mul,
        Arithmetic::Div => Op::Div,
        Arithmetic::Rem => Op::Rem,
    });
    Some(Term::Typed { ty, code })
}

fn constant_zero(term: &Term) -> bool {
    matches!(term, Term::Int(0)) || matches!(term, Term::Decimal(decimal) if decimal.number == 0.0)
}

/// Factors keep their own scales: the scale of the product is their sum.
fn product(
    typer: &mut Typer<'_>,
    a: Term,
    b: Term,
    left: Form,
    right: Form,
    span: &Range<usize>,
) -> Option<(Ty, Vec<Op>, Vec<Op>)> {
    let scale = |form: Form| match form {
        Form::Decimal(scale) | Form::Digits(scale) => scale,
        Form::Int | Form::Number => 0,
    };
    let is_decimal = |form: Form| matches!(form, Form::Decimal(_));
    let exact = (is_decimal(left) || is_decimal(right))
        && left != Form::Number
        && right != Form::Number
        && scale(left) + scale(right) <= MAX_SCALE;
    if !exact {
        let both_int = left == Form::Int && right == Form::Int;
        let ty = if both_int { Ty::Int } else { Ty::Number };
        let code = convert(typer, a, &ty, span)?;
        return Some((ty.clone(), code, convert(typer, b, &ty, span)?));
    }
    let own = |typer: &mut Typer<'_>, term: Term, form: Form| match (term, form) {
        (Term::Decimal(Decimal { exact: Some((integer, _)), .. }), Form::Digits(_)) => {
            Some(vec![Op::Const(typer.builder.constant(Value::Int(integer)))])
        }
        (term, form) => convert(typer, term, &Ty::Decimal(scale(form)), span),
    };
    let code = own(typer, a, left)?;
    let other = own(typer, b, right)?;
    Some((Ty::Decimal(scale(left) + scale(right)), code, other))
}
