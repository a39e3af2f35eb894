//! What each dialect's DDL can do and how it spells things, as data.

use crate::Dialect;
use crate::types::Spellings;

/// The facts on which DDL depends.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DdlFeatures {
    /// Opens and closes a name.
    pub(crate) quote: char,
    pub(crate) types: Spellings,
    pub(crate) counter: Counter,
    /// Types alone do not keep out what does not fit: integers, lengths and booleans need checks.
    pub(crate) loose_types: bool,
    /// Characters of a text, bytes of a value.
    pub(crate) char_length: &'static str,
    pub(crate) byte_length: &'static str,
    pub(crate) now: Now,
    /// The defaults that SQLite's tables have for the present, which it keeps as a text or as seconds.
    pub(crate) defaults: &'static [(&'static str, &'static str)],
    /// A default of these must be in parentheses: texts and bytes without limit, JSON, the current date.
    pub(crate) parenthesised_defaults: bool,
    /// How many characters of text a key may have in all; a text without limit takes what its keys leave.
    pub(crate) key_characters: Option<u32>,
    /// Names of indexes (and of tables) are one set for the whole schema.
    pub(crate) global_index_names: bool,
    /// Names of checks and foreign keys are one set for the whole schema.
    pub(crate) global_constraint_names: bool,
    /// `ALTER TABLE … ADD CONSTRAINT`; without it references to tables that come later are written at once.
    pub(crate) adds_constraints: bool,
    /// `CREATE INDEX … WHERE`.
    pub(crate) partial_indexes: bool,
    /// An expression as the key of an index.
    pub(crate) expression_indexes: bool,
    /// Parameters of a table behind its parenthesis.
    pub(crate) table_options: &'static str,
    /// Generated columns that are not stored.
    pub(crate) virtual_columns: bool,
    /// Characters (bytes) that a name may have.
    pub(crate) name_length: usize,
    /// `ALTER TABLE … ADD COLUMN` takes a stored generated column.
    pub(crate) adds_stored_columns: bool,
    /// A generated column may be NOT NULL.
    pub(crate) not_null_generated: bool,
    /// A backslash in a text escapes what follows.
    pub(crate) backslash_escapes: bool,
    /// What stands before and behind the hexadecimal digits of bytes.
    pub(crate) hex: (&'static str, &'static str),
    /// Operators that are functions here, with what stands before and behind the two operands.
    pub(crate) operators: &'static [(&'static str, &'static str, &'static str)],
    pub(crate) casts: Casts,
    /// `EXTRACT(YEAR FROM …)`; elsewhere `strftime` formats a part of a time.
    pub(crate) extracts: bool,
    /// The definition of a column may hold a check with a name; elsewhere it is one of the table's.
    pub(crate) named_checks_in_columns: bool,
    /// A check may name a column that counts up, or that a foreign key may change.
    pub(crate) checks_any_column: bool,
    /// A check must be a comparison or the like, no value that is true or false.
    pub(crate) checks_want_conditions: bool,
    /// A column that counts up must be the first of a key.
    pub(crate) counters_need_keys: bool,
    /// Foreign keys may do what cannot come true: SET DEFAULT, and SET NULL of a column that is NOT NULL.
    pub(crate) impossible_actions: bool,
    /// How many characters an expression in an index may give.
    pub(crate) expression_characters: Option<u32>,
}

/// How a key that counts up is written behind its name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Counter {
    /// This is the whole definition, with the primary key.
    Whole(&'static str),
    /// This follows the type.
    Suffix(&'static str),
}

/// The default that is the present instant, for each type of time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Now {
    pub(crate) timestamp: &'static str,
    pub(crate) datetime: &'static str,
    pub(crate) date: &'static str,
    pub(crate) time: &'static str,
}

/// What a cast calls the types of the model. `{}` stands for the numbers in parentheses.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Casts {
    small_int: &'static str,
    integer: &'static str,
    big_int: &'static str,
    boolean: &'static str,
    float: &'static str,
    decimal: &'static str,
    text: &'static str,
    bytes: &'static str,
    date: &'static str,
    time: &'static str,
    datetime: &'static str,
    timestamp: &'static str,
    uuid: &'static str,
    json: &'static str,
}

impl Casts {
    /// A cast to a name that it does not know makes a number of what is none.
    const SQLITE: Casts = Casts {
        small_int: "INTEGER",
        integer: "INTEGER",
        big_int: "INTEGER",
        boolean: "INTEGER",
        float: "REAL",
        decimal: "DECIMAL{}",
        text: "TEXT",
        bytes: "BLOB",
        date: "TEXT",
        time: "TEXT",
        datetime: "TEXT",
        timestamp: "TEXT",
        uuid: "TEXT",
        json: "TEXT",
    };

    const MYSQL: Casts = Casts {
        small_int: "SIGNED",
        integer: "SIGNED",
        big_int: "SIGNED",
        boolean: "SIGNED",
        float: "DOUBLE",
        decimal: "DECIMAL{}",
        text: "CHAR{}",
        bytes: "BINARY{}",
        date: "DATE",
        time: "TIME(6)",
        datetime: "DATETIME(6)",
        timestamp: "DATETIME(6)",
        uuid: "CHAR(36)",
        json: "JSON",
    };

    const MARIADB: Casts = Casts { json: "CHAR", ..Casts::MYSQL };

    const POSTGRES: Casts = Casts {
        small_int: "SMALLINT",
        integer: "INTEGER",
        big_int: "BIGINT",
        boolean: "BOOLEAN",
        float: "DOUBLE PRECISION",
        decimal: "NUMERIC{}",
        text: "VARCHAR{}",
        bytes: "BYTEA",
        date: "DATE",
        time: "TIME(6) WITHOUT TIME ZONE",
        datetime: "TIMESTAMP(6) WITHOUT TIME ZONE",
        timestamp: "TIMESTAMP(6) WITH TIME ZONE",
        uuid: "UUID",
        json: "JSONB",
    };

    const COCKROACH: Casts = Casts { small_int: "INT2", integer: "INT4", big_int: "INT8", ..Casts::POSTGRES };

    /// The template for a type, by its name in the model.
    pub(crate) fn template(&self, name: &str) -> Option<&'static str> {
        Some(match name {
            "SMALLINT" => self.small_int,
            "INTEGER" => self.integer,
            "BIGINT" => self.big_int,
            "BOOLEAN" => self.boolean,
            "DOUBLE" => self.float,
            "DECIMAL" => self.decimal,
            "TEXT" | "VARCHAR" => self.text,
            "BLOB" | "VARBINARY" => self.bytes,
            "DATE" => self.date,
            "TIME" => self.time,
            "DATETIME" => self.datetime,
            "TIMESTAMP" => self.timestamp,
            "UUID" => self.uuid,
            "JSON" => self.json,
            _ => return None,
        })
    }
}

/// The facts of a dialect.
pub(crate) const fn features(dialect: Dialect) -> &'static DdlFeatures {
    match dialect {
        Dialect::Sqlite => &DdlFeatures::SQLITE,
        Dialect::Mysql => &DdlFeatures::MYSQL,
        Dialect::Mariadb => &DdlFeatures::MARIADB,
        Dialect::Postgres => &DdlFeatures::POSTGRES,
        Dialect::Cockroach => &DdlFeatures::COCKROACH,
    }
}

impl DdlFeatures {
    const SQLITE: DdlFeatures = DdlFeatures {
        quote: '"',
        types: Spellings::SQLITE,
        counter: Counter::Whole("INTEGER PRIMARY KEY AUTOINCREMENT"),
        loose_types: true,
        char_length: "length",
        byte_length: "length",
        // Without trailing zeros, so that equal times are equal texts.
        now: Now {
            timestamp: "(rtrim(rtrim(strftime('%Y-%m-%d %H:%M:%f', 'now'), '0'), '.'))",
            datetime: "(rtrim(rtrim(strftime('%Y-%m-%d %H:%M:%f', 'now'), '0'), '.'))",
            date: "CURRENT_DATE",
            time: "(rtrim(rtrim(strftime('%H:%M:%f', 'now'), '0'), '.'))",
        },
        defaults: &[],
        parenthesised_defaults: false,
        key_characters: None,
        global_index_names: true,
        global_constraint_names: false,
        adds_constraints: false,
        partial_indexes: true,
        expression_indexes: true,
        table_options: "",
        virtual_columns: true,
        name_length: usize::MAX,
        adds_stored_columns: false,
        not_null_generated: true,
        backslash_escapes: false,
        hex: ("X'", "'"),
        operators: &[],
        casts: Casts::SQLITE,
        extracts: false,
        named_checks_in_columns: true,
        checks_any_column: true,
        checks_want_conditions: false,
        counters_need_keys: false,
        impossible_actions: true,
        expression_characters: None,
    };

    const MYSQL: DdlFeatures = DdlFeatures {
        quote: '`',
        types: Spellings::MYSQL,
        counter: Counter::Suffix(" AUTO_INCREMENT"),
        loose_types: false,
        char_length: "char_length",
        byte_length: "length",
        now: Now {
            timestamp: "CURRENT_TIMESTAMP(6)",
            datetime: "CURRENT_TIMESTAMP(6)",
            date: "(CURRENT_DATE)",
            time: "(CURRENT_TIME(6))",
        },
        defaults: MYSQL_DEFAULTS,
        parenthesised_defaults: true,
        // InnoDB's 3072 bytes, at four for a character.
        key_characters: Some(768),
        global_index_names: false,
        global_constraint_names: true,
        adds_constraints: true,
        partial_indexes: false,
        expression_indexes: true,
        table_options: " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin",
        virtual_columns: true,
        name_length: 64,
        adds_stored_columns: true,
        not_null_generated: true,
        backslash_escapes: true,
        hex: ("X'", "'"),
        operators: &[JOIN],
        casts: Casts::MYSQL,
        extracts: true,
        named_checks_in_columns: true,
        checks_any_column: false,
        checks_want_conditions: true,
        counters_need_keys: true,
        impossible_actions: false,
        expression_characters: Some(512),
    };

    const MARIADB: DdlFeatures = DdlFeatures {
        types: Spellings::MARIADB,
        not_null_generated: false,
        expression_indexes: false,
        operators: &[JOIN, ("->", "json_extract(", ")"), ("->>", "json_unquote(json_extract(", "))")],
        casts: Casts::MARIADB,
        expression_characters: None,
        named_checks_in_columns: false,
        checks_want_conditions: false,
        table_options: " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin",
        ..DdlFeatures::MYSQL
    };

    const POSTGRES: DdlFeatures = DdlFeatures {
        quote: '"',
        types: Spellings::POSTGRES,
        counter: Counter::Suffix(" GENERATED BY DEFAULT AS IDENTITY"),
        loose_types: false,
        char_length: "char_length",
        byte_length: "octet_length",
        // The instant of the statement, whatever zone the session has.
        now: Now {
            timestamp: "statement_timestamp()",
            datetime: "(statement_timestamp() AT TIME ZONE 'UTC')",
            date: "(CAST(statement_timestamp() AT TIME ZONE 'UTC' AS DATE))",
            time: "(CAST(statement_timestamp() AT TIME ZONE 'UTC' AS TIME))",
        },
        defaults: POSTGRES_DEFAULTS,
        parenthesised_defaults: false,
        key_characters: None,
        global_index_names: true,
        global_constraint_names: false,
        adds_constraints: true,
        partial_indexes: true,
        expression_indexes: true,
        table_options: "",
        virtual_columns: false,
        name_length: 63,
        adds_stored_columns: true,
        not_null_generated: true,
        backslash_escapes: false,
        hex: ("'\\x", "'"),
        operators: &[],
        casts: Casts::POSTGRES,
        extracts: true,
        named_checks_in_columns: true,
        checks_any_column: true,
        checks_want_conditions: false,
        counters_need_keys: false,
        impossible_actions: true,
        expression_characters: None,
    };

    const COCKROACH: DdlFeatures =
        DdlFeatures { types: Spellings::COCKROACH, casts: Casts::COCKROACH, ..DdlFeatures::POSTGRES };
}

/// Without a setting of the session `||` is OR in MySQL.
const JOIN: (&str, &str, &str) = ("||", "concat(", ")");

const MYSQL_DEFAULTS: &[(&str, &str)] = &[
    ("datetime('now')", "date_format(utc_timestamp(), '%Y-%m-%d %H:%i:%s')"),
    ("strftime('%s', 'now')", "unix_timestamp()"),
    ("unixepoch()", "unix_timestamp()"),
];

const POSTGRES_DEFAULTS: &[(&str, &str)] = &[
    ("datetime('now')", "to_char(statement_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')"),
    ("strftime('%s', 'now')", "CAST(floor(extract(epoch FROM statement_timestamp())) AS BIGINT)"),
    ("unixepoch()", "CAST(floor(extract(epoch FROM statement_timestamp())) AS BIGINT)"),
];
