//! `cargo xtask mutants`: small changes of what decides about people, each of which a test must notice.
//!
//! `.cargo/mutants.toml` says which files, which tests, and which changes change nothing and why.
use crate::shell::{self, say};
use anyhow::{Context, Result, bail};
use std::fs;

/// The version that is known to work with the configuration.
const CARGO_MUTANTS: &str = "27.1.0";

/// Runs every change, or those whose description a regular expression finds; an error when one is not noticed.
pub(crate) fn all(only: Option<&str>) -> Result<()> {
    if !shell::succeeds(shell::cargo().args(["mutants", "--version"])) {
        say("cargo-mutants is missing; installing it");
        let install = ["install", "cargo-mutants", "--locked", "--version", CARGO_MUTANTS];
        shell::run(shell::cargo().args(install))
            .with_context(|| format!("run `cargo {}`", install.join(" ")))?;
    }
    let out = shell::root().join("build");
    let mut command = shell::cargo();
    // The first failure of a law is enough, without its smallest case and without a trace.
    command.env("PROPTEST_MAX_SHRINK_ITERS", "0").env("RUST_BACKTRACE", "0");
    // A folder of its own: the copy of the sources must not share one with anything else.
    command.env_remove("CARGO_TARGET_DIR");
    command.args(["mutants", "--jobs", "1", "--no-shuffle", "--output"]).arg(&out);
    command.args(only.map(|regex| format!("--re={regex}")));
    let done = shell::run(&mut command);
    let found = out.join("mutants.out");
    let count = |name: &str| -> Result<usize> {
        let file = found.join(format!("{name}.txt"));
        let text =
            fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        Ok(text.lines().count())
    };
    let (caught, missed) = (count("caught")?, count("missed")?);
    let (timeout, unviable) = (count("timeout")?, count("unviable")?);
    say(format!(
        "{} changes: {caught} noticed, {timeout} ran too long, {unviable} do not compile, {missed} not noticed",
        caught + missed + timeout + unviable
    ));
    if missed > 0 {
        bail!("{missed} changes were not noticed: see {}", found.join("missed.txt").display());
    }
    done
}
