//! Conditions: their truth, and the evidence for it.

use alloc::vec::Vec;

use super::expression::{self, Scope};
use crate::model::value::{Slot, Truth, Value};
use crate::pack::program::{NodeId, NodeOp, Op, Program};

/// The truth of a condition.
pub fn evaluate(program: &Program, id: NodeId, scope: &Scope<'_>, stack: &mut Vec<Value>) -> Truth {
    let Some(node) = program.nodes.get(usize::from(id)) else {
        return Truth::Unknown;
    };
    let slot = |slot: Slot| scope.slots.get(usize::from(slot)).copied().unwrap_or_default();
    match node.op {
        NodeOp::All(first, count) => {
            let mut all = Truth::True;
            for child in first..first.saturating_add(count) {
                all = all.and(evaluate(program, child, scope, stack));
                if all == Truth::False {
                    break;
                }
            }
            all
        }
        NodeOp::Any(first, count) => {
            let mut any = Truth::False;
            for child in first..first.saturating_add(count) {
                any = any.or(evaluate(program, child, scope, stack));
                if any == Truth::True {
                    break;
                }
            }
            any
        }
        NodeOp::Not(child) => !evaluate(program, child, scope, stack),
        NodeOp::Compare { slot: fact, test, against } => {
            let against = program.consts.get(usize::from(against)).copied().unwrap_or_default();
            expression::compare(slot(fact), test, against)
        }
        NodeOp::In { slot: fact, set } => expression::member(program, set, slot(fact)),
        NodeOp::Known(fact) => Truth::from(slot(fact) != Value::Unknown),
        NodeOp::Expr(expr) => expression::truth(expression::evaluate(program, expr, scope, stack)),
    }
}

/// A leaf, and whether it stands under an odd number of negations.
pub type Leaf = (NodeId, bool);

/// The leaves on which a condition's truth rests: those whose own truth, seen through the negations
/// above them, makes the whole what it is. For a condition that holds, the leaves that made it hold;
/// for one that does not, those that stood in its way; for an unknown one, those that are unknown.
pub fn support(
    program: &Program,
    id: NodeId,
    scope: &Scope<'_>,
    stack: &mut Vec<Value>,
    leaves: &mut Vec<Leaf>,
) {
    support_under(program, (id, false), scope, stack, leaves);
}

fn support_under(
    program: &Program,
    (id, negated): Leaf,
    scope: &Scope<'_>,
    stack: &mut Vec<Value>,
    leaves: &mut Vec<Leaf>,
) {
    let Some(node) = program.nodes.get(usize::from(id)) else {
        return;
    };
    match node.op {
        NodeOp::All(first, count) | NodeOp::Any(first, count) => {
            let whole = evaluate(program, id, scope, stack);
            for child in first..first.saturating_add(count) {
                if evaluate(program, child, scope, stack) == whole {
                    support_under(program, (child, negated), scope, stack, leaves);
                }
            }
        }
        NodeOp::Not(child) => support_under(program, (child, !negated), scope, stack, leaves),
        _ => leaves.push((id, negated)),
    }
}

/// The leaves that a condition still needs: those that do not hold, or are unknown, wherever they
/// keep the whole from holding.
pub fn unmet(
    program: &Program,
    (id, negated): Leaf,
    scope: &Scope<'_>,
    stack: &mut Vec<Value>,
    leaves: &mut Vec<Leaf>,
) {
    let met = if negated { Truth::False } else { Truth::True };
    let Some(node) = program.nodes.get(usize::from(id)) else { return };
    if evaluate(program, id, scope, stack) == met {
        return;
    }
    match node.op {
        NodeOp::All(first, count) | NodeOp::Any(first, count) => {
            for child in first..first.saturating_add(count) {
                unmet(program, (child, negated), scope, stack, leaves);
            }
        }
        NodeOp::Not(child) => unmet(program, (child, !negated), scope, stack, leaves),
        _ => leaves.push((id, negated)),
    }
}

/// Calls `each` with every slot that a leaf reads, in order, without repeats.
pub fn reads(program: &Program, leaf: NodeId, mut each: impl FnMut(Slot)) {
    let Some(node) = program.nodes.get(usize::from(leaf)) else {
        return;
    };
    match node.op {
        NodeOp::Compare { slot, .. } | NodeOp::In { slot, .. } | NodeOp::Known(slot) => each(slot),
        NodeOp::Expr(expr) => {
            let code = expression::code(program, expr);
            for (index, op) in code.iter().enumerate() {
                if let Op::Slot(slot) = op
                    && !code.iter().take(index).any(|earlier| earlier == op)
                {
                    each(*slot);
                }
            }
        }
        NodeOp::All(..) | NodeOp::Any(..) | NodeOp::Not(_) => {}
    }
}
