//! `{ id, age + 1 as next }` or `*` → [`Projection`].

use super::cursor::Cursor;
use super::trees::{compact, is_blank};
use crate::ast::{Expr, ExprKind, Item, Name, Projection};
use proc_macro2::{Delimiter, Group, Span, TokenTree};

impl Cursor<'_> {
    /// Reads the items in braces; `None` when there are none or when they are not items at all, which is reported.
    pub(super) fn projection(&mut self, group: &Group) -> Option<Projection> {
        if is_blank(group) {
            let help = "name columns, or leave the braces away for whole rows";
            self.report(group.span_open(), "the braces name no column", help);
            return None;
        }
        self.inside(group, |inner| {
            if inner.projection_of_clauses() || inner.projection_of_sql() {
                return None;
            }
            let mut items = Vec::new();
            inner.separated(|inner| items.push(inner.item()));
            Some(Projection { span: group.span(), items })
        })
    }

    /// Reports `{ where: … }`: clauses in an object.
    fn projection_of_clauses(&mut self) -> bool {
        const WORDS: [&str; 9] = ["where", "select", "include", "orderBy", "order_by", "take", "skip", "data", "limit"];
        let Some(word) = self.word(0).filter(|word| WORDS.contains(&word.as_str())) else { return false };
        let is_object = self.is_operator_at(1, ":");
        if is_object {
            let help = "write `users.find { id, name } where age >= 18 order by name`";
            self.report(self.span(), format!("`{word}` does not stand in the braces"), help);
        }
        is_object
    }

    /// Reports `{ select … }`.
    fn projection_of_sql(&mut self) -> bool {
        let is_sql = self.is_keyword(0, "select") && (self.is_ident(1) || self.is_operator_at(1, "*"));
        if is_sql {
            self.report(self.span(), "a projection lists columns", "write `{ id, name }`, without `select`");
        }
        is_sql
    }

    /// Reads one item.
    pub(super) fn item(&mut self) -> Item {
        if self.is_operator("*") && (self.tree(1).is_none() || self.is_operator_at(1, ",")) {
            let span = self.span();
            self.advance();
            return Item::Star(span);
        }
        if let Some(hole) = self.related_item() {
            return Item::Expr { expr: hole, alias: None };
        }
        if self.is_ident(0) && [":", "=>"].iter().any(|sign| self.is_operator_at(1, sign)) {
            return self.labelled_item();
        }
        self.distinct_item();
        let (mark, in_braces) = (self.mark(), self.is_group(0, Delimiter::Brace));
        let mut expr = self.expr();
        if !in_braces && matches!(expr.kind, ExprKind::Rust(_)) {
            // That its braces are missing was reported; with them it would have no type here.
            expr.kind = ExprKind::Hole;
        }
        let keyword = self.keyword("as");
        let alias = match keyword {
            Some(_) => self.name(),
            None => self.bare_alias(&expr, mark),
        };
        if let (Some(span), None) = (keyword, &alias) {
            expr = self.hole(span, "a name is missing after `as`", "write `… as name`");
        }
        Item::Expr { expr, alias }
    }

    /// Reads the name behind an expression that began at the mark and is no column; that `as` is missing is reported.
    fn bare_alias(&mut self, expr: &Expr, mark: usize) -> Option<Name> {
        let names = self.is_ident(0) && (self.tree(1).is_none() || self.is_operator_at(1, ","));
        if !names || self.lost || matches!(expr.kind, ExprKind::Path(_) | ExprKind::Hole) {
            return None;
        }
        let (span, text) = (self.span(), compact(self.since(mark)));
        let name = self.name()?;
        self.report(
            span,
            format!("`as` is missing before `{}`", name.text),
            format!("write `{text} as {}`", name.text),
        );
        Some(name)
    }

    /// `next: age + 1` or `id: true`, as other languages write it.
    fn labelled_item(&mut self) -> Item {
        let alias = self.name();
        let span = self.span();
        let _ = self.operator(":").or_else(|| self.operator("=>"));
        let mark = self.mark();
        if self.is_keyword(0, "true") {
            self.advance();
            return self.chosen_item(alias, span);
        }
        let expr = self.expr();
        let name = alias.as_ref().map_or("name", |alias| alias.text.as_str());
        let text = compact(self.since(mark));
        if text.is_empty() {
            return Item::Expr { expr, alias };
        }
        self.report(span, "a projection names its expressions with `as`", format!("write `{text} as {name}`"));
        Item::Expr { expr, alias }
    }

    /// Reports `posts { title }` and `posts: { title }`: the columns of a relation.
    fn related_item(&mut self) -> Option<Expr> {
        let ahead = if self.is_operator_at(1, ":") { 2 } else { 1 };
        if !self.is_ident(0) || self.is_infix_word(0) || !self.is_group(ahead, Delimiter::Brace) {
            return None;
        }
        let span = self.span();
        self.errors.push(span, "columns of relations are not available yet");
        self.skip_to_comma();
        Some(Expr { kind: ExprKind::Hole, span })
    }

    /// Reports `distinct` before a name.
    fn distinct_item(&mut self) {
        if self.is_keyword(0, "distinct") && self.is_ident(1) && !self.follows_operand(1) && !self.is_keyword(1, "as") {
            self.report(self.span(), "`distinct` stands before the braces", "write `distinct { … }`");
            self.advance();
        }
    }

    fn chosen_item(&mut self, name: Option<Name>, span: Span) -> Item {
        let Some(name) = name else { return Item::Expr { expr: self.missing_operand(), alias: None } };
        self.report(
            span,
            "a projection lists the columns that it wants",
            format!("write `{}` without `: true`", name.text),
        );
        let expr = Expr { span: name.span, kind: ExprKind::Path(vec![name]) };
        Item::Expr { expr, alias: None }
    }

    /// Reads what stands behind `returning`.
    pub(super) fn returning(&mut self) -> Option<Projection> {
        let span = self.span();
        if self.operator("*").is_some() {
            return Some(Projection { span, items: vec![Item::Star(span)] });
        }
        if let Some(group) = self.take_group(Delimiter::Brace) {
            return self.projection(&group);
        }
        if let Some(TokenTree::Group(group)) = self.tree(0).cloned() {
            self.advance();
            let help = format!("write `returning {{ {} }}`", compact(group.stream()));
            self.report(span, "the columns of `returning` stand in braces", help);
            return self.projection(&group);
        }
        if !self.is_ident(0) || self.starts_clause() {
            let help = "write `returning *` or `returning { id }`";
            self.hole(self.span_before(), "`returning` does not say what", help);
            return None;
        }
        let mark = self.mark();
        let mut items = vec![self.item()];
        while !self.lost && self.operator(",").is_some() {
            items.push(self.item());
        }
        let help = format!("write `returning {{ {} }}`", compact(self.since(mark)));
        self.report(span, "the columns of `returning` stand in braces", help);
        Some(Projection { span, items })
    }
}
