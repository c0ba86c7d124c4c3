//! A queue in a vector: small code instead of a ring.

use alloc::vec::Vec;

/// Items that come at the back and go at either end.
#[derive(Clone, Debug)]
pub struct Queue<T> {
    items: Vec<T>,
    /// Items at the front that are gone.
    gone: usize,
}

impl<T> Default for Queue<T> {
    fn default() -> Queue<T> {
        Queue { items: Vec::new(), gone: 0 }
    }
}

impl<T: Copy> Queue<T> {
    /// The items, in order.
    pub fn items(&self) -> &[T] {
        self.items.get(self.gone..).unwrap_or(&[])
    }

    /// The first item.
    pub fn front(&self) -> Option<T> {
        self.items.get(self.gone).copied()
    }

    /// The last item.
    pub fn back(&self) -> Option<T> {
        self.items().last().copied()
    }

    /// Adds an item.
    pub fn push(&mut self, item: T) {
        self.items.push(item);
    }

    /// Inserts an item among the others.
    pub fn insert(&mut self, place: usize, item: T) {
        self.items.insert(self.gone + place, item);
    }

    /// Removes an item from among the others.
    pub fn remove(&mut self, place: usize) {
        self.items.remove(self.gone + place);
    }

    /// Replaces the item at either end.
    pub fn set_front(&mut self, item: T) {
        if let Some(place) = self.items.get_mut(self.gone) {
            *place = item;
        }
    }

    /// Replaces the last item.
    pub fn set_back(&mut self, item: T) {
        if let Some(place) = self.items.last_mut() {
            *place = item;
        }
    }

    /// Removes the first item.
    pub fn pop_front(&mut self) {
        self.gone += 1;
        // Freed when half of it is gone: each item is moved once for its going.
        if self.gone > 16 && self.gone > self.items.len() / 2 {
            self.items.drain(..self.gone);
            self.gone = 0;
        }
        if self.gone >= self.items.len() {
            self.clear();
        }
    }

    /// Removes the last item.
    pub fn pop_back(&mut self) {
        self.items.pop();
        if self.gone >= self.items.len() {
            self.clear();
        }
    }

    /// Removes all items.
    pub fn clear(&mut self) {
        self.items.clear();
        self.gone = 0;
    }
}
