//! A type lacks a trait that stands two bounds away.

trait ColumnType {}
trait Decode<S> {}
struct Custom<T>(T);
struct Reader;
struct Cents;
struct Color;

impl ColumnType for Cents {}
impl<T: ColumnType> Decode<Custom<T>> for T {}

impl Reader {
    fn get<S, T: Decode<S>>(&mut self) -> T {
        loop {}
    }
}

fn case(mut row: Reader) {
    let color = row.get::<Custom<Color>, Color>();
}

fn main() {}
