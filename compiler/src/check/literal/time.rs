//! Dates and times as texts → their canonical spelling, or what is wrong with them as an end of the sentence "`…` …".

/// Microseconds of a day.
const DAY: i64 = 24 * 60 * 60 * 1_000_000;
/// In microseconds since 1970: 26 hours before the end of the year 9999, so that it is within that year in every zone.
const LAST_TIMESTAMP: i64 = 253_402_207_200_999_999;
const MALFORMED_DATE: &str = "is not written `2024-01-31`";

/// `2024-01-31`.
pub(super) fn date(text: &str) -> Result<String, String> {
    read_date(text).map(spell_date)
}

/// `10:30`, `10:30:00`, `10:30:00.25`.
pub(super) fn time(text: &str) -> Result<String, String> {
    read_time(text).map(spell_time)
}

/// A date and a time with `T` or a space between.
pub(super) fn datetime(text: &str) -> Result<String, String> {
    if let Ok((local, _)) = split_offset(text)
        && local.len() < text.len()
    {
        return Err("names a zone, and a DATETIME has none".into());
    }
    let (days, micros) = read_datetime(text)?;
    Ok(format!("{} {}", spell_date(days), spell_time(micros)))
}

/// A date and a time in UTC, or with `Z` or an offset, which is taken away.
pub(super) fn timestamp(text: &str) -> Result<String, String> {
    let (local, offset) = split_offset(text)?;
    let (days, micros) = read_datetime(local)?;
    let utc = days * DAY + micros - offset;
    let days = utc.div_euclid(DAY);
    if !(days_of(1, 1, 1)..=days_of(9999, 12, 31)).contains(&days) {
        return Err("is outside of the years 1 to 9999 in UTC".into());
    }
    if utc > LAST_TIMESTAMP {
        return Err("is later than the last instant that Rust's types hold, 9999-12-30 22:00:00.999999".into());
    }
    Ok(format!("{} {}", spell_date(days), spell_time(utc.rem_euclid(DAY))))
}

fn read_datetime(text: &str) -> Result<(i64, i64), String> {
    match text.split_once(['T', ' ']) {
        Some((date, time)) => Ok((read_date(date)?, read_time(time)?)),
        None => match read_date(text) {
            Err(problem) if problem == MALFORMED_DATE => Err("is not written `2024-01-31 10:30:00`".into()),
            date => Ok((date?, 0)),
        },
    }
}

/// Days since 1970-01-01.
fn read_date(text: &str) -> Result<i64, String> {
    let parts: Vec<&str> = text.split('-').collect();
    let malformed = || MALFORMED_DATE.to_string();
    let [year, month, day] = parts[..] else { return Err(malformed()) };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
        return Err(malformed());
    };
    let last = match month {
        1..=12 => days_of_month(year, month),
        _ => return Err(format!("names month {month}; months are 1 to 12")),
    };
    match (year, day) {
        (0, _) => Err("names year 0; years are 1 to 9999".into()),
        (_, day) if day < 1 || day > last => Err(format!("names day {day} of a month with {last}")),
        _ => Ok(days_of(year, month, day)),
    }
}

/// Microseconds since midnight.
fn read_time(text: &str) -> Result<i64, String> {
    let malformed = || "is not written `10:30:00` or `10:30:00.25`".to_string();
    let (clock, fraction) = match text.split_once('.') {
        Some((clock, fraction)) => (clock, Some(fraction)),
        None => (text, None),
    };
    let parts: Option<Vec<i64>> = clock.split(':').map(|part| number(part, 2)).collect();
    let (hour, minute, second) = match parts.as_deref() {
        Some(&[hour, minute, second]) => (hour, minute, second),
        Some(&[hour, minute]) if fraction.is_none() => (hour, minute, 0),
        _ => return Err(malformed()),
    };
    for (value, unit, end) in [(hour, "hour", 23), (minute, "minute", 59), (second, "second", 59)] {
        if value > end {
            return Err(format!("names {unit} {value}; the last is {end}"));
        }
    }
    Ok(((hour * 60 + minute) * 60 + second) * 1_000_000 + read_fraction(fraction)?)
}

fn read_fraction(fraction: Option<&str>) -> Result<i64, String> {
    match fraction {
        None => Ok(0),
        Some(digits) if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            Err("is not written `10:30:00` or `10:30:00.25`".into())
        }
        Some(digits) if digits.len() > 6 => {
            Err("is finer than a microsecond; at most 6 digits fit behind the point".into())
        }
        Some(digits) => Ok(format!("{digits:0<6}").parse().unwrap_or(0)),
    }
}

/// Takes `Z`, `+02:00`, `+0200` or `+02` off; gives it in microseconds.
fn split_offset(text: &str) -> Result<(&str, i64), String> {
    if let Some(local) = text.strip_suffix('Z') {
        return Ok((local, 0));
    }
    // The hyphens of the date stand before the first colon.
    let Some(clock) = text.find(':') else { return Ok((text, 0)) };
    let Some(sign) = text[clock..].find(['+', '-']).map(|position| clock + position) else { return Ok((text, 0)) };
    let offset: String = text[sign + 1..].replacen(':', "", 1);
    let (hours, minutes) = match offset.len() {
        2 => (number(&offset, 2), Some(0)),
        4 if offset.is_ascii() => (number(&offset[..2], 2), number(&offset[2..], 2)),
        _ => (None, None),
    };
    match (hours, minutes) {
        (Some(hours @ 0..=23), Some(minutes @ 0..=59)) => {
            let micros = (hours * 60 + minutes) * 60 * 1_000_000;
            Ok((text[..sign].trim_end(), if text[sign..].starts_with('-') { -micros } else { micros }))
        }
        _ => Err(format!("has the offset `{}`, which is none such as `+02:00`", &text[sign..])),
    }
}

/// A number of exactly so many digits.
fn number(text: &str, width: usize) -> Option<i64> {
    match text.len() == width && text.bytes().all(|byte| byte.is_ascii_digit()) {
        true => text.parse().ok(),
        false => None,
    }
}

fn days_of_month(year: i64, month: i64) -> i64 {
    let (next_year, next) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    days_of(next_year, next, 1) - days_of(year, month, 1)
}

/// Days since 1970-01-01 of a day of the Gregorian calendar: years begin in March, so that the day of a leap year is the last.
fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn spell_date(days: i64) -> String {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

fn spell_time(micros: i64) -> String {
    let (seconds, fraction) = (micros / 1_000_000, micros % 1_000_000);
    let clock = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    match fraction {
        0 => clock,
        _ => format!("{clock}.{}", format!("{fraction:06}").trim_end_matches('0')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_is_spelled_as_it_is_read() {
        let (first, last) = (days_of(1, 1, 1), days_of(9999, 12, 31));
        for days in (first..=last).step_by(7).chain([last]) {
            assert_eq!(read_date(&spell_date(days)), Ok(days));
        }
        assert_eq!(days_of(1970, 1, 1), 0);
        assert_eq!(days_of(2000, 3, 1) - days_of(2000, 2, 28), 2);
        assert_eq!(days_of(1900, 3, 1) - days_of(1900, 2, 28), 1);
    }

    #[test]
    fn timestamps_are_brought_to_utc() {
        let same = [
            ("2024-01-31 10:30:00", "2024-01-31 10:30:00"),
            ("2024-01-31T10:30:00Z", "2024-01-31 10:30:00"),
            ("2024-01-31T10:30:00.250+02:00", "2024-01-31 08:30:00.25"),
            ("2024-01-01 00:30:00+0100", "2023-12-31 23:30:00"),
            ("2023-12-31 23:30:00 -01", "2024-01-01 00:30:00"),
            ("2024-01-31", "2024-01-31 00:00:00"),
            ("2024-01-31 10:30", "2024-01-31 10:30:00"),
        ];
        for (text, utc) in same {
            assert_eq!(timestamp(text).as_deref(), Ok(utc), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        let wrong = [
            ("2024-13-01 00:00:00", "names month 13; months are 1 to 12"),
            ("2023-02-29 00:00:00", "names day 29 of a month with 28"),
            ("2024-01-31 24:00:00", "names hour 24; the last is 23"),
            ("2024-01-31 10:30:00.1234567", "is finer than a microsecond; at most 6 digits fit behind the point"),
            ("2024-01-31 10:30:00+2", "has the offset `+2`, which is none such as `+02:00`"),
            (
                "9999-12-31 00:00:00",
                "is later than the last instant that Rust's types hold, 9999-12-30 22:00:00.999999",
            ),
            ("0001-01-01 00:00:00+01:00", "is outside of the years 1 to 9999 in UTC"),
            ("31.1.2024", "is not written `2024-01-31 10:30:00`"),
        ];
        for (text, problem) in wrong {
            assert_eq!(timestamp(text), Err(problem.into()), "{text}");
        }
    }
}
