//! Tier tables: the first row that holds decides, up at once, down only below the margin and after
//! the dwell time.

use alloc::vec::Vec;

use crate::model::time::Millis;
use crate::model::value::{Truth, Value};
use crate::pack::program::{NodeId, Program, Tier};
use crate::stages::condition;
use crate::stages::expression::Scope;

/// A level, and since when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Index into the levels, 0 the highest.
    pub level: u8,
    /// Since when.
    pub since: Millis,
    /// Index of the row that decided.
    pub row: usize,
    /// The condition on which it rests, if there is one.
    pub why: Option<NodeId>,
}

/// The level at a moment, given the one before.
pub fn evaluate(
    program: &Program,
    tier: &Tier,
    before: Option<Standing>,
    scope: &Scope<'_>,
    stack: &mut Vec<Value>,
) -> Option<Standing> {
    let mut rows = tier.rows.iter().enumerate();
    let holds = |when: Option<u16>, stack: &mut Vec<Value>| match when {
        None => true,
        Some(node) => condition::evaluate(program, node, scope, stack) == Truth::True,
    };
    let (row, decided) = rows.find(|(_, row)| holds(row.when, stack))?;
    let now = Standing { level: decided.to, since: scope.now, row, why: decided.when };
    let Some(before) = before else {
        return Some(now);
    };
    let since = before.since.min(scope.now);
    if now.level == before.level {
        return Some(Standing { since, ..now });
    }
    if now.level < before.level {
        return Some(now);
    }
    // It would fall: not before the dwell time, and not while the eased condition holds.
    let kept = Standing { since, ..before };
    if scope.now - since < tier.min_dwell {
        return Some(kept);
    }
    let stays = tier
        .rows
        .iter()
        .any(|row| row.to == before.level && row.stay.is_some_and(|stay| holds(Some(stay), stack)));
    Some(if stays { kept } else { now })
}
