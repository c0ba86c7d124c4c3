//! The engine and the session: the only room that knows the order of the stages.

mod because;
mod loaded;
mod portrait;
mod session;

pub use loaded::Engine;
pub use session::Session;
