//! An expression in ANSI spelling → the dialect's: quotes, functions, casts, and what joins texts.

use super::features::DdlFeatures;

/// What the text of an expression is made of.
#[derive(Debug, Clone, PartialEq)]
enum Token {
    /// Without its quotes.
    Name(String),
    /// Without its quotes.
    Text(String),
    /// A keyword, a function or a number.
    Word(String),
    Symbol(String),
}

/// A token and whether a blank stands before it.
type Spaced = (Token, bool);

/// A part of an expression that stands for itself: a name with its table, a value, a call, a group, `CASE … END`, an operator.
struct Part {
    text: String,
    spaced: bool,
    is_word: bool,
    /// What follows belongs to it: it ends with a point.
    is_open: bool,
}

impl DdlFeatures {
    /// An expression in ANSI spelling, in the dialect's.
    pub(super) fn expression(&self, ansi: &str) -> String {
        join(&self.parts(&mut tokens(ansi).into_iter().peekable(), &[]))
    }

    /// As a condition of a CHECK, which some dialects want to see is one.
    pub(super) fn condition(&self, ansi: &str) -> String {
        let sql = self.expression(ansi);
        // A check holds where its condition is not false.
        if self.checks_want_conditions && !is_condition(ansi) { format!("({sql}) IS NOT FALSE") } else { sql }
    }

    /// The parts up to one of these tokens, which is taken too, or to the end.
    fn parts(&self, tokens: &mut Tokens, until: &[&str]) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        while let Some((token, spaced)) = tokens.next() {
            if is_any(&token, until) {
                break;
            }
            let part = match token {
                Token::Name(name) => Part::plain(self.name(&name), spaced),
                Token::Text(text) => Part::plain(self.text(&text), spaced),
                Token::Word(word) if word == "CASE" => {
                    Part::plain(format!("CASE{} END", join(&self.parts(tokens, &["END"]))), spaced)
                }
                Token::Word(word) => Part { text: word, spaced, is_word: true, is_open: false },
                Token::Symbol(symbol) if symbol == "(" => {
                    let inner = self.parts(tokens, &[")"]);
                    match parts.last_mut().filter(|last| last.is_word && !spaced) {
                        Some(function) => {
                            function.text = self.call(&function.text, &inner);
                            function.is_word = false;
                            continue;
                        }
                        None => Part::plain(format!("({})", join(&inner)), spaced),
                    }
                }
                Token::Symbol(symbol) => Part { is_open: symbol == ".", ..Part::plain(symbol, spaced) },
            };
            match parts.last_mut().filter(|last| last.is_open || (part.is_open && !spaced)) {
                Some(table) => {
                    table.text += &part.text;
                    table.is_open = part.is_open;
                }
                None => parts.push(part),
            }
        }
        if self.operators.is_empty() { parts } else { self.call_operators(parts) }
    }

    fn call(&self, function: &str, arguments: &[Part]) -> String {
        // `length` counts characters, which not every dialect's does.
        let name = if function == "length" { self.char_length } else { function };
        let of_cast = if function == "CAST" { arguments.iter().rposition(|part| part.text == "AS") } else { None };
        match of_cast {
            None if function == "EXTRACT" && !self.extracts => format_part(arguments),
            Some(at) => {
                let ty = self.cast_type(join(&arguments[at + 1..]).trim_start());
                format!("CAST({} AS {ty})", join(&arguments[..at]))
            }
            None => format!("{name}({})", join(arguments)),
        }
    }

    /// The type of a cast, which in some dialects is called otherwise than that of a column.
    fn cast_type(&self, ansi: &str) -> String {
        let (name, numbers) = ansi.split_at(ansi.find('(').unwrap_or(ansi.len()));
        self.casts.template(name).map_or_else(|| ansi.to_owned(), |template| template.replace("{}", numbers))
    }

    /// `a || b || c` → `concat(a, b, c)`, where that is no operator.
    fn call_operators(&self, parts: Vec<Part>) -> Vec<Part> {
        let mut called: Vec<Part> = Vec::new();
        let mut operator: Option<&(&str, &str, &str)> = None;
        for part in parts {
            let found = self.operators.iter().find(|(operator, ..)| *operator == part.text);
            match (found, called.last_mut(), operator.take()) {
                (Some(found), ..) => operator = Some(found),
                (None, Some(left), Some((_, open, close))) => {
                    let joined = left.text.strip_prefix("concat(").filter(|_| *open == "concat(");
                    let inner = joined.and_then(|rest| rest.strip_suffix(')')).unwrap_or(&left.text);
                    *left = Part::plain(format!("{open}{inner}, {}{close}", part.text), left.spaced);
                }
                (None, ..) => called.push(part),
            }
        }
        called
    }
}

impl Part {
    fn plain(text: String, spaced: bool) -> Part {
        Part { text, spaced, is_word: false, is_open: false }
    }
}

fn join(parts: &[Part]) -> String {
    let mut text = String::new();
    for part in parts {
        if part.spaced {
            text.push(' ');
        }
        text += &part.text;
    }
    text
}

/// The arguments of `EXTRACT(YEAR FROM time)`, by a format.
fn format_part(arguments: &[Part]) -> String {
    let format = match arguments.first().map_or("", |field| field.text.as_str()) {
        "YEAR" => "%Y",
        "MONTH" => "%m",
        "DAY" => "%d",
        "HOUR" => "%H",
        "MINUTE" => "%M",
        "SECOND" => "%S",
        "DOW" => "%w",
        "DOY" => "%j",
        "WEEK" => "%V",
        "EPOCH" => "%s",
        _ => return format!("EXTRACT({})", join(arguments)),
    };
    // Behind the field and FROM.
    format!("CAST(strftime('{format}',{}) AS INTEGER)", join(arguments.get(2..).unwrap_or_default()))
}

type Tokens = std::iter::Peekable<std::vec::IntoIter<Spaced>>;

fn is_any(token: &Token, words: &[&str]) -> bool {
    matches!(token, Token::Word(text) | Token::Symbol(text) if words.contains(&text.as_str()))
}

/// Whether the expression names this column.
pub(super) fn names_column(ansi: &str, column: &str) -> bool {
    tokens(ansi).iter().any(|(token, _)| matches!(token, Token::Name(name) if name == column))
}

/// Whether a comparison or the like stands outside of all parentheses and cases.
fn is_condition(ansi: &str) -> bool {
    let mut depth = 0;
    tokens(ansi).iter().any(|(token, _)| {
        depth += i32::from(is_any(token, &["(", "CASE"])) - i32::from(is_any(token, &[")", "END"]));
        depth == 0
            && is_any(token, &["=", "<>", "<", ">", "<=", ">=", "AND", "OR", "NOT", "IS", "IN", "LIKE", "BETWEEN"])
    })
}

fn tokens(ansi: &str) -> Vec<Spaced> {
    let mut tokens = Vec::new();
    let mut rest = ansi;
    loop {
        let trimmed = rest.trim_start();
        let spaced = trimmed.len() < rest.len();
        let Some(first) = trimmed.chars().next() else { return tokens };
        let is_word = |char: char| char.is_alphanumeric() || char == '_';
        let (token, behind) = match first {
            '"' => quoted(trimmed, '"', Token::Name),
            '\'' => quoted(trimmed, '\'', Token::Text),
            _ if is_word(first) => split(trimmed, |char| is_word(char) || char == '.', Token::Word),
            '<' | '>' | '=' | '|' | '!' | '~' | '-' | '#' => {
                split(trimmed, |char| "<>=|!~-#*".contains(char), Token::Symbol)
            }
            _ => (Token::Symbol(first.to_string()), &trimmed[first.len_utf8()..]),
        };
        tokens.push((token, spaced));
        rest = behind;
    }
}

fn split(text: &str, is_part: impl Fn(char) -> bool, kind: fn(String) -> Token) -> (Token, &str) {
    let end = text.find(|char| !is_part(char)).unwrap_or(text.len());
    (kind(text[..end].to_owned()), &text[end..])
}

/// What stands in these quotes, where a doubled quote stands for one.
fn quoted(text: &str, quote: char, kind: fn(String) -> Token) -> (Token, &str) {
    let mut inner = String::new();
    let mut rest = &text[1..];
    while let Some(close) = rest.find(quote) {
        inner += &rest[..close];
        rest = &rest[close + 1..];
        match rest.strip_prefix(quote) {
            Some(behind) => rest = behind,
            None => break,
        }
        inner.push(quote);
    }
    (kind(inner), rest)
}

#[cfg(test)]
mod tests {
    use crate::Dialect;
    use crate::ddl::features::features;

    fn check(dialect: Dialect, ansi: &str, expected: &str) {
        assert_eq!(features(dialect).expression(ansi), expected);
    }

    #[test]
    fn an_expression_without_peculiarities_stays_as_it_is() {
        for ansi in [
            r#""a" + -1 * ("b" - 2.5) <= 1e-3 AND NOT ("c" IS NULL OR "t"."d" NOT IN ('x', 'it''s'))"#,
            r#"SELECT count(*) AS "n" FROM "a" AS "b" JOIN (SELECT "x" FROM "y") AS "z" ON "z"."x" = "b"."x" LIMIT 10"#,
            r#"CASE WHEN "a" IN (1, 2) THEN lower("b") ELSE CASE "c" WHEN 1 THEN 2 END END"#,
            r#""a""b" ->> '$.c' ~ 'd' AND X'00ff' <> "e""#,
        ] {
            check(Dialect::Postgres, ansi, ansi);
        }
    }

    #[test]
    fn operators_are_functions_where_they_mean_something_else() {
        check(Dialect::Mysql, r#""a" || ' ' || lower("b") = 'x'"#, "concat(`a`, ' ', lower(`b`)) = 'x'");
        check(Dialect::Mariadb, r#"upper("t"."a" || ("b" || 'c'))"#, "upper(concat(`t`.`a`, (concat(`b`, 'c'))))");
        check(Dialect::Sqlite, r#""a" || 'b'"#, r#""a" || 'b'"#);
        let json = r#"lower("a" ->> '$.b') = 'c'"#;
        check(Dialect::Mysql, json, "lower(`a` ->> '$.b') = 'c'");
        check(Dialect::Mariadb, json, "lower(json_unquote(json_extract(`a`, '$.b'))) = 'c'");
    }

    #[test]
    fn casts_name_the_types_of_the_dialect() {
        let ansi = r#"CAST("a" AS INTEGER) + CAST(length("b") AS DECIMAL(10, 2))"#;
        check(Dialect::Mysql, ansi, "CAST(`a` AS SIGNED) + CAST(char_length(`b`) AS DECIMAL(10, 2))");
        check(Dialect::Postgres, ansi, r#"CAST("a" AS INTEGER) + CAST(char_length("b") AS NUMERIC(10, 2))"#);
        check(Dialect::Sqlite, r#"EXTRACT(YEAR FROM "a")"#, r#"CAST(strftime('%Y', "a") AS INTEGER)"#);
        check(Dialect::Sqlite, r#"CAST('2024-01-01' AS DATE)"#, r#"CAST('2024-01-01' AS TEXT)"#);
    }

    #[test]
    fn what_is_no_condition_is_made_one_for_mysql() {
        let condition = |ansi| features(Dialect::Mysql).condition(ansi);
        assert_eq!(condition(r#"CASE WHEN "a" > 1 THEN TRUE END"#), "(CASE WHEN `a` > 1 THEN TRUE END) IS NOT FALSE");
        assert_eq!(condition(r#""a" > 1"#), "`a` > 1");
    }
}
