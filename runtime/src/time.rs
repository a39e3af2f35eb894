//! Days and microseconds ↔ texts such as `2024-01-31 10:30:00.5`, whose order as text is the order in time.

/// Microseconds of a day.
pub(crate) const DAY: i64 = 86_400_000_000;
/// Days from 1970-01-01 to 0001-01-01 and to 9999-12-31.
const DAYS: std::ops::RangeInclusive<i64> = -719_162..=2_932_896;
const MICROSECONDS_PER_SECOND: i64 = 1_000_000;

/// The text of a day or a time, which needs no memory of its own.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TimeText {
    bytes: [u8; 26],
    length: usize,
}

impl TimeText {
    /// What was written.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    fn byte(&mut self, byte: u8) {
        self.bytes[self.length] = byte;
        self.length += 1;
    }

    fn two_digits(&mut self, number: i64) {
        self.byte(b'0' + (number / 10) as u8);
        self.byte(b'0' + (number % 10) as u8);
    }
}

impl std::ops::Deref for TimeText {
    type Target = str;

    fn deref(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).expect("it has digits and their separators only")
    }
}

/// `2024-01-31`; `None` when the year is not between 1 and 9999.
pub(crate) fn write_date(days: i64) -> Option<TimeText> {
    let mut text = TimeText::default();
    write_date_to(&mut text, days)?;
    Some(text)
}

/// `10:30:00[.ffffff]` without trailing zeros; `None` when it is not within a day.
pub(crate) fn write_time(microseconds: i64) -> Option<TimeText> {
    let mut text = TimeText::default();
    if !(0..DAY).contains(&microseconds) {
        return None;
    }
    write_time_to(&mut text, microseconds);
    Some(text)
}

/// `2024-01-31 10:30:00[.ffffff]` without trailing zeros; `None` when the year is not between 1 and 9999.
pub(crate) fn write_datetime(microseconds: i64) -> Option<TimeText> {
    let mut text = TimeText::default();
    write_date_to(&mut text, microseconds.div_euclid(DAY))?;
    text.byte(b' ');
    write_time_to(&mut text, microseconds.rem_euclid(DAY));
    Some(text)
}

fn write_date_to(text: &mut TimeText, days: i64) -> Option<()> {
    if !DAYS.contains(&days) {
        return None;
    }
    let (year, month, day) = civil_from_days(days);
    text.two_digits(year / 100);
    text.two_digits(year % 100);
    text.byte(b'-');
    text.two_digits(month);
    text.byte(b'-');
    text.two_digits(day);
    Some(())
}

fn write_time_to(text: &mut TimeText, microseconds: i64) {
    let (seconds, mut fraction) = (microseconds / MICROSECONDS_PER_SECOND, microseconds % MICROSECONDS_PER_SECOND);
    text.two_digits(seconds / 3600);
    text.byte(b':');
    text.two_digits(seconds / 60 % 60);
    text.byte(b':');
    text.two_digits(seconds % 60);
    if fraction > 0 {
        text.byte(b'.');
    }
    let mut unit = 100_000;
    while fraction > 0 {
        text.byte(b'0' + (fraction / unit) as u8);
        fraction %= unit;
        unit /= 10;
    }
}

/// Year, month and day of a day since 1970-01-01 in the proleptic Gregorian calendar.
///
/// A year is taken to begin in March, so that the leap day is its last; 400 years have 146,097 days.
pub(crate) fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

/// The inverse of `civil_from_days`.
#[cfg(any(feature = "time", feature = "file", feature = "mysql"))]
pub(crate) fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let month_from_march = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(any(feature = "time", feature = "file"))]
pub(crate) use read::{read_date, read_datetime, read_time, read_timestamp};

/// Texts as other programs write them, too.
#[cfg(any(feature = "time", feature = "file"))]
mod read {
    use super::{DAY, MICROSECONDS_PER_SECOND, days_from_civil};

    /// Days since 1970 of `2024-01-31`; a midnight behind it is accepted.
    pub(crate) fn read_date(text: &str) -> Option<i64> {
        let microseconds = read_datetime(text)?;
        (microseconds % DAY == 0).then_some(microseconds / DAY)
    }

    /// Microseconds since midnight of `10:30[:00[.f]]`.
    pub(crate) fn read_time(text: &str) -> Option<i64> {
        let mut reader = Reader { rest: text.as_bytes() };
        let time = reader.time()?;
        reader.rest.is_empty().then_some(time)
    }

    /// Microseconds since 1970 of `2024-01-31[( |T)10:30[:00[.f]]]`; a `Z` behind it is accepted, another offset is not.
    pub(crate) fn read_datetime(text: &str) -> Option<i64> {
        let mut reader = Reader { rest: text.as_bytes() };
        let microseconds = reader.datetime()?;
        let offset = reader.offset()?;
        (reader.rest.is_empty() && offset == 0).then_some(microseconds)
    }

    /// Microseconds since 1970 in UTC of such a text with `Z`, with an offset such as `+02:00`, or, taken as UTC, without.
    pub(crate) fn read_timestamp(text: &str) -> Option<i64> {
        let mut reader = Reader { rest: text.as_bytes() };
        let microseconds = reader.datetime()?;
        let offset = reader.offset()?;
        reader.rest.is_empty().then_some(microseconds - offset)
    }

    struct Reader<'t> {
        rest: &'t [u8],
    }

    impl Reader<'_> {
        fn datetime(&mut self) -> Option<i64> {
            let days = self.date()?;
            let time = if self.take(b' ') || self.take(b'T') { self.time()? } else { 0 };
            Some(days * DAY + time)
        }

        fn date(&mut self) -> Option<i64> {
            let year = self.two_digits()? * 100 + self.two_digits()?;
            let month = self.after(b'-')?;
            let day = self.after(b'-')?;
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let length = match month {
                2 => 28 + i64::from(leap),
                4 | 6 | 9 | 11 => 30,
                1..=12 => 31,
                _ => return None,
            };
            (year >= 1 && (1..=length).contains(&day)).then(|| days_from_civil(year, month, day))
        }

        fn time(&mut self) -> Option<i64> {
            let hours = self.two_digits()?;
            let minutes = self.after(b':')?;
            let seconds = if self.rest.first() == Some(&b':') { self.after(b':')? } else { 0 };
            let fraction = self.fraction()?;
            (hours < 24 && minutes < 60 && seconds < 60)
                .then_some(((hours * 60 + minutes) * 60 + seconds) * MICROSECONDS_PER_SECOND + fraction)
        }

        /// Digits below a microsecond must be zeros: nothing is cut off.
        fn fraction(&mut self) -> Option<i64> {
            if !self.take(b'.') {
                return Some(0);
            }
            let digits = self.rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let (fraction, rest) = self.rest.split_at(digits);
            self.rest = rest;
            let (counted, below) = fraction.split_at(digits.min(6));
            if digits == 0 || below.iter().any(|digit| *digit != b'0') {
                return None;
            }
            let value = counted.iter().fold(0, |value, digit| value * 10 + i64::from(digit - b'0'));
            Some(value * 10_i64.pow(6 - counted.len() as u32))
        }

        /// Microseconds by which the text is ahead of UTC.
        fn offset(&mut self) -> Option<i64> {
            while self.take(b' ') {}
            if self.rest.is_empty() || self.take(b'Z') || self.take(b'z') {
                return Some(0);
            }
            let sign = if self.take(b'+') { 1 } else { self.take(b'-').then_some(-1)? };
            let hours = self.two_digits()?;
            self.take(b':');
            let minutes = if self.rest.is_empty() { 0 } else { self.two_digits()? };
            (hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes) * 60 * MICROSECONDS_PER_SECOND)
        }

        fn take(&mut self, byte: u8) -> bool {
            let found = self.rest.first() == Some(&byte);
            if found {
                self.rest = &self.rest[1..];
            }
            found
        }

        fn after(&mut self, separator: u8) -> Option<i64> {
            if self.take(separator) { self.two_digits() } else { None }
        }

        fn two_digits(&mut self) -> Option<i64> {
            let [tens, ones, rest @ ..] = self.rest else { return None };
            if !tens.is_ascii_digit() || !ones.is_ascii_digit() {
                return None;
            }
            self.rest = rest;
            Some(i64::from(tens - b'0') * 10 + i64::from(ones - b'0'))
        }
    }
}

#[cfg(all(test, feature = "time"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(text: Option<TimeText>) -> String {
        text.map_or_else(|| "-".to_owned(), |text| String::from_utf8(text.as_bytes().to_vec()).unwrap())
    }

    const FIRST: i64 = *DAYS.start() * DAY;
    const LAST: i64 = (*DAYS.end() + 1) * DAY - 1;

    proptest! {
        #[test]
        fn what_is_written_is_read(microseconds in FIRST..=LAST) {
            let written = text(write_datetime(microseconds));
            prop_assert_eq!(read_datetime(&written), Some(microseconds));
            prop_assert_eq!(read_timestamp(&written), Some(microseconds));
            let time = microseconds.rem_euclid(DAY);
            prop_assert_eq!(read_time(&text(write_time(time))), Some(time));
            let day = microseconds.div_euclid(DAY);
            prop_assert_eq!(read_date(&text(write_date(day))), Some(day));
        }

        #[test]
        fn the_order_of_texts_is_the_order_in_time(one in FIRST..=LAST, distance in 0..10_000_000_i64) {
            let other = (one + distance).min(LAST);
            prop_assert_eq!(text(write_datetime(one)).cmp(&text(write_datetime(other))), one.cmp(&other));
        }

        #[test]
        fn days_are_those_of_the_calendar(days in *DAYS.start()..=*DAYS.end()) {
            let date = jiff::civil::date(1970, 1, 1) + jiff::SignedDuration::from_hours(days * 24);
            prop_assert_eq!(text(write_date(days)), date.to_string());
        }
    }

    #[test]
    fn the_limits_are_the_years_1_and_9999() {
        assert_eq!(text(write_datetime(FIRST)), "0001-01-01 00:00:00");
        assert_eq!(text(write_datetime(LAST)), "9999-12-31 23:59:59.999999");
        assert!(write_datetime(FIRST - 1).is_none() && write_datetime(LAST + 1).is_none());
        assert!(write_date(*DAYS.start() - 1).is_none() && write_time(DAY).is_none() && write_time(-1).is_none());
    }

    #[test]
    fn texts_of_other_programs_are_read() {
        let noon = 1_704_110_400_000_000;
        for text in [
            "2024-01-01 12:00:00",
            "2024-01-01T12:00:00",
            "2024-01-01T12:00:00Z",
            "2024-01-01 12:00",
            "2024-01-01 12:00:00.000",
            "2024-01-01 12:00:00.000000000",
            "2024-01-01 14:00:00+02:00",
            "2024-01-01 10:30:00 -0130",
            "2024-01-01 13:00:00+01",
        ] {
            assert_eq!(read_timestamp(text), Some(noon), "{text}");
        }
        assert_eq!(read_datetime("2024-01-01 14:00:00+02:00"), None);
        assert_eq!(read_date("2024-01-01 00:00:00"), read_date("2024-01-01"));
        assert_eq!(read_date("2024-01-01 12:00:00"), None);
        assert_eq!(read_time("12:30"), Some(45_000_000_000));
    }

    #[test]
    fn what_is_no_time_or_would_lose_something_is_refused() {
        for text in [
            "",
            "2024-1-1",
            "2023-02-29",
            "2024-13-01",
            "0000-01-01",
            "2024-01-01 24:00:00",
            "2024-01-01 12:00:60",
            "2024-01-01 12",
            "2024-01-01 12:00:00.",
            "2024-01-01 12:00:00.1234567",
            "2024-01-01 12:00:00x",
            "2024-01-01 12:00:00+",
            "1704110400",
        ] {
            assert_eq!(read_timestamp(text), None, "{text}");
        }
    }
}
