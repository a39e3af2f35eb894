//! An expression → its tag and what stands below it, operands in the order of the source.

use super::Writer;
use crate::plan::{Arithmetic, Comparison, Expr, ExprKind, Function, Literal};
use querent_schema::Type;

/// Writes an expression. Types are left out: values know their own.
pub(super) fn file_expression(writer: &mut Writer, expr: &Expr) {
    match &expr.kind {
        ExprKind::Column(column) => writer.tag('c').column(*column),
        ExprKind::Literal(literal) => file_literal(writer, literal),
        ExprKind::Param(param) => writer.tag('p').number(*param),
        ExprKind::Arithmetic(operator, left, right) => both(writer.tag(arithmetic_tag(*operator)), left, right),
        ExprKind::Negate(inner) => file_expression(writer.tag('n'), inner),
        ExprKind::ToDecimal(inner) => file_expression(writer.tag('t'), inner),
        ExprKind::Compare(comparison, left, right) => both(writer.tag(comparison_tag(*comparison)), left, right),
        ExprKind::NullSafeEqual(left, right) => both(writer.tag('~'), left, right),
        ExprKind::And(items) => writer.tag('&').list(items, file_expression),
        ExprKind::Or(items) => writer.tag('|').list(items, file_expression),
        ExprKind::Not(inner) => file_expression(writer.tag('^'), inner),
        ExprKind::IsNull(inner) => file_expression(writer.tag('z'), inner),
        ExprKind::IsNotNull(inner) => file_expression(writer.tag('^').tag('z'), inner),
        ExprKind::Between { value, low, high, negated } => {
            file_expression(file_not(writer, *negated).tag('b'), value);
            both(writer, low, high);
        }
        ExprKind::In { value, list, negated } => {
            file_expression(file_not(writer, *negated).tag('e'), value);
            writer.list(list, file_expression);
        }
        ExprKind::InParam { value, param, negated } => {
            file_expression(file_not(writer, *negated).tag('m'), value);
            writer.number(*param);
        }
        ExprKind::Like { value, pattern, ignore_case, negated } => {
            both(file_not(writer, *negated).tag(if *ignore_case { 'K' } else { 'k' }), value, pattern);
        }
        ExprKind::StartsWith { value, prefix, negated, .. } => {
            both(file_not(writer, *negated).tag('w'), value, prefix);
        }
        ExprKind::EndsWith { value, suffix, negated } => both(file_not(writer, *negated).tag('y'), value, suffix),
        ExprKind::Contains { value, part, negated } => both(file_not(writer, *negated).tag('o'), value, part),
        ExprKind::Call(function, arguments) => {
            writer.tag('@').tag(function_tag(*function, &expr.ty)).list(arguments, file_expression);
        }
        ExprKind::Case { arms, otherwise } => {
            writer.tag('C').list(arms, |writer, (when, then)| both(writer, when, then));
            match otherwise {
                None => writer.mark('N'),
                Some(otherwise) => file_expression(writer, otherwise),
            }
        }
        ExprKind::Optional { params, condition } => {
            writer.tag('?').list(params, |writer, param| writer.number(*param));
            file_expression(writer, condition);
        }
        ExprKind::Raw(sql) => writer.tag('R').text(sql),
    }
}

fn both(writer: &mut Writer, left: &Expr, right: &Expr) {
    file_expression(writer, left);
    file_expression(writer, right);
}

fn file_not(writer: &mut Writer, negated: bool) -> &mut Writer {
    if negated { writer.tag('^') } else { writer }
}

fn file_literal(writer: &mut Writer, literal: &Literal) {
    let (tag, text) = match literal {
        Literal::Null => return writer.mark('N'),
        Literal::Boolean(true) => return writer.mark('T'),
        Literal::Boolean(false) => return writer.mark('F'),
        Literal::Integer(number @ 0..) => return writer.tag('i').wide_number(number.unsigned_abs()),
        Literal::Integer(number) => return writer.tag('j').wide_number(number.unsigned_abs()),
        // Its bits, for no digit is to be lost.
        Literal::Float(number) => return writer.tag('r').wide_number(number.to_bits()),
        Literal::Decimal(digits) => ('d', digits),
        Literal::Text(text) => ('s', text),
        Literal::Bytes(bytes) => {
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            return writer.tag('x').text(&hex);
        }
        Literal::Date(text) => ('D', text),
        Literal::Time(text) => ('H', text),
        Literal::DateTime(text) => ('M', text),
        Literal::Timestamp(text) => ('S', text),
        Literal::Uuid(text) => ('U', text),
        Literal::Json(text) => ('J', text),
    };
    writer.tag(tag).text(text);
}

fn arithmetic_tag(operator: Arithmetic) -> char {
    match operator {
        Arithmetic::Add => '+',
        Arithmetic::Subtract => '-',
        Arithmetic::Multiply => '*',
        Arithmetic::Divide => '/',
        Arithmetic::Remainder => '%',
    }
}

fn comparison_tag(comparison: Comparison) -> char {
    match comparison {
        Comparison::Equal => '=',
        Comparison::NotEqual => '!',
        Comparison::Less => '<',
        Comparison::LessOrEqual => 'l',
        Comparison::Greater => '>',
        Comparison::GreaterOrEqual => 'g',
    }
}

/// The present time has a tag for each type that it may be of.
fn function_tag(function: Function, ty: &Type) -> char {
    match function {
        Function::Lower => 'l',
        Function::Upper => 'u',
        Function::Trim => 't',
        Function::Length => 'n',
        Function::Abs => 'a',
        Function::Round => 'r',
        Function::Coalesce => 'c',
        Function::Concat => 'j',
        Function::Now => match ty {
            Type::Date => 'D',
            Type::Time => 'H',
            Type::DateTime => 'M',
            _ => 'S',
        },
    }
}
