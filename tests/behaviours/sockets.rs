//! Servers of this machine, reached by their unix sockets.

use crate::{SCHEMA, users};
use mysql_async::prelude::Queryable;
use querent::{Database, query};
use querent_tests::on_every_server;
use querent_tests::stores::{Place, tell};

/// The URLs that lead to the same database by the server's socket, in both of their forms.
async fn by_socket(place: &Place) -> Vec<String> {
    let (_, database) = place.url.rsplit_once('/').unwrap();
    if place.url.starts_with('m') {
        let mut connection = mysql_async::Conn::from_url(place.url.replacen("mariadb:", "mysql:", 1)).await.unwrap();
        let socket: String = connection.query_first("SELECT @@socket").await.unwrap().unwrap();
        let user = user_of(place);
        tell(&place.url, &format!("CREATE USER '{user}'@'localhost' IDENTIFIED BY 'secret'")).await.unwrap();
        tell(&place.url, &format!("GRANT ALL ON *.* TO '{user}'@'localhost'")).await.unwrap();
        let escaped = socket.replace('/', "%2F");
        return vec![
            format!("mysql://{user}:secret@{escaped}/{database}"),
            format!("mariadb://{user}:secret@localhost/{database}?socket={socket}"),
        ];
    }
    let (client, connection) =
        tokio_postgres::connect(&place.url.replacen("cockroach:", "postgres:", 1), tokio_postgres::NoTls)
            .await
            .unwrap();
    tokio::spawn(connection);
    let setting = |row: tokio_postgres::Row| row.get::<_, String>(0);
    let folders = setting(client.query_one("SHOW unix_socket_directories", &[]).await.unwrap());
    let port = setting(client.query_one("SHOW port", &[]).await.unwrap());
    let folder = folders.split(',').next().unwrap().trim().to_owned();
    if folder.is_empty() {
        return Vec::new();
    }
    let escaped = folder.replace('/', "%2F");
    let (scheme, _) = place.url.split_once(':').unwrap();
    vec![
        format!("{scheme}://postgres@{escaped}:{port}/{database}"),
        format!("{scheme}:///{database}?host={folder}&port={port}&user=postgres"),
    ]
}

/// A name that the test of one database alone has.
fn user_of(place: &Place) -> String {
    format!("s{}", place.url.rsplit("querent_test_").next().unwrap())
}

#[test]
fn a_server_is_reached_by_its_socket() {
    on_every_server(async |place| {
        let mut rows = 0;
        for url in by_socket(place).await {
            let db = Database::connect(&url).await.unwrap();
            db.sync(&SCHEMA).await.unwrap();
            query!(users.insert { name: "Ann" }).run(&db).await.unwrap();
            rows += 1;
            assert_eq!(query!(users.count).run(&db).await.unwrap(), rows);
            let error = query!(users.insert { id: 1, name: "Ann" }).run(&db).await.unwrap_err();
            assert!(error.is_unique_violation(), "{error}");
            db.close().await.unwrap();
        }
        let nowhere = place.url.split(':').next().unwrap().to_owned() + "://me:hunter2@%2Fno%2Fsuch%2Fsocket/x";
        let error = Database::connect(&nowhere).await.unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(
            error.is_connection_lost() && shown.contains("/no/such/socket") && !shown.contains("hunter2"),
            "{shown}"
        );
        if place.url.starts_with('m') {
            tell(&place.url, &format!("DROP USER '{}'@'localhost'", user_of(place))).await.unwrap();
        }
    });
}

/// What a server refuses for being read-only may be taken by another one, so the connection is not used again.
#[test]
fn a_connection_whose_server_refuses_writes_is_replaced() {
    on_every_server(async |place| {
        let db = Database::connect(&place.url).await.unwrap();
        db.sync(&SCHEMA).await.unwrap();
        let (proxy, url) = querent_tests::proxy::Proxy::before_url(&place.url).await;
        let reader = Database::builder().read_only().connect(&format!("{url}?sslmode=disable")).await.unwrap();
        assert_eq!((query!(users.count).run(&reader).await.unwrap(), proxy.accepted()), (0, 1));
        let error = query!(users.insert_many [{ name: "x" }]).run(&reader).await.unwrap_err();
        assert!(error.is_read_only(), "{error:?}");
        assert_eq!((query!(users.count).run(&reader).await.unwrap(), proxy.accepted()), (0, 2));
        assert_eq!((query!(users.count).run(&reader).await.unwrap(), proxy.accepted()), (0, 2));
    });
}
