//! Keys and values in order → a map whose copies share all that they have in common, so that taking one costs nothing.

use smallvec::SmallVec;
use std::sync::Arc;

/// How many entries a node has at most: the fewer levels there are, the less memory is met on the way to a key, and the more is copied to change one.
const WIDTH: usize = 32;

/// What a map is ordered by.
pub(crate) trait Key: Ord + Clone {
    /// How many of these keys, which are in order, are less than another one.
    fn below(keys: &[Self], key: &Self) -> usize {
        keys.partition_point(|own| own < key)
    }

    /// How many of these keys, which are in order, are not greater than another one.
    fn up_to(keys: &[Self], key: &Self) -> usize {
        keys.partition_point(|own| own <= key)
    }
}

/// Numbers often have no gaps: then a key stands where its distance from the first says. Else all are compared, because what a search by halves would
/// read next depends on what it has read.
impl Key for u64 {
    fn below(keys: &[Self], key: &Self) -> usize {
        match guess(keys, key, 1) {
            Some(place) if keys[place] == *key => place,
            _ => keys.iter().map(|own| usize::from(own < key)).sum(),
        }
    }

    fn up_to(keys: &[Self], key: &Self) -> usize {
        match guess(keys, key, WIDTH as u64) {
            Some(place) if keys[place] <= *key && keys.get(place + 1).is_none_or(|next| key < next) => place + 1,
            _ => keys.iter().map(|own| usize::from(own <= key)).sum(),
        }
    }
}

/// Where a key stands if each is greater by `step` than the one before it.
fn guess(keys: &[u64], key: &u64, step: u64) -> Option<usize> {
    let place = usize::try_from(key.wrapping_sub(*keys.first()?) / step).ok()?;
    (place < keys.len()).then_some(place)
}

/// A map in the order of its keys.
#[derive(Debug)]
pub(crate) struct Tree<K, V> {
    root: Option<Arc<Node<K, V>>>,
}

/// A part of the map. What two maps share is copied when one of them changes it.
#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant, reason = "each is as large as its entries, which are found without another step")]
enum Node<K, V> {
    Leaf(Entries<K, V>),
    /// Parts, each with a key that none of its keys, and all keys of the part before it, are below.
    Inner(Entries<K, Arc<Node<K, V>>>),
}

/// What a node holds; for a moment it may be one too many. Keys stand beside each other, so that a search meets little else.
#[derive(Debug, Clone)]
struct Entries<K, E> {
    keys: SmallVec<[K; WIDTH + 1]>,
    items: SmallVec<[E; WIDTH + 1]>,
}

/// A part that a node gave away because it had too much.
type Split<K, V> = Option<(K, Arc<Node<K, V>>)>;

impl<K, V> Clone for Tree<K, V> {
    fn clone(&self) -> Self {
        Tree { root: self.root.clone() }
    }
}

impl<K, V> Default for Tree<K, V> {
    fn default() -> Self {
        Tree { root: None }
    }
}

impl<K: Key, V: Clone> Tree<K, V> {
    /// A map of entries that are in order.
    pub(crate) fn from_sorted(entries: Vec<(K, V)>) -> Self {
        let mut level: Vec<(K, Arc<Node<K, V>>)> = in_parts(entries, Node::Leaf);
        while level.len() > 1 {
            level = in_parts(level, Node::Inner);
        }
        Tree { root: level.pop().map(|(_, root)| root) }
    }

    /// The value of a key.
    pub(crate) fn get(&self, key: &K) -> Option<&V> {
        let mut node = self.root.as_deref()?;
        loop {
            match node {
                Node::Leaf(entries) => return entries.find(key).ok().map(|place| &entries.items[place]),
                Node::Inner(parts) => node = &parts.items[parts.part_with(key)],
            }
        }
    }

    /// The value of a key, to be changed. What is shared on the way to it is copied, whether there is one or not.
    pub(crate) fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        let mut node = self.root.as_mut()?;
        loop {
            match Arc::make_mut(node) {
                Node::Leaf(entries) => return entries.find(key).ok().map(|place| &mut entries.items[place]),
                Node::Inner(parts) => {
                    let place = parts.part_with(key);
                    node = &mut parts.items[place];
                }
            }
        }
    }

    /// Gives a key a value, and the one that it had.
    pub(crate) fn insert(&mut self, key: K, value: V) -> Option<V> {
        let Some(root) = &mut self.root else {
            self.root = Some(Arc::new(Node::Leaf([(key, value)].into_iter().collect())));
            return None;
        };
        let (old, split) = insert(root, key, value);
        if let Some(split) = split {
            let first = (root.least().clone(), Arc::clone(root));
            *root = Arc::new(Node::Inner([first, split].into_iter().collect()));
        }
        old
    }

    /// Takes a key away, with its value.
    pub(crate) fn remove(&mut self, key: &K) -> Option<V> {
        // What is shared is copied only when there is something to change.
        self.get(key)?;
        let root = self.root.as_mut()?;
        let old = remove(root, key);
        while let Node::Inner(parts) = &**root
            && parts.len() == 1
        {
            *root = Arc::clone(&parts.items[0]);
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
        let mut iter = Iter { above: SmallVec::new(), keys: [].iter(), items: [].iter() };
        let Some(mut node) = self.root.as_deref() else { return iter };
        loop {
            match node {
                Node::Leaf(entries) => {
                    let end = entries.keys.partition_point(|own| !is_behind(own));
                    (iter.keys, iter.items) = (entries.keys[..end].iter(), entries.items[..end].iter());
                    return iter;
                }
                Node::Inner(parts) => {
                    let place = parts.part_of(|own| !is_behind(own));
                    iter.above.push(parts.items[..place].iter());
                    node = &parts.items[place];
                }
            }
        }
    }

    /// The entries from the first whose key is not before what is looked for. All keys that are before it must stand before the others.
    pub(crate) fn from(&self, is_before: impl Fn(&K) -> bool) -> Iter<'_, K, V> {
        let mut iter = Iter { above: SmallVec::new(), keys: [].iter(), items: [].iter() };
        let Some(mut node) = self.root.as_deref() else { return iter };
        loop {
            match node {
                Node::Leaf(entries) => {
                    let start = entries.keys.partition_point(&is_before);
                    (iter.keys, iter.items) = (entries.keys[start..].iter(), entries.items[start..].iter());
                    return iter;
                }
                Node::Inner(parts) => {
                    let place = parts.part_of(&is_before);
                    iter.above.push(parts.items[place + 1..].iter());
                    node = &parts.items[place];
                }
            }
        }
    }
}

impl<K, E> Entries<K, E> {
    fn len(&self) -> usize {
        self.keys.len()
    }

    /// Where something is, if it is before the first key for which this is false, and all keys for which it is true stand first.
    fn part_of(&self, is_before: impl Fn(&K) -> bool) -> usize {
        self.keys.partition_point(is_before).saturating_sub(1)
    }

    fn insert(&mut self, place: usize, key: K, item: E) {
        self.keys.insert(place, key);
        self.items.insert(place, item);
    }

    fn remove(&mut self, place: usize) -> E {
        self.keys.remove(place);
        self.items.remove(place)
    }

    /// What it gives away when it has too many entries: half of them, or only the last when it grows at its end.
    fn split_off(&mut self, grown_at: usize) -> Option<Self> {
        if self.len() <= WIDTH {
            return None;
        }
        let at = if grown_at + 1 == self.len() { grown_at } else { self.len() / 2 };
        Some(Entries { keys: self.keys.drain(at..).collect(), items: self.items.drain(at..).collect() })
    }
}

impl<K: Key, E> Entries<K, E> {
    /// Where a key is, or where it would be.
    fn find(&self, key: &K) -> Result<usize, usize> {
        let place = K::below(&self.keys, key);
        if self.keys.get(place) == Some(key) { Ok(place) } else { Err(place) }
    }

    /// Where the part is that has a key if there is one.
    fn part_with(&self, key: &K) -> usize {
        K::up_to(&self.keys, key).saturating_sub(1)
    }
}

impl<K: Clone, E: Clone> Entries<K, E> {
    fn extend(&mut self, more: &Self) {
        self.keys.extend(more.keys.iter().cloned());
        self.items.extend(more.items.iter().cloned());
    }
}

impl<K, E> FromIterator<(K, E)> for Entries<K, E> {
    fn from_iter<I: IntoIterator<Item = (K, E)>>(entries: I) -> Self {
        let (mut keys, mut items) = (SmallVec::new(), SmallVec::new());
        for (key, item) in entries {
            keys.push(key);
            items.push(item);
        }
        Entries { keys, items }
    }
}

fn in_parts<K: Clone, E, V>(
    entries: Vec<(K, E)>,
    node: impl Fn(Entries<K, E>) -> Node<K, V>,
) -> Vec<(K, Arc<Node<K, V>>)> {
    let mut parts = Vec::with_capacity(entries.len() / WIDTH + 1);
    let mut entries = entries.into_iter();
    loop {
        let part: Entries<K, E> = entries.by_ref().take(WIDTH).collect();
        let Some(key) = part.keys.first() else { return parts };
        parts.push((key.clone(), Arc::new(node(part))));
    }
}

impl<K: Key, V: Clone> Node<K, V> {
    fn least(&self) -> &K {
        match self {
            Node::Leaf(entries) => &entries.keys[0],
            Node::Inner(parts) => &parts.keys[0],
        }
    }

    fn len(&self) -> usize {
        match self {
            Node::Leaf(entries) => entries.len(),
            Node::Inner(parts) => parts.len(),
        }
    }
}

fn insert<K: Key, V: Clone>(node: &mut Arc<Node<K, V>>, key: K, value: V) -> (Option<V>, Split<K, V>) {
    match Arc::make_mut(node) {
        Node::Leaf(entries) => match entries.find(&key) {
            Ok(place) => (Some(std::mem::replace(&mut entries.items[place], value)), None),
            Err(place) => {
                entries.insert(place, key, value);
                let split = entries.split_off(place);
                (None, split.map(|entries| (entries.keys[0].clone(), Arc::new(Node::Leaf(entries)))))
            }
        },
        Node::Inner(parts) => {
            let place = parts.part_with(&key);
            // The first part takes what is below all others. It need not stay the first, and what it gives away stands behind it.
            if key < parts.keys[place] {
                parts.keys[place] = key.clone();
            }
            let (old, split) = insert(&mut parts.items[place], key, value);
            let Some((key, part)) = split else { return (old, None) };
            parts.insert(place + 1, key, part);
            let split = parts.split_off(place + 1);
            (old, split.map(|parts| (parts.keys[0].clone(), Arc::new(Node::Inner(parts)))))
        }
    }
}

fn remove<K: Key, V: Clone>(node: &mut Arc<Node<K, V>>, key: &K) -> Option<V> {
    match Arc::make_mut(node) {
        Node::Leaf(entries) => {
            let place = entries.find(key).ok()?;
            Some(entries.remove(place))
        }
        Node::Inner(parts) => {
            let place = parts.part_with(key);
            let old = remove(&mut parts.items[place], key);
            tidy(parts, place);
            old
        }
    }
}

/// Takes an empty part away, and puts a small one together with its neighbour.
fn tidy<K: Key, V: Clone>(parts: &mut Entries<K, Arc<Node<K, V>>>, place: usize) {
    if parts.items[place].len() == 0 {
        parts.remove(place);
        return;
    }
    let first = if place + 1 < parts.len() { place } else { place.saturating_sub(1) };
    if first + 1 >= parts.len() || parts.items[first].len() + parts.items[first + 1].len() > WIDTH / 2 {
        return;
    }
    let second = parts.remove(first + 1);
    match (Arc::make_mut(&mut parts.items[first]), &*second) {
        (Node::Leaf(entries), Node::Leaf(more)) => entries.extend(more),
        (Node::Inner(entries), Node::Inner(more)) => entries.extend(more),
        _ => unreachable!("all leaves are equally deep"),
    }
}

/// The parts of a node that are still to come.
type Parts<'t, K, V> = std::slice::Iter<'t, Arc<Node<K, V>>>;

/// Entries in order, or backwards.
#[derive(Debug)]
pub(crate) struct Iter<'t, K, V, const BACK: bool = false> {
    above: SmallVec<[Parts<'t, K, V>; 5]>,
    keys: std::slice::Iter<'t, K>,
    items: std::slice::Iter<'t, V>,
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
            if let (Some(key), Some(value)) = (Self::next_of(&mut self.keys), Self::next_of(&mut self.items)) {
                return Some((key, value));
            }
            let mut node = loop {
                match Self::next_of(self.above.last_mut()?) {
                    Some(part) => break &**part,
                    None => drop(self.above.pop()),
                }
            };
            while let Node::Inner(parts) = node {
                let mut parts = parts.items.iter();
                let Some(first) = Self::next_of(&mut parts) else { break };
                self.above.push(parts);
                node = first;
            }
            if let Node::Leaf(entries) = node {
                (self.keys, self.items) = (entries.keys.iter(), entries.items.iter());
            }
        }
    }
}

#[cfg(test)]
mod tests;
