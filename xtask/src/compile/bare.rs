//! Async functions with one `.await` and no query: what the form of the functions costs by itself.

use super::program::{Case, Kind, Peer};

pub(super) const PEER: Peer = Peer {
    name: "bare",
    title: "an async function without a query",
    dependencies: "tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }\n",
    tables,
    imports: "use crate::{Database, Result, Row, answer};",
    connection: "&Database",
    result: "crate::Result<{}>",
    connect: "let db = &Database;",
    is_async: true,
    query,
    environment: &[],
    prepare: |_| Ok(()),
};

fn tables() -> String {
    "pub struct Database;\npub struct Row {\n    pub created: i64,\n}\npub type Result<T> = std::result::Result<T, std::fmt::Error>;\n\n\
     pub fn answer<T>(_: &Database, _: i64) -> std::future::Pending<Result<T>> {\n    std::future::pending()\n}\n"
        .to_owned()
}

fn query(case: &Case) -> String {
    let number = case.number;
    match case.kind {
        Kind::Projection => format!(
            "    let rows: Vec<Row> = answer(db, {number}).await?;\n    Ok(rows.iter().filter(|row| row.created > 0).count())"
        ),
        _ => format!("    answer(db, {number}).await"),
    }
}
