//! Values: columns, literals, braces, arithmetic, functions, `coalesce` and `case`.

use super::{Grammar, column_name, kind_of};
use crate::tree::{Kind, Tree, row, text};
use crate::value::literal;
use querent_schema::Type;

/// Whether an expression takes its type from where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Typed {
    /// It has a type of its own.
    Itself,
    /// It may be a literal or a value in braces alone.
    ByPlace,
}

impl Grammar<'_> {
    /// An expression of the kind.
    pub(super) fn value(&mut self, kind: Kind, depth: usize, typed: Typed) -> Tree {
        let compound = depth > 0 && self.random.chance(45);
        let part = match compound {
            true => self.undroppable(|grammar| grammar.compound(kind, depth - 1, typed)),
            false => self.leaf(kind, typed),
        };
        Tree::Rule(kind, vec![part])
    }

    /// An expression that can stand beside an operator.
    pub(super) fn operand(&mut self, kind: Kind, depth: usize, typed: Typed) -> Tree {
        let value = self.value(kind, depth, typed);
        let is_plain = kind != Kind::Condition && self.random.chance(25);
        if is_atom(&value) || is_plain { value } else { row([text("("), value, text(")")]) }
    }

    fn leaf(&mut self, kind: Kind, typed: Typed) -> Tree {
        let columns = self.columns_of(kind);
        if !columns.is_empty() && (typed == Typed::Itself || self.random.chance(40)) {
            let &column = self.random.pick(&columns);
            return text(column_name(column));
        }
        match typed {
            Typed::Itself => self.typed_leaf(kind),
            Typed::ByPlace => self.open_leaf(kind),
        }
    }

    /// Where there is no column of the kind.
    fn typed_leaf(&mut self, kind: Kind) -> Tree {
        match kind {
            Kind::Integer => text("length(\"abc\")"),
            Kind::Text => text("lower(\"Ab\")"),
            Kind::Condition => text("(1 < 2)"),
            _ => self.open_leaf(kind),
        }
    }

    /// A literal or a value in braces.
    fn open_leaf(&mut self, kind: Kind) -> Tree {
        let clock = self.clock && matches!(kind, Kind::Timestamp | Kind::DateTime | Kind::Date);
        if clock && self.random.chance(10) {
            return text("now()");
        }
        match (self.random.chance(50), self.literal_type(kind)) {
            (true, Some(ty)) => text(literal(&ty, self.random)),
            _ => self.maybe_braces(),
        }
    }

    /// A type whose literals fit all columns of the kind.
    fn literal_type(&self, kind: Kind) -> Option<Type> {
        let of_columns = || self.table.columns.iter().map(|column| &column.ty).find(|ty| kind_of(ty) == kind).cloned();
        Some(match kind {
            Kind::Integer => Type::SmallInt,
            Kind::Decimal => Type::Decimal { precision: 10, scale: 2 },
            Kind::Text => Type::Text { max: Some(3) },
            Kind::Json => return None,
            _ => return of_columns(),
        })
    }

    fn compound(&mut self, kind: Kind, depth: usize, typed: Typed) -> Tree {
        if kind == Kind::Condition && self.random.chance(60) {
            return self.condition(depth);
        }
        match (kind, self.random.below(10)) {
            (Kind::Integer | Kind::Decimal | Kind::Float, 0..=4) => self.arithmetic(kind, depth, typed),
            (Kind::Integer | Kind::Decimal | Kind::Float, 5) => {
                row([text("-"), self.in_parentheses(kind, depth, typed)])
            }
            // What stands in a call takes no type from the place of the call.
            (Kind::Integer, 6) => self.call("abs", kind, depth, Typed::Itself),
            (Kind::Decimal | Kind::Float, 6) if self.columns => self.call("abs", kind, depth, Typed::Itself),
            (Kind::Integer, 7) => self.call("length", Kind::Text, depth, Typed::ByPlace),
            (Kind::Decimal | Kind::Float, 7) if self.columns => self.call("round", kind, depth, Typed::Itself),
            (Kind::Text, 0..=4) => {
                let function = *self.random.pick(&["lower", "upper", "trim", "lower", "upper"]);
                self.call(function, Kind::Text, depth, Typed::ByPlace)
            }
            (Kind::Text, 5 | 6) => self.call_of_several("concat", kind, depth, Typed::ByPlace),
            (_, 0..=8) if self.random.chance(50) => self.call_of_several("coalesce", kind, depth, typed),
            _ => self.case(kind, depth, typed),
        }
    }

    fn arithmetic(&mut self, kind: Kind, depth: usize, typed: Typed) -> Tree {
        let operators: &[&str] = match kind {
            Kind::Integer => &[" + ", " - ", " * ", " / ", " % "],
            Kind::Float => &[" + ", " - ", " * ", " / "],
            _ => &[" + ", " - ", " * "],
        };
        let operator = *self.random.pick(operators);
        // An integer becomes a decimal beside one.
        let other = if kind == Kind::Decimal && self.random.chance(20) { Kind::Integer } else { kind };
        let typed_side = self.operand(kind, depth, typed);
        let other_side = self.operand(other, depth, if other == kind { Typed::ByPlace } else { Typed::Itself });
        match self.random.chance(50) {
            true => row([typed_side, text(operator), other_side]),
            false => row([other_side, text(operator), typed_side]),
        }
    }

    fn in_parentheses(&mut self, kind: Kind, depth: usize, typed: Typed) -> Tree {
        let value = self.value(kind, depth, typed);
        row([text("("), value, text(")")])
    }

    fn call(&mut self, function: &'static str, kind: Kind, depth: usize, typed: Typed) -> Tree {
        row([text(function), self.in_parentheses(kind, depth, typed)])
    }

    fn call_of_several(&mut self, function: &'static str, kind: Kind, depth: usize, typed: Typed) -> Tree {
        let mut items = vec![self.value(kind, depth, typed)];
        (0..1 + self.random.below(2)).for_each(|_| items.push(self.value(kind, depth, Typed::ByPlace)));
        self.random.shuffle(&mut items);
        row([text(function), text("("), Tree::List { separator: ", ", least: 2, items }, text(")")])
    }

    fn case(&mut self, kind: Kind, depth: usize, typed: Typed) -> Tree {
        let mut arms = Vec::new();
        for place in 0..1 + self.random.below(2) {
            let typed = if place == 0 { typed } else { Typed::ByPlace };
            let when = self.condition(depth);
            let then = match place > 0 && self.random.chance(8) {
                true => text("null"),
                false => self.value(kind, depth, typed),
            };
            arms.push(row([text(" when "), when, text(" then "), then]));
        }
        let otherwise = match self.random.chance(65) {
            true => Tree::Optional(Box::new(row([text(" else "), self.value(kind, depth, Typed::ByPlace)]))),
            false => text(""),
        };
        row([text("case"), Tree::List { separator: "", least: 1, items: arms }, otherwise, text(" end")])
    }
}

/// Whether an expression is one word, one literal or one pair of braces.
fn is_atom(value: &Tree) -> bool {
    let text = value.to_string();
    !text.contains(' ') && !text.starts_with('-') && !text.starts_with('"')
        || text.starts_with('{') && !text.contains(' ')
}
