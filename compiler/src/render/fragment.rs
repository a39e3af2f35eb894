//! Pieces of a text with how tightly they bind.

use crate::program::Piece;

/// How tightly a text binds, loosest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Product,
    Concat,
    Negative,
    /// `x::type`, `x COLLATE c`.
    Postfix,
    Atom,
}

/// A part of a text.
#[derive(Debug, Clone)]
pub(super) struct Fragment {
    pieces: Vec<Piece>,
    level: Level,
}

impl Fragment {
    pub(super) fn new(text: impl Into<String>, level: Level) -> Self {
        Fragment { pieces: vec![Piece::Text(text.into())], level }
    }

    pub(super) fn atom(text: impl Into<String>) -> Self {
        Fragment::new(text, Level::Atom)
    }

    pub(super) fn empty() -> Self {
        Fragment { pieces: Vec::new(), level: Level::Atom }
    }

    pub(super) fn piece(piece: Piece) -> Self {
        Fragment { pieces: vec![piece], level: Level::Atom }
    }

    /// A part that is there only when all these parameters are present.
    pub(super) fn optional(params: Vec<usize>, part: Fragment) -> Self {
        let level = part.level;
        Fragment { pieces: vec![Piece::Optional { params, pieces: part.pieces }], level }
    }

    /// Those of the items that write something, with `separator` between; nothing when none does.
    pub(super) fn group(items: Vec<Fragment>, separator: &str, level: Level) -> Self {
        let join = Piece::Join {
            open: String::new(),
            separator: separator.to_owned(),
            close: String::new(),
            empty: String::new(),
            items: items.into_iter().map(|item| item.pieces).collect(),
        };
        Fragment { pieces: vec![join], level }
    }

    pub(super) fn join(items: impl IntoIterator<Item = Fragment>, separator: &str) -> Self {
        let mut joined = Fragment::empty();
        for (number, item) in items.into_iter().enumerate() {
            if number > 0 {
                joined = joined.text(separator);
            }
            joined = joined.then(item);
        }
        joined
    }

    pub(super) fn call(function: &str, arguments: impl IntoIterator<Item = Fragment>) -> Self {
        Fragment::join(arguments, ", ").surround(&format!("{function}("), ")").leveled(Level::Atom)
    }

    /// `left operator right`, which binds as `level` and is read from the left.
    pub(super) fn infix(left: Fragment, operator: &str, right: Fragment, level: Level) -> Self {
        // Comparisons are not chained: what compares stands in parentheses on both sides.
        let left_level = if level == Level::Comparison { level.tighter() } else { level };
        left.at_least(left_level).text(operator).then(right.at_least(level.tighter())).leveled(level)
    }

    pub(super) fn text(mut self, text: &str) -> Self {
        match self.pieces.last_mut() {
            _ if text.is_empty() => {}
            Some(Piece::Text(last)) => last.push_str(text),
            _ => self.pieces.push(Piece::Text(text.to_owned())),
        }
        self
    }

    pub(super) fn then(mut self, other: Fragment) -> Self {
        if self.pieces.is_empty() && !matches!(&other.pieces[..], [Piece::Text(text)] if text.is_empty()) {
            return Fragment { pieces: other.pieces, level: self.level };
        }
        for piece in other.pieces {
            self.push(piece);
        }
        self
    }

    pub(super) fn leveled(self, level: Level) -> Self {
        Fragment { level, ..self }
    }

    /// In parentheses where it binds more loosely than this.
    pub(super) fn at_least(self, level: Level) -> Self {
        if self.level < level { self.surround("(", ")").leveled(Level::Atom) } else { self }
    }

    /// Between two texts, which vanish with it where it can vanish.
    pub(super) fn surround(self, before: &str, after: &str) -> Self {
        let level = self.level;
        let mut pieces = self.pieces;
        match pieces.as_mut_slice() {
            [Piece::Join { open, close, empty, .. }] if empty.is_empty() => {
                open.insert_str(0, before);
                close.push_str(after);
                Fragment { pieces, level }
            }
            [Piece::Optional { pieces: inner, .. }] => {
                let part = Fragment { pieces: std::mem::take(inner), level };
                *inner = part.surround(before, after).pieces;
                Fragment { pieces, level }
            }
            _ => Fragment::empty().text(before).then(Fragment { pieces, level }).text(after).leveled(level),
        }
    }

    /// This text in place of it where it would vanish.
    pub(super) fn or_else(self, otherwise: &str) -> Self {
        let join = match <[Piece; 1]>::try_from(self.pieces) {
            Ok([Piece::Join { open, separator, close, items, .. }]) => {
                Piece::Join { open, separator, close, items, empty: otherwise.to_owned() }
            }
            Ok([piece]) => join_of(vec![piece], otherwise),
            Err(pieces) => join_of(pieces, otherwise),
        };
        Fragment { pieces: vec![join], level: self.level }
    }

    /// Whether there are values of parameters with which it writes nothing.
    pub(super) fn can_vanish(&self) -> bool {
        pieces_can_vanish(&self.pieces)
    }

    pub(super) fn into_pieces(self) -> Vec<Piece> {
        self.pieces
    }

    /// Adds a piece; texts that meet become one.
    fn push(&mut self, piece: Piece) {
        match (self.pieces.last_mut(), piece) {
            (_, Piece::Text(text)) if text.is_empty() => {}
            (Some(Piece::Text(last)), Piece::Text(text)) => last.push_str(&text),
            (_, piece) => self.pieces.push(piece),
        }
    }
}

fn join_of(pieces: Vec<Piece>, empty: &str) -> Piece {
    Piece::Join {
        open: String::new(),
        separator: String::new(),
        close: String::new(),
        empty: empty.to_owned(),
        items: vec![pieces],
    }
}

fn pieces_can_vanish(pieces: &[Piece]) -> bool {
    pieces.iter().all(|piece| match piece {
        Piece::Optional { .. } => true,
        Piece::Join { empty, items, .. } => empty.is_empty() && items.iter().all(|item| pieces_can_vanish(item)),
        Piece::Choice { arms, .. } => arms.iter().any(|arm| pieces_can_vanish(arm)),
        Piece::Text(_) | Piece::Param(_) | Piece::LastInsertId | Piece::Keys => false,
        Piece::Rows(_) | Piece::Arrays(_) | Piece::Inserted(_) => false,
    })
}

impl Level {
    fn tighter(self) -> Level {
        match self {
            Level::Or => Level::And,
            Level::And => Level::Not,
            Level::Not => Level::Comparison,
            Level::Comparison => Level::Sum,
            Level::Sum => Level::Product,
            Level::Product => Level::Concat,
            Level::Concat => Level::Negative,
            Level::Negative => Level::Postfix,
            Level::Postfix | Level::Atom => Level::Atom,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Fragment, Level};
    use crate::program::Piece;

    fn text(text: &str) -> Piece {
        Piece::Text(text.to_owned())
    }

    fn optional(condition: &str, level: Level) -> Fragment {
        Fragment::optional(vec![0], Fragment::new(condition, level))
    }

    #[test]
    fn texts_that_meet_become_one() {
        let joined = Fragment::join([Fragment::atom("a"), Fragment::piece(Piece::Param(3)), Fragment::atom("b")], ", ");
        assert_eq!(joined.text(" c").into_pieces(), [text("a, "), Piece::Param(3), text(", b c")]);
    }

    #[test]
    fn what_binds_more_loosely_stands_in_parentheses() {
        let sum = Fragment::infix(Fragment::atom("a"), " + ", Fragment::atom("b"), Level::Sum);
        let product = Fragment::infix(sum.clone(), " * ", Fragment::atom("c"), Level::Product);
        assert_eq!(product.into_pieces(), [text("(a + b) * c")]);
        let difference = Fragment::infix(sum.clone(), " - ", sum, Level::Sum);
        assert_eq!(difference.into_pieces(), [text("a + b - (a + b)")]);
    }

    #[test]
    fn parentheses_and_keywords_vanish_with_what_they_surround() {
        let condition = optional("a OR b", Level::Or).at_least(Level::And).surround(" WHERE ", "");
        let inner = vec![text(" WHERE (a OR b)")];
        assert_eq!(condition.into_pieces(), [Piece::Optional { params: vec![0], pieces: inner }]);

        let group = Fragment::group(vec![optional("a", Level::Atom), optional("b", Level::Atom)], " OR ", Level::Or);
        let group = group.at_least(Level::And);
        assert!(group.can_vanish());
        let [Piece::Join { open, close, .. }] = &group.into_pieces()[..] else { panic!("a group is one piece") };
        assert_eq!((open.as_str(), close.as_str()), ("(", ")"));
    }

    #[test]
    fn a_group_with_one_lasting_member_does_not_vanish() {
        let group = Fragment::group(vec![Fragment::atom("a"), optional("b", Level::Atom)], " AND ", Level::And);
        assert!(!group.can_vanish());
        assert!(!optional("a", Level::Atom).or_else("DEFAULT").can_vanish());
    }
}
