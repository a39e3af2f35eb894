//! The facts about a dialect → those facts, and a note of which were asked for.

use querent_schema::dialect::{
    BytesLiteral, CaseFunctions, Decimals, IntegerDivision, ListParameter, Now, NullSafe, Position, TimeLiteral,
    UpsertClause, Wrap,
};
use querent_schema::{EnumKind, Features};
use std::cell::Cell;

/// What a dialect can do. A dialect that agrees in all that was asked for spells the query in the same way, and need not be asked.
#[derive(Debug)]
pub(crate) struct Asked {
    features: &'static Features,
    /// A bit for each fact.
    asked: Cell<u64>,
}

impl Asked {
    pub(crate) fn new(features: &'static Features) -> Self {
        Asked { features, asked: Cell::new(0) }
    }
}

macro_rules! facts {
    ($($fact:ident: $type:ty,)*) => {
        #[allow(non_camel_case_types)]
        enum Fact {
            $($fact),*
        }

        const _: () = assert!([$(stringify!($fact)),*].len() <= u64::BITS as usize);

        impl Asked {
            $(
                pub(crate) fn $fact(&self) -> $type {
                    self.asked.set(self.asked.get() | 1 << Fact::$fact as u32);
                    self.features.$fact
                }
            )*

            /// Whether all that was asked for is the same for the other dialect.
            pub(crate) fn is_true_of(&self, other: &Features) -> bool {
                let asked = self.asked.get();
                $((asked & 1 << Fact::$fact as u32 == 0 || self.features.$fact == other.$fact))&&*
            }
        }
    };
}

facts! {
    assignments_in_sequence: bool,
    backslash_escapes: bool,
    binary_collation: Option<&'static str>,
    bytes: BytesLiteral,
    case: CaseFunctions,
    cast_literals: bool,
    changes_in_with: bool,
    changes_repeat_subqueries: bool,
    checks_range: Option<&'static str>,
    concat_operator: bool,
    decimals: Decimals,
    delete_returning: bool,
    deletes_row_by_row: bool,
    empty_insert: &'static str,
    float_truncation: Option<Wrap>,
    insert_returning: bool,
    integer_division: IntegerDivision,
    keeps_null_in_list: bool,
    length: &'static str,
    list: ListParameter,
    list_collation: Option<&'static str>,
    list_text: &'static str,
    loose_parameters: bool,
    narrow_arithmetic: bool,
    native_enum: Option<EnumKind>,
    negation_widens: bool,
    now: Now,
    null_counts_up: bool,
    null_safe: NullSafe,
    null_safe_uses_indexes: bool,
    nulls_are_lowest: bool,
    nulls_clause: bool,
    position: Position,
    ranges_round_decimals: bool,
    right_function: bool,
    round: &'static str,
    row_locks: bool,
    row_types_but: Option<&'static [&'static str]>,
    spaceship_loses_nulls: bool,
    times: TimeLiteral,
    truncates_in_transaction: bool,
    tuples_need_values: bool,
    typed_parameters: bool,
    unlimited: Option<&'static str>,
    unnests: bool,
    update_returning: bool,
    upsert: UpsertClause,
    zero_division_is_null: bool,
}
