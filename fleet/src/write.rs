//! Tables of events, customers and results, as Parquet and CSV: columns of text, numbers, truth values and moments, with
//! nulls. The same rows give the same bytes.

use std::fs::File;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Decimal128Builder, Float64Builder, Int64Builder,
    ListBuilder, RecordBatch, StringBuilder, StringDictionaryBuilder, TimestampMillisecondBuilder,
};
use arrow::datatypes::{DataType, Field, Int32Type, Schema, SchemaRef, TimeUnit};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use serde_json::{Number, Value};

use crate::Error;
use crate::cells::{date_text, decimal_text};
use crate::read::Format;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Text.
    Text,
    /// Numbers.
    Number,
    /// Whole numbers.
    Integer,
    /// True or false.
    Bool,
    /// Moments: whole numbers of ms since the epoch. In Parquet timestamps in UTC.
    Moment,
    /// Text of which there is little that differs. In Parquet a dictionary.
    Word,
    /// Decimals of at most 18 digits, so many of them behind the point: numbers, text in plain digits, or units.
    Decimal(u8),
    /// Dates: whole numbers of days since 1970-01-01. In CSV `YYYY-MM-DD`.
    Date,
    /// Lists of texts. In CSV JSON.
    Words,
    /// Long texts that all differ, such as JSON. In Parquet without a dictionary, and compressed harder.
    Json,
}

/// What goes into a column; null where the column does not hold such.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Nothing.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number; a moment in ms, a date in days.
    Integer(i64),
    /// A number.
    Number(f64),
    /// A text.
    Text(&'a str),
    /// A decimal, in units of its last place.
    Units(i64),
    /// A list of texts.
    Words(&'a [&'a str]),
}

/// Rows of a group of a Parquet file.
const GROUP: usize = 1 << 18;
/// Bytes of a group, about.
const GROUP_BYTES: usize = 64 << 20;
/// Rows that are gathered before they are written.
const ROWS: usize = 1 << 13;
/// Bytes of text that are gathered before they are written.
const BYTES: usize = 4 << 20;

/// A table that is being written, row by row.
pub struct Writer {
    file: String,
    schema: SchemaRef,
    holds: Vec<Holds>,
    columns: Vec<Column>,
    rows: usize,
    bytes: usize,
    to: To,
}

enum To {
    Parquet(Box<ArrowWriter<File>>),
    Csv(Box<csv::Writer<File>>),
}

enum Column {
    Text(StringBuilder),
    Number(Float64Builder),
    Integer(Int64Builder),
    Bool(BooleanBuilder),
    Moment(TimestampMillisecondBuilder),
    Word(StringDictionaryBuilder<Int32Type>),
    Decimal(Decimal128Builder, u8),
    Date(Date32Builder),
    Words(ListBuilder<StringBuilder>),
}

impl Writer {
    /// Creates the file.
    ///
    /// # Errors
    /// `table/open`; `table/format` for lines of JSON, which need no writer.
    pub fn create(file: &str, format: Format, columns: &[(&str, Holds)]) -> Result<Writer, Error> {
        let to = File::create(file).map_err(|error| Error::open(file, &error))?;
        let utc = || Some("UTC".into());
        let field = |(name, holds): &(&str, Holds)| {
            let ty = match holds {
                Holds::Text | Holds::Json => DataType::Utf8,
                Holds::Number => DataType::Float64,
                Holds::Integer => DataType::Int64,
                Holds::Bool => DataType::Boolean,
                Holds::Moment => DataType::Timestamp(TimeUnit::Millisecond, utc()),
                Holds::Word => {
                    DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
                }
                Holds::Decimal(scale) => decimal(*scale),
                Holds::Date => DataType::Date32,
                Holds::Words => DataType::new_list(DataType::Utf8, true),
            };
            Field::new(*name, ty, true)
        };
        let schema = Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()));
        let to = match format {
            Format::Parquet => {
                let mut properties = WriterProperties::builder()
                    .set_compression(Compression::SNAPPY)
                    .set_max_row_group_bytes(Some(GROUP_BYTES))
                    .set_max_row_group_row_count(Some(GROUP));
                for (name, _) in columns.iter().filter(|(_, holds)| *holds == Holds::Json) {
                    let column = ColumnPath::new(vec![(*name).to_owned()]);
                    let compression = Compression::ZSTD(ZstdLevel::default());
                    properties = properties
                        .set_column_compression(column.clone(), compression)
                        .set_column_statistics_enabled(column.clone(), EnabledStatistics::None)
                        .set_column_dictionary_enabled(column, false);
                }
                let properties = Some(properties.build());
                let writer = ArrowWriter::try_new(to, Arc::clone(&schema), properties);
                To::Parquet(Box::new(writer.map_err(|error| parquet(file, error))?))
            }
            Format::Csv => {
                let mut writer = csv::Writer::from_writer(to);
                let names = columns.iter().map(|(name, _)| *name);
                writer.write_record(names).map_err(|error| failed(file, &error.into()))?;
                To::Csv(Box::new(writer))
            }
            Format::Ndjson => {
                let message = "a table is written as Parquet or CSV";
                return Err(Error::new("table/format", file, message));
            }
        };
        let column = |(_, holds): &(&str, Holds)| match holds {
            Holds::Text | Holds::Json => Column::Text(StringBuilder::new()),
            Holds::Number => Column::Number(Float64Builder::new()),
            Holds::Integer => Column::Integer(Int64Builder::new()),
            Holds::Bool => Column::Bool(BooleanBuilder::new()),
            Holds::Moment => {
                Column::Moment(TimestampMillisecondBuilder::new().with_timezone_opt(utc()))
            }
            Holds::Word => Column::Word(StringDictionaryBuilder::new()),
            Holds::Decimal(scale) => {
                let column = Decimal128Builder::new().with_data_type(decimal(*scale));
                Column::Decimal(column, *scale)
            }
            Holds::Date => Column::Date(Date32Builder::new()),
            Holds::Words => Column::Words(ListBuilder::new(StringBuilder::new())),
        };
        let holds = columns.iter().map(|(_, holds)| *holds).collect();
        let columns = columns.iter().map(column).collect();
        Ok(Writer { file: file.to_owned(), schema, holds, columns, rows: 0, bytes: 0, to })
    }

    /// Adds a row of JSON values: one for each column; null where one is missing, or is not what the column holds.
    ///
    /// # Errors
    /// `table/write` when the file cannot be written.
    pub fn row(&mut self, values: &[Value]) -> Result<(), Error> {
        for at in 0..self.holds.len() {
            let words: Vec<&str>;
            let cell = match values.get(at) {
                None | Some(Value::Null | Value::Object(_)) => Cell::Null,
                Some(Value::Bool(is)) => Cell::Bool(*is),
                Some(Value::Number(number)) => match number.as_i64() {
                    Some(whole) => Cell::Integer(whole),
                    None => number.as_f64().map_or(Cell::Null, Cell::Number),
                },
                Some(Value::String(text)) => Cell::Text(text),
                Some(Value::Array(list)) => {
                    words = list.iter().filter_map(Value::as_str).collect();
                    Cell::Words(&words)
                }
            };
            self.put(at, cell)?;
        }
        self.end()
    }

    /// Adds a row: a cell for each column.
    ///
    /// # Errors
    /// `table/write` when the file cannot be written.
    pub fn cells(&mut self, cells: &[Cell<'_>]) -> Result<(), Error> {
        for at in 0..self.holds.len() {
            self.put(at, cells.get(at).copied().unwrap_or(Cell::Null))?;
        }
        self.end()
    }

    fn put(&mut self, at: usize, cell: Cell<'_>) -> Result<(), Error> {
        if let (To::Csv(writer), Some(holds)) = (&mut self.to, self.holds.get(at)) {
            let written = match cell {
                Cell::Text(text) => writer.write_field(text),
                other => writer.write_field(said(other, *holds)),
            };
            return written.map_err(|error| failed(&self.file, &error.into()));
        }
        let Some(column) = self.columns.get_mut(at) else { return Ok(()) };
        match (column, cell) {
            (Column::Text(column), Cell::Text(text)) => {
                self.bytes += text.len();
                column.append_value(text);
            }
            (Column::Text(column), _) => column.append_null(),
            (Column::Word(column), Cell::Text(text)) => column.append_value(text),
            (Column::Word(column), _) => column.append_null(),
            (Column::Number(column), Cell::Number(number)) => column.append_value(number),
            #[expect(clippy::cast_precision_loss, reason = "a column of numbers is of 64 bits")]
            (Column::Number(column), Cell::Integer(whole)) => column.append_value(whole as f64),
            (Column::Number(column), _) => column.append_null(),
            (Column::Integer(column), Cell::Integer(whole)) => column.append_value(whole),
            (Column::Integer(column), _) => column.append_null(),
            (Column::Bool(column), Cell::Bool(is)) => column.append_value(is),
            (Column::Bool(column), _) => column.append_null(),
            (Column::Moment(column), Cell::Integer(ms)) => column.append_value(ms),
            (Column::Moment(column), _) => column.append_null(),
            (Column::Decimal(column, scale), cell) => column.append_option(units(cell, *scale)),
            (Column::Date(column), Cell::Integer(days)) => {
                column.append_option(i32::try_from(days).ok());
            }
            (Column::Date(column), _) => column.append_null(),
            (Column::Words(column), Cell::Words(words)) => {
                words.iter().for_each(|word| column.values().append_value(word));
                column.append(true);
            }
            (Column::Words(column), _) => column.append_null(),
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), Error> {
        if let To::Csv(writer) = &mut self.to {
            let written = writer.write_record(None::<&[u8]>);
            return written.map_err(|error| failed(&self.file, &error.into()));
        }
        self.rows += 1;
        if self.rows < ROWS && self.bytes < BYTES { Ok(()) } else { self.flush() }
    }

    fn flush(&mut self) -> Result<(), Error> {
        (self.rows, self.bytes) = (0, 0);
        let finish = |column: &mut Column| -> ArrayRef {
            match column {
                Column::Text(column) => Arc::new(column.finish()),
                Column::Number(column) => Arc::new(column.finish()),
                Column::Integer(column) => Arc::new(column.finish()),
                Column::Bool(column) => Arc::new(column.finish()),
                Column::Moment(column) => Arc::new(column.finish()),
                Column::Word(column) => Arc::new(column.finish()),
                Column::Decimal(column, _) => Arc::new(column.finish()),
                Column::Date(column) => Arc::new(column.finish()),
                Column::Words(column) => Arc::new(column.finish()),
            }
        };
        let columns = self.columns.iter_mut().map(finish).collect();
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns)
            .map_err(|error| Error::arrow(&self.file, &error))?;
        match &mut self.to {
            To::Parquet(writer) => writer.write(&batch).map_err(|error| parquet(&self.file, error)),
            To::Csv(_) => Ok(()),
        }
    }

    /// Ends a row group of Parquet before it is full; readers take row groups one beside the other. Of CSV nothing.
    ///
    /// # Errors
    /// `table/write` when the file cannot be written.
    pub fn end_group(&mut self) -> Result<(), Error> {
        if self.rows > 0 {
            self.flush()?;
        }
        match &mut self.to {
            To::Parquet(writer) => writer.flush().map_err(|error| parquet(&self.file, error)),
            To::Csv(_) => Ok(()),
        }
    }

    /// Writes what is left; without this the file is not whole.
    ///
    /// # Errors
    /// `table/write` when the file cannot be written.
    pub fn close(mut self) -> Result<(), Error> {
        if self.rows > 0 {
            self.flush()?;
        }
        match self.to {
            To::Parquet(writer) => {
                writer.close().map(|_| ()).map_err(|error| parquet(&self.file, error))
            }
            To::Csv(mut writer) => writer.flush().map_err(|error| failed(&self.file, &error)),
        }
    }
}

fn decimal(scale: u8) -> DataType {
    DataType::Decimal128(18, i8::try_from(scale).unwrap_or(0))
}

/// A decimal as a whole number of its smallest part; none when it is not one of this scale.
fn units(cell: Cell<'_>, scale: u8) -> Option<i128> {
    let text = match cell {
        Cell::Units(units) => return Some(units.into()),
        Cell::Text(text) => text.to_owned(),
        Cell::Integer(whole) => whole.to_string(),
        Cell::Number(number) => Number::from_f64(number)?.to_string(),
        Cell::Null | Cell::Bool(_) | Cell::Words(_) => return None,
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let places = usize::from(scale);
    let digits = format!("{whole}{fraction:0<places$}");
    if fraction.len() > places { None } else { digits.parse().ok() }
}

/// A cell of CSV.
fn said(cell: Cell<'_>, holds: Holds) -> String {
    match (cell, holds) {
        (Cell::Null, _) => String::new(),
        (Cell::Bool(is), _) => is.to_string(),
        (Cell::Integer(days), Holds::Date) => date_text(days),
        (Cell::Integer(whole), _) => whole.to_string(),
        (Cell::Number(number), _) => {
            Number::from_f64(number).map_or_else(String::new, |number| number.to_string())
        }
        (Cell::Text(text), _) => text.to_owned(),
        (Cell::Units(units), Holds::Decimal(scale)) => {
            decimal_text(units.into(), i8::try_from(scale).unwrap_or(0))
        }
        (Cell::Units(units), _) => units.to_string(),
        (Cell::Words(words), _) => serde_json::to_string(words).unwrap_or_default(),
    }
}

fn failed(file: &str, error: &std::io::Error) -> Error {
    Error::new("table/write", file, crate::error::reason(error))
}

fn parquet(file: &str, error: ParquetError) -> Error {
    match error {
        ParquetError::External(error) => match error.downcast::<std::io::Error>() {
            Ok(error) => failed(file, &error),
            Err(_) => Error::new("table/write", file, "the file cannot be written"),
        },
        _ => Error::new("table/write", file, "the rows cannot be written as Parquet"),
    }
}
