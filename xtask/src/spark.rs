//! The stage `spark`: the engine on a cluster of executors, by the PySpark module in `fleet/spark/`.
//!
//! Runs where there is Java; installs PySpark itself, once, into a folder of its own below the target folder.
use crate::shell::{self, say};
use crate::{policies, stages};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

/// The oldest Java on which Spark 4 runs.
const JAVA: u32 = 17;

/// Installs what is needed and runs the tests, or says why not.
pub(crate) fn test() -> Result<String> {
    if java().is_none_or(|version| version < JAVA) {
        return stages::skip(format!("Spark needs Java {JAVA} or later, which is not here"));
    }
    let folder = shell::root().join("fleet/spark");
    let python = install(&folder)?;
    let cli = policies::cli()?;
    let mut test = shell::command(python);
    test.current_dir(&folder).env("SILHOUETTE", cli).env("PYTHONDONTWRITEBYTECODE", "1");
    let (succeeded, lines) =
        shell::run_and_keep(test.args(["-W", "ignore", "test_silhouette_spark.py"]))?;
    // `4 passed, 0 failed`.
    let counts = lines.iter().rfind(|line| line.contains(" passed, ")).cloned();
    match (succeeded, counts) {
        (true, Some(counts)) if !counts.starts_with("0 ") => Ok(counts),
        (_, counts) => bail!("{}", counts.unwrap_or_else(|| "not one test ran".to_owned())),
    }
}

/// The version of Java; none: there is none, or it is from before version 9.
fn java() -> Option<u32> {
    let java = std::env::var_os("JAVA_HOME").map(|home| Path::new(&home).join("bin/java"));
    let java = java.filter(|java| java.exists()).unwrap_or_else(|| PathBuf::from("java"));
    // `openjdk 17.0.15 2025-04-15`
    let said = shell::read(shell::command(java).arg("--version")).ok()?;
    said.split_whitespace().nth(1)?.split(['.', '-', '+']).next()?.parse().ok()
}

/// A Python with PySpark; the second time nothing is fetched.
fn install(folder: &Path) -> Result<PathBuf> {
    let list = folder.join("requirements.txt");
    let home = shell::target_dir().join("spark");
    let python = home.join("bin/python");
    let stamp = home.join("installed.txt");
    let wanted = fs::read(&list).with_context(|| format!("cannot read {}", list.display()))?;
    if fs::read(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(python);
    }
    say("installing PySpark, once");
    let hint = "Python 3.11 or later with venv, and a package index, are needed for this";
    shell::run(shell::command("python3").args(["-m", "venv", "--clear"]).arg(&home))
        .context(hint)?;
    let mut pip = shell::command(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-cache-dir"]);
    shell::run(pip.args(["--require-hashes", "-r"]).arg(&list)).context(hint)?;
    fs::write(&stamp, wanted)?;
    Ok(python)
}
