//! `{value} { pattern => keys, … }` behind `order by` → [`Order::Choice`].

use super::cursor::Cursor;
use super::trees::{is_blank, tree_text};
use crate::ast::{Expr, ExprKind, Order, OrderArm, OrderKey};
use proc_macro2::{Delimiter, Span};

impl Cursor<'_> {
    /// Reads the value and its arms.
    pub(super) fn order_choice(&mut self) -> Order {
        let mut value = self.take_group(Delimiter::Brace).and_then(|group| self.rust(&group));
        if let Some(question) = value.as_mut().and_then(|value| value.optional.take()) {
            let help = "take it away, and match the `Option`: `Some(…) => …, None => …`";
            self.report(question, "`?` has no meaning here: an order is no condition that could be dropped", help);
        }
        let Some(group) = self.take_group(Delimiter::Brace) else { return Order::Keys(Vec::new()) };
        let mut arms = Vec::new();
        self.inside(&group, |inner| {
            while !inner.at_end() {
                arms.extend(inner.order_arm());
            }
        });
        if arms.is_empty() && is_blank(&group) {
            self.report(
                group.span_open(),
                "the order has no choices",
                "write `order by {sort} { Sort::Name => name, … }`",
            );
        }
        match value {
            Some(value) if !arms.is_empty() => Order::Choice { value, arms },
            _ => Order::Keys(vec![order_hole(group.span_open())]),
        }
    }

    /// Reads `pattern => keys`; `None` when there is no `=>`, which is reported.
    fn order_arm(&mut self) -> Option<OrderArm> {
        if !self.is_arm() {
            self.report(self.span(), "this choice has no `=>`", "write `pattern => key, key desc`");
            self.skip_to_comma();
            self.operator(",");
            return None;
        }
        let mark = self.mark();
        while !self.is_operator("=>") {
            let operator = self.peek_operator().unwrap_or_default();
            if self.operator(operator).is_none() {
                self.advance();
            }
        }
        let pattern = self.since(mark);
        let arrow = self.operator("=>")?;
        if pattern.is_empty() {
            self.report(arrow, "a pattern is missing before `=>`", "write `pattern => key, key desc`");
        }
        let mut keys = Vec::new();
        let end = self.arm_keys(&mut keys);
        Some(OrderArm { pattern, keys, end })
    }

    /// Reads keys up to the pattern of the next arm, the comma between arms looking like that between keys, and gives the last token of them.
    fn arm_keys(&mut self, keys: &mut Vec<OrderKey>) -> Span {
        loop {
            keys.push(self.order_key());
            let end = self.span_before();
            if self.at_end() {
                self.lost = false;
                return end;
            }
            if !self.is_operator(",") && !self.lost {
                let text = self.tree(0).map(tree_text).unwrap_or_default();
                self.report(
                    self.span(),
                    format!("a comma is missing before `{text}`"),
                    "write commas between keys and between choices",
                );
                if self.is_arm() {
                    return end;
                }
            }
            self.skip_to_comma();
            self.operator(",");
            if self.at_end() || self.is_arm() {
                return end;
            }
        }
    }

    /// Whether `=>` comes before the next comma.
    fn is_arm(&self) -> bool {
        let mut ahead = 0;
        while self.tree(ahead).is_some() {
            match self.operator_at(ahead) {
                Some("=>") => return true,
                Some(",") => return false,
                Some(operator) => ahead += operator.len(),
                None => ahead += 1,
            }
        }
        false
    }
}

/// A key that could not be read.
pub(super) fn order_hole(span: proc_macro2::Span) -> OrderKey {
    OrderKey { expr: Expr { kind: ExprKind::Hole, span }, descending: false, nulls: None }
}
