//! The engine's one map: whole numbers to whole numbers.
//!
//! Every instance of a generic map costs kilobytes of wasm, so there is one, it is not generic, and
//! it is a plain table with open addressing: what is larger than a number stands in a vector beside
//! it. It is never iterated, so nothing depends on the order of its places.

use alloc::vec::Vec;

/// A map of whole numbers.
#[derive(Clone, Debug, Default)]
pub struct IntMap {
    /// Keys and values; at least a quarter of the places is free. Their number is a power of two.
    places: Vec<Option<(i64, i64)>>,
    len: usize,
}

/// Spreads keys that lie close together (Fibonacci hashing).
fn spread(key: i64) -> usize {
    let bits = u64::from_le_bytes(key.to_le_bytes()).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    usize::try_from(bits >> 33).unwrap_or(0)
}

impl IntMap {
    /// The place of a key, or the free one where it belongs.
    fn place(&self, key: i64) -> usize {
        let mask = self.places.len().wrapping_sub(1);
        let mut place = spread(key) & mask;
        while let Some(Some((other, _))) = self.places.get(place)
            && *other != key
        {
            place = (place + 1) & mask;
        }
        place
    }

    /// The value of a key.
    #[inline(never)]
    pub fn get(&self, key: i64) -> Option<i64> {
        let (_, value) = (*self.places.get(self.place(key))?)?;
        Some(value)
    }

    /// Sets the value of a key.
    #[inline(never)]
    pub fn set(&mut self, key: i64, value: i64) {
        if (self.len + 1) * 4 > self.places.len() * 3 {
            let larger = (self.places.len() * 2).max(8);
            let mut places = Vec::with_capacity(larger);
            (0..larger).for_each(|_| places.push(None));
            let before = core::mem::replace(&mut self.places, places);
            for (key, value) in before.into_iter().flatten() {
                self.put(key, value);
            }
        }
        self.len += usize::from(self.put(key, value));
    }

    /// Whether the key is new.
    fn put(&mut self, key: i64, value: i64) -> bool {
        let place = self.place(key);
        let Some(cell) = self.places.get_mut(place) else { return false };
        cell.replace((key, value)).is_none()
    }

    /// Removes a key.
    #[inline(never)]
    pub fn remove(&mut self, key: i64) {
        let mask = self.places.len().wrapping_sub(1);
        let mut free = self.place(key);
        if self.places.get_mut(free).and_then(Option::take).is_none() {
            return;
        }
        self.len -= 1;
        // Whoever was pushed past the place moves up, so that no search stops short.
        let mut next = (free + 1) & mask;
        while let Some(&Some((key, value))) = self.places.get(next) {
            let from_home = next.wrapping_sub(spread(key)) & mask;
            if from_home >= (next.wrapping_sub(free) & mask) {
                if let Some(cell) = self.places.get_mut(free) {
                    *cell = Some((key, value));
                }
                if let Some(cell) = self.places.get_mut(next) {
                    *cell = None;
                }
                free = next;
            }
            next = (next + 1) & mask;
        }
    }

    /// Adds to the value of a key; a value that becomes zero is removed.
    #[inline(never)]
    pub fn add(&mut self, key: i64, more: i64) {
        let value = self.get(key).unwrap_or(0) + more;
        if value == 0 { self.remove(key) } else { self.set(key, value) }
    }

    /// How many keys there are.
    pub fn count(&self) -> usize {
        self.len
    }

    /// Removes all keys.
    pub fn clear(&mut self) {
        *self = IntMap::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::collections::BTreeMap;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn it_does_what_a_tree_does(
            steps in prop::collection::vec((prop_oneof![-9..9_i64, any::<i64>()], 0..4_u8), 0..400),
        ) {
            let mut map = IntMap::default();
            let mut tree = BTreeMap::new();
            for (step, (key, what)) in (0..).zip(steps) {
                match what {
                    0 => {
                        map.remove(key);
                        tree.remove(&key);
                    }
                    1 => {
                        map.add(key, 1);
                        *tree.entry(key).or_insert(0) += 1;
                        if tree.get(&key) == Some(&0) {
                            tree.remove(&key);
                        }
                    }
                    _ => {
                        map.set(key, step);
                        tree.insert(key, step);
                    }
                }
                prop_assert_eq!(map.count(), tree.len());
                prop_assert_eq!(map.get(key), tree.get(&key).copied());
            }
            for (&key, &value) in &tree {
                prop_assert_eq!(map.get(key), Some(value));
            }
        }
    }
}
