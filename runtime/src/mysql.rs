//! MySQL and MariaDB over mysql_async: texts and values become packets of the binary protocol, packets become rows and failures.

mod address;
mod bulk;
mod connection;
mod connector;
mod failure;
mod key;
mod names;
mod options;
mod rows;
mod together;
mod values;
mod version;

pub(crate) use connector::Mysql;

#[cfg(test)]
mod tests;
