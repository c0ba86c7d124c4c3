//! Who and when: what every row is sorted by, beside what else it says.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray as _, Int64Builder, RecordBatch, StringArray, StringBuilder};
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use serde_json::Value;

use crate::cells::{moments, plain, plain_type, text_moment};
use crate::read::{Format, ROW, Table, numbered};
use crate::{Error, Moment};

/// The customer of a row.
pub(crate) const ID: &str = "\u{1}id";
/// The moment of an event, ms since the epoch.
pub(crate) const AT: &str = "\u{1}at";

/// Names that a column of customers may have, unless one is said.
const CUSTOMER: [&str; 3] = ["customer", "customer_id", "id"];

/// How the rows of a table say who.
#[derive(Clone, Debug)]
pub(crate) struct Who {
    /// The column, or the field of a line.
    pub(crate) column: String,
    /// Text or a whole number.
    pub(crate) ty: DataType,
}

/// Finds the column of customers.
pub(crate) fn who(table: &Table, wanted: Option<&str>) -> Result<Who, Error> {
    let missing = || {
        let message = match wanted {
            Some(wanted) => format!("there is no column \"{wanted}\""),
            None => format!(
                "no column names the customer: {}, or the one that --id says",
                CUSTOMER.join(", ")
            ),
        };
        Error::new("table/column", &table.file, message)
    };
    if table.format == Format::Ndjson {
        return lines_who(table, wanted, missing);
    }
    let names = wanted.map_or(CUSTOMER.to_vec(), |wanted| vec![wanted]);
    let column = names.into_iter().find_map(|name| table.schema().column_with_name(name));
    let (_, field) = column.ok_or_else(missing)?;
    let inner = match field.data_type() {
        DataType::Dictionary(_, inner) => inner,
        ty => ty,
    };
    let ty = match inner {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => DataType::Utf8,
        ty if ty.is_integer() => DataType::Int64,
        _ => {
            let message = format!("column \"{}\" is neither text nor a whole number", field.name());
            return Err(Error::new("table/column", &table.file, message));
        }
    };
    Ok(Who { column: field.name().clone(), ty })
}

/// Of lines, the first one decides.
fn lines_who(
    table: &Table,
    wanted: Option<&str>,
    missing: impl Fn() -> Error,
) -> Result<Who, Error> {
    let first = match table.read(&crate::read::Part::Whole)?.next() {
        Some(batch) => batch?,
        None => return Ok(Who { column: CUSTOMER[0].to_owned(), ty: DataType::Utf8 }),
    };
    let line = first.column(0).as_string::<i32>().value(0);
    let line: Value = serde_json::from_str(line).unwrap_or_default();
    let names = wanted.map_or(CUSTOMER.to_vec(), |wanted| vec![wanted]);
    let found = names.into_iter().find_map(|name| Some((name, line.get(name)?)));
    let (column, id) = found.ok_or_else(missing)?;
    let ty = if id.is_number() { DataType::Int64 } else { DataType::Utf8 };
    Ok(Who { column: column.to_owned(), ty })
}

/// A column of customers under its sorted type.
fn ids(file: &str, column: &ArrayRef, who: &Who) -> Result<ArrayRef, Error> {
    let strict = CastOptions { safe: false, ..CastOptions::default() };
    cast_with_options(column, &who.ty, &strict).map_err(|_| {
        let message = format!("column \"{}\" has numbers beyond 64 bits", who.column);
        Error::new("table/column", file, message)
    })
}

/// How batches of a table become batches that can be sorted.
#[derive(Clone, Debug)]
pub(crate) struct Heads {
    file: String,
    format: Format,
    who: Who,
    /// The column of moments, when rows are sorted by it.
    at: Option<String>,
    /// Columns are plain: of events, whose fields are values without parts.
    plain: bool,
    moment: Moment,
    schema: SchemaRef,
}

impl Heads {
    /// For a table with the columns that are kept.
    pub(crate) fn new(
        table: &Table,
        who: Who,
        at: Option<&str>,
        moment: Moment,
    ) -> Result<Heads, Error> {
        let plain = at.is_some();
        let mut fields = vec![Field::new(ID, who.ty.clone(), true)];
        if let Some(at) = at {
            if table.format != Format::Ndjson && table.schema().column_with_name(at).is_none() {
                let message = format!("there is no column \"{at}\"");
                return Err(Error::new("table/column", &table.file, message));
            }
            fields.push(Field::new(AT, DataType::Int64, true));
        }
        let head = |name: &str| name == who.column || at == Some(name);
        for field in table.schema().fields().iter().filter(|field| !head(field.name())) {
            let ty = if plain { plain_type(field.data_type()) } else { field.data_type().clone() };
            fields.push(Field::new(field.name(), ty, true));
        }
        Ok(Heads {
            file: table.file.clone(),
            format: table.format,
            who,
            at: at.map(str::to_owned),
            plain,
            moment,
            schema: numbered(&Schema::new(fields)),
        })
    }

    pub(crate) fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// A batch that was read, with its heads first.
    pub(crate) fn apply(&self, batch: &RecordBatch) -> Result<RecordBatch, Error> {
        let broken = |error| Error::arrow(&self.file, &error);
        let mut columns: Vec<ArrayRef> = Vec::with_capacity(self.schema.fields().len());
        if self.format == Format::Ndjson {
            let lines = batch.column(0).as_string::<i32>();
            self.lines(lines, &mut columns);
            columns.extend(batch.columns().iter().cloned());
        } else {
            let named = |name: &str| {
                let missing = || Error::new("table/column", &self.file, "a column is missing");
                batch.column_by_name(name).ok_or_else(missing)
            };
            columns.push(ids(&self.file, named(&self.who.column)?, &self.who)?);
            if let Some(at) = &self.at {
                columns.push(Arc::new(moments(named(at)?, self.moment).map_err(broken)?));
            }
            for field in self.schema.fields().iter().skip(columns.len()) {
                let column = named(field.name())?;
                let as_is = !self.plain || field.name() == ROW;
                columns.push(if as_is {
                    Arc::clone(column)
                } else {
                    plain(column).map_err(broken)?
                });
            }
        }
        RecordBatch::try_new(Arc::clone(&self.schema), columns).map_err(broken)
    }

    /// Of lines, who and when are in the text; what is not JSON has neither.
    fn lines(&self, lines: &StringArray, columns: &mut Vec<ArrayRef>) {
        let (mut texts, mut numbers) = (StringBuilder::new(), Int64Builder::new());
        let mut at = Int64Builder::new();
        for line in lines {
            let line: Value =
                line.and_then(|line| serde_json::from_str(line).ok()).unwrap_or_default();
            let id = line.get(&self.who.column);
            if self.who.ty == DataType::Int64 {
                numbers.append_option(id.and_then(Value::as_i64));
            } else {
                texts.append_option(id.and_then(Value::as_str));
            }
            if let Some(name) = &self.at {
                at.append_option(line.get(name).and_then(|at| json_moment(at, self.moment)));
            }
        }
        columns.push(if self.who.ty == DataType::Int64 {
            Arc::new(numbers.finish())
        } else {
            Arc::new(texts.finish())
        });
        if self.at.is_some() {
            columns.push(Arc::new(at.finish()));
        }
    }
}

/// A moment of a line: a whole number of ms, or text.
#[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
fn json_moment(at: &Value, moment: Moment) -> Option<i64> {
    match at {
        Value::Number(ms) => {
            let ms = ms.as_f64()?;
            (ms.fract() == 0.0 && ms.abs() <= 9_007_199_254_740_992.0).then_some(ms as i64)
        }
        Value::String(text) => moment(text),
        _ => None,
    }
}

/// A moment of a cell, for columns that are not sorted by it.
#[must_use]
pub fn moment_of(cell: &Value, moment: Moment) -> Option<i64> {
    match cell {
        Value::String(text) => text_moment(text, moment),
        other => json_moment(other, moment),
    }
}
