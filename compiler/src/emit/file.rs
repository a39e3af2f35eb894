//! A checked query → the plan that the file store walks, as one short text within the statement's.
//!
//! A number is written in digits of base 16, `0` to `f`, of which all but the last are taken from `g` to `v`, so that it needs no end: 7
//! is `7`, 35 is `i3`. Texts are their length in bytes and themselves, lists their length and their items; one character says which
//! kind of thing follows. What is negated is its plain form below a `not`. `runtime/src/file/plan.rs` reads it.

mod expression;

use crate::lower;
use crate::plan::{
    Assignment, ColumnId, Count, Expr, Field, Insert, Nulls, Order, OrderKey, Output, Query, Rows, Verb,
};
use expression::file_expression;
use querent_schema::Schema;

/// The plan of a query.
pub fn file(query: &Query, schema: &Schema) -> String {
    let mut writer = Writer { columns: Columns::of(query, schema), written: String::new() };
    writer.file_verb(&query.verb);
    writer.file_output(query, schema);
    let body = std::mem::take(&mut writer.written);
    writer.text(&schema.tables[query.table].name);
    let more = std::mem::take(&mut writer.columns.more);
    writer.list(&more, |writer, column| writer.text(&schema.tables[query.table].columns[*column].name));
    writer.written + &body
}

/// What columns are called by: their number among the columns of the answer, whose names the statement has anyway, and behind
/// them those that the plan names itself.
struct Columns {
    answered: Vec<Option<ColumnId>>,
    more: Vec<ColumnId>,
}

impl Columns {
    fn of(query: &Query, schema: &Schema) -> Self {
        let fields = query.output.fields().iter().map(|field| field.column);
        let answered = fields.chain(lower::key_columns(query, schema).into_iter().map(Some)).collect();
        Columns { answered, more: Vec::new() }
    }

    fn number(&mut self, column: ColumnId) -> usize {
        if let Some(number) = self.answered.iter().position(|answered| *answered == Some(column)) {
            return number;
        }
        let known = self.more.iter().position(|more| *more == column);
        self.answered.len()
            + known.unwrap_or_else(|| {
                self.more.push(column);
                self.more.len() - 1
            })
    }
}

struct Writer {
    columns: Columns,
    written: String,
}

impl Writer {
    fn file_verb(&mut self, verb: &Verb) {
        match verb {
            Verb::Select(select) => {
                self.tag(if select.distinct { 'D' } else { 'S' });
                self.file_filter(select.filter.as_ref());
                self.file_order(&select.order);
                self.file_count(select.take);
                self.file_count(select.skip);
            }
            Verb::Count { filter } => self.tag('C').file_filter(filter.as_ref()),
            Verb::Exists { filter } => self.tag('E').file_filter(filter.as_ref()),
            Verb::Insert(insert) => self.tag('I').file_insert(insert),
            Verb::Update { assignments, filter } => {
                self.tag('U').file_filter(filter.as_ref());
                self.list(assignments, Writer::file_assignment);
            }
            Verb::Delete { filter } => self.tag('X').file_filter(filter.as_ref()),
            Verb::Upsert(upsert) => {
                self.tag('P').list(&upsert.key, |writer, column| writer.column(*column));
                self.file_insert(&upsert.create);
                self.list(&upsert.update, Writer::file_assignment);
            }
            Verb::Truncate => self.mark('T'),
        }
    }

    /// What a row of the answer is made of; `*` where that is just its columns.
    fn file_output(&mut self, query: &Query, schema: &Schema) {
        let Output::Rows { shape, .. } = &query.output else { return self.mark('-') };
        if shape.fields.iter().all(|field| field.column.is_some()) {
            return self.mark('*');
        }
        let behind = lower::key_columns(query, schema);
        self.tag('{').number(shape.fields.len() + behind.len());
        shape.fields.iter().for_each(|Field { expr, .. }| file_expression(self, expr));
        behind.into_iter().for_each(|column| self.tag('c').column(column));
    }

    fn file_filter(&mut self, filter: Option<&Expr>) {
        match filter {
            None => self.mark('-'),
            Some(filter) => file_expression(self, filter),
        }
    }

    fn file_order(&mut self, order: &Order) {
        match order {
            Order::None => self.mark('-'),
            Order::Keys(keys) => self.tag('k').list(keys, Writer::file_key),
            Order::Choice { param, arms } => {
                self.tag('c').number(*param);
                self.list(arms, |writer, keys| writer.list(keys, Writer::file_key));
            }
        }
    }

    fn file_key(&mut self, key: &OrderKey) {
        let nulls_first = match key.nulls {
            Nulls::Lowest => !key.descending,
            Nulls::First => true,
            Nulls::Last => false,
        };
        self.tag(match (key.descending, nulls_first) {
            (false, true) => 'a',
            (false, false) => 'b',
            (true, true) => 'd',
            (true, false) => 'e',
        });
        file_expression(self, &key.expr);
    }

    fn file_count(&mut self, count: Option<Count>) {
        match count {
            None => self.mark('-'),
            Some(Count::Literal(rows)) => self.tag('n').wide_number(rows),
            Some(Count::Param(param)) => self.tag('p').number(param),
        }
    }

    /// The columns with the parameters on which they depend, and the rows.
    fn file_insert(&mut self, insert: &Insert) {
        self.list(&insert.columns, |writer, column| {
            writer.column(column.column);
            writer.file_only_if(column.only_if);
        });
        let row = |writer: &mut Self, row: &Vec<Expr>| row.iter().for_each(|value| file_expression(writer, value));
        match &insert.rows {
            Rows::Static(rows) => self.tag('s').list(rows, row),
            Rows::Many { row: template, .. } => row(self.tag('m'), template),
        }
    }

    fn file_assignment(&mut self, assignment: &Assignment) {
        self.column(assignment.column);
        self.file_only_if(assignment.only_if);
        file_expression(self, &assignment.value);
    }

    fn file_only_if(&mut self, only_if: Option<usize>) {
        match only_if {
            None => self.mark('-'),
            Some(param) => self.tag('p').number(param),
        }
    }

    fn column(&mut self, column: ColumnId) {
        let number = self.columns.number(column);
        self.number(number);
    }

    fn number(&mut self, number: usize) {
        self.wide_number(number as u64);
    }

    fn wide_number(&mut self, number: u64) {
        const LAST: &[u8; 16] = b"0123456789abcdef";
        const BEFORE: &[u8; 16] = b"ghijklmnopqrstuv";
        let digit = |place: u32| (number >> (place * 4) & 15) as usize;
        let places = (u64::BITS - number.leading_zeros()).div_ceil(4);
        for place in (1..places).rev() {
            self.tag(char::from(BEFORE[digit(place)]));
        }
        self.tag(char::from(LAST[digit(0)]));
    }

    fn text(&mut self, text: &str) {
        self.number(text.len());
        self.written.push_str(text);
    }

    /// What tells one kind of thing from another.
    fn tag(&mut self, tag: char) -> &mut Self {
        self.written.push(tag);
        self
    }

    /// A tag behind which nothing follows.
    fn mark(&mut self, tag: char) {
        self.written.push(tag);
    }

    fn list<T>(&mut self, items: &[T], mut item: impl FnMut(&mut Self, &T)) {
        self.number(items.len());
        items.iter().for_each(|one| item(self, one));
    }
}
