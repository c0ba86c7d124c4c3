//! Expressions: CEL syntax, a documented subset, typed against declared facts and lowered to
//! instructions.
//!
//! The `cel` crate parses; limits are checked on the tokens before. [`syntax`] turns its tree into ours,
//! with the place of every part. [`typing`], [`compare`], [`lists`] and [`numeric`] give every part a type and
//! instructions; [`conditions`] keeps `&&`, `||`, `!` and simple comparisons as nodes, so that a trace
//! can name them.
//!
//! Differences from CEL, on purpose: what has no value is unknown instead of an error; whole numbers and
//! decimals become numbers where a number is needed; a literal such as `30000.50` beside a decimal is
//! exact.

pub mod compare;
pub mod conditions;
pub mod lists;
pub mod literal;
pub mod numeric;
pub mod syntax;
pub mod tokens;
pub mod types;
pub mod typing;

use std::ops::Range;

use crate::diagnostics::{Code, Diagnostic, Part, Words, suggest};
use crate::json::Pointer;

/// A finding within an expression, before it has a place in a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// What it is.
    pub code: Code,
    /// Bytes of the expression.
    pub span: Range<usize>,
    /// What the message's places are filled with.
    pub args: Vec<Words>,
    /// The name that was probably meant.
    pub meant: Option<String>,
}

impl Problem {
    /// A finding about a part of the expression.
    #[must_use]
    pub fn new(code: Code, span: Range<usize>) -> Problem {
        Problem { code, span, args: Vec::new(), meant: None }
    }

    /// With a word for the next place of the message.
    #[must_use]
    pub fn arg(mut self, words: impl Into<Words>) -> Problem {
        self.args.push(words.into());
        self
    }

    /// With the nearest of the names that would have been right.
    #[must_use]
    pub fn meant<'a>(mut self, wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Problem {
        self.meant = suggest::nearest(wrong, names).map(str::to_owned);
        self
    }

    /// The finding in the string at `pointer`.
    #[must_use]
    pub fn at(self, pointer: &Pointer) -> Diagnostic {
        Diagnostic {
            code: self.code,
            pointer: pointer.clone(),
            part: Part::Within(self.span.start, self.span.end),
            args: self.args,
            meant: self.meant,
        }
    }
}

#[cfg(test)]
mod tests;
