//! Expressions and conditions.

use serde::{Deserialize, Serialize};

use super::{ExprId, FieldId, NodeId};
use crate::model::value::{Slot, StrId, TextId, Value};

/// A run of [`Program::code`](super::Program::code).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expr {
    /// First instruction.
    pub start: u32,
    /// Number of instructions.
    pub len: u32,
}

/// An instruction of the stack machine. Every instruction is total: an operand that is unknown or of
/// a wrong type, an overflow and a division by zero give [`Value::Unknown`](crate::model::value::Value::Unknown).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Op {
    /// Push a slot.
    Slot(Slot),
    /// Push a field of the event at hand.
    Field(FieldId),
    /// Push a number of the product at hand.
    Product(ProductNumber),
    /// Push a constant.
    Const(u16),
    /// Three-valued negation.
    Not,
    /// Three-valued and.
    And,
    /// Three-valued or.
    Or,
    /// `c ? a : b`, pushed in the order c, a, b; unknown when c is.
    Select,
    /// Compare two values of one type.
    Compare(Test),
    /// Whether the value is a member of a set; of a list, whether any element is.
    In(u16),
    /// Whether the value is known; never unknown itself.
    Known,
    /// Addition; whole numbers are checked.
    Add,
    /// Subtraction; whole numbers are checked.
    Sub,
    /// Multiplication; whole numbers are checked.
    Mul,
    /// Division; of whole numbers it truncates, as in CEL.
    Div,
    /// Remainder with the sign of the dividend, as in CEL.
    Rem,
    /// Negation; whole numbers are checked.
    Neg,
    /// A whole number or a decimal of this scale as a double.
    ToNumber(u8),
    /// Multiply a scaled integer by ten to this power; checked.
    ScaleUp(u8),
    /// A double as a whole number, towards zero; unknown outside ±2^63.
    ToInt,
    /// The smaller of two values of one type.
    Min,
    /// The larger of two values of one type.
    Max,
    /// Absolute value.
    Abs,
    /// Push local-time part of `now`.
    Now(NowPart),
    /// Whether the value, or any element of it, is an element of a list.
    Contains,
    /// How many elements a list has.
    Size,
}

/// A part of `now` in local time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NowPart {
    /// Hour, 0 to 23.
    Hour,
    /// Weekday, Monday is 1, Sunday is 7.
    Weekday,
    /// Day of the month, 1 to 31.
    Day,
    /// Month, 1 to 12.
    Month,
    /// Year.
    Year,
    /// Days since 1970-01-01: a [`Type::Date`](crate::model::value::Type::Date).
    Date,
}

/// A number of the product at hand, for the ranking formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProductNumber {
    /// The product's `value`.
    Value,
    /// The product's `intent`: its interest expression.
    Intent,
    /// The boost that the customer's tiers give it.
    TierBoost,
    /// How likely the customer answers it.
    Response,
}

/// Comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Test {
    /// `==`
    Eq,
    /// `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
}

/// A node of a condition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// What it means.
    pub op: NodeOp,
    /// Id in the document, if it has one.
    pub id: Option<StrId>,
    /// Label for people, if it has one.
    pub label: Option<TextId>,
    /// How it is told in sentences: from 1 on, its place among the wordings; 0: not at all.
    pub told: u8,
}

/// Sentences about a condition. `{0}` is the condition's label, or that of the fact that a leaf without
/// one reads; of the latter `{1}` is the fact's value and `{2}` what it is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// It is as its item needs it.
    pub holds: TextId,
    /// It is not.
    pub fails: TextId,
    /// Nobody knows.
    pub unknown: TextId,
    /// How a fact and its value, `{0}` and `{1}`, stand in the list that is `{1}` beside a condition's label.
    pub fact: Option<TextId>,
}

/// What people call a value of a fact; [`Value::Unknown`] of any.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ValueLabel {
    /// The fact.
    pub slot: Slot,
    /// The value.
    pub value: Value,
    /// Its label.
    pub text: TextId,
}

/// What a condition's node means.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum NodeOp {
    /// All of the children hold.
    All(NodeId, u16),
    /// Any of the children holds.
    Any(NodeId, u16),
    /// The child does not hold.
    Not(NodeId),
    /// A fact against a constant.
    Compare {
        /// The fact.
        slot: Slot,
        /// The comparison.
        test: Test,
        /// Index into `consts`.
        against: u16,
    },
    /// A fact in a set; of a list, any element of it.
    In {
        /// The fact.
        slot: Slot,
        /// Index into `sets`.
        set: u16,
    },
    /// A fact is known.
    Known(Slot),
    /// Any other expression of type bool.
    Expr(ExprId),
}
