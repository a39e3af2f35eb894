//! `insert`, `update`, `delete`, `upsert`, `truncate` → changed rows, by the rules of their tables, and what is given of them.

use super::effects::{Effects, Row};
use super::read::find;
use super::view::{Change, RowId, View};
use super::{Run, give};
use crate::answer::{Flow, Sink};
use crate::error::Result;
use crate::file::evaluate::{Context, bind, bind_owned, evaluate};
use crate::file::expression::Expr;
use crate::file::plan::{Assignment, Insert, InsertColumn, Output, Plan, Rows, Upsert, Verb};
use crate::file::value::Value;
use crate::params::Params;
use crate::statement::Statement;
use smallvec::SmallVec;

/// Runs a plan that changes something, other than an `insert_many {rows}`.
///
/// # Errors
/// When a constraint would not hold, among others; what was changed up to there is for the caller to undo.
pub(crate) fn write(
    store: &mut impl Change,
    table: usize,
    plan: &Plan,
    run: Run<'_>,
    statement: &'static Statement,
    sink: &mut dyn Sink,
) -> Result<()> {
    let mut effects = Effects::default();
    let mut writer = Writer { store, table, run, effects: &mut effects };
    let written = match &plan.verb {
        Verb::Insert(insert) => Written::Rows(writer.insert(insert)?),
        Verb::Update { filter, assignments } => Written::Rows(writer.update(filter.as_ref(), assignments)?),
        Verb::Delete { filter } => Written::Gone(writer.delete(filter.as_ref())?),
        Verb::Truncate => Written::Gone(writer.delete(None)?),
        Verb::Upsert(upsert) => Written::Rows(vec![writer.upsert(upsert)?]),
        Verb::Select(_) | Verb::Count { .. } | Verb::Exists { .. } => unreachable!("a plan that reads is read"),
    };
    effects.finish(store, run)?;
    give_written(store, table, plan, written, run, statement, sink)
}

/// Rows of an `insert_many {rows}`, one after the other.
#[derive(Debug, Default)]
pub(crate) struct Inserting {
    effects: Effects,
    ids: Vec<RowId>,
}

impl Inserting {
    /// Inserts the row whose values are these, which are gone behind it.
    pub(crate) fn add(
        &mut self,
        store: &mut impl Change,
        table: usize,
        plan: &Plan,
        run: Run<'_>,
        params: &mut Params<'_>,
    ) -> Result<()> {
        let Verb::Insert(Insert { columns, rows: Rows::Many(values) }) = &plan.verb else {
            unreachable!("only an `insert_many` has rows of its own")
        };
        let mut writer = Writer { store, table, run, effects: &mut self.effects };
        let row = match are_params(columns, values) {
            true => writer.row_of(columns, params)?,
            false => {
                let bound = bind(params.as_slice())?;
                drop(params.drain());
                writer.new_row(columns, values, Context { params: &bound, ..run.context() })?
            }
        };
        self.ids.push(self.effects.insert(store, run, table, row)?);
        Ok(())
    }

    /// Gives the rows, or their number, when all that must hold does.
    pub(crate) fn finish(
        self,
        store: &impl View,
        table: usize,
        plan: &Plan,
        run: Run<'_>,
        statement: &'static Statement,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        self.effects.finish(store, run)?;
        give_written(store, table, plan, Written::Rows(self.ids), run, statement, sink)
    }
}

/// Whether each column of an insert takes the parameter at its place, or is left out with it.
fn are_params(columns: &[InsertColumn], values: &[Expr]) -> bool {
    let is_param = |place: usize, (column, value): (&InsertColumn, &Expr)| {
        matches!(value, Expr::Param(param) if *param == place) && column.only_if.is_none_or(|param| param == place)
    };
    columns.iter().zip(values).enumerate().all(|(place, one)| is_param(place, one))
}

fn give_written(
    store: &impl View,
    table: usize,
    plan: &Plan,
    written: Written,
    run: Run<'_>,
    statement: &'static Statement,
    sink: &mut dyn Sink,
) -> Result<()> {
    match (&plan.output, written) {
        (None, written) => sink.changed(written.len()),
        (Some(output), Written::Rows(ids)) => {
            let rows = ids.into_iter().filter_map(|id| store.row(table, id));
            give_all(rows, output, run.context(), statement, sink)?;
        }
        (Some(output), Written::Gone(rows)) => {
            give_all(rows.iter().map(Vec::as_slice), output, run.context(), statement, sink)?;
        }
    }
    Ok(())
}

/// What a write has done.
enum Written {
    /// These rows are new or changed.
    Rows(Vec<RowId>),
    /// These rows are gone.
    Gone(Vec<Vec<Value>>),
}

impl Written {
    fn len(&self) -> u64 {
        let rows = match self {
            Written::Rows(ids) => ids.len(),
            Written::Gone(rows) => rows.len(),
        };
        rows as u64
    }
}

fn give_all<'r>(
    rows: impl Iterator<Item = &'r [Value]>,
    output: &Output,
    context: Context<'r>,
    statement: &'static Statement,
    sink: &mut dyn Sink,
) -> Result<()> {
    for row in rows {
        if give(sink, statement, output, context.at(row))? != Flow::More {
            break;
        }
    }
    Ok(())
}

/// Which columns were given; of so many that needs no memory of its own.
type Given = SmallVec<[bool; 32]>;

struct Writer<'w, S> {
    store: &'w mut S,
    table: usize,
    run: Run<'w>,
    effects: &'w mut Effects,
}

impl<S: Change> Writer<'_, S> {
    fn insert(&mut self, insert: &Insert) -> Result<Vec<RowId>> {
        let Rows::Static(rows) = &insert.rows else { unreachable!("rows that are given are added one by one") };
        let context = self.run.context();
        rows.iter().map(|row| self.insert_row(&insert.columns, row, context)).collect()
    }

    fn insert_row(&mut self, columns: &[InsertColumn], values: &[Expr], context: Context<'_>) -> Result<RowId> {
        let row = self.new_row(columns, values, context)?;
        self.effects.insert(self.store, self.run, self.table, row)
    }

    /// A whole row that meets the checks of its table.
    fn new_row(&mut self, columns: &[InsertColumn], values: &[Expr], context: Context<'_>) -> Result<Vec<Value>> {
        let form = self.run.form(self.table);
        let mut row = vec![Value::Null; form.table.columns.len()];
        let mut given = Given::from_elem(false, row.len());
        for (column, value) in columns.iter().zip(values) {
            if column.only_if.is_none_or(|param| context.params[param].is_present()) {
                row[column.column] = form.stored(column.column, evaluate(value, context)?.as_ref())?;
                given[column.column] = true;
            }
        }
        self.completed(row, &given, context)
    }

    /// The same of columns that take the parameters at their places, without a copy of them.
    fn row_of(&mut self, columns: &[InsertColumn], params: &mut Params<'_>) -> Result<Vec<Value>> {
        let form = self.run.form(self.table);
        let mut row = vec![Value::Null; form.table.columns.len()];
        let mut given = Given::from_elem(false, row.len());
        for (column, param) in columns.iter().zip(params.drain()) {
            given[column.column] = column.only_if.is_none() || param.is_present();
            row[column.column] = bind_owned(param)?;
        }
        for (column, value) in row.iter_mut().enumerate() {
            *value = form.kept(column, std::mem::replace(value, Value::Null))?;
        }
        self.completed(row, &given, self.run.context())
    }

    /// A row with what was not given.
    fn completed(&mut self, mut row: Vec<Value>, given: &Given, context: Context<'_>) -> Result<Vec<Value>> {
        let form = self.run.form(self.table);
        for (place, column) in form.table.columns.iter().enumerate() {
            // As SQLite does, a key that counts up does so in place of NULL, too.
            if column.auto_increment && matches!(row[place], Value::Null) {
                row[place] = form.stored(place, &Value::Integer(self.store.count_up(self.table)?))?;
            } else if !given[place] {
                row[place] = form.left_out(place, context)?;
            }
        }
        form.complete(&mut row, context)?;
        Ok(row)
    }

    fn update(&mut self, filter: Option<&Expr>, assignments: &[Assignment]) -> Result<Vec<RowId>> {
        let mut ids = self.matching(filter)?;
        for id in &mut ids {
            *id = self.assign(*id, assignments)?;
        }
        Ok(ids)
    }

    /// The rows of a filter, in the order of their key.
    fn matching(&self, filter: Option<&Expr>) -> Result<Vec<RowId>> {
        let mut rows = find(self.store, self.table, filter, usize::MAX, self.run)?;
        let key = &self.run.schema.tables[self.table].primary_key;
        rows.sort_by(|(_, one), (_, other)| {
            let parts = key.iter().map(|column| one[*column].cmp(&other[*column]));
            parts.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
        });
        Ok(rows.into_iter().map(|(id, _)| id).collect())
    }

    /// Changes a row, and tells the number that it has then.
    fn assign(&mut self, id: RowId, assignments: &[Assignment]) -> Result<RowId> {
        let (form, context) = (self.run.form(self.table), self.run.context());
        let Some(old) = self.store.row(self.table, id) else { return Ok(id) };
        let mut row = old.to_vec();
        for assignment in assignments {
            if assignment.only_if.is_none_or(|param| context.params[param].is_present()) {
                // Each sees the old values.
                let value = evaluate(&assignment.value, context.at(old))?;
                row[assignment.column] = form.stored(assignment.column, value.as_ref())?;
            }
        }
        form.complete(&mut row, context)?;
        self.effects.replace(self.store, self.run, Row { table: self.table, id }, row)
    }

    fn delete(&mut self, filter: Option<&Expr>) -> Result<Vec<Vec<Value>>> {
        let ids = self.matching(filter)?;
        let rows: Vec<Vec<Value>> =
            ids.iter().filter_map(|id| Some(self.store.row(self.table, *id)?.to_vec())).collect();
        for id in ids {
            self.effects.remove(self.store, self.run, Row { table: self.table, id })?;
        }
        Ok(rows)
    }

    fn upsert(&mut self, upsert: &Upsert) -> Result<RowId> {
        let context = self.run.context();
        let values: &[Expr] = match &upsert.create.rows {
            Rows::Static(rows) => rows.first().map_or(&[], Vec::as_slice),
            Rows::Many(row) => row,
        };
        // A new row that could not be is refused whether it is needed or not, as databases do.
        let row = self.new_row(&upsert.create.columns, values, context)?;
        let key: Vec<Value> = upsert.key.iter().map(|column| row[*column].clone()).collect();
        match super::effects::rows_with(self.store, self.run, self.table, &upsert.key, &key, 1).first() {
            Some(id) => self.assign(*id, &upsert.update),
            None => self.effects.insert(self.store, self.run, self.table, row),
        }
    }
}
