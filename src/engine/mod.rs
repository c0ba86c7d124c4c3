//! The engine and the session: the only room that knows the order of the stages.

mod because;
mod explain;
mod export;
mod journal;
mod loaded;
mod portrait;
mod rights;
mod sentences;
mod session;
mod snapshot;

pub use explain::ItemKind;
pub use loaded::Engine;
pub use session::Session;
#[cfg(all(target_arch = "wasm32", feature = "border"))]
pub(crate) use session::{Batch, Facts};
pub use snapshot::SNAPSHOT_FORMAT;
