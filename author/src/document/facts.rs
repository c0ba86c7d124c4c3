//! What is known: facts of the profile and recorded events.

use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::{Localised, Short};

/// A fact that the page supplies.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fact {
    /// Type: `bool`, `int`, `number`, `decimal` (or `decimal(2)`), `enum` (or `enum:a|b`), `category`,
    /// `id`, `date`, `topic`; of a fact of the profile also a list of one, such as `list:category`.
    #[serde(rename = "type")]
    #[schemars(schema_with = "type_schema")]
    pub ty: String,
    /// Digits behind the point of a decimal, 0 to 9.
    pub scale: Option<u8>,
    /// Values of an enum.
    pub values: Option<Vec<String>>,
    /// Whether the values of an enum stand in order, the lowest first.
    pub ordered: Option<bool>,
    /// Topics and the words that stand for each. Of a typed text only the topic of the first of these
    /// words that it contains is kept.
    pub topics: Option<IndexMap<String, Vec<String>>>,
    /// Smallest and largest allowed value, of a list that of each element.
    pub range: Option<[f64; 2]>,
    /// Unit, such as a currency code.
    pub unit: Option<String>,
    /// Sensitivity class after JR/T 0171.
    pub class: Option<Class>,
    /// Purposes it may serve; without the key, all.
    pub purposes: Option<Vec<String>>,
    /// Which way the customer can move it: what would change a result is told of such facts only.
    pub actionable: Option<Actionable>,
    /// Label for people.
    pub label: Option<Localised>,
    /// What people call its values, by value; of a `bool`, of `true` and `false`.
    #[serde(default)]
    pub value_labels: IndexMap<String, Localised>,
    /// Remark for colleagues.
    pub description: Option<String>,
}

impl Fact {
    /// A fact of which only the type is said.
    #[must_use]
    pub fn of_type(ty: &str) -> Fact {
        Fact { ty: ty.to_owned(), ..Fact::default() }
    }
}

/// Which way a customer can move a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Actionable {
    /// To larger values.
    Up,
    /// To smaller values.
    Down,
    /// To any value.
    Any,
}

/// Sensitivity class after JR/T 0171.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
pub enum Class {
    /// Internal information.
    C1,
    /// Identifies the customer or tells of their finances.
    C2,
    /// Secrets and biometrics; refused.
    C3,
}

/// A kind of event that the page records.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Event {
    /// Fields: a type such as `int`, `decimal(2)`, `enum:in|out`, `enum:products`, or a full fact.
    #[serde(default)]
    pub fields: IndexMap<String, Short<Fact>>,
    /// Events that agree in these fields are one; the newer replaces the older.
    #[serde(default)]
    pub dedupe: Vec<String>,
    /// Fields that order the events; without them, time does.
    #[serde(default)]
    pub order: Vec<String>,
    /// How long an event is kept and counted, such as `90d`.
    pub retain: Option<String>,
    /// At most so many are kept, the newest; 10000 when not said.
    pub keep: Option<u32>,
    /// Sensitivity class after JR/T 0171.
    pub class: Option<Class>,
    /// Purposes it may serve; without the key, all.
    pub purposes: Option<Vec<String>>,
    /// Label for people.
    pub label: Option<Localised>,
    /// Remark for colleagues.
    pub description: Option<String>,
}

/// An event of another vocabulary, as an event of this policy.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Adapted {
    /// The event.
    pub event: String,
    /// Fields that have another name there: their name, and the name here.
    #[serde(default)]
    pub fields: IndexMap<String, String>,
}

fn type_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "anyOf": [
            {
                "type": "string",
                "enum": ["bool", "int", "number", "decimal", "enum", "category", "id", "date", "topic"],
            },
            {
                "type": "string",
                "pattern": "^list:(bool|int|number|decimal|enum|category|id|date|topic)$",
            },
            { "type": "string", "pattern": "^(list:)?(decimal\\([0-9]\\)|enum:.+)$" },
        ],
    })
}
