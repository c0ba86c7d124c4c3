//! How well the scores of a policy told what came about later: over a population with its outcomes.
//!
//! ```text
//! customers ─▶ record (one customer, on all cores) ─▶ table (flat columns) ─▶ measure ─▶ text, JSON, HTML
//! ```
//!
//! | file | holds |
//! |---|---|
//! | [`plan`] | what is asked: outcome, weights, base period, segments, direction of each score |
//! | [`record`] | what one customer adds |
//! | [`table`] | columns of the whole population: about 20 bytes a customer and score, nothing else of anybody |
//! | [`inputs`] | how steady facts, characteristics, tags and tiers are |
//! | [`measure`], [`results`] | the numbers, with intervals: [`crate::metrics`] |
//! | [`challenger`], [`compared`] | two policies over the same customers: their scores side by side |
//! | [`json`], [`text`] | for tools and for people; [`crate::report`] writes the page |

pub mod challenger;
pub mod compared;
pub mod inputs;
pub mod json;
pub mod measure;
pub mod plan;
pub mod record;
pub mod results;
pub mod table;
pub mod text;

pub use measure::measure;
pub use plan::Plan;
pub use record::Record;
pub use results::Results;
pub use table::Table;
