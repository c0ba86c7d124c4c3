//! Scorecards with the semantics of PMML 4.4.

use serde::{Deserialize, Serialize};

use super::{ExprId, NodeId};
use crate::model::value::{Slot, StrId, TextId, Value};

/// A scorecard with PMML 4.4 semantics.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scorecard {
    /// Initial score.
    pub initial: f64,
    /// Direction of reason codes; none: no reason codes.
    pub reasons: Option<ReasonMethod>,
    /// At most so many reason codes are told.
    pub max_reasons: u8,
    /// Characteristics in document order.
    pub characteristics: Vec<Characteristic>,
    /// Where a better score lies; none: the next band is not spoken of.
    pub goal: Option<Goal>,
}

/// Which scores are better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Goal {
    /// Higher ones.
    Higher,
    /// Lower ones.
    Lower,
}

/// PMML `reasonCodeAlgorithm`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReasonMethod {
    /// Baseline minus partial score.
    PointsBelow,
    /// Partial score minus baseline.
    PointsAbove,
}

/// A characteristic of a scorecard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Characteristic {
    /// Id.
    pub id: StrId,
    /// Label for people.
    pub label: TextId,
    /// The fact it reads.
    pub slot: Slot,
    /// Baseline score.
    pub baseline: f64,
    /// Reason code of attributes that have none: index into [`Program::strings`](super::Program::strings), and its text.
    pub reason: Option<(StrId, TextId)>,
    /// Attributes: the first that is true counts.
    pub attributes: Vec<Attribute>,
}

/// An attribute (bin) of a characteristic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attribute {
    /// When it is true.
    pub when: Bin,
    /// Partial score.
    pub points: Partial,
    /// Reason code of its own, and its text.
    pub reason: Option<(StrId, TextId)>,
}

/// A partial score.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Partial {
    /// Points.
    Points(f64),
    /// PMML `ComplexPartialScore`: an expression over facts, of type number.
    Expr(ExprId),
    /// None: the score cannot be told, as for a value that PMML calls invalid.
    Unknown,
}

/// When an attribute is true.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Bin {
    /// `lo <= x < hi`; an absent bound is infinite.
    Range {
        /// Lower bound, included.
        lo: Option<f64>,
        /// Upper bound, not included.
        hi: Option<f64>,
    },
    /// Equal to one of these numbers.
    Numbers(Vec<f64>),
    /// Equal to one of these symbols or booleans.
    Values(Vec<Value>),
    /// The fact is unknown.
    Missing,
    /// The fact is known.
    Otherwise,
    /// A condition over any facts.
    When(NodeId),
}
