//! The tree of an expression, with the place of every part.

use std::ops::Range;

use cel::common::ast::{Expr as CelExpr, IdedExpr, LiteralValue, operators};
use cel::parser::PrattParser;
use silhouette::pack::program::Test;

use super::Problem;
use super::literal::Decimal;
use super::tokens::{self, Leaf};
use crate::diagnostics::{Code, Words};

/// A part of an expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: Kind,
    /// Its bytes.
    pub span: Range<usize>,
}

/// What a part of an expression is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// `age`, `tags.hnw`, `now.hour`.
    Name(String),
    /// `true`, `false`.
    Bool(bool),
    /// `12`
    Int(i64),
    /// `12.5`
    Decimal(Decimal),
    /// `'x'`
    Text(String),
    /// `[a, b]`
    List(Vec<Expr>),
    /// `f(a, b)`
    Call(String, Vec<Expr>),
    /// `a && b && c`
    All(Vec<Expr>),
    /// `a || b || c`
    Any(Vec<Expr>),
    /// `!a`
    Not(Box<Expr>),
    /// `-a`
    Neg(Box<Expr>),
    /// `a < b`
    Compare(Test, Box<Expr>, Box<Expr>),
    /// `a in b`
    In(Box<Expr>, Box<Expr>),
    /// `a + b`
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    /// `c ? a : b`
    Select(Box<Expr>, Box<Expr>, Box<Expr>),
}

/// An operation on two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `%`
    Rem,
}

/// Reads an expression.
pub fn parse(text: &str) -> Result<Expr, Problem> {
    let leaves = tokens::leaves(text)?;
    let depth = u16::try_from(2 * tokens::MAX_DEPTH).unwrap_or(u16::MAX);
    let parser = PrattParser::new()
        .max_recursion_depth(depth)
        .error_recovery_limit(1)
        .enable_variadic_operator_asts(true);
    let tree = parser.parse(text).map_err(|errors| {
        let first = errors.errors.first().map_or((1, 1), |error| error.pos);
        let at = offset(text, first);
        let end = leaves.iter().find(|leaf| leaf.start == at).map_or(at + 1, |leaf| leaf.end);
        tokens::unreadable(text, at..end)
    })?;
    let mut reader = Reader { text, leaves: leaves.into_iter() };
    reader.expr(&tree)
}

/// The byte at a line and column of the parser, both from 1.
fn offset(text: &str, (line, column): (isize, isize)) -> usize {
    let line = usize::try_from(line - 1).unwrap_or(0);
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    (start + usize::try_from(column - 1).unwrap_or(0)).min(text.len())
}

/// Turns the parser's tree into ours. The leaves of a tree, from left to right, are the leaves of the
/// text: this is how every part gets its place.
struct Reader<'a> {
    text: &'a str,
    leaves: std::vec::IntoIter<Leaf>,
}

impl Reader<'_> {
    fn leaf(&mut self) -> Leaf {
        let end = self.text.len();
        self.leaves.next().unwrap_or(Leaf { start: end, end, sign: None })
    }

    fn unsupported<T>(&self, en: &str, zh: &str) -> Result<T, Problem> {
        let whole = 0..self.text.len();
        Err(Problem::new(Code::ExprUnsupported, whole).arg(Words::new(en, zh)))
    }

    fn instead<T>(&self, what: &str, meant: &str) -> Result<T, Problem> {
        self.unsupported(what, what).map_err(|mut problem: Problem| {
            problem.meant = Some(meant.to_owned());
            problem
        })
    }

    fn expr(&mut self, tree: &IdedExpr) -> Result<Expr, Problem> {
        match &tree.expr {
            CelExpr::Ident(name) => {
                let leaf = self.leaf();
                Ok(Expr { kind: Kind::Name(name.clone()), span: leaf.start..leaf.end })
            }
            CelExpr::Select(select) if !select.test => {
                let operand = self.expr(&select.operand)?;
                let leaf = self.leaf();
                match operand.kind {
                    Kind::Name(name) => Ok(Expr {
                        kind: Kind::Name(format!("{name}.{}", select.field)),
                        span: operand.span.start..leaf.end,
                    }),
                    _ => self.unsupported("a field of a value", "取值的字段"),
                }
            }
            CelExpr::Select(_) => self.instead("has()", "known(…)"),
            CelExpr::Literal(literal) => self.literal(literal),
            CelExpr::List(list) => {
                if !list.optional_indices.is_empty() {
                    return self.unsupported("an optional element", "可选元素");
                }
                let items: Vec<Expr> =
                    list.elements.iter().map(|item| self.expr(item)).collect::<Result<_, _>>()?;
                let span = cover(&items, self.text.len());
                Ok(Expr { kind: Kind::List(items), span })
            }
            CelExpr::Call(call) => {
                if call.target.is_some() {
                    return self.unsupported("a method", "方法调用");
                }
                self.call(&call.func_name, &call.args)
            }
            CelExpr::Comprehension(_) => self.unsupported(
                "all(), exists(), exists_one(), map() and filter()",
                "all()、exists()、exists_one()、map()、filter()",
            ),
            CelExpr::Map(_) | CelExpr::Struct(_) => self.unsupported("a map", "映射"),
            CelExpr::Unspecified => self.unsupported("an empty part", "空的部分"),
        }
    }

    fn literal(&mut self, literal: &LiteralValue) -> Result<Expr, Problem> {
        let leaf = self.leaf();
        let mut span = leaf.start..leaf.end;
        let mut signed = |negative: bool| {
            if let (true, Some(sign)) = (negative, leaf.sign) {
                span.start = sign;
            }
        };
        let kind = match literal {
            LiteralValue::Boolean(value) => Kind::Bool(*value.inner()),
            LiteralValue::Int(value) => {
                signed(*value.inner() < 0);
                Kind::Int(*value.inner())
            }
            LiteralValue::Double(value) => {
                signed(value.inner().is_sign_negative());
                let text = self.text.get(span.clone()).unwrap_or_default();
                let text: String = text.split_whitespace().collect();
                match Decimal::read(&text) {
                    Some(decimal) => Kind::Decimal(decimal),
                    None => return Err(Problem::new(Code::NumberTooLarge, span)),
                }
            }
            LiteralValue::String(value) => Kind::Text(value.inner().to_owned()),
            LiteralValue::UInt(_) => return self.unsupported("an unsigned number", "无符号数"),
            LiteralValue::Bytes(_) => return self.unsupported("a byte string", "字节串"),
            LiteralValue::Null => {
                return self.instead("null", "!known(…)");
            }
        };
        Ok(Expr { kind, span })
    }

    fn call(&mut self, name: &str, args: &[IdedExpr]) -> Result<Expr, Problem> {
        let operator = operator(name);
        let named = match operator {
            None => Some(self.leaf()),
            Some(_) => None,
        };
        let mut parts: Vec<Expr> =
            args.iter().map(|arg| self.expr(arg)).collect::<Result<_, _>>()?;
        let inner = cover(&parts, self.text.len());
        if let Some(leaf) = named {
            let span = leaf.start..inner.end.max(leaf.end).min(self.text.len());
            let span = if parts.is_empty() { leaf.start..leaf.end } else { span };
            return Ok(Expr { kind: Kind::Call(name.to_owned(), parts), span });
        }
        let kind = match (operator, parts.len()) {
            (Some(Operator::All), _) => Kind::All(parts),
            (Some(Operator::Any), _) => Kind::Any(parts),
            (Some(operator), count) => {
                let mut take = || parts.pop().map(Box::new);
                match (operator, count, take(), take(), take()) {
                    (Operator::Not, 1, Some(a), None, None) => Kind::Not(a),
                    (Operator::Neg, 1, Some(a), None, None) => Kind::Neg(a),
                    (Operator::Compare(test), 2, Some(b), Some(a), None) => {
                        Kind::Compare(test, a, b)
                    }
                    (Operator::In, 2, Some(b), Some(a), None) => Kind::In(a, b),
                    (Operator::Arithmetic(op), 2, Some(b), Some(a), None) => {
                        Kind::Arithmetic(op, a, b)
                    }
                    (Operator::Select, 3, Some(b), Some(a), Some(c)) => Kind::Select(c, a, b),
                    _ => return self.unsupported("this operator", "该运算符"),
                }
            }
            (None, _) => return self.unsupported("this operator", "该运算符"),
        };
        Ok(Expr { kind, span: inner })
    }
}

fn cover(parts: &[Expr], end: usize) -> Range<usize> {
    let start = parts.iter().map(|part| part.span.start).min().unwrap_or(0);
    start..parts.iter().map(|part| part.span.end).max().unwrap_or(end)
}

#[derive(Clone, Copy)]
enum Operator {
    All,
    Any,
    Not,
    Neg,
    Compare(Test),
    In,
    Arithmetic(Arithmetic),
    Select,
    Unsupported,
}

fn operator(name: &str) -> Option<Operator> {
    Some(match name {
        operators::LOGICAL_AND => Operator::All,
        operators::LOGICAL_OR => Operator::Any,
        operators::LOGICAL_NOT => Operator::Not,
        operators::NEGATE => Operator::Neg,
        operators::EQUALS => Operator::Compare(Test::Eq),
        operators::NOT_EQUALS => Operator::Compare(Test::Ne),
        operators::LESS => Operator::Compare(Test::Lt),
        operators::LESS_EQUALS => Operator::Compare(Test::Le),
        operators::GREATER => Operator::Compare(Test::Gt),
        operators::GREATER_EQUALS => Operator::Compare(Test::Ge),
        operators::IN => Operator::In,
        operators::ADD => Operator::Arithmetic(Arithmetic::Add),
        operators::SUBSTRACT => Operator::Arithmetic(Arithmetic::Sub),
        operators::MULTIPLY => Operator::Arithmetic(Arithmetic::Mul),
        operators::DIVIDE => Operator::Arithmetic(Arithmetic::Div),
        operators::MODULO => Operator::Arithmetic(Arithmetic::Rem),
        operators::CONDITIONAL => Operator::Select,
        operators::INDEX | operators::OPT_INDEX | operators::OPT_SELECT => Operator::Unsupported,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(text: &str) -> Vec<&str> {
        fn walk<'a>(expr: &Expr, text: &'a str, out: &mut Vec<&'a str>) {
            out.push(&text[expr.span.clone()]);
            match &expr.kind {
                Kind::List(all) | Kind::Call(_, all) | Kind::All(all) | Kind::Any(all) => {
                    all.iter().for_each(|one| walk(one, text, out));
                }
                Kind::Not(a) | Kind::Neg(a) => walk(a, text, out),
                Kind::Compare(_, a, b) | Kind::In(a, b) | Kind::Arithmetic(_, a, b) => {
                    walk(a, text, out);
                    walk(b, text, out);
                }
                Kind::Select(a, b, c) => [a, b, c].into_iter().for_each(|x| walk(x, text, out)),
                _ => {}
            }
        }
        let mut out = Vec::new();
        walk(&parse(text).unwrap(), text, &mut out);
        out
    }

    #[test]
    fn every_part_knows_its_place() {
        assert_eq!(places("age < 35"), ["age < 35", "age", "35"]);
        assert_eq!(
            places("tags.hnw && x in ['高', 'b'] && f(-5, y)"),
            [
                "tags.hnw && x in ['高', 'b'] && f(-5, y",
                "tags.hnw",
                "x in ['高', 'b'",
                "x",
                "'高', 'b'",
                "'高'",
                "'b'",
                "f(-5, y",
                "-5",
                "y"
            ]
        );
        assert_eq!(places("a ? 2.50 : - 1.5"), ["a ? 2.50 : - 1.5", "a", "2.50", "- 1.5"]);
    }

    #[test]
    fn chains_of_one_operator_are_one_part() {
        let Kind::All(parts) = parse("a && b && c && d").unwrap().kind else { panic!() };
        assert_eq!(parts.len(), 4);
    }

    #[test]
    fn literals_keep_their_digits() {
        let Kind::Decimal(decimal) = parse("-30000.550").unwrap().kind else { panic!() };
        assert_eq!(decimal.exact, Some((-3_000_055, 2)));
        assert_eq!(parse("-9223372036854775808").unwrap().kind, Kind::Int(i64::MIN));
    }

    #[test]
    fn what_is_not_in_the_subset_says_so() {
        for text in [
            "has(a.b)",
            "[1].all(x, x > 0)",
            "a.b()",
            "{'a': 1}",
            "null == a",
            "1u",
            "b'x'",
            "a[0]",
            "T{a: 1}",
            "f(a).b",
        ] {
            assert_eq!(parse(text).unwrap_err().code, Code::ExprUnsupported, "{text}");
        }
    }

    #[test]
    fn syntax_errors_name_the_place_and_the_usual_meaning() {
        let problem = |text: &str| parse(text).unwrap_err();
        assert_eq!(problem("age = 3").span, 4..5);
        assert_eq!(problem("age = 3").meant.as_deref(), Some("=="));
        assert_eq!(problem("a and b").meant.as_deref(), Some("&&"));
        for text in ["", " ", "1 +", "(a", "a)", "a b", "in", "a &&", "1.", "9223372036854775808"] {
            assert_eq!(problem(text).code, Code::ExprSyntax, "{text:?}");
        }
    }

    #[test]
    fn deep_and_long_chains_do_not_exhaust_the_stack() {
        let long = format!("1{}", "+1".repeat(tokens::MAX_PARTS / 2 - 1));
        assert!(parse(&long).is_ok());
        let deep = format!("{}1{}", "(".repeat(tokens::MAX_DEPTH), ")".repeat(tokens::MAX_DEPTH));
        assert!(parse(&deep).is_ok());
    }
}
