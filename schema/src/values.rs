//! Spelled values → whether they are values of a type.

use crate::Type;

/// Whether a number in plain or exponent digits, with its sign, is a value of a numeric type.
pub fn is_number_of(ty: &Type, number: &str) -> bool {
    match ty {
        Type::SmallInt => number.parse::<i16>().is_ok(),
        Type::Integer => number.parse::<i32>().is_ok(),
        Type::BigInt => number.parse::<i64>().is_ok(),
        Type::Float => number.parse::<f64>().is_ok_and(f64::is_finite),
        Type::Decimal { precision, scale } => decimal_digits(number, *scale).is_some_and(|digits| {
            digits.trim_start_matches('-').replace('.', "").trim_start_matches('0').len() <= (*precision).into()
        }),
        _ => false,
    }
}

/// A number in plain digits brought to this many digits behind the point: `1.5` at 2 is `1.50`, `-0` is `0.00`.
/// `None` where digits would be lost, or where it is no such number.
pub fn decimal_digits(number: &str, scale: u8) -> Option<String> {
    let (sign, digits) = match number.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", number.strip_prefix('+').unwrap_or(number)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let fraction = fraction.trim_end_matches('0');
    if (whole.is_empty() && fraction.is_empty())
        || !all_digits(whole)
        || !all_digits(fraction)
        || fraction.len() > scale.into()
    {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let sign = if whole.is_empty() && fraction.is_empty() { "" } else { sign };
    let whole = if whole.is_empty() { "0" } else { whole };
    let point = if scale == 0 { "" } else { "." };
    Some(format!("{sign}{whole}{point}{fraction:0<width$}", width = scale.into()))
}

/// `2024-01-31`, a day that there is.
pub fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else { return false };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
        return false;
    };
    (1..=12).contains(&month) && (1..=days_of(year, month)).contains(&day)
}

fn days_of(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// `10:30`, `10:30:00` or `10:30:00.123456`, as the stores keep it: with seconds, without zeros at the end of the fraction.
pub fn canonical_time(text: &str) -> Option<String> {
    let (clock, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let parts: Vec<&str> = clock.split(':').collect();
    let (hour, minute, second) = match parts[..] {
        [hour, minute] => (hour, minute, "00"),
        [hour, minute, second] => (hour, minute, second),
        _ => return None,
    };
    let in_range = |part: &str, end: u32| number(part, 2).is_some_and(|value| value < end);
    let is_fraction = (1..=6).contains(&fraction.len()) && fraction.bytes().all(|byte| byte.is_ascii_digit());
    if !(in_range(hour, 24) && in_range(minute, 60) && in_range(second, 60) && is_fraction) {
        return None;
    }
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    Some(format!("{hour}:{minute}:{second}{point}{fraction}"))
}

/// A date and a time with a blank or a `T` between, or a date alone, as the stores keep it: `2024-01-31 10:30:00`.
pub fn canonical_datetime(text: &str) -> Option<String> {
    let (date, time) = text.split_once([' ', 'T']).unwrap_or((text, "00:00:00"));
    is_date(date).then(|| canonical_time(time)).flatten().map(|time| format!("{date} {time}"))
}

/// As [`canonical_datetime`]; it may end with `Z` or `+00`, for UTC.
pub fn canonical_timestamp(text: &str) -> Option<String> {
    let zones = ["Z", "+00:00", "+00"];
    canonical_datetime(zones.iter().find_map(|zone| text.strip_suffix(zone)).unwrap_or(text))
}

/// 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12.
pub fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.len() == 5
        && groups.iter().zip([8, 4, 4, 4, 12]).all(|(group, length)| group.len() == length)
        && groups.iter().all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn number(text: &str, digits: usize) -> Option<u32> {
    (text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_brought_to_scale() {
        let cases = [
            ("1.5", 2, Some("1.50")),
            ("-0.0", 2, Some("0.00")),
            ("007", 0, Some("7")),
            (".5", 1, Some("0.5")),
            ("1.234", 2, None),
            ("1.2300", 2, Some("1.23")),
            ("x", 2, None),
            ("-12", 1, Some("-12.0")),
        ];
        for (number, scale, expected) in cases {
            assert_eq!(decimal_digits(number, scale).as_deref(), expected, "{number}");
        }
    }

    #[test]
    fn numbers_have_ranges() {
        assert!(is_number_of(&Type::SmallInt, "-32768") && !is_number_of(&Type::SmallInt, "32768"));
        let decimal = Type::Decimal { precision: 4, scale: 2 };
        assert!(is_number_of(&decimal, "99.99") && !is_number_of(&decimal, "100"));
        assert!(is_number_of(&Type::Float, "1e3") && !is_number_of(&Type::Float, "NaN"));
    }

    #[test]
    fn days_and_times_that_there_are() {
        assert!(is_date("2024-02-29") && !is_date("2023-02-29") && !is_date("2024-13-01") && !is_date("24-1-1"));
        let time = |text| canonical_time(text).unwrap_or_default();
        assert_eq!([time("23:59:59.999999"), time("10:30"), time("24:00:00")], ["23:59:59.999999", "10:30:00", ""]);
        assert_eq!(canonical_datetime("2024-01-31T10:30:00.500").as_deref(), Some("2024-01-31 10:30:00.5"));
        assert_eq!(canonical_timestamp("2024-01-31 10:30:00Z").as_deref(), Some("2024-01-31 10:30:00"));
        assert_eq!(canonical_datetime("now"), None);
        assert!(is_uuid("00000000-0000-0000-0000-0000000000aF") && !is_uuid("0000"));
    }
}
