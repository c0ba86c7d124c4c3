//! Customers of tables: Parquet, CSV, and lines of events, by the crate `silhouette-fleet`.
//!
//! Columns are facts and fields by their names. What no column can hold, beside them: `now`, `personalised` and
//! `consents` of a table of customers, and `profile` and `events` of one that is nested.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Map, Value};
use silhouette::model::value::Type;
use silhouette::pack::program::Kind;
use silhouette::{Engine, RawEvent, Scalar, Session};
use silhouette_fleet::events::{Cell, Event};
use silhouette_fleet::group::{Group, Groups, Plan, Row};
use silhouette_fleet::heads::moment_of;
use silhouette_fleet::rows::Rows;
use silhouette_fleet::sort::Limits;
use silhouette_fleet::{Error, Format, Progress, Table};

use super::{Part, Person, Place, Source, Unread};
use crate::customer::{Customer, Refusal};
use crate::lower;

/// A customer of tables has no more events: those who have are refused.
pub const MOST_EVENTS: usize = 1_000_000;
/// Events that are recorded at once.
const BATCH: usize = 10_000;

/// Which tables, and how they are read.
#[derive(Debug)]
pub struct Options<'a> {
    /// A table with everything of a customer in a row.
    pub customers: Option<(&'a str, Format)>,
    /// A table with a row for each event.
    pub events: Option<(&'a str, Format)>,
    /// A table with a row for each customer, beside the events.
    pub profiles: Option<(&'a str, Format)>,
    /// The column of customers.
    pub id: Option<&'a str>,
    /// The moment of the portraits.
    pub now: Now,
    /// Fields of events that are read; none: all.
    pub fields: Option<BTreeSet<String>>,
    /// What sorting may use.
    pub limits: Limits,
}

/// Which moment portraits are of.
#[derive(Clone, Debug, PartialEq)]
pub enum Now {
    /// The same for all, ms since the epoch.
    Moment(f64),
    /// What this column says.
    Column(String),
}

/// Names of the fields that policies read of events.
#[must_use]
pub fn fields(engines: &[&Engine]) -> BTreeSet<String> {
    let names = engines.iter().flat_map(|engine| {
        let fields = engine.program().kinds.iter().flat_map(|kind| &kind.fields);
        fields.map(|field| engine.text(field.name).to_owned())
    });
    names.collect()
}

/// Tables that are open.
pub struct Tables {
    customers: Customers,
    now: Arc<Now>,
    progress: Arc<Progress>,
}

enum Customers {
    Rows(Rows),
    Groups(Groups),
}

impl Tables {
    /// Opens tables.
    ///
    /// # Errors
    /// See `silhouette_fleet`.
    pub fn open(options: Options<'_>) -> Result<Tables, Error> {
        let progress = Arc::new(Progress::default());
        let table = |named: Option<(&str, Format)>| {
            named.map(|(file, format)| Table::open(file, format, &progress)).transpose()
        };
        let customers = if let Some(table) = table(options.customers)? {
            Customers::Rows(Rows::open(&table, options.id)?)
        } else {
            Customers::Groups(Groups::open(Plan {
                events: table(options.events)?,
                profiles: table(options.profiles)?,
                id: options.id,
                fields: options.fields.as_ref(),
                moment,
                limits: options.limits,
                most: MOST_EVENTS,
            })?)
        };
        Ok(Tables { customers, now: Arc::new(options.now), progress })
    }

    /// How far reading has come.
    #[must_use]
    pub fn progress(&self) -> Arc<Progress> {
        Arc::clone(&self.progress)
    }
}

impl Source for Tables {
    type Error = Error;

    fn next(&mut self) -> Result<Option<Box<dyn Unread>>, Error> {
        let now = Arc::clone(&self.now);
        Ok(match &mut self.customers {
            Customers::Rows(rows) => {
                rows.advance()?.map(|row| -> Box<dyn Unread> { Box::new(One { row, now }) })
            }
            Customers::Groups(groups) => {
                groups.advance()?.map(|group| -> Box<dyn Unread> { Box::new(Many { group, now }) })
            }
        })
    }
}

/// A moment as customer lines write it.
fn moment(text: &str) -> Option<i64> {
    lower::moment(&Value::String(text.to_owned()))
}

/// A customer in one row.
struct One {
    row: Row,
    now: Arc<Now>,
}

impl Unread for One {
    fn place(&self) -> Place {
        Place { part: Part::Customer, number: self.row.number() }
    }

    fn size(&self) -> usize {
        4096 // by far not exact: batches end by their number, too
    }

    fn read(&self) -> Result<Box<dyn Person + '_>, Refusal> {
        let mut cells = self.row.cells().ok_or_else(not_json)?;
        let events = match cells.remove("events") {
            Some(Value::String(text)) if self.row.written() => {
                let events = serde_json::from_str(&text);
                Some(events.map_err(|_| refusal("input/json", "/events", "not JSON"))?)
            }
            events => events,
        };
        let mut customer = head(self.row.id(), cells, &self.now, self.row.written())?;
        customer.events = match events {
            None => Vec::new(),
            Some(Value::Array(events)) => {
                let object = |(index, event)| match event {
                    Value::Object(event) => Ok(event),
                    _ => {
                        Err(refusal("input/type", format!("/events/{index}"), "expected an object"))
                    }
                };
                events.into_iter().enumerate().map(object).collect::<Result<_, _>>()?
            }
            Some(_) => return Err(refusal("input/type", "/events", "expected an array")),
        };
        for (index, event) in customer.events.iter_mut().enumerate() {
            if let Some(at) = event.get_mut("at") {
                let ms =
                    moment_of(at, moment).ok_or_else(|| time(format!("/events/{index}/at")))?;
                *at = Value::from(ms);
            }
        }
        Ok(Box::new(TablePerson { customer, written: self.row.written(), group: None }))
    }
}

/// A customer whose events stand in rows of their own.
struct Many {
    group: Group,
    now: Arc<Now>,
}

impl Unread for Many {
    fn place(&self) -> Place {
        match (&self.group.profile, self.group.first_event) {
            (Some(row), _) => Place { part: Part::Customer, number: row.number() },
            (None, event) => Place { part: Part::Event, number: event.unwrap_or(0) },
        }
    }

    fn size(&self) -> usize {
        1024 + self.group.count() * 64
    }

    fn read(&self) -> Result<Box<dyn Person + '_>, Refusal> {
        let Group { id, profile, twice, too_many, .. } = &self.group;
        if id.is_null() {
            return Err(refusal("input/customer", "", "the row names no customer"));
        }
        if let Some(row) = twice {
            let message = format!("row {row} is of the same customer");
            return Err(refusal("input/duplicate", "", message));
        }
        if *too_many {
            let message = format!("more than {MOST_EVENTS} events of one customer");
            return Err(refusal("input/too-many", "/events", message));
        }
        let cells = profile.as_ref().map(Row::cells).unwrap_or_else(|| Some(Map::new()));
        let written = profile.as_ref().is_some_and(Row::written);
        let customer = head(id.clone(), cells.ok_or_else(not_json)?, &self.now, written)?;
        Ok(Box::new(TablePerson { customer, written, group: Some(&self.group) }))
    }
}

/// A customer without events, from the cells of a row.
fn head(
    id: Value,
    mut cells: Map<String, Value>,
    now: &Now,
    written: bool,
) -> Result<Customer, Refusal> {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of the years to 9999 are exact")]
    let now = match now {
        Now::Moment(now) => {
            cells.remove("now");
            *now
        }
        Now::Column(name) => {
            let cell = cells.remove(name).unwrap_or_default();
            moment_of(&cell, moment).ok_or_else(|| time("/now"))? as f64
        }
    };
    let personalised = match cells.remove("personalised") {
        None => true,
        Some(Value::Bool(is)) => is,
        Some(Value::String(text)) if written && truth(&text).is_some() => {
            truth(&text).unwrap_or_default()
        }
        Some(_) => return Err(refusal("input/type", "/personalised", "expected true or false")),
    };
    let consents = match cells.remove("consents") {
        None => None,
        Some(Value::Object(consents)) => Some(consents),
        Some(Value::String(text))
            if written && serde_json::from_str::<Map<_, _>>(&text).is_ok() =>
        {
            serde_json::from_str(&text).ok()
        }
        Some(_) => return Err(refusal("input/type", "/consents", "expected an object")),
    };
    let (profile, others) = match cells.remove("profile") {
        None => (cells, Map::new()),
        Some(Value::Object(profile)) => (profile, cells),
        Some(_) => return Err(refusal("input/type", "/profile", "expected an object")),
    };
    Ok(Customer { id, now, personalised, consents, profile, events: Vec::new(), others })
}

/// A customer that came from tables.
struct TablePerson<'a> {
    /// All but the events that stand in rows of their own.
    customer: Customer,
    /// The facts are text that stands for whatever is declared.
    written: bool,
    group: Option<&'a Group>,
}

impl Person for TablePerson<'_> {
    fn id(&self) -> &Value {
        &self.customer.id
    }

    fn now(&self) -> f64 {
        self.customer.now
    }

    fn personalised(&self) -> bool {
        self.customer.personalised
    }

    /// Of CSV, what reads as a number or as a truth value is one.
    fn fact(&self, name: &str) -> Option<Value> {
        let value = Person::fact(&self.customer, name)?;
        let Value::String(text) = &value else { return Some(value) };
        let plain = || number(text).map(Value::from).or_else(|| truth(text).map(Value::Bool));
        Some(self.written.then(plain).flatten().unwrap_or(value))
    }

    fn enter(&self, session: &mut Session) -> Result<(), Refusal> {
        let engine = session.engine();
        if self.written {
            let mut customer = self.customer.clone();
            for (name, value) in &mut customer.profile {
                if let Value::String(text) = value {
                    *value = declared_fact(&engine, name, text);
                }
            }
            customer.enter(session)?;
        } else {
            self.customer.enter(session)?;
        }
        let Some(group) = self.group else { return Ok(()) };
        for events in group.events().chunks(BATCH) {
            record(&engine, session, events)?;
        }
        Ok(())
    }
}

/// Records events that are cells, or lines.
fn record(engine: &Engine, session: &mut Session, events: &[Event<'_>]) -> Result<(), Refusal> {
    let place = |event: &Event<'_>, rest: &str| format!("/events/{}{rest}", event.row());
    let mut lines = Vec::new();
    for event in events {
        let Some(line) = event.line() else { continue };
        let line: Map<String, Value> = serde_json::from_str(line)
            .map_err(|_| refusal("input/json", place(event, ""), "not a JSON object"))?;
        lines.push(line);
    }
    let mut lines = lines.iter();
    let mut raw = Vec::with_capacity(events.len());
    for event in events {
        #[expect(clippy::cast_precision_loss, reason = "the engine refuses what is not exact")]
        let at = event.at().ok_or_else(|| time(place(event, "/at")))? as f64;
        let (kind, fields) = if event.line().is_some() {
            let line = lines.next();
            let kind = line.and_then(|line| line.get("type")).and_then(Value::as_str);
            let fields = line.into_iter().flatten();
            let fields = fields.filter(|(name, _)| !matches!(name.as_str(), "type" | "at"));
            (kind, fields.map(|(name, value)| (name.as_str(), json(value))).collect())
        } else {
            let kind = event.kind();
            let kinds = engine.program().kinds.iter();
            let known = || {
                kind.and_then(|kind| kinds.clone().find(|known| engine.text(known.name) == kind))
            };
            let fields =
                event.fields().map(|(name, cell)| (name, scalar(cell, name, engine, &known)));
            (kind, fields.collect())
        };
        raw.push(RawEvent { kind, at: Scalar::Number(at), fields });
    }
    let recorded = session.record(&raw);
    recorded.map(|_| ()).map_err(|error| {
        // `/INDEX/FIELD`: of the row, not of the batch.
        let path = error.path.trim_start_matches('/');
        let (index, rest) = path.find('/').map_or((path, ""), |end| path.split_at(end));
        let event = index.parse::<usize>().ok().and_then(|index| events.get(index));
        let path = event.map_or_else(|| "/events".to_owned(), |event| place(event, rest));
        refusal(error.code, path, error.message)
    })
}

fn json(value: &Value) -> Scalar<'_> {
    match value {
        Value::Null => Scalar::Null,
        Value::Bool(is) => Scalar::Bool(*is),
        Value::Number(number) => number.as_f64().map_or(Scalar::Other, Scalar::Number),
        Value::String(text) => Scalar::Text(text),
        Value::Array(_) | Value::Object(_) => Scalar::Other,
    }
}

fn scalar<'a, 'p>(
    cell: Cell<'a>,
    name: &str,
    engine: &Engine,
    kind: &impl Fn() -> Option<&'p Kind>,
) -> Scalar<'a> {
    match cell {
        Cell::Bool(is) => Scalar::Bool(is),
        Cell::Number(number) => Scalar::Number(number),
        Cell::Text(text) => Scalar::Text(text),
        Cell::Other => Scalar::Other,
        Cell::Written(text) => {
            let fields = kind().map_or(&[][..], |kind| &kind.fields);
            let field = fields.iter().find(|field| engine.text(field.name) == name);
            declared(text, field.map(|field| &field.ty))
        }
    }
}

/// What a text stands for where this is declared.
fn declared<'a>(text: &'a str, ty: Option<&Type>) -> Scalar<'a> {
    let plain = match ty {
        Some(Type::Bool) => truth(text).map(Scalar::Bool),
        Some(Type::Int | Type::Number) => number(text).map(Scalar::Number),
        _ => None,
    };
    plain.unwrap_or(Scalar::Text(text))
}

/// The same of a fact; a list stands as JSON.
fn declared_fact(engine: &Engine, name: &str, text: &str) -> Value {
    use silhouette::pack::program::Source;
    let program = engine.program();
    let facts = program.slots.iter().take(usize::from(program.profile));
    let slot = facts.clone().find(|slot| engine.text(slot.name) == name);
    if slot.is_some_and(|slot| matches!(slot.source, Source::ProfileList(_)))
        && let Ok(Value::Array(items)) = serde_json::from_str(text)
    {
        return Value::Array(items);
    }
    match declared(text, slot.map(|slot| &slot.ty)) {
        Scalar::Bool(is) => Value::Bool(is),
        Scalar::Number(number) => Value::from(number),
        _ => Value::String(text.to_owned()),
    }
}

/// A finite number in plain or scientific digits.
fn number(text: &str) -> Option<f64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    text.parse::<f64>().ok().filter(|number| digits && number.is_finite())
}

fn truth(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

fn refusal(code: &'static str, path: impl Into<String>, message: impl Into<String>) -> Refusal {
    Refusal { code, path: path.into(), message: message.into() }
}

fn not_json() -> Refusal {
    refusal("input/json", "", "not a JSON object")
}

fn time(path: impl Into<String>) -> Refusal {
    refusal(
        "input/time",
        path,
        "expected a moment: a timestamp, milliseconds since 1970 or RFC 3339 text",
    )
}
