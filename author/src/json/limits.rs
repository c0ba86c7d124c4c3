//! The size of a document, measured before it is parsed.

use crate::diagnostics::{Code, Diagnostic, Part};

use super::Pointer;

/// No document is larger, in bytes.
pub const MAX_BYTES: usize = 4 << 20;
/// Values are not nested deeper.
pub const MAX_DEPTH: usize = 48;
/// A document has no more values.
pub const MAX_NODES: usize = 200_000;
/// No string is longer, in bytes.
pub const MAX_STRING: usize = 16 << 10;

/// The first limit that the text breaks.
pub fn check(text: &[u8]) -> Result<(), Diagnostic> {
    let broken = |code, limit: usize, from, to| {
        Err(Diagnostic::new(code, &Pointer::root()).arg(limit).part(Part::Bytes(from, to)))
    };
    if text.len() > MAX_BYTES {
        return broken(Code::DocumentSize, MAX_BYTES, 0, 0);
    }
    let (mut depth, mut nodes) = (0_usize, 1_usize);
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        match byte {
            b'"' => {
                let end = string_end(text, at + 1);
                if end - at > MAX_STRING {
                    return broken(Code::StringLength, MAX_STRING, at, at + 1);
                }
                at = end;
            }
            b'{' | b'[' => {
                depth += 1;
                nodes += 1;
                if depth > MAX_DEPTH {
                    return broken(Code::Depth, MAX_DEPTH, at, at + 1);
                }
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b',' => nodes += 1,
            _ => {}
        }
        if nodes > MAX_NODES {
            return broken(Code::Nodes, MAX_NODES, at, at + 1);
        }
        at += 1;
    }
    Ok(())
}

/// The closing quote of a string that began before `at`, or the end of the text.
fn string_end(text: &[u8], mut at: usize) -> usize {
    while let Some(&byte) = text.get(at) {
        match byte {
            b'"' => return at,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Option<Code> {
        check(text.as_bytes()).err().map(|d| d.code)
    }

    #[test]
    fn each_limit_has_its_own_code() {
        assert_eq!(code("{}"), None);
        assert_eq!(code(&" ".repeat(MAX_BYTES)), None);
        assert_eq!(code(&" ".repeat(MAX_BYTES + 1)), Some(Code::DocumentSize));
        assert_eq!(code(&"[".repeat(MAX_DEPTH)), None);
        assert_eq!(code(&"[".repeat(MAX_DEPTH + 1)), Some(Code::Depth));
        assert_eq!(code(&format!("[{}1]", "1,".repeat(MAX_NODES))), Some(Code::Nodes));
        assert_eq!(code(&format!("\"{}\"", "a".repeat(MAX_STRING + 1))), Some(Code::StringLength));
        assert_eq!(code(&format!("\"{}\"", "a".repeat(MAX_STRING - 1))), None);
    }

    #[test]
    fn brackets_within_strings_do_not_count() {
        assert_eq!(code(&format!("[\"{}\"]", "[\\\"".repeat(100))), None);
    }
}
