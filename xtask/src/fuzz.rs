//! `cargo xtask fuzz TARGET`: hostile documents and packs, guided by coverage, until the time is over.
use crate::policies;
use crate::shell::{self, say};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

/// The targets, and the length of their largest input in bytes.
const TARGETS: [(&str, u32); 2] = [("check", 32_768), ("pack", 16_384)];
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

/// Documents and packs that are known to be good or bad in known ways.
fn sow(seeds: &Path) -> Result<()> {
    let (documents, packs) = (seeds.join("check"), seeds.join("pack"));
    fs::create_dir_all(&documents)?;
    fs::create_dir_all(&packs)?;
    let cases = seeds.join("cases");
    shell::run(
        shell::cargo()
            .args(["run", "--quiet", "--package", "silhouette-author", "--example"])
            .args(["export_cases", "--"])
            .arg(&cases),
    )?;
    for pack in policies::compile(&policies::cli()?)? {
        copy(&pack, &packs, "policy")?;
    }
    for (folder, ending, to, prefix) in [
        (shell::root().join("policies"), "json", &documents, "policy"),
        (shell::root().join("tests/bad"), "json", &documents, "bad"),
        (cases.clone(), "json", &documents, "case"),
        (cases, "pack", &packs, "case"),
    ] {
        for file in files(&folder, ending)? {
            copy(&file, to, prefix)?;
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
    fs::copy(file, to.join(format!("{prefix}-{name}")))?;
    Ok(())
}
