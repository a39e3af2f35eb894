//! The digits of a number → an integer, an exact decimal or a float that its type can hold.

use super::{Fit, Misfit, Scalar};
use crate::check::types::{Family, MAX_DIGITS, digits, family, type_name};
use crate::plan::Literal;
use querent_schema::Type;

/// The largest power of ten that a literal may be multiplied by; far beyond what any type holds.
const MAX_EXPONENT: i64 = 400;

/// An integer within the range of its type.
pub(super) fn fit_integer(text: &str, ty: &Type) -> Result<Literal, Misfit> {
    let (low, high) = match ty {
        Type::SmallInt => (i16::MIN as i64, i16::MAX as i64),
        Type::Integer => (i32::MIN as i64, i32::MAX as i64),
        _ => (i64::MIN, i64::MAX),
    };
    match text.parse::<i64>() {
        Ok(value) if (low..=high).contains(&value) => Ok(Literal::Integer(value)),
        _ => Err(Misfit::new(format!("is out of its range, which is {low} to {high}"))),
    }
}

/// A finite float.
pub(super) fn fit_float(text: &str) -> Result<Literal, Misfit> {
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(Literal::Float(value)),
        _ => Err(Misfit::new("is out of the range of 64-bit floats")),
    }
}

/// A decimal, exactly, brought to the scale of its type.
pub(super) fn fit_decimal(text: &str, ty: &Type) -> Result<Literal, Misfit> {
    let limit = digits(ty);
    let number = Number::read(text).ok_or_else(|| Misfit::new(format!("does not fit {}", type_name(ty))))?;
    if number.fraction.len() > limit.scale as usize {
        let (has, fits) = (number.fraction.len(), limit.scale);
        return Err(Misfit::new(format!("has {has} digits behind the point, and {fits} fit")));
    }
    if number.whole.len() > limit.whole() as usize {
        let (has, fits) = (number.whole.len(), limit.whole());
        return Err(Misfit::new(format!("has {has} digits before the point, and {fits} fit")));
    }
    Ok(Literal::Decimal(number.spell(limit.scale as usize)))
}

/// A literal that is computed with a number, or compared with a computed one: as many digits as it has.
pub(super) fn fit_operand(scalar: &Scalar, ty: &Type) -> Fit {
    let (Scalar::Integer(text) | Scalar::Fraction(text)) = scalar else {
        return Err(Misfit::new(format!("is {}; a number is expected here", scalar.noun())));
    };
    match (family(ty), scalar) {
        (Family::Integer, Scalar::Integer(_)) => match fit_integer(text, ty) {
            Ok(literal) => Ok((literal, ty.clone())),
            Err(_) => Ok((fit_integer(text, &Type::BigInt)?, Type::BigInt)),
        },
        (Family::Decimal, _) => {
            let number =
                Number::read(text).filter(|number| number.whole.len() + number.fraction.len() <= MAX_DIGITS as usize);
            let number = number.ok_or_else(|| Misfit::new(format!("has more than {MAX_DIGITS} digits")))?;
            let scale = number.fraction.len();
            let precision = (number.whole.len() + scale).max(1) as u8;
            Ok((Literal::Decimal(number.spell(scale)), Type::Decimal { precision, scale: scale as u8 }))
        }
        (Family::Float, _) => Ok((fit_float(text)?, Type::Float)),
        _ => Err(Misfit::new("has a fraction, and what it meets is a whole number")),
    }
}

/// A number taken apart: no leading zeros before the point, no trailing ones behind it.
struct Number {
    negative: bool,
    whole: String,
    fraction: String,
}

impl Number {
    /// `None` for what is no number or has an absurd exponent.
    fn read(text: &str) -> Option<Number> {
        let (negative, text) = match text.strip_prefix('-') {
            Some(text) => (true, text),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) || exponent.abs() > MAX_EXPONENT {
            return None;
        }
        let point = whole.len() as i64 + exponent;
        let before = usize::try_from(point).unwrap_or(0);
        let digit = |position: usize| all.as_bytes().get(position).map_or('0', |&byte| byte as char);
        let whole: String = (0..before).map(digit).collect();
        let zeros = "0".repeat(usize::try_from(-point).unwrap_or(0));
        let fraction = format!("{zeros}{}", all.get(before..).unwrap_or(""));
        Some(Number {
            negative,
            whole: whole.trim_start_matches('0').to_string(),
            fraction: fraction.trim_end_matches('0').to_string(),
        })
    }

    /// In plain digits, with this many behind the point.
    fn spell(&self, scale: usize) -> String {
        let zero = self.whole.is_empty() && self.fraction.is_empty();
        let sign = if self.negative && !zero { "-" } else { "" };
        let whole = if self.whole.is_empty() { "0" } else { &self.whole };
        match scale {
            0 => format!("{sign}{whole}"),
            _ => format!("{sign}{whole}.{:0<scale$}", self.fraction),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str, precision: u8, scale: u8) -> Result<Literal, String> {
        fit_decimal(text, &Type::Decimal { precision, scale }).map_err(|misfit| misfit.message)
    }

    #[test]
    fn decimals_are_exact() {
        let exact = [
            ("12.5", "12.50"),
            ("12", "12.00"),
            ("-0.0", "0.00"),
            ("-0.010", "-0.01"),
            ("1.25e2", "125.00"),
            ("125e-2", "1.25"),
            ("5e-2", "0.05"),
            ("00012345678.90", "12345678.90"),
        ];
        for (text, spelled) in exact {
            assert_eq!(decimal(text, 10, 2), Ok(Literal::Decimal(spelled.into())), "{text}");
        }
        let digits = "1234567890123456789012345678.0123456789";
        assert_eq!(decimal(digits, 38, 10), Ok(Literal::Decimal(digits.into())));
        assert_eq!(decimal("0.5", 2, 2), Ok(Literal::Decimal("0.50".into())));
        assert_eq!(decimal("1e999999999999", 10, 2), Err("does not fit DECIMAL(10, 2)".into()));
        assert_eq!(decimal("0.001", 10, 2), Err("has 3 digits behind the point, and 2 fit".into()));
        assert_eq!(decimal("123456789", 10, 2), Err("has 9 digits before the point, and 8 fit".into()));
    }
}
