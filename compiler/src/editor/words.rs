//! The words of the query language with what an editor shows of them.

use super::{Kind, List};

/// A word, and what is said of it.
#[derive(Debug, Clone, Copy)]
pub struct Word {
    /// As it is written.
    pub name: &'static str,
    /// One or two sentences.
    pub doc: &'static str,
}

const fn word(name: &'static str, doc: &'static str) -> Word {
    Word { name, doc }
}

/// What can be done with a table: the verb, the type of the answer, and what is said of it. In the type `Row` is the table's.
pub const READING: [(&str, &str, &str); 6] = [
    ("find", "Vec<Row>", "Reads all rows that match: `users.find where age >= 18`."),
    ("find_many", "Vec<Row>", "The same as `find`."),
    ("find_first", "Option<Row>", "Reads the first row that matches, if there is one."),
    (
        "get",
        "Row",
        "Reads the row with this key, or fails with an error whose `is_not_found()` is true: `users.get where id = {id}`.",
    ),
    ("count", "u64", "Counts the rows that match."),
    ("exists", "bool", "Whether a row matches; stops at the first one."),
];

/// The same for what writes.
pub const WRITING: [(&str, &str, &str); 6] = [
    (
        "insert",
        "Row",
        "Inserts one row and gives it as it was stored: `users.insert { name: \"Alice\", age: 25 }`, `users.insert {new}`.",
    ),
    ("insert_many", "u64", "Inserts all rows or none, and gives their number: `users.insert_many {rows}`."),
    (
        "update",
        "u64",
        "Changes the rows that match and gives their number: `users.update { age: age + 1 } where id = {id}`.",
    ),
    ("delete", "u64", "Deletes the rows that match and gives their number: `users.delete where active = false`."),
    (
        "upsert",
        "Row",
        "Inserts a row or changes the one that has its key, in one step: `users.upsert where email = {email} create { … } update { … }`.",
    ),
    ("truncate", "()", "Deletes all rows."),
];

/// Functions: the name, the rest of a Rust signature, and what is said of them.
pub const FUNCTIONS: [(&str, &str, &str); 9] = [
    ("lower", "(text: &str) -> String", "The text in lower case."),
    ("upper", "(text: &str) -> String", "The text in upper case."),
    ("trim", "(text: &str) -> String", "The text without the spaces around it."),
    ("length", "(text: &str) -> i64", "The number of characters."),
    ("abs", "<Number>(number: Number) -> Number", "The number without its sign."),
    ("round", "<Number>(number: Number) -> Number", "The nearest whole number."),
    (
        "coalesce",
        "<Value>(first: Option<Value>, otherwise: Value) -> Value",
        "The first of its arguments that is not NULL.",
    ),
    ("concat", "(first: &str, second: &str) -> String", "The texts one behind the other."),
    ("now", "()", "The instant at which the statement runs, the same in all of it."),
];

/// Words that begin an operand and are no names in Rust either.
pub const OPERANDS: [Word; 3] = [
    word("not", "True where the condition behind it is false."),
    word("null", "No value: `email is null`."),
    word("case", "Chooses among values: `case when age < 18 then \"young\" else \"old\" end`."),
];

const INFIX: [Word; 10] = [
    word("and", "Both conditions hold."),
    word("or", "One of the conditions holds, or both."),
    word("not", "Turns the comparison behind it around: `name not like \"A%\"`."),
    word("is", "`is null`, `is not null`, and `is {option}`, for which NULL equals NULL."),
    word("between", "From the first value to the second, both included: `age between 18 and 65`."),
    word("like", "Matches a pattern, `%` for any text and `_` for one character; case counts."),
    word("ilike", "Matches a pattern as `like` does; case does not count."),
    word("starts_with", "Begins with this text, which is taken as it is."),
    word("ends_with", "Ends with this text, which is taken as it is."),
    word("contains", "Has this text in it, which is taken as it is."),
];

const CASE: [Word; 3] = [
    word("when", "Begins a branch of a `case`: its condition."),
    word("then", "The value of this branch of a `case`."),
    word("end", "Ends a `case`."),
];

const DIRECTIONS: [Word; 3] = [
    word("desc", "From the highest to the lowest."),
    word("asc", "From the lowest to the highest, as without it."),
    word("nulls", "`nulls first` or `nulls last`: where NULL stands. It is the lowest otherwise."),
];

const ORDER: Word = word("order_by", "In which order rows come: `order by name desc nulls last, id`.");
const TAKE: Word = word("take", "How many rows are read at most: `take 10`, `take {n}`.");
const SKIP: Word = word("skip", "How many rows are passed over first: `skip 20`, `skip {n}`.");
const DISTINCT: Word = word("distinct", "Equal rows are given once: `users.find distinct { role }`.");
const ALL: Word = word("all", "Every row is meant: what `update` and `delete` ask for where there is no `where`.");
const FOR_UPDATE: Word = word(
    "for_update",
    "Locks the rows until the end of the transaction, in which alone it runs: `users.get where id = {id} for update`.",
);
const SKIP_LOCKED: Word = word("skip_locked", "Leaves out the rows that another transaction has locked.");
const NOWAIT: Word = word("nowait", "Fails where another transaction has locked a row, and does not wait for it.");
const RETURNING: Word = word("returning", "Gives the rows that were written: `returning *`, `returning { id }`.");
const CREATE: Word = word("create", "What is inserted where no row has the key: `create { name: \"A\" }`.");
const UPDATE: Word = word("update", "What is changed where a row has the key: `update { name: \"A\" }`.");

/// The words of a list, without those that are keywords of Rust: an editor would write them raw.
pub fn words(list: List) -> Vec<Word> {
    match list {
        List::Clauses(kind) => clauses(kind).to_vec(),
        List::BehindOperand(kind) => [&INFIX[..], clauses(kind)].concat(),
        List::BehindItem => INFIX.to_vec(),
        List::By => vec![word("by", "`order by name`.")],
        List::BehindChoice => [&DIRECTIONS[..], &INFIX].concat(),
        List::BehindFor => vec![word("update", "`for update`.")],
        List::BehindLock => [&[SKIP_LOCKED, NOWAIT][..], clauses(Kind::Reading)].concat(),
        List::InCase => [&CASE[..], &INFIX].concat(),
        List::BehindKey => [&DIRECTIONS[..], &INFIX, clauses(Kind::Reading)].concat(),
        List::Values => OPERANDS.to_vec(),
        List::Verbs => Vec::new(),
    }
}

fn clauses(kind: Kind) -> &'static [Word] {
    match kind {
        Kind::Reading => &[ORDER, TAKE, SKIP, DISTINCT, FOR_UPDATE],
        Kind::Counting => &[],
        Kind::Inserting => &[RETURNING],
        Kind::Changing => &[ALL, RETURNING],
        Kind::Upserting => &[CREATE, UPDATE],
    }
}

/// The lists that are the same for all tables.
pub const COMMON: [List; 17] = [
    List::Clauses(Kind::Reading),
    List::Clauses(Kind::Counting),
    List::Clauses(Kind::Inserting),
    List::Clauses(Kind::Changing),
    List::Clauses(Kind::Upserting),
    List::BehindOperand(Kind::Reading),
    List::BehindOperand(Kind::Counting),
    List::BehindOperand(Kind::Inserting),
    List::BehindOperand(Kind::Changing),
    List::BehindOperand(Kind::Upserting),
    List::BehindItem,
    List::InCase,
    List::By,
    List::BehindChoice,
    List::BehindKey,
    List::BehindFor,
    List::BehindLock,
];
