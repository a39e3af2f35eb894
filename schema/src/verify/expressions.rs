//! sqlparser's tree of an expression → ANSI text with the names in the schema's case, and the type of its value as far as it shows.

mod functions;

use super::find_name;
use crate::parse::cursor::Name;
use crate::parse::expression::{LEAVE_OUT, place_of};
use crate::parse::problem::{Place, Problems};
use crate::{Table, Type};
use sqlparser::ast::{BinaryOperator, DataType, Expr, Ident, JsonOperator, UnaryOperator, Value};

/// The names that an expression may use.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    pub(super) sources: Vec<Source>,
}

/// A table, a view or a sub-query that is read.
#[derive(Debug, Clone)]
pub(super) struct Source {
    /// Its alias or name.
    pub(super) name: String,
    pub(super) columns: Vec<SourceColumn>,
    /// Whether a column must be written with the source's name before it.
    pub(super) qualify: bool,
}

#[derive(Debug, Clone)]
pub(super) struct SourceColumn {
    pub(super) name: String,
    /// `None`: not known, or reported already.
    pub(super) ty: Option<Type>,
    pub(super) nullable: bool,
}

impl Scope {
    /// The columns of one table, as its checks and indexes see them.
    pub(super) fn of_table(table: &Table) -> Scope {
        Scope { sources: vec![Source { qualify: false, ..Source::of_table(table) }] }
    }
}

impl Source {
    pub(super) fn of_table(table: &Table) -> Source {
        let columns = table.columns.iter().map(|column| SourceColumn {
            name: column.name.to_string(),
            ty: Some(column.ty.clone()),
            nullable: column.nullable,
        });
        Source { name: table.name.to_string(), columns: columns.collect(), qualify: true }
    }
}

/// An expression in ANSI spelling, with what is known of its value.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    pub(super) sql: String,
    pub(super) ty: Option<Type>,
    pub(super) nullable: bool,
}

impl Typed {
    fn new(sql: impl Into<String>, ty: impl Into<Option<Type>>, nullable: bool) -> Typed {
        Typed { sql: sql.into(), ty: ty.into(), nullable }
    }

    fn not_null(sql: impl Into<String>, ty: impl Into<Option<Type>>) -> Typed {
        Typed { sql: sql.into(), ty: ty.into(), nullable: false }
    }

    fn may_be_null(sql: impl Into<String>, ty: impl Into<Option<Type>>) -> Typed {
        Typed { sql: sql.into(), ty: ty.into(), nullable: true }
    }
}

/// Renders expressions over a scope.
pub(super) struct Renderer<'a> {
    /// The words of the source with their places.
    pub(super) words: &'a [Name],
    /// Where the expression begins.
    pub(super) place: Place,
    pub(super) scope: Scope,
    pub(super) problems: &'a mut Problems,
    /// Tables that a sub-query may read; empty where there may be none.
    pub(super) tables: &'a [Table],
    /// The queries of `WITH` that are known here.
    pub(super) queries: Vec<Source>,
    /// A source could not be found: what else is missing may be its, and is not reported.
    pub(super) blind: bool,
}

impl<'a> Renderer<'a> {
    pub(super) fn new(words: &'a [Name], place: Place, scope: Scope, problems: &'a mut Problems) -> Self {
        Renderer { words, place, scope, problems, tables: &[], queries: Vec::new(), blind: false }
    }

    pub(super) fn place_of(&self, name: &str) -> Place {
        place_of(self.words, name).unwrap_or(self.place)
    }

    /// A whole expression, without the parentheses around it.
    pub(super) fn whole(&mut self, expression: &Expr) -> Typed {
        match expression {
            Expr::Nested(inner) => self.whole(inner),
            _ => self.expression(expression),
        }
    }

    pub(super) fn expression(&mut self, expression: &Expr) -> Typed {
        match expression {
            Expr::Identifier(name) => self.column(name),
            Expr::CompoundIdentifier(names) => self.qualified_column(names),
            Expr::Value(value) => self.value(value),
            Expr::IntroducedString { value, .. } => self.value(value),
            Expr::TypedString { data_type, value } => self.typed_text(data_type, value),
            Expr::Nested(inner) => self.nested(inner),
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
            Expr::Cast { expr, data_type, .. } => self.cast(expr, data_type),
            Expr::Collate { expr, .. } => self.expression(expr),
            Expr::Case { operand, conditions, results, else_result } => {
                self.case(operand.as_deref(), conditions, results, else_result.as_deref())
            }
            Expr::Function(function) => self.function(function),
            Expr::Ceil { expr, .. } => self.call("ceil", &[expr]),
            Expr::Floor { expr, .. } => self.call("floor", &[expr]),
            Expr::Substring { expr, substring_from, substring_for, .. } => {
                let parts = std::iter::once(expr).chain(substring_from).chain(substring_for).map(|part| &**part);
                self.call("substr", &parts.collect::<Vec<_>>())
            }
            Expr::Trim { expr, trim_where: None, trim_what: None } => self.call("trim", &[expr]),
            Expr::Extract { field, expr } => {
                let inner = self.expression(expr);
                Typed::new(format!("EXTRACT({field} FROM {})", inner.sql), Type::Integer, inner.nullable)
            }
            Expr::AtTimeZone { timestamp, time_zone } => {
                let inner = self.expression(timestamp);
                Typed::new(format!("{} AT TIME ZONE {}", inner.sql, quote_text(time_zone)), inner.ty, inner.nullable)
            }
            Expr::Subquery(query) => self.scalar_query(query, expression),
            Expr::Exists { subquery, negated } => self.exists(subquery, *negated, expression),
            Expr::InSubquery { expr, subquery, negated } => self.in_query(expr, subquery, *negated, expression),
            other => self.unreadable(other),
        }
    }

    /// What no store but one understands, or sqlparser reads and we do not.
    pub(super) fn unreadable(&mut self, expression: &Expr) -> Typed {
        self.problems.push_help(self.place, format!("`{expression}` cannot be read here"), LEAVE_OUT);
        Typed::may_be_null("NULL", None)
    }

    /// `"c"` of whichever source has it; a name in double quotes that nothing has is a text, as in MySQL.
    fn column(&mut self, name: &Ident) -> Typed {
        let keyword = || name.quote_style.is_none().then(|| functions::keyword_value(&name.value)).flatten();
        match self.find(None, &name.value).or_else(keyword) {
            Some(typed) => typed,
            None if name.quote_style == Some('"') => Typed::not_null(quote_text(&name.value), Type::Text { max: None }),
            None => self.report_missing(&name.value),
        }
    }

    fn qualified_column(&mut self, names: &[Ident]) -> Typed {
        let [.., source, column] = names else { return Typed::may_be_null("NULL", None) };
        match self.find(Some(&source.value), &column.value) {
            Some(typed) => typed,
            None => self.report_missing(&column.value),
        }
    }

    fn find(&self, source: Option<&str>, name: &str) -> Option<Typed> {
        let sources = self
            .scope
            .sources
            .iter()
            .filter(|candidate| source.is_none_or(|source| source.to_lowercase() == candidate.name.to_lowercase()));
        for candidate in sources {
            if let Some(index) = find_name(candidate.columns.iter().map(|column| column.name.as_str()), name) {
                let column = &candidate.columns[index];
                let sql = match source.is_some() && candidate.qualify {
                    true => format!("{}.{}", quote_name(&candidate.name), quote_name(&column.name)),
                    false => quote_name(&column.name),
                };
                return Some(Typed::new(sql, column.ty.clone(), column.nullable));
            }
        }
        None
    }

    fn report_missing(&mut self, name: &str) -> Typed {
        if self.blind {
            return Typed::may_be_null("NULL", None);
        }
        let place = self.place_of(name);
        let message = match &self.scope.sources[..] {
            [single] if !single.name.is_empty() => format!("table `{}` has no column `{name}`", single.name),
            _ => format!("there is no column `{name}` here"),
        };
        let names = self.scope.sources.iter().flat_map(|source| &source.columns).map(|column| column.name.as_str());
        self.problems.push_nearest(place, message, name, names);
        Typed::may_be_null("NULL", None)
    }

    fn value(&mut self, value: &Value) -> Typed {
        match value {
            Value::Number(digits, _) => Typed::not_null(digits.clone(), number_type(digits)),
            Value::SingleQuotedString(text)
            | Value::NationalStringLiteral(text)
            | Value::EscapedStringLiteral(text)
            | Value::DoubleQuotedString(text) => Typed::not_null(quote_text(text), Type::Text { max: None }),
            Value::HexStringLiteral(digits) => Typed::not_null(format!("X'{digits}'"), Type::Bytes { max: None }),
            Value::Boolean(value) => Typed::not_null(if *value { "TRUE" } else { "FALSE" }, Type::Boolean),
            Value::Null => Typed::may_be_null("NULL", None),
            other => self.unreadable(&Expr::Value(other.clone())),
        }
    }

    fn typed_text(&mut self, data_type: &DataType, text: &str) -> Typed {
        let ty = functions::cast_type(data_type);
        let name = ty.as_ref().map_or_else(|| data_type.to_string().into(), Type::sql_name);
        Typed::not_null(format!("CAST({} AS {name})", quote_text(text)), ty)
    }

    /// Parentheses stay where they may matter.
    fn nested(&mut self, inner: &Expr) -> Typed {
        let typed = self.expression(inner);
        match inner {
            Expr::Identifier(_)
            | Expr::CompoundIdentifier(_)
            | Expr::Value(_)
            | Expr::Nested(_)
            | Expr::Function(_) => typed,
            Expr::Cast { .. } if !typed.sql.contains(' ') => typed,
            _ => Typed { sql: format!("({})", typed.sql), ..typed },
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

    /// A cast of a constant, unless to a length of time, or of a text to text, says nothing; PostgreSQL writes them everywhere.
    fn cast(&mut self, inner: &Expr, data_type: &DataType) -> Typed {
        let ty = functions::cast_type(data_type);
        let typed = self.expression(inner);
        let is_text = |ty: &Option<Type>| matches!(ty, Some(Type::Text { .. } | Type::Enum(_)));
        let is_constant = matches!(without_casts(inner), Expr::Value(_) | Expr::UnaryOp { .. });
        if is_constant && !matches!(data_type, DataType::Interval) {
            return Typed { ty: ty.or(typed.ty), ..typed };
        }
        if is_text(&ty) && is_text(&typed.ty) {
            return typed;
        }
        let name = ty.as_ref().map_or_else(|| data_type.to_string().into(), Type::sql_name);
        Typed::new(format!("CAST({} AS {name})", typed.sql), ty, typed.nullable)
    }

    fn case(
        &mut self,
        operand: Option<&Expr>,
        conditions: &[Expr],
        results: &[Expr],
        otherwise: Option<&Expr>,
    ) -> Typed {
        let mut sql = "CASE".to_owned();
        if let Some(operand) = operand {
            sql += &format!(" {}", self.expression(operand).sql);
        }
        let mut values = Vec::new();
        for (condition, result) in conditions.iter().zip(results) {
            let (condition, result) = (self.expression(condition), self.expression(result));
            sql += &format!(" WHEN {} THEN {}", condition.sql, result.sql);
            values.push(result);
        }
        let nullable_end = otherwise.is_none();
        if let Some(otherwise) = otherwise.map(|otherwise| self.expression(otherwise)) {
            sql += &format!(" ELSE {}", otherwise.sql);
            values.push(otherwise);
        }
        let nullable = nullable_end || values.iter().any(|value| value.nullable);
        Typed::new(sql + " END", values.into_iter().find_map(|value| value.ty), nullable)
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

fn join(items: &[Typed]) -> String {
    items.iter().map(|item| item.sql.as_str()).collect::<Vec<_>>().join(", ")
}

/// Without parentheses and casts.
fn without_casts(expression: &Expr) -> &Expr {
    match expression {
        Expr::Nested(inner) | Expr::Cast { expr: inner, .. } => without_casts(inner),
        other => other,
    }
}

fn number_type(digits: &str) -> Type {
    if digits.parse::<i32>().is_ok() {
        Type::Integer
    } else if digits.parse::<i64>().is_ok() {
        Type::BigInt
    } else if digits.contains(['e', 'E']) {
        Type::Float
    } else {
        let scale = digits.split_once('.').map_or(0, |(_, fraction)| fraction.len().min(38)) as u8;
        Type::Decimal { precision: 38, scale }
    }
}

/// A name in double quotes.
pub(super) fn quote_name(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text in single quotes.
pub(super) fn quote_text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
