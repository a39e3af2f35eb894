//! Random steps → a tree and a map of the standard library that agree, and nodes that are full.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

impl Key for u16 {}
impl Key for u32 {}

#[derive(Debug, Clone)]
enum Step {
    Insert(u16, u32),
    Remove(u16),
    /// Gives a key that is there another value.
    Change(u16, u32),
    Copy,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (0_u16..600, any::<u32>()).prop_map(|(key, value)| Step::Insert(key, value)),
        3 => (0_u16..600).prop_map(Step::Remove),
        2 => (0_u16..600, any::<u32>()).prop_map(|(key, value)| Step::Change(key, value)),
        1 => Just(Step::Copy),
    ];
    proptest::collection::vec(step, 0..900)
}

fn same<K: Key + std::fmt::Debug>(tree: &Tree<K, u32>, model: &BTreeMap<K, u32>) {
    assert!(tree.iter().eq(model.iter()));
}

/// A tree does as the map of the standard library, and copies stay as they were. `key` keeps the order of numbers.
fn does_as_a_map<K: Key + std::fmt::Debug>(steps: Vec<Step>, sorted: BTreeMap<u16, u32>, key: impl Fn(u16) -> K) {
    let mut model: BTreeMap<K, u32> = sorted.into_iter().map(|(number, value)| (key(number), value)).collect();
    let mut tree = Tree::from_sorted(model.clone().into_iter().collect());
    let mut copies = Vec::new();
    for step in steps {
        match step {
            Step::Insert(number, value) => {
                assert_eq!(tree.insert(key(number), value), model.insert(key(number), value));
            }
            Step::Remove(number) => assert_eq!(tree.remove(&key(number)), model.remove(&key(number))),
            Step::Change(number, value) => {
                let (own, expected) = (tree.get_mut(&key(number)), model.get_mut(&key(number)));
                assert_eq!(own, expected);
                own.into_iter().chain(expected).for_each(|place| *place = value);
            }
            Step::Copy => copies.push((tree.clone(), model.clone())),
        }
    }
    copies.push((tree, model));
    for (tree, model) in &copies {
        same(tree, model);
        for key in (0..620).step_by(13).map(&key) {
            assert_eq!(tree.get(&key), model.get(&key));
            assert!(tree.from(|own| *own < key).eq(model.range(key.clone()..)));
            assert!(tree.back_from(|own| *own > key).eq(model.range(..=key).rev()));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_tree_is_a_map(steps in steps(), sorted in proptest::collection::btree_map(0_u16..600, any::<u32>(), 0..400)) {
        does_as_a_map(steps, sorted, |number| number);
    }

    /// Numbers are looked for where they stand when there are no gaps, so there are gaps of several sizes, and none.
    #[test]
    fn a_tree_of_numbers_is_a_map(
        steps in steps(),
        sorted in proptest::collection::btree_map(0_u16..600, any::<u32>(), 0..400),
        step in prop_oneof![Just(1_u64), Just(2), Just(1000), Just(u64::MAX / 700)],
        first in prop_oneof![Just(0_u64), Just(17), Just(1 << 50)],
    ) {
        does_as_a_map(steps, sorted, |number| first + u64::from(number) * step);
    }
}

#[test]
fn what_is_counted_up_fills_its_nodes() {
    let mut tree = Tree::default();
    for key in 0..10_000_u32 {
        tree.insert(key, ());
    }
    let mut leaves = vec![tree.root.clone().unwrap()];
    while let Node::Inner(_) = &*leaves[0] {
        leaves = leaves
            .iter()
            .flat_map(|node| match &**node {
                Node::Inner(parts) => parts.items.iter().map(Arc::clone).collect::<Vec<_>>(),
                Node::Leaf(_) => Vec::new(),
            })
            .collect();
    }
    assert!(leaves.len() <= 10_000 / WIDTH + 2, "{}", leaves.len());
}

/// The first part of a node takes keys below its own when those before it are gone; behind the parts of another node it is the first no more.
#[test]
fn nodes_that_are_put_together_lose_no_key() {
    let leaf = WIDTH as u64 * 10;
    let mut tree = Tree::from_sorted((0..2 * leaf * WIDTH as u64).step_by(10).map(|key| (key, key)).collect());
    let second = leaf * WIDTH as u64;
    let remove = |tree: &mut Tree<u64, u64>, keys: std::ops::Range<u64>| {
        keys.step_by(10).for_each(|key| assert_eq!(tree.remove(&key), Some(key)));
    };
    remove(&mut tree, second..second + leaf);
    assert_eq!(tree.insert(second + 5, 7), None);
    remove(&mut tree, 4 * leaf..second);
    remove(&mut tree, second + 5 * leaf..2 * second);
    assert_eq!(tree.get(&(second + 5)), Some(&7));
    assert_eq!(tree.iter().count(), 8 * WIDTH + 1);
    assert!(tree.iter().all(|(key, value)| tree.get(key) == Some(value)));
}
