//! A bound value and its form → the [`Param`] that a place takes, or a message that names the way out.
//!
//! What stands in braces is a parameter of these traits, never their `Self`: rustc then says nothing of where its type is defined, nor of
//! the bounds of a function, and each message is as short as it can be.

use super::{Bind, Plain};
use crate::params::Param;
use std::marker::PhantomData;

/// What stands in the braces of a query: the traits of columns, and those below, are implemented for it.
#[derive(Debug, Clone, Copy)]
pub enum Braces {}

/// A value that was bound. `F` is [`Plain`](super::Plain) or [`Nullable`](super::Nullable).
#[derive(Debug)]
pub struct Form<F> {
    param: Param<'static>,
    form: PhantomData<F>,
}

impl<F> Form<F> {
    /// Wraps a value of this form, which outlives what it was made of.
    #[inline]
    pub fn new(param: Param<'_>) -> Self {
        Form { param: param.into_owned(), form: PhantomData }
    }

    /// The value; `None` is NULL.
    pub fn or_null(self) -> Param<'static> {
        self.param
    }
}

macro_rules! plain_forms {
    ($($(#[$attribute:meta])* $name:ident;)*) => {$(
        $(#[$attribute])*
        pub trait $name {
            /// The value.
            fn param(self) -> Param<'static>;
        }

        #[diagnostic::do_not_recommend]
        impl $name for Form<Plain> {
            #[inline]
            fn param(self) -> Param<'static> {
                self.param
            }
        }
    )*};
}

plain_forms! {
    /// The form of what `=` and `!=` compare with.
    #[diagnostic::on_unimplemented(
        message = "an `Option` is not compared: what should `None` mean here?",
        label = "this is an `Option`",
        note = "`is {{x}}` in place of `= {{x}}`, `is not {{x}}` in place of `!= {{x}}`: `None` is NULL, and NULL equals NULL",
        note = "`{{x}}?` in place of `{{x}}`: `None` drops the condition"
    )]
    Compared;

    /// The form of what stands in another condition.
    #[diagnostic::on_unimplemented(
        message = "a condition does not take an `Option`: what should `None` mean here?",
        label = "this is an `Option`",
        note = "`{{x}}?` in place of `{{x}}`: `None` drops the condition"
    )]
    Tested;

    /// The form of what must be a value.
    #[diagnostic::on_unimplemented(
        message = "a value is needed here, and an `Option` may be `None`",
        label = "this is an `Option`",
        note = "`{{x.unwrap_or(…)}}` gives a value in place of `None`"
    )]
    Needed;

    /// The form of what a list has.
    #[diagnostic::on_unimplemented(
        message = "a list has values, and an `Option` may be `None`",
        label = "this is a list of `Option`s",
        note = "`{{x.into_iter().flatten()}}` leaves out those that are `None`"
    )]
    Listed;

    /// The form of what is stored in a column that is NOT NULL.
    #[diagnostic::on_unimplemented(
        message = "the column is NOT NULL: an `Option` cannot be stored in it",
        label = "this is an `Option`",
        note = "`{{x.unwrap_or(…)}}` stores something else in place of `None`"
    )]
    Stored;
}

macro_rules! operands {
    ($($name:ident $message:tt;)*) => {
        /// Traits by which a value is bound to what is no column (a text, a number that was computed), one for each of
        /// [`types`](crate::types), and each with the name that SQL has for it in its message.
        pub mod operand {
            use super::{Bind, Braces, Form};
            use crate::types;

            /// Binds a value to something that has the values of the enum `E`.
            #[diagnostic::on_unimplemented(
                message = "`{E}` is expected here; `{T}` cannot be bound to it",
                label = "this has type `{T}`"
            )]
            pub trait Enum<E, T: ?Sized, F> {
                /// The value, bound.
                fn value(value: &T) -> Form<F>;
            }

            #[diagnostic::do_not_recommend]
            impl<E, T: Bind<types::Enum<E>, F> + ?Sized, F> Enum<E, T, F> for Braces {
                fn value(value: &T) -> Form<F> {
                    Form::new(value.to_param())
                }
            }

            $(
                /// Binds a value to something of this type.
                #[diagnostic::on_unimplemented(message = $message, label = "this has type `{T}`")]
                pub trait $name<T: ?Sized, F> {
                    /// The value, bound.
                    fn value(value: &T) -> Form<F>;
                }

                #[diagnostic::do_not_recommend]
                impl<T: Bind<types::$name, F> + ?Sized, F> $name<T, F> for Braces {
                    fn value(value: &T) -> Form<F> {
                        Form::new(value.to_param())
                    }
                }
            )*
        }
    };
}

operands! {
    SmallInt "SMALLINT is expected here; `{T}` cannot be bound to it";
    Integer "INTEGER is expected here; `{T}` cannot be bound to it";
    BigInt "BIGINT is expected here; `{T}` cannot be bound to it";
    Boolean "BOOLEAN is expected here; `{T}` cannot be bound to it";
    Float "DOUBLE is expected here; `{T}` cannot be bound to it";
    Decimal "DECIMAL is expected here; `{T}` cannot be bound to it";
    Text "TEXT is expected here; `{T}` cannot be bound to it";
    Bytes "BLOB is expected here; `{T}` cannot be bound to it";
    Date "DATE is expected here; `{T}` cannot be bound to it";
    Time "TIME is expected here; `{T}` cannot be bound to it";
    DateTime "DATETIME is expected here; `{T}` cannot be bound to it";
    Timestamp "TIMESTAMP is expected here; `{T}` cannot be bound to it";
    Uuid "UUID is expected here; `{T}` cannot be bound to it";
    Json "JSON is expected here; `{T}` cannot be bound to it";
}
