//! A file as batches of columns.

mod csv;
mod ndjson;
mod parquet;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arrow::array::{ArrayRef, RecordBatch, UInt64Array};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};

use crate::Error;

/// Rows of a batch.
pub(crate) const ROWS: usize = 8192;
/// The column that holds the number of a row in its file, from 1.
pub(crate) const ROW: &str = "\u{1}row";
/// Of lines of JSON, the column that holds a whole line.
pub(crate) const LINE: &str = "\u{1}line";

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Apache Parquet.
    Parquet,
    /// Comma-separated values with a header, RFC 4180; an empty cell is null.
    Csv,
    /// One JSON object a line.
    Ndjson,
}

impl Format {
    /// By the name's end; none when that says nothing.
    #[must_use]
    pub fn of(file: &str) -> Option<Format> {
        let end = Path::new(file).extension()?.to_str()?.to_ascii_lowercase();
        Format::named(&end)
    }

    /// By its name: `parquet`, `csv`, `ndjson`.
    #[must_use]
    pub fn named(name: &str) -> Option<Format> {
        match name {
            "parquet" | "pq" => Some(Format::Parquet),
            "csv" => Some(Format::Csv),
            "ndjson" | "jsonl" => Some(Format::Ndjson),
            _ => None,
        }
    }
}

/// How far reading has come. Shared with who shows it.
#[derive(Debug, Default)]
pub struct Progress {
    read: AtomicU64,
    all: AtomicU64,
}

impl Progress {
    /// Units that were read, and all there are: rows of Parquet files, bytes of others. 0 when not known.
    #[must_use]
    pub fn get(&self) -> (u64, u64) {
        (self.read.load(Ordering::Relaxed), self.all.load(Ordering::Relaxed))
    }

    pub(crate) fn read(&self, units: u64) {
        self.read.fetch_add(units, Ordering::Relaxed);
    }

    pub(crate) fn expect(&self, units: u64) {
        self.all.fetch_add(units, Ordering::Relaxed);
    }
}

/// Batches of rows, each with the column [`ROW`] last.
pub(crate) type Batches = Box<dyn Iterator<Item = Result<RecordBatch, Error>> + Send>;

/// A file that is open: its columns are known, its rows are not read yet.
#[derive(Clone, Debug)]
pub struct Table {
    /// The file, as it was named.
    pub file: String,
    /// What it is.
    pub format: Format,
    schema: SchemaRef,
    progress: Arc<Progress>,
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    Parquet(parquet::Parquet),
    Text,
}

impl Table {
    /// Opens a file.
    ///
    /// # Errors
    /// `table/open`, `table/broken`, and `table/column` when a header names a column twice.
    pub fn open(file: &str, format: Format, progress: &Arc<Progress>) -> Result<Table, Error> {
        if Path::new(file).is_dir() {
            return Err(Error::new("table/open", file, "this is a folder"));
        }
        let (schema, kind) = match format {
            Format::Parquet => {
                let (schema, parquet) = parquet::open(file)?;
                (schema, Kind::Parquet(parquet))
            }
            Format::Csv => (csv::header(file)?, Kind::Text),
            Format::Ndjson => {
                let line = Field::new(LINE, DataType::Utf8, false);
                std::fs::File::open(file).map_err(|error| Error::open(file, &error))?;
                (Arc::new(Schema::new(vec![line])), Kind::Text)
            }
        };
        let progress = Arc::clone(progress);
        Ok(Table { file: file.to_owned(), format, schema, progress, kind })
    }

    /// The columns of the file, and the number of the row last.
    pub(crate) fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// Keeps only these columns, where they are there.
    pub(crate) fn keep(&mut self, wanted: &dyn Fn(&str) -> bool) {
        let fields: Vec<_> =
            self.schema.fields().iter().filter(|field| wanted(field.name())).cloned().collect();
        self.schema = Arc::new(Schema::new(fields));
    }

    /// Readers of the rows, at most `most`, each of a part of the file. Each gives the columns of
    /// [`schema`](Self::schema) and then [`ROW`].
    pub(crate) fn parts(&self, most: usize) -> Vec<Part> {
        match &self.kind {
            Kind::Parquet(parquet) => parquet.parts(most).into_iter().map(Part::Groups).collect(),
            Kind::Text => vec![Part::Whole],
        }
    }

    /// Tells the progress what is to come.
    pub(crate) fn announce(&self) {
        let all = match &self.kind {
            Kind::Parquet(parquet) => parquet.rows(),
            Kind::Text => std::fs::metadata(&self.file).map_or(0, |file| file.len()),
        };
        self.progress.expect(all);
    }

    /// The rows of a part.
    pub(crate) fn read(&self, part: &Part) -> Result<Batches, Error> {
        let (schema, progress) = (Arc::clone(&self.schema), Arc::clone(&self.progress));
        match (&self.kind, part) {
            (Kind::Parquet(parquet), Part::Groups(groups)) => {
                Ok(parquet.read(&self.file, &schema, groups.clone(), progress))
            }
            (Kind::Parquet(parquet), Part::Whole) => {
                Ok(parquet.read(&self.file, &schema, parquet.all(), progress))
            }
            (Kind::Text, _) if self.format == Format::Csv => {
                csv::read(&self.file, schema, progress)
            }
            (Kind::Text, _) => ndjson::read(&self.file, schema, progress),
        }
    }
}

/// A part of a file.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    /// Row groups of a Parquet file.
    Groups(Vec<usize>),
    /// All of it.
    Whole,
}

/// The schema of batches: the columns of a file and then the numbers of the rows.
pub(crate) fn numbered(schema: &Schema) -> SchemaRef {
    let mut fields: Vec<_> = schema.fields().iter().cloned().collect();
    fields.push(Arc::new(Field::new(ROW, DataType::UInt64, false)));
    Arc::new(Schema::new(fields))
}

/// A batch of these columns and of the numbers of its rows.
pub(crate) fn batch(
    file: &str,
    schema: &SchemaRef,
    mut columns: Vec<ArrayRef>,
    rows: UInt64Array,
) -> Result<RecordBatch, Error> {
    columns.push(Arc::new(rows));
    RecordBatch::try_new(Arc::clone(schema), columns).map_err(|error| Error::arrow(file, &error))
}
