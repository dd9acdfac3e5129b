//! Where the database is.

use std::{path::PathBuf, str::FromStr as _};

use pannier::sqlx::{postgres::PgConnectOptions, sqlite::SqliteConnectOptions};

/// Returns the place of a database, without user and password.
pub fn place(url: &str) -> String {
    if url.starts_with("sqlite:") {
        let here = file(url).filter(|file| file.is_relative()).and_then(|_| std::env::current_dir().ok());
        return here.map_or(url.to_owned(), |here| format!("{url} (relative to {})", here.display()));
    }
    let Ok(options) = PgConnectOptions::from_str(url) else { return "postgres:".to_owned() };
    let host = options.get_socket().map_or(options.get_host().into(), |socket| socket.to_string_lossy());
    format!("postgres://{host}:{}/{}", options.get_port(), options.get_database().unwrap_or_default())
}

/// Verifies that the file of an SQLite database exists: connecting would create it.
///
/// # Errors
/// If it does not, with its place.
pub fn check_exists(url: &str) -> Result<(), String> {
    match file(url).map(|file| file.try_exists()) {
        Some(Ok(false)) => {
            let place = place(url);
            Err(format!("no shop in {place}: set DATABASE_URL as for the shop, or run this in its folder"))
        }
        _ => Ok(()),
    }
}

/// Returns the file of an SQLite database.
fn file(url: &str) -> Option<PathBuf> {
    let options = url.starts_with("sqlite:").then(|| SqliteConnectOptions::from_str(url).ok()).flatten()?;
    Some(options.get_filename().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_a_database_shows_no_password() {
        assert_eq!(place("postgres://shop:a-password@db.internal/orders"), "postgres://db.internal:5432/orders");
        let in_query = "postgres://db.internal:5433/orders?user=shop&password=a-password";
        assert_eq!(place(in_query), "postgres://db.internal:5433/orders");
        assert_eq!(place("sqlite:/var/lib/shop/shop.db"), "sqlite:/var/lib/shop/shop.db");
        let here = std::env::current_dir().unwrap();
        assert_eq!(place("sqlite:data/shop.db"), format!("sqlite:data/shop.db (relative to {})", here.display()));
    }
}
