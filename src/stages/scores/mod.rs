//! Scores, one file per kind of model.

pub mod scorecard;
