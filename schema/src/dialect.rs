//! The dialects of SQL, as facts: what each can do and how it spells things.

mod catalog;
mod ways;

use crate::model::EnumKind;
pub use catalog::{Catalog, Databases};
pub use ways::{
    BytesLiteral, CaseFunctions, Decimals, IntegerDivision, ListParameter, Modes, Now, NullSafe, Placeholder, Position,
    TimeLiteral, UpsertClause, Wrap,
};

/// A dialect of SQL that statements are rendered for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dialect {
    /// SQLite 3.45 or newer.
    Sqlite,
    /// MySQL 8.0 or newer.
    Mysql,
    /// MariaDB 10.6 or newer.
    Mariadb,
    /// PostgreSQL 13 or newer.
    Postgres,
    /// CockroachDB 23 or newer.
    Cockroach,
}

impl Dialect {
    /// All of them, in the order in which a statement keeps its texts: `ALL[d as usize] == d`.
    pub const ALL: [Dialect; 5] =
        [Dialect::Sqlite, Dialect::Mysql, Dialect::Mariadb, Dialect::Postgres, Dialect::Cockroach];

    /// What it can do and how it spells things.
    pub const fn features(self) -> &'static Features {
        match self {
            Dialect::Sqlite => &Features::SQLITE,
            Dialect::Mysql => &Features::MYSQL,
            Dialect::Mariadb => &Features::MARIADB,
            Dialect::Postgres => &Features::POSTGRES,
            Dialect::Cockroach => &Features::COCKROACH,
        }
    }
}

/// What a dialect can do and how it spells things.
///
/// All of them quote names with `"` (the sessions of MySQL and MariaDB set `ANSI_QUOTES`) and texts with `'`.
#[derive(Debug, Clone, PartialEq)]
pub struct Features {
    /// Which dialect this is; for names in messages only.
    pub name: &'static str,

    /// `INSERT … RETURNING`.
    pub insert_returning: bool,
    /// `UPDATE … RETURNING`.
    pub update_returning: bool,
    /// `DELETE … RETURNING`.
    pub delete_returning: bool,
    /// `WITH changed AS (UPDATE … RETURNING …) SELECT …`.
    pub changes_in_with: bool,
    /// How an insert becomes an update where the key is taken.
    pub upsert: UpsertClause,
    /// `SELECT … FOR UPDATE`, with `SKIP LOCKED` and `NOWAIT`. Without it a transaction that writes is alone.
    pub row_locks: bool,
    /// The assignments of an UPDATE are made one after the other, each seeing those before it.
    pub assignments_in_sequence: bool,
    /// An UPDATE or DELETE of one table runs a subquery in its condition once for each row that there is, and reads and locks them all; as one
    /// of several tables it joins it, as a SELECT does.
    pub changes_repeat_subqueries: bool,
    /// What begins a transaction that writes.
    pub begin: &'static str,
    /// Where it is said how isolated a transaction is and whether it writes.
    pub modes: Modes,
    /// `DEFERRABLE`: a transaction that begins when it can neither fail for others nor make others fail.
    pub deferrable: bool,
    /// The savepoint, the outermost one, to which a transaction goes back to be tried again without losing its place among others.
    /// Its release commits the transaction.
    pub restart_savepoint: Option<&'static str>,
    /// `TRUNCATE` of a table that no foreign key refers to is part of the transaction.
    pub truncates_in_transaction: bool,

    /// What stands for a parameter.
    pub placeholder: Placeholder,
    /// How many parameters a statement has at most.
    pub most_parameters: usize,
    /// A parameter has a type of its own, which a cast gives where nothing else does.
    pub typed_parameters: bool,
    /// A parameter for a day counts as a day and time, and one for a decimal as a float, where nothing else gives it a type.
    pub loose_parameters: bool,
    /// BETWEEN and IN compare all their operands as floats where a decimal among them is a parameter without a type, for that is a text.
    pub ranges_round_decimals: bool,
    /// NULL for a column that counts up takes the next number; elsewhere the keyword DEFAULT does.
    pub null_counts_up: bool,
    /// What follows `INSERT INTO t` when no column is given.
    pub empty_insert: &'static str,
    /// Equality for which NULL is equal to NULL.
    pub null_safe: NullSafe,
    /// An index serves that equality.
    pub null_safe_uses_indexes: bool,
    /// `unique <=> ?` finds one row at most where the parameter is NULL.
    pub spaceship_loses_nulls: bool,
    /// NULL is the lowest value in an order; elsewhere it is the highest.
    pub nulls_are_lowest: bool,
    /// `NULLS FIRST` and `NULLS LAST`.
    pub nulls_clause: bool,
    /// What must stand before OFFSET when there is no LIMIT.
    pub unlimited: Option<&'static str>,
    /// What holds the values of `in {list}`.
    pub list: ListParameter,
    /// `unnest` takes several arrays apart side by side, which are the columns of an INSERT.
    pub unnests: bool,
    /// The name of a table is the type of its rows, by which an array of texts becomes one of whatever type a column has; but for these names, which are
    /// types of the database itself.
    pub row_types_but: Option<&'static [&'static str]>,
    /// The type of a text of a list that is taken apart: with all letters, whatever the character set of the database is.
    pub list_text: &'static str,
    /// The collation by which texts of a list are compared, where they have that of the database of their own accord.
    pub list_collation: Option<&'static str>,
    /// A prepared statement keeps what NULL is to one list for the next list.
    pub keeps_null_in_list: bool,
    /// A list of tuples is written `(VALUES (1, 2), (3, 4))`.
    pub tuples_need_values: bool,
    /// A backslash in a text has a meaning and is doubled.
    pub backslash_escapes: bool,
    /// How bytes are written.
    pub bytes: BytesLiteral,
    /// How dates and times are written.
    pub times: TimeLiteral,
    /// The literals of UUIDs, JSON documents and floats carry a cast.
    pub cast_literals: bool,
    /// Arithmetic of narrow integers has a narrow result, which is widened by a cast.
    pub narrow_arithmetic: bool,
    /// `-x` of a whole number is a decimal at times, and `-1 * x` never.
    pub negation_widens: bool,
    /// A DELETE neither counts nor returns a row that has gone with another one, by CASCADE, before its turn came.
    pub deletes_row_by_row: bool,
    /// What refuses a whole number beyond 64 bits, where arithmetic goes on with a float of its own accord.
    pub checks_range: Option<&'static str>,
    /// What divides integers and truncates.
    pub integer_division: IntegerDivision,
    /// A division by zero gives NULL of its own accord.
    pub zero_division_is_null: bool,
    /// How decimals are kept and computed.
    pub decimals: Decimals,
    /// `||` joins texts; elsewhere the function `concat` does.
    pub concat_operator: bool,
    /// The functions that change the case of a text, for all of Unicode.
    pub case: CaseFunctions,
    /// The function that counts the characters of a text.
    pub length: &'static str,
    /// The function that finds a text in another and counts from 1.
    pub position: Position,
    /// `right(text, n)`; elsewhere `substr` takes the end of a text.
    pub right_function: bool,
    /// What brings a number to a whole one; of a float only where halves go away from zero.
    pub round: &'static str,
    /// How a float is cut to a whole number, where `round` does not round halves away from zero.
    pub float_truncation: Option<Wrap>,
    /// The instant of the statement, as the four types of time.
    pub now: Now,
    /// The collation in which texts compare by code point, where an expression may have another.
    pub binary_collation: Option<&'static str>,
    /// Enumerations of this kind may be a type of the database, with an order of their own.
    pub native_enum: Option<EnumKind>,
    /// What stands before a statement to be told its plan.
    pub explain: &'static str,
    /// How a database is asked what it has.
    pub catalog: Catalog,
    /// A column that is added to a table with rows may have a default that is computed.
    pub adds_computed_defaults: bool,
}

/// Names of types of PostgreSQL that a table may have, too.
const POSTGRES_TYPES: &[&str] = &[
    "bit",
    "bool",
    "box",
    "bpchar",
    "bytea",
    "char",
    "cid",
    "cidr",
    "circle",
    "date",
    "float4",
    "float8",
    "inet",
    "int2",
    "int4",
    "int8",
    "internal",
    "interval",
    "json",
    "jsonb",
    "jsonpath",
    "line",
    "lseg",
    "macaddr",
    "money",
    "name",
    "numeric",
    "oid",
    "path",
    "point",
    "polygon",
    "record",
    "refcursor",
    "text",
    "tid",
    "time",
    "timestamp",
    "timestamptz",
    "timetz",
    "trigger",
    "tsquery",
    "tsvector",
    "unknown",
    "uuid",
    "varbit",
    "varchar",
    "void",
    "xid",
    "xml",
];

impl Features {
    /// SQLite.
    pub const SQLITE: Features = Features {
        name: "SQLite",
        insert_returning: true,
        update_returning: true,
        delete_returning: true,
        changes_in_with: false,
        upsert: UpsertClause::OnConflict,
        row_locks: false,
        assignments_in_sequence: false,
        changes_repeat_subqueries: false,
        begin: "BEGIN IMMEDIATE",
        modes: Modes::Serializable,
        deferrable: false,
        restart_savepoint: None,
        truncates_in_transaction: false,
        placeholder: Placeholder::Question,
        most_parameters: 32_766,
        typed_parameters: false,
        loose_parameters: false,
        ranges_round_decimals: false,
        null_counts_up: true,
        empty_insert: "DEFAULT VALUES",
        null_safe: NullSafe::DistinctFrom,
        null_safe_uses_indexes: true,
        spaceship_loses_nulls: false,
        nulls_are_lowest: true,
        nulls_clause: true,
        unlimited: Some("-1"),
        list: ListParameter::JsonEach,
        list_text: "TEXT",
        list_collation: None,
        unnests: false,
        row_types_but: None,
        keeps_null_in_list: false,
        tuples_need_values: true,
        backslash_escapes: false,
        bytes: BytesLiteral::Hex,
        times: TimeLiteral::Text,
        cast_literals: false,
        narrow_arithmetic: false,
        negation_widens: false,
        deletes_row_by_row: true,
        checks_range: Some("querent_in_range"),
        integer_division: IntegerDivision::Operator("/"),
        zero_division_is_null: true,
        decimals: Decimals::Text,
        concat_operator: true,
        case: CaseFunctions { lower: "querent_lower", upper: "querent_upper", collation: None },
        length: "length",
        position: Position { function: "instr", part_first: false },
        right_function: false,
        round: "querent_round",
        float_truncation: None,
        now: Now {
            date: "date('now')",
            time: "rtrim(rtrim(strftime('%H:%M:%f', 'now'), '0'), '.')",
            datetime: "rtrim(rtrim(strftime('%Y-%m-%d %H:%M:%f', 'now'), '0'), '.')",
            timestamp: "rtrim(rtrim(strftime('%Y-%m-%d %H:%M:%f', 'now'), '0'), '.')",
        },
        binary_collation: None,
        native_enum: None,
        explain: "EXPLAIN QUERY PLAN",
        catalog: Catalog::SQLITE,
        adds_computed_defaults: false,
    };

    /// MySQL.
    pub const MYSQL: Features = Features {
        name: "MySQL",
        insert_returning: false,
        update_returning: false,
        delete_returning: false,
        changes_in_with: false,
        upsert: UpsertClause::OnDuplicateKey,
        row_locks: true,
        assignments_in_sequence: true,
        changes_repeat_subqueries: false,
        begin: "START TRANSACTION",
        modes: Modes::BeforeBegin,
        deferrable: false,
        restart_savepoint: None,
        truncates_in_transaction: false,
        placeholder: Placeholder::Question,
        most_parameters: 65_535,
        typed_parameters: false,
        loose_parameters: true,
        ranges_round_decimals: false,
        null_counts_up: true,
        empty_insert: "() VALUES ()",
        null_safe: NullSafe::Spaceship,
        null_safe_uses_indexes: true,
        spaceship_loses_nulls: true,
        nulls_are_lowest: true,
        nulls_clause: false,
        unlimited: Some("18446744073709551615"),
        list: ListParameter::JsonTable,
        list_text: "LONGTEXT COLLATE utf8mb4_0900_bin",
        list_collation: None,
        unnests: false,
        row_types_but: None,
        keeps_null_in_list: false,
        tuples_need_values: false,
        backslash_escapes: true,
        bytes: BytesLiteral::Hex,
        times: TimeLiteral::Typed,
        cast_literals: false,
        narrow_arithmetic: false,
        negation_widens: true,
        deletes_row_by_row: true,
        checks_range: None,
        integer_division: IntegerDivision::Operator("DIV"),
        zero_division_is_null: false,
        decimals: Decimals::Native,
        concat_operator: false,
        case: CaseFunctions { lower: "lower", upper: "upper", collation: None },
        length: "char_length",
        position: Position { function: "locate", part_first: true },
        right_function: true,
        round: "round",
        float_truncation: Some(Wrap { open: "truncate(", close: ", 0)" }),
        now: Now {
            date: "CURRENT_DATE",
            time: "CURRENT_TIME(6)",
            datetime: "CURRENT_TIMESTAMP(6)",
            timestamp: "CURRENT_TIMESTAMP(6)",
        },
        binary_collation: None,
        native_enum: Some(EnumKind::Inline),
        explain: "EXPLAIN",
        catalog: Catalog::MYSQL,
        adds_computed_defaults: true,
    };

    /// MariaDB.
    pub const MARIADB: Features = Features {
        name: "MariaDB",
        insert_returning: true,
        delete_returning: true,
        // Up to 11.0.
        changes_repeat_subqueries: true,
        list_text: "LONGTEXT COLLATE utf8mb4_nopad_bin",
        list_collation: Some("utf8mb4_nopad_bin"),
        keeps_null_in_list: true,
        spaceship_loses_nulls: false,
        ranges_round_decimals: true,
        ..Features::MYSQL
    };

    /// PostgreSQL.
    pub const POSTGRES: Features = Features {
        name: "PostgreSQL",
        insert_returning: true,
        update_returning: true,
        delete_returning: true,
        changes_in_with: true,
        upsert: UpsertClause::OnConflict,
        row_locks: true,
        assignments_in_sequence: false,
        changes_repeat_subqueries: false,
        begin: "BEGIN",
        modes: Modes::InBegin,
        deferrable: true,
        restart_savepoint: None,
        truncates_in_transaction: true,
        placeholder: Placeholder::Numbered,
        most_parameters: 65_535,
        typed_parameters: true,
        loose_parameters: false,
        ranges_round_decimals: false,
        null_counts_up: false,
        empty_insert: "DEFAULT VALUES",
        null_safe: NullSafe::DistinctFrom,
        null_safe_uses_indexes: false,
        spaceship_loses_nulls: false,
        nulls_are_lowest: false,
        nulls_clause: true,
        unlimited: None,
        list: ListParameter::Array,
        list_text: "text",
        list_collation: None,
        unnests: true,
        row_types_but: Some(POSTGRES_TYPES),
        keeps_null_in_list: false,
        tuples_need_values: false,
        backslash_escapes: false,
        bytes: BytesLiteral::Cast,
        times: TimeLiteral::TypedWithZone,
        cast_literals: true,
        narrow_arithmetic: true,
        negation_widens: false,
        deletes_row_by_row: false,
        checks_range: None,
        integer_division: IntegerDivision::Operator("/"),
        zero_division_is_null: false,
        decimals: Decimals::Native,
        concat_operator: true,
        case: CaseFunctions { lower: "lower", upper: "upper", collation: Some("und-x-icu") },
        length: "length",
        position: Position { function: "strpos", part_first: false },
        right_function: true,
        round: "round",
        float_truncation: Some(Wrap { open: "trunc(", close: ")" }),
        now: Now {
            date: "(statement_timestamp() AT TIME ZONE 'UTC')::date",
            time: "(statement_timestamp() AT TIME ZONE 'UTC')::time",
            datetime: "(statement_timestamp() AT TIME ZONE 'UTC')",
            timestamp: "statement_timestamp()",
        },
        binary_collation: Some("C"),
        native_enum: Some(EnumKind::Named),
        explain: "EXPLAIN",
        catalog: Catalog::POSTGRES,
        adds_computed_defaults: true,
    };

    /// CockroachDB.
    pub const COCKROACH: Features = Features {
        name: "CockroachDB",
        deferrable: false,
        restart_savepoint: Some("cockroach_restart"),
        truncates_in_transaction: false,
        row_types_but: None,
        nulls_are_lowest: true,
        integer_division: IntegerDivision::Function("div"),
        case: CaseFunctions { lower: "lower", upper: "upper", collation: None },
        binary_collation: None,
        catalog: Catalog::COCKROACH,
        ..Features::POSTGRES
    };
}
