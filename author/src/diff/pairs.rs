//! Which item of an old list is which item of the new one.

use serde_json::Value;

use super::terms::Thing;

/// An item, by its places in both lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Place in the old list.
    pub old: Option<usize>,
    /// Place in the new list.
    pub new: Option<usize>,
    /// What it is called, by the new list if it is there.
    pub name: String,
}

/// Items of one id are the same, the first with the first. Of those without an id, equal ones are the
/// same, and what is left is paired in order.
pub fn pairs(thing: Thing, old: &[Value], new: &[Value]) -> Vec<Pair> {
    let mut before: Vec<Option<usize>> = vec![None; new.len()];
    let mut used = vec![false; old.len()];
    let mut matched = |same: &dyn Fn(&Value, &Value) -> bool| {
        for (place, item) in before.iter_mut().zip(new) {
            if place.is_some() {
                continue;
            }
            let found = old.iter().enumerate().find(|(index, other)| {
                !used.get(*index).copied().unwrap_or(true) && same(other, item)
            });
            if let Some((index, _)) = found {
                *place = Some(index);
                if let Some(used) = used.get_mut(index) {
                    *used = true;
                }
            }
        }
    };
    matched(&|old, new| thing.id(new).is_some() && thing.id(old) == thing.id(new));
    matched(&|old, new| thing.id(new).is_none() && old == new);
    let named = |old: &Value, new: &Value| thing.name(old) == thing.name(new);
    matched(&|old, new| thing.id(new).is_none() && thing.id(old).is_none() && named(old, new));
    matched(&|old, new| thing.id(new).is_none() && thing.id(old).is_none());
    let kept = new.iter().enumerate().zip(before);
    let mut pairs: Vec<Pair> = kept
        .map(|((index, item), old)| Pair { old, new: Some(index), name: thing.name(item) })
        .collect();
    for (index, item) in old.iter().enumerate() {
        if !used.get(index).copied().unwrap_or(true) {
            pairs.push(Pair { old: Some(index), new: None, name: thing.name(item) });
        }
    }
    pairs
}

/// Whether the items that both lists hold stand in another order.
pub fn is_reordered(pairs: &[Pair]) -> bool {
    // In the order of the new list, as `pairs` gives them.
    let places = pairs.iter().filter(|pair| pair.new.is_some()).filter_map(|pair| pair.old);
    !places.collect::<Vec<usize>>().is_sorted()
}
