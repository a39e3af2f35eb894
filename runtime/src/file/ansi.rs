//! An expression of schema.sql in ANSI spelling → what the file store computes: checks, generated columns, defaults, indexes, views.
//!
//! The schema has brought each to one spelling: names in double quotes with the case of the schema, texts in single quotes, keywords in
//! capitals, functions in small letters.

mod functions;
mod query;
mod tokens;

pub(crate) use query::{Aggregate, AggregateKind, Selection, selection};

use super::expression::{Arithmetic, Cast, Comparison, Expr, Function};
use super::value::Value;
use querent_schema::{Table, Type};
use tokens::Token;

/// Where a column that an expression names stands in a row, and its type; the first text is what stands before a point.
pub(crate) type Scope<'s> = &'s dyn Fn(Option<&str>, &str) -> Option<(usize, Option<Type>)>;

/// An expression over the rows of a table.
///
/// # Errors
/// What it is that the file store does not know.
pub(crate) fn expression(text: &str, table: &Table) -> Result<Expr, String> {
    let scope = |_: Option<&str>, name: &str| {
        let column = table.columns.iter().position(|column| column.name.eq_ignore_ascii_case(name))?;
        Some((column, Some(table.columns[column].ty.clone())))
    };
    let mut parser = Parser::new(text, &scope)?;
    let typed = parser.expression(0)?;
    parser.end()?;
    Ok(typed.expr)
}

/// An expression without columns, for something of this type: a default.
///
/// # Errors
/// As [`expression`].
pub(crate) fn constant(text: &str, ty: Option<&Type>) -> Result<Expr, String> {
    let mut parser = Parser::new(text, &|_, _| None)?;
    let typed = parser.expression(0)?;
    parser.end()?;
    Ok(match ty {
        Some(ty) => typed.of(ty).expr,
        None => typed.expr,
    })
}

/// An expression, with its type as far as it shows.
#[derive(Debug, Clone)]
pub(crate) struct Typed {
    pub(crate) expr: Expr,
    pub(crate) ty: Option<Type>,
}

impl Typed {
    fn new(expr: Expr, ty: impl Into<Option<Type>>) -> Self {
        Typed { expr, ty: ty.into() }
    }

    fn condition(expr: Expr) -> Self {
        Typed::new(expr, Type::Boolean)
    }

    /// The same where a value of this type is wanted: a text is read as one, and the present time is cut to it.
    fn of(self, ty: &Type) -> Self {
        match &self.expr {
            Expr::Value(Value::Text(text)) if !matches!(ty, Type::Text { .. } | Type::Enum(_)) => {
                match Value::read(ty, text) {
                    Some(value) => Typed::new(Expr::Value(value), ty.clone()),
                    None => self,
                }
            }
            Expr::Value(Value::Integer(number @ (0 | 1))) if *ty == Type::Boolean => {
                Typed::new(Expr::Value(Value::Boolean(*number == 1)), ty.clone())
            }
            Expr::Call(Function::NowTimestamp, _) => {
                let function = match ty {
                    Type::Date => Function::NowDate,
                    Type::Time => Function::NowTime,
                    Type::DateTime => Function::NowDateTime,
                    _ => Function::NowTimestamp,
                };
                Typed::new(Expr::Call(function, Vec::new()), ty.clone())
            }
            _ => self,
        }
    }

    /// The same beside another: each takes the type of the other where it has none of its own.
    fn beside(self, other: &Typed) -> Self {
        match &other.ty {
            Some(ty) => self.of(ty),
            None => self,
        }
    }
}

/// How strongly operators bind, as sqlparser, which has read the source, sees them.
mod level {
    pub(super) const OR: u8 = 5;
    pub(super) const AND: u8 = 10;
    pub(super) const NOT: u8 = 15;
    pub(super) const IS: u8 = 17;
    pub(super) const LIKE: u8 = 19;
    pub(super) const COMPARE: u8 = 20;
    pub(super) const SUM: u8 = 30;
    pub(super) const PRODUCT: u8 = 40;
    pub(super) const NEGATE: u8 = 50;
}

/// So deep an expression may be, and so many operators it may have: computing it goes as deep as they stand in each other.
const DEEPEST: usize = 50;
const MOST_OPERATORS: usize = 500;

pub(crate) struct Parser<'s> {
    depth: usize,
    operators: usize,
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
    scope: Scope<'s>,
    /// Where there may be aggregates: those that were met, and where in a row the first stands.
    aggregates: Option<(usize, Vec<query::Aggregate>)>,
}

impl<'s> Parser<'s> {
    pub(crate) fn new(text: &str, scope: Scope<'s>) -> Result<Self, String> {
        Ok(Parser::of(tokens::tokens(text)?, scope))
    }

    fn of(tokens: Vec<Token>, scope: Scope<'s>) -> Self {
        Parser { depth: 0, operators: 0, tokens: tokens.into_iter().peekable(), scope, aggregates: None }
    }

    fn end(&mut self) -> Result<(), String> {
        match self.tokens.next() {
            None => Ok(()),
            Some(token) => Err(unknown(&token)),
        }
    }

    /// Whether the next token is this keyword or symbol, which is taken then.
    fn take(&mut self, word: &str) -> bool {
        self.tokens.next_if(|token| token.is(word)).is_some()
    }

    fn expect(&mut self, word: &str) -> Result<(), String> {
        match self.tokens.next() {
            Some(token) if token.is(word) => Ok(()),
            Some(token) => Err(unknown(&token)),
            None => Err(format!("`{word}` is missing at its end")),
        }
    }

    /// An expression whose operators all bind more strongly than `floor`.
    fn expression(&mut self, floor: u8) -> Result<Typed, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(format!("an expression that is more than {DEEPEST} deep"));
        }
        let mut left = self.prefix()?;
        while let Some((level, operator)) = self.operator().filter(|(level, _)| *level > floor) {
            self.tokens.next();
            left = self.infix(left, &operator, level)?;
        }
        self.depth -= 1;
        Ok(left)
    }

    fn operator(&mut self) -> Option<(u8, String)> {
        let token = self.tokens.peek()?;
        let word = token.word()?;
        let level = match word {
            "OR" => level::OR,
            "AND" => level::AND,
            "IS" => level::IS,
            "LIKE" => level::LIKE,
            // `a NOT IN (…)`, where it belongs to what follows.
            "NOT" | "IN" | "BETWEEN" | "=" | "<>" | "!=" | "<" | "<=" | ">" | ">=" => level::COMPARE,
            "+" | "-" => level::SUM,
            "*" | "/" | "%" | "||" => level::PRODUCT,
            _ => return None,
        };
        Some((level, word.to_owned()))
    }

    fn infix(&mut self, left: Typed, operator: &str, level: u8) -> Result<Typed, String> {
        self.operators += 1;
        if self.operators > MOST_OPERATORS {
            return Err(format!("an expression with more than {MOST_OPERATORS} operators"));
        }
        match operator {
            "AND" | "OR" => {
                let right = self.expression(level)?;
                let items = vec![left.expr, right.expr];
                Ok(Typed::condition(if operator == "AND" { Expr::And(items) } else { Expr::Or(items) }))
            }
            "IS" => self.is(left),
            "NOT" => {
                let operator = self.tokens.next().and_then(|token| token.word().map(str::to_owned)).unwrap_or_default();
                if operator == "NOT" {
                    return Err("NOT twice".to_owned());
                }
                let positive = self.infix(left, &operator, level)?;
                Ok(Typed::condition(Expr::Not(Box::new(positive.expr))))
            }
            "IN" => self.list(left),
            "BETWEEN" => {
                let low = self.expression(level)?.beside(&left);
                self.expect("AND")?;
                let high = self.expression(level)?.beside(&left);
                let between = Expr::Between(Box::new(left.expr), Box::new(low.expr), Box::new(high.expr));
                Ok(Typed::condition(between))
            }
            "LIKE" => self.like(left),
            "||" => {
                let right = self.expression(level)?;
                Ok(Typed::new(Expr::Call(Function::Concat, vec![left.expr, right.expr]), Type::Text { max: None }))
            }
            "+" | "-" | "*" | "/" | "%" => {
                let right = self.expression(level)?;
                let operator = match operator {
                    "+" => Arithmetic::Add,
                    "-" => Arithmetic::Subtract,
                    "*" => Arithmetic::Multiply,
                    "/" => Arithmetic::Divide,
                    _ => Arithmetic::Remainder,
                };
                let ty = left.ty.or(right.ty);
                Ok(Typed::new(Expr::Arithmetic(operator, Box::new(left.expr), Box::new(right.expr)), ty))
            }
            _ => self.compare(left, operator, level),
        }
    }

    fn compare(&mut self, left: Typed, operator: &str, level: u8) -> Result<Typed, String> {
        let right = self.expression(level)?.beside(&left);
        let left = left.beside(&right);
        let comparison = match operator {
            "=" => Comparison::Equal,
            "<>" | "!=" => Comparison::NotEqual,
            "<" => Comparison::Less,
            "<=" => Comparison::LessOrEqual,
            ">" => Comparison::Greater,
            ">=" => Comparison::GreaterOrEqual,
            other => return Err(format!("the file store does not know `{other}`")),
        };
        Ok(Typed::condition(Expr::Compare(comparison, Box::new(left.expr), Box::new(right.expr))))
    }

    /// `IS [NOT] NULL | TRUE | FALSE`.
    fn is(&mut self, left: Typed) -> Result<Typed, String> {
        let negated = self.take("NOT");
        let test = match self.tokens.next() {
            Some(token) if token.is("NULL") => Expr::IsNull(Box::new(left.expr)),
            Some(token) if token.is("TRUE") => Expr::Call(Function::IsTrue, vec![left.expr]),
            Some(token) if token.is("FALSE") => Expr::Call(Function::IsFalse, vec![left.expr]),
            other => return Err(other.as_ref().map_or_else(|| "it ends with `IS`".to_owned(), unknown)),
        };
        Ok(Typed::condition(if negated { Expr::Not(Box::new(test)) } else { test }))
    }

    fn list(&mut self, left: Typed) -> Result<Typed, String> {
        self.expect("(")?;
        if self.tokens.peek().is_some_and(|token| token.is("SELECT")) {
            return Err("the file store knows no sub-queries in schema.sql".to_owned());
        }
        let items = self.arguments()?.into_iter().map(|item| item.beside(&left).expr).collect();
        Ok(Typed::condition(Expr::In(Box::new(left.expr), items)))
    }

    fn like(&mut self, left: Typed) -> Result<Typed, String> {
        let pattern = self.expression(level::LIKE)?;
        let mut pattern = pattern.expr;
        if self.take("ESCAPE") {
            let escape = match self.tokens.next() {
                Some(Token::Text(text)) => text,
                _ => return Err("`ESCAPE` without a text".to_owned()),
            };
            pattern = escaped_by(pattern, &escape)?;
        }
        Ok(Typed::condition(Expr::Like { value: Box::new(left.expr), pattern: Box::new(pattern), ignore_case: false }))
    }

    /// What stands in parentheses behind an opening one, with commas between.
    fn arguments(&mut self) -> Result<Vec<Typed>, String> {
        let mut arguments = Vec::new();
        if self.take(")") {
            return Ok(arguments);
        }
        loop {
            arguments.push(self.expression(0)?);
            if !self.take(",") {
                self.expect(")")?;
                return Ok(arguments);
            }
        }
    }

    fn prefix(&mut self) -> Result<Typed, String> {
        let token = self.tokens.next().ok_or_else(|| "it ends too early".to_owned())?;
        match token {
            Token::Name(name) => self.column(name),
            Token::Text(text) => {
                Ok(Typed::new(Expr::Value(Value::Text(text.as_str().into())), Type::Text { max: None }))
            }
            Token::Number(digits) => number(&digits),
            Token::Bytes(hex) => {
                let bytes = Type::Bytes { max: None };
                let value =
                    Value::read(&bytes, &hex.to_lowercase()).ok_or_else(|| format!("`X'{hex}'` is no bytes"))?;
                Ok(Typed::new(Expr::Value(value), bytes))
            }
            Token::Symbol(symbol) if symbol == "(" => {
                let inner = self.expression(0)?;
                self.expect(")")?;
                Ok(inner)
            }
            Token::Symbol(symbol) if symbol == "-" => {
                let inner = self.expression(level::NEGATE)?;
                let ty = inner.ty;
                Ok(match inner.expr {
                    Expr::Value(Value::Integer(number)) => Typed::new(Expr::Value(Value::Integer(-number)), ty),
                    other => Typed::new(Expr::Negate(Box::new(other)), ty),
                })
            }
            Token::Word(word) => self.word(&word),
            other => Err(unknown(&other)),
        }
    }

    fn column(&mut self, name: String) -> Result<Typed, String> {
        let (source, name) = if self.take(".") {
            match self.tokens.next() {
                Some(Token::Name(column)) => (Some(name), column),
                other => return Err(other.as_ref().map_or_else(|| "it ends with a point".to_owned(), unknown)),
            }
        } else {
            (None, name)
        };
        let (place, ty) =
            (self.scope)(source.as_deref(), &name).ok_or_else(|| format!("there is no column `{name}`"))?;
        Ok(Typed::new(Expr::Column(place), ty))
    }

    fn word(&mut self, word: &str) -> Result<Typed, String> {
        let now = |function, ty: Type| Ok(Typed::new(Expr::Call(function, Vec::new()), ty));
        match word {
            "NULL" => Ok(Typed::new(Expr::Value(Value::Null), None)),
            "TRUE" => Ok(Typed::condition(Expr::Value(Value::Boolean(true)))),
            "FALSE" => Ok(Typed::condition(Expr::Value(Value::Boolean(false)))),
            "CURRENT_TIMESTAMP" => now(Function::NowTimestamp, Type::Timestamp),
            "CURRENT_DATE" => now(Function::NowDate, Type::Date),
            "CURRENT_TIME" => now(Function::NowTime, Type::Time),
            "NOT" => {
                let inner = self.expression(level::NOT)?;
                Ok(Typed::condition(Expr::Not(Box::new(inner.expr))))
            }
            "CASE" => self.case(),
            "CAST" => self.cast(),
            _ if self.take("(") => {
                if let Some(aggregate) = self.aggregate(word)? {
                    return Ok(aggregate);
                }
                let arguments = self.arguments()?;
                functions::call(word, arguments)
            }
            other => Err(format!("the file store does not know `{other}`")),
        }
    }

    fn case(&mut self) -> Result<Typed, String> {
        let operand =
            if self.tokens.peek().is_some_and(|token| token.is("WHEN")) { None } else { Some(self.expression(0)?) };
        let (mut arms, mut ty) = (Vec::new(), None);
        while self.take("WHEN") {
            let when = self.expression(0)?;
            let when = match &operand {
                None => when.expr,
                Some(operand) => {
                    let right = when.beside(operand);
                    Expr::Compare(Comparison::Equal, Box::new(operand.expr.clone()), Box::new(right.expr))
                }
            };
            self.expect("THEN")?;
            let then = self.expression(0)?;
            ty = ty.or(then.ty);
            arms.push((when, then.expr));
        }
        let otherwise = if self.take("ELSE") { self.expression(0)?.expr } else { Expr::Value(Value::Null) };
        self.expect("END")?;
        Ok(Typed::new(Expr::Case { arms, otherwise: Box::new(otherwise) }, ty))
    }

    /// `CAST(value AS TYPE(…))`.
    fn cast(&mut self) -> Result<Typed, String> {
        self.expect("(")?;
        let inner = self.expression(0)?;
        self.expect("AS")?;
        let mut name = String::new();
        let mut depth = 0;
        loop {
            match self.tokens.next() {
                None => return Err("a cast has no end".to_owned()),
                Some(token) if token.is(")") && depth == 0 => break,
                Some(token) => {
                    depth += i32::from(token.is("(")) - i32::from(token.is(")"));
                    if let (0, Some(word)) = (depth, token.word()) {
                        name.push_str(word);
                        name.push(' ');
                    }
                }
            }
        }
        let (cast, ty) = match name.split(' ').next().unwrap_or_default() {
            "SMALLINT" | "INTEGER" | "BIGINT" => (Cast::Integer, Type::BigInt),
            "DOUBLE" | "FLOAT" | "REAL" => (Cast::Float, Type::Float),
            "DECIMAL" | "NUMERIC" => (Cast::Decimal, Type::Decimal { precision: 38, scale: 0 }),
            "TEXT" | "VARCHAR" | "CHAR" => (Cast::Text, Type::Text { max: None }),
            "DATE" => (Cast::Date, Type::Date),
            "TIMESTAMP" | "DATETIME" => (Cast::Timestamp, Type::Timestamp),
            other => return Err(format!("the file store does not cast to {other}")),
        };
        Ok(Typed::new(Expr::Cast(Box::new(inner.expr), cast), ty))
    }
}

fn number(digits: &str) -> Result<Typed, String> {
    if let Ok(number) = digits.parse::<i64>() {
        return Ok(Typed::new(Expr::Value(Value::Integer(number)), Type::BigInt));
    }
    if digits.contains(['e', 'E']) {
        let float = digits.parse::<f64>().ok().filter(|float| float.is_finite());
        return float
            .map(|float| Typed::new(Expr::Value(Value::Float(float)), Type::Float))
            .ok_or_else(|| format!("`{digits}` is no number"));
    }
    let decimal = Type::Decimal { precision: 38, scale: 0 };
    let value = Value::read(&decimal, digits).ok_or_else(|| format!("`{digits}` is no number"))?;
    Ok(Typed::new(Expr::Value(value), decimal))
}

fn unknown(token: &Token) -> String {
    format!("the file store does not know `{token}` here")
}

/// A pattern with another character than `\` before what it takes literally.
fn escaped_by(pattern: Expr, escape: &str) -> Result<Expr, String> {
    if escape == "\\" {
        return Ok(pattern);
    }
    let Expr::Value(Value::Text(text)) = &pattern else {
        return Err("the file store takes an `ESCAPE` behind a text only".to_owned());
    };
    let mut written = String::new();
    let mut rest = &**text;
    while let Some(first) = rest.chars().next() {
        match rest.strip_prefix(escape).filter(|_| !escape.is_empty()) {
            Some(behind) => {
                let taken = behind.chars().next().ok_or("a pattern ends with its escape")?;
                written.push('\\');
                written.push(taken);
                rest = &behind[taken.len_utf8()..];
            }
            None => {
                if first == '\\' {
                    written.push('\\');
                }
                written.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    Ok(Expr::Value(Value::Text(written.as_str().into())))
}

#[cfg(test)]
mod tests;
