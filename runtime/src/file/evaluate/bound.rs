//! The parameters of a query → values, once for each run.

use crate::error::{Error, ErrorKind, Result};
use crate::file::value::Value;
use crate::params::{List, Param};
use smallvec::SmallVec;

/// A parameter as the file store holds it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Bound {
    /// Left out: what depends on it is left out too.
    Absent,
    Value(Value),
    /// In ascending order.
    List(Vec<Value>),
    /// The number of an arm.
    Choice(usize),
}

impl Bound {
    pub(crate) fn is_present(&self) -> bool {
        !matches!(self, Bound::Absent)
    }
}

/// The values of all parameters.
///
/// # Errors
/// Of kind `Bind` for a value that its column cannot hold.
pub(crate) fn bind(params: &[Param<'_>]) -> Result<SmallVec<[Bound; 4]>> {
    let mut bound = SmallVec::with_capacity(params.len());
    for param in params {
        bound.push(bind_one(param)?);
    }
    Ok(bound)
}

/// The value of one of them.
///
/// # Errors
/// As of [`bind`].
#[inline]
pub(crate) fn bind_one(param: &Param<'_>) -> Result<Bound> {
    Ok(match param {
        Param::Absent => Bound::Absent,
        Param::Choice(arm) => Bound::Choice(usize::from(*arm)),
        Param::List(list) => {
            let mut values = bind_list(list)?;
            values.sort_unstable();
            values.dedup();
            Bound::List(values)
        }
        value => Bound::Value(bind_value(value)?),
    })
}

/// A parameter as a value; NULL where it is none.
///
/// # Errors
/// As of [`bind`].
pub(crate) fn bind_owned(param: Param<'_>) -> Result<Value> {
    match param {
        Param::Absent | Param::Choice(_) | Param::List(_) => Ok(Value::Null),
        Param::Text(text) => Ok(Value::Text(text.into())),
        Param::Bytes(bytes) => Ok(Value::Bytes(bytes.into())),
        other => bind_value(&other),
    }
}

fn bind_list(list: &List<'_>) -> Result<Vec<Value>> {
    Ok(match list {
        List::Integers(values) => values.iter().copied().map(Value::Integer).collect(),
        List::Floats(values) => values.iter().copied().map(Value::Float).collect(),
        List::Texts(values) => values.iter().map(|text| Value::Text((&**text).into())).collect(),
        List::Other(values) => values.iter().map(bind_value).collect::<Result<_>>()?,
    })
}

#[inline]
fn bind_value(param: &Param<'_>) -> Result<Value> {
    if let Param::Invalid(why) = param {
        return Err(Error::new(ErrorKind::Bind, why.as_ref()));
    }
    Value::of_param(param).ok_or_else(|| Error::new(ErrorKind::Bind, "a time is outside of the years 0001 to 9999"))
}
