//! Names of the database → names in Rust.

/// `InvoiceLine` → `invoice_line`, `HTTPServer` → `http_server`, `first name` → `first_name`.
pub(crate) fn snake_case(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut snake = String::new();
    for (index, &char) in chars.iter().enumerate() {
        if !char.is_alphanumeric() {
            snake.push('_');
            continue;
        }
        let before = index.checked_sub(1).map(|before| chars[before]);
        let starts_a_word = char.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase()
                    || before.is_numeric()
                    || before.is_uppercase() && chars.get(index + 1).is_some_and(|next| next.is_lowercase())
            });
        if starts_a_word {
            snake.push('_');
        }
        snake.extend(char.to_lowercase());
    }
    snake
}

/// `in progress` → `InProgress`, `ADMIN` → `Admin`, `1st` → `V1st`.
pub(crate) fn pascal_case(name: &str) -> String {
    let mut pascal = String::new();
    for word in snake_case(name).split('_').filter(|word| !word.is_empty()) {
        let mut chars = word.chars();
        pascal.extend(chars.next().into_iter().flat_map(char::to_uppercase));
        pascal.push_str(chars.as_str());
    }
    match pascal.chars().next() {
        None => "Empty".to_owned(),
        Some(first) if first.is_alphabetic() && pascal != "Self" => pascal,
        Some(_) => format!("V{pascal}"),
    }
}

/// Names for all of these, each in PascalCase and no two alike: the second `Admin` is `Admin2`.
pub(crate) fn distinct_variants(values: &[String]) -> Vec<String> {
    let mut variants: Vec<String> = Vec::new();
    for value in values {
        variants.push(distinct(&pascal_case(value), |name| variants.iter().any(|variant| variant == name)));
    }
    variants
}

/// The name itself, or with the first number behind it that is not taken.
pub(crate) fn distinct(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    if !is_taken(name) {
        return name.to_owned();
    }
    (2..).map(|number| format!("{name}{number}")).find(|name| !is_taken(name)).unwrap_or_default()
}

/// Whether it can be a module or a field, as a raw name if need be.
pub(crate) fn is_rust_name(name: &str) -> bool {
    let starts_well = name.starts_with(|char: char| char.is_alphabetic() || char == '_');
    let goes_well = name.chars().all(|char| char.is_alphanumeric() || char == '_');
    let says_something = name.chars().any(|char| char != '_');
    starts_well && goes_well && says_something && !matches!(name, "self" | "Self" | "super" | "crate")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snake_case_of_each_kind() {
        let cases = [
            ("AlbumId", "album_id"),
            ("HTTPServer", "http_server"),
            ("InvoiceLine", "invoice_line"),
            ("already_snake", "already_snake"),
            ("USERS", "users"),
            ("ID", "id"),
            ("Address2Line", "address2_line"),
            ("first name", "first_name"),
            ("Order-Item", "order_item"),
            ("Größe", "größe"),
        ];
        for (name, expected) in cases {
            assert_eq!(snake_case(name), expected);
        }
    }

    #[test]
    fn variants_are_distinct() {
        let values = ["member", "in progress", "1st", "Member", "", "+", "self"].map(str::to_owned);
        assert_eq!(distinct_variants(&values), ["Member", "InProgress", "V1st", "Member2", "Empty", "Empty2", "VSelf"]);
    }

    #[test]
    fn names_that_rust_has_not() {
        for name in ["self", "crate", "123", "_", "", "a b"] {
            assert!(!is_rust_name(name), "{name}");
        }
        assert!(is_rust_name("type") && is_rust_name("_x") && is_rust_name("größe"));
    }
}
