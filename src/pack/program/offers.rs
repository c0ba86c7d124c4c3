//! Products, and when the customer may be spoken to.

use serde::{Deserialize, Serialize};

use super::{ExprId, KindId, Message, NodeId};
use crate::model::value::{Slot, StrId, TextId};

/// A product, a content or a service that can be suggested.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Product {
    /// Id.
    pub id: StrId,
    /// Label for people.
    pub label: TextId,
    /// What the customer reads.
    pub message: Message,
    /// What the general list says of it, with no facts in it.
    pub general_message: TextId,
    /// Index into `purposes`.
    pub purpose: Option<u16>,
    /// Kind, such as `loan`.
    pub kind: StrId,
    /// Family, such as `consumer_loan`.
    pub family: Option<StrId>,
    /// May the customer have it at all?
    pub eligibility: Option<NodeId>,
    /// Is it for this customer, now?
    pub applicability: Option<NodeId>,
    /// Risk rating R1 to R5 of an investment: at most the customer's C1 to C5.
    pub suitability: Option<Suitability>,
    /// Channels, the preferred first.
    pub channels: Vec<StrId>,
    /// Ids of disclosures that must stand beside it.
    pub disclosures: Vec<StrId>,
    /// Products that are offered together: each must pass its own gates too. None of them is a bundle.
    pub bundle: Vec<u16>,
    /// Of several products of one group only the best is suggested.
    pub exclusive: Option<StrId>,
    /// What products that are alike have in common, for diversity: their family, or their kind.
    pub alike: Option<StrId>,
    /// For the ranking formula.
    pub value: f64,
    /// For the ranking formula: an expression of type number.
    pub intent: Option<ExprId>,
    /// Terms that are suggested within the published corridor.
    pub advisory: Vec<Advice>,
}

/// A term that is suggested within the published corridor.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Advice {
    /// Which: `apr`, `months`.
    pub term: StrId,
    /// What it comes from: an expression of type number.
    pub expr: ExprId,
    /// The least that is published.
    pub from: f64,
    /// The most that is published.
    pub to: f64,
    /// It is rounded to a whole part of one: 100 for two digits behind the point.
    pub parts: f64,
}

/// The suitability gate of an investment product.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Suitability {
    /// The least of the five levels of tolerance that is enough, 1 to 5: that of the risk rating's number, or a
    /// higher one.
    pub rating: u8,
    /// The fact that holds the customer's risk tolerance: an ordered enum of five.
    pub tolerance: Slot,
    /// The fact that holds the date from which the assessment no longer counts.
    pub expires: Option<Slot>,
    /// How a tolerance that is too low is told, as [`Node::told`](super::Node::told).
    pub told_tolerance: u8,
    /// How an assessment that has run out is told.
    pub told_expires: u8,
}

/// When and how often the customer may be spoken to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Contact {
    /// Local quiet time, from and to in minutes of the day; may cross midnight.
    pub quiet: Option<(u16, u16)>,
    /// How long a suggestion's time window is, ms.
    pub window: i64,
    /// Caps.
    pub caps: Vec<Cap>,
    /// Not again so soon after a dismissal.
    pub cooldown: Option<Cooldown>,
    /// What tells what became of suggestions; none: nothing asks for it.
    pub feedback: Option<Feedback>,
    /// Channels that need a consent of their own: the id, and the purpose, an index.
    pub channels: Vec<(StrId, u16)>,
}

impl Contact {
    /// The purpose that must be granted for a channel, if any.
    #[must_use]
    pub fn purpose(&self, channel: StrId) -> Option<u16> {
        let mut channels = self.channels.iter();
        channels.find(|&&(known, _)| known == channel).map(|&(_, purpose)| purpose)
    }
}

/// Events that tell what became of suggestions. The first three fields of their kind are enums: the
/// product, the channel, and the outcome, whose values are those of
/// [`outcome`](crate::stages::suggestions::feedback::outcome), in that order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Feedback {
    /// The kind of event.
    pub kind: KindId,
    /// What a count of showings is called.
    pub showings: TextId,
    /// What is learned from it.
    pub learn: Option<Learn>,
}

/// The channel and the hour to which a customer answers best are learned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Learn {
    /// What lies so far back counts half, ms.
    pub half_life: i64,
    /// What is taken for each channel, by its number, before anything is known; empty: channels are not
    /// learned.
    pub channels: Vec<Prior>,
    /// The same for every hour; none: hours are not learned.
    pub hours: Option<Prior>,
    /// What the part of showings that are answered is called.
    pub rate: TextId,
    /// A sentence for a channel that was chosen so.
    pub by_channel: TextId,
    /// A sentence for an hour that was chosen so, with a place for it.
    pub by_hour: TextId,
}

/// Answers and showings without one that are taken for granted before any are known.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prior {
    /// Answered.
    pub hits: f64,
    /// Not answered.
    pub misses: f64,
}

/// At most so many showings in a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cap {
    /// Of what.
    pub scope: CapScope,
    /// How many.
    pub max: u32,
    /// In how long, ms.
    pub per: i64,
    /// The rule in words.
    pub label: TextId,
}

/// What a cap counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CapScope {
    /// Showings of one product.
    Product,
    /// Showings by one channel.
    Channel,
    /// All showings.
    All,
    /// Showings of one message: as of a product, but no allowance is told of it.
    Message,
}

/// Not again so soon after a dismissal.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cooldown {
    /// After the first dismissal, ms.
    pub first: i64,
    /// So many times as long after each further one, at least once.
    pub growth: f64,
    /// At most, ms.
    pub max: i64,
    /// A sentence with places for the day of the dismissal and the day of its end.
    pub message: TextId,
    /// What the day of the dismissal is called.
    pub dismissed: TextId,
}

/// What suggestions are for, counted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conversion {
    /// Id.
    pub id: StrId,
    /// Label for people.
    pub label: TextId,
    /// Index into `purposes`.
    pub purpose: Option<u16>,
    /// How often it was started.
    pub started: Slot,
    /// How often it was reached.
    pub reached: Slot,
}

/// Whom nothing personal is offered: under-age customers, those whom the bank has flagged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Protection {
    /// What holds of a customer who is not protected.
    pub open: NodeId,
    /// Whether a customer is protected of whom that cannot be told.
    pub on_unknown: bool,
    /// Index into `purposes`.
    pub purpose: Option<u16>,
}
