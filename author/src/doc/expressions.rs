//! Expressions in words.

use silhouette::pack::program::Test;

use super::speech::Speech;
use crate::cel::lists::Has;
use crate::cel::syntax::{self, Arithmetic, Expr, Kind};
use crate::values;

/// What the names of an expression mean.
#[derive(Clone, Copy, Debug)]
pub enum Reads<'a> {
    /// Facts, features and results.
    Facts,
    /// Fields of an event.
    Event(&'a str),
}

/// An expression in words; none when it cannot be read.
#[must_use]
pub fn words(text: &str, reads: Reads<'_>, speech: Speech<'_>) -> Option<String> {
    let expr = syntax::parse(text).ok()?;
    Some(Teller { speech, reads }.expr(&expr, 0))
}

#[derive(Clone, Copy)]
struct Teller<'a> {
    speech: Speech<'a>,
    reads: Reads<'a>,
}

/// Weights of what binds: a part that binds less than its surroundings is put in brackets.
const ANY: u8 = 1;
const ALL: u8 = 2;
const COMPARE: u8 = 3;
const SUM: u8 = 4;
const PRODUCT: u8 = 5;
const ONE: u8 = 6;

impl Teller<'_> {
    fn expr(self, expr: &Expr, around: u8) -> String {
        let (own, words) = self.part(&expr.kind);
        if own < around {
            if self.speech.zh() { format!("（{words}）") } else { format!("({words})") }
        } else {
            words
        }
    }

    fn part(self, kind: &Kind) -> (u8, String) {
        let zh = self.speech.zh();
        let say = |en, zh| self.speech.say(en, zh).to_owned();
        match kind {
            Kind::Name(name) => (ONE, self.name(name)),
            Kind::Bool(true) => (ONE, say("yes", "是")),
            Kind::Bool(false) => (ONE, say("no", "否")),
            Kind::Int(n) => (ONE, n.to_string()),
            Kind::Decimal(n) => (ONE, n.number.to_string()),
            Kind::Text(text) => (ONE, self.speech.quoted(text)),
            Kind::List(items) => (ONE, self.list(items)),
            Kind::Call(name, args) => self.call(name, args),
            Kind::All(parts) => (ALL, self.join(parts, ALL, &say(" and ", "，且"))),
            Kind::Any(parts) => (ANY, self.join(parts, ANY, &say(" or ", "，或"))),
            Kind::Not(inner) => match (&inner.kind, zh) {
                (Kind::In(value, list), _) => self.member(value, list, false),
                (Kind::Call(name, args), _) if Has::named(name).is_some() => {
                    self.has(name, args, false)
                }
                (_, true) => (ONE, format!("非（{}）", self.expr(inner, 0))),
                (_, false) => (ONE, format!("not ({})", self.expr(inner, 0))),
            },
            Kind::Neg(inner) => (PRODUCT, format!("−{}", self.expr(inner, ONE))),
            Kind::Compare(test, a, b) => {
                let (left, right) = (self.side(a, b), self.side(b, a));
                let words = match test {
                    Test::Eq => ("is", "等于"),
                    Test::Ne => ("is not", "不等于"),
                    Test::Lt => ("is below", "小于"),
                    Test::Le => ("is at most", "不大于"),
                    Test::Gt => ("is above", "大于"),
                    Test::Ge => ("is at least", "不小于"),
                };
                let words = self.speech.say(words.0, words.1);
                (COMPARE, self.speech.glued([left.as_str(), words, &right]))
            }
            Kind::In(value, list) => self.member(value, list, true),
            Kind::Arithmetic(op, a, b) => {
                let (own, right, sign) = match op {
                    Arithmetic::Add => (SUM, SUM, "+"),
                    Arithmetic::Sub => (SUM, PRODUCT, "−"),
                    Arithmetic::Mul => (PRODUCT, PRODUCT, "×"),
                    Arithmetic::Div => (PRODUCT, ONE, "÷"),
                    Arithmetic::Rem => (PRODUCT, ONE, "mod"),
                };
                (own, format!("{} {sign} {}", self.expr(a, own), self.expr(b, right)))
            }
            Kind::Select(test, yes, no) => {
                let [test, yes, no] = [test, yes, no].map(|part| self.expr(part, 0));
                let words = if zh {
                    format!("如果{test}，则为 {yes}，否则为 {no}")
                } else {
                    format!("if {test} then {yes}, otherwise {no}")
                };
                (0, words)
            }
        }
    }

    fn name(self, name: &str) -> String {
        match self.reads {
            Reads::Event(event) if !name.contains('.') => self.speech.field(event, name),
            _ => self.speech.fact(name),
        }
    }

    fn join(self, parts: &[Expr], own: u8, between: &str) -> String {
        let parts: Vec<String> = parts.iter().map(|part| self.expr(part, own + 1)).collect();
        parts.join(between)
    }

    fn list(self, items: &[Expr]) -> String {
        let items: Vec<String> = items.iter().map(|item| self.expr(item, 0)).collect();
        items.join(self.speech.comma())
    }

    fn call(self, name: &str, args: &[Expr]) -> (u8, String) {
        let list = self.list(args);
        let words = match (name, args) {
            ("known", [Expr { kind: Kind::Name(name), .. }]) => {
                let fact = self.name(name);
                let known = self.speech.say(" is known", "已知");
                return (COMPARE, format!("{fact}{known}"));
            }
            // A number as a number, a date as it is written.
            ("double" | "date", [one]) => return self.part(&one.kind),
            ("size", [list]) => {
                let fact = self.expr(list, 0);
                let words = if self.speech.zh() {
                    self.speech.glued([fact.as_str(), "的元素个数"])
                } else {
                    format!("the number of elements of {fact}")
                };
                return (ONE, words);
            }
            ("hasAny" | "hasAll", _) => return self.has(name, args, true),
            ("int", _) => ("the whole part of", "取整"),
            ("min", _) => ("the least of", "最小值"),
            ("max", _) => ("the greatest of", "最大值"),
            ("abs", _) => ("the size of", "绝对值"),
            ("family", _) => ("the family", "产品族"),
            (other, _) => return (ONE, format!("{other}({list})")),
        };
        let words = self.speech.say(words.0, words.1);
        (
            ONE,
            if self.speech.zh() {
                format!("{words}（{list}）")
            } else {
                format!("{words} ({list})")
            },
        )
    }

    /// `hasAny(list, …)`, `hasAll(list, …)`.
    fn has(self, name: &str, args: &[Expr], holds: bool) -> (u8, String) {
        let [list, values] = args else { return (ONE, format!("{name}({})", self.list(args))) };
        let words = match (Has::named(name), holds) {
            (Some(Has::All), true) => ("holds all of", "包含全部："),
            (Some(Has::All), false) => ("does not hold all of", "未包含全部："),
            (_, true) => ("holds at least one of", "包含以下至少一项："),
            (_, false) => ("holds none of", "不包含以下任何一项："),
        };
        let (fact, values) = (self.expr(list, SUM), self.values(values, list));
        (COMPARE, self.speech.glued([fact.as_str(), self.speech.say(words.0, words.1), &values]))
    }

    /// What may be looked for: constants, told by the labels that they have as values of `of`.
    fn values(self, values: &Expr, of: &Expr) -> String {
        match &values.kind {
            Kind::List(items) => {
                let items: Vec<String> = items.iter().map(|item| self.side(item, of)).collect();
                items.join(self.speech.comma())
            }
            Kind::Call(name, args) if name == "family" => {
                let words = self.speech.say("the family", "产品族");
                self.speech.glued([words, &self.list(args)])
            }
            _ => self.expr(values, 0),
        }
    }

    fn member(self, value: &Expr, list: &Expr, inside: bool) -> (u8, String) {
        if let Kind::Name(_) = &list.kind {
            let (fact, value) = (self.expr(list, SUM), self.side(value, list));
            let words = if inside { ("holds", "包含") } else { ("does not hold", "不包含") };
            let words = self.speech.say(words.0, words.1);
            return (COMPARE, self.speech.glued([fact.as_str(), words, &value]));
        }
        let left = self.expr(value, SUM);
        let family = matches!(&list.kind, Kind::Call(name, _) if name == "family");
        let members = self.values(list, value);
        let words = match (inside, family) {
            (true, true) => self.speech.say("is in", "属于"),
            (true, false) => self.speech.say("is one of", "属于"),
            (false, true) => self.speech.say("is not in", "不属于"),
            (false, false) => self.speech.say("is none of", "不属于"),
        };
        (COMPARE, self.speech.glued([left.as_str(), words, &members]))
    }

    /// One side of a comparison; a value is told by the label that it has as a value of the other side.
    fn side(self, this: &Expr, other: &Expr) -> String {
        let label = match (&this.kind, &other.kind) {
            (Kind::Text(id), Kind::Name(name)) => self.value(name, id),
            _ => None,
        };
        label.unwrap_or_else(|| self.expr(this, SUM))
    }

    fn value(self, name: &str, id: &str) -> Option<String> {
        let policy = self.speech.policy;
        let product = || Some(&policy.products.iter().find(|product| product.id == id)?.label);
        let label = match self.reads {
            Reads::Event(event) => values::of_field(policy, event, name, id),
            Reads::Facts => values::label(policy, name, id),
        };
        Some(self.speech.quoted(self.speech.text(label.or_else(product)?)))
    }
}
