//! `cargo xtask bench`: the engine beside the same policy in JavaScript and in other engines, and `docs/performance.md`.
//!
//! Here is built and installed what the benchmark runs; `benches/bench.mjs` compares, measures and writes the page.
use crate::shell::{self, say};
use crate::{build, npm, policies, test};
use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;

/// What the benchmark compares the engine with: modules that nothing else needs.
const PEERS: &str = "benches";

/// Builds, installs, compares, measures, writes. `words` go to `benches/bench.mjs`.
pub(crate) fn all(words: &[&str]) -> Result<()> {
    build::package()?;
    npm::install_in(PEERS)?;
    let folder = shell::root().join("build/bench");
    fs::create_dir_all(&folder)?;
    policies::compile(&policies::cli()?)?;
    let pack = compile("workload", &shell::root().join("benches/workload/policy.json"))?;
    let facts = folder.join("facts.json");
    let policy = shell::read(shell::command("node").arg("benches/workload/facts.mjs"))?;
    fs::write(&facts, policy).with_context(|| format!("cannot write {}", facts.display()))?;
    let facts = compile("facts", &facts)?;
    let native = ["bench", "--package", "silhouette", "--bench", "native", "--no-run"];
    shell::run(shell::cargo().args(native))?;
    let mut bench = shell::command("node");
    bench.arg("benches/bench.mjs").arg("--folder").arg(&folder);
    bench.arg("--pack").arg(pack).arg("--facts").arg(facts);
    bench.arg("--retail").arg(policies::packs_dir().join("retail.pack"));
    bench.arg("--cli").arg(policies::cli_path());
    bench.args(["--to", "docs/performance.md"]).args(words);
    test::environment(&mut bench, true)?;
    say("measuring: leave the machine alone");
    shell::run(&mut bench)
}

/// The pack of a policy, in the benchmark's folder.
fn compile(name: &str, policy: &PathBuf) -> Result<PathBuf> {
    let pack = shell::root().join("build/bench").join(name).with_extension("pack");
    let mut command = shell::command(policies::cli_path());
    shell::run(command.arg("build").arg(policy).arg("-o").arg(&pack))?;
    Ok(pack)
}
