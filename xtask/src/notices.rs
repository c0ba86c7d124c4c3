//! What cargo knows of the crates in the wasm files that ship: `pkg-config/tools/notices.mjs` makes the notices of it.
use crate::{shell, toolchain, wasm};
use anyhow::Result;
use std::fs;

/// The crates that modules are made from.
const MODULES: [&str; 2] = ["silhouette", "silhouette-node"];

/// Leaves in the build folder what each module links, and where the sources of all crates lie.
pub(crate) fn ask() -> Result<()> {
    let folder = wasm::build_dir().join("notices");
    fs::create_dir_all(&folder)?;
    for module in MODULES {
        // A macro runs in the compiler and is no part of what it compiles.
        let edges = ["--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}|{l}"];
        let mut tree = shell::cargo();
        tree.args([
            "tree",
            "--locked",
            "--no-dedupe",
            "--target",
            toolchain::TARGET,
            "--package",
            module,
        ]);
        fs::write(folder.join(module).with_extension("txt"), shell::read(tree.args(edges))?)?;
    }
    let mut metadata = shell::cargo();
    metadata.args([
        "metadata",
        "--locked",
        "--format-version=1",
        "--filter-platform",
        toolchain::TARGET,
    ]);
    fs::write(folder.join("metadata.json"), shell::read(&mut metadata)?)?;
    Ok(())
}
