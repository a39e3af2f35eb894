//! The address of a server → an address before it, where the network does what it is told: is slow, swallows, resets, refuses, or ends at a word.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What the network does.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Fault {
    /// It hands on what it gets.
    #[default]
    None,
    /// It hands on what it gets so much later, in each direction.
    Latency(Duration),
    /// It takes connections and bytes and hands on nothing, until this fault ends.
    BlackHole,
    /// It refuses new connections. Those that are open stay.
    Refuse,
    /// Once, it resets a connection when the server has sent so many bytes on it from now on.
    ResetAfter(usize),
    /// Once, it resets a connection on which the client sends these bytes, and the server never sees them whole.
    CutBefore(&'static str),
    /// Once, it resets a connection on which the client sends these bytes, when the server has answered them; the client never sees the answer.
    CutAfter(&'static str),
    /// Once, it swallows everything on a connection, in both directions, when the server has sent so many bytes on it from now on.
    HoleIn(usize),
    /// Once, it swallows everything on a connection from where the client sends these bytes, and the server never sees them whole.
    HoleBefore(&'static str),
    /// Once, it swallows everything on a connection behind these bytes of the client's: the server sees them, and the client no answer.
    HoleAfter(&'static str),
}

/// How a connection ends.
#[derive(Clone, Debug, Default)]
enum End {
    #[default]
    Reset,
    /// The client gets these bytes and then the end of the stream.
    Goodbye(Vec<u8>),
}

/// How many bytes a word of a fault has at most when it arrives in parts.
const LONGEST_WORD: usize = 256;

/// A network between clients and one server. Dropped, it takes no more connections and ends those that are open.
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    listening: watch::Receiver<bool>,
    task: tokio::task::JoinHandle<()>,
}

struct Shared {
    server: Mutex<SocketAddr>,
    fault: watch::Sender<Fault>,
    /// How all connections that are open end, and how often they were ended.
    ends: watch::Sender<(u64, End)>,
    accepted: AtomicUsize,
    open: AtomicUsize,
    turns: AtomicUsize,
    /// The server was the last to say something.
    answered: AtomicBool,
}

impl Proxy {
    /// Begins to listen on a free port of this machine, before a server that listens on `server`.
    ///
    /// # Panics
    /// When there is no free port.
    pub async fn before(server: SocketAddr) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared {
            server: Mutex::new(server),
            fault: watch::Sender::new(Fault::None),
            ends: watch::Sender::default(),
            accepted: AtomicUsize::new(0),
            open: AtomicUsize::new(0),
            turns: AtomicUsize::new(0),
            answered: AtomicBool::new(true),
        });
        let (says, listening) = watch::channel(true);
        let task = tokio::spawn(listen(listener, address, Arc::clone(&shared), says));
        Proxy { address, shared, listening, task }
    }

    /// Begins to listen before the server of a URL, and gives the URL that leads through the proxy.
    ///
    /// # Panics
    /// When the URL names no host and port as numbers.
    pub async fn before_url(url: &str) -> (Proxy, String) {
        let (scheme, rest) = url.split_once("://").expect("a URL of a server");
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (user, host) = authority.rsplit_once('@').map_or(("", authority), |(user, host)| (user, host));
        let proxy = Proxy::before(host.parse().expect("a host and a port as numbers")).await;
        let at = if user.is_empty() { "" } else { "@" };
        let through = format!("{scheme}://{user}{at}{}{path}", proxy.address);
        (proxy, through)
    }

    /// Where clients connect.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on the network does this, on connections that are open too.
    pub async fn set(&self, fault: Fault) {
        let listens = fault != Fault::Refuse;
        self.shared.fault.send_replace(fault);
        // A listener that was just told to end could still take a connection.
        self.listening.clone().wait_for(|&listening| listening == listens).await.ok();
    }

    /// What the network does now. A fault that happens once is [`Fault::None`] when it has happened.
    pub fn fault(&self) -> Fault {
        self.shared.fault.borrow().clone()
    }

    /// Leads new connections to another server.
    pub fn lead_to(&self, server: SocketAddr) {
        *self.shared.server.lock().unwrap() = server;
    }

    /// Resets all connections that are open.
    pub fn reset(&self) {
        self.end(End::Reset);
    }

    /// Closes all connections that are open in good order, as a server does that tires of them; these bytes are what it says before.
    pub fn say_goodbye(&self, last_words: &[u8]) {
        self.end(End::Goodbye(last_words.to_vec()));
    }

    fn end(&self, end: End) {
        self.shared.ends.send_modify(|(number, how)| (*number, *how) = (*number + 1, end));
    }

    /// How many connections it has taken.
    pub fn accepted(&self) -> usize {
        self.shared.accepted.load(Ordering::Relaxed)
    }

    /// How often a client has said something behind what the server said last: the round trips, as long as there is one connection.
    pub fn turns(&self) -> usize {
        self.shared.turns.load(Ordering::Relaxed)
    }

    /// How many connections are open.
    pub fn open(&self) -> usize {
        self.shared.open.load(Ordering::Relaxed)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
        self.reset();
    }
}

async fn listen(mut listener: TcpListener, address: SocketAddr, shared: Arc<Shared>, says: watch::Sender<bool>) {
    let mut fault = shared.fault.subscribe();
    loop {
        tokio::select! {
            taken = listener.accept() => {
                let Ok((client, _)) = taken else { continue };
                shared.accepted.fetch_add(1, Ordering::Relaxed);
                let server = *shared.server.lock().unwrap();
                tokio::spawn(connection(client, server, Arc::clone(&shared)));
                continue;
            }
            _ = becomes(&mut fault, |fault| *fault == Fault::Refuse) => {}
        }
        drop(listener);
        says.send_replace(false);
        becomes(&mut fault, |fault| *fault != Fault::Refuse).await;
        listener = TcpListener::bind(address).await.expect("the port is still free");
        says.send_replace(true);
    }
}

async fn becomes(fault: &mut watch::Receiver<Fault>, test: impl FnMut(&Fault) -> bool) {
    fault.wait_for(test).await.ok();
}

/// The end of a connection that the network breaks.
struct Broken;

async fn connection(mut client: TcpStream, server: SocketAddr, shared: Arc<Shared>) {
    shared.open.fetch_add(1, Ordering::Relaxed);
    let mut ends = shared.ends.subscribe();
    ends.mark_unchanged();
    let ended = tokio::select! {
        ended = carry(&mut client, server, &shared) => ended.map_err(|Broken| End::Reset),
        _ = ends.changed() => Err(ends.borrow().1.clone()),
    };
    match ended {
        Ok(()) => {}
        Err(End::Reset) => reset(&client),
        Err(End::Goodbye(last_words)) => {
            client.write_all(&last_words).await.ok();
            client.shutdown().await.ok();
        }
    }
    drop(client);
    shared.open.fetch_sub(1, Ordering::Relaxed);
}

/// What both directions of a connection know of each other.
#[derive(Default)]
struct Ways {
    cut_at_answer: AtomicBool,
    /// Nothing goes through any more.
    hole: AtomicBool,
}

async fn carry(client: &mut TcpStream, server: SocketAddr, shared: &Shared) -> Result<(), Broken> {
    passable(shared).await;
    let mut server = TcpStream::connect(server).await.map_err(|_| Broken)?;
    client.set_nodelay(true).ok();
    server.set_nodelay(true).ok();
    let ways = Ways::default();
    let (from_client, to_client) = client.split();
    let (from_server, to_server) = server.split();
    let up = upwards(from_client, to_server, shared, &ways);
    let down = downwards(from_server, to_client, shared, &ways);
    let ended = tokio::try_join!(up, down).map(|_| ());
    if ended.is_err() {
        reset(&server);
    }
    ended
}

/// From client to server.
async fn upwards(mut from: ReadHalf<'_>, mut to: WriteHalf<'_>, shared: &Shared, ways: &Ways) -> Result<(), Broken> {
    let mut bytes = vec![0; 1 << 16];
    // The end of what was sent before: words may arrive in parts.
    let mut tail = Vec::new();
    loop {
        let read = from.read(&mut bytes).await.map_err(|_| Broken)?;
        if read == 0 {
            return to.shutdown().await.map_err(|_| Broken);
        }
        passable(shared).await;
        if ways.hole.load(Ordering::Relaxed) {
            continue;
        }
        tail.extend_from_slice(&bytes[..read]);
        // What was sent before a fault was set does not count, but for the begin of a word that is completed now.
        let ends = |word: &str| holds(&tail[tail.len().saturating_sub(read + word.len() - 1)..], word);
        if happens(shared, |fault| matches!(fault, Fault::CutBefore(word) if ends(word))) {
            return Err(Broken);
        }
        if happens(shared, |fault| matches!(fault, Fault::CutAfter(word) if ends(word))) {
            ways.cut_at_answer.store(true, Ordering::Relaxed);
        }
        if happens(shared, |fault| matches!(fault, Fault::HoleBefore(word) if ends(word))) {
            ways.hole.store(true, Ordering::Relaxed);
            continue;
        }
        if happens(shared, |fault| matches!(fault, Fault::HoleAfter(word) if ends(word))) {
            ways.hole.store(true, Ordering::Relaxed);
        }
        tail.drain(..tail.len().saturating_sub(LONGEST_WORD));
        if shared.answered.swap(false, Ordering::Relaxed) {
            shared.turns.fetch_add(1, Ordering::Relaxed);
        }
        to.write_all(&bytes[..read]).await.map_err(|_| Broken)?;
    }
}

/// From server to client.
async fn downwards(mut from: ReadHalf<'_>, mut to: WriteHalf<'_>, shared: &Shared, ways: &Ways) -> Result<(), Broken> {
    let mut bytes = vec![0; 1 << 16];
    loop {
        let read = from.read(&mut bytes).await.map_err(|_| Broken)?;
        if read == 0 {
            return to.shutdown().await.map_err(|_| Broken);
        }
        if ways.cut_at_answer.load(Ordering::Relaxed) {
            return Err(Broken);
        }
        shared.answered.store(true, Ordering::Relaxed);
        passable(shared).await;
        if ways.hole.load(Ordering::Relaxed) {
            continue;
        }
        let (mut passing, mut resets) = (read, false);
        let is_last = happens(shared, |fault| {
            resets = matches!(fault, Fault::ResetAfter(_));
            match fault {
                Fault::ResetAfter(left) | Fault::HoleIn(left) if *left <= read => {
                    passing = *left;
                    true
                }
                Fault::ResetAfter(left) | Fault::HoleIn(left) => {
                    *left -= read;
                    false
                }
                _ => false,
            }
        });
        to.write_all(&bytes[..passing]).await.map_err(|_| Broken)?;
        if is_last && resets {
            // What was written is to arrive before the reset does, which overtakes it.
            tokio::time::sleep(Duration::from_millis(20)).await;
            return Err(Broken);
        }
        ways.hole.fetch_or(is_last, Ordering::Relaxed);
    }
}

/// Whether a fault that happens once happens now; it is over then.
fn happens(shared: &Shared, test: impl FnOnce(&mut Fault) -> bool) -> bool {
    let mut happens = false;
    shared.fault.send_if_modified(|fault| {
        happens = test(fault);
        if happens {
            *fault = Fault::None;
        }
        happens
    });
    happens
}

/// Waits as long as the network is slow or swallows everything.
async fn passable(shared: &Shared) {
    let fault = shared.fault.borrow().clone();
    match fault {
        Fault::Latency(time) => tokio::time::sleep(time).await,
        Fault::BlackHole => _ = shared.fault.subscribe().wait_for(|fault| *fault != Fault::BlackHole).await,
        _ => {}
    }
}

fn holds(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|window| window == word.as_bytes())
}

/// Makes the end of a connection a reset, which loses what was not yet read.
fn reset(stream: &TcpStream) {
    stream.set_zero_linger().ok();
}

#[cfg(test)]
mod tests;
