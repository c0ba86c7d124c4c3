//! What may leave the device: randomised reports of closed lists.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Localised, Short};

/// A report that may leave the device. Each field is one of a closed list of answers, randomised on the
/// device; the last answer of every field is "none of these, or not known".
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Egress {
    /// Id.
    pub id: String,
    /// Label for people.
    pub label: Option<Localised>,
    /// Purpose it serves; without that purpose's consent no report is made.
    pub purpose: Option<String>,
    /// Fields: `enum:tags` (the first tag, in the order of the policy, that the customer has), `enum:warnings` (the
    /// first warning that is open or acknowledged), `enum:products` (the product that is suggested first, or that of `among` which is suggested before the others of
    /// them),
    /// `enum:channels` (the channel of that suggestion), or what is told and how.
    pub fields: IndexMap<String, Short<Field>>,
    /// Privacy budget that one report costs (ε of local differential privacy), 0.01 to 10. Its fields
    /// have equal parts of it.
    pub epsilon: f64,
    /// One report in so long at most, such as `30d`; at least a day. Periods are counted from 1970-01-01T00:00:00Z.
    pub per: String,
    /// Remark for colleagues.
    pub description: Option<String>,
}

/// What a field of a report tells.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "EgressField")]
pub struct Field {
    /// Name of what is told: a fact, a feature, `tags.…`, `tiers.…`, `lifecycle.…`, `bands.…`, `scores.…`,
    /// `warnings.…`, `goals.….started`, `goals.….reached`; or `enum:tags`, `enum:warnings`, `enum:products`,
    /// `enum:channels`.
    pub of: String,
    /// Bounds of the bands in which a number is told, ascending: `[18, 35]` tells below 18, 18 to below
    /// 35, or 35 and above.
    pub bands: Option<Vec<f64>>,
    /// Only these values, tags, warnings, products or channels are told apart, in this order; all others are "none of
    /// these". Fewer answers make the estimates more precise.
    pub among: Option<Vec<String>>,
}

/// What all reports together may cost.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "EgressBudget")]
pub struct Budget {
    /// Privacy budget (ε) of all reports in a span, up to 1000.
    pub epsilon: f64,
    /// Length of a span, such as `90d`; at least the longest period of the reports. Spans are counted from
    /// 1970-01-01T00:00:00Z.
    pub per: String,
}
