//! Keys and values in order → a map whose copies share all that they have in common, so that taking one costs nothing.

use smallvec::{SmallVec, smallvec};
use std::sync::Arc;

/// How many entries a node has at most.
const WIDTH: usize = 16;

/// A map in the order of its keys.
#[derive(Debug)]
pub(crate) struct Tree<K, V> {
    root: Option<Arc<Node<K, V>>>,
    length: usize,
}

/// A part of the map. What two maps share is copied when one of them changes it.
#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant, reason = "each is as large as its entries, which are found without another step")]
enum Node<K, V> {
    Leaf(Entries<K, V>),
    /// Parts, each with a key that none of its keys, and all keys of the part before it, are below.
    Inner(Entries<K, Arc<Node<K, V>>>),
}

/// What a node holds; for a moment it may be one too many.
type Entries<K, E> = SmallVec<[(K, E); WIDTH + 1]>;

/// A part that a node gave away because it had too much.
type Split<K, V> = Option<(K, Arc<Node<K, V>>)>;

impl<K, V> Clone for Tree<K, V> {
    fn clone(&self) -> Self {
        Tree { root: self.root.clone(), length: self.length }
    }
}

impl<K, V> Default for Tree<K, V> {
    fn default() -> Self {
        Tree { root: None, length: 0 }
    }
}

impl<K: Ord + Clone, V: Clone> Tree<K, V> {
    /// A map of entries that are in order.
    pub(crate) fn from_sorted(entries: Vec<(K, V)>) -> Self {
        let length = entries.len();
        let mut level: Vec<(K, Arc<Node<K, V>>)> = in_parts(entries, Node::Leaf);
        while level.len() > 1 {
            level = in_parts(level, Node::Inner);
        }
        Tree { root: level.pop().map(|(_, root)| root), length }
    }

    pub(crate) fn len(&self) -> usize {
        self.length
    }

    /// The value of a key.
    pub(crate) fn get(&self, key: &K) -> Option<&V> {
        let mut node = self.root.as_deref()?;
        loop {
            match node {
                Node::Leaf(entries) => {
                    return entries.binary_search_by(|(own, _)| own.cmp(key)).ok().map(|place| &entries[place].1);
                }
                Node::Inner(parts) => node = &parts[part_of(parts, |own| own <= key)].1,
            }
        }
    }

    /// Gives a key a value, and the one that it had.
    pub(crate) fn insert(&mut self, key: K, value: V) -> Option<V> {
        let Some(root) = &mut self.root else {
            self.root = Some(Arc::new(Node::Leaf(smallvec![(key, value)])));
            self.length = 1;
            return None;
        };
        let (old, split) = insert(root, key, value);
        if let Some(split) = split {
            let first = (root.least().clone(), Arc::clone(root));
            *root = Arc::new(Node::Inner(smallvec![first, split]));
        }
        self.length += usize::from(old.is_none());
        old
    }

    /// Takes a key away, with its value.
    pub(crate) fn remove(&mut self, key: &K) -> Option<V> {
        // What is shared is copied only when there is something to change.
        self.get(key)?;
        let root = self.root.as_mut()?;
        let old = remove(root, key);
        self.length -= usize::from(old.is_some());
        while let Node::Inner(parts) = &**root
            && parts.len() == 1
        {
            *root = Arc::clone(&parts[0].1);
        }
        if root.len() == 0 {
            self.root = None;
        }
        old
    }

    /// All entries, in order.
    pub(crate) fn iter(&self) -> Iter<'_, K, V> {
        self.from(|_| false)
    }

    /// The entries backwards, from the last whose key is not behind what is looked for. All keys that are behind it must stand behind the others.
    pub(crate) fn back_from(&self, is_behind: impl Fn(&K) -> bool) -> Iter<'_, K, V, true> {
        let mut iter = Iter { above: SmallVec::new(), entries: [].iter() };
        let Some(mut node) = self.root.as_deref() else { return iter };
        loop {
            match node {
                Node::Leaf(entries) => {
                    iter.entries = entries[..entries.partition_point(|(own, _)| !is_behind(own))].iter();
                    return iter;
                }
                Node::Inner(parts) => {
                    let place = part_of(parts, |own| !is_behind(own));
                    iter.above.push(parts[..place].iter());
                    node = &parts[place].1;
                }
            }
        }
    }

    /// The entries from the first whose key is not before what is looked for. All keys that are before it must stand before the others.
    pub(crate) fn from(&self, is_before: impl Fn(&K) -> bool) -> Iter<'_, K, V> {
        let mut iter = Iter { above: SmallVec::new(), entries: [].iter() };
        let Some(mut node) = self.root.as_deref() else { return iter };
        loop {
            match node {
                Node::Leaf(entries) => {
                    iter.entries = entries[entries.partition_point(|(own, _)| is_before(own))..].iter();
                    return iter;
                }
                Node::Inner(parts) => {
                    let place = part_of(parts, &is_before);
                    iter.above.push(parts[place + 1..].iter());
                    node = &parts[place].1;
                }
            }
        }
    }
}

/// Where something is, if it is before the first key for which this is false, and all keys for which it is true stand first.
fn part_of<K, V>(parts: &[(K, Arc<Node<K, V>>)], is_before: impl Fn(&K) -> bool) -> usize {
    parts.partition_point(|(own, _)| is_before(own)).saturating_sub(1)
}

fn in_parts<K: Clone, E, V>(
    entries: Vec<(K, E)>,
    node: impl Fn(Entries<K, E>) -> Node<K, V>,
) -> Vec<(K, Arc<Node<K, V>>)> {
    let mut parts = Vec::with_capacity(entries.len() / WIDTH + 1);
    let mut entries = entries.into_iter();
    loop {
        let part: Entries<K, E> = entries.by_ref().take(WIDTH).collect();
        let Some((key, _)) = part.first() else { return parts };
        parts.push((key.clone(), Arc::new(node(part))));
    }
}

impl<K: Ord + Clone, V: Clone> Node<K, V> {
    fn least(&self) -> &K {
        match self {
            Node::Leaf(entries) => &entries[0].0,
            Node::Inner(parts) => &parts[0].0,
        }
    }

    fn len(&self) -> usize {
        match self {
            Node::Leaf(entries) => entries.len(),
            Node::Inner(parts) => parts.len(),
        }
    }
}

fn insert<K: Ord + Clone, V: Clone>(node: &mut Arc<Node<K, V>>, key: K, value: V) -> (Option<V>, Split<K, V>) {
    match Arc::make_mut(node) {
        Node::Leaf(entries) => match entries.binary_search_by(|(own, _)| own.cmp(&key)) {
            Ok(place) => (Some(std::mem::replace(&mut entries[place].1, value)), None),
            Err(place) => {
                entries.insert(place, (key, value));
                let split = split_off(entries, place);
                (None, split.map(|entries| (entries[0].0.clone(), Arc::new(Node::Leaf(entries)))))
            }
        },
        Node::Inner(parts) => {
            let place = part_of(parts, |own| *own <= key);
            let (old, split) = insert(&mut parts[place].1, key, value);
            let Some(split) = split else { return (old, None) };
            parts.insert(place + 1, split);
            let split = split_off(parts, place + 1);
            (old, split.map(|parts| (parts[0].0.clone(), Arc::new(Node::Inner(parts)))))
        }
    }
}

/// What a node with too many entries gives away: half of them, or only the last when it grows at its end.
fn split_off<K, E>(entries: &mut Entries<K, E>, grown_at: usize) -> Option<Entries<K, E>> {
    if entries.len() <= WIDTH {
        return None;
    }
    let at = if grown_at + 1 == entries.len() { grown_at } else { entries.len() / 2 };
    Some(entries.drain(at..).collect())
}

fn remove<K: Ord + Clone, V: Clone>(node: &mut Arc<Node<K, V>>, key: &K) -> Option<V> {
    match Arc::make_mut(node) {
        Node::Leaf(entries) => {
            let place = entries.binary_search_by(|(own, _)| own.cmp(key)).ok()?;
            Some(entries.remove(place).1)
        }
        Node::Inner(parts) => {
            let place = part_of(parts, |own| own <= key);
            let old = remove(&mut parts[place].1, key);
            tidy(parts, place);
            old
        }
    }
}

/// Takes an empty part away, and puts a small one together with its neighbour.
fn tidy<K: Ord + Clone, V: Clone>(parts: &mut Entries<K, Arc<Node<K, V>>>, place: usize) {
    if parts[place].1.len() == 0 {
        parts.remove(place);
        return;
    }
    let first = if place + 1 < parts.len() { place } else { place.saturating_sub(1) };
    if first + 1 >= parts.len() || parts[first].1.len() + parts[first + 1].1.len() > WIDTH / 2 {
        return;
    }
    let (_, second) = parts.remove(first + 1);
    match (Arc::make_mut(&mut parts[first].1), &*second) {
        (Node::Leaf(entries), Node::Leaf(more)) => entries.extend(more.iter().cloned()),
        (Node::Inner(entries), Node::Inner(more)) => entries.extend(more.iter().cloned()),
        _ => unreachable!("all leaves are equally deep"),
    }
}

/// The parts of a node that are still to come.
type Parts<'t, K, V> = std::slice::Iter<'t, (K, Arc<Node<K, V>>)>;

/// Entries in order, or backwards.
#[derive(Debug)]
pub(crate) struct Iter<'t, K, V, const BACK: bool = false> {
    above: SmallVec<[Parts<'t, K, V>; 5]>,
    entries: std::slice::Iter<'t, (K, V)>,
}

impl<'t, K, V, const BACK: bool> Iter<'t, K, V, BACK> {
    fn next_of<T>(of: &mut std::slice::Iter<'t, T>) -> Option<&'t T> {
        if BACK { of.next_back() } else { of.next() }
    }
}

impl<'t, K, V, const BACK: bool> Iterator for Iter<'t, K, V, BACK> {
    type Item = (&'t K, &'t V);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((key, value)) = Self::next_of(&mut self.entries) {
                return Some((key, value));
            }
            let mut node = loop {
                match Self::next_of(self.above.last_mut()?) {
                    Some((_, part)) => break &**part,
                    None => drop(self.above.pop()),
                }
            };
            while let Node::Inner(parts) = node {
                let mut parts = parts.iter();
                let Some((_, first)) = Self::next_of(&mut parts) else { break };
                self.above.push(parts);
                node = first;
            }
            if let Node::Leaf(entries) = node {
                self.entries = entries.iter();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

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
                    Node::Inner(parts) => parts.iter().map(|(_, part)| Arc::clone(part)).collect::<Vec<_>>(),
                    Node::Leaf(_) => Vec::new(),
                })
                .collect();
        }
        assert!(leaves.len() <= 10_000 / WIDTH + 2, "{}", leaves.len());
    }
}
