//! A statement → SQLite's plan for it, as indented text.

use super::failure::failed;
use super::pool::{self, Lease, User};
use super::thread::on_thread_unless_locked;
use super::{Sqlite, steps};
use crate::error::{Error, Result};
use crate::params::Params;
use crate::statement::Statement;
use crate::text::{Keys, assemble};
use querent_schema::Dialect;
use std::collections::HashMap;
use std::sync::Arc;

impl Sqlite {
    /// The plan of the text that these parameters select.
    pub(crate) async fn explain(
        self: &Arc<Self>,
        statement: &'static Statement,
        params: &Params<'_>,
    ) -> Result<String> {
        let lease = pool::lease(self, User::Statement(statement)).await?;
        explained(lease, statement, params).await?.1
    }
}

/// The plan, and the connection for whoever goes on with it.
pub(super) async fn explained(
    lease: Lease,
    statement: &'static Statement,
    params: &Params<'_>,
) -> Result<(Lease, Result<String>)> {
    let placeholder = Dialect::Sqlite.features().placeholder;
    let texts =
        steps(statement).iter().map(|step| assemble(step.pieces, params.as_slice(), 1, Keys::NONE, placeholder).text);
    let texts: Vec<String> = texts.collect();
    let (lease, plans) = on_thread_unless_locked(lease, move |connection| {
        let plans = texts.iter().map(|text| plan(&connection.inner, text));
        let plans = plans.collect::<rusqlite::Result<Vec<_>>>().map_err(|error| failed(&error))?;
        Ok(plans.concat().join("\n"))
    })
    .await?;
    Ok((lease, plans.map_err(|error: Error| error.of(statement))))
}

/// A line for each step.
fn plan(connection: &rusqlite::Connection, text: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {text}"))?;
    // A plan does not depend on the values, so none is bound.
    let mut rows = statement.raw_query();
    let mut depths = HashMap::from([(0, 0)]);
    let mut lines = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, parent, detail): (i64, i64, String) = (row.get(0)?, row.get(1)?, row.get(3)?);
        let depth = depths.get(&parent).copied().unwrap_or_default();
        depths.insert(id, depth + 1);
        lines.push(format!("{:indent$}{detail}", "", indent = depth * 2));
    }
    Ok(lines)
}
