//! Lifecycles: a stage is kept until its exit holds, then the first one that may be entered follows.

use alloc::vec::Vec;

use super::tier::Standing;
use crate::model::value::{Truth, Value};
use crate::pack::program::{NodeId, Program, Tier};
use crate::stages::condition;
use crate::stages::expression::Scope;

/// The stage at a moment, given the one before. `unknown` are the conditions that would have to be known
/// to tell whether that stage is left, and for which.
///
/// Whatever the facts are, it ends: a stage that was entered already is not entered again. A walk from
/// where it ends ends there, so nothing moves by itself.
pub fn evaluate(
    program: &Program,
    (table, initial): (&Tier, u8),
    before: Option<Standing>,
    scope: &Scope<'_>,
    stack: &mut Vec<Value>,
    unknown: &mut Vec<NodeId>,
) -> Standing {
    let first = before.map_or(initial, |before| before.level);
    let (mut level, mut entered) = (first, 0_u64);
    loop {
        let next = follow(program, (table, initial), level, scope, stack, unknown);
        let mark = 1 << (next & 63);
        if next == level || entered & mark != 0 {
            break;
        }
        entered |= mark;
        level = next;
    }
    let row = usize::from(level);
    let of = table.rows.get(row);
    let enters = of.and_then(|row| row.when);
    let holds = |node: &NodeId| condition::evaluate(program, *node, scope, stack) == Truth::True;
    let why = enters.filter(holds).or(of.and_then(|row| row.stay));
    let since = before.filter(|before| before.level == level).map(|before| before.since);
    Standing { level, since: since.unwrap_or(scope.now).min(scope.now), row, why }
}

/// The stage that follows; the same when it is kept.
fn follow(
    program: &Program,
    (table, initial): (&Tier, u8),
    level: u8,
    scope: &Scope<'_>,
    stack: &mut Vec<Value>,
    unknown: &mut Vec<NodeId>,
) -> u8 {
    unknown.clear();
    let mut truth = |node: NodeId| {
        let truth = condition::evaluate(program, node, scope, stack);
        if truth == Truth::Unknown {
            unknown.push(node);
        }
        truth
    };
    // Without a condition to stay it may be left, but not for the initial stage.
    let stays = table.rows.get(usize::from(level)).and_then(|row| row.stay).map(&mut truth);
    if stays.is_some_and(|stays| stays != Truth::False) {
        return level;
    }
    for (row, from) in table.rows.iter().zip(&table.from) {
        let may = row.to != level && (*from == 0 || from >> (level & 63) & 1 == 1);
        if may && row.when.map(&mut truth) == Some(Truth::True) {
            return row.to;
        }
    }
    if stays.is_some() { initial } else { level }
}
