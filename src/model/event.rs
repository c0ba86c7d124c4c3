//! What comes in from outside, before it is checked against the policy.

use alloc::vec::Vec;

/// A scalar as the page or the command line supplies it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scalar<'a> {
    /// Absent or `null`: unknown.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number; may be NaN or infinite.
    Number(f64),
    /// A text.
    Text(&'a str),
    /// A string id of the pack.
    String(u32),
    /// Several scalars.
    List(&'a [Scalar<'a>]),
    /// Something that no fact can be.
    Other,
    /// A text that is too long to be looked at.
    TooLong,
}

/// A behaviour event with its names.
#[derive(Clone, Debug, PartialEq)]
pub struct RawEvent<'a> {
    /// The kind; none when there is no string there.
    pub kind: Option<&'a str>,
    /// When it happened, ms since the epoch.
    pub at: Scalar<'a>,
    /// Its fields.
    pub fields: Vec<(&'a str, Scalar<'a>)>,
}

/// The kind of an event whose names were looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// A kind of the policy.
    Known(u16),
    /// A kind that the policy does not read.
    Unread,
    /// No kind was given.
    Missing,
}
