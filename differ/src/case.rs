//! Queries in a row, each with its values → the answers of a store, and what its tables hold after each write.

use crate::answer::{Answer, Way, ask};
use crate::compile::{Compiled, Refusal, compile};
use crate::given::{Given, Values, complete, number_keys, writable};
use crate::grammar;
use crate::random::Random;
use crate::subject::Subject;
use crate::tree::{Tree, text};
use crate::value::Value;
use querent::Database;
use querent_schema::Table;
use std::sync::Arc;

/// A query with its values.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    pub(crate) tree: Tree,
    pub(crate) compiled: Arc<Compiled>,
    pub(crate) values: Values,
    pub(crate) way: Way,
}

/// What a store says to a query, and what the tables hold that it has changed.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    pub(crate) answer: Answer,
    pub(crate) states: Vec<Answer>,
}

/// The queries that are the same in every case.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) subject: Subject,
    /// Empties the tables, those first that refer to others.
    clear: Vec<Ask>,
    /// Reads a whole table by its key; one for each table.
    states: Vec<Option<Ask>>,
}

/// Tables that are written, in an order in which they can be emptied.
const WRITTEN: [&str; 6] = ["notes", "keepers", "parts", "things", "firm_thing", "logs"];

impl Ask {
    /// Compiles a query and draws the values that it lacks.
    pub(crate) fn new(tree: Tree, values: &Values, subject: &Subject, random: &mut Random) -> Result<Ask, Refusal> {
        let compiled = compile(&tree.to_string(), subject)?;
        let values = complete(&compiled, subject, values, random);
        // Locks are there in a transaction only.
        let way = if compiled.locks { Way::Committed } else { Way::Alone };
        Ok(Ask { tree, compiled: Arc::new(compiled), values, way })
    }

    /// The same query, run in that way where it can be.
    pub(crate) fn by(self, way: Way) -> Ask {
        if self.compiled.locks && way == Way::Alone { self } else { Ask { way, ..self } }
    }

    pub(crate) fn is_write(&self) -> bool {
        !self.compiled.writes.is_empty()
    }
}

impl Frame {
    /// Compiles what every case needs.
    ///
    /// # Panics
    /// When it does not compile.
    pub(crate) fn new() -> Self {
        let subject = Subject::new();
        let fixed = |query: String| {
            let ask = Ask::new(text(query), &Values::new(), &subject, &mut Random::new(0, 0));
            ask.unwrap_or_else(|refusal| panic!("a query of every case is refused: {refusal:?}"))
        };
        let state = |table: &Table| {
            let columns = table.primary_key.iter().map(|column| &*table.columns[*column].rust_name);
            let key = columns.collect::<Vec<_>>().join(", ");
            (!key.is_empty()).then(|| fixed(format!("{}.find order by {key}", table.rust_name)))
        };
        // MySQL lets rows of one table take each other with them in few ways only.
        let alone = fixed("notes.update { about_id: null } all".to_owned());
        let deletes = WRITTEN.iter().map(|table| fixed(format!("{table}.delete all")));
        let clear = [alone].into_iter().chain(deletes).collect();
        Frame { clear, states: subject.schema.tables.iter().map(state).collect(), subject }
    }

    /// Empties the tables of a store.
    pub(crate) async fn clear(&self, db: &Database) -> Result<(), Answer> {
        for query in &self.clear {
            let answer = ask(db, query.way, &query.compiled, &query.values, &self.subject).await;
            if !matches!(answer, Answer::Count(_)) {
                return Err(answer);
            }
        }
        Ok(())
    }

    /// Runs the queries of a case on emptied tables.
    pub(crate) async fn run(&self, db: &Database, case: &[Ask]) -> Result<Vec<Outcome>, Answer> {
        self.clear(db).await?;
        let mut outcomes = Vec::with_capacity(case.len());
        for query in case {
            let answer = ask(db, query.way, &query.compiled, &query.values, &self.subject).await;
            let mut states = Vec::new();
            for state in query.compiled.writes.iter().filter_map(|table| self.states[*table].as_ref()) {
                states.push(ask(db, state.way, &state.compiled, &state.values, &self.subject).await);
            }
            outcomes.push(Outcome { answer, states });
        }
        Ok(outcomes)
    }

    /// The query that reads a table that was changed.
    pub(crate) fn state(&self, write: &Compiled, place: usize) -> &Ask {
        let states = write.writes.iter().filter_map(|table| self.states[*table].as_ref());
        states.into_iter().nth(place).expect("there are as many states as tables that can be read")
    }

    /// Rows for all tables: the writes with which a case begins.
    pub(crate) fn rows(&self, random: &mut Random) -> Vec<Ask> {
        let mut asks = Vec::new();
        let mut parents = 0;
        for name in ["things", "firm_thing", "parts", "keepers", "logs", "notes"] {
            let table = &self.subject.schema.tables[self.subject.table(name)];
            let most = if name == "keepers" { 3 } else { 12 };
            let length = if random.chance(3) { 70 } else { random.below(most) };
            let own = self.subject.table(name);
            let rows = first_rows(table, own, length, parents, random);
            parents = match name {
                "things" => length,
                "parts" => parents.min(length),
                _ => parents,
            };
            let values = Values::from([("v0".to_owned(), Given::Rows(rows))]);
            let ask = Ask::new(text(format!("{name}.insert_many {{v0}}")), &values, &self.subject, random);
            asks.push(ask.unwrap_or_else(|refusal| panic!("rows of {name} are refused: {refusal:?}")));
        }
        asks
    }

    /// A random query, or why the compiler refuses it.
    pub(crate) fn query(&self, writes: bool, random: &mut Random) -> Result<Ask, (String, Refusal)> {
        let names: &[&str] = match writes {
            true => &["things", "things", "firm_thing", "parts", "parts", "keepers", "logs", "notes", "notes"],
            false => {
                &["things", "things", "things", "firm_thing", "firm_thing", "parts", "logs", "notes", "cheap_things"]
            }
        };
        let &name = random.pick(names);
        let table = &self.subject.schema.tables[self.subject.table(name)];
        let make = if writes { grammar::writing } else { grammar::reading };
        let tree = make(table, random);
        let query = tree.to_string();
        let ask = Ask::new(tree, &Values::new(), &self.subject, random).map_err(|refusal| (query, refusal))?;
        Ok(ask.by(way(random)))
    }
}

/// How a query is run: mostly by itself.
fn way(random: &mut Random) -> Way {
    match random.below(20) {
        0..=2 => Way::Committed,
        3 => Way::Undone,
        4 => Way::PartUndone,
        _ => Way::Alone,
    }
}

/// Rows that are accepted: keys of their own, references to rows that are there, and of checks only what holds.
fn first_rows(
    table: &Table,
    own: usize,
    length: usize,
    parents: usize,
    random: &mut Random,
) -> Vec<Vec<Option<Value>>> {
    let cell = |number: usize, place: usize, random: &mut Random| {
        let column = &table.columns[place];
        let key = table.foreign_keys.iter().find(|key| key.columns.contains(&place));
        let references = key.is_some();
        // Of its own table a row refers to the first.
        let parents = if key.is_some_and(|key| key.table == own) { number.min(1) } else { parents };
        let left_out = column.auto_increment || !column.is_required() && random.chance(25);
        match &*column.name {
            _ if references && parents == 0 || left_out && column.name != "noted_at" => None,
            _ if references => Some(Value::Integer(1 + random.below(parents) as i64)),
            "stars" => Some(Value::Integer(random.below(1001) as i64)),
            "weight" => Some(Value::Integer(1 + random.below(4) as i64)),
            // One that is left out is the time of the insert, which is another one on each store.
            "noted_at" => Some(Value::random(&column.ty, random)),
            "Amount" => Some(Value::Integer(random.below(1001) as i64)),
            "Region" => Some(Value::Text(random.pick(&["", "a", "A", "é", "ab "]).to_string())),
            _ => Some(Value::random(&column.ty, random)),
        }
    };
    let row =
        |number: usize, random: &mut Random| writable(table).map(|(place, _)| cell(number, place, random)).collect();
    let mut rows: Vec<Vec<Option<Value>>> = (0..length).map(|number| row(number, random)).collect();
    number_keys(table, &mut rows, 1);
    rows
}
