//! A name that does not exist → the one that was probably meant.

/// The candidate that is most like `name`, if any is near enough to be meant: at most a third of its characters
/// (and at least one, but not all of them) inserted, left out, replaced or swapped with a neighbour. Case counts for nothing.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest_preferring(name, candidates.into_iter().map(|candidate| (candidate, true)))
}

/// The same; of those that are equally near, one with `true` behind it.
pub fn nearest_preferring<'a>(name: &str, candidates: impl IntoIterator<Item = (&'a str, bool)>) -> Option<&'a str> {
    let name: Vec<char> = name.to_lowercase().chars().collect();
    let limit = (name.len() / 3).max(1).min(name.len().saturating_sub(1));
    candidates
        .into_iter()
        .filter(|(candidate, _)| candidate.chars().count().abs_diff(name.len()) <= limit)
        .map(|(candidate, preferred)| {
            let distance = distance(&name, &candidate.to_lowercase().chars().collect::<Vec<_>>());
            ((distance, !preferred), candidate)
        })
        .filter(|((distance, _), _)| *distance <= limit)
        .min_by_key(|(key, _)| *key)
        .map(|(_, candidate)| candidate)
}

/// Damerau-Levenshtein: the least number of insertions, deletions, replacements and swaps of neighbours.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before_last = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before_last[j - 2] + 1);
            }
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::{nearest, nearest_preferring};

    #[test]
    fn nearest_is_the_least_edit() {
        assert_eq!(nearest("agee", ["name", "age", "agent"]), Some("age"));
        assert_eq!(nearest("naem", ["name", "age"]), Some("name"));
        assert_eq!(nearest("VARCHR", ["varchar", "char"]), Some("varchar"));
        assert_eq!(nearest("x", ["id", "y"]), None);
        assert_eq!(nearest("", ["id"]), None);
    }

    #[test]
    fn of_equally_near_ones_the_preferred_is_taken() {
        assert_eq!(nearest_preferring("agee", [("aged", false), ("age", true)]), Some("age"));
        assert_eq!(nearest_preferring("agee", [("aged", true), ("age", false)]), Some("aged"));
        assert_eq!(nearest_preferring("names", [("name", false), ("nameset", true)]), Some("name"));
    }
}
