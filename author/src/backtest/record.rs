//! What one customer adds to a backtest.

use std::borrow::Cow;

use serde_json::Value;
use silhouette::Engine;
use silhouette::model::value::Type;
use silhouette::pack::program::Model;

use super::plan::{By, Plan};
use crate::customer::Refusal;
use crate::population::Person;
use crate::told;

/// What one customer adds.
#[derive(Clone, Debug, PartialEq)]
pub struct Record<'e> {
    /// What came about; none when it is not known.
    pub outcome: Option<bool>,
    /// How much the customer counts.
    pub weight: f64,
    /// Whether the moment lies in the base period.
    pub base: bool,
    /// In which part the customer is, for each of [`Plan::by`].
    pub parts: Vec<Part<'e>>,
    /// The scores in the policy's order; none where there is no value.
    pub scores: Vec<Option<told::Score<'e>>>,
    /// What the policy reads and says, by name; empty without a base period to compare with.
    pub inputs: Vec<(Cow<'e, str>, Part<'e>)>,
}

/// In which part of a population a customer is.
#[derive(Clone, Debug, PartialEq)]
pub enum Part<'e> {
    /// It is not known.
    Unknown,
    /// A level, a stage.
    Of(&'e str),
    /// Whether there is a tag.
    Has(bool),
    /// A value of a fact.
    Text(String),
    /// A number, which is put into a part when all are known.
    Number(f64),
}

impl<'e> Record<'e> {
    /// Reads a customer.
    ///
    /// # Errors
    /// When the customer, the outcome or the weight is not what it should be.
    pub fn of(
        engine: &'e Engine,
        plan: &Plan,
        customer: &dyn Person,
    ) -> Result<Record<'e>, Refusal> {
        let outcome = outcome(customer, &plan.outcome)?;
        let weight = match &plan.weight {
            None => 1.0,
            Some(field) => weight(customer, field)?,
        };
        let mut session = engine.open(0, [0; 16]);
        customer.enter(&mut session)?;
        let program = engine.program();
        let portrait = session.portrait(customer.now()).map_err(|error| Refusal {
            code: error.code,
            path: "/now".to_owned(),
            message: error.message.to_owned(),
        })?;
        let told = told::read(portrait.cells(), &program.strings);
        let part = |by: &By| match by {
            By::Fact(name, number) => {
                customer.fact(name).map_or(Part::Unknown, |value| Part::of(value, *number))
            }
            By::Tag(id) => Part::Has(told.tags.contains(&id.as_str())),
            By::Tier(id) => {
                let place = told.tiers.iter().chain(&told.stages).find(|(tier, _)| tier == id);
                place.map_or(Part::Unknown, |(_, level)| Part::Of(level))
            }
        };
        let parts = plan.by.iter().map(part).collect();
        let inputs = match plan.base {
            Some(_) => inputs(engine, customer, &told),
            None => Vec::new(),
        };
        let mut scores = vec![None; program.scores.len()];
        for score in told.scores {
            let of = |known: &silhouette::pack::program::Score| engine.text(known.id) == score.id;
            let place = program.scores.iter().position(of).and_then(|at| scores.get_mut(at));
            if let Some(place) = place {
                *place = Some(score);
            }
        }
        let base =
            plan.base.is_some_and(|(from, to)| from <= customer.now() && customer.now() < to);
        Ok(Record { outcome, weight, base, parts, scores, inputs })
    }
}

/// Facts, points of the characteristics of scorecards, tags, tiers and stages.
fn inputs<'e>(
    engine: &'e Engine,
    customer: &dyn Person,
    told: &told::Told<'e>,
) -> Vec<(Cow<'e, str>, Part<'e>)> {
    let program = engine.program();
    let mut inputs = Vec::new();
    for fact in program.slots.iter().take(usize::from(program.profile)) {
        let name = engine.text(fact.name);
        let number = matches!(fact.ty, Type::Int | Type::Number | Type::Decimal { .. });
        let value = customer.fact(name).map_or(Part::Unknown, |value| Part::of(value, number));
        inputs.push((Cow::Borrowed(name), value));
    }
    for score in &told.scores {
        let card = program.scores.iter().any(|known| {
            engine.text(known.id) == score.id && matches!(known.model, Model::Scorecard(_))
        });
        for (characteristic, points) in score.contributions.iter().filter(|_| card) {
            let name = format!("score:{}/{characteristic}", score.id);
            inputs.push((Cow::Owned(name), Part::Number(*points)));
        }
    }
    for tag in &program.tags {
        let id = engine.text(tag.id);
        inputs.push((Cow::Owned(format!("tag:{id}")), Part::Has(told.tags.contains(&id))));
    }
    for tier in &program.tiers {
        let id = engine.text(tier.id);
        let place = told.tiers.iter().chain(&told.stages).find(|(known, _)| *known == id);
        let level = place.map_or(Part::Unknown, |(_, level)| Part::Of(level));
        inputs.push((Cow::Owned(format!("tier:{id}")), level));
    }
    inputs
}

impl Part<'_> {
    fn of(value: Value, number: bool) -> Part<'static> {
        match value {
            Value::Bool(is) => Part::Has(is),
            Value::Number(n) => n.as_f64().map_or(Part::Unknown, Part::Number),
            // Decimals are written as text, too.
            Value::String(text) => match text.parse::<f64>() {
                Ok(value) if number && value.is_finite() => Part::Number(value),
                _ => Part::Text(text),
            },
            Value::Null | Value::Array(_) | Value::Object(_) => Part::Unknown,
        }
    }
}

/// What came about for a customer; none when it is not known.
///
/// # Errors
/// When the field holds something else.
pub fn outcome(customer: &dyn Person, field: &str) -> Result<Option<bool>, Refusal> {
    let value = customer.fact(field);
    match &value {
        None => Ok(None),
        Some(Value::Bool(is)) => Ok(Some(*is)),
        Some(Value::Number(n)) if n.as_f64() == Some(1.0) => Ok(Some(true)),
        Some(Value::Number(n)) if n.as_f64() == Some(0.0) => Ok(Some(false)),
        Some(Value::String(text)) => match text.as_str() {
            "1" | "true" => Ok(Some(true)),
            "0" | "false" => Ok(Some(false)),
            "" => Ok(None),
            _ => Err(wrong("input/outcome", field, "expected true, false, 1 or 0")),
        },
        Some(_) => Err(wrong("input/outcome", field, "expected true, false, 1 or 0")),
    }
}

fn weight(customer: &dyn Person, field: &str) -> Result<f64, Refusal> {
    let weight = match customer.fact(field) {
        Some(Value::Number(n)) => n.as_f64(),
        Some(Value::String(text)) => text.parse().ok(),
        _ => None,
    };
    let weight = weight.filter(|weight: &f64| weight.is_finite() && *weight > 0.0);
    weight.ok_or_else(|| wrong("input/weight", field, "expected a number above 0"))
}

fn wrong(code: &'static str, field: &str, message: &str) -> Refusal {
    let path = crate::json::Pointer::root().key(field);
    Refusal { code, path: path.as_str().to_owned(), message: message.to_owned() }
}
