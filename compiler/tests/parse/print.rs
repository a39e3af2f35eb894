//! A query as it was read → a few lines of text: one part a line, expressions fully parenthesised, Rust in braces.

use querent_compiler::ast::{
    Binary, Body, Expr, ExprKind, Fields, Item, Lock, Match, Name, NullsFirst, Order, OrderKey, Projection, Query, Rust,
};

/// The whole query.
pub(crate) fn print(query: &Query) -> String {
    let verb = query.verb.map_or_else(|| "?".to_owned(), |verb| format!("{:?}", verb.kind));
    let mut lines = vec![format!("{} ({}) {verb}", query.table.path, query.table.name.text)];
    lines.extend(body(&query.body));
    lines.extend(query.into.as_ref().map(|into| format!("as {}", into.ty)));
    lines.extend(query.distinct.map(|_| "distinct".to_owned()));
    lines.extend(query.all.map(|_| "all".to_owned()));
    lines.extend(query.filter.as_ref().map(|clause| format!("where {}", expr(&clause.value))));
    lines.extend(query.order.as_ref().map(|clause| order(&clause.value)));
    lines.extend(query.take.as_ref().map(|clause| format!("take {}", expr(&clause.value))));
    lines.extend(query.skip.as_ref().map(|clause| format!("skip {}", expr(&clause.value))));
    lines.extend(query.lock.as_ref().map(|clause| lock(clause.value).to_owned()));
    lines.extend(query.returning.as_ref().map(|clause| format!("returning {}", projection(&clause.value))));
    lines.join("\n")
}

fn lock(lock: Lock) -> &'static str {
    match lock {
        Lock::Wait => "for update",
        Lock::SkipLocked => "for update skip locked",
        Lock::Nowait => "for update nowait",
    }
}

fn body(body: &Body) -> Vec<String> {
    match body {
        Body::None => Vec::new(),
        Body::Hole => vec!["body HOLE".to_owned()],
        Body::Projection(items) => vec![format!("select {}", projection(items))],
        Body::Fields(list) => vec![fields("fields", list)],
        Body::Rust(value) => vec![format!("body {}", rust(value))],
        Body::Rows(rows) => rows.iter().map(|row| fields("row", row)).collect(),
        Body::Upsert { create, update } => {
            let create = create.as_ref().map(|list| fields("create", list));
            create.into_iter().chain(update.as_ref().map(|list| fields("update", list))).collect()
        }
    }
}

fn fields(what: &str, list: &Fields) -> String {
    let fields = list.fields.iter().map(|field| format!("{}: {}", field.name.text, expr(&field.value)));
    let incomplete = list.incomplete.then(|| "INCOMPLETE".to_owned());
    format!("{what} [{}]", fields.chain(incomplete).collect::<Vec<_>>().join(", "))
}

fn projection(projection: &Projection) -> String {
    let items = projection.items.iter().map(|item| match item {
        Item::Star(_) => "*".to_owned(),
        Item::Expr { expr: value, alias: None } => expr(value),
        Item::Expr { expr: value, alias: Some(name) } => format!("{} as {}", expr(value), name.text),
    });
    format!("[{}]", items.collect::<Vec<_>>().join(", "))
}

fn order(order: &Order) -> String {
    match order {
        Order::Keys(list) => format!("order by {}", keys(list)),
        Order::Choice { value, arms } => {
            let arms = arms.iter().map(|arm| format!("\n  {} => {}", arm.pattern, keys(&arm.keys)));
            format!("order by {}{}", rust(value), arms.collect::<String>())
        }
    }
}

fn keys(keys: &[OrderKey]) -> String {
    let keys = keys.iter().map(|key| {
        let direction = if key.descending { " desc" } else { "" };
        let nulls = match key.nulls {
            None => "",
            Some(NullsFirst::First) => " nulls first",
            Some(NullsFirst::Last) => " nulls last",
        };
        format!("{}{direction}{nulls}", expr(&key.expr))
    });
    keys.collect::<Vec<_>>().join(", ")
}

fn rust(rust: &Rust) -> String {
    format!("{{{}}}{}", rust.tokens, if rust.optional.is_some() { "?" } else { "" })
}

/// An expression.
fn expr(value: &Expr) -> String {
    match &value.kind {
        ExprKind::Hole => "HOLE".to_owned(),
        ExprKind::Alone(token) => format!("alone {token}"),
        ExprKind::Path(names) => names.iter().map(|name: &Name| name.text.as_str()).collect::<Vec<_>>().join("."),
        ExprKind::Literal { negative, token } => format!("{}{token}", if *negative { "-" } else { "" }),
        ExprKind::Boolean(value) => value.to_string(),
        ExprKind::Null => "null".to_owned(),
        ExprKind::Rust(value) => rust(value),
        ExprKind::Negate(value) => format!("(- {})", expr(value)),
        ExprKind::Not(value) => format!("(not {})", expr(value)),
        ExprKind::Binary(operator, left, right) => format!("({} {} {})", expr(left), binary(*operator), expr(right)),
        ExprKind::IsNull { value, negated } => format!("({} is {}null)", expr(value), not(*negated)),
        ExprKind::Is { value, other, negated } => format!("({} is {}{})", expr(value), not(*negated), expr(other)),
        ExprKind::Between { value, low, high, negated } => {
            format!("({} {}between {} and {})", expr(value), not(*negated), expr(low), expr(high))
        }
        ExprKind::In { value, list, negated } => format!("({} {}in ({}))", expr(value), not(*negated), exprs(list)),
        ExprKind::InRust { value, list, negated } => format!("({} {}in {})", expr(value), not(*negated), rust(list)),
        ExprKind::Match { how, value, pattern, negated } => {
            format!("({} {}{} {})", expr(value), not(*negated), matched(*how), expr(pattern))
        }
        ExprKind::Call { name, args } => format!("{}({})", name.text, exprs(args)),
        ExprKind::Case { arms, otherwise } => {
            let arms = arms.iter().map(|(when, then)| format!(" when {} then {}", expr(when), expr(then)));
            let otherwise = otherwise.as_ref().map(|value| format!(" else {}", expr(value)));
            format!("(case{})", arms.chain(otherwise).collect::<String>())
        }
    }
}

fn exprs(list: &[Expr]) -> String {
    list.iter().map(expr).collect::<Vec<_>>().join(", ")
}

fn not(negated: bool) -> &'static str {
    if negated { "not " } else { "" }
}

fn binary(operator: Binary) -> &'static str {
    match operator {
        Binary::Or => "or",
        Binary::And => "and",
        Binary::Equal => "=",
        Binary::NotEqual => "!=",
        Binary::Less => "<",
        Binary::LessOrEqual => "<=",
        Binary::Greater => ">",
        Binary::GreaterOrEqual => ">=",
        Binary::Add => "+",
        Binary::Subtract => "-",
        Binary::Multiply => "*",
        Binary::Divide => "/",
        Binary::Remainder => "%",
    }
}

fn matched(how: Match) -> &'static str {
    match how {
        Match::Like => "like",
        Match::ILike => "ilike",
        Match::StartsWith => "starts_with",
        Match::EndsWith => "ends_with",
        Match::Contains => "contains",
    }
}
