//! Which Rust types each column type takes: those that it holds without loss.

use super::Bind;
use crate::params::Param;
use crate::types;
use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

macro_rules! integers {
    ($($marker:ident: $($integer:ty),*;)*) => {$($(
        #[diagnostic::do_not_recommend]
        impl Bind<types::$marker> for $integer {
            fn to_param(&self) -> Param<'_> {
                Param::Integer(i64::from(*self))
            }
        }
    )*)*};
}

integers! {
    SmallInt: i8, u8, i16;
    Integer: i8, u8, i16, u16, i32;
    BigInt: i8, u8, i16, u16, i32, u32, i64;
}

#[diagnostic::do_not_recommend]
impl Bind<types::Boolean> for bool {
    fn to_param(&self) -> Param<'_> {
        Param::Boolean(*self)
    }
}

#[diagnostic::do_not_recommend]
impl Bind<types::Float> for f64 {
    fn to_param(&self) -> Param<'_> {
        // SQLite keeps whole floats as integers, which have no -0.0; so no store is sent one.
        if self.is_nan() { Param::invalid("NaN is not a value of a column") } else { Param::Float(*self + 0.0) }
    }
}

#[diagnostic::do_not_recommend]
impl Bind<types::Float> for f32 {
    fn to_param(&self) -> Param<'_> {
        Bind::<types::Float>::to_param(&f64::from(*self)).into_owned()
    }
}

#[diagnostic::do_not_recommend]
impl Bind<types::Text> for str {
    fn to_param(&self) -> Param<'_> {
        text(Cow::Borrowed(self))
    }
}

#[diagnostic::do_not_recommend]
impl Bind<types::Text> for char {
    fn to_param(&self) -> Param<'_> {
        text(Cow::Owned(self.to_string()))
    }
}

/// Whether one of the bytes is NUL: eight at a time, for most texts are short.
fn has_nul(bytes: &[u8]) -> bool {
    let is_among = |eight: &[u8; 8]| {
        let eight = u64::from_ne_bytes(*eight);
        // Taking 1 from each byte sets the highest bit of those that were 0, and of those that had it.
        eight.wrapping_sub(0x0101_0101_0101_0101) & !eight & 0x8080_8080_8080_8080 != 0
    };
    match bytes.last_chunk() {
        Some(last) => is_among(last) || bytes.as_chunks().0.iter().any(is_among),
        None => bytes.contains(&0),
    }
}

fn text(text: Cow<'_, str>) -> Param<'_> {
    if has_nul(text.as_bytes()) {
        Param::invalid("a text with a NUL character cannot be stored")
    } else {
        Param::Text(text)
    }
}

#[diagnostic::do_not_recommend]
impl Bind<types::Bytes> for [u8] {
    fn to_param(&self) -> Param<'_> {
        Param::Bytes(Cow::Borrowed(self))
    }
}

#[diagnostic::do_not_recommend]
impl<const N: usize> Bind<types::Bytes> for [u8; N] {
    fn to_param(&self) -> Param<'_> {
        Param::Bytes(Cow::Borrowed(self))
    }
}

/// Values that are bound as what they point to.
macro_rules! pointers {
    ($($marker:ident $target:ty: $($pointer:ty),*;)*) => {$($(
        #[diagnostic::do_not_recommend]
        impl Bind<types::$marker> for $pointer {
            fn to_param(&self) -> Param<'_> {
                Bind::<types::$marker>::to_param(&**self as &$target)
            }
        }
    )*)*};
}

pointers! {
    Text str: String, Cow<'_, str>, Box<str>, Rc<str>, Arc<str>;
    Bytes [u8]: Vec<u8>, Cow<'_, [u8]>, Box<[u8]>, Rc<[u8]>, Arc<[u8]>;
}

#[cfg(feature = "uuid")]
#[diagnostic::do_not_recommend]
impl Bind<types::Uuid> for uuid::Uuid {
    fn to_param(&self) -> Param<'_> {
        Param::Uuid(self.into_bytes())
    }
}

#[cfg(feature = "json")]
#[diagnostic::do_not_recommend]
impl Bind<types::Json> for serde_json::Value {
    fn to_param(&self) -> Param<'_> {
        Param::Json(self.to_string())
    }
}

#[cfg(feature = "decimal")]
mod decimal {
    use super::{Bind, Param, types};
    use bigdecimal::BigDecimal;

    /// Exponents beyond this make more digits than any column holds, and texts of any length.
    const MAX_EXPONENT: i64 = 1000;

    #[diagnostic::do_not_recommend]
    impl Bind<types::Decimal> for BigDecimal {
        fn to_param(&self) -> Param<'_> {
            if self.fractional_digit_count().abs() > MAX_EXPONENT {
                return Param::invalid(format!("{self:e} has more digits than a DECIMAL"));
            }
            Param::Decimal(self.to_plain_string())
        }
    }

    macro_rules! whole_numbers {
        ($($integer:ty),*) => {$(
            #[diagnostic::do_not_recommend]
            impl Bind<types::Decimal> for $integer {
                fn to_param(&self) -> Param<'_> {
                    Param::Decimal(self.to_string())
                }
            }
        )*};
    }

    whole_numbers!(i8, u8, i16, u16, i32, u32, i64, u64, i128, u128);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bind::tests::bind;

    #[test]
    fn texts_of_every_kind_are_texts() {
        let expected = Param::Text("a".into());
        assert_eq!(bind::<types::Text, _, _>("a"), expected);
        assert_eq!(bind::<types::Text, _, _>(&&"a"), expected);
        assert_eq!(bind::<types::Text, _, _>(&Some("a".to_owned()).as_ref().unwrap()), expected);
        assert_eq!(bind::<types::Text, _, _>(&Cow::Borrowed("a")), expected);
        assert_eq!(bind::<types::Text, _, _>(&Arc::<str>::from("a")), expected);
        assert!(matches!(bind::<types::Text, _, _>("a\0"), Param::Invalid(_)));
    }

    #[test]
    fn a_nul_is_found_wherever_it_stands() {
        for length in 0..40 {
            let mut bytes: Vec<u8> = (0..length).map(|at| [1, 0x80, 0xFF, 0x7F, b'a'][at % 5]).collect();
            assert!(!has_nul(&bytes), "{length}");
            for at in 0..length {
                let kept = std::mem::take(&mut bytes[at]);
                assert!(has_nul(&bytes), "{at} of {length}");
                bytes[at] = kept;
            }
        }
    }

    #[test]
    fn numbers_are_widened_and_nan_is_refused() {
        assert_eq!(bind::<types::BigInt, _, _>(&u32::MAX), Param::Integer(4_294_967_295));
        assert_eq!(bind::<types::Float, _, _>(&0.5_f32), Param::Float(0.5));
        assert!(matches!(bind::<types::Float, _, _>(&f64::NAN), Param::Invalid(_)));
        let Param::Float(zero) = bind::<types::Float, _, _>(&-0.0) else { panic!("a float") };
        assert!(zero.is_sign_positive());
    }

    #[cfg(feature = "decimal")]
    #[test]
    fn decimals_are_plain_digits() {
        let decimal = |text: &str| text.parse::<bigdecimal::BigDecimal>().unwrap();
        assert_eq!(bind::<types::Decimal, _, _>(&decimal("1e3")), Param::Decimal("1000".to_owned()));
        assert_eq!(bind::<types::Decimal, _, _>(&decimal("1.50e-3")), Param::Decimal("0.00150".to_owned()));
        assert!(matches!(bind::<types::Decimal, _, _>(&decimal("1e99999")), Param::Invalid(_)));
    }
}
