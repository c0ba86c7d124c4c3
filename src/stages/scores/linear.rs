//! Logistic regression: intercept plus coefficient × value, in the order of the terms.

use alloc::vec::Vec;

use super::{Points, input};
use crate::model::value::Value;
use crate::pack::program::{Linear, Program, TermOf};

/// The margin; none when a number without a replacement is missing. `points` takes what each fact
/// adds, in the order in which the terms first name it.
pub fn margin(
    program: &Program,
    linear: &Linear,
    slots: &[Value],
    points: &mut Vec<Points>,
) -> Option<f64> {
    points.clear();
    let mut margin = linear.intercept;
    for term in &linear.terms {
        let value = slots.get(usize::from(term.slot)).copied().unwrap_or_default();
        let x = match term.of {
            TermOf::Number { missing, mean, scale } => {
                let x = input::number(program, term.slot, value).or(missing)?;
                (x - mean) / scale
            }
            TermOf::IsMissing => f64::from(u8::from(value == Value::Unknown)),
            TermOf::Is(wanted) => f64::from(u8::from(value == wanted)),
        };
        let point = term.coefficient * x;
        margin += point;
        match points.iter_mut().find(|points| points.slot == term.slot) {
            Some(points) => points.points += point,
            None => points.push(Points { points: point, ..Points::of(program, term.slot) }),
        }
    }
    margin.is_finite().then_some(margin)
}
