//! The stage `spark`: the engine on a cluster of executors, by the PySpark module in `fleet/spark/`.
//!
//! Runs where there is Java; installs PySpark itself, once, into a folder of its own below the target folder.
use crate::shell;
use crate::{policies, python, stages};
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};

/// The oldest Java on which Spark 4 runs.
const JAVA: u32 = 17;

/// Installs what is needed and runs the tests, or says why not.
pub(crate) fn test() -> Result<String> {
    let Some(python) = python()? else {
        return stages::skip(format!("Spark needs Java {JAVA} or later, which is not here"));
    };
    let cli = policies::cli()?;
    let mut test = shell::command(python);
    test.current_dir(folder()).env("SILHOUETTE", cli).env("PYTHONDONTWRITEBYTECODE", "1");
    let (succeeded, lines) =
        shell::run_and_keep(test.args(["-W", "ignore", "test_silhouette_spark.py"]))?;
    // `4 passed, 0 failed`.
    let counts = lines.iter().rfind(|line| line.contains(" passed, ")).cloned();
    match (succeeded, counts) {
        (true, Some(counts)) if !counts.starts_with("0 ") => Ok(counts),
        (_, counts) => bail!("{}", counts.unwrap_or_else(|| "not one test ran".to_owned())),
    }
}

/// A Python with PySpark; none: there is no Java on which it runs.
pub(crate) fn python() -> Result<Option<PathBuf>> {
    if java().is_none_or(|version| version < JAVA) {
        return Ok(None);
    }
    python::install(&folder(), "spark").map(Some)
}

fn folder() -> PathBuf {
    shell::root().join("fleet/spark")
}

/// The version of Java; none: there is none, or it is from before version 9.
fn java() -> Option<u32> {
    let java = std::env::var_os("JAVA_HOME").map(|home| Path::new(&home).join("bin/java"));
    let java = java.filter(|java| java.exists()).unwrap_or_else(|| PathBuf::from("java"));
    // `openjdk 17.0.15 2025-04-15`
    let said = shell::read(shell::command(java).arg("--version")).ok()?;
    said.split_whitespace().nth(1)?.split(['.', '-', '+']).next()?.parse().ok()
}
