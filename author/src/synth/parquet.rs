//! The two tables as Parquet: columns of their own types, row group by row group.

use silhouette_fleet::write::{Cell, Holds, Writer};
use silhouette_fleet::{Error, Format};

use super::vocabulary::{Form, Name, Value, Vocabulary};
use super::write::{Id, columns, facts, taken, words};
use super::{Customer, Plan};

/// Two tables: a row for each event, a row for each customer.
pub struct Tables {
    events: Writer,
    profiles: Writer,
    /// Fields of the events, behind customer, kind and moment.
    columns: Vec<Name>,
}

/// What a column is made of: whole numbers, decimals with two digits behind the point, dates, lists.
fn holds(name: &Name) -> (&'static str, Holds) {
    let holds = match name.form {
        Form::Bool => Holds::Bool,
        Form::Int(..) => Holds::Integer,
        Form::Cents(..) => Holds::Decimal(2),
        Form::Word(_) | Form::Product | Form::Loan | Form::Text => Holds::Word,
        Form::Words(_) => Holds::Words,
        Form::Date => Holds::Date,
    };
    (name.name, holds)
}

impl Tables {
    /// Creates the files, with the columns `customer, type, at, …` and `customer, now, outcome, …`.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn create(plan: &Plan, events: &str, profiles: &str) -> Result<Tables, Error> {
        let vocabulary = &plan.vocabulary;
        let fields = columns(vocabulary);
        let mut all = vec![("customer", Holds::Text), ("type", Holds::Word), ("at", Holds::Moment)];
        all.extend(fields.iter().map(holds));
        let events = Writer::create(events, Format::Parquet, &all)?;
        let mut all =
            vec![("customer", Holds::Text), ("now", Holds::Moment), ("outcome", Holds::Integer)];
        all.extend(facts(vocabulary).map(holds));
        let profiles = Writer::create(profiles, Format::Parquet, &all)?;
        Ok(Tables { events, profiles, columns: fields })
    }

    /// Writes a customer.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn customer(&mut self, plan: &Plan, customer: &Customer) -> Result<(), Error> {
        let vocabulary = &plan.vocabulary;
        let id = Id(customer.number).to_string();
        let mut loan = String::new();
        for event in &customer.events {
            let Some((kind, fields)) = taken(vocabulary, event) else { continue };
            let fields: Vec<(Name, Value)> = fields.collect();
            if let Some(number) = fields.iter().find_map(|(_, value)| match value {
                Value::Loan(number) => Some(number),
                _ => None,
            }) {
                loan = format!("l{number}");
            }
            let head = [Cell::Text(&id), Cell::Text(kind.name), Cell::Integer(event.at)];
            let cells = self.columns.iter().map(|column| {
                let of = fields.iter().find(|(name, _)| name.name == column.name);
                of.map_or(Cell::Null, |(_, value)| cell(vocabulary, *value, &loan))
            });
            self.events.cells(&head.into_iter().chain(cells).collect::<Vec<_>>())?;
        }
        let lists = vocabulary.facts.iter().zip(&customer.facts).map(|(name, fact)| match fact {
            Some(Value::Words(bits)) => words(*name, *bits).collect(),
            _ => Vec::new(),
        });
        let lists: Vec<Vec<&str>> = lists.collect();
        let known = vocabulary.with_fact.iter().zip(&customer.facts).zip(&lists);
        let cells = known.filter(|((with, _), _)| **with).map(|((_, fact), list)| match fact {
            None => Cell::Null,
            Some(Value::Words(_)) => Cell::Words(list),
            Some(value) => cell(vocabulary, *value, ""),
        });
        let head = [
            Cell::Text(&id),
            Cell::Integer(plan.now()),
            Cell::Integer(i64::from(customer.outcome)),
        ];
        self.profiles.cells(&head.into_iter().chain(cells).collect::<Vec<_>>())
    }

    /// Writes the ends of both files; without this they are not whole.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn finish(self) -> Result<(), Error> {
        self.events.close()?;
        self.profiles.close()
    }
}

/// A value that is no list. `loan` is the text of a loan.
fn cell<'a>(vocabulary: &'a Vocabulary, value: Value, loan: &'a str) -> Cell<'a> {
    match value {
        Value::Bool(is) => Cell::Bool(is),
        Value::Int(whole) | Value::Date(whole) => Cell::Integer(whole),
        Value::Cents(cents) => Cell::Units(cents),
        Value::Word(word) => Cell::Text(word),
        Value::Product(index) => {
            Cell::Text(vocabulary.products.get(index).map_or("", |product| &product.id))
        }
        Value::Loan(_) => Cell::Text(loan),
        Value::Words(_) => Cell::Null,
    }
}
