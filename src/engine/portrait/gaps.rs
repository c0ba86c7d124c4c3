//! Facts that were missing, with the items they matter to.

use alloc::vec::Vec;

use crate::model::value::{Slot, StrId};

/// Facts that items lack. One buffer serves portrait after portrait: most lack the same.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::engine) struct Gaps {
    /// The facts, in the order of their slots; one as often as items lack it.
    slots: Vec<Slot>,
    /// The item of each, of one fact in the order in which they were noted.
    items: Vec<StrId>,
}

impl Gaps {
    /// An item lacks a fact.
    #[inline(never)]
    pub fn note(&mut self, slot: Slot, item: StrId) {
        let first = self.slots.partition_point(|&other| other < slot);
        let mut end = first;
        while self.slots.get(end) == Some(&slot) {
            if self.items.get(end) == Some(&item) {
                return;
            }
            end += 1;
        }
        self.slots.insert(end, slot);
        self.items.insert(end, item);
    }

    /// Nothing is missing.
    pub fn clear(&mut self) {
        self.slots.clear();
        self.items.clear();
    }

    /// Each fact with the items that lack it.
    pub fn facts(&self) -> impl Iterator<Item = (Slot, &[StrId])> {
        let mut rest = self.items.as_slice();
        self.slots.chunk_by(|one, other| one == other).filter_map(move |slots| {
            let (items, behind) = rest.split_at_checked(slots.len())?;
            rest = behind;
            Some((*slots.first()?, items))
        })
    }
}
