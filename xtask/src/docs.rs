//! `cargo xtask docs`: the pages in `docs/` that are made of the code and of what it does.
use crate::npm;
use crate::shell::{self, say};
use anyhow::Result;

/// Writes the pages anew. The same tests without the variable say whether they are fresh.
pub(crate) fn all() -> Result<()> {
    let page = ["test", "--quiet", "--package", "silhouette-author", "--test", "bad", "page::"];
    shell::run(shell::cargo().args(page).env("SILHOUETTE_BLESS", "1"))?;
    say("docs/diagnostics.md is written");
    let page =
        ["test", "--quiet", "--package", "silhouette-author", "--test", "reports", "the_page"];
    shell::run(shell::cargo().args(page).env("SILHOUETTE_BLESS", "1"))?;
    say("the tables of docs/reports.md are written");
    npm::install()?; // the cases of CEL
    let page = ["test", "--quiet", "--package", "silhouette-author", "--test", "cel_conformance"];
    shell::run(shell::cargo().args(page).arg("the_page").env("SILHOUETTE_BLESS", "1"))?;
    say("docs/expressions.md is written");
    shell::run(shell::command("node").arg(shell::root().join("tests/docs/quotes.mjs")))?;
    shell::run(npm::tool("reference.mjs").arg(shell::root().join("docs/api")))?;
    say("docs/api is written");
    Ok(())
}
