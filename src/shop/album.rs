//! Albums: one row per recording, sold as a download and on CD.

use std::{ffi::OsStr, path::Path, time::Duration};

use pannier::{
    Availability, DigitalFile, DownloadLimit, Grams, Listed, Listing, ManagedState, Money, Sellable, Texts, Timestamp,
    args,
    db::{self, Db, Row},
    storage::media_type,
};

use super::{locality::currency, neighbours, translated::Translated};

mod managed;

/// The albums table. `tracks` has one track per line: length, space, title.
pub const TABLE: &str = "CREATE TABLE IF NOT EXISTS albums (
    id TEXT PRIMARY KEY,
    position BIGINT NOT NULL,
    title TEXT NOT NULL,
    artist TEXT NOT NULL,
    year BIGINT NOT NULL,
    genre TEXT NOT NULL,
    description TEXT NOT NULL,
    tracks TEXT NOT NULL,
    download_amount BIGINT NOT NULL,
    download_attempts BIGINT,
    download_seconds BIGINT,
    cd_amount BIGINT NOT NULL,
    cd_grams BIGINT NOT NULL,
    motif TEXT NOT NULL,
    palette TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS albums_position ON albums (position)";

/// The columns that the table got when the staff could edit it.
pub const MANAGED: &str = "ALTER TABLE albums ADD COLUMN state TEXT NOT NULL DEFAULT 'published';
ALTER TABLE albums ADD COLUMN genre_en TEXT NOT NULL DEFAULT '';
ALTER TABLE albums ADD COLUMN description_en TEXT NOT NULL DEFAULT '';
ALTER TABLE albums ADD COLUMN file TEXT NOT NULL DEFAULT '';
ALTER TABLE albums ADD COLUMN available_from BIGINT;
UPDATE albums SET file = 'albums/' || id || '.wav';
CREATE INDEX albums_published ON albums (state, position)";

/// An album in one of its formats. It is sold as a download if it has a file, and on CD if that has a price.
#[derive(Clone, Debug)]
pub struct Album {
    /// The id of the recording; [`Sellable::id`] also identifies the format.
    pub slug: String,
    pub title: String,
    pub artist: String,
    pub year: i64,
    pub genre: Translated,
    pub description: Translated,
    pub tracks: Vec<Track>,
    pub allowance: DownloadLimit,
    /// The format that this value represents. See [`Album::on`].
    pub format: Format,
    pub motif: String,
    pub palette: String,
    pub updated_at: Timestamp,
    pub state: ManagedState,
    /// The start of sales.
    pub available_from: Option<Timestamp>,
    position: i64,
    /// The key of the download; empty if there is none.
    file: String,
    download_price: Money,
    /// Zero if there is no CD.
    cd_price: Money,
    cd_weight: Grams,
}

/// The format that an album is sold in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Download,
    Cd,
}

/// A track of an album.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Track {
    /// Minutes and seconds: `4:07`.
    pub length: String,
    pub title: String,
}

impl Album {
    /// Returns the first `n` albums of the catalogue.
    pub async fn first(db: &Db, n: u32) -> db::Result<Vec<Album>> {
        let sql = "SELECT * FROM albums WHERE state = 'published' ORDER BY position LIMIT $1";
        db.fetch_all(sql, args![n]).await?.iter().map(Album::from_row).collect()
    }

    /// Returns the album with this slug, in any state.
    pub async fn find(db: &Db, slug: &str) -> db::Result<Option<Album>> {
        let row = db.fetch_optional("SELECT * FROM albums WHERE id = $1", args![slug]).await?;
        row.as_ref().map(Album::from_row).transpose()
    }

    /// Returns the album with this slug, in any state, and the next three of the catalogue.
    pub async fn with_neighbours(db: &Db, slug: &str) -> db::Result<Option<(Album, Vec<Album>)>> {
        neighbours::with_neighbours(db, ("albums", "albums"), slug, Album::from_row).await
    }

    /// Returns the same recording in another format.
    pub fn on(&self, format: Format) -> Album {
        Album { format, ..self.clone() }
    }

    /// Returns the type of its download, as people say it: `WAV`.
    pub fn file_type(&self) -> String {
        self.extension().to_uppercase()
    }

    fn extension(&self) -> &str {
        Path::new(&self.file).extension().and_then(OsStr::to_str).unwrap_or("bin")
    }

    /// Returns whether it is sold in a format.
    pub fn is_sold_as(&self, format: Format) -> bool {
        match format {
            Format::Download => !self.file.is_empty(),
            Format::Cd => self.cd_price.amount > 0,
        }
    }

    fn from_row(row: &Row) -> db::Result<Album> {
        let count = |value: Option<i64>| value.and_then(|n| u32::try_from(n).ok());
        let tracks: String = row.get("tracks")?;
        let mut allowance = DownloadLimit::UNLIMITED;
        allowance.attempts = count(row.get("download_attempts")?);
        let seconds = count(row.get("download_seconds")?);
        allowance.lifetime = seconds.map(|seconds| Duration::from_secs(seconds.into()));
        let file: String = row.get("file")?;
        let cd_price = Money::new(row.get("cd_amount")?, currency());
        let is_disc_only = file.is_empty() && cd_price.amount > 0;
        Ok(Album {
            slug: row.get("id")?,
            title: row.get("title")?,
            artist: row.get("artist")?,
            year: row.get("year")?,
            genre: Translated::from_row(row, "genre")?,
            description: Translated::from_row(row, "description")?,
            tracks: tracks.lines().filter_map(Track::parse).collect(),
            allowance,
            format: if is_disc_only { Format::Cd } else { Format::Download },
            motif: row.get("motif")?,
            palette: row.get("palette")?,
            updated_at: row.get("updated_at")?,
            state: row.get("state")?,
            available_from: row.get("available_from")?,
            position: row.get("position")?,
            file,
            download_price: Money::new(row.get("download_amount")?, currency()),
            cd_price,
            cd_weight: Grams(row.get_u32("cd_grams")?),
        })
    }
}

impl Track {
    fn parse(line: &str) -> Option<Track> {
        let (length, title) = line.trim().split_once(' ')?;
        Some(Track { length: length.to_owned(), title: title.to_owned() })
    }
}

/// Splits an id: `blue-hour` is the download, `blue-hour/cd` the CD.
fn parse_id(id: &str) -> (&str, Format) {
    match id.strip_suffix("/cd") {
        Some(slug) => (slug, Format::Cd),
        None => (id, Format::Download),
    }
}

impl Sellable for Album {
    const KIND: &'static str = "album";

    async fn load(db: &Db, ids: &[String]) -> db::Result<Vec<Album>> {
        let slugs: Vec<String> = ids.iter().map(|id| parse_id(id).0.to_owned()).collect();
        let albums = Album::listed(db, &slugs).await?;
        // Two ids can be the formats of one album, which is one row.
        let find = |id: &String| {
            let (slug, format) = parse_id(id);
            let album = albums.iter().find(|album| album.slug == slug && album.is_sold_as(format))?;
            Some(album.on(format))
        };
        Ok(ids.iter().filter_map(find).collect())
    }

    fn id(&self) -> String {
        match self.format {
            Format::Download => self.slug.clone(),
            Format::Cd => format!("{}/cd", self.slug),
        }
    }

    fn managed_id(&self) -> String {
        self.slug.clone()
    }

    fn title(&self) -> String {
        format!("{} – {}", self.artist, self.title)
    }

    fn title_in(&self, texts: &Texts) -> String {
        let sold_as = match self.format {
            Format::Download => "product-download",
            Format::Cd => "product-cd",
        };
        texts.format(sold_as, &[("title", (&self.title()).into())])
    }

    fn url(&self) -> String {
        format!("/albums/{}", self.slug)
    }

    fn image(&self) -> Option<String> {
        Some(format!("/art/album/{}.svg", self.slug))
    }

    fn price(&self) -> Money {
        match self.format {
            Format::Download => self.download_price,
            Format::Cd => self.cd_price,
        }
    }

    fn weight(&self) -> Option<Grams> {
        (self.format == Format::Cd).then_some(self.cd_weight)
    }

    fn download(&self) -> Option<DigitalFile> {
        (self.format == Format::Download).then(|| {
            let file_name = format!("{} - {}.{}", self.artist, self.title, self.extension());
            DigitalFile::new(&self.file, file_name, media_type(&self.file)).limit(self.allowance)
        })
    }

    fn available(&self) -> Availability {
        Availability { from: self.available_from, until: None }
    }
}

impl Listed for Album {
    type Sells = Album;
    const TABLE: &'static str = "albums";

    async fn listed(db: &Db, ids: &[String]) -> db::Result<Vec<Album>> {
        let rows = db.fetch_by_ids("albums", ids).await?;
        let albums = rows.iter().map(Album::from_row).collect::<db::Result<Vec<_>>>()?;
        Ok(albums.into_iter().filter(|album| album.state == ManagedState::Published).collect())
    }

    fn listing(&self) -> Listing {
        let tracks: Vec<&str> = self.tracks.iter().map(|track| track.title.as_str()).collect();
        let (genre, description) = (self.genre.everywhere(), self.description.everywhere());
        Listing::new(&self.slug, &self.title, self.url(), self.price())
            .by(&self.artist)
            .image(self.image().unwrap_or_default())
            .from_price()
            .text(format!("{genre} {} {description} {}", self.year, tracks.join(" ")))
            .position(self.position)
            .updated_at(self.updated_at)
    }
}
