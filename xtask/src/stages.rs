//! The parts of `cargo xtask test` that judge: what ran, how it ended, and what the dependency tree may hold.
use crate::shell::{self, say};
use crate::test::Stage;
use crate::toolchain;
use anyhow::{Context, Result, bail};
use std::fmt;
use std::path::PathBuf;

#[expect(clippy::disallowed_types, reason = "only shown to the person who waits")]
type Clock = std::time::Instant;

/// An outcome that is neither good nor bad: somebody asked for it.
#[derive(Debug)]
struct Skipped(String);

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Skipped {}

/// Ends a stage without a verdict.
pub(crate) fn skip(reason: String) -> Result<String> {
    Err(Skipped(reason).into())
}

/// How the stages ended so far.
#[derive(Default)]
pub(crate) struct Summary {
    rows: Vec<Row>,
}

struct Row {
    name: &'static str,
    outcome: Outcome,
    seconds: f64,
    note: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Passed,
    Failed,
    Skipped,
}

impl Summary {
    /// Runs one stage, unless something that it needs failed.
    pub(crate) fn run(&mut self, stage: &Stage, work: impl FnOnce() -> Result<String>) {
        let missing = self
            .rows
            .iter()
            .find(|row| row.outcome == Outcome::Failed && stage.needs.contains(&row.name));
        if let Some(missing) = missing {
            let note = format!("not run: needs {}", missing.name);
            self.rows.push(Row { name: stage.name, outcome: Outcome::Failed, seconds: 0.0, note });
            return;
        }
        println!();
        say(format!("stage {}", stage.name));
        let start = Clock::now();
        let result = work();
        let (outcome, note) = match result {
            Ok(note) => (Outcome::Passed, note),
            Err(error) if error.is::<Skipped>() => (Outcome::Skipped, error.to_string()),
            Err(error) => (Outcome::Failed, format!("{error:#}")),
        };
        if outcome != Outcome::Passed {
            say(format!("stage {}: {note}", stage.name));
        }
        let seconds = start.elapsed().as_secs_f64();
        self.rows.push(Row { name: stage.name, outcome, seconds, note });
    }

    /// Prints the table; an error when a stage failed.
    pub(crate) fn close(&self) -> Result<()> {
        println!();
        for row in &self.rows {
            let outcome = match row.outcome {
                Outcome::Passed => "ok",
                Outcome::Failed => "FAILED",
                Outcome::Skipped => "skipped",
            };
            let note = row.note.lines().next().unwrap_or_default();
            println!("{outcome:<8}{:<11}{:>7.1} s  {note}", row.name, row.seconds);
        }
        let seconds: f64 = self.rows.iter().map(|row| row.seconds).sum();
        let failed = self.rows.iter().filter(|row| row.outcome == Outcome::Failed).count();
        if failed > 0 {
            bail!("{failed} of {} stages failed ({seconds:.0} s)", self.rows.len());
        }
        say(format!("all {} stages done ({seconds:.0} s)", self.rows.len()));
        Ok(())
    }
}

/// What a runner counted.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    failed: u64,
    pub(crate) skipped: u64,
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

/// The sum over the closing lines of every test program:
/// `test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s`.
pub(crate) fn rust_counts(lines: &[String]) -> Counts {
    let mut counts = Counts::default();
    for line in lines.iter().filter_map(|line| line.strip_prefix("test result: ")) {
        for part in line.split([';', '.']) {
            match part.trim().split_once(' ') {
                Some((number, "passed")) => counts.passed += number.parse().unwrap_or(0),
                Some((number, "failed")) => counts.failed += number.parse().unwrap_or(0),
                Some((number, "ignored")) => counts.skipped += number.parse().unwrap_or(0),
                _ => {}
            }
        }
    }
    counts
}

/// The closing lines of Node's runner: `ℹ pass 12`, and so on.
pub(crate) fn node_counts(lines: &[String]) -> Counts {
    let mut counts = Counts::default();
    for line in lines.iter().filter_map(|line| line.strip_prefix("ℹ ")) {
        match line.split_once(' ') {
            Some(("pass", number)) => counts.passed = number.parse().unwrap_or(0),
            Some(("fail" | "cancelled", number)) => counts.failed += number.parse().unwrap_or(0),
            Some(("skipped" | "todo", number)) => counts.skipped += number.parse().unwrap_or(0),
            _ => {}
        }
    }
    counts
}

/// The files `*.test.mjs` directly in a folder of the workspace; a folder without any is an error.
pub(crate) fn test_files(folder: &str) -> Result<Vec<PathBuf>> {
    let path = shell::root().join(folder);
    let entries = std::fs::read_dir(&path).with_context(|| format!("{folder} is missing"))?;
    let mut files =
        entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()?;
    files.retain(|path| {
        path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(".test.mjs"))
    });
    files.sort();
    if files.is_empty() {
        bail!("{folder} holds no file *.test.mjs");
    }
    Ok(files)
}

/// The engine knows neither the web nor JSON: on the host none of these crates is in its tree, and no JSON anywhere.
pub(crate) fn tree() -> Result<String> {
    let host = crates(&[])?;
    let device = crates(&["--target", toolchain::TARGET])?;
    let foreign: Vec<&str> = host
        .iter()
        .filter(|name| is_web(name) || is_json(name))
        .chain(device.iter().filter(|name| is_json(name)))
        .map(String::as_str)
        .collect();
    if !foreign.is_empty() {
        bail!("the engine must not depend on: {}", foreign.join(", "));
    }
    // The control: what is searched for has these names, and is found where it belongs.
    if !device.iter().any(|name| is_web(name)) {
        bail!(
            "no crate of the web was found for the wasm target: this check looks for the wrong names"
        );
    }
    Ok(format!("{} crates on the host, {} on the device", host.len(), device.len()))
}

fn crates(target: &[&str]) -> Result<Vec<String>> {
    let mut command = shell::cargo();
    command.args([
        "tree",
        "--package",
        "silhouette",
        "--edges",
        "normal",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ]);
    let tree = shell::read(command.args(target))?;
    let mut names: Vec<String> =
        tree.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect();
    names.sort();
    names.dedup();
    Ok(names)
}

fn is_web(name: &str) -> bool {
    ["js-sys", "web-sys", "serde-wasm-bindgen", "getrandom"].contains(&name)
        || name.starts_with("wasm-bindgen")
}

fn is_json(name: &str) -> bool {
    name.contains("json") || name == "sonic-rs"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn closing_lines_of_cargo_are_added_up() {
        let output = lines(
            "running 3 tests\n\
             test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\
             test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.20s",
        );
        assert_eq!(rust_counts(&output), Counts { passed: 5, failed: 1, skipped: 1 });
    }

    #[test]
    fn closing_lines_of_node_are_read() {
        let output = lines(
            "✔ a (1ms)\nℹ tests 7\nℹ suites 0\nℹ pass 4\nℹ fail 1\nℹ cancelled 1\nℹ skipped 1\nℹ todo 0",
        );
        assert_eq!(node_counts(&output), Counts { passed: 4, failed: 2, skipped: 1 });
    }

    #[test]
    fn names_of_the_web_and_of_json() {
        assert!(is_web("wasm-bindgen-shared") && is_web("getrandom") && !is_web("serde"));
        assert!(is_json("serde_json") && is_json("simd-json") && !is_json("postcard"));
    }
}
