//! `like`, `starts_with`, `contains` → typed conditions on texts.

use super::Checker;
use super::value::boolean;
use crate::ast::{self, Match};
use crate::plan::{Bind, Expr, ExprKind as Typed, Literal};
use querent_schema::Type;

impl<'q> Checker<'q> {
    /// Types `value like pattern` and its relatives.
    pub(super) fn check_match(
        &mut self,
        how: Match,
        value: &'q ast::Expr,
        pattern: &'q ast::Expr,
        negated: bool,
    ) -> Option<Expr> {
        let taker = format!("`{}`", match_name(how));
        let value = self.check_text(value, &taker);
        let typed = self.check_text(pattern, &taker);
        let (value, typed) = (Box::new(value?), Box::new(typed?));
        let nullable = value.nullable || typed.nullable;
        let kind = match how {
            Match::Like | Match::ILike => {
                self.check_pattern(pattern, &typed)?;
                Typed::Like { value, pattern: typed, ignore_case: how == Match::ILike, negated }
            }
            Match::StartsWith => {
                let end = self.prefix_end(pattern, &typed).map(Box::new);
                Typed::StartsWith { value, prefix: typed, end, negated }
            }
            Match::EndsWith => Typed::EndsWith { value, suffix: typed, negated },
            Match::Contains => Typed::Contains { value, part: typed, negated },
        };
        Some(boolean(kind, nullable))
    }

    /// A `\` must have something behind it to take literally; of a Rust value that is known when it is bound.
    fn check_pattern(&mut self, pattern: &ast::Expr, typed: &Expr) -> Option<()> {
        if let Typed::Param(param) = typed.kind {
            self.inputs.mark_pattern(param);
        }
        let Typed::Literal(Literal::Text(text)) = &typed.kind else { return Some(()) };
        let backslashes = text.chars().rev().take_while(|&c| c == '\\').count();
        if backslashes % 2 == 0 {
            return Some(());
        }
        let help = "`\\` takes the character behind it literally; `\\\\\\\\` in the source is a backslash itself";
        self.errors.push_help(pattern.span, "the pattern ends with a single `\\`", help);
        None
    }

    /// The least text above all that start with this one.
    fn prefix_end(&mut self, pattern: &ast::Expr, prefix: &Expr) -> Option<Expr> {
        let kind = match &prefix.kind {
            Typed::Literal(Literal::Text(text)) => Typed::Literal(Literal::Text(text_above(text)?)),
            &Typed::Param(of) => Typed::Param(self.inputs.make(pattern.span, Bind::PrefixEnd { of })),
            _ => return None,
        };
        Some(Expr { kind, ty: Type::Text { max: None }, nullable: false })
    }
}

/// The least text above all that start with this one: its last character that has a successor is replaced by it.
fn text_above(text: &str) -> Option<String> {
    let mut chars: Vec<char> = text.chars().collect();
    while let Some(last) = chars.pop() {
        // A step of the range passes over the surrogates.
        if let Some(next) = (last..=char::MAX).nth(1) {
            chars.push(next);
            return Some(chars.into_iter().collect());
        }
    }
    None
}

/// The operator as it is written.
fn match_name(how: Match) -> &'static str {
    match how {
        Match::Like => "like",
        Match::ILike => "ilike",
        Match::StartsWith => "starts_with",
        Match::EndsWith => "ends_with",
        Match::Contains => "contains",
    }
}
