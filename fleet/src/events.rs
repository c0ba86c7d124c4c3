//! The events of a customer, cell by cell.

use std::cmp::Ordering;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray as _, BooleanArray, Float64Array, Int64Array, RecordBatch,
    StringArray, UInt64Array,
};
use arrow::datatypes::DataType;
use serde_json::Value;

use crate::heads::{AT, ID};
use crate::read::{LINE, ROW};

/// What a field of an event says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// True or false.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(&'a str),
    /// A text that stands for whatever the field is declared as: from CSV, or a decimal of many digits.
    Written(&'a str),
    /// Something that no field can be.
    Other,
}

/// A sorted batch of events with its columns ready for reading.
#[derive(Debug)]
pub(crate) struct Batch {
    pub(crate) ids: ArrayRef,
    at: Int64Array,
    pub(crate) rows: UInt64Array,
    kind: Option<StringArray>,
    /// By name.
    fields: Vec<(String, Column)>,
    lines: Option<StringArray>,
}

#[derive(Debug)]
enum Column {
    Bool(BooleanArray),
    Number(Float64Array),
    Text(StringArray),
    Written(StringArray),
    Other(ArrayRef),
}

/// How the columns of events are to be read.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    /// The column of kinds.
    pub(crate) kind: String,
    /// All text is written: of CSV.
    pub(crate) written: bool,
    /// Columns whose text is written.
    pub(crate) decimals: Vec<String>,
}

impl Batch {
    pub(crate) fn new(batch: &RecordBatch, reading: &Reading) -> Option<Batch> {
        let text = |name: &str| batch.column_by_name(name)?.as_string_opt::<i32>().cloned();
        let schema = batch.schema();
        let fields = schema.fields().iter().zip(batch.columns()).filter_map(|(field, column)| {
            let name = field.name();
            if [ID, AT, ROW, LINE, reading.kind.as_str()].contains(&name.as_str()) {
                return None;
            }
            let column = match column.data_type() {
                DataType::Null => return None,
                DataType::Boolean => Column::Bool(column.as_boolean().clone()),
                DataType::Float64 => Column::Number(column.as_primitive().clone()),
                DataType::Utf8 if reading.written || reading.decimals.contains(name) => {
                    Column::Written(column.as_string().clone())
                }
                DataType::Utf8 => Column::Text(column.as_string().clone()),
                _ => Column::Other(Arc::clone(column)),
            };
            Some((name.clone(), column))
        });
        let mut fields: Vec<_> = fields.collect();
        fields.sort_by(|(a, _), (b, _)| a.cmp(b));
        Some(Batch {
            ids: Arc::clone(batch.column_by_name(ID)?),
            at: batch.column_by_name(AT)?.as_primitive_opt()?.clone(),
            rows: batch.column_by_name(ROW)?.as_primitive_opt()?.clone(),
            kind: text(&reading.kind),
            fields,
            lines: text(LINE),
        })
    }
}

/// An event of a customer.
#[derive(Clone, Copy, Debug)]
pub struct Event<'a> {
    batch: &'a Batch,
    index: usize,
}

impl<'a> Event<'a> {
    pub(crate) fn new(batch: &'a Batch, index: usize) -> Event<'a> {
        Event { batch, index }
    }

    /// Its row in the table, from 1.
    #[must_use]
    pub fn row(&self) -> u64 {
        self.batch.rows.value(self.index)
    }

    /// When it happened, ms since the epoch; none when there is nothing there that is a moment.
    #[must_use]
    pub fn at(&self) -> Option<i64> {
        self.batch.at.is_valid(self.index).then(|| self.batch.at.value(self.index))
    }

    /// Its kind; none when there is no text there, and for a line.
    #[must_use]
    pub fn kind(&self) -> Option<&'a str> {
        let kinds = self.batch.kind.as_ref()?;
        kinds.is_valid(self.index).then(|| kinds.value(self.index))
    }

    /// The event as a line of JSON, when it is one; it has no [`fields`](Self::fields) then.
    #[must_use]
    pub fn line(&self) -> Option<&'a str> {
        self.batch.lines.as_ref().map(|lines| lines.value(self.index))
    }

    /// Its fields that are not null, by name.
    pub fn fields(&self) -> impl Iterator<Item = (&'a str, Cell<'a>)> + use<'a> {
        let (batch, index) = (self.batch, self.index);
        batch.fields.iter().filter_map(move |(name, column)| {
            let cell = match column {
                Column::Bool(cells) if cells.is_valid(index) => Cell::Bool(cells.value(index)),
                Column::Number(cells) if cells.is_valid(index) => Cell::Number(cells.value(index)),
                Column::Text(cells) if cells.is_valid(index) => Cell::Text(cells.value(index)),
                Column::Written(cells) if cells.is_valid(index) => {
                    Cell::Written(cells.value(index))
                }
                Column::Other(cells) if cells.is_valid(index) => Cell::Other,
                _ => return None,
            };
            Some((name.as_str(), cell))
        })
    }

    /// What it says, in a form that is the same for every format and every order of columns.
    fn content(&self) -> (Option<String>, Vec<(String, Said)>) {
        let Some(line) = self.line() else {
            let fields = self.fields().map(|(name, cell)| (name.to_owned(), Said::cell(cell)));
            return (self.kind().map(str::to_owned), fields.collect());
        };
        let line: Value = serde_json::from_str(line).unwrap_or_default();
        let kind = line.get("type").and_then(Value::as_str).map(str::to_owned);
        let fields = line.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
        let mut fields: Vec<_> = fields
            .filter(|(name, _)| name.as_str() != "type" && name.as_str() != "at")
            .map(|(name, value)| (name.clone(), Said::json(value)))
            .collect();
        fields.sort_by(|(a, _), (b, _)| a.cmp(b));
        (kind, fields)
    }
}

/// A value as far as the order of events of one moment goes: what reads as a number is one.
enum Said {
    Bool(bool),
    Number(f64),
    Text(String),
}

impl Said {
    fn text(text: &str) -> Said {
        text.parse().map_or_else(|_| Said::Text(text.to_owned()), Said::Number)
    }

    fn cell(cell: Cell<'_>) -> Said {
        match cell {
            Cell::Bool(is) => Said::Bool(is),
            Cell::Number(number) => Said::Number(number),
            Cell::Text(text) | Cell::Written(text) => Said::text(text),
            Cell::Other => Said::Text(String::new()),
        }
    }

    fn json(value: &Value) -> Said {
        match value {
            Value::Bool(is) => Said::Bool(*is),
            Value::Number(number) => Said::Number(number.as_f64().unwrap_or(f64::NAN)),
            Value::String(text) => Said::text(text),
            _ => Said::Text(String::new()),
        }
    }

    fn compare(&self, other: &Said) -> Ordering {
        match (self, other) {
            (Said::Bool(a), Said::Bool(b)) => a.cmp(b),
            (Said::Bool(_), _) => Ordering::Less,
            (_, Said::Bool(_)) => Ordering::Greater,
            (Said::Number(a), Said::Number(b)) => a.total_cmp(b),
            (Said::Number(_), _) => Ordering::Less,
            (_, Said::Number(_)) => Ordering::Greater,
            (Said::Text(a), Said::Text(b)) => a.cmp(b),
        }
    }
}

/// Puts events of one moment into an order that does not depend on where they stood: by kind, then by their fields
/// in the order of the names. They are sorted by moment already.
pub(crate) fn settle(events: &mut [Event<'_>]) {
    for tied in events.chunk_by_mut(|a, b| a.at() == b.at()) {
        if tied.len() < 2 {
            continue;
        }
        tied.sort_by_cached_key(|event| Settled(event.content(), event.line().map(str::to_owned)));
    }
}

struct Settled((Option<String>, Vec<(String, Said)>), Option<String>);

impl Ord for Settled {
    fn cmp(&self, other: &Settled) -> Ordering {
        let ((kind, fields), (other_kind, others)) = (&self.0, &other.0);
        let mut order = kind.cmp(other_kind);
        for ((name, said), (other_name, other_said)) in fields.iter().zip(others) {
            order = order.then_with(|| name.cmp(other_name)).then_with(|| said.compare(other_said));
        }
        order.then(fields.len().cmp(&others.len())).then_with(|| self.1.cmp(&other.1))
    }
}

impl PartialOrd for Settled {
    fn partial_cmp(&self, other: &Settled) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Settled {
    fn eq(&self, other: &Settled) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Settled {}
