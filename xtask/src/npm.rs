//! Node and the npm package: modules by lockfile, tools, the package's own build.
use crate::shell::{self, say};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Older ones lack parts of the test runner.
const OLDEST_NODE: u32 = 20;
/// A copy of the lockfile that the modules were installed from.
const STAMP: &str = "node_modules/.installed-lockfile";

/// The folder of the npm package.
pub(crate) fn package() -> PathBuf {
    shell::root().join("pkg-config")
}

/// One of the build's own Node scripts.
pub(crate) fn tool(name: &str) -> Command {
    let mut command = shell::command("node");
    command.arg(package().join("tools").join(name));
    command
}

/// The folders with modules of their own: the package, its demonstration pages, the projects that it is tried in.
const FOLDERS: &[&str] = &["pkg-config", "www", "tests/packaging"];

/// Installs the modules that the lockfiles name, unless exactly those are there.
pub(crate) fn install() -> Result<()> {
    require_node()?;
    FOLDERS.iter().try_for_each(|name| install_in(name))
}

/// Installs the modules of one folder.
pub(crate) fn install_in(name: &str) -> Result<()> {
    let folder = shell::root().join(name);
    let lockfile = folder.join("package-lock.json");
    let wanted =
        fs::read(&lockfile).with_context(|| format!("cannot read {}", lockfile.display()))?;
    let stamp = folder.join(STAMP);
    if fs::read(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    say(format!("installing the npm modules of {name} by its lockfile"));
    shell::run(npm(&folder).args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]))
        .context("the npm registry is needed once for this")?;
    fs::write(&stamp, wanted)?;
    Ok(())
}

/// The package's own build, from the wasm and the glue to what gets published.
pub(crate) fn build() -> Result<()> {
    let manifest = fs::read_to_string(package().join("package.json"))?;
    if !manifest.contains("\"build\":") {
        bail!("pkg-config/package.json has no script `build`");
    }
    shell::run(npm(&package()).args(["run", "--silent", "build"]))
}

/// Bundles what the demonstration pages take from libraries.
pub(crate) fn page_libraries() -> Result<()> {
    install()?;
    shell::run(shell::command("node").arg(shell::root().join("www/tools/bundle.mjs")))
}

/// The closing figures; fails when something outgrew its budget.
pub(crate) fn sizes() -> Command {
    tool("sizes.mjs")
}

fn npm(folder: &Path) -> Command {
    let mut command = shell::command("npm");
    command.current_dir(folder);
    command
}

fn require_node() -> Result<()> {
    let hint =
        format!("Node {OLDEST_NODE} or later is needed, with npm: https://nodejs.org/en/download");
    let version = shell::read(shell::command("node").arg("--version")).context(hint.clone())?;
    let major = version
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < OLDEST_NODE) {
        bail!("{hint}; found {version}");
    }
    Ok(())
}
