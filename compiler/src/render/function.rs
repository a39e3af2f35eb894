//! Functions of expressions.

use super::Render;
use super::fragment::{Fragment, Level};
use crate::plan::{Expr, Function};
use querent_schema::Type;
use querent_schema::dialect::Decimals;

impl Render<'_> {
    pub(super) fn function(&self, function: Function, arguments: &[Expr], ty: &Type) -> Fragment {
        let all = || arguments.iter().map(|argument| self.expr(argument));
        match function {
            Function::Lower => self.function_case(self.features.case().lower, &arguments[0]),
            Function::Upper => self.function_case(self.features.case().upper, &arguments[0]),
            Function::Trim => Fragment::call("trim", all()),
            Function::Length => self.function_length(&arguments[0]),
            Function::Abs if self.is_decimal_text(ty) => Fragment::call("querent_decimal_abs", all()),
            Function::Abs => Fragment::call("abs", [self.widened(&arguments[0])]),
            Function::Round => self.function_round(&arguments[0]),
            Function::Coalesce => Fragment::call("coalesce", all()),
            Function::Concat if self.features.concat_operator() => {
                let operands = all().map(|operand| operand.at_least(Level::Postfix));
                Fragment::join(operands, " || ").leveled(Level::Concat)
            }
            Function::Concat => Fragment::call("concat", all()),
            Function::Now => self.function_now(ty),
        }
    }

    /// Lower or upper case, for all of Unicode where the dialect can, in the collation in which texts are compared.
    pub(super) fn function_case(&self, function: &str, argument: &Expr) -> Fragment {
        let argument = in_collation(self.expr(argument), self.features.case().collation);
        in_collation(Fragment::call(function, [argument]), self.features.binary_collation())
    }

    /// The number of characters, in 64 bits.
    fn function_length(&self, argument: &Expr) -> Fragment {
        let length = Fragment::call(self.features.length(), [self.expr(argument)]);
        if self.features.narrow_arithmetic() { self.cast(length, &Type::BigInt) } else { length }
    }

    /// To a whole number, halves away from zero.
    fn function_round(&self, argument: &Expr) -> Fragment {
        let value = self.expr(argument);
        if self.is_decimal_text(&argument.ty) {
            return Fragment::call("querent_decimal_round", [value, Fragment::atom("0")]);
        }
        match self.features.float_truncation() {
            Some(wrap) if matches!(argument.ty, Type::Float) => {
                // What is cut off is exact, and twice that reaches 1 from a half on.
                let whole = value.clone().surround(wrap.open, wrap.close).leveled(Level::Atom);
                let part = Fragment::infix(value, " - ", whole.clone(), Level::Sum).surround("2 * (", ")");
                Fragment::infix(whole, " + ", part.surround(wrap.open, wrap.close).leveled(Level::Atom), Level::Sum)
            }
            _ => Fragment::call(self.features.round(), [value]),
        }
    }

    fn function_now(&self, ty: &Type) -> Fragment {
        let now = &self.features.now();
        Fragment::atom(match ty {
            Type::Date => now.date,
            Type::Time => now.time,
            Type::DateTime => now.datetime,
            _ => now.timestamp,
        })
    }

    fn is_decimal_text(&self, ty: &Type) -> bool {
        self.features.decimals() == Decimals::Text && matches!(ty, Type::Decimal { .. })
    }
}

/// `value COLLATE "collation"`, where there is one.
pub(super) fn in_collation(value: Fragment, collation: Option<&str>) -> Fragment {
    match collation {
        None => value,
        Some(collation) => {
            value.at_least(Level::Atom).text(&format!(" COLLATE \"{collation}\"")).leveled(Level::Postfix)
        }
    }
}
