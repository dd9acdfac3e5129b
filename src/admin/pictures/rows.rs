//! The rows of the form that adds pictures: each with a file, and its alternative texts.

use axum::extract::Multipart;

use super::list::{LONGEST_ALT, Listed, one_line};
use crate::{
    Language, Picture, ReceivedUpload, UploadError,
    admin::{
        bulk::Sent,
        here::{Failure, Here},
        upload::{self, Texts},
    },
};

/// Number of rows: a phone has room for no more.
pub(super) const ROWS: usize = 3;

/// A row as it was filled in.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    /// The picture, if it has arrived: the form shows it, and does not need its file again.
    pub picture: Option<Picture>,
    /// The alternative text in each language.
    pub alts: Vec<String>,
    /// What is wrong with the file.
    pub file_error: Option<String>,
    /// What is wrong with the alternative text.
    pub alt_error: Option<String>,
}

impl Row {
    /// Returns a row that is not filled in.
    pub fn empty(languages: usize) -> Row {
        Row { alts: vec![String::new(); languages], ..Row::default() }
    }

    /// Returns what is wrong with it.
    pub fn error(&self) -> Option<&str> {
        self.file_error.as_deref().or(self.alt_error.as_deref())
    }

    /// Returns the picture to add.
    pub fn listed(&self) -> Option<Listed> {
        Some(Listed { id: self.picture.as_ref()?.id.clone(), alts: self.alts.clone() })
    }
}

/// Returns the name of an input, after the row and what it is for: `0.file`, `0.alt.de`.
pub(super) fn input(row: usize, what: &str) -> String {
    format!("{row}.{what}")
}

/// Returns the name of the input of an alternative text.
pub(super) fn alt(language: Language) -> String {
    format!("alt.{language}")
}

/// A form that has arrived.
pub(super) struct Arrived {
    pub texts: Sent,
    files: [Option<Result<ReceivedUpload, UploadError>>; ROWS],
}

impl Arrived {
    /// Receives a form. Nothing is stored yet.
    ///
    /// # Errors
    /// If it breaks off, or is no form of the page.
    pub async fn receive(here: &Here, mut form: Multipart) -> Result<Arrived, Failure> {
        let (mut texts, mut files) = (Texts::default(), [const { None }; ROWS]);
        while let Some(mut field) = form.next_field().await? {
            let name = field.name().unwrap_or_default().to_owned();
            match (0..ROWS).find(|row| name == input(*row, "file")) {
                Some(row) => {
                    let file = here.store.receive_picture(upload::content(&mut field)).await;
                    upload::skip(&mut field).await?;
                    // Browsers send an empty file where none was chosen.
                    files[row] = Some(file).filter(|file| !matches!(file, Err(UploadError::Empty)));
                }
                None => texts.add(name, &mut field).await?,
            }
        }
        Ok(Arrived { texts: texts.sent()?, files })
    }

    /// Adds the pictures to the store, and returns the rows that are filled in.
    ///
    /// # Errors
    /// For what has nothing to do with the pictures.
    pub async fn rows(self, here: &Here, languages: &[Language]) -> Result<Vec<Row>, Failure> {
        let Arrived { texts, files } = self;
        let kept: Vec<String> =
            (0..ROWS).map(|n| texts.get(&input(n, "kept")).unwrap_or_default().to_owned()).collect();
        let mut known = here.store.pictures(&kept).await?;
        let mut rows = Vec::new();
        for (n, file) in files.into_iter().enumerate() {
            let text = |language: &Language| one_line(texts.get(&input(n, &alt(*language))).unwrap_or_default());
            let mut row = Row { alts: languages.iter().map(text).collect(), ..Row::default() };
            let added = match file {
                Some(Ok(file)) => here.admin().store_picture(file).await.map(Some),
                Some(Err(error)) => Err(error),
                None => Ok(known.remove(&kept[n])),
            };
            match added {
                Ok(picture) => row.picture = picture,
                Err(error) => row.file_error = Some(upload::refusal(here, error)?),
            }
            if row.picture.is_some() {
                row.alt_error = wrong(here, &row.alts);
            } else if row.file_error.is_none() && row.alts.iter().any(|alt| !alt.is_empty()) {
                row.file_error = Some(here.text("admin-picture-no-file"));
            }
            rows.push(row);
        }
        Ok(rows)
    }
}

/// Returns what is wrong with the alternative texts of a picture. The first language needs one.
pub(super) fn wrong(here: &Here, alts: &[String]) -> Option<String> {
    if alts.first().is_none_or(String::is_empty) {
        return Some(here.text("admin-picture-alt-missing"));
    }
    let longest = alts.iter().map(|alt| alt.chars().count()).max().unwrap_or_default();
    (longest > LONGEST_ALT).then(|| here.format("admin-picture-alt-long", &[("most", LONGEST_ALT.into())]))
}
