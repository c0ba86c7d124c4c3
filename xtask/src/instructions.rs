//! `cargo xtask instructions`: how many instructions the engine takes for what a page asks of it, held against a budget.
//!
//! Times tell of the machine and of what else runs on it; instructions, counted by valgrind's callgrind, are the same to a
//! few in ten thousand whenever they are counted. They depend on the compiler: with another one than the budget's the
//! counts are told and not judged.
use crate::shell::{self, say};
use crate::{policies, stages};
use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

const VALGRIND: &str = "/usr/bin/valgrind";
/// The scenarios of `benches/instructions.rs`.
const SCENARIOS: [&str; 7] =
    ["load", "events", "first-portrait", "portrait", "one-more", "explain", "snapshot"];
/// What is counted: one function of that program and what it calls.
const COUNTED: &str = "--toggle-collect=instructions::counted*";
/// A count may be so much above the budget's: what one changes here and there is no regression.
const MARGIN: f64 = 0.05;

/// `benches/instruction-budget.json`.
#[derive(Serialize, Deserialize)]
struct Budget {
    /// Who compiled what was counted, and for which processors.
    compiler: String,
    counts: Vec<Count>,
}

#[derive(Serialize, Deserialize)]
struct Count {
    scenario: String,
    instructions: u64,
}

/// Counts, prints the table and judges; a note for the summary.
pub(crate) fn check() -> Result<String> {
    let (program, pack) = prepare()?;
    let counts = count_all(&program, &pack)?;
    let path = budget_path();
    let text = fs::read_to_string(&path).with_context(|| format!("no {}", path.display()))?;
    let budget: Budget = serde_json::from_str(&text).context("benches/instruction-budget.json")?;
    print!("{}", table(&counts, Some(&budget)));
    let found = excess(&counts, &budget);
    let here = compiler()?;
    if here != budget.compiler {
        let most = found.into_iter().next().unwrap_or_else(|| "nothing is over it".to_owned());
        return stages::skip(format!(
            "told and not judged: {here} compiled here, and {} what the budget was counted with; {most}",
            budget.compiler
        ));
    }
    // What does not see that a thing is done twice would see no regression, either.
    let twice = [Count {
        scenario: "one-more".to_owned(),
        instructions: count(&program, &pack, "one-more", 2)?,
    }];
    if excess(&twice, &budget).is_empty() {
        bail!("a thing done twice is within the budget: this check sees nothing");
    }
    if !found.is_empty() {
        bail!("{}; if that is meant: cargo xtask instructions --renew", found.join("; "));
    }
    Ok(format!("{} counts within {:.0} % of their budget", counts.len(), MARGIN * 100.0))
}

/// Counts, and writes the budget anew.
pub(crate) fn renew() -> Result<()> {
    let (program, pack) = prepare()?;
    let counts = count_all(&program, &pack)?;
    print!("{}", table(&counts, None));
    let budget = Budget { compiler: compiler()?, counts };
    fs::write(budget_path(), format!("{}\n", serde_json::to_string_pretty(&budget)?))?;
    say("written to benches/instruction-budget.json");
    Ok(())
}

/// `cargo xtask instructions`.
pub(crate) fn all() -> Result<()> {
    policies::compile(&policies::cli()?)?;
    say(check()?);
    Ok(())
}

fn budget_path() -> PathBuf {
    shell::root().join("benches/instruction-budget.json")
}

fn compiler() -> Result<String> {
    let version = shell::read(shell::command("rustc").arg("--version"))?;
    Ok(format!("{version}, {}", std::env::consts::ARCH))
}

/// The counter, the program, and the pack that it reads.
fn prepare() -> Result<(PathBuf, PathBuf)> {
    if !Path::new(VALGRIND).exists() {
        shell::apt_install(&["valgrind"], "valgrind, which counts instructions, is missing")?;
    }
    let pack = policies::packs_dir().join("retail.pack");
    if !pack.exists() {
        policies::compile(&policies::cli()?)?;
    }
    let mut build = shell::cargo();
    build.args(["build", "--release", "--package", "silhouette", "--bench", "instructions"]);
    say(format!("$ {}", shell::shown(&build)));
    let messages = shell::read(build.args(["--message-format", "json-render-diagnostics"]))?;
    let mut messages = messages.lines().map(serde_json::from_str::<serde_json::Value>);
    let program = messages.find_map(|message| {
        let message = message.ok().filter(|message| message["target"]["name"] == "instructions")?;
        message["executable"].as_str().map(PathBuf::from)
    });
    Ok((program.context("cargo did not say where the program is")?, pack))
}

fn count_all(program: &Path, pack: &Path) -> Result<Vec<Count>> {
    SCENARIOS
        .iter()
        .map(|scenario| {
            let instructions = count(program, pack, scenario, 1)?;
            Ok(Count { scenario: (*scenario).to_owned(), instructions })
        })
        .collect()
}

/// The instructions of one scenario, done so many times.
fn count(program: &Path, pack: &Path, scenario: &str, times: u32) -> Result<u64> {
    let out = shell::target_dir().join(format!("callgrind.{}", std::process::id()));
    let mut command = shell::command(VALGRIND);
    command
        .args(["--tool=callgrind", "--quiet", COUNTED])
        .arg(format!("--callgrind-out-file={}", out.display()))
        .arg(program)
        .arg(pack)
        .args([scenario, &times.to_string()]);
    shell::read(&mut command)?;
    let profile = fs::read_to_string(&out)?;
    fs::remove_file(&out)?;
    let total = profile.lines().find_map(|line| line.strip_prefix("totals: "));
    let total =
        total.and_then(|total| total.trim().parse().ok()).context("callgrind has no sum")?;
    if total == 0 {
        bail!("callgrind counted nothing for {scenario}");
    }
    Ok(total)
}

/// What is over its budget; a scenario without one is.
fn excess(counts: &[Count], budget: &Budget) -> Vec<String> {
    let most = |scenario: &str| {
        let found = budget.counts.iter().find(|count| count.scenario == scenario);
        found.map(|count| count.instructions)
    };
    let over = |count: &Count| match most(&count.scenario) {
        None => Some(format!("{} has no budget", count.scenario)),
        Some(most) => {
            let more = ratio(count.instructions, most) - 1.0;
            let text =
                || format!("{} takes {:.1} % more than budgeted", count.scenario, more * 100.0);
            (more > MARGIN).then(text)
        }
    };
    counts.iter().filter_map(over).collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
fn ratio(one: u64, other: u64) -> f64 {
    one as f64 / other as f64
}

fn table(counts: &[Count], budget: Option<&Budget>) -> String {
    let mut text = format!("{:<16}{:>14}{:>14}\n", "scenario", "instructions", "of budget");
    for Count { scenario, instructions } in counts {
        let known = budget
            .and_then(|budget| budget.counts.iter().find(|count| count.scenario == *scenario));
        let part = known.map_or(String::new(), |known| {
            format!("{:.1} %", ratio(*instructions, known.instructions) * 100.0)
        });
        // Writing into a text does not fail.
        let _ = writeln!(text, "{scenario:<16}{instructions:>14}{part:>14}");
    }
    text
}
