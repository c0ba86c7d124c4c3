//! Models that were trained elsewhere: tree ensembles and logistic regressions.

use crate::model::value::{Slot, StrId, Value};
use serde::{Deserialize, Serialize};

/// An ensemble of decision trees, with the exact rules of the library it was trained with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trees {
    /// Whose rules.
    pub rules: TreeRules,
    /// What the trees read, by the model's own numbering.
    pub inputs: Vec<ModelInput>,
    /// Root of each tree, in the order of summation.
    pub roots: Vec<Child>,
    /// Splits of all trees.
    pub splits: Vec<Split>,
    /// Leaves of all trees.
    pub leaves: Vec<Leaf>,
    /// Sets of category codes, as bits.
    pub sets: Vec<Vec<u32>>,
    /// What the sum starts with: the raw margin of no tree.
    pub base: f64,
    /// Whether the probability is the logistic function of the margin times this factor.
    pub sigmoid: Option<f64>,
}

/// Whose rules a tree ensemble follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TreeRules {
    /// LightGBM: doubles throughout, `x <= threshold` goes left, a category in the set goes left.
    LightGbm,
    /// XGBoost: inputs and sums in single precision, `x < threshold` goes left, a category in the
    /// set goes right.
    XgBoost,
}

/// A model's input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelInput {
    /// The fact.
    pub slot: Slot,
    /// Strings of the category codes 0, 1, …; empty for a number.
    pub categories: Vec<StrId>,
    /// Whether these strings are the library's own codes, whole numbers: of another number the
    /// library reads the integer part.
    pub codes: bool,
}

/// A child of a split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Child {
    /// Index into the splits; behind the parent's.
    Split(u32),
    /// Index into the leaves.
    Leaf(u32),
}

/// A split of a tree.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Split {
    /// Index into the inputs.
    pub input: u16,
    /// How it decides.
    pub by: SplitBy,
    /// Where it goes when the test says left.
    pub left: Child,
    /// Where it goes otherwise.
    pub right: Child,
    /// Training weight that passed it, for explanations.
    pub cover: f64,
}

/// How a split decides.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum SplitBy {
    /// A number against a threshold.
    Threshold {
        /// The threshold; of single precision under XGBoost's rules.
        at: f64,
        /// What a missing value does.
        missing: Missing,
    },
    /// A category code in a set.
    Set {
        /// Index into the sets.
        set: u32,
        /// Whether a missing value goes left.
        missing_left: bool,
    },
}

/// What a missing number does at a split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Missing {
    /// It counts as zero.
    Zero,
    /// It goes left.
    Left,
    /// It goes right.
    Right,
    /// It, and zero, go left.
    ZeroLeft,
    /// It, and zero, go right.
    ZeroRight,
}

/// A leaf of a tree.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Leaf {
    /// What it adds.
    pub value: f64,
    /// Training weight that reached it, for explanations.
    pub cover: f64,
}

/// A logistic regression: the margin is the intercept plus all terms, in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Linear {
    /// The margin of no term.
    pub intercept: f64,
    /// The terms.
    pub terms: Vec<Term>,
}

/// A term of a linear model.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Term {
    /// The fact.
    pub slot: Slot,
    /// What the coefficient multiplies.
    pub of: TermOf,
    /// The coefficient.
    pub coefficient: f64,
}

/// What a term is made of.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum TermOf {
    /// `(x − mean) / scale`.
    Number {
        /// Taken for a missing value; none: the score is unknown then.
        missing: Option<f64>,
        /// Subtracted.
        mean: f64,
        /// Divided by; not zero.
        scale: f64,
    },
    /// One when the fact is missing, else zero.
    IsMissing,
    /// One when the fact is this value, else zero.
    Is(Value),
}
