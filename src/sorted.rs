//! Order without much code: a map for few keys, and one sort for all that is sorted.

use alloc::{collections::BinaryHeap, vec::Vec};
use core::{borrow::Borrow, cmp::Ordering};
use serde::{Serialize, Serializer};

/// A map kept in the order of its keys: for few of them, or for many that come in order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sorted<K, V>(Vec<(K, V)>);

impl<K, V> Default for Sorted<K, V> {
    fn default() -> Self {
        Sorted(Vec::new())
    }
}

impl<K: Ord, V> Sorted<K, V> {
    /// Whether it is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many keys it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// What stands under a key.
    #[must_use]
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let at = self.place(key).ok()?;
        self.0.get(at).map(|(_, value)| value)
    }

    /// Whether something stands under a key.
    #[must_use]
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.place(key).is_ok()
    }

    /// Puts a value under a key, and says what stood there.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.place(&key) {
            Ok(at) => self.0.get_mut(at).map(|(_, before)| core::mem::replace(before, value)),
            Err(at) => {
                self.0.insert(at, (key, value));
                None
            }
        }
    }

    /// Its last key.
    #[must_use]
    pub fn last_key(&self) -> Option<&K> {
        self.0.last().map(|(key, _)| key)
    }

    /// Keys and values, in the order of keys.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.0.iter().map(|(key, value)| (key, value))
    }

    fn place<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        self.0.binary_search_by(|(known, _)| known.borrow().cmp(key))
    }
}

impl<K, V> IntoIterator for Sorted<K, V> {
    type Item = (K, V);
    type IntoIter = alloc::vec::IntoIter<(K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for Sorted<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut sorted = Sorted::default();
        entries.into_iter().for_each(|(key, value)| {
            sorted.insert(key, value);
        });
        sorted
    }
}

impl<K: Serialize + Ord, V: Serialize> Serialize for Sorted<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

/// The numbers below `count` in the order in which they compare; equal ones ascend.
pub(crate) fn order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let heap: BinaryHeap<Ranked<'_>> = (0..count).map(|index| Ranked { index, compare }).collect();
    heap.into_sorted_vec().into_iter().map(|ranked| ranked.index).collect()
}

/// Things in the order in which they compare; equal ones stay as they stand.
pub(crate) fn in_order<T: Copy>(things: &[T], compare: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    let compare = |one: usize, other: usize| match (things.get(one), things.get(other)) {
        (Some(one), Some(other)) => compare(one, other),
        _ => Ordering::Equal,
    };
    order(things.len(), &compare).into_iter().filter_map(|at| things.get(at).copied()).collect()
}

/// Things in their order, each once.
pub(crate) fn distinct<T: Ord + Copy>(things: impl IntoIterator<Item = T>) -> Vec<T> {
    let things: Vec<T> = things.into_iter().collect();
    let mut things = in_order(&things, T::cmp);
    things.dedup();
    things
}

/// A number and how it compares with others.
#[derive(Clone, Copy)]
struct Ranked<'a> {
    index: usize,
    compare: &'a dyn Fn(usize, usize) -> Ordering,
}

impl Ord for Ranked<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.compare)(self.index, other.index).then(self.index.cmp(&other.index))
    }
}

impl PartialOrd for Ranked<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ranked<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Ranked<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_keeps_its_keys_in_order_and_each_once() {
        let mut map: Sorted<&str, u8> = [("b", 1), ("c", 2), ("a", 3)].into_iter().collect();
        assert_eq!(map.insert("b", 4), Some(1));
        assert_eq!(map.insert("d", 5), None);
        assert_eq!((map.get("b"), map.get("e"), map.last_key()), (Some(&4), None, Some(&"d")));
        assert!(map.contains_key("a") && map.len() == 4 && !map.is_empty());
        assert_eq!(map.into_iter().collect::<Vec<_>>(), [("a", 3), ("b", 4), ("c", 2), ("d", 5)]);
    }

    #[test]
    fn equal_things_stay_as_they_stand() {
        let words = ["bb", "a", "cc", "d", "aa", "ccc"];
        let by_length = |one: &&str, other: &&str| one.len().cmp(&other.len());
        assert_eq!(in_order(&words, by_length), ["a", "d", "bb", "cc", "aa", "ccc"]);
        assert_eq!(distinct(["b", "a", "b", "c", "a"]), ["a", "b", "c"]);
        assert!(order(0, &|_, _| Ordering::Equal).is_empty());
    }
}
