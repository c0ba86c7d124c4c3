//! The stages of a portrait: pure functions over the slots, one file each. They never know each
//! other; what a later stage needs of an earlier one stands in a slot.

pub mod condition;
pub mod expression;
pub mod lifecycle;
pub mod scores;
pub mod suggestions;
pub mod tier;
pub mod warning;
