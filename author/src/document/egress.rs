//! What may leave the device: randomised reports of closed lists.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Localised, Short};

/// A report that may leave the device. Each field is one of a closed list of values, randomised before
/// it is sent.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Egress {
    /// Id.
    pub id: String,
    /// Label for people.
    pub label: Option<Localised>,
    /// Purpose it serves.
    pub purpose: Option<String>,
    /// Fields: `enum:tags` (a tag of the customer), `enum:products` (a product that is suggested), or
    /// what is told and how.
    pub fields: IndexMap<String, Short<Field>>,
    /// Privacy budget that one report costs (ε of local differential privacy), 0.01 to 10.
    pub epsilon: f64,
    /// One report in so long at most, such as `30d`; at least a day.
    pub per: String,
    /// Remark for colleagues.
    pub description: Option<String>,
}

/// What a field of a report tells.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "EgressField")]
pub struct Field {
    /// Name of what is told: a fact, a feature, `tags.…`, `tiers.…`, `lifecycle.…`, `bands.…`, `scores.…`.
    pub of: String,
    /// Bounds of the bands in which a number is told, ascending: `[18, 35]` tells below 18, 18 to below
    /// 35, or 35 and above.
    pub bands: Option<Vec<f64>>,
}
