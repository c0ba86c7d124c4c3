//! What the customer and the law control.

pub mod consent;
pub mod tags;
