//! Comma-separated values: a header, then rows; every cell is text, an empty one is null.

use std::collections::BTreeSet;
use std::fs::File;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringBuilder, UInt64Builder};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use csv::{ErrorKind, Reader, ReaderBuilder, StringRecord};

use super::{Batches, Progress, ROWS, batch, numbered};
use crate::Error;

fn open(file: &str) -> Result<Reader<File>, Error> {
    let reader = File::open(file).map_err(|error| Error::open(file, &error))?;
    Ok(ReaderBuilder::new().buffer_capacity(1 << 18).from_reader(reader))
}

/// The columns: their names are in the first line.
pub(super) fn header(file: &str) -> Result<SchemaRef, Error> {
    let mut reader = open(file)?;
    let header = reader.headers().map_err(|error| broken(file, &error))?;
    let wrong = |message: &str| Err(Error::new("table/column", file, message));
    if header.is_empty() {
        return wrong("there is no header: the file is empty");
    }
    // What other programs call CSV, too. The header is not told: it may be a customer's row.
    if let (1, Some(only)) = (header.len(), header.get(0))
        && only.contains([';', '\t', '|'])
    {
        return wrong("cells are separated by commas, and the header has none");
    }
    let mut names = BTreeSet::new();
    let mut fields = Vec::new();
    for (index, name) in header.iter().enumerate() {
        let name = if index == 0 { name.trim_start_matches('\u{feff}') } else { name };
        if !names.insert(name) {
            let message = format!("column {} has the name of one before it", index + 1);
            return Err(Error::new("table/column", file, message).at(1));
        }
        fields.push(Field::new(name, DataType::Utf8, true));
    }
    Ok(Arc::new(Schema::new(fields)))
}

/// The rows; the first one behind the header has number 1. `schema` is some of the columns.
pub(super) fn read(
    file: &str,
    schema: SchemaRef,
    progress: Arc<Progress>,
) -> Result<Batches, Error> {
    let all = header(file)?;
    let places = schema.fields().iter().filter_map(|field| all.index_of(field.name()).ok());
    let places: Vec<usize> = places.collect();
    Ok(Box::new(Rows {
        file: file.to_owned(),
        reader: open(file)?,
        schema: numbered(&schema),
        places,
        record: StringRecord::new(),
        row: 0,
        bytes: 0,
        ended: false,
        progress,
    }))
}

struct Rows {
    file: String,
    reader: Reader<File>,
    schema: SchemaRef,
    places: Vec<usize>,
    record: StringRecord,
    row: u64,
    bytes: u64,
    ended: bool,
    progress: Arc<Progress>,
}

impl Rows {
    fn next(&mut self) -> Result<Option<RecordBatch>, Error> {
        let mut columns: Vec<StringBuilder> =
            self.places.iter().map(|_| StringBuilder::new()).collect();
        let mut rows = UInt64Builder::new();
        let mut count = 0;
        while count < ROWS && !self.ended {
            let read = self.reader.read_record(&mut self.record);
            if !read.map_err(|error| broken(&self.file, &error).at(self.row + 1))? {
                self.ended = true;
                break;
            }
            self.row += 1;
            count += 1;
            for (column, &place) in columns.iter_mut().zip(&self.places) {
                column.append_option(self.record.get(place).filter(|cell| !cell.is_empty()));
            }
            rows.append_value(self.row);
        }
        let bytes = self.reader.position().byte();
        self.progress.read(bytes - self.bytes);
        self.bytes = bytes;
        if count == 0 {
            return Ok(None);
        }
        let columns = columns.iter_mut().map(|column| -> ArrayRef { Arc::new(column.finish()) });
        let columns = columns.collect();
        batch(&self.file, &self.schema, columns, rows.finish()).map(Some)
    }
}

impl Iterator for Rows {
    type Item = Result<RecordBatch, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = Rows::next(self).transpose();
        self.ended |= matches!(next, Some(Err(_)));
        next
    }
}

fn broken(file: &str, error: &csv::Error) -> Error {
    let message = match error.kind() {
        ErrorKind::Io(error) => crate::error::reason(error),
        ErrorKind::Utf8 { .. } => "a cell is not UTF-8".to_owned(),
        ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("{len} cells where the header has {expected_len}")
        }
        _ => "not comma-separated values".to_owned(),
    };
    Error::new("table/broken", file, message)
}
