//! The pictures of a product in their order, each with its alternative texts, and how they are changed.

use crate::{
    Language, ManagedError, ManagedSave,
    admin::{
        here::{Failure, Here},
        products::{Found, problems},
    },
    encode,
    managed::{Field, FieldKind, PictureRef, Values},
};

/// Maximum number of attempts to save a change while others save the same product.
const TRIES: u32 = 25;
/// Maximum length of an alternative text, in characters: that of the field.
pub(super) const LONGEST_ALT: usize = 250;

/// A picture of a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    pub id: String,
    /// The alternative text in each language; empty if it is that of the first one.
    pub alts: Vec<String>,
}

/// The field of a product that holds pictures.
pub(super) struct PictureField {
    pub found: Found,
    pub field: Field,
    /// The name of its value for each language.
    pub names: Vec<(String, Language)>,
}

impl PictureField {
    /// Returns the field that a path names.
    ///
    /// # Errors
    /// [`Failure::NotFound`] if there is no such field of pictures.
    pub async fn of(here: &Here, kind: &str, id: &str, name: &str) -> Result<PictureField, Failure> {
        let found = Found::of(here, kind, id).await?;
        let named = |field: &&Field| field.name == name && field.kind == FieldKind::Pictures;
        let field = found.fields.iter().find(named).copied().ok_or(Failure::NotFound)?;
        let names = field.names(here.store.languages());
        Ok(PictureField { found, field, names })
    }

    /// Returns the path of its page, or of one below it, below the admin's own.
    pub fn path(&self, below: &str) -> String {
        self.found.path(&format!("/pictures/{}{below}", self.field.name))
    }

    /// Returns the path of the page that removes a picture, below the admin's own.
    pub fn removal(&self, picture: &str) -> String {
        self.path(&format!("/remove/{}", encode::component(picture)))
    }

    /// Returns the pictures.
    pub fn listed(&self) -> Vec<Listed> {
        listed(&self.found.record.record.values, &self.names)
    }

    /// Changes the pictures, whatever others have done with them since the page was shown. Returns why that is not possible.
    ///
    /// # Errors
    /// For what has nothing to do with the pictures.
    pub async fn change(
        &self,
        here: &Here,
        token: &str,
        change: impl Fn(&mut Vec<Listed>) -> Result<(), String>,
    ) -> Result<Option<String>, Failure> {
        let (kind, id, form) = (self.found.kind.kind, self.found.id(), here.form(token));
        let admin = here.admin().once(&form);
        for _ in 0..TRIES {
            let record = admin.managed_record(kind, id).await?;
            // In this order: what the same form has done, sent twice, is not taken for another's.
            if admin.is_done().await? {
                return Ok(None);
            }
            let mut list = listed(&record.record.values, &self.names);
            if let Err(why) = change(&mut list) {
                return Ok(Some(why));
            }
            let save = ManagedSave::update(id, written(&list, &self.names)).based_on(record.version);
            match admin.save_managed(kind, &save).await {
                Ok(_) | Err(ManagedError::AlreadyDone) => return Ok(None),
                Err(ManagedError::Conflict(_)) => {}
                Err(ManagedError::Invalid(errors)) => {
                    return Ok(Some(problems::sentences(here, kind, &errors).join(" ")));
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(Some(here.text("admin-pictures-busy")))
    }
}

fn listed(values: &Values, names: &[(String, Language)]) -> Vec<Listed> {
    let texts: Vec<Vec<PictureRef>> = names.iter().map(|(name, _)| values.pictures(name)).collect();
    let alt = |texts: &Vec<PictureRef>, id: &str| {
        let found = texts.iter().find(|picture| picture.id == id);
        found.map(|picture| picture.alt.clone()).unwrap_or_default()
    };
    let all = texts.first().into_iter().flatten();
    all.map(|PictureRef { id, .. }| Listed { id: id.clone(), alts: texts.iter().map(|texts| alt(texts, id)).collect() })
        .collect()
}

fn written(list: &[Listed], names: &[(String, Language)]) -> Values {
    let mut values = Values::new();
    for (n, (name, _)) in names.iter().enumerate() {
        let in_language = |picture: &Listed| {
            let alt = picture.alts.get(n).map_or("", String::as_str);
            // A further language holds those that are translated.
            (n == 0 || !alt.is_empty()).then(|| PictureRef::new(&picture.id, alt))
        };
        let pictures: Vec<PictureRef> = list.iter().filter_map(in_language).collect();
        values.set(name, Values::pictures_text(&pictures));
    }
    values
}

/// Returns an alternative text as it is stored: one line.
pub(super) fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Moves a picture before the one before it, or after the one after it.
pub(super) fn moved(list: &mut [Listed], id: &str, up: bool) {
    let Some(at) = list.iter().position(|picture| picture.id == id) else { return };
    let to = if up { at.checked_sub(1) } else { Some(at + 1).filter(|to| *to < list.len()) };
    if let Some(to) = to {
        list.swap(at, to);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "0f343b0931126a20f133d67c2b018a3b";
    const TWO: &str = "1f343b0931126a20f133d67c2b018a3b";

    fn names() -> Vec<(String, Language)> {
        Field::pictures("pictures").translated().names(&[Language::ENGLISH, Language::GERMAN])
    }

    #[test]
    fn a_list_is_written_as_it_is_read() {
        let values = Values::new()
            .with("pictures", format!("{ONE} A mug\n{TWO} Its handle"))
            .with("pictures.de", format!("{TWO} Ihr Henkel"));
        let mut list = listed(&values, &names());
        let alts: Vec<_> = list.iter().map(|picture| (picture.id.as_str(), picture.alts.join("|"))).collect();
        assert_eq!(alts, [(ONE, "A mug|".to_owned()), (TWO, "Its handle|Ihr Henkel".to_owned())]);
        assert_eq!(written(&list, &names()), values);
        for (id, up, first) in
            [(ONE, true, ONE), (ONE, false, TWO), (ONE, false, TWO), (ONE, true, ONE), ("", true, ONE)]
        {
            moved(&mut list, id, up);
            assert_eq!(list[0].id, first, "{id} {up}");
        }
        assert_eq!(written(&[], &names()), Values::new());
    }

    #[test]
    fn an_alternative_text_is_one_line() {
        assert_eq!(one_line("  A blue\r\n mug\t\0with  a handle "), "A blue mug with a handle");
        assert_eq!(one_line(" \n"), "");
    }
}
