//! The engine of Silhouette: everything that runs on a device.
//!
//! A policy is compiled once by its author into a pack and evaluated many times by its subject.
//! [`Engine`] is a loaded pack: immutable, shared. [`Session`] is one customer's state. The engine is
//! pure: `now` and entropy are arguments, and the same inputs give the same bytes everywhere.
//!
//! Rooms, in the order in which they may know each other:
//!
//! | room | holds |
//! |---|---|
//! | [`model`] | the words of the domain: values, time, events, errors, answers |
//! | [`pack`] | the compiled policy: its tables, its binary form, the check on loading |
//! | `behaviour` | events in, features out |
//! | `stages` | pure functions: conditions, tags, scores, tiers, warnings, suggestions |
//! | `rights` | what the customer and the law control: consent per purpose, removed tags |
//! | [`egress`] | what may leave: the randomised report, its form, the ledger of the budget |
//! | `engine` | the order of the stages |
//! | `wasm` | the border to JavaScript, in wasm builds only |
#![cfg_attr(not(target_arch = "wasm32"), forbid(unsafe_code))]

extern crate alloc;

mod behaviour;
pub mod egress;
mod engine;
pub mod model;
pub mod pack;
mod rights;
mod stages;
#[cfg(all(target_arch = "wasm32", feature = "border"))]
mod wasm;

pub use engine::{Engine, ItemKind, SNAPSHOT_FORMAT, Session};
pub use model::answer::Answer;
pub use model::error::Error;
pub use model::event::{RawEvent, Scalar};
