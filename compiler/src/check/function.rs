//! `lower(name)`, `coalesce(a, b)` → typed calls of the functions that all stores share.

use super::Checker;
use super::condition::phrase;
use super::context::Context;
use super::types::{Family, decimal, digits, family, type_name};
use crate::ast::{self, Name};
use crate::plan::{Expr, ExprKind as Typed, Function};
use querent_schema::{Type, nearest};

/// The functions by name.
const FUNCTIONS: [(&str, Function); 9] = [
    ("lower", Function::Lower),
    ("upper", Function::Upper),
    ("trim", Function::Trim),
    ("length", Function::Length),
    ("abs", Function::Abs),
    ("round", Function::Round),
    ("coalesce", Function::Coalesce),
    ("concat", Function::Concat),
    ("now", Function::Now),
];

/// Functions of SQL that have another name here.
const FOREIGN: [(&str, &str); 9] = [
    ("ifnull", "coalesce(a, b)"),
    ("nvl", "coalesce(a, b)"),
    ("isnull", "coalesce(a, b)"),
    ("char_length", "length(text)"),
    ("character_length", "length(text)"),
    ("len", "length(text)"),
    ("lcase", "lower(text)"),
    ("ucase", "upper(text)"),
    ("if", "case when … then … else … end"),
];

/// Functions of several rows.
const AGGREGATES: [&str; 5] = ["count", "sum", "avg", "min", "max"];

impl<'q> Checker<'q> {
    /// Types a call.
    pub(super) fn check_call(&mut self, name: &Name, args: &'q [ast::Expr], context: &Context) -> Option<Expr> {
        let Some(&(_, function)) = FUNCTIONS.iter().find(|(known, _)| *known == name.text) else {
            return self.refuse_function(name, args);
        };
        if !self.check_argument_count(name, function, args) {
            args.iter().for_each(|arg| {
                self.value(arg, &Context::Silent);
            });
            return None;
        }
        match function {
            Function::Lower | Function::Upper | Function::Trim | Function::Length | Function::Concat => {
                self.check_text_function(name, function, args)
            }
            Function::Abs | Function::Round => self.check_number_function(name, function, args.first()?),
            Function::Coalesce => {
                let args: Vec<&ast::Expr> = args.iter().collect();
                let (args, ty) = self.check_branches(&args, "the arguments of `coalesce`", context)?;
                let nullable = args.iter().all(|arg| arg.nullable);
                Some(Expr { kind: Typed::Call(function, args), ty, nullable })
            }
            Function::Now => self.check_now(name, context),
        }
    }

    fn refuse_function(&mut self, name: &Name, args: &'q [ast::Expr]) -> Option<Expr> {
        if AGGREGATES.contains(&name.text.as_str()) {
            self.errors
                .push(name.span, format!("`{}` is an aggregate, and aggregates are not available yet", name.text));
        } else {
            let names = FUNCTIONS.iter().map(|(known, _)| *known);
            let foreign = FOREIGN.iter().find(|(foreign, _)| *foreign == name.text);
            let help = match (foreign, nearest(&name.text, names.clone())) {
                (Some((_, native)), _) => format!("write `{native}`"),
                (None, Some(near)) => format!("did you mean `{near}`?"),
                (None, None) => format!("the functions are {}", super::names::listed(names)),
            };
            self.errors.push_help(name.span, format!("there is no function `{}`", name.text), help);
        }
        args.iter().for_each(|arg| {
            self.value(arg, &Context::Silent);
        });
        None
    }

    fn check_argument_count(&mut self, name: &Name, function: Function, args: &[ast::Expr]) -> bool {
        let (fits, takes) = match function {
            Function::Now => (args.is_empty(), "no argument"),
            Function::Coalesce | Function::Concat => (args.len() >= 2, "at least two arguments"),
            _ => (args.len() == 1, "one argument"),
        };
        if !fits {
            let given = match args.len() {
                0 => "none is".to_string(),
                1 => "one is".to_string(),
                many => format!("{many} are"),
            };
            self.errors.push(name.span, format!("`{}` takes {takes}, and {given} given", name.text));
        }
        fits
    }

    fn check_text_function(&mut self, name: &Name, function: Function, args: &'q [ast::Expr]) -> Option<Expr> {
        let text = Type::Text { max: None };
        let args: Vec<Option<Expr>> =
            args.iter().map(|arg| self.check_text(arg, &format!("`{}`", name.text))).collect();
        let args: Vec<Expr> = args.into_iter().collect::<Option<_>>()?;
        let nullable = args.iter().any(|arg| arg.nullable);
        let ty = if function == Function::Length { Type::BigInt } else { text };
        Some(Expr { kind: Typed::Call(function, args), ty, nullable })
    }

    /// A text for what takes only texts.
    pub(super) fn check_text(&mut self, expr: &'q ast::Expr, taker: &str) -> Option<Expr> {
        let typed = self.value_wanted(Some(Family::Text), expr, &Context::of(Type::Text { max: None }))?;
        if family(&typed.ty) == Family::Text {
            return Some(typed);
        }
        let message = format!("{taker} takes text; `{}` is {}", phrase(expr), type_name(&typed.ty));
        self.errors.push(expr.span, message);
        None
    }

    fn check_number_function(&mut self, name: &Name, function: Function, arg: &'q ast::Expr) -> Option<Expr> {
        let typed = self.gather(&[arg], &Context::Open, Context::computing)?.into_iter().next()?;
        let ty = match (function, family(&typed.ty)) {
            (Function::Round, Family::Integer) => {
                let message = format!("`{}` is {}: it is a whole number already", phrase(arg), type_name(&typed.ty));
                self.errors.push(arg.span, message);
                return None;
            }
            (Function::Round, Family::Decimal) => decimal(digits(&typed.ty).whole() as u16 + 1, 0),
            (_, Family::Integer) => Type::BigInt,
            (_, Family::Decimal | Family::Float) => typed.ty.clone(),
            _ => {
                let message = format!("`{}` takes a number; `{}` is {}", name.text, phrase(arg), type_name(&typed.ty));
                self.errors.push(arg.span, message);
                return None;
            }
        };
        Some(Expr { nullable: typed.nullable, kind: Typed::Call(function, vec![typed]), ty })
    }

    /// `now()`: the instant, or the part of it that the context wants.
    fn check_now(&mut self, name: &Name, context: &Context) -> Option<Expr> {
        let ty = match context {
            Context::Silent => return None,
            Context::Place(of) if is_part_of_now(&of.ty) => of.ty.clone(),
            Context::Open => Type::Timestamp,
            Context::Place(of) => {
                let message = format!("{}; `now()` is TIMESTAMP", self.place_name(of));
                self.errors.push(name.span, message);
                return None;
            }
            Context::Operand(_) => {
                self.errors.push(name.span, "`now()` is TIMESTAMP, and a number is expected here");
                return None;
            }
        };
        Some(Expr { kind: Typed::Call(Function::Now, Vec::new()), ty, nullable: false })
    }
}

/// Whether a type is the instant of the statement or a part of it.
pub(super) fn is_part_of_now(ty: &Type) -> bool {
    matches!(ty, Type::Timestamp | Type::DateTime | Type::Date | Type::Time)
}
