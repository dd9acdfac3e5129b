//! The page of a product's file: uploading one, and removing it.

use std::time::Duration;

use axum::extract::{Form, Multipart, Path};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    access::Recheck,
    form::{Token, act_form, refused},
    here::{Answer, Failure, Here},
    products::{self, Found, labels, problems},
    routes::Route,
    upload::{self, Texts},
};
use crate::{
    Act, ManagedError, ManagedSave, StoredFile,
    inert::IntoInert,
    managed::{Field, FieldKind, Values},
    storage::media_type,
    token,
};

/// How long the link works by which the staff look at a file.
const LOOK: Duration = Duration::from_secs(15 * 60);

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::upload("/products/{kind}/{id}/files/{field}", Act::UploadFile, show, add),
        Route::act("/products/{kind}/{id}/files/{field}/remove", Act::SaveProduct, ask, remove),
    ]
}

/// The kind, the id and the field in a path.
type Of = (String, String, String);

/// The field of a product that holds a file.
struct FileField {
    found: Found,
    field: Field,
}

impl FileField {
    async fn of(here: &Here, (kind, id, name): &Of) -> Result<FileField, Failure> {
        let found = Found::of(here, kind, id).await?;
        let named = |field: &&Field| field.name == name && field.kind == FieldKind::File;
        let field = found.fields.iter().find(named).copied().ok_or(Failure::NotFound)?;
        Ok(FileField { found, field })
    }

    fn path(&self, below: &str) -> String {
        self.found.path(&format!("/files/{}{below}", self.field.name))
    }

    fn title(&self, here: &Here) -> String {
        let field = labels::field(here, self.found.kind.kind, self.field.name);
        let title = self.found.title(here);
        here.format("admin-upload-title", &[("field", (&field).into()), ("title", (&title).into())])
    }

    /// Saves the key of a file, or the empty text for none.
    async fn save(&self, here: &Here, token: &str, key: &str, message: &str) -> Answer {
        let (kind, form) = (self.found.kind.kind, here.form(token));
        let save = ManagedSave::update(self.found.id(), Values::new().with(self.field.name, key));
        match here.admin().once(&form).save_managed(kind, &save).await {
            Ok(_) | Err(ManagedError::AlreadyDone) => Ok(here.done(&self.path(""), message)),
            Err(ManagedError::Invalid(errors)) => {
                self.again(here, &problems::sentences(here, kind, &errors).join(" ")).await
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Shows the page again, and why nothing was changed.
    async fn again(&self, here: &Here, why: &str) -> Answer {
        let body = self.page(here).await;
        Ok(refused(here, self.found.tab(), &self.title(here), why, body))
    }

    async fn page(&self, here: &Here) -> AnyView {
        let current = match self.found.record.record.values.file(self.field.name) {
            Some(key) => self.current(here, &key).await,
            None => view! { <p class="ad-muted">{here.text("admin-file-none")}</p> }.into_inert(),
        };
        let most = here.store.settings().largest_upload / (1024 * 1024);
        let back = here.format("admin-upload-back", &[("title", (&self.found.title(here)).into())]);
        let has_file = self.found.record.record.values.file(self.field.name).is_some();
        let button = if has_file { "admin-file-replace" } else { "admin-file-add" };
        view! {
            {current}
            <h2>{here.text(button)}</h2>
            <p>{here.format("admin-file-text", &[("most", most.into())])}</p>
            <form class="ad-form" method="post" enctype="multipart/form-data" action=here.path(&self.path(""))>
                <input type="hidden" name="form" value=token()/>
                <div class="ad-field">
                    <label for="file">{here.text("admin-upload-file")}</label>
                    <input type="file" id="file" name="file" required=true/>
                </div>
                <p class="ad-actions"><button class="ad-button ad-primary">{here.text(button)}</button></p>
            </form>
            <p><a href=here.path(&self.found.path(""))>{back}</a></p>
        }
        .into_inert()
    }

    /// Renders the file that the product has: a link to look at it, and one to the page that removes it.
    async fn current(&self, here: &Here, key: &str) -> AnyView {
        let name = labels::file_name(key).to_owned();
        let file = StoredFile::new(key, &name, media_type(&name));
        let shown = match here.store.storage().signed_url(&file, LOOK).await {
            Ok(url) => {
                // A path is one of the storage's own routes, which are below the store's prefix.
                let prefix = if url.starts_with('/') { here.store.paths().prefix.as_str() } else { "" };
                view! { <p><a href=format!("{prefix}{url}") download="">{name}</a></p> }.into_inert()
            }
            Err(error) => {
                tracing::error!(key, %error, "file of a product cannot be handed out");
                let missing = here.format("admin-file-missing", &[("name", (&name).into())]);
                view! { <p class="ad-error">{missing}</p> }.into_inert()
            }
        };
        let (to, remove) = (here.path(&self.path("/remove")), here.text("admin-file-remove"));
        view! { {shown} <p class="ad-actions"><a class="ad-button ad-danger" href=to>{remove}</a></p> }.into_inert()
    }
}

/// `GET /products/{kind}/{id}/files/{field}`.
async fn show(here: Here, Path(of): Path<Of>) -> Answer {
    let of = FileField::of(&here, &of).await?;
    if let Some(refusal) = products::refusal(&here, &of.found.kind).await {
        return Ok(refusal);
    }
    let body = of.page(&here).await;
    Ok(here.page(of.found.tab(), &of.title(&here), body))
}

/// `POST /products/{kind}/{id}/files/{field}`: stores a file in place of any other.
async fn add(here: Here, recheck: Recheck, Path(of): Path<Of>, mut form: Multipart) -> Answer {
    let (mut texts, mut received) = (Texts::default(), None);
    while let Some(mut field) = form.next_field().await? {
        let name = field.name().unwrap_or_default().to_owned();
        match name.as_str() {
            "file" if received.is_none() => {
                let file_name = field.file_name().unwrap_or_default().to_owned();
                let file = here.store.receive_upload(upload::content(&mut field)).await;
                upload::skip(&mut field).await?;
                received = Some((file_name, file));
            }
            _ => texts.add(name, &mut field).await?,
        }
    }
    let here = match recheck.admit().await {
        Ok(here) => here,
        Err(response) => return Ok(*response),
    };
    let of = FileField::of(&here, &of).await?;
    if let Some(refusal) = products::refusal(&here, &of.found.kind).await {
        return Ok(refusal);
    }
    let sent = texts.sent()?;
    let token = sent.token()?;
    let (name, file) = received.ok_or(Failure::BadRequest(String::new()))?;
    let form = here.form(token);
    if here.admin().once(&form).is_done().await? {
        return Ok(here.done(&of.path(""), "file-added"));
    }
    let stored = match file {
        // In the folder of the form: sent several times at once, it is stored in one place.
        Ok(file) => here.admin().store_upload(&name, &form, file).await,
        Err(error) => Err(error),
    };
    match stored {
        Ok(key) => of.save(&here, token, &key, "file-added").await,
        Err(error) => of.again(&here, &upload::refusal(&here, error)?).await,
    }
}

/// The form that removes a file.
#[derive(Deserialize)]
struct Removal {
    #[serde(flatten)]
    token: Token,
    /// The key of the file that was shown: another one stays.
    #[serde(default)]
    file: String,
}

/// `GET /products/{kind}/{id}/files/{field}/remove`.
async fn ask(here: Here, Path(of): Path<Of>) -> Answer {
    let of = FileField::of(&here, &of).await?;
    if let Some(refusal) = products::refusal(&here, &of.found.kind).await {
        return Ok(refusal);
    }
    let Some(key) = of.found.record.record.values.file(of.field.name) else {
        return of.again(&here, &here.text("admin-file-none")).await;
    };
    let product = of.found.title(&here);
    let with = [("name", labels::file_name(&key).into()), ("title", (&product).into())];
    let title = here.format("admin-file-remove-title", &with);
    let named = view! { <input type="hidden" name="file" value=key/> };
    let form = act_form(&here.path(&of.path("/remove")), &here.text("admin-file-remove"), true, named);
    let body = view! {
        <p>{here.text("admin-file-remove-text")}</p>
        {form}
        <p><a href=here.path(&of.path(""))>{here.text("admin-file-remove-back")}</a></p>
    };
    Ok(here.page(of.found.tab(), &title, body))
}

/// `POST /products/{kind}/{id}/files/{field}/remove`. The file stays in the storage for a while, or for good if an order includes it.
async fn remove(here: Here, Path(of): Path<Of>, Form(Removal { token, file }): Form<Removal>) -> Answer {
    let of = FileField::of(&here, &of).await?;
    if let Some(refusal) = products::refusal(&here, &of.found.kind).await {
        return Ok(refusal);
    }
    if of.found.record.record.values.file(of.field.name).is_some_and(|key| key != file) {
        return of.again(&here, &here.text("admin-file-replaced")).await;
    }
    of.save(&here, &token.form, "", "file-removed").await
}
