//! `cargo xtask bench`.
use crate::shell::say;
use anyhow::Result;

/// There is nothing to measure yet, and no figure is better than an invented one.
pub(crate) fn all() -> Result<()> {
    say("there are no benchmarks yet; `cargo xtask build` prints the sizes");
    Ok(())
}
