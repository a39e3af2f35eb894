//! The network does what it is told.

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
