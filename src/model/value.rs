//! Values of facts, and three-valued truth.

use serde::{Deserialize, Serialize};

/// The type of a fact or of an event field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Type {
    /// `true` or `false`.
    Bool,
    /// A whole number, at most 2^53 − 1 in size when it comes from outside.
    Int,
    /// An IEEE 754 double: model inputs and scores.
    Number,
    /// An exact decimal, held as an integer times 10^−scale.
    Decimal {
        /// Digits behind the point, 0 to 9.
        scale: u8,
    },
    /// One of a closed list of strings.
    Enum {
        /// The members, in the order of the policy.
        values: Vec<StrId>,
        /// Whether `<` and `>` follow the order of the list.
        ordered: bool,
    },
    /// Open text: a value that the policy does not name is still a value.
    Category,
    /// An identifier; only a keyed hash of it is kept.
    Id,
    /// A civil date, held as days since 1970-01-01.
    Date,
    /// Words that a person typed, of which only the topic is kept: that of the first of these words
    /// that the text contains. Letters A to Z match in either case.
    Topic {
        /// Words, and the topic that each stands for.
        words: Vec<(StrId, StrId)>,
    },
}

/// A value in a slot, always read together with its [`Type`].
#[derive(Clone, Copy, Debug, PartialEq, Default, Serialize, Deserialize)]
pub enum Value {
    /// Absent. Not zero, not false, not the empty string.
    #[default]
    Unknown,
    /// For [`Type::Bool`].
    Bool(bool),
    /// For [`Type::Int`], [`Type::Decimal`] (scaled) and [`Type::Date`] (days).
    Int(i64),
    /// For [`Type::Number`]; never NaN.
    Number(f64),
    /// For [`Type::Enum`], [`Type::Category`] and [`Type::Topic`]: a string id of the pack, or of the session when it
    /// is at least [`SESSION_STRINGS`]. For [`Type::Id`]: the number of a keyed hash in the session.
    Sym(u32),
    /// Several values of the slot's type, each there once: they stand in slots behind those that the program declares.
    List {
        /// Place of the first among the slots.
        first: u32,
        /// How many there are; none is known too.
        count: u32,
    },
}

impl Value {
    /// Whether whatever follows from the one follows from the other: a zero has its sign.
    #[must_use]
    #[inline]
    pub fn is_same(self, other: Value) -> bool {
        match (self, other) {
            (Value::Number(a), Value::Number(b)) => a.to_bits() == b.to_bits(),
            _ => self == other,
        }
    }

    /// Whether it is one of these.
    #[must_use]
    #[inline(never)]
    pub fn is_among(&self, values: &[Value]) -> bool {
        values.contains(self)
    }

    /// The elements of a list; of any other value, the value itself.
    #[must_use]
    #[inline(never)]
    pub fn elements<'v>(&'v self, slots: &'v [Value]) -> &'v [Value] {
        let Value::List { first, count } = *self else { return core::slice::from_ref(self) };
        let place = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
        slots.get(place(first)..place(first.saturating_add(count))).unwrap_or(&[])
    }
}

/// String ids from here on belong to a session, not to the pack.
pub const SESSION_STRINGS: u32 = 0x8000_0000;

/// Kleene's strong three-valued logic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Truth {
    /// Does not hold.
    False,
    /// Holds.
    True,
    /// Cannot be told: a fact that matters is missing.
    Unknown,
}

impl Truth {
    /// Both: false wins over unknown.
    #[must_use]
    pub fn and(self, other: Truth) -> Truth {
        match (self, other) {
            (Truth::False, _) | (_, Truth::False) => Truth::False,
            (Truth::True, Truth::True) => Truth::True,
            _ => Truth::Unknown,
        }
    }

    /// Either: true wins over unknown.
    #[must_use]
    pub fn or(self, other: Truth) -> Truth {
        match (self, other) {
            (Truth::True, _) | (_, Truth::True) => Truth::True,
            (Truth::False, Truth::False) => Truth::False,
            _ => Truth::Unknown,
        }
    }
}

impl core::ops::Not for Truth {
    type Output = Truth;

    fn not(self) -> Truth {
        match self {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
        }
    }
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Truth {
        if holds { Truth::True } else { Truth::False }
    }
}

/// Index into the pack's strings.
pub type StrId = u32;
/// Index into the pack's localised texts.
pub type TextId = u32;
/// Index into the slots: the flat vector of all facts.
pub type Slot = u16;

/// 10^scale as a double; exact for every scale that a pack may hold.
#[must_use]
pub fn power_of_ten(scale: u8) -> f64 {
    const POWERS: [f64; 10] = [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];
    POWERS.get(usize::from(scale)).copied().unwrap_or(1.0)
}
