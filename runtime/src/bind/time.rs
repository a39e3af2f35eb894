//! jiff's days, times and instants → days and microseconds; parts below a microsecond are cut off.

use super::Bind;
use crate::params::Param;
use crate::types;
use jiff::{SignedDuration, Timestamp, Zoned, civil};

const EPOCH: civil::DateTime = civil::DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
const SECONDS_PER_DAY: i64 = 86_400;
/// 0001-01-01T00:00 and the last microsecond of 9999, since 1970.
const MICROSECONDS: std::ops::RangeInclusive<i64> = -62_135_596_800_000_000..=253_402_300_799_999_999;

/// Rounds towards the past, so that the instants of one microsecond stay together before 1970 too.
fn microseconds(duration: SignedDuration) -> i64 {
    // The whole range of jiff's types is below 2^63 microseconds.
    i64::try_from(duration.as_nanos().div_euclid(1000)).unwrap_or(i64::MAX)
}

fn year_out_of_range(value: &dyn std::fmt::Display) -> Param<'static> {
    Param::invalid(format!("the year of {value} is not between 0001 and 9999"))
}

#[diagnostic::do_not_recommend]
impl Bind<types::Date> for civil::Date {
    fn to_param(&self) -> Param<'_> {
        let days = self.duration_since(EPOCH.date()).as_secs() / SECONDS_PER_DAY;
        match i32::try_from(days) {
            Ok(days) if (1..=9999).contains(&self.year()) => Param::Date(days),
            _ => year_out_of_range(self),
        }
    }
}

#[diagnostic::do_not_recommend]
impl Bind<types::Time> for civil::Time {
    fn to_param(&self) -> Param<'_> {
        Param::Time(microseconds(self.duration_since(civil::Time::midnight())))
    }
}

#[diagnostic::do_not_recommend]
impl Bind<types::DateTime> for civil::DateTime {
    fn to_param(&self) -> Param<'_> {
        let since = microseconds(self.duration_since(EPOCH));
        if MICROSECONDS.contains(&since) { Param::DateTime(since) } else { year_out_of_range(self) }
    }
}

#[diagnostic::do_not_recommend]
impl Bind<types::Timestamp> for Timestamp {
    fn to_param(&self) -> Param<'_> {
        let since = microseconds(self.duration_since(Timestamp::UNIX_EPOCH));
        if MICROSECONDS.contains(&since) { Param::Timestamp(since) } else { year_out_of_range(self) }
    }
}

#[diagnostic::do_not_recommend]
impl Bind<types::Timestamp> for Zoned {
    fn to_param(&self) -> Param<'_> {
        Bind::<types::Timestamp>::to_param(&self.timestamp()).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bind::tests::bind;

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(bind::<types::Date, _, _>(&civil::date(1970, 1, 2)), Param::Date(1));
        assert_eq!(bind::<types::Date, _, _>(&civil::date(1969, 12, 31)), Param::Date(-1));
        assert_eq!(bind::<types::Date, _, _>(&civil::date(1, 1, 1)), Param::Date(-719_162));
        assert!(matches!(bind::<types::Date, _, _>(&civil::date(0, 12, 31)), Param::Invalid(_)));
    }

    #[test]
    fn what_is_below_a_microsecond_is_cut_off_before_1970_too() {
        let before = Timestamp::from_nanosecond(-1).unwrap();
        assert_eq!(bind::<types::Timestamp, _, _>(&before), Param::Timestamp(-1));
        let after = Timestamp::from_nanosecond(1999).unwrap();
        assert_eq!(bind::<types::Timestamp, _, _>(&after), Param::Timestamp(1));
        assert_eq!(bind::<types::Time, _, _>(&civil::time(23, 59, 59, 999_999_999)), Param::Time(86_399_999_999));
    }

    #[test]
    fn the_limits_of_the_years_hold() {
        let last = civil::date(9999, 12, 31).at(23, 59, 59, 999_999_999);
        assert_eq!(bind::<types::DateTime, _, _>(&last), Param::DateTime(*MICROSECONDS.end()));
        let first = civil::date(1, 1, 1).at(0, 0, 0, 0);
        assert_eq!(bind::<types::DateTime, _, _>(&first), Param::DateTime(*MICROSECONDS.start()));
        let before = civil::date(0, 12, 31).at(23, 59, 59, 0);
        assert!(matches!(bind::<types::DateTime, _, _>(&before), Param::Invalid(_)));
    }
}
