//! How the page of a product's pictures looks.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::{
    list::{LONGEST_ALT, Listed, PictureField},
    rows::{self, Row},
};
use crate::{
    Language, Picture,
    admin::{
        here::{Failure, Here},
        products::labels,
        upload::takes_avif,
    },
    inert::IntoInert,
    token,
};

/// What a browser offers to choose from. A phone converts its own format to one of these.
const ACCEPTED: &str = match cfg!(feature = "avif") {
    true => "image/jpeg,image/png,image/webp,image/avif",
    false => "image/jpeg,image/png,image/webp",
};

/// The alternative texts of a picture that were refused.
pub(super) struct Edited {
    pub id: String,
    pub alts: Vec<String>,
    pub error: String,
}

/// Returns the title of the page.
pub(super) fn title(here: &Here, of: &PictureField) -> String {
    let field = labels::field(here, of.found.kind.kind, of.field.name);
    let title = of.found.title(here);
    here.format("admin-upload-title", &[("field", (&field).into()), ("title", (&title).into())])
}

/// Renders the page: the pictures, and the form that adds more.
///
/// # Errors
/// When the database cannot be read.
pub(super) async fn page(
    here: &Here,
    of: &PictureField,
    rows: &[Row],
    edited: Option<&Edited>,
) -> Result<AnyView, Failure> {
    let list = of.listed();
    let ids: Vec<String> = list.iter().map(|listed| listed.id.clone()).collect();
    let pictures = here.store.pictures(&ids).await?;
    let back = here.format("admin-upload-back", &[("title", (&of.found.title(here)).into())]);
    Ok(view! {
        <p>{here.text("admin-pictures-text")}</p>
        {listing(here, of, &list, &pictures, edited)}
        <h2>{here.text("admin-pictures-add")}</h2>
        <p>{here.format("admin-pictures-alt-text", &[("avif", takes_avif().into())])}</p>
        {add_form(here, of, rows)}
        <p><a href=here.path(&of.found.path(""))>{back}</a></p>
    }
    .into_inert())
}

fn listing(
    here: &Here,
    of: &PictureField,
    list: &[Listed],
    pictures: &BTreeMap<String, Picture>,
    edited: Option<&Edited>,
) -> AnyView {
    if list.is_empty() {
        return view! { <p class="ad-muted">{here.text("admin-pictures-none")}</p> }.into_inert();
    }
    let last = list.len() - 1;
    let item = |(n, listed): (usize, &Listed)| {
        let edited = edited.filter(|edited| edited.id == listed.id);
        let shown = shown(here, listed, pictures);
        let form = edit_form(here, of, listed, n, last, edited);
        view! { <li class="ad-picture">{shown} {form}</li> }
    };
    let items = list.iter().enumerate().map(item).collect_view();
    view! { <ol class="ad-pictures">{items}</ol> }.into_inert()
}

/// Renders a picture of the product, if it is in the store.
pub(super) fn shown(here: &Here, listed: &Listed, pictures: &BTreeMap<String, Picture>) -> AnyView {
    match pictures.get(&listed.id) {
        Some(picture) => preview(picture, listed.alts.first().map_or("", String::as_str)),
        None => view! { <p class="ad-error">{here.text("admin-picture-missing")}</p> }.into_inert(),
    }
}

fn preview(picture: &Picture, alt: &str) -> AnyView {
    view! {
        <img
            class="ad-picture__image"
            src=picture.src(320)
            width=picture.width.to_string()
            height=picture.height.to_string()
            alt=alt.to_owned()
            loading="lazy"
        />
    }
    .into_inert()
}

fn edit_form(
    here: &Here,
    of: &PictureField,
    listed: &Listed,
    n: usize,
    last: usize,
    edited: Option<&Edited>,
) -> AnyView {
    let alts = edited.map_or(&listed.alts, |edited| &edited.alts);
    let mut error = edited.map(|edited| edited.error.as_str());
    let inputs: Vec<_> = of
        .names
        .iter()
        .enumerate()
        .map(|(at, (_, language))| {
            let name = rows::alt(*language);
            let [text, was] = [alts, &listed.alts].map(|texts| texts.get(at).cloned().unwrap_or_default());
            let id = format!("{}-{name}", listed.id);
            let hidden = view! { <input type="hidden" name=format!("was.{name}") value=was/> };
            view! { {hidden} {alt_input(here, of, id, name, *language, &text, error.take())} }
        })
        .collect();
    let number = [("n", (n + 1).into())];
    let button = |act: &'static str, text: &str, of_picture: &str| {
        let (text, name) = (here.text(text), here.format(of_picture, &number));
        view! { <button class="ad-button" name="act" value=act aria-label=name>{text}</button> }
    };
    let save = button("save", "admin-picture-save", "admin-picture-save-of");
    let up = (n > 0).then(|| button("up", "admin-picture-up", "admin-picture-up-of"));
    let down = (n < last).then(|| button("down", "admin-picture-down", "admin-picture-down-of"));
    let (to, name) = (here.path(&of.removal(&listed.id)), here.format("admin-picture-remove-of", &number));
    let remove = view! {
        <a class="ad-button ad-danger" href=to aria-label=name>{here.text("admin-picture-remove")}</a>
    };
    view! {
        <form class="ad-form" method="post" action=here.path(&of.path("/change"))>
            <input type="hidden" name="form" value=token()/>
            <input type="hidden" name="picture" value=listed.id.clone()/>
            {inputs}
            <p class="ad-actions">{save} {up} {down} {remove}</p>
        </form>
    }
    .into_inert()
}

fn add_form(here: &Here, of: &PictureField, rows: &[Row]) -> AnyView {
    let rows = rows.iter().enumerate().map(|(n, row)| add_row(here, of, n, row)).collect_view();
    view! {
        <form class="ad-form" method="post" enctype="multipart/form-data" action=here.path(&of.path(""))>
            <input type="hidden" name="form" value=token()/>
            {rows}
            <p class="ad-actions"><button class="ad-button ad-primary">{here.text("admin-pictures-upload")}</button></p>
        </form>
    }
    .into_inert()
}

fn add_row(here: &Here, of: &PictureField, n: usize, row: &Row) -> AnyView {
    let file = match &row.picture {
        Some(picture) => {
            let kept = rows::input(n, "kept");
            view! {
                <input type="hidden" name=kept value=picture.id.clone()/>
                {preview(picture, row.alts.first().map_or("", String::as_str))}
            }
            .into_inert()
        }
        None => file_input(here, n, row.file_error.as_deref()),
    };
    let mut error = row.alt_error.as_deref();
    let inputs: Vec<_> = of
        .names
        .iter()
        .enumerate()
        .map(|(at, (_, language))| {
            let name = rows::input(n, &rows::alt(*language));
            let text = row.alts.get(at).map_or("", String::as_str);
            alt_input(here, of, name.clone(), name, *language, text, error.take())
        })
        .collect();
    let legend = here.format("admin-pictures-nth", &[("n", (n + 1).into())]);
    view! { <fieldset><legend>{legend}</legend> {file} {inputs}</fieldset> }.into_inert()
}

fn file_input(here: &Here, n: usize, error: Option<&str>) -> AnyView {
    let name = rows::input(n, "file");
    let (label, described, error) = (here.text("admin-upload-file"), described(&name, error), message(&name, error));
    view! {
        <div class="ad-field">
            <label for=name.clone()>{label}</label>
            <input
                type="file"
                id=name.clone()
                name=name
                accept=ACCEPTED
                aria-invalid=described.as_ref().map(|_| "true")
                aria-describedby=described
            />
            {error}
        </div>
    }
    .into_inert()
}

fn alt_input(
    here: &Here,
    of: &PictureField,
    id: String,
    name: String,
    language: Language,
    text: &str,
    error: Option<&str>,
) -> AnyView {
    let label = match of.names.len() {
        1 => here.text("admin-picture-alt"),
        _ => {
            let name = here.store.texts(language).get_own("admin-language-name");
            let language = name.unwrap_or_else(|| language.to_string());
            here.format("admin-picture-alt-in", &[("language", (&language).into())])
        }
    };
    let (described, error) = (described(&id, error), message(&id, error));
    view! {
        <div class="ad-field">
            <label for=id.clone()>{label}</label>
            <input
                type="text"
                id=id
                name=name
                value=text.to_owned()
                maxlength=LONGEST_ALT.to_string()
                lang=language.to_string()
                autocomplete="off"
                aria-invalid=described.as_ref().map(|_| "true")
                aria-describedby=described
            />
            {error}
        </div>
    }
    .into_inert()
}

/// Returns the id of the message about an input.
fn described(id: &str, error: Option<&str>) -> Option<String> {
    error.map(|_| format!("{id}-error"))
}

fn message(id: &str, error: Option<&str>) -> Option<AnyView> {
    let error = error?.to_owned();
    Some(view! { <p class="ad-error" id=format!("{id}-error")>{error}</p> }.into_inert())
}
