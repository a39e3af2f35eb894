//! Stored days and times → jiff's types.

use super::{Decode, DecodeError, RowReader, ValueRef};
use crate::time::{read_date, read_datetime, read_time, read_timestamp};
use crate::types;
use jiff::{SignedDuration, Timestamp, civil};

/// The day that is `days` after 1970-01-01.
fn date(days: i64) -> civil::Date {
    civil::date(1970, 1, 1) + SignedDuration::from_hours(days * 24)
}

/// The time that is so many microseconds after midnight.
fn time(microseconds: i64) -> civil::Time {
    civil::Time::midnight() + SignedDuration::from_micros(microseconds)
}

/// The instant that is so many microseconds after 1970-01-01 in UTC, up to the last that jiff knows.
fn timestamp(microseconds: i64) -> Option<Timestamp> {
    const SECOND: i64 = 1_000_000;
    let nanoseconds = microseconds.rem_euclid(SECOND) as i32 * 1000;
    Timestamp::new(microseconds.div_euclid(SECOND), nanoseconds).ok()
}

impl Decode<types::Date> for civil::Date {
    fn decode(row: &mut RowReader<'_>) -> Result<Self, DecodeError> {
        let days = match row.value() {
            ValueRef::Text(text) => read_date(text),
            ValueRef::Date(days) => Some(i64::from(days)),
            _ => None,
        };
        days.map(date).ok_or_else(|| row.misfit("DATE such as '2024-01-31'"))
    }
}

impl Decode<types::Time> for civil::Time {
    fn decode(row: &mut RowReader<'_>) -> Result<Self, DecodeError> {
        let microseconds = match row.value() {
            ValueRef::Text(text) => read_time(text),
            ValueRef::Time(at) => Some(at),
            _ => None,
        };
        microseconds.map(time).ok_or_else(|| row.misfit("TIME such as '10:30:00', to the microsecond"))
    }
}

impl Decode<types::DateTime> for civil::DateTime {
    fn decode(row: &mut RowReader<'_>) -> Result<Self, DecodeError> {
        const DAY: i64 = 86_400_000_000;
        let microseconds = match row.value() {
            ValueRef::Text(text) => read_datetime(text),
            ValueRef::DateTime(at) => Some(at),
            _ => None,
        };
        let datetime = |value: i64| date(value.div_euclid(DAY)).to_datetime(time(value.rem_euclid(DAY)));
        microseconds
            .map(datetime)
            .ok_or_else(|| row.misfit("DATETIME such as '2024-01-31 10:30:00', to the microsecond"))
    }
}

impl Decode<types::Timestamp> for Timestamp {
    fn decode(row: &mut RowReader<'_>) -> Result<Self, DecodeError> {
        let microseconds = match row.value() {
            ValueRef::Text(text) => read_timestamp(text),
            ValueRef::DateTime(at) => Some(at),
            _ => None,
        };
        let timestamp = microseconds.and_then(timestamp);
        timestamp.ok_or_else(|| row.misfit("TIMESTAMP such as '2024-01-31 10:30:00', to the microsecond"))
    }
}
