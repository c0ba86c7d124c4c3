//! Tables to customers: Parquet, CSV and lines of JSON, on all cores, larger than memory.
//!
//! ```text
//! events   ─ read ─▶ batches ─ sort by customer and moment ─┐
//!                                                           ├─ group ─▶ one customer after the other
//! profiles ─ read ─▶ batches ─ sort by customer ────────────┘
//! ```
//!
//! | file | holds |
//! |---|---|
//! | [`read`] | a file as batches of columns: which format, which columns, which rows |
//! | [`heads`](mod@heads) | who and when: the columns that rows are sorted by |
//! | [`sort`](mod@sort) | sorting with a limit of memory, by DataFusion |
//! | [`group`](mod@group) | sorted rows as customers: [`Group`] |
//! | [`rows`](mod@rows) | a table with a row for each customer, in the order of the file |
//! | [`cells`] | what a cell says, as JSON would |
//! | [`events`] | the events of a customer, cell by cell |
//! | [`write`] | tables of events and customers as Parquet and CSV |
//! | [`error`] | what can go wrong, with a code and a place, and never a value |
//!
//! This crate knows tables and nothing of policies: what a column means is said by its name.

pub mod cells;
pub mod error;
pub mod events;
pub mod group;
pub mod heads;
pub mod read;
pub mod rows;
pub mod sort;
pub mod write;

pub use error::Error;
pub use group::{Group, Groups};
pub use read::{Format, Progress, Table};

/// A moment that is written as text, ms since the epoch; none when it is not understood.
pub type Moment = fn(&str) -> Option<i64>;
