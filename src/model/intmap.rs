//! The engine's one map: whole numbers to whole numbers, in order.
//!
//! Every instance of a generic map costs kilobytes of wasm, so there is one, and it is not generic:
//! what is larger than a number stands in a vector beside it.

use alloc::collections::BTreeMap;

/// An ordered map of whole numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IntMap(BTreeMap<i64, i64>);

impl IntMap {
    /// The value of a key.
    #[inline(never)]
    pub fn get(&self, key: i64) -> Option<i64> {
        self.0.get(&key).copied()
    }

    /// Sets the value of a key.
    #[inline(never)]
    pub fn set(&mut self, key: i64, value: i64) {
        self.0.insert(key, value);
    }

    /// Removes a key.
    #[inline(never)]
    pub fn remove(&mut self, key: i64) {
        self.0.remove(&key);
    }

    /// Adds to the value of a key; a value that becomes zero is removed.
    pub fn add(&mut self, key: i64, more: i64) {
        let value = self.get(key).unwrap_or(0) + more;
        if value == 0 { self.remove(key) } else { self.set(key, value) }
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no key.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Removes all keys.
    pub fn clear(&mut self) {
        self.0 = BTreeMap::new();
    }

    /// The largest key.
    pub fn last(&self) -> Option<i64> {
        self.0.last_key_value().map(|(&key, _)| key)
    }

    /// Keys and values, the smallest key first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (i64, i64)> + '_ {
        self.0.iter().map(|(&key, &value)| (key, value))
    }
}
