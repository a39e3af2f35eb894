//! Conditions: `and`, `or`, `not`, comparisons, NULL, lists, texts, and what may be dropped.

use super::expression::Typed;
use super::{Grammar, kind_of};
use crate::tree::{Kind, Tree, row, text};

/// Kinds whose values are equal or not.
fn has_equality(kind: Kind) -> bool {
    kind != Kind::Json
}

/// Kinds whose values are in order.
pub(super) fn has_order(kind: Kind) -> bool {
    !matches!(kind, Kind::Json | Kind::Enum | Kind::Condition)
}

impl Grammar<'_> {
    /// A condition.
    pub(super) fn condition(&mut self, depth: usize) -> Tree {
        let part = match self.random.below(10) {
            0 | 1 if depth > 0 => self.chain(" and ", depth - 1),
            2 | 3 if depth > 0 => self.chain(" or ", depth - 1),
            4 if depth > 0 => {
                let inner = self.condition(depth - 1);
                row([text("not ("), inner, text(")")])
            }
            _ => self.test(depth),
        };
        Tree::Rule(Kind::Condition, vec![part])
    }

    fn chain(&mut self, separator: &'static str, depth: usize) -> Tree {
        let items = (0..2 + self.random.below(2)).map(|_| {
            let item = self.condition(depth);
            if self.random.chance(60) { row([text("("), item, text(")")]) } else { item }
        });
        Tree::List { separator, least: 1, items: items.collect() }
    }

    fn test(&mut self, depth: usize) -> Tree {
        match self.random.below(20) {
            0..=5 => self.comparison(depth),
            6 | 7 => self.null_test(depth),
            8 => self.null_safe(depth),
            9 => self.between(depth),
            10 | 11 => self.list(depth),
            12..=16 => self.matching(depth),
            _ => self.undroppable(|grammar| grammar.operand(Kind::Condition, depth.min(1), Typed::Itself)),
        }
    }

    fn not(&mut self) -> Tree {
        text(if self.random.chance(30) { " not" } else { "" })
    }

    /// An operand with a type of its own; values inside of it are never dropped.
    fn tested(&mut self, kind: Kind, depth: usize) -> Tree {
        self.undroppable(|grammar| grammar.operand(kind, depth, Typed::Itself))
    }

    fn comparison(&mut self, depth: usize) -> Tree {
        let equality = self.random.chance(45);
        let kind = self.kind(if equality { has_equality } else { has_order });
        let operators: &[&str] =
            if equality { &[" = ", " != ", " == ", " <> "] } else { &[" < ", " <= ", " > ", " >= "] };
        let operator = *self.random.pick(operators);
        let one = self.tested(kind, depth);
        // Integers and decimals can be compared with each other.
        let mut other = match (kind, self.random.chance(20)) {
            (Kind::Decimal, true) => self.tested(Kind::Integer, depth.saturating_sub(1)),
            _ => self.operand(kind, depth.saturating_sub(1), Typed::ByPlace),
        };
        // A column that is compared with itself does not compile.
        if one.to_string().replace(['(', ')'], "") == other.to_string().replace(['(', ')'], "") {
            other = self.braces();
        }
        match self.random.chance(80) {
            true => row([one, text(operator), other]),
            false => row([other, text(operator), one]),
        }
    }

    fn null_test(&mut self, depth: usize) -> Tree {
        let kind = self.kind(|_| true);
        let value = self.tested(kind, depth);
        row([value, text(if self.random.chance(50) { " is null" } else { " is not null" })])
    }

    fn null_safe(&mut self, depth: usize) -> Tree {
        let kind = self.kind(has_equality);
        let value = self.tested(kind, depth);
        let operator = text(if self.random.chance(30) { " is not " } else { " is " });
        let other = match self.random.chance(75) {
            true => self.braces(),
            false => self.tested(kind, 0),
        };
        row([value, operator, other])
    }

    fn between(&mut self, depth: usize) -> Tree {
        let kind = self.kind(has_order);
        let (value, not) = (self.tested(kind, depth), self.not());
        let (low, high) = (self.operand(kind, 0, Typed::ByPlace), self.operand(kind, 0, Typed::ByPlace));
        row([value, not, text(" between "), low, text(" and "), high])
    }

    fn list(&mut self, depth: usize) -> Tree {
        let kind = self.kind(has_equality);
        let (value, not) = (self.tested(kind, depth), self.not());
        if self.random.chance(55) {
            return row([value, not, text(" in "), self.maybe_braces()]);
        }
        let items = (0..1 + self.random.below(3)).map(|_| self.value(kind, depth.min(1), Typed::ByPlace)).collect();
        row([value, not, text(" in ("), Tree::List { separator: ", ", least: 1, items }, text(")")])
    }

    fn matching(&mut self, depth: usize) -> Tree {
        if !self.kinds().contains(&Kind::Text) {
            return self.comparison(depth);
        }
        let operator = *self.random.pick(&["like", "ilike", "starts_with", "ends_with", "contains"]);
        let (value, not) = (self.tested(Kind::Text, depth), self.not());
        let pattern = match (operator, self.random.below(10)) {
            ("like" | "ilike", 0..=4) => text(format!("{:?}", self.pattern())),
            ("like" | "ilike", 5..=7) => self.maybe_braces(),
            (_, 0..=7) => self.operand(Kind::Text, 0, Typed::ByPlace),
            _ => self.tested(Kind::Text, depth.min(1)),
        };
        row([value, not, text(format!(" {operator} ")), pattern])
    }

    /// A pattern that ends with no `\` that stands for nothing.
    fn pattern(&mut self) -> String {
        const PARTS: [&str; 14] = ["%", "_", "%", "a", "b", "A", "\\%", "\\_", "\\\\", "é", "я", "😀", " ", "'"];
        (0..self.random.below(4)).map(|_| *self.random.pick(&PARTS)).collect()
    }

    /// The columns of a key pinned to values: ` where id = {v0}` without the keyword.
    pub(super) fn key_pinned(&mut self, key: &[usize]) -> Tree {
        let pins = key.iter().map(|column| {
            let column = &self.table.columns[*column];
            let value = self.key_value(kind_of(&column.ty));
            row([text(super::column_name(column)), text(" = "), value])
        });
        Tree::List { separator: " and ", least: key.len(), items: pins.collect() }
    }

    fn key_value(&mut self, kind: Kind) -> Tree {
        match (kind, self.random.chance(20)) {
            (Kind::Integer, true) => text((1 + self.random.below(9)).to_string()),
            _ => self.braces(),
        }
    }
}
