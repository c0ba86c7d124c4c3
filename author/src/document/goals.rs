//! What suggestions are for: how often one leads to what is wanted.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Localised;

/// A goal: how often a suggestion that was shown or clicked is followed by what is wanted. Counted on the device.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Goal {
    /// Id.
    pub id: String,
    /// Label for people.
    pub label: Localised,
    /// Purpose it serves.
    pub purpose: Option<String>,
    /// What it starts with.
    pub from: From,
    /// What is wanted.
    pub to: To,
    /// How long after the start it counts, such as `30d`.
    pub within: String,
    /// Remark for colleagues.
    pub description: Option<String>,
}

/// What a goal starts with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum From {
    /// A suggestion is shown.
    Shown,
    /// The customer clicks on one.
    Clicked,
}

impl From {
    /// As it is written.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            From::Shown => "shown",
            From::Clicked => "clicked",
        }
    }
}

/// What is wanted.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct To {
    /// The event.
    pub event: String,
    /// Which of them count.
    #[serde(rename = "where")]
    pub filter: Option<String>,
    /// `product`: the event must be of the product that was suggested, which both have as a field.
    pub by: Option<By>,
}

/// What start and end of a goal must have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// The product.
    Product,
}
