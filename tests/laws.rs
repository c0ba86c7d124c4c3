//! Laws of the engine, over random streams, against a slow and obvious reference.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unreachable,
    clippy::std_instead_of_alloc,
    reason = "a test may stop at the first thing that does not hold"
)]

#[path = "laws/answer.rs"]
mod answer;
#[path = "laws/program.rs"]
mod program;
#[path = "laws/reference.rs"]
mod reference;

#[path = "laws/contact.rs"]
mod contact;
#[path = "laws/features.rs"]
mod features;
#[path = "laws/journal.rs"]
mod journal;
#[path = "laws/lifecycle.rs"]
mod lifecycle;
#[path = "laws/lists.rs"]
mod lists;
#[path = "laws/next_change.rs"]
mod next_change;
#[path = "laws/pack.rs"]
mod pack;
#[path = "laws/portrait.rs"]
mod portrait;
#[path = "laws/snapshot.rs"]
mod snapshot;
#[path = "laws/terms.rs"]
mod terms;
#[path = "laws/warnings.rs"]
mod warnings;
