//! `portrait`: one portrait per customer, streaming, on all cores, in input order, as lines or as a table.

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::atomic::Ordering;

use serde_json::json;
use silhouette::{Engine, Session};

use super::args::Args;
use super::host::Host;
use super::output::{Made, Output};
use super::progress::Line;
use super::{Exit, Failure, customers};
use crate::answer;
use crate::customer::Refusal;
use crate::population::{self, Done, Person, Source as _};

/// Its own options; those that name a population are its too.
const OPTIONS: [&str; 8] =
    ["out", "output", "output-format", "features", "explain", "locale", "rejects", "resume"];

/// What goes beside a portrait.
#[derive(Clone, Copy, Debug)]
pub struct Also {
    /// The features.
    pub features: bool,
    /// The explanations of everything.
    pub explanations: bool,
}

pub fn run(args: &Args, host: &mut dyn Host) -> Result<Exit, Failure> {
    let pack = args.one("pack", &[&OPTIONS[..], &customers::OPTIONS].concat())?;
    let threads = customers::threads(args)?;
    let (engine, _) = super::load(host, pack)?;
    let locale = super::locale(args, &engine)?;
    let also = Also { features: args.flag("features"), explanations: args.flag("explain") };
    let table = table(args)?;
    let mut source = customers::open(args, host, &[&engine])?;
    let files = source.files();
    let results = args.option("out").or_else(|| args.option("output"));
    let to = (results, args.option("rejects"));
    let mut output = if table {
        open_table(&engine, also, to, host)?
    } else {
        Output::open(to, args.flag("resume"), identity(args, &engine)?, host)?
    };
    let line = Line::begin(host.watched(), source.progress());
    let counters = line.counters();
    for _ in 0..output.done() {
        counters.customers.fetch_add(1, Ordering::Relaxed);
        if source.next()?.is_none() {
            break;
        }
    }
    let work = |person: &dyn Person| made(table, (&engine, locale), person, also);
    let sink = |done: Done<Made>| -> Result<(), Failure> {
        counters.customers.fetch_add(1, Ordering::Relaxed);
        let refusal = match done.result {
            Ok(made) => return output.write(&made),
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

/// Whether the results are a table: as `--output-format` says, else as the name of the file ends.
fn table(args: &Args) -> Result<bool, Failure> {
    let file = args.option("out").or_else(|| args.option("output"));
    let end = file.and_then(|file| file.rsplit_once('.')).map(|(_, end)| end.to_ascii_lowercase());
    let table = match args.option("output-format") {
        None => matches!(end.as_deref(), Some("parquet" | "pq")),
        Some("parquet") => true,
        Some("ndjson") => false,
        Some(_) => return Err(Failure::Usage("--output-format is ndjson or parquet".to_owned())),
    };
    if table && file.is_none() {
        return Err(Failure::Usage("Parquet goes to a file: --out FILE.parquet".to_owned()));
    }
    if table && args.flag("resume") {
        let message = "a Parquet file cannot be gone on with: leave --resume out, or write lines and say --resume";
        return Err(Failure::Usage(message.to_owned()));
    }
    Ok(table)
}

#[cfg(feature = "tables")]
fn open_table(
    engine: &Engine,
    also: Also,
    (path, rejects): (Option<&str>, Option<&str>),
    host: &mut dyn Host,
) -> Result<Output, Failure> {
    Output::table(&super::flat::columns(engine, also), (path.unwrap_or_default(), rejects), host)
}

#[cfg(not(feature = "tables"))]
fn open_table(
    _: &Engine,
    _: Also,
    (path, _): (Option<&str>, Option<&str>),
    _: &mut dyn Host,
) -> Result<Output, Failure> {
    let message = "Parquet is written by the native silhouette (cargo run -p silhouette-author); this one writes lines";
    Err(Failure::Input(format!("{}: {message}", path.unwrap_or_default())))
}

/// What a customer comes to.
fn made(
    table: bool,
    engine: (&Engine, usize),
    person: &dyn Person,
    also: Also,
) -> Result<Made, Refusal> {
    #[cfg(feature = "tables")]
    if table {
        return super::flat::row(engine, person, also).map(Made::Row);
    }
    let _ = table;
    portrait(engine, person, also).map(Made::Line)
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

/// A portrait that the engine refuses.
pub fn refused(error: silhouette::Error) -> Refusal {
    Refusal { code: error.code, path: "/now".to_owned(), message: error.message.to_owned() }
}

/// A customer's line of the output.
fn portrait(
    (engine, locale): (&Engine, usize),
    person: &dyn Person,
    also: Also,
) -> Result<String, Refusal> {
    let mut session = engine.open(locale, [0; 16]);
    person.enter(&mut session)?;
    let strings = &engine.program().strings;
    let mut out = String::from("{\"id\":");
    answer::write_json(person.id(), &mut out);
    out.push_str(",\"portrait\":");
    answer::write(session.portrait(person.now()).map_err(refused)?.cells(), strings, &mut out);
    if also.features {
        out.push_str(",\"features\":");
        answer::write(session.features(person.now()).map_err(refused)?.cells(), strings, &mut out);
    }
    if also.explanations
        && let Some(all) = explanations(engine, &mut session, person)?
    {
        out.push_str(",\"explanations\":");
        out.push_str(&all);
    }
    out.push_str("}\n");
    Ok(out)
}

/// The explanations of everything, as a list; none when the portrait is not personal.
pub fn explanations(
    engine: &Engine,
    session: &mut Session,
    person: &dyn Person,
) -> Result<Option<String>, Refusal> {
    if !person.personalised() {
        return Ok(None);
    }
    let mut out = String::from("[");
    for (index, item) in items(engine).iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        out.push_str(
            &crate::explain::explain(engine, session, item, person.now()).map_err(refused)?,
        );
    }
    out.push(']');
    Ok(Some(out))
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
