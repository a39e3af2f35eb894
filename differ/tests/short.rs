//! A short run with a seed that stays and one that is drawn: every store that can be had answers as SQLite does.

use querent_differ::{Wishes, run};
use std::time::Duration;

fn agrees(wishes: &Wishes) {
    let report = run(wishes).unwrap();
    println!("{report}");
    assert!(report.findings.is_empty(), "stores differ:\n{}\n{report}", report.findings.join("\n"));
    assert!(report.queries > 0 && report.refused() * 20 < report.queries, "{report}");
}

#[test]
fn stores_agree_on_the_queries_of_a_fixed_seed() {
    agrees(&Wishes { seed: 1, time: Duration::MAX, queries: 800, ..Wishes::default() });
}

#[test]
fn stores_agree_on_the_queries_of_a_drawn_seed() {
    agrees(&Wishes { time: Duration::from_secs(5), ..Wishes::default() });
}
