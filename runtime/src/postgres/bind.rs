//! The values of a statement → PostgreSQL's binary form of the type that the server found for each placeholder.

use super::rows::{EPOCH_DAYS, EPOCH_MICROSECONDS};
use crate::bind::hyphenated;
use crate::driver::Values;
use crate::params::{List, Param};
use bytes::{BufMut, BytesMut};
use std::error::Error;
use tokio_postgres::types::{IsNull, Kind, ToSql, Type};

type Bound<T = IsNull> = Result<T, Box<dyn Error + Sync + Send>>;

/// A value on its way.
#[derive(Debug)]
pub(super) struct Binary<'p>(pub(super) &'p Param<'p>);

/// The values of a statement, one after the other. It is small, because tokio-postgres keeps several copies of it in its future.
pub(super) struct Binaries<'v> {
    values: &'v Values<'v>,
    next: usize,
}

impl<'v> Binaries<'v> {
    pub(super) fn of(values: &'v Values<'v>) -> Self {
        Binaries { values, next: 0 }
    }
}

impl<'v> Iterator for Binaries<'v> {
    type Item = Binary<'v>;

    fn next(&mut self) -> Option<Binary<'v>> {
        let value = (self.next < self.values.len()).then(|| Binary(self.values.get(self.next)));
        self.next += 1;
        value
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.values.len().saturating_sub(self.next);
        (left, Some(left))
    }
}

impl ExactSizeIterator for Binaries<'_> {}

impl ToSql for Binary<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Bound {
        bind(self.0, base(ty), out)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn to_sql_checked(&self, ty: &Type, out: &mut BytesMut) -> Bound {
        self.to_sql(ty, out)
    }
}

/// What a domain is made of.
fn base(ty: &Type) -> &Type {
    match ty.kind() {
        Kind::Domain(of) => base(of),
        _ => ty,
    }
}

fn bind(param: &Param<'_>, ty: &Type, out: &mut BytesMut) -> Bound {
    match param {
        Param::Null | Param::Absent => return Ok(IsNull::Yes),
        Param::Boolean(value) => bind_boolean(*value, ty, out)?,
        Param::Integer(value) => bind_integer(*value, ty, out)?,
        Param::Choice(arm) => bind_integer((*arm).into(), ty, out)?,
        Param::Float(value) => bind_float(*value, ty, out)?,
        Param::Text(text) => bind_text(text, ty, out)?,
        Param::Json(text) => bind_text(text, ty, out)?,
        Param::Bytes(bytes) => out.extend_from_slice(bytes),
        Param::Decimal(text) => bind_decimal(text, ty, out)?,
        Param::Date(days) if *ty == Type::DATE => {
            out.put_i32(days.checked_sub(EPOCH_DAYS).ok_or("a day is too early")?)
        }
        Param::Time(at) if *ty == Type::TIME => out.put_i64(*at),
        Param::DateTime(at) | Param::Timestamp(at) if matches!(*ty, Type::TIMESTAMP | Type::TIMESTAMPTZ) => {
            out.put_i64(at.checked_sub(EPOCH_MICROSECONDS).ok_or("an instant is too early")?);
        }
        Param::Uuid(bytes) if *ty == Type::UUID => out.extend_from_slice(bytes),
        Param::Uuid(bytes) => bind_text(&hyphenated(*bytes), ty, out)?,
        Param::Date(_) | Param::Time(_) | Param::DateTime(_) | Param::Timestamp(_) => return Err(unfit("a time", ty)),
        Param::List(list) => bind_list(list, ty, out)?,
        Param::Invalid(why) => return Err(why.as_ref().into()),
    }
    Ok(IsNull::No)
}

fn unfit(what: &str, ty: &Type) -> Box<dyn Error + Sync + Send> {
    format!("{what} does not go where the server wants a value of type {ty}").into()
}

fn bind_boolean(value: bool, ty: &Type, out: &mut BytesMut) -> Bound<()> {
    match *ty {
        Type::BOOL => out.put_u8(u8::from(value)),
        _ => return bind_integer(i64::from(value), ty, out),
    }
    Ok(())
}

fn bind_integer(value: i64, ty: &Type, out: &mut BytesMut) -> Bound<()> {
    match *ty {
        Type::INT2 => out.put_i16(value.try_into().map_err(|_| format!("{value} is no SMALLINT"))?),
        Type::INT4 => out.put_i32(value.try_into().map_err(|_| format!("{value} is no INTEGER"))?),
        Type::INT8 => out.put_i64(value),
        Type::FLOAT8 => out.put_f64(value as f64),
        Type::FLOAT4 => out.put_f32(value as f32),
        Type::NUMERIC => return bind_decimal(&value.to_string(), ty, out),
        _ if is_text(ty) => out.extend_from_slice(value.to_string().as_bytes()),
        _ => return Err(unfit("an integer", ty)),
    }
    Ok(())
}

fn bind_float(value: f64, ty: &Type, out: &mut BytesMut) -> Bound<()> {
    match *ty {
        Type::FLOAT8 => out.put_f64(value),
        Type::FLOAT4 => out.put_f32(value as f32),
        // Without an exponent, as `Display` writes it.
        Type::NUMERIC => return bind_decimal(&value.to_string(), ty, out),
        _ => return Err(unfit("a float", ty)),
    }
    Ok(())
}

fn bind_decimal(text: &str, ty: &Type, out: &mut BytesMut) -> Bound<()> {
    match *ty {
        Type::NUMERIC => out.extend(crate::numeric::bytes(text).ok_or_else(|| format!("`{text}` is no decimal"))?),
        Type::FLOAT8 => out.put_f64(text.parse()?),
        Type::FLOAT4 => out.put_f32(text.parse()?),
        Type::INT2 | Type::INT4 | Type::INT8 => return bind_integer(text.parse()?, ty, out),
        _ => return bind_text(text, ty, out),
    }
    Ok(())
}

fn is_text(ty: &Type) -> bool {
    matches!(*ty, Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN)
}

fn bind_text(text: &str, ty: &Type, out: &mut BytesMut) -> Bound<()> {
    match *ty {
        // A version, and the text.
        Type::JSONB => out.put_u8(1),
        Type::NUMERIC => return bind_decimal(text, ty, out),
        Type::UUID => {
            let digits: String = text.chars().filter(char::is_ascii_hexdigit).collect();
            let uuid = u128::from_str_radix(&digits, 16).map_err(|_| format!("`{text}` is no UUID"))?;
            out.put_u128(uuid);
            return Ok(());
        }
        _ => {}
    }
    out.extend_from_slice(text.as_bytes());
    Ok(())
}

/// One dimension that begins at 1; none for the empty list.
fn bind_list(list: &List<'_>, ty: &Type, out: &mut BytesMut) -> Bound<()> {
    let Kind::Array(member) = ty.kind() else { return Err(unfit("a list", ty)) };
    let length = i32::try_from(list.len()).map_err(|_| "a list is too long")?;
    out.put_i32(i32::from(length > 0));
    // Whether there are NULLs. PostgreSQL looks for itself.
    out.put_i32(0);
    out.put_u32(member.oid());
    if length == 0 {
        return Ok(());
    }
    // Each value has its length before it, and few are shorter than this.
    out.reserve(list.len() * 12);
    out.put_i32(length);
    out.put_i32(1);
    let member = base(member);
    match list {
        List::Integers(values) if *member == Type::INT8 => {
            values.iter().for_each(|value| put_eight(out, value.to_be_bytes()));
            Ok(())
        }
        List::Floats(values) if *member == Type::FLOAT8 => {
            values.iter().for_each(|value| put_eight(out, value.to_be_bytes()));
            Ok(())
        }
        List::Texts(values) if is_text(member) => values.iter().try_for_each(|text| put_text(text, out)),
        List::Integers(values) => values
            .iter()
            .try_for_each(|value| bind_member(out, |out| bind_integer(*value, member, out).map(|()| IsNull::No))),
        List::Floats(values) => values
            .iter()
            .try_for_each(|value| bind_member(out, |out| bind_float(*value, member, out).map(|()| IsNull::No))),
        List::Texts(values) => values
            .iter()
            .try_for_each(|value| bind_member(out, |out| bind_text(value, member, out).map(|()| IsNull::No))),
        List::Other(values) => values.iter().try_for_each(|value| bind_member(out, |out| bind(value, member, out))),
    }
}

/// Eight bytes with their length before them.
fn put_eight(out: &mut BytesMut, bytes: [u8; 8]) {
    let mut member = [0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0];
    member[4..].copy_from_slice(&bytes);
    out.extend_from_slice(&member);
}

/// A text with its length before it.
fn put_text(text: &str, out: &mut BytesMut) -> Bound<()> {
    out.put_i32(i32::try_from(text.len()).map_err(|_| "a value is too long")?);
    out.extend_from_slice(text.as_bytes());
    Ok(())
}

/// A value with its length before it.
fn bind_member(out: &mut BytesMut, bind: impl FnOnce(&mut BytesMut) -> Bound) -> Bound<()> {
    let start = out.len();
    out.put_i32(-1);
    if let IsNull::No = bind(out)? {
        let length = i32::try_from(out.len() - start - 4).map_err(|_| "a value is too long")?;
        out[start..start + 4].copy_from_slice(&length.to_be_bytes());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(param: &Param<'_>, ty: &Type) -> Vec<u8> {
        let mut out = BytesMut::new();
        Binary(param).to_sql(ty, &mut out).unwrap();
        out.to_vec()
    }

    #[test]
    fn integers_are_as_wide_as_the_server_wants_them() {
        assert_eq!(bytes(&Param::Integer(-2), &Type::INT2), [255, 254]);
        assert_eq!(bytes(&Param::Integer(1), &Type::INT8), [0, 0, 0, 0, 0, 0, 0, 1]);
        let error = Binary(&Param::Integer(1 << 40)).to_sql(&Type::INT4, &mut BytesMut::new()).err().unwrap();
        assert!(error.to_string().contains("no INTEGER"));
    }

    #[test]
    fn lists_are_arrays() {
        let list = Param::List(List::Integers(vec![1, 2]));
        let expected = [
            0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 23, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 2,
        ];
        assert_eq!(bytes(&list, &Type::INT4_ARRAY), expected);
        let wide = |list, ty| bytes(&Param::List(list), &ty)[20..].to_vec();
        let [one, two] = [[0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 1], [0, 0, 0, 8, 0x40, 0, 0, 0, 0, 0, 0, 0]];
        assert_eq!(wide(List::Integers(vec![1]), Type::INT8_ARRAY), one);
        assert_eq!(wide(List::Floats(vec![2.0]), Type::FLOAT8_ARRAY), two);
        assert_eq!(wide(List::Texts(vec!["ab".into(), "".into()]), Type::TEXT_ARRAY), [0, 0, 0, 2, 97, 98, 0, 0, 0, 0]);
        let empty = Param::List(List::Other(Vec::new()));
        assert_eq!(bytes(&empty, &Type::TEXT_ARRAY), [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 25]);
    }

    #[test]
    fn times_are_counted_from_2000() {
        assert_eq!(bytes(&Param::Date(EPOCH_DAYS + 1), &Type::DATE), [0, 0, 0, 1]);
        assert_eq!(bytes(&Param::Timestamp(EPOCH_MICROSECONDS), &Type::TIMESTAMPTZ), [0; 8]);
    }
}
