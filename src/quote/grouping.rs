//! Groups of like things, found by sorting, so that ten thousand lines take no longer than they must.

use crate::sorted::order;
use alloc::{vec, vec::Vec};
use core::cmp::Ordering;

/// Groups the numbers below `count` that compare as equal; each group ascends, and groups stand in the order of their
/// firsts.
pub(super) fn alike(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<Vec<usize>> {
    let mut groups = vec![Vec::new(); count];
    for group in order(count, compare).chunk_by(|one, other| compare(*one, *other).is_eq()) {
        if let Some(place) = group.first().and_then(|first| groups.get_mut(*first)) {
            *place = group.to_vec();
        }
    }
    groups.retain(|group| !group.is_empty());
    groups
}

/// Leaves each thing once, where it stands first.
pub(super) fn once<T: Ord>(mut things: Vec<T>) -> Vec<T> {
    let compare = |one: usize, other: usize| things.get(one).cmp(&things.get(other));
    let groups = alike(things.len(), &compare);
    let mut firsts = groups.iter().filter_map(|group| group.first().copied()).peekable();
    let mut index = 0_usize;
    things.retain(|_| {
        let first = firsts.next_if_eq(&index).is_some();
        index = index.saturating_add(1);
        first
    });
    things
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_things_stand_together_in_the_order_of_their_firsts() {
        let words = ["b", "a", "b", "c", "a", "b"];
        let groups = alike(words.len(), &|one, other| words[one].cmp(words[other]));
        assert_eq!(groups, [vec![0, 2, 5], vec![1, 4], vec![3]]);
        assert_eq!(once(words.to_vec()), ["b", "a", "c"]);
    }
}
