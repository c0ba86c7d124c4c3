//! The words of the domain: values, quantities, time, events, errors, answers.

pub mod answer;
pub mod digits;
pub mod error;
pub mod event;
pub mod intmap;
pub mod number;
pub mod queue;
pub mod shapes;
pub mod time;
pub mod value;
