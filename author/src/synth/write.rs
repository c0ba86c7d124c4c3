//! Customers as lines of JSON, as `portrait` reads them, and as two tables of comma-separated values. A list is JSON in both.

use std::io::{self, Write};

use silhouette::model::time::civil;

use super::vocabulary::{Event, Form, KINDS, Kind, Name, Value, Vocabulary};
use super::{Customer, Plan};

/// Writes a customer's line, with its end.
///
/// # Errors
/// When the target cannot be written.
pub fn line(plan: &Plan, customer: &Customer, out: &mut Vec<u8>) -> io::Result<()> {
    let vocabulary = &plan.vocabulary;
    write!(
        out,
        "{{\"id\":\"{}\",\"now\":{},\"outcome\":{}",
        Id(customer.number),
        plan.now(),
        u8::from(customer.outcome)
    )?;
    out.extend_from_slice(b",\"profile\":{");
    let mut between = "";
    let known = vocabulary.facts.iter().zip(&customer.facts).zip(&vocabulary.with_fact);
    for ((name, fact), _) in known.filter(|(_, with)| **with) {
        if let Some(value) = fact {
            write!(out, "{between}\"{}\":", name.name)?;
            json(vocabulary, *name, *value, out)?;
            between = ",";
        }
    }
    out.extend_from_slice(b"},\"events\":[");
    between = "";
    for event in &customer.events {
        let Some((kind, fields)) = taken(vocabulary, event) else { continue };
        out.extend_from_slice(between.as_bytes());
        out.extend_from_slice(b"{\"type\":\"");
        out.extend_from_slice(kind.name.as_bytes());
        out.extend_from_slice(b"\",\"at\":");
        int(event.at, out);
        for (name, value) in fields {
            out.extend_from_slice(b",\"");
            out.extend_from_slice(name.name.as_bytes());
            out.extend_from_slice(b"\":");
            json(vocabulary, name, value, out)?;
        }
        out.push(b'}');
        between = ",";
    }
    out.extend_from_slice(b"]}\n");
    Ok(())
}

/// An event's kind and its fields, as far as the policy takes them.
pub(super) fn taken<'a>(
    vocabulary: &'a Vocabulary,
    event: &'a Event,
) -> Option<(&'static Kind, impl Iterator<Item = (Name, Value)> + 'a)> {
    let kind = KINDS.get(event.kind)?;
    let with = vocabulary.with_field.get(event.kind)?;
    let fields = kind.fields.iter().zip(event.values).zip(with).filter(|(_, with)| **with);
    vocabulary
        .with_kind
        .get(event.kind)?
        .then_some((kind, fields.map(|((name, value), _)| (*name, value))))
}

/// How many of a customer's events are written.
#[must_use]
pub fn count(vocabulary: &Vocabulary, customer: &Customer) -> u64 {
    let with = |event: &&Event| vocabulary.with_kind.get(event.kind).copied().unwrap_or_default();
    customer.events.iter().filter(with).count() as u64
}

/// A customer's id.
pub(super) struct Id(pub(super) u64);

impl core::fmt::Display for Id {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "c{:09}", self.0)
    }
}

fn int(n: i64, out: &mut Vec<u8>) {
    out.extend_from_slice(itoa::Buffer::new().format(n).as_bytes());
}

/// A value as JSON: decimals and dates as text.
fn json(vocabulary: &Vocabulary, name: Name, value: Value, out: &mut Vec<u8>) -> io::Result<()> {
    match value {
        Value::Bool(_) | Value::Int(_) | Value::Words(_) => plain(vocabulary, name, value, out),
        // The only ones that are not the generator's own words.
        Value::Product(index) => {
            serde_json::to_writer(
                out,
                vocabulary.products.get(index).map_or("", |product| &product.id),
            )?;
        }
        _ => {
            out.push(b'"');
            plain(vocabulary, name, value, out);
            out.push(b'"');
        }
    }
    Ok(())
}

/// A value as text.
fn plain(vocabulary: &Vocabulary, name: Name, value: Value, out: &mut Vec<u8>) {
    match value {
        Value::Bool(is) => out.extend_from_slice(if is { b"true" } else { b"false" }),
        Value::Int(n) => int(n, out),
        Value::Cents(cents) => {
            let (whole, rest) = (cents.abs() / 100, cents.abs() % 100);
            if cents < 0 {
                out.push(b'-');
            }
            int(whole, out);
            out.push(b'.');
            if rest < 10 {
                out.push(b'0');
            }
            int(rest, out);
        }
        Value::Word(word) => out.extend_from_slice(word.as_bytes()),
        Value::Words(bits) => {
            // As `portrait` reads a list of CSV: JSON. The words are the generator's own, nothing in them is escaped.
            out.push(b'[');
            for (index, word) in words(name, bits).enumerate() {
                out.extend_from_slice(if index > 0 { b",\"" } else { b"\"" });
                out.extend_from_slice(word.as_bytes());
                out.push(b'"');
            }
            out.push(b']');
        }
        Value::Product(index) => out.extend_from_slice(
            vocabulary.products.get(index).map_or("", |product| &product.id).as_bytes(),
        ),
        Value::Loan(id) => {
            out.push(b'l');
            int(id, out);
        }
        Value::Date(day) => {
            let (year, month, of_month) = civil(day);
            out.extend_from_slice(format!("{year:04}-{month:02}-{of_month:02}").as_bytes());
        }
    }
}

/// The words of a list whose bits are set; they are the generator's own, without quotes.
pub(super) fn words(name: Name, bits: u32) -> impl Iterator<Item = &'static str> {
    let all = if let Form::Words(all) = name.form { all } else { &[] };
    all.iter().enumerate().filter(move |(bit, _)| bits >> bit & 1 == 1).map(|(_, word)| *word)
}

/// The fields of all kinds that a policy takes, each name once: columns of the table of events.
pub(super) fn columns(vocabulary: &Vocabulary) -> Vec<Name> {
    let mut columns: Vec<Name> = Vec::new();
    let kinds = KINDS.iter().zip(&vocabulary.with_kind).zip(&vocabulary.with_field);
    for ((kind, _), fields) in kinds.filter(|((_, with), _)| **with) {
        for (name, _) in kind.fields.iter().zip(fields).filter(|(_, taken)| **taken) {
            if columns.iter().all(|column| column.name != name.name) {
                columns.push(*name);
            }
        }
    }
    columns
}

/// The facts that a policy takes: columns of the table of customers.
pub(super) fn facts(vocabulary: &Vocabulary) -> impl Iterator<Item = &Name> {
    let facts = vocabulary.facts.iter().zip(&vocabulary.with_fact);
    facts.filter(|(_, with)| **with).map(|(name, _)| name)
}

/// Two tables: a row for each event, a row for each customer.
pub struct Tables<W: Write> {
    events: csv::Writer<W>,
    profiles: csv::Writer<W>,
    /// Names of the fields of all kinds, each once.
    columns: Vec<&'static str>,
    cell: Vec<u8>,
}

impl<W: Write> Tables<W> {
    /// Writes the heads: `customer,type,at,…` and `customer,now,outcome,…`.
    ///
    /// # Errors
    /// When a target cannot be written.
    pub fn new(plan: &Plan, events: W, profiles: W) -> io::Result<Tables<W>> {
        let vocabulary = &plan.vocabulary;
        let columns: Vec<_> = columns(vocabulary).iter().map(|name| name.name).collect();
        let (mut events, mut profiles) =
            (csv::Writer::from_writer(events), csv::Writer::from_writer(profiles));
        events.write_record(["customer", "type", "at"].iter().chain(&columns))?;
        let facts = facts(vocabulary).map(|name| name.name);
        profiles.write_record(["customer", "now", "outcome"].into_iter().chain(facts))?;
        Ok(Tables { events, profiles, columns, cell: Vec::new() })
    }

    /// Writes a customer.
    ///
    /// # Errors
    /// When a target cannot be written.
    pub fn customer(&mut self, plan: &Plan, customer: &Customer) -> io::Result<()> {
        let vocabulary = &plan.vocabulary;
        let id = Id(customer.number).to_string();
        for event in &customer.events {
            let Some((kind, fields)) = taken(vocabulary, event) else { continue };
            self.events.write_field(&id)?;
            self.events.write_field(kind.name)?;
            self.events.write_field(itoa::Buffer::new().format(event.at))?;
            let mut values: [Option<(Name, Value)>; super::vocabulary::MOST_FIELDS] =
                Default::default();
            for (to, field) in values.iter_mut().zip(fields) {
                *to = Some(field);
            }
            for column in &self.columns {
                let of = values.iter().flatten().find(|(name, _)| name.name == *column);
                self.cell.clear();
                if let Some((name, value)) = of {
                    plain(vocabulary, *name, *value, &mut self.cell);
                }
                self.events.write_field(&self.cell)?;
            }
            self.events.write_record(None::<&[u8]>)?;
        }
        self.profiles.write_field(&id)?;
        self.profiles.write_field(itoa::Buffer::new().format(plan.now()))?;
        self.profiles.write_field(if customer.outcome { "1" } else { "0" })?;
        let known = vocabulary.facts.iter().zip(&customer.facts).zip(&vocabulary.with_fact);
        for ((name, fact), _) in known.filter(|(_, with)| **with) {
            self.cell.clear();
            if let Some(value) = fact {
                plain(vocabulary, *name, *value, &mut self.cell);
            }
            self.profiles.write_field(&self.cell)?;
        }
        self.profiles.write_record(None::<&[u8]>)?;
        Ok(())
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// When a target cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        self.events.flush()?;
        self.profiles.flush()
    }
}
