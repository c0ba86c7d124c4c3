//! The input of every command that runs over a population: where it is read from, how refusals are told, and how
//! many threads work on it.

use std::io::Write as _;
use std::num::NonZeroUsize;

use serde_json::json;
use silhouette::Engine;

use super::args::Args;
use super::host::Host;
use super::{Failure, Format};
use crate::customer::Refusal;
use crate::population::{self, Done, Part, Person, Place, lines};

/// A file of customer lines, one JSON object each; lines of nothing but space are skipped.
pub struct Lines {
    file: String,
    lines: lines::Lines,
}

impl Lines {
    /// Opens a file; `-` is the standard input.
    pub fn open(file: &str, host: &mut dyn Host) -> Result<Lines, Failure> {
        let reader = host.lines(file).map_err(|error| Failure::File(file.to_owned(), error))?;
        Ok(Lines { file: file.to_owned(), lines: lines::Lines::new(reader) })
    }

    /// The next line, or why it is refused; none at the end.
    pub fn next(&mut self) -> Result<Option<Result<&[u8], Refusal>>, Failure> {
        self.lines.next_line().map_err(|error| Failure::File(self.file.clone(), error))
    }

    /// Tells that the last line was refused, without anything of its contents.
    pub fn report(
        &self,
        refusal: &Refusal,
        format: Format,
        host: &mut dyn Host,
    ) -> Result<(), Failure> {
        let place = Place { part: Part::Line, number: self.lines.number() };
        report(&self.file, place, refusal, format, host)
    }
}

/// Options by which a population is named, for every command that runs over one.
pub const OPTIONS: [&str; 9] =
    ["in", "input-format", "events", "profiles", "id", "now", "memory", "spill", "threads"];
/// Options that only tables know.
const OF_TABLES: [&str; 6] = ["events", "profiles", "id", "now", "memory", "spill"];

/// A population that is open.
pub struct Population {
    files: Files,
    kind: Kind,
}

enum Kind {
    Lines(lines::Lines),
    #[cfg(feature = "tables")]
    Tables(crate::population::tables::Tables),
}

/// The files of a population, as messages name them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    /// Of customers: lines, or a row each.
    pub customers: String,
    /// Of events.
    pub events: String,
}

impl Files {
    /// The file in which something stands.
    pub fn of(&self, place: Place) -> &str {
        if place.part == Part::Event { &self.events } else { &self.customers }
    }
}

impl population::Source for Population {
    type Error = Failure;

    fn next(&mut self) -> Result<Option<Box<dyn population::Unread>>, Failure> {
        match &mut self.kind {
            Kind::Lines(lines) => population::Source::next(lines)
                .map_err(|error| Failure::File(self.files.customers.clone(), error)),
            #[cfg(feature = "tables")]
            Kind::Tables(tables) => {
                population::Source::next(tables).map_err(|error| Failure::Input(error.to_string()))
            }
        }
    }
}

impl Population {
    /// The files, for [`report`].
    pub fn files(&self) -> Files {
        self.files.clone()
    }

    /// What is read already and all there is, of tables: for who waits.
    pub fn progress(&self) -> Option<Box<dyn Fn() -> (u64, u64) + Send>> {
        match &self.kind {
            Kind::Lines(_) => None,
            #[cfg(feature = "tables")]
            Kind::Tables(tables) => {
                let progress = tables.progress();
                Some(Box::new(move || progress.get()))
            }
        }
    }
}

/// Whether the arguments name a population.
pub fn named(args: &Args) -> bool {
    ["in", "events", "profiles"].iter().any(|name| args.option(name).is_some())
}

/// Opens what the arguments name, for policies that are known: of events only what these read is read.
pub fn open(args: &Args, host: &mut dyn Host, engines: &[&Engine]) -> Result<Population, Failure> {
    let format = match args.option("input-format") {
        None => None,
        Some(name) => Some(name_of(name).ok_or_else(|| {
            Failure::Usage("--input-format is ndjson, csv or parquet".to_owned())
        })?),
    };
    let rows = args.option("events").or_else(|| args.option("profiles"));
    let file = match (args.option("in"), rows) {
        (Some(_), Some(_)) => {
            let message =
                "--in stands alone; events and customers in two tables are --events and --profiles";
            return Err(Failure::Usage(message.to_owned()));
        }
        (None, Some(_)) => return tables(args, host, None, format, engines),
        (file, None) => file.ok_or_else(|| {
            let needs = "--in CUSTOMERS, or --events EVENTS and --profiles CUSTOMERS";
            Failure::Usage(format!("{} needs {needs}", args.command))
        })?,
    };
    if format.or_else(|| end(file)).is_some_and(|format| format != "ndjson") {
        return tables(args, host, Some(file), format, engines);
    }
    if let Some(name) = OF_TABLES.iter().find(|name| args.option(name).is_some()) {
        let message = format!("--{name} goes with tables, not with customer lines");
        return Err(Failure::Usage(message));
    }
    let reader = host.lines(file).map_err(|error| Failure::File(file.to_owned(), error))?;
    let files = Files { customers: file.to_owned(), events: String::new() };
    Ok(Population { files, kind: Kind::Lines(lines::Lines::new(reader)) })
}

/// A format by its name.
fn name_of(name: &str) -> Option<&'static str> {
    match name {
        "ndjson" | "jsonl" => Some("ndjson"),
        "csv" => Some("csv"),
        "parquet" | "pq" => Some("parquet"),
        _ => None,
    }
}

/// A format by the end of a file's name.
fn end(file: &str) -> Option<&'static str> {
    let (_, end) = file.rsplit_once('.')?;
    name_of(&end.to_ascii_lowercase())
}

#[cfg(not(feature = "tables"))]
fn tables(
    args: &Args,
    _: &mut dyn Host,
    file: Option<&str>,
    _: Option<&'static str>,
    _: &[&Engine],
) -> Result<Population, Failure> {
    let file = file.or_else(|| args.option("events")).or_else(|| args.option("profiles"));
    let message = "tables are read by the native silhouette (cargo run -p silhouette-author); this one reads customer lines";
    Err(Failure::Input(format!("{}: {message}", file.unwrap_or_default())))
}

#[cfg(feature = "tables")]
fn tables(
    args: &Args,
    host: &mut dyn Host,
    file: Option<&str>,
    format: Option<&'static str>,
    engines: &[&Engine],
) -> Result<Population, Failure> {
    use crate::population::tables::{Now, Options, Tables, fields};
    use silhouette_fleet::Format;
    use silhouette_fleet::sort::Limits;

    if !host.local() {
        return Err(Failure::Input("tables are read from files of this machine".to_owned()));
    }
    let kind = |file: &'_ str| {
        let format = format.or_else(|| end(file)).and_then(Format::named);
        format.ok_or_else(|| {
            let message = "its name does not end in .parquet, .csv or .ndjson: say --input-format";
            Failure::Usage(format!("{file}: {message}"))
        })
    };
    let of = |name: &str| -> Result<Option<(&str, Format)>, Failure> {
        args.option(name).map(|file| Ok((file, kind(file)?))).transpose()
    };
    let (mut events, mut profiles) = (of("events")?, of("profiles")?);
    let mut customers = file.map(|file| kind(file).map(|format| (file, format))).transpose()?;
    if events.is_none() && profiles.is_some() {
        customers = profiles.take(); // nothing to sort for
    }
    let now = match args.option("now") {
        None => Now::Column("now".to_owned()),
        Some(text) => match moment(text) {
            Some(now) => Now::Moment(now),
            None => Now::Column(text.to_owned()),
        },
    };
    if profiles.is_none() && customers.is_none() && !matches!(now, Now::Moment(_)) {
        let message = "--events without --profiles needs the moment of the portraits: --now WHEN";
        return Err(Failure::Usage(message.to_owned()));
    }
    let files = Files {
        customers: customers.or(profiles).map_or("", |(file, _)| file).to_owned(),
        events: events.map_or("", |(file, _)| file).to_owned(),
    };
    let limits = Limits {
        memory: args.option("memory").map_or(Ok(1 << 30), memory)?,
        threads: threads(args)?.get(),
        spill: args.option("spill").map(std::path::PathBuf::from),
    };
    let options = Options {
        customers: customers.take(),
        events: events.take(),
        profiles: profiles.take(),
        id: args.option("id"),
        now,
        fields: (!engines.is_empty()).then(|| fields(engines)),
        limits,
    };
    let tables = Tables::open(options).map_err(|error| Failure::Input(error.to_string()))?;
    Ok(Population { files, kind: Kind::Tables(tables) })
}

/// A moment that is written as milliseconds since the epoch or as RFC 3339 text.
#[cfg(feature = "tables")]
#[expect(clippy::cast_precision_loss, reason = "milliseconds of the years to 9999 are exact")]
fn moment(text: &str) -> Option<f64> {
    let ms = text.parse().ok();
    ms.or_else(|| crate::lower::moment(&serde_json::Value::from(text))).map(|ms: i64| ms as f64)
}

/// Bytes: a number, or one with KB, MB, GB (thousands), KiB, MiB or GiB behind it.
#[cfg(feature = "tables")]
fn memory(text: &str) -> Result<usize, Failure> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let unit = match unit.trim() {
        "" | "B" => Some(1),
        "K" | "KB" => Some(1000),
        "M" | "MB" => Some(1_000_000),
        "G" | "GB" => Some(1_000_000_000),
        "KiB" => Some(1 << 10),
        "MiB" => Some(1 << 20),
        "GiB" => Some(1 << 30),
        _ => None,
    };
    let bytes = unit.and_then(|unit: usize| number.parse::<usize>().ok()?.checked_mul(unit));
    let enough = bytes.filter(|&bytes| bytes >= 16 << 20);
    enough.ok_or_else(|| {
        Failure::Usage("--memory is a number of bytes such as 512MB, at least 16 MiB".to_owned())
    })
}

/// How many threads are wanted: as many as there are, unless said.
pub fn threads(args: &Args) -> Result<NonZeroUsize, Failure> {
    let Some(wanted) = args.option("threads") else { return Ok(population::threads()) };
    let wanted = wanted.parse::<NonZeroUsize>().ok().filter(|wanted| wanted.get() <= 1024);
    let wanted =
        wanted.ok_or_else(|| Failure::Usage("--threads is a number from 1 to 1024".to_owned()))?;
    // Inside Node there is one.
    Ok(if cfg!(target_arch = "wasm32") { NonZeroUsize::MIN } else { wanted })
}

/// Shows every customer whom the arguments name to `work`, and gives what that made of it to `add`, in order. Those that
/// are refused are told and left out; how many they are is the answer.
pub fn survey<R: Send>(
    args: &Args,
    host: &mut dyn Host,
    (engines, threads): (&[&Engine], NonZeroUsize),
    work: impl Fn(&dyn Person) -> Result<R, Refusal> + Sync,
    mut add: impl FnMut(R),
) -> Result<u64, Failure> {
    let mut source = open(args, host, engines)?;
    let files = source.files();
    let mut refused = 0;
    let sink = |done: Done<R>| -> Result<(), Failure> {
        match done.result {
            Ok(made) => add(made),
            Err(refusal) => {
                refused += 1;
                report(files.of(done.place), done.place, &refusal, args.format, host)?;
            }
        }
        Ok(())
    };
    population::each(&mut source, threads, work, sink)?;
    Ok(refused)
}

/// Tells that something was refused, without anything of its contents.
pub fn report(
    file: &str,
    place: Place,
    refusal: &Refusal,
    format: Format,
    host: &mut dyn Host,
) -> Result<(), Failure> {
    let Refusal { code, path, message } = refusal;
    let number = place.number;
    let mut err = host.err();
    match format {
        Format::Text => {
            let place = if path.is_empty() { "/" } else { path };
            writeln!(err, "{file}:{number}: error[{code}] at {place}: {message}")?;
        }
        Format::Json => {
            let line = json!({ "line": number, "code": code, "path": path, "message": message });
            writeln!(err, "{line}")?;
        }
    }
    Ok(())
}
