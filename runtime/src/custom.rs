//! Types of the user's own in columns: `@type(T)` by [`ColumnType`], or by serde in a JSON column.

use crate::bind::Bind;
use crate::params::Param;

/// A Rust type that stands for a column's own type in rows and in queries, named by `@type(crate::Money)` in schema.sql.
///
/// ```
/// # use querent::ColumnType;
/// /// An amount of money, stored as whole cents in a BIGINT.
/// #[derive(Debug, Clone, PartialEq)]
/// struct Money {
///     cents: i64,
/// }
///
/// impl ColumnType for Money {
///     type Base = i64;
///     type Error = std::convert::Infallible;
///
///     fn to_base(&self) -> i64 {
///         self.cents
///     }
///
///     fn from_base(cents: i64) -> Result<Self, Self::Error> {
///         Ok(Money { cents })
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` stands for a column (`@type` in schema.sql) and does not implement `querent::ColumnType`",
    label = "`ColumnType` says how it is stored and read"
)]
pub trait ColumnType: Sized {
    /// What the column holds: `i64` for BIGINT, `String` for TEXT and enumerations, …
    type Base;
    /// Why a stored value is not one of this type.
    type Error: std::fmt::Display;

    /// The value as it is stored.
    fn to_base(&self) -> Self::Base;

    /// The value that was stored.
    ///
    /// # Errors
    /// When the stored value is none of this type; reading the row then fails with an error that names table, column and key.
    fn from_base(base: Self::Base) -> Result<Self, Self::Error>;
}

/// A value of the user's type for a column whose own type is `S`.
pub fn bind_custom<S, T: ColumnType>(value: &T) -> Param<'static>
where
    T::Base: Bind<S>,
{
    value.to_base().to_param().into_owned()
}

/// A value of the user's type for a JSON column.
#[cfg(feature = "json")]
pub fn bind_json<T: serde_core::Serialize + ?Sized>(value: &T) -> Param<'static> {
    match serde_json::to_string(value) {
        Ok(json) => Param::Json(json),
        Err(error) => Param::invalid(format!("the value cannot be written as JSON: {error}")),
    }
}
