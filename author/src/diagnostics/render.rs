//! Findings as text for people and as JSON for tools.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Diagnostic, Severity, Words};
use crate::json::{Place, Source};

/// A finding with its place in a file and its full wording.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Stable code.
    pub code: &'static str,
    /// Severity.
    pub severity: Severity,
    /// Name of the file.
    pub file: String,
    /// JSON pointer.
    pub pointer: String,
    /// First line and column.
    pub place: Place,
    /// What stands there, at most some sixty characters of it.
    pub text: String,
    /// What is wrong.
    pub message: Words,
    /// What to do.
    pub hint: Option<Words>,
}

/// A finding in a file.
#[must_use]
pub fn finding(found: &Diagnostic, source: &Source, file: &str) -> Finding {
    let range = source.range(&found.pointer, found.part);
    let entry = found.code.entry();
    Finding {
        code: entry.code,
        severity: entry.severity,
        file: file.to_owned(),
        pointer: found.pointer.as_str().to_owned(),
        place: source.place(range.start),
        text: excerpt(source.text().get(range).unwrap_or_default()),
        message: Words::new(
            fill(entry.en, found.args.iter().map(|words| words.en.as_str())),
            fill(entry.zh, found.args.iter().map(|words| words.zh.as_str())),
        ),
        hint: hint(found),
    }
}

fn hint(found: &Diagnostic) -> Option<Words> {
    let entry = found.code.entry();
    if let Some(meant) = &found.meant {
        return Some(Words::new(
            format!("did you mean \"{meant}\"?"),
            format!("是不是想写 \"{meant}\"？"),
        ));
    }
    (!entry.hint_en.is_empty()).then(|| {
        Words::new(
            fill(entry.hint_en, found.args.iter().map(|words| words.en.as_str())),
            fill(entry.hint_zh, found.args.iter().map(|words| words.zh.as_str())),
        )
    })
}

/// A template with its places filled.
fn fill<'a>(template: &str, args: impl Iterator<Item = &'a str>) -> String {
    let args: Vec<&str> = args.collect();
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((number, behind)) = after.split_once('}') else {
            filled.push('{');
            rest = after;
            continue;
        };
        match number.parse::<usize>().ok().and_then(|number| args.get(number)) {
            Some(arg) => filled.push_str(arg),
            // Braces that are part of the wording, such as {fact}.
            None => {
                let _ = write!(filled, "{{{number}}}");
            }
        }
        rest = behind;
    }
    filled.push_str(rest);
    filled
}

/// One line, at most some sixty characters.
fn excerpt(text: &str) -> String {
    let mut line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() > 60 {
        line = line.chars().take(59).collect();
        line.push('…');
    }
    line
}

/// Findings for a terminal: place, code and what stands there, then the message in both languages.
#[must_use]
pub fn text(findings: &[Finding]) -> String {
    let mut out = String::new();
    for f in findings {
        let Place { line, column } = f.place;
        let pointer = if f.pointer.is_empty() { "/" } else { &f.pointer };
        let severity = f.severity.name();
        let _ = writeln!(out, "{}:{line}:{column}: {severity}[{}] at {pointer}", f.file, f.code);
        if !f.text.is_empty() {
            let _ = writeln!(out, "    | {}", f.text);
        }
        let _ = writeln!(out, "    {}", f.message.en);
        let _ = writeln!(out, "    {}", f.message.zh);
        if let Some(hint) = &f.hint {
            let _ = writeln!(out, "    hint: {}", hint.en);
            let _ = writeln!(out, "    提示：{}", hint.zh);
        }
    }
    out
}

/// Findings for tools.
#[must_use]
pub fn json(findings: &[Finding]) -> Value {
    let words = |words: &Words| json!({ "zh-CN": words.zh, "en": words.en });
    findings
        .iter()
        .map(|f| {
            json!({
                "code": f.code,
                "severity": f.severity.name(),
                "file": f.file,
                "pointer": f.pointer,
                "line": f.place.line,
                "column": f.place.column,
                "text": f.text,
                "message": words(&f.message),
                "hint": f.hint.as_ref().map(words),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_and_other_braces_stay() {
        assert_eq!(fill("a {0} {1} {0} {fact} {", ["x", "{1}"].into_iter()), "a x {1} x {fact} {");
    }

    #[test]
    fn long_text_is_cut_at_a_character() {
        assert_eq!(excerpt(&"高".repeat(100)).chars().count(), 60);
        assert_eq!(excerpt("a\n   b"), "a b");
    }
}
