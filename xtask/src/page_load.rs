//! `cargo xtask page-load`: how a first portrait comes to a page, and `docs/page-load.md`.
use crate::shell;
use crate::{build, npm, policies, test};
use anyhow::Result;

/// Builds what the pages load, and measures them in Chromium.
pub(crate) fn all() -> Result<()> {
    npm::install()?;
    build::package()?;
    policies::compile(&policies::cli()?)?;
    let mut command = shell::command("node");
    command.args(["benches/js/page-load.mjs", "--to", "docs/page-load.md"]);
    test::environment(&mut command, true)?;
    shell::run(&mut command)
}
