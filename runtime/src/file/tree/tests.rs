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
    Copy,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (0_u16..600, any::<u32>()).prop_map(|(key, value)| Step::Insert(key, value)),
        3 => (0_u16..600).prop_map(Step::Remove),
        1 => Just(Step::Copy),
    ];
    proptest::collection::vec(step, 0..900)
}

fn same(tree: &Tree<u16, u32>, model: &BTreeMap<u16, u32>) {
    assert_eq!(tree.len(), model.len());
    assert!(tree.iter().eq(model.iter()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// It does as the map of the standard library, and copies stay as they were.
    #[test]
    fn a_tree_is_a_map(steps in steps(), sorted in proptest::collection::btree_map(0_u16..600, any::<u32>(), 0..400)) {
        let mut tree = Tree::from_sorted(sorted.clone().into_iter().collect());
        let mut model = sorted;
        let mut copies = Vec::new();
        for step in steps {
            match step {
                Step::Insert(key, value) => prop_assert_eq!(tree.insert(key, value), model.insert(key, value)),
                Step::Remove(key) => prop_assert_eq!(tree.remove(&key), model.remove(&key)),
                Step::Copy => copies.push((tree.clone(), model.clone())),
            }
        }
        copies.push((tree, model));
        for (tree, model) in &copies {
            same(tree, model);
            for key in (0..620).step_by(13) {
                prop_assert_eq!(tree.get(&key), model.get(&key));
                prop_assert!(tree.from(|own| *own < key).eq(model.range(key..)));
                prop_assert!(tree.back_from(|own| *own > key).eq(model.range(..=key).rev()));
            }
        }
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
