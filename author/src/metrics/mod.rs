//! How well a score tells two outcomes apart, how steady it is, and how sure of that one may be: pure numbers.
//!
//! A [`Sample`] is sorted once; area, Kolmogorov–Smirnov and average precision are read off its steps, rows with
//! one and the same score together. Rows may have weights; with weights of 1 every number here is the unweighted
//! one, to the last bit.

pub mod auc;
pub mod bootstrap;
pub mod calibration;
pub mod divergence;
pub mod intervals;
pub mod ks;
pub mod paired;
pub mod precision;
pub mod quantiles;
pub mod sample;

pub use intervals::{Estimate, Interval};
pub use sample::{Counts, Row, Sample, Step};

/// The two-sided 95 % point of the normal distribution.
pub const Z95: f64 = 1.959_963_984_540_054;
