//! `cargo xtask bench compile`: crates of 50 and of 400 queries → what one query costs rustc, beside peers that check less or as much.
//!
//! The cost is the slope between the two crates, so that what a crate costs once, its tables and its dependencies, is not in it. Each crate
//! has the same functions, one per query, over the same ten tables. A
//! build makes code of all; where functions are async, of their futures too.

mod bare;
mod diesel;
mod program;
mod querent;
mod rusqlite;
mod sqlx;

use crate::cost::{Cost, timed};
use crate::run::{Outcome, cargo, output, root};
use program::{MANY, Peer};
use std::path::{Path, PathBuf};
use std::process::Command;

/// How often everything is measured, all peers in turns; the least counts.
const ROUNDS: usize = 2;

const PEERS: [&Peer; 5] = [&querent::PEER, &rusqlite::PEER, &bare::PEER, &sqlx::PEER, &diesel::PEER];

/// The steps of one peer: checks and builds of the small crate and of the large one, and a check of the large one after an edit.
#[derive(Clone, Copy)]
struct Costs {
    check: [Cost; 2],
    edited: Cost,
    build: [Cost; 2],
}

/// Measures the peers whose names contain one of the words, or all.
pub(crate) fn compile(words: &[String]) -> Outcome {
    let peers =
        PEERS.iter().filter(|peer| words.is_empty() || words.iter().any(|word| peer.name.contains(word.as_str())));
    let peers: Vec<(&Peer, PathBuf)> = peers.map(|peer| (*peer, folder(peer))).collect();
    for (peer, folder) in &peers {
        program::write(peer, folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        eprintln!("{}: dependencies", peer.name);
        (peer.prepare)(folder)?;
        output(&mut step(peer, folder, &["check", "--workspace"]))?;
        output(&mut step(peer, folder, &["build", "--workspace", "--features", "few/used,many/used"]))?;
    }
    let mut costs = vec![Costs { check: [Cost::WORST; 2], edited: Cost::WORST, build: [Cost::WORST; 2] }; peers.len()];
    for round in 1..=ROUNDS {
        for ((peer, folder), costs) in peers.iter().zip(&mut costs) {
            eprintln!("{}: round {round} of {ROUNDS}", peer.name);
            measure(peer, folder, round, costs)?;
        }
    }
    report(&peers, &costs);
    Ok(())
}

fn folder(peer: &Peer) -> PathBuf {
    root().join("target").join("bench-compile").join(peer.name)
}

/// One round of one peer.
fn measure(peer: &Peer, folder: &Path, round: usize, costs: &mut Costs) -> Outcome {
    for (size, (check, build)) in ["few", "many"].into_iter().zip(costs.check.iter_mut().zip(&mut costs.build)) {
        output(&mut step(peer, folder, &["clean", "--package", size]))?;
        *check = check.least(timed(&mut step(peer, folder, &["check", "--package", size]))?);
        output(&mut step(peer, folder, &["clean", "--package", size]))?;
        *build = build.least(timed(&mut step(peer, folder, &["build", "--package", size, "--features", "used"]))?);
    }
    // The check after the edit begins from what a check left.
    output(&mut step(peer, folder, &["check", "--package", "many"]))?;
    program::write_edited(peer, folder, round).map_err(|error| error.to_string())?;
    costs.edited = costs.edited.least(timed(&mut step(peer, folder, &["check", "--package", "many"]))?);
    Ok(())
}

fn step(peer: &Peer, folder: &Path, words: &[&str]) -> Command {
    let mut command = cargo();
    command.current_dir(folder).env_remove("CARGO_TARGET_DIR").args(words).arg("--quiet");
    peer.environment.iter().for_each(|(name, value)| {
        command.env(name, value);
    });
    command
}

fn report(peers: &[(&Peer, PathBuf)], costs: &[Costs]) {
    println!("Each cell: by the clock / by the time of both cores; the least of {ROUNDS} rounds.\n");
    println!("| | ms per query, clean check | check of {MANY} after one edit, s | ms per query, dev build |");
    println!("|---|---|---|---|");
    for ((peer, _), costs) in peers.iter().zip(costs) {
        let (check, build) = (slope(costs.check), slope(costs.build));
        println!(
            "| {} | {:.2} / {:.2} | {:.2} / {:.2} | {:.2} / {:.2} |",
            peer.title, check.wall, check.cpu, costs.edited.wall, costs.edited.cpu, build.wall, build.cpu
        );
    }
}

/// Milliseconds per query.
fn slope([few, many]: [Cost; 2]) -> Cost {
    many.with(few, |many, few| (many - few) * 1000.0 / (program::MANY - program::FEW) as f64)
}
