//! The type of a column in the spelling of any dialect → [`ColumnType`].

use super::cursor::{Cursor, Name};
use super::draft::ColumnType;
use super::lexer::{Token, TokenKind};
use super::problem::{Place, Problems};
use crate::Type;

/// What the words of a type mean, before its parentheses are looked at.
#[derive(Debug, Clone, Copy)]
enum Family {
    Plain(fn() -> Type),
    Integer,
    /// `TINYINT`, which is a boolean where it is one digit wide.
    TinyInt,
    Bit,
    Serial,
    /// Text with a limit; without parentheses this one.
    Text(Option<u32>),
    Bytes(Option<u32>),
    Decimal,
    Enum,
}

/// Every spelling, of one word or several. A type named in an error is the nearest of these.
const SPELLINGS: &[(&str, Family)] = &[
    ("SMALLINT", Family::Plain(|| Type::SmallInt)),
    ("INT2", Family::Plain(|| Type::SmallInt)),
    ("YEAR", Family::Plain(|| Type::SmallInt)),
    ("TINYINT", Family::TinyInt),
    ("INTEGER", Family::Integer),
    ("INT", Family::Plain(|| Type::Integer)),
    ("INT4", Family::Plain(|| Type::Integer)),
    ("MEDIUMINT", Family::Plain(|| Type::Integer)),
    ("BIGINT", Family::Plain(|| Type::BigInt)),
    ("INT8", Family::Plain(|| Type::BigInt)),
    ("SERIAL", Family::Serial),
    ("SERIAL2", Family::Serial),
    ("SERIAL4", Family::Serial),
    ("SERIAL8", Family::Serial),
    ("SMALLSERIAL", Family::Serial),
    ("BIGSERIAL", Family::Serial),
    ("BOOLEAN", Family::Plain(|| Type::Boolean)),
    ("BOOL", Family::Plain(|| Type::Boolean)),
    ("BIT", Family::Bit),
    ("REAL", Family::Plain(|| Type::Float)),
    ("FLOAT", Family::Plain(|| Type::Float)),
    ("FLOAT4", Family::Plain(|| Type::Float)),
    ("FLOAT8", Family::Plain(|| Type::Float)),
    ("DOUBLE", Family::Plain(|| Type::Float)),
    ("DOUBLE PRECISION", Family::Plain(|| Type::Float)),
    ("DECIMAL", Family::Decimal),
    ("NUMERIC", Family::Decimal),
    ("DEC", Family::Decimal),
    ("DECIMAL_TEXT", Family::Decimal),
    ("VARCHAR", Family::Text(None)),
    ("VARCHAR2", Family::Text(None)),
    ("NVARCHAR", Family::Text(None)),
    ("CHARACTER VARYING", Family::Text(None)),
    ("CHAR VARYING", Family::Text(None)),
    ("NATIONAL VARCHAR", Family::Text(None)),
    ("NATIONAL CHARACTER VARYING", Family::Text(None)),
    ("VARYING CHARACTER", Family::Text(None)),
    ("CHAR", Family::Text(Some(1))),
    ("NCHAR", Family::Text(Some(1))),
    ("BPCHAR", Family::Text(Some(1))),
    ("CHARACTER", Family::Text(Some(1))),
    ("NATIONAL CHARACTER", Family::Text(Some(1))),
    ("NATIVE CHARACTER", Family::Text(Some(1))),
    ("TEXT", Family::Text(None)),
    ("TINYTEXT", Family::Text(None)),
    ("MEDIUMTEXT", Family::Text(None)),
    ("LONGTEXT", Family::Text(None)),
    ("NTEXT", Family::Text(None)),
    ("CLOB", Family::Text(None)),
    ("STRING", Family::Text(None)),
    ("BLOB", Family::Bytes(None)),
    ("TINYBLOB", Family::Bytes(None)),
    ("MEDIUMBLOB", Family::Bytes(None)),
    ("LONGBLOB", Family::Bytes(None)),
    ("BYTEA", Family::Bytes(None)),
    ("BYTES", Family::Bytes(None)),
    ("IMAGE", Family::Bytes(None)),
    ("BINARY", Family::Bytes(Some(1))),
    ("VARBINARY", Family::Bytes(None)),
    ("BINARY VARYING", Family::Bytes(None)),
    ("JSON", Family::Plain(|| Type::Json)),
    ("JSONB", Family::Plain(|| Type::Json)),
    ("JSON_TEXT", Family::Plain(|| Type::Json)),
    ("UUID", Family::Plain(|| Type::Uuid)),
    ("UUID_TEXT", Family::Plain(|| Type::Uuid)),
    ("UNIQUEIDENTIFIER", Family::Plain(|| Type::Uuid)),
    ("DATE", Family::Plain(|| Type::Date)),
    ("TIME", Family::Plain(|| Type::Time)),
    ("DATETIME", Family::Plain(|| Type::DateTime)),
    ("DATETIME2", Family::Plain(|| Type::DateTime)),
    ("SMALLDATETIME", Family::Plain(|| Type::DateTime)),
    ("TIMESTAMP", Family::Plain(|| Type::Timestamp)),
    ("TIMESTAMPTZ", Family::Plain(|| Type::Timestamp)),
    ("DATETIMEOFFSET", Family::Plain(|| Type::Timestamp)),
    ("ENUM", Family::Enum),
];

/// Types of one database that no column of a schema can have, and what to use.
const UNSUPPORTED: &[(&str, &str)] = &[
    ("SET", "use a table of its own for the values, or TEXT"),
    ("MONEY", "use DECIMAL(19, 4)"),
    ("SMALLMONEY", "use DECIMAL(10, 4)"),
    ("NUMBER", "use DECIMAL(p, s), or BIGINT"),
    ("CITEXT", "use TEXT, and an index on `lower(…)`"),
    ("VARCHAR_IGNORECASE", "use VARCHAR(n), and an index on `lower(…)`"),
    ("INTERVAL", "use BIGINT, as a number of seconds or microseconds"),
    ("INET", "use VARCHAR(45)"),
    ("INET4", "use VARCHAR(15)"),
    ("INET6", "use VARCHAR(45)"),
    ("CIDR", "use VARCHAR(49)"),
    ("MACADDR", "use VARCHAR(17)"),
    ("XML", "use TEXT"),
    ("HSTORE", "use JSON"),
    ("VARIANT", "use JSON"),
    ("TSVECTOR", "leave the column out, and keep it in the database"),
    ("ROWVERSION", "leave the column out, and keep it in the database"),
    ("VECTOR", "leave the column out, or use BLOB"),
    ("GEOMETRY", "leave the column out, or use two columns of DOUBLE"),
    ("GEOGRAPHY", "leave the column out, or use two columns of DOUBLE"),
    ("POINT", "use two columns of DOUBLE"),
    ("POLYGON", "leave the column out, or use JSON"),
    ("LINESTRING", "leave the column out, or use JSON"),
    ("OID", "use BIGINT"),
    ("TIMETZ", "use TIME"),
    ("ANY", "write what it holds, as TEXT or BLOB"),
];

/// Digits of a DECIMAL without parentheses, and those behind the point.
const DECIMAL_DEFAULT: (u8, u8) = (38, 10);
const DECIMAL_MAX: u8 = 38;

/// Reads the type that stands here. What it cannot be is reported, and skipped as far as it is surely a type.
pub(crate) fn parse_type(cursor: &mut Cursor<'_>, problems: &mut Problems) -> Option<ColumnType> {
    let place = cursor.place();
    let Some(first) = cursor.peek().filter(|token| matches!(token.kind, TokenKind::Word | TokenKind::Quoted(_))) else {
        cursor.expected("a type", problems);
        return None;
    };
    let ty = match find_spelling(cursor) {
        Some((words, family)) => {
            for _ in 0..words {
                cursor.bump();
            }
            parse_family(family, first, cursor, problems)
        }
        None => {
            let name = cursor.take_name()?;
            let arguments = cursor.take_group(problems).is_some();
            if arguments { report_unknown_type(&name, [], problems) } else { Some(ColumnType::Named(name)) }
        }
    };
    let ty = parse_suffix(ty, first.is_word("TINYINT"), cursor);
    if cursor.is_word("ARRAY") || cursor.is_symbol("[") {
        while cursor.take_word("ARRAY")
            || cursor.take_symbol("[")
            || cursor.take_symbol("]")
            || cursor.take_number().is_some()
        {}
        problems.push_help(place, "an array cannot be a column", "use a table of its own for the items, or JSON");
        return None;
    }
    ty
}

/// A type that is none, with the nearest that is one.
pub(crate) fn report_unknown_type<'a, T>(
    name: &Name,
    enums: impl IntoIterator<Item = &'a str>,
    problems: &mut Problems,
) -> Option<T> {
    if let Some((_, help)) = UNSUPPORTED.iter().find(|(unsupported, _)| name.matches(unsupported)) {
        let message = format!("type `{}` is none that every database has", name.text);
        problems.push_help(name.place, message, help);
        return None;
    }
    let message = format!("unknown type `{}`", name.text);
    match crate::nearest(&name.text, SPELLINGS.iter().map(|(spelling, _)| *spelling).chain(enums)) {
        Some(nearest) => problems.push_help(name.place, message, format!("did you mean `{nearest}`?")),
        None => problems.push_help(
            name.place,
            message,
            "there is SMALLINT, INTEGER, BIGINT, BOOLEAN, REAL, DECIMAL(p, s), VARCHAR(n), TEXT, BLOB, DATE, TIME, DATETIME, \
             TIMESTAMP, UUID, JSON and ENUM (…)",
        ),
    }
    None
}

/// The longest spelling that stands here, and its number of words.
fn find_spelling(cursor: &Cursor<'_>) -> Option<(usize, Family)> {
    // `pg_catalog.int4` and quoted names of types (`[int]`) are read as the bare word.
    let word = |ahead: usize| cursor.peek_at(ahead).map(|token| token.text.as_str()).unwrap_or_default();
    let found =
        |words: &str| words.split(' ').enumerate().all(|(ahead, expected)| word(ahead).eq_ignore_ascii_case(expected));
    let first = word(0).bytes().next().map(|byte| byte.to_ascii_uppercase());
    let likely = SPELLINGS.iter().filter(|(spelling, _)| spelling.bytes().next() == first);
    let longest = likely.filter(|(spelling, _)| found(spelling)).max_by_key(|(spelling, _)| spelling.len());
    longest.map(|(spelling, family)| (spelling.split(' ').count(), *family))
}

fn parse_family(family: Family, word: &Token, cursor: &mut Cursor<'_>, problems: &mut Problems) -> Option<ColumnType> {
    if let Family::Enum = family {
        let values = parse_enum_values(cursor, problems)?;
        return Some(ColumnType::Inline(values));
    }
    let place = cursor.peek_at(1).map_or(word.place, |token| token.place);
    let numbers = parse_numbers(cursor, problems)?;
    let limit = numbers.first().copied();
    Some(ColumnType::Plain(match family {
        Family::Plain(ty) => ty(),
        Family::Integer if numbers.is_empty() => return Some(ColumnType::PlainInteger),
        Family::Integer => Type::Integer,
        Family::TinyInt if limit == Some(1) => Type::Boolean,
        Family::TinyInt => Type::SmallInt,
        Family::Bit if limit.is_none_or(|bits| bits == 1) => Type::Boolean,
        Family::Bit => return report_bits(word, problems),
        Family::Serial => return Some(ColumnType::Serial),
        Family::Text(max) => Type::Text { max: limit.or(max).filter(|&max| max > 0) },
        Family::Bytes(max) => Type::Bytes { max: limit.or(max).filter(|&max| max > 0) },
        Family::Decimal => parse_decimal(&numbers, place, problems)?,
        Family::Enum => return None,
    }))
}

fn report_bits(word: &Token, problems: &mut Problems) -> Option<ColumnType> {
    problems.push_help(word.place, "a BIT of more than one bit cannot be a column", "use BINARY(n) or BIGINT");
    None
}

fn parse_decimal(numbers: &[u32], place: Place, problems: &mut Problems) -> Option<Type> {
    let (precision, scale) = match numbers {
        [] => (DECIMAL_DEFAULT.0.into(), DECIMAL_DEFAULT.1.into()),
        [precision] => (*precision, 0),
        [precision, scale, ..] => (*precision, *scale),
    };
    if precision == 0 || precision > u32::from(DECIMAL_MAX) {
        let message = format!("a DECIMAL has 1 to {DECIMAL_MAX} digits, not {precision}");
        problems.push_help(place, message, "no store but one holds more: write as many as the values have, or TEXT");
        return None;
    }
    if scale > precision {
        let message = format!("a DECIMAL of {precision} digits cannot have {scale} of them behind the point");
        problems.push(place, message);
        return None;
    }
    Some(Type::Decimal { precision: precision as u8, scale: scale as u8 })
}

/// The numbers in the parentheses that may stand here. `MAX` is none.
fn parse_numbers(cursor: &mut Cursor<'_>, problems: &mut Problems) -> Option<Vec<u32>> {
    let Some(group) = cursor.take_group(problems) else { return Some(Vec::new()) };
    let mut numbers = Vec::new();
    for mut part in group.split_commas() {
        if part.take_word("MAX") {
            continue;
        }
        match part.take_number().and_then(|number| number.text.parse().ok()) {
            Some(number) => numbers.push(number),
            None => {
                part.expected("a whole number", problems);
                return None;
            }
        }
        part.take_any_word(&["CHAR", "BYTE"]);
    }
    Some(numbers)
}

/// `('a', 'b')`.
pub(crate) fn parse_enum_values(cursor: &mut Cursor<'_>, problems: &mut Problems) -> Option<Vec<Name>> {
    let group = cursor.expect_group("the values of the enumeration", problems)?;
    let mut values = Vec::new();
    for mut part in group.split_commas() {
        match part.take_text() {
            Some(text) if part.is_done() => values.push(text.name()),
            _ => {
                part.expected("a text in single quotes", problems);
                return None;
            }
        }
    }
    Some(values)
}

/// What may stand behind the parentheses: UNSIGNED, zones, character sets. Numbers of 8 bits without sign fit into 16.
fn parse_suffix(ty: Option<ColumnType>, tiny: bool, cursor: &mut Cursor<'_>) -> Option<ColumnType> {
    let mut unsigned = false;
    loop {
        if cursor.take_word("UNSIGNED") {
            unsigned = true;
        } else if cursor.take_words(&["CHARACTER", "SET"]) || cursor.take_word("CHARSET") {
            cursor.take_symbol("=");
            cursor.bump();
        } else if !(cursor.take_any_word(&["SIGNED", "ZEROFILL"])
            || cursor.take_words(&["WITH", "TIME", "ZONE"])
            || cursor.take_words(&["WITHOUT", "TIME", "ZONE"])
            || cursor.take_words(&["WITH", "LOCAL", "TIME", "ZONE"]))
        {
            break;
        }
    }
    match ty {
        Some(ColumnType::Plain(Type::SmallInt)) if unsigned && !tiny => Some(ColumnType::Plain(Type::Integer)),
        Some(ColumnType::Plain(Type::Integer) | ColumnType::PlainInteger) if unsigned => {
            Some(ColumnType::Plain(Type::BigInt))
        }
        other => other,
    }
}

/// The type that this text says, as in `CAST(… AS text)`.
pub(crate) fn type_of_cast(text: &str) -> Option<ColumnType> {
    let mut problems = Problems::default();
    let tokens = super::lexer::lex(text, &mut problems).tokens;
    let mut cursor = Cursor::new(&tokens, Place { line: 1, column: 1 });
    // MySQL casts to SIGNED and UNSIGNED, which are whole numbers of 64 bits.
    if cursor.take_any_word(&["SIGNED", "UNSIGNED"]) {
        return Some(ColumnType::Plain(Type::BigInt));
    }
    let ty = parse_type(&mut cursor, &mut problems);
    ty.filter(|_| problems.is_empty())
}
