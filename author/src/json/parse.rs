//! Strict JSON with places.
//!
//! `jsonc-parser` gives a tree with byte ranges; its loose forms are switched off. As it still lets a
//! few things pass (control characters in strings, unusual white space), `serde_json` reads the text as
//! well: what is accepted is JSON by both.

use std::collections::BTreeMap;

use jsonc_parser::ast;
use jsonc_parser::common::Ranged as _;
use jsonc_parser::errors::ParseErrorKind as Kind;
use jsonc_parser::{CollectOptions, ParseOptions};
use serde_json::{Map, Value};

use super::{Pointer, Source, Span, limits};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Part, Words};

const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// The value of a document and the places of its parts; findings go to `out`. Without a value the
/// source still holds the text, so that findings have their places.
pub fn parse(bytes: &[u8], out: &mut Diagnostics) -> (Option<Value>, Source) {
    if let Err(broken) = limits::check(bytes) {
        out.push(broken);
        let text = if bytes.len() > limits::MAX_BYTES { Vec::new() } else { bytes.to_vec() };
        return (None, plain(String::from_utf8(text).unwrap_or_default()));
    }
    // A byte order mark is what some editors save; it is not part of the document.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let valid = error.valid_up_to();
            let text = String::from_utf8_lossy(bytes).into_owned();
            let found = Diagnostic::new(Code::Encoding, &Pointer::root());
            out.push(found.part(Part::Bytes(valid, valid + 1)));
            return (None, plain(text));
        }
    };
    let tree = match jsonc_parser::parse_to_ast(text, &CollectOptions::default(), &STRICT) {
        Ok(result) => result.value,
        Err(error) => {
            out.push(syntax(text, error.kind(), error.range().start, error.range().end));
            return (None, plain(text.to_owned()));
        }
    };
    let Some(tree) = tree else {
        out.push(Diagnostic::new(Code::Empty, &Pointer::root()).part(Part::Bytes(0, 0)));
        return (None, plain(text.to_owned()));
    };
    if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text) {
        out.push(second_opinion(text, &error));
        return (None, plain(text.to_owned()));
    }
    let mut reader = Reader { text, spans: BTreeMap::new(), out };
    let value = reader.value(&tree, &Pointer::root(), None);
    let spans = reader.spans;
    (Some(value), Source::new(text.to_owned(), spans))
}

fn plain(text: String) -> Source {
    Source::new(text, BTreeMap::new())
}

struct Reader<'a> {
    text: &'a str,
    spans: BTreeMap<Pointer, Span>,
    out: &'a mut Diagnostics,
}

impl Reader<'_> {
    fn value(
        &mut self,
        tree: &ast::Value<'_>,
        at: &Pointer,
        key: Option<std::ops::Range<usize>>,
    ) -> Value {
        let range = tree.range();
        self.spans.insert(at.clone(), Span { key, value: range.start..range.end });
        match tree {
            ast::Value::NullKeyword(_) => Value::Null,
            ast::Value::BooleanLit(lit) => Value::Bool(lit.value),
            ast::Value::StringLit(lit) => Value::String(lit.value.to_string()),
            ast::Value::NumberLit(lit) => match lit.value.parse() {
                Ok(number) => Value::Number(number),
                Err(_) => {
                    let part = Part::Bytes(range.start, range.end); // such as 1e999
                    self.out.push(Diagnostic::new(Code::Number, at).part(part));
                    Value::Null
                }
            },
            ast::Value::Array(array) => {
                let items = array.elements.iter().enumerate();
                Value::Array(items.map(|(i, item)| self.value(item, &at.index(i), None)).collect())
            }
            ast::Value::Object(object) => Value::Object(self.object(object, at)),
        }
    }

    fn object(&mut self, object: &ast::Object<'_>, at: &Pointer) -> Map<String, Value> {
        let mut map = Map::new();
        for property in &object.properties {
            let name = property.name.as_str();
            let pointer = at.key(name);
            let key = property.name.range();
            if let Some(first) = self.spans.get(&pointer).and_then(|span| span.key.clone()) {
                let line = 1 + self.text[..first.start].matches('\n').count();
                self.out.push(
                    Diagnostic::new(Code::DuplicateKey, &pointer)
                        .arg(name)
                        .arg(line)
                        .part(Part::Bytes(key.start, key.end)),
                );
                continue;
            }
            let value = self.value(&property.value, &pointer, Some(key.start..key.end));
            map.insert(name.to_owned(), value);
        }
        map
    }
}

/// The finding for a syntax error.
fn syntax(text: &str, kind: &Kind, from: usize, to: usize) -> Diagnostic {
    let unterminated = |en, zh| (Code::Unterminated, Some(Words::new(en, zh)));
    let rest = text[from.min(text.len())..].trim();
    // Nothing follows, or the beginning of a word.
    let at_end = ["true", "false", "null"].iter().any(|word| word.starts_with(rest));
    let (code, arg) = match kind {
        Kind::UnterminatedObject => unterminated("an object", "对象"),
        Kind::UnterminatedArray => unterminated("an array", "数组"),
        Kind::String(jsonc_parser::ParseStringErrorKind::UnterminatedStringLiteral) => {
            unterminated("a string", "字符串")
        }
        _ if at_end => unterminated("a value", "值"),
        Kind::CommentsNotAllowed | Kind::UnterminatedCommentBlock => (Code::Comment, None),
        Kind::TrailingCommasNotAllowed => (Code::TrailingComma, None),
        // Digits after a zero, as in 007.
        Kind::ExpectedComma if follows_zero(text, from) => (Code::Number, None),
        Kind::ExpectedComma => (Code::MissingComma, None),
        Kind::ExpectedColonAfterObjectKey => (Code::ExpectedColon, None),
        Kind::ExpectedObjectValue | Kind::UnexpectedComma => (Code::ExpectedValue, None),
        Kind::ExpectedStringObjectProperty => (Code::KeyQuotes, None),
        Kind::SingleQuotedStringsNotAllowed => (Code::Quotes, None),
        Kind::BareDecimalPointNumbersNotAllowed
        | Kind::ExpectedDigit
        | Kind::ExpectedDigitFollowingNegativeSign
        | Kind::ExpectedPlusMinusOrDigitInNumberLiteral
        | Kind::HexadecimalNumbersNotAllowed
        | Kind::NonFiniteNumbersNotAllowed
        | Kind::UnaryPlusNumbersNotAllowed => (Code::Number, None),
        Kind::String(_) => (Code::StringEscape, None),
        Kind::MultipleRootJsonValues => (Code::TrailingText, None),
        _ => (Code::Unexpected, None),
    };
    let found = Diagnostic::new(code, &Pointer::root()).part(Part::Bytes(from, to));
    match arg {
        Some(words) => found.arg(words),
        None => found,
    }
}

/// Whether a digit stands directly behind a zero.
fn follows_zero(text: &str, at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| text.as_bytes().get(before));
    before == Some(&b'0') && text.as_bytes().get(at).is_some_and(u8::is_ascii_digit)
}

/// The finding for what only `serde_json` refuses. Its own wording is not used: it may change.
fn second_opinion(text: &str, error: &serde_json::Error) -> Diagnostic {
    let start: usize =
        text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let at = (start + error.column().saturating_sub(1)).min(text.len());
    let at = (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    let code = match text.as_bytes().get(at) {
        Some(b'0'..=b'9' | b'-' | b'.') => Code::Number,
        _ => Code::StringEscape,
    };
    Diagnostic::new(code, &Pointer::root()).part(Part::Bytes(at, at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<Code> {
        let mut out = Diagnostics::new();
        parse(text.as_bytes(), &mut out);
        out.found().iter().map(|found| found.code).collect()
    }

    #[test]
    fn values_come_with_their_places() {
        let text = "{\n  \"a\": [1, {\"b/c\": \"x\"}]\n}";
        let mut out = Diagnostics::new();
        let (value, source) = parse(text.as_bytes(), &mut out);
        assert_eq!(value, serde_json::from_str(text).ok());
        let pointer = Pointer::root().key("a").index(1).key("b/c");
        let span = source.span(&pointer).unwrap();
        assert_eq!(&text[span.value.clone()], "\"x\"");
        assert_eq!(&text[span.key.clone().unwrap()], "\"b/c\"");
        assert_eq!(source.place(span.value.start).line, 2);
        assert!(out.found().is_empty());
    }

    #[test]
    fn what_is_not_strict_json_is_refused_with_its_own_code() {
        for (text, code) in [
            ("", Code::Empty),
            ("  \n", Code::Empty),
            ("{\"a\": 1", Code::Unterminated),
            ("{\"a\": ", Code::Unterminated),
            ("[1, ", Code::Unterminated),
            ("{\"a", Code::Unterminated),
            ("{\"a\": tr", Code::Unterminated),
            ("{\"a\": trv", Code::Unexpected),
            ("{\"a\": 1} // x", Code::Comment),
            ("/* x */ {}", Code::Comment),
            ("{\"a\": 1,}", Code::TrailingComma),
            ("[1,]", Code::TrailingComma),
            ("[1 2]", Code::MissingComma),
            ("{\"a\" 1}", Code::ExpectedColon),
            ("{a: 1}", Code::KeyQuotes),
            ("{'a': 1}", Code::Quotes),
            ("[+1]", Code::Number),
            ("[.5]", Code::Number),
            ("[0x10]", Code::Number),
            ("[NaN]", Code::Unexpected),
            ("[007]", Code::Number),
            ("[\"\\x41\"]", Code::StringEscape),
            ("[\"\u{1}\"]", Code::StringEscape),
            ("{} {}", Code::TrailingText),
            ("{\"a\": }", Code::Unexpected),
            ("{\"a\": 1, \"b\": 2, \"a\": 3}", Code::DuplicateKey),
        ] {
            assert_eq!(codes(text), [code], "{text:?}");
        }
        assert!(!codes("[01]").is_empty());
        assert!(!codes("[1e999]").is_empty());
        assert!(!codes("[\u{a0}1]").is_empty());
        assert!(codes("\u{feff}{}").is_empty(), "a byte order mark is no error");
    }

    #[test]
    fn text_that_is_not_utf8_is_refused() {
        let mut out = Diagnostics::new();
        assert!(parse(b"{\"a\": \"\xff\"}", &mut out).0.is_none());
        assert_eq!(out.found()[0].code, Code::Encoding);
    }
}
