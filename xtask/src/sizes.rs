//! `cargo xtask sizes`: where the bytes are. The module that ships by room and by function, its data, the facade by file,
//! a pack by table; each with the share of the compressed size that falls on it.
use crate::{npm, policies, shell, toolchain, wasm};
use anyhow::Result;
use std::fs;

/// Builds the module, and prints the tables; those of a pack for that of a policy that ships.
pub(crate) fn all(policy: &str) -> Result<()> {
    let toolchain = toolchain::obtain()?;
    npm::install()?;
    wasm::build(&toolchain)?;
    let named = wasm::named(&toolchain)?;
    let cli = policies::cli()?;
    policies::compile(&cli)?;
    let pack = policies::packs_dir().join(format!("{policy}.pack"));
    let sections = shell::target_dir().join("sections.json");
    let mut inspect = shell::command(&cli);
    fs::write(
        &sections,
        shell::read(inspect.arg("inspect").arg(&pack).args(["--format", "json"]))?,
    )?;
    shell::run(npm::tool("breakdown.mjs").arg(named).arg(&pack).arg(&sections))
}
