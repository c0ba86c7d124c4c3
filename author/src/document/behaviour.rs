//! Features: one verb each, over events or over other features.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::facts::Actionable;
use super::{Localised, Short};

/// A named feature: exactly one verb, and what goes with it. `E` is an event, `E.f` a field of it.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Feature {
    /// Verb: how many events `E`.
    pub count: Option<String>,
    /// Verb: whether there is any event `E`.
    pub exists: Option<String>,
    /// Verb: exact sum of `E.f`.
    pub sum: Option<String>,
    /// Verb: mean of `E.f`.
    pub mean: Option<String>,
    /// Verb: smallest `E.f`.
    pub min: Option<String>,
    /// Verb: largest `E.f`.
    pub max: Option<String>,
    /// Verb: sample standard deviation of `E.f`.
    pub stddev: Option<String>,
    /// Verb: how many different values of `E.f`.
    pub distinct: Option<String>,
    /// Verb: on how many local days there is an event `E`.
    pub active_days: Option<String>,
    /// Verb: `E.f` of the first event.
    pub first: Option<String>,
    /// Verb: `E.f` of the last event.
    pub last: Option<String>,
    /// Verb: time since the first event `E`, in `unit`s.
    pub since_first: Option<String>,
    /// Verb: time since the last event `E`, in `unit`s.
    pub since_last: Option<String>,
    /// Verb: time between the last two events `E`, in `unit`s.
    pub gap: Option<String>,
    /// Verb: part of the events `E` that match `where`.
    pub share: Option<String>,
    /// Verb: the first value divided by the second.
    pub ratio: Option<[String; 2]>,
    /// Verb: a windowed feature divided by the same one over the window before.
    pub change: Option<String>,
    /// Verb: least-squares slope over `buckets` of length `bucket`, of counts of `E` or sums of `E.f`.
    pub slope: Option<String>,
    /// Verb: the last `E.f` against mean and standard deviation of the earlier ones.
    pub zscore: Option<String>,
    /// Verb: part of the events `E` within the local `hours`.
    pub hour_share: Option<String>,
    /// Verb: part of the events `E` on the local `days` of the week.
    pub weekday_share: Option<String>,
    /// Verb: local hour with the most events `E`.
    pub mode_hour: Option<String>,
    /// Verb: sum of weights that halve every `halfLife`, over `E` or of `E.f`.
    pub decay: Option<String>,
    /// Verb: runs of events `E` that match `where`.
    pub consecutive: Option<String>,
    /// Verb: how often these events happened one after the other.
    pub sequence: Option<Vec<Short<Step>>>,
    /// Verb: how many of these steps were reached in order.
    pub funnel: Option<Vec<Short<Step>>>,
    /// Verb: an expression over facts and features.
    pub expr: Option<String>,

    /// Which moments count: the last `30d`, or a calendar day or month. Without it, all that is kept.
    pub window: Option<Short<Calendar>>,
    /// Which events count: an expression over the event's fields.
    #[serde(rename = "where")]
    pub filter: Option<String>,
    /// For `share` and `consecutive`: the events that are looked at, before `where` divides them.
    pub among: Option<String>,
    /// A field, or `@day`: one value for each of its values, joined by `take`.
    pub by: Option<String>,
    /// How the values of the groups become one.
    pub take: Option<Take>,
    /// Unit of elapsed time; days when not said.
    pub unit: Option<Unit>,
    /// For `gap`: between the last two different moments.
    pub distinct_times: Option<bool>,
    /// For `consecutive`: fields that order the events; without them, the event's own order.
    pub order: Option<Vec<String>>,
    /// For `consecutive`: what to tell of the runs; the current one when not said.
    pub run: Option<Run>,
    /// For `run: count`: runs of at least so many.
    pub at_least: Option<u32>,
    /// For `slope`: length of a bucket, such as `7d`.
    pub bucket: Option<String>,
    /// For `slope`: how many buckets.
    pub buckets: Option<u16>,
    /// For `hourShare`: from and to, the second not included; may cross midnight.
    pub hours: Option<[u8; 2]>,
    /// For `weekdayShare`: days of the week, Monday is 1.
    pub days: Option<Vec<u8>>,
    /// For `decay`: the time in which a weight halves.
    pub half_life: Option<String>,
    /// For `sequence` and `funnel`: longest time from the first to the last step.
    pub within: Option<String>,

    /// Which way the customer can move it: what would change a result is told of such features only.
    pub actionable: Option<Actionable>,
    /// Label for people.
    pub label: Option<Localised>,
    /// What people call its values, by value. The first or last value of a field has the field's.
    #[serde(default)]
    pub value_labels: IndexMap<String, Localised>,
    /// Remark for colleagues.
    pub description: Option<String>,
}

/// A calendar window of local time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Calendar {
    /// A day or a month.
    pub calendar: CalendarUnit,
    /// How many back from the current one; 0 when not said.
    #[serde(default)]
    pub back: u16,
}

/// Unit of a calendar window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CalendarUnit {
    /// A local day.
    Day,
    /// A local month.
    Month,
}

/// How the values of groups become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Take {
    /// The largest.
    Max,
    /// The smallest.
    Min,
    /// Their sum.
    Sum,
    /// Their mean.
    Mean,
    /// That of the group with the earliest first event.
    First,
    /// That of the group with the latest last event.
    Last,
}

impl Take {
    /// As it is written.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Take::Max => "max",
            Take::Min => "min",
            Take::Sum => "sum",
            Take::Mean => "mean",
            Take::First => "first",
            Take::Last => "last",
        }
    }
}

/// Unit of elapsed time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Unit {
    /// Days of 24 hours.
    #[serde(rename = "d")]
    Day,
    /// Hours.
    #[serde(rename = "h")]
    Hour,
    /// Minutes.
    #[serde(rename = "m")]
    Minute,
}

/// What to tell of runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Run {
    /// Length of the run at the end.
    Current,
    /// Length of the longest run.
    Longest,
    /// How many runs are at least `atLeast` long.
    Count,
}

/// A step of a sequence or funnel: an event and which ones count.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Step {
    /// Event.
    pub event: String,
    /// Which events count.
    #[serde(rename = "where")]
    pub filter: Option<String>,
}
