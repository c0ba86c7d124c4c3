//! `diff`: what changed between two policies, and what that means for customers.

use std::io::Write as _;

use serde_json::{Value, json};

use super::args::Args;
use super::customers::Lines;
use super::host::Host;
use super::{Exit, Failure, Format, check};
use crate::compile::{Checked, check_with};
use crate::diagnostics::Diagnostics;
use crate::diff::population::{self, Population};
use crate::diff::{compare, text};
use crate::fragments::File;
use crate::json::{self, MAX_BYTES};

pub fn run(args: &Args, host: &mut dyn Host) -> Result<Exit, Failure> {
    let (old, new) = args.two("old policy and one new policy", &["in"])?;
    let (before, after) = (read(old, host)?, read(new, host)?);
    // A draft whose tests do not hold yet can be compared; one that cannot be understood or run cannot.
    let ready = |checked: &Checked| match args.option("in") {
        None => checked.compiled.document.is_some(),
        Some(_) => checked.engine.is_some(),
    };
    for (path, (_, checked)) in [(old, &before), (new, &after)] {
        if !ready(checked) {
            check::report(checked, path, args.format, host)?;
            return Ok(Exit::No);
        }
    }
    let changes = compare(&before.0, &after.0);
    let mut refused = 0_usize;
    let population = match args.option("in") {
        None => None,
        Some(input) => {
            let (Some(one), Some(other)) = (&before.1.engine, &after.1.engine) else {
                return Ok(Exit::No); // found before
            };
            let mut population = Population::default();
            let mut lines = Lines::open(input, host)?;
            while let Some(line) = lines.next()? {
                if let Err(refusal) = line.and_then(|line| population.add((one, other), line)) {
                    refused += 1;
                    lines.report(&refusal, args.format, host)?;
                }
            }
            Some(population)
        }
    };
    let mut out = host.out();
    match args.format {
        Format::Text => {
            write!(out, "{}", text::text(&changes))?;
            if let Some(population) = &population {
                write!(out, "\n{}", population::text(population))?;
            }
        }
        Format::Json => {
            let mut report = json!({ "old": old, "new": new, "changes": text::json(&changes) });
            if let Some(population) = &population {
                report["population"] = population::json(population);
            }
            writeln!(out, "{report:#}")?;
        }
    }
    out.flush()?;
    Ok(if refused == 0 { Exit::Done } else { Exit::Input })
}

/// A policy, as it is written and checked.
fn read(path: &str, host: &mut dyn Host) -> Result<(Value, Checked), Failure> {
    let text = super::read(host, path, MAX_BYTES)?;
    let checked = check_with(File { name: path, text: &text }, &[]);
    let (value, _) = json::parse(&text, &mut Diagnostics::new());
    Ok((value.unwrap_or_default(), checked))
}
