//! Money under load and faults: the short form of `cargo xtask soak`.

use querent_tests::on_every_place;
use querent_tests::soak::{Load, soak};
use std::time::Duration;

#[test]
fn transfers_keep_the_sum_and_serializable_transactions_have_no_write_skew() {
    on_every_place(async |place| {
        let report = soak(place, Load { time: Duration::from_secs(1), tasks: 32, cluster: false }).await.unwrap();
        println!("{report}");
        assert!(report.made > 0 && report.rounds > 0, "{report}");
    });
}
