//! Text to a JSON value and the place of every part of it.
//!
//! Limits come first: the text is measured in one pass before anything is parsed, so that a hostile
//! document costs no more than reading it.

mod limits;
mod parse;
mod pointer;
mod source;

pub use limits::{MAX_BYTES, MAX_DEPTH, MAX_NODES, MAX_STRING};
pub use parse::parse;
pub use pointer::Pointer;
pub use source::{Place, Source, Span};
