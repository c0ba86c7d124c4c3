//! `cargo xtask demo`: real customers and illustrative subjects, first in the terminal and then in the pages.
use crate::shell::{self, say};
use crate::{build, npm, policies};
use anyhow::{Context, Result};

/// The policies, and the subjects of each that are shown in the terminal: of retail three real customers, and one put
/// together from two of them, who has much of what the policy reads; of the others made-up subjects, which are called
/// illustrative.
const SHOWN: [(&str, &[&str]); 3] = [
    (
        "retail",
        &[
            "customers/german.ndjson#german-0010",
            "customers/cdnow.ndjson#cdnow-12798",
            "customers/german.ndjson#german-0012",
            "customers/composed.ndjson#composed-german-0010-cdnow-05444",
        ],
    ),
    ("enterprise", &["subjects/enterprise.ndjson#illustrative-manufacturer"]),
    ("assessment", &["subjects/assessment.ndjson#illustrative-county"]),
];

/// Prints portraits computed by the npm package; then serves the pages, which it names, until it is stopped.
pub(crate) fn all(once: bool) -> Result<()> {
    build::package()?;
    // A size over its budget may not ship, but may be looked at: the table says so.
    drop(shell::run(&mut npm::sizes()));
    let packs = policies::compile(&policies::cli()?)?;
    let folder = shell::root().join("tests/fixtures");
    for (policy, subjects) in SHOWN {
        let pack = packs
            .iter()
            .find(|pack| pack.file_stem().is_some_and(|name| name == policy))
            .with_context(|| format!("policies/{policy}.json is missing"))?;
        let mut terminal = npm::tool("demo.mjs");
        shell::run(terminal.arg(pack).args(subjects.iter().map(|subject| folder.join(subject))))?;
    }
    if once {
        return Ok(());
    }
    npm::page_libraries()?;
    say("the pages follow: the bank, the portraits, the playground; stop their server with Ctrl-C");
    let mut server = shell::command("node");
    shell::run(server.arg(shell::root().join("www/serve.mjs")).args(["--port", "0"]))
}
