//! Where each value of a document stands in its text.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Pointer;
use crate::diagnostics::Part;

/// Bytes of a value, and of the key before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The key, if the value is an object's.
    pub key: Option<Range<usize>>,
    /// The value.
    pub value: Range<usize>,
}

/// A line and a column, both from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Line.
    pub line: usize,
    /// Column.
    pub column: usize,
}

/// A document's text with the place of every value.
#[derive(Clone, Debug, Default)]
pub struct Source {
    text: String,
    lines: Vec<usize>,
    spans: BTreeMap<Pointer, Span>,
}

impl Source {
    /// The source of a text whose values stand at `spans`.
    #[must_use]
    pub fn new(text: String, spans: BTreeMap<Pointer, Span>) -> Source {
        let breaks = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
        let lines = std::iter::once(0).chain(breaks.map(|(at, _)| at + 1)).collect();
        Source { text, lines, spans }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where a value stands.
    #[must_use]
    pub fn span(&self, pointer: &Pointer) -> Option<&Span> {
        self.spans.get(pointer)
    }

    /// The bytes that a finding is about. A pointer that leads nowhere stands for the nearest value
    /// that holds it.
    #[must_use]
    pub fn range(&self, pointer: &Pointer, part: Part) -> Range<usize> {
        if let Part::Bytes(from, to) = part {
            return from.min(self.text.len())..to.min(self.text.len());
        }
        let mut pointer = pointer.clone();
        let mut exact = true;
        let span = loop {
            if let Some(span) = self.spans.get(&pointer) {
                break span;
            }
            exact = false;
            match pointer.parent() {
                Some(parent) => pointer = parent,
                None => return 0..0,
            }
        };
        match part {
            Part::Key if exact => span.key.clone().unwrap_or_else(|| span.value.clone()),
            Part::Within(from, to) if exact => self.within(&span.value, from, to),
            _ => span.value.clone(),
        }
    }

    /// Line and column of a byte.
    #[must_use]
    pub fn place(&self, at: usize) -> Place {
        let line = self.lines.partition_point(|&start| start <= at).max(1);
        let start = self.lines.get(line - 1).copied().unwrap_or(0);
        let before = self.text.get(start..at).unwrap_or_default();
        Place { line, column: before.chars().count() + 1 }
    }

    /// Bytes from..to of a string's content, as bytes of the text; escapes are longer in the text.
    fn within(&self, value: &Range<usize>, from: usize, to: usize) -> Range<usize> {
        let Some(quoted) = self.text.get(value.clone()) else {
            return value.clone();
        };
        if !quoted.starts_with('"') {
            return value.clone();
        }
        let start = value.start + 1 + raw_offset(&quoted[1..], from);
        let end = value.start + 1 + raw_offset(&quoted[1..], to);
        start..end.clamp(start, value.end)
    }
}

/// The offset in the raw text of a string literal that belongs to an offset of its content.
fn raw_offset(raw: &str, content: usize) -> usize {
    let (mut at, mut seen) = (0, 0);
    while seen < content {
        let rest = &raw[at..];
        let Some(c) = rest.chars().next() else { break };
        let (raw_len, content_len) = match c {
            '"' => break,
            '\\' if rest[1..].starts_with('u') => {
                let unit = rest.get(2..6).and_then(|hex| u32::from_str_radix(hex, 16).ok());
                match unit {
                    // A surrogate pair is two escapes for four bytes.
                    Some(0xD800..=0xDFFF) => (6, 2),
                    Some(unit) => (6, char::from_u32(unit).map_or(3, char::len_utf8)),
                    None => (2, 1),
                }
            }
            '\\' => (2, 1),
            c => (c.len_utf8(), c.len_utf8()),
        };
        at += raw_len;
        seen += content_len;
        if at >= raw.len() {
            return raw.len();
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one_and_by_characters() {
        let source = Source::new("ab\n高c\n".to_owned(), BTreeMap::new());
        assert_eq!(source.place(0), Place { line: 1, column: 1 });
        assert_eq!(source.place(3), Place { line: 2, column: 1 });
        assert_eq!(source.place(6), Place { line: 2, column: 2 });
        assert_eq!(source.place(8), Place { line: 3, column: 1 });
    }

    #[test]
    fn offsets_within_a_string_skip_escapes() {
        // Content: a"b高c — in the text: a\"b\u9ad8c
        let raw = "a\\\"b\\u9ad8c\"";
        assert_eq!(raw_offset(raw, 0), 0);
        assert_eq!(raw_offset(raw, 1), 1);
        assert_eq!(raw_offset(raw, 2), 3);
        assert_eq!(raw_offset(raw, 3), 4);
        assert_eq!(raw_offset(raw, 6), 10);
        assert_eq!(raw_offset(raw, 7), 11);
        assert_eq!(raw_offset(raw, 99), 11);
        // An emoji as a surrogate pair: four bytes of content, twelve of text.
        assert_eq!(raw_offset("\\ud83d\\ude00x\"", 4), 12);
    }
}
