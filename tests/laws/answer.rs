//! Reading answers in tests.

use silhouette::model::shapes::SHAPES;

/// A decoded value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Bool(bool),
    Number(f64),
    /// A string of the pack, by number.
    String(usize),
    /// Text or sentence, as its cells.
    Other(Vec<f64>),
    Array(Vec<Value>),
    /// An object's fields in the order of its shape, or the values of a map.
    Object(Vec<Value>),
}

impl Value {
    pub fn items(&self) -> &[Value] {
        match self {
            Value::Array(items) | Value::Object(items) => items,
            other => panic!("no list: {other:?}"),
        }
    }

    pub fn string(&self) -> usize {
        match self {
            Value::String(id) => *id,
            other => panic!("no string: {other:?}"),
        }
    }
}

/// Decodes a whole answer.
pub fn decode(cells: &[f64]) -> Value {
    let (value, rest) = value(cells);
    assert!(rest.is_empty(), "cells behind the answer");
    value
}

fn count(cell: f64) -> usize {
    assert!(cell >= 0.0 && cell.fract() == 0.0);
    cell as usize
}

fn values(mut rest: &[f64], count: usize) -> (Vec<Value>, &[f64]) {
    let mut all = Vec::new();
    for _ in 0..count {
        let (one, behind) = value(rest);
        all.push(one);
        rest = behind;
    }
    (all, rest)
}

fn value(cells: &[f64]) -> (Value, &[f64]) {
    let (mark, rest) = (cells[0] as u8, &cells[1..]);
    match mark {
        0 => (Value::Null, rest),
        1 | 2 => (Value::Bool(mark == 2), rest),
        3 => (Value::Number(rest[0]), &rest[1..]),
        4 => (Value::String(count(rest[0])), &rest[1..]),
        6 => {
            let length = count(rest[0]);
            (Value::Other(rest[1..=length].to_vec()), &rest[length + 1..])
        }
        7 => {
            let (arguments, behind) = values(&rest[2..], count(rest[1]));
            assert_eq!(arguments.len(), count(rest[1]));
            (Value::Other(vec![rest[0]]), behind)
        }
        8 => {
            let (items, behind) = values(&rest[1..], count(rest[0]));
            (Value::Array(items), behind)
        }
        9 => {
            let fields = SHAPES[count(rest[0])].1.len();
            let (fields, behind) = values(&rest[1..], fields);
            (Value::Object(fields), behind)
        }
        10 => {
            let mut all = Vec::new();
            let mut behind = &rest[1..];
            for _ in 0..count(rest[0]) {
                let (one, next) = value(&behind[1..]);
                all.push(one);
                behind = next;
            }
            (Value::Object(all), behind)
        }
        11 => (Value::Number(rest[0] / 10_f64.powf(rest[1])), &rest[2..]),
        other => panic!("mark {other}"),
    }
}
