//! What the targets share: how an input is tried, and how one is made from another.

pub mod documents;
pub mod packs;
pub mod visit;
