//! The page of a product's pictures: adding, describing, ordering and removing them.

use axum::extract::{Multipart, Path, RawForm};

use self::{
    list::{Listed, PictureField, moved, one_line},
    rows::{Arrived, ROWS, Row, alt, wrong},
    view::{Edited, page},
};
use super::{
    access::Recheck,
    bulk::Sent,
    form::refused,
    here::{Answer, Failure, Here},
    products,
    routes::Route,
};
use crate::{Act, Language};

mod list;
mod remove;
mod rows;
mod view;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::upload("/products/{kind}/{id}/pictures/{field}", Act::UploadFile, show, add),
        Route::post("/products/{kind}/{id}/pictures/{field}/change", Act::SaveProduct, change),
        Route::act(
            "/products/{kind}/{id}/pictures/{field}/remove/{picture}",
            Act::SaveProduct,
            remove::ask,
            remove::perform,
        ),
    ]
}

/// The kind, the id and the field in a path.
type Of = (String, String, String);

fn blank(of: &PictureField) -> Vec<Row> {
    vec![Row::empty(of.names.len()); ROWS]
}

/// `GET /products/{kind}/{id}/pictures/{field}`.
async fn show(here: Here, Path((kind, id, field)): Path<Of>) -> Answer {
    let of = PictureField::of(&here, &kind, &id, &field).await?;
    if let Some(refusal) = products::refusal(&here, &of.found.kind).await {
        return Ok(refusal);
    }
    let body = page(&here, &of, &blank(&of), None).await?;
    Ok(here.page(of.found.tab(), &view::title(&here, &of), body))
}

/// `POST /products/{kind}/{id}/pictures/{field}`: adds pictures at the end.
async fn add(here: Here, recheck: Recheck, Path((kind, id, field)): Path<Of>, form: Multipart) -> Answer {
    let arrived = Arrived::receive(&here, form).await?;
    let here = match recheck.admit().await {
        Ok(here) => here,
        Err(response) => return Ok(*response),
    };
    let of = PictureField::of(&here, &kind, &id, &field).await?;
    if let Some(refusal) = products::refusal(&here, &of.found.kind).await {
        return Ok(refusal);
    }
    let token = arrived.texts.token()?.to_owned();
    let languages: Vec<_> = of.names.iter().map(|(_, language)| *language).collect();
    let rows = arrived.rows(&here, &languages).await?;
    let wrong = errors(&here, &rows);
    if !wrong.is_empty() {
        let why = format!("{} {}", here.text("admin-pictures-check"), wrong.join(" "));
        return again(&here, &of, &rows, None, &why).await;
    }
    let new: Vec<Listed> = rows.iter().filter_map(Row::listed).collect();
    if new.is_empty() {
        return again(&here, &of, &rows, None, &here.text("admin-pictures-choose")).await;
    }
    let added = of.change(&here, &token, |list| {
        for picture in &new {
            if list.iter().any(|listed| listed.id == picture.id) {
                let text = picture.alts.first().map(String::as_str).unwrap_or_default();
                return Err(here.format("admin-picture-known", &[("text", text.into())]));
            }
            list.push(picture.clone());
        }
        Ok(())
    });
    match added.await? {
        None => Ok(here.done(&of.path(""), "pictures-added")),
        Some(why) => again(&here, &of, &rows, None, &why).await,
    }
}

/// Returns what is wrong with each row: the rows stand far below the pictures that there are.
fn errors(here: &Here, rows: &[Row]) -> Vec<String> {
    let one = |(n, row): (usize, &Row)| {
        let (nth, why) = (here.format("admin-pictures-nth", &[("n", (n + 1).into())]), row.error()?);
        Some(here.format("admin-products-about-field", &[("field", (&nth).into()), ("text", why.into())]))
    };
    rows.iter().enumerate().filter_map(one).collect()
}

/// Shows the page again, with what was typed, and why nothing was changed.
async fn again(here: &Here, of: &PictureField, rows: &[Row], edited: Option<&Edited>, why: &str) -> Answer {
    let body = page(here, of, rows, edited).await?;
    Ok(refused(here, of.found.tab(), &view::title(here, of), why, body))
}

/// `POST /products/{kind}/{id}/pictures/{field}/change`: describes one picture, or moves it.
async fn change(here: Here, Path((kind, id, field)): Path<Of>, RawForm(form): RawForm) -> Answer {
    let of = PictureField::of(&here, &kind, &id, &field).await?;
    if let Some(refusal) = products::refusal(&here, &of.found.kind).await {
        return Ok(refusal);
    }
    let sent = Sent::read(&form);
    let up = match sent.get("act") {
        Some("up") => Some(true),
        Some("down") => Some(false),
        Some("save") => None,
        _ => return Err(Failure::BadRequest(String::new())),
    };
    edit(&here, &of, &sent, up).await
}

/// Saves the alternative texts of a picture, and moves it `up` or down. Texts that another member of staff has changed meanwhile
/// are a conflict.
async fn edit(here: &Here, of: &PictureField, sent: &Sent, up: Option<bool>) -> Answer {
    let (token, id) = (sent.token()?, sent.get("picture").unwrap_or_default());
    let typed = |prefix: &str| -> Vec<String> {
        let of_language = |(_, language): &(String, Language)| format!("{prefix}{}", alt(*language));
        of.names.iter().map(|name| one_line(sent.get(&of_language(name)).unwrap_or_default())).collect()
    };
    let (alts, shown) = (typed(""), typed("was."));
    // What is missing since long ago keeps no picture from being moved.
    let is_edited = up.is_none() || alts != shown;
    let why = match wrong(here, &alts).filter(|_| is_edited) {
        Some(why) => Some(why),
        None => {
            let edit = |list: &mut Vec<Listed>| {
                let Some(listed) = list.iter_mut().find(|listed| listed.id == id) else {
                    return Err(here.text("admin-picture-gone"));
                };
                for ((now, shown), alt) in listed.alts.iter_mut().zip(&shown).zip(&alts) {
                    // Unchanged in this form: keep the stored text.
                    if alt == shown || alt == now {
                        continue;
                    }
                    if now != shown {
                        return Err(here.format("admin-picture-alt-changed", &[("text", (&*now).into())]));
                    }
                    now.clone_from(alt);
                }
                if let Some(up) = up {
                    moved(list, id, up);
                }
                Ok(())
            };
            of.change(here, token, edit).await?
        }
    };
    match why {
        None => Ok(here.done(&of.path(""), if up.is_some() { "picture-moved" } else { "picture-saved" })),
        Some(why) => {
            // Saved again, it takes the place of the text that the sentence names.
            let edited = Edited { id: id.to_owned(), alts, error: why.clone() };
            let of = PictureField::of(here, of.found.kind.kind, of.found.id(), of.field.name).await?;
            again(here, &of, &blank(&of), Some(&edited), &why).await
        }
    }
}
