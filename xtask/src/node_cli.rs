//! The command line inside Node: the author side as wasm. A tool on a desk, so nothing here is about old hosts, and
//! size comes after the time that a build takes.
use crate::shell::{self, say};
use crate::toolchain::{TARGET, Toolchain};
use crate::{npm, wasm};
use anyhow::Result;
use std::fs;
use std::path::{Path, PathBuf};

const PROFILE: &str = "node";
const PACKAGE: &str = "silhouette-node";
/// The name of the module and of its glue.
const NAME: &str = "cli";

/// Compiles, binds and optimises.
pub(crate) fn build(toolchain: &Toolchain) -> Result<()> {
    let linked = compile(toolchain)?;
    let out = wasm::build_dir().join(NAME);
    let module = out.join(format!("{NAME}.wasm"));
    let stamp = linked.with_file_name("cli.stamp");
    let wanted = wasm::fingerprint(&linked)?;
    if module.exists() && fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        say("the command line's module is up to date");
        return Ok(());
    }
    wasm::bind(&linked, &out, NAME, wasm::Names::Dropped)?;
    let bound = out.join(format!("{NAME}_bg.wasm"));
    shell::run(npm::tool("optimize.mjs").args(["--tool"]).args([&bound, &module]))?;
    fs::remove_file(&bound)?;
    wasm::refuse_machine_paths(toolchain, &module)?;
    fs::write(&stamp, wanted)?;
    Ok(())
}

fn compile(toolchain: &Toolchain) -> Result<PathBuf> {
    let mut command = toolchain.build_speaking(&wasm::without_machine_paths(toolchain)?)?;
    shell::run(command.args(["--package", PACKAGE, "--lib", "--profile", PROFILE]))?;
    let file = format!("{}.wasm", PACKAGE.replace('-', "_"));
    Ok(Path::new(&toolchain.target_dir()).join(TARGET).join(PROFILE).join(file))
}
