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
mod tests {
    use super::*;
    use std::io::ErrorKind;
    use std::time::Instant;

    /// A server that answers with what it gets, and remembers all of it.
    async fn echo() -> (SocketAddr, Arc<Mutex<Vec<u8>>>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, got) = (listener.local_addr().unwrap(), Arc::new(Mutex::new(Vec::new())));
        let remembers = Arc::clone(&got);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let remembers = Arc::clone(&remembers);
                tokio::spawn(async move {
                    let mut bytes = [0; 1024];
                    while let Ok(read @ 1..) = stream.read(&mut bytes).await {
                        remembers.lock().unwrap().extend_from_slice(&bytes[..read]);
                        stream.write_all(&bytes[..read]).await.ok();
                    }
                });
            }
        });
        (address, got)
    }

    async fn proxied() -> (Proxy, Arc<Mutex<Vec<u8>>>) {
        let (server, got) = echo().await;
        (Proxy::before(server).await, got)
    }

    async fn connect(proxy: &Proxy) -> TcpStream {
        TcpStream::connect(proxy.address()).await.unwrap()
    }

    /// Sends words and gives as many bytes of the answer.
    async fn say(stream: &mut TcpStream, words: &str) -> std::io::Result<String> {
        stream.write_all(words.as_bytes()).await?;
        let mut bytes = vec![0; words.len()];
        stream.read_exact(&mut bytes).await?;
        Ok(String::from_utf8(bytes).unwrap())
    }

    async fn within<T>(time: u64, future: impl Future<Output = T>) -> Option<T> {
        tokio::time::timeout(Duration::from_millis(time), future).await.ok()
    }

    #[tokio::test]
    async fn without_a_fault_everything_is_handed_on_and_an_end_too() {
        let (proxy, got) = proxied().await;
        let mut stream = connect(&proxy).await;
        let long = "word ".repeat(100_000);
        let (mut from, mut to) = stream.split();
        let mut back = Vec::new();
        let sent = async {
            to.write_all(long.as_bytes()).await.unwrap();
            to.shutdown().await.unwrap();
        };
        tokio::join!(sent, async { from.read_to_end(&mut back).await.unwrap() });
        assert!(back == long.as_bytes() && *got.lock().unwrap() == back);
        drop(stream);
        assert_eq!(proxy.accepted(), 1);
        while proxy.open() > 0 {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn a_turn_is_what_a_client_says_and_all_that_it_is_answered() {
        let (proxy, _) = proxied().await;
        let mut client = connect(&proxy).await;
        for turn in 1..4 {
            assert_eq!(say(&mut client, "hello").await.unwrap(), "hello");
            assert_eq!(proxy.turns(), turn);
        }
    }

    #[tokio::test]
    async fn latency_counts_in_each_direction() {
        let (proxy, _) = proxied().await;
        let mut stream = connect(&proxy).await;
        proxy.set(Fault::Latency(Duration::from_millis(60))).await;
        let begin = Instant::now();
        assert_eq!(say(&mut stream, "slow").await.unwrap(), "slow");
        assert!(begin.elapsed() >= Duration::from_millis(120), "{:?}", begin.elapsed());
    }

    #[tokio::test]
    async fn a_black_hole_takes_everything_and_gives_it_back_when_it_ends() {
        let (proxy, got) = proxied().await;
        let mut stream = connect(&proxy).await;
        assert_eq!(say(&mut stream, "a").await.unwrap(), "a");
        proxy.set(Fault::BlackHole).await;
        assert!(within(100, say(&mut stream, "b")).await.is_none(), "nothing comes back");
        let mut second = within(100, connect(&proxy)).await.expect("a connection is taken");
        assert!(within(100, say(&mut second, "c")).await.is_none());
        assert_eq!(*got.lock().unwrap(), b"a");
        proxy.set(Fault::None).await;
        let mut byte = [0];
        stream.read_exact(&mut byte).await.unwrap();
        assert_eq!(byte, *b"b");
    }

    #[tokio::test]
    async fn refused_connections_are_refused_at_once_and_open_ones_stay() {
        let (proxy, _) = proxied().await;
        let mut stream = connect(&proxy).await;
        assert_eq!(say(&mut stream, "a").await.unwrap(), "a");
        proxy.set(Fault::Refuse).await;
        let refused = TcpStream::connect(proxy.address()).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
        assert_eq!(say(&mut stream, "b").await.unwrap(), "b");
        proxy.set(Fault::None).await;
        assert_eq!(say(&mut connect(&proxy).await, "c").await.unwrap(), "c");
    }

    #[tokio::test]
    async fn a_reset_ends_all_connections_and_new_ones_work() {
        let (proxy, _) = proxied().await;
        let (mut one, mut two) = (connect(&proxy).await, connect(&proxy).await);
        for stream in [&mut one, &mut two] {
            assert_eq!(say(stream, "a").await.unwrap(), "a");
        }
        proxy.reset();
        for stream in [&mut one, &mut two] {
            assert_eq!(stream.read(&mut [0]).await.unwrap_err().kind(), ErrorKind::ConnectionReset);
        }
        assert_eq!(say(&mut connect(&proxy).await, "b").await.unwrap(), "b");
    }

    #[tokio::test]
    async fn a_reset_in_the_middle_of_an_answer_lets_so_many_bytes_through() {
        let (proxy, _) = proxied().await;
        let mut stream = connect(&proxy).await;
        proxy.set(Fault::ResetAfter(5)).await;
        assert_eq!(say(&mut stream, "abc").await.unwrap(), "abc");
        stream.write_all(b"defg").await.unwrap();
        let mut two = [0; 2];
        stream.read_exact(&mut two).await.unwrap();
        assert_eq!(two, *b"de");
        assert_eq!(stream.read(&mut two).await.unwrap_err().kind(), ErrorKind::ConnectionReset);
        assert_eq!(proxy.fault(), Fault::None, "it happens once");
        assert_eq!(say(&mut connect(&proxy).await, "abcdefgh").await.unwrap(), "abcdefgh");
    }

    /// Both cuts look the same to the client, and the server has got opposite things.
    #[tokio::test]
    async fn a_cut_before_a_word_loses_it_and_a_cut_after_it_loses_the_answer() {
        for (fault, reaches) in [(Fault::CutBefore("COMMIT"), false), (Fault::CutAfter("COMMIT"), true)] {
            let (proxy, got) = proxied().await;
            let mut stream = connect(&proxy).await;
            assert_eq!(say(&mut stream, "COMMIT").await.unwrap(), "COMMIT", "one before the fault");
            got.lock().unwrap().clear();
            proxy.set(fault).await;
            assert_eq!(say(&mut stream, "INSERT").await.unwrap(), "INSERT");
            let error = say(&mut stream, "COMMIT").await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::ConnectionReset);
            assert_eq!(holds(&got.lock().unwrap(), "COMMIT"), reaches);
            assert_eq!(say(&mut connect(&proxy).await, "COMMIT").await.unwrap(), "COMMIT", "it happens once");
        }
    }

    /// Both holes look the same to the client, and the server has got opposite things. Other connections know nothing of it.
    #[tokio::test]
    async fn a_hole_swallows_what_comes_on_one_connection() {
        for (fault, reaches) in [(Fault::HoleBefore("COMMIT"), false), (Fault::HoleAfter("COMMIT"), true)] {
            let (proxy, got) = proxied().await;
            let (mut stream, mut other) = (connect(&proxy).await, connect(&proxy).await);
            proxy.set(fault).await;
            assert_eq!(say(&mut stream, "INSERT").await.unwrap(), "INSERT");
            assert!(within(100, say(&mut stream, "COMMIT")).await.is_none());
            assert_eq!(holds(&got.lock().unwrap(), "COMMIT"), reaches);
            assert!(within(100, say(&mut stream, "INSERT")).await.is_none(), "it stays a hole");
            assert_eq!(say(&mut other, "COMMIT").await.unwrap(), "COMMIT");
        }
        let (proxy, _) = proxied().await;
        let mut stream = connect(&proxy).await;
        proxy.set(Fault::HoleIn(5)).await;
        assert_eq!(say(&mut stream, "abc").await.unwrap(), "abc");
        stream.write_all(b"defg").await.unwrap();
        let mut two = [0; 2];
        stream.read_exact(&mut two).await.unwrap();
        assert_eq!(two, *b"de");
        assert!(within(100, stream.read(&mut two)).await.is_none());
    }

    #[tokio::test]
    async fn a_goodbye_is_said_and_then_the_stream_ends() {
        let (proxy, _) = proxied().await;
        let mut stream = connect(&proxy).await;
        assert_eq!(say(&mut stream, "a").await.unwrap(), "a");
        proxy.say_goodbye(b"bye");
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).await.unwrap();
        assert_eq!(rest, b"bye");
        proxy.say_goodbye(b"");
        let mut next = connect(&proxy).await;
        assert_eq!(say(&mut next, "a").await.unwrap(), "a");
    }

    #[tokio::test]
    async fn a_word_is_found_in_two_parts() {
        let (proxy, got) = proxied().await;
        let mut stream = connect(&proxy).await;
        proxy.set(Fault::CutBefore("COMMIT")).await;
        assert_eq!(say(&mut stream, "COM").await.unwrap(), "COM");
        assert_eq!(say(&mut stream, "MIT").await.unwrap_err().kind(), ErrorKind::ConnectionReset);
        assert_eq!(*got.lock().unwrap(), b"COM");
    }

    #[tokio::test]
    async fn a_url_leads_through_the_proxy_and_a_server_that_is_gone_is_a_reset() {
        let (server, _) = echo().await;
        let (proxy, url) = Proxy::before_url(&format!("postgres://me:a%40b@{server}/shop?x=y")).await;
        assert_eq!(url, format!("postgres://me:a%40b@{}/shop?x=y", proxy.address()));
        assert_eq!(say(&mut connect(&proxy).await, "a").await.unwrap(), "a");
        let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        let (nowhere, _) = Proxy::before_url(&format!("mysql://{closed}/shop")).await;
        assert_eq!(say(&mut connect(&nowhere).await, "a").await.unwrap_err().kind(), ErrorKind::ConnectionReset);
    }
}
