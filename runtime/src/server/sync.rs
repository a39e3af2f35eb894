//! A schema and a server → what it lacks is added, in one transaction where the server has such.

use super::session::Session;
use super::{Server, User, lease};
use crate::answer::Flow;
use crate::decode::ValueRef;
use crate::driver::{RowSink, RowSource};
use crate::error::{ErrorKind, Result};
use crate::sync::{Addition, Left, Plan, Present, SYNC, SyncReport, plan, refused};
use querent_schema::dialect::Catalog;
use querent_schema::{Schema, Table};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::task::{Context, Poll};

impl Server {
    /// Adds what is missing.
    pub(crate) async fn sync(self: &Arc<Self>, schema: &Schema) -> Result<SyncReport> {
        let mut lease = lease(self, User::Statement(&SYNC)).await?;
        sync(lease.session(), schema).await.map_err(|error| error.of(&SYNC))
    }
}

async fn sync(session: &mut Session, schema: &Schema) -> Result<SyncReport> {
    // What lacks nothing is not written to, so that a read-only database can be checked, too.
    let mut planned = look(session, schema).await?;
    while !planned.report.is_empty() {
        let error = match add_missing(session, schema).await {
            Ok(report) => return Ok(report),
            Err(error) => error,
        };
        let lacking = planned.statements.len();
        if error.kind() == ErrorKind::Connection {
            return Err(error);
        }
        // Where no lock keeps them apart, another program may have added the same: then the rest is tried.
        planned = look(session, schema).await?;
        if planned.statements.len() >= lacking {
            return Err(error);
        }
    }
    Ok(planned.report)
}

/// Adds what is missing when nobody else does.
async fn add_missing(session: &mut Session, schema: &Schema) -> Result<SyncReport> {
    let features = session.dialect().features();
    if !features.catalog.changes_in_transaction {
        return add_locked(session, schema, &features.catalog).await;
    }
    session.begin(features.begin).await?;
    let added = async {
        if let Some(lock) = features.catalog.lock {
            tell(session, lock).await?;
        }
        add(session, schema, Left::Nothing).await
    };
    match added.await {
        Ok(report) => session.commit().await.map(|()| report),
        Err(error) => {
            session.rollback().await;
            Err(error)
        }
    }
}

/// The same where changes of the schema stand in no transaction.
async fn add_locked(session: &mut Session, schema: &Schema, catalog: &Catalog) -> Result<SyncReport> {
    if let Some(lock) = catalog.lock {
        // Clusters that refuse such locks do without: who comes second sees what was added, and goes on.
        drop(tell(session, lock).await);
    }
    let added = add(session, schema, Left::Earlier).await;
    if let Some(unlock) = catalog.unlock {
        drop(tell(session, unlock).await);
    }
    added
}

async fn tell(session: &mut Session, text: &str) -> Result<()> {
    session.query(text, &[], &[], &mut Texts::default()).await
}

/// Adds what is missing now; another program may have added something since the last look.
async fn add(session: &mut Session, schema: &Schema, left: Left) -> Result<SyncReport> {
    let Plan { report, statements, .. } = look(session, schema).await?;
    for Addition { what, sql } in &statements {
        session.command(sql).await.map_err(|error| refused(what, error, left))?;
    }
    Ok(report)
}

async fn look(session: &mut Session, schema: &Schema) -> Result<Plan> {
    let catalog = &session.dialect().features().catalog;
    let mut present = Present { folds_case: catalog.folds_case, ..Present::default() };
    for [table, kind] in ask(session, catalog.tables).await? {
        let table = present.name(&table);
        if kind.ends_with("VIEW") {
            present.views.insert(table);
        } else {
            present.tables.entry(table).or_default();
        }
    }
    for [table, column] in ask(session, catalog.columns).await? {
        let (table, column) = (present.name(&table), present.name(&column));
        present.tables.entry(table).and_modify(|table| table.columns.extend([column]));
    }
    for [table, index] in ask(session, catalog.indexes).await? {
        let (table, index) = (present.name(&table), present.name(&index));
        present.tables.entry(table).and_modify(|table| table.indexes.extend([index]));
    }
    let mut uniques = BTreeMap::new();
    for [table, index, column] in ask(session, catalog.unique_columns).await? {
        let columns: &mut std::collections::BTreeSet<String> =
            uniques.entry((present.name(&table), index)).or_default();
        columns.insert(present.name(&column));
    }
    for ((table, _), columns) in uniques {
        present.tables.entry(table).and_modify(|table| table.uniques.push(columns));
    }
    let lacking: Vec<&Table> = schema.tables.iter().filter(|table| present.lacks_columns(table)).collect();
    for table in lacking.into_iter().map(|table| &table.name) {
        let quoted = table.replace('"', "\"\"");
        let rows: Vec<[String; 1]> = ask(session, &format!("SELECT '' FROM \"{quoted}\" LIMIT 1")).await?;
        let name = present.name(table);
        present.tables.entry(name).and_modify(|table| table.has_rows = !rows.is_empty());
    }
    plan(schema, session.dialect(), &present)
}

/// The rows of a question, as texts.
pub(super) async fn ask<const N: usize>(session: &mut Session, question: &str) -> Result<Vec<[String; N]>> {
    let mut texts = Texts::default();
    session.query(question, &[], &[], &mut texts).await?;
    let (rows, _) = texts.0.as_chunks::<N>();
    Ok(rows.to_vec())
}

/// All values, row by row.
#[derive(Default)]
struct Texts(Vec<String>);

impl RowSink for Texts {
    fn row(&mut self, row: &mut dyn RowSource) -> Result<Flow> {
        self.0.extend((0..row.columns()).map(|column| match row.value(column) {
            ValueRef::Text(text) => text.to_owned(),
            ValueRef::Bytes(bytes) | ValueRef::BrokenText(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            value => value.to_string(),
        }));
        Ok(Flow::More)
    }

    fn poll_resume(&mut self, _: &mut Context<'_>) -> Poll<()> {
        Poll::Ready(())
    }
}
