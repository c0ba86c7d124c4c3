//! `cargo xtask bench fleet`: whole populations, beside DuckDB, pandas, Polars and Spark, and `docs/fleet-performance.md`.
//! The stage `fleet` tries the same programs on a population that is tiny.
use crate::shell::{self, say};
use crate::{npm, policies, python, spark};
use anyhow::{Result, bail};
use std::path::PathBuf;

/// Builds, installs, compares, measures, writes. `words` go to `fleet/bench/bench.py`.
pub(crate) fn bench(words: &[&str]) -> Result<()> {
    npm::install_in("www")?;
    let python = python::install(&folder(), "fleet-bench")?;
    let build = ["build", "--release", "--package", "silhouette-author", "--bin", "silhouette"];
    let alone = ["--package", "silhouette-fleet", "--example", "grouped"];
    shell::run(shell::cargo().args(build).args(alone))?;
    let release = shell::target_dir().join("release");
    let mut bench = shell::command(python);
    bench.env("PYTHONDONTWRITEBYTECODE", "1").arg(folder().join("bench.py"));
    bench.arg("--cli").arg(release.join("silhouette"));
    bench.arg("--grouped").arg(release.join("examples/grouped"));
    bench.arg("--folder").arg(shell::root().join("build/bench"));
    bench.args(["--to", "docs/fleet-performance.md"]);
    if let Some(spark) = spark::python()? {
        bench.arg("--spark").arg(spark);
    }
    say("measuring: leave the machine alone");
    shell::run(bench.args(words))
}

/// The benchmark's own tests: what must be equal is, what is planted is found, and the page can be written.
pub(crate) fn test() -> Result<String> {
    let python = python::install(&folder(), "fleet-bench")?;
    let mut test = shell::command(python);
    test.env("SILHOUETTE", policies::cli()?).env("PYTHONDONTWRITEBYTECODE", "1");
    let (succeeded, lines) = shell::run_and_keep(test.arg(folder().join("test_bench.py")))?;
    // `4 passed, 0 failed`.
    let counts = lines.iter().rfind(|line| line.contains(" passed, ")).cloned();
    match (succeeded, counts) {
        (true, Some(counts)) if !counts.starts_with("0 ") => Ok(counts),
        (_, counts) => bail!("{}", counts.unwrap_or_else(|| "not one test ran".to_owned())),
    }
}

fn folder() -> PathBuf {
    shell::root().join("fleet/bench")
}
