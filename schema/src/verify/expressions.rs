//! sqlparser's tree of an expression → ANSI text with the names in the schema's case, and the type of its value as far as it shows.

mod functions;
mod operators;

use super::find_name;
use crate::parse::cursor::Name;
use crate::parse::expression::{LEAVE_OUT, place_of};
use crate::parse::problem::{Place, Problems};
use crate::{Table, Type};
use sqlparser::ast::{DataType, Expr, Ident, Value};

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
            Expr::Cast { expr, data_type, .. } => self.cast(expr, data_type),
            Expr::Collate { expr, .. } => self.expression(expr),
            Expr::Case { operand, conditions, results, else_result } => {
                self.case(operand.as_deref(), conditions, results, else_result.as_deref())
            }
            Expr::Function(function) => self.function(function),
            Expr::Subquery(query) => self.scalar_query(query, expression),
            Expr::Exists { subquery, negated } => self.exists(subquery, *negated, expression),
            Expr::InSubquery { expr, subquery, negated } => self.in_query(expr, subquery, *negated, expression),
            Expr::Ceil { .. }
            | Expr::Floor { .. }
            | Expr::Substring { .. }
            | Expr::Trim { .. }
            | Expr::Extract { .. }
            | Expr::AtTimeZone { .. } => self.special_call(expression),
            other => self.operation(other),
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

    /// A cast of a constant, unless to a length of time, or of a text to text, says nothing; PostgreSQL writes them everywhere.
    fn cast(&mut self, inner: &Expr, data_type: &DataType) -> Typed {
        let ty = functions::cast_type(data_type);
        let typed = self.expression(inner);
        let is_text = |ty: &Option<Type>| matches!(ty, Some(Type::Text { .. } | Type::Enum(_)));
        let is_constant = matches!(without_casts(inner), Expr::Value(_) | Expr::UnaryOp { .. });
        let said = data_type.to_string().replace('`', "");
        if is_constant && !said.eq_ignore_ascii_case("INTERVAL") {
            return Typed { ty: ty.or(typed.ty), ..typed };
        }
        if is_text(&ty) && is_text(&typed.ty) {
            return typed;
        }
        let name = ty.as_ref().map_or_else(|| said.into(), Type::sql_name);
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
