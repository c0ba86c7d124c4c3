//! A rule book as a tree of headings, tables and lists. Nothing in it is markup: what writes it escapes.

/// A whole book.
#[derive(Clone, Debug, PartialEq)]
pub struct Book {
    /// Language of the book's own words, BCP 47.
    pub language: &'static str,
    /// Heading of the table of contents.
    pub contents: &'static str,
    /// Title.
    pub title: String,
    /// What follows.
    pub blocks: Vec<Block>,
}

/// A part of a book.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A heading of a chapter.
    Chapter(String),
    /// A heading of one thing that the policy declares.
    Entry(Line),
    /// A paragraph.
    Text(Line),
    /// Terms and what belongs to each.
    Facts(Vec<(String, Line)>),
    /// A table; each row has as many cells as there are column heads.
    Table(Vec<String>, Vec<Vec<Line>>),
    /// A list.
    List(Vec<Item>),
}

/// An item of a list, and a list of its own below it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Item {
    /// The item.
    pub line: Line,
    /// What stands below it.
    pub inner: Vec<Item>,
}

/// A run of text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line(pub Vec<Span>);

/// A part of a line.
#[derive(Clone, Debug, PartialEq)]
pub enum Span {
    /// Words.
    Text(String),
    /// An id or an expression, as it stands in the policy.
    Code(String),
    /// Words that matter.
    Strong(String),
}

impl Line {
    /// A line of words.
    #[must_use]
    pub fn of(text: impl Into<String>) -> Line {
        Line::default().text(text)
    }

    /// Followed by words.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Line {
        self.0.push(Span::Text(text.into()));
        self
    }

    /// Followed by an id or an expression.
    #[must_use]
    pub fn code(mut self, text: impl Into<String>) -> Line {
        self.0.push(Span::Code(text.into()));
        self
    }

    /// Followed by words that matter.
    #[must_use]
    pub fn strong(mut self, text: impl Into<String>) -> Line {
        self.0.push(Span::Strong(text.into()));
        self
    }

    /// Followed by another line.
    #[must_use]
    pub fn then(mut self, other: Line) -> Line {
        self.0.extend(other.0);
        self
    }

    /// Lines one after the other.
    #[must_use]
    pub fn joined(lines: impl IntoIterator<Item = Line>, between: &str) -> Line {
        let mut all = Line::default();
        for line in lines {
            if !all.0.is_empty() {
                all = all.text(between);
            }
            all = all.then(line);
        }
        all
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Item {
    /// An item without a list below it.
    #[must_use]
    pub fn of(line: Line) -> Item {
        Item { line, inner: Vec::new() }
    }
}
