//! What the staff edit of an album.

use pannier::{
    Managed, ManagedState, Settings,
    db::{self, Row, Tx},
    managed::{Field, FieldError, FieldProblem, Record, SaveError, Values},
};

use super::{Album, Sellable, Track};
use crate::shop::{
    locality::currency,
    managed::{Columns, new_position, rows, set_state},
};

const TABLE: &str = "albums";
const TRANSLATED: [&str; 2] = ["genre", "description"];
const SECONDS_OF_A_DAY: i64 = 24 * 60 * 60;

impl Managed for Album {
    const KIND: &'static str = <Album as Sellable>::KIND;
    const TABLE: &'static str = TABLE;

    fn fields(_: &Settings) -> Vec<Field> {
        vec![
            Field::text("title").required(),
            Field::text("artist").required(),
            Field::count("year").required().max(9_999),
            Field::text("genre").translated(),
            Field::long_text("description").translated(),
            Field::long_text("tracks"),
            Field::money("price", currency()).required().listed(),
            Field::file("file"),
            Field::count("downloads").max(1_000),
            Field::count("download_days").max(3_650),
            Field::money("cd_price", currency()),
            Field::count("cd_weight").max(100_000),
            Field::date_time("available_from"),
        ]
    }

    fn url(id: &str) -> Option<String> {
        Some(format!("/albums/{id}"))
    }

    async fn values(tx: &mut Tx, ids: &[String]) -> db::Result<Vec<Record>> {
        rows(tx, TABLE, "id", ids, "id").await?.iter().map(record).collect()
    }

    fn check(values: &Values) -> Vec<FieldError> {
        errors(values)
    }

    async fn save(tx: &mut Tx, id: &str, values: &Values, new: bool) -> Result<(), SaveError> {
        let amount = |field| values.money(field, currency()).map_or(0, |money| money.amount);
        let columns = Columns::default()
            .texts(values, &["title", "artist", "tracks", "file"])
            .translated(values, &TRANSLATED)
            .set("year", values.count("year").unwrap_or_default())
            .set("download_amount", amount("price"))
            .set("download_attempts", values.count("downloads"))
            .set("download_seconds", values.count("download_days").map(|days| i64::from(days) * SECONDS_OF_A_DAY))
            .set("cd_amount", amount("cd_price"))
            .set("cd_grams", values.count("cd_weight").unwrap_or_default())
            .set("available_from", values.time("available_from"));
        if new {
            // The newest album comes first. Its cover is drawn from its id.
            let columns = columns.set("position", -new_position(tx)).set("motif", "").set("palette", id);
            return Ok(columns.insert(tx, TABLE, id).await?);
        }
        Ok(columns.update(tx, TABLE, id).await?)
    }

    async fn set_state(tx: &mut Tx, id: &str, state: ManagedState) -> db::Result<()> {
        set_state(tx, TABLE, id, state).await
    }
}

/// Returns what only an album can have wrong: tracks without a length, and half a CD.
fn errors(values: &Values) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if values.get("tracks").lines().any(|line| !line.is_empty() && !is_track(line)) {
        errors.push(FieldError::new("tracks", FieldProblem::Other("album-problem-track")));
    }
    match (values.money("cd_price", currency()), values.count("cd_weight")) {
        (Some(price), _) if price.amount == 0 => {
            errors.push(FieldError::new("cd_price", FieldProblem::Other("album-problem-free-cd")));
        }
        (Some(_), None) => errors.push(FieldError::new("cd_weight", FieldProblem::Required)),
        (None, Some(_)) => errors.push(FieldError::new("cd_price", FieldProblem::Required)),
        _ => {}
    }
    errors
}

/// Returns whether a line is a track: its length in minutes and seconds, and its title.
fn is_track(line: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    Track::parse(line).is_some_and(|track| {
        let timed = track.length.split_once(':');
        timed.is_some_and(|(minutes, seconds)| {
            (1..=3).contains(&minutes.len()) && seconds.len() == 2 && digits(minutes) && digits(seconds)
        })
    })
}

fn record(row: &Row) -> db::Result<Record> {
    let album = Album::from_row(row)?;
    let days = album.allowance.lifetime.map(|lifetime| lifetime.as_secs().div_ceil(SECONDS_OF_A_DAY.unsigned_abs()));
    let mut values = Values::new()
        .with("title", &album.title)
        .with("artist", &album.artist)
        .with("year", album.year.to_string())
        .with("tracks", row.get::<String>("tracks")?)
        .with("price", Values::money_text(album.download_price))
        .with("file", &album.file)
        .with("downloads", album.allowance.attempts.map(|times| times.to_string()).unwrap_or_default())
        .with("download_days", days.map(|days| days.to_string()).unwrap_or_default())
        .with("available_from", album.available_from.map(Values::time_text).unwrap_or_default());
    if album.cd_price.amount > 0 {
        values.set("cd_price", Values::money_text(album.cd_price));
        values.set("cd_weight", album.cd_weight.0.to_string());
    }
    for (text, field) in [&album.genre, &album.description].into_iter().zip(TRANSLATED) {
        text.add_to(&mut values, field);
    }
    Ok(Record::new(album.slug, album.state, values))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(values: &Values) -> Vec<String> {
        errors(values).into_iter().map(|error| error.field).collect()
    }

    #[test]
    fn a_track_has_a_length_and_a_cd_a_price_and_a_weight() {
        let album = Values::new().with("tracks", "3:12 First Light Left On\n\n4:47 Blue Hour");
        assert!(wrong(&album).is_empty());
        assert_eq!(wrong(&album.clone().with("tracks", "Low Water")), ["tracks"]);
        assert_eq!(wrong(&album.clone().with("tracks", "5:20")), ["tracks"]);
        assert_eq!(wrong(&album.clone().with("tracks", "99999999:59 A Long One")), ["tracks"]);
        assert!(wrong(&album.clone().with("cd_price", "15.00").with("cd_weight", "110")).is_empty());
        assert_eq!(wrong(&album.clone().with("cd_price", "15.00")), ["cd_weight"]);
        assert_eq!(wrong(&album.clone().with("cd_weight", "110")), ["cd_price"]);
        assert_eq!(wrong(&album.with("cd_price", "0.00").with("cd_weight", "110")), ["cd_price"]);
    }
}
