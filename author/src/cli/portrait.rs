//! `portrait`: one portrait per customer line, streaming, on all cores, in input order.

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::atomic::Ordering;

use serde_json::json;
use silhouette::Engine;

use super::args::Args;
use super::host::Host;
use super::output::Output;
use super::progress::Line;
use super::{Exit, Failure, customers};
use crate::answer;
use crate::customer::Refusal;
use crate::population::{self, Done, Person, Source as _};

/// Its own options; those that name a population are its too.
const OPTIONS: [&str; 7] = ["out", "output", "features", "explain", "locale", "rejects", "resume"];

pub fn run(args: &Args, host: &mut dyn Host) -> Result<Exit, Failure> {
    let pack = args.one("pack", &[&OPTIONS[..], &customers::OPTIONS].concat())?;
    let threads = customers::threads(args)?;
    let (engine, _) = super::load(host, pack)?;
    let locale = super::locale(args, &engine)?;
    let mut source = customers::open(args, host, &[&engine])?;
    let files = source.files();
    let results = args.option("out").or_else(|| args.option("output"));
    let of = identity(args, &engine)?;
    let to = (results, args.option("rejects"));
    let mut output = Output::open(to, args.flag("resume"), of, host)?;
    let line = Line::begin(host.watched(), source.progress());
    let counters = line.counters();
    for _ in 0..output.done() {
        counters.customers.fetch_add(1, Ordering::Relaxed);
        if source.next()?.is_none() {
            break;
        }
    }
    let also = (args.flag("features"), args.flag("explain"));
    let work = |person: &dyn Person| portrait((&engine, locale), person, also);
    let sink = |done: Done<String>| -> Result<(), Failure> {
        counters.customers.fetch_add(1, Ordering::Relaxed);
        let refusal = match done.result {
            Ok(text) => return output.write(&text),
            Err(refusal) => refusal,
        };
        let file = files.of(done.place);
        let Refusal { code, path, message } = &refusal;
        let row = done.place.number;
        let said =
            json!({ "file": file, "row": row, "code": code, "path": path, "message": message });
        output.refuse(code, &format!("{said}\n"))?;
        if !output.keeps_rejects() {
            customers::report(file, done.place, &refusal, args.format, host)?;
        }
        Ok(())
    };
    population::each(&mut source, threads, work, sink)?;
    drop(line);
    output.close()?;
    if output.refused().is_empty() {
        return Ok(Exit::Done);
    }
    if let Some(rejects) = args.option("rejects") {
        let counts = output.refused().iter().map(|(code, count)| format!("{count} {code}"));
        let counts: Vec<String> = counts.collect();
        writeln!(host.err(), "refused, see {rejects}: {}", counts.join(", "))?;
    }
    Ok(Exit::Input)
}

/// What a run is of: one that goes on with another's results must be of the same.
fn identity(args: &Args, engine: &Engine) -> Result<String, Failure> {
    let mut of = format!("{} {}", env!("CARGO_PKG_VERSION"), engine.digest_hex());
    if !args.flag("resume") && args.option("out").or_else(|| args.option("output")).is_none() {
        return Ok(of);
    }
    for name in ["features", "explain"].into_iter().filter(|name| args.flag(name)) {
        let _ = write!(of, " --{name}");
    }
    for name in ["locale", "input-format", "id", "now", "rejects"] {
        if let Some(value) = args.option(name) {
            let _ = write!(of, " --{name}={value:?}");
        }
    }
    for name in ["in", "events", "profiles"] {
        let Some(file) = args.option(name) else { continue };
        let stands = std::fs::metadata(file).ok().filter(std::fs::Metadata::is_file);
        if args.flag("resume") && stands.is_none() {
            let message = "--resume needs files that stand still, not a stream";
            return Err(Failure::Usage(message.to_owned()));
        }
        let changed = stands.as_ref().and_then(|file| file.modified().ok());
        let changed = changed.and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
        let size = stands.map_or(0, |file| file.len());
        let changed = changed.map_or(0, |since| since.as_nanos());
        let _ = write!(of, " --{name}={file:?} {size} {changed}");
    }
    Ok(of)
}

/// A customer's line of the output.
fn portrait(
    (engine, locale): (&Engine, usize),
    person: &dyn Person,
    (with_features, with_explanations): (bool, bool),
) -> Result<String, Refusal> {
    let mut session = engine.open(locale, [0; 16]);
    person.enter(&mut session)?;
    let strings = &engine.program().strings;
    let refused = |error: silhouette::Error| Refusal {
        code: error.code,
        path: "/now".to_owned(),
        message: error.message.to_owned(),
    };
    let mut out = String::from("{\"id\":");
    answer::write_json(person.id(), &mut out);
    out.push_str(",\"portrait\":");
    answer::write(session.portrait(person.now()).map_err(refused)?.cells(), strings, &mut out);
    if with_features {
        out.push_str(",\"features\":");
        answer::write(session.features(person.now()).map_err(refused)?.cells(), strings, &mut out);
    }
    if with_explanations && person.personalised() {
        out.push_str(",\"explanations\":[");
        for (index, item) in items(engine).iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            let explained = crate::explain::explain(engine, &mut session, item, person.now());
            out.push_str(&explained.map_err(refused)?);
        }
        out.push(']');
    }
    out.push_str("}\n");
    Ok(out)
}

/// Everything that a portrait may speak of.
fn items(engine: &Engine) -> Vec<String> {
    let program = engine.program();
    let named = |kind: &str, ids: Vec<u32>| -> Vec<String> {
        ids.into_iter().map(|id| format!("{kind}:{}", engine.text(id))).collect()
    };
    let tiers = |machines: bool| -> Vec<u32> {
        let tiers = program.tiers.iter().filter(|tier| tier.initial.is_some() == machines);
        tiers.map(|tier| tier.id).collect()
    };
    [
        named("tag", program.tags.iter().map(|tag| tag.id).collect()),
        named("tier", tiers(false)),
        named("lifecycle", tiers(true)),
        named("score", program.scores.iter().map(|score| score.id).collect()),
        named("warning", program.warnings.iter().map(|warning| warning.id).collect()),
        named("product", program.products.iter().map(|product| product.id).collect()),
    ]
    .concat()
}
