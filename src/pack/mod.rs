//! The compiled policy.
pub mod program;
