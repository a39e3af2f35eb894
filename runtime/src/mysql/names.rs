//! Messages of MySQL and MariaDB about a constraint → its kind and the names in them, without the values.

use crate::error::{Constraint, ConstraintKind};

/// What the error of this number and message is about; `None` when it is about no constraint.
pub(super) fn constraint(code: u16, message: &str) -> Option<Constraint> {
    let unnamed = |kind| Constraint { kind, name: None, table: None, columns: Vec::new() };
    Some(match code {
        1062 | 1169 | 1586 | 1859 => unique(message),
        1022 | 1761 | 1762 => unnamed(ConstraintKind::Unique),
        1451 | 1452 => foreign_key(message),
        1216 | 1217 => unnamed(ConstraintKind::ForeignKey),
        1048 | 1263 | 1364 | 1566 => {
            let columns = between(message, '\'').map(str::to_owned).into_iter().collect();
            Constraint { columns, ..unnamed(ConstraintKind::NotNull) }
        }
        3819 => Constraint { name: between(message, '\'').map(str::to_owned), ..unnamed(ConstraintKind::Check) },
        4025 => check(message),
        _ => return None,
    })
}

/// `Duplicate entry '…' for key 'users.email'` of MySQL, `… for key 'email'` of MariaDB. The value may hold anything.
fn unique(message: &str) -> Constraint {
    let key = message.rsplit_once(" for key '").map(|(_, key)| key.trim_end_matches('\''));
    let (table, name) = match key.and_then(|key| key.rsplit_once('.')) {
        Some((table, name)) => (Some(table), Some(name)),
        None => (None, key),
    };
    Constraint {
        kind: ConstraintKind::Unique,
        name: name.map(str::to_owned),
        table: table.map(str::to_owned),
        columns: Vec::new(),
    }
}

/// `… a foreign key constraint fails ("shop"."posts", CONSTRAINT "posts_ibfk_1" FOREIGN KEY ("user_id") REFERENCES …)`.
fn foreign_key(message: &str) -> Constraint {
    let mut constraint = Constraint { kind: ConstraintKind::ForeignKey, name: None, table: None, columns: Vec::new() };
    let Some((_, rest)) = message.split_once("constraint fails (") else { return constraint };
    let (place, rest) = quoted_list(rest, '.');
    constraint.table = place.into_iter().last();
    let Some((_, rest)) = rest.split_once("CONSTRAINT ") else { return constraint };
    let (name, rest) = quoted_list(rest, '.');
    constraint.name = name.into_iter().last();
    if let Some((_, rest)) = rest.split_once("FOREIGN KEY (") {
        constraint.columns = quoted_list(rest, ',').0;
    }
    constraint
}

/// ``CONSTRAINT `users.role` failed for `shop`.`users` ``: a check of a column is called after it.
fn check(message: &str) -> Constraint {
    let mut constraint = Constraint { kind: ConstraintKind::Check, name: None, table: None, columns: Vec::new() };
    let Some((_, rest)) = message.split_once("CONSTRAINT ") else { return constraint };
    let (name, rest) = quoted_list(rest, '.');
    constraint.name = name.into_iter().last();
    if let Some((_, rest)) = rest.split_once("failed for ") {
        constraint.table = quoted_list(rest, '.').0.into_iter().last();
    }
    if let (Some(name), Some(table)) = (&constraint.name, &constraint.table) {
        let column = name.strip_prefix(table.as_str()).and_then(|rest| rest.strip_prefix('.'));
        constraint.columns = column.map(str::to_owned).into_iter().collect();
    }
    constraint
}

/// The first text between two of `quote`.
fn between(message: &str, quote: char) -> Option<&str> {
    let (_, rest) = message.split_once(quote)?;
    rest.split_once(quote).map(|(name, _)| name)
}

/// Names in quotes with `separator` and spaces between them, and what follows. A session quotes with `"` or with `` ` ``.
fn quoted_list(text: &str, separator: char) -> (Vec<String>, &str) {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some((name, behind)) = quoted(rest) {
        names.push(name);
        rest = behind;
        match behind.strip_prefix(separator) {
            Some(next) => rest = next.trim_start(),
            None => break,
        }
    }
    (names, rest)
}

/// The first name in quotes.
pub(super) fn first_name(text: &str) -> Option<String> {
    quoted(&text[text.find(['"', '`'])?..]).map(|(name, _)| name)
}

/// A name in quotes, which are doubled within, and what follows.
fn quoted(text: &str) -> Option<(String, &str)> {
    let quote = text.chars().next().filter(|quote| matches!(quote, '"' | '`'))?;
    let mut name = String::new();
    let mut rest = &text[1..];
    loop {
        let (part, behind) = rest.split_once(quote)?;
        name.push_str(part);
        match behind.strip_prefix(quote) {
            Some(more) => {
                name.push(quote);
                rest = more;
            }
            None => return Some((name, behind)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(
        code: u16,
        message: &str,
        kind: ConstraintKind,
        name: Option<&str>,
        table: Option<&str>,
        columns: &[&str],
    ) {
        let found = constraint(code, message).unwrap();
        assert_eq!(found.kind, kind, "{message}");
        assert_eq!((found.name.as_deref(), found.table.as_deref()), (name, table), "{message}");
        assert_eq!(found.columns, columns, "{message}");
    }

    #[test]
    fn names_are_read_out_of_messages() {
        use ConstraintKind::{Check, NotNull, Unique};
        check(1062, "Duplicate entry 'a' for key 'email'", Unique, Some("email"), None, &[]);
        check(1062, "Duplicate entry 'a' for key 'b' for key 't.u'", Unique, Some("u"), Some("t"), &[]);
        check(1048, "Column 'role' cannot be null", NotNull, None, None, &["role"]);
        check(1364, "Field 'role' doesn't have a default value", NotNull, None, None, &["role"]);
        check(3819, "Check constraint 'q_positive' is violated.", Check, Some("q_positive"), None, &[]);
        check(
            4025,
            "CONSTRAINT `users.role` failed for `s`.`users`",
            Check,
            Some("users.role"),
            Some("users"),
            &["role"],
        );
        check(4025, "CONSTRAINT `positive` failed for `s`.`users`", Check, Some("positive"), Some("users"), &[]);
    }

    #[test]
    fn foreign_keys_are_named_in_either_quotes() {
        let message = |quote: &str| {
            let text = "Cannot add or update a child row: a foreign key constraint fails (`s`.`po``sts`, CONSTRAINT `k` \
                        FOREIGN KEY (`a`, `b,c`) REFERENCES `users` (`id`, `no`))";
            text.replace('`', quote)
        };
        for quote in ["`", "\""] {
            let columns = ["a", "b,c"];
            let table = format!("po{quote}sts");
            check(1452, &message(quote), ConstraintKind::ForeignKey, Some("k"), Some(&table), &columns);
        }
        check(1217, "Cannot delete or update a parent row", ConstraintKind::ForeignKey, None, None, &[]);
    }
}
