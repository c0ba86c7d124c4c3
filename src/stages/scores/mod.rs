//! Scores, one file per kind of model.

use alloc::string::String;
use alloc::vec::Vec;

use crate::model::value::{Slot, StrId, TextId, Value};
use crate::pack::program::{Model, Program, Score};
use crate::stages::expression::Scope;

pub mod input;
pub mod linear;
pub mod scorecard;
pub mod trees;

/// What a score gave one customer.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The score; none when it cannot be told.
    pub value: Option<f64>,
    /// Its probability, for models that have one of their own.
    pub probability: Option<f64>,
    /// What the contributions start from.
    pub initial: f64,
    /// What each characteristic adds.
    pub points: Vec<Points>,
    /// Reason codes, ranked.
    pub reasons: Vec<Reason>,
    /// What a tree model read when it was last evaluated: the same inputs give the same outcome.
    read: Vec<input::Input>,
}

/// What one characteristic adds to a score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Points {
    /// Its id and label: a string and a text.
    pub name: (StrId, TextId),
    /// The fact it reads.
    pub slot: Slot,
    /// The points.
    pub points: f64,
}

/// A reason code.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reason {
    /// The code.
    pub code: StrId,
    /// What it says.
    pub text: TextId,
    /// Points lost or gained against the baseline.
    pub points: f64,
}

/// Evaluates a score into an outcome that is lent. `texts` are the session's own strings.
pub fn evaluate(
    program: &Program,
    score: &Score,
    scope: &Scope<'_>,
    texts: &[String],
    stack: &mut Vec<Value>,
    outcome: &mut Outcome,
) {
    let name = |slot: Slot| {
        program.slots.get(usize::from(slot)).map_or((0, 0), |info| (info.name, info.label))
    };
    match &score.model {
        Model::Scorecard(card) => scorecard::evaluate(program, card, scope, stack, outcome),
        Model::Linear(linear) => {
            let mut points = Vec::new();
            outcome.value = linear::margin(program, linear, scope.slots, &mut points);
            outcome.probability = outcome.value.map(|margin| 1.0 / (1.0 + libm::exp(-margin)));
            outcome.initial = linear.intercept;
            outcome.points.clear();
            let named =
                points.iter().map(|&(slot, points)| Points { name: name(slot), slot, points });
            outcome.points.extend(named);
        }
        Model::Trees(model) => {
            let inputs = model.inputs.iter();
            let inputs = inputs.map(|i| input::read(program, scope.slots, texts, i));
            if outcome.value.is_some() && inputs.clone().eq(outcome.read.iter().copied()) {
                return;
            }
            outcome.read.clear();
            outcome.read.extend(inputs);
            let margin = trees::margin(model, &outcome.read);
            outcome.value = Some(margin).filter(|margin| margin.is_finite());
            outcome.probability = outcome.value.and_then(|m| trees::probability(model, m));
            let mut points = Vec::new();
            outcome.initial = trees::contributions(model, &outcome.read, &mut points);
            outcome.points.clear();
            let named = model.inputs.iter().zip(&points);
            outcome.points.extend(named.map(|(input, &points)| Points {
                name: name(input.slot),
                slot: input.slot,
                points,
            }));
        }
    }
    if let (Some(p), Some(value)) = (score.probability, outcome.value) {
        outcome.probability = Some(1.0 / (1.0 + libm::exp(p.a + p.b * value)));
    }
}
