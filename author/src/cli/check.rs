//! `check`: every finding about a policy.

use std::io::Write as _;

use serde_json::json;

use super::args::Args;
use super::host::Host;
use super::{Exit, Failure, Format, test};
use crate::compile::{Checked, check_with};
use crate::diagnostics::{Severity, render};
use crate::fragments::File;
use crate::json::MAX_BYTES;

pub fn run(args: &Args, host: &mut dyn Host) -> Result<Exit, Failure> {
    let path = args.one("policy", &["strict", "with"])?;
    let checked = policy(args, path, host)?;
    report(&checked, path, args.format, host)?;
    let warnings = checked.compiled.count(Severity::Warning);
    let strict = args.flag("strict") && warnings > 0;
    Ok(if checked.pack.is_some() && !strict { Exit::Done } else { Exit::No })
}

/// A policy with its fragments, checked in full.
pub fn policy(args: &Args, path: &str, host: &mut dyn Host) -> Result<Checked, Failure> {
    let text = super::read(host, path, MAX_BYTES)?;
    let mut fragments = Vec::new();
    for path in args.all("with") {
        fragments.push((path, super::read(host, path, MAX_BYTES)?));
    }
    let fragments: Vec<File<'_>> =
        fragments.iter().map(|(name, text)| File { name, text }).collect();
    Ok(check_with(File { name: path, text: &text }, &fragments))
}

/// Writes all findings and how many there are.
pub fn report(
    checked: &Checked,
    path: &str,
    format: Format,
    host: &mut dyn Host,
) -> Result<(), Failure> {
    let findings = checked.compiled.findings(path);
    let errors = checked.compiled.count(Severity::Error);
    let warnings = checked.compiled.count(Severity::Warning);
    let notes = checked.compiled.count(Severity::Note);
    // How far the embedded tests reach; `test` lists what they do not.
    let tested = checked.engine.is_some() && !checked.outcomes.is_empty();
    let coverage = tested.then(|| test::measure(checked, path).ok()).flatten();
    let mut out = host.out();
    match format {
        Format::Text => {
            write!(out, "{}", render::text(&findings))?;
            if let Some(coverage) = &coverage {
                let tests = checked.outcomes.len();
                writeln!(out, "{path}: {tests} tests, {}", test::totals(coverage))?;
            }
            write!(out, "{path}: {errors} errors, {warnings} warnings")?;
            writeln!(
                out,
                "{}",
                if notes > 0 { format!(", {notes} notes") } else { String::new() }
            )?;
        }
        Format::Json => {
            let report = json!({
                "file": path,
                "errors": errors,
                "warnings": warnings,
                "notes": notes,
                "coverage": coverage.as_ref().map(test::json_of_totals),
                "diagnostics": render::json(&findings),
            });
            writeln!(out, "{report:#}")?;
        }
    }
    out.flush()?;
    Ok(())
}
