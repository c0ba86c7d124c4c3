//! `cargo xtask fuzz TARGET`: hostile documents, packs, models and customers, guided by coverage, until the time is
//! over.
use crate::policies;
use crate::shell::{self, say};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

/// The targets, and the length of their largest input in bytes.
const TARGETS: [(&str, u32); 4] =
    [("check", 32_768), ("pack", 16_384), ("model", 32_768), ("customer", 16_384)];
/// The version that is known to work with the targets.
const CARGO_FUZZ: &str = "0.13.2";
const SECONDS: u32 = 60;

/// What a person may choose.
pub(crate) struct Options {
    target: &'static str,
    longest: u32,
    seconds: u32,
}

impl Options {
    /// Reads the words behind `fuzz`.
    pub(crate) fn parse(words: &[&str]) -> Result<Self, String> {
        let (target, seconds) = match words {
            [target] => (target, Some(SECONDS)),
            [target, "--seconds", seconds] => (target, seconds.parse().ok()),
            _ => return Err("fuzz takes a target".to_owned()),
        };
        let found = TARGETS.iter().find(|(name, _)| name == target);
        let (target, longest) = *found.ok_or_else(|| {
            let names = TARGETS.map(|(name, _)| name).join(", ");
            format!("fuzz takes one of: {names}")
        })?;
        let seconds = seconds.ok_or("--seconds takes a number")?;
        Ok(Self { target, longest, seconds })
    }
}

/// Runs a target; an error when it found something.
pub(crate) fn all(options: &Options) -> Result<()> {
    if !shell::succeeds(shell::cargo().args(["fuzz", "--version"])) {
        say("cargo-fuzz is missing; installing it");
        let install = ["install", "cargo-fuzz", "--locked", "--version", CARGO_FUZZ];
        shell::run(shell::cargo().args(install))
            .with_context(|| format!("run `cargo {}`", install.join(" ")))?;
    }
    let folder = shell::root().join("fuzz");
    let (corpus, seeds) = (folder.join("corpus").join(options.target), folder.join("corpus/seeds"));
    fs::create_dir_all(&corpus)?;
    sow(&seeds)?;
    let mut command = shell::cargo();
    // The instruments of the fuzzer are not stable yet; a release of the compiler has them all the same.
    command.env("RUSTC_BOOTSTRAP", "1").args(["fuzz", "run", options.target, "--fuzz-dir"]);
    command.arg(&folder).arg(&corpus).arg(folder.join("kept").join(options.target));
    command.arg(seeds.join(options.target));
    command.args(["--", "-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1"]);
    command.arg(format!("-max_len={}", options.longest));
    command.arg(format!("-max_total_time={}", options.seconds));
    shell::run(&mut command).with_context(|| {
        let target = options.target;
        format!("what was found lies in fuzz/artifacts/{target}; fuzz/README.md says what to do")
    })
}

/// Inputs that are known to be good, or bad in known ways.
fn sow(seeds: &Path) -> Result<()> {
    let cases = seeds.join("cases");
    shell::run(
        shell::cargo()
            .args(["run", "--quiet", "--package", "silhouette-author", "--example"])
            .args(["export_cases", "--"])
            .arg(&cases),
    )?;
    policies::compile(&policies::cli()?)?;
    let root = shell::root();
    let models = root.join("author/tests/fixtures/models");
    for (folder, ending, target, prefix) in [
        (root.join("policies"), "json", "check", "policy"),
        (root.join("tests/bad"), "json", "check", "bad"),
        (cases.clone(), "json", "check", "case"),
        (policies::packs_dir(), "pack", "pack", "policy"),
        (cases.clone(), "pack", "pack", "case"),
        (models.clone(), "json", "model", "json"),
        (models.clone(), "csv", "model", "csv"),
        (models.clone(), "txt", "model", "txt"),
        (models, "pmml", "model", "pmml"),
    ] {
        for file in files(&folder, ending)? {
            copy(&file, &seeds.join(target), prefix)?;
        }
    }
    // One input for each line.
    for folder in [cases, root.join("tests/fixtures/customers")] {
        for file in files(&folder, "ndjson")? {
            let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            for (number, line) in fs::read_to_string(&file)?.lines().enumerate() {
                let seed = seeds.join("customer").join(format!("{name}-{number}"));
                fs::create_dir_all(seeds.join("customer"))?;
                fs::write(seed, line)?;
            }
        }
    }
    Ok(())
}

fn files(folder: &Path, ending: &str) -> Result<Vec<PathBuf>> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut files = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<PathBuf>, _>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == ending));
    if files.is_empty() {
        bail!("{} holds no .{ending}", folder.display());
    }
    Ok(files)
}

/// Names of several folders do not collide.
fn copy(file: &Path, to: &Path, prefix: &str) -> Result<()> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    fs::create_dir_all(to)?;
    fs::copy(file, to.join(format!("{prefix}-{name}")))?;
    Ok(())
}
