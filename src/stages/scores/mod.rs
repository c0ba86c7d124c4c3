//! Scores, one file per kind of model.

use alloc::string::String;
use alloc::vec::Vec;

use crate::model::value::{Slot, StrId, TextId, Value};
use crate::pack::program::{Band, Model, Program, Score};
use crate::stages::expression::Scope;

pub mod counterfactual;
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

impl Points {
    /// None yet of a fact, under its own name.
    fn of(program: &Program, slot: Slot) -> Points {
        let info = program.slots.get(usize::from(slot));
        let name = info.map_or((0, 0), |info| (info.name, info.label));
        Points { name, slot, points: 0.0 }
    }
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

/// The band of a value; none when the score has no bands.
#[inline(never)]
pub fn band(score: &Score, value: f64) -> Option<&Band> {
    // The first band reaches down to minus infinity.
    let after = score.bands.partition_point(|band| band.from <= value).max(1);
    score.bands.get(after - 1)
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
    match &score.model {
        Model::Scorecard(card) => scorecard::evaluate(program, card, scope, stack, outcome),
        Model::Linear(linear) => {
            outcome.value = linear::margin(program, linear, scope.slots, &mut outcome.points);
            outcome.probability = outcome.value.map(|margin| 1.0 / (1.0 + libm::exp(-margin)));
            outcome.initial = linear.intercept;
        }
        Model::Trees(model) => {
            let mut same = outcome.value.is_some();
            for (place, input) in model.inputs.iter().enumerate() {
                let read = input::read(program, scope.slots, texts, input);
                match outcome.read.get_mut(place) {
                    Some(before) => {
                        same &= *before == read;
                        *before = read;
                    }
                    None => outcome.read.push(read),
                }
            }
            if same {
                return;
            }
            let margin = trees::margin(model, &outcome.read);
            outcome.value = Some(margin).filter(|margin| margin.is_finite());
            outcome.probability = outcome.value.and_then(|m| trees::probability(model, m));
            outcome.points.clear();
            for input in &model.inputs {
                outcome.points.push(Points::of(program, input.slot));
            }
            outcome.initial = trees::contributions(model, &outcome.read, &mut outcome.points);
        }
    }
    if let (Some(p), Some(value)) = (score.probability, outcome.value) {
        outcome.probability = Some(1.0 / (1.0 + libm::exp(p.a + p.b * value)));
    }
}
