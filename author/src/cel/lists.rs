//! Membership: in constants, in a family of products, in a fact that is a list.

use std::ops::Range;

use silhouette::model::value::Value;
use silhouette::pack::program::Op;

use super::Problem;
use super::compare::{Comparison, same_kind};
use super::syntax::{Expr, Kind};
use super::types::Ty;
use super::typing::{Term, Typer, code_of};
use crate::diagnostics::{Code, Words};

/// What is asked of a list and the values behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Has {
    /// `hasAny(list, […])`: it holds one of them.
    Any,
    /// `hasAll(list, […])`: it holds each of them.
    All,
}

impl Has {
    /// The function of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Has> {
        match name {
            "hasAny" => Some(Has::Any),
            "hasAll" => Some(Has::All),
            _ => None,
        }
    }
}

impl Typer<'_> {
    /// `a in [...]`, `a in family('x')`, `a in list`.
    pub fn member(&mut self, a: &Expr, list: &Expr) -> Option<Comparison> {
        if !is_constants(list) {
            let whole = self.list(list, "in")?;
            return self.contains(a, &whole);
        }
        let typed = self.term(a)?;
        let Term::Typed { ty, .. } = &typed else {
            return self.mismatch(a.span.clone(), typed.words(), Ty::list_words());
        };
        if typed.list().is_some() {
            let span = a.span.start..list.span.end.max(a.span.end);
            return self.fail(Problem::new(Code::ListCompare, span));
        }
        let members = self.constants(&typed, ty, list)?;
        Some(self.within(&typed, members))
    }

    /// `hasAny(list, …)`, `hasAll(list, …)`: comparisons of which all must hold.
    pub fn has(&mut self, has: Has, args: &[Expr], span: &Range<usize>) -> Option<Vec<Comparison>> {
        let name = if has == Has::Any { "hasAny()" } else { "hasAll()" };
        let [list, values] = args else { return self.wrong_lists(name, span.clone()) };
        let whole = self.list(list, name)?;
        let of = whole.list()?;
        if !is_constants(values) {
            if has == Has::All {
                return self.wrong_lists(name, values.span.clone());
            }
            let other = self.list(values, name)?;
            return self.among(&other, &whole, &values.span).map(|one| vec![one]);
        }
        let members = self.constants(&whole, of, values)?;
        match has {
            _ if members.is_empty() => self.wrong_lists(name, values.span.clone()),
            Has::Any => Some(vec![self.within(&whole, members)]),
            Has::All => {
                Some(members.into_iter().map(|one| self.within(&whole, vec![one])).collect())
            }
        }
    }

    /// `size(list)`
    pub fn size(&mut self, args: &[Expr], span: &Range<usize>) -> Option<Term> {
        let [list] = args else { return self.wrong_lists("size()", span.clone()) };
        let whole = self.list(list, "size()")?;
        let mut code = code_of(&whole);
        code.push(Op::Size);
        Some(Term::Typed { ty: Ty::Int, code })
    }

    /// A part that must be a list.
    fn list(&mut self, list: &Expr, name: &str) -> Option<Term> {
        let Kind::Name(_) = &list.kind else { return self.wrong_lists(name, list.span.clone()) };
        let whole = self.term(list)?;
        match whole.list() {
            Some(_) => Some(whole),
            None => self.wrong_lists(name, list.span.clone()),
        }
    }

    fn wrong_lists<T>(&mut self, name: &str, span: Range<usize>) -> Option<T> {
        let expected = match name {
            "in" => Words::new(
                "a list such as ['a', 'b'] or family('x'), or a fact that is a list",
                "['a', 'b'] 或 family('x') 这样的列表，或列表类型的事实",
            ),
            "size()" => Words::new("a fact that is a list", "一个列表类型的事实"),
            "hasAny()" => Words::new(
                "a fact that is a list, and a list such as ['a', 'b'], family('x') or another such fact",
                "一个列表类型的事实，以及 ['a', 'b']、family('x') 这样的列表或另一个列表类型的事实",
            ),
            _ => Words::new(
                "a fact that is a list, and a list such as ['a', 'b'] or family('x')",
                "一个列表类型的事实，以及 ['a', 'b'] 或 family('x') 这样的列表",
            ),
        };
        self.fail(Problem::new(Code::WrongArguments, span).arg(name).arg(expected))
    }

    /// Whether a list holds a value.
    fn contains(&mut self, a: &Expr, whole: &Term) -> Option<Comparison> {
        let value = self.term(a)?;
        let of = whole.list()?;
        if let Term::Typed { .. } = value {
            return self.among(&value, whole, &a.span);
        }
        match self.literal(whole, of, &value, a, &a.span)? {
            Some(constant) => Some(self.within(whole, vec![constant])),
            None => self.mismatch(a.span.clone(), of.words(), value.words()),
        }
    }

    /// Whether a value, or any element of it, is in a list.
    fn among(&mut self, value: &Term, whole: &Term, span: &Range<usize>) -> Option<Comparison> {
        let (of, own) = (whole.list()?, value.element()?);
        if !(same_kind(own, of) || (own == of && own.is_numeric())) {
            return self.mismatch(span.clone(), own.words(), of.words());
        }
        Some(Comparison::Code([code_of(value), code_of(whole), vec![Op::Contains]].concat()))
    }

    /// Constants of a type; `typed` is what they are looked for in.
    fn constants(&mut self, typed: &Term, ty: &Ty, list: &Expr) -> Option<Vec<Value>> {
        let items: Vec<(Term, Expr)> = match &list.kind {
            Kind::Call(_, args) => {
                let products = self.family(args, list.span.clone())?;
                products.into_iter().map(|id| (Term::Text(id), list.clone())).collect()
            }
            Kind::List(items) => {
                let terms = items.iter().map(|item| Some((self.term(item)?, item.clone())));
                terms.collect::<Option<_>>()?
            }
            _ => return None,
        };
        let mut members = Vec::new();
        for (term, at) in items {
            if let Term::Typed { .. } = term {
                let what = Words::new("anything but constants in a list", "列表中的非常量");
                return self.fail(Problem::new(Code::ExprUnsupported, at.span).arg(what));
            }
            match self.literal(typed, ty, &term, &at, &at.span)? {
                Some(value) => members.push(value),
                None => return self.mismatch(at.span, ty.words(), term.words()),
            }
        }
        Some(members)
    }

    fn family(&mut self, args: &[Expr], span: Range<usize>) -> Option<Vec<String>> {
        let [Expr { kind: Kind::Text(family), span: at }] = args else {
            let expected = Words::new("the name of a family", "产品族名称");
            return self
                .fail(Problem::new(Code::WrongArguments, span).arg("family()").arg(expected));
        };
        if let Some(products) = self.names.family(family) {
            return Some(products);
        }
        let families = self.names.families();
        let problem = Problem::new(Code::UnknownReference, at.clone());
        let problem = problem.arg(Words::new("product family", "产品族")).arg(family);
        self.fail(problem.meant(family, families.iter().map(String::as_str)))
    }
}

/// Whether a part lists constants.
fn is_constants(list: &Expr) -> bool {
    match &list.kind {
        Kind::List(_) => true,
        Kind::Call(name, _) => name == "family",
        _ => false,
    }
}
