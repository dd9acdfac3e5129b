//! A product with its kind and fields, as the pages about it need it.

use axum::response::Response;

use super::{form::Fields, id_of, labels, path_of};
use crate::{
    Act, ManagedKind, ManagedRecord,
    admin::{
        access,
        here::{Failure, Here},
        page::Tab,
    },
    managed::{Field, FieldKind},
};

/// Returns the kind that a path names.
///
/// # Errors
/// [`Failure::NotFound`] if the store does not manage it.
pub(in crate::admin) fn kind_named(here: &Here, name: &str) -> Result<ManagedKind, Failure> {
    here.admin().managed_kinds().into_iter().find(|kind| kind.kind == name).ok_or(Failure::NotFound)
}

/// Answers who may change products, but not what there is one of only: the settings of the site.
pub(in crate::admin) async fn refusal(here: &Here, kind: &ManagedKind) -> Option<Response> {
    match kind.single && !here.may(Act::SaveSite) {
        true => Some(access::forbidden(here, Act::SaveSite).await),
        false => None,
    }
}

/// A product.
pub(in crate::admin) struct Found {
    pub kind: ManagedKind,
    pub fields: Vec<Field>,
    pub record: ManagedRecord,
}

impl Found {
    /// Returns the product that a path names.
    ///
    /// # Errors
    /// [`Failure::NotFound`] if there is no such kind or product.
    pub async fn of(here: &Here, kind: &str, id: &str) -> Result<Found, Failure> {
        let (kind, admin) = (kind_named(here, kind)?, here.admin());
        let fields = admin.managed_fields(kind.kind)?;
        let record = admin.managed_record(kind.kind, id_of(id)).await?;
        Ok(Found { kind, fields, record })
    }

    pub fn id(&self) -> &str {
        &self.record.record.id
    }

    /// Returns the title, or the id if it has none. What there is one of only is called as its kind.
    pub fn title(&self, here: &Here) -> String {
        if self.kind.single {
            return labels::kind(here, self.kind.kind);
        }
        let title = self.record.record.title(&self.fields);
        if title.is_empty() { self.id().to_owned() } else { title.to_owned() }
    }

    /// Returns the title of a page that does something with it, whose text has this name.
    pub(super) fn act_title(&self, here: &Here, act: &str) -> String {
        let (act, product) = (here.text(act), self.title(here));
        here.format("admin-products-act-title", &[("act", (&act).into()), ("product", (&product).into())])
    }

    /// Returns the path of its page, or of a page below it, below the admin's own.
    pub fn path(&self, below: &str) -> String {
        format!("{}{below}", path_of(self.kind.kind, self.id()))
    }

    /// Returns the part of the admin that it is in.
    pub fn tab(&self) -> Tab {
        tab(&self.kind)
    }

    /// Returns the fields of its form.
    pub(super) fn form_fields<'a>(&'a self, here: &'a Here) -> Fields<'a> {
        Fields { all: &self.fields, languages: here.store.languages(), zone: here.store.time_zone(), new: false }
    }

    /// Returns whether the member may change it.
    pub fn may_save(&self, here: &Here) -> bool {
        here.may(if self.kind.single { Act::SaveSite } else { Act::SaveProduct })
    }

    /// Returns the stock of each option, or of the product itself, named `""`, if it has none. `None` is unlimited.
    pub fn stocks(&self) -> Vec<(String, Option<u32>)> {
        self.record.record.stocks(&self.fields)
    }

    /// Returns whether its stock can be unlimited.
    pub fn may_be_unlimited(&self) -> bool {
        self.fields.iter().any(|field| field.kind == FieldKind::Stock && !field.required)
    }
}

/// Returns the part of the admin that the products of a kind are in.
pub(in crate::admin) fn tab(kind: &ManagedKind) -> Tab {
    match kind {
        ManagedKind { single: true, .. } => Tab::Single(kind.kind),
        ManagedKind { settings: true, .. } => Tab::Settings(kind.kind),
        _ => Tab::Products,
    }
}
