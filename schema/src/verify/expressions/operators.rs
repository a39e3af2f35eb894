//! Operators and conditions → ANSI text, and the type of what they give.

use super::{Renderer, Typed, functions, join, quote_text, without_casts};
use crate::Type;
use sqlparser::ast::{BinaryOperator, Expr, JsonOperator, UnaryOperator};

impl Renderer<'_> {
    pub(super) fn operation(&mut self, expression: &Expr) -> Typed {
        match expression {
            Expr::UnaryOp { op, expr } => self.unary(*op, expr),
            Expr::BinaryOp { left, op, right } => self.binary(left, op, right),
            Expr::IsNull(inner) => self.test(inner, "IS NULL"),
            Expr::IsNotNull(inner) => self.test(inner, "IS NOT NULL"),
            Expr::IsTrue(inner) => self.test(inner, "IS TRUE"),
            Expr::IsNotTrue(inner) => self.test(inner, "IS NOT TRUE"),
            Expr::IsFalse(inner) => self.test(inner, "IS FALSE"),
            Expr::IsNotFalse(inner) => self.test(inner, "IS NOT FALSE"),
            Expr::Between { expr, negated, low, high } => self.between(expr, *negated, low, high),
            Expr::InList { expr, list, negated } => self.in_list(expr, list, *negated),
            Expr::AnyOp { left, compare_op: BinaryOperator::Eq, right } => self.any_of(left, right, expression),
            Expr::Like { negated, expr, pattern, escape_char } => {
                self.like(expr, if *negated { "NOT LIKE" } else { "LIKE" }, pattern, *escape_char)
            }
            Expr::ILike { negated, expr, pattern, escape_char } => self.ilike(expr, *negated, pattern, *escape_char),
            Expr::JsonAccess { left, operator, right } => self.json(left, operator, right, expression),
            other => self.unreadable(other),
        }
    }

    fn unary(&mut self, op: UnaryOperator, inner: &Expr) -> Typed {
        let typed = self.expression(inner);
        match op {
            UnaryOperator::Not => Typed::new(format!("NOT {}", typed.sql), Type::Boolean, typed.nullable),
            UnaryOperator::Plus => typed,
            UnaryOperator::Minus => Typed { sql: format!("-{}", typed.sql), ..typed },
            other => {
                let tree = Expr::UnaryOp { op: other, expr: Box::new(inner.clone()) };
                self.unreadable(&tree)
            }
        }
    }

    fn binary(&mut self, left: &Expr, op: &BinaryOperator, right: &Expr) -> Typed {
        use BinaryOperator as Op;
        let (spelling, is_condition) = match op {
            Op::Plus => ("+", false),
            Op::Minus => ("-", false),
            Op::Multiply => ("*", false),
            Op::Divide => ("/", false),
            Op::Modulo => ("%", false),
            Op::StringConcat => ("||", false),
            Op::Eq => ("=", true),
            Op::NotEq => ("<>", true),
            Op::Lt => ("<", true),
            Op::LtEq => ("<=", true),
            Op::Gt => (">", true),
            Op::GtEq => (">=", true),
            Op::And => ("AND", true),
            Op::Or => ("OR", true),
            // What only one store knows is kept for that store.
            Op::PGRegexMatch => ("~", true),
            Op::PGRegexIMatch => ("~*", true),
            Op::PGRegexNotMatch => ("!~", true),
            Op::BitwiseAnd => ("&", false),
            Op::BitwiseOr => ("|", false),
            other => {
                let (left, right) = (Box::new(left.clone()), Box::new(right.clone()));
                return self.unreadable(&Expr::BinaryOp { left, op: other.clone(), right });
            }
        };
        let (mut left, mut right) = (self.expression(left), self.expression(right));
        say_truth(&left.ty, &mut right);
        say_truth(&right.ty, &mut left);
        let ty = match (is_condition, spelling) {
            (true, _) => Some(Type::Boolean),
            (_, "||") => Some(Type::Text { max: None }),
            _ => functions::arithmetic_type(left.ty.as_ref(), right.ty.as_ref()),
        };
        // A division by zero is NULL where it is no error.
        let nullable = left.nullable || right.nullable || matches!(spelling, "/" | "%");
        Typed::new(format!("{} {spelling} {}", left.sql, right.sql), ty, nullable)
    }

    fn test(&mut self, inner: &Expr, test: &str) -> Typed {
        let typed = self.expression(inner);
        Typed::not_null(format!("{} {test}", typed.sql), Type::Boolean)
    }

    fn between(&mut self, value: &Expr, negated: bool, low: &Expr, high: &Expr) -> Typed {
        let (value, low, high) = (self.expression(value), self.expression(low), self.expression(high));
        let not = if negated { "NOT " } else { "" };
        let nullable = value.nullable || low.nullable || high.nullable;
        Typed::new(format!("{} {not}BETWEEN {} AND {}", value.sql, low.sql, high.sql), Type::Boolean, nullable)
    }

    fn in_list(&mut self, value: &Expr, list: &[Expr], negated: bool) -> Typed {
        let value = self.expression(value);
        let mut items: Vec<Typed> = list.iter().map(|item| self.expression(item)).collect();
        items.iter_mut().for_each(|item| say_truth(&value.ty, item));
        let nullable = value.nullable || items.iter().any(|item| item.nullable);
        let not = if negated { "NOT " } else { "" };
        Typed::new(format!("{} {not}IN ({})", value.sql, join(&items)), Type::Boolean, nullable)
    }

    /// What PostgreSQL makes of `IN (…)` when it stores a condition: `= ANY (ARRAY[…])`.
    fn any_of(&mut self, left: &Expr, right: &Expr, whole: &Expr) -> Typed {
        match without_casts(right) {
            Expr::Array(array) => self.in_list(left, &array.elem, false),
            _ => self.unreadable(whole),
        }
    }

    fn like(&mut self, value: &Expr, operator: &str, pattern: &Expr, escape: Option<char>) -> Typed {
        let (value, pattern) = (self.expression(value), self.expression(pattern));
        like(&value, operator, &pattern, escape)
    }

    /// By lower case, which all stores can do.
    fn ilike(&mut self, value: &Expr, negated: bool, pattern: &Expr, escape: Option<char>) -> Typed {
        let operator = if negated { "NOT LIKE" } else { "LIKE" };
        let (value, pattern) = (self.call("lower", &[value]), self.call("lower", &[pattern]));
        like(&value, operator, &pattern, escape)
    }

    /// A part of a document; each store has paths of its own, which are kept.
    fn json(&mut self, left: &Expr, operator: &JsonOperator, right: &Expr, whole: &Expr) -> Typed {
        let ty = match operator {
            JsonOperator::Arrow | JsonOperator::HashArrow => Type::Json,
            JsonOperator::LongArrow | JsonOperator::HashLongArrow => Type::Text { max: None },
            _ => return self.unreadable(whole),
        };
        let (left, right) = (self.expression(left), self.expression(right));
        Typed::may_be_null(format!("{} {operator} {}", left.sql, right.sql), ty)
    }
}

/// Beside a boolean 0 and 1 are FALSE and TRUE, which not every store sees by itself.
fn say_truth(beside: &Option<Type>, typed: &mut Typed) {
    if *beside == Some(Type::Boolean) && matches!(typed.sql.as_str(), "0" | "1") {
        let sql = if typed.sql == "1" { "TRUE" } else { "FALSE" };
        *typed = Typed::not_null(sql, Type::Boolean);
    }
}

fn like(value: &Typed, operator: &str, pattern: &Typed, escape: Option<char>) -> Typed {
    let escape = escape.map(|char| format!(" ESCAPE {}", quote_text(&char.to_string()))).unwrap_or_default();
    let sql = format!("{} {operator} {}{escape}", value.sql, pattern.sql);
    Typed::new(sql, Type::Boolean, value.nullable || pattern.nullable)
}
