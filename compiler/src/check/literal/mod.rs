//! Rust literals → literals of the type of their place, checked against it to the last digit.

mod json;
mod number;
mod text;
mod time;

use super::Checker;
use super::context::Context;
use super::types::{Family, family, type_name};
use crate::plan::{Bound, ColumnId, Expr, ExprKind as Typed, Literal};
use proc_macro2::{Literal as Token, Span};
use querent_schema::Type;
use syn::Lit;

/// A literal, read but not yet of a type.
enum Scalar {
    /// Digits without underscores and prefix, with the sign.
    Integer(String),
    /// Digits with a point or an exponent, with the sign.
    Fraction(String),
    Text(String),
    Bytes(Vec<u8>),
}

/// Why a literal does not fit its place, and the way out where there is one.
struct Misfit {
    message: String,
    help: Option<String>,
}

impl Misfit {
    fn new(message: impl Into<String>) -> Misfit {
        Misfit { message: message.into(), help: None }
    }

    fn help(message: impl Into<String>, help: impl Into<String>) -> Misfit {
        Misfit { message: message.into(), help: Some(help.into()) }
    }
}

/// A literal and the type that it has, or what is wrong with it as an end of the sentence "column … is …; `…` …".
type Fit = Result<(Literal, Type), Misfit>;

impl<'q> Checker<'q> {
    /// Types a literal.
    pub(super) fn check_literal(
        &mut self,
        span: Span,
        negative: bool,
        token: &Token,
        context: &Context,
    ) -> Option<Expr> {
        let written = format!("{}{token}", if negative { "-" } else { "" });
        let scalar = match read(negative, token) {
            Ok(scalar) => scalar,
            Err(misfit) => return self.refuse_literal(span, format!("`{written}` {}", misfit.message), misfit.help),
        };
        let fit = match context {
            Context::Silent => return None,
            Context::Open => fit(&scalar, &scalar.rust_type()),
            Context::Operand(ty) => number::fit_operand(&scalar, ty),
            Context::Place(of) => fit(&scalar, &of.ty),
        };
        match (fit, context) {
            (Ok((literal, ty)), _) => Some(Expr { kind: Typed::Literal(literal), ty, nullable: false }),
            (Err(misfit), Context::Place(of)) => {
                let message = format!("{}; `{written}` {}", self.place_name(of), misfit.message);
                let help = misfit.help.or_else(|| self.column_help(of.column));
                self.refuse_literal(span, message, help)
            }
            (Err(misfit), _) => self.refuse_literal(span, format!("`{written}` {}", misfit.message), misfit.help),
        }
    }

    /// Types `true` and `false`.
    pub(super) fn check_boolean(&mut self, span: Span, value: bool, context: &Context) -> Option<Expr> {
        let message = match context {
            Context::Silent => return None,
            Context::Place(of) if of.ty != Type::Boolean => format!("{}; `{value}` is BOOLEAN", self.place_name(of)),
            Context::Operand(ty) => format!("`{value}` is BOOLEAN; {} is expected here", type_name(ty)),
            Context::Open | Context::Place(_) => {
                return Some(super::value::never_null(Typed::Literal(Literal::Boolean(value))));
            }
        };
        self.errors.push(span, message);
        None
    }

    fn refuse_literal(&mut self, span: Span, message: String, help: Option<String>) -> Option<Expr> {
        match help {
            Some(help) => self.errors.push_help(span, message, help),
            None => self.errors.push(span, message),
        }
        None
    }

    /// "column `users.age` is INTEGER", for messages.
    pub(super) fn place_name(&self, of: &Bound) -> String {
        match of.column {
            Some(column) => format!("column `{}` is {}", self.column_name(column), type_name(&of.ty)),
            None => format!("{} is expected here", type_name(&of.ty)),
        }
    }

    /// The line of schema.sql of a column.
    fn column_help(&self, column: Option<ColumnId>) -> Option<String> {
        Some(self.schema_line(&self.table()?.columns[column?]))
    }
}

impl Scalar {
    /// The type that Rust would give it.
    fn rust_type(&self) -> Type {
        match self {
            Scalar::Integer(_) => Type::BigInt,
            Scalar::Fraction(_) => Type::Float,
            Scalar::Text(_) => Type::Text { max: None },
            Scalar::Bytes(_) => Type::Bytes { max: None },
        }
    }

    /// What it is, for messages.
    fn noun(&self) -> &'static str {
        match self {
            Scalar::Integer(_) | Scalar::Fraction(_) => "a number",
            Scalar::Text(_) => "a text",
            Scalar::Bytes(_) => "bytes",
        }
    }

    fn misfit(&self) -> Misfit {
        Misfit::new(format!("is {}", self.noun()))
    }
}

/// The type that Rust would give a literal; of one that is not allowed, some type.
pub(super) fn rust_type(negative: bool, token: &Token) -> Type {
    read(negative, token).map_or(Type::Text { max: None }, |scalar| scalar.rust_type())
}

/// Reads a literal. Suffixes and kinds that no column holds are refused by the parser.
fn read(negative: bool, token: &Token) -> Result<Scalar, Misfit> {
    let scalar = match Lit::new(token.clone()) {
        Lit::Str(text) => Scalar::Text(text.value()),
        Lit::ByteStr(bytes) => Scalar::Bytes(bytes.value()),
        Lit::Int(number) => Scalar::Integer(signed(negative, number.base10_digits())),
        Lit::Float(number) => Scalar::Fraction(signed(negative, number.base10_digits())),
        _ => return Err(Misfit::new("is no literal of a query")),
    };
    match scalar {
        Scalar::Text(_) | Scalar::Bytes(_) if negative => Err(Misfit::new("is no number, and `-` takes one")),
        Scalar::Text(text) if text.contains('\0') => {
            Err(Misfit::new("contains a NUL character, which stores cannot hold"))
        }
        scalar => Ok(scalar),
    }
}

/// Digits with their sign.
fn signed(negative: bool, digits: &str) -> String {
    match (negative, digits.strip_prefix('-')) {
        (true, Some(digits)) => digits.to_string(),
        (true, None) => format!("-{digits}"),
        (false, _) => digits.to_string(),
    }
}

/// The literal as a value of the type.
fn fit(scalar: &Scalar, ty: &Type) -> Fit {
    let literal = match (family(ty), scalar) {
        (Family::Integer, Scalar::Integer(digits)) => number::fit_integer(digits, ty)?,
        (Family::Integer, Scalar::Fraction(_)) => return Err(Misfit::new("is no whole number")),
        (Family::Decimal, Scalar::Integer(digits) | Scalar::Fraction(digits)) => number::fit_decimal(digits, ty)?,
        (Family::Float, Scalar::Integer(digits) | Scalar::Fraction(digits)) => number::fit_float(digits)?,
        (Family::Bytes, Scalar::Bytes(bytes)) => text::fit_bytes(bytes, ty)?,
        (Family::Bytes, Scalar::Text(_)) => return Err(Misfit::help("is a text", "bytes are written `b\"…\"`")),
        (Family::Integer | Family::Decimal | Family::Float, Scalar::Text(text)) if is_number(text) => {
            return Err(Misfit::help("is a text", format!("write `{text}`")));
        }
        (Family::Date | Family::Time | Family::DateTime | Family::Timestamp, Scalar::Text(text))
            if ["now", "now()", "today", "current_timestamp"].contains(&text.to_lowercase().as_str()) =>
        {
            return Err(Misfit::help("is no time", "write `now()`"));
        }
        (Family::Boolean, Scalar::Text(text)) if text == "true" || text == "false" => {
            return Err(Misfit::help("is a text", format!("write `{text}`")));
        }
        (_, Scalar::Text(text)) => text::fit_text(text, ty).unwrap_or_else(|| Err(scalar.misfit()))?,
        (Family::Boolean, Scalar::Integer(digits)) if digits == "0" || digits == "1" => {
            let value = if digits == "0" { "false" } else { "true" };
            return Err(Misfit::help("is a number", format!("write `{value}`")));
        }
        _ => return Err(scalar.misfit()),
    };
    Ok((literal, ty.clone()))
}

/// Whether a text is digits, with a sign and a point perhaps.
fn is_number(text: &str) -> bool {
    text.ends_with(|last: char| last.is_ascii_digit()) && text.parse::<f64>().is_ok()
}

/// Whether a literal fits a place of this type.
pub(super) fn fits(token: &Token, ty: &Type) -> bool {
    read(false, token).is_ok_and(|scalar| fit(&scalar, ty).is_ok())
}

/// A literal number of rows.
pub(super) fn row_count(negative: bool, token: &Token) -> Option<u64> {
    match read(negative, token) {
        Ok(Scalar::Integer(digits)) => digits.parse().ok(),
        _ => None,
    }
}

/// The literal of schema.sql's default: a number.
pub(super) fn number_default(number: &str, ty: &Type) -> Option<Literal> {
    let scalar = match number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
        true => Scalar::Integer(number.to_string()),
        false => Scalar::Fraction(number.to_string()),
    };
    fit(&scalar, ty).ok().map(|(literal, _)| literal)
}

/// The literal of schema.sql's default: a text.
pub(super) fn text_default(text: &str, ty: &Type) -> Option<Literal> {
    if family(ty).is_number() {
        return number_default(text.trim(), ty);
    }
    fit(&Scalar::Text(text.to_string()), ty).ok().map(|(literal, _)| literal)
}
