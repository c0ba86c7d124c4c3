//! `cargo xtask prove`: the figures that documents name, found anew in three browser engines.
use crate::shell;
use crate::{build, chromium, npm, policies, test};
use anyhow::{Result, bail};

/// One kind of proof: what a person calls it, and its file, which is a check with small counts as well.
const PARTS: &[(&str, &str)] = &[
    ("escape", "tests/sealed/sealed.test.mjs"),
    ("kills", "tests/vault/kills.test.mjs"),
    ("tabs", "tests/vault/tabs.test.mjs"),
    ("reports", "tests/vault/budget.test.mjs"),
    ("canary", "tests/vault/canary.test.mjs"),
];

/// What a person may choose: the parts, or all.
pub(crate) fn parse(words: &[&str]) -> Result<Vec<(&'static str, &'static str)>, String> {
    if words.is_empty() {
        return Ok(PARTS.to_vec());
    }
    let chosen = words.iter().map(|word| {
        PARTS.iter().find(|(name, _)| name == word).copied().ok_or_else(|| {
            let names: Vec<&str> = PARTS.iter().map(|(name, _)| *name).collect();
            format!("prove takes some of: {}", names.join(", "))
        })
    });
    chosen.collect()
}

/// Runs the parts one after the other and prints the tables; figures of parts that were found before stay in them.
pub(crate) fn all(parts: &[(&str, &str)]) -> Result<()> {
    npm::install()?;
    build::package()?;
    policies::compile(&policies::cli()?)?;
    chromium::install_others();
    let figures = shell::target_dir().join("proofs");
    let mut failed = Vec::new();
    for (name, file) in parts {
        let mut command = shell::command("node");
        command.args(["--test", "--test-reporter=spec", *file]).env("SILHOUETTE_PROOFS", &figures);
        test::environment(&mut command, true)?;
        if shell::run(&mut command).is_err() {
            failed.push(*name);
        }
    }
    println!();
    let mut tables = shell::command("node");
    shell::run(tables.arg("tests/engines/proof.mjs").env("SILHOUETTE_PROOFS", &figures))?;
    if !failed.is_empty() {
        bail!("not proved: {}", failed.join(", "));
    }
    Ok(())
}
