//! What may leave a device: randomised answers to questions with a closed list of answers.

use serde::{Deserialize, Serialize};

use crate::model::value::{Slot, StrId, TextId, Value};

/// A report has at most so many questions: one draw of 32 bits of its entropy each.
pub const MAX_QUESTIONS: usize = 8;
/// A policy has at most so many reports.
pub const MAX_REPORTS: usize = 64;
/// A question has at most so many answers.
pub const MAX_ANSWERS: usize = 256;
/// What ε is counted in: so many are an ε of one.
pub const MICROS: u32 = 1_000_000;
/// No budget is larger, in [`MICROS`].
pub const MAX_BUDGET: u32 = 1000 * MICROS;
/// No period is shorter, ms: a day.
pub const MIN_PERIOD: i64 = 86_400_000;

/// Everything that may leave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// The reports. A report's number is its index here.
    pub reports: Vec<Egress>,
    /// What all reports together may cost.
    pub budget: Option<Budget>,
}

/// A total of ε in spans of time that begin with the epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    /// ε in [`MICROS`].
    pub epsilon: u32,
    /// Length of a span, ms.
    pub per: i64,
}

/// A report that may leave: once in each of the periods that begin with the epoch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Egress {
    /// Id.
    pub id: StrId,
    /// Label for people.
    pub label: TextId,
    /// Index into `purposes`.
    pub purpose: Option<u16>,
    /// What a report costs, in [`MICROS`] of ε: at least what the questions' draws come to.
    pub epsilon: u32,
    /// Length of a period, ms.
    pub per: i64,
    /// The questions, at most [`MAX_QUESTIONS`].
    pub questions: Vec<Question>,
}

/// A question with a closed list of answers, of which the last is that none of the others is the case, or that it
/// is not known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// Name of the field.
    pub id: StrId,
    /// Of 2^32 equal draws, how many tell each of the answers that are not the true one. All others tell that.
    pub slice: u32,
    /// What the answers are.
    pub answers: Answers,
}

/// The answers to a question but the last.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answers {
    /// The first of these facts that is true.
    First(Vec<Slot>),
    /// Which of these values a fact has.
    Values {
        /// The fact.
        slot: Slot,
        /// The values, each once.
        values: Vec<Value>,
    },
    /// Between which of these numbers a fact lies, each of them belonging to the answer above it.
    Bands {
        /// The fact.
        slot: Slot,
        /// Ascending.
        bounds: Vec<Value>,
    },
    /// The first of these warnings, by index, that is open or acknowledged.
    Warnings(Vec<u16>),
    /// Which of these products, by index, is suggested before the others of them.
    Products(Vec<u16>),
    /// By which of these channels the first suggestion goes.
    Channels(Vec<StrId>),
}

impl Question {
    /// How many answers there are.
    #[must_use]
    pub fn count(&self) -> usize {
        1 + match &self.answers {
            Answers::First(slots) => slots.len(),
            Answers::Values { values, .. } => values.len(),
            Answers::Bands { bounds, .. } => bounds.len() + 1,
            Answers::Warnings(indexes) | Answers::Products(indexes) => indexes.len(),
            Answers::Channels(channels) => channels.len(),
        }
    }
}
