//! One field of all rows of a log: whole numbers, each as wide as the widest of them needs.
//!
//! A customer's numbers are mostly small: a column of them takes one, two or four bytes for a row instead of eight.

use alloc::vec::Vec;

use crate::model::value::{SESSION_STRINGS, Type, Value};

/// What stands for an unknown value, in the widest form; in each form it is the least number.
pub const UNKNOWN: i64 = i64::MIN;

/// What the numbers of a column are.
#[derive(Clone, Copy, Debug)]
enum Form {
    Int,
    Sym,
    Bool,
}

/// A column.
#[derive(Clone, Debug)]
pub struct Cells {
    form: Form,
    /// Each cell takes 2^size bytes, lowest first.
    size: u8,
    bytes: Vec<u8>,
}

impl Cells {
    /// No rows, of a type.
    pub fn new(ty: &Type) -> Cells {
        let form = match ty {
            Type::Bool => Form::Bool,
            Type::Enum { .. } | Type::Category | Type::Id | Type::Topic { .. } => Form::Sym,
            Type::Int | Type::Decimal { .. } | Type::Date | Type::Number => Form::Int,
        };
        Cells { form, size: 0, bytes: Vec::new() }
    }

    /// The number of a row by which equal values can be known, [`UNKNOWN`] where there is none.
    #[inline(never)]
    pub fn key(&self, row: usize) -> i64 {
        let (number, least) = match self.size {
            0 => {
                let cell = self.bytes.get(row).map(|&cell| i64::from(cell.cast_signed()));
                (cell, i64::from(i8::MIN))
            }
            1 => {
                let cell = self.bytes.as_chunks().0.get(row);
                (cell.map(|&cell| i64::from(i16::from_le_bytes(cell))), i64::from(i16::MIN))
            }
            2 => {
                let cell = self.bytes.as_chunks().0.get(row);
                (cell.map(|&cell| i64::from(i32::from_le_bytes(cell))), i64::from(i32::MIN))
            }
            _ => {
                let cell = self.bytes.as_chunks().0.get(row);
                (cell.map(|&cell| i64::from_le_bytes(cell)), UNKNOWN)
            }
        };
        match number {
            None => UNKNOWN,
            Some(number) if number == least => UNKNOWN,
            // Strings of the session stand below zero, so that few of them are small numbers too.
            Some(number) if number < 0 && matches!(self.form, Form::Sym) => {
                i64::from(SESSION_STRINGS) - 1 - number
            }
            Some(number) => number,
        }
    }

    /// The value of a row.
    #[inline(never)]
    pub fn value(&self, row: usize) -> Value {
        match (self.key(row), self.form) {
            (UNKNOWN, _) => Value::Unknown,
            (number, Form::Int) => Value::Int(number),
            (number, Form::Sym) => Value::Sym(u32::try_from(number).unwrap_or(0)),
            (number, Form::Bool) => Value::Bool(number == 1),
        }
    }

    /// Adds a row before another, or behind the last one.
    #[inline(never)]
    pub fn insert(&mut self, row: usize, value: Value) {
        let mut number = match value {
            Value::Int(number) => number,
            Value::Sym(id) if id >= SESSION_STRINGS => {
                i64::from(SESSION_STRINGS) - 1 - i64::from(id)
            }
            Value::Sym(id) => i64::from(id),
            Value::Bool(is) => i64::from(is),
            Value::Unknown | Value::Number(_) | Value::List { .. } => UNKNOWN,
        };
        if number == UNKNOWN {
            number = -1 - most(self.size);
        } else {
            while number.abs() > most(self.size) {
                self.widen();
            }
        }
        let cell = number.to_le_bytes();
        insert(&mut self.bytes, row << self.size, cell.get(..1 << self.size).unwrap_or(&[]));
    }

    /// The same cells, twice as wide.
    #[inline(never)]
    fn widen(&mut self) {
        let rows = self.bytes.len() >> self.size;
        let mut wider = Cells { form: self.form, size: self.size + 1, bytes: Vec::new() };
        for row in 0..rows {
            wider.insert(row, self.value(row));
        }
        *self = wider;
    }

    /// Removes rows from one on.
    pub fn remove(&mut self, row: usize, rows: usize) {
        remove(&mut self.bytes, row << self.size, rows << self.size);
    }
}

/// The largest number of a form, which has one more below zero.
fn most(size: u8) -> i64 {
    i64::MAX >> (64 - (8 << size))
}

/// Inserts bytes, mostly at the end, where nothing has to move.
#[inline(never)]
pub fn insert(bytes: &mut Vec<u8>, at: usize, new: &[u8]) {
    let end = bytes.len();
    // Of a few bytes each for itself is faster than a call of what copies many.
    for &byte in new {
        bytes.push(byte);
    }
    if at < end {
        bytes.copy_within(at..end, at + new.len());
        for (byte, &new) in bytes.iter_mut().skip(at).zip(new) {
            *byte = new;
        }
    }
}

/// Removes bytes.
#[inline(never)]
pub fn remove(bytes: &mut Vec<u8>, at: usize, count: usize) {
    let left = bytes.len() - count;
    bytes.copy_within(at + count.., at);
    bytes.truncate(left);
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;
    use proptest::prelude::*;

    fn number() -> impl Strategy<Value = i64> {
        let edges = [7, 8, 15, 16, 31, 32, 53_u32].map(|bits| 1_i64 << bits);
        prop_oneof![
            -3..3_i64,
            any::<i64>().prop_map(|n| n.max(-i64::MAX)),
            (prop::sample::select(edges.to_vec()), -2..3_i64, any::<bool>())
                .prop_map(|(edge, off, below)| if below { -edge + off } else { edge + off }),
        ]
    }

    fn value(ty: &Type) -> BoxedStrategy<Value> {
        let known = match ty {
            Type::Bool => any::<bool>().prop_map(Value::Bool).boxed(),
            Type::Id => {
                prop_oneof![0..300_u32, any::<u32>(), SESSION_STRINGS..SESSION_STRINGS + 300]
                    .prop_map(Value::Sym)
                    .boxed()
            }
            _ => number().prop_map(Value::Int).boxed(),
        };
        prop_oneof![1 => Just(Value::Unknown), 4 => known].boxed()
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn it_does_what_a_vector_does(
            (ty, steps) in prop::sample::select(vec![Type::Bool, Type::Id, Type::Int]).prop_flat_map(|ty| {
                let step = (0..6_u8, any::<prop::sample::Index>(), value(&ty));
                (Just(ty), prop::collection::vec(step, 0..60))
            }),
        ) {
            let mut cells = Cells::new(&ty);
            let mut plain: Vec<Value> = Vec::new();
            for (what, place, value) in steps {
                match what {
                    0 if !plain.is_empty() => {
                        let row = place.index(plain.len());
                        cells.remove(row, 1);
                        plain.remove(row);
                    }
                    1 => {
                        let rows = place.index(plain.len() + 1);
                        cells.remove(0, rows);
                        plain.drain(..rows);
                    }
                    2 => {
                        let row = place.index(plain.len() + 1);
                        cells.insert(row, value);
                        plain.insert(row, value);
                    }
                    _ => {
                        cells.insert(plain.len(), value);
                        plain.push(value);
                    }
                }
                for (row, &wanted) in plain.iter().enumerate() {
                    prop_assert_eq!(cells.value(row), wanted);
                    let key = match wanted {
                        Value::Int(n) => n,
                        Value::Sym(id) => i64::from(id),
                        Value::Bool(is) => i64::from(is),
                        _ => UNKNOWN,
                    };
                    prop_assert_eq!(cells.key(row), key);
                }
                prop_assert_eq!(cells.value(plain.len()), Value::Unknown);
            }
        }
    }
}
