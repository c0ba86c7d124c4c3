//! Findings about a document: what is wrong, where, and what to do.
//!
//! Every pass collects; none stops at the first finding. A message may quote the document, which is
//! the author's own text. It never holds anything of a customer.

pub mod catalogue;
pub mod groups;
pub mod render;
pub mod suggest;

use std::collections::BTreeSet;

pub use catalogue::{Code, Entry};

use crate::json::Pointer;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The policy cannot be built.
    Error,
    /// The policy can be built; it probably does not say what was meant.
    Warning,
    /// Something to know; nothing is wrong.
    Note,
}

impl Severity {
    /// The word for it in results.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// The same words in both languages.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Words {
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

impl Words {
    /// Words that differ between the languages.
    #[must_use]
    pub fn new(en: impl Into<String>, zh: impl Into<String>) -> Words {
        Words { en: en.into(), zh: zh.into() }
    }
}

/// Words of the document stand as they are in both languages.
impl From<&str> for Words {
    fn from(text: &str) -> Words {
        Words::new(text, text)
    }
}

impl From<&String> for Words {
    fn from(text: &String) -> Words {
        Words::from(text.as_str())
    }
}

impl From<String> for Words {
    fn from(text: String) -> Words {
        Words { zh: text.clone(), en: text }
    }
}

impl From<usize> for Words {
    fn from(number: usize) -> Words {
        Words::from(number.to_string())
    }
}

/// Which part of the value at the pointer is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The key before the value.
    Key,
    /// The whole value.
    Value,
    /// Bytes from..to of the string that the value is.
    Within(usize, usize),
    /// Bytes from..to of the document; for what has no place in the tree.
    Bytes(usize, usize),
}

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What it is.
    pub code: Code,
    /// The value it is about.
    pub pointer: Pointer,
    /// The part of that value.
    pub part: Part,
    /// What the message's places are filled with.
    pub args: Vec<Words>,
    /// The name that was probably meant.
    pub meant: Option<String>,
}

impl Diagnostic {
    /// A finding about the value at `pointer`.
    #[must_use]
    pub fn new(code: Code, pointer: &Pointer) -> Diagnostic {
        let pointer = pointer.clone();
        Diagnostic { code, pointer, part: Part::Value, args: Vec::new(), meant: None }
    }

    /// With a word for the next place of the message.
    #[must_use]
    pub fn arg(mut self, words: impl Into<Words>) -> Diagnostic {
        self.args.push(words.into());
        self
    }

    /// About a part of the value only.
    #[must_use]
    pub fn part(mut self, part: Part) -> Diagnostic {
        self.part = part;
        self
    }

    /// With the nearest of the names that would have been right, if one is near.
    #[must_use]
    pub fn meant<'a>(
        mut self,
        wrong: &str,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Diagnostic {
        self.meant = suggest::nearest(wrong, names).map(str::to_owned);
        self
    }
}

/// No more findings are collected.
pub const MAX_DIAGNOSTICS: usize = 200;

/// Collected findings.
#[derive(Debug, Default)]
pub struct Diagnostics {
    found: Vec<Diagnostic>,
    seen: BTreeSet<(Pointer, Part, Code, Vec<Words>)>,
}

impl Diagnostics {
    /// An empty collection.
    #[must_use]
    pub fn new() -> Diagnostics {
        Diagnostics::default()
    }

    /// Add a finding; the same finding twice counts once.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if self.found.len() > MAX_DIAGNOSTICS {
            return;
        }
        if self.found.len() == MAX_DIAGNOSTICS {
            let more = Diagnostic::new(Code::TooMany, &Pointer::root()).arg(MAX_DIAGNOSTICS);
            self.found.push(more);
            return;
        }
        let Diagnostic { pointer, part, code, args, .. } = &diagnostic;
        if self.seen.insert((pointer.clone(), *part, *code, args.clone())) {
            self.found.push(diagnostic);
        }
    }

    /// Whether the policy cannot be built.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.found.iter().any(|found| found.code.entry().severity == Severity::Error)
    }

    /// What was found so far, in the order of finding.
    #[must_use]
    pub fn found(&self) -> &[Diagnostic] {
        &self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_findings_is_cut_with_a_last_word() {
        let mut all = Diagnostics::new();
        for i in 0..1000 {
            all.push(Diagnostic::new(Code::UnknownKey, &Pointer::root().index(i)));
        }
        assert_eq!(all.found().len(), MAX_DIAGNOSTICS + 1);
        assert_eq!(all.found().last().unwrap().code, Code::TooMany);
    }

    #[test]
    fn the_same_finding_counts_once() {
        let mut all = Diagnostics::new();
        all.push(Diagnostic::new(Code::UnknownKey, &Pointer::root()).arg("a"));
        all.push(Diagnostic::new(Code::UnknownKey, &Pointer::root()).arg("a"));
        all.push(Diagnostic::new(Code::UnknownKey, &Pointer::root()).arg("b"));
        assert_eq!(all.found().len(), 2);
    }
}
