//! Processes that write the same folder, and are killed at any moment → all that they were told is done, and nothing else.

use super::{Random, SCHEMA};
use crate::file::disk::{Disk, Options, Tail};
use crate::file::execute::{Change, View};
use crate::file::memory::{Changing, Data};
use crate::file::value::Value;
use crate::url::Mode;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How often a process is killed.
const KILLS: usize = 500;
/// Names the folder to the process that is killed.
const FOLDER: &str = "QUERENT_TEST_STORE";

struct Opened {
    disk: Arc<Disk>,
    tail: Tail,
    data: Data,
}

fn open(folder: &Path, sync: bool) -> Opened {
    let busy_timeout = Duration::from_secs(60);
    let options =
        Options { folder: folder.to_owned(), mode: Mode::Create, sync, acquire_timeout: busy_timeout, busy_timeout };
    let (disk, tail, data) = Disk::open(&options).unwrap_or_else(|error| panic!("{error}"));
    Opened { disk, tail, data }
}

impl Opened {
    /// Changes what the store holds by now.
    async fn change(&mut self, change: impl FnOnce(&mut Changing)) {
        let held = self.disk.hold().await.unwrap();
        self.disk.refresh(&mut self.tail, &mut self.data).unwrap();
        let mut changing = Changing::new(self.data.clone());
        change(&mut changing);
        if let Some(tail) = held.commit(&self.tail, &mut changing).unwrap() {
            (self.tail, self.data) = (tail, changing.data);
        }
    }

    async fn create(&mut self) {
        let schema = Arc::new(querent_schema::parse(SCHEMA).unwrap());
        self.change(|changing| {
            if changing.data.frame.schema.tables.is_empty() {
                changing.data = changing.data.widened(schema);
            }
        })
        .await;
    }

    async fn compact(&mut self) {
        let Some(compaction) = self.disk.compact().await.unwrap() else { return };
        let Some(mut written) = compaction.write(&self.tail, &self.data).unwrap() else { return };
        compaction.copy(&mut written, &self.tail).unwrap();
        let held = self.disk.hold().await.unwrap();
        self.disk.refresh(&mut self.tail, &mut self.data).unwrap();
        self.tail = compaction.finish(&held, written, &self.tail).unwrap();
    }
}

fn again(test: &str, folder: &Path) -> Child {
    let name = format!("file::disk::tests::processes::{test}");
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", &name, "--nocapture"]).env(FOLDER, folder).stdout(Stdio::piped()).stderr(Stdio::inherit());
    command.spawn().unwrap()
}

fn item(id: i64, amount: i64) -> Vec<Value> {
    vec![Value::Integer(id), Value::Null, Value::Integer(amount), Value::Null]
}

/// Each transaction adds an item with a part, and counts in the first item.
async fn write_until_killed(folder: &Path) {
    let mut store = open(folder, true);
    store.create().await;
    loop {
        let next = store.data.len(0) as i64 + 1;
        store
            .change(|rows| {
                rows.insert(0, item(next, next)).unwrap();
                rows.insert(1, vec![Value::Integer(next), Value::Integer(1), Value::Null]).unwrap();
                let first = rows.scan(0).map(|(id, _)| id).next().unwrap();
                rows.replace(0, first, item(1, next)).unwrap();
            })
            .await;
        writeln!(std::io::stdout(), "done {next}").unwrap();
        if next % 9 == 0 {
            store.compact().await;
        }
    }
}

#[tokio::test]
async fn a_process_may_be_killed_at_any_moment() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        return write_until_killed(Path::new(&folder)).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut random = Random(23);
    let (mut done, mut found) = (0, 0);
    for kill in 0..KILLS {
        let mut child = again("a_process_may_be_killed_at_any_moment", folder.path());
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        // Mostly it is killed while it writes, and sometimes while it opens.
        while kill % 8 != 0 && !line.starts_with("done") {
            line.clear();
            assert!(lines.read_line(&mut line).unwrap() > 0, "it ended by itself");
        }
        std::thread::sleep(Duration::from_micros(random.below(6000)));
        child.kill().unwrap();
        child.wait().unwrap();
        loop {
            if let Some(number) = line.strip_prefix("done ").and_then(|number| number.strip_suffix('\n')) {
                done = number.parse().unwrap();
            }
            line.clear();
            if lines.read_line(&mut line).unwrap() == 0 {
                break;
            }
        }
        let store = open(folder.path(), true);
        let whole = || store.data.frame.schema.tables.is_empty();
        if done == 0 && whole() {
            continue;
        }
        let items: Vec<_> = store.data.scan(0).map(|(_, row)| row.to_vec()).collect();
        found = items.len();
        assert!(found == done || found == done + 1, "kill {kill}: {done} were acknowledged, and {found} found");
        assert_eq!(store.data.len(1), found, "kill {kill}: both tables or none");
        for (place, row) in items.iter().enumerate() {
            let amount = if place == 0 { found } else { place + 1 } as i64;
            assert_eq!(*row, item(place as i64 + 1, amount), "kill {kill}");
        }
        done = found;
    }
    assert!(found > KILLS / 2, "{found} transactions were made");
}

#[tokio::test]
async fn two_processes_that_count_lose_nothing() {
    const TIMES: i64 = 1000;
    if let Some(folder) = std::env::var_os(FOLDER) {
        let mut store = open(Path::new(&folder), false);
        for _ in 0..TIMES {
            store
                .change(|rows| {
                    let (id, row) = rows.scan(0).map(|(id, row)| (id, row.to_vec())).next().unwrap();
                    let Value::Integer(count) = row[2] else { panic!("it is a number") };
                    rows.replace(0, id, item(1, count + 1)).unwrap();
                })
                .await;
        }
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path(), true);
    store.create().await;
    store.change(|rows| assert!(rows.insert(0, item(1, 0)).is_ok())).await;
    let started = Instant::now();
    let children = [(); 2].map(|()| again("two_processes_that_count_lose_nothing", folder.path()));
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    store.disk.refresh(&mut store.tail, &mut store.data).unwrap();
    let count = store.data.scan(0).map(|(_, row)| row[2].clone()).next();
    assert_eq!(count, Some(Value::Integer(2 * TIMES)), "after {:?}", started.elapsed());
}

#[test]
fn a_folder_that_is_not_there_is_not_made_unless_it_may_be() {
    let folder = tempfile::tempdir().unwrap();
    let open = |path: &Path, mode: Mode| {
        let busy_timeout = Duration::from_secs(1);
        Disk::open(&Options { folder: path.to_owned(), mode, sync: true, acquire_timeout: busy_timeout, busy_timeout })
    };
    let (inner, deep) = (folder.path().join("store"), folder.path().join("a/b"));
    for (path, mode) in [(&inner, Mode::Read), (&inner, Mode::Write), (&deep, Mode::Create)] {
        let error = open(path, mode).unwrap_err();
        assert_eq!(error.kind(), crate::ErrorKind::Connection);
        assert!(error.to_string().contains("not there"), "{error}");
    }
    assert!(open(&inner, Mode::Create).is_ok() && inner.is_dir());
    let (disk, ..) = open(&inner, Mode::Read).unwrap();
    assert!(disk.try_hold().unwrap_err().is_read_only());
}

/// A small disk of memory, where the system lets a test have one.
#[test]
fn a_disk_that_is_full_refuses_and_goes_on_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let mount = |words: &[&str]| {
        Command::new(words[0])
            .args(&words[1..])
            .arg(folder.path())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|s| s.success())
    };
    if !mount(&["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs"]) {
        eprintln!("a tmpfs cannot be mounted here; the simulated disk has been full all the same");
        return;
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let full = runtime.block_on(async {
        let mut store = open(folder.path(), true);
        store.create().await;
        let mut made = 0;
        let error = loop {
            let held = store.disk.hold().await.unwrap();
            let mut changing = Changing::new(store.data.clone());
            let note = Value::Text("x".repeat(5000).into());
            changing.insert(0, vec![Value::Integer(made + 1), Value::Null, Value::Integer(1), note]).unwrap();
            match held.commit(&store.tail, &mut changing) {
                Ok(tail) => (store.tail, store.data) = (tail.unwrap(), changing.data),
                Err(error) => break error,
            }
            made += 1;
        };
        let left = open(folder.path(), true).data.len(0);
        (error, made, left, store)
    });
    let (error, made, left, mut store) = full;
    assert!(error.is_disk_full(), "{error}");
    assert!(made > 3 && left == made as usize, "{made} were made, {left} are left");
    assert!(mount(&["mount", "-o", "remount,size=4m"]));
    runtime.block_on(store.change(|rows| assert!(rows.insert(0, item(9999, 1)).is_ok())));
    assert_eq!(open(folder.path(), true).data.len(0), left + 1);
    drop(store);
    assert!(mount(&["umount"]));
}
