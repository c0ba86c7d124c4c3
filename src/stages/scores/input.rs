//! Facts as models read them.

use alloc::string::String;

use crate::model::value::{SESSION_STRINGS, Slot, StrId, Type, Value};
use crate::model::{digits, number};
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
        Value::Unknown | Value::Sym(_) | Value::List { .. } => None,
    }
}

/// What a model reads of its input. `texts` are the session's own strings.
pub fn read(program: &Program, slots: &[Value], texts: &[String], input: &ModelInput) -> Input {
    let value = slots.get(usize::from(input.slot)).copied().unwrap_or_default();
    match value {
        Value::Unknown => Input::Missing,
        Value::Sym(id) => {
            let known = input.categories.iter().position(|&category| category == id);
            let code = known.or_else(|| {
                let text = if input.codes { text(program, texts, id)? } else { return None };
                code(program, input, integer_part(text))
            });
            Input::Category(code.and_then(|code| u32::try_from(code).ok()))
        }
        value => {
            let Some(x) = number(program, input.slot, value) else { return Input::Missing };
            if input.categories.is_empty() {
                return Input::Number(x);
            }
            // A category that is given as a number is meant by its digits.
            let whole = if input.codes { number::truncate(x) } else { number::whole(x) };
            let code = whole.and_then(|whole| {
                let mut text = String::new();
                digits::push_signed(&mut text, whole);
                code(program, input, &text)
            });
            Input::Category(code.and_then(|code| u32::try_from(code).ok()))
        }
    }
}

/// A string of the pack or of the session.
fn text<'a>(program: &'a Program, texts: &'a [String], id: StrId) -> Option<&'a str> {
    let own = id.checked_sub(SESSION_STRINGS).map(|own| texts.get(usize::try_from(own).ok()?));
    let text = own.unwrap_or_else(|| program.strings.get(usize::try_from(id).ok()?));
    text.map(String::as_str)
}

/// The place of a category's text.
fn code(program: &Program, input: &ModelInput, wanted: &str) -> Option<usize> {
    input.categories.iter().position(|&category| text(program, &[], category) == Some(wanted))
}

/// What stands before the point of a decimal number: 7 of 7.5, 0 of -0.5.
fn integer_part(text: &str) -> &str {
    let point = text.bytes().position(|byte| byte == b'.');
    match point.and_then(|point| text.get(..point)).unwrap_or(text) {
        "-0" => "0",
        whole => whole,
    }
}

#[cfg(test)]
mod tests {
    use alloc::borrow::ToOwned as _;
    use alloc::vec;

    use super::*;
    use crate::model::value::Type;
    use crate::pack::program::{SlotInfo, Source};

    fn reading(value: Value, codes: bool) -> Input {
        let mut program = Program { strings: vec!["0".into(), "7".into()], ..Program::default() };
        let ty = Type::Number;
        let info = SlotInfo { name: 0, label: 0, ty, source: Source::Profile, range: None };
        program.slots.push(info);
        let texts = ["7.5".to_owned(), "-0.5".to_owned(), "8".to_owned(), "x".to_owned()];
        let input = ModelInput { slot: 0, categories: vec![0, 1], codes };
        read(&program, &[value], &texts, &input)
    }

    #[test]
    fn of_a_code_only_the_integer_part_is_read() {
        let own = |n| Value::Sym(SESSION_STRINGS + n);
        for (value, code, category) in [
            (Value::Sym(1), Some(1), Some(1)),
            (own(0), Some(1), None),
            (own(1), Some(0), None),
            (own(2), None, None),
            (own(3), None, None),
            (Value::Number(7.9), Some(1), None),
            (Value::Number(7.0), Some(1), Some(1)),
            (Value::Number(1e30), None, None),
        ] {
            assert_eq!(reading(value, true), Input::Category(code), "{value:?}");
            assert_eq!(reading(value, false), Input::Category(category), "{value:?}");
        }
        assert_eq!(reading(Value::Unknown, true), Input::Missing);
    }
}
