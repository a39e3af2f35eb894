//! A plan → a few lines of text that show all of it.

use super::SCHEMA;
use querent_compiler::plan::*;
use querent_schema::{Table, Type};
use std::fmt::Write;

/// Prints a plan: the verb, the inputs, what is given, the tables and the weight.
pub(crate) fn plan(query: &Query) -> String {
    let printer = Printer { table: &SCHEMA.tables[query.table] };
    let mut text = String::new();
    let _ = writeln!(text, "{} {}", query.name, printer.verb(&query.verb));
    for input in &query.inputs {
        let range = match input.width {
            1 => format!("${}", input.first),
            width => format!("${}..${}", input.first, input.first + width - 1),
        };
        let _ = writeln!(text, "{range} <- {{{}}} {}", input.tokens, printer.bind(&input.bind));
    }
    let _ = writeln!(text, "gives {}", printer.output(&query.output));
    let names =
        |tables: &[TableId]| tables.iter().map(|&id| &*SCHEMA.tables[id].rust_name).collect::<Vec<_>>().join(" ");
    let _ = write!(text, "reads [{}] writes [{}] {:?}", names(&query.reads), names(&query.writes), query.weight);
    text
}

struct Printer<'s> {
    table: &'s Table,
}

impl Printer<'_> {
    fn verb(&self, verb: &Verb) -> String {
        match verb {
            Verb::Select(select) => self.select(select),
            Verb::Count { filter } | Verb::Exists { filter } | Verb::Delete { filter } => self.filter(filter),
            Verb::Insert(insert) => self.insert(insert),
            Verb::Update { assignments, filter } => format!("{}{}", self.assignments(assignments), self.filter(filter)),
            Verb::Upsert(upsert) => {
                let key: Vec<&str> = upsert.key.iter().map(|&column| self.column(column)).collect();
                let create = self.insert(&upsert.create);
                format!("on {} create {create} update {}", key.join(", "), self.assignments(&upsert.update))
            }
            Verb::Truncate => String::new(),
        }
    }

    fn select(&self, select: &Select) -> String {
        let mut text = if select.distinct { "distinct".to_string() } else { String::new() };
        text += &self.filter(&select.filter);
        match &select.order {
            Order::None => {}
            Order::Keys(keys) => text += &format!(" order {}", self.keys(keys)),
            Order::Choice { param, arms } => {
                let arms: Vec<String> = arms.iter().map(|keys| self.keys(keys)).collect();
                text += &format!(" order ${param} [{}]", arms.join(" | "));
            }
        }
        for (word, count) in [("take", select.take), ("skip", select.skip)] {
            match count {
                None => {}
                Some(Count::Literal(count)) => text += &format!(" {word} {count}"),
                Some(Count::Param(param)) => text += &format!(" {word} ${param}"),
            }
        }
        text
    }

    fn keys(&self, keys: &[OrderKey]) -> String {
        let keys = keys.iter().map(|key| {
            let direction = if key.descending { " desc" } else { "" };
            let nulls = if key.nulls == Nulls::Lowest { String::new() } else { format!(" nulls {:?}", key.nulls) };
            format!("{}{direction}{nulls}", self.expr(&key.expr))
        });
        keys.collect::<Vec<_>>().join(", ")
    }

    fn filter(&self, filter: &Option<Expr>) -> String {
        filter.as_ref().map_or(" all".into(), |filter| format!(" where {}", self.expr(filter)))
    }

    fn insert(&self, insert: &Insert) -> String {
        let columns = insert.columns.iter().map(|column| match column.only_if {
            Some(param) => format!("{}?${param}", self.column(column.column)),
            None => self.column(column.column).to_string(),
        });
        let columns = columns.collect::<Vec<_>>().join(", ");
        let rows = match &insert.rows {
            Rows::Static(rows) => rows.iter().map(|row| self.list(row)).collect::<Vec<_>>().join(" "),
            Rows::Many { row, rows } => format!("{} of {{{rows}}}", self.list(row)),
        };
        format!("({columns}) {rows}")
    }

    fn assignments(&self, assignments: &[Assignment]) -> String {
        let assignments = assignments.iter().map(|assignment| {
            let only_if = assignment.only_if.map_or(String::new(), |param| format!("?${param}"));
            format!("{}{only_if} = {}", self.column(assignment.column), self.expr(&assignment.value))
        });
        format!("{{{}}}", assignments.collect::<Vec<_>>().join(", "))
    }

    fn bind(&self, bind: &Bind) -> String {
        match bind {
            Bind::Value { of } => format!("value {}", self.bound(of)),
            Bind::Nullable { of } => format!("nullable {}", self.bound(of)),
            Bind::Optional { of } => format!("optional {}", self.bound(of)),
            Bind::List { of } => format!("list {}", self.bound(of)),
            Bind::OptionalList { of } => format!("optional list {}", self.bound(of)),
            Bind::Now { of } => format!("now {}", self.bound(of)),
            Bind::Generate { filled, of } => format!("{filled:?} {}", self.bound(of)),
            Bind::Count => "count".into(),
            Bind::New => "new".into(),
            Bind::Patch => "patch".into(),
            Bind::PrefixEnd { of } => format!("end of ${of}"),
            Bind::Choice { patterns } => {
                format!(
                    "choice {}",
                    patterns.iter().map(|(pattern, _)| pattern.to_string()).collect::<Vec<_>>().join(" | ")
                )
            }
        }
    }

    fn bound(&self, of: &Bound) -> String {
        let column = of.column.map_or(String::new(), |column| format!(" {}", self.column(column)));
        format!("{}{column}", ty(&of.ty))
    }

    fn output(&self, output: &Output) -> String {
        match output {
            Output::Count => "a count".into(),
            Output::Exists => "whether".into(),
            Output::Nothing => "nothing".into(),
            Output::Rows { shape, many } => {
                let kind = match &shape.kind {
                    ShapeKind::Row => "Row".into(),
                    ShapeKind::Record => "record".into(),
                    ShapeKind::Into(ty) | ShapeKind::IntoUnnamed(ty) => format!("as {ty}"),
                };
                let fields = shape.fields.iter().map(|field| match field.column {
                    Some(column) if field.name == self.column(column) => self.column(column).to_string(),
                    _ => format!("{}: {}", field.name, self.typed(&field.expr)),
                });
                format!("{many:?} {kind} {{{}}}", fields.collect::<Vec<_>>().join(", "))
            }
        }
    }

    fn typed(&self, expr: &Expr) -> String {
        format!("{} {}{}", self.expr(expr), ty(&expr.ty), if expr.nullable { "?" } else { "" })
    }

    fn column(&self, column: ColumnId) -> &str {
        &self.table.columns[column].rust_name
    }

    fn list(&self, items: &[Expr]) -> String {
        format!("({})", items.iter().map(|item| self.expr(item)).collect::<Vec<_>>().join(", "))
    }

    fn joined(&self, items: &[Expr], word: &str) -> String {
        format!("({})", items.iter().map(|item| self.expr(item)).collect::<Vec<_>>().join(&format!(" {word} ")))
    }

    fn expr(&self, expr: &Expr) -> String {
        let not = |negated: &bool| if *negated { "not " } else { "" };
        let e = |expr: &Expr| self.expr(expr);
        match &expr.kind {
            ExprKind::Column(column) => self.column(*column).to_string(),
            ExprKind::Literal(literal) => format!("{literal:?}"),
            ExprKind::Param(param) => format!("${param}"),
            ExprKind::Arithmetic(operator, left, right) => format!("({} {operator:?} {})", e(left), e(right)),
            ExprKind::Negate(inner) => format!("-{}", e(inner)),
            ExprKind::ToDecimal(inner) => format!("decimal({})", e(inner)),
            ExprKind::Compare(operator, left, right) => format!("{} {operator:?} {}", e(left), e(right)),
            ExprKind::NullSafeEqual(left, right) => format!("{} is {}", e(left), e(right)),
            ExprKind::And(items) => self.joined(items, "and"),
            ExprKind::Or(items) => self.joined(items, "or"),
            ExprKind::Not(inner) => format!("not ({})", e(inner)),
            ExprKind::IsNull(inner) => format!("{} is null", e(inner)),
            ExprKind::IsNotNull(inner) => format!("{} is not null", e(inner)),
            ExprKind::Between { value, low, high, negated } => {
                format!("{} {}between {} and {}", e(value), not(negated), e(low), e(high))
            }
            ExprKind::In { value, list, negated } => format!("{} {}in {}", e(value), not(negated), self.list(list)),
            ExprKind::InParam { value, param, negated } => format!("{} {}in ${param}", e(value), not(negated)),
            ExprKind::Like { value, pattern, ignore_case, negated } => {
                let like = if *ignore_case { "ilike" } else { "like" };
                format!("{} {}{like} {}", e(value), not(negated), e(pattern))
            }
            ExprKind::StartsWith { value, prefix, end, negated } => {
                let end = end.as_ref().map_or(String::new(), |end| format!(" below {}", e(end)));
                format!("{} {}starts_with {}{end}", e(value), not(negated), e(prefix))
            }
            ExprKind::EndsWith { value, suffix, negated } => {
                format!("{} {}ends_with {}", e(value), not(negated), e(suffix))
            }
            ExprKind::Contains { value, part, negated } => format!("{} {}contains {}", e(value), not(negated), e(part)),
            ExprKind::Call(function, args) => format!("{function:?}{}", self.list(args)),
            ExprKind::Case { arms, otherwise } => {
                let arms = arms.iter().map(|(when, then)| format!("when {} then {} ", e(when), e(then)));
                let otherwise = otherwise.as_ref().map_or(String::new(), |value| format!("else {} ", e(value)));
                format!("case {}{otherwise}end", arms.collect::<String>())
            }
            ExprKind::Optional { params, condition } => format!("optional{params:?} ({})", e(condition)),
            ExprKind::Raw(sql) => format!("raw({sql})"),
        }
    }
}

/// The name of a type, an enumeration's by its Rust name.
fn ty(ty: &Type) -> String {
    match ty {
        Type::Enum(set) => set.rust_name.to_string(),
        Type::Text { max: Some(max) } => format!("Text({max})"),
        Type::Text { max: None } => "Text".into(),
        Type::Bytes { .. } => "Bytes".into(),
        Type::Decimal { precision, scale } => format!("Decimal({precision}, {scale})"),
        other => format!("{other:?}"),
    }
}
