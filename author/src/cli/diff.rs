//! `diff`: what changed between two policies, and what that means for customers.

use std::io::Write as _;

use serde_json::{Value, json};

use super::args::Args;
use super::host::Host;
use super::{Exit, Failure, Format, check, customers};
use crate::compile::{Checked, check_with};
use crate::diagnostics::Diagnostics;
use crate::diff::population::{Ask, Population, Seen};
use crate::diff::{compare, results, text};
use crate::fragments::File;
use crate::json::{self, MAX_BYTES};
use crate::population::Person;
use crate::report::{self, Words};

pub fn run(args: &Args, host: &mut dyn Host) -> Result<Exit, Failure> {
    let options = [&["outcome", "examples", "report", "locale"][..], &customers::OPTIONS].concat();
    let (old, new) = args.two("old policy and one new policy", &options)?;
    let threads = customers::threads(args)?;
    let ask = Ask {
        outcome: args.option("outcome").map(str::to_owned),
        examples: match args.option("examples").map(str::parse) {
            None => 0,
            Some(Ok(count)) => count,
            Some(Err(_)) => return Err(Failure::Usage("--examples is a whole number".to_owned())),
        },
    };
    let (before, after) = (read(old, host)?, read(new, host)?);
    // A draft whose tests do not hold yet can be compared; one that cannot be understood or run cannot.
    let ready = |checked: &Checked| {
        if customers::named(args) {
            checked.engine.is_some()
        } else {
            checked.compiled.document.is_some()
        }
    };
    for (path, (_, checked)) in [(old, &before), (new, &after)] {
        if !ready(checked) {
            check::report(checked, path, args.format, host)?;
            return Ok(Exit::No);
        }
    }
    let changes = compare(&before.0, &after.0);
    let mut refused = 0_u64;
    let population = match customers::named(args) {
        false => None,
        true => {
            let (Some(one), Some(other)) = (&before.1.engine, &after.1.engine) else {
                return Ok(Exit::No); // found before
            };
            let mut population = Population::default();
            let work = |customer: &dyn Person| Seen::of((one, other), customer, &ask);
            let add = |seen: Seen<'_>| population.add(seen, &ask);
            let both = (&[one, other][..], threads);
            refused = customers::survey(args, host, both, work, add)?;
            Some(population)
        }
    };
    if let Some(path) = args.option("report") {
        let Some(engine) = &after.1.engine else {
            check::report(&after.1, new, args.format, host)?;
            return Ok(Exit::No);
        };
        let words = Words::of(engine, args.option("locale")).map_err(Failure::Usage)?;
        let found = population.as_ref().map(|population| (population, refused));
        let page = report::diff::write((old, new), engine, &changes, found, words);
        super::write(host, path, &page)?;
    }
    let mut out = host.out();
    match args.format {
        Format::Text => {
            write!(out, "{}", text::text(&changes))?;
            if let Some(population) = &population {
                write!(out, "\n{}", results::text(population))?;
            }
        }
        Format::Json => {
            let mut report = json!({ "old": old, "new": new, "changes": text::json(&changes) });
            if let Some(population) = &population {
                report["population"] = results::json(population);
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
