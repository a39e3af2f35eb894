//! `order by …` → [`Order`].

use super::choice::order_hole;
use super::cursor::Cursor;
use super::trees::{compact, tree_text};
use crate::ast::{Expr, ExprKind, NullsFirst, Order, OrderKey};
use proc_macro2::{Delimiter, Group, Span};

impl Cursor<'_> {
    /// Reads `order by`, `orderBy` or `order_by`.
    pub(super) fn order_keyword(&mut self) -> Span {
        let span = self.span();
        let word = self.word(0).unwrap_or_default();
        self.advance();
        let joined = super::word::folded(&word) == "orderby";
        let by = if joined { Some(()) } else { self.order_by_word() };
        if by.is_none() {
            self.report(span, format!("`by` is missing after `{word}`"), "write `order by`");
        } else if !["order", "orderBy", "order_by"].contains(&word.as_str()) {
            self.report(span, format!("`{word}` is not a keyword of the query language"), "write `order by`");
        }
        span
    }

    /// Reads `by`, whose capitals are the same mistake as those of `order`.
    fn order_by_word(&mut self) -> Option<()> {
        let word = self.word(0).filter(|word| word.eq_ignore_ascii_case("by"))?;
        let order_is_right = matches!(self.previous(), Some(tree) if tree_text(tree) == "order");
        if word != "by" && order_is_right {
            self.keyword("by");
        } else {
            self.advance();
        }
        Some(())
    }

    /// Reads what stands behind `order by`.
    pub(super) fn order(&mut self) -> Order {
        if let Some(colon) = self.operator(":")
            && !self.is_group(0, Delimiter::Brace)
            && !self.is_group(0, Delimiter::Bracket)
        {
            self.report(colon, "`order by` has no `:`", "write `order by name asc`");
        }
        if let Some(order) = self.order_of_rust() {
            return order;
        }
        if let Some(group) = self.group(0, Delimiter::Bracket).cloned() {
            self.advance();
            return self.order_objects(&group);
        }
        let behind = if self.is_operator_at(1, "?") { 2 } else { 1 };
        if self.is_group(0, Delimiter::Brace) && self.is_group(behind, Delimiter::Brace) {
            return self.order_choice();
        }
        if let Some(keys) = self.order_tuple() {
            return Order::Keys(keys);
        }
        if let Some(group) = self.object() {
            return Order::Keys(self.order_object(&group));
        }
        Order::Keys(self.order_keys())
    }

    /// Reads `(age, name)`, and reports its parentheses.
    fn order_tuple(&mut self) -> Option<Vec<OrderKey>> {
        let group = self.group(0, Delimiter::Parenthesis)?.clone();
        let is_list = self.inside(&group, |inner| inner.is_ident(0) && inner.is_operator_at(1, ","));
        is_list.then(|| self.advance()).flatten()?;
        let help = format!("write `order by {}`", compact(group.stream()));
        self.report(group.span_open(), "the keys of an order stand without parentheses", help);
        Some(self.inside(&group, |inner| inner.order_keys()))
    }

    /// Reports `match sort { … }` and `if …`, and passes over them.
    fn order_of_rust(&mut self) -> Option<Order> {
        let word = self.word(0).filter(|word| ["match", "if"].contains(&word.as_str()))?;
        if self.tree(1).is_none() || self.follows_operand(1) {
            return None;
        }
        let span = self.span();
        let help = "write `order by {value} { pattern => name, _ => id }`";
        self.report(span, format!("an order is chosen without `{word}`"), help);
        while !self.at_end() && (!self.starts_clause() || self.is_group(1, Delimiter::Brace)) {
            self.advance();
        }
        Some(Order::Keys(vec![order_hole(span)]))
    }

    fn order_keys(&mut self) -> Vec<OrderKey> {
        let mut keys = vec![self.order_key()];
        loop {
            self.skip_to_key();
            if self.operator(",").is_some() || self.forgotten_comma() {
                keys.push(self.order_key());
            } else {
                return keys;
            }
        }
    }

    /// When lost, passes over tokens up to the next comma, from where reading goes on.
    fn skip_to_key(&mut self) {
        while self.lost && !self.at_end() && !self.starts_clause() {
            if self.is_operator(",") {
                self.lost = false;
            } else {
                self.advance();
            }
        }
    }

    fn forgotten_comma(&mut self) -> bool {
        let is_key = self.is_ident(0) && self.clause_word().is_none() && !self.is_infix_word(0);
        let forgotten =
            is_key && !self.lost && (self.tree(1).is_none() || self.is_infix_word(1) || self.is_operator_at(1, ","));
        if forgotten {
            let text = self.tree(0).map(tree_text).unwrap_or_default();
            self.report(self.span(), format!("a comma is missing before `{text}`"), "write commas between the keys");
        }
        forgotten
    }

    /// Reads one key with its direction.
    pub(super) fn order_key(&mut self) -> OrderKey {
        if let Some(key) = self.order_method() {
            return key;
        }
        let early = self.early_direction();
        let mut expr = self.expr();
        if let ExprKind::Literal { .. } = expr.kind {
            self.report(expr.span, "a literal is not a key of an order", "name a column or an expression");
            expr.kind = ExprKind::Hole;
        } else if let ExprKind::Rust(_) = expr.kind {
            let help = "write `order by {value} { Sort::Name => name, … }` to choose among orders";
            self.report(expr.span, "a Rust value is not a key of an order", help);
            expr.kind = ExprKind::Hole;
        }
        let descending = self.order_direction() || early;
        OrderKey { expr, descending, nulls: self.order_nulls() }
    }

    /// Reports `name.desc()`.
    fn order_method(&mut self) -> Option<OrderKey> {
        let direction = self.word(2).filter(|word| ["asc", "desc"].contains(&word.as_str()))?;
        if !self.is_ident(0) || !self.is_operator_at(1, ".") || !self.is_group(3, Delimiter::Parenthesis) {
            return None;
        }
        let name = self.name()?;
        self.operator(".");
        let help = format!("write `{} {direction}`", name.text);
        self.report(self.span(), "a direction is a word behind its key", help);
        self.advance();
        self.advance();
        let expr = Expr { span: name.span, kind: ExprKind::Path(vec![name]) };
        Some(OrderKey { expr, descending: direction == "desc", nulls: self.order_nulls() })
    }

    /// Reports a direction that stands before its key, as in `desc name`; whether it is `desc`.
    fn early_direction(&mut self) -> bool {
        let Some(word) = self.word(0).filter(|word| ["asc", "desc"].contains(&word.as_str())) else { return false };
        if !self.is_ident(1) || self.is_infix_word(1) {
            return false;
        }
        let key = self.tree(1).map(tree_text).unwrap_or_default();
        self.report(self.span(), format!("`{word}` stands behind its key"), format!("write `{key} {word}`"));
        self.advance();
        word == "desc"
    }

    fn order_direction(&mut self) -> bool {
        for (foreign, native) in [("ascending", "asc"), ("descending", "desc")] {
            if self.is_keyword(0, foreign) {
                self.report(
                    self.span(),
                    format!("`{foreign}` is not a keyword of the query language"),
                    format!("write `{native}`"),
                );
                self.advance();
                return native == "desc";
            }
        }
        self.keyword("asc").is_none() && self.keyword("desc").is_some()
    }

    fn order_nulls(&mut self) -> Option<NullsFirst> {
        let span = self.keyword("nulls")?;
        if self.keyword("first").is_some() {
            return Some(NullsFirst::First);
        }
        if self.keyword("last").is_some() {
            return Some(NullsFirst::Last);
        }
        if self.is_ident(0) && !self.starts_clause() {
            self.advance();
        }
        self.report(span, "`nulls` is followed by `first` or `last`", "write `nulls first` or `nulls last`");
        None
    }

    /// `[{ name: "asc" }, { id: "desc" }]`.
    fn order_objects(&mut self, group: &Group) -> Order {
        let mut keys = Vec::new();
        self.inside(group, |inner| {
            inner.separated(|inner| match inner.object() {
                Some(object) => keys.extend(inner.order_object(&object)),
                None => {
                    inner.hole(
                        inner.span(),
                        "the keys of an order stand without brackets",
                        "write `order by name, id desc`",
                    );
                }
            });
        });
        Order::Keys(keys)
    }

    /// `{ name: "asc" }`.
    fn order_object(&mut self, group: &Group) -> Vec<OrderKey> {
        let mut keys = Vec::new();
        let mut texts = Vec::new();
        for (name, direction) in self.pairs(group) {
            let descending = super::word::folded(&direction.to_string()).contains("desc");
            texts.push(if descending { format!("{} desc", name.text) } else { name.text.clone() });
            let expr = Expr { span: name.span, kind: ExprKind::Path(vec![name]) };
            keys.push(OrderKey { expr, descending, nulls: None });
        }
        let help = format!("write `order by {}`", texts.join(", "));
        self.report(group.span_open(), "an order is not written as an object", help);
        keys
    }
}
