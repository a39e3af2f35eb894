//! An expression → a typed value: columns, literals, `{x}`, and what is made of them.

use super::Checker;
use super::context::{Context, Optionals};
use super::inputs::bound;
use super::names::{Otherwise, relation_column, value_meant};
use super::types::{Family, operand_type};
use crate::ast::{self, Binary, ExprKind, Name, Rust};
use crate::plan::{Bind, Bound, ColumnId, Expr, ExprKind as Typed, ParamId};
use querent_schema::Type;

impl<'q> Checker<'q> {
    /// Types a value. An open one takes the type of the context; one that has a type keeps it, and the caller judges whether it fits.
    pub(super) fn value(&mut self, expr: &'q ast::Expr, context: &Context) -> Option<Expr> {
        match &expr.kind {
            ExprKind::Hole => None,
            ExprKind::Alone(token) => self.refuse_alone(expr.span, token),
            ExprKind::Path(names) => self.check_path(names),
            ExprKind::Literal { negative, token } => self.check_literal(expr.span, *negative, token, context),
            ExprKind::Boolean(value) => self.check_boolean(expr.span, *value, context),
            ExprKind::Null => {
                if !matches!(context, Context::Silent) {
                    self.errors.push(expr.span, "`null` has no meaning here: the result would always be NULL");
                }
                None
            }
            ExprKind::Rust(rust) => self.check_rust(rust, context),
            ExprKind::Negate(inner) => self.check_negate(inner, context),
            ExprKind::Binary(operator, left, right) => match arithmetic(*operator) {
                Some(operator) => self.check_arithmetic(expr.span, operator, [left, right], context),
                None => self.condition_as_value(expr),
            },
            ExprKind::Call { name, args } => self.check_call(name, args, context),
            ExprKind::Case { arms, otherwise } => self.check_case(arms, otherwise.as_deref(), context),
            _ => self.condition_as_value(expr),
        }
    }

    /// A condition whose TRUE, FALSE or NULL is a value.
    fn condition_as_value(&mut self, expr: &'q ast::Expr) -> Option<Expr> {
        self.with_optionals(Optionals::IN_VALUE, |checker| checker.check_condition(expr))
    }

    /// Does something where `{x}?` means something else.
    pub(super) fn with_optionals<T>(&mut self, optionals: Optionals, check: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.optionals, optionals);
        let result = check(self);
        self.optionals = before;
        result
    }

    /// Types a value where something of this kind would fit.
    pub(super) fn value_wanted(
        &mut self,
        wanted: Option<Family>,
        expr: &'q ast::Expr,
        context: &Context,
    ) -> Option<Expr> {
        let before = std::mem::replace(&mut self.wanted, wanted);
        let value = self.value(expr, context);
        self.wanted = before;
        value
    }

    fn check_path(&mut self, names: &[Name]) -> Option<Expr> {
        let [name] = names else { return self.refuse_path(names) };
        if let Some(reason) = self.columns_refused {
            let table = self.table()?;
            let message = match table.column_by_rust_name(&name.text) {
                Some(column) => format!("`{}` is a column, and {reason}", self.column_name(column)),
                None => format!("`{}` is no value: {reason}", name.text),
            };
            self.errors.push_help(name.span, message, value_meant(table, &name.text));
            return None;
        }
        let column = self.check_column(name, Otherwise::Braces)?;
        self.column_expr(column)
    }

    /// `users.age` and `author.name`.
    fn refuse_path(&mut self, names: &[Name]) -> Option<Expr> {
        let (table, first, last) = (self.table()?, names.first()?, names.last()?);
        let of_json = |column: usize| table.columns[column].ty == Type::Json;
        if first.text == table.rust_name && table.column_by_rust_name(&last.text).is_some() {
            let message = format!("columns are written without their table: `{}`", last.text);
            self.errors.push(first.span, message);
        } else if table.column_by_rust_name(&first.text).is_some_and(of_json) {
            let message = format!("`{}` is JSON, and paths in it are not available yet", first.text);
            self.errors.push(first.span, message);
        } else if ["excluded", "create", "new", "inserted"].contains(&first.text.as_str()) {
            let message = format!("`{}` is no row that could be read", first.text);
            self.errors.push_help(first.span, message, "write the value again that the new row has");
        } else {
            let path: Vec<&str> = names.iter().map(|name| name.text.as_str()).collect();
            let path = path.join(".");
            match table.column_by_rust_name(&last.text) {
                _ if self.schema.table_by_rust_name(&first.text).is_some()
                    || relation_column(table, &first.text).is_some() =>
                {
                    self.errors.push(first.span, "relations are not available yet");
                }
                Some(_) => {
                    let message = format!("columns are written without their table: `{}`", last.text);
                    let help = format!("write `{}` for the column, `{{{path}}}` for a Rust value", last.text);
                    self.errors.push_help(first.span, message, help);
                }
                None => {
                    let help = format!("a Rust value stands in braces: `{{{path}}}`");
                    self.errors.push_help(first.span, "relations are not available yet", help);
                }
            }
        }
        None
    }

    /// A column of the query's table as a value.
    pub(super) fn column_expr(&self, column: ColumnId) -> Option<Expr> {
        let definition = &self.table()?.columns[column];
        Some(Expr { kind: Typed::Column(column), ty: definition.ty.clone(), nullable: definition.nullable })
    }

    /// `{x}` and `{x}?`.
    fn check_rust(&mut self, rust: &'q Rust, context: &Context) -> Option<Expr> {
        let of = match context {
            Context::Silent => return None,
            Context::Open => {
                let message = format!("the type of `{{{}}}` is not known: nothing that it meets has one", rust.tokens);
                self.errors.push_help(
                    rust.span,
                    message,
                    "compare it with a column, compute with one, or store it in one",
                );
                return None;
            }
            Context::Place(of) => of.clone(),
            Context::Operand(ty) => bound(operand_type(ty), None),
        };
        let ty = of.ty.clone();
        let param = match rust.optional {
            Some(_) => self.bind_optional(rust, Bind::Optional { of })?,
            None => self.inputs.bind(rust, Bind::Value { of })?,
        };
        Some(Expr { kind: Typed::Param(param), ty, nullable: false })
    }

    /// `{x}?`: drops the condition around it, or has no place here.
    pub(super) fn bind_optional(&mut self, rust: &'q Rust, bind: Bind) -> Option<ParamId> {
        if let Some(reason) = self.optionals.refused {
            self.errors.push(rust.optional.unwrap_or(rust.span), format!("`?` has no meaning here: {reason}"));
            return None;
        }
        let param = self.inputs.bind(rust, bind)?;
        self.optional_params.push(param);
        Some(param)
    }

    /// `{x}` that may be an `Option`, stored in or null-safely compared with this.
    pub(super) fn check_nullable_rust(&mut self, rust: &'q Rust, of: Bound) -> Option<Expr> {
        let ty = of.ty.clone();
        let param = self.inputs.bind(rust, Bind::Nullable { of })?;
        Some(Expr { kind: Typed::Param(param), ty, nullable: true })
    }

    fn check_case(
        &mut self,
        arms: &'q [(ast::Expr, ast::Expr)],
        otherwise: Option<&'q ast::Expr>,
        context: &Context,
    ) -> Option<Expr> {
        let conditions: Vec<Option<Expr>> =
            arms.iter().map(|(condition, _)| self.condition_as_value(condition)).collect();
        let values: Vec<&ast::Expr> = arms.iter().map(|(_, value)| value).chain(otherwise).collect();
        let (mut values, ty) = self.check_branches(&values, "the values of a `case`", context)?;
        let nullable = otherwise.is_none() || values.iter().any(|value| value.nullable);
        let otherwise = otherwise.and_then(|_| values.pop()).map(Box::new);
        let conditions: Option<Vec<Expr>> = conditions.into_iter().collect();
        let arms = conditions?.into_iter().zip(values).collect();
        Some(Expr { kind: Typed::Case { arms, otherwise }, ty, nullable })
    }
}

/// The operator of arithmetic, if it is one.
fn arithmetic(operator: Binary) -> Option<crate::plan::Arithmetic> {
    use crate::plan::Arithmetic;
    Some(match operator {
        Binary::Add => Arithmetic::Add,
        Binary::Subtract => Arithmetic::Subtract,
        Binary::Multiply => Arithmetic::Multiply,
        Binary::Divide => Arithmetic::Divide,
        Binary::Remainder => Arithmetic::Remainder,
        _ => return None,
    })
}

/// A condition of this kind.
pub(super) fn boolean(kind: Typed, nullable: bool) -> Expr {
    Expr { kind, ty: Type::Boolean, nullable }
}

/// A condition of this kind that is TRUE or FALSE.
pub(super) fn never_null(kind: Typed) -> Expr {
    Expr { kind, ty: Type::Boolean, nullable: false }
}
