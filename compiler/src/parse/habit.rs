//! What other languages write → what is meant, said in the error's `help`.

use super::{cursor::Cursor, trees::compact, word::folded};
use crate::ast::{Expr, ExprKind, Name, Rust};
use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};

/// Words of SQL and other languages that begin nothing here, and what is written in their place.
const STRAY_WORDS: [(&str, &str); 16] = [
    ("lock", "rows are locked by `for update`"),
    ("set", "write `update { name: value }`"),
    ("values", "write `insert { name: value }`"),
    ("into", "write `insert { name: value }` for a row, `as Type` for a struct"),
    ("by", "an order is written `order by name`"),
    ("data", "write `insert { name: value }`"),
    ("from", "the table stands before the verb, as in `users.find`"),
    ("select", "columns stand in braces behind the verb, as in `users.find { id, name }`"),
    ("and", "conditions stand behind `where`"),
    ("or", "conditions stand behind `where`"),
    ("asc", "a direction stands behind a key of `order by`"),
    ("desc", "a direction stands behind a key of `order by`"),
    ("on", "a query has one table; other tables are reached through relations"),
    ("join", "a query has one table; other tables are reached through relations"),
    ("left", "a query has one table; other tables are reached through relations"),
    ("inner", "a query has one table; other tables are reached through relations"),
];

/// Types to which PostgreSQL casts by `::`.
const SQL_TYPES: [&str; 14] = [
    "text",
    "varchar",
    "int",
    "integer",
    "bigint",
    "int4",
    "int8",
    "numeric",
    "float8",
    "date",
    "time",
    "timestamp",
    "uuid",
    "jsonb",
];

/// The longest Rust expression that a `help` repeats.
const LONGEST: usize = 60;

impl Cursor<'_> {
    /// Reports punctuation where an operand should stand.
    pub(super) fn stray_operator(&mut self) -> Expr {
        let operator = self.peek_operator().unwrap_or_default();
        let mark = self.mark();
        match operator {
            "&" | "&&" | "*" if self.rust_follows() => {
                let rust = self.forgotten_braces(mark);
                Expr { span: rust.span, kind: ExprKind::Rust(rust) }
            }
            "::" if self.is_ident(2) => {
                let rust = self.forgotten_braces(mark);
                Expr { span: rust.span, kind: ExprKind::Rust(rust) }
            }
            "?" | "$" | ":" | "@" | "#" => self.placeholder(operator),
            "%" if ["s", "d"].iter().any(|kind| self.is_keyword(1, kind)) && self.operator_at(2).is_none() => {
                self.placeholder(operator)
            }
            "'" => self.single_quote(),
            "," | ";" | "=" | "==" | "!=" | "<>" | "<" | "<=" | ">" | ">=" | "/" | "%" => self.missing_operand(),
            _ => {
                let span = self.span();
                self.hole(
                    span,
                    format!("`{operator}` does not begin a value"),
                    "write a column, a literal, or a Rust value in braces",
                )
            }
        }
    }

    /// Whether what follows a prefix of Rust is an expression of Rust.
    fn rust_follows(&self) -> bool {
        let behind = if self.is_operator("&&") { 2 } else { 1 };
        self.is_ident(behind) && !self.is_infix_word(behind)
    }

    /// `?`, `$1`, `:name`, `@name`, `#{name}`: where other libraries bind a value.
    fn placeholder(&mut self, sign: &str) -> Expr {
        let span = self.span();
        self.advance();
        let named = self.word(0).filter(|_| sign != "?" && !self.starts_clause() && !self.is_infix_word(0));
        let named = named.map(|word| if sign == "%" { "value".to_owned() } else { word });
        let braces = self.group(0, Delimiter::Brace).filter(|_| matches!(sign, "#" | "$")).map(Group::stream);
        let value = named.clone().or_else(|| braces.clone().map(compact)).unwrap_or_else(|| "value".to_owned());
        let numbered = matches!(self.tree(0), Some(TokenTree::Literal(_)));
        if named.is_some() || numbered || braces.is_some() {
            self.advance();
        }
        self.report(
            span,
            format!("`{sign}` is not a placeholder here"),
            format!("write the Rust value itself in braces: `{{{value}}}`"),
        );
        Expr { kind: ExprKind::Hole, span }
    }

    /// `'text`, of which the closing quote is missing: Rust has taken it for a lifetime.
    fn single_quote(&mut self) -> Expr {
        let span = self.span();
        self.advance();
        let word = self.name().map_or_else(|| "text".to_owned(), |name| name.text);
        self.report(span, "a text stands in double quotes", format!("write `\"{word}\"`"));
        Expr { kind: ExprKind::Hole, span }
    }

    /// Whether the name that is next begins an expression of Rust rather than a column: `self.x`, `Role::Admin`, `min_age().x`.
    pub(super) fn is_rust_ahead(&self) -> bool {
        if self.word(0).is_some_and(|word| ["self", "Self", "crate", "super"].contains(&word.as_str())) {
            return true;
        }
        let mut ahead = 1;
        let mut named = true;
        while self.is_operator_at(ahead, ".") && named {
            named = self.is_ident(ahead + 1);
            if self.is_keyword(ahead + 1, "await") || matches!(self.tree(ahead + 1), Some(TokenTree::Literal(_))) {
                return true;
            }
            ahead += 2;
        }
        if self.is_group(ahead, Delimiter::Parenthesis) {
            return self.is_rust_call(ahead);
        }
        let is_macro = self.is_operator_at(ahead, "!") && matches!(self.tree(ahead + 1), Some(TokenTree::Group(_)));
        self.is_operator_at(ahead, "::") || self.is_group(ahead, Delimiter::Bracket) || is_macro
    }

    /// Whether the call whose bracket is `ahead` is one of Rust: of a method that no relation has, or of `Some`.
    fn is_rust_call(&self, ahead: usize) -> bool {
        const OF_RELATIONS: [&str; 5] = ["any", "none", "all", "count", "some"];
        let name = self.word(ahead - 1).unwrap_or_default();
        let chained = self.is_operator_at(ahead + 1, ".") || self.is_operator_at(ahead + 1, "::");
        let variant = name.starts_with(char::is_uppercase) && name.chars().any(char::is_lowercase);
        let method = ahead > 1 && !OF_RELATIONS.contains(&name.as_str());
        chained || variant || method
    }

    /// Reads an expression of Rust from the mark on, and reports that its braces are missing.
    pub(super) fn forgotten_braces(&mut self, mark: usize) -> Rust {
        self.rewind(mark);
        let span = self.span();
        self.skip_rust();
        let tokens = self.since(mark);
        let text = compact(tokens.clone());
        let text = if text.chars().count() > LONGEST { "…".to_owned() } else { text };
        let help = native_text(&tokens).unwrap_or_else(|| format!("write `{{{text}}}`"));
        self.report(span, format!("the Rust expression `{text}` stands without braces"), help);
        Rust { tokens, span, optional: self.operator("?") }
    }

    fn skip_rust(&mut self) {
        while ["&", "&&", "*", "::"].iter().any(|prefix| self.operator(prefix).is_some()) || self.is_keyword(0, "mut") {
            if self.is_keyword(0, "mut") {
                self.advance();
            }
        }
        self.advance();
        self.skip_postfix();
    }

    /// Passes over what stands behind a name or a bracket of Rust: paths, fields, calls, indices.
    pub(super) fn skip_postfix(&mut self) {
        loop {
            if self.operator("::").is_some() {
                if self.is_operator("<") { self.skip_generics() } else { self.name().map_or((), drop) }
            } else if self.is_operator(".") && matches!(self.tree(1), Some(TokenTree::Ident(_) | TokenTree::Literal(_)))
            {
                self.advance();
                self.advance();
            } else if self.is_group(0, Delimiter::Parenthesis) || self.is_group(0, Delimiter::Bracket) {
                self.advance();
            } else if self.is_operator_at(0, "!") && matches!(self.tree(1), Some(TokenTree::Group(_))) {
                self.advance();
                self.advance();
            } else if self.is_operator("?") && self.is_operator_at(1, ".") {
                self.advance();
            } else {
                return;
            }
        }
    }

    fn skip_generics(&mut self) {
        let mut depth = 0_usize;
        while let Some(TokenTree::Punct(_) | TokenTree::Ident(_) | TokenTree::Literal(_) | TokenTree::Group(_)) =
            self.tree(0)
        {
            match self.advance() {
                Some(TokenTree::Punct(punct)) if punct.as_char() == '<' => depth += 1,
                Some(TokenTree::Punct(punct)) if punct.as_char() == '>' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return;
            }
        }
    }

    /// Reads `{ name: …` if it is next: an object of another language, which no Rust expression looks like.
    pub(super) fn object(&mut self) -> Option<Group> {
        let group = self.group(0, Delimiter::Brace)?.clone();
        let is_object = self.inside(&group, |inner| inner.is_ident(0) && inner.is_operator_at(1, ":"));
        is_object.then(|| self.advance()).flatten()?;
        Some(group)
    }

    /// Reads `{ gte: …` if it is next: an object whose names are those of operators.
    pub(super) fn object_of_operators(&mut self) -> Option<Group> {
        const OPERATORS: [&str; 17] = [
            "eq",
            "equals",
            "ne",
            "neq",
            "not",
            "gt",
            "gte",
            "ge",
            "lt",
            "lte",
            "le",
            "in",
            "notin",
            "contains",
            "startswith",
            "endswith",
            "like",
        ];
        let group = self.group(0, Delimiter::Brace)?.clone();
        let first = self.inside(&group, |inner| inner.word(0)).unwrap_or_default();
        if OPERATORS.contains(&folded(&first).as_str()) { self.object() } else { None }
    }

    /// Reports `{ id: 1 }` behind a verb.
    pub(super) fn object_body(&mut self, group: &Group) -> Expr {
        let span = group.span_open();
        let condition = self.object_help(None, group);
        self.report(span, "a condition is not written as an object", format!("write `where {condition}`"));
        Expr { kind: ExprKind::Hole, span }
    }

    /// Reports `{ gte: 18 }` behind a column, or `{ age: { gte: 18 } }` in place of a condition.
    pub(super) fn object_condition(&mut self, column: Option<&str>, group: &Group) -> Expr {
        let span = group.span_open();
        let condition = self.object_help(column, group);
        self.report(span, "a condition is not written as an object", format!("write `{condition}`"));
        Expr { kind: ExprKind::Hole, span }
    }

    fn object_help(&mut self, column: Option<&str>, group: &Group) -> String {
        let pairs = self.pairs(group);
        let Some((name, value)) = pairs.first() else { return "age >= 18".to_owned() };
        let nested = single_brace(value);
        match (column, nested) {
            (None, Some(group)) => self.object_help(Some(&name.text), &group),
            (None, None) => format!("{} = {}", name.text, operand_text(value)),
            (Some(column), _) => condition_text(column, &name.text, value),
        }
    }

    /// The names and values of an object.
    pub(super) fn pairs(&mut self, group: &Group) -> Vec<(Name, TokenStream)> {
        self.inside(group, |inner| {
            let mut pairs = Vec::new();
            while let Some(name) = inner.name() {
                if inner.operator(":").is_none() {
                    break;
                }
                let mark = inner.mark();
                inner.skip_to_comma();
                pairs.push((name, inner.since(mark)));
                inner.operator(",");
            }
            pairs
        })
    }

    /// Reports what is next as something that nothing expects; it stays.
    pub(super) fn unexpected(&mut self) {
        let Some(tree) = self.tree(0) else { return };
        let text = self.peek_operator().map_or_else(|| super::trees::tree_text(tree), str::to_owned);
        let word = stray_word(&text);
        let help = match text.as_str() {
            _ if word.is_some() && self.place != super::cursor::Place::Brackets => word.unwrap_or_default(),
            ";" if self.place == super::cursor::Place::Brackets => "write a comma in its place",
            ";" => "a query ends without `;`",
            "::" => "a struct of your own is filled by `as Adult`",
            "." if self.tree(1).is_none() => "take it away",
            "?" => "`?` follows only a Rust value in braces, as in `{value}?`",
            "," if self.is_group(1, Delimiter::Brace) => "several rows are written `insert_many [{ … }, { … }]`",
            "," => "take it away",
            _ => "take it away, or put an operator or a comma before it",
        };
        self.report(self.span(), format!("`{text}` is not expected here"), help);
    }

    /// Reports what is left over in a bracket, unless the parser is lost.
    pub(super) fn nothing_left(&mut self, help: &str) {
        if !self.at_end() && !self.lost {
            let text = self.text_ahead();
            self.report(self.span(), format!("`{text}` is not expected here"), help);
        }
        self.skip_all();
    }
}

/// What is written in place of a word of SQL that begins nothing here.
pub(super) fn stray_word(text: &str) -> Option<&'static str> {
    let plain = folded(text);
    STRAY_WORDS.iter().find(|(word, _)| *word == plain).map(|(_, help)| *help)
}

/// What is written in place of `Some(x)` or `name.len()`; `None` for all that is no such thing.
fn native_text(tokens: &TokenStream) -> Option<String> {
    let trees: Vec<TokenTree> = tokens.clone().into_iter().collect();
    match &trees[..] {
        [TokenTree::Ident(some), TokenTree::Group(group)] if some == "Some" && !group.stream().is_empty() => {
            Some(format!("write `{}`, without `Some`", operand_text(&group.stream())))
        }
        [TokenTree::Ident(_), TokenTree::Punct(_), TokenTree::Punct(_), TokenTree::Ident(ty)]
            if SQL_TYPES.iter().any(|name| ty == name) =>
        {
            Some("take the cast away: a value has the type of its column".to_owned())
        }
        [TokenTree::Ident(name), TokenTree::Punct(_), TokenTree::Ident(method), TokenTree::Group(group)] => {
            let argument = operand_text(&group.stream());
            let native = match folded(&method.to_string()).as_str() {
                "len" | "length" => format!("length({name})"),
                "tolowercase" | "tolower" | "lower" => format!("lower({name})"),
                "touppercase" | "toupper" | "upper" => format!("upper({name})"),
                "trim" => format!("trim({name})"),
                "abs" => format!("abs({name})"),
                "round" => format!("round({name})"),
                "isnull" | "isnone" => format!("{name} is null"),
                "isnotnull" | "issome" => format!("{name} is not null"),
                "startswith" => format!("{name} starts_with {argument}"),
                "endswith" => format!("{name} ends_with {argument}"),
                "contains" | "includes" => format!("{name} contains {argument}"),
                "like" => format!("{name} like {argument}"),
                "eq" => format!("{name} = {argument}"),
                "as" | "alias" | "label" => format!("{name} as {}", argument.trim_matches('"')),
                _ => return None,
            };
            Some(format!("write `{native}` for a column, `{{{}}}` for a Rust value", compact(tokens.clone())))
        }
        _ => None,
    }
}

/// The bracket, if the tokens are one pair of braces and nothing else.
fn single_brace(tokens: &TokenStream) -> Option<Group> {
    let mut trees = tokens.clone().into_iter();
    match (trees.next(), trees.next()) {
        (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::Brace => Some(group),
        _ => None,
    }
}

/// A value of an object as an operand: names are Rust's and stand in braces.
fn operand_text(value: &TokenStream) -> String {
    let text = compact(value.clone());
    let is_plain =
        matches!(text.as_str(), "true" | "false" | "null") || !text.starts_with(|first: char| first.is_alphabetic());
    if is_plain { text } else { format!("{{{text}}}") }
}

/// `gte: 18` behind a column as a condition.
fn condition_text(column: &str, operator: &str, value: &TokenStream) -> String {
    let operand = operand_text(value);
    let native = match folded(operator).as_str() {
        "eq" | "equals" => "=",
        "ne" | "neq" | "not" => "!=",
        "gt" => ">",
        "gte" | "ge" => ">=",
        "lt" => "<",
        "lte" | "le" => "<=",
        "in" => return format!("{column} in {{list}}"),
        "notin" | "nin" => return format!("{column} not in {{list}}"),
        "contains" => "contains",
        "startswith" => "starts_with",
        "endswith" => "ends_with",
        "like" => "like",
        "ilike" => "ilike",
        _ => return format!("{column} = {operand}"),
    };
    format!("{column} {native} {operand}")
}

/// The span of the first token, or of the place.
pub(super) fn first_span(tokens: &TokenStream, otherwise: Span) -> Span {
    tokens.clone().into_iter().next().map_or(otherwise, |tree| super::trees::tree_span(&tree))
}
