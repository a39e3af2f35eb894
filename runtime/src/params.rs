//! The values of a query on their way to a driver, in forms that depend on no other library.

use crate::bind::Braces;
use smallvec::SmallVec;
use std::rc::Rc;
use std::sync::Arc;

/// The parameters of a query, in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Params {
    values: SmallVec<[Param; INLINE]>,
}

/// As many parameters need no memory of their own.
const INLINE: usize = 4;

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub enum Param {
    /// Left out: what depends on it is left out too.
    Absent,
    /// NULL.
    Null,
    /// A truth value.
    Boolean(bool),
    /// An integer of any width.
    Integer(i64),
    /// A float, never NaN.
    Float(f64),
    /// A text without NUL characters.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A decimal in plain digits.
    Decimal(String),
    /// Days since 1970-01-01.
    Date(i32),
    /// Microseconds since midnight.
    Time(i64),
    /// Microseconds since 1970-01-01 00:00 of a day and time without a zone.
    DateTime(i64),
    /// Microseconds since 1970-01-01 00:00 UTC.
    Timestamp(i64),
    /// 128 bits.
    Uuid([u8; 16]),
    /// A JSON document.
    Json(String),
    /// All values of an `in {…}`.
    List(List),
    /// The number of an arm of `order by {…} { … }`.
    Choice(u16),
    /// A value that its column cannot hold, and why; running the query gives it as an error.
    Invalid(Box<str>),
}

/// The values of an `in {…}`.
#[derive(Debug, Clone, PartialEq)]
pub enum List {
    /// Integers.
    Integers(Vec<i64>),
    /// Floats.
    Floats(Vec<f64>),
    /// Texts.
    Texts(Vec<String>),
    /// Values of another type, or none at all.
    Other(Vec<Param>),
}

/// A row as an insert takes it (`New`), or the fields that an update changes (`Patch`): an `N`, or what points to one.
pub trait InsertRow<N> {
    /// Adds one parameter for each column that may be written, in the order of the schema.
    fn push_to(&self, params: &mut Params);
}

macro_rules! pointers {
    ($($pointer:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl<N, T: InsertRow<N> + ?Sized> InsertRow<N> for $pointer {
            fn push_to(&self, params: &mut Params) {
                T::push_to(self, params);
            }
        }
    )*};
}

pointers!(&T, &mut T, Box<T>, Rc<T>, Arc<T>);

/// What the braces of `insert {new}` and `update {patch}` take.
#[diagnostic::on_unimplemented(
    message = "a `{N}` is expected in these braces; `{T}` is none",
    label = "this has type `{T}`"
)]
pub trait TakesRow<N, T: ?Sized> {
    /// Adds the parameters of the row.
    fn push_to(row: &T, params: &mut Params);
}

#[diagnostic::do_not_recommend]
impl<N, T: InsertRow<N> + ?Sized> TakesRow<N, T> for Braces {
    fn push_to(row: &T, params: &mut Params) {
        row.push_to(params);
    }
}

impl Params {
    /// No parameters.
    pub fn new() -> Self {
        Params { values: SmallVec::new() }
    }

    /// Adds the next parameter.
    pub fn push(&mut self, param: Param) {
        self.values.push(param);
    }

    /// All of them.
    pub fn as_slice(&self) -> &[Param] {
        &self.values
    }

    /// Takes the first of them out, and keeps the memory.
    #[cfg(any(feature = "sqlite", feature = "file"))]
    pub(crate) fn drop_first(&mut self, count: usize) {
        self.values.drain(..count);
    }

    /// Adds the least text above all that start with the text of parameter `of`; see [`prefix_end`](crate::bind::prefix_end).
    pub fn push_prefix_end(&mut self, of: usize) {
        let end = crate::bind::prefix_end(&self.values[of]);
        self.push(end);
    }
}

impl<const N: usize> From<[Param; N]> for Params {
    fn from(values: [Param; N]) -> Self {
        if N > INLINE {
            return Params { values: SmallVec::from_vec(Vec::from(values)) };
        }
        // Filled up to what fits in place, which is quicker than adding one after the other.
        let mut values = values.into_iter();
        let inline = std::array::from_fn(|_| values.next().unwrap_or(Param::Absent));
        Params { values: SmallVec::from_buf_and_len(inline, N) }
    }
}

impl Param {
    /// Whether it is there: neither left out, nor an absent option.
    pub fn is_present(&self) -> bool {
        !matches!(self, Param::Absent)
    }

    /// A value that cannot be sent, and why.
    pub fn invalid(why: impl Into<Box<str>>) -> Self {
        Param::Invalid(why.into())
    }
}

impl List {
    /// How many values there are.
    pub fn len(&self) -> usize {
        match self {
            List::Integers(values) => values.len(),
            List::Floats(values) => values.len(),
            List::Texts(values) => values.len(),
            List::Other(values) => values.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
