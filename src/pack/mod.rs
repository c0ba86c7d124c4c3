//! The compiled policy.

pub mod check;
pub mod codec;
pub mod container;
pub mod program;
mod reach;
mod tables;
pub(crate) mod wire;
