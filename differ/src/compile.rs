//! The text of a query → the statement that `query!` would make of it, and what must be known to run it and to compare its answers.

use crate::subject::Subject;
use proc_macro2::TokenStream;
use querent::__private::{Statement, statement};
use querent_compiler::errors::Errors;
use querent_compiler::plan::{
    Arithmetic, Assignment, Bind, Expr, ExprKind, Function, Insert, Many, Nulls, Order, OrderKey, Output, Query, Rows,
    Select, Verb,
};
use querent_compiler::{check, emit, parse, render};
use querent_schema::Type;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A query that can be run.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) text: String,
    pub(crate) statement: &'static Statement,
    /// Index into the tables of the schema.
    pub(crate) table: usize,
    pub(crate) inputs: Vec<Input>,
    /// The name of the rows of an `insert_many {rows}`.
    pub(crate) rows: Option<String>,
    pub(crate) answer: Shape,
    /// The order of the rows, for each arm of a choice.
    pub(crate) orders: Vec<KeyOrder>,
    /// Whether it gives only some of the rows that it finds.
    pub(crate) limited: bool,
    /// Whether it locks the rows that it reads.
    pub(crate) locks: bool,
    /// The tables that it changes.
    pub(crate) writes: Vec<usize>,
    pub(crate) facts: Facts,
}

/// What is evaluated in Rust, by the name that the query gives it.
#[derive(Debug, Clone)]
pub(crate) struct Input {
    pub(crate) name: String,
    pub(crate) takes: Takes,
    /// It is the pattern of a `like`.
    pub(crate) pattern: bool,
}

/// What an input becomes.
#[derive(Debug, Clone)]
pub(crate) enum Takes {
    /// A value, which may be NULL where `nullable`; `column` is what it is compared with or stored in.
    One {
        ty: Type,
        column: Option<usize>,
        nullable: bool,
        stored: bool,
    },
    /// A value, or nothing, which drops the condition.
    Optional {
        ty: Type,
        column: Option<usize>,
    },
    List {
        ty: Type,
        column: Option<usize>,
        optional: bool,
    },
    Count,
    /// The number of an arm below this.
    Choice(u16),
    New,
    Patch,
    /// The time of the query, which querent puts into a column.
    Now,
    /// The end of the texts that begin with the text of this parameter.
    PrefixEnd(usize),
}

/// What an answer is made of.
#[derive(Debug, Clone)]
pub(crate) enum Shape {
    Rows { many: Many, fields: Vec<Field> },
    Count,
    Exists,
    Nothing,
}

#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) ty: Type,
    pub(crate) nullable: bool,
    /// Each store counts for itself.
    pub(crate) counted: bool,
}

/// What is known of the order of rows.
#[derive(Debug, Clone, Default)]
pub(crate) struct KeyOrder {
    /// No two rows are equal in it.
    pub(crate) total: bool,
    /// The fields that hold its first keys.
    pub(crate) leading: Vec<usize>,
    /// Whether all its keys are among the fields.
    pub(crate) selected: bool,
    /// Whether it leaves NULL to a database that sorts it lowest.
    pub(crate) null_by_itself: bool,
}

/// What decides which deviations a query may meet.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Facts {
    pub(crate) upper: bool,
    pub(crate) lower: bool,
    pub(crate) ignores_case: bool,
    /// A pattern is neither a literal nor a value in braces.
    pub(crate) computed_pattern: bool,
    pub(crate) computes_floats: bool,
    pub(crate) multiplies_decimals: bool,
    /// A whole number is taken from another.
    pub(crate) subtracts: bool,
    pub(crate) upserts: bool,
    /// Rows are written that may refer to others of them, or to themselves.
    pub(crate) writes_referring: bool,
    /// Rows are told apart by what is the same for all of them, and some are skipped.
    pub(crate) distinct_constants: bool,
    /// Rows are told apart by a float that is computed.
    pub(crate) distinct_floats: bool,
    /// Something that is computed may be out of range.
    pub(crate) fallible: bool,
    /// What may be out of range is computed for every row on every store.
    pub(crate) computes_all: bool,
}

/// Why there is no statement.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// What the compiler says.
    Mistakes(Vec<String>),
    /// It has panicked.
    Panicked(String),
}

/// Compiles a query as `query!` does.
pub(crate) fn compile(text: &str, subject: &Subject) -> Result<Compiled, Refusal> {
    let compiled = catch_unwind(AssertUnwindSafe(|| compile_unguarded(text, subject)));
    compiled.unwrap_or_else(|panic| Err(Refusal::Panicked(crate::panic_text(&*panic))))
}

fn compile_unguarded(text: &str, subject: &Subject) -> Result<Compiled, Refusal> {
    let schema = subject.schema;
    let tokens: TokenStream = text.parse().map_err(|error| Refusal::Mistakes(vec![format!("no tokens: {error}")]))?;
    let mut errors = Errors::new();
    let plan = parse::query(tokens, &mut errors).and_then(|query| check::query(&query, schema, &mut errors));
    let mistakes = errors.finish();
    let Some(plan) = plan.filter(|_| mistakes.is_empty()) else {
        return Err(Refusal::Mistakes(mistakes.into_iter().map(|mistake| mistake.message).collect()));
    };
    let programs = render::programs(&plan, schema);
    let written: &'static str = emit::statement_text(&plan, schema, &programs).leak();
    Ok(compiled(text, statement(written), &plan, subject))
}

fn compiled(text: &str, statement: &'static Statement, plan: &Query, subject: &Subject) -> Compiled {
    let fields = plan.output.fields().iter().map(|field| Field {
        ty: field.expr.ty.clone(),
        nullable: field.expr.nullable,
        counted: field.column.is_some_and(|column| subject.schema.tables[plan.table].columns[column].auto_increment),
    });
    let answer = match &plan.output {
        Output::Rows { many, .. } => Shape::Rows { many: *many, fields: fields.collect() },
        Output::Count => Shape::Count,
        Output::Exists => Shape::Exists,
        Output::Nothing => Shape::Nothing,
    };
    let select = if let Verb::Select(select) = &plan.verb { Some(select) } else { None };
    Compiled {
        text: text.to_owned(),
        statement,
        table: plan.table,
        inputs: inputs(plan),
        rows: match &plan.verb {
            Verb::Insert(Insert { rows: Rows::Many { rows, .. }, .. }) => Some(rows.to_string()),
            _ => None,
        },
        answer,
        orders: orders(plan, subject),
        limited: select.is_some_and(|select| select.take.is_some() || select.skip.is_some()),
        locks: select.is_some_and(|select| select.lock.is_some()),
        writes: plan.writes.clone(),
        facts: Facts { writes_referring: writes_referring(plan, subject), ..facts(plan) },
    }
}

fn writes_referring(plan: &Query, subject: &Subject) -> bool {
    let refers = subject.schema.tables[plan.table].foreign_keys.iter().any(|key| key.table == plan.table);
    refers && matches!(plan.verb, Verb::Insert(_) | Verb::Update { .. } | Verb::Upsert(_))
}

fn inputs(plan: &Query) -> Vec<Input> {
    let stored = emit::stored_params(&plan.verb);
    let takes = |input: &querent_compiler::plan::Input| match &input.bind {
        Bind::Value { of } | Bind::Nullable { of } => Takes::One {
            ty: of.ty.clone(),
            column: of.column,
            nullable: matches!(input.bind, Bind::Nullable { .. }),
            stored: stored.contains(&input.first),
        },
        Bind::Optional { of } => Takes::Optional { ty: of.ty.clone(), column: of.column },
        Bind::List { of } => Takes::List { ty: of.ty.clone(), column: of.column, optional: false },
        Bind::OptionalList { of } => Takes::List { ty: of.ty.clone(), column: of.column, optional: true },
        Bind::Count => Takes::Count,
        Bind::Choice { patterns } => Takes::Choice(patterns.len() as u16),
        Bind::New => Takes::New,
        Bind::Patch => Takes::Patch,
        Bind::PrefixEnd { of } => Takes::PrefixEnd(*of),
        Bind::Now { .. } => Takes::Now,
        Bind::Generate { .. } => unreachable!("no table has keys that querent draws"),
    };
    plan.inputs
        .iter()
        .map(|input| Input { name: input.tokens.to_string(), takes: takes(input), pattern: input.pattern })
        .collect()
}

fn orders(plan: &Query, subject: &Subject) -> Vec<KeyOrder> {
    // What a write returns comes in the order given, or by key.
    let Verb::Select(select) = &plan.verb else { return vec![KeyOrder { total: true, ..KeyOrder::default() }] };
    let order = |keys: &[OrderKey]| {
        let fields = plan.output.fields();
        let positions: Vec<Option<usize>> =
            keys.iter().map(|key| fields.iter().position(|field| field.expr == key.expr)).collect();
        let key = &subject.schema.tables[plan.table].primary_key;
        let by_column = |column: &usize| keys.iter().any(|key| key.expr.kind == ExprKind::Column(*column));
        let by_field = |field: &querent_compiler::plan::Field| keys.iter().any(|key| key.expr == field.expr);
        let total = match select.distinct {
            true => fields.iter().all(by_field),
            false => !key.is_empty() && key.iter().all(by_column),
        };
        let is_by_itself = |key: &OrderKey| {
            let as_lowest = match key.nulls {
                Nulls::Lowest => true,
                Nulls::First => !key.descending,
                Nulls::Last => key.descending,
            };
            key.expr.nullable && as_lowest
        };
        KeyOrder {
            total,
            leading: positions.iter().map_while(|position| *position).collect(),
            selected: positions.iter().all(Option::is_some),
            null_by_itself: keys.iter().any(is_by_itself),
        }
    };
    match &select.order {
        Order::None => vec![KeyOrder::default()],
        Order::Keys(keys) => vec![order(keys)],
        Order::Choice { arms, .. } => arms.iter().map(|keys| order(keys)).collect(),
    }
}

fn facts(plan: &Query) -> Facts {
    let mut facts = Facts { upserts: matches!(plan.verb, Verb::Upsert(_)), ..Facts::default() };
    let mut look = |expr: &Expr| match &expr.kind {
        ExprKind::Call(Function::Upper, _) => facts.upper = true,
        ExprKind::Call(Function::Lower, _) => facts.lower = true,
        ExprKind::Like { ignore_case, pattern, .. } => {
            facts.ignores_case |= ignore_case;
            facts.computed_pattern |= !matches!(pattern.kind, ExprKind::Literal(_) | ExprKind::Param(_));
        }
        ExprKind::Arithmetic(..) | ExprKind::Negate(_) | ExprKind::Call(Function::Abs, _) => {
            facts.fallible = true;
            facts.computes_floats |= expr.ty == Type::Float;
            facts.subtracts |=
                matches!((&expr.kind, &expr.ty), (ExprKind::Arithmetic(Arithmetic::Subtract, ..), Type::BigInt));
            facts.multiplies_decimals |= matches!(
                (&expr.kind, &expr.ty),
                (ExprKind::Arithmetic(Arithmetic::Multiply, ..), Type::Decimal { .. })
            );
        }
        _ => {}
    };
    expressions(plan).into_iter().for_each(|expr| expr.walk(&mut |inner| look(inner)));
    facts.computes_all = computes_all(plan);
    let mut reads = false;
    let fields = plan.output.fields().iter();
    fields.for_each(|field| field.expr.walk(&mut |inner| reads |= matches!(inner.kind, ExprKind::Column(_))));
    let is_computed_float = |expr: &Expr| expr.ty == Type::Float && !matches!(expr.kind, ExprKind::Column(_));
    facts.distinct_floats = plan.output.fields().iter().any(|field| is_computed_float(&field.expr))
        && matches!(&plan.verb, Verb::Select(Select { distinct: true, .. }));
    facts.distinct_constants =
        !reads && matches!(&plan.verb, Verb::Select(Select { distinct: true, skip: Some(_), .. }));
    facts
}

/// Whether every store must compute all of the query for each row of the table: nothing filters, orders or cuts the rows, and
/// nothing in what is selected or stored depends on a condition.
fn computes_all(plan: &Query) -> bool {
    let everywhere = matches!(
        &plan.verb,
        Verb::Select(Select { distinct: false, filter: None, order: Order::None, take: None, skip: None, .. })
            | Verb::Update { filter: None, .. }
            | Verb::Insert(_)
    );
    let mut depends = false;
    let mut look = |expr: &Expr| {
        depends |= matches!(
            expr.kind,
            ExprKind::And(_)
                | ExprKind::Or(_)
                | ExprKind::Case { .. }
                | ExprKind::Call(Function::Coalesce, _)
                | ExprKind::In { .. }
                | ExprKind::Between { .. }
        );
    };
    expressions(plan).into_iter().for_each(|expr| expr.walk(&mut |inner| look(inner)));
    everywhere && !depends
}

fn inserted(insert: &Insert) -> Vec<&Expr> {
    match &insert.rows {
        Rows::Static(rows) => rows.iter().flatten().collect(),
        Rows::Many { row, .. } => row.iter().collect(),
    }
}

fn assigned(assignments: &[Assignment]) -> impl Iterator<Item = &Expr> {
    assignments.iter().map(|one| &one.value)
}

/// All expressions of a query, the outermost.
fn expressions(plan: &Query) -> Vec<&Expr> {
    let mut all: Vec<&Expr> = plan.output.fields().iter().map(|field| &field.expr).collect();
    match &plan.verb {
        Verb::Select(select) => {
            all.extend(&select.filter);
            match &select.order {
                Order::None => {}
                Order::Keys(keys) => all.extend(keys.iter().map(|key| &key.expr)),
                Order::Choice { arms, .. } => all.extend(arms.iter().flatten().map(|key| &key.expr)),
            }
        }
        Verb::Count { filter } | Verb::Exists { filter } | Verb::Delete { filter } => all.extend(filter),
        Verb::Insert(insert) => all.extend(inserted(insert)),
        Verb::Update { assignments, filter } => {
            all.extend(assigned(assignments));
            all.extend(filter);
        }
        Verb::Upsert(upsert) => {
            all.extend(inserted(&upsert.create));
            all.extend(assigned(&upsert.update));
        }
        Verb::Truncate => {}
    }
    all
}
