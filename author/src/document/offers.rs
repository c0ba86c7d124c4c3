//! What may be suggested, to whom, and how often.

use std::borrow::Cow;

use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

use super::conditions::Condition;
use super::results::Channel;
use super::{Localised, Short};

/// A product, a content or a service that can be suggested.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Product {
    /// Id.
    pub id: String,
    /// Label for people.
    pub label: Localised,
    /// What the customer reads; `{fact}` is replaced by the fact, `{terms.aprMin}` by the term.
    pub message: Localised,
    /// What everybody reads in the general list; names no fact. Without it the message, if that names
    /// none either, or the label.
    pub general_message: Option<Localised>,
    /// Purpose it serves.
    pub purpose: Option<String>,
    /// Kind of the product.
    pub kind: ProductKind,
    /// Family, for `family('…')` in expressions.
    pub family: Option<String>,
    /// Published terms.
    pub terms: Option<Terms>,
    /// Terms to suggest to this customer, within the published ones.
    pub advisory: Option<Advisory>,
    /// May the customer have it at all?
    pub eligibility: Option<Condition>,
    /// Is it for this customer, now?
    pub applicability: Option<Condition>,
    /// Risk rating, for the suitability gate.
    pub suitability: Option<Rating>,
    /// Channels, the preferred first.
    pub channels: Vec<Channel>,
    /// Ids of products that are offered together as this one: it passes when each of them passes its own gates,
    /// and everything that must stand beside one of them stands beside it. No loan is part of a bundle.
    #[serde(default)]
    pub bundle: Vec<String>,
    /// Group of products of which only the best is suggested.
    pub exclusive: Option<String>,
    /// Ids of what must stand beside it, such as `loan_apr`.
    #[serde(default)]
    pub disclosures: Vec<String>,
    /// The bank's own weight in the ranking, as `value`.
    #[serde(default)]
    pub value: f64,
    /// How interested the customer is, as `intent` in the ranking: an expression of type number.
    pub intent: Option<String>,
    /// Remark for colleagues.
    pub description: Option<String>,
}

/// Kind of a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProductKind {
    /// A deposit.
    Deposit,
    /// A loan; its annual rate must be disclosed.
    Loan,
    /// A credit or debit card.
    Card,
    /// A wealth management product; needs a risk rating.
    Wealth,
    /// A fund; needs a risk rating.
    Fund,
    /// A derivative, such as a rate or currency hedge; needs a risk rating.
    Derivative,
    /// An insurance.
    Insurance,
    /// A payment or account service.
    Payment,
    /// Something to read.
    Content,
    /// A service.
    Service,
    /// A meeting, a salon, an event.
    Activity,
}

impl ProductKind {
    /// As it is written.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ProductKind::Deposit => "deposit",
            ProductKind::Loan => "loan",
            ProductKind::Card => "card",
            ProductKind::Wealth => "wealth",
            ProductKind::Fund => "fund",
            ProductKind::Derivative => "derivative",
            ProductKind::Insurance => "insurance",
            ProductKind::Payment => "payment",
            ProductKind::Content => "content",
            ProductKind::Service => "service",
            ProductKind::Activity => "activity",
        }
    }

    /// Whether the suitability gate must stand before it.
    #[must_use]
    pub fn needs_rating(self) -> bool {
        matches!(self, ProductKind::Wealth | ProductKind::Fund | ProductKind::Derivative)
    }
}

/// Published terms of a loan.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Terms {
    /// Lowest annual percentage rate (simple interest).
    pub apr_min: Option<f64>,
    /// Highest annual percentage rate (simple interest).
    pub apr_max: Option<f64>,
    /// Longest term in months.
    pub max_months: Option<u16>,
}

/// Terms to suggest to a customer: expressions of type number, brought into the published corridor. They
/// rest on nothing that serves marketing only.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Advisory {
    /// Annual percentage rate, two digits behind the point, from `aprMin` to `aprMax`.
    pub apr: Option<String>,
    /// Term in whole months, up to `maxMonths`.
    pub months: Option<String>,
}

/// Risk rating of an investment. When issuer and seller differ, the higher counts.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rating {
    /// The seller's rating.
    pub risk_rating: RiskRating,
    /// The issuer's rating.
    pub issuer_rating: Option<RiskRating>,
}

/// Risk rating of an investment, R1 the lowest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, JsonSchema)]
pub enum RiskRating {
    /// Low.
    R1,
    /// Rather low.
    R2,
    /// Medium.
    R3,
    /// Rather high.
    R4,
    /// High.
    R5,
}

impl RiskRating {
    /// 1 to 5.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            RiskRating::R1 => 1,
            RiskRating::R2 => 2,
            RiskRating::R3 => 3,
            RiskRating::R4 => 4,
            RiskRating::R5 => 5,
        }
    }
}

/// Which facts hold the customer's risk tolerance.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Tolerance {
    /// The fact with the result of the assessment: an ordered enum of five, the most careful first.
    pub tolerance: String,
    /// The fact with the date from which the assessment no longer counts.
    pub expires: Option<String>,
    /// The least tolerance that is enough for a rating, where it is stricter than the rule: R1 needs the first of
    /// the five values, R5 the last.
    #[serde(default)]
    pub needs: IndexMap<RiskRating, String>,
}

/// When and how often the customer may be spoken to.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Contact {
    /// Local time of rest, from and to; may cross midnight.
    pub quiet_hours: Option<[String; 2]>,
    /// Caps on showings.
    #[serde(default)]
    pub caps: Vec<Cap>,
    /// Not again so soon after a dismissal, such as `14d`, and longer after each further one.
    pub cooldown_after_dismiss: Option<Short<Cooldown>>,
    /// The same message is not suggested again so soon after it was shown, on whatever page, such as `1d`.
    pub no_repeat: Option<String>,
    /// How long a suggestion's time window is; a day when not said.
    pub window: Option<String>,
    /// Channel and hour are learned from how this customer answers.
    pub learn: Option<Learn>,
    /// Channels that need a consent of their own, by id: a product is suggested by one only while its purpose is
    /// granted. In the general list such a channel never stands.
    #[serde(default)]
    pub channels: IndexMap<String, ChannelRule>,
}

/// What a channel needs.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChannelRule {
    /// The purpose that must be granted, such as `sms_marketing`.
    pub purpose: String,
}

/// Channel and hour of suggestions are those to which this customer answers best: a showing is a trial, a
/// click or a conversion after it makes it a hit. Everything stays on the device.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Learn {
    /// The time in which the weight of a trial halves, at least a day, such as `60d`.
    pub half_life: String,
    /// Channels are learned: what is taken for granted of each, by its id, before anything is known. Of those
    /// that are not named, one hit and four misses. Without the key, the first open channel is taken.
    pub channels: Option<IndexMap<String, Prior>>,
    /// Hours are learned: `true`, or what is taken for granted of each.
    pub hours: Option<Hours>,
}

/// What is taken for granted before anything is known.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Prior {
    /// Showings that were answered, above 0.
    pub hits: f64,
    /// Showings that were not, above 0.
    pub misses: f64,
}

impl Default for Prior {
    fn default() -> Prior {
        Prior { hits: 1.0, misses: 4.0 }
    }
}

/// Whether hours are learned, or what is taken for granted of each.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Hours {
    /// Whether they are.
    Learned(bool),
    /// They are, from this.
    From(Prior),
}

impl Hours {
    /// What is taken for granted; none: they are not learned.
    #[must_use]
    pub fn prior(self) -> Option<Prior> {
        match self {
            Hours::Learned(is) => is.then(Prior::default),
            Hours::From(prior) => Some(prior),
        }
    }
}

impl<'de> Deserialize<'de> for Hours {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::Bool(is) => Ok(Hours::Learned(is)),
            value => Prior::deserialize(value).map(Hours::From).map_err(serde::de::Error::custom),
        }
    }
}

impl JsonSchema for Hours {
    fn schema_name() -> Cow<'static, str> {
        "Hours".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let prior = generator.subschema_for::<Prior>();
        json_schema!({
            "description": "Whether hours are learned, or what is taken for granted of each.",
            "anyOf": [{ "type": "boolean" }, prior],
        })
    }
}

/// Not again so soon after a dismissal. A click or a conversion begins anew.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Cooldown {
    /// How long after the first dismissal, such as `14d`.
    pub first: String,
    /// So many times as long after each further one, 1 to 10; 1 when not said.
    pub growth: Option<f64>,
    /// How long at most, such as `180d`; needed where it grows.
    pub max: Option<String>,
}

/// At most so many showings in a time.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Cap {
    /// What is counted.
    pub scope: Scope,
    /// How many.
    pub max: u32,
    /// In how long, such as `30d`.
    pub per: String,
}

/// What a cap counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Showings of one product.
    Product,
    /// Showings by one channel.
    Channel,
    /// All showings.
    All,
}

/// Order of the suggestions.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Ranking {
    /// An expression of type number; it may also read `intent`, `value`, `tier_boost` and `response`.
    pub score: String,
    /// What decides between equals: the product's id.
    pub tie: Option<Tie>,
    /// How likely the customer answers a suggestion, for the score: see `response` there.
    pub response: Option<Response>,
    /// What makes the list diverse.
    pub diversity: Option<Diversity>,
    /// A comparison that is under way.
    pub experiment: Option<Experiment>,
}

/// How likely the customer answers a suggestion of a product, `response` in the score: the policy's belief, moved by
/// each showing to this customer and by each answer.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Response {
    /// So many showings that were answered are assumed before the first, 1 to 100.
    pub hits: u32,
    /// So many that were not, 1 to 100.
    pub misses: u32,
    /// Whether to try what little is known of: each day, and for each product, `response` is then drawn from the
    /// distribution of what is believed (Thompson sampling) by a random number of the customer's own device. No when
    /// not said.
    #[serde(default)]
    pub explore: bool,
}

/// What makes the list diverse: a product steps back for each better one that is alike.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Diversity {
    /// What makes products alike.
    pub by: Alike,
    /// What a product loses for each better one that is alike, in units of the score.
    pub penalty: f64,
}

/// What makes products alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Alike {
    /// Their family; products without one are like no other.
    Family,
    /// Their kind.
    Kind,
}

/// A comparison of the formula with another one, and with no personal suggestions. Who is in which arm follows
/// from the experiment's id and from a random number of the customer's own device, and never leaves it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Experiment {
    /// Id; another id draws anew.
    pub id: String,
    /// Label for people.
    pub label: Localised,
    /// Of a hundred customers, how many see the general list only.
    #[serde(default)]
    pub hold_out: u8,
    /// The other formula.
    pub challenger: Option<Challenger>,
}

/// A formula that is compared with the one in force.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Challenger {
    /// Of a hundred customers, how many are ranked by it.
    pub share: u8,
    /// An expression as `score`.
    pub score: String,
}

/// What decides between equals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Tie {
    /// The product's id.
    Id,
}

/// Customers who are offered nothing personal: when the condition holds, every product is left out as not eligible.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GeneralOnly {
    /// Purpose it serves; one that rests on a duty by law needs no consent.
    pub purpose: Option<String>,
    /// Who is protected.
    pub when: Condition,
    /// Whether a customer is protected of whom that cannot be told; no when not said.
    pub on_unknown: Option<bool>,
    /// Remark for colleagues.
    pub description: Option<String>,
}
