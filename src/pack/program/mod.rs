//! The compiled policy: flat, immutable tables indexed by number.
//!
//! Everything a name can mean was resolved when the pack was made: facts are [`Slot`]s, strings are
//! [`StrId`]s, localised texts are [`TextId`](crate::model::value::TextId)s, expressions are runs of [`Op`]s for a small stack
//! machine without jumps, conditions are trees of [`Node`]s. A [`Program`] that passed
//! the check on loading holds no index out of range.

mod behaviour;
mod conditions;
mod egress;
mod facts;
mod models;
mod offers;
mod ranking;
mod results;
mod scorecard;

use serde::{Deserialize, Serialize};

use crate::model::value::{Slot, StrId, Value};

pub use behaviour::*;
pub use conditions::*;
pub use egress::*;
pub use facts::*;
pub use models::*;
pub use offers::*;
pub use ranking::*;
pub use results::*;
pub use scorecard::*;

/// Index into [`Program::exprs`].
pub type ExprId = u16;
/// Index into [`Program::nodes`].
pub type NodeId = u16;
/// Index into [`Program::kinds`].
pub type KindId = u16;
/// Index of a field within its event kind.
pub type FieldId = u8;

/// A bit for each of the [purposes](Program::purposes), the first one lowest; none at all means every purpose.
pub type Purposes = u32;
/// A policy has at most so many purposes.
pub const MAX_PURPOSES: usize = 32;

/// A compiled policy.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Program {
    /// Identity and validity.
    pub info: Info,
    /// All strings.
    pub strings: Vec<String>,
    /// Localised texts: `texts[text * locales + locale]` is a string id.
    pub texts: Vec<StrId>,
    /// Offsets of local time from UTC.
    pub zone: Vec<Offset>,
    /// Purposes of processing.
    pub purposes: Vec<Purpose>,
    /// Every fact: profile facts first, then features, then results of stages.
    pub slots: Vec<SlotInfo>,
    /// How many of the slots, from the first, are profile facts.
    pub profile: Slot,
    /// What the pack keeps of behaviour.
    pub kinds: Vec<Kind>,
    /// Features in an order in which each reads only earlier ones: feature `i` fills slot `profile + i`.
    pub features: Vec<Feature>,
    /// Constants of expressions and comparisons.
    pub consts: Vec<Value>,
    /// Members of `in` lists, each list sorted by the compiler's order.
    pub sets: Vec<Vec<Value>>,
    /// Instructions of all expressions.
    pub code: Vec<Op>,
    /// Expressions: runs of `code`.
    pub exprs: Vec<Expr>,
    /// Conditions: trees; children stand next to each other, behind their parent.
    pub nodes: Vec<Node>,
    /// Tags, in document order.
    pub tags: Vec<Tag>,
    /// Scores, in an order in which each reads only earlier ones.
    pub scores: Vec<Score>,
    /// Tier tables.
    pub tiers: Vec<Tier>,
    /// Early warnings.
    pub warnings: Vec<Warning>,
    /// Products and other offers.
    pub products: Vec<Product>,
    /// The list that uses nothing about the customer: indexes into `products`.
    pub general: Vec<u16>,
    /// Contact policy.
    pub contact: Contact,
    /// Order of the suggestions.
    pub ranking: Ranking,
    /// Other vocabularies in which events may come.
    pub adapters: Vec<Adapter>,
    /// Facts that the customer can move.
    pub actionable: Vec<Actionable>,
    /// Sentences about conditions.
    pub wordings: Vec<Wording>,
    /// What people call values of facts, where a sentence may tell them, by ascending slot; first, if it is
    /// spoken of, what is unknown.
    pub values: Vec<ValueLabel>,
    /// Which purposes each profile fact may serve; one that is not there, all.
    pub fact_purposes: Vec<Purposes>,
    /// Which purposes the events of each kind may serve; a kind that is not there, all.
    pub kind_purposes: Vec<Purposes>,
    /// What suggestions are for.
    pub goals: Vec<Conversion>,
    /// Which customers are offered nothing personal.
    pub general_only: Option<Protection>,
    /// What may leave the device; none: nothing.
    pub egress: Option<Manifest>,
}

impl Program {
    /// Which way the customer can move a fact; none: not at all.
    #[must_use]
    pub fn way(&self, slot: Slot) -> Option<Way> {
        self.actionable.iter().find(|one| one.slot == slot).map(|one| one.way)
    }
}
