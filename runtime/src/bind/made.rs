//! Values that querent makes itself: the present time, and keys.

use crate::params::Param;
use std::time::{SystemTime, UNIX_EPOCH};

const MICROSECONDS_PER_DAY: i64 = 86_400_000_000;

/// Microseconds since 1970; a clock that stands before it is taken to stand at it.
fn microseconds_now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

/// The present instant.
pub fn now() -> Param {
    Param::Timestamp(microseconds_now())
}

/// The present day and time in UTC.
pub fn now_datetime() -> Param {
    Param::DateTime(microseconds_now())
}

/// The present day in UTC.
pub fn today() -> Param {
    let days = microseconds_now().div_euclid(MICROSECONDS_PER_DAY);
    Param::Date(i32::try_from(days).unwrap_or(i32::MAX))
}

/// The present time of day in UTC.
pub fn time_now() -> Param {
    Param::Time(microseconds_now().rem_euclid(MICROSECONDS_PER_DAY))
}

/// A random UUID, version 4.
#[cfg(feature = "uuid")]
pub fn uuid_v4() -> Param {
    Param::Uuid(uuid::Uuid::new_v4().into_bytes())
}

/// A UUID that begins with the time, version 7; those of one process ascend.
#[cfg(feature = "uuid")]
pub fn uuid_v7() -> Param {
    Param::Uuid(uuid::Uuid::now_v7().into_bytes())
}

/// A ULID: 48 bits of time in milliseconds and 80 random ones, in 26 characters.
#[cfg(feature = "uuid")]
pub fn ulid() -> Param {
    let milliseconds = u128::try_from(microseconds_now() / 1000).unwrap_or_default();
    // Six bits of a UUID are fixed, so its 80 random bits are gathered from both of its free ends.
    let (one, other) = (uuid::Uuid::new_v4().as_u128(), uuid::Uuid::new_v4().as_u128());
    let random = (one & 0xFF_FFFF_FFFF) << 40 | (other & 0xFF_FFFF_FFFF);
    Param::Text(crockford(milliseconds << 80 | random))
}

/// 26 digits of base 32, without I, L, O and U.
#[cfg(feature = "uuid")]
fn crockford(bits: u128) -> String {
    const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    (0..26).rev().map(|digit| char::from(DIGITS[(bits >> (digit * 5) & 31) as usize])).collect()
}

#[cfg(all(test, feature = "uuid"))]
mod tests {
    use super::*;

    #[test]
    fn ulids_are_26_digits_that_begin_with_the_time() {
        assert_eq!(crockford(u128::MAX), "7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
        assert_eq!(crockford(1_469_918_176_385 << 80), "01ARYZ6S410000000000000000");
        let (Param::Text(one), Param::Text(other)) = (ulid(), ulid()) else { panic!("a ULID is a text") };
        assert_ne!(one, other);
        assert_eq!(one[..4], other[..4]);
    }

    #[test]
    fn version_7_ascends() {
        let (Param::Uuid(one), Param::Uuid(other)) = (uuid_v7(), uuid_v7()) else { panic!("a UUID is a UUID") };
        assert!(one < other);
    }
}
