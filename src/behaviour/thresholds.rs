//! The numbers against which a policy compares its facts.

use alloc::vec::Vec;

use crate::model::value::Slot;

/// Numbers by slot, in ascending order.
#[derive(Clone, Debug, Default)]
pub struct Thresholds(Vec<Vec<f64>>);

impl Thresholds {
    /// None yet for so many slots.
    pub fn new(slots: usize) -> Thresholds {
        let mut limits = Vec::new();
        (0..slots).for_each(|_| limits.push(Vec::new()));
        Thresholds(limits)
    }

    /// Adds a number, once.
    pub fn add(&mut self, slot: Slot, limit: f64) {
        let Some(limits) = self.0.get_mut(usize::from(slot)) else { return };
        let place = limits.partition_point(|&other| other < limit);
        if limits.get(place) != Some(&limit) {
            limits.insert(place, limit);
        }
    }

    /// The numbers of a slot.
    pub fn of(&self, slot: Slot) -> &[f64] {
        self.0.get(usize::from(slot)).map_or(&[], Vec::as_slice)
    }
}
