//! Conditions: trees of all, any and not, with expressions as leaves.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Localised, Short};

/// A condition: an expression, or a node with exactly one of `expr`, `all`, `any`, `not`.
pub type Condition = Short<Node>;

/// A condition in full.
#[derive(Clone, Debug, PartialEq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "Condition")]
pub struct Node {
    /// Id, so that a trace can name it.
    pub id: Option<String>,
    /// Label for people.
    pub label: Option<Localised>,
    /// An expression that is true or false.
    pub expr: Option<String>,
    /// All of these hold.
    pub all: Option<Vec<Condition>>,
    /// Any of these holds.
    pub any: Option<Vec<Condition>>,
    /// This does not hold.
    pub not: Option<Box<Condition>>,
}
