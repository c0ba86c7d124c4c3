//! `cargo xtask bench`: the engine beside the same features written in JavaScript, and `docs/performance.md`.
//!
//! Every figure is the median over fresh processes, which take turns: what slows the machine for a while slows all.
mod report;

use crate::shell::{self, say};
use crate::{build, npm, policies};
use anyhow::{Context, Result, bail};
use report::{Figures, Machine};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How often each question is put to each way.
const ROUNDS: usize = 7;
/// The seed of the events; `benches/js/measure.mjs` has the same.
const SEED: &str = "20260101";
/// Events held at first, and events to come, for the native side.
const STREAMS: [(&str, &str); 2] = [("1000", "7000"), ("10000", "16000")];
const QUESTIONS: [&str; 8] = [
    "cold-objects",
    "cold-features",
    "cold-columns",
    "more-1000",
    "more-10000",
    "more-features",
    "ingest",
    "memory",
];

/// Ways of computing, in the order of the report's columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Wasm,
    Native,
    Careful,
    Idiomatic,
}

impl Way {
    const IN_NODE: [Way; 3] = [Way::Wasm, Way::Careful, Way::Idiomatic];

    /// The name by which the scripts know it.
    fn name(self) -> &'static str {
        match self {
            Way::Wasm => "wasm",
            Way::Native => "native",
            Way::Careful => "careful",
            Way::Idiomatic => "idiomatic",
        }
    }
}

/// Builds, compares, measures, reports.
pub(crate) fn all() -> Result<()> {
    build::package()?;
    let bench = Bench::prepare()?;
    bench.compare()?;
    policies::compile(&policies::cli_path())?;
    shell::run(script("load.mjs").arg(policies::packs_dir().join("retail.pack")))?;
    let before = Machine::load();
    let mut figures = Figures::default();
    for round in 1..=ROUNDS {
        say(format!("measuring, round {round} of {ROUNDS}"));
        bench.round(&mut figures)?;
    }
    let machine = Machine::read(before)?;
    let page = report::page(&figures, &machine, ROUNDS);
    print!("{page}");
    let target = shell::root().join("docs/performance.md");
    fs::create_dir_all(shell::root().join("docs"))?;
    fs::write(&target, page).with_context(|| format!("cannot write {}", target.display()))?;
    say("written to docs/performance.md");
    Ok(())
}

/// What the measurements read.
struct Bench {
    pack: PathBuf,
    folder: PathBuf,
}

impl Bench {
    fn prepare() -> Result<Bench> {
        let folder = shell::target_dir().join("bench");
        fs::create_dir_all(&folder)?;
        let pack = folder.join("benchmark.pack");
        let policy = shell::root().join("benches/policy.json");
        let mut compile = shell::command(policies::cli()?);
        shell::run(compile.arg("build").arg(policy).arg("-o").arg(&pack))?;
        let bench = Bench { pack, folder };
        for (rate, count) in STREAMS {
            let events = shell::read(script("events.mjs").args([SEED, rate, count]))?;
            fs::write(bench.events(rate), events)?;
        }
        shell::run(shell::cargo().args([
            "bench",
            "--package",
            "silhouette",
            "--bench",
            "native",
            "--no-run",
        ]))?;
        Ok(bench)
    }

    fn events(&self, rate: &str) -> PathBuf {
        self.folder.join(format!("events-{rate}.tsv"))
    }

    /// Equal results first: without them, times say nothing.
    fn compare(&self) -> Result<()> {
        shell::run(script("check.mjs").arg(&self.pack))?;
        let wasm = shell::read(self.node(Way::Wasm, "fingerprint").arg(&self.pack))?;
        let native = shell::read(&mut self.native(&["fingerprint"], &self.events("10000")))?;
        if wasm != native {
            bail!("wasm and native do not give the same bytes: {wasm} and {native}");
        }
        say("wasm and native give the same bytes");
        Ok(())
    }

    fn round(&self, figures: &mut Figures) -> Result<()> {
        for question in QUESTIONS {
            for way in Way::IN_NODE {
                let mut command = self.node(way, question);
                figures.take(way, &shell::read(command.arg(&self.pack))?)?;
            }
        }
        let mut shipped = script("shipped.mjs");
        shipped.arg(policies::packs_dir().join("retail.pack"));
        figures.take(Way::Wasm, &shell::read(&mut shipped)?)?;
        let native = [(&["cold"][..], "10000"), (&["more"], "10000"), (&["more", "1000"], "1000")];
        for (question, rate) in native {
            let output = shell::read(&mut self.native(question, &self.events(rate)))?;
            figures.take(Way::Native, &output)?;
        }
        Ok(())
    }

    fn node(&self, way: Way, question: &str) -> Command {
        let mut command = shell::command("node");
        command.arg("--expose-gc").arg(script_path("measure.mjs")).args([way.name(), question]);
        command
    }

    fn native(&self, question: &[&str], events: &Path) -> Command {
        let mut command = shell::cargo();
        command
            .args(["bench", "--quiet", "--package", "silhouette", "--bench", "native", "--"])
            .arg(&self.pack)
            .arg(events)
            .args(question);
        command
    }
}

fn script_path(name: &str) -> PathBuf {
    shell::root().join("benches/js").join(name)
}

fn script(name: &str) -> Command {
    let mut command = shell::command("node");
    command.arg(script_path(name));
    command
}

/// The version of the program, as it says itself.
fn version(program: &str) -> Result<String> {
    let line = shell::read(shell::command(program).arg("--version"))?;
    // `rustc 1.95.0 (…)`: the rest names a commit.
    Ok(line.split(" (").next().unwrap_or_default().to_owned())
}

/// The size of the module that was measured.
fn module_size() -> Result<u64> {
    Ok(fs::metadata(npm::package().join("dist/silhouette.wasm"))?.len())
}
