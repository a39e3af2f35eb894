//! The queries as querent's users write them.

use super::program::{Case, Kind, Peer};

pub(super) const PEER: Peer = Peer {
    name: "querent",
    title: "querent",
    dependencies: "querent = { path = \"{root}/runtime\" }\n\
                   tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }\n",
    tables: || "querent::schema!();".to_owned(),
    imports: "use crate::{table}::{self, Row};\nuse querent::{Database, Result, query};",
    connection: "&Database",
    result: "querent::Result<{}>",
    connect: "let db = &querent::Database::connect(\"sqlite::memory:\").await?;",
    is_async: true,
    query,
    environment: &[],
    prepare: |_| Ok(()),
};

fn query(case: &Case) -> String {
    let Case { table, number, .. } = case;
    let text = match case.kind {
        Kind::Find => format!(
            "{table}.find where age >= {{age}} and active and score > {number}.5 order by name desc, id take 20"
        ),
        Kind::Get => format!("{table}.get where id = {{id}} and score > {number}.5"),
        Kind::First => format!("{table}.find_first where email = {{email}} and created > {number}"),
        Kind::Count => format!("{table}.count where age >= {{age}} and created > {number}"),
        Kind::Insert => format!("{table}.insert {{ name: {{name}}, email: {{email}}, created: {number} }}"),
        Kind::Update => format!("{table}.update {{ name: {{name}}, created: created + {number} }} where id = {{id}}"),
        Kind::Delete => format!("{table}.delete where id = {{id}} and created > {number}"),
        Kind::Upsert => {
            format!("{table}.upsert where email = {{email}} create {{ name: {{name}} }} update {{ created: {number} }}")
        }
        Kind::Projection => {
            format!("{table}.find {{ id, name, note, created + {number} as later }} where age >= {{age}}")
        }
        Kind::Optional => format!("{table}.find where age >= {{age}}? and created > {number}"),
    };
    match case.kind {
        Kind::Projection => format!(
            "    let rows = query!({text}).run(db).await?;\n    Ok(rows.iter().filter(|row| row.later > 0).count())"
        ),
        _ => format!("    query!({text}).run(db).await"),
    }
}
