//! Power that is lost at any moment → exactly the transactions that were acknowledged, and at most the one that was not yet.

use super::simulated::Simulated;
use super::{Random, Rows, Store, change, rows_of};
use crate::error::Result;
use crate::file::execute::Change;
use crate::file::value::Value;

/// How often the power is lost in each of the tests.
const CRASHES: u64 = 2000;

/// What a run of transactions had done when the power was lost.
struct Run {
    /// The rows after each transaction, the one that was under way among them.
    states: Vec<Rows>,
    acknowledged: usize,
    /// What is on the disk in any case, where commits do not wait for it.
    brought: usize,
}

/// Opens the store, and changes it until the power is lost, or so many times.
fn run(disk: &Simulated, sync: bool, random: &mut Random) -> Option<Run> {
    let mut store = Store::open(Box::new(disk.clone()), sync).ok()?;
    let mut run = Run { states: vec![rows_of(&store.data)], acknowledged: 0, brought: 0 };
    let is_new = store.data.frame.schema.tables.is_empty();
    if is_new {
        run.states.push(vec![Default::default(); 3]);
        if store.sync().is_err() {
            return Some(run);
        }
        run.acknowledged = 1;
    }
    for _ in 0..random.below(25) {
        if random.below(8) == 0 {
            let brought = run.acknowledged;
            let others = random.below(3);
            let compacted = store.compact_while(|store| (0..others).try_for_each(|_| run.change(store, random)));
            if compacted.is_err() {
                return Some(run);
            }
            run.brought = brought;
        }
        if run.change(&mut store, random).is_err() {
            return Some(run);
        }
    }
    Some(run)
}

impl Run {
    fn change(&mut self, store: &mut Store, random: &mut Random) -> Result<()> {
        let changing = change(random, &store.data);
        self.states.push(rows_of(&changing.data));
        store.commit(changing)?;
        self.acknowledged = self.states.len() - 1;
        Ok(())
    }
}

fn crash(sync: bool, seed: u64, is_power: bool) -> usize {
    let mut random = Random(seed);
    let disk = Simulated::default();
    let mut found = 0;
    let mut before: Option<Rows> = None;
    // The store is damaged again and again.
    for round in 0..4 {
        disk.lose_power_after(random.below(60));
        let run = run(&disk, sync, &mut random);
        match is_power {
            true => disk.restart(&mut random),
            false => disk.restart_process(),
        }
        let store = Store::open(Box::new(disk.clone()), sync)
            .unwrap_or_else(|error| panic!("seed {seed}, round {round}: {error}"));
        let rows = rows_of(&store.data);
        match run {
            Some(run) => {
                if let (Some(before), true) = (&before, sync || !is_power) {
                    assert_eq!(before, &run.states[0], "seed {seed}, round {round}: it was opened as it had been left");
                }
                let least = if sync || !is_power { run.acknowledged } else { run.brought };
                let most = (run.acknowledged + 1).min(run.states.len() - 1);
                let is_one = run.states[least..=most].contains(&rows);
                assert!(
                    is_one,
                    "seed {seed}, round {round}: {rows:#?}\nis none of transactions {least} to {most}: {:#?}",
                    &run.states[least..=most]
                );
                found += run.acknowledged;
            }
            // It was lost before the store was open.
            None => {
                assert!(before.as_ref().is_none_or(|before| !sync || *before == rows), "seed {seed}, round {round}")
            }
        }
        before = Some(rows);
    }
    found
}

#[test]
fn what_was_acknowledged_survives_the_loss_of_power() {
    let found: usize = (0..CRASHES / 4).map(|seed| crash(true, seed, true)).sum();
    assert!(found > 2000, "{found} transactions were acknowledged");
}

#[test]
fn what_was_acknowledged_survives_the_death_of_the_process() {
    for sync in [true, false] {
        let found: usize = (0..CRASHES / 8).map(|seed| crash(sync, 1_000_000 + seed, false)).sum();
        assert!(found > 500, "{found} transactions were acknowledged");
    }
}

/// Without `sync` the last transactions may be lost with the power, but none in part, and none before one that is kept.
#[test]
fn without_sync_the_loss_of_power_leaves_what_was_there_at_one_moment() {
    for seed in 0..CRASHES / 4 {
        crash(false, 2_000_000 + seed, true);
    }
}

/// Whichever it is, of a file or of the folder: what is acknowledged behind it survives the loss of power.
#[test]
fn what_could_not_be_brought_to_the_disk_once_takes_nothing_with_it() {
    const SEEDS: u64 = 12;
    let mut failed = 0;
    for (sync, seed) in (0..40).flat_map(|sync| (0..SEEDS).map(move |seed| (sync, seed))) {
        let (disk, mut random) = (Simulated::default(), Random(seed));
        let mut store = Store::open(Box::new(disk.clone()), true).unwrap();
        store.sync().unwrap();
        disk.fail_sync_after(sync);
        // The rows of the last acknowledged transaction, and of those that have failed since.
        let mut possible = vec![rows_of(&store.data)];
        for round in 0..6 {
            if round % 3 == 2 {
                let _ = store.compact();
            }
            store.refresh().unwrap();
            let mut changing = change(&mut random, &store.data);
            // Something differs in any case.
            changing.insert(2, vec![Value::Text(round.to_string().into())]).unwrap();
            let rows = rows_of(&changing.data);
            match store.commit(changing) {
                Ok(()) => possible = vec![rows],
                Err(_) => possible.push(rows),
            }
            if disk.has_failed() && random.below(3) == 0 {
                break;
            }
        }
        failed += u64::from(disk.has_failed());
        disk.restart(&mut random);
        let store =
            Store::open(Box::new(disk), true).unwrap_or_else(|error| panic!("sync {sync}, seed {seed}: {error}"));
        let rows = rows_of(&store.data);
        assert!(possible.contains(&rows), "sync {sync}, seed {seed}: {rows:#?}\nis none of {possible:#?}");
    }
    assert!(failed > 20 * SEEDS, "{failed}");
}
