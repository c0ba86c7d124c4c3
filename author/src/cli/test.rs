//! `test`: the embedded tests of a policy.

use std::io::Write as _;

use serde_json::{Value, json};

use super::args::Args;
use super::host::Host;
use super::{Exit, Failure, Format, check};
use crate::examples::Outcome;

pub fn run(args: &Args, host: &mut dyn Host) -> Result<Exit, Failure> {
    let path = args.one("policy", &["with"])?;
    let checked = check::policy(args, path, host)?;
    if checked.engine.is_none() {
        check::report(&checked, path, args.format, host)?;
        return Ok(Exit::No);
    }
    let outcomes = &checked.outcomes;
    let failed = outcomes.iter().filter(|outcome| !outcome.failures.is_empty()).count();
    let mut out = host.out();
    match args.format {
        Format::Text => {
            for outcome in outcomes {
                let mark = if outcome.failures.is_empty() { "ok  " } else { "FAIL" };
                writeln!(out, "{mark} {}", outcome.name)?;
                for failure in &outcome.failures {
                    let (expected, found) = (&failure.expected, &failure.found);
                    writeln!(out, "     {}: expected {expected}, found {found}", failure.pointer)?;
                }
            }
            writeln!(out, "{path}: {} tests, {failed} failed", outcomes.len())?;
        }
        Format::Json => {
            let tests: Vec<Value> = outcomes.iter().map(json_of).collect();
            let report = json!({ "file": path, "failed": failed, "tests": tests });
            writeln!(out, "{report:#}")?;
        }
    }
    out.flush()?;
    Ok(if failed == 0 { Exit::Done } else { Exit::No })
}

fn json_of(outcome: &Outcome) -> Value {
    let failures = outcome.failures.iter().map(|failure| {
        json!({
            "pointer": failure.pointer.as_str(),
            "expected": failure.expected,
            "found": failure.found,
        })
    });
    json!({
        "name": outcome.name,
        "passed": outcome.failures.is_empty(),
        "failures": failures.collect::<Vec<Value>>(),
    })
}
