//! Types of expressions → which meet, what they become together, and what they are called in messages.

use crate::plan::{Expr, ExprKind};
use querent_schema::Type;

/// The most digits of a decimal.
pub(super) const MAX_DIGITS: u8 = 38;
/// The least digits behind the point of a decimal parameter that meets a computed decimal.
const OPERAND_SCALE: u8 = 10;

/// Types that meet each other without more ado.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    Integer,
    Decimal,
    Float,
    Text,
    Enum,
    Boolean,
    Bytes,
    Date,
    Time,
    DateTime,
    Timestamp,
    Uuid,
    Json,
}

/// The family of a type.
pub(super) fn family(ty: &Type) -> Family {
    match ty {
        Type::SmallInt | Type::Integer | Type::BigInt => Family::Integer,
        Type::Decimal { .. } => Family::Decimal,
        Type::Float => Family::Float,
        Type::Text { .. } => Family::Text,
        Type::Enum(_) => Family::Enum,
        Type::Boolean => Family::Boolean,
        Type::Bytes { .. } => Family::Bytes,
        Type::Date => Family::Date,
        Type::Time => Family::Time,
        Type::DateTime => Family::DateTime,
        Type::Timestamp => Family::Timestamp,
        Type::Uuid => Family::Uuid,
        Type::Json => Family::Json,
    }
}

impl Family {
    pub(super) fn is_number(self) -> bool {
        matches!(self, Family::Integer | Family::Decimal | Family::Float)
    }
}

/// Whether values of two types can be compared, or stand for each other in `coalesce` and `case`.
pub(super) fn meets(left: &Type, right: &Type) -> bool {
    match (left, right) {
        (Type::Enum(left), Type::Enum(right)) => left.values == right.values,
        _ => match (family(left), family(right)) {
            (Family::Integer, Family::Decimal) | (Family::Decimal, Family::Integer) => true,
            (left, right) => left == right,
        },
    }
}

/// The type that holds the values of both, which meet.
pub(super) fn join(left: &Type, right: &Type) -> Type {
    match (left, right) {
        (Type::Decimal { .. }, _) | (_, Type::Decimal { .. }) => join_decimals(digits(left), digits(right)),
        (Type::Text { .. }, Type::Text { .. }) if left != right => Type::Text { max: None },
        (Type::Bytes { .. }, Type::Bytes { .. }) if left != right => Type::Bytes { max: None },
        (Type::SmallInt, Type::Integer | Type::BigInt) | (Type::Integer, Type::BigInt) => right.clone(),
        _ => left.clone(),
    }
}

fn join_decimals(left: Digits, right: Digits) -> Type {
    let scale = left.scale.max(right.scale);
    decimal((left.whole().max(right.whole())) as u16 + scale as u16, scale as u16)
}

/// A decimal type, within what there is.
pub(super) fn decimal(precision: u16, scale: u16) -> Type {
    let precision = precision.clamp(1, MAX_DIGITS as u16) as u8;
    Type::Decimal { precision, scale: scale.min(precision as u16) as u8 }
}

/// The digits of an exact number.
#[derive(Clone, Copy)]
pub(super) struct Digits {
    pub(super) precision: u8,
    pub(super) scale: u8,
}

impl Digits {
    /// Digits before the point.
    pub(super) fn whole(self) -> u8 {
        self.precision.saturating_sub(self.scale)
    }
}

/// The digits of an exact number's type.
pub(super) fn digits(ty: &Type) -> Digits {
    match *ty {
        Type::Decimal { precision, scale } => Digits { precision, scale },
        Type::SmallInt => Digits { precision: 5, scale: 0 },
        Type::Integer => Digits { precision: 10, scale: 0 },
        _ => Digits { precision: 19, scale: 0 },
    }
}

/// The type of `{x}` that is computed with a number of this type.
pub(super) fn operand_type(ty: &Type) -> Type {
    match *ty {
        Type::Decimal { scale, .. } => Type::Decimal { precision: MAX_DIGITS, scale: scale.max(OPERAND_SCALE) },
        _ => ty.clone(),
    }
}

/// Where one is a decimal, makes the integers decimals too.
pub(super) fn to_one_kind(mut exprs: Vec<Expr>) -> Vec<Expr> {
    if exprs.iter().any(|expr| family(&expr.ty) == Family::Decimal) {
        exprs = exprs.into_iter().map(integer_to_decimal).collect();
    }
    exprs
}

/// An integer as a decimal; anything else as it is.
pub(super) fn integer_to_decimal(expr: Expr) -> Expr {
    match family(&expr.ty) {
        Family::Integer => {
            let ty = Type::Decimal { precision: digits(&expr.ty).precision, scale: 0 };
            Expr { nullable: expr.nullable, kind: ExprKind::ToDecimal(Box::new(expr)), ty }
        }
        _ => expr,
    }
}

/// The name of a type in messages, as schema.sql has it.
pub(super) fn type_name(ty: &Type) -> String {
    match ty {
        Type::SmallInt => "SMALLINT".into(),
        Type::Integer => "INTEGER".into(),
        Type::BigInt => "BIGINT".into(),
        Type::Boolean => "BOOLEAN".into(),
        Type::Float => "DOUBLE".into(),
        Type::Decimal { precision, scale } => format!("DECIMAL({precision}, {scale})"),
        Type::Text { max: Some(max) } => format!("VARCHAR({max})"),
        Type::Text { max: None } => "TEXT".into(),
        Type::Bytes { max: Some(max) } => format!("VARBINARY({max})"),
        Type::Bytes { max: None } => "BLOB".into(),
        Type::Date => "DATE".into(),
        Type::Time => "TIME".into(),
        Type::DateTime => "DATETIME".into(),
        Type::Timestamp => "TIMESTAMP".into(),
        Type::Uuid => "UUID".into(),
        Type::Json => "JSON".into(),
        Type::Enum(set) => {
            format!("one of {}", set.values.iter().map(|v| format!("\"{v}\"")).collect::<Vec<_>>().join(", "))
        }
    }
}
