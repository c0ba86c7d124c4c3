//! The policy document: what a bank writes.
//!
//! The types here are the one source of truth. The published JSON Schema is generated from them, and
//! the structural check walks that schema, so that decoding a checked document cannot fail. What a
//! schema cannot say (names, types of expressions, gaps) is found when the document is lowered.

pub mod behaviour;
pub mod conditions;
pub mod egress;
pub mod examples;
pub mod facts;
pub mod feedback;
pub mod goals;
pub mod models;
pub mod occasions;
pub mod offers;
pub mod results;
pub mod schema;
pub mod scores;
pub mod shorthand;
pub mod structure;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

pub use shorthand::{Amount, Localised, Moment, Short};

/// A policy: what is known of a customer, what is concluded from it, and what may be suggested.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Document {
    /// Address of the JSON Schema, for editors.
    #[serde(rename = "$schema")]
    pub schema: Option<String>,
    /// Id of the policy.
    pub id: String,
    /// Version of the policy, semver.
    pub version: String,
    /// Remark for colleagues.
    pub description: Option<String>,
    /// Locales of the texts, BCP 47; the first is the fallback.
    pub locales: Vec<String>,
    /// Local time: an offset such as `+08:00` or an IANA zone such as `Asia/Shanghai`.
    pub timezone: String,
    /// Not valid before this moment.
    pub not_before: Option<Moment>,
    /// Not valid from this moment on.
    pub expires: Option<Moment>,
    /// Who answers for what, for people.
    #[serde(default)]
    pub owners: IndexMap<String, String>,
    /// Purposes of processing and their legal bases.
    #[serde(default)]
    pub purposes: Vec<Purpose>,
    /// Facts that the page supplies.
    #[serde(default)]
    pub profile: IndexMap<String, facts::Fact>,
    /// Behaviour that the page records.
    #[serde(default)]
    pub events: IndexMap<String, facts::Event>,
    /// Other vocabularies in which events may come: by id, their events as events of this policy.
    #[serde(default)]
    pub adapters: IndexMap<String, IndexMap<String, Short<facts::Adapted>>>,
    /// Days on which something is the case: holidays, birthdays; `occasions.<id>` in expressions.
    #[serde(default)]
    pub occasions: IndexMap<String, occasions::Occasion>,
    /// Named features of behaviour and facts.
    #[serde(default)]
    pub features: IndexMap<String, behaviour::Feature>,
    /// Tags.
    #[serde(default)]
    pub tags: Vec<results::Tag>,
    /// Scores.
    #[serde(default)]
    pub scores: Vec<scores::Score>,
    /// Tier tables.
    #[serde(default)]
    pub tiers: Vec<results::Tier>,
    /// Lifecycles.
    #[serde(default)]
    pub lifecycle: Vec<results::Lifecycle>,
    /// Early warnings.
    #[serde(default)]
    pub warnings: Vec<results::Warning>,
    /// Which facts hold the customer's risk tolerance; needed when a product has a risk rating.
    pub suitability: Option<offers::Tolerance>,
    /// Customers who see only the list that uses nothing about them, such as those under age: the condition, or it with
    /// what it serves.
    pub general_only: Option<Short<offers::GeneralOnly>>,
    /// Products, contents and services that can be suggested.
    #[serde(default)]
    pub products: Vec<offers::Product>,
    /// When and how often the customer may be spoken to.
    pub contact: Option<offers::Contact>,
    /// What suggestions are for, counted for this customer.
    #[serde(default)]
    pub goals: Vec<goals::Goal>,
    /// Order of the suggestions.
    pub ranking: Option<offers::Ranking>,
    /// Ids of the products in the list that uses nothing about the customer.
    #[serde(default)]
    pub fallback: Vec<String>,
    /// What may leave the device: randomised reports of closed lists. Nothing else does.
    #[serde(default)]
    pub egress: Vec<egress::Egress>,
    /// What all reports together may cost; without it, each report has only its own budget.
    pub egress_budget: Option<egress::Budget>,
    /// Examples that must hold; run by `check` and `test`.
    #[serde(default)]
    pub tests: Vec<examples::Example>,
}

/// A purpose of processing.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Purpose {
    /// Id.
    pub id: String,
    /// Label for people.
    pub label: Option<Localised>,
    /// Legal basis.
    pub basis: Basis,
}

/// Legal basis of a purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Needed for the contract with the customer.
    Contract,
    /// The customer's consent.
    Consent,
    /// A duty by law.
    LegalDuty,
}
