//! The plan that `query!` writes behind a statement's texts → what the file store does for it.
//!
//! `querent_compiler::emit::file` writes it and says how. It is read when a file store first runs the statement.

mod output;

use super::ansi;
use super::expression::{Arithmetic, Comparison, Expr, Function};
use super::value::Value;
use crate::statement::ResultColumn;
pub(crate) use output::Output;
use querent_schema::Type;

/// A query, with columns by their place in the table of the store.
#[derive(Debug, PartialEq)]
pub(crate) struct Plan {
    /// The database's name of the table, or view.
    pub(crate) table: &'static str,
    pub(crate) verb: Verb,
    /// What a row of the answer is made of; `None` where the answer is a count or nothing.
    pub(crate) output: Option<Output>,
}

/// What a query does.
#[derive(Debug, PartialEq)]
pub(crate) enum Verb {
    Select(Select),
    Count { filter: Option<Expr> },
    Exists { filter: Option<Expr> },
    Insert(Insert),
    Update { filter: Option<Expr>, assignments: Vec<Assignment> },
    Delete { filter: Option<Expr> },
    Upsert(Upsert),
    Truncate,
}

/// What is read.
#[derive(Debug, PartialEq)]
pub(crate) struct Select {
    pub(crate) distinct: bool,
    pub(crate) filter: Option<Expr>,
    pub(crate) order: Order,
    pub(crate) take: Count,
    pub(crate) skip: Count,
}

/// A number of rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Count {
    /// Nothing is said.
    None,
    Literal(u64),
    Param(usize),
}

/// The order of rows.
#[derive(Debug, PartialEq)]
pub(crate) enum Order {
    /// Any.
    None,
    Keys(Vec<OrderKey>),
    /// That of the arm whose number the parameter holds.
    Choice(usize, Vec<Vec<OrderKey>>),
}

/// One key of an order.
#[derive(Debug, PartialEq)]
pub(crate) struct OrderKey {
    pub(crate) expr: Expr,
    pub(crate) descending: bool,
    pub(crate) nulls_first: bool,
}

/// Rows to be inserted.
#[derive(Debug, PartialEq)]
pub(crate) struct Insert {
    pub(crate) columns: Vec<InsertColumn>,
    pub(crate) rows: Rows,
}

/// A column that an insert writes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct InsertColumn {
    pub(crate) column: usize,
    /// It is left out when this parameter is absent.
    pub(crate) only_if: Option<usize>,
}

/// The values of an insert, for each row one per column.
#[derive(Debug, PartialEq)]
pub(crate) enum Rows {
    Static(Vec<Vec<Expr>>),
    /// For each row that is given; parameters count from 0 within each.
    Many(Vec<Expr>),
}

/// `column = value` of an update.
#[derive(Debug, PartialEq)]
pub(crate) struct Assignment {
    pub(crate) column: usize,
    /// It is made only when this parameter is present.
    pub(crate) only_if: Option<usize>,
    pub(crate) value: Expr,
}

/// Insert, or update where the key is taken.
#[derive(Debug, PartialEq)]
pub(crate) struct Upsert {
    pub(crate) key: Vec<usize>,
    pub(crate) create: Insert,
    pub(crate) update: Vec<Assignment>,
}

/// The name of the table, without reading the rest.
pub(crate) fn table(text: &'static str) -> &'static str {
    Reader { rest: text, places: Vec::new(), answered: 0 }.text()
}

impl Plan {
    /// Reads a plan. `columns` are those of the answer; `place` tells where a column stands in the table.
    ///
    /// # Errors
    /// That of `place`, for a column that the table lacks.
    pub(crate) fn read<E>(
        text: &'static str,
        columns: &[ResultColumn],
        place: impl Fn(&str) -> Result<usize, E>,
    ) -> Result<Plan, E> {
        let mut reader = Reader { rest: text, places: Vec::new(), answered: columns.len() };
        let table = reader.text();
        for column in columns {
            // What is computed has a name of its own, and is no column that the plan could mean.
            let known = if column.table.is_empty() { usize::MAX } else { place(column.column)? };
            reader.places.push(known);
        }
        for name in reader.list(Reader::text) {
            reader.places.push(place(name)?);
        }
        let plan = Plan { table, verb: reader.verb(), output: reader.output() };
        assert!(reader.rest.is_empty(), "a plan ends where its text ends");
        Ok(plan)
    }
}

impl Plan {
    /// Whether what it reads depends on the time.
    pub(crate) fn reads_clock(&self) -> bool {
        let order: Vec<&OrderKey> = match &self.verb {
            Verb::Select(Select { order: Order::Keys(keys), .. }) => keys.iter().collect(),
            Verb::Select(Select { order: Order::Choice(_, arms), .. }) => arms.iter().flatten().collect(),
            _ => Vec::new(),
        };
        let filter = match &self.verb {
            Verb::Select(Select { filter, .. }) | Verb::Count { filter } | Verb::Exists { filter } => filter.as_ref(),
            _ => None,
        };
        let given = match &self.output {
            Some(Output::Computed(exprs)) => &exprs[..],
            _ => &[],
        };
        given.iter().chain(filter).chain(order.iter().map(|key| &key.expr)).any(|expr| expr.any(&Expr::reads_clock))
    }
}

struct Reader {
    rest: &'static str,
    /// Where the columns that the plan names by number stand in the table.
    places: Vec<usize>,
    /// Columns of the answer.
    answered: usize,
}

impl Reader {
    fn tag(&mut self) -> char {
        let tag = self.rest.chars().next().expect("a plan is complete");
        self.rest = &self.rest[tag.len_utf8()..];
        tag
    }

    fn number(&mut self) -> usize {
        usize::try_from(self.wide_number()).expect("a number of a plan fits")
    }

    fn wide_number(&mut self) -> u64 {
        let mut number = 0;
        loop {
            let digit = self.tag();
            match digit.to_digit(32).expect("a number is made of digits") {
                last @ 0..16 => return number << 4 | u64::from(last),
                more => number = number << 4 | u64::from(more - 16),
            }
        }
    }

    fn text(&mut self) -> &'static str {
        let length = self.number();
        let (text, rest) = self.rest.split_at(length);
        self.rest = rest;
        text
    }

    fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.number()).map(|_| item(self)).collect()
    }

    fn column(&mut self) -> usize {
        let number = self.number();
        self.places[number]
    }

    fn verb(&mut self) -> Verb {
        match self.tag() {
            tag @ ('S' | 'D') => Verb::Select(Select {
                distinct: tag == 'D',
                filter: self.filter(),
                order: self.order(),
                take: self.count(),
                skip: self.count(),
            }),
            'C' => Verb::Count { filter: self.filter() },
            'E' => Verb::Exists { filter: self.filter() },
            'I' => Verb::Insert(self.insert()),
            'U' => Verb::Update { filter: self.filter(), assignments: self.list(Reader::assignment) },
            'X' => Verb::Delete { filter: self.filter() },
            'P' => Verb::Upsert(Upsert {
                key: self.list(Reader::column),
                create: self.insert(),
                update: self.list(Reader::assignment),
            }),
            'T' => Verb::Truncate,
            other => unreachable!("`{other}` is no verb"),
        }
    }

    fn output(&mut self) -> Option<Output> {
        match self.tag() {
            '-' => None,
            '*' => Some(Output::of(self.places[..self.answered].iter().map(|place| Expr::Column(*place)).collect())),
            '{' => Some(Output::of(self.list(Reader::expression))),
            other => unreachable!("`{other}` is no output"),
        }
    }

    fn filter(&mut self) -> Option<Expr> {
        if self.skip('-') { None } else { Some(self.expression()) }
    }

    fn skip(&mut self, tag: char) -> bool {
        let skipped = self.rest.strip_prefix(tag);
        self.rest = skipped.unwrap_or(self.rest);
        skipped.is_some()
    }

    fn order(&mut self) -> Order {
        match self.tag() {
            '-' => Order::None,
            'k' => Order::Keys(self.list(Reader::key)),
            'c' => Order::Choice(self.number(), self.list(|reader| reader.list(Reader::key))),
            other => unreachable!("`{other}` is no order"),
        }
    }

    fn key(&mut self) -> OrderKey {
        let (descending, nulls_first) = match self.tag() {
            'a' => (false, true),
            'b' => (false, false),
            'd' => (true, true),
            'e' => (true, false),
            other => unreachable!("`{other}` is no direction"),
        };
        OrderKey { expr: self.expression(), descending, nulls_first }
    }

    fn count(&mut self) -> Count {
        match self.tag() {
            '-' => Count::None,
            'n' => Count::Literal(self.wide_number()),
            'p' => Count::Param(self.number()),
            other => unreachable!("`{other}` is no number of rows"),
        }
    }

    fn insert(&mut self) -> Insert {
        let columns = self.list(|reader| InsertColumn { column: reader.column(), only_if: reader.only_if() });
        let width = columns.len();
        let row = |reader: &mut Self| (0..width).map(|_| reader.expression()).collect();
        let rows = match self.tag() {
            's' => Rows::Static(self.list(row)),
            'm' => Rows::Many(row(self)),
            other => unreachable!("`{other}` is no kind of rows"),
        };
        Insert { columns, rows }
    }

    fn assignment(&mut self) -> Assignment {
        Assignment { column: self.column(), only_if: self.only_if(), value: self.expression() }
    }

    fn only_if(&mut self) -> Option<usize> {
        match self.tag() {
            '-' => None,
            'p' => Some(self.number()),
            other => unreachable!("`{other}` is no condition of a column"),
        }
    }

    fn boxed(&mut self) -> Box<Expr> {
        Box::new(self.expression())
    }

    fn expression(&mut self) -> Expr {
        match self.tag() {
            'c' => Expr::Column(self.column()),
            'p' => Expr::Param(self.number()),
            '+' => Expr::Arithmetic(Arithmetic::Add, self.boxed(), self.boxed()),
            '-' => Expr::Arithmetic(Arithmetic::Subtract, self.boxed(), self.boxed()),
            '*' => Expr::Arithmetic(Arithmetic::Multiply, self.boxed(), self.boxed()),
            '/' => Expr::Arithmetic(Arithmetic::Divide, self.boxed(), self.boxed()),
            '%' => Expr::Arithmetic(Arithmetic::Remainder, self.boxed(), self.boxed()),
            'n' => Expr::Negate(self.boxed()),
            't' => Expr::ToDecimal(self.boxed()),
            '=' => Expr::Compare(Comparison::Equal, self.boxed(), self.boxed()),
            '!' => Expr::Compare(Comparison::NotEqual, self.boxed(), self.boxed()),
            '<' => Expr::Compare(Comparison::Less, self.boxed(), self.boxed()),
            'l' => Expr::Compare(Comparison::LessOrEqual, self.boxed(), self.boxed()),
            '>' => Expr::Compare(Comparison::Greater, self.boxed(), self.boxed()),
            'g' => Expr::Compare(Comparison::GreaterOrEqual, self.boxed(), self.boxed()),
            '~' => Expr::Same(self.boxed(), self.boxed()),
            '&' => Expr::And(self.list(Reader::expression)),
            '|' => Expr::Or(self.list(Reader::expression)),
            '^' => Expr::Not(self.boxed()),
            'z' => Expr::IsNull(self.boxed()),
            'b' => Expr::Between(self.boxed(), self.boxed(), self.boxed()),
            'e' => Expr::In(self.boxed(), self.list(Reader::expression)),
            'm' => Expr::InParam(self.boxed(), self.number()),
            'k' => Expr::Like { value: self.boxed(), pattern: self.boxed(), ignore_case: false },
            'K' => Expr::Like { value: self.boxed(), pattern: self.boxed(), ignore_case: true },
            'w' => Expr::StartsWith(self.boxed(), self.boxed()),
            'y' => Expr::EndsWith(self.boxed(), self.boxed()),
            'o' => Expr::Contains(self.boxed(), self.boxed()),
            '@' => Expr::Call(self.function(), self.list(Reader::expression)),
            'C' => {
                let arms = self.list(|reader| (reader.expression(), reader.expression()));
                Expr::Case { arms, otherwise: self.boxed() }
            }
            '?' => Expr::Optional(self.list(Reader::number), self.boxed()),
            'R' => ansi::constant(self.text(), None).unwrap_or_else(|why| Expr::Unknown(why.into())),
            literal => Expr::Value(self.literal(literal)),
        }
    }

    fn literal(&mut self, tag: char) -> Value {
        let integer = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        match tag {
            'N' => Value::Null,
            'T' => Value::Boolean(true),
            'F' => Value::Boolean(false),
            'i' => Value::Integer(integer(self.wide_number())),
            'j' => Value::Integer(0_i64.wrapping_sub_unsigned(self.wide_number())),
            'r' => Value::Float(f64::from_bits(self.wide_number())),
            other => self.text_literal(other),
        }
    }

    /// A literal that is written as a text; the compiler has seen that it is one of its type.
    fn text_literal(&mut self, tag: char) -> Value {
        let text = self.text();
        let value = match tag {
            's' => Some(Value::Text(text.into())),
            'd' => Value::read(&Type::Decimal { precision: 38, scale: 0 }, text),
            'x' => Value::read(&Type::Bytes { max: None }, text),
            'D' => Value::read(&Type::Date, text),
            'H' => Value::read(&Type::Time, text),
            'M' => Value::read(&Type::DateTime, text),
            'S' => Value::read(&Type::Timestamp, text),
            'U' => Value::read(&Type::Uuid, text),
            'J' => Value::read(&Type::Json, text),
            other => unreachable!("`{other}` begins no expression"),
        };
        value.expect("a literal is a value of its type")
    }

    fn function(&mut self) -> Function {
        match self.tag() {
            'l' => Function::Lower,
            'u' => Function::Upper,
            't' => Function::Trim,
            'n' => Function::Length,
            'a' => Function::Abs,
            'r' => Function::Round,
            'c' => Function::Coalesce,
            'j' => Function::Concat,
            'D' => Function::NowDate,
            'H' => Function::NowTime,
            'M' => Function::NowDateTime,
            'S' => Function::NowTimestamp,
            other => unreachable!("`{other}` is no function"),
        }
    }
}

#[cfg(test)]
mod tests;
