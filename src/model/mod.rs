//! The words of the domain.
pub mod value;
