//! Ids and names: their form, and that each stands once.

use std::collections::BTreeMap;

use super::Lowering;
use super::occasions::ROOM;
use crate::diagnostics::{Code, Diagnostic, Part};
use crate::json::Pointer;

/// Words that mean something in expressions.
const RESERVED: [&str; 28] = [
    "true",
    "false",
    "null",
    "in",
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "let",
    "loop",
    "package",
    "namespace",
    "return",
    "var",
    "void",
    "while",
    "now",
    "tags",
    "scores",
    "bands",
    "tiers",
    "lifecycle",
    "occasions",
];

/// Whether a string can be an id: a letter, then letters, digits and underscores.
pub fn is_id(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic())
        && text.len() <= 64
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Whether a string can name a fact: an id that has no meaning in expressions.
pub fn is_name(text: &str) -> bool {
    is_id(text) && !RESERVED.contains(&text)
}

impl Lowering<'_> {
    /// Declares every name that expressions can use, so that a use before its time is told apart from
    /// a misspelt one.
    pub(super) fn names(&mut self) {
        let document = self.document;
        let root = Pointer::root();
        for (group, names) in [
            ("profile", document.profile.keys().collect::<Vec<_>>()),
            ("events", document.events.keys().collect()),
            ("features", document.features.keys().collect()),
        ] {
            for name in names {
                let at = root.key(group).key(name);
                self.check_name(name, &at, Part::Key);
                if group == "events" {
                    continue;
                }
                if self.symbols.is_declared(name) {
                    let first = root.key("profile").key(name);
                    let found = Diagnostic::new(Code::DuplicateId, &at).part(Part::Key);
                    self.report(found.arg(name).arg(first.as_str()));
                }
                self.symbols.declare(name);
            }
        }
        for id in document.occasions.keys() {
            self.check_name(id, &root.key("occasions").key(id), Part::Key);
            self.symbols.declare(&format!("{ROOM}{id}"));
        }
        let ids = |of: &'static str, ids: Vec<&String>| (of, ids.into_iter().cloned().collect());
        let groups: [(&str, Vec<String>); 7] = [
            ids("tags", document.tags.iter().map(|tag| &tag.id).collect()),
            ids("scores", document.scores.iter().map(|score| &score.id).collect()),
            ids("tiers", document.tiers.iter().map(|tier| &tier.id).collect()),
            ids("lifecycle", document.lifecycle.iter().map(|lifecycle| &lifecycle.id).collect()),
            ids("warnings", document.warnings.iter().map(|warning| &warning.id).collect()),
            ids("products", document.products.iter().map(|product| &product.id).collect()),
            ids("goals", document.goals.iter().map(|goal| &goal.id).collect()),
        ];
        for (group, ids) in groups {
            self.unique(&ids, &root.key(group), "id");
            for (index, id) in ids.iter().enumerate() {
                self.check_name(id, &root.key(group).index(index).key("id"), Part::Value);
                match group {
                    "tags" | "tiers" | "lifecycle" => {
                        self.symbols.declare(&format!("{group}.{id}"))
                    }
                    "scores" => {
                        self.symbols.declare(&format!("scores.{id}"));
                        self.symbols.declare(&format!("bands.{id}"));
                    }
                    _ => {}
                }
            }
        }
        // Both are kept under their ids in one list of a snapshot.
        for (index, lifecycle) in document.lifecycle.iter().enumerate() {
            if let Some(tier) = document.tiers.iter().position(|tier| tier.id == lifecycle.id) {
                let at = root.key("lifecycle").index(index).key("id");
                let first = root.key("tiers").index(tier).key("id");
                let found = Diagnostic::new(Code::DuplicateId, &at).arg(&lifecycle.id);
                self.report(found.arg(first.as_str()));
            }
        }
        for (index, product) in document.products.iter().enumerate() {
            if let Some(family) = &product.family {
                self.check_id(family, &root.key("products").index(index).key("family"));
            }
        }
    }

    /// Reports ids that stand twice.
    pub(super) fn unique(&mut self, ids: &[String], at: &Pointer, key: &str) {
        let mut first: BTreeMap<&str, usize> = BTreeMap::new();
        for (index, id) in ids.iter().enumerate() {
            let place = |index| match key {
                "" => at.index(index),
                key => at.index(index).key(key),
            };
            match first.get(id.as_str()) {
                Some(&earlier) => {
                    let found = Diagnostic::new(Code::DuplicateId, &place(index));
                    self.report(found.arg(id).arg(place(earlier).as_str()));
                }
                None => drop(first.insert(id, index)),
            }
        }
    }

    /// Reports an id of the wrong form.
    pub(super) fn check_id(&mut self, id: &str, at: &Pointer) {
        if !is_id(id) {
            self.report(Diagnostic::new(Code::BadId, at).arg(id));
        }
    }

    fn check_name(&mut self, name: &str, at: &Pointer, part: Part) {
        if !is_id(name) {
            self.report(Diagnostic::new(Code::BadId, at).part(part).arg(name));
        } else if RESERVED.contains(&name) {
            self.report(Diagnostic::new(Code::ReservedName, at).part(part).arg(name));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_id;

    #[test]
    fn ids_are_plain_words() {
        for right in ["a", "A1_b", "young_high_income"] {
            assert!(is_id(right));
        }
        for wrong in ["", "1a", "_a", "a-b", "a.b", "高", "a b", &"x".repeat(65)] {
            assert!(!is_id(wrong), "{wrong}");
        }
    }
}
