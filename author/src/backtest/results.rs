//! What a backtest finds.

use super::plan::Direction;
use super::table::Reason;
use crate::metrics::calibration::Line;
use crate::metrics::{Estimate, Interval};

/// What a backtest found.
#[derive(Clone, Debug, PartialEq)]
pub struct Results {
    /// Customers of all.
    pub all: Head,
    /// Customers in the base period; none when there is none.
    pub base: Option<u64>,
    /// How what the policy reads and says shifted from the base period to the rest, the furthest first.
    pub inputs: Vec<(String, Shift)>,
    /// Whether some customers count more than others.
    pub weighted: bool,
    /// A section for each score of the policy.
    pub scores: Vec<ScoreResults>,
}

/// How many customers, and what came about.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Head {
    /// Customers.
    pub customers: u64,
    /// Those whose outcome is known.
    pub known: u64,
    /// Those who have it.
    pub events: u64,
    /// The part of those who have it, of those of whom it is known, by weight.
    pub rate: Option<Estimate>,
}

/// What was found of a score.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreResults {
    /// Id.
    pub id: String,
    /// The number among the policy's scores.
    pub place: usize,
    /// How it goes with the outcome.
    pub direction: Direction,
    /// Customers without a value.
    pub without: u64,
    /// Everybody.
    pub quality: Quality,
    /// Parts of the population.
    pub by: Vec<(String, Vec<(Part, Quality)>)>,
    /// Ten parts of the same size, from the highest risk down.
    pub deciles: Vec<Slice>,
    /// The bands, in the policy's order.
    pub bands: Vec<Slice>,
    /// Ten parts of the same size by probability, from the lowest up; empty without probabilities.
    pub calibration: Vec<Slice>,
    /// Steps of the receiver operating characteristic: shares of those without and with the outcome.
    pub roc: Vec<(f64, f64)>,
    /// How steady the score is against the base period; none without one.
    pub stability: Option<Stability>,
    /// Reason codes, the most frequent first.
    pub reasons: Vec<(String, ReasonResults)>,
}

/// A part of the population.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// One with a name.
    Named(String),
    /// Those of whom it is not known.
    Unknown,
    /// Small parts, put together.
    Rest(usize),
}

/// How well a score tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Quality {
    /// How many customers have a value.
    pub head: Head,
    /// How well it tells those with the outcome from those without; none when there are none of a kind.
    pub ranks: Option<Ranks>,
    /// Whether probabilities come true; none without any.
    pub probabilities: Option<Probabilities>,
}

/// How well a score puts customers in order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ranks {
    /// Area under the receiver operating characteristic.
    pub auc: Estimate,
    /// Somers' D.
    pub gini: Estimate,
    /// Kolmogorov–Smirnov.
    pub ks: Estimate,
    /// The last score of the safer side, where it is reached.
    pub ks_at: f64,
    /// Average precision.
    pub average_precision: Estimate,
}

/// Whether probabilities come true.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Probabilities {
    /// Brier score.
    pub brier: Estimate,
    /// Log-loss.
    pub log_loss: Estimate,
    /// Their mean.
    pub mean: f64,
    /// Their mean against the rate: above 1, more was told than came about. The interval is that of the rate; none
    /// where nobody has the outcome.
    pub expected_to_observed: Option<Estimate>,
    /// Logistic recalibration; none where nothing can be fitted.
    pub line: Option<Line>,
}

/// A part of the population by score, band or probability.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Slice {
    /// Id of a band; empty for a part by size.
    pub name: String,
    /// The least score or probability in it.
    pub low: f64,
    /// The greatest.
    pub high: f64,
    /// How many, and what came about.
    pub head: Head,
    /// Part of all customers that have a score, by weight.
    pub share: f64,
    /// Part of all those with the outcome, by weight.
    pub captured: f64,
    /// The same of this part and all above it in the list.
    pub captured_so_far: f64,
    /// The rate against that of everybody.
    pub lift: Option<f64>,
    /// The mean probability, where there is one.
    pub expected: Option<f64>,
}

/// How steady a score is against the base period.
#[derive(Clone, Debug, PartialEq)]
pub struct Stability {
    /// Over ten parts of the base period's same size.
    pub deciles: Shift,
    /// Over the score's bands; none without bands.
    pub bands: Option<Shift>,
}

/// Two distributions over the same bins.
#[derive(Clone, Debug, PartialEq)]
pub struct Shift {
    /// The population stability index; none when a side is empty.
    pub psi: Option<Estimate>,
    /// What it stays below in 95 of 100 cases when nothing has shifted.
    pub by_chance: Option<f64>,
    /// Bins: name, part of the base period, part of the rest.
    pub bins: Vec<(String, f64, f64)>,
}

/// What was found of a reason code.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReasonResults {
    /// How often it is told.
    pub told: Reason,
    /// Part of the customers with a score who are told it.
    pub share: f64,
    /// Part of them who are told it first.
    pub first: f64,
    /// Rate of the outcome among those who are told it.
    pub rate: Option<Estimate>,
}

impl Shift {
    /// Whether it is more than chance gives in 95 of 100 cases.
    #[must_use]
    pub fn beyond(&self) -> bool {
        self.psi.zip(self.by_chance).is_some_and(|(psi, chance)| psi.value > chance)
    }
}

impl Ranks {
    /// Whether the score puts customers in the other order, as far as that is certain.
    #[must_use]
    pub fn reversed(&self) -> bool {
        self.auc.interval.is_some_and(|Interval { high, .. }| high < 0.5)
    }
}
