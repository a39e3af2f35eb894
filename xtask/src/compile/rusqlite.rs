//! The queries as text that nobody checks: the floor.

use super::program::{Case, Kind, Peer};

pub(super) const PEER: Peer = Peer {
    name: "rusqlite",
    title: "rusqlite, unchecked text",
    dependencies: "rusqlite = { version = \"0.41\", features = [\"bundled\"] }\n",
    tables,
    imports: "use crate::Row;\nuse rusqlite::{Connection, OptionalExtension, Result, params};",
    connection: "&Connection",
    result: "rusqlite::Result<{}>",
    connect: "let db = &rusqlite::Connection::open_in_memory()?;",
    is_async: false,
    query,
    environment: &[],
    prepare: |_| Ok(()),
};

/// All tables have the same columns, so one struct with one decoder will do.
fn tables() -> String {
    "#[derive(Debug, Clone, PartialEq)]\npub struct Row {\n    pub id: i64,\n    pub name: String,\n    pub email: String,\n    \
     pub age: Option<i32>,\n    pub score: f64,\n    pub active: bool,\n    pub note: Option<String>,\n    pub created: i64,\n}\n\n\
     impl Row {\n    pub fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {\n        Ok(Row {\n            \
     id: row.get(0)?,\n            name: row.get(1)?,\n            email: row.get(2)?,\n            age: row.get(3)?,\n            \
     score: row.get(4)?,\n            active: row.get(5)?,\n            note: row.get(6)?,\n            created: row.get(7)?,\n        \
     })\n    }\n}\n"
        .to_owned()
}

const COLUMNS: &str = "id, name, email, age, score, active, note, created";

fn query(case: &Case) -> String {
    let Case { table, number, .. } = case;
    let select = format!("SELECT {COLUMNS} FROM {table}");
    match case.kind {
        Kind::Find => {
            rows(&format!("{select} WHERE age >= ?1 AND active AND score > {number}.5 ORDER BY name DESC, id LIMIT 20"))
        }
        Kind::Get => one(&format!("{select} WHERE id = ?1 AND score > {number}.5"), "id", ""),
        Kind::First => {
            one(&format!("{select} WHERE email = ?1 AND created > {number} LIMIT 1"), "email", ".optional()")
        }
        Kind::Count => format!(
            "    let mut statement = db.prepare_cached(\"SELECT count(*) FROM {table} WHERE age >= ?1 AND created > {number}\")?;\n    \
             let count: i64 = statement.query_row(params![age], |row| row.get(0))?;\n    Ok(count as u64)"
        ),
        Kind::Insert => one(
            &format!("INSERT INTO {table} (name, email, created) VALUES (?1, ?2, {number}) RETURNING {COLUMNS}"),
            "name, email",
            "",
        ),
        Kind::Update => {
            changes(&format!("UPDATE {table} SET name = ?2, created = created + {number} WHERE id = ?1"), "id, name")
        }
        Kind::Delete => changes(&format!("DELETE FROM {table} WHERE id = ?1 AND created > {number}"), "id"),
        Kind::Upsert => one(
            &format!(
                "INSERT INTO {table} (name, email) VALUES (?1, ?2) ON CONFLICT (email) DO UPDATE SET created = {number} \
                 RETURNING {COLUMNS}"
            ),
            "name, email",
            "",
        ),
        Kind::Projection => format!(
            "    let mut statement = db.prepare_cached(\"SELECT id, name, note, created + {number} FROM {table} WHERE age >= ?1\")?;\n    \
             let rows = statement.query_map(params![age], |row| {{\n        \
             Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, Option<String>>(2)?, row.get::<_, i64>(3)?))\n    \
             }})?;\n    let rows = rows.collect::<Result<Vec<_>>>()?;\n    Ok(rows.iter().filter(|row| row.3 > 0).count())"
        ),
        Kind::Optional => rows(&format!("{select} WHERE (?1 IS NULL OR age >= ?1) AND created > {number}")),
    }
}

fn rows(text: &str) -> String {
    format!("    db.prepare_cached(\"{text}\")?.query_map(params![age], Row::read)?.collect()")
}

fn one(text: &str, params: &str, end: &str) -> String {
    format!("    db.prepare_cached(\"{text}\")?.query_row(params![{params}], Row::read){end}")
}

fn changes(text: &str, params: &str) -> String {
    format!("    Ok(db.prepare_cached(\"{text}\")?.execute(params![{params}])? as u64)")
}
