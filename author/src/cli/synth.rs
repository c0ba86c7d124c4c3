//! `synth`: a population that never was, streaming, the same for the same seed.

use std::io::{self, Write as _};

use silhouette::Engine;
use silhouette::model::time::date_from_text;
use silhouette::pack::codec::MAX_PACK;

use super::args::Args;
use super::host::Host;
use super::{Exit, Failure, check, new};
use crate::compile::check_with;
use crate::fragments::File;
use crate::json::MAX_BYTES;
use crate::synth::vocabulary::Vocabulary;
use crate::synth::write::{self, Tables};
use crate::synth::{Plan, calendar};

/// The end of the period when none is said: behind Double Eleven, before Double Twelve.
const UNTIL: &str = "2026-12-01";

pub fn run(args: &Args, host: &mut dyn Host) -> Result<Exit, Failure> {
    args.only(&[
        "customers",
        "days",
        "from",
        "out",
        "output",
        "output-format",
        "policy",
        "population",
        "seed",
        "tables",
        "until",
    ])?;
    let customers = whole(args, "customers")?
        .ok_or_else(|| Failure::Usage("synth needs --customers N".to_owned()))?;
    let days =
        whole(args, "days")?.ok_or_else(|| Failure::Usage("synth needs --days D".to_owned()))?;
    let (seed, from) = (whole(args, "seed")?.unwrap_or(1), whole(args, "from")?.unwrap_or(0));
    let end = from
        .checked_add(customers)
        .ok_or_else(|| Failure::Usage("--from and --customers are too large".to_owned()))?;
    let until = date_from_text(args.option("until").unwrap_or(UNTIL));
    let until = until.ok_or_else(|| Failure::Usage("--until is a date, YYYY-MM-DD".to_owned()))?;
    let days = calendar::period(until, i64::try_from(days).unwrap_or(i64::MAX / 2));
    let days = days.map_err(|why| Failure::Usage(format!("--days and --until: {why}")))?;
    let population = match args.option("population") {
        None => None,
        Some("retail") => Some(false),
        Some("enterprise") => Some(true),
        Some(_) => return Err(Failure::Usage("--population is retail or enterprise".to_owned())),
    };
    let output = args.option("output").or_else(|| args.option("out"));
    let parquet = match (args.flag("tables"), args.option("output-format")) {
        (false, None | Some("ndjson")) | (true, None | Some("csv")) => false,
        (true, Some("parquet")) => true,
        (true, Some(_)) => {
            let message = "with --tables, --output-format is csv or parquet";
            return Err(Failure::Usage(message.to_owned()));
        }
        (false, Some(_)) => {
            let message = "without --tables, --output-format is ndjson";
            return Err(Failure::Usage(message.to_owned()));
        }
    };
    let Some(engine) = policy(args, population, host)? else { return Ok(Exit::No) };
    let enterprise = population.unwrap_or_else(|| Vocabulary::enterprise(&engine));
    let vocabulary = Vocabulary::of(&engine, enterprise);
    if !vocabulary.left_out.is_empty() {
        let names = vocabulary.left_out.join(", ");
        writeln!(
            host.err(),
            "not generated, as no such fact or event is known, or its type is another: {names}"
        )?;
    }
    let plan = Plan { seed, enterprise, days, vocabulary };
    let numbers = from..end;
    let written = match (args.flag("tables"), output) {
        (true, None | Some("-")) => {
            return Err(Failure::Usage("synth --tables needs -o DIR".to_owned()));
        }
        (true, Some(folder)) if parquet => parquet_tables(&plan, numbers, folder, host)?,
        (true, Some(folder)) => tables(&plan, numbers, folder, host)?,
        (false, output) => lines(&plan, numbers, output.filter(|path| *path != "-"), host)?,
    };
    writeln!(host.err(), "{customers} customers, {written} events")?;
    Ok(Exit::Done)
}

/// Customer lines; how many events they hold.
fn lines(
    plan: &Plan,
    numbers: core::ops::Range<u64>,
    path: Option<&str>,
    host: &mut dyn Host,
) -> Result<u64, Failure> {
    let name = path.unwrap_or("output");
    let file = |error: io::Error| match error.kind() {
        io::ErrorKind::BrokenPipe => Failure::Closed,
        _ => Failure::File(name.to_owned(), error),
    };
    let mut out = match path {
        Some(path) => host.create(path).map_err(file)?,
        None => host.out(),
    };
    let (mut text, mut written) = (Vec::new(), 0);
    for number in numbers {
        let customer = plan.customer(number);
        written += write::count(&plan.vocabulary, &customer);
        text.clear();
        write::line(plan, &customer, &mut text)
            .and_then(|()| out.write_all(&text))
            .map_err(file)?;
    }
    out.flush().map_err(file)?;
    Ok(written)
}

/// The tables `events.csv` and `profiles.csv` of a folder; how many events they hold.
fn tables(
    plan: &Plan,
    numbers: core::ops::Range<u64>,
    folder: &str,
    host: &mut dyn Host,
) -> Result<u64, Failure> {
    let folder = folder.trim_end_matches('/');
    let file = |error| Failure::File(folder.to_owned(), error);
    host.create_folder(folder).map_err(file)?;
    let events = host.create(&format!("{folder}/events.csv")).map_err(file)?;
    let profiles = host.create(&format!("{folder}/profiles.csv")).map_err(file)?;
    let mut tables = Tables::new(plan, events, profiles).map_err(file)?;
    let mut written = 0;
    for number in numbers {
        let customer = plan.customer(number);
        written += write::count(&plan.vocabulary, &customer);
        tables.customer(plan, &customer).map_err(file)?;
    }
    tables.finish().map_err(file)?;
    Ok(written)
}

/// The tables `events.parquet` and `profiles.parquet` of a folder; how many events they hold.
#[cfg(feature = "tables")]
fn parquet_tables(
    plan: &Plan,
    numbers: core::ops::Range<u64>,
    folder: &str,
    host: &mut dyn Host,
) -> Result<u64, Failure> {
    use crate::synth::parquet::Tables;

    let folder = folder.trim_end_matches('/');
    host.create_folder(folder).map_err(|error| Failure::File(folder.to_owned(), error))?;
    let [events, profiles] = ["events", "profiles"].map(|name| format!("{folder}/{name}.parquet"));
    let failed = |error: silhouette_fleet::Error| Failure::Input(error.to_string());
    let mut tables = Tables::create(plan, &events, &profiles).map_err(failed)?;
    let mut written = 0;
    for number in numbers {
        let customer = plan.customer(number);
        written += write::count(&plan.vocabulary, &customer);
        tables.customer(plan, &customer).map_err(failed)?;
    }
    tables.finish().map_err(failed)?;
    Ok(written)
}

#[cfg(not(feature = "tables"))]
fn parquet_tables(
    _: &Plan,
    _: core::ops::Range<u64>,
    folder: &str,
    _: &mut dyn Host,
) -> Result<u64, Failure> {
    let message = "Parquet is written by the native silhouette (cargo run -p silhouette-author); this one writes CSV";
    Err(Failure::Input(format!("{folder}: {message}")))
}

/// The policy whose facts and events are generated: a document, a pack, or the one that ships for the population. None:
/// the document has errors, which are told.
fn policy(
    args: &Args,
    population: Option<bool>,
    host: &mut dyn Host,
) -> Result<Option<Engine>, Failure> {
    let name = if population == Some(true) { "enterprise" } else { "retail" };
    let Some(path) = args.option("policy") else {
        let text = new::template(name).unwrap_or_default().as_bytes();
        return Ok(check_with(File { name, text }, &[]).engine);
    };
    let text = super::read(host, path, MAX_BYTES.max(MAX_PACK))?;
    let start = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text).trim_ascii_start();
    if !matches!(start.first(), Some(b'{' | b'/')) {
        return super::load(host, path).map(|(engine, _)| Some(engine));
    }
    let checked = check_with(File { name: path, text: &text }, &[]);
    if checked.engine.is_none() {
        check::report(&checked, path, args.format, host)?;
    }
    Ok(checked.engine)
}

/// An option that is a whole number.
fn whole(args: &Args, name: &str) -> Result<Option<u64>, Failure> {
    let Some(text) = args.option(name) else { return Ok(None) };
    match text.parse() {
        Ok(number) => Ok(Some(number)),
        Err(_) => Err(Failure::Usage(format!("--{name} is a whole number"))),
    }
}
