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

/// Functions of SQL and of other libraries that are written otherwise here.
const FOREIGN: [(&str, &str); 48] = [
    ("and_", "a and b"),
    ("any", "a in {list}"),
    ("asc", "name asc"),
    ("between", "a between b and c"),
    ("char_length", "length(text)"),
    ("character_length", "length(text)"),
    ("charindex", "text contains part"),
    ("concat_ws", "concat(a, b)"),
    ("current_date", "now()"),
    ("current_time", "now()"),
    ("current_timestamp", "now()"),
    ("desc", "name desc"),
    ("eq", "a = b"),
    ("equals", "a = b"),
    ("getdate", "now()"),
    ("gt", "a > b"),
    ("gte", "a >= b"),
    ("if", "case when … then … else … end"),
    ("ifnull", "coalesce(a, b)"),
    ("iif", "case when … then … else … end"),
    ("in_", "a in {list}"),
    ("inarray", "a in {list}"),
    ("instr", "text contains part"),
    ("is_not_null", "a is not null"),
    ("is_null", "a is null"),
    ("isnotnull", "a is not null"),
    ("isnull", "coalesce(a, b)"),
    ("lcase", "lower(text)"),
    ("left", "text starts_with part"),
    ("len", "length(text)"),
    ("locate", "text contains part"),
    ("lt", "a < b"),
    ("lte", "a <= b"),
    ("ne", "a != b"),
    ("not_", "not a"),
    ("notinarray", "a not in {list}"),
    ("nullif", "case when a != b then a end"),
    ("nvl", "coalesce(a, b)"),
    ("or_", "a or b"),
    ("position", "text contains part"),
    ("right", "text ends_with part"),
    ("starts_with", "text starts_with part"),
    ("strpos", "text contains part"),
    ("sysdate", "now()"),
    ("today", "now()"),
    ("ucase", "upper(text)"),
    ("utcnow", "now()"),
    ("xor", "a != b"),
];

/// Functions that there are not, whose name is near to one that is no help.
const WITHOUT_NEAR: [&str; 3] = ["floor", "power", "lpad"];
const PARTS_OF_TIMES: [&str; 9] =
    ["date", "date_trunc", "datepart", "day", "hour", "month", "strftime", "time", "year"];
const MAKES_KEYS: [&str; 5] = ["gen_random_uuid", "newid", "ulid", "uuid", "uuid_generate_v4"];

/// Functions of several rows.
const AGGREGATES: [&str; 5] = ["count", "sum", "avg", "min", "max"];

impl<'q> Checker<'q> {
    /// Types a call.
    pub(super) fn check_call(&mut self, name: &Name, args: &'q [ast::Expr], context: &Context) -> Option<Expr> {
        let lower = name.text.to_lowercase();
        let Some(&(_, function)) = FUNCTIONS.iter().find(|(known, _)| *known == lower) else {
            return self.refuse_function(name, &lower, args);
        };
        if lower != name.text {
            let message = format!("`{}` is not a function of the query language", name.text);
            self.errors.push_help(name.span, message, format!("write `{lower}(…)`"));
        }
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

    fn refuse_function(&mut self, name: &Name, lower: &str, args: &'q [ast::Expr]) -> Option<Expr> {
        if self.schema.table_by_rust_name(&name.text).is_some() {
            self.errors.push(name.span, format!("`{}` is a table, and relations are not available yet", name.text));
            return None;
        } else if AGGREGATES.contains(&lower) {
            self.errors
                .push(name.span, format!("`{}` is an aggregate, and aggregates are not available yet", name.text));
        } else {
            self.errors.push_help(
                name.span,
                format!("there is no function `{}`", name.text),
                function_meant(lower, args),
            );
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

/// What is written in place of a function that there is not.
fn function_meant(name: &str, args: &[ast::Expr]) -> String {
    let foreign = FOREIGN.iter().find(|(foreign, _)| *foreign == name);
    let names = FUNCTIONS.iter().map(|(known, _)| *known);
    let near = nearest(name, names.clone()).filter(|_| !WITHOUT_NEAR.contains(&name));
    match (foreign, near) {
        (Some((_, native)), _) => format!("write `{native}`"),
        _ if PARTS_OF_TIMES.contains(&name) => {
            let time = args.last().map_or_else(|| "created_at".to_owned(), phrase);
            format!("compare the time with both ends: `{time} >= {{start}} and {time} < {{end}}`")
        }
        _ if MAKES_KEYS.contains(&name) => {
            "make it in Rust and bind it as `{key}`, or write `@generate(uuid_v7)` behind the column in the schema"
                .to_owned()
        }
        (None, Some(near)) => format!("did you mean `{near}`?"),
        (None, None) => format!("the functions are {}", super::names::listed(names)),
    }
}

/// Whether a type is the instant of the statement or a part of it.
pub(super) fn is_part_of_now(ty: &Type) -> bool {
    matches!(ty, Type::Timestamp | Type::DateTime | Type::Date | Type::Time)
}
