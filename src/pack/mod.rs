//! The compiled policy.

pub mod check;
pub mod codec;
pub mod program;
