//! A schema × the features that the crate enables → the columns that need a feature it does not enable.

use querent_schema::{Column, Filled, Schema, Type};

/// A message for each column that needs a feature. Such a column is taken for a text from here on, so that nothing else is reported.
pub(crate) fn features(schema: &mut Schema, name: &str) -> Vec<String> {
    let mut problems = Vec::new();
    for table in schema.tables.to_mut() {
        let table_name = table.name.clone();
        for column in table.columns.to_mut() {
            let Some((what, feature)) = missing_feature(column) else { continue };
            problems.push(format!(
                "{name}:{}: column `{table_name}.{}` {what}: enable the feature `{feature}` of querent",
                column.line, column.name
            ));
            (column.ty, column.filled) = (Type::Text { max: None }, None);
        }
    }
    problems
}

fn missing_feature(column: &Column) -> Option<(&'static str, &'static str)> {
    let (what, feature, enabled) = match &column.ty {
        Type::Decimal { .. } => ("is DECIMAL", "decimal", cfg!(feature = "decimal")),
        Type::Date => ("is DATE", "time", cfg!(feature = "time")),
        Type::Time => ("is TIME", "time", cfg!(feature = "time")),
        Type::DateTime => ("is DATETIME", "time", cfg!(feature = "time")),
        Type::Timestamp => ("is TIMESTAMP", "time", cfg!(feature = "time")),
        Type::Uuid => ("is UUID", "uuid", cfg!(feature = "uuid")),
        Type::Json => ("is JSON", "json", cfg!(feature = "json")),
        _ if matches!(column.filled, Some(Filled::UuidV4 | Filled::UuidV7 | Filled::Ulid)) => {
            ("has a generated key", "uuid", cfg!(feature = "uuid"))
        }
        _ => return None,
    };
    (!enabled).then_some((what, feature))
}
