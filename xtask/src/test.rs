//! `cargo xtask test`: every check in stages, each with the closing line of its own runner.
use crate::shell::{self, say};
use crate::{
    build, chromium, fleet, instructions, npm, policies, reproduce, spark, stages, toolchain, truth,
};
use anyhow::{Context, Result, bail};
use std::process::Command;

/// What a person may choose.
pub(crate) struct Options {
    only: Vec<&'static Stage>,
    browser: bool,
}

/// One check, or a step that later checks need.
pub(crate) struct Stage {
    /// What `--only` and the summary call it.
    pub(crate) name: &'static str,
    /// The stages whose results it uses.
    pub(crate) needs: &'static [&'static str],
    work: Work,
}

enum Work {
    /// Something of our own; the text is a note for the summary.
    Own(fn() -> Result<String>),
    /// The files `*.test.mjs` of a folder.
    Node(&'static str),
}

/// In the order in which they run: the quick ones first.
const STAGES: &[Stage] = &[
    own("format", format),
    own("tree", stages::tree),
    own("lints", lints),
    own("rust", rust),
    own("expressions", expressions),
    own("build", || build::package().map(|()| String::new())),
    Stage { name: "sizes", needs: &["build"], work: Work::Own(sizes) },
    Stage { name: "reproduce", needs: &["build"], work: Work::Own(reproduce::again) },
    own("packs", packs),
    Stage { name: "instructions", needs: &["packs"], work: Work::Own(instructions::check) },
    Stage { name: "tools", needs: &[], work: Work::Node("tests/tools") },
    node_tests("package", "pkg-config/test"),
    node_tests("docs", "tests/docs"),
    node_tests("parity", "tests/parity"),
    node_tests(TRUTH, "tests/truth"),
    node_tests("packaging", "tests/packaging"),
    node_tests(BROWSER, "tests/browser"),
    node_tests(SEALED, "tests/sealed"),
    node_tests(VAULT, "tests/vault"),
    own("fleet", fleet::test),
    own("spark", spark::test),
];

/// The stage that compares with other libraries, and prints the table.
const TRUTH: &str = "truth";
/// The stages that are nothing without a browser: the page in one, the sealed worker and the storage in three.
const BROWSER: &str = "browser";
const SEALED: &str = "sealed";
const VAULT: &str = "vault";

const fn own(name: &'static str, work: fn() -> Result<String>) -> Stage {
    Stage { name, needs: &[], work: Work::Own(work) }
}

const fn node_tests(name: &'static str, folder: &'static str) -> Stage {
    Stage { name, needs: &["build", "packs"], work: Work::Node(folder) }
}

impl Options {
    /// Reads the words behind `test`.
    pub(crate) fn parse(words: &[&str]) -> Result<Self, String> {
        let asked = std::env::var_os("SILHOUETTE_NO_BROWSER")
            .is_some_and(|value| value != "0" && !value.is_empty());
        let mut options = Self { only: Vec::new(), browser: !asked };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match *word {
                "--no-browser" => options.browser = false,
                "--only" => {
                    let name = words.next().copied().unwrap_or_default();
                    let stage =
                        STAGES.iter().find(|stage| stage.name == name).ok_or_else(|| {
                            let names: Vec<&str> = STAGES.iter().map(|stage| stage.name).collect();
                            format!("--only takes one of: {}", names.join(", "))
                        })?;
                    options.only.push(stage);
                }
                other => return Err(format!("not understood: {other}")),
            }
        }
        Ok(options)
    }

    fn wants(&self, stage: &Stage) -> bool {
        self.only.is_empty()
            || self
                .only
                .iter()
                .any(|asked| asked.name == stage.name || asked.needs.contains(&stage.name))
    }
}

/// Runs what was asked; an error when anything failed.
pub(crate) fn all(options: &Options) -> Result<()> {
    let mut summary = stages::Summary::default();
    for stage in STAGES.iter().filter(|stage| options.wants(stage)) {
        summary.run(stage, || match stage.work {
            Work::Own(work) => work(),
            Work::Node(_) if [BROWSER, SEALED, VAULT].contains(&stage.name) && !options.browser => {
                stages::skip("no browser was asked for".to_owned())
            }
            Work::Node(folder) if [SEALED, VAULT].contains(&stage.name) => {
                chromium::install_others();
                node(options, folder)
            }
            Work::Node(folder) if stage.name == TRUTH => compare(options, folder),
            Work::Node(folder) => node(options, folder),
        });
    }
    summary.close()
}

fn format() -> Result<String> {
    component("fmt", "rustfmt")?;
    shell::run(shell::cargo().args(["fmt", "--all", "--check"]))?;
    // A workspace of its own.
    shell::run(shell::cargo().args(["fmt", "--manifest-path", "fuzz/Cargo.toml", "--check"]))?;
    Ok(String::new())
}

fn lints() -> Result<String> {
    component("clippy", "clippy")?;
    shell::run(shell::cargo().args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-Dwarnings",
    ]))?;
    // The room `wasm/` and the command line inside Node exist for this target only.
    toolchain::obtain()?;
    if !toolchain::has_clippy()? {
        return Ok("not for the wasm target: this toolchain has no lints for it".to_owned());
    }
    let wasm = [
        "clippy",
        "--package",
        "silhouette",
        "--package",
        "silhouette-node",
        "--lib",
        "--target",
        toolchain::TARGET,
        "--",
        "-Dwarnings",
    ];
    shell::run(shell::cargo().args(wasm))?;
    Ok(String::new())
}

/// A part of the toolchain that a minimal installation lacks.
fn component(command: &str, name: &str) -> Result<()> {
    if shell::succeeds(shell::cargo().args([command, "--version"])) {
        return Ok(());
    }
    say(format!("{name} is missing; installing it with rustup"));
    shell::run(shell::command("rustup").args(["component", "add", name]))
        .with_context(|| format!("run `rustup component add {name}`"))
}

fn rust() -> Result<String> {
    truth::begin()?;
    let mut command = shell::cargo();
    command.args(["test", "--workspace", "--no-fail-fast"]).env(truth::VARIABLE, truth::folder());
    let (succeeded, lines) = shell::run_and_keep(&mut command)?;
    if succeeded {
        truth::native_done()?;
    }
    verdict(succeeded, &stages::rust_counts(&lines))
}

/// The conformance cases of CEL, which come with the npm modules.
fn expressions() -> Result<String> {
    npm::install()?;
    let test = ["test", "--package", "silhouette-author", "--test", "cel_conformance"];
    let (succeeded, lines) =
        shell::run_and_keep(shell::cargo().args(test).env("SILHOUETTE_CASES", "needed"))?;
    verdict(succeeded, &stages::rust_counts(&lines))
}

fn sizes() -> Result<String> {
    let (succeeded, lines) = shell::run_and_keep(&mut npm::sizes())?;
    let sum = lines.iter().find(|line| line.starts_with("sum")).context("the sizes have no sum")?;
    let note = match sum.split_whitespace().collect::<Vec<_>>().as_slice() {
        ["sum", _raw, _gzip, brotli, budget] => format!("{brotli} bytes brotli of {budget}"),
        _ => bail!("the sizes are not understood: {sum}"),
    };
    if succeeded { Ok(note) } else { bail!("{note}") }
}

fn packs() -> Result<String> {
    let packs = policies::compile(&policies::cli()?)?;
    npm::page_libraries()?;
    Ok(format!("{} compiled", packs.len()))
}

/// The files `*.test.mjs` of a folder, by Node's own runner.
fn node(options: &Options, folder: &str) -> Result<String> {
    npm::install()?;
    let files = stages::test_files(folder)?;
    let mut command = shell::command("node");
    command.args(["--test", "--test-reporter=spec"]).args(files);
    environment(&mut command, options.browser)?;
    let (succeeded, lines) = shell::run_and_keep(&mut command)?;
    verdict(succeeded, &stages::node_counts(&lines))
}

/// What other libraries say, natively and through the package.
fn compare(options: &Options, folder: &str) -> Result<String> {
    truth::native()?;
    let through = node(options, folder);
    let table = truth::table()?;
    through.map(|counts| format!("{table} ({counts})"))
}

/// What the checks may read: the command line, the packs and the browser, none of which they look for themselves.
pub(crate) fn environment(command: &mut Command, browser: bool) -> Result<()> {
    command
        .env("SILHOUETTE_CLI", policies::cli_path())
        .env("SILHOUETTE_PACKS", policies::packs_dir())
        .env(truth::VARIABLE, truth::folder());
    if browser {
        chromium::install()?;
        command.env("SILHOUETTE_CHROMIUM", chromium::PATH).env_remove("SILHOUETTE_NO_BROWSER");
    } else {
        say("checks that need a browser are left out, as asked");
        command.env("SILHOUETTE_NO_BROWSER", "1");
    }
    Ok(())
}

fn verdict(succeeded: bool, counts: &stages::Counts) -> Result<String> {
    if !succeeded {
        bail!("{counts}");
    }
    if counts.passed > 0 {
        return Ok(counts.to_string());
    }
    if counts.skipped == 0 {
        bail!("not one test ran");
    }
    stages::skip(counts.to_string())
}
