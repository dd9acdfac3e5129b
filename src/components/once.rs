//! HTML that a page includes once.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use leptos::{
    attr::{Attribute, any_attribute::AnyAttribute},
    prelude::{AddAnyAttr, Render, RenderHtml},
    tachys::{
        html::InertElement,
        hydration::Cursor,
        view::{Position, PositionState},
    },
};

/// HTML that a page includes at the first of the places that show it. Leptos can render a part of a page several times,
/// and uses one result: the first is therefore known only when the page is written.
pub(super) struct Once {
    pub html: String,
    /// Whether the page includes it. Shared by its places.
    pub included: Arc<AtomicBool>,
}

type Written = Option<InertElement>;

impl Once {
    fn write(self) -> Written {
        (!self.included.swap(true, Ordering::Relaxed)).then(|| InertElement::new(self.html))
    }
}

impl Render for Once {
    type State = <Written as Render>::State;

    fn build(self) -> Self::State {
        self.write().build()
    }

    fn rebuild(self, state: &mut Self::State) {
        self.write().rebuild(state);
    }
}

impl AddAnyAttr for Once {
    type Output<A: Attribute> = Once;

    fn add_any_attr<A: Attribute>(self, _: A) -> Once {
        self
    }
}

impl RenderHtml for Once {
    type AsyncOutput = Once;
    type Owned = Once;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Once {
        self
    }

    fn html_len(&self) -> usize {
        self.html.len()
    }

    fn to_html_with_buf(
        self,
        buf: &mut String,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        attributes: Vec<AnyAttribute>,
    ) {
        self.write().to_html_with_buf(buf, position, escape, mark_branches, attributes);
    }

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> Self::State {
        self.write().hydrate::<FROM_SERVER>(cursor, position)
    }

    fn into_owned(self) -> Once {
        self
    }
}

#[cfg(test)]
mod tests {
    use leptos::prelude::*;

    use super::*;

    #[test]
    fn a_part_that_is_rendered_and_not_used_does_not_count() {
        let included = Arc::default();
        let once = || Once { html: "<hr>".to_owned(), included: Arc::clone(&included) };
        drop(once().into_any());
        let mut unused = once().into_any();
        unused.dry_resolve();
        let html = (view! { <p>{once()}</p> }, once().into_any()).to_html();
        assert_eq!(html.matches("<hr>").count(), 1, "{html}");
        assert!(html.starts_with("<p><hr>"), "{html}");
    }
}
