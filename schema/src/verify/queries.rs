//! sqlparser's tree of a query → ANSI text and the columns that it gives: of views, and of sub-queries in them.

use super::expressions::{Renderer, Source, SourceColumn, Typed, quote_name};
use super::find_name;
use sqlparser::ast::{
    Distinct, Expr, GroupByExpr, Ident, Join, JoinConstraint, JoinOperator, OrderByExpr, Query, Select, SelectItem,
    SetExpr, SetQuantifier, TableAlias, TableFactor, TableWithJoins,
};

/// The text of a query and its columns. What was wrong was reported.
type Rendered = (String, Vec<SourceColumn>);

impl Renderer<'_> {
    /// A query inside an expression: it sees its own sources, then those around it.
    pub(super) fn sub_query(&mut self, query: &Query, whole: &Expr) -> Option<Rendered> {
        if self.tables.is_empty() {
            self.unreadable(whole);
            return None;
        }
        Some(self.query(query))
    }

    pub(super) fn query(&mut self, query: &Query) -> Rendered {
        let (outer, known) = (self.scope.clone(), self.queries.len());
        let mut sql = String::new();
        if let Some(with) = &query.with {
            sql += if with.recursive { "WITH RECURSIVE " } else { "WITH " };
            let parts: Vec<String> =
                with.cte_tables.iter().map(|table| self.named_query(&table.alias, &table.query)).collect();
            sql += &format!("{} ", parts.join(", "));
        }
        let (body, columns) = self.body(&query.body);
        sql += &body;
        // An order may name what is selected too.
        let selected = Source { name: String::new(), columns: columns.clone(), qualify: false };
        self.scope.sources.insert(0, selected);
        sql += &self.order(&query.order_by);
        if let Some(limit) = &query.limit {
            sql += &format!(" LIMIT {}", self.expression(limit).sql);
        }
        if let Some(offset) = &query.offset {
            sql += &format!(" OFFSET {}", self.expression(&offset.value).sql);
        }
        self.scope = outer;
        self.queries.truncate(known);
        (sql, columns)
    }

    /// `name [(columns)] AS (query)` of a `WITH`. A recursive one is known to itself by its first part.
    fn named_query(&mut self, alias: &TableAlias, query: &Query) -> String {
        if let SetExpr::SetOperation { left, .. } = &*query.body {
            let outer = self.scope.clone();
            let before = self.problems.len();
            let columns = self.body(left).1;
            // The whole is read again below, and reports then.
            self.problems.truncate(before);
            self.scope = outer;
            self.queries.push(source(alias, columns));
        }
        let (sql, columns) = self.query(query);
        self.queries.push(source(alias, columns));
        let names: Vec<String> = alias.columns.iter().map(|name| quote_name(&name.value)).collect();
        let list = if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) };
        format!("{}{list} AS ({sql})", quote_name(&alias.name.value))
    }

    fn body(&mut self, body: &SetExpr) -> Rendered {
        match body {
            SetExpr::Select(select) => self.select(select),
            SetExpr::Query(query) => {
                let (sql, columns) = self.query(query);
                (format!("({sql})"), columns)
            }
            SetExpr::SetOperation { op, set_quantifier, left, right } => {
                let outer = self.scope.clone();
                let (left, columns) = self.body(left);
                self.scope = outer.clone();
                let (right, others) = self.body(right);
                self.scope = outer;
                let all = if *set_quantifier == SetQuantifier::All { " ALL" } else { "" };
                (format!("{left} {op}{all} {right}"), united(columns, &others))
            }
            other => {
                self.problems.push(self.place, format!("`{other}` cannot be read as the query of a view"));
                (String::new(), Vec::new())
            }
        }
    }

    fn select(&mut self, select: &Select) -> Rendered {
        let from: Vec<String> = select.from.iter().map(|table| self.table_with_joins(table)).collect();
        let mut columns = Vec::new();
        let items: Vec<String> = select.projection.iter().map(|item| self.item(item, &mut columns)).collect();
        let distinct = match &select.distinct {
            Some(Distinct::Distinct) => "DISTINCT ",
            Some(Distinct::On(_)) => {
                self.problems.push_help(
                    self.place,
                    "DISTINCT ON is PostgreSQL's alone",
                    "use GROUP BY, or a window function",
                );
                ""
            }
            None => "",
        };
        let mut sql = format!("SELECT {distinct}{}", items.join(", "));
        if !from.is_empty() {
            sql += &format!(" FROM {}", from.join(", "));
        }
        if let Some(filter) = &select.selection {
            sql += &format!(" WHERE {}", self.expression(filter).sql);
        }
        // Groups and conditions on them may name what is selected.
        let selected = Source { name: String::new(), columns: columns.clone(), qualify: false };
        self.scope.sources.push(selected);
        if let GroupByExpr::Expressions(keys) = &select.group_by
            && !keys.is_empty()
        {
            let keys: Vec<String> = keys.iter().map(|key| self.expression(key).sql).collect();
            sql += &format!(" GROUP BY {}", keys.join(", "));
        }
        if let Some(having) = &select.having {
            sql += &format!(" HAVING {}", self.expression(having).sql);
        }
        (sql, columns)
    }

    pub(super) fn order(&mut self, keys: &[OrderByExpr]) -> String {
        let keys: Vec<String> = keys.iter().map(|key| self.order_key(key)).collect();
        if keys.is_empty() { String::new() } else { format!(" ORDER BY {}", keys.join(", ")) }
    }

    fn order_key(&mut self, key: &OrderByExpr) -> String {
        let direction = if key.asc == Some(false) { " DESC" } else { "" };
        let nulls = match key.nulls_first {
            Some(true) => " NULLS FIRST",
            Some(false) => " NULLS LAST",
            None => "",
        };
        format!("{}{direction}{nulls}", self.expression(&key.expr).sql)
    }

    /// One item of the projection, with the columns that it gives.
    fn item(&mut self, item: &SelectItem, columns: &mut Vec<SourceColumn>) -> String {
        match item {
            SelectItem::UnnamedExpr(expression) => {
                let typed = self.expression(expression);
                columns.push(typed_column(name_of(expression), &typed));
                typed.sql
            }
            SelectItem::ExprWithAlias { expr, alias } => {
                let typed = self.expression(expr);
                columns.push(typed_column(alias.value.clone(), &typed));
                format!("{} AS {}", typed.sql, quote_name(&alias.value))
            }
            SelectItem::Wildcard(_) => self.all_columns(None, columns),
            SelectItem::QualifiedWildcard(name, _) => {
                let name = name.0.last().map(|name| name.value.clone()).unwrap_or_default();
                self.all_columns(Some(&name), columns)
            }
        }
    }

    /// `*` is written out, so that the view keeps its columns when a table gets more.
    fn all_columns(&mut self, of: Option<&str>, columns: &mut Vec<SourceColumn>) -> String {
        let mut items = Vec::new();
        for source in self.scope.sources.iter().filter(|source| of.is_none_or(|of| same(of, &source.name))) {
            for column in &source.columns {
                items.push(format!("{}.{}", quote_name(&source.name), quote_name(&column.name)));
                columns.push(column.clone());
            }
        }
        if items.is_empty()
            && let Some(of) = of
        {
            self.problems.push(self.place_of(of), format!("there is no table `{of}` in this query"));
        }
        items.join(", ")
    }

    fn table_with_joins(&mut self, table: &TableWithJoins) -> String {
        let mut sql = self.table(&table.relation);
        for join in &table.joins {
            sql += &self.join(join);
        }
        sql
    }

    fn join(&mut self, join: &Join) -> String {
        let before = self.scope.sources.len();
        let right = self.table(&join.relation);
        let (kind, constraint) = match &join.join_operator {
            JoinOperator::Inner(constraint) => ("JOIN", constraint),
            JoinOperator::LeftOuter(constraint) => ("LEFT JOIN", constraint),
            JoinOperator::RightOuter(constraint) => ("RIGHT JOIN", constraint),
            JoinOperator::FullOuter(constraint) => ("FULL JOIN", constraint),
            JoinOperator::CrossJoin => ("CROSS JOIN", &JoinConstraint::None),
            _ => {
                self.problems.push(self.place, "this kind of join cannot be read");
                ("JOIN", &JoinConstraint::None)
            }
        };
        let condition = match constraint {
            JoinConstraint::On(condition) => format!(" ON {}", self.expression(condition).sql),
            JoinConstraint::Using(names) => format!(" USING ({})", self.using(names)),
            JoinConstraint::Natural => {
                self.problems.push_help(
                    self.place,
                    "a NATURAL JOIN depends on all names of two tables",
                    "write ON or USING",
                );
                String::new()
            }
            JoinConstraint::None => String::new(),
        };
        // A side that may be missing gives NULL.
        for (index, source) in self.scope.sources.iter_mut().enumerate() {
            let is_right = index >= before;
            if (kind == "LEFT JOIN" && is_right) || (kind == "RIGHT JOIN" && !is_right) || kind == "FULL JOIN" {
                source.columns.iter_mut().for_each(|column| column.nullable = true);
            }
        }
        format!(" {kind} {right}{condition}")
    }

    fn using(&mut self, names: &[Ident]) -> String {
        let columns: Vec<String> =
            names.iter().map(|name| self.expression(&Expr::Identifier(name.clone())).sql).collect();
        columns.join(", ")
    }

    fn table(&mut self, table: &TableFactor) -> String {
        match table {
            TableFactor::Table { name, alias, args: None, .. } => {
                let name = name.0.last().map(|name| name.value.clone()).unwrap_or_default();
                self.named_table(&name, alias.as_ref())
            }
            TableFactor::Derived { subquery, alias: Some(alias), .. } => {
                // It does not see the sources beside it.
                let beside = std::mem::take(&mut self.scope);
                let (sql, columns) = self.query(subquery);
                self.scope = beside;
                self.scope.sources.push(source(alias, columns));
                format!("({sql}) AS {}", quote_name(&alias.name.value))
            }
            TableFactor::NestedJoin { table_with_joins, alias: None } => {
                format!("({})", self.table_with_joins(table_with_joins))
            }
            other => {
                self.problems.push(self.place, format!("`{other}` cannot be read as a table of a view"));
                String::new()
            }
        }
    }

    fn named_table(&mut self, name: &str, alias: Option<&TableAlias>) -> String {
        let known = self.queries.iter().rev().find(|query| same(&query.name, name)).cloned();
        let tables = self.tables.iter().map(|table| &*table.name);
        let found =
            known.or_else(|| find_name(tables.clone(), name).map(|table| Source::of_table(&self.tables[table])));
        let Some(mut found) = found else {
            let message = format!("there is no table `{name}`");
            self.problems.push_nearest(self.place_of(name), message, name, tables);
            // Its columns are not known, which is reported once.
            self.blind = true;
            return quote_name(name);
        };
        let mut sql = quote_name(&found.name);
        if let Some(alias) = alias {
            sql += &format!(" AS {}", quote_name(&alias.name.value));
            found.name.clone_from(&alias.name.value);
        }
        self.scope.sources.push(found);
        sql
    }
}

fn same(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

/// A named sub-query; where names for its columns are given, they have those.
fn source(alias: &TableAlias, mut columns: Vec<SourceColumn>) -> Source {
    for (column, name) in columns.iter_mut().zip(&alias.columns) {
        column.name.clone_from(&name.value);
    }
    Source { name: alias.name.value.clone(), columns, qualify: true }
}

fn typed_column(name: String, typed: &Typed) -> SourceColumn {
    SourceColumn { name, ty: typed.ty.clone(), nullable: typed.nullable }
}

/// What an expression without `AS` is called: what is no column has no name.
fn name_of(expression: &Expr) -> String {
    match expression {
        Expr::Identifier(name) => name.value.clone(),
        Expr::CompoundIdentifier(names) => names.last().map(|name| name.value.clone()).unwrap_or_default(),
        Expr::Nested(inner) => name_of(inner),
        _ => String::new(),
    }
}

/// The columns of a union: named by its first part, NULL where either may be.
fn united(mut columns: Vec<SourceColumn>, others: &[SourceColumn]) -> Vec<SourceColumn> {
    for (column, other) in columns.iter_mut().zip(others) {
        column.nullable |= other.nullable;
        column.ty = column.ty.take().or_else(|| other.ty.clone());
    }
    columns
}
