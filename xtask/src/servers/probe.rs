//! An address → the version of the server that answers there without a password, by the first messages of its protocol.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

/// Asks a PostgreSQL on this port of this machine for its version, as its user `postgres`.
pub(crate) fn postgres(port: u16) -> Option<String> {
    let mut stream = connect(port)?;
    let mut start = 196_608_u32.to_be_bytes().to_vec();
    start.extend(b"user\0postgres\0database\0postgres\0\0");
    stream.write_all(&(start.len() as u32 + 4).to_be_bytes()).ok()?;
    stream.write_all(&start).ok()?;
    let mut version = None;
    loop {
        let mut head = [0; 5];
        stream.read_exact(&mut head).ok()?;
        let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]).checked_sub(4)?;
        let mut body = vec![0; usize::try_from(length).ok()?.min(1 << 16)];
        stream.read_exact(&mut body).ok()?;
        match head[0] {
            b'R' if body != [0; 4] => return None,
            b'E' => return None,
            b'S' => version = version.or_else(|| parameter(&body, "server_version")),
            b'Z' => break,
            _ => {}
        }
    }
    stream.write_all(b"X\0\0\0\x04").ok()?;
    // Debian adds its own words after the number.
    version?.split(' ').next().map(str::to_owned)
}

fn parameter(body: &[u8], name: &str) -> Option<String> {
    let mut words = body.split(|&byte| byte == 0);
    (words.next()? == name.as_bytes()).then(|| words.next().map(|value| String::from_utf8_lossy(value).into_owned()))?
}

/// Asks a server of the MySQL family on this port of this machine for its version, as `root` with an empty password.
pub(crate) fn mysql(port: u16) -> Option<String> {
    const PROTOCOL_41: u32 = 0x200;
    const SECURE_CONNECTION: u32 = 0x8000;
    const PLUGIN_AUTH: u32 = 0x8_0000;
    let mut stream = connect(port)?;
    let (greeting, number) = read_packet(&mut stream)?;
    let version = greeting.strip_prefix(&[10])?.split(|&byte| byte == 0).next()?;
    let version = String::from_utf8_lossy(version).into_owned();
    let mut answer = (1 | PROTOCOL_41 | SECURE_CONNECTION | PLUGIN_AUTH).to_le_bytes().to_vec();
    answer.extend((1_u32 << 24).to_le_bytes());
    answer.push(45);
    answer.extend([0; 23]);
    answer.extend(b"root\0\0mysql_native_password\0");
    write_packet(&mut stream, number + 1, &answer)?;
    let (mut verdict, number) = read_packet(&mut stream)?;
    if verdict.first() == Some(&0xFE) {
        write_packet(&mut stream, number + 1, &[])?;
        verdict = read_packet(&mut stream)?.0;
    }
    // MariaDB hides its version behind that of a MySQL which old replicas understand.
    (verdict.first() == Some(&0)).then(|| version.strip_prefix("5.5.5-").unwrap_or(&version).to_owned())
}

fn read_packet(stream: &mut TcpStream) -> Option<(Vec<u8>, u8)> {
    let mut head = [0; 4];
    stream.read_exact(&mut head).ok()?;
    let mut body = vec![0; usize::from(head[0]) | usize::from(head[1]) << 8 | usize::from(head[2]) << 16];
    stream.read_exact(&mut body).ok()?;
    Some((body, head[3]))
}

fn write_packet(stream: &mut TcpStream, number: u8, body: &[u8]) -> Option<()> {
    let length = (body.len() as u32).to_le_bytes();
    let head = [length[0], length[1], length[2], number];
    stream.write_all(&[&head, body].concat()).ok()
}

fn connect(port: u16) -> Option<TcpStream> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let stream = TcpStream::connect_timeout(&address, Duration::from_secs(1)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    Some(stream)
}

/// A port of this machine that nobody listens on, below those that systems give to outgoing connections, each time another one.
pub(crate) fn free_port() -> u16 {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(0);
    loop {
        let step = NEXT.fetch_add(1, Ordering::Relaxed);
        let port = 20_000 + (std::process::id().wrapping_mul(97).wrapping_add(step) % 12_000) as u16;
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return port;
        }
    }
}
