//! A peer's way to write a query → a workspace of two crates, `few` and `many`, with their queries in a module per table.

use std::fmt::Write as _;
use std::path::Path;

pub(super) const FEW: usize = 50;
pub(super) const MANY: usize = 400;

/// Ten tables of one shape; what differs is their names.
pub(super) const TABLES: [&str; 10] =
    ["accounts", "articles", "bookings", "customers", "devices", "events", "invoices", "members", "orders", "products"];

/// What is measured: querent, or something to measure it against.
pub(super) struct Peer {
    /// The name of its folder.
    pub(super) name: &'static str,
    /// What the report calls it.
    pub(super) title: &'static str,
    /// The lines of `[dependencies]`; `{root}` is the top of the repository.
    pub(super) dependencies: &'static str,
    /// What `main.rs` begins with: the tables.
    pub(super) tables: fn() -> String,
    /// What each module begins with.
    pub(super) imports: &'static str,
    /// The type of the argument of every function.
    pub(super) connection: &'static str,
    /// The error of every function.
    pub(super) result: &'static str,
    /// What opens a connection, called `db`.
    pub(super) connect: &'static str,
    /// Whether its functions are async.
    pub(super) is_async: bool,
    /// The body of a function.
    pub(super) query: fn(&Case) -> String,
    /// What commands see.
    pub(super) environment: &'static [(&'static str, &'static str)],
    /// What must be done once in its folder.
    pub(super) prepare: fn(&Path) -> Result<(), String>,
}

/// A query to be written.
pub(super) struct Case {
    pub(super) kind: Kind,
    pub(super) table: &'static str,
    /// A number that no other query of the crate has.
    pub(super) number: usize,
}

/// What programs ask of a table.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// Rows by a condition, in an order, up to a limit.
    Find,
    /// A row by its key.
    Get,
    /// The first row by a unique column, or none.
    First,
    Count,
    Insert,
    Update,
    Delete,
    Upsert,
    /// Some columns and an expression.
    Projection,
    /// A condition that may be left out.
    Optional,
}

const KINDS: [Kind; 10] = [
    Kind::Find,
    Kind::Get,
    Kind::First,
    Kind::Count,
    Kind::Insert,
    Kind::Update,
    Kind::Delete,
    Kind::Upsert,
    Kind::Projection,
    Kind::Optional,
];

impl Kind {
    /// The parameters of the function, and the arguments of its call.
    fn parameters(self) -> (&'static str, &'static str) {
        match self {
            Kind::Find | Kind::Count | Kind::Projection => ("age: i32", "30"),
            Kind::Get | Kind::Delete => ("id: i64", "1"),
            Kind::First => ("email: &str", "\"a@b.c\""),
            Kind::Insert | Kind::Upsert => ("name: &str, email: &str", "\"Ann\", \"a@b.c\""),
            Kind::Update => ("id: i64, name: &str", "1, \"Ann\""),
            Kind::Optional => ("age: Option<i32>", "Some(30)"),
        }
    }

    /// What the function gives; a projection has a type of its own, so that its length is given.
    fn answer(self) -> &'static str {
        match self {
            Kind::Find | Kind::Optional => "Vec<Row>",
            Kind::Get | Kind::Insert | Kind::Upsert => "Row",
            Kind::First => "Option<Row>",
            Kind::Count | Kind::Update | Kind::Delete => "u64",
            Kind::Projection => "usize",
        }
    }
}

/// Writes the workspace of a peer.
pub(super) fn write(peer: &Peer, folder: &Path) -> std::io::Result<()> {
    for (package, queries) in [("few", FEW), ("many", MANY)] {
        let crate_folder = folder.join(package);
        std::fs::create_dir_all(crate_folder.join("src"))?;
        std::fs::write(crate_folder.join("Cargo.toml"), manifest(peer, package))?;
        std::fs::write(crate_folder.join("src/main.rs"), main(peer))?;
        for table in TABLES {
            std::fs::write(crate_folder.join(format!("src/of_{table}.rs")), module(peer, table, queries, 0))?;
        }
    }
    std::fs::write(folder.join("schema.sql"), schema())?;
    std::fs::write(folder.join("Cargo.toml"), "[workspace]\nresolver = \"3\"\nmembers = [\"few\", \"many\"]\n")
}

/// Changes one query of the large crate: it becomes the same as another of its kind, so that notes of all texts hold still.
pub(super) fn write_edited(peer: &Peer, folder: &Path, edit: usize) -> std::io::Result<()> {
    let table = TABLES[0];
    std::fs::write(folder.join(format!("many/src/of_{table}.rs")), module(peer, table, MANY, edit * 10 * KINDS.len()))
}

/// The tables as SQL.
pub(super) fn schema() -> String {
    TABLES.iter().fold(String::new(), |mut text, table| {
        let _ = writeln!(
            text,
            "CREATE TABLE {table} (\n    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,\n    name VARCHAR(100) NOT NULL,\n    \
             email VARCHAR(200) NOT NULL UNIQUE,\n    age INTEGER,\n    score DOUBLE PRECISION NOT NULL DEFAULT 0,\n    \
             active BOOLEAN NOT NULL DEFAULT TRUE,\n    note TEXT,\n    created BIGINT NOT NULL DEFAULT 0\n);"
        );
        text
    })
}

fn manifest(peer: &Peer, package: &str) -> String {
    let dependencies = peer.dependencies.replace("{root}", &crate::run::root().to_string_lossy());
    format!(
        "[package]\nname = \"{package}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[features]\nused = []\n\n[dependencies]\n\
         {dependencies}"
    )
}

fn main(peer: &Peer) -> String {
    let mut text = String::from("#![allow(dead_code, unused_imports)]\n\n");
    TABLES.iter().for_each(|table| text += &format!("mod of_{table};\n"));
    text += &format!("\n{}\n", (peer.tables)());
    if peer.is_async {
        // A future that is polled somewhere must be built; that costs the caller nothing else.
        text += "fn used<T>(_: &dyn Future<Output = T>) {}\n\n#[tokio::main]\nasync ";
    } else {
        text += "fn used<T>(_: &T) {}\n\n";
    }
    text += &format!("fn main() -> {} {{\n    {}\n    let _ = &db;\n", peer.result.replace("{}", "()"), peer.connect);
    for table in TABLES {
        text += &format!("    #[cfg(feature = \"used\")]\n    of_{table}::all(db);\n");
    }
    text + "    Ok(())\n}\n"
}

/// The queries of a table: of each ten queries, one is of this table, and each time of another kind.
fn module(peer: &Peer, table: &'static str, queries: usize, edit: usize) -> String {
    let cases = (0..queries / 10).map(|turn| (turn, KINDS[(turn + place(table)) % KINDS.len()]));
    let (mut text, mut calls) = (peer.imports.replace("{table}", table) + "\n", String::new());
    let word = if peer.is_async { "async " } else { "" };
    for (turn, kind) in cases {
        let (parameters, arguments) = kind.parameters();
        let name = format!("query_{turn}");
        // The edit is of one query: it gets another number.
        let number = turn * 10 + place(table) + if turn == 0 { edit } else { 0 };
        let body = (peer.query)(&Case { kind, table, number });
        let (connection, result) = (peer.connection, peer.result.replace("{}", kind.answer()));
        text += &format!("\npub {word}fn {name}(db: {connection}, {parameters}) -> {result} {{\n{body}\n}}\n");
        calls += &format!("    crate::used(&{name}(db, {arguments}));\n");
    }
    text + &format!("\n#[cfg(feature = \"used\")]\npub fn all(db: {}) {{\n{calls}}}\n", peer.connection)
}

fn place(table: &str) -> usize {
    TABLES.iter().position(|other| *other == table).unwrap_or_default()
}
