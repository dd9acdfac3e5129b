//! The settings of the database.

use std::str::FromStr;

use sqlx::postgres::{PgConnectOptions, PgSslMode};

use super::{Environment, SettingsError, Values, invalid};
use crate::store::http::client::is_loopback_host;

const URL: &str = "DATABASE_URL";
const CONNECTIONS: &str = "PANNIER_DATABASE_CONNECTIONS";

/// The names of the parameter with the certificate of the authority that the server's is verified with.
const ROOT_CERTIFICATE: [&str; 3] = ["sslrootcert=", "ssl-root-cert=", "ssl-ca="];

/// Returns the URL of the database. In production, its password and the shoppers' data are sent to no other machine
/// unencrypted.
pub(super) fn url(values: &Values, environment: Environment) -> Result<String, SettingsError> {
    let url = values.core(URL);
    match url.split_once(':') {
        Some(("sqlite", _)) => {}
        Some(("postgres" | "postgresql", _)) => protected(url, environment).map_err(|why| invalid(URL, why))?,
        _ => return Err(invalid(URL, "must start with sqlite: or postgres:")),
    }
    Ok(url.to_owned())
}

pub(super) fn connections(values: &Values) -> Result<u32, SettingsError> {
    match values.core(CONNECTIONS).parse() {
        Ok(connections @ 1..=1000) => Ok(connections),
        _ => Err(invalid(CONNECTIONS, "must be a number from 1 to 1000")),
    }
}

fn protected(url: &str, environment: Environment) -> Result<(), String> {
    let options = PgConnectOptions::from_str(url).map_err(|_| {
        "must be postgres://USER:PASSWORD@HOST/DATABASE, with %40 for @ and %2F for / in the password, and an sslmode of \
         disable, prefer, require, verify-ca or verify-full"
    })?;
    let (host, mode) = (options.get_host(), options.get_ssl_mode());
    let local = options.get_socket().is_some() || host.starts_with('/') || is_loopback_host(host);
    let (encrypted, verified) = match mode {
        PgSslMode::Disable | PgSslMode::Allow | PgSslMode::Prefer => (false, false),
        PgSslMode::Require => (true, false),
        PgSslMode::VerifyCa | PgSslMode::VerifyFull => (true, true),
    };
    if environment == Environment::Production && !local && !encrypted {
        return Err(format!(
            "the connection to {host} may not be encrypted: add sslmode=verify-full, or sslmode=require if its certificate \
             cannot be verified"
        ));
    }
    if !verified && ROOT_CERTIFICATE.iter().any(|name| url.contains(name)) {
        return Err("sslrootcert has no effect without sslmode=verify-full or sslmode=verify-ca".to_owned());
    }
    Ok(())
}
