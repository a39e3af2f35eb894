//! Comparisons and arithmetic of numbers and truth values.

use super::truth::{Truth, and, between, eq, le, lt, not, or, same, within};
use super::{Ask, OutOfRange, gives, holds, on_random_rows};
use crate::samples;
use bigdecimal::BigDecimal;

#[test]
fn comparisons_of_numbers() {
    on_random_rows(70, async |ask| {
        compare_integers(ask).await;
        compare_columns(ask).await;
        compare_others(ask).await;
    });
}

async fn compare_integers(ask: &Ask<'_>) {
    let (value, same_as, maybe) = (ask.value, ask.same, ask.maybe);
    holds!(ask, { small = { value.small } }, |row| eq(&row.small, &same_as.small));
    holds!(ask, { small == { value.small } }, |row| eq(&row.small, &same_as.small));
    holds!(ask, { small != { value.small } }, |row| not(eq(&row.small, &same_as.small)));
    holds!(ask, { small <> {value.small} }, |row| not(eq(&row.small, &same_as.small)));
    holds!(ask, { small < { value.small } }, |row| lt(&row.small, &same_as.small));
    holds!(ask, { {value.small} < small }, |row| lt(&same_as.small, &row.small));
    holds!(ask, { whole <= { value.whole } }, |row| le(&row.whole, &same_as.whole));
    holds!(ask, { whole > { value.whole } }, |row| lt(&same_as.whole, &row.whole));
    holds!(ask, { large >= { value.large } }, |row| le(&same_as.large, &row.large));
    holds!(ask, { large between {value.large} and 2 }, |row| between(&row.large, &same_as.large, &Some(2)));
    holds!(ask, { whole not between -1 and {value.whole} }, |row| not(between(&row.whole, &Some(-1), &same_as.whole)));
    holds!(ask, { small is {maybe.small} }, |row| same(&row.small, &maybe.small));
    holds!(ask, { large is not {maybe.large} }, |row| not(same(&row.large, &maybe.large)));
    holds!(ask, { whole is {value.whole} }, |row| same(&row.whole, &same_as.whole));
    holds!(ask, { whole is null }, |row| Some(row.whole.is_none()));
    holds!(ask, { whole is not null }, |row| Some(row.whole.is_some()));
    holds!(ask, { large = 9_223_372_036_854_775_807 }, |row| eq(&row.large, &Some(i64::MAX)));
    holds!(ask, { large = -9_223_372_036_854_775_808 }, |row| eq(&row.large, &Some(i64::MIN)));
    holds!(ask, { large > 9007199254740992 }, |row| lt(&Some(9_007_199_254_740_992), &row.large));
    holds!(ask, { id > 3 }, |row| Some(row.id > 3));
}

fn wide<T: Into<i64> + Copy>(value: Option<T>) -> Option<i64> {
    value.map(Into::into)
}

async fn compare_columns(ask: &Ask<'_>) {
    holds!(ask, { small = whole }, |row| eq(&wide(row.small), &wide(row.whole)));
    holds!(ask, { small < large }, |row| lt(&wide(row.small), &row.large));
    holds!(ask, { whole is small }, |row| same(&wide(row.whole), &wide(row.small)));
    holds!(ask, { whole is not large }, |row| not(same(&wide(row.whole), &row.large)));
    holds!(ask, { whole between small and large }, |row| between(&wide(row.whole), &wide(row.small), &row.large));
    holds!(ask, { price > whole }, |row| lt(&row.whole.map(BigDecimal::from), &row.price));
    holds!(ask, { large <= price }, |row| le(&row.large.map(BigDecimal::from), &row.price));
    holds!(ask, { price is small }, |row| same(&row.price, &row.small.map(BigDecimal::from)));
    holds!(ask, { small + whole < large }, |row| lt(&sum(row), &row.large));
    holds!(ask, { small in (whole, 3) }, |row| within(&wide(row.small), [wide(row.whole), Some(3)]));
    holds!(ask, { price in (whole, 0.5) }, |row| {
        within(&row.price, [row.whole.map(BigDecimal::from), Some("0.5".parse().unwrap())])
    });
    holds!(ask, { small = 1 or whole = 2 and not large = 3 }, |row| {
        or(eq(&row.small, &Some(1)), and(eq(&row.whole, &Some(2)), not(eq(&row.large, &Some(3)))))
    });
    holds!(ask, { (small = 1 or whole = 2) and large is not null }, |row| {
        and(or(eq(&row.small, &Some(1)), eq(&row.whole, &Some(2))), Some(row.large.is_some()))
    });
    holds!(ask, { not (small > 0 and not (whole > 0 or flag)) }, |row| {
        not(and(lt(&Some(0), &row.small), not(or(lt(&Some(0), &row.whole), row.flag))))
    });
}

fn sum(row: &samples::Row) -> Option<i64> {
    Some(i64::from(row.small?) + i64::from(row.whole?))
}

async fn compare_others(ask: &Ask<'_>) {
    let (value, same_as, maybe) = (ask.value, ask.same, ask.maybe);
    holds!(ask, { flag }, |row| row.flag);
    holds!(ask, { not flag }, |row| not(row.flag));
    holds!(ask, { flag = true }, |row| row.flag);
    holds!(ask, { flag != { value.flag } }, |row| not(eq(&row.flag, &same_as.flag)));
    holds!(ask, { flag is {maybe.flag} }, |row| same(&row.flag, &maybe.flag));
    holds!(ask, { flag is false }, |row| same(&row.flag, &Some(false)));
    holds!(ask, { flag = (small > 0) }, |row| eq(&row.flag, &lt(&Some(0), &row.small)));
    holds!(ask, { (small > 0) is null }, |row| Some(row.small.is_none()));
    holds!(ask, { flag and {value.flag} }, |row| and(row.flag, same_as.flag));
    holds!(ask, { flag or {value.flag} }, |row| or(row.flag, same_as.flag));
    holds!(ask, { true and flag or false }, |row| row.flag);
    holds!(ask, { ratio = { value.ratio } }, |row| eq(&row.ratio, &same_as.ratio));
    holds!(ask, { ratio < { value.ratio } }, |row| lt(&row.ratio, &same_as.ratio));
    holds!(ask, { ratio >= 0.30000000000000004 }, |row| le(&Some(0.1 + 0.2), &row.ratio));
    holds!(ask, { ratio between -1 and {value.ratio} }, |row| between(&row.ratio, &Some(-1.0), &same_as.ratio));
    holds!(ask, { ratio is {maybe.ratio} }, |row| same(&row.ratio, &maybe.ratio));
    holds!(ask, { price = { &value.price } }, |row| eq(&row.price, &same_as.price));
    holds!(ask, { price < { &value.price } }, |row| lt(&row.price, &same_as.price));
    holds!(ask, { price between -0.5 and {&value.price} }, |row| {
        between(&row.price, &Some("-0.5".parse().unwrap()), &same_as.price)
    });
    holds!(ask, { price is not {&maybe.price} }, |row| not(same(&row.price, &maybe.price)));
    holds!(ask, { price = 9999999999.9999999999 }, |row| {
        eq(&row.price, &Some("9999999999.9999999999".parse().unwrap()))
    });
    holds!(ask, { mood = { value.mood } }, |row| equal_moods(row.mood, same_as.mood));
    holds!(ask, { mood != "so-so" }, |row| not(equal_moods(row.mood, Some(samples::Mood::SoSo))));
    holds!(ask, { mood is {maybe.mood} }, |row| same(&row.mood, &maybe.mood));
    holds!(ask, { token = { value.token } }, |row| eq(&row.token, &same_as.token));
    holds!(ask, { token is {maybe.token} }, |row| same(&row.token, &maybe.token));
    holds!(ask, { token < { value.token } }, |row| lt(&row.token, &same_as.token));
    holds!(ask, { data = { &value.data } }, |row| eq(&row.data, &same_as.data));
    holds!(ask, { data >= { &value.data } }, |row| le(&same_as.data, &row.data));
    holds!(ask, { data is {&maybe.data} }, |row| same(&row.data, &maybe.data));
    holds!(ask, { document is null or flag }, |row| or(Some(row.document.is_none()), row.flag));
}

fn equal_moods(left: Option<samples::Mood>, right: Option<samples::Mood>) -> Truth {
    Some(left? == right?)
}

/// An integer that must fit 64 bits.
type Whole = Result<Option<i64>, OutOfRange>;

/// What is computed of two integers; NULL when one is NULL.
fn compute(left: Option<i64>, right: Option<i64>, with: fn(i128, i128) -> Option<i128>) -> Whole {
    let (Some(left), Some(right)) = (left, right) else { return Ok(None) };
    with(left.into(), right.into()).map(|result| i64::try_from(result).map_err(|_| OutOfRange)).transpose()
}

#[test]
fn arithmetic_of_integers() {
    on_random_rows(100, async |ask| {
        let (value, same_as) = (ask.value, ask.same);
        gives!(ask, { small + whole }, |row| Ok(sum(row)));
        gives!(ask, { small - 1 }, |row| Ok(row.small.map(|small| i64::from(small) - 1)));
        gives!(ask, { whole * 3 - small }, |row| {
            compute(wide(row.whole).map(|whole| whole * 3), wide(row.small), |left, right| Some(left - right))
        });
        gives!(ask, { large + 1 }, |row| compute(row.large, Some(1), |left, right| Some(left + right)));
        gives!(ask, { large - whole }, |row| compute(row.large, wide(row.whole), |left, right| Some(left - right)));
        gives!(ask, { large * { value.whole } }, |row| {
            compute(row.large, wide(same_as.whole), |left, right| Some(left * right))
        });
        gives!(ask, { whole / small }, |row| compute(wide(row.whole), wide(row.small), quotient));
        gives!(ask, { whole % small }, |row| compute(wide(row.whole), wide(row.small), remainder));
        gives!(ask, { large / -1 }, |row| compute(row.large, Some(-1), quotient));
        gives!(ask, { large % 2 }, |row| compute(row.large, Some(2), remainder));
        gives!(ask, { large / { value.large } }, |row| compute(row.large, same_as.large, quotient));
        gives!(ask, { large % { value.large } }, |row| compute(row.large, same_as.large, remainder));
        gives!(ask, { -large }, |row| compute(Some(0), row.large, |left, right| Some(left - right)));
        gives!(ask, { abs(large) }, |row| compute(row.large, Some(0), |left, _| Some(left.abs())));
        gives!(ask, { abs(small) }, |row| compute(wide(row.small), Some(0), |left, _| Some(left.abs())));
        gives!(ask, { -(small - whole) }, |row| {
            compute(wide(row.small), wide(row.whole), |left, right| Some(right - left))
        });
        gives!(ask, { small - (whole - 1) }, |row| {
            compute(wide(row.small), wide(row.whole), |left, right| Some(left - (right - 1)))
        });
        gives!(ask, { small - whole - 1 }, |row| {
            compute(wide(row.small), wide(row.whole), |left, right| Some(left - right - 1))
        });
        gives!(ask, { (small + whole) * 2 }, |row| Ok(sum(row).map(|sum| sum * 2)));
        gives!(ask, { whole / 2 * 2 }, |row| Ok(wide(row.whole).map(|whole| whole / 2 * 2)));
        gives!(ask, { coalesce(small, whole, 7) }, |row| Ok(row.small.map_or(row.whole.unwrap_or(7), i32::from)));
        gives!(ask, { case when small > 0 then whole when flag then small end }, |row| {
            Ok(if row.small > Some(0) { row.whole } else { row.small.filter(|_| row.flag == Some(true)).map(i32::from) })
        });
        gives!(ask, { case when small > 0 then 1 else 0 end }, |row| Ok(i64::from(row.small > Some(0))));
    });
}

/// Truncates as in Rust; by zero is NULL.
fn quotient(left: i128, right: i128) -> Option<i128> {
    left.checked_div(right)
}

fn remainder(left: i128, right: i128) -> Option<i128> {
    left.checked_rem(right)
}

#[test]
fn arithmetic_that_is_compared() {
    on_random_rows(100, async |ask| {
        let large = |row: &samples::Row, with: fn(i128) -> i128| {
            compute(row.large, Some(0), |left, _| Some(left)).map(|large| large.map(|large| with(large.into())))
        };
        for row in ask.rows {
            let id = row.id;
            let found = querent::query!(samples.exists where id = {id} and large * 2 > 0).run(ask.db).await;
            match large(row, |large| large * 2) {
                Ok(Some(product)) if i64::try_from(product).is_err() => {
                    assert!(found.is_err(), "{product} is out of range, and was compared: {found:?}");
                }
                Ok(product) => assert_eq!(found.unwrap(), product.is_some_and(|product| product > 0)),
                Err(OutOfRange) => unreachable!("a column is in range"),
            }
        }
    });
}

#[test]
fn arithmetic_of_decimals_and_floats() {
    on_random_rows(100, async |ask| {
        let (value, same_as) = (ask.value, ask.same);
        let half: BigDecimal = "0.5".parse().unwrap();
        gives!(ask, { price + 0.5 }, |row| Ok(row.price.as_ref().map(|price| price + &half)));
        gives!(ask, { price - { &value.price } }, |row| {
            Ok(row.price.as_ref().zip(same_as.price.as_ref()).map(|(left, right)| left - right))
        });
        gives!(ask, { price * whole }, |row| {
            Ok(row.price.as_ref().zip(row.whole).map(|(price, whole)| price * BigDecimal::from(whole)))
        });
        gives!(ask, { -price }, |row| Ok(row.price.as_ref().map(|price| -price)));
        gives!(ask, { abs(price) }, |row| Ok(row.price.as_ref().map(BigDecimal::abs)));
        gives!(ask, { round(price) }, |row| {
            Ok(row.price.as_ref().map(|price| price.with_scale_round(0, bigdecimal::RoundingMode::HalfUp)))
        });
        gives!(ask, { coalesce(price, small, 0) }, |row| {
            Ok(row.price.clone().or(row.small.map(BigDecimal::from)).unwrap_or_default())
        });
        gives!(ask, { ratio + 0.1 }, |row| Ok(row.ratio.map(|ratio| ratio + 0.1)));
        gives!(ask, { ratio * 2 - { value.ratio } }, |row| Ok(row.ratio.map(|ratio| ratio * 2.0 - value.ratio)));
        gives!(ask, { ratio / 3 }, |row| Ok(row.ratio.map(|ratio| ratio / 3.0)));
        gives!(ask, { 1 / round(ratio) }, |row| {
            Ok(row.ratio.map(f64::round).filter(|whole| *whole != 0.0).map(|whole| 1.0 / whole))
        });
        gives!(ask, { -ratio }, |row| Ok(row.ratio.map(|ratio| -ratio)));
        gives!(ask, { abs(ratio) }, |row| Ok(row.ratio.map(f64::abs)));
        gives!(ask, { round(ratio) }, |row| Ok(row.ratio.map(f64::round)));
        gives!(ask, { coalesce(ratio, 1.5) }, |row| Ok(row.ratio.unwrap_or(1.5)));
        gives!(ask, { case when flag then price else whole end }, |row| {
            Ok(if row.flag == Some(true) { row.price.clone() } else { row.whole.map(BigDecimal::from) })
        });
        holds!(ask, { price * 2 > { &value.price } + 1 }, |row| {
            let doubled = row.price.as_ref().map(|price| price * BigDecimal::from(2));
            lt(&Some(&value.price + BigDecimal::from(1)), &doubled)
        });
        holds!(ask, { price + 0.5 = round(price) }, |row| {
            let rounded = row.price.as_ref().map(|price| price.with_scale_round(0, bigdecimal::RoundingMode::HalfUp));
            eq(&row.price.as_ref().map(|price| price + &half), &rounded)
        });
        holds!(ask, { ratio * 2 >= { value.ratio } }, |row| le(&same_as.ratio, &row.ratio.map(|ratio| ratio * 2.0)));
    });
}
