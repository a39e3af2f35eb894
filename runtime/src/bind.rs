//! Rust values → [`Param`]: which types a column takes, without loss, and the forms in which a query takes them.

mod form;
mod json;
mod list;
mod made;
#[cfg(feature = "time")]
mod time;
mod values;

pub use form::{Braces, Compared, Form, Listed, Needed, Stored, Tested, operand};
pub(crate) use json::{list_json, time_text};
pub use list::{
    IteratorList, ListParam, NotAList, OptionAsList, OptionalIterator, OptionalListParam, OptionalReference,
    OptionalSlice, ReferenceList,
};
pub use made::Instant;
#[cfg(feature = "uuid")]
pub use made::{ulid, uuid_v4, uuid_v7};

use crate::params::Param;
use std::fmt::Write;

/// The form of a value that is always there.
#[derive(Debug)]
pub enum Plain {}

/// The form of an `Option`, whose `None` is NULL.
#[derive(Debug)]
pub enum Nullable {}

/// A Rust value that something of type `S` (one of [`types`](crate::types)) can hold without loss. `F` is [`Plain`] or [`Nullable`].
pub trait Bind<S, F = Plain> {
    /// The value in the form that drivers take; [`Param::Invalid`] says why it cannot be sent.
    fn to_param(&self) -> Param<'_>;
}

#[diagnostic::do_not_recommend]
impl<S, F, T: Bind<S, F> + ?Sized> Bind<S, F> for &T {
    fn to_param(&self) -> Param<'_> {
        T::to_param(self)
    }
}

#[diagnostic::do_not_recommend]
impl<S, T: Bind<S>> Bind<S, Nullable> for Option<T> {
    fn to_param(&self) -> Param<'_> {
        self.as_ref().map_or(Param::Null, T::to_param)
    }
}

/// The form of nothing.
#[derive(Debug)]
pub enum Unbound {}

/// Implemented for no type.
pub trait NeverBound {}

// A second way for rustc to consider, which never holds: were there one only, an `Option` of a wrong type would have the form `Nullable`, and
// a comparison would be wrong twice.
#[diagnostic::do_not_recommend]
impl<S, T: NeverBound> Bind<S, Unbound> for Option<T> {
    fn to_param(&self) -> Param<'_> {
        Param::Null
    }
}

/// `{x}?`: an `Option`, by value or by reference.
#[diagnostic::on_unimplemented(
    message = "`?` drops a condition whose value is `None`, and `{Self}` is not an `Option`",
    label = "this has type `{Self}`",
    note = "without `?` the condition always holds"
)]
pub trait OptionalValue {
    /// What is in it.
    type Value;

    /// The value, if there is one.
    fn get(&self) -> Option<&Self::Value>;

    /// `None` is absent.
    fn or_absent(&self, to_param: impl Fn(&Self::Value) -> Param<'static>) -> Param<'static> {
        self.get().map_or(Param::Absent, to_param)
    }
}

#[diagnostic::do_not_recommend]
impl<T> OptionalValue for Option<T> {
    type Value = T;
    fn get(&self) -> Option<&T> {
        self.as_ref()
    }
}

#[diagnostic::do_not_recommend]
impl<O: OptionalValue + ?Sized> OptionalValue for &O {
    type Value = O::Value;
    fn get(&self) -> Option<&O::Value> {
        O::get(self)
    }
}

/// `take {n}` and `skip {n}`: an integer that is not negative.
#[diagnostic::on_unimplemented(
    message = "a number of rows is an integer; `{Self}` is none",
    label = "this has type `{Self}`"
)]
pub trait RowCount {
    /// The number, which must not be negative; one that no table has rows for is as good as the largest.
    fn to_param(&self) -> Param<'static>;
}

macro_rules! row_counts {
    ($($integer:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl RowCount for $integer {
            fn to_param(&self) -> Param<'static> {
                match u64::try_from(*self) {
                    Ok(count) => Param::Integer(i64::try_from(count).unwrap_or(i64::MAX)),
                    Err(_) => Param::invalid(format!("{self} is not a number of rows")),
                }
            }
        }
    )*};
}

row_counts!(u8, u16, u32, u64, usize, i8, i16, i32, i64, isize);

#[diagnostic::do_not_recommend]
impl<N: RowCount + ?Sized> RowCount for &N {
    fn to_param(&self) -> Param<'static> {
        N::to_param(self)
    }
}

/// The number of the arm that an `order by {…} { … }` takes.
pub const fn choice(arm: u16) -> Param<'static> {
    Param::Choice(arm)
}

/// Refuses a pattern of `like` that ends with a `\` that takes nothing literally.
pub fn pattern(param: Param<'_>) -> Param<'_> {
    match &param {
        Param::Text(text) if text.chars().rev().take_while(|&character| character == '\\').count() % 2 == 1 => {
            Param::invalid(
                "the pattern of a `like` ends with a single `\\`, which takes the character behind it literally",
            )
        }
        _ => param,
    }
}

/// A field that may be left out, or what stands for it then.
pub fn given<'v, S, F, T: Bind<S, F>>(value: &'v Option<T>, otherwise: Param<'v>) -> Param<'v> {
    match value {
        Some(value) => value.to_param(),
        None => otherwise,
    }
}

/// Refuses a text of more than `max` characters for `column`.
pub fn limit_text<'v>(param: Param<'v>, max: usize, column: &str) -> Param<'v> {
    match &param {
        // A text has at most as many characters as bytes.
        Param::Text(text) if text.len() > max && text.chars().nth(max).is_some() => {
            let length = text.chars().count();
            Param::invalid(format!("column `{column}` holds at most {max} characters; the text has {length}"))
        }
        _ => param,
    }
}

/// Refuses more than `max` bytes for `column`.
pub fn limit_bytes<'v>(param: Param<'v>, max: usize, column: &str) -> Param<'v> {
    match &param {
        Param::Bytes(bytes) if bytes.len() > max => {
            Param::invalid(format!("column `{column}` holds at most {max} bytes; the value has {}", bytes.len()))
        }
        _ => param,
    }
}

/// Brings a decimal to the scale of `column`, and refuses one that it could hold only by rounding.
pub fn limit_decimal<'v>(param: Param<'v>, precision: usize, scale: usize, column: &str) -> Param<'v> {
    match param {
        Param::Decimal(digits) => match decimal_at_scale(&digits, precision, scale) {
            Some(digits) => Param::Decimal(digits),
            None => {
                Param::invalid(format!("column `{column}` is DECIMAL({precision}, {scale}); it cannot hold {digits}"))
            }
        },
        other => other,
    }
}

fn decimal_at_scale(digits: &str, precision: usize, scale: usize) -> Option<String> {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    if whole.len() > precision - scale || fraction.len() > scale {
        return None;
    }
    let sign = if whole.is_empty() && fraction.is_empty() { "" } else { sign };
    let mut text = format!("{sign}{}", if whole.is_empty() { "0" } else { whole });
    if scale > 0 {
        write!(text, ".{fraction:0<scale$}").expect("a String takes every text");
    }
    Some(text)
}

/// A UUID in lower case with hyphens.
pub(crate) fn hyphenated(bytes: [u8; 16]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(36);
    for (position, byte) in bytes.iter().enumerate() {
        if matches!(position, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

/// The least text above all that start with the text in `prefix`; absent when there is none, and where `prefix` is absent.
pub(crate) fn prefix_end(prefix: &Param<'_>) -> Param<'static> {
    match prefix {
        Param::Text(text) => text_after_prefix(text).map_or(Param::Absent, |end| Param::Text(end.into())),
        _ => Param::Absent,
    }
}

/// Raises the last character that can be raised, and drops what follows it.
fn text_after_prefix(prefix: &str) -> Option<String> {
    let mut characters: Vec<char> = prefix.chars().collect();
    while let Some(last) = characters.pop() {
        // The code points between U+D7FF and U+E000 are no characters.
        let next = if last == '\u{D7FF}' { Some('\u{E000}') } else { char::from_u32(last as u32 + 1) };
        if let Some(next) = next {
            characters.push(next);
            return Some(characters.into_iter().collect());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Text;

    /// A value for something of type `S`.
    pub(super) fn bind<S, F, T: Bind<S, F> + ?Sized>(value: &T) -> Param<'static> {
        value.to_param().into_owned()
    }

    #[test]
    fn none_is_null() {
        assert_eq!(bind::<Text, _, _>(&None::<&str>), Param::Null);
        assert_eq!(bind::<Text, _, _>(&Some("a")), Param::Text("a".into()));
    }

    #[test]
    fn a_prefix_ends_before_the_next_text() {
        let end = |text: &str| prefix_end(&Param::Text(text.into()));
        assert_eq!(end("ab"), Param::Text("ac".into()));
        assert_eq!(end("a\u{10FFFF}"), Param::Text("b".into()));
        assert_eq!(end("\u{D7FF}"), Param::Text("\u{E000}".into()));
        assert_eq!(end(""), Param::Absent);
        assert_eq!(end("\u{10FFFF}"), Param::Absent);
        assert_eq!(prefix_end(&Param::Absent), Param::Absent);
    }

    #[test]
    fn a_pattern_ends_with_no_backslash_that_escapes_nothing() {
        let text = |text: &'static str| Param::Text(text.into());
        for right in ["", "a", "\\%", "a\\\\", "\\\\\\\\"] {
            assert_eq!(pattern(text(right)), text(right));
        }
        assert!(matches!(pattern(text("\\")), Param::Invalid(_)));
        assert!(matches!(pattern(text("a\\\\\\")), Param::Invalid(_)));
        assert_eq!(pattern(Param::Absent), Param::Absent);
    }

    #[test]
    fn limits_count_characters_not_bytes() {
        let text = |text: &'static str| Param::Text(text.into());
        assert_eq!(limit_text(text("äöü"), 3, "t.c"), text("äöü"));
        let Param::Invalid(why) = limit_text(text("äöüß"), 3, "t.c") else {
            panic!("four characters are too many")
        };
        assert_eq!(&*why, "column `t.c` holds at most 3 characters; the text has 4");
        assert!(matches!(limit_bytes(Param::Bytes(vec![0; 3].into()), 2, "t.c"), Param::Invalid(_)));
    }

    #[test]
    fn decimals_take_the_scale_of_their_column_or_are_refused() {
        let at = |digits: &str| decimal_at_scale(digits, 5, 2);
        assert_eq!(at("1.5").as_deref(), Some("1.50"));
        assert_eq!(at("-0012").as_deref(), Some("-12.00"));
        assert_eq!(at("-0.00").as_deref(), Some("0.00"));
        assert_eq!(at("999.990").as_deref(), Some("999.99"));
        assert_eq!(at("1000"), None);
        assert_eq!(at("1.005"), None);
        assert_eq!(decimal_at_scale("7", 3, 0).as_deref(), Some("7"));
    }

    #[test]
    fn a_negative_number_of_rows_is_refused() {
        assert_eq!(RowCount::to_param(&3_u8), Param::Integer(3));
        assert_eq!(RowCount::to_param(&-1_i32), Param::invalid("-1 is not a number of rows"));
        assert_eq!(RowCount::to_param(&u64::MAX), Param::Integer(i64::MAX));
    }

    #[test]
    fn none_is_absent_and_options_are_taken_by_reference_too() {
        let text = |value: &&str| bind::<Text, _, _>(value);
        assert_eq!(None.or_absent(text), Param::Absent);
        let some = &Some("a");
        assert_eq!(OptionalValue::or_absent(&some, text), Param::Text("a".into()));
    }
}
