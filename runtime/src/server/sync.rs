//! A schema and a server → what it lacks is added, in one transaction where the server has such.

use super::session::Session;
use super::{Server, User, lease};
use crate::answer::Flow;
use crate::decode::ValueRef;
use crate::driver::{RowSink, RowSource};
use crate::error::Result;
use crate::sync::{Addition, Plan, Present, SYNC, SyncReport, plan, refused};
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
    let features = session.dialect().features();
    let catalog = &features.catalog;
    // What lacks nothing is not written to, so that a read-only database can be checked, too.
    let mut planned = look(session, schema, catalog).await?;
    if planned.report.is_empty() {
        return Ok(planned.report);
    }
    if !catalog.changes_in_transaction {
        add(session, &planned).await?;
        return Ok(planned.report);
    }
    session.begin(features.begin).await?;
    let added = async {
        if let Some(lock) = catalog.lock {
            session.query(lock, &[], &[], &mut Texts::default()).await?;
        }
        // Another process may have added something since.
        planned = look(session, schema, catalog).await?;
        add(session, &planned).await
    };
    match added.await {
        Ok(()) => session.commit().await.map(|()| planned.report),
        Err(error) => {
            session.rollback().await;
            Err(error)
        }
    }
}

async fn add(session: &mut Session, plan: &Plan) -> Result<()> {
    for Addition { what, sql } in &plan.statements {
        session.command(sql).await.map_err(|error| refused(what, error))?;
    }
    Ok(())
}

async fn look(session: &mut Session, schema: &Schema, catalog: &Catalog) -> Result<Plan> {
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
    fn row(&mut self, row: &dyn RowSource) -> Result<Flow> {
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
