//! `cargo xtask demo`: real customers, first in the terminal and then in the page.
use crate::shell::{self, say};
use crate::{build, npm, policies};
use anyhow::{Context, Result, bail};
use std::path::PathBuf;

/// The policy that the demonstration runs.
const POLICY: &str = "retail";
/// One customer each.
const SHOWN: usize = 3;

/// Prints portraits computed by the npm package; then serves the page until it is stopped.
pub(crate) fn all(once: bool) -> Result<()> {
    build::package()?;
    // A size over its budget may not ship, but may be looked at: the table says so.
    drop(shell::run(&mut npm::sizes()));
    let packs = policies::compile(&policies::cli()?)?;
    let pack = packs
        .iter()
        .find(|pack| pack.file_stem().is_some_and(|name| name == POLICY))
        .with_context(|| format!("policies/{POLICY}.json is missing"))?;
    let mut terminal = npm::tool("demo.mjs");
    shell::run(terminal.arg(pack).arg(SHOWN.to_string()).args(customers()?))?;
    if once {
        return Ok(());
    }
    say("the page follows; stop it with Ctrl-C");
    let mut server = shell::command("node");
    shell::run(server.arg(shell::root().join("www/serve.mjs")).args(["--port", "0"]))
}

/// The files of real customers, in the order of their names.
fn customers() -> Result<Vec<PathBuf>> {
    let folder = shell::root().join("tests/fixtures/customers");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .with_context(|| format!("cannot read {}", folder.display()))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "ndjson"));
    files.sort();
    if files.is_empty() {
        bail!("{} holds no customers", folder.display());
    }
    Ok(files)
}
