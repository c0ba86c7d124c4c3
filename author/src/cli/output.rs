//! Results in a file that is whole or not there: they go to `FILE.partial`, with a note of how far they are in
//! `FILE.progress`, and only a run that came to its end gives the file its name. A run that was cut off goes on from
//! the last note; one that writes a table cannot, as the end of a Parquet file says where everything is.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Failure;
use super::host::Host;

/// A note is written after so many customers.
const EVERY: u64 = 4096;

/// How far a run is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Note {
    /// What runs: the pack, the options and the files that are read.
    of: String,
    /// Customers that are done, with those that were refused.
    customers: u64,
    /// Bytes of the results.
    bytes: u64,
    /// Bytes of the file of refusals.
    rejected: u64,
    /// Refusals by code.
    codes: BTreeMap<String, u64>,
}

/// What a customer came to.
pub enum Made {
    /// A line of text, with its end.
    Line(String),
    /// A row of a table.
    #[cfg(feature = "tables")]
    Row(Vec<serde_json::Value>),
}

/// Where the results of a run go, and its refusals.
pub struct Output {
    results: Results,
    rejects: Option<Sink>,
    note: Note,
    /// Where notes go; none: none are written.
    notes: Option<PathBuf>,
}

enum Results {
    Lines(Sink),
    /// The writer until it is closed, and the path.
    #[cfg(feature = "tables")]
    Table(Option<silhouette_fleet::write::Writer>, String),
}

/// Results into a file or a stream.
struct Sink {
    to: Box<dyn Write>,
    /// The file under its two names, when it has them, and a handle to make it lasting.
    file: Option<(PathBuf, PathBuf, File)>,
    path: String,
}

fn beside(path: &str, end: &str) -> PathBuf {
    PathBuf::from(format!("{path}{end}"))
}

/// Whether a path is, or may become, a file like others: a device is written as it is.
fn plain(path: &str) -> bool {
    fs::metadata(path).map_or(true, |file| file.is_file())
}

impl Sink {
    /// `keep`: bytes of an earlier run that stay.
    fn partial(path: &str, keep: u64) -> io::Result<Sink> {
        let name = beside(path, ".partial");
        let mut file = OpenOptions::new();
        let mut file = file.write(true).create(true).truncate(keep == 0).open(&name)?;
        if file.metadata()?.len() < keep {
            let message = "less is there than the note says";
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        file.set_len(keep)?;
        file.seek(SeekFrom::Start(keep))?;
        let to = Box::new(BufWriter::with_capacity(1 << 16, file.try_clone()?));
        Ok(Sink { to, file: Some((name, PathBuf::from(path), file)), path: path.to_owned() })
    }

    fn open(path: &str, keep: u64, host: &mut dyn Host) -> Result<Sink, Failure> {
        let sink = if host.local() && plain(path) {
            Sink::partial(path, keep)
        } else {
            host.create(path).map(|to| Sink { to, file: None, path: path.to_owned() })
        };
        sink.map_err(|error| Failure::File(path.to_owned(), error))
    }

    fn failed(&self) -> impl Fn(io::Error) -> Failure + use<'_> {
        |error| match self.file {
            None => Failure::from(error),
            Some(_) => Failure::File(self.path.clone(), error),
        }
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.to.write_all(bytes).map_err(|error| self.failed()(error))
    }

    fn flush(&mut self) -> Result<(), Failure> {
        self.to.flush().map_err(|error| self.failed()(error))
    }

    /// Everything so far is on the disk.
    fn settle(&mut self) -> Result<(), Failure> {
        self.flush()?;
        match &self.file {
            Some((_, _, file)) => file.sync_data().map_err(self.failed()),
            None => Ok(()),
        }
    }

    /// The file takes its name.
    fn whole(&mut self) -> Result<(), Failure> {
        self.settle()?;
        match &self.file {
            Some((partial, path, _)) => fs::rename(partial, path).map_err(self.failed()),
            None => Ok(()),
        }
    }
}

impl Results {
    fn write(&mut self, made: &Made) -> Result<(), Failure> {
        match (self, made) {
            (Results::Lines(lines), Made::Line(text)) => lines.write(text.as_bytes()),
            #[cfg(feature = "tables")]
            (Results::Table(Some(writer), _), Made::Row(row)) => writer.row(row).map_err(unwritten),
            #[cfg(feature = "tables")]
            _ => Ok(()),
        }
    }

    fn flush(&mut self) -> Result<(), Failure> {
        match self {
            Results::Lines(lines) => lines.flush(),
            #[cfg(feature = "tables")]
            Results::Table(..) => Ok(()),
        }
    }

    fn settle(&mut self) -> Result<(), Failure> {
        match self {
            Results::Lines(lines) => lines.settle(),
            #[cfg(feature = "tables")]
            Results::Table(..) => Ok(()),
        }
    }

    /// The file takes its name.
    fn whole(&mut self) -> Result<(), Failure> {
        match self {
            Results::Lines(lines) => lines.whole(),
            #[cfg(feature = "tables")]
            Results::Table(writer, path) => {
                writer.take().map_or(Ok(()), |writer| writer.close()).map_err(unwritten)?;
                let partial = beside(path, ".partial");
                let named = File::open(&partial)
                    .and_then(|file| file.sync_data())
                    .and_then(|()| fs::rename(&partial, &*path));
                named.map_err(|error| Failure::File(path.clone(), error))
            }
        }
    }
}

#[cfg(feature = "tables")]
fn unwritten(error: silhouette_fleet::Error) -> Failure {
    Failure::Input(error.to_string())
}

impl Output {
    /// Opens the results, on the standard output when no file is said, and the refusals, where a file for them is
    /// said. `of` says what runs: only a run of the same goes on with what another one left.
    pub fn open(
        (results, rejects): (Option<&str>, Option<&str>),
        resume: bool,
        of: String,
        host: &mut dyn Host,
    ) -> Result<Output, Failure> {
        let file = results.filter(|path| host.local() && plain(path));
        if resume && file.is_none() {
            let message = "--resume needs --out FILE, a file of this machine";
            return Err(Failure::Usage(message.to_owned()));
        }
        let notes = file.map(|path| beside(path, ".progress"));
        let mut note = Note { of, ..Note::default() };
        if resume
            && let Some(notes) = &notes
            && let Some(found) = earlier(notes)?
        {
            if found.of != note.of {
                let message = "was begun with another pack, other options or other files; \
                               without --resume the run begins anew";
                return Err(Failure::Input(format!("{}: {message}", notes.display())));
            }
            note = found;
        }
        let rejects = rejects.map(|path| Sink::open(path, note.rejected, host)).transpose()?;
        let results = match results {
            Some(path) => Sink::open(path, note.bytes, host)?,
            None => Sink { to: host.out(), file: None, path: String::new() },
        };
        if let (true, Some(notes)) = (note.customers == 0, &notes) {
            let _ = fs::remove_file(notes); // of a run that is not gone on with
        }
        Ok(Output { results: Results::Lines(results), rejects, note, notes })
    }

    /// Opens a Parquet file for the results, and the refusals, where a file for them is said.
    #[cfg(feature = "tables")]
    pub fn table(
        columns: &[(String, silhouette_fleet::write::Holds)],
        (path, rejects): (&str, Option<&str>),
        host: &mut dyn Host,
    ) -> Result<Output, Failure> {
        use silhouette_fleet::{Format, write::Writer};

        if !host.local() || !plain(path) {
            let message = "Parquet goes to a file of this machine: --out FILE.parquet";
            return Err(Failure::Usage(message.to_owned()));
        }
        let _ = fs::remove_file(beside(path, ".progress")); // of a run that wrote lines there
        let columns: Vec<_> = columns.iter().map(|(name, holds)| (name.as_str(), *holds)).collect();
        let partial = beside(path, ".partial").display().to_string();
        let writer = Writer::create(&partial, Format::Parquet, &columns).map_err(unwritten)?;
        let rejects = rejects.map(|path| Sink::open(path, 0, host)).transpose()?;
        let results = Results::Table(Some(writer), path.to_owned());
        Ok(Output { results, rejects, note: Note::default(), notes: None })
    }

    /// How many customers an earlier run has done.
    pub fn done(&self) -> u64 {
        self.note.customers
    }

    /// How many were refused, by code.
    pub fn refused(&self) -> &BTreeMap<String, u64> {
        &self.note.codes
    }

    /// Whether refusals go to a file.
    pub fn keeps_rejects(&self) -> bool {
        self.rejects.is_some()
    }

    /// The result of one customer.
    pub fn write(&mut self, made: &Made) -> Result<(), Failure> {
        self.results.write(made)?;
        self.note.bytes += match made {
            Made::Line(text) => u64::try_from(text.len()).unwrap_or(0),
            #[cfg(feature = "tables")]
            Made::Row(_) => 0, // no run goes on with it
        };
        self.step()
    }

    /// The refusal of one customer, with a line for the file of refusals.
    pub fn refuse(&mut self, code: &str, line: &str) -> Result<(), Failure> {
        *self.note.codes.entry(code.to_owned()).or_default() += 1;
        match &mut self.rejects {
            Some(rejects) => {
                rejects.write(line.as_bytes())?;
                self.note.rejected += u64::try_from(line.len()).unwrap_or(0);
            }
            // So that results and refusals come in order on a terminal.
            None => self.results.flush()?,
        }
        self.step()
    }

    fn step(&mut self) -> Result<(), Failure> {
        self.note.customers += 1;
        if !self.note.customers.is_multiple_of(EVERY) {
            return Ok(());
        }
        let Some(notes) = &self.notes else { return Ok(()) };
        self.results.settle()?;
        if let Some(rejects) = &mut self.rejects {
            rejects.settle()?;
        }
        let text = serde_json::to_string(&self.note).unwrap_or_default();
        keep(notes, &text).map_err(|error| Failure::File(notes.display().to_string(), error))
    }

    /// The run came to its end: files take their names.
    pub fn close(&mut self) -> Result<(), Failure> {
        if let Some(rejects) = &mut self.rejects {
            rejects.whole()?;
        }
        self.results.whole()?;
        if let Some(notes) = &self.notes {
            let _ = fs::remove_file(notes);
        }
        Ok(())
    }
}

/// The note of an earlier run; none when there is none.
fn earlier(notes: &Path) -> Result<Option<Note>, Failure> {
    let named = || notes.display().to_string();
    let text = match fs::read(notes) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Failure::File(named(), error)),
    };
    let broken = |_| Failure::Input(format!("{}: not the note of a run", named()));
    serde_json::from_slice(&text).map(Some).map_err(broken)
}

/// Replaces a small file at once.
fn keep(path: &Path, text: &str) -> io::Result<()> {
    let next = path.with_extension("progress.next");
    let mut file = File::create(&next)?;
    file.write_all(text.as_bytes())?;
    file.sync_data()?;
    fs::rename(&next, path)
}
