//! Occasions: days on which something is the case for everybody, or for each customer on a day of their own.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Localised;

/// An occasion, `occasions.<id>` in expressions: exactly one of `days` and `monthDay`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Occasion {
    /// Spans of local days, the first and the last of each: `["2026-02-15", "2026-02-23"]`.
    pub days: Option<Vec<[String; 2]>>,
    /// A fact of type int that holds month and day as MMDD: the occasion is that day of every year. 29 February
    /// is the 28th in common years.
    pub month_day: Option<String>,
    /// Label for people.
    pub label: Option<Localised>,
    /// Remark for colleagues.
    pub description: Option<String>,
}
