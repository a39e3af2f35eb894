//! Two ways of doing the same work → their times, taken in turns within one run, and the ratio between them.

use criterion::{Criterion, SamplingMode};
use std::cell::RefCell;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// How many turns each side gets within one sample; the sides alternate, so that whatever disturbs the machine disturbs both.
const TURNS: u64 = 8;

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Ours,
    Theirs,
}

/// The ratios that were measured, in order: what was done, who did it beside querent, and querent's time for each of theirs.
#[derive(Default)]
pub struct Ratios(RefCell<Vec<(String, String, f64)>>);

impl Ratios {
    /// Measures `ours` and `theirs`, the work of `peer`, in turns under criterion and notes the median of the ratios of both.
    ///
    /// `before` runs outside the measured time before each turn of either side, and is to use nothing of the other side: then each begins
    /// its turn with its own connection used last. Both sides get the number of repetitions.
    pub fn compare(
        &self,
        criterion: &mut Criterion,
        (name, peer): (&str, &str),
        before: impl Fn(Side),
        ours: impl Fn(u64),
        theirs: impl Fn(u64),
    ) {
        let pairs = RefCell::new(Vec::new());
        let sample = |repetitions: u64| {
            let (mut us, mut them) = (Duration::ZERO, Duration::ZERO);
            let mut left = repetitions;
            for turn in (1..=TURNS).rev() {
                let now = left / turn;
                left -= now;
                if now == 0 {
                    continue;
                }
                before(Side::Ours);
                us += timed(|| ours(black_box(now)));
                before(Side::Theirs);
                them += timed(|| theirs(black_box(now)));
            }
            pairs.borrow_mut().push(us.as_secs_f64() / them.as_secs_f64());
            (us, them)
        };
        let mut group = criterion.benchmark_group(name);
        // Turns of few repetitions would measure what it costs to take turns.
        group.sampling_mode(SamplingMode::Flat);
        group.bench_function("querent", |bencher| bencher.iter_custom(|n| sample(n).0));
        group.bench_function(peer, |bencher| bencher.iter_custom(|n| sample(n).1));
        group.finish();
        let mut pairs = pairs.into_inner();
        pairs.sort_by(f64::total_cmp);
        if let Some(median) = pairs.get(pairs.len() / 2) {
            self.0.borrow_mut().push((name.to_owned(), peer.to_owned(), *median));
        }
    }

    /// Prints one line for each comparison.
    pub fn print(&self) {
        println!("\n{:<50} querent / peer", "");
        for (name, peer, ratio) in self.0.borrow().iter() {
            println!("{name:<50} {ratio:.2}  of {peer}");
        }
    }
}

fn timed(work: impl Fn()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}
