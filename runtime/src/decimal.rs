//! Decimals as texts → their exact order, sum, product and rounding, with any number of digits.

use std::cmp::Ordering;

/// Compares two texts as numbers, without allocating. Texts that are no plain decimals stand behind all that are, in their own order.
pub(crate) fn compare(one: &str, other: &str) -> Ordering {
    match (Plain::read(one), Plain::read(other)) {
        (Some(one), Some(other)) => one.compare(&other),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => one.cmp(other),
    }
}

/// A plain decimal in place: no exponent, no needless zeros at its ends.
struct Plain<'t> {
    negative: bool,
    whole: &'t str,
    fraction: &'t str,
}

impl<'t> Plain<'t> {
    fn read(text: &'t str) -> Option<Self> {
        let (negative, digits) = split_sign(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || !is_number(whole) || !is_number(fraction) {
            return None;
        }
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        // There is one zero.
        let negative = negative && whole.len() + fraction.len() > 0;
        Some(Plain { negative, whole, fraction })
    }

    fn compare(&self, other: &Self) -> Ordering {
        let size = || {
            let whole = self.whole.len().cmp(&other.whole.len()).then_with(|| self.whole.cmp(other.whole));
            whole.then_with(|| self.fraction.cmp(other.fraction))
        };
        match (self.negative, other.negative) {
            (false, false) => size(),
            (true, true) => size().reverse(),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

fn split_sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// Exponents beyond this make more digits than any column holds.
const MAX_EXPONENT: usize = 1000;

/// A decimal to compute with: `0.05` has the digits `5` and the scale 2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decimal {
    negative: bool,
    /// From the highest to the lowest, each 0 to 9, without zeros at the beginning.
    digits: Vec<u8>,
    scale: usize,
}

impl Decimal {
    /// Reads plain digits, or with an exponent.
    pub(crate) fn read(text: &str) -> Option<Decimal> {
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (below, exponent) = split_sign(exponent);
        let exponent = exponent.parse::<usize>().ok().filter(|exponent| *exponent <= MAX_EXPONENT)?;
        let (negative, digits) = split_sign(mantissa);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        Plain::read(mantissa)?;
        let mut digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).map(|byte| byte - b'0').collect();
        let mut scale = fraction.len();
        if below {
            scale += exponent;
        } else {
            digits.extend(std::iter::repeat_n(0, exponent.saturating_sub(scale)));
            scale = scale.saturating_sub(exponent);
        }
        Some(Decimal::new(negative, digits, scale))
    }

    fn new(negative: bool, mut digits: Vec<u8>, scale: usize) -> Decimal {
        let zeros = digits.iter().take_while(|digit| **digit == 0).count();
        digits.drain(..zeros);
        Decimal { negative: negative && !digits.is_empty(), digits, scale }
    }

    /// With as many digits behind the point as the longer of both.
    pub(crate) fn add(&self, other: &Decimal) -> Decimal {
        let scale = self.scale.max(other.scale);
        let (one, two) = (self.digits_at(scale), other.digits_at(scale));
        if self.negative == other.negative {
            return Decimal::new(self.negative, add_digits(&one, &two), scale);
        }
        match compare_digits(&one, &two) {
            Ordering::Less => Decimal::new(other.negative, subtract_digits(&two, &one), scale),
            _ => Decimal::new(self.negative, subtract_digits(&one, &two), scale),
        }
    }

    /// With as many digits behind the point as both together.
    pub(crate) fn multiply(&self, other: &Decimal) -> Decimal {
        let mut product = vec![0_u32; self.digits.len() + other.digits.len()];
        for (low, one) in self.digits.iter().rev().enumerate() {
            let mut carry = 0;
            for (high, two) in other.digits.iter().rev().enumerate() {
                let sum = product[low + high] + u32::from(*one) * u32::from(*two) + carry;
                product[low + high] = sum % 10;
                carry = sum / 10;
            }
            product[low + other.digits.len()] += carry;
        }
        let digits = product.iter().rev().map(|digit| *digit as u8).collect();
        Decimal::new(self.negative != other.negative, digits, self.scale + other.scale)
    }

    /// With the other sign.
    pub(crate) fn negate(self) -> Decimal {
        Decimal::new(!self.negative, self.digits, self.scale)
    }

    /// Without its sign.
    pub(crate) fn absolute(self) -> Decimal {
        Decimal { negative: false, ..self }
    }

    /// To so many digits behind the point, half away from zero; zeros are added where there are fewer.
    pub(crate) fn round(mut self, scale: usize) -> Decimal {
        let Some(surplus) = self.scale.checked_sub(scale) else {
            return Decimal { digits: self.digits_at(scale), scale, ..self };
        };
        let kept = self.digits.len().saturating_sub(surplus);
        let up = self.digits.len() >= surplus && self.digits.get(kept).is_some_and(|digit| *digit >= 5);
        self.digits.truncate(kept);
        let digits = if up { add_digits(&self.digits, &[1]) } else { self.digits };
        Decimal::new(self.negative, digits, scale)
    }

    fn digits_at(&self, scale: usize) -> Vec<u8> {
        let mut digits = self.digits.clone();
        digits.extend(std::iter::repeat_n(0, scale - self.scale));
        digits
    }
}

/// In plain digits, with all of the scale.
impl std::fmt::Display for Decimal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let zeros = (self.scale + 1).saturating_sub(self.digits.len());
        let digits: String = std::iter::repeat_n(0, zeros)
            .chain(self.digits.iter().copied())
            .map(|digit| char::from(b'0' + digit))
            .collect();
        let (whole, fraction) = digits.split_at(digits.len() - self.scale);
        let (sign, point) = (if self.negative { "-" } else { "" }, if self.scale > 0 { "." } else { "" });
        write!(f, "{sign}{whole}{point}{fraction}")
    }
}

fn compare_digits(one: &[u8], other: &[u8]) -> Ordering {
    let significant = |digits: &[u8]| digits.iter().position(|digit| *digit != 0).unwrap_or(digits.len());
    let (one, other) = (&one[significant(one)..], &other[significant(other)..]);
    one.len().cmp(&other.len()).then_with(|| one.cmp(other))
}

fn add_digits(one: &[u8], other: &[u8]) -> Vec<u8> {
    let length = one.len().max(other.len());
    let (mut one, mut other) = (one.iter().rev(), other.iter().rev());
    let mut carry = 0;
    let mut sum: Vec<u8> = (0..=length)
        .map(|_| {
            let digit = one.next().unwrap_or(&0) + other.next().unwrap_or(&0) + carry;
            carry = digit / 10;
            digit % 10
        })
        .collect();
    sum.reverse();
    sum
}

/// `one` is not less than `other`.
fn subtract_digits(one: &[u8], other: &[u8]) -> Vec<u8> {
    let mut other = other.iter().rev();
    let mut borrow = 0;
    let mut difference: Vec<u8> = one
        .iter()
        .rev()
        .map(|digit| {
            let take = other.next().unwrap_or(&0) + borrow;
            borrow = u8::from(*digit < take);
            digit + 10 * borrow - take
        })
        .collect();
    difference.reverse();
    difference
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decimal(mantissa: i64, scale: usize) -> Decimal {
        Decimal::read(&format!("{mantissa}e-{scale}")).unwrap()
    }

    proptest! {
        #[test]
        fn arithmetic_is_that_of_integers(one in any::<i64>(), other in any::<i64>(), scale in 0..30_usize) {
            let (a, b) = (decimal(one, scale), decimal(other, scale));
            let (one, other) = (i128::from(one), i128::from(other));
            let exact = |mantissa: i128, scale: usize| Decimal::read(&format!("{mantissa}e-{scale}")).unwrap().to_string();
            prop_assert_eq!(a.add(&b).to_string(), exact(one + other, scale));
            prop_assert_eq!(a.add(&b.clone().negate()).to_string(), exact(one - other, scale));
            prop_assert_eq!(a.multiply(&b).to_string(), exact(one * other, scale * 2));
            prop_assert_eq!(compare(&a.to_string(), &b.to_string()), one.cmp(&other));
        }

        #[test]
        fn what_is_written_is_read(mantissa in any::<i64>(), scale in 0..40_usize) {
            let decimal = decimal(mantissa, scale);
            prop_assert_eq!(Decimal::read(&decimal.to_string()).unwrap(), decimal);
        }
    }

    #[test]
    fn texts_are_compared_as_numbers() {
        let ascending = [
            "-10",
            "-9.5",
            "-0.1",
            "-0.01",
            "0",
            "0.001",
            "0.01",
            "1",
            "1.5",
            "2",
            "10",
            "100000000000000000000.1",
            "x",
            "y",
        ];
        for (position, one) in ascending.iter().enumerate() {
            for (other_position, other) in ascending.iter().enumerate() {
                assert_eq!(compare(one, other), position.cmp(&other_position), "{one} {other}");
            }
        }
        assert_eq!(compare("1.50", "01.5"), Ordering::Equal);
        assert_eq!(compare("-0.0", "0"), Ordering::Equal);
    }

    #[test]
    fn rounding_is_half_away_from_zero() {
        let round = |text: &str| Decimal::read(text).unwrap().round(0).to_string();
        for (text, rounded) in [
            ("0.4", "0"),
            ("0.5", "1"),
            ("-0.5", "-1"),
            ("1.49", "1"),
            ("9.5", "10"),
            ("99.99", "100"),
            ("-0.4", "0"),
            ("12", "12"),
            ("0.05", "0"),
            ("0.049", "0"),
        ] {
            assert_eq!(round(text), rounded, "{text}");
        }
        let cents = |text: &str| Decimal::read(text).unwrap().round(2).to_string();
        for (text, rounded) in
            [("1.005", "1.01"), ("-0.004", "0.00"), ("7", "7.00"), ("0.995", "1.00"), ("0", "0.00"), ("1.5", "1.50")]
        {
            assert_eq!(cents(text), rounded, "{text}");
        }
    }

    #[test]
    fn what_is_no_decimal_is_refused() {
        for text in ["", "-", ".", "1.2.3", "x", "1e", "1e99999999", "--1", " 1"] {
            assert_eq!(Decimal::read(text), None, "{text}");
        }
    }
}
