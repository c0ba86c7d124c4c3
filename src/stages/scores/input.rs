//! Facts as models read them.

use crate::model::number;
use crate::model::value::{Slot, Type, Value};
use crate::pack::program::{ModelInput, Program};

/// What a model reads of a fact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Input {
    /// Nothing is known.
    Missing,
    /// A number.
    Number(f64),
    /// The code of a category; none for one that the model has never seen.
    Category(Option<u32>),
}

/// The number of a fact of a numeric type, with one rounding.
pub fn number(program: &Program, slot: Slot, value: Value) -> Option<f64> {
    match value {
        Value::Number(n) => Some(n),
        Value::Int(n) => match program.slots.get(usize::from(slot)).map(|slot| &slot.ty) {
            Some(Type::Decimal { scale }) => Some(number::decimal_to_f64(n, *scale)),
            _ => Some(number::to_f64(n)),
        },
        Value::Bool(is) => Some(f64::from(u8::from(is))),
        Value::Unknown | Value::Sym(_) => None,
    }
}

/// What a model reads of its input.
pub fn read(program: &Program, slots: &[Value], input: &ModelInput) -> Input {
    let value = slots.get(usize::from(input.slot)).copied().unwrap_or_default();
    match value {
        Value::Unknown => Input::Missing,
        Value::Sym(id) => {
            let code = input.categories.iter().position(|&category| category == id);
            Input::Category(code.and_then(|code| u32::try_from(code).ok()))
        }
        value => number(program, input.slot, value).map_or(Input::Missing, Input::Number),
    }
}
