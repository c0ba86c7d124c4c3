//! Behaviour: events in, features out.
//!
//! [`log`] keeps what the policy reads, in columns. [`cursor`] knows which rows of a kind are inside
//! a window at a moment, and tells the aggregates of that window which rows come and go. An
//! [`aggregate`] turns coming and going rows into a value. [`features`] holds them all together.
//!
//! Which events count at the time `now`: those of the window's span that were reached. A moment is
//! reached when it is not later than `now` or than any earlier `now`: a clock that goes back never
//! un-counts what was seen. Events later than that are held.

pub mod aggregate;
mod cells;
pub mod coerce;
pub mod cursor;
pub mod decay;
pub mod derived;
pub mod features;
pub mod grouped;
pub mod log;
pub mod path;
pub mod runs;
pub mod secret;
pub mod slope;
pub mod thresholds;
