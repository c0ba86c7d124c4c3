//! `cargo xtask build`: from sources to the npm package, with the sizes that a page pays.
use crate::{npm, toolchain, wasm};
use anyhow::Result;

/// Everything that the package needs, in order; fails where the result may not ship.
pub(crate) fn all() -> Result<()> {
    let toolchain = toolchain::obtain()?;
    npm::install()?;
    wasm::build(&toolchain)?;
    npm::build()?;
    npm::sizes()
}
