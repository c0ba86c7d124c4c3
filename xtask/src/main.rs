//! The one door for people and for CI: everything the project can do, with what it needs installed on the way.
mod bench;
mod build;
mod chromium;
mod demo;
mod docs;
mod fleet;
mod fuzz;
mod instructions;
mod models;
mod mutants;
mod node_cli;
mod notices;
mod npm;
mod page_load;
mod policies;
mod prove;
mod python;
mod reproduce;
mod shell;
mod sizes;
mod spark;
mod stages;
mod test;
mod toolchain;
mod truth;
mod wasm;

use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  demo [--once]         portraits under three policies in the terminal, then the pages on 127.0.0.1; --once ends after
                        the terminal
  test [--only STAGE]… [--no-browser]
                        every check, in stages; all that can run do run
  build                 the npm package with the wasm that ships, and its sizes
  bench [--only PART]… [--rounds N]
                        the same policy in this engine, in JavaScript and in other engines: equal decisions first, then
                        times, bytes and memory, and docs/performance.md
  bench fleet [--only PART]… [--rounds N] [--million DIR]
                        whole populations beside DuckDB, pandas, Polars and Spark, with one core and two, much memory
                        and little, and docs/fleet-performance.md; --million: a million customers as well, with 25 GB
                        free in DIR
  sizes [POLICY]        where the bytes are: the module by room and function, the facade by file, the pack of a policy that
                        ships (default: retail) by table
  instructions [--renew]
                        how many instructions the engine takes, counted by valgrind, against benches/instruction-budget.json;
                        --renew writes that file
  page-load             how long a first portrait takes to come to a page, in Chromium
  reproduce             the package once more in another folder: every file must be the same bytes
  docs                  the pages in docs/ that are generated: what the checker can say, what an
                        expression may be
  fuzz check|pack|model|customer [--seconds N]
                        hostile inputs, guided by coverage, for a minute or so long
  models                the importers on models made just now by the libraries themselves, which are installed
  mutants [--only REGEX]
                        small changes of models and tiers, each of which a test must notice: half an hour for all
  prove [escape|kills|tabs|reports|canary]…
                        the figures in SECURITY.md anew, in three browser engines: an hour for all

Each command installs what it needs and says so; the second time it needs no network.

environment:
  SILHOUETTE_WASM_TOOLCHAIN=rustup|prebuilt|debian
                        which compiler makes the wasm (default: rustup, with a standard library built here or, without
                        its sources, the prebuilt one; else Debian's)
  SILHOUETTE_NO_BROWSER=1
                        as --no-browser
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["build"] => build::all(),
        ["bench", "fleet", rest @ ..] => fleet::bench(rest),
        ["bench", rest @ ..] => bench::all(rest),
        ["sizes"] => sizes::all("retail"),
        ["sizes", policy] => sizes::all(policy),
        ["instructions"] => instructions::all(),
        ["instructions", "--renew"] => instructions::renew(),
        ["page-load"] => page_load::all(),
        ["reproduce"] => reproduce::all(),
        // `reproduce` runs this on its copy of the sources.
        ["control"] => reproduce::control(),
        ["docs"] => docs::all(),
        ["models"] => models::all(),
        ["mutants"] => mutants::all(None),
        ["mutants", "--only", regex] => mutants::all(Some(regex)),
        ["demo"] => demo::all(false),
        ["demo", "--once"] => demo::all(true),
        ["prove", rest @ ..] => match prove::parse(rest) {
            Ok(parts) => prove::all(&parts),
            Err(error) => return usage(&error),
        },
        ["fuzz", rest @ ..] => match fuzz::Options::parse(rest) {
            Ok(options) => fuzz::all(&options),
            Err(error) => return usage(&error),
        },
        ["test", rest @ ..] => match test::Options::parse(rest) {
            Ok(options) => test::all(&options),
            Err(error) => return usage(&error),
        },
        ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        [] => return usage("a command is missing"),
        _ => return usage(&format!("not understood: {}", args.join(" "))),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn usage(message: &str) -> ExitCode {
    eprintln!("xtask: {message}\n\n{USAGE}");
    ExitCode::from(2)
}
