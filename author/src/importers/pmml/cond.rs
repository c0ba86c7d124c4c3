//! Conditions while they are made: simplified as they grow, written as an expression or as a tree.

use serde_json::{Value, json};

/// Longer expressions are written as a tree of shorter ones.
const MAX_TEXT: usize = 1500;
/// Lists of values are cut into pieces.
const MAX_LIST: usize = 60;

/// A condition.
#[derive(Clone, Debug, PartialEq)]
pub enum Cond {
    /// It holds.
    True,
    /// It does not.
    False,
    /// An expression.
    Leaf(String),
    /// All hold.
    All(Vec<Cond>),
    /// Any holds.
    Any(Vec<Cond>),
    /// It does not hold.
    Not(Box<Cond>),
}

impl Cond {
    /// All of these hold.
    pub fn all(parts: impl IntoIterator<Item = Cond>) -> Cond {
        let mut all = Vec::new();
        for part in parts {
            match part {
                Cond::True => {}
                Cond::False => return Cond::False,
                Cond::All(parts) => all.extend(parts),
                part => all.push(part),
            }
        }
        match (all.pop(), all.is_empty()) {
            (None, _) => Cond::True,
            (Some(only), true) => only,
            (Some(last), false) => {
                all.push(last);
                Cond::All(all)
            }
        }
    }

    /// Any of these holds.
    pub fn any(parts: impl IntoIterator<Item = Cond>) -> Cond {
        let mut any = Vec::new();
        for part in parts {
            match part {
                Cond::False => {}
                Cond::True => return Cond::True,
                Cond::Any(parts) => any.extend(parts),
                part => any.push(part),
            }
        }
        match (any.pop(), any.is_empty()) {
            (None, _) => Cond::False,
            (Some(only), true) => only,
            (Some(last), false) => {
                any.push(last);
                Cond::Any(any)
            }
        }
    }

    /// This does not hold.
    pub fn negated(self) -> Cond {
        match self {
            Cond::True => Cond::False,
            Cond::False => Cond::True,
            Cond::Not(inner) => *inner,
            other => Cond::Not(Box::new(other)),
        }
    }

    /// A fact is one of these literals.
    pub fn member(fact: &str, literals: &[String]) -> Cond {
        match literals {
            [] => Cond::False,
            [one] => Cond::Leaf(format!("{fact} == {one}")),
            many => Cond::any(
                many.chunks(MAX_LIST)
                    .map(|part| Cond::Leaf(format!("{fact} in [{}]", part.join(", ")))),
            ),
        }
    }

    /// The expression.
    fn text(&self) -> String {
        let joined = |parts: &[Cond], sign: &str| {
            let parts: Vec<String> = parts
                .iter()
                .map(|part| match part {
                    Cond::All(_) | Cond::Any(_) => format!("({})", part.text()),
                    part => part.text(),
                })
                .collect();
            parts.join(sign)
        };
        match self {
            Cond::True => "true".to_owned(),
            Cond::False => "false".to_owned(),
            Cond::Leaf(text) => text.clone(),
            Cond::All(parts) => joined(parts, " && "),
            Cond::Any(parts) => joined(parts, " || "),
            Cond::Not(part) => match &**part {
                Cond::Leaf(text) if text.starts_with("known(") => format!("!{text}"),
                part => format!("!({})", part.text()),
            },
        }
    }

    /// The condition as a document writes it.
    pub fn json(&self) -> Value {
        let text = self.text();
        if text.len() <= MAX_TEXT {
            return json!(text);
        }
        let list = |parts: &[Cond]| Value::from(parts.iter().map(Cond::json).collect::<Vec<_>>());
        match self {
            Cond::All(parts) => json!({ "all": list(parts) }),
            Cond::Any(parts) => json!({ "any": list(parts) }),
            Cond::Not(part) => json!({ "not": part.json() }),
            Cond::True | Cond::False | Cond::Leaf(_) => json!(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_simplified_as_they_grow() {
        let leaf = |text: &str| Cond::Leaf(text.to_owned());
        assert_eq!(Cond::all([Cond::True, leaf("a")]), leaf("a"));
        assert_eq!(Cond::all([Cond::False, leaf("a")]), Cond::False);
        assert_eq!(Cond::any([]), Cond::False);
        let both = Cond::all([leaf("a"), Cond::any([leaf("b"), leaf("known(c)").negated()])]);
        assert_eq!(both.text(), "a && (b || !known(c))");
        assert_eq!(both.clone().negated().negated(), both);
        assert_eq!(both.negated().text(), "!(a && (b || !known(c)))");
    }

    #[test]
    fn long_lists_become_trees() {
        let literals: Vec<String> = (0..200).map(|n| format!("'value number {n}'")).collect();
        let json = Cond::member("x", &literals).json();
        assert_eq!(json["any"].as_array().map(Vec::len), Some(4));
        assert_eq!(
            Cond::member("x", &literals[..2]).json(),
            json!("x in ['value number 0', 'value number 1']")
        );
    }
}
