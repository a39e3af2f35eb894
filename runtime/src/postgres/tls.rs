//! What is trusted → encrypted connections by rustls, where the crate was built with them.

#[cfg(not(feature = "tls"))]
mod absent {
    use crate::error::{Error, ErrorKind, Result};
    use crate::postgres::url::{Encryption, Target};
    use tokio_postgres::config::SslMode;
    use tokio_postgres::tls::NoTlsStream;
    use tokio_postgres::{Connection, NoTls, Socket};

    /// What makes no connection encrypted.
    pub(in crate::postgres) type Tls = NoTls;
    /// The server's end of a connection.
    pub(in crate::postgres) type Wire = Connection<Socket, NoTlsStream>;

    /// What a URL asks for, where it asks for nothing.
    pub(in crate::postgres) fn tls(target: &Target) -> Result<(Tls, SslMode)> {
        match target.encryption {
            Encryption::Disable | Encryption::Prefer => Ok((NoTls, SslMode::Disable)),
            Encryption::Require | Encryption::Verify => {
                let text =
                    "this build of querent lacks the feature `tls`, which `sslmode` asks for: enable it in Cargo.toml";
                Err(Error::new(ErrorKind::Connection, text))
            }
        }
    }
}
#[cfg(not(feature = "tls"))]
pub(super) use absent::{Tls, Wire, tls};

#[cfg(feature = "tls")]
mod present;
#[cfg(feature = "tls")]
pub(super) use present::{Tls, Wire, tls};
