//! A list → tuples: one call then takes what would be a call for each item, and most of what rustc is asked is asked once.

/// The longest tuple for which traits are implemented.
const LONGEST: usize = 12;

/// The items as a tuple. A longer list than there are tuples is made of tuples.
pub(super) fn tuple(items: &[String]) -> String {
    tuple_within(items, "")
}

/// The same, where a tuple of tuples must be told from a tuple of values that are tuples.
pub(super) fn tuple_of_values(items: &[String]) -> String {
    tuple_within(items, "::querent::__private::Wide")
}

fn tuple_within(items: &[String], wide: &str) -> String {
    let mut tuples: Vec<String> = items.chunks(LONGEST).map(|part| format!("({},)", part.join(", "))).collect();
    while tuples.len() > 1 {
        tuples = tuples.chunks(LONGEST).map(|part| format!("{wide}(({},))", part.join(", "))).collect();
    }
    tuples.pop().unwrap_or_else(|| "()".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_is_tuples_of_tuples() {
        let items = |count: usize| (0..count).map(|item| item.to_string()).collect::<Vec<_>>();
        assert_eq!((&*tuple(&items(0)), &*tuple(&items(1))), ("()", "(0,)"));
        assert_eq!(tuple(&items(14)), "(((0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,), (12, 13,),))");
        assert_eq!(tuple_of_values(&items(2)), "(0, 1,)");
        let wide = tuple_of_values(&items(150));
        assert_eq!(wide.matches("Wide").count(), 3, "{wide}");
    }
}
