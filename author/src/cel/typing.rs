//! Types of expressions, and their instructions.
//!
//! A literal has no type of its own until it meets a typed part: `30000.50` is a scaled integer beside
//! a decimal and a double beside a number.

use std::ops::Range;

use silhouette::model::value::{Slot, Value};
use silhouette::pack::program::{NowPart, Op};

use super::lists::Has;
use super::literal::Decimal;
use super::syntax::{Arithmetic, Expr, Kind};
use super::types::{Found, Names, Order, Place, Ty};
use super::{Problem, numeric};
use crate::builder::Builder;
use crate::diagnostics::{Code, Words};

/// What a part of an expression came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Term {
    /// Instructions that leave a value of this type.
    Typed {
        /// The type.
        ty: Ty,
        /// The instructions.
        code: Vec<Op>,
    },
    /// A literal.
    Bool(bool),
    /// A literal.
    Int(i64),
    /// A literal.
    Decimal(Decimal),
    /// A literal.
    Text(String),
    /// `date('2026-01-31')`, in days since 1970-01-01.
    Date(i64),
}

impl Term {
    /// The type in words.
    #[must_use]
    pub fn words(&self) -> Words {
        match self {
            Term::Typed { ty, .. } => ty.words(),
            Term::Bool(_) => Ty::Bool.words(),
            Term::Int(_) => Ty::Int.words(),
            Term::Decimal(_) => Ty::Number.words(),
            Term::Text(_) => Words::new("a text", "文本"),
            Term::Date(_) => Ty::Date.words(),
        }
    }

    /// The type of the elements, when the part is a list.
    #[must_use]
    pub fn list(&self) -> Option<&Ty> {
        match self {
            Term::Typed { ty: Ty::List(of), .. } => Some(of),
            _ => None,
        }
    }

    /// The type of a typed part; of a list, that of its elements.
    #[must_use]
    pub fn element(&self) -> Option<&Ty> {
        match self {
            Term::Typed { ty, .. } => self.list().or(Some(ty)),
            _ => None,
        }
    }

    /// The slot, when the part is nothing but a fact.
    #[must_use]
    pub fn slot(&self) -> Option<Slot> {
        match self {
            Term::Typed { code, .. } => match code.as_slice() {
                [Op::Slot(slot)] => Some(*slot),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Types expressions against the names in scope.
pub struct Typer<'a> {
    /// What names stand for.
    pub names: &'a mut dyn Names,
    /// Where constants and strings go.
    pub builder: &'a mut Builder,
    /// Findings.
    pub problems: Vec<Problem>,
}

impl Typer<'_> {
    /// Reports a finding.
    pub fn fail<T>(&mut self, problem: Problem) -> Option<T> {
        self.problems.push(problem);
        None
    }

    /// The two sides do not go together.
    pub fn mismatch<T>(&mut self, span: Range<usize>, a: Words, b: Words) -> Option<T> {
        self.fail(Problem::new(Code::TypeMismatch, span).arg(a).arg(b))
    }

    /// The type and instructions of an expression; a literal becomes what it is on its own.
    pub fn value(&mut self, expr: &Expr) -> Option<(Ty, Vec<Op>)> {
        let term = self.term(expr)?;
        let constant = |typer: &mut Self, ty: Ty, value: Value| {
            Some((ty, vec![Op::Const(typer.builder.constant(value))]))
        };
        match term {
            Term::Typed { ty, code } => Some((ty, code)),
            Term::Bool(value) => constant(self, Ty::Bool, Value::Bool(value)),
            Term::Int(n) => constant(self, Ty::Int, Value::Int(n)),
            Term::Decimal(decimal) => constant(self, Ty::Number, Value::Number(decimal.number)),
            Term::Date(days) => constant(self, Ty::Date, Value::Int(days)),
            Term::Text(text) => {
                let value = Value::Sym(self.builder.string(&text));
                constant(self, Ty::of_members(vec![text], Order::None), value)
            }
        }
    }

    /// The instructions of a condition.
    pub fn bool(&mut self, expr: &Expr) -> Option<Vec<Op>> {
        match self.value(expr)? {
            (Ty::Bool, code) => Some(code),
            (ty, _) => self.fail(Problem::new(Code::NotABool, expr.span.clone()).arg(ty.words())),
        }
    }

    /// The instructions of an expression that must be a double.
    pub fn number(&mut self, expr: &Expr) -> Option<Vec<Op>> {
        let (ty, mut code) = self.value(expr)?;
        match ty {
            Ty::Number => {}
            Ty::Int => code.push(Op::ToNumber(0)),
            Ty::Decimal(scale) => code.push(Op::ToNumber(scale)),
            ty => {
                return self
                    .fail(Problem::new(Code::NotANumber, expr.span.clone()).arg(ty.words()));
            }
        }
        Some(code)
    }

    /// What a part of an expression comes to.
    pub fn term(&mut self, expr: &Expr) -> Option<Term> {
        let span = expr.span.clone();
        match &expr.kind {
            Kind::Bool(value) => Some(Term::Bool(*value)),
            Kind::Int(n) => Some(Term::Int(*n)),
            Kind::Decimal(decimal) => Some(Term::Decimal(*decimal)),
            Kind::Text(text) => Some(Term::Text(text.clone())),
            Kind::Name(name) => self.name(name, span),
            Kind::List(_) => {
                let what = Words::new(
                    "a list of constants outside \"in\", hasAny() and hasAll()",
                    "\"in\"、hasAny()、hasAll() 以外的常量列表",
                );
                self.fail(Problem::new(Code::ExprUnsupported, span).arg(what))
            }
            Kind::Call(name, args) => self.call(name, args, span),
            Kind::All(parts) => self.logic(parts, Op::And),
            Kind::Any(parts) => self.logic(parts, Op::Or),
            Kind::Not(part) => {
                let mut code = self.bool(part)?;
                code.push(Op::Not);
                Some(Term::Typed { ty: Ty::Bool, code })
            }
            Kind::Neg(part) => numeric::negate(self, part),
            Kind::Compare(test, a, b) => {
                let comparison = self.compare(*test, a, b, span)?;
                Some(self.truth(comparison))
            }
            Kind::In(a, list) => {
                let comparison = self.member(a, list)?;
                Some(self.truth(comparison))
            }
            Kind::Arithmetic(op, a, b) => self.arithmetic(*op, a, b, span),
            Kind::Select(condition, a, b) => self.select(condition, a, b),
        }
    }

    fn name(&mut self, name: &str, span: Range<usize>) -> Option<Term> {
        if let Some(part) = name.strip_prefix("now.") {
            return self.now(name, part, span);
        }
        match self.names.find(name) {
            Found::Known(place, ty) => {
                let op = match place {
                    Place::Slot(slot) => Op::Slot(slot),
                    Place::Field(field) => Op::Field(field),
                    Place::Product(number) => Op::Product(number),
                };
                Some(Term::Typed { ty, code: vec![op] })
            }
            Found::Broken => None,
            Found::Later => self.fail(Problem::new(Code::Stage, span).arg(name)),
            Found::Unknown => {
                let known = self.names.all();
                let known = known.iter().map(String::as_str);
                let meant = match name {
                    "and" => Some("&&"),
                    "or" => Some("||"),
                    "not" => Some("!"),
                    _ => None,
                };
                let mut problem = Problem::new(Code::UnknownName, span).arg(name);
                problem = problem.meant(name, known);
                problem.meant = meant.map(str::to_owned).or(problem.meant);
                self.fail(problem)
            }
        }
    }

    fn now(&mut self, name: &str, part: &str, span: Range<usize>) -> Option<Term> {
        let (part, ty) = match part {
            "hour" => (NowPart::Hour, Ty::Int),
            "weekday" => (NowPart::Weekday, Ty::Int),
            "day" => (NowPart::Day, Ty::Int),
            "month" => (NowPart::Month, Ty::Int),
            "year" => (NowPart::Year, Ty::Int),
            "date" => (NowPart::Date, Ty::Date),
            _ => {
                let parts = ["hour", "weekday", "day", "month", "year", "date"];
                let names: Vec<String> = parts.iter().map(|part| format!("now.{part}")).collect();
                let problem = Problem::new(Code::UnknownName, span).arg(name);
                return self.fail(problem.meant(name, names.iter().map(String::as_str)));
            }
        };
        if !self.names.has_now() {
            return self.fail(Problem::new(Code::Stage, span).arg(name));
        }
        Some(Term::Typed { ty, code: vec![Op::Now(part)] })
    }

    fn logic(&mut self, parts: &[Expr], op: Op) -> Option<Term> {
        let mut all = Some(Vec::new());
        for (index, part) in parts.iter().enumerate() {
            // Every part is looked at, so that all findings come at once.
            let code = self.bool(part);
            all = all.zip(code).map(|(mut all, code)| {
                all.extend(code);
                if index > 0 {
                    all.push(op);
                }
                all
            });
        }
        all.map(|code| Term::Typed { ty: Ty::Bool, code })
    }

    /// A civil date as days since 1970-01-01.
    pub fn date(&mut self, text: &str, span: Range<usize>) -> Option<i64> {
        match days(text) {
            Some(days) => Some(days),
            None => self.fail(Problem::new(Code::BadDate, span).arg(text)),
        }
    }

    fn call(&mut self, name: &str, args: &[Expr], span: Range<usize>) -> Option<Term> {
        let wrong = |typer: &mut Self, en: &str, zh: &str| {
            let problem = Problem::new(Code::WrongArguments, span.clone());
            typer.fail(problem.arg(format!("{name}()")).arg(Words::new(en, zh)))
        };
        if let Some(has) = Has::named(name) {
            let parts = self.has(has, args, &span)?;
            let mut code = Vec::new();
            for (index, part) in parts.into_iter().enumerate() {
                code.extend(code_of(&self.truth(part)));
                code.extend((index > 0).then_some(Op::And));
            }
            return Some(Term::Typed { ty: Ty::Bool, code });
        }
        match (name, args) {
            ("known", [Expr { kind: Kind::Name(_), .. }]) => {
                let [arg] = args else { return None };
                let mut code = code_of(&self.term(arg)?);
                code.push(Op::Known);
                Some(Term::Typed { ty: Ty::Bool, code })
            }
            ("known", _) => wrong(self, "the name of a fact", "一个事实的名称"),
            ("date", [Expr { kind: Kind::Text(text), span: at }]) => {
                self.date(text, at.clone()).map(Term::Date)
            }
            ("date", _) => wrong(self, "a date such as '2026-01-31'", "'2026-01-31' 这样的日期"),
            ("size", args) => self.size(args, &span),
            ("family", _) => {
                let what = Words::new(
                    "family() outside \"in\", hasAny() and hasAll()",
                    "\"in\"、hasAny()、hasAll() 以外的 family()",
                );
                self.fail(Problem::new(Code::ExprUnsupported, span).arg(what))
            }
            ("min" | "max", [first, rest @ ..]) if !rest.is_empty() => {
                let op = if name == "min" { Op::Min } else { Op::Max };
                numeric::extreme(self, op, first, rest, &span)
            }
            ("min" | "max", _) => wrong(self, "at least two numbers", "至少两个数值"),
            ("abs", [arg]) => {
                let term = self.term(arg)?;
                let (ty, mut code) = numeric::typed(self, term, &arg.span)?;
                code.push(Op::Abs);
                Some(Term::Typed { ty, code })
            }
            ("double", [arg]) => {
                let code = self.number(arg)?;
                Some(Term::Typed { ty: Ty::Number, code })
            }
            ("int", [arg]) => {
                let term = self.term(arg)?;
                let (ty, mut code) = numeric::typed(self, term, &arg.span)?;
                match ty {
                    Ty::Int | Ty::Decimal(0) => {}
                    Ty::Decimal(scale) => code.extend([Op::ToNumber(scale), Op::ToInt]),
                    _ => code.push(Op::ToInt),
                }
                Some(Term::Typed { ty: Ty::Int, code })
            }
            ("abs" | "double" | "int", _) => wrong(self, "one number", "一个数值"),
            _ => {
                let known = [
                    "known", "family", "date", "min", "max", "abs", "int", "double", "size",
                    "hasAny", "hasAll",
                ];
                let at = span.start..(span.start + name.len()).min(span.end);
                let problem = Problem::new(Code::UnknownFunction, at).arg(name);
                self.fail(problem.meant(name, known))
            }
        }
    }

    fn arithmetic(
        &mut self,
        op: Arithmetic,
        a: &Expr,
        b: &Expr,
        span: Range<usize>,
    ) -> Option<Term> {
        let left = self.term(a);
        let right = self.term(b);
        let (left, right) = left.zip(right)?;
        if is_date(&left) && matches!(op, Arithmetic::Sub | Arithmetic::Add) {
            let ty = match (&right, op) {
                (right, Arithmetic::Sub) if is_date(right) => Ty::Int,
                (Term::Typed { ty: Ty::Int, .. } | Term::Int(_), _) => Ty::Date,
                _ => return self.mismatch(span, left.words(), right.words()),
            };
            let mut code = self.plain(left);
            code.extend(self.plain(right));
            code.push(if op == Arithmetic::Sub { Op::Sub } else { Op::Add });
            return Some(Term::Typed { ty, code });
        }
        numeric::operation(self, op, left, right, &span)
    }

    fn select(&mut self, condition: &Expr, a: &Expr, b: &Expr) -> Option<Term> {
        let test = self.bool(condition);
        let left = self.term(a);
        let right = self.term(b);
        let ((mut code, left), right) = test.zip(left).zip(right)?;
        let span = a.span.start..b.span.end;
        if left.list().is_some() || right.list().is_some() {
            let what = Words::new("a choice between lists", "在列表之间选择");
            return self.fail(Problem::new(Code::ExprUnsupported, span).arg(what));
        }
        let texts = |term: &Term| match term {
            Term::Text(text) => Some(vec![text.clone()]),
            Term::Typed { ty: Ty::Enum(members), .. } => Some(members.values.clone()),
            _ => None,
        };
        let (ty, left, right) =
            if let (Some(mut values), Some(more)) = (texts(&left), texts(&right)) {
                for value in more {
                    if !values.contains(&value) {
                        values.push(value);
                    }
                }
                let ty = Ty::of_members(values, Order::None);
                (ty, self.plain(left), self.plain(right))
            } else {
                let same = match (&left, &right) {
                    (Term::Typed { ty: ta, .. }, Term::Typed { ty: tb, .. }) => {
                        (ta == tb).then(|| ta.clone())
                    }
                    (Term::Bool(_), Term::Bool(_)) => Some(Ty::Bool),
                    (a, b) if is_date(a) && is_date(b) => Some(Ty::Date),
                    (Term::Typed { ty: Ty::Bool, .. }, Term::Bool(_))
                    | (Term::Bool(_), Term::Typed { ty: Ty::Bool, .. }) => Some(Ty::Bool),
                    _ => None,
                };
                match same {
                    Some(ty) => (ty, self.plain(left), self.plain(right)),
                    None => numeric::unify(self, left, right, &span)?,
                }
            };
        code.extend(left);
        code.extend(right);
        code.push(Op::Select);
        Some(Term::Typed { ty, code })
    }

    /// Instructions of a part; a literal is what it is on its own.
    pub fn plain(&mut self, term: Term) -> Vec<Op> {
        let value = match term {
            Term::Typed { code, .. } => return code,
            Term::Text(text) => Value::Sym(self.builder.string(&text)),
            Term::Bool(value) => Value::Bool(value),
            Term::Int(n) | Term::Date(n) => Value::Int(n),
            Term::Decimal(decimal) => Value::Number(decimal.number),
        };
        vec![Op::Const(self.builder.constant(value))]
    }
}

/// Days from 1970-01-01 to a civil date `YYYY-MM-DD`.
#[must_use]
pub fn days(text: &str) -> Option<i64> {
    let date: jiff::civil::Date = text.parse().ok().filter(|_| text.len() == 10)?;
    let epoch = jiff::civil::date(1970, 1, 1);
    Some(i64::from(epoch.until(date).ok()?.get_days()))
}

/// A literal as a constant of a type, when it can be written in it exactly.
#[must_use]
pub fn constant(ty: &Ty, literal: &Term) -> Option<Value> {
    match (ty, literal) {
        (Ty::Int, Term::Int(n)) => Some(Value::Int(*n)),
        #[expect(clippy::cast_precision_loss, reason = "beside a number, a whole number is one")]
        (Ty::Number, Term::Int(n)) => Some(Value::Number(*n as f64)),
        (Ty::Number, Term::Decimal(decimal)) => Some(Value::Number(decimal.number)),
        (Ty::Decimal(scale), Term::Int(n)) => {
            n.checked_mul(10_i64.checked_pow(u32::from(*scale))?).map(Value::Int)
        }
        (Ty::Decimal(scale), Term::Decimal(decimal)) => decimal.at_scale(*scale).map(Value::Int),
        (Ty::Bool, Term::Bool(value)) => Some(Value::Bool(*value)),
        _ => None,
    }
}

/// Whether a part is a date.
#[must_use]
pub fn is_date(term: &Term) -> bool {
    matches!(term, Term::Typed { ty: Ty::Date, .. } | Term::Date(_))
}

/// Instructions of a typed part.
#[must_use]
pub fn code_of(term: &Term) -> Vec<Op> {
    match term {
        Term::Typed { code, .. } => code.clone(),
        _ => Vec::new(),
    }
}
