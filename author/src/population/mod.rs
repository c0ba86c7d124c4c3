//! Customers by the million: each is read, shown to a function and forgotten, on all cores, and the results come
//! back in the order of the customers.
//!
//! ```text
//! Source ─ batches ─▶ workers: read a customer, `work` ─▶ results in order ─▶ `sink`
//! ```
//!
//! | file | holds |
//! |---|---|
//! | [`lines`] | customer lines, one JSON object each, as a source |
//! | `tables` | Parquet, CSV and events in rows of their own, as a source; with the feature `tables` |
//!
//! [`each`] is the one way through. The command line opens a source for what its arguments name, in
//! `cli::customers`.
//!
//! Laws: the results and their order are the same for every number of threads and every size of batches; no
//! more than a few batches are held at a time.

mod customers;
mod each;
pub mod lines;
#[cfg(feature = "tables")]
pub mod tables;

use serde_json::Value;
use silhouette::Session;

use crate::customer::Refusal;

pub use each::{each, threads};

/// A customer of a population, however it was stored.
pub trait Person {
    /// Whatever names the customer.
    fn id(&self) -> &Value;
    /// The time of the portrait, ms since the epoch.
    fn now(&self) -> f64;
    /// Whether the portrait may be personal.
    fn personalised(&self) -> bool;
    /// A fact by its name, as it was given; none when it is not there or null. What the policy does not read is
    /// there, too: an outcome that came later may stand beside the facts.
    fn fact(&self, name: &str) -> Option<Value>;
    /// Gives a new session everything that is known: whether it may be personal, consents, facts and events.
    ///
    /// # Errors
    /// When the engine refuses a consent, a fact or an event; the message holds no value.
    fn enter(&self, session: &mut Session) -> Result<(), Refusal>;
}

/// A customer as it comes from a source: read by a worker, not by the thread that waits for the disk.
pub trait Unread: Send {
    /// Where it stands.
    fn place(&self) -> Place;
    /// About how many bytes it takes while it waits.
    fn size(&self) -> usize;
    /// Reads it.
    ///
    /// # Errors
    /// When it is not what a customer should be.
    fn read(&self) -> Result<Box<dyn Person + '_>, Refusal>;
}

/// What a population is read from.
pub trait Source {
    /// Why it cannot be read on.
    type Error;
    /// The next customer; none at the end.
    ///
    /// # Errors
    /// When the source itself fails. What is wrong with one customer is told by [`Unread::read`].
    fn next(&mut self) -> Result<Option<Box<dyn Unread>>, Self::Error>;
}

/// Where something stands in what a population was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// In which part.
    pub part: Part,
    /// The line or row there, from 1.
    pub number: u64,
}

/// A part of what a population is read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A customer's line.
    Line,
    /// A row of the table of customers.
    Customer,
    /// A row of the table of events.
    Event,
}

/// What one customer came to.
#[derive(Debug)]
pub struct Done<R> {
    /// Where the customer stands.
    pub place: Place,
    /// What the work made of it, or why it was refused.
    pub result: Result<R, Refusal>,
}
