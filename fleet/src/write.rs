//! Tables of events and customers, as Parquet and CSV: columns of text, numbers, truth values and moments, with nulls.

use std::fs::File;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanBuilder, Decimal128Builder, Float64Builder, Int64Builder, RecordBatch,
    StringBuilder, StringDictionaryBuilder, TimestampMillisecondBuilder,
};
use arrow::datatypes::{DataType, Field, Int32Type, Schema, SchemaRef, TimeUnit};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use serde_json::Value;

use crate::Error;
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
    /// Decimals of at most 18 digits, so many of them behind the point: numbers, or text in plain digits.
    Decimal(u8),
}

/// Rows of a group of a Parquet file.
const GROUP: usize = 1 << 18;
/// Rows that are gathered before they are written.
const ROWS: usize = 1 << 13;

/// A table that is being written, row by row.
pub struct Writer {
    file: String,
    schema: SchemaRef,
    columns: Vec<Column>,
    rows: usize,
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
                Holds::Text => DataType::Utf8,
                Holds::Number => DataType::Float64,
                Holds::Integer => DataType::Int64,
                Holds::Bool => DataType::Boolean,
                Holds::Moment => DataType::Timestamp(TimeUnit::Millisecond, utc()),
                Holds::Word => {
                    DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
                }
                Holds::Decimal(scale) => decimal(*scale),
            };
            Field::new(*name, ty, true)
        };
        let schema = Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()));
        let to = match format {
            Format::Parquet => {
                let properties = WriterProperties::builder()
                    .set_compression(Compression::SNAPPY)
                    .set_max_row_group_row_count(Some(GROUP))
                    .build();
                let writer = ArrowWriter::try_new(to, Arc::clone(&schema), Some(properties));
                To::Parquet(Box::new(writer.map_err(|error| Error::parquet(file, &error))?))
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
            Holds::Text => Column::Text(StringBuilder::new()),
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
        };
        let columns = columns.iter().map(column).collect();
        Ok(Writer { file: file.to_owned(), schema, columns, rows: 0, to })
    }

    /// Adds a row: a value for each column; null where one is missing, or is not what the column holds.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn row(&mut self, values: &[Value]) -> Result<(), Error> {
        if let To::Csv(writer) = &mut self.to {
            let cells = (0..self.columns.len()).map(|at| match values.get(at) {
                None | Some(Value::Null) => String::new(),
                Some(Value::String(text)) => text.clone(),
                Some(other) => other.to_string(),
            });
            return writer.write_record(cells).map_err(|error| failed(&self.file, &error.into()));
        }
        for (at, column) in self.columns.iter_mut().enumerate() {
            let value = values.get(at).unwrap_or(&Value::Null);
            match column {
                Column::Text(column) => column.append_option(value.as_str()),
                Column::Number(column) => column.append_option(value.as_f64()),
                Column::Integer(column) => column.append_option(value.as_i64()),
                Column::Bool(column) => column.append_option(value.as_bool()),
                Column::Moment(column) => column.append_option(value.as_i64()),
                Column::Word(column) => column.append_option(value.as_str()),
                Column::Decimal(column, scale) => column.append_option(units(value, *scale)),
            }
        }
        self.rows += 1;
        if self.rows < ROWS { Ok(()) } else { self.flush() }
    }

    fn flush(&mut self) -> Result<(), Error> {
        self.rows = 0;
        let finish = |column: &mut Column| -> ArrayRef {
            match column {
                Column::Text(column) => Arc::new(column.finish()),
                Column::Number(column) => Arc::new(column.finish()),
                Column::Integer(column) => Arc::new(column.finish()),
                Column::Bool(column) => Arc::new(column.finish()),
                Column::Moment(column) => Arc::new(column.finish()),
                Column::Word(column) => Arc::new(column.finish()),
                Column::Decimal(column, _) => Arc::new(column.finish()),
            }
        };
        let columns = self.columns.iter_mut().map(finish).collect();
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns)
            .map_err(|error| Error::arrow(&self.file, &error))?;
        match &mut self.to {
            To::Parquet(writer) => {
                writer.write(&batch).map_err(|error| Error::parquet(&self.file, &error))
            }
            To::Csv(_) => Ok(()),
        }
    }

    /// Writes what is left; without this the file is not whole.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn close(mut self) -> Result<(), Error> {
        if self.rows > 0 {
            self.flush()?;
        }
        match self.to {
            To::Parquet(writer) => {
                writer.close().map(|_| ()).map_err(|error| Error::parquet(&self.file, &error))
            }
            To::Csv(mut writer) => writer.flush().map_err(|error| failed(&self.file, &error)),
        }
    }
}

fn decimal(scale: u8) -> DataType {
    DataType::Decimal128(18, i8::try_from(scale).unwrap_or(0))
}

/// A decimal as a whole number of its smallest part; none when it is not one of this scale.
fn units(value: &Value, scale: u8) -> Option<i128> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let places = usize::from(scale);
    let digits = format!("{whole}{fraction:0<places$}");
    if fraction.len() > places { None } else { digits.parse().ok() }
}

fn failed(file: &str, error: &std::io::Error) -> Error {
    Error::new("table/write", file, crate::error::reason(error))
}
