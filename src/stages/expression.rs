//! The stack machine of expressions. It is total: it has no jumps, and whatever does not fit gives
//! [`Value::Unknown`].

use alloc::vec::Vec;

use crate::model::number;
use crate::model::time::{self, Millis, Zone};
use crate::model::value::{Truth, Value};
use crate::pack::program::{ExprId, NowPart, Op, ProductNumber, Program, Test};

/// What an expression can read.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    /// The facts.
    pub slots: &'a [Value],
    /// Fields of the event at hand.
    pub fields: &'a [Value],
    /// Numbers of the product at hand.
    pub product: ProductNumbers,
    /// The time.
    pub now: Millis,
    /// Local time.
    pub zone: &'a Zone,
}

/// Numbers of a product for the ranking formula.
#[derive(Clone, Copy, Default)]
pub struct ProductNumbers {
    /// The product's value.
    pub value: Value,
    /// The product's intent.
    pub intent: Value,
    /// The boost of the customer's tiers.
    pub tier_boost: Value,
    /// How likely the customer answers it.
    pub response: Value,
}

/// The value of an expression. `stack` is only lent, so that no call allocates.
pub fn evaluate(program: &Program, id: ExprId, scope: &Scope<'_>, stack: &mut Vec<Value>) -> Value {
    let code = code(program, id);
    // A fact or field beside a constant: most filters are no more than that.
    if let [of, Op::Const(against), Op::Compare(test)] = *code {
        let value = match of {
            Op::Field(field) => scope.fields.get(usize::from(field)),
            Op::Slot(slot) => scope.slots.get(usize::from(slot)),
            _ => None,
        };
        let against = program.consts.get(usize::from(against));
        if let (Some(&value), Some(&against)) = (value, against) {
            return from_truth(compare(value, test, against));
        }
    }
    stack.clear();
    for &op in code {
        step(program, op, scope, stack);
    }
    pop(stack)
}

/// The instructions of an expression.
pub fn code(program: &Program, id: ExprId) -> &[Op] {
    let Some(expr) = program.exprs.get(usize::from(id)) else {
        return &[];
    };
    let start = usize::try_from(expr.start).unwrap_or(usize::MAX);
    let end = start.saturating_add(usize::try_from(expr.len).unwrap_or(usize::MAX));
    program.code.get(start..end).unwrap_or(&[])
}

fn step(program: &Program, op: Op, scope: &Scope<'_>, stack: &mut Vec<Value>) {
    let value = match op {
        Op::Slot(slot) => scope.slots.get(usize::from(slot)).copied().unwrap_or_default(),
        Op::Field(field) => scope.fields.get(usize::from(field)).copied().unwrap_or_default(),
        Op::Const(index) => program.consts.get(usize::from(index)).copied().unwrap_or_default(),
        Op::Product(ProductNumber::Value) => scope.product.value,
        Op::Product(ProductNumber::Intent) => scope.product.intent,
        Op::Product(ProductNumber::TierBoost) => scope.product.tier_boost,
        Op::Product(ProductNumber::Response) => scope.product.response,
        Op::Now(part) => now(part, scope),
        Op::Select => {
            let otherwise = pop(stack);
            let then = pop(stack);
            match pop(stack) {
                Value::Bool(true) => then,
                Value::Bool(false) => otherwise,
                _ => Value::Unknown,
            }
        }
        Op::Not
        | Op::Known
        | Op::Neg
        | Op::Abs
        | Op::ToInt
        | Op::ToNumber(_)
        | Op::ScaleUp(_)
        | Op::Size
        | Op::In(_) => {
            let a = pop(stack);
            unary(program, op, a, scope)
        }
        _ => {
            let b = pop(stack);
            let a = pop(stack);
            binary(op, a, b, scope)
        }
    };
    stack.push(value);
}

/// What lies on top; nothing is known where nothing lies.
#[inline(never)]
fn pop(stack: &mut Vec<Value>) -> Value {
    stack.pop().unwrap_or_default()
}

fn unary(program: &Program, op: Op, a: Value, scope: &Scope<'_>) -> Value {
    match (op, a) {
        (Op::Known, a) => Value::Bool(a != Value::Unknown),
        (Op::Not, a) => from_truth(!truth(a)),
        (Op::Neg, Value::Int(n)) => integer(n.checked_neg()),
        (Op::Neg, Value::Number(n)) => Value::Number(-n),
        (Op::Abs, Value::Int(n)) => integer(n.checked_abs()),
        (Op::Abs, Value::Number(n)) => Value::Number(n.abs()),
        (Op::ToInt, Value::Number(n)) => integer(number::truncate(n)),
        (Op::ToInt, Value::Int(n)) => Value::Int(n),
        (Op::ToNumber(scale), Value::Int(n)) => Value::Number(number::decimal_to_f64(n, scale)),
        (Op::ToNumber(_), Value::Number(n)) => Value::Number(n),
        (Op::ScaleUp(by), Value::Int(n)) => {
            integer(n.checked_mul(number::integer_power_of_ten(by)))
        }
        (Op::In(set), a) => from_truth(member(program, set, a, scope)),
        (Op::Size, Value::List { count, .. }) => Value::Int(i64::from(count)),
        _ => Value::Unknown,
    }
}

fn binary(op: Op, a: Value, b: Value, scope: &Scope<'_>) -> Value {
    match (op, a, b) {
        (Op::And, a, b) => from_truth(truth(a).and(truth(b))),
        (Op::Or, a, b) => from_truth(truth(a).or(truth(b))),
        (Op::Compare(test), a, b) => from_truth(compare(a, test, b)),
        (Op::Contains, a, list @ Value::List { .. }) => {
            from_truth(any(a, list.elements(scope.slots), scope))
        }
        (Op::Add, Value::Int(a), Value::Int(b)) => integer(a.checked_add(b)),
        (Op::Sub, Value::Int(a), Value::Int(b)) => integer(a.checked_sub(b)),
        (Op::Mul, Value::Int(a), Value::Int(b)) => integer(a.checked_mul(b)),
        (Op::Div, Value::Int(a), Value::Int(b)) => integer(a.checked_div(b)),
        (Op::Rem, Value::Int(a), Value::Int(b)) => integer(a.checked_rem(b)),
        (Op::Min, Value::Int(a), Value::Int(b)) => Value::Int(a.min(b)),
        (Op::Max, Value::Int(a), Value::Int(b)) => Value::Int(a.max(b)),
        (Op::Add, Value::Number(a), Value::Number(b)) => finite(a + b),
        (Op::Sub, Value::Number(a), Value::Number(b)) => finite(a - b),
        (Op::Mul, Value::Number(a), Value::Number(b)) => finite(a * b),
        (Op::Div, Value::Number(a), Value::Number(b)) => finite(a / b),
        (Op::Min, Value::Number(a), Value::Number(b)) => Value::Number(if b < a { b } else { a }),
        (Op::Max, Value::Number(a), Value::Number(b)) => Value::Number(if b > a { b } else { a }),
        _ => Value::Unknown,
    }
}

/// Whether a comparison holds; unknown when an operand is, or when they are not of one type.
pub fn compare(a: Value, test: Test, b: Value) -> Truth {
    let order = match (a, b) {
        (Value::Int(a), Value::Int(b)) => a.cmp(&b),
        (Value::Number(a), Value::Number(b)) => match a.partial_cmp(&b) {
            Some(order) => order,
            None => return Truth::Unknown,
        },
        (Value::Bool(a), Value::Bool(b)) => return equality(a == b, test),
        (Value::Sym(a), Value::Sym(b)) => return equality(a == b, test),
        _ => return Truth::Unknown,
    };
    Truth::from(match test {
        Test::Eq => order.is_eq(),
        Test::Ne => order.is_ne(),
        Test::Lt => order.is_lt(),
        Test::Le => order.is_le(),
        Test::Gt => order.is_gt(),
        Test::Ge => order.is_ge(),
    })
}

fn equality(equal: bool, test: Test) -> Truth {
    match test {
        Test::Eq => Truth::from(equal),
        Test::Ne => Truth::from(!equal),
        _ => Truth::Unknown, // symbols and booleans have no order
    }
}

/// Whether a value, or any element of a list, is in a set.
pub fn member(program: &Program, set: u16, value: Value, scope: &Scope<'_>) -> Truth {
    any(value, program.sets.get(usize::from(set)).map_or(&[], Vec::as_slice), scope)
}

/// Whether a value, or any element of a list, is among members.
#[inline(never)]
fn any(value: Value, members: &[Value], scope: &Scope<'_>) -> Truth {
    if value == Value::Unknown {
        return Truth::Unknown;
    }
    Truth::from(value.elements(scope.slots).iter().any(|element| element.is_among(members)))
}

/// A value of type bool as truth.
pub fn truth(value: Value) -> Truth {
    match value {
        Value::Bool(holds) => Truth::from(holds),
        _ => Truth::Unknown,
    }
}

fn from_truth(truth: Truth) -> Value {
    match truth {
        Truth::True => Value::Bool(true),
        Truth::False => Value::Bool(false),
        Truth::Unknown => Value::Unknown,
    }
}

fn integer(n: Option<i64>) -> Value {
    n.map_or(Value::Unknown, Value::Int)
}

fn finite(n: f64) -> Value {
    if n.is_finite() { Value::Number(n) } else { Value::Unknown }
}

fn now(part: NowPart, scope: &Scope<'_>) -> Value {
    let day = scope.zone.day(scope.now);
    let (year, month, of_month) = time::civil(day);
    Value::Int(match part {
        NowPart::Hour => scope.zone.hour(scope.now),
        NowPart::Weekday => time::weekday(day),
        NowPart::Day => of_month,
        NowPart::Month => month,
        NowPart::Year => year,
        NowPart::Date => day,
    })
}
