//! Facts, purposes and vocabularies.

use serde::{Deserialize, Serialize};

use super::{FieldId, KindId};
use crate::model::value::{Slot, StrId, TextId, Type};

/// A vocabulary of events that is not the policy's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Adapter {
    /// Id, such as `sensors` or `ga4`.
    pub id: StrId,
    /// Its events.
    pub events: Vec<AdaptedEvent>,
}

/// An event of another vocabulary.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AdaptedEvent {
    /// Its name there.
    pub from: StrId,
    /// Its kind here.
    pub kind: KindId,
    /// Fields that have another name there; the others have the same.
    pub fields: Vec<(StrId, FieldId)>,
}

/// Identity and validity of a policy.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Info {
    /// Policy id.
    pub id: StrId,
    /// Policy version, semver.
    pub version: StrId,
    /// Locales of the texts, BCP 47; the first is the fallback.
    pub locales: Vec<StrId>,
    /// Not valid before, ms since the epoch.
    pub not_before: Option<i64>,
    /// Not valid from then on, ms since the epoch.
    pub expires: Option<i64>,
}

/// From `from` on (ms since the epoch), local time is UTC plus `offset` ms.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Offset {
    /// First millisecond; the first entry also holds for all time before it.
    pub from: i64,
    /// Offset in milliseconds, east positive.
    pub offset: i32,
}

/// A purpose of processing and its legal basis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Purpose {
    /// Id.
    pub id: StrId,
    /// Label for people.
    pub label: TextId,
    /// Whether the customer must have granted it.
    pub needs_consent: bool,
}

/// What a slot holds and how to speak of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SlotInfo {
    /// Name in expressions, such as `age`, `tags.hnw`, `scores.risk`, `tiers.retail`.
    pub name: StrId,
    /// Label for people.
    pub label: TextId,
    /// Type of the value; of a list, that of its elements.
    #[serde(rename = "type")]
    pub ty: Type,
    /// Where the value comes from.
    pub source: Source,
    /// Closed range of an input, or of each element: scaled like the value for decimals.
    pub range: Option<(i64, i64)>,
}

/// A fact that the customer can move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actionable {
    /// The fact.
    pub slot: Slot,
    /// Which way.
    pub way: Way,
}

/// Which way a customer can move a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Way {
    /// To larger values.
    Up,
    /// To smaller values.
    Down,
    /// To any value.
    Any,
}

/// Where a slot's value comes from. The number is the index in that table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// Supplied by the page.
    Profile,
    /// A feature of behaviour.
    Feature(u16),
    /// Whether a tag is given.
    Tag(u16),
    /// A score's value.
    Score(u16),
    /// A score's band, an enum.
    Band(u16),
    /// A tier's level, an enum.
    Tier(u16),
    /// A list, supplied by the page. The number is its place among the lists.
    ProfileList(u8),
}
