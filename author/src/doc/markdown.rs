//! A book as Markdown (CommonMark with tables).

use super::book::{Block, Book, Item, Line, Span};

/// The file.
#[must_use]
pub fn write(book: &Book) -> String {
    let mut out = format!("# {}\n", text(&book.title));
    for block in &book.blocks {
        out.push('\n');
        match block {
            Block::Chapter(title) => out.push_str(&format!("## {}\n", text(title))),
            Block::Entry(title) => out.push_str(&format!("### {}\n", line(title))),
            Block::Text(words) => out.push_str(&format!("{}\n", line(words))),
            Block::Facts(facts) => {
                for (term, value) in facts {
                    out.push_str(&format!("- **{}**: {}\n", text(term), line(value)));
                }
            }
            Block::Table(head, rows) => {
                row(head.iter().map(|cell| text(cell)), &mut out);
                row(head.iter().map(|_| "---".to_owned()), &mut out);
                for cells in rows {
                    row(cells.iter().map(line), &mut out);
                }
            }
            Block::List(items) => list(items, 0, &mut out),
        }
    }
    out
}

fn row(cells: impl Iterator<Item = String>, out: &mut String) {
    out.push('|');
    for cell in cells {
        out.push_str(&format!(" {} |", cell.replace('|', "\\|")));
    }
    out.push('\n');
}

fn list(items: &[Item], depth: usize, out: &mut String) {
    for item in items {
        out.push_str(&format!("{}- {}\n", "  ".repeat(depth), line(&item.line)));
        list(&item.inner, depth + 1, out);
    }
}

fn line(line: &Line) -> String {
    let spans = line.0.iter().map(|span| match span {
        Span::Text(words) => text(words),
        Span::Code(words) => code(words),
        Span::Strong(words) => format!("**{}**", text(words)),
    });
    spans.collect()
}

/// Words on one line, in which no sign means anything to Markdown.
fn text(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut rest = words.chars().peekable();
    let mut before = None;
    while let Some(sign) = rest.next() {
        let inside = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric());
        // Where a line begins, these begin a list, a heading or a rule.
        let opens = before.is_none() && matches!(sign, '-' | '+' | '#' | '=');
        let ends = rest.peek().is_none_or(|c| c.is_whitespace());
        let numbers = ends && matches!(sign, '.' | ')') && out.chars().all(|c| c.is_ascii_digit());
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '_' if inside(before.as_ref()) && inside(rest.peek()) => out.push('_'),
            '\\' | '`' | '*' | '_' | '[' | ']' | '~' => out.extend(['\\', sign]),
            sign if opens || numbers => out.extend(['\\', sign]),
            sign if sign.is_whitespace() => out.push(' '),
            sign => out.push(sign),
        }
        before = Some(sign);
    }
    out
}

/// A code span: within longer fences than any run of backquotes in it.
fn code(words: &str) -> String {
    let words: String = words.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let longest = words.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let room = if words.starts_with('`') || words.ends_with('`') || words.trim().is_empty() {
        " "
    } else {
        ""
    };
    format!("{fence}{room}{words}{room}{fence}")
}
