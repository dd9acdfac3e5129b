//! The first page: each kind of product, with how many there are.

use leptos::prelude::*;

use super::{empty::EMPTY, labels, list::counted, path};
use crate::{
    Act, ManagedKind, ManagedPage, ManagedQuery, ManagedState,
    admin::{
        here::{Answer, Here},
        page::Tab,
        routes::Route,
    },
    inert::IntoInert,
};

pub(super) fn routes() -> Vec<Route> {
    vec![Route::page(super::PATH, Act::View, show)]
}

async fn show(here: Here) -> Answer {
    let admin = here.admin();
    let mut kinds = Vec::new();
    for kind in admin.managed_kinds().into_iter().filter(|kind| !kind.single && !kind.settings) {
        kinds.push((kind, admin.managed(&ManagedQuery::new(kind.kind).limit(1)).await?));
    }
    let is_left = |page: &ManagedPage| {
        let left = |state| page.counts.get(&state).is_some_and(|count| count.count > 0);
        left(ManagedState::Draft) || left(ManagedState::Published)
    };
    let empty = (here.may(Act::RetireAll) && kinds.iter().any(|(_, page)| is_left(page))).then(|| {
        view! {
            <section>
                <h2>{here.text("admin-empty-shop")}</h2>
                <p>{here.text("admin-empty-shop-about")}</p>
                <p><a class="ad-button" href=here.path(EMPTY)>{here.text("admin-empty-shop")}</a></p>
            </section>
        }
    });
    let shown: Vec<_> = kinds.iter().map(|(kind, page)| one(&here, kind, page)).collect();
    let body = view! {
        {shown}
        {empty}
    };
    Ok(here.page(Tab::Products, &here.text("admin-tab-products"), body))
}

fn one(here: &Here, kind: &ManagedKind, page: &ManagedPage) -> AnyView {
    let (name, list) = (labels::kind(here, kind.kind), here.path(&path(kind.kind)));
    let counts: Vec<_> = ManagedState::ALL
        .into_iter()
        .map(|state| {
            let to = format!("{list}?state={state}");
            view! { <li><a href=to>{counted(here, page, state)}</a></li> }
        })
        .collect();
    view! {
        <article>
            <h2><a href=list.clone()>{name}</a></h2>
            <ul class="ad-actions">{counts}</ul>
            {ways(here, kind)}
        </article>
    }
    .into_inert()
}

/// Renders the ways to a new product, and to those in a file.
pub(super) fn ways(here: &Here, kind: &ManagedKind) -> AnyView {
    let one = labels::one(here, kind.kind);
    let all = [
        (Act::SaveProduct, "new", here.format("admin-products-new", &[("kind", (&one).into())])),
        (Act::ImportProducts, "import", here.text("admin-products-import")),
        (Act::ExportProducts, "export", here.text("admin-products-export")),
    ];
    let links: Vec<_> = all
        .into_iter()
        .filter(|(act, ..)| here.may(*act))
        .map(|(_, below, label)| {
            let to = here.path(&format!("{}/{below}", path(kind.kind)));
            view! { <a class="ad-button" href=to>{label}</a> }
        })
        .collect();
    (!links.is_empty()).then(|| view! { <div class="ad-actions">{links}</div> }).into_inert()
}
