//! Features made of other facts by an expression.

use alloc::vec::Vec;

use crate::model::time::HOUR;
use crate::model::value::{Slot, Value};
use crate::pack::program::{ExprId, Op, Program};
use crate::stages::expression::{self, Scope};

/// An expression, and its value as it was found last.
#[derive(Clone, Debug, Default)]
pub struct Derived {
    expr: ExprId,
    /// What it reads, and whether it reads the time.
    reads: Vec<Slot>,
    timed: bool,
    /// What it read last, and in which hour.
    seen: Vec<Value>,
    hour: i64,
    value: Option<Value>,
}

impl Derived {
    /// Of which nothing is known yet.
    pub fn new(program: &Program, expr: ExprId) -> Derived {
        let mut derived = Derived { expr, ..Derived::default() };
        for op in expression::code(program, expr) {
            match *op {
                Op::Slot(slot) => derived.reads.push(slot),
                Op::Now(_) => derived.timed = true,
                _ => {}
            }
        }
        derived
    }

    /// The value at the scope's time. Law: it is that of the expression.
    pub fn value(&mut self, program: &Program, scope: &Scope<'_>, stack: &mut Vec<Value>) -> Value {
        let hour = (scope.now + scope.zone.offset(scope.now)).div_euclid(HOUR);
        let mut same = !self.timed || hour == self.hour;
        for (place, &slot) in self.reads.iter().enumerate() {
            let value = scope.slots.get(usize::from(slot)).copied().unwrap_or_default();
            match self.seen.get_mut(place) {
                Some(seen) => {
                    // What a list holds may have changed where the list is.
                    same &= value.is_same(*seen) && !matches!(value, Value::List { .. });
                    *seen = value;
                }
                None => self.seen.push(value),
            }
        }
        if let Some(value) = self.value.filter(|_| same) {
            return value;
        }
        self.hour = hour;
        let value = expression::evaluate(program, self.expr, scope, stack);
        self.value = Some(value);
        value
    }
}
