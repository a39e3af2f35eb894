//! `{ name: value, … }` → [`Fields`].

use super::cursor::Cursor;
use super::trees::{compact, tree_text};
use crate::ast::{Expr, ExprKind, Field, Fields, Name, Rust};
use proc_macro2::{Delimiter, Group, TokenTree};

impl Cursor<'_> {
    /// Whether braces hold fields rather than one Rust expression: they are empty, or begin with a name and a single `:`, a name and a
    /// comma, or something that is meant as one of these. A single name alone is a Rust expression.
    pub(super) fn holds_fields(&mut self, group: &Group) -> bool {
        self.inside(group, |inner| {
            let sign = inner.operator_at(1);
            match inner.tree(0) {
                None => true,
                Some(TokenTree::Ident(_)) => {
                    matches!(sign, Some(":" | "," | "=" | "=>"))
                        || (sign == Some(".") && inner.is_ident(2) && inner.is_operator_at(3, ":"))
                        || inner.is_compound(1)
                        || inner.is_increment(1)
                        || matches!(inner.tree(1), Some(TokenTree::Literal(_)))
                }
                Some(TokenTree::Literal(_)) => matches!(sign, Some(":" | "," | "=" | "=>")),
                _ => false,
            }
        })
    }

    /// Reads the fields in braces.
    pub(super) fn fields(&mut self, group: &Group) -> Fields {
        let mut fields = Fields { span: group.span(), fields: Vec::new(), incomplete: false };
        self.inside(group, |inner| {
            inner.separated(|inner| match inner.field() {
                Some(field) => fields.fields.push(field),
                None => fields.incomplete = true,
            });
        });
        fields
    }

    fn field(&mut self) -> Option<Field> {
        let name = self.field_name()?;
        if self.at_end() || self.is_operator(",") {
            return Some(Field { value: self.shorthand(&name), name });
        }
        if self.is_compound(0) {
            return Some(self.compound(name));
        }
        if self.is_increment(0) {
            return Some(self.increment(name));
        }
        let quoted = matches!(self.previous(), Some(TokenTree::Literal(_)));
        if quoted && self.operator("=>").is_some() {
            // The name was reported, and is what is wrong.
        } else if self.operator(":").is_none() {
            let span = self.span();
            if self.operator("=").is_none() && self.operator("=>").is_none() && !self.starts_value() {
                self.hole(
                    span,
                    format!("`:` is missing after `{}`", name.text),
                    format!("write `{}: value`", name.text),
                );
                return Some(Field { value: Expr { kind: ExprKind::Hole, span }, name });
            }
            self.report(span, format!("`:` is missing after `{}`", name.text), format!("write `{}: value`", name.text));
        }
        let value = self.field_value();
        Some(Field { name, value })
    }

    /// Whether `+=` or its like is `ahead`.
    fn is_compound(&self, ahead: usize) -> bool {
        ["+", "-", "*", "/", "%"].iter().any(|sign| self.is_operator_at(ahead, sign))
            && self.is_operator_at(ahead + 1, "=")
    }

    /// Reads `+= 1` behind a name.
    fn compound(&mut self, name: Name) -> Field {
        let (span, sign) = (self.span(), self.peek_operator().unwrap_or_default());
        self.advance();
        self.advance();
        let mark = self.mark();
        self.expr();
        let help = format!("write `{0}: {0} {sign} {1}`", name.text, compact(self.since(mark)));
        self.report(span, format!("`{sign}=` is not an operator of the query language"), help);
        Field { name, value: Expr { kind: ExprKind::Hole, span } }
    }

    /// Whether `++` or `--` is `ahead`, with nothing behind it.
    fn is_increment(&self, ahead: usize) -> bool {
        ["+", "-"].iter().any(|sign| self.is_operator_at(ahead, sign) && self.is_operator_at(ahead + 1, sign))
            && (self.tree(ahead + 2).is_none() || self.is_operator_at(ahead + 2, ","))
    }

    /// Reads `++` behind a name.
    fn increment(&mut self, name: Name) -> Field {
        let (span, sign) = (self.span(), self.peek_operator().unwrap_or_default());
        self.advance();
        self.advance();
        let help = format!("write `{0}: {0} {sign} 1`", name.text);
        self.report(span, format!("`{sign}{sign}` is not an operator of the query language"), help);
        Field { name, value: Expr { kind: ExprKind::Hole, span } }
    }

    fn starts_value(&self) -> bool {
        matches!(self.tree(0), Some(TokenTree::Literal(_))) || self.is_group(0, Delimiter::Brace)
    }

    fn field_name(&mut self) -> Option<Name> {
        if let Some(name) = self.name() {
            let column = if self.is_ident(1) { self.operator(".").and_then(|_| self.name()) } else { None };
            if let Some(column) = &column {
                self.errors.push(name.span, format!("columns are written without their table: `{}`", column.text));
            }
            return column.or(Some(name));
        }
        let span = self.span();
        if let Some(name) = self.quoted_name() {
            self.report(span, "the name of a column stands without quotes", format!("write `{}: value`", name.text));
            return Some(name);
        }
        let text = self.tree(0).map(tree_text).unwrap_or_default();
        self.hole(span, format!("the name of a column is expected, not `{text}`"), "write `name: value`");
        None
    }

    /// `"name":`, as in JSON.
    fn quoted_name(&mut self) -> Option<Name> {
        let TokenTree::Literal(literal) = self.tree(0)?.clone() else { return None };
        let text = literal.to_string();
        let text = text.strip_prefix('"')?.strip_suffix('"')?;
        if ![":", "=>"].iter().any(|sign| self.is_operator_at(1, sign))
            || syn::parse_str::<proc_macro2::Ident>(text).is_err()
        {
            return None;
        }
        self.advance();
        Some(Name { text: text.to_owned(), span: literal.span() })
    }

    fn field_value(&mut self) -> Expr {
        if let Some(group) = self.group(0, Delimiter::Bracket).cloned() {
            let of_rows = self.inside(&group, |inner| inner.at_end() || inner.is_group(0, Delimiter::Brace));
            if of_rows {
                self.advance();
                self.errors.push(group.span_open(), "children in an insert are not available yet");
                return Expr { kind: ExprKind::Hole, span: group.span_open() };
            }
        }
        if let Some(hole) = self.json_object() {
            return hole;
        }
        if let Some(group) = self.object() {
            let help = "bind a Rust value as `{value}`";
            self.report(group.span_open(), "an object is not a value of a column", help);
            return Expr { kind: ExprKind::Hole, span: group.span_open() };
        }
        self.expr()
    }

    /// Reports `{ "city": "Rome" }`.
    fn json_object(&mut self) -> Option<Expr> {
        let group = self.group(0, Delimiter::Brace)?.clone();
        let begins = |tree: Option<&TokenTree>| matches!(tree, Some(TokenTree::Literal(_)));
        if !self.inside(&group, |inner| begins(inner.tree(0)) && inner.is_operator_at(1, ":")) {
            return None;
        }
        let (span, text) = (group.span_open(), compact(group.stream()));
        self.advance();
        self.report(
            span,
            "JSON is written as a text, or bound",
            format!("write `{{serde_json::json!({{ {text} }})}}`"),
        );
        Some(Expr { kind: ExprKind::Hole, span })
    }

    /// The value of a field that is a name alone, which was read: the Rust variable of that name.
    fn shorthand(&self, name: &Name) -> Expr {
        let tokens = self.previous().cloned().into_iter().collect();
        let rust = Rust { tokens, span: name.span, optional: None };
        Expr { kind: ExprKind::Rust(rust), span: name.span }
    }
}
