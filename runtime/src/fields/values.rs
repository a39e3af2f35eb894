//! Tuples of values → what serde reads of them, so that a struct is read by one call.

use super::Fields;
use serde_core::de::Deserialize;

/// The values of fields: a tuple. Structs have no more than rustc takes in one, or a [`Wide`] of several.
pub trait FieldValues<'de>: Sized {
    /// How many there are.
    const COUNT: usize;

    /// What was read up to now.
    type Places: Default;

    /// Reads the value of one of them, counted from the first of these.
    ///
    /// # Errors
    /// Those of the format.
    fn read<F: Fields<'de>>(fields: &mut F, field: usize, places: &mut Self::Places) -> Result<(), F::Error>;

    /// All of them, of which the first is the `next` field of the struct.
    ///
    /// # Errors
    /// When one did not come.
    fn finish<F: Fields<'de>>(fields: &F, next: &mut usize, places: Self::Places) -> Result<Self, F::Error>;
}

/// A tuple of tuples of values.
#[derive(Debug)]
pub struct Wide<T>(pub T);

macro_rules! tuples {
    ($($($value:ident $number:tt)*;)*) => {$(
        impl<'de, $($value: Deserialize<'de>),*> FieldValues<'de> for ($($value,)*) {
            const COUNT: usize = [$($number),*].len();

            type Places = ($(Option<$value>,)*);

            fn read<F: Fields<'de>>(fields: &mut F, field: usize, places: &mut Self::Places) -> Result<(), F::Error> {
                match field {
                    $($number => fields.read(&mut places.$number),)*
                    _ => Ok(()),
                }
            }

            fn finish<F: Fields<'de>>(fields: &F, next: &mut usize, places: Self::Places) -> Result<Self, F::Error> {
                let first = *next;
                *next += Self::COUNT;
                Ok(($(fields.finish(first + $number, places.$number)?,)*))
            }
        }

        impl<'de, $($value: FieldValues<'de>),*> FieldValues<'de> for Wide<($($value,)*)> {
            const COUNT: usize = 0 $(+ $value::COUNT)*;

            type Places = ($($value::Places,)*);

            fn read<F: Fields<'de>>(fields: &mut F, field: usize, places: &mut Self::Places) -> Result<(), F::Error> {
                let mut first = 0;
                $(
                    if field < first + $value::COUNT {
                        return $value::read(fields, field - first, &mut places.$number);
                    }
                    first += $value::COUNT;
                )*
                unreachable!("field {field} of {first}")
            }

            fn finish<F: Fields<'de>>(fields: &F, next: &mut usize, places: Self::Places) -> Result<Self, F::Error> {
                Ok(Wide(($($value::finish(fields, next, places.$number)?,)*)))
            }
        }
    )*};
}

tuples! {
    A 0;
    A 0 B 1;
    A 0 B 1 C 2;
    A 0 B 1 C 2 D 3;
    A 0 B 1 C 2 D 3 E 4;
    A 0 B 1 C 2 D 3 E 4 G 5;
    A 0 B 1 C 2 D 3 E 4 G 5 H 6;
    A 0 B 1 C 2 D 3 E 4 G 5 H 6 I 7;
    A 0 B 1 C 2 D 3 E 4 G 5 H 6 I 7 J 8;
    A 0 B 1 C 2 D 3 E 4 G 5 H 6 I 7 J 8 K 9;
    A 0 B 1 C 2 D 3 E 4 G 5 H 6 I 7 J 8 K 9 L 10;
    A 0 B 1 C 2 D 3 E 4 G 5 H 6 I 7 J 8 K 9 L 10 M 11;
}

impl<'de> FieldValues<'de> for () {
    const COUNT: usize = 0;

    type Places = ();

    fn read<F: Fields<'de>>(_: &mut F, _: usize, (): &mut ()) -> Result<(), F::Error> {
        Ok(())
    }

    fn finish<F: Fields<'de>>(_: &F, _: &mut usize, (): ()) -> Result<(), F::Error> {
        Ok(())
    }
}
