//! Wrong programs: `TRYBUILD=overwrite cargo test -p querent-ui-tests` writes down what rustc says now.

use std::path::Path;

/// Lets the programs that are compiled from here on see this schema.sql.
fn use_schema(path: &str) {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    // SAFETY: this is the only test of the binary, and no other thread of it reads the environment meanwhile.
    unsafe { std::env::set_var("QUERENT_SCHEMA", schema) };
}

/// One test, because the programs of one schema are compiled together.
#[test]
fn wrong_programs_say_what_is_wrong() {
    use_schema("../schema.sql");
    let cases = trybuild::TestCases::new();
    for theme in ["errors", "habits", "names", "plain", "results", "types", "values", "writes"] {
        cases.compile_fail(format!("{theme}/*.rs"));
    }
    drop(cases);
    for schema in ["problems", "annotations", "custom_types"] {
        use_schema(&format!("schema/{schema}.sql"));
        trybuild::TestCases::new().compile_fail(format!("schema/{schema}.rs"));
    }
    use_schema("schema/nowhere.sql");
    trybuild::TestCases::new().compile_fail("schema/missing.rs");
}
