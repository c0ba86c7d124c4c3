//! Conditions as nested lists, and as one line where a table needs it.

use super::book::{Item, Line};
use super::expressions::{self, Reads};
use super::speech::Speech;
use crate::document::Short;
use crate::document::conditions::{Condition, Node};

/// A condition as a list.
#[must_use]
pub fn items(condition: &Condition, speech: Speech<'_>) -> Vec<Item> {
    vec![item(condition, speech)]
}

/// An expression of a row or a gate as a list.
#[must_use]
pub fn expression(text: &str, speech: Speech<'_>) -> Vec<Item> {
    vec![Item::of(leaf(None, None, text, speech))]
}

fn item(condition: &Condition, speech: Speech<'_>) -> Item {
    let node = match condition {
        Short::Text(text) => return Item::of(leaf(None, None, text, speech)),
        Short::Full(node) => node,
    };
    let label = node.label.as_ref().map(|label| speech.text(label));
    if let Some(text) = &node.expr {
        return Item::of(leaf(node.id.as_deref(), label, text, speech));
    }
    let (words, inner) = match parts(node) {
        (Join::All, parts) => (("All of these hold:", "以下条件全部满足："), parts),
        (Join::Any, parts) => (("At least one of these holds:", "以下条件至少满足一项："), parts),
        (Join::Not, parts) => (("This does not hold:", "以下条件不成立："), parts),
    };
    let mut line = Line::default();
    if let Some(label) = label {
        line = line.strong(label).text(speech.say(": ", "："));
    }
    line = line.text(speech.say(words.0, words.1));
    if let Some(id) = &node.id {
        line = line.text(" ").code(id);
    }
    Item { line, inner: inner.into_iter().map(|part| item(part, speech)).collect() }
}

#[derive(Clone, Copy)]
enum Join {
    All,
    Any,
    Not,
}

fn parts(node: &Node) -> (Join, Vec<&Condition>) {
    match (&node.all, &node.any, &node.not) {
        (Some(parts), _, _) => (Join::All, parts.iter().collect()),
        (_, Some(parts), _) => (Join::Any, parts.iter().collect()),
        (_, _, Some(part)) => (Join::Not, vec![part]),
        _ => (Join::All, Vec::new()),
    }
}

fn leaf(id: Option<&str>, label: Option<&str>, text: &str, speech: Speech<'_>) -> Line {
    let mut line = Line::default();
    if let Some(label) = label {
        line = line.strong(label).text(speech.say(": ", "："));
    }
    if let Some(words) = expressions::words(text, Reads::Facts, speech) {
        line = line.text(words).text(" ");
    }
    line = line.code(text);
    match id {
        Some(id) => line.text(speech.say(" (", "（条件编号 ")).code(id).text(speech.say(")", "）")),
        None => line,
    }
}

/// A condition on one line.
#[must_use]
pub fn line(condition: &Condition, speech: Speech<'_>) -> Line {
    let node = match condition {
        Short::Text(text) => return leaf(None, None, text, speech),
        Short::Full(node) => node,
    };
    let label = node.label.as_ref().map(|label| speech.text(label));
    if let Some(text) = &node.expr {
        return leaf(node.id.as_deref(), label, text, speech);
    }
    let (join, inner) = parts(node);
    let between = match join {
        Join::All => speech.say(" and ", "，且"),
        Join::Any => speech.say(" or ", "，或"),
        Join::Not => "",
    };
    let whole = Line::joined(inner.into_iter().map(|part| line(part, speech)), between);
    let mut open = Line::default();
    if let Some(label) = label {
        open = open.strong(label).text(speech.say(": ", "："));
    }
    if let Join::Not = join {
        open = open.text(speech.say("not ", "非"));
    }
    let open = open.text(speech.say("(", "（")).then(whole).text(speech.say(")", "）"));
    match &node.id {
        Some(id) => open.text(" ").code(id),
        None => open,
    }
}
