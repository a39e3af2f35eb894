//! The values of a query on their way to a driver, in forms that depend on no other library.

use crate::bind::{Braces, hyphenated, list_json, time_text};
use crate::error::{Error, ErrorKind, Result};
pub use crate::time::TimeText;
use smallvec::SmallVec;
use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

/// The parameters of a query, in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Params<'v> {
    values: SmallVec<[Param<'v>; INLINE]>,
}

/// As many parameters need no memory of their own.
const INLINE: usize = 4;

/// One value. Texts and bytes are its own, or those of a row that an `insert_many` was given.
#[derive(Debug, Clone, PartialEq)]
pub enum Param<'v> {
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
    Text(Cow<'v, str>),
    /// Bytes.
    Bytes(Cow<'v, [u8]>),
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
    List(List<'v>),
    /// The number of an arm of `order by {…} { … }`.
    Choice(u16),
    /// A value that its column cannot hold, and why; running the query gives it as an error.
    Invalid(Box<str>),
}

/// The values of an `in {…}`, or those of a column of many rows.
#[derive(Debug, Clone, PartialEq)]
pub enum List<'v> {
    /// Integers.
    Integers(Vec<i64>),
    /// Floats.
    Floats(Vec<f64>),
    /// Texts.
    Texts(Vec<Cow<'v, str>>),
    /// Values of another type, or none at all.
    Other(Vec<Param<'v>>),
}

/// A value in the forms that every database has: what is no number and no bytes is a text.
#[derive(Debug, Clone, PartialEq)]
pub enum Simple<'p> {
    /// NULL.
    Null,
    /// A truth value as 0 or 1, or an integer of any width.
    Integer(i64),
    /// A float, never NaN.
    Float(f64),
    /// A text as it is in the [`Param`]; of decimals, too, and of JSON documents.
    Text(&'p str),
    /// `2024-01-31`, `10:30:00[.ffffff]`, or `2024-01-31 10:30:00[.ffffff]`, in UTC and without trailing zeros, so that the order of texts is
    /// the order of times.
    Time(TimeText),
    /// A UUID with hyphens, or a list as an array of JSON.
    Made(String),
    /// Bytes.
    Bytes(&'p [u8]),
}

/// A row as an insert takes it (`New`), or the fields that an update changes (`Patch`): an `N`, or what points to one.
pub trait InsertRow<N> {
    /// Gives one parameter for each column that may be written, in the order of the schema.
    fn push_to<'r>(&'r self, params: &mut impl TakesParams<'r>);
}

/// Takes parameters one after the other, which may borrow from what lives as long as `'r`.
pub trait TakesParams<'r> {
    /// Takes the next.
    fn push(&mut self, param: Param<'r>);
}

impl<'r> TakesParams<'r> for Params<'r> {
    #[inline]
    fn push(&mut self, param: Param<'r>) {
        self.values.push(param);
    }
}

/// Parameters that outlive what they are made of.
struct Owning<'p>(&'p mut Params<'static>);

impl<'r> TakesParams<'r> for Owning<'_> {
    #[inline]
    fn push(&mut self, param: Param<'r>) {
        self.0.values.push(param.into_owned());
    }
}

macro_rules! pointers {
    ($($pointer:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl<N, T: InsertRow<N> + ?Sized> InsertRow<N> for $pointer {
            fn push_to<'r>(&'r self, params: &mut impl TakesParams<'r>) {
                T::push_to(self, params);
            }
        }
    )*};
}

pointers!(&T, &mut T, Box<T>, Rc<T>, Arc<T>);

/// What the braces of `insert {new}` and `update {patch}` take.
#[diagnostic::on_unimplemented(
    message = "a `{N}` is expected in these braces; `{T}` is none",
    label = "this has type `{T}`",
    note = "columns by themselves are given as `{{ name: value }}`"
)]
pub trait TakesRow<N, T: ?Sized> {
    /// Adds the parameters of the row.
    fn push_to(row: &T, params: &mut Params<'static>);
}

#[diagnostic::do_not_recommend]
impl<N, T: InsertRow<N> + ?Sized> TakesRow<N, T> for Braces {
    fn push_to(row: &T, params: &mut Params<'static>) {
        row.push_to(&mut Owning(params));
    }
}

impl<'v> Params<'v> {
    /// No parameters.
    pub fn new() -> Self {
        Params { values: SmallVec::new() }
    }

    /// Adds the next parameter.
    pub fn push(&mut self, param: Param<'v>) {
        self.values.push(param);
    }

    /// All of them.
    pub fn as_slice(&self) -> &[Param<'v>] {
        &self.values
    }

    /// All of them, to be changed.
    pub(crate) fn as_mut_slice(&mut self) -> &mut [Param<'v>] {
        &mut self.values
    }

    /// Takes all of them out, and keeps the memory.
    #[cfg(feature = "file")]
    pub(crate) fn drain(&mut self) -> impl ExactSizeIterator<Item = Param<'v>> {
        self.values.drain(..)
    }

    /// Forgets all of them, and keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.values.clear();
    }

    /// Takes the first of them out, and keeps the memory.
    pub(crate) fn drop_first(&mut self, count: usize) {
        self.values.drain(..count);
    }

    /// Adds the least text above all that start with the text of parameter `of`; see [`prefix_end`](crate::bind::prefix_end).
    pub fn push_prefix_end(&mut self, of: usize) {
        let end = crate::bind::prefix_end(&self.values[of]);
        self.push(end);
    }
}

impl<'v, const N: usize> From<[Param<'v>; N]> for Params<'v> {
    fn from(values: [Param<'v>; N]) -> Self {
        if N > INLINE {
            return Params { values: SmallVec::from_vec(Vec::from(values)) };
        }
        // Filled up to what fits in place, which is quicker than adding one after the other.
        let mut values = values.into_iter();
        let inline = std::array::from_fn(|_| values.next().unwrap_or(Param::Absent));
        Params { values: SmallVec::from_buf_and_len(inline, N) }
    }
}

impl Param<'_> {
    /// The same value, which borrows nothing.
    #[inline]
    pub fn into_owned(self) -> Param<'static> {
        match self {
            Param::Text(text) => Param::Text(Cow::Owned(text.into_owned())),
            Param::Bytes(bytes) => Param::Bytes(Cow::Owned(bytes.into_owned())),
            Param::List(list) => Param::List(list.into_owned()),
            Param::Absent => Param::Absent,
            Param::Null => Param::Null,
            Param::Boolean(value) => Param::Boolean(value),
            Param::Integer(value) => Param::Integer(value),
            Param::Float(value) => Param::Float(value),
            Param::Decimal(digits) => Param::Decimal(digits),
            Param::Date(days) => Param::Date(days),
            Param::Time(at) => Param::Time(at),
            Param::DateTime(at) => Param::DateTime(at),
            Param::Timestamp(at) => Param::Timestamp(at),
            Param::Uuid(bytes) => Param::Uuid(bytes),
            Param::Json(text) => Param::Json(text),
            Param::Choice(arm) => Param::Choice(arm),
            Param::Invalid(why) => Param::Invalid(why),
        }
    }

    /// The value as it is sent to a store that has no types of its own for times, UUIDs and lists: the form in which the texts of
    /// [`Dialect::Sqlite`](crate::Dialect::Sqlite) expect it.
    ///
    /// ```
    /// use querent::driver::{Param, Simple};
    ///
    /// let day = Param::Date(0);
    /// assert!(matches!(day.simple()?, Simple::Time(text) if &*text == "1970-01-01"));
    /// # querent::Ok(())
    /// ```
    ///
    /// # Errors
    /// Of kind [`Bind`](ErrorKind::Bind) when a time is outside of the years 0001 to 9999, and for a value that no column can hold.
    #[inline]
    pub fn simple(&self) -> Result<Simple<'_>> {
        Ok(match self {
            Param::Integer(value) => Simple::Integer(*value),
            Param::Text(text) => Simple::Text(text),
            Param::Json(text) | Param::Decimal(text) => Simple::Text(text),
            Param::Null | Param::Absent => Simple::Null,
            Param::Boolean(value) => Simple::Integer(i64::from(*value)),
            Param::Float(value) => Simple::Float(*value),
            Param::Bytes(bytes) => Simple::Bytes(bytes),
            Param::Date(_) | Param::Time(_) | Param::DateTime(_) | Param::Timestamp(_) => {
                Simple::Time(time_text(self)?)
            }
            Param::Uuid(bytes) => Simple::Made(hyphenated(*bytes)),
            Param::List(list) => Simple::Made(list_json(list)?),
            Param::Choice(arm) => Simple::Integer(i64::from(*arm)),
            Param::Invalid(why) => return Err(Error::new(ErrorKind::Bind, why.as_ref())),
        })
    }

    /// Whether it is there: neither left out, nor an absent option.
    pub fn is_present(&self) -> bool {
        !matches!(self, Param::Absent)
    }

    /// A value that cannot be sent, and why.
    pub fn invalid(why: impl Into<Box<str>>) -> Self {
        Param::Invalid(why.into())
    }
}

impl List<'_> {
    /// The same values, which borrow nothing.
    pub fn into_owned(self) -> List<'static> {
        match self {
            List::Integers(values) => List::Integers(values),
            List::Floats(values) => List::Floats(values),
            List::Texts(values) => List::Texts(values.into_iter().map(|text| Cow::Owned(text.into_owned())).collect()),
            List::Other(values) => List::Other(values.into_iter().map(Param::into_owned).collect()),
        }
    }

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

/// Values that cannot be stored are refused before anything is sent.
pub(crate) fn refuse_invalid(params: &[Param<'_>]) -> Result<()> {
    let refused = params.iter().find_map(|param| match param {
        Param::Invalid(why) => Some(why),
        _ => None,
    });
    refused.map_or(Ok(()), |why| Err(Error::new(ErrorKind::Bind, why.as_ref())))
}
