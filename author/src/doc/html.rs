//! A book as one HTML file: no script, nothing from elsewhere, ready for A4.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::book::{Block, Book, Item, Line, Span};

const STYLE: &str = include_str!("style.css");

/// The file.
#[must_use]
pub fn write(book: &Book) -> String {
    let chapters = book.blocks.iter().filter_map(|block| match block {
        Block::Chapter(title) => Some(title),
        _ => None,
    });
    let page = html! {
        (DOCTYPE)
        html lang=(book.language) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                // Even a fault in what writes this could then neither run nor fetch anything.
                meta http-equiv="Content-Security-Policy"
                    content="default-src 'none'; style-src 'unsafe-inline'";
                title { (book.title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { (book.title) }
                nav {
                    h2 { (book.contents) }
                    ol { @for (index, title) in chapters.enumerate() {
                        li { a href={ "#chapter-" (index + 1) } { (title) } }
                    } }
                }
                main { (blocks(&book.blocks)) }
            }
        }
    };
    page.into_string()
}

fn blocks(blocks: &[Block]) -> Markup {
    let mut chapter = 0;
    let mut place = || {
        chapter += 1;
        format!("chapter-{chapter}")
    };
    html! { @for block in blocks { @match block {
        Block::Chapter(title) => h2 id=(place()) { (title) },
        Block::Entry(title) => h3 { (line(title)) },
        Block::Text(text) => p { (line(text)) },
        Block::Facts(facts) => table.facts { tbody { @for (term, value) in facts {
            tr { th scope="row" { (term) } td { (line(value)) } }
        } } },
        Block::Table(head, rows) => table {
            thead { tr { @for cell in head { th scope="col" { (cell) } } } }
            tbody { @for row in rows { tr { @for cell in row { td { (line(cell)) } } } } }
        },
        Block::List(items) => (list(items)),
    } } }
}

fn list(items: &[Item]) -> Markup {
    html! { ul { @for item in items { li {
        (line(&item.line))
        @if !item.inner.is_empty() { (list(&item.inner)) }
    } } } }
}

fn line(line: &Line) -> Markup {
    html! { @for span in &line.0 { @match span {
        Span::Text(text) => (text),
        Span::Code(text) => code { (text) },
        Span::Strong(text) => strong { (text) },
    } } }
}
