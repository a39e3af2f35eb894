//! What a query gives → the fields of a struct of the user's (`as Type`), or a message that names the field.

use crate::bind::{Braces, NeverBound, Plain, Unbound};

/// Names a type through a constant, whose own mistakes make the type one of which rustc says nothing more.
pub trait Checked<const IS_CHECKED: bool> {
    /// The type itself.
    type Type;
}

impl<T, const IS_CHECKED: bool> Checked<IS_CHECKED> for T {
    type Type = T;
}

/// Fills the field `N`, which has the type `F`, with a value of the same type.
#[diagnostic::on_unimplemented(message = "field `{N}` is `{F}`, and the query gives `{T}`", label = "this gives `{T}`")]
pub trait Fills<N, T, F, How> {
    /// The value.
    fn fill(value: T) -> F;
}

#[diagnostic::do_not_recommend]
impl<N, T> Fills<N, T, T, Plain> for Braces {
    #[inline]
    fn fill(value: T) -> T {
        value
    }
}

// A second way for rustc to consider, which never holds: were there one only, it would take the field for whatever the query gives before it has
// looked at the struct.
#[diagnostic::do_not_recommend]
impl<N, T, F: NeverBound + From<T>> Fills<N, T, F, Unbound> for Braces {
    fn fill(value: T) -> F {
        value.into()
    }
}
