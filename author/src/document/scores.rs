//! Scores: scorecards, in the words of PMML 4.4, and models that were trained elsewhere.

use schemars::JsonSchema;
use serde::Deserialize;

use super::conditions::Condition;
use super::models::{Logistic, Trees};
use super::{Amount, Localised, Short};

/// A score.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Score {
    /// Id.
    pub id: String,
    /// Label for people.
    pub label: Option<Localised>,
    /// What computes it.
    pub kind: Kind,
    /// Purpose it serves.
    pub purpose: Option<String>,
    /// Score before any characteristic; 0 when not said.
    #[serde(default)]
    pub initial: f64,
    /// How reasons are told. Without it, none are.
    pub reason_codes: Option<ReasonCodes>,
    /// Which scores are better. With it, what would lift a scorecard into the next better band is told.
    pub goal: Option<Goal>,
    /// Characteristics of a scorecard, in the order in which reasons of equal weight are told.
    #[serde(default)]
    pub characteristics: Vec<Characteristic>,
    /// The ensemble of a score of kind `trees`.
    pub trees: Option<Trees>,
    /// The regression of a score of kind `logistic`.
    pub logistic: Option<Logistic>,
    /// Bands from low to high. The first has no `from`.
    #[serde(default)]
    pub bands: Vec<Band>,
    /// Probability `1 / (1 + exp(a + b·value))`.
    pub probability: Option<Probability>,
    /// Remark for colleagues.
    pub description: Option<String>,
}

/// What computes a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A PMML scorecard.
    Scorecard,
    /// An ensemble of decision trees.
    Trees,
    /// A logistic regression.
    Logistic,
}

/// Which scores are better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// Higher ones.
    Higher,
    /// Lower ones.
    Lower,
}

/// How reasons are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReasonCodes {
    /// Which difference ranks the reasons.
    pub algorithm: Algorithm,
    /// At most so many are told; 4 when not said, never more.
    pub max: Option<u8>,
}

/// PMML `reasonCodeAlgorithm`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Algorithm {
    /// Baseline minus partial score: reasons for a low score.
    PointsBelow,
    /// Partial score minus baseline: reasons for a high score.
    PointsAbove,
}

/// A characteristic: one fact and its attributes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Characteristic {
    /// Id; the fact's name when not said.
    pub id: Option<String>,
    /// The fact or feature it reads.
    pub fact: String,
    /// Label for people; the fact's when not said.
    pub label: Option<Localised>,
    /// Baseline score, against which reasons are ranked; 0 when not said.
    #[serde(default)]
    pub baseline: f64,
    /// Reason code of attributes that have none.
    pub reason_code: Option<Short<ReasonCode>>,
    /// Attributes (bins); the first that is true counts.
    pub attributes: Vec<Attribute>,
    /// Remark for colleagues.
    pub description: Option<String>,
}

/// An attribute (bin): exactly one of `lo`/`hi`, `values`, `special`, `missing`, `otherwise`, `when`,
/// and one of `points`, `noScore`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Attribute {
    /// The fact is at least this.
    pub lo: Option<f64>,
    /// The fact is below this.
    pub hi: Option<f64>,
    /// The fact is one of these values.
    pub values: Option<Vec<serde_json::Value>>,
    /// The fact is one of these numbers; tested before intervals.
    pub special: Option<Vec<f64>>,
    /// `true`: the fact is unknown.
    pub missing: Option<bool>,
    /// `true`: the fact is known, whatever it is.
    pub otherwise: Option<bool>,
    /// A condition over any facts holds.
    pub when: Option<Condition>,
    /// Partial score: a number, or an expression over facts.
    pub points: Option<Amount>,
    /// `true`: the score is unknown for customers for whom this attribute counts.
    pub no_score: Option<bool>,
    /// Reason code of this attribute; overrides that of the characteristic.
    pub reason_code: Option<Short<ReasonCode>>,
}

/// A reason code. Elsewhere in the same score its code alone is enough.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReasonCode {
    /// Code.
    pub code: String,
    /// What it says to the customer.
    pub message: Localised,
}

/// A band of a score.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Band {
    /// Id.
    pub id: String,
    /// Label for people.
    pub label: Option<Localised>,
    /// Lower bound, included. The lowest band has none.
    pub from: Option<f64>,
}

/// Probability `1 / (1 + exp(a + b·value))`.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Probability {
    /// Constant.
    pub a: f64,
    /// Factor of the score.
    pub b: f64,
}
