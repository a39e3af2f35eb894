//! What stores are known to do otherwise, each a row of the deviations in docs/reference.md or of the table of stores in the tests.

use crate::answer::Answer;
use crate::case::Ask;
use crate::compare::order;
use crate::value::RARE_LETTERS;

/// A deviation: on which stores, whether it touches a query, and why it is there.
struct Deviation {
    /// How the names of the stores begin.
    stores: &'static [&'static str],
    touches: fn(&Asked<'_>) -> bool,
    why: &'static str,
}

/// What is known of a query whose answers differ.
struct Asked<'a> {
    query: &'a Ask,
    /// All queries of its case.
    case: &'a [Ask],
    /// Of SQLite, and of the other store.
    answers: &'a [Answer; 2],
}

const DEVIATIONS: &[Deviation] = &[
    Deviation {
        stores: &["CockroachDB"],
        touches: |asked| order(&asked.query.compiled, &asked.query.values).null_by_itself,
        why: "the stand-in for CockroachDB sorts NULL highest by itself",
    },
    Deviation {
        stores: &["MySQL", "MariaDB", "PostgreSQL", "CockroachDB"],
        touches: |asked| asked.changes_case() && asked.has_rare_letters(),
        why: "upper and lower of letters that become two",
    },
    Deviation {
        stores: &["MySQL", "MariaDB", "PostgreSQL", "CockroachDB"],
        touches: |asked| asked.query.compiled.facts.computed_pattern && asked.case_has("\\"),
        why: "a pattern that is no literal and no value ends with a single `\\`",
    },
    Deviation {
        stores: &["MySQL"],
        touches: |asked| asked.says("Foreign key cascade delete/update exceeds"),
        why: "CASCADE goes on over few rows of a table itself",
    },
    Deviation {
        stores: &["MySQL"],
        touches: |asked| asked.query.compiled.facts.upserts && asked.is_fault_of("foreign key"),
        why: "an upsert whose new row refers to none is refused, though there is a row to update",
    },
    Deviation {
        stores: &["MySQL", "MariaDB"],
        touches: |asked| {
            let upserts = asked.query.compiled.facts.upserts;
            upserts
                && matches!(&asked.answers[0], Answer::Fault(fault) if fault.out_of_range || !fault.violates.is_empty())
        },
        why: "an upsert of a table with several unique keys does not look at a new row that it does not need",
    },
    Deviation {
        stores: &["MariaDB"],
        touches: |asked| {
            let least = i64::MIN.to_string();
            asked.query.compiled.facts.subtracts && asked.case_has(&least) && asked.is_expected_out_of_range()
        },
        why: "0 minus the least number is the least number",
    },
    Deviation {
        stores: &["MariaDB"],
        touches: |asked| asked.query.compiled.facts.distinct_constants,
        why: "DISTINCT of constants ignores `skip`",
    },
    Deviation {
        stores: &["MySQL", "MariaDB"],
        touches: |asked| asked.query.compiled.facts.distinct_floats,
        why: "DISTINCT tells a computed 0.0 from -0.0",
    },
    Deviation {
        stores: &["MySQL", "MariaDB"],
        touches: |asked| asked.query.compiled.facts.multiplies_decimals && asked.case_has("99999999999999999999"),
        why: "a product of decimals with more than 38 digits",
    },
    Deviation {
        stores: &["MySQL", "MariaDB", "PostgreSQL", "CockroachDB"],
        touches: |asked| asked.query.compiled.facts.computes_floats && asked.is_fault_of_range(),
        why: "a float that is computed leaves its range",
    },
];

impl Asked<'_> {
    fn changes_case(&self) -> bool {
        let facts = self.query.compiled.facts;
        facts.upper || facts.lower || facts.ignores_case
    }

    fn has_rare_letters(&self) -> bool {
        RARE_LETTERS.iter().any(|letter| self.case_has(letter))
    }

    /// Whether a text stands anywhere in the queries of the case or their values.
    fn case_has(&self, part: &str) -> bool {
        // Literals and values are written with escapes.
        let escaped = part.escape_default().to_string();
        let has = |text: &str| text.contains(part) || text.contains(&escaped);
        let ask_has = |ask: &Ask| {
            has(&ask.compiled.text)
                || ask.values.values().any(|given| has(&given.to_string()) || has(&format!("{given:?}")))
        };
        self.case.iter().any(ask_has)
    }

    /// Whether the other store gives an error with these words.
    fn says(&self, words: &str) -> bool {
        matches!(&self.answers[1], Answer::Fault(fault) if fault.text.contains(words))
    }

    fn is_fault_of(&self, constraint: &str) -> bool {
        matches!(&self.answers[1], Answer::Fault(fault) if fault.violates == constraint)
    }

    fn is_expected_out_of_range(&self) -> bool {
        matches!(&self.answers[0], Answer::Fault(fault) if fault.out_of_range)
    }

    fn is_fault_of_range(&self) -> bool {
        matches!(&self.answers[1], Answer::Fault(fault) if fault.out_of_range)
    }
}

/// Why two answers to a query may differ on a store, if they may.
pub(crate) fn excused(store: &str, query: &Ask, case: &[Ask], answers: &[Answer; 2]) -> Option<&'static str> {
    let asked = Asked { query, case, answers };
    let known = DEVIATIONS
        .iter()
        .find(|known| known.stores.iter().any(|name| store.starts_with(name)) && (known.touches)(&asked));
    known.map(|known| known.why)
}
