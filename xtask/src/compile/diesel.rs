//! The queries as diesel's users write them.

use super::program::{Case, Kind, Peer, TABLES};

pub(super) const PEER: Peer = Peer {
    name: "diesel",
    title: "diesel",
    dependencies: "diesel = { version = \"2\", default-features = false, \
                   features = [\"sqlite\", \"returning_clauses_for_sqlite_3_35\", \"64-column-tables\"] }\n\
                   libsqlite3-sys = { version = \"*\", features = [\"bundled\"] }\n",
    tables,
    imports: "use crate::tables::{table};\nuse crate::rows::of_{table}::{Patch, Row, New};\nuse diesel::prelude::*;",
    connection: "&mut SqliteConnection",
    result: "diesel::QueryResult<{}>",
    connect: "use diesel::Connection as _;\n    \
              let db = &mut diesel::SqliteConnection::establish(\":memory:\").expect(\"memory can be had\");",
    is_async: false,
    query,
    environment: &[],
    prepare: |_| Ok(()),
};

/// Each table has its structs: diesel's derives name the table.
fn tables() -> String {
    let tables: String = TABLES.iter().map(|table| {
        format!(
            "    diesel::table! {{\n        {table} (id) {{\n            id -> BigInt,\n            name -> Text,\n            \
             email -> Text,\n            age -> Nullable<Integer>,\n            score -> Double,\n            active -> Bool,\n            \
             note -> Nullable<Text>,\n            created -> BigInt,\n        }}\n    }}\n"
        )
    }).collect();
    let rows: String = TABLES.iter().map(|table| {
        format!(
            "    pub mod of_{table} {{\n        use crate::tables::{table};\n        use diesel::prelude::*;\n\n        \
             #[derive(Debug, Clone, PartialEq, Queryable, Selectable)]\n        #[diesel(table_name = {table})]\n        pub struct Row {{\n            \
             pub id: i64,\n            pub name: String,\n            pub email: String,\n            pub age: Option<i32>,\n            \
             pub score: f64,\n            pub active: bool,\n            pub note: Option<String>,\n            pub created: i64,\n        }}\n\n        \
             #[derive(Insertable)]\n        #[diesel(table_name = {table})]\n        pub struct New<'a> {{\n            \
             pub name: &'a str,\n            pub email: &'a str,\n            pub created: Option<i64>,\n        }}\n\n        \
             #[derive(AsChangeset)]\n        #[diesel(table_name = {table})]\n        pub struct Patch<'a> {{\n            \
             pub name: Option<&'a str>,\n            pub created: Option<i64>,\n        }}\n    }}\n"
        )
    }).collect();
    format!("pub mod tables {{\n{tables}}}\n\npub mod rows {{\n{rows}}}\n")
}

fn query(case: &Case) -> String {
    let Case { table, number, .. } = case;
    match case.kind {
        Kind::Find => format!(
            "    {table}::table\n        .filter({table}::age.ge(age).and({table}::active).and({table}::score.gt({number}.5)))\n        \
             .order(({table}::name.desc(), {table}::id))\n        .limit(20)\n        .select(Row::as_select())\n        .load(db)"
        ),
        Kind::Get => format!(
            "    {table}::table.filter({table}::id.eq(id).and({table}::score.gt({number}.5))).select(Row::as_select()).first(db)"
        ),
        Kind::First => format!(
            "    {table}::table\n        .filter({table}::email.eq(email).and({table}::created.gt({number})))\n        \
             .select(Row::as_select())\n        .first(db)\n        .optional()"
        ),
        Kind::Count => format!(
            "    let count: i64 = {table}::table.filter({table}::age.ge(age).and({table}::created.gt({number}))).count().get_result(db)?;\n    \
             Ok(count as u64)"
        ),
        Kind::Insert => format!(
            "    diesel::insert_into({table}::table)\n        .values(New {{ name, email, created: Some({number}) }})\n        \
             .returning(Row::as_returning())\n        .get_result(db)"
        ),
        Kind::Update => format!(
            "    let changed = diesel::update({table}::table.filter({table}::id.eq(id)))\n        \
             .set(({table}::name.eq(name), {table}::created.eq({table}::created + {number})))\n        .execute(db)?;\n    Ok(changed as u64)"
        ),
        Kind::Delete => format!(
            "    let changed = diesel::delete({table}::table.filter({table}::id.eq(id).and({table}::created.gt({number})))).execute(db)?;\n    \
             Ok(changed as u64)"
        ),
        Kind::Upsert => format!(
            "    diesel::insert_into({table}::table)\n        .values(New {{ name, email, created: None }})\n        \
             .on_conflict({table}::email)\n        .do_update()\n        .set({table}::created.eq({number}))\n        \
             .returning(Row::as_returning())\n        .get_result(db)"
        ),
        Kind::Projection => format!(
            "    let rows: Vec<(i64, String, Option<String>, i64)> = {table}::table\n        .filter({table}::age.ge(age))\n        \
             .select(({table}::id, {table}::name, {table}::note, {table}::created + {number}))\n        .load(db)?;\n    \
             Ok(rows.iter().filter(|row| row.3 > 0).count())"
        ),
        Kind::Optional => format!(
            "    let mut query = {table}::table.filter({table}::created.gt({number})).into_boxed();\n    \
             if let Some(age) = age {{\n        query = query.filter({table}::age.ge(age));\n    }}\n    \
             query.select(Row::as_select()).load(db)"
        ),
    }
}
