//! A schema → what statements need of it, made once: the rules of its tables, and the plans that were read for them.

use super::execute::{LookUp, writes_one};
use super::plan::{self, Plan};
use super::rules::Rules;
use crate::error::{Error, ErrorKind, Result};
use crate::statement::Statement;
use querent_schema::Schema;
use std::sync::{Arc, OnceLock};

/// A schema with what was made of it.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) schema: Arc<Schema>,
    pub(crate) rules: Rules,
    plans: Plans,
}

/// The plans that were read, by the slots of their statements. They stay where they are, so that they are found without a lock.
#[derive(Debug, Default)]
struct Plans([OnceLock<Box<[Place]>>; 1 + (u32::BITS - FEWEST.ilog2()) as usize]);

/// The place of a plan.
type Place = OnceLock<Arc<Placed>>;

/// So many plans have their place together; each next part is twice as large as the one before it.
const FEWEST: u64 = 64;

impl Plans {
    fn place(&self, slot: u32) -> &Place {
        let number = FEWEST + u64::from(slot);
        let length = 1 << number.ilog2();
        let places = || (0..length).map(|_| Place::new()).collect();
        let part = self.0[(number.ilog2() - FEWEST.ilog2()) as usize].get_or_init(places);
        &part[(number - length) as usize]
    }
}

/// A plan with the table that it is about.
#[derive(Debug)]
pub(crate) struct Placed {
    pub(crate) table: usize,
    pub(crate) plan: Plan,
    /// What it does if it looks up one row by a unique key, which takes next to no time.
    pub(crate) look_up: Option<LookUp>,
    /// Whether it writes one row, or the few that stand in it, and no foreign key changes others.
    pub(crate) writes_one: bool,
    /// Whether the time of the statement matters.
    pub(crate) reads_clock: bool,
}

impl Frame {
    pub(crate) fn new(schema: Arc<Schema>) -> Frame {
        let rules = Rules::of(&schema);
        Frame { schema, rules, plans: Plans::default() }
    }

    /// The plan of a statement.
    ///
    /// # Errors
    /// Of kind `Schema` when the store lacks its table or a column.
    pub(crate) fn plan(&self, statement: &'static Statement) -> Result<&Arc<Placed>> {
        let place = self.plans.place(statement.state.slot().get());
        if let Some(known) = place.get() {
            return Ok(known);
        }
        let placed = Arc::new(self.place(statement)?);
        Ok(place.get_or_init(|| placed))
    }

    fn place(&self, statement: &'static Statement) -> Result<Placed> {
        if statement.plan.is_empty() {
            let text = "the query was compiled without what the file store needs: enable the feature `file` of querent";
            return Err(Error::new(ErrorKind::Query, text));
        }
        let name = plan::table(statement.plan);
        let table = self.schema.tables.iter().position(|table| table.name.eq_ignore_ascii_case(name));
        let table = table.ok_or_else(|| missing(&format!("no such table: {name}")))?;
        let definition = &self.schema.tables[table];
        let place = |name: &str| {
            let place = definition.columns.iter().position(|column| column.name.eq_ignore_ascii_case(name));
            place.ok_or_else(|| missing(&format!("no such column: {}.{name}", definition.name)))
        };
        let plan = Plan::read(statement.plan, statement.columns, place)?;
        let rules = &self.rules.tables[table];
        let look_up = if definition.view.is_none() { LookUp::of(&rules.keys, &plan) } else { None };
        let writes_one = rules.referenced_by.is_empty() && writes_one(&rules.keys, &plan);
        // Defaults and the query of a view may ask for it, too.
        let reads_clock = !statement.writes.is_empty() || definition.view.is_some() || plan.reads_clock();
        Ok(Placed { table, plan, look_up, writes_one, reads_clock })
    }
}

#[cold]
fn missing(what: &str) -> Error {
    let text =
        format!("the store does not have the tables of schema.sql: {what}; `db.sync(&SCHEMA)` adds what is missing");
    Error::new(ErrorKind::Schema, text)
}
