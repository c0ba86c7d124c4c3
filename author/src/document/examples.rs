//! Embedded tests: examples of customers and what must come out.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::results::{Channel, Severity};
use super::{Moment, Short};

/// An example of a customer and what must come out.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "Test")]
pub struct Example {
    /// What the example shows.
    pub name: String,
    /// The time.
    pub now: Moment,
    /// Which purposes the customer granted, `true`, and which not; those that are not named were never asked.
    /// Without the key, all are granted.
    #[schemars(with = "Option<IndexMap<String, bool>>")]
    pub consents: Option<Map<String, Value>>,
    /// Ids of the tags that the customer removed.
    #[serde(default)]
    pub remove_tags: Vec<String>,
    /// Facts.
    #[serde(default)]
    pub profile: Map<String, Value>,
    /// Events.
    #[serde(default)]
    pub events: Vec<Map<String, Value>>,
    /// What became of earlier suggestions.
    #[serde(default)]
    pub feedback: Vec<Feedback>,
    /// What must come out.
    pub expect: Expect,
    /// What happens later, in order, and what must come out then.
    #[serde(default)]
    pub steps: Vec<Step>,
}

/// What happens to the same customer later, and what must come out then.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "TestStep")]
pub struct Step {
    /// The time.
    pub now: Moment,
    /// Purposes that the customer grants now, `true`, or withdraws: what only they may use is deleted.
    #[serde(default)]
    #[schemars(with = "IndexMap<String, bool>")]
    pub consents: Map<String, Value>,
    /// Facts that are new, or with null no longer known.
    #[serde(default)]
    pub profile: Map<String, Value>,
    /// Events that are new.
    #[serde(default)]
    pub events: Vec<Map<String, Value>>,
    /// What became of suggestions since.
    #[serde(default)]
    pub feedback: Vec<Feedback>,
    /// Ids of the tags that the customer removes now.
    #[serde(default)]
    pub remove_tags: Vec<String>,
    /// Ids of the tags that the customer restores now.
    #[serde(default)]
    pub restore_tags: Vec<String>,
    /// Ids of the warnings that somebody acknowledges now.
    #[serde(default)]
    pub acknowledge: Vec<String>,
    /// Ids of the warnings that somebody has dealt with now.
    #[serde(default)]
    pub resolve: Vec<String>,
    /// What must come out.
    #[serde(default)]
    pub expect: Expect,
}

/// What became of a suggestion.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Feedback {
    /// Id of the product.
    pub product: String,
    /// By which channel it was suggested.
    pub channel: Channel,
    /// What became of it.
    pub outcome: Outcome,
    /// When.
    pub at: Moment,
}

/// What may become of a suggestion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was shown.
    Shown,
    /// The customer clicked on it.
    Clicked,
    /// The customer dismissed it.
    Dismissed,
    /// The customer did what it suggests.
    Converted,
}

impl Outcome {
    /// Every outcome, in the order that the engine knows.
    pub const ALL: [Outcome; 4] =
        [Outcome::Shown, Outcome::Clicked, Outcome::Dismissed, Outcome::Converted];

    /// What people call it, English and Chinese.
    #[must_use]
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Outcome::Shown => ("shown", "展示"),
            Outcome::Clicked => ("clicked", "点击"),
            Outcome::Dismissed => ("dismissed", "关闭"),
            Outcome::Converted => ("converted", "达成"),
        }
    }

    /// As it is written.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Shown => "shown",
            Outcome::Clicked => "clicked",
            Outcome::Dismissed => "dismissed",
            Outcome::Converted => "converted",
        }
    }
}

/// What must come out; what is not named may be anything.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Expect {
    /// Exactly these tags, in any order.
    pub tags: Option<Vec<String>>,
    /// Exactly these warnings, in any order; where only the id is said, the warning is open.
    pub warnings: Option<Vec<Short<Warned>>>,
    /// Level of each of these tiers.
    #[serde(default)]
    pub tiers: IndexMap<String, String>,
    /// Stage of each of these lifecycles.
    #[serde(default)]
    pub lifecycle: IndexMap<String, String>,
    /// Exactly what the customer's level in each of these tiers, or stage of these lifecycles, entitles to,
    /// in any order.
    #[serde(default)]
    pub entitlements: IndexMap<String, Vec<String>>,
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
    pub suggestions: Option<Vec<Short<Suggested>>>,
    /// Terms that are suggested with each of these products, all of them.
    #[serde(default)]
    pub terms: IndexMap<String, IndexMap<String, f64>>,
    /// How often each of these goals was started and reached.
    #[serde(default)]
    pub goals: IndexMap<String, Counted>,
    /// The gate that keeps each of these products back.
    #[serde(default)]
    pub excluded: IndexMap<String, Short<Withheld>>,
    /// What each of these reports would tell before it is randomised, by field: the answer, or null for none of them.
    /// Null instead of the fields: no report may be made.
    #[serde(default)]
    pub reports: IndexMap<String, Value>,
    /// Value of each of these features; null for unknown.
    #[serde(default)]
    pub features: IndexMap<String, Value>,
}

/// A suggestion that must come out; what is not said may be anything.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Suggested {
    /// The product.
    pub product: String,
    /// By which channel.
    pub channel: Option<Channel>,
    /// When it may be shown.
    pub window: Option<Span>,
    /// How often it may still be shown.
    pub remaining: Option<u32>,
    /// Why, exactly: the id of each reason's rule, or its sentence in the policy's first locale.
    pub reasons: Option<Vec<String>>,
}

/// A span of time.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Span {
    /// From this moment on.
    pub from: Moment,
    /// Up to this moment.
    pub to: Moment,
}

/// A product that must be kept back.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Withheld {
    /// The gate that keeps it back.
    pub gate: String,
    /// Why, exactly: the id of each reason's rule, or its sentence in the policy's first locale.
    pub reasons: Option<Vec<String>>,
}

/// How often a goal was started and reached; what is not said may be anything.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Counted {
    /// So often it was started.
    pub started: Option<u32>,
    /// So often it was reached.
    pub reached: Option<u32>,
}

/// A warning that must come out.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Warned {
    /// Id.
    pub id: String,
    /// Where it stands; open when not said.
    pub state: Option<WarningState>,
    /// How serious it is; anything when not said.
    pub severity: Option<Severity>,
}

/// Where a warning stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WarningState {
    /// Nobody has seen to it yet.
    Open,
    /// Somebody sees to it.
    Acknowledged,
    /// Its condition no longer holds, or somebody has dealt with it.
    Resolved,
}

impl WarningState {
    /// As it is written.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            WarningState::Open => "open",
            WarningState::Acknowledged => "acknowledged",
            WarningState::Resolved => "resolved",
        }
    }
}
