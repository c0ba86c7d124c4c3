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
        NodeOp::In { slot: fact, set } => expression::member(program, set, slot(fact), scope),
        NodeOp::Known(fact) => Truth::from(slot(fact) != Value::Unknown),
        NodeOp::Expr(expr) => expression::truth(expression::evaluate(program, expr, scope, stack)),
    }
}

/// A node of a condition as its item sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The node.
    pub node: NodeId,
    /// Whether it stands under an odd number of negations.
    pub negated: bool,
    /// The nearest node above it, or itself, that has a label and so speaks for it; without any, itself.
    pub named: NodeId,
    /// Whether that node stands under an odd number of negations.
    pub named_negated: bool,
}

impl Leaf {
    /// The root of a condition.
    pub fn root(node: NodeId, negated: bool) -> Leaf {
        Leaf { node, negated, named: node, named_negated: negated }
    }

    /// A child. The parts of an expression have its id and label: the whole speaks for them.
    #[inline(never)]
    fn below(self, program: &Program, node: NodeId, negated: bool) -> Leaf {
        let name = |node: NodeId| program.nodes.get(usize::from(node)).map(|n| (n.label, n.id));
        let (above, own) = (name(self.named), name(node));
        let anonymous =
            |name: Option<(_, _)>| name.is_none_or(|(label, _): (Option<_>, _)| label.is_none());
        if anonymous(above) || !anonymous(own) && own != above {
            return Leaf::root(node, negated);
        }
        Leaf { node, negated, ..self }
    }
}

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
    support_under(program, Leaf::root(id, false), scope, stack, leaves);
}

fn support_under(
    program: &Program,
    leaf: Leaf,
    scope: &Scope<'_>,
    stack: &mut Vec<Value>,
    leaves: &mut Vec<Leaf>,
) {
    let Leaf { node: id, negated, .. } = leaf;
    let Some(node) = program.nodes.get(usize::from(id)) else {
        return;
    };
    match node.op {
        NodeOp::All(first, count) | NodeOp::Any(first, count) => {
            let whole = evaluate(program, id, scope, stack);
            for child in first..first.saturating_add(count) {
                if evaluate(program, child, scope, stack) == whole {
                    let child = leaf.below(program, child, negated);
                    support_under(program, child, scope, stack, leaves);
                }
            }
        }
        NodeOp::Not(child) => {
            let child = leaf.below(program, child, !negated);
            support_under(program, child, scope, stack, leaves);
        }
        _ => leaves.push(leaf),
    }
}

/// The fewest leaves whose change gives a condition the truth that is wanted, appended; and how hard
/// they are to change. Of alternatives the easiest is taken, of equals the first. A leaf is easy when
/// the customer can move a fact it reads.
pub fn lacking(
    program: &Program,
    (id, negated): (NodeId, bool),
    scope: &Scope<'_>,
    stack: &mut Vec<Value>,
    leaves: &mut Vec<Leaf>,
) -> u32 {
    let wanted = if negated { Truth::False } else { Truth::True };
    let Some(node) = program.nodes.get(usize::from(id)) else { return 0 };
    if evaluate(program, id, scope, stack) == wanted {
        return 0;
    }
    match node.op {
        NodeOp::All(first, count) | NodeOp::Any(first, count) => {
            // To hold, `all` needs each of its children; not to hold, any one of them.
            let each = matches!(node.op, NodeOp::All(..)) != negated;
            let start = leaves.len();
            let (mut sum, mut least) = (0, u32::MAX);
            for child in first..first.saturating_add(count) {
                let before = leaves.len();
                let cost = lacking(program, (child, negated), scope, stack, leaves);
                sum = cost.saturating_add(sum);
                if each {
                    continue;
                }
                if cost < least {
                    least = cost;
                    leaves.drain(start..before);
                } else {
                    leaves.truncate(before);
                }
            }
            if each { sum } else { least }
        }
        NodeOp::Not(child) => lacking(program, (child, !negated), scope, stack, leaves),
        _ => {
            leaves.push(Leaf::root(id, negated));
            let mut hard = true;
            reads(program, id, &mut |slot| hard &= program.way(slot).is_none());
            if hard { HARD } else { 1 }
        }
    }
}

/// A leaf that the customer cannot change weighs more than all that fit into a condition that they can.
const HARD: u32 = 1 << 16;

/// Calls `each` with every slot that a leaf reads, in order, without repeats.
// Called from several places: one function, not one for each.
pub fn reads(program: &Program, leaf: NodeId, each: &mut dyn FnMut(Slot)) {
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
