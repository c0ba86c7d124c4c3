//! Models that were trained elsewhere: tree ensembles and logistic regressions.
//!
//! A tree is a list of nodes, each a short text, so that a large ensemble stays a small document. Its
//! nodes stand in preorder: the left child of a split is the next node.
//!
//! | node | meaning |
//! |---|---|
//! | `= VALUE COVER` | a leaf: what it adds, and the training weight that reached it |
//! | `INPUT <= AT MISSING RIGHT COVER` | a split of a number (`lightgbm`) |
//! | `INPUT < AT MISSING RIGHT COVER` | a split of a number (`xgboost`) |
//! | `INPUT in CODES MISSING RIGHT COVER` | a split of a category: those in the list go left under the rules of `lightgbm`, right under those of `xgboost` |
//!
//! INPUT is a place in `inputs`; CODES are places in its `categories`, joined by commas, or `-` for
//! none; MISSING is what an unknown fact does: `left`, `right`, `zero` (it counts as 0), `zero-left`,
//! `zero-right` (it and 0 go there); RIGHT is the place of the right child in the list; COVER is the
//! training weight that passed, for explanations.

use schemars::JsonSchema;
use serde::Deserialize;

/// An ensemble of decision trees.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Trees {
    /// The library whose exact rules the trees follow.
    pub rules: Rules,
    /// What the trees read. Nodes name inputs by their place in this list.
    pub inputs: Vec<Input>,
    /// Margin before any tree; 0 when not said.
    #[serde(default)]
    pub base: f64,
    /// The probability is the logistic function of this times the margin. Without it, there is none.
    pub sigmoid: Option<f64>,
    /// The trees in the order of summation, each a list of nodes in preorder: `= VALUE COVER`,
    /// `INPUT <= AT MISSING RIGHT COVER` (`<` for xgboost) or `INPUT in CODES MISSING RIGHT COVER`.
    pub nodes: Vec<Vec<String>>,
}

/// The library whose exact rules a tree ensemble follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Rules {
    /// LightGBM: doubles throughout.
    LightGbm,
    /// XGBoost: inputs and sums in single precision.
    XgBoost,
}

/// An input of a tree ensemble.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Input {
    /// The fact or feature.
    pub fact: String,
    /// Values of a category that the trees tell apart; others are unseen values.
    pub categories: Option<Vec<String>>,
    /// Whether these values are the library's own codes, whole numbers: of another number the
    /// library reads the integer part.
    pub codes: Option<bool>,
}

/// A logistic regression: the margin is the intercept plus all terms, in order.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Logistic {
    /// Margin of no term.
    pub intercept: f64,
    /// The terms.
    pub terms: Vec<Term>,
}

/// A term of a logistic regression: coefficient times `(fact − mean) / scale`, or, with `is` or
/// `missing`, the coefficient when that holds.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Term {
    /// The fact or feature.
    pub fact: String,
    /// The coefficient.
    pub coefficient: f64,
    /// Subtracted from the number; 0 when not said.
    pub mean: Option<f64>,
    /// Divides the number; 1 when not said.
    pub scale: Option<f64>,
    /// Taken for an unknown number. Without it, the score is unknown then.
    pub default: Option<f64>,
    /// The fact has this value.
    pub is: Option<serde_json::Value>,
    /// `true`: the fact is unknown.
    pub missing: Option<bool>,
}
