//! The engine and the session: the only room that knows the order of the stages.

mod again;
mod because;
mod explain;
mod export;
mod journal;
mod loaded;
mod portrait;
mod profile;
mod reads;
mod record;
mod report;
mod rights;
mod sentences;
mod session;
mod snapshot;

pub use explain::ItemKind;
pub use loaded::Engine;
#[cfg(all(target_arch = "wasm32", feature = "border"))]
pub(crate) use profile::Facts;
#[cfg(all(target_arch = "wasm32", feature = "border"))]
pub(crate) use record::Batch;
pub use session::Session;
pub use snapshot::SNAPSHOT_FORMAT;
