//! The input of every command that runs over a population: where it is read from, how refusals are told, and how
//! many threads work on it.

use std::io::Write as _;
use std::num::NonZeroUsize;

use serde_json::json;

use super::args::Args;
use super::host::Host;
use super::{Failure, Format};
use crate::customer::Refusal;
use crate::population::{self, Part, Place, lines};

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

/// A population that is open.
pub struct Population {
    /// The file, for messages.
    file: String,
    source: lines::Lines,
}

impl population::Source for Population {
    type Error = Failure;

    fn next(&mut self) -> Result<Option<Box<dyn population::Unread>>, Failure> {
        let next = population::Source::next(&mut self.source);
        next.map_err(|error| Failure::File(self.file.clone(), error))
    }
}

/// Options by which a population is named, for every command that runs over one.
pub const OPTIONS: [&str; 2] = ["in", "threads"];

/// Opens what the arguments name.
pub fn open(args: &Args, host: &mut dyn Host) -> Result<Population, Failure> {
    let file = args.needed("in", "--in CUSTOMERS.ndjson")?;
    let reader = host.lines(file).map_err(|error| Failure::File(file.to_owned(), error))?;
    Ok(Population { file: file.to_owned(), source: lines::Lines::new(reader) })
}

impl Population {
    /// The file, as messages name it.
    pub fn file(&self) -> String {
        self.file.clone()
    }
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
