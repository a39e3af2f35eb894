//! Values that querent makes itself: the present time, and keys.

use crate::params::Param;
use std::time::{SystemTime, UNIX_EPOCH};

/// The time at which a query was made: one instant for all columns that it fills.
#[derive(Debug, Clone, Copy)]
pub struct Instant {
    /// Since 1970, in UTC.
    microseconds: i64,
}

impl Instant {
    /// The present; a clock that stands before 1970 is taken to stand at it.
    pub fn now() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Instant { microseconds: i64::try_from(since.as_micros()).unwrap_or(i64::MAX) }
    }

    /// For a TIMESTAMP.
    pub fn timestamp(self) -> Param<'static> {
        Param::Timestamp(self.microseconds)
    }

    /// For a DATETIME: the day and time in UTC.
    pub fn datetime(self) -> Param<'static> {
        Param::DateTime(self.microseconds)
    }
}

/// A random UUID, version 4.
#[cfg(feature = "uuid")]
pub fn uuid_v4() -> Param<'static> {
    Param::Uuid(uuid::Uuid::new_v4().into_bytes())
}

/// A UUID that begins with the time, version 7; those of one process ascend.
#[cfg(feature = "uuid")]
pub fn uuid_v7() -> Param<'static> {
    Param::Uuid(uuid::Uuid::now_v7().into_bytes())
}

/// A ULID: 48 bits of time in milliseconds and 80 random ones, in 26 characters.
#[cfg(feature = "uuid")]
pub fn ulid() -> Param<'static> {
    let milliseconds = u128::try_from(Instant::now().microseconds / 1000).unwrap_or_default();
    // Six bits of a UUID are fixed, so its 80 random bits are gathered from both of its free ends.
    let (one, other) = (uuid::Uuid::new_v4().as_u128(), uuid::Uuid::new_v4().as_u128());
    let random = (one & 0xFF_FFFF_FFFF) << 40 | (other & 0xFF_FFFF_FFFF);
    Param::Text(crockford(milliseconds << 80 | random).into())
}

/// 26 digits of base 32, without I, L, O and U.
#[cfg(feature = "uuid")]
fn crockford(bits: u128) -> String {
    const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    (0..26).rev().map(|digit| char::from(DIGITS[(bits >> (digit * 5) & 31) as usize])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_the_same_for_all_that_it_fills() {
        let instant = Instant::now();
        let (Param::Timestamp(one), Param::DateTime(other)) = (instant.timestamp(), instant.datetime()) else {
            panic!("each type of column has its own form")
        };
        assert!(one > 0 && one == other);
    }

    #[cfg(feature = "uuid")]
    #[test]
    fn ulids_are_26_digits_that_begin_with_the_time() {
        assert_eq!(crockford(u128::MAX), "7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
        assert_eq!(crockford(1_469_918_176_385 << 80), "01ARYZ6S410000000000000000");
        let (Param::Text(one), Param::Text(other)) = (ulid(), ulid()) else { panic!("a ULID is a text") };
        assert_ne!(one, other);
        assert_eq!(one[..4], other[..4]);
    }

    #[cfg(feature = "uuid")]
    #[test]
    fn version_7_ascends() {
        let (Param::Uuid(one), Param::Uuid(other)) = (uuid_v7(), uuid_v7()) else { panic!("a UUID is a UUID") };
        assert!(one < other);
    }
}
