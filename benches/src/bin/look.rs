use querent::{Database, query};
use mysql_async::prelude::Queryable;
querent::schema!();
const N: i64 = 20_000;
fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mode = std::env::args().nth(1).unwrap();
    let my = "mysql://root@localhost/test?socket=/run/mysqld/mysqld.sock";
    let pg = "postgres://postgres@%2Fvar%2Frun%2Fpostgresql:5432/postgres";
    runtime.block_on(async {
        match mode.as_str() {
            "ours-my" | "ours-pg" | "setup-my" | "setup-pg" => {
                let db = Database::connect(if mode.ends_with("my") { my } else { pg }).await.unwrap();
                db.sync(&SCHEMA).await.unwrap();
                if mode.starts_with("setup") {
                    query!(items.delete all).run(&db).await.unwrap();
                    query!(items.insert {items::New { id: Some(7), ..items::New::new("a name of an item", 7, 1.5, true, 12345, "Springfield") }}).run(&db).await.unwrap();
                    return;
                }
                for _ in 0..N { std::hint::black_box(query!(items.find_first where id = {7}).run(&db).await.unwrap()); }
            }
            "theirs-my" => {
                let mut c = mysql_async::Conn::from_url(my).await.unwrap();
                let s = c.prep("SELECT id, name, email, parent, score, active, visits, city FROM items WHERE id = ?").await.unwrap();
                for _ in 0..N {
                    let row: Option<(i64, String, Option<String>, i64, f64, bool, i64, String)> = c.exec_first(&s, (7,)).await.unwrap();
                    std::hint::black_box(row);
                }
            }
            _ => {
                let (c, conn) = tokio_postgres::connect(pg, tokio_postgres::NoTls).await.unwrap();
                tokio::spawn(conn);
                let s = c.prepare("SELECT id, name, email, parent, score, active, visits, city FROM items WHERE id = $1").await.unwrap();
                for _ in 0..N {
                    let row = c.query_opt(&s, &[&7i64]).await.unwrap();
                    std::hint::black_box(row.map(|r| items::Row { id: r.get(0), name: r.get(1), email: r.get(2), parent: r.get(3), score: r.get(4), active: r.get(5), visits: r.get(6), city: r.get(7) }));
                }
            }
        }
    });
}
