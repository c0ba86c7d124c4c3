//! Tags, scores, tiers and warnings.

use serde::{Deserialize, Serialize};

use super::{Linear, NodeId, Scorecard, Trees};
use crate::model::value::{Slot, StrId, TextId};

/// A tag.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tag {
    /// Id.
    pub id: StrId,
    /// Label for people.
    pub label: TextId,
    /// Sentence for the customer; `{fact}` places were replaced by `{0}`, `{1}`, … with `args`.
    pub message: Option<Message>,
    /// Index into `purposes`.
    pub purpose: Option<u16>,
    /// How long it is kept without the condition holding, ms; none: not at all.
    pub ttl: Option<i64>,
    /// Whether the customer sees it.
    pub user_visible: bool,
    /// Whether an unknown condition counts as met.
    pub on_unknown: bool,
    /// When it is given.
    pub when: NodeId,
    /// Where its truth goes.
    pub slot: Slot,
    /// Why it is still given when its condition holds no longer.
    pub kept: Option<TextId>,
}

/// A sentence with places for facts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// The text with `{0}`, `{1}`, ….
    pub text: TextId,
    /// The facts.
    pub args: Vec<Slot>,
}

/// A score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// Id.
    pub id: StrId,
    /// Label for people.
    pub label: TextId,
    /// Index into `purposes`.
    pub purpose: Option<u16>,
    /// Where the value goes.
    pub slot: Slot,
    /// Where the band goes, if there are bands.
    pub band_slot: Option<Slot>,
    /// How the value comes about.
    pub model: Model,
    /// Bands by ascending lower bound; the first's bound is −∞.
    pub bands: Vec<Band>,
    /// Probability from the value, if the policy gives one.
    pub probability: Option<Probability>,
}

/// How a score comes about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Model {
    /// PMML 4.4 scorecard.
    Scorecard(Scorecard),
    /// An ensemble of decision trees.
    Trees(Trees),
    /// A logistic regression.
    Linear(Linear),
}

/// A band of a score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// Lower bound, included.
    pub from: f64,
    /// Id.
    pub id: StrId,
    /// Label for people.
    pub label: TextId,
}

/// Probability `1 / (1 + exp(a + b·value))`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Probability {
    /// Constant.
    pub a: f64,
    /// Factor of the value.
    pub b: f64,
}

/// A tier table, DMN hit policy FIRST with a default; or a lifecycle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tier {
    /// Id.
    pub id: StrId,
    /// Label for people.
    pub label: TextId,
    /// Index into `purposes`.
    pub purpose: Option<u16>,
    /// Where the level goes.
    pub slot: Slot,
    /// Levels, the highest first.
    pub levels: Vec<Level>,
    /// Rows; the first whose condition holds decides.
    pub rows: Vec<TierRow>,
    /// How long a level is kept before it may fall, ms.
    pub min_dwell: i64,
    /// The stage at the beginning of a lifecycle, and behind one that is left for no other. Some makes it
    /// a lifecycle: then each row is of the level of its own number, a stage: `when` it may be entered
    /// (none: never so), and `stay` while it is kept (none: until another is entered).
    pub initial: Option<u8>,
    /// For each stage of a lifecycle those from which it may be entered, a bit each; none: any.
    pub from: Vec<u64>,
    /// Why a level or stage is kept when its condition holds no longer.
    pub kept: Option<TextId>,
}

/// A level of a tier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Level {
    /// Id.
    pub id: StrId,
    /// Label for people.
    pub label: TextId,
    /// Service strategy: ids of entitlements.
    pub entitlements: Vec<StrId>,
    /// Added to the ranking of offers.
    pub boost: f64,
}

/// A row of a tier table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TierRow {
    /// Index into the levels.
    pub to: u8,
    /// Enter condition; none: the default row.
    pub when: Option<NodeId>,
    /// The same with its thresholds eased by the margin: enough to stay. None: as `when`.
    pub stay: Option<NodeId>,
}

/// An early warning.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Warning {
    /// Id.
    pub id: StrId,
    /// What the customer reads.
    pub message: Message,
    /// Index into `purposes`.
    pub purpose: Option<u16>,
    /// How serious.
    pub severity: Severity,
    /// When it is raised.
    pub when: NodeId,
    /// What is to be done.
    pub actions: Vec<Action>,
    /// Not raised again so soon after it was resolved, ms.
    pub cooldown: i64,
    /// How long nobody may see to it before it is escalated, ms.
    pub escalate: Option<i64>,
    /// How serious it is once it is escalated.
    pub escalated_severity: Severity,
    /// What is to be done once it is escalated, instead of `actions`.
    pub escalated_actions: Vec<Action>,
}

/// How serious a warning is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Severity {
    /// To know.
    Notice,
    /// To mind.
    Caution,
    /// To act on.
    High,
}

/// What a warning asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Action {
    /// Id of what to do.
    pub act: StrId,
    /// By which channels.
    pub channels: Vec<StrId>,
    /// Which playbook.
    pub playbook: Option<StrId>,
    /// Whether it is a task for the bank's people.
    pub task: bool,
}
