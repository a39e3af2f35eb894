//! PostgreSQL's binary decimals ↔ texts in plain digits: a header of four 16-bit words, and groups of four digits.

const NEGATIVE: u16 = 0x4000;

/// `-12.50`, with as many digits behind the point as the value has; `None` for NaN, the infinities, and what is no decimal.
pub(crate) fn text(bytes: &[u8]) -> Option<String> {
    let (words, []) = bytes.as_chunks::<2>() else { return None };
    let word = |at: usize| words.get(at).map(|word| u16::from_be_bytes(*word));
    let (count, weight, sign, scale) = (word(0)?, word(1)? as i16, word(2)?, word(3)?);
    let groups = words.get(4..)?;
    if groups.len() != usize::from(count) || !matches!(sign, 0 | NEGATIVE) {
        return None;
    }
    // The group that stands for 10,000 to the power of `power`.
    let group = |power: i32| {
        let at = usize::try_from(i32::from(weight) - power).ok();
        at.and_then(|at| groups.get(at)).map_or(0, |group| u16::from_be_bytes(*group))
    };
    let mut text = String::with_capacity(8 + groups.len() * 4);
    if sign == NEGATIVE {
        text.push('-');
    }
    text.push_str(&group(i32::from(weight.max(0))).to_string());
    for power in (0..i32::from(weight.max(0))).rev() {
        text.push_str(&format!("{:04}", group(power)));
    }
    if scale > 0 {
        text.push('.');
        let start = text.len();
        let mut power = -1;
        while text.len() - start < usize::from(scale) {
            text.push_str(&format!("{:04}", group(power)));
            power -= 1;
        }
        text.truncate(start + usize::from(scale));
    }
    Some(text)
}

/// A text in plain digits, with a sign and a point where it has one, as PostgreSQL takes it; `None` when it is no such text.
#[cfg(any(feature = "postgres", test))]
pub(crate) fn bytes(text: &str) -> Option<Vec<u8>> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (NEGATIVE, digits),
        None => (0, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |digits: &str| digits.bytes().all(|digit| digit.is_ascii_digit());
    if !is_number(whole) || !is_number(fraction) || digits.len() == digits.matches('.').count() {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let lead = (4 - whole.len() % 4) % 4;
    let padded = "0".repeat(lead) + whole + fraction + &"0".repeat((4 - fraction.len() % 4) % 4);
    let mut groups: Vec<u16> = padded
        .as_bytes()
        .chunks(4)
        .map(|group| group.iter().fold(0, |value, digit| value * 10 + u16::from(digit - b'0')))
        .collect();
    let mut weight = i16::try_from(whole.len().div_ceil(4)).ok()? - 1;
    let zeros = groups.iter().take_while(|group| **group == 0).count();
    groups.drain(..zeros);
    weight -= i16::try_from(zeros).ok()?;
    while groups.last() == Some(&0) {
        groups.pop();
    }
    let sign = if groups.is_empty() { 0 } else { sign };
    let weight = if groups.is_empty() { 0 } else { weight };
    let header = [u16::try_from(groups.len()).ok()?, weight as u16, sign, u16::try_from(fraction.len()).ok()?];
    Some(header.into_iter().chain(groups).flat_map(u16::to_be_bytes).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn digits_are_kept_as_they_are() {
        for decimal in [
            "0",
            "0.00",
            "1",
            "-1.5",
            "10000",
            "9999.9999",
            "0.00010",
            "-123456789012345678901234567890.12345678",
            "100000000",
        ] {
            assert_eq!(text(&bytes(decimal).unwrap()).as_deref(), Some(decimal), "{decimal}");
        }
        assert_eq!(text(&bytes("+007").unwrap()).as_deref(), Some("7"));
        for wrong in ["", "-", ".", "1e3", "NaN", "1.2.3", "--1"] {
            assert_eq!(bytes(wrong), None, "{wrong}");
        }
        assert_eq!(text(&[0, 0, 0, 0, 0xC0, 0, 0, 0]), None, "NaN");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(whole in 0_u64.., fraction in "[0-9]{0,12}", negative: bool) {
            let point = if fraction.is_empty() { "" } else { "." };
            let decimal = format!("{whole}{point}{fraction}");
            let is_zero = decimal.bytes().all(|digit| matches!(digit, b'0' | b'.'));
            let decimal = if negative && !is_zero { format!("-{decimal}") } else { decimal };
            prop_assert_eq!(text(&bytes(&decimal).unwrap()), Some(decimal));
        }
    }
}
