//! `test`: the embedded tests of a policy, and what they never reached.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::args::Args;
use super::host::Host;
use super::{Exit, Failure, Format, check};
use crate::compile::Checked;
use crate::coverage::{self, Coverage, Event, Kind, Part};
use crate::examples::Outcome;

pub fn run(args: &Args, host: &mut dyn Host) -> Result<Exit, Failure> {
    let path = args.one("policy", &["coverage", "with"])?;
    let full = match args.option("coverage") {
        None | Some("report") => false,
        Some("full") => true,
        Some(_) => return Err(Failure::Usage("--coverage is full or report".to_owned())),
    };
    let checked = check::policy(args, path, host)?;
    if checked.engine.is_none() {
        check::report(&checked, path, args.format, host)?;
        return Ok(Exit::No);
    }
    // A policy that fills a pack to the brim leaves no room for what is measured with.
    let (coverage, unmeasured) = match measure(&checked, path) {
        Ok(coverage) => (Some(coverage), None),
        Err(Failure::Input(message)) => (None, Some(message)),
        Err(failure) => return Err(failure),
    };
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
            if let Some(coverage) = &coverage {
                write_coverage(coverage, &checked, path, &mut out)?;
            }
            writeln!(out, "{path}: {} tests, {failed} failed", outcomes.len())?;
            if let Some(coverage) = &coverage {
                writeln!(out, "{path}: {}", totals(coverage))?;
            }
            if let Some(message) = &unmeasured {
                writeln!(out, "{message}")?;
            }
        }
        Format::Json => {
            let tests: Vec<Value> = outcomes.iter().map(json_of).collect();
            let coverage =
                coverage.as_ref().map(|coverage| json_of_coverage(coverage, &checked, path));
            let report =
                json!({ "file": path, "failed": failed, "tests": tests, "coverage": coverage });
            writeln!(out, "{report:#}")?;
        }
    }
    out.flush()?;
    let covered = coverage.is_some_and(|coverage| coverage.is_full());
    let done = failed == 0 && (covered || !full);
    Ok(if done { Exit::Done } else { Exit::No })
}

/// What the embedded tests of a policy reach.
pub fn measure(checked: &Checked, path: &str) -> Result<Coverage, Failure> {
    let compiled = &checked.compiled;
    let (Some(document), Some(program)) = (&compiled.document, &compiled.program) else {
        return Ok(Coverage::default()); // without them there is no engine either
    };
    coverage::measure(document, program, &compiled.marks).map_err(|error| {
        let (message, code) = (error.message, error.code);
        Failure::Input(format!("{path}: the coverage cannot be measured: {message} ({code})"))
    })
}

/// How much is covered, on one line.
pub fn totals(coverage: &Coverage) -> String {
    let kinds = Kind::ALL.map(|kind| {
        let (all, covered) = coverage.totals(kind);
        format!("{covered} of {all} {}", kind.plural())
    });
    format!("covered {}", kinds.join(", "))
}

fn write_coverage(
    coverage: &Coverage,
    checked: &Checked,
    path: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    for part in coverage.missed() {
        let (file, place) = checked.compiled.places.place(&part.at, path);
        let never: Vec<&str> = part.never.iter().map(|event| event.name()).collect();
        let (kind, never) = (part.kind.name(), never.join(", never "));
        let (line, column) = (place.line, place.column);
        writeln!(out, "{file}:{line}:{column}: {kind} never {never} at {}", part.at)?;
        writeln!(out, "    | {}", told(part))?;
    }
    Ok(())
}

/// A part by its id, its label and its text, as far as it has them.
fn told(part: &Part) -> String {
    let names = [part.id.as_deref(), part.label.as_deref()];
    let names: Vec<&str> = names.into_iter().flatten().collect();
    match names.is_empty() || part.kind == Kind::Row {
        true => part.text.clone(),
        false => format!("{}: {}", names.join(" "), part.text),
    }
}

fn json_of_coverage(coverage: &Coverage, checked: &Checked, path: &str) -> Value {
    let mut report = json_of_totals(coverage);
    let missed = coverage.missed().map(|part| {
        let (file, place) = checked.compiled.places.place(&part.at, path);
        json!({
            "kind": part.kind.name(),
            "never": part.never.iter().map(|event| Event::name(*event)).collect::<Vec<&str>>(),
            "id": part.id,
            "label": part.label,
            "text": part.text,
            "file": file,
            "pointer": part.at.as_str(),
            "line": place.line,
            "column": place.column,
        })
    });
    report.insert("missed".to_owned(), missed.collect());
    Value::Object(report)
}

/// How much is covered, for tools.
pub fn json_of_totals(coverage: &Coverage) -> Map<String, Value> {
    let kinds = Kind::ALL.map(|kind| {
        let (all, covered) = coverage.totals(kind);
        (kind.plural().to_owned(), json!({ "total": all, "covered": covered }))
    });
    kinds.into_iter().collect()
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
