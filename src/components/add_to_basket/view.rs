//! What the server renders in place of the form.

use leptos::prelude::*;

use crate::{SaleState, components::language::use_texts};

pub(super) fn unavailable(sale: SaleState) -> impl IntoView {
    sale.message(&use_texts())
}
