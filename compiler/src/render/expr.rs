//! Expressions: values, arithmetic, comparisons.

use super::Render;
use super::fragment::{Fragment, Level};
use super::range::can_overflow;
use crate::lower::statement::Value;
use crate::plan::{Arithmetic, Comparison, Expr, ExprKind, Literal};
use querent_schema::dialect::{Decimals, IntegerDivision, NullSafe};
use querent_schema::{Column, Type};

impl Render<'_> {
    /// An expression; a parameter with a cast where the dialect's parameters have types.
    pub(super) fn expr(&self, expr: &Expr) -> Fragment {
        match &expr.kind {
            ExprKind::Column(column) => self.column_name(*column),
            ExprKind::Literal(literal) => self.literal(literal),
            ExprKind::Param(param) => self.cast_param(*param, &expr.ty),
            ExprKind::Arithmetic(operator, left, right) => {
                self.in_range(expr, self.arithmetic(*operator, left, right, &expr.ty))
            }
            ExprKind::Negate(inner) => self.in_range(expr, self.negation(inner)),
            ExprKind::ToDecimal(inner) => self.integer_as_decimal(inner),
            ExprKind::Compare(operator, left, right) => self.comparison(*operator, left, right),
            ExprKind::NullSafeEqual(left, right) => self.null_safe_equal(left, right),
            ExprKind::And(_) | ExprKind::Or(_) | ExprKind::Not(_) | ExprKind::Optional { .. } => self.condition(expr),
            ExprKind::IsNull(inner) => self.is_null(inner),
            ExprKind::IsNotNull(inner) => self.null_test(inner, " IS NOT NULL"),
            ExprKind::Between { value, low, high, negated } => self.between(value, low, high, *negated),
            ExprKind::In { value, list, negated } => self.in_list(value, list, *negated),
            ExprKind::InParam { value, param, negated } => self.in_param(value, *param, *negated),
            ExprKind::Like { value, pattern, ignore_case, negated } => {
                self.like(value, pattern, *ignore_case, *negated)
            }
            ExprKind::StartsWith { value, prefix, end, negated } => {
                let starts = self.starts_with(value, prefix, end.as_deref());
                if *negated { starts.surround("NOT (", ")").leveled(Level::Not) } else { starts }
            }
            ExprKind::EndsWith { value, suffix, negated } => self.ends_with(value, suffix, *negated),
            ExprKind::Contains { value, part, negated } => self.contains(value, part, *negated),
            ExprKind::Call(function, arguments) => self.function(*function, arguments, &expr.ty),
            ExprKind::Case { arms, otherwise } => self.case(arms, otherwise.as_deref(), &expr.ty),
            ExprKind::Raw(sql) => Fragment::atom(format!("({sql})")),
        }
    }

    /// An expression whose type is known from what it stands beside.
    pub(super) fn bare(&self, expr: &Expr) -> Fragment {
        match expr.kind {
            ExprKind::Param(param) => self.param(param),
            _ => self.expr(expr),
        }
    }

    /// What is stored in a column: decimals that are kept as texts are brought to the column's scale.
    pub(super) fn stored(&self, column: &Column, value: &Value<'_>) -> Fragment {
        let Value::Expr(expr) = value else { return self.value(value) };
        match (self.features.decimals(), &column.ty) {
            (Decimals::Text, Type::Decimal { precision, scale }) if !has_scale_of(column, expr) => {
                let [whole, scale] = [precision - scale, *scale].map(|digits| Fragment::atom(digits.to_string()));
                let rounded = Fragment::call("querent_decimal_round", [self.expr(expr), scale]);
                Fragment::call("querent_decimal_fit", [rounded, whole])
            }
            _ => self.bare(expr).at_least(Level::Sum),
        }
    }

    fn arithmetic(&self, operator: Arithmetic, left: &Expr, right: &Expr, ty: &Type) -> Fragment {
        match (self.features.decimals(), ty) {
            (Decimals::Text, Type::Decimal { .. }) => {
                Fragment::call(decimal_function(operator), [self.expr(left), self.expr(right)])
            }
            _ => self.native_arithmetic(operator, left, right),
        }
    }

    fn native_arithmetic(&self, operator: Arithmetic, left: &Expr, right: &Expr) -> Fragment {
        let is_float = matches!(left.ty, Type::Float);
        let divides = matches!(operator, Arithmetic::Divide | Arithmetic::Remainder);
        let right = if divides { self.divisor(right) } else { self.expr(right) };
        let left = self.widened(left);
        let (spelling, level) = match operator {
            Arithmetic::Add => ("+", Level::Sum),
            Arithmetic::Subtract => ("-", Level::Sum),
            Arithmetic::Multiply => ("*", Level::Product),
            Arithmetic::Remainder => ("%", Level::Product),
            Arithmetic::Divide if is_float => ("/", Level::Product),
            Arithmetic::Divide => match self.features.integer_division() {
                IntegerDivision::Operator(operator) => (operator, Level::Product),
                IntegerDivision::Function(function) => return Fragment::call(function, [left, right]),
            },
        };
        Fragment::infix(left, &format!(" {spelling} "), right, level)
    }

    /// A divisor that is NULL where it is zero.
    fn divisor(&self, divisor: &Expr) -> Fragment {
        let is_constant = match divisor.kind {
            ExprKind::Literal(Literal::Integer(number)) => number != 0,
            ExprKind::Literal(Literal::Float(number)) => number != 0.0,
            _ => false,
        };
        let divisor = self.expr(divisor);
        if is_constant || self.features.zero_division_is_null() {
            return divisor;
        }
        Fragment::call("nullif", [divisor, Fragment::atom("0")])
    }

    /// An operand that makes the arithmetic one of 64 bits.
    pub(super) fn widened(&self, operand: &Expr) -> Fragment {
        let is_wide = match operand.kind {
            ExprKind::Arithmetic(..) | ExprKind::Negate(_) | ExprKind::Param(_) => true,
            ExprKind::Literal(_) => false,
            _ => matches!(operand.ty, Type::BigInt),
        };
        let is_integer = matches!(operand.ty, Type::SmallInt | Type::Integer | Type::BigInt);
        match operand.kind {
            ExprKind::Param(param) if is_integer => self.cast_param(param, &Type::BigInt),
            _ if is_integer && !is_wide && self.features.narrow_arithmetic() => {
                self.cast(self.expr(operand), &Type::BigInt)
            }
            _ => self.expr(operand),
        }
    }

    /// What was computed, refused where it is a whole number beyond 64 bits.
    fn in_range(&self, expr: &Expr, computed: Fragment) -> Fragment {
        match self.features.checks_range() {
            Some(function) if matches!(expr.ty, Type::BigInt) && can_overflow(expr) => {
                Fragment::call(function, [computed])
            }
            _ => computed,
        }
    }

    fn negation(&self, inner: &Expr) -> Fragment {
        if self.features.decimals() == Decimals::Text && matches!(inner.ty, Type::Decimal { .. }) {
            return Fragment::call("querent_decimal_negate", [self.expr(inner)]);
        }
        let is_integer = matches!(inner.ty, Type::SmallInt | Type::Integer | Type::BigInt);
        if self.features.negation_widens() && is_integer {
            // Of `0 - x` MariaDB does not see that the least number has no opposite.
            return Fragment::infix(Fragment::atom("-1"), " * ", self.widened(inner), Level::Product);
        }
        self.widened(inner).at_least(Level::Postfix).surround("-", "").leveled(Level::Negative)
    }

    /// An integer that meets a decimal: only where decimals are texts must it become one.
    fn integer_as_decimal(&self, inner: &Expr) -> Fragment {
        match self.features.decimals() {
            Decimals::Native => self.expr(inner),
            Decimals::Text => self.expr(inner).surround("CAST(", " AS TEXT)").leveled(Level::Atom),
        }
    }

    fn comparison(&self, operator: Comparison, left: &Expr, right: &Expr) -> Fragment {
        let spelling = match operator {
            Comparison::Equal => " = ",
            Comparison::NotEqual => " <> ",
            Comparison::Less => " < ",
            Comparison::LessOrEqual => " <= ",
            Comparison::Greater => " > ",
            Comparison::GreaterOrEqual => " >= ",
        };
        let (left, right) = self.operands(left, right);
        Fragment::infix(left, spelling, right, Level::Comparison)
    }

    /// The two operands of a comparison.
    pub(super) fn operands(&self, left: &Expr, right: &Expr) -> (Fragment, Fragment) {
        (self.collate_beside(self.beside(left, right), left, &[right]), self.beside(right, left))
    }

    /// An operand with the collation by which it is compared with others. Within a `CASE` one may be named that counts more than that of a column.
    pub(super) fn collate_beside(&self, operand: Fragment, value: &Expr, others: &[&Expr]) -> Fragment {
        let all = || others.iter().copied().chain([value]);
        let is_decimal = |side: &Expr| matches!(side.ty, Type::Decimal { .. });
        if self.features.decimals() == Decimals::Text && all().any(is_decimal) && all().any(has_case) {
            return by_decimal(operand);
        }
        self.collate(operand, value)
    }

    /// An operand whose type is known from the other one, where that has one.
    pub(super) fn beside(&self, operand: &Expr, other: &Expr) -> Fragment {
        if matches!(other.kind, ExprKind::Param(_) | ExprKind::Literal(_)) {
            self.expr(operand)
        } else {
            self.bare(operand)
        }
    }

    /// The same for an operand of BETWEEN or IN.
    pub(super) fn within(&self, operand: &Expr, other: &Expr) -> Fragment {
        if matches!(operand.ty, Type::Decimal { .. }) && self.features.ranges_round_decimals() {
            return self.expr(operand);
        }
        self.beside(operand, other)
    }

    fn null_safe_equal(&self, left: &Expr, right: &Expr) -> Fragment {
        let (one, other) = self.operands(left, right);
        let equal = self.null_safe(one.clone(), other.clone());
        let may_both_be_null = left.nullable && right.nullable && matches!(right.kind, ExprKind::Param(_));
        if !(self.features.spaceship_loses_nulls() && may_both_be_null) {
            return equal;
        }
        let is_null = |side: Fragment| side.at_least(Level::Sum).text(" IS NULL").leveled(Level::Comparison);
        let both = Fragment::infix(is_null(one), " AND ", is_null(other), Level::And);
        Fragment::infix(equal, " OR ", both, Level::Or)
    }

    pub(super) fn null_safe(&self, left: Fragment, right: Fragment) -> Fragment {
        let operator = match self.features.null_safe() {
            NullSafe::DistinctFrom => " IS NOT DISTINCT FROM ",
            NullSafe::Spaceship => " <=> ",
        };
        Fragment::infix(left, operator, right, Level::Comparison)
    }

    pub(super) fn is_null(&self, inner: &Expr) -> Fragment {
        self.null_test(inner, " IS NULL")
    }

    fn null_test(&self, inner: &Expr, test: &str) -> Fragment {
        self.expr(inner).at_least(Level::Sum).text(test).leveled(Level::Comparison)
    }

    fn between(&self, value: &Expr, low: &Expr, high: &Expr, negated: bool) -> Fragment {
        let operand = self.collate_beside(self.within(value, low), value, &[low, high]);
        let (low, high) = (self.within(low, value), self.within(high, value));
        operand
            .at_least(Level::Sum)
            .text(if negated { " NOT BETWEEN " } else { " BETWEEN " })
            .then(low.at_least(Level::Sum))
            .text(" AND ")
            .then(high.at_least(Level::Sum))
            .leveled(Level::Comparison)
    }

    fn case(&self, arms: &[(Expr, Expr)], otherwise: Option<&Expr>, ty: &Type) -> Fragment {
        let values = arms.iter().map(|(_, then)| then).chain(otherwise);
        let untyped =
            values.clone().all(|value| matches!(value.kind, ExprKind::Param(_) | ExprKind::Literal(Literal::Null)));
        // Where nothing but numbers in the text gives a type, it would be one for small numbers.
        let narrow = *ty == Type::BigInt && values.clone().all(|value| matches!(value.kind, ExprKind::Literal(_)));
        let value = |value: &Expr| match (untyped, narrow) {
            (true, _) => self.case_param(value),
            (false, true) if !matches!(value.kind, ExprKind::Literal(Literal::Null)) => self.widened(value),
            _ => self.expr(value),
        };
        let mut case = Fragment::atom("CASE");
        for (when, then) in arms {
            case = case.text(" WHEN ").then(self.case_condition(when, ty)).text(" THEN ").then(value(then));
        }
        if let Some(otherwise) = otherwise {
            case = case.text(" ELSE ").then(value(otherwise));
        }
        case.text(" END")
    }

    /// A value of a `CASE` in which nothing gives a type: a text would count as bytes, where parameters are loose.
    fn case_param(&self, value: &Expr) -> Fragment {
        match (&value.kind, &value.ty) {
            (ExprKind::Param(param), Type::Text { .. }) if self.features.loose_parameters() && self.given.is_none() => {
                self.param(*param).surround("CAST(", " AS CHAR)").leveled(Level::Atom)
            }
            _ => self.expr(value),
        }
    }

    /// The collation by which decimals are compared in a condition would be that of the whole `CASE`, whatever its values are; of decimals it is the right one.
    fn case_condition(&self, when: &Expr, ty: &Type) -> Fragment {
        let mut collated = false;
        when.walk(&mut |inner| {
            collated |= matches!(inner.ty, Type::Decimal { .. }) && !matches!(inner.kind, ExprKind::Column(_));
        });
        let condition = self.condition(when);
        if self.features.decimals() == Decimals::Text && collated && !matches!(ty, Type::Decimal { .. }) {
            return condition.at_least(Level::Postfix).text(" COLLATE BINARY").leveled(Level::Postfix);
        }
        condition
    }

    /// An expression with the collation by which its values are compared.
    pub(super) fn collated(&self, expr: &Expr) -> Fragment {
        self.collate(self.expr(expr), expr)
    }

    /// The collation of decimals, which a column has of its own.
    pub(super) fn collate(&self, value: Fragment, expr: &Expr) -> Fragment {
        match (self.features.decimals(), &expr.ty, &expr.kind) {
            (_, _, ExprKind::Column(_)) => value,
            (Decimals::Text, Type::Decimal { .. }, _) => by_decimal(value),
            _ => value,
        }
    }
}

fn by_decimal(value: Fragment) -> Fragment {
    value.at_least(Level::Postfix).text(" COLLATE querent_decimal").leveled(Level::Postfix)
}

fn has_case(expr: &Expr) -> bool {
    let mut found = false;
    expr.walk(&mut |inner| found |= matches!(inner.kind, ExprKind::Case { .. }));
    found
}

/// Whether a value has the scale of the column that it is stored in: a parameter is brought to it when it is bound.
fn has_scale_of(column: &Column, value: &Expr) -> bool {
    match &value.kind {
        ExprKind::Param(_) | ExprKind::Literal(Literal::Null) => true,
        ExprKind::Column(_) | ExprKind::Literal(_) => value.ty == column.ty,
        _ => false,
    }
}

fn decimal_function(operator: Arithmetic) -> &'static str {
    match operator {
        Arithmetic::Add => "querent_decimal_add",
        Arithmetic::Subtract => "querent_decimal_subtract",
        Arithmetic::Multiply => "querent_decimal_multiply",
        Arithmetic::Divide | Arithmetic::Remainder => unreachable!("decimals are not divided"),
    }
}
