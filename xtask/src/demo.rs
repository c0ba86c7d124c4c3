//! `cargo xtask demo`: real customers, first in the terminal and then in the page.
use crate::shell::{self, say};
use crate::{build, npm, policies};
use anyhow::{Context, Result};

/// The policy that the demonstration runs.
const POLICY: &str = "retail";
/// Three real customers, and one put together from two of them, who has everything that the policy reads.
const CUSTOMERS: [&str; 4] = [
    "german.ndjson#german-0010",
    "cdnow.ndjson#cdnow-12798",
    "german.ndjson#german-0012",
    "composed.ndjson#composed-german-0010-cdnow-05444",
];

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
    let folder = shell::root().join("tests/fixtures/customers");
    shell::run(terminal.arg(pack).args(CUSTOMERS.map(|customer| folder.join(customer))))?;
    if once {
        return Ok(());
    }
    say("the page follows; stop it with Ctrl-C");
    let mut server = shell::command("node");
    shell::run(server.arg(shell::root().join("www/serve.mjs")).args(["--port", "0"]))
}
