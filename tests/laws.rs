//! Laws of the engine, over random streams, against a slow and obvious reference.

#[path = "laws/program.rs"]
mod program;
#[path = "laws/reference.rs"]
mod reference;

#[path = "laws/features.rs"]
mod features;
#[path = "laws/pack.rs"]
mod pack;
