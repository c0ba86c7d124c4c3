//! Why a model cannot be imported.

use crate::diagnostics::Words;

/// What kind of problem it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The file uses something that cannot be expressed.
    Unsupported,
    /// A part of the file is missing.
    Missing,
    /// A part of the file is not what it should be.
    Malformed,
    /// The model is too large.
    Limit,
}

impl Fault {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Fault::Unsupported => "import/unsupported",
            Fault::Missing => "import/missing",
            Fault::Malformed => "import/malformed",
            Fault::Limit => "import/limit",
        }
    }
}

/// Why a model cannot be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What kind of problem it is.
    pub fault: Fault,
    /// Where: a path in the file's own words, or a line.
    pub place: String,
    /// What is wrong.
    pub message: Words,
}

/// English and Chinese.
pub type Both<'t> = (&'t str, &'t str);

impl Problem {
    fn new(fault: Fault, place: impl Into<String>, en: String, zh: String) -> Problem {
        Problem { fault, place: place.into(), message: Words::new(en, zh) }
    }

    /// A construct that cannot be expressed.
    pub fn unsupported(place: impl Into<String>, (en, zh): Both<'_>) -> Problem {
        let (en, zh) = (format!("{en} is not supported"), format!("不支持{zh}"));
        Problem::new(Fault::Unsupported, place, en, zh)
    }

    /// A part that is missing.
    pub fn missing(place: impl Into<String>, what: &str) -> Problem {
        let (en, zh) = (format!("{what} is missing"), format!("缺少 {what}"));
        Problem::new(Fault::Missing, place, en, zh)
    }

    /// A part that is not what it should be; a whole sentence.
    pub fn malformed(place: impl Into<String>, (en, zh): Both<'_>) -> Problem {
        Problem::new(Fault::Malformed, place, en.to_owned(), zh.to_owned())
    }

    /// Too many of something.
    pub fn limit(place: impl Into<String>, (en, zh): Both<'_>, limit: usize) -> Problem {
        let (en, zh) = (format!("more than {limit} {en}"), format!("超过 {limit} {zh}"));
        Problem::new(Fault::Limit, place, en, zh)
    }
}

/// A name of the file as it is told: cut when it is long.
pub fn told(name: &str) -> String {
    if name.chars().count() <= 60 {
        return name.to_owned();
    }
    let mut cut: String = name.chars().take(59).collect();
    cut.push('…');
    cut
}
