//! Every query of compiler/cases, checked, written and read again → the same plan; and how long the texts are.

use super::*;
use proc_macro2::TokenStream;
use querent_compiler::emit::file;
use querent_compiler::errors::Errors;
use querent_compiler::plan as checked;
use querent_compiler::{check, lower, parse, render};
use querent_schema::{Dialect, Schema, Table};
use std::path::Path;

/// The queries of a case file, each with its schema.
fn queries(text: &str) -> Vec<(Schema, String)> {
    let mut schema = querent_schema::parse(include_str!("../../../../schema.sql")).unwrap();
    let mut queries = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```") else { continue };
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        match info {
            "sql" => schema = querent_schema::parse(&body.join("\n")).unwrap(),
            "query" => queries.push((schema.clone(), body.join("\n"))),
            _ => {}
        }
    }
    queries
}

fn checked(schema: &Schema, query: &str) -> Option<checked::Query> {
    let tokens: TokenStream = query.parse().ok()?;
    let mut errors = Errors::new();
    let plan = parse::query(tokens, &mut errors).and_then(|query| check::query(&query, schema, &mut errors));
    let right = errors.finish().is_empty();
    plan.filter(|_| right)
}

#[test]
fn what_is_written_is_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../compiler/cases");
    let (mut plans, mut sql, mut number) = (0, 0, 0);
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        for (schema, text) in queries(&std::fs::read_to_string(&path).unwrap()) {
            let Some(query) = checked(&schema, &text) else { continue };
            let written = file(&query, &schema);
            let table = &schema.tables[query.table];
            let place = |name: &str| table.columns.iter().position(|column| column.name == name).ok_or(());
            let read = Plan::read(written.clone().leak(), &answered(&query, &schema), place).unwrap();
            let expected = Plan {
                table: table.name.to_string().leak(),
                verb: verb(&query.verb, table),
                output: output(&query, &schema),
            };
            assert_eq!(read, expected, "{text}\n{written}");
            (plans, number) = (plans + written.len(), number + 1);
            sql += texts(&query, &schema);
        }
    }
    assert!(number > 200, "only {number} queries");
    assert!(plans * 4 < sql, "{plans} bytes of plans, {sql} of SQL");
    println!("{number} queries: {plans} bytes of plans, {sql} of SQL");
}

/// The length of the different texts of a query.
fn texts(query: &checked::Query, schema: &Schema) -> usize {
    use querent_compiler::program::Piece;
    fn length(pieces: &[Piece]) -> usize {
        let one = |piece: &Piece| match piece {
            Piece::Text(text) => text.len(),
            Piece::Optional { pieces, .. } | Piece::Rows(pieces) | Piece::Arrays(pieces) => length(pieces),
            Piece::Join { items, .. } => items.iter().map(|item| length(item)).sum(),
            Piece::Choice { arms, .. } => arms.iter().map(|arm| length(arm)).sum(),
            Piece::Param(_) | Piece::Inserted(_) | Piece::LastInsertId | Piece::Keys => 1,
        };
        pieces.iter().map(one).sum()
    }
    let mut programs: Vec<_> = Dialect::ALL.into_iter().map(|dialect| render::query(query, schema, dialect)).collect();
    programs.dedup();
    programs.iter().flat_map(|program| &program.steps).map(|step| length(&step.pieces)).sum()
}

fn answered(query: &checked::Query, schema: &Schema) -> Vec<ResultColumn> {
    let table = &schema.tables[query.table];
    let name = |column: usize| -> &'static str { table.columns[column].name.to_string().leak() };
    let columns = query.output.fields().iter().map(|field| field.column);
    columns
        .chain(lower::key_columns(query, schema).into_iter().map(Some))
        .map(|column| match column {
            Some(column) => ResultColumn { table: "t", column: name(column) },
            None => ResultColumn { table: "", column: "computed" },
        })
        .collect()
}

fn output(query: &checked::Query, schema: &Schema) -> Option<Output> {
    let checked::Output::Rows { shape, .. } = &query.output else { return None };
    let fields = shape.fields.iter().map(|field| expression(&field.expr));
    let keys = lower::key_columns(query, schema).into_iter().map(Expr::Column);
    Some(Output::of(fields.chain(keys).collect()))
}

fn verb(verb: &checked::Verb, table: &Table) -> Verb {
    let filter = |filter: &Option<checked::Expr>| filter.as_ref().map(expression);
    match verb {
        checked::Verb::Select(select) => Verb::Select(Select {
            distinct: select.distinct,
            filter: filter(&select.filter),
            order: order(&select.order),
            take: count(select.take),
            skip: count(select.skip),
        }),
        checked::Verb::Count { filter: by } => Verb::Count { filter: filter(by) },
        checked::Verb::Exists { filter: by } => Verb::Exists { filter: filter(by) },
        checked::Verb::Insert(rows) => Verb::Insert(insert(rows)),
        checked::Verb::Update { assignments, filter: by } => {
            Verb::Update { filter: filter(by), assignments: assignments.iter().map(assignment).collect() }
        }
        checked::Verb::Delete { filter: by } => Verb::Delete { filter: filter(by) },
        checked::Verb::Upsert(upsert) => {
            assert!(upsert.key.iter().all(|column| *column < table.columns.len()));
            Verb::Upsert(Upsert {
                key: upsert.key.clone(),
                create: insert(&upsert.create),
                update: upsert.update.iter().map(assignment).collect(),
            })
        }
        checked::Verb::Truncate => Verb::Truncate,
    }
}

fn order(order: &checked::Order) -> Order {
    let keys = |keys: &Vec<checked::OrderKey>| {
        let key = |key: &checked::OrderKey| OrderKey {
            expr: expression(&key.expr),
            descending: key.descending,
            nulls_first: match key.nulls {
                checked::Nulls::Lowest => !key.descending,
                checked::Nulls::First => true,
                checked::Nulls::Last => false,
            },
        };
        keys.iter().map(key).collect()
    };
    match order {
        checked::Order::None => Order::None,
        checked::Order::Keys(list) => Order::Keys(keys(list)),
        checked::Order::Choice { param, arms } => Order::Choice(*param, arms.iter().map(keys).collect()),
    }
}

fn count(count: Option<checked::Count>) -> Count {
    match count {
        None => Count::None,
        Some(checked::Count::Literal(rows)) => Count::Literal(rows),
        Some(checked::Count::Param(param)) => Count::Param(param),
    }
}

fn insert(insert: &checked::Insert) -> Insert {
    let columns = insert.columns.iter();
    let columns = columns.map(|column| InsertColumn { column: column.column, only_if: column.only_if }).collect();
    let row = |row: &Vec<checked::Expr>| row.iter().map(expression).collect();
    let rows = match &insert.rows {
        checked::Rows::Static(rows) => Rows::Static(rows.iter().map(row).collect()),
        checked::Rows::Many { row: template, .. } => Rows::Many(row(template)),
    };
    Insert { columns, rows }
}

fn assignment(assignment: &checked::Assignment) -> Assignment {
    let value = expression(&assignment.value);
    Assignment { column: assignment.column, only_if: assignment.only_if, value }
}

fn expression(expr: &checked::Expr) -> Expr {
    use checked::ExprKind as Kind;
    let boxed = |expr: &checked::Expr| Box::new(expression(expr));
    let all = |exprs: &[checked::Expr]| exprs.iter().map(expression).collect();
    let or_not = |negated: bool, expr: Expr| if negated { Expr::Not(Box::new(expr)) } else { expr };
    match &expr.kind {
        Kind::Column(column) => Expr::Column(*column),
        Kind::Literal(literal) => Expr::Value(value(literal, &expr.ty)),
        Kind::Param(param) => Expr::Param(*param),
        Kind::Arithmetic(operator, left, right) => Expr::Arithmetic(
            match operator {
                checked::Arithmetic::Add => Arithmetic::Add,
                checked::Arithmetic::Subtract => Arithmetic::Subtract,
                checked::Arithmetic::Multiply => Arithmetic::Multiply,
                checked::Arithmetic::Divide => Arithmetic::Divide,
                checked::Arithmetic::Remainder => Arithmetic::Remainder,
            },
            boxed(left),
            boxed(right),
        ),
        Kind::Negate(inner) => Expr::Negate(boxed(inner)),
        Kind::ToDecimal(inner) => Expr::ToDecimal(boxed(inner)),
        Kind::Compare(operator, left, right) => Expr::Compare(
            match operator {
                checked::Comparison::Equal => Comparison::Equal,
                checked::Comparison::NotEqual => Comparison::NotEqual,
                checked::Comparison::Less => Comparison::Less,
                checked::Comparison::LessOrEqual => Comparison::LessOrEqual,
                checked::Comparison::Greater => Comparison::Greater,
                checked::Comparison::GreaterOrEqual => Comparison::GreaterOrEqual,
            },
            boxed(left),
            boxed(right),
        ),
        Kind::NullSafeEqual(left, right) => Expr::Same(boxed(left), boxed(right)),
        Kind::And(items) => Expr::And(all(items)),
        Kind::Or(items) => Expr::Or(all(items)),
        Kind::Not(inner) => Expr::Not(boxed(inner)),
        Kind::IsNull(inner) => Expr::IsNull(boxed(inner)),
        Kind::IsNotNull(inner) => or_not(true, Expr::IsNull(boxed(inner))),
        Kind::Between { value, low, high, negated } => {
            or_not(*negated, Expr::Between(boxed(value), boxed(low), boxed(high)))
        }
        Kind::In { value, list, negated } => or_not(*negated, Expr::In(boxed(value), all(list))),
        Kind::InParam { value, param, negated } => or_not(*negated, Expr::InParam(boxed(value), *param)),
        Kind::Like { value, pattern, ignore_case, negated } => {
            or_not(*negated, Expr::Like { value: boxed(value), pattern: boxed(pattern), ignore_case: *ignore_case })
        }
        Kind::StartsWith { value, prefix, negated, .. } => {
            or_not(*negated, Expr::StartsWith(boxed(value), boxed(prefix)))
        }
        Kind::EndsWith { value, suffix, negated } => or_not(*negated, Expr::EndsWith(boxed(value), boxed(suffix))),
        Kind::Contains { value, part, negated } => or_not(*negated, Expr::Contains(boxed(value), boxed(part))),
        Kind::Call(function, arguments) => Expr::Call(function_of(*function, &expr.ty), all(arguments)),
        Kind::Case { arms, otherwise } => Expr::Case {
            arms: arms.iter().map(|(when, then)| (expression(when), expression(then))).collect(),
            otherwise: Box::new(otherwise.as_ref().map_or(Expr::Value(Value::Null), |value| expression(value))),
        },
        Kind::Optional { params, condition } => Expr::Optional(params.clone(), boxed(condition)),
        Kind::Raw(sql) => ansi::constant(sql, None).unwrap_or_else(|why| Expr::Unknown(why.into())),
    }
}

fn function_of(function: checked::Function, ty: &Type) -> Function {
    match (function, ty) {
        (checked::Function::Lower, _) => Function::Lower,
        (checked::Function::Upper, _) => Function::Upper,
        (checked::Function::Trim, _) => Function::Trim,
        (checked::Function::Length, _) => Function::Length,
        (checked::Function::Abs, _) => Function::Abs,
        (checked::Function::Round, _) => Function::Round,
        (checked::Function::Coalesce, _) => Function::Coalesce,
        (checked::Function::Concat, _) => Function::Concat,
        (checked::Function::Now, Type::Date) => Function::NowDate,
        (checked::Function::Now, Type::Time) => Function::NowTime,
        (checked::Function::Now, Type::DateTime) => Function::NowDateTime,
        (checked::Function::Now, _) => Function::NowTimestamp,
    }
}

/// Literals are of the type that the check has found for them.
fn value(literal: &checked::Literal, ty: &Type) -> Value {
    match literal {
        checked::Literal::Null => Value::Null,
        checked::Literal::Boolean(value) => Value::Boolean(*value),
        checked::Literal::Integer(value) => Value::Integer(*value),
        checked::Literal::Float(value) => Value::Float(*value),
        checked::Literal::Decimal(text) => Value::Decimal(text.as_str().into()),
        checked::Literal::Bytes(bytes) => Value::Bytes(bytes.as_slice().into()),
        checked::Literal::Text(text)
        | checked::Literal::Date(text)
        | checked::Literal::Time(text)
        | checked::Literal::DateTime(text)
        | checked::Literal::Timestamp(text)
        | checked::Literal::Uuid(text)
        | checked::Literal::Json(text) => Value::read(ty, text).unwrap(),
    }
}
