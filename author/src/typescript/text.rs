//! TypeScript as text: literals, keys, unions and comments that hold whatever a policy may say.

/// Longest union that stands on one line.
const LINE: usize = 100;

/// A string literal; it may hold anything.
#[must_use]
pub fn literal(text: &str) -> String {
    let mut out = String::from("'");
    for c in text.chars() {
        match c {
            '\'' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            // The separators end a line for older readers; what cannot be seen could be read as something else.
            c if c.is_control() || is_unseen(c) => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    out.push_str(&format!("\\u{unit:04x}"));
                }
            }
            c => out.push(c),
        }
    }
    out.push('\'');
    out
}

/// Separators of lines, marks of direction, joiners, the byte order mark.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// A key of an object type, in quotation marks where it must have them.
#[must_use]
pub fn key(name: &str) -> String {
    let mut chars = name.chars();
    let plain = chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
        // In a type, a key of this name would be its prototype in an object literal.
        && name != "__proto__";
    if plain { name.to_owned() } else { literal(name) }
}

/// A union of literals, each once; `never` when there are none.
#[must_use]
pub fn union<'a>(values: impl IntoIterator<Item = &'a str>) -> String {
    let mut literals: Vec<String> = Vec::new();
    for value in values {
        let literal = literal(value);
        if !literals.contains(&literal) {
            literals.push(literal);
        }
    }
    if literals.is_empty() { "never".to_owned() } else { literals.join(" | ") }
}

/// A named type of a union, each member with its comment where it has one.
#[must_use]
pub fn alias(name: &str, about: &str, members: &[(&str, String)]) -> String {
    let bare = members.iter().all(|(_, comment)| comment.is_empty());
    let line = union(members.iter().map(|(id, _)| *id));
    let head = comment("", about);
    if bare && line.len() <= LINE {
        return format!("{head}export type {name} = {line};\n\n");
    }
    let mut out = format!("{head}export type {name} =\n");
    for (id, about) in members {
        out.push_str(&comment("  ", about));
        out.push_str(&format!("  | {}\n", literal(id)));
    }
    out.truncate(out.trim_end().len());
    out.push_str(";\n\n");
    out
}

/// A documentation comment; nothing for nothing. Empty lines part paragraphs.
#[must_use]
pub fn comment(indent: &str, text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| said(line.trim())).collect();
    match lines.as_slice() {
        [] => String::new(),
        [line] if line.is_empty() => String::new(),
        [line] => format!("{indent}/** {line} */\n"),
        lines => {
            let mut out = format!("{indent}/**\n");
            for line in lines {
                out.push_str(format!("{indent} * {line}").trim_end());
                out.push('\n');
            }
            out.push_str(&format!("{indent} */\n"));
            out
        }
    }
}

/// A line within a comment: it cannot end the comment, nor be a tag or a link of TSDoc.
fn said(line: &str) -> String {
    let mut out = String::new();
    for c in line.chars() {
        match c {
            '/' if out.ends_with('*') => out.push_str("\\/"),
            '@' | '{' | '}' | '<' | '>' | '`' | '\\' => out.extend(['\\', c]),
            c if c.is_control() || is_unseen(c) => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_literal_or_a_comment_but_its_end() {
        assert_eq!(literal("it's \\ a\nb\u{2028}c\u{202e}"), "'it\\'s \\\\ a\\nb\\u2028c\\u202e'");
        assert_eq!(literal("月 💰"), "'月 💰'");
        assert_eq!(comment("", "a */ b"), "/** a *\\/ b */\n");
        assert_eq!(comment("", "*/"), "/** *\\/ */\n");
        assert_eq!(comment("", "@param {x}"), "/** \\@param \\{x\\} */\n");
        assert_eq!(comment("  ", "one\n\ntwo"), "  /**\n   * one\n   *\n   * two\n   */\n");
        assert_eq!(comment("  ", ""), "");
    }

    #[test]
    fn keys_are_bare_where_they_can_be() {
        assert_eq!(key("age_1"), "age_1");
        assert_eq!(key("zh-CN"), "'zh-CN'");
        assert_eq!(key("1st"), "'1st'");
        assert_eq!(key("__proto__"), "'__proto__'");
    }

    #[test]
    fn a_union_has_every_value_once() {
        assert_eq!(union(["a", "it's", "a"]), "'a' | 'it\\'s'");
        assert_eq!(union([]), "never");
        assert_eq!(alias("A", "All.", &[]), "/** All. */\nexport type A = never;\n\n");
        let members = [("a", "The first.".to_owned()), ("b", String::new())];
        let expected = "export type A =\n  /** The first. */\n  | 'a'\n  | 'b';\n\n";
        assert_eq!(alias("A", "", &members), expected);
    }
}
