//! An address → the options of mysql_async for one of its places.

use super::address::{Address, Place};
use mysql_async::{Opts, OptsBuilder};
use std::time::Duration;

use super::address::Encryption;
use crate::error::Result;
#[cfg(not(feature = "tls"))]
use crate::error::{Error, ErrorKind};

/// How often an idle connection is asked for by the system whether it is still there.
const KEEP_ALIVE: Duration = Duration::from_secs(60);

/// The largest packet there is; what the server takes is asked of it.
const LARGEST_PACKET: usize = 1 << 30;

/// What a server closes after it has been idle, if it is not told otherwise.
const IDLE_SECONDS: usize = 28_800;

/// The options to connect to one of the places of an address.
pub(super) fn options(address: &Address, place: &Place) -> Result<Opts> {
    let builder = OptsBuilder::default()
        .user(address.user.clone())
        .pass(address.password.clone())
        .db_name(address.database.clone())
        // Counts are rows matched, not rows that are other than before.
        .client_found_rows(true)
        // Statements are kept by querent, and so is the pool.
        .stmt_cache_size(0)
        .tcp_nodelay(true)
        .prefer_socket(false)
        .max_allowed_packet(Some(LARGEST_PACKET))
        .wait_timeout(Some(IDLE_SECONDS))
        .tcp_keepalive(Some(KEEP_ALIVE));
    Ok(match place {
        Place::Host(host, port) => encrypted(builder.ip_or_hostname(host.clone()).tcp_port(*port), address)?,
        // Nobody listens in on it, so there is nothing to encrypt.
        Place::Socket(path) => builder.socket(Some(path.clone())),
    }
    .into())
}

#[cfg(feature = "tls")]
fn encrypted(builder: OptsBuilder, address: &Address) -> Result<OptsBuilder> {
    use mysql_async::SslOpts;
    use tokio_rustls::rustls::crypto;

    if address.encryption == Encryption::None {
        return Ok(builder);
    }
    // mysql_async takes the provider of the process; where there is none, or more than one is compiled in, it would panic.
    if crypto::CryptoProvider::get_default().is_none() {
        // Another thread may have been quicker, which is as good.
        crypto::ring::default_provider().install_default().ok();
    }
    let options = match address.encryption {
        Encryption::None | Encryption::Preferred | Encryption::Any => {
            SslOpts::default().with_danger_accept_invalid_certs(true)
        }
        Encryption::Authority => SslOpts::default().with_danger_skip_domain_validation(true),
        Encryption::Full => SslOpts::default(),
    };
    let roots = match &address.roots {
        Some(path) => vec![path.clone().into()],
        None if matches!(address.encryption, Encryption::Preferred | Encryption::Any) => Vec::new(),
        None => rustls_native_certs::load_native_certs().certs.into_iter().map(|root| root.to_vec().into()).collect(),
    };
    // Where nothing is verified the library still wants to have some.
    let options = options.with_disable_built_in_roots(!roots.is_empty()).with_root_certs(roots);
    Ok(builder.ssl_opts(options))
}

#[cfg(not(feature = "tls"))]
fn encrypted(builder: OptsBuilder, address: &Address) -> Result<OptsBuilder> {
    if matches!(address.encryption, Encryption::None | Encryption::Preferred) {
        return Ok(builder);
    }
    let text = "this build of querent cannot encrypt connections: enable its feature `tls` in Cargo.toml";
    Err(Error::new(ErrorKind::Connection, text))
}
