//! `cargo xtask build`: from sources to the npm package, with the sizes that a page pays.
use crate::{node_cli, notices, npm, shell, toolchain, wasm};
use anyhow::Result;
use std::fs;

/// The package and its sizes; fails where the result may not ship.
pub(crate) fn all() -> Result<()> {
    package()?;
    shell::run(&mut npm::sizes())
}

/// Everything that the package needs, in order.
pub(crate) fn package() -> Result<()> {
    let toolchain = toolchain::obtain()?;
    npm::install()?;
    wasm::build(&toolchain)?;
    node_cli::build(&toolchain)?;
    // Named in the package: equal bytes need an equal compiler.
    fs::write(wasm::build_dir().join("toolchain.txt"), toolchain.name()?)?;
    notices::ask()?;
    npm::build()
}
