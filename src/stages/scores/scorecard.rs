//! Scorecards with the semantics of PMML 4.4: attributes in order, the first true one counts.
//!
//! Law: initial + Σ points = value, added in the order of the document. When no attribute of a
//! characteristic is true, or the true one has no points, the score is not known.

use alloc::vec::Vec;

use super::{Outcome, Points, Reason, input};
use crate::model::number;
use crate::model::value::{Truth, Value};
use crate::pack::program::{
    Attribute, Bin, Characteristic, Partial, Program, ReasonMethod, Scorecard,
};
use crate::stages::condition;
use crate::stages::expression::{self, Scope};

/// Evaluates a scorecard into an outcome that is lent.
pub fn evaluate(
    program: &Program,
    card: &Scorecard,
    scope: &Scope<'_>,
    stack: &mut Vec<Value>,
    outcome: &mut Outcome,
) {
    outcome.points.clear();
    outcome.reasons.clear();
    outcome.initial = card.initial;
    let mut value = Some(card.initial);
    for characteristic in &card.characteristics {
        let attribute = attribute(program, characteristic, scope, stack);
        let points = attribute.and_then(|attribute| partial(program, attribute, scope, stack));
        value = value.zip(points).map(|(value, points)| value + points);
        outcome.points.push(Points {
            name: (characteristic.id, characteristic.label),
            slot: characteristic.slot,
            points: points.unwrap_or(0.0),
        });
        let Some((attribute, points)) = attribute.zip(points) else { continue };
        let Some(method) = card.reasons else { continue };
        let Some((code, text)) = attribute.reason.or(characteristic.reason) else {
            continue;
        };
        let points = match method {
            ReasonMethod::PointsBelow => characteristic.baseline - points,
            ReasonMethod::PointsAbove => points - characteristic.baseline,
        };
        match outcome.reasons.iter_mut().find(|reason| reason.code == code) {
            Some(reason) => reason.points += points,
            None => outcome.reasons.push(Reason { code, text, points }),
        }
    }
    outcome.value = value.filter(|value| value.is_finite());
    // Negative sums are no reasons; zero is one.
    outcome.reasons.retain(|reason| reason.points >= 0.0);
    rank(&mut outcome.reasons);
    outcome.reasons.truncate(usize::from(card.max_reasons));
}

/// The attribute that counts: the first that is true.
pub fn attribute<'p>(
    program: &Program,
    characteristic: &'p Characteristic,
    scope: &Scope<'_>,
    stack: &mut Vec<Value>,
) -> Option<&'p Attribute> {
    let mut attributes = characteristic.attributes.iter();
    attributes.find(|attribute| is_true(program, characteristic, attribute, scope, stack))
}

/// The largest first; ties keep document order. There are few: a plain insertion sort is smaller
/// than the library's.
fn rank(reasons: &mut [Reason]) {
    for end in 1..reasons.len() {
        let mut place = end;
        while place > 0
            && let Some([before, one]) = reasons.get_mut(place - 1..=place)
            && before.points < one.points
        {
            core::mem::swap(before, one);
            place -= 1;
        }
    }
}

/// The partial score of an attribute.
fn partial(
    program: &Program,
    attribute: &Attribute,
    scope: &Scope<'_>,
    stack: &mut Vec<Value>,
) -> Option<f64> {
    match attribute.points {
        Partial::Points(points) => Some(points),
        Partial::Expr(expr) => match expression::evaluate(program, expr, scope, stack) {
            Value::Number(points) if points.is_finite() => Some(points),
            _ => None,
        },
        Partial::Unknown => None,
    }
}

fn is_true(
    program: &Program,
    characteristic: &Characteristic,
    attribute: &Attribute,
    scope: &Scope<'_>,
    stack: &mut Vec<Value>,
) -> bool {
    let slot = usize::from(characteristic.slot);
    let value = scope.slots.get(slot).copied().unwrap_or_default();
    let as_number = || match value {
        Value::Bool(_) => None, // PMML compares booleans by equality only
        value => input::number(program, characteristic.slot, value),
    };
    match &attribute.when {
        Bin::Range { lo, hi } => {
            as_number().is_some_and(|n| lo.is_none_or(|lo| lo <= n) && hi.is_none_or(|hi| n < hi))
        }
        Bin::Numbers(numbers) => as_number().is_some_and(|n| number::among(numbers, n)),
        Bin::Values(values) => values.contains(&value),
        Bin::Missing => value == Value::Unknown,
        Bin::Otherwise => value != Value::Unknown,
        Bin::When(node) => condition::evaluate(program, *node, scope, stack) == Truth::True,
    }
}
