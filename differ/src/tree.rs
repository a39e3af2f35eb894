//! The text of a query as the rules of the grammar made it → its text, and all texts that are smaller by one step.

use std::borrow::Cow;
use std::fmt;

/// What a rule of the grammar makes. What is of one kind may stand in place of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Condition,
    Integer,
    Decimal,
    Float,
    Text,
    Bytes,
    Date,
    Time,
    DateTime,
    Timestamp,
    Uuid,
    Enum,
    Json,
}

/// A part of a query.
#[derive(Debug, Clone)]
pub(crate) enum Tree {
    /// As it stands.
    Text(Cow<'static, str>),
    Rule(Kind, Vec<Tree>),
    /// Parts in order.
    Row(Vec<Tree>),
    /// Items with something between them, of which at least `least` must stay.
    List {
        separator: &'static str,
        least: usize,
        items: Vec<Tree>,
    },
    /// What may be left out.
    Optional(Box<Tree>),
}

/// A text as it stands.
pub(crate) fn text(text: impl Into<Cow<'static, str>>) -> Tree {
    Tree::Text(text.into())
}

/// Parts in order.
pub(crate) fn row<const N: usize>(parts: [Tree; N]) -> Tree {
    Tree::Row(Vec::from(parts))
}

/// A part that may be left out.
pub(crate) fn optional(part: Tree) -> Tree {
    Tree::Optional(Box::new(part))
}

impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Tree::Text(text) => f.write_str(text),
            Tree::Rule(_, parts) | Tree::Row(parts) => parts.iter().try_for_each(|part| part.fmt(f)),
            Tree::Optional(part) => part.fmt(f),
            Tree::List { separator, items, .. } => items.iter().enumerate().try_for_each(|(place, item)| {
                f.write_str(if place == 0 { "" } else { separator })?;
                item.fmt(f)
            }),
        }
    }
}

impl Tree {
    /// All trees that are smaller than this one by one step, the smallest first.
    pub(crate) fn smaller(&self) -> Vec<Tree> {
        let mut found = self.steps();
        found.sort_by_key(|tree| tree.to_string().len());
        found
    }

    fn steps(&self) -> Vec<Tree> {
        match self {
            Tree::Text(_) => Vec::new(),
            Tree::Rule(kind, parts) => {
                let mut found = Vec::new();
                parts.iter().for_each(|part| part.of_kind(*kind, &mut found));
                found.extend(kind.simplest().iter().map(|simple| Tree::Rule(*kind, vec![text(*simple)])));
                found.retain(|tree| tree.to_string().len() < self.to_string().len());
                found.extend(steps_within(parts).map(|parts| Tree::Rule(*kind, parts)));
                found
            }
            Tree::Row(parts) => steps_within(parts).map(Tree::Row).collect(),
            Tree::Optional(part) => {
                let inner = part.steps().into_iter().map(|part| Tree::Optional(Box::new(part)));
                inner.chain([text("")]).collect()
            }
            Tree::List { separator, least, items } => {
                let list = |items| Tree::List { separator, least: *least, items };
                let without = (0..items.len()).filter(|_| items.len() > *least).map(|left_out| {
                    let kept = items.iter().enumerate().filter(|(place, _)| *place != left_out);
                    list(kept.map(|(_, item)| item.clone()).collect())
                });
                without.chain(steps_within(items).map(list)).collect()
            }
        }
    }

    /// The outermost trees of this kind.
    fn of_kind(&self, wanted: Kind, found: &mut Vec<Tree>) {
        match self {
            Tree::Rule(kind, _) if *kind == wanted => found.push(self.clone()),
            Tree::Text(_) => {}
            Tree::Rule(_, parts) | Tree::Row(parts) | Tree::List { items: parts, .. } => {
                parts.iter().for_each(|part| part.of_kind(wanted, found));
            }
            Tree::Optional(part) => part.of_kind(wanted, found),
        }
    }
}

/// The parts with one of them smaller by one step.
fn steps_within(parts: &[Tree]) -> impl Iterator<Item = Vec<Tree>> {
    (0..parts.len()).flat_map(move |place| {
        parts[place].steps().into_iter().map(move |smaller| {
            let mut parts = parts.to_vec();
            parts[place] = smaller;
            parts
        })
    })
}

impl Kind {
    /// What is simpler than anything else of the kind.
    fn simplest(self) -> &'static [&'static str] {
        match self {
            Kind::Condition => &["true", "false"],
            Kind::Integer => &["0", "1"],
            Kind::Decimal | Kind::Float => &["0.5"],
            Kind::Text => &["\"\"", "\"a\""],
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_made_smaller_step_by_step() {
        let column = |name| Tree::Rule(Kind::Condition, vec![text(name)]);
        let both = Tree::List { separator: " and ", least: 1, items: vec![column("flag"), column("active")] };
        let query = row([text("t.find"), optional(row([text(" where "), Tree::Rule(Kind::Condition, vec![both])]))]);
        assert_eq!(query.to_string(), "t.find where flag and active");
        let smaller: Vec<String> = query.smaller().iter().map(Tree::to_string).collect();
        assert_eq!(smaller[0], "t.find");
        for expected in ["t.find where true", "t.find where flag", "t.find where active"] {
            assert!(smaller.iter().any(|tree| tree == expected), "{expected}");
        }
        assert!(smaller.iter().all(|tree| tree.len() < query.to_string().len() + 1));
    }
}
