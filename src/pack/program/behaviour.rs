//! What is kept of behaviour, and the features made of it.

use serde::{Deserialize, Serialize};

use super::{ExprId, FieldId, KindId};
use crate::model::value::{Slot, StrId, Type};

/// An event kind and the fields of it that are kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kind {
    /// Name.
    pub name: StrId,
    /// Kept fields.
    pub fields: Vec<Field>,
    /// Events that agree in these fields are one: the newer replaces the older. Empty: none do.
    pub dedupe: Vec<FieldId>,
    /// How long an event is kept and counted, ms.
    pub retain: Option<i64>,
    /// At most so many are kept; when there are more, the oldest quarter goes.
    pub cap: u32,
    /// `where` filters of this kind's features; a feature names them by index.
    pub filters: Vec<ExprId>,
}

/// A field of an event kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// Name.
    pub name: StrId,
    /// Type.
    #[serde(rename = "type")]
    pub ty: Type,
}

/// A named feature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Feature {
    /// Where the value goes.
    pub slot: Slot,
    /// How it is computed.
    pub verb: Verb,
}

/// How a feature is computed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Verb {
    /// From events of one kind.
    Events {
        /// The kind.
        kind: KindId,
        /// Which moments count.
        window: Window,
        /// Index into the kind's filters.
        filter: Option<u16>,
        /// One value per value of this key, joined by the way to take one.
        by: Option<(Key, Take)>,
        /// What is made of the events.
        of: Aggregate,
    },
    /// From facts and other features.
    Expr(ExprId),
}

/// What events are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Key {
    /// A field's value.
    Field(FieldId),
    /// The local day.
    Day,
}

/// Which moments count, at the time `now`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Window {
    /// All that is kept.
    All,
    /// `(now − length − shift, now − shift]`, ms.
    Sliding {
        /// Length of the window.
        length: i64,
        /// How far back it ends.
        shift: i64,
    },
    /// The local day, `back` days before today's.
    Day {
        /// Days back.
        back: u16,
    },
    /// The local calendar month, `back` months before this one.
    Month {
        /// Months back.
        back: u16,
    },
}

/// How the values of groups become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

/// What is made of the events in a window that match the filter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Aggregate {
    /// How many.
    Count,
    /// Whether any.
    Exists,
    /// Exact sum of a field.
    Sum(FieldId),
    /// Mean of a field, a number.
    Mean(FieldId),
    /// Smallest value of a field.
    Min(FieldId),
    /// Largest value of a field.
    Max(FieldId),
    /// Sample standard deviation of a field.
    Stddev(FieldId),
    /// How many different values of a field.
    Distinct(FieldId),
    /// How many local days have an event.
    ActiveDays,
    /// Value of a field of the first event.
    First(FieldId),
    /// Value of a field of the last event.
    Last(FieldId),
    /// Time since the first event, in units of so many ms.
    SinceFirst(i64),
    /// Time since the last event, in units of so many ms.
    SinceLast(i64),
    /// Time between the last two events, in units of so many ms.
    Gap {
        /// Milliseconds of the unit.
        unit: i64,
        /// Between the last two different moments.
        distinct_times: bool,
    },
    /// Part of the window's events, filtered or not, that match this further filter.
    Share(u16),
    /// Least-squares slope over equal buckets, the oldest at x = 0.
    Slope {
        /// Length of a bucket, ms.
        bucket: i64,
        /// How many.
        buckets: u16,
        /// Sums of this field; without it, counts.
        field: Option<FieldId>,
    },
    /// The last value against mean and standard deviation of the earlier ones.
    Zscore(FieldId),
    /// Part of the events in these local hours; a bit per hour.
    HourShare(u32),
    /// Part of the events on these local weekdays; a bit per day, Monday the lowest.
    WeekdayShare(u8),
    /// The local hour with the most events; the earliest of equals.
    ModeHour,
    /// Sum of weights that halve every so many ms; of a field's values, or of ones.
    Decay {
        /// Half-life, ms.
        half_life: i64,
        /// Weighted values; without it, ones.
        field: Option<FieldId>,
    },
    /// Runs of events that match a further filter, ordered by fields.
    Consecutive {
        /// Which events make a run longer; the others end it.
        matching: u16,
        /// Order of the events; empty: by time.
        order: Vec<FieldId>,
        /// What to tell of the runs.
        run: Run,
    },
    /// Minimal occurrences of an ordered series of events, each within a span.
    Sequence {
        /// Kind and filter of each step. The first step's kind is the feature's own.
        steps: Vec<Step>,
        /// Longest span from first to last step, ms.
        within: Option<i64>,
    },
    /// The furthest step that was reached in order.
    Funnel {
        /// Kind and filter of each step, and the field of that kind that holds the group's key.
        steps: Vec<Step>,
        /// Longest span from first to last step, ms.
        within: Option<i64>,
    },
}

/// One step of a sequence or funnel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Event kind.
    pub kind: KindId,
    /// Index into that kind's filters.
    pub filter: Option<u16>,
    /// The field of that kind that holds the group's key.
    pub key: Option<FieldId>,
}

/// What to tell of runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Run {
    /// Length of the run at the end.
    Current,
    /// Length of the longest run.
    Longest,
    /// How many runs are at least this long.
    Count(u32),
}
