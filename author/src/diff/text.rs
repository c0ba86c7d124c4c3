//! Changes for people and for tools.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Change, What};

/// Longer values are cut.
const MAX_VALUE: usize = 100;

/// One line for every change, and how many there are.
#[must_use]
pub fn text(changes: &[Change]) -> String {
    let mut out = String::new();
    for change in changes {
        let sign = match change.what {
            What::Added => '+',
            What::Removed => '-',
            What::Changed => '~',
            What::Reordered => '⇅',
        };
        let path = change.path.join(" / ");
        let _ = match (&change.old, &change.new) {
            (Some(old), Some(new)) => {
                writeln!(out, "{sign} {path}: {} → {}", short(old), short(new))
            }
            (one, other) => match one.as_ref().or(other.as_ref()) {
                Some(value) if !value.is_object() => {
                    writeln!(out, "{sign} {path}: {}", short(value))
                }
                _ => writeln!(out, "{sign} {path}"),
            },
        };
        let _ = writeln!(out, "    at {}", change.at);
    }
    let count = |what| changes.iter().filter(|change| change.what == what).count();
    let (added, removed) = (count(What::Added), count(What::Removed));
    let (changed, reordered) = (count(What::Changed), count(What::Reordered));
    let all = changes.len();
    let _ = writeln!(
        out,
        "{all} changes: {added} added, {removed} removed, {changed} changed, {reordered} reordered"
    );
    out
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(MAX_VALUE) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// The changes as JSON.
#[must_use]
pub fn json(changes: &[Change]) -> Value {
    let changes = changes.iter().map(|change| {
        let mut entry = json!({
            "change": change.what.name(),
            "kind": change.kind,
            "path": change.path,
            "pointer": change.at.as_str(),
        });
        for (key, value) in [("old", &change.old), ("new", &change.new)] {
            if let Some(value) = value {
                entry[key] = value.clone();
            }
        }
        entry
    });
    changes.collect()
}
