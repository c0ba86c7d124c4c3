//! Sorted rows as customers: the events of each, and the row that holds the facts.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray as _, RecordBatch};
use arrow::datatypes::{DataType, Int64Type, UInt64Type};
use serde_json::{Map, Value};

use crate::cells::{is_written, value};
use crate::events::{Batch, Event, Reading, settle};
use crate::heads::{Heads, ID, Who, who};
use crate::read::{Format, LINE, ROW, Table};
use crate::sort::{Limits, Sorted, Sorter};
use crate::{Error, Moment};

/// The columns of an event's kind and moment.
pub const KIND: &str = "type";
/// See [`KIND`].
pub const MOMENT: &str = "at";

/// Two tables and how they are read.
#[derive(Clone, Debug)]
pub struct Plan<'a> {
    /// Events: a row each.
    pub events: Option<Table>,
    /// Customers: a row each.
    pub profiles: Option<Table>,
    /// The column of customers, in both; none: `customer`, `customer_id` or `id`.
    pub id: Option<&'a str>,
    /// Fields of events that are wanted; none: all.
    pub fields: Option<&'a BTreeSet<String>>,
    /// How moments are written as text.
    pub moment: Moment,
    /// What sorting may use.
    pub limits: Limits,
    /// A customer with more events is told as such, without them.
    pub most: usize,
}

/// A customer: the events by moment, and the facts.
#[derive(Debug)]
pub struct Group {
    /// Text or a whole number; null for rows that name no customer.
    pub id: Value,
    /// The row of the customer, unless there is none.
    pub profile: Option<Row>,
    /// Another row of the same customer, which may not be.
    pub twice: Option<u64>,
    /// There are more events than a customer may have: none is kept.
    pub too_many: bool,
    /// The row of the first event by moment, from 1.
    pub first_event: Option<u64>,
    runs: Vec<(Arc<Batch>, usize, usize)>,
}

impl Group {
    /// The events by moment; those of one moment by what they say, so that the order of the rows does not matter.
    #[must_use]
    pub fn events(&self) -> Vec<Event<'_>> {
        let mut events = Vec::with_capacity(self.count());
        for (batch, from, to) in &self.runs {
            events.extend((*from..*to).map(|index| Event::new(batch, index)));
        }
        settle(&mut events);
        events
    }

    /// How many events it has.
    #[must_use]
    pub fn count(&self) -> usize {
        self.runs.iter().map(|(_, from, to)| to - from).sum()
    }
}

/// A row of a table of customers.
#[derive(Clone, Debug)]
pub struct Row {
    batch: Arc<RecordBatch>,
    index: usize,
    id: Arc<str>,
    written: bool,
}

impl Row {
    pub(crate) fn new(batch: Arc<RecordBatch>, index: usize, id: Arc<str>, written: bool) -> Row {
        Row { batch, index, id, written }
    }

    /// Its number in the table, from 1.
    #[must_use]
    pub fn number(&self) -> u64 {
        let rows = self.batch.column_by_name(ROW);
        rows.map_or(0, |rows| rows.as_primitive::<UInt64Type>().value(self.index))
    }

    /// Whether its text stands for whatever a fact is declared as: of CSV.
    #[must_use]
    pub fn written(&self) -> bool {
        self.written
    }

    /// The customer, under the name of its own column.
    #[must_use]
    pub fn id(&self) -> Value {
        let column = self.batch.column_by_name(ID).or_else(|| self.batch.column_by_name(&self.id));
        column.map_or(Value::Null, |column| value(&**column, self.index))
    }

    /// Everything that it says beside the customer, without nulls; none for a line that is no JSON object.
    #[must_use]
    pub fn cells(&self) -> Option<Map<String, Value>> {
        if let Some(lines) = self.batch.column_by_name(LINE) {
            let mut cells: Map<String, Value> =
                serde_json::from_str(lines.as_string::<i32>().value(self.index)).ok()?;
            cells.remove(&*self.id);
            cells.retain(|_, value| !value.is_null());
            return Some(cells);
        }
        let schema = self.batch.schema();
        let cells = schema.fields().iter().zip(self.batch.columns());
        let cells =
            cells.filter(|(field, _)| ![ID, ROW, &*self.id].contains(&field.name().as_str()));
        let cells =
            cells.map(|(field, column)| (field.name().clone(), value(&**column, self.index)));
        Some(cells.filter(|(_, value)| !value.is_null()).collect())
    }
}

/// Customers of two tables, in the order of their ids: text by its bytes, numbers by size; rows that name no
/// customer come before all, each for itself.
pub struct Groups {
    events: Option<Side<Batch>>,
    profiles: Option<Side<RecordBatch>>,
    profile_id: Arc<str>,
    written: bool,
    most: usize,
}

/// One of two sorted tables: the batch at hand and the place in it.
struct Side<B> {
    sorted: Sorted,
    prepare: Box<dyn Fn(RecordBatch) -> Result<B, Error>>,
    batch: Option<(Arc<B>, usize)>,
    ids: fn(&B) -> Option<&ArrayRef>,
}

impl<B> Side<B> {
    /// The batch at hand and the place of its next row; none at the end.
    fn at(&mut self) -> Result<Option<(Arc<B>, usize)>, Error> {
        loop {
            if let Some((batch, index)) = &self.batch
                && (self.ids)(batch).is_some_and(|ids| *index < ids.len())
            {
                return Ok(Some((Arc::clone(batch), *index)));
            }
            match self.sorted.next()? {
                None => {
                    self.batch = None;
                    return Ok(None);
                }
                Some(batch) => self.batch = Some((Arc::new((self.prepare)(batch)?), 0)),
            }
        }
    }

    fn key(&mut self) -> Result<Option<Key>, Error> {
        let ids = self.ids;
        Ok(self.at()?.and_then(|(batch, index)| Some(Key::of(ids(&batch)?, index))))
    }

    /// Passes the next rows with this key that stand in one batch: the batch, from where and to where.
    fn run(&mut self, key: &Key) -> Result<Option<(Arc<B>, usize, usize)>, Error> {
        let Some((batch, from)) = self.at()? else { return Ok(None) };
        let Some(ids) = (self.ids)(&batch) else { return Ok(None) };
        let mut to = from;
        while to < ids.len() && key.is(ids, to) {
            to += 1;
        }
        if let Some((_, index)) = &mut self.batch {
            *index = to;
        }
        Ok((to > from).then_some((batch, from, to)))
    }
}

/// A customer as rows are sorted by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    None,
    Number(i64),
    Text(String),
}

impl Key {
    fn of(ids: &ArrayRef, row: usize) -> Key {
        if ids.is_null(row) {
            return Key::None;
        }
        match ids.data_type() {
            DataType::Int64 => Key::Number(ids.as_primitive::<Int64Type>().value(row)),
            _ => Key::Text(ids.as_string::<i32>().value(row).to_owned()),
        }
    }

    fn is(&self, ids: &ArrayRef, row: usize) -> bool {
        match self {
            Key::None => ids.is_null(row),
            Key::Number(number) => {
                ids.is_valid(row) && ids.as_primitive::<Int64Type>().value(row) == *number
            }
            Key::Text(text) => ids.is_valid(row) && ids.as_string::<i32>().value(row) == text,
        }
    }

    fn value(self) -> Value {
        match self {
            Key::None => Value::Null,
            Key::Number(number) => Value::from(number),
            Key::Text(text) => Value::String(text),
        }
    }
}

impl Groups {
    /// Opens the tables; they are sorted when the first customer is asked for.
    ///
    /// # Errors
    /// `table/column` when a column is missing or the two tables name customers by different types.
    pub fn open(plan: Plan<'_>) -> Result<Groups, Error> {
        let sorter = Sorter::new(&plan.limits)?;
        let both = [&plan.events, &plan.profiles]
            .map(|table| table.as_ref().map(|table| who(table, plan.id)).transpose());
        let [events_who, profiles_who] = both;
        let (events_who, profiles_who) = (events_who?, profiles_who?);
        if let (Some(one), Some(other)) = (&events_who, &profiles_who)
            && one.ty != other.ty
        {
            let file = plan.profiles.as_ref().map_or("", |table| table.file.as_str());
            let message = "one table names customers by text, the other by whole numbers";
            return Err(Error::new("table/column", file, message));
        }
        let events = match (plan.events, events_who) {
            (Some(table), Some(who)) => {
                Some(events(&sorter, table, who, plan.fields, plan.moment)?)
            }
            _ => None,
        };
        let mut profile_id: Arc<str> = "".into();
        let mut written = false;
        let profiles = match (plan.profiles, profiles_who) {
            (Some(table), Some(who)) => {
                profile_id = who.column.as_str().into();
                written = table.format == Format::Csv;
                let heads = Heads::new(&table, who, None, plan.moment)?;
                let sorted = sorter.sort(&table, heads)?;
                Some(Side {
                    sorted,
                    prepare: Box::new(Ok),
                    batch: None,
                    ids: |batch: &RecordBatch| batch.column_by_name(ID),
                })
            }
            _ => None,
        };
        Ok(Groups { events, profiles, profile_id, written, most: plan.most })
    }

    /// Rows that did not fit into memory so far and went to the folder for them.
    #[must_use]
    pub fn spilled(&self) -> usize {
        let events = self.events.as_ref().map_or(0, |events| events.sorted.spilled());
        events + self.profiles.as_ref().map_or(0, |profiles| profiles.sorted.spilled())
    }

    /// The next customer; none at the end.
    ///
    /// # Errors
    /// What reading or sorting failed with.
    pub fn advance(&mut self) -> Result<Option<Group>, Error> {
        let event = self.events.as_mut().map(Side::key).transpose()?.flatten();
        let profile = self.profiles.as_mut().map(Side::key).transpose()?.flatten();
        let key = match (event, profile) {
            (None, None) => return Ok(None),
            (Some(key), None) | (None, Some(key)) => key,
            (Some(one), Some(other)) => match one.cmp(&other) {
                Ordering::Greater => other,
                _ => one,
            },
        };
        let mut group = Group {
            id: Value::Null,
            profile: None,
            twice: None,
            too_many: false,
            first_event: None,
            runs: Vec::new(),
        };
        if key == Key::None {
            return self.nobody(group).map(Some);
        }
        self.facts(&key, &mut group)?;
        self.behaviour(&key, &mut group)?;
        group.id = key.value();
        Ok(Some(group))
    }

    fn facts(&mut self, key: &Key, group: &mut Group) -> Result<(), Error> {
        let Some(profiles) = &mut self.profiles else { return Ok(()) };
        while let Some((batch, from, to)) = profiles.run(key)? {
            for index in from..to {
                let id = Arc::clone(&self.profile_id);
                let row = Row::new(Arc::clone(&batch), index, id, self.written);
                match &group.profile {
                    None => group.profile = Some(row),
                    // Of several, which ones are named does not depend on how the rows were sorted.
                    Some(first) => {
                        let (one, other) = (first.number(), row.number());
                        let second = group.twice.map_or(one.max(other), |twice| {
                            let mut three = [one, other, twice];
                            three.sort_unstable();
                            three[1]
                        });
                        if other < one {
                            group.profile = Some(row);
                        }
                        group.twice = Some(second);
                    }
                }
            }
        }
        Ok(())
    }

    fn behaviour(&mut self, key: &Key, group: &mut Group) -> Result<(), Error> {
        let Some(events) = &mut self.events else { return Ok(()) };
        let mut count = 0;
        while let Some((batch, from, to)) = events.run(key)? {
            let first = (from..to).map(|index| batch.rows.value(index)).min();
            group.first_event = group.first_event.into_iter().chain(first).min();
            count += to - from;
            if count > self.most {
                group.too_many = true;
                group.runs.clear();
            } else {
                group.runs.push((batch, from, to));
            }
        }
        Ok(())
    }

    /// A row that names no customer.
    fn nobody(&mut self, mut group: Group) -> Result<Group, Error> {
        if let Some(events) = &mut self.events
            && events.key()? == Some(Key::None)
            && let Some((batch, index)) = events.at()?
        {
            group.first_event = Some(batch.rows.value(index));
            events.batch = Some((batch, index + 1));
            return Ok(group);
        }
        if let Some(profiles) = &mut self.profiles
            && let Some((batch, index)) = profiles.at()?
        {
            let id = Arc::clone(&self.profile_id);
            group.profile = Some(Row::new(Arc::clone(&batch), index, id, self.written));
            profiles.batch = Some((batch, index + 1));
        }
        Ok(group)
    }
}

fn events(
    sorter: &Sorter,
    mut table: Table,
    who: Who,
    fields: Option<&BTreeSet<String>>,
    moment: Moment,
) -> Result<Side<Batch>, Error> {
    if table.format != Format::Ndjson {
        if table.schema().column_with_name(KIND).is_none() {
            let message = format!("there is no column \"{KIND}\"");
            return Err(Error::new("table/column", &table.file, message));
        }
        let column = who.column.clone();
        table.keep(&|name| {
            name == column
                || [KIND, MOMENT].contains(&name)
                || fields.is_none_or(|fields| fields.contains(name))
        });
    }
    let decimals = table.schema().fields().iter().filter(|field| is_written(field.data_type()));
    let reading = Reading {
        kind: KIND.to_owned(),
        written: table.format == Format::Csv,
        decimals: decimals.map(|field| field.name().clone()).collect(),
    };
    let heads = Heads::new(&table, who, Some(MOMENT), moment)?;
    let file = table.file.clone();
    let prepare = move |batch: RecordBatch| {
        let missing = || Error::new("table/column", &file, "the columns are not as they were");
        Batch::new(&batch, &reading).ok_or_else(missing)
    };
    let sorted = sorter.sort(&table, heads)?;
    Ok(Side {
        sorted,
        prepare: Box::new(prepare),
        batch: None,
        ids: |batch: &Batch| Some(&batch.ids),
    })
}
