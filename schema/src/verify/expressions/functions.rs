//! Calls, casts and sub-queries → ANSI text, and the type of what they give.

use super::{Renderer, Typed, join, quote_text};
use crate::Type;
use sqlparser::ast::{DataType, Expr, Function, FunctionArg, FunctionArgExpr, Query, WindowSpec, WindowType};

impl Renderer<'_> {
    pub(super) fn function(&mut self, function: &Function) -> Typed {
        let name = function.name.0.last().map(|name| name.value.clone()).unwrap_or_default();
        if function.special || (function.args.is_empty() && keyword_value(&name).is_some()) {
            return keyword_value(&name).unwrap_or(Typed::may_be_null(name, None));
        }
        if !function.order_by.is_empty() {
            return self.unreadable(&Expr::Function(function.clone()));
        }
        let mut args = Vec::new();
        for arg in &function.args {
            match arg {
                FunctionArg::Unnamed(FunctionArgExpr::Expr(arg)) => args.push(self.expression(arg)),
                FunctionArg::Unnamed(FunctionArgExpr::Wildcard) => args.push(Typed::not_null("*", None)),
                _ => return self.unreadable(&Expr::Function(function.clone())),
            }
        }
        let lower = ansi_name(&name.to_lowercase());
        if let ("json_unquote", [Typed { sql, nullable, .. }]) = (lower.as_str(), &args[..])
            && let Some((document, path)) = json_extract(sql)
        {
            return Typed::new(format!("{document} ->> {path}"), Type::Text { max: None }, *nullable);
        }
        if lower == "concat" && self.tables.is_empty() {
            return join_texts(&args);
        }
        let distinct = if function.distinct { "DISTINCT " } else { "" };
        let (ty, nullable) = function_type(&lower, &args);
        let over = match &function.over {
            Some(WindowType::WindowSpec(window)) => format!(" OVER ({})", self.window(window)),
            Some(WindowType::NamedWindow(_)) => return self.unreadable(&Expr::Function(function.clone())),
            None => String::new(),
        };
        Typed::new(format!("{lower}({distinct}{}){over}", join(&args)), ty, nullable)
    }

    /// A call that has a syntax of its own.
    pub(super) fn special_call(&mut self, expression: &Expr) -> Typed {
        match expression {
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
            other => self.unreadable(other),
        }
    }

    fn window(&mut self, window: &WindowSpec) -> String {
        let partition: Vec<String> = window.partition_by.iter().map(|key| self.expression(key).sql).collect();
        let mut parts = Vec::new();
        if !partition.is_empty() {
            parts.push(format!("PARTITION BY {}", partition.join(", ")));
        }
        if !window.order_by.is_empty() {
            parts.push(self.order(&window.order_by).trim_start().to_owned());
        }
        if let Some(frame) = &window.window_frame {
            let start = &frame.start_bound;
            parts.push(match &frame.end_bound {
                Some(end) => format!("{} BETWEEN {start} AND {end}", frame.units),
                None => format!("{} {start}", frame.units),
            });
        }
        parts.join(" ")
    }

    pub(super) fn call(&mut self, name: &str, args: &[&Expr]) -> Typed {
        let args: Vec<Typed> = args.iter().map(|arg| self.expression(arg)).collect();
        let (ty, nullable) = function_type(name, &args);
        Typed::new(format!("{name}({})", join(&args)), ty, nullable)
    }

    pub(super) fn scalar_query(&mut self, query: &Query, whole: &Expr) -> Typed {
        match self.sub_query(query, whole) {
            Some((sql, columns)) => {
                Typed::may_be_null(format!("({sql})"), columns.into_iter().next().and_then(|column| column.ty))
            }
            None => Typed::may_be_null("NULL", None),
        }
    }

    pub(super) fn exists(&mut self, query: &Query, negated: bool, whole: &Expr) -> Typed {
        let not = if negated { "NOT " } else { "" };
        let sql = self.sub_query(query, whole).map(|(sql, _)| sql).unwrap_or_default();
        Typed::not_null(format!("{not}EXISTS ({sql})"), Type::Boolean)
    }

    pub(super) fn in_query(&mut self, value: &Expr, query: &Query, negated: bool, whole: &Expr) -> Typed {
        let value = self.expression(value);
        let not = if negated { "NOT " } else { "" };
        let sql = self.sub_query(query, whole).map(|(sql, _)| sql).unwrap_or_default();
        Typed::may_be_null(format!("{} {not}IN ({sql})", value.sql), Type::Boolean)
    }
}

/// The two arguments of `json_extract("document", 'path')`.
fn json_extract(sql: &str) -> Option<(&str, &str)> {
    let (document, path) = sql.strip_prefix("json_extract(")?.strip_suffix(')')?.split_once(", ")?;
    path.starts_with('\'').then_some((document, path))
}

/// `concat(a, b)` as operators: PostgreSQL's function depends on settings, which no generated column may.
fn join_texts(args: &[Typed]) -> Typed {
    let text = |arg: &Typed| match arg.ty {
        Some(Type::Text { .. } | Type::Enum(_)) => arg.sql.clone(),
        _ => format!("CAST({} AS TEXT)", arg.sql),
    };
    let parts: Vec<String> = args.iter().map(text).collect();
    Typed::new(parts.join(" || "), Type::Text { max: None }, args.iter().any(|arg| arg.nullable))
}

/// One name for what several dialects call differently.
fn ansi_name(lower: &str) -> String {
    match lower {
        "char_length" | "character_length" | "len" => "length",
        "ifnull" | "isnull" => "coalesce",
        "substring" => "substr",
        other => other,
    }
    .to_owned()
}

/// What is written as a word and is a value.
pub(super) fn keyword_value(name: &str) -> Option<Typed> {
    let (sql, ty) = match name.to_ascii_uppercase().as_str() {
        "CURRENT_TIMESTAMP"
        | "NOW"
        | "LOCALTIMESTAMP"
        | "SYSDATETIME"
        | "GETDATE"
        | "UTC_TIMESTAMP"
        | "GETUTCDATE"
        | "SYSUTCDATETIME"
        | "STATEMENT_TIMESTAMP"
        | "TRANSACTION_TIMESTAMP"
        | "CLOCK_TIMESTAMP" => ("CURRENT_TIMESTAMP", Type::Timestamp),
        "CURRENT_DATE" | "CURDATE" | "UTC_DATE" => ("CURRENT_DATE", Type::Date),
        "CURRENT_TIME" | "CURTIME" | "LOCALTIME" | "UTC_TIME" => ("CURRENT_TIME", Type::Time),
        _ => return None,
    };
    Some(Typed::not_null(sql, ty))
}

/// What a function gives, and whether that may be NULL. `None` for one that is not known.
fn function_type(name: &str, args: &[Typed]) -> (Option<Type>, bool) {
    let first = args.first().and_then(|arg| arg.ty.clone());
    let nullable = args.iter().any(|arg| arg.nullable);
    let text = Some(Type::Text { max: None });
    match name {
        "count" => (Some(Type::BigInt), false),
        "sum" => (first.as_ref().map(sum_type), true),
        "avg" => (Some(Type::Float), true),
        "total" => (Some(Type::Float), false),
        "min" | "max" if args.len() == 1 => (first, true),
        "min" | "max" | "greatest" | "least" | "nullif" => (first, true),
        "coalesce" => (args.iter().find_map(|arg| arg.ty.clone()), args.iter().all(|arg| arg.nullable)),
        "lower" | "upper" | "trim" | "ltrim" | "rtrim" | "substr" | "replace" | "concat" | "concat_ws"
        | "group_concat" | "string_agg" | "strftime" | "date_format" | "to_char" | "left" | "right" | "lpad"
        | "rpad" | "repeat" | "reverse" | "hex" => {
            (text, nullable || matches!(name, "group_concat" | "string_agg" | "strftime"))
        }
        "length" | "octet_length" | "instr" | "strpos" => (Some(Type::BigInt), nullable),
        "abs" | "round" | "ceil" | "ceiling" | "floor" => (first, nullable),
        "row_number" | "rank" | "dense_rank" | "ntile" => (Some(Type::BigInt), false),
        "lag" | "lead" | "first_value" | "last_value" => (first, true),
        "date" => (Some(Type::Date), true),
        "date_trunc" => (args.get(1).and_then(|arg| arg.ty.clone()), nullable),
        _ => (None, true),
    }
}

/// Sums are wider than what is summed.
fn sum_type(ty: &Type) -> Type {
    match ty {
        Type::SmallInt | Type::Integer | Type::BigInt | Type::Boolean => Type::BigInt,
        Type::Decimal { scale, .. } => Type::Decimal { precision: 38, scale: *scale },
        _ => Type::Float,
    }
}

/// The type of a sum, difference, product or quotient.
pub(super) fn arithmetic_type(left: Option<&Type>, right: Option<&Type>) -> Option<Type> {
    Some(match (left?, right?) {
        (Type::Float, _) | (_, Type::Float) => Type::Float,
        (Type::Decimal { scale: a, .. }, Type::Decimal { scale: b, .. }) => {
            Type::Decimal { precision: 38, scale: *a.max(b) }
        }
        (Type::Decimal { scale, .. }, _) | (_, Type::Decimal { scale, .. }) => {
            Type::Decimal { precision: 38, scale: *scale }
        }
        (Type::SmallInt | Type::Integer | Type::BigInt, Type::SmallInt | Type::Integer | Type::BigInt) => Type::BigInt,
        _ => return None,
    })
}

/// The type that a cast gives.
pub(super) fn cast_type(data_type: &DataType) -> Option<Type> {
    use crate::parse::draft::ColumnType;
    match crate::parse::data_type::type_of_cast(&data_type.to_string())? {
        ColumnType::Plain(ty) => Some(ty),
        ColumnType::PlainInteger => Some(Type::Integer),
        _ => None,
    }
}
