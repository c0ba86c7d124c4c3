//! What is concluded: tags, tiers, warnings.

use schemars::JsonSchema;
use serde::Deserialize;

use super::conditions::Condition;
use super::{Localised, Short};

/// A tag of the customer.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Tag {
    /// Id.
    pub id: String,
    /// Label for people.
    pub label: Localised,
    /// Why the customer has it, in words for the customer; `{fact}` is replaced by the fact.
    pub message: Option<Localised>,
    /// Purpose it serves.
    pub purpose: Option<String>,
    /// How long it is kept after the condition last held, such as `180d`. Without it, not at all.
    pub ttl: Option<String>,
    /// Whether the customer sees it; yes when not said.
    pub user_visible: Option<bool>,
    /// Whether a condition that cannot be told counts as met; no when not said.
    pub on_unknown: Option<bool>,
    /// When it is given.
    pub when: Condition,
    /// Remark for colleagues.
    pub description: Option<String>,
}

/// A tier table: the first row whose condition holds decides.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Tier {
    /// Id.
    pub id: String,
    /// Label for people.
    pub label: Option<Localised>,
    /// Purpose it serves.
    pub purpose: Option<String>,
    /// Levels, the highest first.
    pub levels: Vec<Short<Level>>,
    /// Rows; the last is the default.
    pub rows: Vec<Row>,
    /// What keeps a customer from going to and fro between levels.
    pub hysteresis: Option<Hysteresis>,
    /// Remark for colleagues.
    pub description: Option<String>,
}

/// A level of a tier table.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Level {
    /// Id.
    pub id: String,
    /// Label for people.
    pub label: Option<Localised>,
    /// Service strategy: ids of what a customer of this level is entitled to.
    #[serde(default)]
    pub entitlements: Vec<String>,
    /// Added to the ranking of suggestions, as `tier_boost`.
    #[serde(default)]
    pub boost: f64,
}

/// A row of a tier table: exactly one of `expr`, `when`, `otherwise`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Row {
    /// Id of the level.
    pub to: String,
    /// Condition as an expression.
    pub expr: Option<String>,
    /// Condition as a tree.
    pub when: Option<Condition>,
    /// `true` in the last row: it always holds.
    pub otherwise: Option<bool>,
}

/// What keeps a customer from going to and fro between levels. Up is always at once.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Hysteresis {
    /// A level is kept at least so long before it may fall, such as `30d`.
    pub min_dwell: Option<String>,
    /// A level is kept while the numbers stay within this part of their thresholds, such as 0.1.
    pub down_margin: Option<f64>,
}

/// The stages of a relationship, such as new, active, dormant: a stage is kept until its exit holds, then the
/// first one that may be entered follows; when there is none, the initial one.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Lifecycle {
    /// Id.
    pub id: String,
    /// Label for people.
    pub label: Option<Localised>,
    /// Purpose it serves.
    pub purpose: Option<String>,
    /// Id of the stage at the beginning.
    pub initial: String,
    /// Stages; of several that may be entered the first is.
    pub stages: Vec<Stage>,
    /// Remark for colleagues.
    pub description: Option<String>,
}

/// A stage of a lifecycle.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Stage {
    /// Id.
    pub id: String,
    /// Label for people.
    pub label: Option<Localised>,
    /// Ids of the stages from which it may be entered; from any when not said.
    pub from: Option<Vec<String>>,
    /// When it is entered; needed for all but the initial stage, which without it is only come back to.
    pub enter: Option<Condition>,
    /// When it is left; as soon as another may be entered when not said.
    pub exit: Option<Condition>,
    /// Service strategy: ids of what a customer in this stage is entitled to.
    #[serde(default)]
    pub entitlements: Vec<String>,
    /// Added to the ranking of suggestions, as `tier_boost`.
    #[serde(default)]
    pub boost: f64,
}

/// An early warning.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Warning {
    /// Id.
    pub id: String,
    /// What the customer reads; `{fact}` is replaced by the fact.
    pub message: Localised,
    /// Purpose it serves.
    pub purpose: Option<String>,
    /// How serious it is.
    pub severity: Severity,
    /// When it is raised.
    pub when: Condition,
    /// What is to be done.
    #[serde(default)]
    pub actions: Vec<Action>,
    /// Not raised again so soon after it was resolved, such as `7d`.
    pub cooldown: Option<String>,
    /// What becomes of it when nobody sees to it.
    pub escalate: Option<Escalate>,
    /// Remark for colleagues.
    pub description: Option<String>,
}

/// What becomes of a warning that nobody acknowledges: it gets more serious, or more is done.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Escalate {
    /// How long after it was raised, such as `3d`.
    pub after: String,
    /// How serious it is from then on; as before when not said.
    pub severity: Option<Severity>,
    /// What is to be done besides.
    #[serde(default)]
    pub actions: Vec<Action>,
}

/// How serious a warning is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// To know.
    Notice,
    /// To mind.
    Caution,
    /// To act on.
    High,
}

impl Severity {
    /// As it is written.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Severity::Notice => "notice",
            Severity::Caution => "caution",
            Severity::High => "high",
        }
    }
}

/// What a warning asks for.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Action {
    /// Id of what to do, such as `remind_customer`. `handoff_human` asks the bank's people: the portrait
    /// then holds a task for them, of ids only.
    #[serde(rename = "do")]
    pub act: String,
    /// By which channels.
    #[serde(default)]
    pub channels: Vec<Channel>,
    /// Id of the playbook to follow.
    pub playbook: Option<String>,
}

/// A way to reach the customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The bank's app.
    App,
    /// A page in a browser or webview.
    H5,
    /// A mini-program.
    MiniProgram,
    /// A text message.
    Sms,
    /// A letter by e-mail.
    Email,
    /// A call.
    Phone,
    /// A branch of the bank.
    Branch,
    /// A meeting, a salon, an event.
    Event,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Channel; 8] = [
        Channel::App,
        Channel::H5,
        Channel::MiniProgram,
        Channel::Sms,
        Channel::Email,
        Channel::Phone,
        Channel::Branch,
        Channel::Event,
    ];

    /// What people call it, English and Chinese.
    #[must_use]
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Channel::App => ("app", "手机银行"),
            Channel::H5 => ("H5 page", "H5 页面"),
            Channel::MiniProgram => ("mini-program", "小程序"),
            Channel::Sms => ("text message", "短信"),
            Channel::Email => ("e-mail", "电子邮件"),
            Channel::Phone => ("phone", "电话"),
            Channel::Branch => ("branch", "网点"),
            Channel::Event => ("event", "线下活动"),
        }
    }

    /// As it is written.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Channel::App => "app",
            Channel::H5 => "h5",
            Channel::MiniProgram => "mini_program",
            Channel::Sms => "sms",
            Channel::Email => "email",
            Channel::Phone => "phone",
            Channel::Branch => "branch",
            Channel::Event => "event",
        }
    }
}
