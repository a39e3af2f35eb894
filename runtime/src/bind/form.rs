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

/// A value that was bound. `F` is [`Plain`] or [`Nullable`].
#[derive(Debug)]
pub struct Form<F> {
    param: Param,
    form: PhantomData<F>,
}

impl<F> Form<F> {
    /// Wraps a value of this form.
    pub fn new(param: Param) -> Self {
        Form { param, form: PhantomData }
    }

    /// The value; `None` is NULL.
    pub fn or_null(self) -> Param {
        self.param
    }
}

/// The form of what is compared or computed with.
#[diagnostic::on_unimplemented(
    message = "an `Option` is not compared: what should `None` mean here?",
    label = "this is an `Option`",
    note = "`is {{x}}` in place of `= {{x}}`: `None` is NULL, and NULL equals NULL",
    note = "`{{x}}?` in place of `{{x}}`: `None` drops the condition"
)]
pub trait Compared {
    /// The value.
    fn param(self) -> Param;
}

#[diagnostic::do_not_recommend]
impl Compared for Form<Plain> {
    fn param(self) -> Param {
        self.param
    }
}

/// The form of what is stored in a column that is NOT NULL.
#[diagnostic::on_unimplemented(
    message = "the column is NOT NULL: an `Option` cannot be stored in it",
    label = "this is an `Option`",
    note = "`{{x.unwrap_or(…)}}` stores something else in place of `None`"
)]
pub trait Stored {
    /// The value.
    fn param(self) -> Param;
}

#[diagnostic::do_not_recommend]
impl Stored for Form<Plain> {
    fn param(self) -> Param {
        self.param
    }
}

/// Binds a value to what is no column: to a text, a number that was computed. `S` is one of [`types`](crate::types).
#[diagnostic::on_unimplemented(
    message = "a value of SQL type `{S}` is expected; `{T}` cannot be bound to it",
    label = "this has type `{T}`"
)]
pub trait Operand<S, T: ?Sized, F> {
    /// The value, bound.
    fn value(value: &T) -> Form<F>;
}

#[diagnostic::do_not_recommend]
impl<S, T: Bind<S, F> + ?Sized, F> Operand<S, T, F> for Braces {
    fn value(value: &T) -> Form<F> {
        Form::new(value.to_param())
    }
}
