//! Embedded tests: examples of customers and what must come out.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::Moment;

/// An example of a customer and what must come out.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "Test")]
pub struct Example {
    /// What the example shows.
    pub name: String,
    /// The time.
    pub now: Moment,
    /// Facts.
    #[serde(default)]
    pub profile: Map<String, Value>,
    /// Events.
    #[serde(default)]
    pub events: Vec<Map<String, Value>>,
    /// What must come out.
    pub expect: Expect,
}

/// What must come out; what is not named may be anything.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Expect {
    /// Exactly these tags, in any order.
    pub tags: Option<Vec<String>>,
    /// Exactly these warnings, in any order.
    pub warnings: Option<Vec<String>>,
    /// Level of each of these tiers.
    #[serde(default)]
    pub tiers: IndexMap<String, String>,
    /// Value of each of these scores.
    #[serde(default)]
    pub scores: IndexMap<String, f64>,
    /// Band of each of these scores.
    #[serde(default)]
    pub bands: IndexMap<String, String>,
    /// Reason codes of each of these scores, in order.
    #[serde(default)]
    pub reason_codes: IndexMap<String, Vec<String>>,
    /// Exactly these products are suggested, in this order.
    pub suggestions: Option<Vec<String>>,
    /// The gate that keeps each of these products back.
    #[serde(default)]
    pub excluded: IndexMap<String, String>,
    /// Value of each of these features; null for unknown.
    #[serde(default)]
    pub features: IndexMap<String, Value>,
}
